"""Read the events that MedTimer writes: cells between semicolons, without quotes, in the words of the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Intake, Source
from pksim.describe.files.trackers.opening import beginning_of, text_of
from pksim.describe.words.units import read_number
from pksim.errors import InputError

# Reminded, name, dosage and taken came first; tags, interval and note later, one after the other; two times end it.
_LEAST, _MOST = 6, 9
_REMINDED, _NAME, _DOSAGE, _TAKEN = 0, 1, 2, 3
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z"
_END = re.compile(rf";{_ISO};(?:{_ISO})?$")
_IN_CYCLE = re.compile(r" \(\d+/\d+\)$")
_AMOUNT = re.compile(
    r"(?:(?:(?P<whole>\d+)\s+)?(?P<over>\d+)\s*/\s*(?P<under>\d+)|(?P<of>\d*)\s*(?P<part>[½¼¾⅓⅔])"
    r"|(?P<number>\d+(?:[.,]\d+)?))\s*[x×]?\s*(?P<unit>[^\W\d_].*)?",
    re.IGNORECASE,
)
_PARTS_OF_TIME = 3
_PARTS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}


class _Record(NamedTuple):
    """The cells of an event, and the line on which it begins."""

    line: int
    text: str


def _recognise(source: Source) -> str:
    """Say whether two times in UTC end its first lines, whatever the language of their names."""
    columns = _columns(beginning_of(source))
    return f"{columns} columns between semicolons, the last two times in UTC" if columns else ""


def _columns(text: str) -> int:
    """Say how many columns there are; 0 for what is no file of the app, or one without times in UTC."""
    first, _, rest = text.partition("\n")
    header = first.strip().split(";")
    ends = all("ISO 8601" in each for each in header[-2:]) or _END.search(rest.split("\n", 1)[0].rstrip("\r"))
    return len(header) if _LEAST <= len(header) <= _MOST and ends else 0


def _read(source: Source, hints: Hints) -> Export:
    """Read the events; an empty cell says of one that it was not taken, not why."""
    text = text_of(source)
    columns = _columns(text)
    if not columns:
        msg = (
            f"{source.name}: its last two columns are no times in UTC (ISO 8601), and other times have no zone; "
            "update MedTimer, and export the events again as CSV."
        )
        raise InputError(msg)
    intakes: list[Intake] = []
    wrong: list[str] = []
    seen: set[str] = set()
    records = list(_records(text, columns))
    for record in records:
        if record.text in seen:
            continue
        seen.add(record.text)
        try:
            intakes.append(_intake(record, columns, hints))
        except InputError as error:
            wrong.append(f"{source.name}, line {record.line}: {error}")
    if wrong:
        raise InputError("\n".join(wrong))
    if not records:
        msg = f"{source.name}: there is nothing below the names of its columns; export again, or another period."
        raise InputError(msg)
    return Export(intakes=tuple(intakes), notes=tuple(_notes(intakes, len(records) - len(seen), hints)))


def _records(text: str, columns: int) -> Iterator[_Record]:
    """Give each event whole: a note may hold ends of lines, and only the end of an event has two times."""
    begun: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if number == 1 or not (line.strip() or begun):
            continue
        ends = _END.search(line.rstrip("\r"))
        if begun and ends and len(line.split(";")) >= columns:
            yield _Record(start, "\n".join(begun).strip())
            begun = []
        start = start if begun else number
        begun.append(line.rstrip("\r"))
        if ends:
            yield _Record(start, "\n".join(begun))
            begun = []
    if any(line.strip() for line in begun):
        yield _Record(start, "\n".join(begun).strip())


def _intake(record: _Record, columns: int, hints: Hints) -> Intake:
    cells = [cell.strip() for cell in record.text.split(";")]
    if not _END.search(record.text) or len(cells) < columns:
        msg = "it does not end with the two times in UTC, such as 2026-03-27T20:42:10Z; the line is cut off or changed."
        raise InputError(msg)
    taken, due = cells[-1], cells[-2]
    is_right = _is_time(cells[_TAKEN]) if taken else not cells[_TAKEN]
    if not (is_right and _is_time(cells[_REMINDED])):
        msg = (
            f"there are {len(cells)} cells and {columns} columns, and when it was taken is {quoted(cells[_TAKEN])}; a "
            "semicolon in a name or a dosage moves what follows: take it out."
        )
        raise InputError(msg)
    amount, unit = _amount(cells[_DOSAGE])
    return Intake(
        _IN_CYCLE.sub("", cells[_NAME]),
        _moment(taken or due, hints),
        "taken" if taken else "unanswered",
        f"line {record.line}",
        amount,
        unit,
    )


def _is_time(cell: str) -> bool:
    """Say whether a cell may be a date and a clock time, in whatever order a language has them."""
    return len(re.findall(r"\d+", cell)) >= _PARTS_OF_TIME


def _amount(text: str) -> tuple[float | None, str]:
    """Read what somebody typed as a number and its unit; None, and the text, where it is no number."""
    found = _AMOUNT.fullmatch(text)
    if found is None or (found["under"] and not int(found["under"])):
        return None, text
    if found["part"]:
        number = float(found["of"] or 0) + _PARTS[found["part"]]
    elif found["under"]:
        number = float(found["whole"] or 0) + float(found["over"]) / float(found["under"])
    else:
        try:
            number = read_number(found["number"], "the dosage")
        except InputError:  # 1,000 may be one or a thousand
            return None, text
    return number, found["unit"] or "count"


def _moment(text: str, hints: Hints) -> datetime:
    """Read an instant, with the offset of the clock where one was, if that was told."""
    try:
        local = datetime.fromisoformat(text).replace(microsecond=0).astimezone(hints.zone or UTC)
        return local.astimezone(timezone(local.utcoffset() or timedelta()))
    except (ValueError, OverflowError):
        msg = f"its time is {quoted(text)}; there is no such day or hour."
        raise InputError(msg) from None


def _notes(intakes: list[Intake], twice: int, hints: Hints) -> Iterator[str]:
    if twice:
        yield f"Lines that are there twice, which count once: {twice}."
    if any(each.status == "unanswered" for each in intakes):
        yield "MedTimer does not say whether what was not taken was skipped or never answered; it is called unanswered."
    if hints.zone is None:
        yield "MedTimer's times are in UTC; clocks are those of the nights, and UTC where no zone is known."


FORMAT = Format(
    "MedTimer",
    "Events as CSV, with times in UTC; asks how much is in a tablet where neither name nor dosage says it",
    _recognise,
    _read,
)
