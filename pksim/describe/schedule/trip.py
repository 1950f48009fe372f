"""A flight to another time zone: the nights at home before it, and those away after it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from pksim.arguments import instance, quoted, whole
from pksim.describe.schedule.habitual import near
from pksim.describe.schedule.local_time import find_zone, instant
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.units import read_clock
from pksim.errors import InputError

_DAY = timedelta(days=1)
_MOST_BEFORE, _MOST_AFTER = 14, 30
_WRITTEN = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<clock>\d{2}:\d{2})(?::00)?(?P<offset>[+-]\d{2}:\d{2})?")


@dataclass(frozen=True)
class Trip:
    """A flight to another time zone.

    Parameters
    ----------
    home_tz, away_tz : str
        Time zones, such as ``"Europe/Berlin"`` and ``"Asia/Tokyo"``.
    depart, arrive : str or datetime
        When the flight leaves, by the clock at home, and when it lands, by the clock away, such as
        ``"2026-03-27 13:00"``; of a time that clocks show twice, with its offset. Kept as text.
    habitual_night : Night, optional
        Bedtime and waking, HH:MM, that one keeps at home and, by the clock there, away.
    nights_before, nights_after : int, optional
        How many nights at home before it, and away after it, are looked at.

    Raises
    ------
    pksim.errors.InputError
        When a zone is unknown, a time is none, or the flight lands before it leaves.

    Examples
    --------
    Over the date line one lands before one leaves, by the clock:

    >>> import pksim as pk
    >>> trip = pk.Trip("Asia/Tokyo", "America/Los_Angeles", "2026-04-10 17:00", "2026-04-10 10:30")
    >>> trip.flight_h, trip.hours_east
    (9.5, 8.0)
    """

    home_tz: str
    away_tz: str
    depart: str
    arrive: str
    habitual_night: Night = field(default_factory=Night)
    nights_before: int = 3
    nights_after: int = 7

    def __post_init__(self) -> None:
        instance(self.habitual_night, Night, "habitual_night", "Night(bedtime='23:00', wake='07:00')")
        whole(self.nights_before, "nights_before", 1, _MOST_BEFORE)
        whole(self.nights_after, "nights_after", 1, _MOST_AFTER)
        for tz, name in ((self.home_tz, "depart"), (self.away_tz, "arrive")):
            find_zone(tz)
            object.__setattr__(self, name, _as_text(getattr(self, name), tz))
        if self.arrive_utc <= self.depart_utc:
            msg = (
                f"the flight leaves {self.depart} by the clock of {self.home_tz} and lands {self.arrive} by that of "
                f"{self.away_tz}, which is not later; check the dates and which zone is which."
            )
            raise InputError(msg)

    @property
    def depart_utc(self) -> datetime:
        """When the flight leaves, in UTC."""
        return _instant(self.depart, self.home_tz, "depart")

    @property
    def arrive_utc(self) -> datetime:
        """When it lands, in UTC."""
        return _instant(self.arrive, self.away_tz, "arrive")

    @property
    def flight_h(self) -> float:
        """How long it takes [h]."""
        return (self.arrive_utc - self.depart_utc) / timedelta(hours=1)

    @property
    def hours_east(self) -> float:
        """By how much clocks away are ahead on landing, the shorter way round, negative to the west [h]."""
        offsets = [
            self.arrive_utc.astimezone(ZoneInfo(tz)).utcoffset() or timedelta() for tz in (self.away_tz, self.home_tz)
        ]
        return near((offsets[0] - offsets[1]) / timedelta(hours=1), 0.0)

    @cached_property
    def is_away(self) -> tuple[bool, ...]:
        """Whether each of its nights is spent away.

        Examples
        --------
        >>> import pksim as pk
        >>> trip = pk.Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00", nights_after=2)
        >>> trip.is_away
        (False, False, False, True, True)
        """
        return tuple(bed >= self.arrive_utc for bed in self.nights.bedtimes)

    @cached_property
    def nights(self) -> RealNights:
        """Its nights, told by the clock at home; those during which one flies are left out.

        Examples
        --------
        At 23:00 in Tokyo it is 16:00 at home:

        >>> import pksim as pk
        >>> trip = pk.Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00", nights_after=2)
        >>> [trip.nights.clock(bed) for bed, _ in trip.nights.sleeps_h]
        ['23:00', '23:00', '23:00', '16:00', '16:00']
        """
        found = [
            *self._at(self.home_tz, self.depart_utc, before=True),
            *self._at(self.away_tz, self.arrive_utc, before=False),
        ]
        beds, wakes = zip(*found, strict=True)
        usual = self.habitual_night
        return RealNights(
            bedtime=usual.bedtime,
            wake=usual.wake,
            nights=len(found),
            habitual_bedtime=usual.usual_bedtime,
            dates=tuple(self._evening(bed, beds[0]) for bed in beds),
            bedtimes=beds,
            wakes=wakes,
            tz=self.home_tz,
        )

    def _evening(self, bed: datetime, first: datetime) -> date:
        """Give the evening at home, by the days that passed since the first night, so that none is there twice."""
        at_home = first.astimezone(ZoneInfo(self.home_tz)) - _DAY / 2
        return at_home.date() + timedelta(days=round((bed - first) / _DAY))

    def _at(self, tz: str, limit: datetime, *, before: bool) -> list[tuple[datetime, datetime]]:
        """List bedtimes and wakings by the clock of a place, the last ones before an instant or the first after it."""
        zone, usual = ZoneInfo(tz), self.habitual_night
        bed_h = read_clock(usual.bedtime, "bedtime")
        count = self.nights_before if before else self.nights_after
        day, step = limit.astimezone(zone).date(), -_DAY if before else _DAY
        found: list[tuple[datetime, datetime]] = []
        day -= step
        while len(found) < count:
            bed = (datetime.combine(day, time(), zone) + timedelta(hours=bed_h)).astimezone(UTC)
            wake = bed + timedelta(hours=usual.wake_h)
            if (wake <= limit) if before else (bed >= limit):
                found.append((bed, wake))
            day += step
        return sorted(found)


def _as_text(given: object, tz: str) -> object:
    """Write a datetime to the minute, one with an offset by the clock of a place."""
    if not isinstance(given, datetime):
        return given
    local = given if given.tzinfo is None else given.astimezone(ZoneInfo(tz))
    return f"{local:%Y-%m-%d %H:%M}" + ("" if given.tzinfo is None else local.isoformat()[-6:])


def _instant(given: object, tz: str, name: str) -> datetime:
    found = _WRITTEN.fullmatch(given.strip()) if isinstance(given, str) else None
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        msg = f"{name} is {quoted(given)}; it must be a local date with a time, such as '2026-03-27 13:00'."
        raise InputError(msg)
    return instant(day, read_clock(found["clock"], name), found["offset"], ZoneInfo(tz), name)
