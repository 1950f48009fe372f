"""Write the doses of a schedule as reminders, which the calendar of every phone reads."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from pksim.arguments import instance, quoted, yes_or_no
from pksim.describe.files.schedule_file import every_night
from pksim.describe.schedule.local_time import find_zone
from pksim.describe.schedule.night import Night, night_of
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.reminders import Reminder, reminders
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.records import as_path
from pksim.errors import InputError, visible
from pksim.show.pages.all_or_none import write_files

if TYPE_CHECKING:
    from icalendar import Event

_NO_ADVICE = "A model for teaching, not medical advice."


def write_calendar(
    schedule: Schedule,
    path: str | Path,
    *,
    tz: str,
    night: Night | None = None,
    nights: int | None = None,
    first: date | str | None = None,
    alarm: bool = True,
) -> Path:
    """Write the doses of a schedule as a calendar, an event for each dose of each night.

    Parameters
    ----------
    schedule : Schedule
        What is taken; doses that name no night are taken in every one.
    path : str or Path
        The file, such as ``"doses.ics"``; one that is there is replaced.
    tz : str
        Name of the time zone, such as ``"Europe/Berlin"``.
    night : Night, optional
        Bedtime and waking time, on the local clock.
    nights : int, optional
        How many nights in a row; by default those of ``night``.
    first : date or str, optional
        The first evening, such as ``"2026-03-28"``, by default today's; a bedtime before noon is on the day after.
    alarm : bool, optional
        Whether the calendar reminds at that time.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong, or the file cannot be written.

    Notes
    -----
    A dose with a clock time keeps its local clock when clocks change; one before or after bed is so many hours that
    pass from the local bedtime. A clock time that clocks skip becomes the moment at which they jump, and of one that
    they show twice the first counts; the event's description says so.

    An event begins when the dose is due, and ends with its window, or after five minutes. Times stand in UTC: they are
    single instants, which every calendar shows on its own clock, while names of time zones and tables of their rules
    are read differently from one to the next. An event has the same identifier whenever it is written for the same
    evening and the same schedule by name, so that reading a calendar in again moves what has changed.

    Examples
    --------
    >>> from linecache import getlines
    >>> import pksim as pk
    >>> schedule = pk.Schedule.parse("mine", "melatonin 1 mg 60 min before bed")
    >>> path = pk.write_calendar(schedule, "doses.ics", tz="Europe/Berlin", first="2026-03-27", nights=3)
    >>> [line.strip() for line in getlines(str(path)) if line.startswith("DTSTART")]
    ['DTSTART:20260327T210000Z', 'DTSTART:20260328T210000Z', 'DTSTART:20260329T200000Z']
    """
    from icalendar import Calendar

    due = due_doses(schedule, tz=tz, night=night, nights=nights, first=first)
    alarm, zone, file = yes_or_no(alarm, "write_calendar: alarm"), find_zone(tz), as_path(path)
    calendar, now = Calendar(), datetime.now(UTC).replace(microsecond=0)
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//pksim//doses of a schedule//EN")
    earlier: Counter[tuple[date, str]] = Counter()
    for each in due:
        which = each.evening, each.dose.compound
        event = _event(each, schedule.name, zone, alarm=alarm)
        event.add("uid", _identifier(schedule.name, *which, earlier[which]))
        event.add("dtstamp", now)  # of two events with one identifier, calendars believe the later one
        calendar.add_component(event)
        earlier[which] += 1
    (written,) = write_files({file.name: calendar.to_ical()}, file.parent)
    return written


def due_doses(
    schedule: Schedule,
    *,
    tz: str,
    night: Night | None = None,
    nights: int | None = None,
    first: date | str | None = None,
) -> list[Reminder]:
    """List what `write_calendar` writes, in time's order."""
    instance(schedule, Schedule, "write_calendar: the schedule", "load_schedules()['mechanism']")
    zone, night = find_zone(tz), night_of(night)
    if isinstance(night, RealNights):
        msg = "write_calendar: the nights of a diary have been; give a Night to come, such as Night(bedtime='23:00')."
        raise InputError(msg)
    if nights is not None:
        night = replace(night, nights=nights)
    evening = datetime.now(zone).date() if first is None else _evening(first)
    return reminders(every_night(schedule, night.nights), night, first=evening, zone=zone)


def _evening(first: date | str) -> date:
    try:
        return date(first.year, first.month, first.day) if isinstance(first, date) else date.fromisoformat(first)
    except (TypeError, ValueError):
        msg = f"the first evening is {quoted(first)}; it must be a date, such as 2026-03-28."
        raise InputError(msg) from None


def _event(reminder: Reminder, schedule: str, zone: ZoneInfo, *, alarm: bool) -> Event:
    from icalendar import Alarm, Event

    dose, bedtime, event = reminder.dose, reminder.bedtime.astimezone(zone), Event()
    summary = visible(f"{dose.what} ({schedule})")
    when = f"{dose.what} {dose.when}; bedtime is {bedtime:%H:%M on %a %d %b %Y}, {zone.key}."
    event.add("summary", summary)
    event.add("description", visible(" ".join(filter(None, [when, reminder.note, dose.note, _NO_ADVICE]))))
    event.add("dtstart", reminder.start)
    event.add("dtend", reminder.end)
    event.add("transp", "TRANSPARENT")  # nobody is busy for it
    if alarm:
        rings = Alarm()
        rings.add("action", "DISPLAY")
        rings.add("description", summary)
        rings.add("trigger", timedelta())
        event.add_component(rings)
    return event


def _identifier(schedule: str, evening: date, compound: str, earlier: int) -> str:
    """Name an event after its evening and which dose of the compound it is, so that it may move within the night."""
    which = json.dumps([schedule, evening.isoformat(), compound, earlier])
    return f"{uuid5(NAMESPACE_URL, f'https://pksim/{which}')}@pksim"
