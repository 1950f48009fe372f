"""How far a share of sleepers may be off because only so many were asked."""

from __future__ import annotations

import math

_Z = 1.959963984540054
"""Quantile of the standard normal distribution at 97.5 %."""


def sampling_range(share: float, count: int) -> tuple[float, float]:
    """Give the 95 % interval of a share that was found in some sleepers.

    Parameters
    ----------
    share : float
        The share found, from 0 to 1.
    count : int
        How many sleepers were asked.

    Returns
    -------
    low, high : float
        Between which the share of all such sleepers lies; what else is uncertain is not in it.

    Notes
    -----
    Wilson's score interval, which does not collapse where all or none were found: E. B. Wilson, Probable inference, the
    law of succession, and statistical inference, Journal of the American Statistical Association 22 (1927) 209.
    """
    square = _Z * _Z / count
    middle = (share + square / 2) / (1 + square)
    half = _Z * math.sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return max(middle - half, 0.0) if share else 0.0, min(middle + half, 1.0) if share < 1 else 1.0
