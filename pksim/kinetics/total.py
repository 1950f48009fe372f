"""Doses and the body's own together: peak, trough and area, whatever grid the curve is drawn on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.optimize.elementwise import find_root

from pksim.kinetics import features
from pksim.kinetics.arrays import Array
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.pieces import Index, Pieces

_SCAN = np.sin(np.linspace(0.0, np.pi / 2, 65)) ** 2
"""Where a stretch between two breaks is looked at, closest at its ends, where what is fast happens."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)
_LONGEST_STRETCH_H = 6.0


@dataclass(frozen=True, eq=False)
class Total:
    """The sum of two curves.

    Parameters
    ----------
    own : BodysOwn
        What the body keeps up.
    doses : Pieces or None
        What the doses of one subject add; None for nothing.
    """

    own: BodysOwn
    doses: Pieces | None = None

    @cached_property
    def _turns_of_doses(self) -> Array:
        if self.doses is None:
            return np.empty(0)
        return np.unique(np.concatenate([self.doses.start_h + edge for edge in self.doses.edges]))

    def peak(self, from_h: float, to_h: float) -> tuple[float, float]:
        """Find the highest point of a window: when [h], and how high [mg/L]; the first one of several as high."""
        times, levels = self._extremes(from_h, to_h)
        order = np.argsort(times, kind="stable")
        at = order[features.first_as_high(levels[order][:, np.newaxis])[0]]
        return float(times[at]), float(levels.max())

    def trough(self, from_h: float, to_h: float) -> float:
        """Find how low it gets in a window [mg/L]; at the window's end, just before what is taken then."""
        return float(self._extremes(from_h, to_h)[1].min())

    def area(self, from_h: float, to_h: float) -> float:
        """Integrate it over a window [mg·h/L]."""
        own = 0.0
        for begin, end in pairwise([from_h, *self.own.breaks(from_h, to_h).tolist(), to_h]):
            edges = np.linspace(begin, end, 1 + max(int(np.ceil((end - begin) / _LONGEST_STRETCH_H)), 1))
            half = np.diff(edges)[:, np.newaxis] / 2
            times = edges[:-1, np.newaxis] + half * (1.0 + _NODES)
            own += float((half * _WEIGHTS * self.own.concentration(times)).sum())
        return own if self.doses is None else own + float(features.area(self.doses, from_h, to_h))

    def _extremes(self, from_h: float, to_h: float) -> tuple[Array, Array]:
        """List the ends of all stretches that only rise or only fall, and the levels there, from both sides."""
        times = self._landmarks(from_h, to_h)
        middles = self._middles(times)
        ends = (times[:-1], times[1:])
        return np.concatenate(ends), np.concatenate([self._level(each, middles) for each in ends])

    def _landmarks(self, from_h: float, to_h: float) -> Array:
        """List the times between which the curve only rises or only falls."""
        times = np.unique(np.concatenate([[from_h, to_h], self.own.breaks(from_h, to_h), self._turns_of_doses]))
        times = times[(from_h <= times) & (times <= to_h)]
        if self.own.is_constant:
            return times
        begin, length = times[:-1, np.newaxis], np.diff(times)[:, np.newaxis]
        scan = begin + length * _SCAN
        scan[:, -1] = times[1:]
        within = np.broadcast_to(begin + length / 2, scan.shape)
        rising = self._slope(scan, within) > 0.0
        changes = rising[:, 1:] != rising[:, :-1]
        if not changes.any():
            return times
        bracket = (scan[:, :-1][changes], scan[:, 1:][changes])
        turns = find_root(self._slope, bracket, args=(within[:, 1:][changes],)).x
        return np.unique(np.concatenate([times, turns]))

    @staticmethod
    def _middles(times_h: Array) -> Array:
        return (times_h[:-1] + times_h[1:]) / 2

    def _level(self, times_h: Array, within_h: Array) -> Array:
        return self.own.level(times_h, within_h) + self._of_doses(Pieces.concentration, times_h, within_h)

    def _slope(self, times_h: Array, within_h: Array) -> Array:
        return self.own.slope(times_h, within_h) + self._of_doses(Pieces.slope, times_h, within_h)

    def _of_doses(self, what: Callable[[Pieces, Array, Index], Array], times_h: Array, within_h: Array) -> Array:
        """Give what the doses add, by the piece that holds at the times ``within_h``."""
        if self.doses is None:
            return np.zeros_like(times_h)
        which = np.searchsorted(self.doses.start_h, within_h, side="right") - 1
        begun = which >= 0
        s = np.where(begun, times_h - self.doses.start_h[which], 0.0)
        return np.where(begun, what(self.doses, s, which), 0.0)
