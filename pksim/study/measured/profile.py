"""What one dose leaves in the blood, from samples alone: the points that count, and areas under them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array
from pksim.kinetics.propagators import divided_difference

AucRule: TypeAlias = Literal["linear up, log down", "linear"]
Mask: TypeAlias = NDArray[np.bool_]
RULES: tuple[AucRule, ...] = ("linear up, log down", "linear")


@dataclass(frozen=True, eq=False)
class Profile:
    """The points of one dose that count, from the dose to the last that could be measured.

    Attributes
    ----------
    times_h : array (n,)
        Hours after the dose, which do not fall.
    conc : array (n,)
        Concentrations, 0 where nothing was there yet.
    rule : {"linear up, log down", "linear"}
        What joins two points: a straight line, or where it falls one of the logarithm.
    begins_unseen : bool
        Whether the first point is at the dose and was not sampled.
    """

    times_h: Array
    conc: Array
    rule: AucRule
    begins_unseen: bool = False

    @classmethod
    def of(cls, times_h: Array, conc: Array, below_limit: Mask, *, rule: AucRule, bolus: bool = False) -> Profile:
        """Choose the points that count.

        Parameters
        ----------
        times_h : array (n,)
            Hours after the dose, in order; what is before it is not used.
        conc : array (n,)
            Concentrations.
        below_limit : array (n,) of bool
            Which were below the limit of what can be measured; a concentration of 0 counts as such.
        rule : {"linear up, log down", "linear"}
            As for the profile.
        bolus : bool, optional
            Whether the dose went into the blood at once.

        Returns
        -------
        Profile
            Without any point where nothing could be measured.

        Notes
        -----
        What is below the limit is 0 before the first that could be measured, and not used after it: the rule of the R
        package PKNCA. Where nothing was sampled at the dose, the profile starts from 0; that of a bolus from the line
        of the logarithms through its first two points, or from the first where the second is not lower.
        """
        after = times_h >= 0.0
        times, levels = times_h[after], np.where(below_limit | ~(conc > 0.0), 0.0, conc)[after]
        measured = np.flatnonzero(levels)
        if not measured.size:
            return cls(times[:0], levels[:0], rule)
        counts = (levels > 0.0) | (np.arange(len(times)) < measured[0])
        if bolus:
            counts &= levels > 0.0
        times, levels = times[counts], levels[counts]
        unseen = bool(times[0] > 0.0)
        if unseen:
            first = _before(times, levels) if bolus else 0.0
            times, levels = np.append(0.0, times), np.append(first, levels)
        return cls(times, levels, rule, unseen)

    @property
    def highest(self) -> int:
        """Place of the first of the highest points that were sampled."""
        return int(self.begins_unseen + np.argmax(self.conc[int(self.begins_unseen) :]))

    @cached_property
    def _falls(self) -> Array:
        """How far the logarithm falls from each point to the next, 0 where a straight line joins them."""
        here, there = self.conc[:-1], self.conc[1:]
        is_log = (there < here) & (there > 0.0) & (self.rule != "linear")
        return np.where(is_log, np.log(np.where(is_log, here, 1.0) / np.where(is_log, there, 1.0)), 0.0)

    @cached_property
    def areas(self) -> Array:
        """Area under each stretch between two points (n - 1,)."""
        spans, falls, here = np.diff(self.times_h), self._falls, self.conc[:-1]
        linear = (here + self.conc[1:]) / 2
        return spans * np.where(falls > 0.0, here * -np.expm1(-falls) / np.where(falls > 0.0, falls, 1.0), linear)

    @cached_property
    def moment(self) -> float:
        """Area under concentration times hours since the dose, to the last point."""
        spans, here, there = np.diff(self.times_h), self.conc[:-1], self.conc[1:]
        # The moment about the start of a stretch, without the difference of two large terms that books have.
        of_log, of_line = here * divided_difference(self._falls, self._falls), (here + 2.0 * there) / 6.0
        inner = spans**2 * np.where(self._falls > 0.0, of_log, of_line)
        return float(np.sum(self.times_h[:-1] * self.areas + inner))

    def hours_above(self, level: float) -> float:
        """Measure how long, to the last point, the joined points are above a level [h]."""
        spans, here, there = np.diff(self.times_h), self.conc[:-1], self.conc[1:]
        low, high = np.minimum(here, there), np.maximum(here, there)
        crosses = (low < level) & (level < high)
        is_log = crosses & (self._falls > 0.0)
        gap = np.where(crosses, high - low, 1.0)
        straight = (high - level) / gap
        ratio = np.log(np.where(is_log, high, 1.0) / level)
        share = np.where(is_log, ratio / np.where(is_log, self._falls, 1.0), straight)
        return float(np.sum(spans * np.where(crosses, share, low >= level)))


def _before(times_h: Array, levels: Array) -> float:
    """Follow the first two points of a bolus back to it."""
    if len(levels) < 2 or levels[1] >= levels[0] or times_h[1] <= times_h[0]:
        return float(levels[0])
    slope = np.log(levels[1] / levels[0]) / (times_h[1] - times_h[0])
    return float(levels[0] * np.exp(-slope * times_h[0]))
