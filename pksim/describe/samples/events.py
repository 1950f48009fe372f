"""Event tables as NONMEM, mrgsolve and rxode2 take them: doses and samples line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pksim.arguments import instance
from pksim.describe.samples.cells import Mistakes, plain_number
from pksim.describe.samples.event_clock import clocked
from pksim.describe.samples.event_lines import EventLines, Line, event_lines
from pksim.describe.samples.event_rules import Event, LeftOut, Observation, read_event
from pksim.describe.samples.event_timeline import dose_table, last_steady, subject_of
from pksim.describe.samples.samples import Samples
from pksim.describe.samples.subject import TRAIN_H, Subject
from pksim.describe.words.units import MASS_MG, concentration_unit, read_unit, write_clock
from pksim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_USED = {"ID", "TIME", "DATE", "DAT1", "DAT2", "DAT3", "DV", "CENS", "MDV", "EVID", "CMT", "AMT", "RATE"}
_USED |= {"ADDL", "II", "SS"}


@dataclass(frozen=True, eq=False, repr=False)
class Events:
    """What an event table says.

    Attributes
    ----------
    samples : Samples
        What was measured in each subject, with its doses.
    doses : pandas.DataFrame
        Every dose that counts at the end: ``subject``, ``time_h``, ``amount_mg``, ``route``, ``duration_h`` and
        ``steady_state``, which is true of the earlier doses behind a steady state.
    notes : list of str
        What was left out or taken for granted, in words.
    """

    samples: Samples
    doses: pd.DataFrame
    notes: list[str]

    def __repr__(self) -> str:
        return f"Events({self.samples!r}, {(~self.doses['steady_state']).sum()} doses)"


def read_events(
    path: str | Path,
    compound: str | None = None,
    amount_unit: str | None = None,
    conc_unit: str | None = None,
    ignore: str = "C",
    date_order: str | None = None,
    columns: Sequence[str] | None = None,
) -> Events:
    r"""Read a table of doses and observations as NONMEM does.

    Parameters
    ----------
    path : str or Path
        The file: blanks, tabs or commas between cells, and at its top a line of labels, also behind ``#`` or ``@``.
        Columns are taken by these labels, where NONMEM goes by its $INPUT.
    compound : str
        Of what; no such file says it.
    amount_unit, conc_unit : str
        Units of AMT, such as "mg", and of DV, such as "ng/mL".
    ignore : str, optional
        Lines that begin with it are comments; with ``@`` those that begin with a letter or ``@``.
    date_order : {"month-day-year", "day-month-year", "year-month-day", "year-day-month"}, optional
        How a DATE is written; DAT1, DAT2 and DAT3 say it by their label.
    columns : sequence of str, optional
        The labels, where they do not stand in the file.

    Returns
    -------
    Events

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file, each with its line and the rule: times that fall, and all that has no meaning
        here, which are EVID 3 and 4, RATE -1 and -2, an infusion into the depot, SS 2, and compartments beyond 2.

    Notes
    -----
    EVID 0 is an observation and 1 a dose; 2 is left out. CMT 1 is the depot of an oral dose, CMT 2 the blood, where
    RATE makes an infusion. ADDL more doses follow, II apart. SS 1 puts the steady state of a dose in the place of
    what was there: earlier doses stand for it, over 2,000 h, which is enough for half-lives up to 100 h. Records of
    one time count in the order of the file, but an additional dose before them. A colon in any TIME, or a date,
    makes all times relative to the first record of a subject. CENS 1, which NONMEM does not know, says that DV is
    the limit that a sample is below.

    Examples
    --------
    >>> from pathlib import Path
    >>> import pksim as pk
    >>> _ = Path("case.csv").write_text(
    ...     "ID,TIME,AMT,ADDL,II,EVID,DV\n1,0,1,1,24,1,.\n1,0.5,0,0,0,0,1.9\n1,12,0,0,0,2,.\n"
    ... )
    >>> events = pk.read_events("case.csv", compound="melatonin", amount_unit="mg", conc_unit="ng/mL")
    >>> events.doses["time_h"].tolist(), events.samples.to_frame()["conc"].tolist()
    ([0.0, 24.0], [1.9])
    >>> events.notes[0]
    'line 4: EVID 2'
    """
    _ask(compound=compound, amount_unit=amount_unit, conc_unit=conc_unit)
    factor = read_unit(instance(amount_unit, str, "amount_unit", "'mg'"), MASS_MG, "AMT")
    unit = concentration_unit(instance(conc_unit, str, "conc_unit", "'ng/mL'"))
    read, mistakes = event_lines(path, ignore, columns), Mistakes()
    if lost := [label for label in ("TIME", "DV", "AMT") if label not in read.labels]:
        msg = f"{read.name}: there is no column {' and '.join(lost)} among {', '.join(read.labels)}."
        raise InputError(msg)
    by_subject = _by_subject(read, mistakes)
    times = clocked(by_subject, read.labels, date_order, mistakes)
    events = {line.number: read_event(line, mistakes) for line in read.lines}
    _check_order(by_subject, times.hours, mistakes)
    _check_doses(by_subject, events, mistakes)
    mistakes.done()
    subjects = {
        name: subject_of(name, [(times.hours[line.number], events[line.number]) for line in lines])
        for name, lines in by_subject.items()
    }
    notes = _notes(read, events, subjects, by_clock=bool(times.start))
    clocks = {write_clock(start) for start in times.start.values()}
    samples = Samples(
        subjects,
        unit,
        str(amount_unit),
        compound,
        notes=tuple(notes),
        start=clocks.pop() if len(clocks) == 1 else None,
    )
    return Events(samples, dose_table(subjects.values(), factor), notes)


def _ask(**asked: str | None) -> None:
    """Ask for what no event table says."""
    if missing := [name for name, said in asked.items() if said is None]:
        msg = f"read_events: an event table does not say {', '.join(missing)}; say it, such as amount_unit='mg'."
        raise InputError(msg)


def _by_subject(read: EventLines, mistakes: Mistakes) -> dict[str, list[Line]]:
    """Gather the records of each subject, which stand together."""
    found: dict[str, list[Line]] = {}
    before = None
    for line in read.lines:
        number = mistakes.read(plain_number, line.cells.get("ID", "1"), line.where, "ID")
        name = None if number is None else f"{number:.15g}"
        if name is None:
            continue
        if name != before and name in found:
            mistakes.add(f"ID {name} comes back; the records of a subject must stand together.", line.where, "ID")
        found.setdefault(name, []).append(line)
        before = name
    if not found:
        mistakes.add("there are no records in it.", read.name)
    return found


def _check_doses(by_subject: dict[str, list[Line]], events: dict[int, Event | None], mistakes: Mistakes) -> None:
    """Note who has no dose, unless one of its records could not be read."""
    for name, lines in by_subject.items():
        if all(isinstance(events[line.number], (Observation, LeftOut)) for line in lines):
            mistakes.add(f"subject {name!r} has no dose.", lines[0].where)


def _check_order(by_subject: dict[str, list[Line]], hours: dict[int, float], mistakes: Mistakes) -> None:
    """Note where times fall."""
    for lines in by_subject.values():
        timed = [line for line in lines if line.number in hours]
        for before, line in pairwise(timed):
            if hours[line.number] < hours[before.number]:
                text = (
                    f"{line.cells['TIME']} comes after {before.cells['TIME']} on line {before.number}; times of a "
                    "subject must not fall. Clock times that go past midnight need a DATE."
                )
                mistakes.add(text, line.where, "TIME")


def _notes(
    read: EventLines, events: dict[int, Event | None], subjects: dict[str, Subject], *, by_clock: bool
) -> list[str]:
    """Say what was left out or taken for granted."""
    left = {"comment": read.comments}
    for number, event in events.items():
        if isinstance(event, LeftOut):
            left.setdefault(event.why, []).append(number)
    notes = [f"{_lines(numbers)}: {why}" for why, numbers in left.items() if numbers]
    doses = [dose for each in subjects.values() for dose in each.doses]
    if every := {f"{dose.steady_state_every_h:g} h" for dose in doses if dose.steady_state_every_h}:
        apart = " and ".join(sorted(every))
        notes.append(f"steady states of doses every {apart}: earlier doses over {TRAIN_H:g} h stand for them")
    if lost := [name for name, each in subjects.items() if last_steady(each)]:
        told = "doses lists what follows the last SS 1, which cancels what was before"
        notes.append(f"of subject {', '.join(lost)} {told}")
    if unused := [label for label in read.labels if label not in _USED]:
        notes.append(f"columns that are not used: {', '.join(unused)}")
    notes.append(
        "times are those of the clock, 0 being the first record of a subject; every day has 24 h"
        if by_clock
        else "no clock is in the file; samples.at('22:00') says what it shows at time 0"
    )
    return notes


def _lines(numbers: list[int]) -> str:
    """Name some lines."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"{len(numbers)} lines ({', '.join(map(str, numbers[:-1]))} and {numbers[-1]})"
