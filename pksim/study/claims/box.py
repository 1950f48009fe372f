"""The box of stated ranges: how low and how high a number gets when every quantity may lie anywhere in its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

import numpy as np

from pksim.describe.compound.quantity import Quantity
from pksim.kinetics.arrays import Array, Number
from pksim.study.curves.person import Person

_POINTS = 243
_SMALLEST_STEP, _FEW = 1e-4, 6
_SCALES = (1.0, 0.3, 0.1, 0.03)
_ROUNDING = 1e-12


class Extremes(NamedTuple):
    """A number in the typical person, and the lowest and highest it gets in the box."""

    typical: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Box:
    """People at places of the box, each quantity from the low end of its range, 0, to the high end, 1.

    Parameters
    ----------
    places : mapping of str to array (N,)
        Where everyone lies, by quantity; what is not named is typical.

    Attributes
    ----------
    asked : dict of str to None
        Quantities with a range that were asked for, in that order.
    """

    places: Mapping[str, Array] = field(default_factory=dict)
    asked: dict[str, None] = field(init=False, default_factory=dict)

    def number(self, compound: str, name: str, quantity: Quantity) -> Number:
        """Give a quantity where everyone is."""
        if quantity.low is None or quantity.high is None:
            return quantity.value
        return self._between(f"{compound}.{name}", quantity.low, quantity.high, quantity.value)

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Say how much later than the typical time everyone takes a dose [h]."""
        if window is None:
            return 0.0
        return self._between(f"{compound}.window_{number}", *window, 0.0)

    def _between(self, name: str, low: float, high: float, typical: float) -> Number:
        self.asked[name] = None
        if name not in self.places:
            return typical
        place = self.places[name]
        return low * (1.0 - place) + high * place


def extremes(number: Callable[[Person], Number]) -> Extremes:
    """Find how low and how high a number gets in the box.

    Parameters
    ----------
    number : callable
        Gives the number of one person, or of many (N,).

    Returns
    -------
    Extremes
        The typical person's, lowest and highest; the typical one is among those that are compared.

    Notes
    -----
    The number is looked at on an even lattice of the box, corners and edges included. From the lowest and the highest
    point a pattern search goes on with smaller and smaller steps. It ends at once in a corner that no neighbour beats,
    near or far: numbers that only rise or only fall with each quantity have their extremes there.
    """
    scout = Box()
    typical = float(np.asarray(number(scout)).ravel()[0])
    names = list(scout.asked)
    if not names:
        return Extremes(typical, typical, typical)

    def at(places: Array) -> Array:
        found = np.asarray(number(Box(dict(zip(names, places.T, strict=True)))), dtype=np.float64)
        return np.broadcast_to(found, len(places))

    levels = max(int(_POINTS ** (1 / len(names)) + 1e-9), 2)
    lattice = np.array(list(product(np.linspace(0.0, 1.0, levels), repeat=len(names))))
    # Corners first, so that of places as low as each other a corner is taken.
    lattice = lattice[np.argsort((~np.isin(lattice, (0.0, 1.0))).sum(axis=1), kind="stable")]
    values = at(lattice)
    ends = [int(np.argmax(sign * values >= (sign * values).max() - _same(values))) for sign in (-1.0, 1.0)]
    low, high = _search(at, lattice[ends], values[ends], 0.5 / (levels - 1))
    return Extremes(typical, min(typical, low), max(typical, high))


def _same(values: Array) -> float:
    """Give the difference that rounding makes to numbers of this size."""
    return _ROUNDING * float(np.abs(values).max())


def _search(at: Callable[[Array], Array], places: Array, values: Array, step: float) -> Array:
    """Go downhill from the first place and uphill from the second; give the values found there."""
    axes = np.eye(places.shape[1])
    around = np.concatenate([axes, -axes])
    if len(axes) <= _FEW:
        around = np.array(list(product((-1.0, 0.0, 1.0), repeat=len(axes))))
    directions = np.concatenate([scale * around for scale in _SCALES])
    signs, two = np.array([[1.0], [-1.0]]), np.arange(2)
    lowest = signs[:, 0] * values
    while step > _SMALLEST_STEP:
        tried = np.clip(places[:, np.newaxis] + step * directions, 0.0, 1.0)
        found = signs * at(tried.reshape(-1, places.shape[1])).reshape(2, -1)
        best = np.argmin(found, axis=1)
        better = found[two, best] < lowest - _same(lowest)
        places = np.where(better[:, np.newaxis], tried[two, best], places)
        lowest = np.where(better, found[two, best], lowest)
        if not better.any():
            if np.isin(places, (0.0, 1.0)).all():
                break
            step *= _SCALES[-1]
    return signs[:, 0] * lowest
