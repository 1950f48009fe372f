"""What the body adds by itself: a level that stays, or one that comes and goes with the hour, less of it in each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.errors import InputError
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.brent import brent
from pksim.kinetics.chandrupatla import chandrupatla
from pksim.kinetics.checks import not_negative, numbers, positive
from pksim.kinetics.suppression import Course, Suppression

DAY_H = 24.0


@dataclass(frozen=True)
class BodysOwn:
    r"""Concentration that the body keeps up by itself, with a period of 24 hours.

    Parameters
    ----------
    baseline : float or array (N,)
        Level by day b [mg/L].
    amplitude : float or array (N,), optional
        How much higher it is at its peak, H [mg/L]; 0 for a constant level.
    width_h : float or array (N,), optional
        How many hours of the day it is above the baseline, W [h], where ``skew`` is 0.
    peak_time_h : float or tuple of float, optional
        When it peaks :math:`\varphi` [h], where ``skew`` is 0: one time that comes back every 24 hours, or one a night,
        ascending, of which the first came and the last comes back every 24 hours.
    skew : float, optional
        Skewness v, between -1 and 1.
    suppressions : tuple of Suppression, optional
        What suppresses it.
    ke_per_h : float or array (N,), optional
        Rate at which suppression comes and goes [1/h], the compound's elimination rate constant.
    later_h : float or array (N,), optional
        How much later than that each of N subjects peaks [h].

    Raises
    ------
    pksim.errors.InputError
        When a number is out of its domain.

    Notes
    -----
    The skewed baseline cosine function

    .. math:: y = b + \frac{H}{2(1 - c)} (x - c + |x - c|), \quad x = \cos(\theta + v \cos\theta), \quad
              \theta = 2\pi (t - \varphi)/24, \quad c = \cos(\pi W/24)

    is multiplied by 1 - S, where what would suppress the share s in the end drives
    :math:`\dot S = k_e (s - S)`, an assumption.

    Of peaks of several nights each has that shape, once. From one to the next it goes over where both are equally far
    on their way, half way without skew: there the level is the baseline; or, of peaks so near that they overlap, both
    are equally high, so that the higher one holds and nothing jumps.

    References
    ----------
    E. J. W. Van Someren, E. Nagtegaal, "Improving melatonin circadian phase estimates", Sleep Med. 8, 590 (2007).
    """

    baseline: Number
    amplitude: Number = 0.0
    width_h: Number = 12.0
    peak_time_h: float | tuple[float, ...] = 0.0
    skew: float = 0.0
    suppressions: tuple[Suppression, ...] = ()
    ke_per_h: Number = 1.0
    later_h: Number = 0.0

    def __post_init__(self) -> None:
        not_negative(self.baseline, "BodysOwn: baseline", "mg/L")
        not_negative(self.amplitude, "BodysOwn: amplitude", "mg/L")
        peaks = np.atleast_1d(numbers(self.peak_time_h, "BodysOwn: peak_time_h", "h"))
        if not peaks.size or (np.diff(peaks) <= 0.0).any():
            msg = f"BodysOwn: peak_time_h is {self.peak_time_h}; it must be a time [h], or times that ascend."
            raise InputError(msg)
        positive(self.ke_per_h, "BodysOwn: ke_per_h", "1/h")
        numbers(self.later_h, "BodysOwn: later_h", "h")
        for name, low, high in (("width_h", 0.0, DAY_H), ("skew", -1.0, 1.0)):
            values = np.ravel(getattr(self, name))
            if not (good := (low < values) & (values < high)).all():
                msg = f"BodysOwn: {name} is {values[~good][0]:g}; it must be between {low:g} and {high:g}."
                raise InputError(msg)
        for each in self.suppressions:
            each.check()

    def concentration(self, times_h: ArrayLike) -> Array:
        """Give the level.

        Parameters
        ----------
        times_h : array (times,)
            When [h].

        Returns
        -------
        array (times,) or (times, N)
            Concentration [mg/L].
        """
        times = np.asarray(times_h, dtype=np.float64)
        if not self.shape:
            return self.level(times, times)
        of_each = times[..., np.newaxis]
        return np.broadcast_to(self.level(of_each, of_each), (*times.shape, *self.shape))

    @property
    def shape(self) -> tuple[int, ...]:
        """``()`` for one subject, ``(N,)`` for many."""
        each = (self.baseline, self.amplitude, self.width_h, self.ke_per_h, self.later_h)
        return np.broadcast_shapes(*map(np.shape, each))

    def of(self, subjects: NDArray[np.intp] | slice) -> BodysOwn:
        """Give the level of some of the subjects, in any order, of one as often as it is named."""
        if not self.shape:
            return self
        names = ("baseline", "amplitude", "width_h", "ke_per_h", "later_h")
        return replace(self, **{name: each[subjects] for name in names if np.ndim(each := getattr(self, name))})

    def level(self, times_h: Array, within_h: Array) -> Array:
        """Give the level [mg/L], by the formula that holds at the times ``within_h`` on the same side of all breaks."""
        level = self._unsuppressed(times_h, within_h)
        return level * (1.0 - self._course.at(times_h)) if self.suppressions else level

    def slope(self, times_h: Array, within_h: Array) -> Array:
        """Give the rate of change [mg/L/h], by the formula that holds at the times ``within_h``."""
        angle = self._angle(times_h, within_h)
        turning = np.sin(self._lean(angle))
        if self.skew:
            turning *= 1.0 - self.skew * np.sin(angle)
        rising: Array = np.where(self._above(within_h), -self.steepness * turning * 2.0 * np.pi / DAY_H, 0.0)
        if not self.suppressions:
            return rising
        suppression = self._course.at(times_h)
        darkening = self.ke_per_h * (self._course.share_at(within_h) - suppression)
        change: Array = rising * (1.0 - suppression) - self._unsuppressed(times_h, within_h) * darkening
        return change

    @property
    def is_constant(self) -> bool:
        """Whether it never changes."""
        return not np.any(self.amplitude) and not self.suppressions

    def breaks(self, from_h: float, to_h: float) -> Array:
        """List the times at which the level of one subject has a corner, in order."""
        listed = np.unique(self.corners(from_h, to_h))
        return listed[(from_h < listed) & (listed < to_h)]

    def corners(self, from_h: float, to_h: float) -> Array:
        """List times (corners, N) or (corners, 1) [h]: all corners of the level in a window, and some beyond it."""
        edges = [[time] for each in self.suppressions for time in (each.start_h, each.end_h)]
        found = [np.reshape(np.array(edges), (len(edges), 1))]
        if np.any(self.amplitude):
            found += [self._repeated(self._reached(side * self._edge), from_h, to_h) for side in (-1.0, 1.0)]
            found.append(np.add.outer(self._switches, np.atleast_1d(self.later_h)))
        subjects = max(each.shape[1] for each in found)
        return np.concatenate([np.broadcast_to(each, (len(each), subjects)) for each in found])

    @property
    def _edge(self) -> Number:
        """Angle at which the level leaves the baseline, lean included."""
        return np.pi * self.width_h / DAY_H

    @property
    def floor(self) -> Number:
        """Cosine above which the level is above the baseline, c."""
        return np.cos(self._edge)

    @property
    def steepness(self) -> Number:
        """How much the level rises where that cosine does [mg/L]."""
        return self.amplitude / (1.0 - self.floor)

    @cached_property
    def peaks_h(self) -> Array:
        """When it peaks (nights,) [h]; before the first and after the last every 24 hours."""
        return np.atleast_1d(np.asarray(self.peak_time_h, dtype=np.float64))

    def _reached(self, side: Number) -> Number:
        """Say how long after a peak's time its angle, lean included, is so far [h]."""
        if np.ndim(side):
            angle: Number = chandrupatla(lambda a, s: a + self.skew * np.cos(a) - s, side - 1.1, side + 1.1, side)
        else:
            angle = brent(lambda a: a + self.skew * np.cos(a) - side, side - 1.1, side + 1.1, xtol=1e-15)
        return angle * DAY_H / (2.0 * np.pi)

    def _repeated(self, after_h: Number, from_h: float, to_h: float) -> Array:
        """List what is so long after each peak, before the first and after the last every 24 hours (times, N) [h]."""
        times = np.add.outer(self.peaks_h, np.atleast_1d(after_h + self.later_h))
        before, later = (
            np.arange(np.floor((from_h - end.max()) / DAY_H), np.ceil((to_h - end.min()) / DAY_H) + 1)
            for end in (times[0], times[-1])
        )
        outside = before[before < 0], later[later > 0]
        return np.concatenate(
            [np.add.outer(days * DAY_H, end) for days, end in zip(outside, (times[0], times[-1]), strict=True)]
            + [times]
        )

    @cached_property
    def _switches(self) -> Array:
        """When one night's peak takes over from the last one's [h]: both leaning angles add up to 0 there."""
        first, second = self.peaks_h[:-1], self.peaks_h[1:]
        if not first.size or self.skew == 0.0:
            return (first + second) / 2.0
        turn = 2.0 * np.pi / DAY_H

        def apart(times_h: Array, one: Array, other: Array) -> Array:
            angles = (turn * (times_h - one), turn * (times_h - other))
            total: Array = sum((a + self.skew * np.cos(a) for a in angles), np.zeros_like(times_h))
            return total

        middle, reach = (first + second) / 2.0, DAY_H / 2.0
        return chandrupatla(apart, middle - reach, middle + reach, first, second)

    @cached_property
    def _day(self) -> tuple[float, float]:
        """From when to when about a peak the next ones of a daily curve are farther [h]."""
        return self._reached(-np.pi), self._reached(np.pi)

    def _angle(self, times_h: Array, within_h: Array) -> Array:
        """Give the angle to the peak that holds at the times ``within_h``."""
        times_h, within_h = times_h - self.later_h, within_h - self.later_h
        # The remainder is exact, so that nights far from the first are as exact as it.
        if len(self.peaks_h) == 1:
            alike: Array = np.fmod(times_h - self.peaks_h[0], DAY_H) * (2.0 * np.pi / DAY_H)
            return alike
        peak = self.peaks_h[np.searchsorted(self._switches, within_h, side="right")]
        since = times_h - peak
        repeats = (within_h < self.peaks_h[0]) | (within_h > self.peaks_h[-1])
        # Farther from a night's peak than its curve is long there is the baseline, and no next day of it.
        once = np.clip(since, *self._day)
        return np.where(repeats, np.fmod(since, DAY_H), once) * (2.0 * np.pi / DAY_H)

    def _height(self, times_h: Array, within_h: Array) -> Array:
        angle = self._angle(times_h, within_h)
        above: Array = np.cos(self._lean(angle)) - self.floor
        return above

    def _lean(self, angle: Array) -> Array:
        return angle + self.skew * np.cos(angle) if self.skew else angle

    def _above(self, times_h: Array) -> NDArray[np.bool_]:
        return self._height(times_h, times_h) > 0.0

    def _unsuppressed(self, times_h: Array, within_h: Array) -> Array:
        height = self._height(times_h, within_h)
        above = height > 0.0 if within_h is times_h else self._above(within_h)
        level: Array = self.baseline + self.steepness * np.where(above, height, 0.0)
        return level

    @cached_property
    def _course(self) -> Course:
        return Course.of(self.suppressions, self.ke_per_h)
