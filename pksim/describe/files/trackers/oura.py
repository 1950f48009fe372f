"""Read Oura's sleep from the export of an account: bed and waking each with the offset that held there."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.opening import beginning_of, text_of
from pksim.errors import InputError

_COLUMNS = ("bedtime_start", "bedtime_end", "type")
_MAIN: dict[str, bool | None] = {"long_sleep": True, "late_nap": False, "nap": False, "sleep": None}
_NO_SLEEP = {"deleted": "Deleted sleeps, which are left out", "rest": "Times of rest, which are left out"}


def _recognise(source: Source) -> str:
    """Say whether its first line names Oura's columns, with semicolons between them."""
    first = beginning_of(source).partition("\n")[0].strip().split(";")
    return f"columns {', '.join(_COLUMNS)} with semicolons" if set(_COLUMNS) <= set(first) else ""


def _read(source: Source, hints: Hints) -> Export:
    """Read the sleeps; cells hold JSON with bare quotes, so a quote means nothing."""
    del hints
    lines = csv.reader(io.StringIO(text_of(source), newline=""), delimiter=";", quoting=csv.QUOTE_NONE)
    header = [cell.strip() for cell in next(lines)]
    sleeps: list[Sleep] = []
    wrong: list[str] = []
    left_out: Counter[str] = Counter()
    for cells in lines:
        if not any(cells):
            continue
        try:
            if len(cells) != len(header):
                msg = (
                    f"there are {len(cells)} cells and {len(header)} columns; the line is cut off, or of another file."
                )
                raise InputError(msg)
            row = dict(zip(header, cells, strict=True))
            if row["type"] in _NO_SLEEP:
                left_out[row["type"]] += 1
            else:
                sleeps.append(_sleep(row, f"line {lines.line_num}"))
        except InputError as error:
            wrong.append(f"{source.name}, line {lines.line_num}: {error}")
    if wrong:
        raise InputError("\n".join(wrong))
    if not sleeps:
        msg = f"{source.name}: there is no sleep in it; export again."
        raise InputError(msg)
    notes = [f"{_NO_SLEEP[kind]}: {count}." for kind, count in left_out.items()]
    return Export(tuple(sleeps), notes=tuple(notes))


def _sleep(row: dict[str, str], record: str) -> Sleep:
    bed, wake = _moment(row, "bedtime_start"), _moment(row, "bedtime_end")
    if row["type"] not in _MAIN:
        msg = f"type is {quoted(row['type'])}; known are {', '.join([*_MAIN, *_NO_SLEEP])}."
        raise InputError(msg)
    latency = row.get("latency", "").strip()
    return Sleep(
        bed.astimezone(UTC),
        wake.astimezone(UTC),
        record,
        is_main=_MAIN[row["type"]],
        bed_clock=bed,
        wake_clock=wake,
        onset=bed.astimezone(UTC) + timedelta(seconds=int(latency)) if latency.isdecimal() else None,
    )


def _moment(row: dict[str, str], key: str) -> datetime:
    try:
        found = datetime.fromisoformat(row[key].strip()).replace(microsecond=0)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        msg = f"{key} is {quoted(row[key])}; it must be a time with its offset, such as 2026-03-28T23:10:30+01:00."
        raise InputError(msg)
    return found


FORMAT = Format("Oura", "sleepmodel.csv of the account's export", _recognise, _read)
