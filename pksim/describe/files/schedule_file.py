"""Schedules as tables of a file: doses as text, with what else is known about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from pksim.arguments import whole
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.kind import Kind
from pksim.describe.compound.library import load_compounds, read_shipped
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import read_dose, split_doses
from pksim.describe.schedule.night import MOST_NIGHTS
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.records import Record, read_record
from pksim.describe.words.units import MASS_MG, NUMBER, TIME_H, read_number, read_quantity, read_unit
from pksim.describe.words.when import read_around, read_when
from pksim.errors import InputError

_RANGE = re.compile(rf"(?P<low>{NUMBER})\s*-\s*(?P<high>{NUMBER})\s*(?P<unit>[^\s\d.]\S*)", re.IGNORECASE)


class DoseTable(Record):
    """A dose as a table: its text, and where its numbers come from.

    Attributes
    ----------
    text : str
        As in ``"melatonin 0.3 mg 60 min before bed"``.
    window : str or None
        Range of times where it is not in the text, as in ``"60-90 min before bed"``; or how far from the time it
        reaches, as in ``"15 min earlier to 30 min later"``, which holds for clock times too.
    range : str or None
        Range of amounts, as in ``"0.3-5 mg"``.
    nights : str or int or None
        In which nights it is taken, as in ``"1-3"`` or ``"1, 3, 5"``; None means every one of the study.
    amount_kind, time_kind, form_kind, note
        As for `Dose`.
    """

    text: str
    window: str | None = None
    range: str | None = None
    nights: str | int | None = None
    amount_kind: Kind = "stated"
    time_kind: Kind = "stated"
    form_kind: Kind = "stated"
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, data: Any) -> Any:
        return {"text": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _readable(self, info: ValidationInfo) -> DoseTable:
        self.dose(info.context or load_compounds())
        if self.nights is not None:
            read_nights(self.nights)
            if self.dose(info.context or load_compounds()).night is not None:
                msg = "the text says in which night, and so does the key nights; leave one of them out."
                raise InputError(msg)
        return self

    @field_validator("nights", mode="before")
    @classmethod
    def _no_yes(cls, nights: Any) -> Any:
        return not_yes_or_no(nights)

    def dose(self, compounds: Mapping[str, Compound]) -> Dose:
        """Read the dose that the table describes."""
        dose = replace(
            read_dose(self.text, compounds),
            amount_kind=self.amount_kind,
            time_kind=self.time_kind,
            form_kind=self.form_kind,
            note=self.note,
        )
        if self.window is not None:
            dose = replace(dose, window_h=read_around(self.window) or _window_about(dose, self.window))
        if self.range is not None:
            dose = replace(dose, range_mg=_read_range(self.range))
        return dose


def not_yes_or_no(nights: Any) -> Any:
    """Read a list of nights as text, and refuse yes and no, which would count as numbers."""
    listed = nights if isinstance(nights, list) else [nights]
    if any(isinstance(each, bool) for each in listed):
        msg = f"it is {str(nights).lower()}; write nights, like '1-3' or '1, 3, 5'."
        raise InputError(msg)
    return ", ".join(map(str, listed)) if isinstance(nights, list) else nights


def read_nights(text: str | int) -> tuple[int, ...]:
    """Read nights as people write them, ``"1-3"`` or ``"1, 3, 5-7"``."""
    found: list[int] = []
    for part in str(text).split(","):
        ends = [end.strip() for end in part.split("-")]
        if (
            len(ends) > 2
            or not all(re.fullmatch(r"[0-9]{1,9}", end) for end in ends)
            or not 1 <= int(ends[0]) <= int(ends[-1])
        ):
            msg = f"nights is {text!r}; write nights from 1 on, like '1-3' or '1, 3, 5'."
            raise InputError(msg)
        whole(int(ends[-1]), "nights", 1, MOST_NIGHTS)
        found += range(int(ends[0]), int(ends[-1]) + 1)
    return tuple(found)


def _window_about(dose: Dose, text: str) -> tuple[float, float]:
    """Read a window that is given as times from bedtime, as hours from the time of its dose."""
    when = read_when(text)
    if when.time_h is None or when.window_h is None or dose.time_h is None or when.words:
        msg = f"the window is {text!r}; write it like '60-90 min before bed' or '15 min earlier to 30 min later'."
        raise InputError(msg)
    early, late = (when.time_h + end - dose.time_h for end in when.window_h)
    if early > 1e-9 or late < -1e-9:
        msg = f"the window {text!r} does not hold the time {dose.when!r}."
        raise InputError(msg)
    return early, late


def _read_range(text: str) -> tuple[float, float]:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        msg = f"the range is {text!r}; write it like '0.3-5 mg'."
        raise InputError(msg)
    factor = read_unit(found["unit"], MASS_MG, "the range")
    low, high = (read_number(found[end], "the range") * factor for end in ("low", "high"))
    if not 0 < low < high:
        msg = f"the range is {text!r}; it must go from a smaller to a larger amount above 0."
        raise InputError(msg)
    return low, high


def check_named_nights(schedule: str, named: Iterable[int], nights: int) -> None:
    """Refuse a night beyond the last of a study."""
    if wrong := [night for night in named if night > nights]:
        msg = f"schedule {schedule!r} names night {wrong[0]}; the study has {nights}, see the key nights."
        raise InputError(msg)


class ScheduleTable(Record):
    """A schedule as a table.

    Attributes
    ----------
    name : str
        What it is called.
    doses : tuple of DoseTable
        At least one, each as text or as a table; texts with a semicolon between them are several.
    skip : str or int or None
        Nights in which nothing is taken, as in ``"3"`` or ``"3, 5-7"``.
    late : mapping of str to str
        How much later everything is taken in some nights, as in ``{ 5 = "90 min" }``.
    source, note
        As for `Schedule`.
    """

    name: str = Field(min_length=1)
    doses: tuple[DoseTable, ...]
    skip: str | int | None = None
    late: Mapping[str, str] = Field(default_factory=dict)
    source: tuple[str, ...] = ()
    note: str = ""

    @field_validator("doses", mode="before")
    @classmethod
    def _split(cls, given: Any) -> Any:
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list | tuple):
            return given
        return [
            dose for each in texts for dose in (split_doses(each) if isinstance(each, str) and ";" in each else [each])
        ]

    @field_validator("doses")
    @classmethod
    def _some(cls, doses: tuple[DoseTable, ...]) -> tuple[DoseTable, ...]:
        if not doses:
            msg = "a schedule needs at least one dose, such as 'melatonin 1 mg 60 min before bed'."
            raise InputError(msg)
        return doses

    @field_validator("skip", mode="before")
    @classmethod
    def _no_yes(cls, skip: Any) -> Any:
        return not_yes_or_no(skip)

    def schedule(self, compounds: Mapping[str, Compound], nights: int = 1) -> Schedule:
        """Make the schedule; where several nights are asked for, doses are taken in each that they do not exclude."""
        doses = tuple(each.dose(compounds) for each in self.doses)
        plain = Schedule(self.name, doses, self.source, self.note)
        skip = () if self.skip is None else read_nights(self.skip)
        delays = {key: read_quantity(text, TIME_H, "late") for key, text in self.late.items()}
        late = {night: delay for key, delay in delays.items() for night in read_nights(key)}
        own = [
            (dose.night,) if dose.night is not None else None if table.nights is None else read_nights(table.nights)
            for table, dose in zip(self.doses, doses, strict=True)
        ]
        named = [*skip, *late, *(night for each in own if each is not None for night in each)]
        check_named_nights(self.name, named, nights)
        if nights == 1 and not named:
            return plain
        repeated: list[Dose] = []
        for dose, its_nights in zip(doses, own, strict=True):
            taken = [night for night in its_nights or range(1, nights + 1) if night not in skip]
            if taken:
                own_late = {night: delay for night, delay in late.items() if night in taken}
                every = replace(plain, doses=(replace(dose, night=None),))
                repeated += every.nightly(taken, late=own_late).doses
        return replace(plain, doses=tuple(repeated))


class _Published(Record):
    schedule: tuple[ScheduleTable, ...]


@cache
def load_schedules() -> Mapping[str, Schedule]:
    """Give the published schedules.

    Returns
    -------
    mapping of str to Schedule
        By name, each with its source.

    Examples
    --------
    >>> import pksim as pk
    >>> print(pk.load_schedules()["same-time"])
    same-time: melatonin 1 mg 60 min before bed; magnesium glycinate 300 mg elemental 60 min before bed
    """
    compounds = load_compounds()
    read = read_record(_Published, read_shipped("schedules"), "schedules.toml", context=compounds)
    return MappingProxyType({table.name: table.schedule(compounds) for table in read.schedule})


def every_night(schedule: Schedule, nights: int) -> Schedule:
    """Take doses that do not name their night in every one, under the schedule's own name."""
    check_named_nights(schedule.name, (dose.night for dose in schedule.doses if dose.night is not None), nights)
    return schedule if nights == 1 else schedule.nightly(nights, name=schedule.name)


def is_published(schedule: Schedule) -> bool:
    """Say whether it is as it ships, whatever the nights in which it is taken."""
    known = load_schedules().get(schedule.name)
    if known is None or known == schedule:
        return known is not None
    taken = dict.fromkeys(replace(dose, night=None) for dose in schedule.doses)
    return list(taken) == [replace(dose, night=None) for dose in known.doses]
