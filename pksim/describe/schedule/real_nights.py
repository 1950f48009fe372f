"""Nights that have been, each with its own bedtime."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import real_number, whole
from pksim.describe.schedule.local_time import RecordedClock, Zone
from pksim.describe.schedule.night import DAY_H, EVERY_MINUTE, MOST_NIGHTS, Night, far_hour, far_hours
from pksim.describe.words.units import read_clock, write_clock
from pksim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_DAY_MIN, _ALIKE_MIN = 24 * 60, 120
_MOST_NIGHTS = 0.75


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
        """The bedtime, HH:MM, that the body clock is used to.

        Unless one is given it is the median, where three nights in four or more lie within two hours of one another:
        a late night among them moves no clock.

        Raises
        ------
        InputError
            When the nights lie further apart: what is between a day's and a night's sleep is nobody's bedtime.
        """
        if self.habitual_bedtime is not None:
            return self.habitual_bedtime
        clocks = np.array([60 * each.hour + each.minute for each in map(self.local, self.bedtimes)])
        starts = np.unique(clocks)
        alike = ((clocks - starts[:, np.newaxis]) % _DAY_MIN <= _ALIKE_MIN).mean(axis=1)
        start = starts[alike.argmax()]
        off = (clocks - start + _DAY_MIN / 2) % _DAY_MIN - _DAY_MIN / 2
        if alike.max() < _MOST_NIGHTS:
            pair = f"{write_clock(start / 60)} and {write_clock((start + off[np.abs(off).argmax()]) / 60)}"
            msg = (
                f"bedtimes such as {pair} are too far apart to tell which one the body clock is used to; say it with "
                "habitual_bedtime (in the command --habitual-bedtime), such as '23:00'."
            )
            raise InputError(msg)
        return write_clock((start + float(np.median(off))) / 60)

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
