"""Doses and the body's own together: peak, trough and area, whatever grid the curve is drawn on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics import features
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.chandrupatla import chandrupatla
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.pieces import Index, Pieces

_SCAN = np.sin(np.linspace(0.0, np.pi / 2, 65)) ** 2
"""Where a stretch between two breaks is looked at, closest at its ends, where what is fast happens."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)
_LONGEST_STRETCH_H = 6.0
AT_ONCE = 1024
"""Subjects to ask about at once: few enough for memory, and many enough to make up for the calls."""


@dataclass(frozen=True, eq=False)
class Total:
    """The sum of two curves.

    Parameters
    ----------
    own : BodysOwn
        What the body keeps up, of one or of N subjects.
    doses : Pieces or None
        What the doses add, in one or in N subjects; None for nothing.

    Notes
    -----
    Between two corners of either curve its slope is looked at in 65 places, closest to the ends; each change of its
    sign is then found to the last digit. What rises and falls between two of them is overlooked.
    """

    own: BodysOwn
    doses: Pieces | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """``()`` for one subject, ``(N,)`` for many."""
        return self.own.shape if self.doses is None else np.broadcast_shapes(self.own.shape, self.doses.shape)

    @property
    def subjects(self) -> int:
        """Number of subjects, 1 for scalars."""
        return self.shape[0] if self.shape else 1

    @cached_property
    def _turns_of_doses(self) -> Array:
        """When each curve of doses starts or turns (times, n)."""
        if self.doses is None:
            return np.empty((0, 1))
        turns = np.concatenate([self.doses.start_h + edge for edge in self.doses.edges]).reshape(
            -1, self.doses.subjects
        )
        return turns if self.shape else np.unique(turns)[:, np.newaxis]

    def peak(self, from_h: Number, to_h: Number) -> tuple[Number, Number]:
        """Find the highest point of a window: when [h], and how high [mg/L]; the first one of several as high."""
        times, levels, lasts = self._extremes(from_h, to_h)
        levels = np.where(lasts, levels, -np.inf)
        order = np.argsort(np.where(lasts, times, np.inf), axis=0, kind="stable")
        times, levels = (np.take_along_axis(each, order, axis=0) for each in (times, levels))
        at = features.first_as_high(levels)
        return self._of_subjects(times[at, np.arange(self.subjects)]), self._of_subjects(levels.max(axis=0))

    def trough(self, from_h: Number, to_h: Number) -> Number:
        """Find how low it gets in a window [mg/L]; at the window's end, just before what is taken then."""
        _, levels, lasts = self._extremes(from_h, to_h)
        return self._of_subjects(np.where(lasts, levels, np.inf).min(axis=0))

    def area(self, from_h: float, to_h: float) -> Number:
        """Integrate it over a window [mg·h/L]."""
        own: Number = 0.0
        for begin, end in pairwise(self._in_window(from_h, to_h, self.own.corners(from_h, to_h))):
            stretches = 1 + max(int(np.ceil((end - begin).max() / _LONGEST_STRETCH_H)), 1)
            edges = np.linspace(begin, end, stretches)
            half = np.diff(edges, axis=0)[:, np.newaxis] / 2
            times = edges[:-1, np.newaxis] + half * (1.0 + _NODES[:, np.newaxis])
            added = half * _WEIGHTS[:, np.newaxis] * self.own.level(times, times)
            own = own + np.sum(added.reshape(-1, added.shape[-1]), axis=0)
        doses = 0.0 if self.doses is None else features.area(self.doses, from_h, to_h)
        return self._of_subjects(np.broadcast_to(own, self.subjects)) + doses

    def hours_above(self, level: float, from_h: Number, to_h: Number) -> Number:
        """Measure how long, in total, it is above a level [mg/L] within a window."""
        times = self._landmarks(from_h, to_h)
        begin, end, middles = times[:-1], times[1:], (times[:-1] + times[1:]) / 2
        starts_above, ends_above = (self._level(each, middles) > level for each in (begin, end))
        crosses = (starts_above != ends_above) & (begin < end)
        cross = np.where(ends_above, begin, end)
        if crosses.any():
            stretch, subject = np.nonzero(crosses)
            bounds = begin[crosses], end[crosses]
            cross[stretch, subject] = chandrupatla(self._excess_of, *bounds, middles[crosses], subject, level)
        since, until = np.where(starts_above, begin, cross), np.where(ends_above, end, cross)
        return self._of_subjects(np.where(starts_above | ends_above, until - since, 0.0).sum(axis=0))

    def _of_subjects(self, values: Array) -> Number:
        return values if self.shape else float(values[0])

    def _extremes(self, from_h: Number, to_h: Number) -> tuple[Array, Array, NDArray[np.bool_]]:
        """List the ends (times, n) of all stretches that only rise or only fall, the levels there, and which last."""
        times = self._landmarks(from_h, to_h)
        middles, lasts = (times[:-1] + times[1:]) / 2, np.diff(times, axis=0) > 0.0
        ends = (times[:-1], times[1:])
        levels = np.concatenate([self._level(each, middles) for each in ends])
        return np.concatenate(ends), levels, np.concatenate([lasts, lasts])

    def _in_window(self, from_h: Number, to_h: Number, *found: Array) -> Array:
        """Put times (times, n), and the ends of a window, in order; what lies outside is at its ends."""
        n = max(self.subjects, *(each.shape[1] for each in found))
        first, last = (np.broadcast_to(each, (1, n)) for each in (from_h, to_h))
        times = np.concatenate(
            [first, *(np.clip(np.broadcast_to(each, (len(each), n)), first, last) for each in found), last]
        )
        times.sort(axis=0)
        differ = (np.diff(times, axis=0) > 0.0).any(axis=1)
        kept: Array = times[np.append(True, differ)]
        return kept

    def _landmarks(self, from_h: Number, to_h: Number) -> Array:
        """List the times (times, n) between which the curve only rises or only falls."""
        own = self.own.corners(float(np.min(from_h)), float(np.max(to_h)))
        times = self._in_window(from_h, to_h, own, self._turns_of_doses)
        if self.own.is_constant:
            return times
        begin, length = times[:-1, np.newaxis], np.diff(times, axis=0)[:, np.newaxis]
        scan = begin + length * _SCAN[:, np.newaxis]
        scan[:, -1] = times[1:]
        within = begin + length / 2
        rising = self._slope(scan, within) > 0.0
        changes = rising[:, 1:] != rising[:, :-1]
        if not changes.any():
            return times
        stretch, step, subject = np.nonzero(changes)
        bounds = scan[stretch, step, subject], scan[stretch, step + 1, subject]
        turns = chandrupatla(self._slope_of, *bounds, within[stretch, 0, subject], subject)
        # As many rows a stretch as the subject with most turns needs, of nothing for the others.
        rank = (np.cumsum(changes, axis=1) - 1)[stretch, step, subject]
        turning = np.repeat(times[np.newaxis, :-1], rank.max() + 1, axis=0)
        turning[rank, stretch, subject] = turns
        return self._in_window(from_h, to_h, times, turning.reshape(-1, times.shape[1]))

    def _level(self, times_h: Array, within_h: Array) -> Array:
        return self.own.level(times_h, within_h) + self._of_doses(Pieces.concentration, times_h, within_h)

    def _slope(self, times_h: Array, within_h: Array) -> Array:
        return self.own.slope(times_h, within_h) + self._of_doses(Pieces.slope, times_h, within_h)

    def _slope_of(self, times_h: Array, within_h: Array, subject: Index) -> Array:
        """Give the slope of one subject each."""
        slope = self.own.of(subject).slope(times_h, within_h)
        return slope + self._of_doses(Pieces.slope, times_h, within_h, subject)

    def _excess_of(self, times_h: Array, within_h: Array, subject: Index, level: Array) -> Array:
        """Say how far one subject each is above a level."""
        own = self.own.of(subject).level(times_h, within_h)
        return own + self._of_doses(Pieces.concentration, times_h, within_h, subject) - level

    def _of_doses(
        self,
        what: Callable[[Pieces, Array, Index], Array],
        times_h: Array,
        within_h: Array,
        subject: Index | int | None = None,
    ) -> Array:
        """Give what the doses add, by the piece that holds at the times ``within_h``, of all subjects or one each."""
        if self.doses is None:
            return np.zeros_like(times_h)
        n = self.doses.subjects
        subject = 0 if n == 1 else np.arange(n) if subject is None else subject
        starts = self.doses.start_h.reshape(-1, n)[:, subject]
        starts = starts.reshape(len(starts), *[1] * (within_h.ndim - starts.ndim + 1), *starts.shape[1:])
        number = (starts <= within_h).sum(axis=0) - 1
        which = np.maximum(number, 0) * n + subject
        s = np.where(number >= 0, times_h - self.doses.start_h[which], 0.0)
        return np.where(number >= 0, what(self.doses, s, which), 0.0)
