"""Read Garmin's sleep from the export of an account: UTC without saying so, and nights without a watch."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.json_records import moment, read_each, records_of, whole_number
from pksim.describe.files.trackers.opening import beginning_of
from pksim.errors import InputError

_START, _END, _KIND = "sleepStartTimestampGMT", "sleepEndTimestampGMT", "sleepWindowConfirmationType"
_MOST_NAMED = 5


def _recognise(source: Source) -> str:
    """Say whether its records have Garmin's keys."""
    head = beginning_of(source)
    is_list = head.lstrip().startswith("[")
    return (
        f"records have {_KIND} and calendarDate"
        if is_list and f'"{_KIND}"' in head and '"calendarDate"' in head
        else ""
    )


def _read(source: Source, hints: Hints) -> Export:
    """Read the sleeps; of nights without a watch there is only the date."""
    del hints
    records = records_of(source)
    known = [record for record in records if record.get(_START) is not None or record.get(_END) is not None]
    empty = [str(record.get("calendarDate")) for record in records if record not in known]
    sleeps = tuple(read_each(source, known, _sleep))
    unsure = sum(record.get(_KIND) == "UNCONFIRMED" for record in known)
    if not sleeps:
        msg = f"{source.name}: there is no sleep in it, only {len(empty)} days without a watch; give another file."
        raise InputError(msg)
    notes = []
    if empty:
        more = f" and {len(empty) - _MOST_NAMED} more" if len(empty) > _MOST_NAMED else ""
        notes.append(f"Nights without a watch, before the mornings of: {', '.join(empty[:_MOST_NAMED])}{more}.")
    if unsure:
        notes.append(f"Nights that the watch only guessed (UNCONFIRMED), which count: {unsure}.")
    return Export(sleeps, notes=tuple(notes))


def _sleep(number: int, record: dict[str, Any]) -> Sleep:
    bed, wake = (moment(record, key).replace(tzinfo=UTC) for key in (_START, _END))
    return Sleep(bed, wake, f"record {number}", awakenings=whole_number(record, "awakeCount"))


FORMAT = Format("Garmin", "*_sleepData.json of the account's export; asks for the time zone", _recognise, _read)
