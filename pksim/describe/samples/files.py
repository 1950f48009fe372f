"""Read samples from files: one's own, and those that come with the package."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Unpack

from pksim.arguments import check_keywords, one_of
from pksim.describe.compound.library import load_references, read_shipped
from pksim.describe.samples.columns import OnSamples
from pksim.describe.samples.samples import Samples
from pksim.describe.words.records import Record, read_record
from pksim.errors import InputError


def read_samples(path: str | Path, **said: Unpack[OnSamples]) -> Samples:
    r"""Read a tidy table of samples from a file with commas, semicolons or tabs between its cells.

    Parameters
    ----------
    path : str or Path
        The file, whose first line names the columns.
    **said
        As for `Samples.from_frame`.

    Returns
    -------
    Samples

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file, each with its line and column.

    Examples
    --------
    >>> from pathlib import Path
    >>> import pksim as pk
    >>> file = Path("tubes.csv")
    >>> _ = file.write_text("id,h,ng/mL\n1,0.5,1.2\n1,3,BLQ\n")
    >>> pk.read_samples(file, time="h", conc="ng/mL", subject="id", dose=0.3, conc_unit="ng/mL", limit=0.1)
    Samples(1 subject, 2 samples in ng/mL)
    """
    check_keywords(said, OnSamples, read_samples)
    return Samples.from_frame(path, **said)


class _Shipped(Record):
    """What a data set does not say by itself."""

    title: str
    source: tuple[str, ...]
    note: str
    said: dict[str, Any]


@cache
def _shipped() -> dict[str, _Shipped]:
    return {name: read_record(_Shipped, table, "samples.toml") for name, table in read_shipped("samples").items()}


def load_samples(name: str, *, dose: float | None = None) -> Samples:
    """Give one of the data sets that come with the package.

    Parameters
    ----------
    name : {"theoph", "indometh"}
        Theophylline in twelve subjects after one oral dose each [mg/kg], or indometacin in six after an intravenous
        one.
    dose : float, optional
        What each subject had, where the data set does not say it: those of indometacin do not.

    Returns
    -------
    Samples
        With its source in ``notes``.

    Raises
    ------
    pksim.errors.InputError
        When there is no such data set, or its dose is not said.

    Examples
    --------
    >>> import pksim as pk
    >>> pk.load_samples("indometh", dose=25)
    Samples(6 subjects, 66 samples of indometacin in mg/L)
    """
    known = _shipped()
    data = known[one_of(name, "name", known)]
    if dose is None and "dose" not in data.said:
        msg = f"load_samples: the dose of {name!r} must be said, such as dose=25. {data.note}"
        raise InputError(msg)
    said = data.said | ({} if dose is None else {"dose": dose})
    with as_file(files("pksim.describe") / "library" / f"{name}.csv") as path:
        read = read_samples(path, **said)
    cited = "; ".join(str(load_references()[key]) for key in data.source)
    return replace(read, notes=(f"{data.title}. {data.note} Source: {cited}.", *read.notes))
