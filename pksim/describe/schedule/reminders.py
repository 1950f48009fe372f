"""When the doses of a schedule are due in nights to come, as instants in a time zone whose clocks may change."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pksim.describe.schedule.dose import SECONDS_PER_H, Dose
from pksim.describe.schedule.local_time import instants_of
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.units import read_clock
from pksim.errors import InputError

_NOON_H = 12.0
_LEAST = timedelta(minutes=5)


@dataclass(frozen=True)
class Reminder:
    """A dose that is due.

    Attributes
    ----------
    dose : Dose
        What, in which night.
    evening : date
        The evening of that night.
    start, end : datetime
        From when on until when at the latest, in UTC.
    bedtime : datetime
        In UTC.
    note : str
        What is done about clocks that skip or repeat that very time, a sentence; empty for all other nights.
    """

    dose: Dose
    evening: date
    start: datetime
    end: datetime
    bedtime: datetime
    note: str = ""


def reminders(schedule: Schedule, night: Night, *, first: date, zone: ZoneInfo) -> list[Reminder]:
    """List when the doses of a schedule are due, in time's order.

    Parameters
    ----------
    schedule : Schedule
        Whose doses; those that name no night belong to the first.
    night : Night
        Bedtime and waking time of every night, on the local clock.
    first : date
        The first evening; a bedtime before noon is on the day after.
    zone : ZoneInfo
        Where.

    Returns
    -------
    list of Reminder
        A dose with a clock time keeps its local clock; one before or after bed is so many hours that pass from the
        local bedtime. A clock time that clocks skip becomes the moment at which they jump, and of one that they show
        twice the first counts; so doses stay in their order.

    Raises
    ------
    pksim.errors.InputError
        When no calendar reaches so far.
    """
    try:
        found = [_reminder(dose, night, first, zone) for dose in schedule.doses]
    except OverflowError:
        msg = f"the first evening is {first}; no calendar reaches so far that every dose has a date."
        raise InputError(msg) from None
    return sorted(found, key=lambda each: each.start)


def _reminder(dose: Dose, night: Night, first: date, zone: ZoneInfo) -> Reminder:
    evening = first + timedelta(days=(dose.night or 1) - 1)
    clock = read_clock(night.bedtime, "bedtime")
    local = datetime.combine(evening if clock >= _NOON_H else evening + timedelta(days=1), time()) + _hours(clock)
    bedtime, changed = _instant(local, zone, "bedtime")
    last_h = 0.0 if dose.window_h is None else dose.window_h[1]
    if dose.time_h is not None:
        start, end = (bedtime + _hours(dose.time_h + later_h) for later_h in (0.0, last_h))
    else:
        on_clock = local + _hours(night.time_h(dose.clock_h or 0.0) + dose.delay_h)
        start, changed = _instant(on_clock, zone, dose.compound)
        end, _ = _instant(on_clock + _hours(last_h), zone, dose.compound)
    return Reminder(dose, evening, start, max(end, start + _LEAST), bedtime, changed)


def _hours(hours: float) -> timedelta:
    return timedelta(seconds=round(hours * SECONDS_PER_H))


def _instant(local: datetime, zone: ZoneInfo, name: str) -> tuple[datetime, str]:
    """Give the instant at which a local clock shows a time, and what clocks do then, if they change."""
    both, real = instants_of(local, zone)
    shown = f"{name} is {local:%H:%M} on {local:%Y-%m-%d}, which"
    if len(real) == 1:
        return real[0], ""
    if real:
        return real[0], f"{shown} comes twice in {zone.key} as clocks go back: the first of the two is meant."
    early, late = sorted(both)
    offset = early.astimezone(zone).utcoffset()
    passed = range(round((late - early).total_seconds()))
    jump = bisect_left(
        passed, True, key=lambda s: (early + timedelta(seconds=s)).astimezone(zone).utcoffset() != offset
    )
    at = (early + timedelta(seconds=jump)).astimezone(zone)
    return at.astimezone(
        UTC
    ), f"{shown} does not exist in {zone.key}: clocks jump over it, to {at:%H:%M}, which is meant."
