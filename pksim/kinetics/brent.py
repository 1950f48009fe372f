"""Where a function changes its sign, found without SciPy's optimisers: they take longer to import than to answer."""

from __future__ import annotations

import sys
from collections.abc import Callable

_RTOL = 4 * sys.float_info.epsilon
_MOST_STEPS = 100


def brent(function: Callable[[float], float], low: float, high: float, *, xtol: float) -> float:
    """Find a zero between bounds at which a function has different signs.

    Parameters
    ----------
    function : callable
        Continuous function of one number.
    low, high : float
        The bounds.
    xtol : float
        How far from the zero the answer may be, beside four units of the last place.

    Returns
    -------
    float
        The same as `scipy.optimize.brentq` gives, to the last bit.

    Raises
    ------
    ValueError
        When the function has the same sign at both bounds.

    References
    ----------
    R. P. Brent, "Algorithms for Minimization Without Derivatives", Prentice-Hall (1973), chapter 4.
    """
    before, here = float(low), float(high)
    at_before, at_here = float(function(before)), float(function(here))
    if at_before == 0.0 or at_here == 0.0:
        return before if at_before == 0.0 else here
    if (at_before < 0.0) == (at_here < 0.0):
        msg = f"the function has the same sign at {low} and {high}."
        raise ValueError(msg)
    across, at_across, step_before, step = 0.0, 0.0, 0.0, 0.0
    for _ in range(_MOST_STEPS):
        if at_before != 0.0 and (at_before < 0.0) != (at_here < 0.0):
            across, at_across, step_before, step = before, at_before, here - before, here - before
        if abs(at_across) < abs(at_here):
            before, here, across = here, across, here
            at_before, at_here, at_across = at_here, at_across, at_here
        enough, half = (xtol + _RTOL * abs(here)) / 2, (across - here) / 2
        if at_here == 0.0 or abs(half) < enough:
            break
        tried = half
        if abs(step_before) > enough and abs(at_here) < abs(at_before):
            tried = _interpolated((before, at_before), (here, at_here), (across, at_across))
        if tried != half and 2 * abs(tried) < min(abs(step_before), 3 * abs(half) - enough):
            step_before, step = step, tried
        else:
            step_before = step = half
        before, at_before = here, at_here
        here += step if abs(step) > enough else (enough if half > 0.0 else -enough)
        at_here = float(function(here))
    return here


def _interpolated(before: tuple[float, float], here: tuple[float, float], across: tuple[float, float]) -> float:
    """Step from here to where a line through two points, or a curve through three, is zero; infinite for nowhere."""
    (x, y), (x_before, y_before), (x_across, y_across) = here, before, across
    if x_before == x_across:
        return -y * (x - x_before) / (y - y_before)
    slope, slope_across = (y_before - y) / (x_before - x), (y_across - y) / (x_across - x)
    below = slope_across * slope * (y_across - y_before)
    return -y * (y_across * slope_across - y_before * slope) / below if below else float("inf")
