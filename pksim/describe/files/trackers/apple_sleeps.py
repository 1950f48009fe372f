"""Join the records of Apple Health, of which a night may have dozens, into sleeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeVar

from pksim.describe.files.trackers.export import Sleep

IN_BED, AWAKE = "InBed", "Awake"
STAGES = frozenset({"AsleepCore", "AsleepDeep", "AsleepREM"})
# Until iOS 15 there was one way of being asleep, which iOS 16 renamed when it brought the stages.
ASLEEP = STAGES | {"Asleep", "AsleepUnspecified"}

_NOTES = {
    "twice": "Sleep records that stand in the file more than once and are read once: {}.",
    "awake": "Times awake without any sleep near them, which are left out: {}.",
    "devices": "Sleeps that several devices recorded, each read as one sleep from its first to its last record: {}.",
    "no bed": "Sleeps whose time in bed is unknown, which last from the first to the last time asleep: {}.",
    "beyond": "Sleeps that began before or ended after the time in bed and last as long as both: {}.",
    "bed alone": "Sleeps of which only the time in bed is known, not when one fell asleep: {}.",
}


class SleepRecord(NamedTuple):
    """From when to when a device says that somebody was in bed, asleep or awake; instants in UTC."""

    source: str
    start: datetime
    end: datetime
    value: str
    line: int
    zone: str | None = None


class _Session(NamedTuple):
    """Records of one device without a long gap."""

    start: datetime
    end: datetime
    records: list[SleepRecord]


_Timed = TypeVar("_Timed", SleepRecord, _Session)


def sleeps_of(records: Iterable[SleepRecord]) -> tuple[list[Sleep], list[str]]:
    """Join records into sleeps, and say what was assumed.

    Records of one device with gaps under an hour are a session, and sessions of several devices that overlap, such as a
    phone's time in bed and a watch's stages, are one sleep.

    Parameters
    ----------
    records : iterable of SleepRecord
        In any order.

    Returns
    -------
    sleeps : list of Sleep
        In time's order; naps are among them.
    notes : list of str
        Sentences, each with a count.
    """
    counts: Counter[str] = Counter()
    sessions = []
    for _, own in groupby(_once(sorted(records), counts), attrgetter("source")):
        for session in _runs(own, timedelta(hours=1)):
            # Awake at the ends does not count: a watch writes it of somebody who sits at a table, too. When one went to
            # bed and got up, only the time in bed says; without it, sleep is from falling asleep to waking.
            kept = [each for each in session if each.value != AWAKE]
            if kept:
                sessions.append(_Session(kept[0].start, max(each.end for each in kept), session))
            counts["awake"] += not kept
    sessions.sort(key=attrgetter("start", "end"))
    sleeps = [_sleep(run, counts) for run in _runs(sessions, timedelta(0))]
    return sleeps, [note.format(counts[key]) for key, note in _NOTES.items() if counts[key]]


def _once(records: list[SleepRecord], counts: Counter[str]) -> Iterator[SleepRecord]:
    for _, same in groupby(records, attrgetter("source", "start", "end", "value")):
        first, *others = same
        counts["twice"] += len(others)
        yield first


def _runs(items: Iterable[_Timed], gap: timedelta) -> Iterator[list[_Timed]]:
    """Divide what is sorted by its start where there is a gap as long; without length, where nothing overlaps."""
    run: list[_Timed] = []
    end = datetime.min.replace(tzinfo=UTC)
    for item in items:
        if run and item.start - end >= gap:
            yield run
            run = []
        end = max(end, item.end)
        run.append(item)
    if run:
        yield run


def _sleep(sessions: list[_Session], counts: Counter[str]) -> Sleep:
    bed, wake = sessions[0].start, max(each.end for each in sessions)
    records = sorted((each for session in sessions for each in session.records), key=attrgetter("start", "end"))
    asleep = [each for each in records if each.value in ASLEEP]
    in_bed = [each for each in records if each.value == IN_BED]
    counts["devices"] += len({each.source for each in asleep}) > 1
    if not in_bed:
        counts["no bed"] += 1
    elif not asleep:
        counts["bed alone"] += 1
    else:
        counts["beyond"] += bed < in_bed[0].start or wake > max(each.end for each in in_bed)
    kept = [each for each in records if each.value != AWAKE]
    return Sleep(
        bed,
        wake,
        f"line {kept[0].line}",
        zone=next((each.zone for each in kept if each.zone), None),
        onset=asleep[0].start if asleep else None,
        awakenings=_awakenings(records, asleep),
        source=", ".join(dict.fromkeys(each.source for each in kept)),
    )


def _awakenings(records: list[SleepRecord], asleep: list[SleepRecord]) -> int | None:
    """Count how often one woke between falling asleep and the last sleep, by the device that saw most of it.

    None where that device knows neither stages nor times awake, and so does not know.
    """
    slept: dict[str, timedelta] = {}
    for each in asleep:
        slept[each.source] = slept.get(each.source, timedelta(0)) + (each.end - each.start)
    device = max(slept, key=lambda source: slept[source], default=None)
    own = [each for each in records if each.source == device]
    if not any(each.value in STAGES or each.value == AWAKE for each in own):
        return None
    starts = [each.start for each in own if each.value in ASLEEP]
    awake = [each for each in own if each.value == AWAKE and starts[0] < each.start < starts[-1]]
    return len(list(_runs(awake, timedelta(seconds=1))))  # some apps cut one time awake into pieces that touch
