"""The body's own level of many subjects, added to curves of theirs a block of times at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np

from pksim.kinetics.arrays import Array
from pksim.kinetics.own_level import DAY_H, BodysOwn

_ROOM = 16_384
"""Levels that are added at once, while they are in the processor's cache."""


@dataclass(frozen=True, eq=False)
class OwnOfMany:
    """The body's own level of many subjects, ready to be added.

    Parameters
    ----------
    own : BodysOwn
        Of N subjects.

    Notes
    -----
    Without skew and light, and where no two nights overlap in anybody, the cosine of a difference is a sum of two
    products, which costs a tenth of a cosine.
    """

    own: BodysOwn

    def add_to(self, levels: Array, times_h: Array) -> None:
        """Add the level at some times (times,) [h], in order, to what is there (times, N) [mg/L], in place."""
        own, reach = self.own, self._reach_h
        if own.is_constant:
            levels += own.baseline
        elif own.skew or own.suppressions or self._overlap:
            levels += own.concentration(times_h)
        else:
            added = np.zeros(len(times_h), dtype=np.intp)
            for peak in self._nights(times_h[0] - reach, times_h[-1] + reach):
                first, last = np.searchsorted(times_h, (peak - reach, peak + reach))
                self._add_night(levels[first:last], times_h[first:last] - peak)
                added[first:last] += 1
            for row in np.flatnonzero(added != 1):
                levels[row] += (1 - added[row]) * own.baseline

    def _add_night(self, levels: Array, since_h: Array) -> None:
        """Add what one night brings, baseline included, some time [h] after its peak."""
        angle, (cosine, sine, fixed) = since_h[:, np.newaxis] * (2.0 * np.pi / DAY_H), self._turned
        rows = max(_ROOM // max(levels.shape[1], 1), 1)
        room = np.empty((2, min(rows, len(levels)), levels.shape[1]))
        for first in range(0, len(levels), rows):
            here = levels[first : first + rows]
            above, added = room[:, : len(here)]
            np.multiply(np.cos(angle[first : first + rows]), cosine, out=above)
            above += np.multiply(np.sin(angle[first : first + rows]), sine, out=added)
            above -= fixed
            here += np.maximum(above, self.own.baseline, out=above)

    @cached_property
    def _turned(self) -> tuple[Array, Array, Array]:
        """What cosine and sine of the hour are multiplied by, and what is taken away, (N,) each [mg/L]."""
        steep, later = self.own.steepness, self.own.later_h * (2.0 * np.pi / DAY_H)
        each = (steep * np.cos(later), steep * np.sin(later), steep * self.own.floor - self.own.baseline)
        cosine, sine, fixed = (np.broadcast_to(one, self.own.shape) for one in each)
        return cosine, sine, fixed

    @cached_property
    def _latest_h(self) -> float:
        return float(np.abs(self.own.later_h).max())

    @cached_property
    def _reach_h(self) -> float:
        """How far from a night's peak anybody's level may be above the baseline, without skew [h]."""
        return float(np.max(self.own.width_h)) / 2.0 + self._latest_h

    @cached_property
    def _overlap(self) -> bool:
        """Whether two nights overlap in anybody, or a cosine comes back within reach of a night."""
        widest, nearest = float(np.max(self.own.width_h)), np.diff(self.own.peaks_h).min(initial=DAY_H)
        return bool(widest > nearest or self._reach_h + self._latest_h > DAY_H - widest / 2.0)

    def _nights(self, from_h: float, to_h: float) -> list[float]:
        """List the peaks of a window [h], for nobody later; before the first and after the last every 24 hours."""
        peaks: list[float] = self.own.peaks_h.tolist()
        before = range(ceil((from_h - peaks[0]) / DAY_H), 0)
        after = range(1, floor((to_h - peaks[-1]) / DAY_H) + 1)
        nights = [*(peaks[0] + DAY_H * day for day in before), *peaks, *(peaks[-1] + DAY_H * day for day in after)]
        return [peak for peak in nights if from_h <= peak <= to_h]
