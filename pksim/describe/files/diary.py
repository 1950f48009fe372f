"""A diary: what was taken in real nights, with their own bedtimes, in a time zone whose clocks may change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.files.diary_clock import BeforeWaking, clock_and_offset
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import split_doses
from pksim.describe.schedule.local_time import find_zone, instant
from pksim.describe.schedule.night import DAY_H, MOST_NIGHTS
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.records import as_path, read_text
from pksim.errors import InputError

COLUMNS = ("night", "bedtime", "wake", "dose")
_NOON = 12.0


@dataclass(frozen=True)
class Diary:
    """What was taken in real nights.

    Attributes
    ----------
    schedule : Schedule
        The doses.
    nights : RealNights
        The nights.

    Examples
    --------
    In the sixth night clocks went back, so that from 00:15 to 08:00 one hour more has passed:

    >>> import pksim as pk
    >>> diary = pk.load_diary("configs/diary.csv", tz="Europe/Berlin")
    >>> bedtime_h, wake_h = diary.nights.sleeps_h[5]
    >>> wake_h - bedtime_h
    8.75
    """

    schedule: Schedule
    nights: RealNights


class _Row(NamedTuple):
    """A line of a diary that could be read."""

    line: int
    night: date
    bedtime: datetime
    wake: datetime
    taken: tuple[tuple[Dose, datetime], ...]


def load_diary(
    path: str | Path,
    *,
    tz: str | None = None,
    habitual_bedtime: str | None = None,
    compounds: Iterable[Compound] | Mapping[str, Compound] = (),
) -> Diary:
    """Read a diary, a line or more for each night; `pksim.simulate` takes it as it takes schedules.

    Parameters
    ----------
    path : str or Path
        A CSV file with the columns ``night`` (date of the evening, such as 2026-03-28), ``bedtime`` and ``wake``
        (HH:MM; a bedtime before noon is on the next day), and ``dose`` (such as ``melatonin 1 mg 60 min before bed`` or
        ``... at 22:30``, several with a semicolon between them; empty for a night without one). Other columns are left
        alone.
    tz : str, optional
        Name of the time zone, such as ``"Europe/Berlin"``, in which clocks change in spring and autumn; by default
        every day has 24 hours.
    habitual_bedtime : str, optional
        The bedtime, HH:MM, that the body clock is used to; by default the nights' median, where three in four or more
        lie within two hours of one another. It matters for the body's own level alone, which cannot be drawn without.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, added to the library's.

    Returns
    -------
    Diary

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file, each with its line.

    Examples
    --------
    >>> import pksim as pk
    >>> diary = pk.load_diary("configs/diary.csv", tz="Europe/Berlin")
    >>> nights = pk.nightly_metrics(pk.simulate(diary))
    >>> nights.xs("melatonin", level="compound")["dose_mg"].tolist()
    [1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0]
    """
    zone = None if tz is None else find_zone(tz)
    name = as_path(path).name
    known = with_own(compounds)
    rows: list[_Row] = []
    wrong: list[str] = []
    for line, cells in _lines(path):
        try:
            rows.append(_read(line, cells, zone, known))
        except InputError as error:
            wrong += [f"{name}, line {line}: {each}" for each in str(error).splitlines()]
        except OverflowError:
            wrong.append(f"{name}, line {line}: night is {cells['night']!r}; no calendar reaches so far.")
    rows.sort(key=lambda row: (row.night, row.line))
    wrong += [f"{name}, {each}" for each in _disagreements(rows)]
    if rows and (rows[-1].night - rows[0].night).days >= MOST_NIGHTS:
        wrong.append(
            f"{name}: the nights go from {rows[0].night} to {rows[-1].night}; {MOST_NIGHTS} nights are the most."
        )
    if wrong:
        raise InputError("\n".join(wrong))
    if not any(row.taken for row in rows):
        msg = (
            f"{name}: there is no dose in it; write one a line, such as 2026-03-28,23:00,07:00,melatonin 1 mg at 22:00."
        )
        raise InputError(msg)
    return _diary(rows, tz, habitual_bedtime, Path(path).stem)


def _diary(rows: list[_Row], tz: str | None, habitual_bedtime: str | None, name: str) -> Diary:
    of_night = {row.night: row for row in rows}
    first = next(iter(of_night.values()))
    local = [each if tz is None else each.astimezone(ZoneInfo(tz)) for each in (first.bedtime, first.wake)]
    nights = RealNights(
        bedtime=f"{local[0]:%H:%M}",
        wake=f"{local[1]:%H:%M}",
        nights=len(of_night),
        habitual_bedtime=habitual_bedtime,
        dates=tuple(of_night),
        bedtimes=tuple(row.bedtime for row in of_night.values()),
        wakes=tuple(row.wake for row in of_night.values()),
        tz=tz,
    )
    doses = []
    for row in rows:
        number = (row.night - nights.dates[0]).days + 1
        for dose, taken in row.taken:
            time_h = nights.hours(taken) - DAY_H * (number - 1)
            doses.append(replace(dose, night=number, time_h=time_h, clock_h=None))
    return Diary(Schedule(name, tuple(doses)), nights)


def _lines(path: str | Path) -> list[tuple[int, dict[str, str]]]:
    """List the lines of the file as cells by column."""
    name = as_path(path).name
    reader = csv.reader(io.StringIO(read_text(path, "a CSV file"), newline=""))
    try:
        table = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        msg = f"{name}, line {reader.line_num + 1}: this is no CSV: {error}."
        raise InputError(msg) from None
    table = [(line, cells) for line, cells in table if any(cells)]
    if not table:
        msg = f"{name}: the diary is empty; its first line is {','.join(COLUMNS)}."
        raise InputError(msg)
    columns = [cell.lower() for cell in table[0][1]]
    if twice := [each for each in dict.fromkeys(columns) if each and columns.count(each) > 1]:
        shown = " and ".join(repr(each) for each in twice)
        msg = f"{name}: the column {shown} is there more than once; write one dose a line, and each column once."
        raise InputError(msg)
    if missing := [each for each in COLUMNS if each not in columns]:
        shown = " and ".join(repr(each) for each in missing)
        msg = f"{name}: the column {shown} is missing from {','.join(columns)}; the first line is {','.join(COLUMNS)}."
        raise InputError(msg)
    if len(table) == 1:
        msg = f"{name}: the diary has no nights; write one dose a line below {','.join(COLUMNS)}."
        raise InputError(msg)
    if long := [line for line, cells in table if any(cells[len(columns) :])]:
        msg = f"{name}, line {long[0]}: there are more cells than columns; put a text with commas in quotes."
        raise InputError(msg)
    return [(line, dict(zip_longest(columns, cells[: len(columns)], fillvalue=""))) for line, cells in table[1:]]


def _read(line: int, cells: dict[str, str], zone: ZoneInfo | None, known: Mapping[str, Compound]) -> _Row:
    try:
        night = date.fromisoformat(cells["night"])
    except ValueError:
        msg = f"night is {cells['night']!r}; it must be the date of the evening, such as 2026-03-28."
        raise InputError(msg) from None
    bed_clock, bed_offset = clock_and_offset(cells["bedtime"], "bedtime")
    wake_clock, wake_offset = clock_and_offset(cells["wake"], "wake")
    if bed_clock == wake_clock:
        msg = f"bedtime and wake are both {cells['wake']}; the night between them must have a length."
        raise InputError(msg)
    evening = night if bed_clock >= _NOON else night + timedelta(days=1)
    morning = evening if wake_clock > bed_clock else evening + timedelta(days=1)
    bedtime = instant(evening, bed_clock, bed_offset, zone, "bedtime")
    wake = instant(morning, wake_clock, wake_offset, zone, "wake")
    before = BeforeWaking(bedtime, morning, wake_clock, zone)
    taken, wrong = [], []
    for text in split_doses(cells["dose"]):
        try:
            taken.append(before.taken(text, known))
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise InputError("\n".join(wrong))
    return _Row(line, night, bedtime, wake, tuple(taken))


def _disagreements(rows: list[_Row]) -> list[str]:
    """List lines that cannot be true together."""
    found = []
    for before, row in pairwise(rows):
        if before.night == row.night:
            if (before.bedtime, before.wake) != (row.bedtime, row.wake):
                found.append(f"line {row.line}: bedtime and wake of {row.night} are others than on line {before.line}.")
        elif row.bedtime < before.wake:
            found.append(
                f"line {row.line}: the night of {row.night} begins before that of {before.night} ends, on line "
                f"{before.line}; nights must not overlap."
            )
    return found
