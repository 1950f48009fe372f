"""pksim's own CSV: a line or more a night, as people write it by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import pairwise, zip_longest
from typing import NamedTuple, TypeVar, get_args

from pksim.describe.files.trackers.export import Export, Format, Hints, LoggedDose, Sleep, Source, Status
from pksim.describe.files.trackers.opening import text_of
from pksim.describe.files.trackers.own_clock import BeforeWaking, asleep, has_offset, in_bed, without_bed
from pksim.describe.schedule.dose_text import AMOUNT, split_doses
from pksim.describe.schedule.local_time import find_zone
from pksim.errors import InputError, did_you_mean

COLUMNS = ("night", "bedtime", "wake", "dose")
LOGGED = ("zone", "status", "onset", "awakenings", "feeling", "note")
"""Columns that may be there, too."""
_OF_SLEEP = ("onset", "awakenings", "feeling", "note")
Read = TypeVar("Read")
BY_OFFSETS = "offsets"
"""In place of a zone: every clock time carries its offset from UTC."""


class _Row(NamedTuple):
    """A line that could be read."""

    line: int
    night: date
    sleep: Sleep | None
    doses: tuple[LoggedDose, ...]


def _recognise(source: Source) -> str:
    """Say whether the first line names the columns of a diary."""
    first = next((line for line in source.head.decode("utf-8-sig", "replace").splitlines() if line.strip()), "")
    cells = [cell.strip().strip('"').lower() for cell in first.replace(";", ",").split(",")]
    named = [each for each in COLUMNS if each in cells]
    return f"the first line names {', '.join(named)}" if "night" in named and len(named) > 1 else ""


def _read(source: Source, hints: Hints) -> Export:
    """Read the lines; every mistake of the file at once."""
    rows: list[_Row] = []
    wrong: list[str] = []
    lines = _lines(source)
    by_offsets = hints.zone is None and any(
        has_offset(cells["bedtime"]) or cells["zone"] == BY_OFFSETS for _, cells in lines
    )
    for line, cells in lines:
        try:
            rows.append(_row(line, cells, hints, by_offsets=by_offsets))
        except InputError as error:
            wrong += [f"{source.name}, line {line}: {each}" for each in str(error).splitlines()]
        except OverflowError:
            wrong.append(f"{source.name}, line {line}: night is {cells['night']!r}; no calendar reaches so far.")
    rows.sort(key=lambda row: (row.night, row.line))
    wrong += [f"{source.name}, {each}" for each in _disagreements(rows)]
    if wrong:
        raise InputError("\n".join(wrong))
    sleeps: dict[tuple[datetime, datetime], Sleep] = {}
    for row in rows:
        if row.sleep is not None:
            key = (row.sleep.bed, row.sleep.wake)
            sleeps[key] = _joined(sleeps.get(key, row.sleep), row.sleep)
    return Export(tuple(sleeps.values()), taken=tuple(dose for row in rows for dose in row.doses))


def _joined(one: Sleep, other: Sleep) -> Sleep:
    """Join what two lines of a night log; the first that says something counts."""
    return replace(
        one,
        onset=one.onset or other.onset,
        awakenings=other.awakenings if one.awakenings is None else one.awakenings,
        feeling=one.feeling or other.feeling,
        note=one.note or other.note,
    )


def _lines(source: Source) -> list[tuple[int, dict[str, str]]]:
    """List the lines of the file as cells by column."""
    name = source.name
    reader = csv.reader(io.StringIO(text_of(source), newline=""))
    try:
        table = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        msg = f"{name}, line {reader.line_num + 1}: this is no CSV: {error}."
        raise InputError(msg) from None
    table = [(line, cells) for line, cells in table if any(cells)]
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
    empty = dict.fromkeys(LOGGED, "")
    return [
        (line, empty | dict(zip_longest(columns, cells[: len(columns)], fillvalue=""))) for line, cells in table[1:]
    ]


def _row(line: int, cells: dict[str, str], hints: Hints, *, by_offsets: bool) -> _Row:
    try:
        night = date.fromisoformat(cells["night"])
    except ValueError:
        msg = f"night is {cells['night']!r}; it must be the date of the evening, such as 2026-03-28."
        raise InputError(msg) from None
    named = hints.zone is None and cells["zone"] not in ("", BY_OFFSETS)
    zone = find_zone(cells["zone"]) if named else hints.zone
    by_offsets = by_offsets and zone is None
    wrong: list[str] = []
    if cells["bedtime"] or cells["wake"]:
        bed, wake = in_bed(night, cells["bedtime"], cells["wake"], zone, by_offsets=by_offsets)
        sleep: Sleep | None = Sleep(
            bed.instant,
            wake.instant,
            f"line {line}",
            zone=None if zone is None else zone.key,
            bed_clock=bed.away,
            wake_clock=wake.away,
            night=night,
            onset=_or_list(wrong, lambda: asleep(cells["onset"], bed, wake, zone, by_offsets=by_offsets))
            if cells["onset"]
            else None,
            awakenings=_or_list(wrong, lambda: _awakenings(cells["awakenings"])),
            feeling=cells["feeling"],
            note=cells["note"],
        )
        before = BeforeWaking(bed.instant, wake.day, wake.clock, zone, by_offsets)
    else:
        sleep, before = None, without_bed(night, zone, by_offsets=by_offsets)
        wrong += [f"{name} needs bedtime and wake on its line." for name in _OF_SLEEP if cells[name]]
    status = _or_list(wrong, lambda: _status(cells["status"])) or "taken"
    doses = _doses(cells["dose"], before, status, night, f"line {line}", hints, wrong)
    if wrong:
        raise InputError("\n".join(wrong))
    return _Row(line, night, sleep, doses)


def _or_list(wrong: list[str], read: Callable[[], Read]) -> Read | None:
    """Read something, or put what is wrong with it on the list."""
    try:
        return read()
    except InputError as error:
        wrong.append(str(error))
        return None


def _doses(
    text: str, before: BeforeWaking, status: Status, night: date, record: str, hints: Hints, wrong: list[str]
) -> tuple[LoggedDose, ...]:
    read = [_or_list(wrong, partial(_dose, each, before, status, night, record, hints)) for each in split_doses(text)]
    return tuple(dose for dose in read if dose is not None)


def _status(text: str) -> Status:
    found: dict[str, Status] = {each: each for each in get_args(Status)}
    if (said := text.lower() or "taken") not in found:
        msg = f"status is {text!r}; {did_you_mean(said, found)}"
        raise InputError(msg)
    return found[said]


def _dose(text: str, before: BeforeWaking, status: Status, night: date, record: str, hints: Hints) -> LoggedDose:
    """Read a dose; one that was not taken may leave out how much."""
    if status != "taken" and not AMOUNT.search(text):
        what, at, _ = before.read_time(text)
        return LoggedDose(None, at, status, record, night, what)
    dose, at = before.taken(text, hints.known)
    return LoggedDose(dose, at, status, record, night)


def _awakenings(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        msg = f"awakenings is {text!r}; it must be a whole number, how often one woke."
        raise InputError(msg)
    return int(text)


def _disagreements(rows: list[_Row]) -> list[str]:
    """List lines that cannot be true together."""
    found = []
    slept = [(row.sleep.bed, row.line, row, row.sleep) for row in rows if row.sleep is not None]
    for (_, _, before, one), (_, _, row, other) in pairwise(sorted(slept, key=lambda each: each[:2])):
        if (one.bed, one.wake) == (other.bed, other.wake) or other.bed >= one.wake:
            continue
        if before.night == row.night:
            first, last = sorted((before.line, row.line))
            found.append(f"line {last}: bedtime and wake of {row.night} are others than on line {first}.")
        else:
            found.append(
                f"line {row.line}: the night of {row.night} begins before that of {before.night} ends, on line "
                f"{before.line}; nights must not overlap."
            )
    return found


FORMAT = Format(
    "pksim",
    "a CSV file of one's own: night, bedtime, wake, dose; and status, onset, awakenings, feeling, note, zone if known",
    _recognise,
    _read,
)
