"""Nights that have been, each with its own bedtime."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import real_number, whole
from pksim.describe.schedule.habitual import are_shifts, habitual_bedtimes_h
from pksim.describe.schedule.local_time import RecordedClock, Zone
from pksim.describe.schedule.night import DAY_H, EVERY_MINUTE, MOST_NIGHTS, Night, far_hour, far_hours
from pksim.describe.words.units import read_clock

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Log:
    """What was logged of a night beside bedtime and waking; nothing is inferred from it.

    Attributes
    ----------
    onset : datetime or None
        When one fell asleep, as the bedtimes of `RealNights`.
    awakenings : int or None
        How often one woke.
    feeling, note : str
        How one felt, and what else was written.
    """

    onset: datetime | None = None
    awakenings: int | None = None
    feeling: str = ""
    note: str = ""


@dataclass(frozen=True)
class RealNights(Night):
    """Nights that have been, each with its own bedtime and waking time.

    Hours count from the first bedtime and are hours that passed: where clocks change, a day has 23 or 25 of them.

    Parameters
    ----------
    dates : tuple of date
        The evening of each night.
    bedtimes, wakes : tuple of datetime
        In UTC, or local where there is no time zone.
    tz : str or None
        Name of the time zone.
    offsets : RecordedClock or None
        The local clock of records that carry offsets and name no zone.
    logs : tuple of Log
        What else was logged, one a night; empty where nothing was.
    notes : tuple of str
        What was counted, left out or assumed when the records were read, a sentence each.
    """

    dates: tuple[date, ...] = ()
    bedtimes: tuple[datetime, ...] = field(default=(), repr=False)
    wakes: tuple[datetime, ...] = field(default=(), repr=False)
    tz: str | None = None
    offsets: RecordedClock | None = field(default=None, repr=False)
    logs: tuple[Log, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def zone(self) -> Zone | None:
        """Where the clock is; None where every day has 24 hours."""
        return self.offsets if self.tz is None else ZoneInfo(self.tz)

    @property
    def _bedtime(self) -> float:
        first = self.local(self.bedtimes[0])
        return first.hour + first.minute / 60 + first.second / 3600

    @property
    def numbers(self) -> tuple[int, ...]:
        """Number of each night, counted from 1 for the first; evenings that the diary leaves out count too."""
        return tuple((each - self.dates[0]).days + 1 for each in self.dates)

    def name(self, number: int) -> str:
        """Name the night with a number by its evening."""
        evening = self.dates[0] + timedelta(days=whole(number, "the number of a night", 1, MOST_NIGHTS) - 1)
        return f"{evening:%a %d %b}"

    @property
    def sleeps_h(self) -> tuple[tuple[float, float], ...]:
        """Bedtime and waking time of each night [h from the first bedtime]."""
        return tuple((self.hours(bed), self.hours(wake)) for bed, wake in zip(self.bedtimes, self.wakes, strict=True))

    @property
    def wake_h(self) -> float:
        """Waking time of the first night [h from bedtime]."""
        return self.hours(self.wakes[0])

    @property
    def usual_bedtime(self) -> str:
        """The bedtime, HH:MM, that the body clock is used to in the first night; see `habitual_bedtimes`."""
        return self.habitual_bedtimes[0]

    @property
    def habitual_bedtimes(self) -> tuple[str, ...]:
        """The bedtime, HH:MM, that the body clock is used to in each night.

        Unless one is given for all, it is the median waking time of up to 7 nights before, so far as there are any,
        minus 8 hours; for the first night its own waking is taken. Of an even number of wakings the earlier of the two
        in the middle counts: one that was really there, not what is between a day's and a night's sleep. A late night
        moves no clock, and neither does a flight or a change of clocks at once: wakings are compared by the hours that
        passed between them, and the result is told by the local clock of the night.
        """
        if self.habitual_bedtime is not None:
            return (self.habitual_bedtime,) * self.nights
        times = dict(zip(self._habitual_h, self.habitual_times_h, strict=True))
        return tuple(self.clocks([times[number] for number in self.numbers]).tolist())

    @property
    def habitual_times_h(self) -> tuple[float, ...]:
        """When the body clock would go to bed, in every evening from the first to the last [h from the first bedtime].

        Evenings that the diary leaves out keep the clock of the last one before them. Where a habitual bedtime is
        given, it is that of the first evening alone, and comes back every 24 hours.
        """
        if self.habitual_bedtime is not None:
            return super().habitual_times_h
        return tuple(self._habitual_h.values())

    @cached_property
    def _habitual_h(self) -> dict[int, float]:
        return habitual_bedtimes_h(
            {number: wake for number, (_, wake) in zip(self.numbers, self.sleeps_h, strict=True)}
        )

    @property
    def has_shifts(self) -> bool:
        """Whether the waking times are of more than one regime: those of shift weeks, or before and after a flight."""
        return are_shifts([wake for _, wake in self.sleeps_h])

    @property
    def clocks_change(self) -> bool:
        """Whether clocks change between the first bedtime and the last waking."""
        return len({self.local(each).utcoffset() for each in (*self.bedtimes, *self.wakes)}) > 1

    def local(self, instant: datetime) -> datetime:
        """Give an instant in local time."""
        zone = self.zone
        return instant if zone is None else instant.astimezone(zone)

    def hours(self, instant: datetime) -> float:
        """Say how many hours after the first bedtime an instant is."""
        return (instant - self.bedtimes[0]) / timedelta(hours=1)

    def occurrences_h(self, clock: str, from_h: float, to_h: float) -> list[float]:
        """List when the local clock shows a time, HH:MM, in a window [h from the first bedtime]."""
        zone = self.zone
        shown = timedelta(hours=read_clock(clock, "A clock time"))
        first, last = (far_hour(each, name) for each, name in ((from_h, "from_h"), (to_h, "to_h")))
        days = [self.dates[0] + timedelta(days=i) for i in range(int(first // DAY_H) - 1, int(last // DAY_H) + 3)]
        local = [datetime.combine(day, time()) + shown for day in days]
        instants = [each if zone is None else each.replace(tzinfo=zone).astimezone(UTC) for each in local]
        return [hours for each in instants if first <= (hours := self.hours(each)) <= last]

    def timestamps(self, times_h: ArrayLike) -> pd.DatetimeIndex:
        """Give the local date and time (times,) of hours from the first bedtime, to the second.

        Without a zone, but with offsets, they are what the clock showed, and carry none.
        """
        import pandas as pd

        first = pd.Timestamp(self.bedtimes[0])
        stamps = pd.DatetimeIndex(first + pd.to_timedelta(np.round(far_hours(times_h) * 3600), unit="s"))
        if self.tz is not None:
            return stamps.tz_convert(self.tz)
        return stamps if self.offsets is None else self.offsets.shown(stamps)

    def clock(self, time_h: float) -> str:
        """Say what the clock shows, HH:MM, a number of hours from the first bedtime."""
        return str(self.clocks([real_number(time_h, "time_h")])[0])

    def clocks(self, times_h: ArrayLike) -> NDArray[np.object_]:
        """Say what the clock shows, HH:MM, at many times (times,) [h from the first bedtime]."""
        stamps = self.timestamps(np.round(far_hours(times_h) * 60) / 60)
        shown: NDArray[np.object_] = EVERY_MINUTE[np.asarray(stamps.hour * 60 + stamps.minute)]
        return shown
