"""Read Fitbit's sleep as Google Takeout gives it: local times without a zone, all with the offset of its start."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pksim.arguments import quoted
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.files.trackers.json_records import moment, read_each, records_of, whole_number
from pksim.describe.files.trackers.opening import beginning_of
from pksim.describe.schedule.local_time import Zone, instant, utc_offsets
from pksim.errors import InputError

_NEEDED = ("startTime", "duration")
_KEYS = ("logId", "dateOfSleep", *_NEEDED)
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
    once = _once(records)
    twice: list[str] = []
    unequal: list[int] = []
    sleeps = read_each(source, once, partial(_sleep, zone=hints.zone, twice=twice, unequal=unequal))
    said = {
        "Records with the logId of another, which count once": len(records) - len(once),
        f"Sleeps that start at a time that comes twice, read as the earlier one ({', '.join(twice)})": len(twice),
        "Sleeps whose endTime is not startTime and duration, of which duration counts": len(unequal),
    }
    return Export(tuple(sleeps), notes=tuple(f"{text}: {count}." for text, count in said.items() if count))


def _once(records: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Give the records with their numbers, and leave out those whose logId was there before."""
    once: dict[object, tuple[int, dict[str, Any]]] = {}
    for number, record in enumerate(records, start=1):
        log = record.get("logId")
        once.setdefault(log if isinstance(log, int | str) else (number,), (number, record))
    return list(once.values())


def _sleep(number: int, record: dict[str, Any], *, zone: Zone, twice: list[str], unequal: list[int]) -> Sleep:
    if missing := [key for key in _NEEDED if record.get(key) is None]:
        msg = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; this is another version."
        raise InputError(msg)
    start, lasts = _clock(record, "startTime"), _lasts(record)
    if record.get("endTime") is not None and abs(_clock(record, "endTime") - start - lasts) > _A_MINUTE:
        unequal.append(number)
    clock = start.hour + start.minute / 60 + start.second / 3600
    shown = utc_offsets(start.date(), clock, zone)
    bed = instant(start.date(), clock, shown[0] if len(shown) > 1 else None, zone, "startTime")
    if len(shown) > 1:
        twice.append(f"{start:%Y-%m-%d %H:%M}")
    asleep_after = timedelta(minutes=min(whole_number(record, "minutesToFallAsleep") or 0, _LONGEST_MS))
    if asleep_after > lasts:
        msg = f"minutesToFallAsleep is {record['minutesToFallAsleep']}; that is longer than the sleep."
        raise InputError(msg)
    return Sleep(
        bed,
        bed + lasts,
        f"record {number}",
        is_main=_is_main(record),
        onset=bed + asleep_after if asleep_after else None,
        awakenings=_awakenings(record),
    )


def _clock(record: dict[str, Any], key: str) -> datetime:
    """Read what a clock showed."""
    found = moment(record, key)
    if found.tzinfo is not None:
        msg = f"{key} is {quoted(record[key])}, with an offset, which Fitbit does not write; this is another version."
        raise InputError(msg)
    return found


def _lasts(record: dict[str, Any]) -> timedelta:
    milliseconds = whole_number(record, "duration")
    if not milliseconds or milliseconds > _LONGEST_MS:
        msg = f"duration is {quoted(record['duration'])} ms; a sleep lasts above 0 and up to 24 h."
        raise InputError(msg)
    return timedelta(seconds=milliseconds // 1000)


def _is_main(record: dict[str, Any]) -> bool | None:
    main = record.get("mainSleep", record.get("isMainSleep"))
    if main is not None and not isinstance(main, bool):
        msg = f"mainSleep is {quoted(main)}; it must be true or false."
        raise InputError(msg)
    return main


def _awakenings(record: dict[str, Any]) -> int | None:
    levels = record.get("levels")
    summary = levels.get("summary") if isinstance(levels, dict) else None
    for stage in ("wake", "awake"):
        counted = summary.get(stage) if isinstance(summary, dict) else None
        if isinstance(counted, dict):
            return whole_number(counted, "count")
    return None


FORMAT = Format("Fitbit", "sleep-YYYY-MM-DD.json of Google Takeout; asks for the time zone", _recognise, _read)
