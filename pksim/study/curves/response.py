"""A compound's curve that only shifts with its doses: solved once, asked for any shift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pksim.kinetics import features
from pksim.kinetics.arrays import Array
from pksim.study.curves.regimen import Regimen


@dataclass(frozen=True, eq=False)
class Response:
    """The curve of one compound in one person or many, in the compound's display unit.

    Attributes
    ----------
    regimen : Regimen
        Model and inputs.
    """

    regimen: Regimen

    @property
    def wake_h(self) -> float:
        """Waking time [h from bedtime]."""
        return self.regimen.night.wake_h

    @property
    def peak_time_h(self) -> Array:
        """When the curve peaks, (people,) [h from bedtime]."""
        return np.atleast_1d(self.regimen.peak[0])

    @property
    def peak_level(self) -> Array:
        """How high, (people,)."""
        return np.atleast_1d(self.regimen.peak[1]) * self.regimen.compound.display_factor

    def level(self, times_h: Array) -> Array:
        """Concentration (times, people) at some times [h from bedtime], in any order."""
        level: Array = self.regimen.concentration(times_h).reshape(len(times_h), -1)
        return level * self.regimen.compound.display_factor

    def hours_above(self, level: float, from_h: Array, to_h: Array) -> Array:
        """How long (windows, people) the curve is above a level within each window [h]."""
        pieces = self.regimen.pieces
        total = np.zeros((len(from_h), pieces.subjects))
        for begin, end in features.stretches_above(pieces, level / self.regimen.compound.display_factor):
            for first, last in zip(*(each.reshape(-1, pieces.subjects) for each in (begin, end)), strict=True):
                inside = np.minimum(last, to_h[:, np.newaxis]) - np.maximum(first, from_h[:, np.newaxis])
                total += np.maximum(inside, 0.0)
        return total
