"""The end of a curve that was measured: the straight line through its last logarithms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from pksim.kinetics.arrays import Array


@dataclass(frozen=True)
class Terminal:
    """The line through the last points of a curve, on a logarithmic axis.

    Attributes
    ----------
    rate_per_h : float
        How fast the line falls, lambda_z [1/h].
    at_start : float
        Where it would be at the dose, in the unit of the concentrations.
    from_h, to_h : float
        The first and the last of the points used [h after the dose].
    points : int
        How many.
    adj_r2 : float
        Adjusted r² [1]; NaN for two points.
    """

    rate_per_h: float
    at_start: float
    from_h: float
    to_h: float
    points: int
    adj_r2: float

    @classmethod
    def through(cls, times_h: Array, conc: Array) -> Terminal:
        """Fit the line to some points, all above 0, at two times or more; see `last_line` for which."""
        logs, n = np.log(conc), len(times_h)
        times, heights = times_h - times_h.mean(), logs - logs.mean()
        slope = float(times @ heights / (times @ times))
        total = float(heights @ heights)
        r2 = slope * float(times @ heights) / total if total > 0.0 else 0.0
        adjusted = 1.0 - (1.0 - r2) * (n - 1) / (n - 2) if n > 2 else np.nan
        at_start = float(np.exp(logs.mean() - slope * times_h.mean()))
        return cls(-slope, at_start, float(times_h[0]), float(times_h[-1]), n, adjusted)

    @property
    def half_life_h(self) -> float:
        """Half-life that the line shows [h]."""
        return float(np.log(2) / self.rate_per_h)

    @property
    def may_be_level(self) -> bool:
        """Whether the points scatter so much that the 95 % interval of the slope holds 0."""
        if self.points < 3:
            return False
        freedom = self.points - 2
        r2 = 1.0 - (1.0 - self.adj_r2) * freedom / (self.points - 1)
        return bool(r2 * freedom < float(stdtrit(freedom, 0.975)) ** 2 * (1.0 - r2))

    def at(self, times_h: Array) -> Array:
        """Give the height of the line at some hours after the dose."""
        return self.at_start * np.exp(-self.rate_per_h * times_h)


def last_line(times_h: Array, conc: Array, *, least: int, tolerance: float) -> Terminal | None:
    """Choose how many of the last points the line goes through.

    Parameters
    ----------
    times_h, conc : array (n,)
        The points that may be used, in the order of time, each above 0.
    least : int
        At least so many, 3 or more.
    tolerance : float
        The longest line is taken whose adjusted r² is within this of the best.

    Returns
    -------
    Terminal or None
        None where there are fewer points, or no line falls.
    """
    lines = [
        Terminal.through(times_h[-n:], conc[-n:]) for n in range(least, len(times_h) + 1) if times_h[-n] < times_h[-1]
    ]
    falling = [line for line in lines if line.rate_per_h > 0.0]
    if not falling:
        return None
    best = max(line.adj_r2 for line in falling)
    return max((line for line in falling if line.adj_r2 > best - tolerance), key=lambda line: line.points)
