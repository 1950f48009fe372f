"""What a calendar of doses holds, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from pksim.describe.schedule.reminders import Reminder


def describe_reminders(reminders: Sequence[Reminder], schedule: str, tz: str) -> str:
    """Say how many reminders there are, from when to when, and what is done where clocks change.

    Parameters
    ----------
    reminders : sequence of Reminder
        At least one, in time's order.
    schedule : str
        Of which schedule.
    tz : str
        Name of the time zone.

    Returns
    -------
    str
        A line for the whole, and one for each time that clocks skip or show twice.
    """
    first, last = (reminders[i].start.astimezone(ZoneInfo(tz)) for i in (0, -1))
    count = f"{len(reminders)} reminder{'' if len(reminders) == 1 else 's'}"
    span = f"{first:%a %d %b %Y %H:%M}" + ("" if first == last else f" to {last:%a %d %b %Y %H:%M}")
    notes = dict.fromkeys(each.note for each in reminders if each.note)
    return "\n".join([f"{schedule}: {count}, {span}, {tz}.", *notes])
