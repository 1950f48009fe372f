"""Whether residuals come in runs: several above the curve, then several below it."""

from __future__ import annotations

from math import comb, sqrt
from typing import NamedTuple

import numpy as np

from pksim.kinetics.arrays import Array

_NOTHING = 1e-9


class Runs(NamedTuple):
    """Runs of equal signs.

    Attributes
    ----------
    many : int
        How many runs there are.
    above, below : int
        How many residuals are positive and negative.
    """

    many: int
    above: int
    below: int

    @property
    def chance(self) -> float:
        """Share of the orders of these signs that have as few runs or fewer (Wald and Wolfowitz)."""
        a, b = self.above, self.below
        if not a or not b:
            return 1.0
        found = 0
        for r in range(2, self.many + 1):
            k, odd = divmod(r, 2)
            if odd:
                found += comb(a - 1, k) * comb(b - 1, k - 1) + comb(a - 1, k - 1) * comb(b - 1, k)
            else:
                found += 2 * comb(a - 1, k - 1) * comb(b - 1, k - 1)
        return found / comb(a + b, a)

    @property
    def expected(self) -> tuple[float, float]:
        """Mean and variance of the number of runs over all orders of these signs."""
        n, twice = self.above + self.below, 2 * self.above * self.below
        if n < 2:
            return float(self.many), 0.0
        return twice / n + 1.0, twice * (twice - n) / (n * n * (n - 1.0))


def runs_of(residuals: Array) -> Runs:
    """Count the runs of residuals that are in order; what lies on the curve counts for neither side."""
    there = residuals[np.abs(residuals) > _NOTHING * np.max(np.abs(residuals), initial=0.0)]
    above = there > 0
    count = int(np.count_nonzero(above[1:] != above[:-1])) + 1 if above.size else 0
    return Runs(count, int(above.sum()), int((~above).sum()))


def too_few(runs: list[Runs]) -> float:
    """Say by how many standard deviations the runs of several fits together are fewer than expected."""
    short = sum(each.expected[0] - each.many for each in runs)
    variance = sum(each.expected[1] for each in runs)
    return short / sqrt(variance) if variance else 0.0
