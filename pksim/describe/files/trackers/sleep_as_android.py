"""Read Sleep as Android's CSV, in which the header stands again before every record, with columns of its own."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.opening import beginning_of, text_of
from pksim.describe.schedule.local_time import known_zones
from pksim.describe.words.units import read_number
from pksim.errors import InputError

_COLUMNS = ("Id", "Tz", "From", "To", "Sched", "Hours")
_TAG = re.compile(r"#(\w+)")
_MEDICINE = re.compile(r"#med(?:_(\d+)x)?\b")
_LOCAL = re.compile(r"(\d+)\. (\d+)\. (\d+) (\d+):(\d+)")
_MS = 1000


def _recognise(source: Source) -> str:
    """Say whether its first line begins with the columns of the app."""
    first = beginning_of(source).partition("\n")[0].replace('"', "").strip().split(",")
    return f"columns {', '.join(_COLUMNS)}" if tuple(first[: len(_COLUMNS)]) == _COLUMNS else ""


def _read(source: Source, hints: Hints) -> Export:
    """Read the records: a sleep starts at its Id, in milliseconds UTC, and lasts its Hours."""
    del hints
    sleeps: list[Sleep] = []
    wrong: list[str] = []
    tagged: list[str] = []
    for line, row, events in _rows(source):
        try:
            sleeps.append(_sleep(row, events, f"line {line}"))
            tagged += [f"{row['From'].strip()}: {tag[0]}" for tag in _MEDICINE.finditer(row.get("Comment", ""))]
        except InputError as error:
            wrong.append(f"{source.name}, line {line}: {error}")
    if wrong:
        raise InputError("\n".join(wrong))
    if not sleeps:
        msg = f"{source.name}: there is no record in it, only the names of columns; export again."
        raise InputError(msg)
    said = f"Tags say that medicine was taken, not which or when, and make no dose ({'; '.join(tagged)})."
    return Export(tuple(sleeps), notes=(said,) if tagged else ())


def _rows(source: Source) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    """Give each record with its line, its named cells, and what happened in it."""
    header: list[str] = []
    lines = csv.reader(io.StringIO(text_of(source), newline=""))
    try:
        for cells in lines:
            if cells[:1] == ["Id"]:
                header = cells
            elif any(cells[: len(_COLUMNS)]):  # a line of noise alone may follow its record
                named = {name: cell for name, cell in zip(header, cells, strict=False) if name in _KEPT}
                events = [cell for name, cell in zip(header, cells, strict=False) if name == "Event"]
                yield lines.line_num, named, events
    except csv.Error as error:
        msg = f"{source.name}, line {lines.line_num + 1}: this is no CSV: {error}."
        raise InputError(msg) from None


_KEPT = {*_COLUMNS, "Rating", "Comment"}


def _sleep(row: dict[str, str], events: list[str], record: str) -> Sleep:
    if missing := [name for name in ("Id", "Tz", "Hours") if not row.get(name, "").strip()]:
        msg = f"{missing[0]} is missing; the line is cut off, or of another version."
        raise InputError(msg)
    if not row["Id"].isdecimal():
        msg = f"Id is {quoted(row['Id'])}; it must be milliseconds since 1970."
        raise InputError(msg)
    bed = datetime.fromtimestamp(int(row["Id"]) // _MS, UTC)
    comment = row.get("Comment", "").replace(r" \n ", "\n")
    rating = row.get("Rating", "").replace(",", ".")
    awake = Counter(event.partition("-")[0] for event in events)["AWAKE_START"]
    return Sleep(
        bed,
        _wake(bed, row),
        record,
        is_main=False if "nap" in _TAG.findall(comment) else None,
        zone=row["Tz"] if row["Tz"] in known_zones() else None,
        awakenings=awake or None,
        feeling="" if rating in ("", "0.0", "-1.0") else f"rated {rating}",
        note=" ".join(_TAG.sub("", comment).split()),
    )


def _wake(bed: datetime, row: dict[str, str]) -> datetime:
    """Say when a sleep ends, after its hours; at the minute that the clock showed, if that is what they round."""
    hours = read_number(row["Hours"].strip(), "Hours")
    decimals = len(row["Hours"].strip().replace(",", ".").partition(".")[2])
    wake = bed + timedelta(seconds=round(hours * 3600))
    whole = (wake + timedelta(seconds=30)).replace(second=0)
    tz, to = row["Tz"], _LOCAL.fullmatch(row.get("To", "").strip())
    if to is None or tz not in known_zones() or abs(whole - wake) > timedelta(hours=0.5 / 10**decimals):
        return wake
    day, month, *year_and_clock = map(int, to.groups())
    local = whole.astimezone(ZoneInfo(tz))
    shown = [local.year, month, day, local.hour, local.minute]
    return whole if shown == [year_and_clock[0], local.month, local.day, *year_and_clock[1:]] else wake


FORMAT = Format("Sleep as Android", "sleep-export.csv, as it is or in its zip", _recognise, _read)
