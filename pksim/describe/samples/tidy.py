"""Read subjects from tidy tables: one of samples, in which doses stand, too, or one of samples and one of doses."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pksim.describe.samples.cells import Mistakes, TidyTable, is_missing, plain_number
from pksim.describe.samples.columns import Columns
from pksim.describe.samples.subject import Subject, Taken
from pksim.describe.samples.tidy_cells import amount_of, has_level, is_same_unit, measured_level, subject_name

_UNITS = {
    "unit": {"unit", "units"},
    "conc_unit": {"conc_unit", "concu", "pcstresu", "pcorresu"},
    "dose_unit": {"dose_unit", "doseu", "amount_unit", "exdosu"},
}
_MOST_NAMED = 6
_IN_BRACKETS = re.compile(r"[\[(]\s*([^\[\]()]+?)\s*[\])]\s*$")


def subjects_of(table: TidyTable, doses: TidyTable | None, columns: Columns) -> tuple[dict[str, Subject], list[str]]:
    """Read the subjects of a tidy table.

    Parameters
    ----------
    table : TidyTable
        The samples.
    doses : TidyTable or None
        The doses, where they stand in a table of their own.
    columns : Columns
        What is called how.

    Returns
    -------
    dict of str to Subject, list of str
        By name, in the order of the table; and what was left out or taken for granted, in words.

    Raises
    ------
    InputError
        With every mistake, each with its line and column.
    """
    apart, named = doses is not None, isinstance(columns.dose, str)
    table.require(columns.of_samples(with_dose=named and not apart))
    reader = _Reader(columns)
    reader.check_units(table, columns.conc, "conc_unit", alone=True)
    for where, cells in table.rows:
        reader.read_row(table.name, where, cells, sample=True, dose=named and not apart)
    if doses is not None:
        doses.require({"time": columns.time, "dose": columns.dose, "subject": columns.subject})
        for where, cells in doses.rows:
            reader.read_row(doses.name, where, cells, sample=False, dose=True)
    if named:
        reader.check_units(table if doses is None else doses, str(columns.dose), "dose_unit", alone=apart)
    subjects = reader.subjects(table.name, apart=apart)
    reader.mistakes.done()
    return subjects, reader.notes(subjects)


class _Sample(NamedTuple):
    where: str
    time_h: float
    conc: float
    below: bool


class _Dose(NamedTuple):
    where: str
    time_h: float
    amount: float
    with_sample: bool


class _Reader:
    """Gathers samples, doses and mistakes, row by row."""

    def __init__(self, columns: Columns) -> None:
        self.columns, self.mistakes = columns, Mistakes()
        self._samples: dict[str, list[_Sample]] = {}
        self._doses: dict[str, list[_Dose]] = {}
        self._rows: Counter[str] = Counter()
        self._last: dict[str, float] = {}
        self._empty: list[str] = []
        self._broken: set[str | None] = set()

    def check_units(self, table: TidyTable, column: str, keyword: str, *, alone: bool) -> None:
        """Hold units that the table names, in a column of units or in a header, against what was said.

        A column that is called unit alone is that of doses only in a table of doses.
        """
        unit = getattr(self.columns, keyword)
        said = [(table.name, column, found[1])] if (found := _IN_BRACKETS.search(column)) else []
        known = _UNITS[keyword] | (_UNITS["unit"] if alone else set())
        named = [each for each in table.columns if each.lower() in known]
        said += [(f"{table.name}, {where}", each, cells[each]) for where, cells in table.rows for each in named]
        for where, name, given in said:
            if not is_missing(given) and not is_same_unit(str(given), unit):
                text = f"the unit is {given!r}, and {keyword} is {unit!r}; convert it, or say {keyword}={given!r}."
                self.mistakes.add(text, where, name)

    def read_row(self, table: str, where: str, cells: dict[str, Any], *, sample: bool, dose: bool) -> None:
        """Read what one row says of a sample, of a dose, or of both."""
        said, read = self.columns, self.mistakes.read
        if sample and not has_level(cells, said):
            self._empty.append(where)
            sample = False
        dose = dose and not is_missing(cells[str(said.dose)])
        if not (sample or dose):
            return
        where = f"{table}, {where}"
        name = "1" if said.subject is None else read(subject_name, cells[said.subject], where, said.subject)
        time = read(lambda cell: plain_number(cell, said.decimal) * said.hours, cells[said.time], where, said.time)
        level = read(lambda _: measured_level(cells, said), None, where, said.conc) if sample else None
        amount = (
            read(lambda cell: amount_of(cell, said), cells[str(said.dose)], where, str(said.dose)) if dose else None
        )
        if name is None or time is None or (sample and level is None) or (dose and amount is None):
            self._broken.add(name)
        if name is None or time is None:
            return
        if sample:
            self._check_time(name, where, time)
        self._rows[name] += 1
        if level is not None:
            self._samples.setdefault(name, []).append(_Sample(where, time, *level))
        if amount:
            self._doses.setdefault(name, []).append(_Dose(where, time, amount, sample))

    def _check_time(self, name: str, where: str, time: float) -> None:
        """Note where times of a subject fall."""
        if time < (before := self._last.get(name, time)):
            text = f"subject {name!r}: {time:g} h comes after {before:g} h; times must not fall."
            self.mistakes.add(text, where, self.columns.time)
        self._last[name] = time

    def subjects(self, table: str, *, apart: bool) -> dict[str, Subject]:
        """Put samples and doses together; note which subjects lack one of them, but for those with other mistakes."""
        made = {name: self._subject(name, rows, apart=apart) for name, rows in self._samples.items()}
        for subject in (each for name, each in made.items() if name not in self._broken):
            if self.columns.route == "iv" and self.columns.at_dose is None and _at_a_dose(subject).any():
                text = (
                    f"subject {subject.name!r} has a sample at the very time of an intravenous dose; say on which side"
                )
                self.mistakes.add(f"{text} it stands, at_dose='before' or at_dose='after'.", table)
            if (lack := subject.lacks()) is not None:
                self.mistakes.add(lack, table)
        if not made and not self._broken:
            self.mistakes.add("there is no concentration in it.", table)
        return made

    def _subject(self, name: str, rows: list[_Sample], *, apart: bool) -> Subject:
        doses = sorted(self._taken(name, apart=apart), key=lambda dose: dose.time_h)
        times, taken = np.array([row.time_h for row in rows]), np.array([dose.time_h for dose in doses])
        after = self.columns.at_dose == "after"
        return Subject(
            name=name,
            times_h=times,
            conc=np.array([row.conc for row in rows]),
            below_limit=np.array([row.below for row in rows]),
            doses=tuple(doses),
            after_dose=np.searchsorted(taken, times, "right" if after else "left"),
        )

    def _taken(self, name: str, *, apart: bool) -> list[Taken]:
        """Say what a subject took when: in a table of samples a dose that stands in every row is taken at 0."""
        given, route = self._doses.get(name, []), self.columns.route
        if self.columns.dose is not None and not isinstance(self.columns.dose, str):
            return [Taken(0.0, self.columns.dose, route)]
        amounts = [dose.amount for dose in given]
        if not apart and len(given) == self._rows[name] and len(set(amounts)) == 1:
            return [Taken(0.0, amounts[0], route)]
        if not apart and len(given) > 1 and any(dose.with_sample for dose in given) and name not in self._broken:
            text = (
                f"subject {name!r}: the dose is not the same in every row of samples, so that it does not say when it "
                "was taken; give doses=..., a table with their times."
            )
            self.mistakes.add(text, given[0].where, str(self.columns.dose))
        return [Taken(dose.time_h, dose.amount, route) for dose in given]

    def notes(self, subjects: dict[str, Subject]) -> list[str]:
        """Say what was left out or taken for granted."""
        each, side = list(subjects.values()), self.columns.at_dose or "before"
        before = sum(int((one.times_h < one.doses[0].time_h).sum()) for one in each)
        at = sum(int(_at_a_dose(one).sum()) for one in each)
        below = sum(int(one.below_limit.sum()) for one in each)
        nowhere = sum(int(np.isnan(one.conc).sum()) for one in each)
        lost = [name for name in self._doses if name not in subjects]
        said = [
            (len(self._empty), "row", f"without a concentration, left out: {few(self._empty)}"),
            (at, "sample", f"at the very time of a dose: taken as drawn just {side} it"),
            (before, "sample", "before the first dose: kept, though no dose explains them"),
            (below, "sample", "below the limit of quantification: kept as such"),
            (nowhere, "sample", "below a limit that is not known; say limit=..."),
            (len(lost), "subject", f"with doses alone, left out: {few(lost)}"),
        ]
        return [f"{count} {noun}{'s' * (count > 1)} {what}." for count, noun, what in said if count]


def _at_a_dose(subject: Subject) -> NDArray[np.bool_]:
    """Say which samples were drawn at the very time of a dose."""
    return np.isin(subject.times_h, [dose.time_h for dose in subject.doses])


def few(places: list[str]) -> str:
    """Name a few places, and how many more there are."""
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return ", ".join(places[:_MOST_NAMED]) + more
