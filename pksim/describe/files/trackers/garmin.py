"""Read Garmin's sleep from the export of an account: UTC without saying so, and nights without a watch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.json_records import moment, read_each, records_of, whole_number
from pksim.describe.files.trackers.opening import beginning_of
from pksim.errors import InputError

_START, _END, _KIND = "sleepStartTimestampGMT", "sleepEndTimestampGMT", "sleepWindowConfirmationType"
_NAP_START, _NAP_END = "napStartTimestampGMT", "napEndTimestampGMT"
_MOST_NAMED = 5


def _recognise(source: Source) -> str:
    """Say whether its records have Garmin's keys."""
    head = beginning_of(source)
    kinds = [key for key in (_KIND, _START) if f'"{key}"' in head]
    is_export = head.lstrip().startswith("[") and '"calendarDate"' in head and '"dailySleepDTO"' not in head
    return f"records have calendarDate and {kinds[0]}" if is_export and kinds else ""


def _read(source: Source, hints: Hints) -> Export:
    """Read the sleeps; of nights without a watch there is only the date."""
    del hints
    records = records_of(source)
    sleeps = [sleep for found in read_each(source, enumerate(records, start=1), _sleeps) for sleep in found]
    empty = [str(record["calendarDate"]) for record in records if not _is_night(record)]
    unsure = sum(record.get(_KIND) == "UNCONFIRMED" for record in records if _is_night(record))
    if not sleeps:
        without = f", only {len(empty)} {'day' if len(empty) == 1 else 'days'} without a watch" if empty else ""
        msg = f"{source.name}: there is no sleep in it{without}; give another file."
        raise InputError(msg)
    notes = []
    if empty:
        more = f" and {len(empty) - _MOST_NAMED} more" if len(empty) > _MOST_NAMED else ""
        notes.append(f"Nights without a watch, before the mornings of: {', '.join(empty[:_MOST_NAMED])}{more}.")
    if unsure:
        notes.append(f"Nights that the watch only guessed (UNCONFIRMED), which count: {unsure}.")
    return Export(tuple(sleeps), notes=tuple(notes))


def _is_night(record: dict[str, Any]) -> bool:
    return any(value is not None for key, value in record.items() if "Timestamp" in key)


def _sleeps(number: int, record: dict[str, Any]) -> list[Sleep]:
    """Read the night of a record, if it has one, and the naps of its day."""
    if not isinstance(record.get("calendarDate"), str):
        msg = f"calendarDate is {quoted(record.get('calendarDate'))}; it must be a date: this is another version."
        raise InputError(msg)
    naps = record.get("napList") or []
    if not isinstance(naps, list) or not all(isinstance(nap, dict) for nap in naps):
        msg = f"napList is {quoted(naps)}; it must be a list of naps."
        raise InputError(msg)
    name = f"record {number}"
    found = [Sleep(_utc(nap, _NAP_START), _utc(nap, _NAP_END), f"{name}, a nap", is_main=False) for nap in naps]
    if _is_night(record):
        awakenings = whole_number(record, "awakeCount")
        found.append(Sleep(_utc(record, _START), _utc(record, _END), name, awakenings=awakenings))
    return found


def _utc(record: dict[str, Any], key: str) -> datetime:
    found = moment(record, key)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


FORMAT = Format("Garmin", "*_sleepData.json of the account's export; asks for the time zone", _recognise, _read)
