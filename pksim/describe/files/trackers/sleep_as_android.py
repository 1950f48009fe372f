"""Read Sleep as Android's CSV, in which the header stands again before every record, with columns of its own."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.opening import beginning_of, text_of
from pksim.describe.schedule.local_time import known_zones
from pksim.errors import InputError

_COLUMNS = ("Id", "Tz", "From", "To", "Sched", "Hours")
_TAG = re.compile(r"#\S+")
_MEDICINE = re.compile(r"#med(?:_(\d+)x)?\b")
_LOCAL = re.compile(r"(\d+)\. (\d+)\. (\d+) (\d+):(\d+)")
_MS, _LONGEST = 1000, 24
_ARABIC_POINT = "\u066b"


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
    without_length: list[str] = []
    for record in _records(source):
        try:
            sleep = _sleep(record)
        except InputError as error:
            wrong.append(f"{source.name}, {record.name}: {error}")
            continue
        began = record.cells.get("From", "").strip()
        tagged += [f"{began}: {tag[0]}" for tag in _MEDICINE.finditer(record.cells.get("Comment", ""))]
        if sleep.wake > sleep.bed:
            sleeps.append(sleep)
        else:
            without_length.append(began)
    if wrong:
        raise InputError("\n".join(wrong))
    said = {
        f"Tags say that medicine was taken, not which or when, and make no dose ({'; '.join(tagged)}).": tagged,
        f"Records of 0 hours, which are left out ({'; '.join(without_length)}): {len(without_length)}.": without_length,
    }
    notes = tuple(text for text, found in said.items() if found)
    if not sleeps:
        msg = " ".join((f"{source.name}: there is no sleep in it; export again.", *notes))
        raise InputError(msg)
    return Export(tuple(sleeps), notes=notes)


class _Record(NamedTuple):
    """A record: which it is, its named cells, what happened in it, and whether the file ends within it."""

    name: str
    cells: dict[str, str]
    events: list[str]
    is_cut: bool


def _records(source: Source) -> Iterator[_Record]:
    header: list[str] = []
    lines = _lines(source)
    for number, cells in lines:
        is_last = number == lines[-1][0]
        if cells[0] == "Id":
            header = cells
            if is_last and len(lines) > 1:
                yield _Record(f"line {number}", {}, [], is_cut=True)
        elif not header:
            msg = f"{source.name}: it does not begin with Id, Tz, From; this is not Sleep as Android's export."
            raise InputError(msg)
        elif any(cells[: len(_COLUMNS)]):  # a line of noise alone may follow its record
            named = dict(zip(header[: header.index("Event")] if "Event" in header else header, cells, strict=False))
            events = [cell for name, cell in zip(header, cells, strict=False) if name == "Event"]
            yield _Record(f"line {number}", named, events, is_last and len(cells) < len(header))


def _lines(source: Source) -> list[tuple[int, list[str]]]:
    """Give the cells of each line that has any, with its number."""
    lines = csv.reader(io.StringIO(text_of(source), newline=""))
    try:
        return [(lines.line_num, cells) for cells in lines if any(cells)]
    except csv.Error as error:
        msg = f"{source.name}, line {lines.line_num + 1}: this is no CSV: {error}."
        raise InputError(msg) from None


def _sleep(record: _Record) -> Sleep:
    row = record.cells
    if record.is_cut:
        msg = "the file ends within this record; export it again."
        raise InputError(msg)
    if missing := [name for name in ("Id", "Tz", "Hours") if not row.get(name, "").strip()]:
        msg = f"{missing[0]} is missing; the line is cut off, or of another version."
        raise InputError(msg)
    bed, comment = _bed(row["Id"].strip()), row.get("Comment", "").replace(r" \n ", "\n")
    rating = row.get("Rating", "").replace(",", ".")
    awake = Counter(event.partition("-")[0] for event in record.events)["AWAKE_START"]
    return Sleep(
        bed,
        _wake(bed, row),
        record.name,
        is_main=False if "#nap" in comment.split() else None,
        zone=row["Tz"] if row["Tz"] in known_zones() else None,
        awakenings=awake or None,
        feeling="" if rating in ("", "0.0", "-1.0") else f"rated {rating}",
        note=" ".join(_TAG.sub("", comment).split()),
    )


def _bed(milliseconds: str) -> datetime:
    if re.fullmatch(r"[0-9]{1,13}", milliseconds):
        return datetime.fromtimestamp(int(milliseconds) // _MS, UTC)
    msg = f"Id is {quoted(milliseconds)}; it must be milliseconds since 1970."
    raise InputError(msg)


def _wake(bed: datetime, row: dict[str, str]) -> datetime:
    """Say when a sleep ends, after its hours; at the minute that the clock showed, if that is what they round."""
    hours, rounded = _hours(row["Hours"].strip())
    wake = bed + timedelta(seconds=round(hours * 3600))
    whole = (wake + timedelta(seconds=30)).replace(second=0)
    to = _LOCAL.fullmatch(row.get("To", "").strip())
    if to is None or row["Tz"] not in known_zones() or not hours or abs(whole - wake) > timedelta(hours=rounded):
        return wake
    local = whole.astimezone(ZoneInfo(row["Tz"]))
    shown = (local.day, local.month, local.year, local.hour, local.minute)
    return whole if shown == tuple(map(int, to.groups())) else wake


def _hours(text: str) -> tuple[float, float]:
    """Read how long it was, in the phone's language, and by how much that may be rounded.

    The app rounds to two decimals, and some versions write a third: 7 h 17 min are 7.28, 7.280 or 7.283.
    """
    plain = text.replace(",", ".").replace(_ARABIC_POINT, ".")
    if not re.fullmatch(r"\d{1,2}(\.\d+)?", plain) or float(plain) > _LONGEST:
        msg = f"Hours is {quoted(text)}; it must be how many hours the sleep lasted, up to {_LONGEST}."
        raise InputError(msg)
    decimals = plain.partition(".")[2]
    return float(plain), 0.5 / 10 ** (2 if decimals[2:] and not int(decimals[2:]) else len(decimals))


FORMAT = Format("Sleep as Android", "sleep-export.csv, as it is or in its zip", _recognise, _read)
