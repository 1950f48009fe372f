"""Read MedTimer's CSV: nothing is quoted, the header is in the phone's language, and the last two cells are in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Intake, Source
from pksim.describe.files.trackers.opening import beginning_of, text_of
from pksim.describe.words.units import NUMBER, read_number
from pksim.errors import InputError

_COLUMNS = 9
_ISO = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z"
_ENDS = re.compile(rf"(?P<before>.*);(?P<due>{_ISO});(?P<taken>{_ISO})?", re.DOTALL)
_OLDER = re.compile(r"[^;]*\d[^;]*;[^;]+;[^;]*;[^;]*\d*[^;]*(?:;[^;]*){0,3}")
_AMOUNT = re.compile(rf"(?P<amount>{NUMBER}|[½¼¾]|\d+/\d+)\s*(?P<unit>\D*)")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_PIECE = re.compile(r"\b(?:tabl|pill|caps|kaps|piece|st(?:ü|ue)ck)", re.IGNORECASE)


def _recognise(source: Source) -> str:
    lines = beginning_of(source).splitlines()
    if len(lines) > 1 and lines[0].count(";") == _COLUMNS - 1 and _ENDS.fullmatch("\n".join(lines[1:2])):
        return "nine columns with semicolons, the last two times in UTC"
    older = len(lines) > 1 and lines[0].count(";") in (3, 4, 5, 6) and "night" not in lines[0].lower()
    return "columns of an older version" if older and all(_OLDER.fullmatch(each) for each in lines[1:4]) else ""


def _read(source: Source, hints: Hints) -> Export:
    del hints
    lines = text_of(source).splitlines()
    if lines[0].count(";") != _COLUMNS - 1:
        msg = (
            f"{source.name}: this looks like an older MedTimer, whose times follow the phone's language; update the "
            "app and export again: the last two columns are then times in UTC."
        )
        raise InputError(msg)
    intakes: list[Intake] = []
    wrong: list[str] = []
    for line, text in _records(lines):
        try:
            intakes.append(_intake(text, f"line {line}"))
        except InputError as error:
            wrong.append(f"{source.name}, line {line}: {error}")
    if wrong:
        raise InputError("\n".join(wrong))
    return Export(intakes=tuple(intakes))


def _records(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Give each record with its first line; a note may hold line breaks, as nothing is quoted."""
    begun, text = 0, ""
    for number, line in enumerate(lines[1:], start=2):
        begun, text = (number, line) if not text else (begun, f"{text}\n{line}")
        if not text.strip():
            text = ""
        elif _ENDS.fullmatch(text):
            yield begun, text
            text = ""
    if text.strip():
        yield begun, text


def _intake(text: str, record: str) -> Intake:
    found = _ENDS.fullmatch(text)
    cells = [] if found is None else found["before"].split(";")
    if found is None or len(cells) < _COLUMNS - 2:
        msg = f"{quoted(text)} has not the nine cells of a record; it is cut off, or of another version."
        raise InputError(msg)
    amount, unit = _amount(cells[2].strip())
    is_taken = found["taken"] is not None
    return Intake(
        cells[1].strip(),
        _moment(found["taken"] or found["due"]),
        "taken" if is_taken else "unanswered",
        record,
        amount,
        unit,
        note=";".join(cells[6:]).strip(),
    )


def _amount(text: str) -> tuple[float | None, str]:
    """Read how many of what; None where the text, which is free, does not begin with a number."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None, text
    number, unit = found["amount"], found["unit"].strip()
    if "/" in number:
        over, under = (float(each) for each in number.split("/"))
        amount = over / under if under else 0.0
    else:
        amount = _FRACTIONS[number] if number in _FRACTIONS else read_number(number, "the dosage")
    return amount, "count" if not unit or _PIECE.match(unit) else unit


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
    except ValueError:
        msg = f"{quoted(text)} is no time."
        raise InputError(msg) from None


FORMAT = Format(
    "MedTimer",
    "the events as CSV; asks how much is in a tablet where no name says it, and not taken is the same as unanswered",
    _recognise,
    _read,
)
