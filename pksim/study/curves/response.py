"""A compound's curve that only shifts with its doses: solved once, asked for any shift."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pksim.kinetics import features
from pksim.kinetics.arrays import Array
from pksim.study.curves.one_night import OneNight
from pksim.study.curves.regimen import Regimen


@dataclass(frozen=True, eq=False)
class Response:
    """The curve of one compound in one person or many, in the compound's display unit.

    All times are hours from the bedtime of its night.

    Attributes
    ----------
    regimen : Regimen
        Model and inputs.
    night : OneNight
        The night whose peak is asked for.
    """

    regimen: Regimen
    night: OneNight

    @property
    def wake_h(self) -> float:
        """Waking time [h from bedtime]."""
        return self.night.wake_h - self.night.bed_h

    @cached_property
    def _peak(self) -> tuple[Array, Array]:
        return features.peak(self.regimen.pieces, self.night.start_h, self.night.end_h)

    @property
    def peak_time_h(self) -> Array:
        """When the curve peaks, (people,) [h from bedtime]."""
        return np.atleast_1d(self._peak[0]) - self.night.bed_h

    @property
    def peak_level(self) -> Array:
        """How high, (people,)."""
        return np.atleast_1d(self._peak[1]) * self.regimen.compound.display_factor

    def level(self, times_h: Array) -> Array:
        """Concentration (times, people) at some times [h from bedtime], in any order."""
        level: Array = self.regimen.concentration(times_h + self.night.bed_h).reshape(len(times_h), -1)
        return level * self.regimen.compound.display_factor

    def hours_above(self, level: float, from_h: Array, to_h: Array) -> Array:
        """How long (windows, people) the curve is above a level within each window [h from bedtime]."""
        pieces, bed_h = self.regimen.pieces, self.night.bed_h
        total = np.zeros((len(from_h), pieces.subjects))
        for begin, end in features.stretches_above(pieces, level / self.regimen.compound.display_factor):
            for first, last in zip(*(each.reshape(-1, pieces.subjects) for each in (begin, end)), strict=True):
                inside = np.minimum(last, bed_h + to_h[:, np.newaxis]) - np.maximum(
                    first, bed_h + from_h[:, np.newaxis]
                )
                total += np.maximum(inside, 0.0)
        return total
