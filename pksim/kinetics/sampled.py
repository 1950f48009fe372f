"""A curve at given times after given inputs, for any rate constants: what a fit calls thousands of times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from pksim.arguments import real_number
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.kinetics.checks import MOST
from pksim.kinetics.inputs import Input, inputs_of
from pksim.kinetics.propagators import FloatRates, decay, transfer
from pksim.kinetics.solvers import read_times
from pksim.kinetics.superposition import Elapsed, Gut, elapsed, entering, level_in_blood

_NEAR = 1e-3
"""Relative difference of rate constants below which the gradient by them is taken from its series."""
_SERIES = np.array([1 / 144, -1 / 30, 1 / 8, -1 / 3, 1 / 2])
r"""Coefficients of :math:`\int_0^1 w\, e^{-x w} dw` by powers of x, the highest first."""


@dataclass(frozen=True, eq=False)
class SampledCurve:
    """Concentrations of one person at given times after given inputs, for any rate constants and volume.

    All that does not depend on these is checked and prepared once.

    Parameters
    ----------
    seen : mapping of float or None to Elapsed
        The times, seen from what enters; `SampledCurve.of` makes it.

    Examples
    --------
    >>> import pksim as pk
    >>> curve = pk.SampledCurve.of([1, 2, 4, 8], pk.Input(amount_mg=100, time_h=0))
    >>> [int(curve.concentration(ka_per_h=ka, ke_per_h=0.2, volume_l=50).argmax()) for ka in (1.5, 0.5)]
    [1, 2]
    """

    seen: Mapping[Gut, Elapsed]

    @classmethod
    def of(cls, times_h: ArrayLike, inputs: Input | Iterable[Input]) -> SampledCurve:
        """Prepare times and inputs.

        Parameters
        ----------
        times_h : array (times,)
            When [h], in any order.
        inputs : Input or iterable of Input
            What enters, each number a scalar; an amount counts whole unless it says its bioavailability.

        Returns
        -------
        SampledCurve

        Raises
        ------
        pksim.errors.InputError
            When times are not finite, there is no input, or one of them has an array.

        Examples
        --------
        >>> import pksim as pk
        >>> nightly = [pk.Input(amount_mg=1, time_h=24 * night) for night in range(14)]
        >>> curve = pk.SampledCurve.of([0.5, 14 * 24 - 0.5], nightly)
        """
        given, times = inputs_of(inputs), np.atleast_1d(read_times(times_h))
        places = entering(given, 1.0, 1.0)
        if not places:
            what = "there are no inputs" if places == {} else "an input has an array"
            msg = f"SampledCurve.of: {what}; it is for one person, who takes something: Input(amount_mg=100, time_h=0)."
            raise InputError(msg)
        return cls({gut: elapsed(times, place, gut) for gut, place in places.items()})

    def concentration(self, ka_per_h: float, ke_per_h: float, volume_l: float) -> Array:
        """Give the concentrations.

        Parameters
        ----------
        ka_per_h, ke_per_h : float
            Absorption and elimination rate constants [1/h].
        volume_l : float
            Volume of distribution over bioavailability [L].

        Returns
        -------
        array (times,)
            Concentration [mg/L].

        Raises
        ------
        pksim.errors.InputError
            When a number is not above 0.

        Examples
        --------
        >>> import pksim as pk
        >>> curve = pk.SampledCurve.of([0, 6, 12], pk.Input(amount_mg=100, time_h=0, route="iv"))
        >>> curve.concentration(ka_per_h=1, ke_per_h=0.115525, volume_l=50).round(4)
        array([2. , 1. , 0.5])
        """
        _check(ka_per_h, ke_per_h, volume_l)
        level = level_in_blood(self.seen, ka_per_h, ke_per_h)
        level /= volume_l
        return level

    def with_gradient(self, ka_per_h: float, ke_per_h: float, volume_l: float) -> tuple[Array, Array]:
        r"""Give the concentrations and how they change with each parameter.

        Parameters
        ----------
        ka_per_h, ke_per_h, volume_l
            As for `concentration`.

        Returns
        -------
        level : array (times,)
            Concentration [mg/L].
        gradient : array (3, times)
            Its derivatives by ka and ke [mg/L·h] and by the volume [mg/L²].

        Raises
        ------
        pksim.errors.InputError
            When a number is not above 0, or something is released into a gut over time.

        Examples
        --------
        Half a litre more in fifty, one per cent less in the blood:

        >>> import pksim as pk
        >>> curve = pk.SampledCurve.of([1, 2, 4], pk.Input(amount_mg=100, time_h=0))
        >>> level, (by_ka, by_ke, by_volume) = curve.with_gradient(ka_per_h=1.5, ke_per_h=0.2, volume_l=50)
        >>> (0.5 * by_volume / level).round(6)
        array([-0.01, -0.01, -0.01])

        Notes
        -----
        With :math:`\varphi = (e^{-k_e s} - e^{-k_a s})/(k_a - k_e)`, a the slower rate constant, b the faster,
        :math:`x = (b - a)s` and :math:`q = \int_0^1 w e^{-xw} dw`:
        :math:`\partial\varphi/\partial b = -s^2 e^{-as} q`, and both derivatives add up to
        :math:`-s\varphi`. The gradient is exact to 1e-12 of its largest value.
        """
        _check(ka_per_h, ke_per_h, volume_l)
        times = next(iter(self.seen.values())).since_h.shape[1]
        total = np.zeros((3, times))
        for gut, (since, begun, amounts, releases) in self.seen.items():
            if releases is not None:
                msg = "with_gradient: an input takes time to enter; the gradient is of inputs that enter at once."
                raise InputError(msg)
            if begun is not None:
                left = decay(since, ke_per_h) * begun
                total[0] += np.add.reduce(amounts * left)
                total[1] -= np.add.reduce(amounts * since * left)
            else:
                _add_bridge(total, since, amounts, ka_per_h if gut is None else gut, ke_per_h, by_ka=gut is None)
        total /= volume_l
        level, by_ke, by_ka = total
        return level, np.array((by_ka, by_ke, level * (-1.0 / volume_l)))


def _add_bridge(total: Array, since_h: Array, amounts: Array, ka: float, ke: float, *, by_ka: bool) -> None:
    """Add what boluses into a gut leave in the blood, and its derivatives by ke and, if asked for, ka."""
    slow, apart = min(ka, ke), abs(ka - ke)
    left = decay(since_h, slow)
    left *= amounts
    if apart > _NEAR * slow:
        x = since_h * apart
        gone = np.expm1(-x)
        x += gone
        x += since_h * (gone * apart)
        x *= left
        by_fast = np.add.reduce(x)
        by_fast *= ka / (apart * apart)
        left *= gone
        left *= -ka / apart
    else:
        by_fast = np.add.reduce(left * since_h * since_h * np.polyval(_SERIES, since_h * apart)) * -ka
        left = amounts * transfer(since_h, ka, ke, FloatRates)
    level = np.add.reduce(left)
    left *= since_h
    by_slow = -np.add.reduce(left) - by_fast
    fast_is_ka = ka >= ke
    total[0] += level
    total[1] += by_slow if fast_is_ka else by_fast
    if by_ka:
        total[2] += level / ka
        total[2] += by_fast if fast_is_ka else by_slow


def _check(ka_per_h: float, ke_per_h: float, volume_l: float) -> None:
    """Refuse what no model has; in a fit this runs thousands of times."""
    if not (0.0 < ka_per_h < MOST and 0.0 < ke_per_h < MOST and 0.0 < volume_l < MOST):
        for name, value in (("ka_per_h", ka_per_h), ("ke_per_h", ke_per_h), ("volume_l", volume_l)):
            real_number(value, name, above=0.0, most=MOST)
