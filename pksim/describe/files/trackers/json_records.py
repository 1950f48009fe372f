"""Records of a JSON file, each key read by its kind, with every mistake of the file at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Source
from pksim.describe.files.trackers.opening import text_of
from pksim.errors import InputError

TRACKED = range(1970, 2200)
"""Years of which a record can be."""

Read = TypeVar("Read")


def records_of(source: Source) -> list[dict[str, Any]]:
    """Read a file that is a list of records, or has one under its only key that holds a list.

    Raises
    ------
    InputError
        When it is no JSON, cut off, or anything else than a list of records.
    """
    try:
        whole = json.loads(text_of(source), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        msg = f"{source.name}, line {error.lineno}: this is no JSON, or it is cut off ({error.msg}); export it again."
        raise InputError(msg) from None
    except RecursionError:
        msg = f"{source.name}: its lists lie too deep in one another; this is no export."
        raise InputError(msg) from None
    except ValueError:
        msg = f"{source.name}: a number in it is NaN, or has thousands of digits; this is no export."
        raise InputError(msg) from None
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list)]
        whole = lists[0] if len(lists) == 1 else whole
    if not isinstance(whole, list) or not all(isinstance(each, dict) for each in whole):
        msg = f"{source.name}: it must be a list of records."
        raise InputError(msg)
    return whole


def read_each(
    source: Source, records: Iterable[tuple[int, dict[str, Any]]], read: Callable[[int, dict[str, Any]], Read]
) -> list[Read]:
    """Read every record, given with its number in the file, or list the mistakes of all."""
    wrong: list[str] = []
    found: list[Read] = []
    for number, record in records:
        try:
            found.append(read(number, record))
        except InputError as error:
            wrong.append(f"{source.name}, record {number}: {error}")
    if wrong:
        raise InputError("\n".join(wrong))
    return found


def moment(record: dict[str, Any], key: str) -> datetime:
    """Read a date with a time, to the second."""
    given = record.get(key)
    found = as_moment(given) if isinstance(given, str) else None
    if found is None:
        msg = f"{key} is {quoted(given)}; it must be a date with a time, such as 2026-03-28T23:10:30."
        raise InputError(msg)
    return found


def as_moment(text: str) -> datetime | None:
    """Read a date with a time, to the second, of a year in which there are trackers; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip()).replace(microsecond=0)
    except ValueError:
        return None
    return found if ":" in text and found.year in TRACKED else None


def whole_number(record: dict[str, Any], key: str) -> int | None:
    """Read a whole number of 0 or more; None where it is not there."""
    given = record.get(key)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        msg = f"{key} is {quoted(given)}; it must be a whole number of 0 or more."
        raise InputError(msg)
    return given


def _no_number(text: str) -> float:
    raise ValueError(text)
