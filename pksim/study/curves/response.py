"""A compound's curve that only shifts with its doses: solved once, asked for any shift."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pksim.describe.schedule.night import Night
from pksim.kinetics import exact, features
from pksim.kinetics.arrays import Array
from pksim.kinetics.system import System
from pksim.study.curves.regimen import Regimen


@dataclass(frozen=True, eq=False)
class Response:
    """The curve of one compound in one person or many, in the compound's display unit.

    Attributes
    ----------
    regimen : Regimen
        Model and inputs.
    night : Night
        The night.
    """

    regimen: Regimen
    night: Night

    @property
    def wake_h(self) -> float:
        """Waking time [h from bedtime]."""
        return self.night.wake_h

    @property
    def system(self) -> System:
        """Model and inputs as arrays."""
        return self.regimen.system

    @cached_property
    def _peak(self) -> tuple[Array, Array]:
        return features.peak(self.system)

    @property
    def peak_time_h(self) -> Array:
        """When the curve peaks, (people,) [h from bedtime]."""
        return np.atleast_1d(self._peak[0])

    @property
    def peak_level(self) -> Array:
        """How high, (people,)."""
        return np.atleast_1d(self._peak[1]) * self.regimen.compound.display_factor

    def level(self, times_h: Array) -> Array:
        """Concentration (times, people) at some times [h from bedtime], in any order."""
        ordered, back = np.unique(times_h, return_inverse=True)
        found = np.empty((ordered.size, self.system.subjects))
        exact.solve(self.system, ordered, found)
        return found[back] * self.regimen.compound.display_factor

    def hours_above(self, level: float, from_h: Array, to_h: Array) -> Array:
        """How long (windows, people) the curve is above a level within each window [h]."""
        total = np.zeros((len(from_h), self.system.subjects))
        for begin, end in features.stretches_above(self.system, level / self.regimen.compound.display_factor):
            for first, last in zip(*(each.reshape(-1, self.system.subjects) for each in (begin, end)), strict=True):
                inside = np.minimum(last, to_h[:, np.newaxis]) - np.maximum(first, from_h[:, np.newaxis])
                total += np.maximum(inside, 0.0)
        return total
