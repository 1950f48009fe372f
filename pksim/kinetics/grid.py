"""The times asked for: which of their steps are one common step, so that one propagator serves them all."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array
from pksim.kinetics.system import System

_TIME_RESOLUTION = 8e-13
"""Relative error of the time since a dose that is let pass."""
_ALIKE = 1e-6
"""Relative difference of steps that may be one step, but for rounding."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The times, their common step, and which of the steps are that step to rounding."""

    times_h: Array
    step_h: float
    regular: NDArray[np.bool_]
    changes: list[int]

    @classmethod
    def of(cls, times_h: Array, system: System) -> Grid:
        """Find the common step of times (times,), as exactly as what enters a system needs it [h]."""
        steps = np.diff(times_h)
        if not steps.size:
            return cls(times_h, 1.0, np.empty(0, dtype=np.bool_), [])
        spacing, middle = np.spacing(np.abs(times_h)), steps[steps.size // 2]
        # A time far away, known to hours only, must not make the steps near zero look even.
        off = np.abs(steps - middle)
        alike = off <= _ALIKE * middle
        rounding = float(np.maximum(spacing[:-1], spacing[1:])[alike].max())
        regular = alike & (off <= 4 * rounding)
        step = float(steps.mean() if regular.all() else steps[regular].mean())
        # Steps that are even to rounding can still drift off together, as they do in a sum of steps.
        changes = np.flatnonzero(regular[1:] != regular[:-1]) + 1
        for first, last in pairwise([0, *changes.tolist(), steps.size]):
            drift = np.arange(last - first + 1.0)
            drift *= -step
            drift += times_h[first : last + 1]
            drift -= times_h[first]
            regular[first:last] &= max(drift.max(), -drift.min()) <= 4 * spacing[first : last + 1].max()
        if rounding > _TIME_RESOLUTION * step and system.duration_h.shape[1] == 1:
            # Soon after a dose, the relative error of the concentration is that of the time since the dose. Where
            # the clock reads large, rounded grid times are not even enough for that: take them one by one.
            for start in np.unique([system.start_h.rounded, system.end_h.rounded]):
                row = int(np.searchsorted(times_h, start))
                regular[row : row + int(np.spacing(abs(start)) / (_TIME_RESOLUTION * step))] = False
        return cls(times_h, step, regular, (np.flatnonzero(regular[1:] != regular[:-1]) + 1).tolist())

    def alike_until(self, row: int, to: int) -> int:
        """Say up to which row, ``to`` at most, all steps are regular or all are not."""
        at = bisect_right(self.changes, row)
        return min(self.changes[at], to) if at < len(self.changes) else to
