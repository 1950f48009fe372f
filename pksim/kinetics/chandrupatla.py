"""Where many functions change their sign, each between bounds of its own, all searched at once."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from pksim.kinetics.arrays import Array

_TINY = sys.float_info.min
_RTOL, _ATOL = 4.0 * sys.float_info.epsilon, 4.0 * _TINY


def chandrupatla(function: Callable[..., Array], low: ArrayLike, high: ArrayLike, *of_each: ArrayLike) -> Array:
    """Find a zero between each pair of bounds at which a function has different signs.

    Parameters
    ----------
    function : callable
        Continuous in its first argument, an array of which each element has a zero of its own; called with fewer and
        fewer of them.
    low, high : array_like
        The bounds.
    *of_each : array_like
        What else the function is called with, of the shape of the bounds or one for all.

    Returns
    -------
    array
        The same as `scipy.optimize.elementwise.find_root` gives, to the last bit, without the time that its import
        takes. Where the sign is the same at both bounds, that one at which the function is nearer to 0: rounding has
        hidden a zero there.

    References
    ----------
    T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
    using derivatives", Adv Eng Softw 28, 145 (1997).
    """
    x1, x2, *others = np.broadcast_arrays(low, high, *of_each)
    shape, args = x1.shape, [each.ravel() for each in others]
    x1, x2 = x1.ravel().astype(np.float64), x2.ravel().astype(np.float64)
    f1, f2 = function(x1, *args), function(x2, *args)
    x3, f3, found, left = x2, f2, np.empty_like(x1), np.arange(x1.size)
    while True:
        nearer, width = np.abs(f1) < np.abs(f2), np.abs(x2 - x1)
        best = np.where(nearer, x1, x2)
        enough = np.abs(best) * _RTOL + _ATOL
        going = (np.minimum(np.abs(f1), np.abs(f2)) > _TINY) & (width >= enough) & (np.sign(f1) != np.sign(f2))
        found[left[~going]] = best[~going]
        if not going.any():
            return found.reshape(shape)
        kept = slice(None) if going.all() else going
        left, width, enough, *args = (each[kept] for each in (left, width, enough, *args))
        x1, x2, x3, f1, f2, f3 = (each[kept] for each in (x1, x2, x3, f1, f2, f3))
        least = 0.5 * enough / width
        x = x1 + np.clip(_share((x1, f1), (x2, f2), (x3, f3)), least, 1.0 - least) * (x2 - x1)
        f = function(x, *args)
        same = np.sign(f) == np.sign(f1)
        x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
        x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
        x1, f1 = x, f


def _share(here: tuple[Array, Array], across: tuple[Array, Array], before: tuple[Array, Array]) -> Array:
    """Say at what share of the way across to try next: where a curve through three points is 0, if that is safe."""
    (x1, f1), (x2, f2), (x3, f3) = here, across, before
    with np.errstate(all="ignore"):
        xi, phi, alpha = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2), (x3 - x1) / (x2 - x1)
        safe = ((1.0 - np.sqrt(1.0 - xi)) < phi) & (phi < np.sqrt(xi))
        curved = f1 / (f1 - f2) * f3 / (f3 - f2) - alpha * f1 / (f3 - f1) * f2 / (f2 - f3)
    return np.where(safe, curved, 0.5)
