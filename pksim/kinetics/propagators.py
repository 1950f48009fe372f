r"""What one hour does to a gut and a blood compartment: the closed forms everything else is built from.

Every form is a sum or a product of positive terms, so nothing cancels: equal rate constants, flip-flop
kinetics and rate constants a million times apart are the same few lines, with no threshold between them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pksim.kinetics.arrays import Array, Number

_SERIES_TERMS = 24
_ALIKE = 1e-100
"""A difference of rate constants that is none: its product with any time is far below rounding, but not denormal."""


class FloatRates:
    """What `transfer` needs of NumPy where rate constants are plain floats, over which NumPy would take long."""

    exp, expm1, minimum, maximum, abs = np.exp, np.expm1, min, max, abs


def decay(elapsed_h: Number, rate_per_h: Number) -> Number:
    r"""Share of an amount that is left, :math:`e^{-ks}` [1].

    Parameters
    ----------
    elapsed_h : array
        Time since the amount was there [h], 0 or more.
    rate_per_h : array
        First-order rate constant [1/h].

    Returns
    -------
    array
        The share, of the broadcast shape.
    """
    return np.exp(-rate_per_h * elapsed_h)


def transfer(elapsed_h: Number, ka_per_h: Number, ke_per_h: Number, of: Any = np) -> Number:
    r"""Share of an amount put into the gut that is in the blood a time later [1].

    Parameters
    ----------
    elapsed_h : array
        Time since the amount was put into the gut [h], 0 or more.
    ka_per_h, ke_per_h : array
        Absorption and elimination rate constants [1/h].
    of : {numpy, FloatRates}, optional
        What to compute with.

    Returns
    -------
    array
        The share, of the broadcast shape.

    Notes
    -----
    The Bateman function :math:`k_a (e^{-k_e s} - e^{-k_a s})/(k_a - k_e)`, computed as
    :math:`-\mathrm{expm1}(-\delta s)\, (k_a/\delta)\, e^{-\min(k_a, k_e) s}` with :math:`\delta = |k_a - k_e|`, or,
    where the two are equal, a difference so small that :math:`\mathrm{expm1}` is its argument.

    References
    ----------
    H. Bateman, "Solution of a system of differential equations occurring in the theory of radioactive
    transformations", Proc. Cambridge Philos. Soc. 15, 423 (1910).
    """
    slow, apart = of.minimum(ka_per_h, ke_per_h), of.maximum(of.abs(ka_per_h - ke_per_h), _ALIKE)
    return of.expm1(-apart * elapsed_h) * (-ka_per_h / apart) * of.exp(-slow * elapsed_h)


def exprel(x: Array) -> Array:
    r"""Relative error exponential :math:`(e^x - 1)/x`, for x of 0 or less; 1 at 0."""
    nonzero = np.minimum(x, -_ALIKE)  # expm1 is its argument there, and the quotient 1
    quotient: Array = np.expm1(nonzero) / nonzero
    return quotient


def held_back(filled_h: Array, rate_per_h: Array) -> Array:
    r"""Share of an amount released at a constant rate that is still where it went when the release ends [1].

    Parameters
    ----------
    filled_h : array
        Duration of the release [h], 0 or more.
    rate_per_h : array
        First-order rate constant with which the compartment empties [1/h].

    Returns
    -------
    array
        :math:`(1 - e^{-ks})/(ks)`, of the broadcast shape; 1 for a bolus.
    """
    share: Array = exprel(-rate_per_h * filled_h)
    return share


def passed_on(filled_h: Array, ka_per_h: Array, ke_per_h: Array) -> Array:
    r"""Share of an amount released into the gut at a constant rate that is in the blood when it ends [1].

    Parameters
    ----------
    filled_h : array
        Duration of the release [h], 0 or more.
    ka_per_h, ke_per_h : array
        Absorption and elimination rate constants [1/h].

    Returns
    -------
    array
        :math:`k_a s f[0, -k_a s, -k_e s]` with the second divided difference f of the exponential function,
        of the broadcast shape; 0 for a bolus.
    """
    return ka_per_h * filled_h * divided_difference(ka_per_h * filled_h, ke_per_h * filled_h)


def divided_difference(p: Array, q: Array) -> Array:
    r"""Second divided difference :math:`f[0, -p, -q]` of the exponential function, for p, q of 0 or more.

    With ``low <= high`` the two arguments: for ``high >= 2`` the recursion by divided differences, whose
    subtraction loses at most one bit there; below 2 the series
    :math:`e^{-high} \sum_j h_j(high, high - low)/(j+2)!` with the complete homogeneous polynomials
    :math:`h_j`, all of whose terms are positive.
    """
    low, high = np.minimum(p, q), np.maximum(p, q)
    far = np.maximum(high, 2.0)
    recursion: Array = (exprel(-low) - np.exp(-low) * exprel(low - far)) / far
    near = np.minimum(high, 2.0)
    gap = np.minimum(high - low, 2.0)
    polynomial = power = np.ones_like(near)
    series, factorial = polynomial / 2.0, 2.0
    for j in range(1, _SERIES_TERMS):
        power = power * gap
        polynomial = near * polynomial + power
        factorial *= j + 2
        series = series + polynomial / factorial
    return np.where(high < 2.0, np.exp(-near) * series, recursion)
