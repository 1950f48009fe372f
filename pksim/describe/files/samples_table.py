"""Samples in a study file: the name of the file that they are in, or the samples themselves."""

from __future__ import annotations

from dataclasses import asdict, replace
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from pksim.arguments import quoted
from pksim.describe.samples.events import read_events
from pksim.describe.samples.files import read_samples
from pksim.describe.samples.samples import Samples
from pksim.describe.samples.subject import Subject, Taken
from pksim.describe.words.records import Record, read_record
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.inputs import Route


class _Dose(Record):
    time_h: float
    amount: float = Field(gt=0)
    route: Route = "oral"
    duration_h: float = 0.0
    steady_state_every_h: float | None = Field(default=None, gt=0)


class _Measured(Record):
    subject: str
    times_h: tuple[float, ...]
    conc: tuple[float, ...]
    below_limit: tuple[bool, ...]
    after_dose: tuple[int, ...]
    doses: tuple[_Dose, ...] = Field(min_length=1)


class _Written(Record):
    conc_unit: str
    dose_unit: str
    compound: str | None = None
    matrix: str = Samples.matrix
    start: str | float | None = None
    notes: tuple[str, ...] = ()
    measured: tuple[_Measured, ...]


def read_samples_table(table: dict[str, Any], folder: Path) -> Samples:
    """Read the table ``[samples]`` of a study file.

    Parameters
    ----------
    table : dict
        With ``file`` or ``events``, the name of a tidy table or an event table beside the study, and the keywords of
        `pksim.read_samples` or `pksim.read_events` that it needs (``subject = false`` where all are of one); or with
        ``measured``, as `samples_table` writes it.
    folder : Path
        Where the study file is.

    Returns
    -------
    Samples

    Raises
    ------
    InputError
        With every mistake of the table, or of the file that it names.
    """
    if sum(key in table for key in ("file", "events", "measured")) != 1:
        msg = f"samples is {quoted(table)}; it must be a table with file='tubes.csv', or with events='case.csv'."
        raise InputError(msg)
    said: dict[str, Any] = {key: None if value is False else value for key, value in table.items()}
    if "measured" in said:
        return _samples(read_record(_Written, said, "samples"))
    if "events" in said:
        after = {key: said.pop(key) for key in ("start", "matrix") if key in said}
        path = folder / str(said.pop("events"))
        known = signature(read_events).parameters
        if unknown := [key for key in said if key not in known]:
            msg = f"samples.{unknown[0]} is not a key here; {did_you_mean(unknown[0], known)}"
            raise InputError(msg)
        return replace(read_events(path, **said).samples, **after)
    if isinstance(said.get("doses"), str):
        said["doses"] = folder / said["doses"]
    return read_samples(folder / str(said.pop("file")), **said)


def _samples(read: _Written) -> Samples:
    subjects = {}
    for each in read.measured:
        lengths = {len(column) for column in (each.times_h, each.conc, each.below_limit, each.after_dose)}
        if len(lengths) > 1:
            msg = f"samples: subject {each.subject!r}: times_h, conc, below_limit and after_dose differ in length."
            raise InputError(msg)
        subjects[each.subject] = Subject(
            name=each.subject,
            times_h=np.array(each.times_h, dtype=float),
            conc=np.array(each.conc, dtype=float),
            below_limit=np.array(each.below_limit, dtype=bool),
            doses=tuple(Taken(**dict(dose)) for dose in each.doses),
            after_dose=np.array(each.after_dose, dtype=np.intp),
        )
    return Samples(subjects, read.conc_unit, read.dose_unit, read.compound, read.matrix, read.notes, read.start)


def samples_table(samples: Samples) -> dict[str, Any]:
    """Write samples as the table of a study file that refers to no other file."""
    told = {name: getattr(samples, name) for name in ("conc_unit", "dose_unit", "compound", "matrix", "start")}
    measured = [
        {
            "subject": each.name,
            "times_h": each.times_h.tolist(),
            "conc": each.conc.tolist(),
            "below_limit": each.below_limit.tolist(),
            "after_dose": each.after_dose.tolist(),
            "doses": [_without_none(asdict(dose)) for dose in each.doses],
        }
        for each in samples
    ]
    return {**_without_none(told), "notes": list(samples.notes), "measured": measured}


def _without_none(table: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if value is not None}
