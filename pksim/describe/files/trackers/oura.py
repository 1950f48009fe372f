"""Read Oura's sleep from the export of an account: bed and waking each with the offset that held there."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.json_records import as_moment
from pksim.describe.files.trackers.opening import beginning_of, text_of
from pksim.describe.words.units import read_number
from pksim.errors import InputError

_COLUMNS = ("bedtime_start", "bedtime_end", "type")
_MAIN: dict[str, bool | None] = {"long_sleep": True, "late_nap": False, "nap": False, "sleep": None}
_A_MINUTE_S = 60
_OTHER_LENGTH = "Sleeps whose time_in_bed is not from bedtime_start to bedtime_end, which count"
_NO_SLEEP = {"deleted": "Deleted sleeps, which are left out", "rest": "Times of rest, which are left out"}


def _recognise(source: Source) -> str:
    """Say whether its first line names Oura's columns, with semicolons between them."""
    first = beginning_of(source).partition("\n")[0].strip().split(";")
    return f"columns {', '.join(_COLUMNS)} with semicolons" if set(_COLUMNS) <= set(first) else ""


def _read(source: Source, hints: Hints) -> Export:
    """Read the sleeps; cells hold JSON with bare quotes, so a quote means nothing."""
    del hints
    header, *lines = [line.rstrip("\r").split(";") for line in text_of(source).split("\n")]
    if missing := [name for name in _COLUMNS if name not in header]:
        msg = f"{source.name}: the columns {', '.join(missing)} are missing; this is another version, or another file."
        raise InputError(msg)
    sleeps: list[Sleep] = []
    wrong: list[str] = []
    left_out: Counter[str] = Counter()
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        try:
            row = _row(header, cells)
            if row["type"] in _NO_SLEEP:
                left_out[_NO_SLEEP[row["type"]]] += 1
            else:
                sleeps.append(_sleep(row, f"line {number}"))
                left_out[_OTHER_LENGTH] += not _agrees(row, sleeps[-1])
        except InputError as error:
            wrong.append(f"{source.name}, line {number}: {error}")
    if wrong:
        raise InputError("\n".join(wrong))
    notes = tuple(f"{what}: {count}." for what, count in left_out.items() if count)
    if not sleeps:
        msg = " ".join((f"{source.name}: there is no sleep in it; export again.", *notes))
        raise InputError(msg)
    return Export(tuple(sleeps), notes=notes)


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        msg = f"there are {len(cells)} cells and {len(header)} columns; the line is cut off, or of another file."
        raise InputError(msg)
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _sleep(row: dict[str, str], record: str) -> Sleep:
    bed, wake = _moment(row, "bedtime_start"), _moment(row, "bedtime_end")
    if row["type"] not in _MAIN:
        msg = f"type is {quoted(row['type'])}; known are {', '.join([*_MAIN, *_NO_SLEEP])}."
        raise InputError(msg)
    asleep_after = timedelta(seconds=min(_seconds(row, "latency") or 0, 24 * 3600))
    if wake > bed and asleep_after > wake - bed:
        msg = f"latency is {row['latency']} s; that is longer than the sleep."
        raise InputError(msg)
    return Sleep(
        bed.astimezone(UTC),
        wake.astimezone(UTC),
        record,
        is_main=_MAIN[row["type"]],
        bed_clock=bed,
        wake_clock=wake,
        onset=bed.astimezone(UTC) + asleep_after if asleep_after else None,
    )


def _agrees(row: dict[str, str], sleep: Sleep) -> bool:
    """Say whether it was as long as the file itself says."""
    said = _seconds(row, "time_in_bed")
    return said is None or abs((sleep.wake - sleep.bed).total_seconds() - said) <= _A_MINUTE_S


def _seconds(row: dict[str, str], key: str) -> float | None:
    return read_number(row[key], key) if row.get(key, "null") not in ("", "null") else None


def _moment(row: dict[str, str], key: str) -> datetime:
    found = as_moment(row[key])
    if found is None or found.tzinfo is None:
        msg = f"{key} is {quoted(row[key])}; it must be a time with its offset, such as 2026-03-28T23:10:30+01:00."
        raise InputError(msg)
    return found


FORMAT = Format("Oura", "sleepmodel.csv of the account's export", _recognise, _read)
