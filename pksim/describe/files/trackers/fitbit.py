"""Read Fitbit's sleep as Google Takeout gives it: local times without a zone, all with the offset of its start."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.json_records import moment, read_each, records_of, whole_number
from pksim.describe.files.trackers.opening import beginning_of
from pksim.describe.schedule.local_time import Zone, instant, utc_offsets
from pksim.errors import InputError

_KEYS = ("logId", "dateOfSleep", "startTime", "duration")
_LONGEST_MS = 24 * 3600 * 1000
_A_MINUTE = timedelta(minutes=1)


def _recognise(source: Source) -> str:
    """Say whether it is a list of records with Fitbit's keys."""
    head = beginning_of(source)
    found = [key for key in _KEYS if f'"{key}"' in head]
    is_list = re.match(r'\s*(\[|\{\s*"sleep"\s*:\s*\[)', head) is not None
    return f"records have {', '.join(_KEYS)}" if is_list and len(found) == len(_KEYS) else ""


def _read(source: Source, hints: Hints) -> Export:
    """Read the sleeps; where one was must be asked."""
    if hints.zone is None:
        msg = (
            f'{source.name}: Fitbit writes local times without a zone; say where you were, with tz="Europe/Berlin" (in '
            "the command --tz Europe/Berlin)."
        )
        raise InputError(msg)
    records = records_of(source)
    if not records:
        msg = f"{source.name}: there is no sleep in it; export again, or another month."
        raise InputError(msg)
    once = {record.get("logId", f"record {number}"): record for number, record in enumerate(records)}
    twice: list[str] = []
    sleeps = tuple(read_each(source, list(once.values()), partial(_sleep, zone=hints.zone, twice=twice)))
    said = {
        "Records with the logId of another, which count once": len(records) - len(once),
        f"Sleeps that start at a time that comes twice, read as the earlier one ({', '.join(twice)})": len(twice),
        "Sleeps whose endTime is not startTime and duration, of which duration counts": sum(
            not _agrees(record) for record in once.values()
        ),
    }
    return Export(sleeps, notes=tuple(f"{text}: {count}." for text, count in said.items() if count))


def _agrees(record: dict[str, Any]) -> bool:
    """Say whether endTime is where duration ends, by the clock of the start, as Fitbit writes it."""
    if "endTime" not in record:
        return True
    lasts = moment(record, "endTime") - moment(record, "startTime")
    return abs(lasts - timedelta(milliseconds=record["duration"])) <= _A_MINUTE


def _sleep(number: int, record: dict[str, Any], *, zone: Zone, twice: list[str]) -> Sleep:
    if missing := [key for key in _KEYS if key not in record]:
        msg = f"{missing[0]!r} is missing; this is another version of the export."
        raise InputError(msg)
    start, milliseconds = moment(record, "startTime"), whole_number(record, "duration")
    if not milliseconds or milliseconds > _LONGEST_MS:
        msg = f"duration is {quoted(record['duration'])} ms; a sleep lasts above 0 and up to 24 h."
        raise InputError(msg)
    clock = start.hour + start.minute / 60 + start.second / 3600
    shown = utc_offsets(start.date(), clock, zone)
    bed = instant(start.date(), clock, shown[0] if len(shown) > 1 else None, zone, "startTime")
    if len(shown) > 1:
        twice.append(f"{start:%Y-%m-%d %H:%M}")
    asleep_after = whole_number(record, "minutesToFallAsleep")
    main = record.get("mainSleep", record.get("isMainSleep"))
    return Sleep(
        bed,
        bed + timedelta(seconds=milliseconds // 1000),
        f"record {number}",
        is_main=main if isinstance(main, bool) else None,
        onset=bed + timedelta(minutes=asleep_after) if asleep_after else None,
        awakenings=_awakenings(record),
    )


def _awakenings(record: dict[str, Any]) -> int | None:
    levels = record.get("levels")
    summary = levels.get("summary") if isinstance(levels, dict) else None
    for stage in ("wake", "awake"):
        counted = summary.get(stage) if isinstance(summary, dict) else None
        if isinstance(counted, dict):
            return whole_number(counted, "count")
    return None


FORMAT = Format("Fitbit", "sleep-YYYY-MM-DD.json of Google Takeout; asks for the time zone", _recognise, _read)
