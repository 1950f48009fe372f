"""One night, or several alike: when one means to sleep, when to wake, and the hours around it that are looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import instance, real_number, whole
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.words.units import read_clock, write_clock
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.kinetics.checks import numbers

DAY_H = 24.0
MOST_NIGHTS = 3660
LEAST_STEP_MIN = 0.01
MOST_POINTS = 1_100_000
"""Of all curves together: a year of two compounds, minute by minute, which take nearly a gigabyte to draw and write."""
_FAR_H = 1e6
EVERY_MINUTE = np.array([write_clock(minute / 60) for minute in range(24 * 60)], dtype=object)


@dataclass(frozen=True)
class Night:
    """A night as a window of time around bedtime, which is time zero.

    Parameters
    ----------
    bedtime : str, optional
        Intended bedtime, HH:MM; any clock time will do (shift work).
    wake : str, optional
        Intended waking time, HH:MM.
    before_h : float, optional
        How long before bedtime the window starts [h].
    after_wake_h : float, optional
        How long after waking it ends [h].
    nights : int, optional
        How many such nights in a row, 3,660 at most; the window then ends after the last waking. A grid of minutes has
        too many points to be drawn from about a year on.
    habitual_bedtime : str, optional
        The bedtime, HH:MM, that the body clock is used to; by default this one. It stays where it is when one goes to
        bed at another time tonight, with shift work or after a flight.

    Raises
    ------
    pksim.errors.InputError
        When a clock time is not HH:MM, bedtime is waking time, an hour is negative, or there is no night.

    Examples
    --------
    >>> import pksim as pk
    >>> night = pk.Night(bedtime="00:30", wake="08:00")
    >>> night.wake_h, night.time_h("23:00")
    (7.5, -1.5)
    """

    bedtime: str = "23:00"
    wake: str = "07:00"
    before_h: float = 4.0
    after_wake_h: float = 0.0
    nights: int = 1
    habitual_bedtime: str | None = None

    def __post_init__(self) -> None:
        bedtime, wake = (read_clock(getattr(self, name), f"Night: {name}") for name in ("bedtime", "wake"))
        if bedtime == wake:
            msg = f"Night: bedtime and wake are both {self.bedtime}; the night between them must have a length."
            raise InputError(msg)
        for name in ("before_h", "after_wake_h"):
            hours = real_number(getattr(self, name), f"Night: {name}", least=0, most=DAY_H, unit="h")
            object.__setattr__(self, name, hours)
        object.__setattr__(self, "nights", whole(self.nights, "Night: nights", 1, MOST_NIGHTS))
        object.__setattr__(self, "bedtime", write_clock(bedtime))
        object.__setattr__(self, "wake", write_clock(wake))
        if self.habitual_bedtime is not None:
            habitual = write_clock(read_clock(self.habitual_bedtime, "Night: habitual_bedtime"))
            object.__setattr__(self, "habitual_bedtime", habitual)

    @property
    def wake_h(self) -> float:
        """Waking time of the first night [h from bedtime]."""
        return (read_clock(self.wake, "wake") - self._bedtime) % 24

    @property
    def numbers(self) -> tuple[int, ...]:
        """Number of each night, from 1."""
        return tuple(range(1, self.nights + 1))

    def name(self, number: int) -> str:
        """Name the night with a number.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.Night(nights=14).name(3)
        'night 3'
        """
        return f"night {whole(number, 'the number of a night', 1, MOST_NIGHTS)}"

    @property
    def sleeps_h(self) -> tuple[tuple[float, float], ...]:
        """Bedtime and waking time of each night [h from the first bedtime]."""
        return tuple((DAY_H * i, DAY_H * i + self.wake_h) for i in range(self.nights))

    @property
    def end_h(self) -> float:
        """End of the window [h from bedtime]."""
        return self.sleeps_h[-1][1] + self.after_wake_h

    @property
    def habitual_h(self) -> float:
        """When one usually goes to bed, within half a day of the first bedtime [h from it]."""
        off = read_clock(self.usual_bedtime, "the usual bedtime") - self._bedtime
        return (off + DAY_H / 2) % DAY_H - DAY_H / 2

    @property
    def habitual_times_h(self) -> tuple[float, ...]:
        """When the body clock would go to bed [h from the first bedtime]; after the last of them every 24 hours."""
        return (self.habitual_h,)

    @property
    def usual_bedtime(self) -> str:
        """The bedtime, HH:MM, that the body clock is used to: the habitual one, or this one where none is given."""
        return self.bedtime if self.habitual_bedtime is None else self.habitual_bedtime

    @property
    def _bedtime(self) -> float:
        return read_clock(self.bedtime, "bedtime")

    def time_h(self, clock: str | float) -> float:
        """Place a clock time on the night's axis.

        Parameters
        ----------
        clock : str or float
            HH:MM, or hours since midnight.

        Returns
        -------
        float
            Hours from bedtime of its last occurrence that is not after waking.

        Examples
        --------
        >>> import pksim as pk
        >>> night = pk.Night(bedtime="23:00", wake="07:00")
        >>> night.time_h("22:30"), night.time_h("03:00"), night.time_h("08:00")
        (-0.5, 4.0, -15.0)
        """
        if isinstance(clock, str):
            hours = read_clock(clock, "A clock time")
        else:
            hours = real_number(clock, "A clock time", least=0, below=DAY_H, unit="h")
        minutes = round((hours - self._bedtime) * 60, 6) % (24 * 60)
        return (minutes if minutes <= round(self.wake_h * 60, 6) else minutes - 24 * 60) / 60

    def occurrences_h(self, clock: str, from_h: float, to_h: float) -> list[float]:
        """List when the clock shows a time, HH:MM, in a window [h from bedtime].

        Examples
        --------
        >>> import pksim as pk
        >>> pk.Night(bedtime="23:00", nights=2).occurrences_h("22:00", -4, 32)
        [-1.0, 23.0]
        """
        first = self.time_h(clock)
        from_h, to_h = (far_hour(each, name) for each, name in ((from_h, "from_h"), (to_h, "to_h")))
        days = range(math.ceil((from_h - first) / DAY_H), math.floor((to_h - first) / DAY_H) + 1)
        return [first + DAY_H * day for day in days]

    def clock(self, time_h: float) -> str:
        """Say what the clock shows, HH:MM, a number of hours from bedtime.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.Night(bedtime="23:00").clock(-1.5)
        '21:30'
        """
        return write_clock(self._bedtime + far_hour(time_h, "time_h"))

    def clocks(self, times_h: ArrayLike) -> NDArray[np.object_]:
        """Say what the clock shows, HH:MM, at many times (times,) [h from bedtime].

        Examples
        --------
        >>> import pksim as pk
        >>> list(pk.Night(bedtime="23:00").clocks([-1.5, 0, 8]))
        ['21:30', '23:00', '07:00']
        """
        return EVERY_MINUTE[np.round((self._bedtime + far_hours(times_h)) * 60).astype(np.intp) % len(EVERY_MINUTE)]

    def grid_h(self, step_min: float = 1.0, *, curves: int = 1) -> Array:
        """Lay an even grid over the window.

        Parameters
        ----------
        step_min : float, optional
            Step [min].
        curves : int, optional
            How many curves are to be drawn over it.

        Returns
        -------
        array (times,)
            Hours from bedtime. The last time is the window's end, whatever the step.

        Raises
        ------
        pksim.errors.InputError
            When the step is below 0.01 min or is longer than the window, or all curves have too many points.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.Night(bedtime="23:00", wake="01:30", before_h=1).grid_h(step_min=60)
        array([-1. ,  0. ,  1. ,  2. ,  2.5])
        """
        first, last = -60 * self.before_h, 60 * self.end_h
        step = real_number(step_min, "step_min", least=LEAST_STEP_MIN, most=last - first, unit="min, the window")
        steps = math.floor((last - first) / step + 1e-9)
        if steps * curves > MOST_POINTS:
            most = MOST_POINTS // curves
            nights = self.nights - math.ceil((steps - most) * step / (60 * DAY_H))
            shorter = f"{nights} nights at most, " if nights > 0 else ""
            msg = (
                f"{(last - first) / 60:,.0f} hours in steps of {step:g} min come to {steps * curves:,} points of "
                f"{curves} curves; at most {MOST_POINTS:,} are drawn: take {shorter}fewer schedules, or, in Python, "
                f"step_min={math.ceil(10 * (last - first) / most) / 10:g}."
            )
            raise InputError(msg)
        minutes = first + step * np.arange(steps + 1)
        if last - minutes[-1] > 1e-6 * step:
            minutes = np.append(minutes, last)
        minutes[-1] = last
        return minutes / 60


def far_hour(time_h: object, name: str) -> float:
    """Read a time on a night's axis [h], a century away at most."""
    return real_number(time_h, name, least=-_FAR_H, most=_FAR_H, unit="h")


def far_hours(times_h: ArrayLike) -> Array:
    """Read times (times,) on a night's axis [h], a century away at most."""
    read = np.atleast_1d(numbers(times_h, "times_h", "h"))
    if read.size:
        far_hour(read[np.abs(read).argmax()], "times_h")
    return read


def night_of(night: object) -> Night:
    """Give the night that was meant: the usual one unless one is given."""
    return instance(Night() if night is None else night, Night, "night", "Night(bedtime='23:00', wake='07:00')")


def habitual_night(night: Night, own: Endogenous | None) -> Night:
    """Give the night with the habitual bedtime that was chosen together with the body's own, if one was."""
    habitual = None if own is None else own.habitual_bedtime
    if habitual is not None and night.habitual_bedtime not in (None, habitual):
        both = f"{night.habitual_bedtime} for the night and {habitual} for the body's own"
        msg = f"habitual_bedtime is {both}; give it once."
        raise InputError(msg)
    return night if habitual is None else replace(night, habitual_bedtime=habitual)
