"""The times of event records: hours, or clock times that count from the first record of a subject."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import NamedTuple

from pksim.arguments import one_of
from pksim.describe.samples.cells import Mistakes, plain_number
from pksim.describe.samples.event_lines import Line
from pksim.errors import InputError

_CLOCK = re.compile(r"([+-]?)(\d+):(\d{1,2})(?::(\d{1,2}))?")
_ORDERS = {
    "month-day-year": "mdy",
    "day-month-year": "dmy",
    "year-month-day": "ymd",
    "year-day-month": "ydm",
}
_LABELS = {"DATE": None, "DAT1": "day-month-year", "DAT2": "year-month-day", "DAT3": "year-day-month"}
_LAST20, _DAY_H = 50, 24.0
_NO_YEAR = 2001


class Clocked(NamedTuple):
    """Times of records [h], by line; and where the clock stood at time zero [h since midnight], by subject."""

    hours: dict[int, float]
    start: dict[str, float]


def clock_hours(text: str) -> float:
    """Read hours, or a clock time hh:mm; raise InputError when it is neither."""
    if ":" not in text:
        return plain_number(text or "0")
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[3]) > 59 or int(found[4] or 0) > 59:
        msg = f"{text!r} is no clock time hh:mm."
        raise InputError(msg)
    size = int(found[2]) + int(found[3]) / 60 + int(found[4] or 0) / 3600
    return -size if found[1] == "-" else size


def clocked(subjects: dict[str, list[Line]], labels: Iterable[str], order: str | None, mistakes: Mistakes) -> Clocked:
    """Give the times of all records [h].

    Parameters
    ----------
    subjects : dict of str to list of Line
        The records of each.
    labels : iterable of str
        Labels of the columns.
    order : str or None
        In which order a date is written; one of day, month and year must be asked for unless the label says it.
    mistakes : Mistakes
        Where mistakes go.

    Returns
    -------
    Clocked
        With a date, or a colon in any time, times are relative to the first record of a subject.
    """
    label = next((each for each in _LABELS if each in labels), None)
    order = _order(label, order)
    lines = [line for each in subjects.values() for line in each]
    relative = label is not None or any(":" in line.cells["TIME"] for line in lines)
    read: dict[int, float] = {}
    days = partial(_day, order=order)
    for line in lines:
        time = mistakes.read(clock_hours, line.cells["TIME"], line.where, "TIME")
        day = 0 if label is None else mistakes.read(days, line.cells[label], line.where, label)
        if time is not None and day is not None:
            read[line.number] = time + _DAY_H * day
    if not relative:
        return Clocked(read, {})
    start = {name: read[each[0].number] for name, each in subjects.items() if each[0].number in read}
    shifted = {
        line.number: read[line.number] - start[name]
        for name, each in subjects.items()
        for line in each
        if line.number in read and name in start
    }
    return Clocked(shifted, start)


def _order(label: str | None, order: str | None) -> str | None:
    """Say in which order the parts of a date stand: as the label says, or as was said."""
    if order is not None:
        one_of(order, "date_order", _ORDERS)
    of_label = None if label is None else _LABELS[label]
    if order is not None and of_label not in (None, order):
        msg = f"date_order is {order!r}, but the label {label} means {of_label!r}."
        raise InputError(msg)
    return order or of_label


def _day(text: str, order: str | None) -> int:
    """Give the number of a day: the number itself, or that of a date in the calendar."""
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    parts = re.split(r"\D", text)
    if not 2 <= len(parts) <= 3 or not all(parts):
        msg = f"{text!r} is no date: a day, or day, month and year with one sign between them."
        raise InputError(msg)
    if order is None:
        msg = f"{text!r} is a date; say date_order, one of {', '.join(map(repr, _ORDERS))}."
        raise InputError(msg)
    names = [each for each in _ORDERS[order] if each != "y" or len(parts) == 3]
    said = {name: int(part) for name, part in zip(names, parts, strict=True)}
    year = said.get("y", _NO_YEAR)
    year += 0 if year > 99 else 2000 if year <= _LAST20 else 1900
    try:
        return date(year, said["m"], said["d"]).toordinal()
    except (OverflowError, ValueError):
        msg = f"{text!r} is no {order.replace('-', ', ')} of the calendar."
        raise InputError(msg) from None
