"""The box of stated ranges: people at its corners, in whom every quantity is at an end of its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from pksim.describe.compound.quantity import Quantity
from pksim.kinetics.arrays import Array, Number
from pksim.study.curves.person import Person, TypicalPerson


@dataclass(frozen=True, eq=False)
class Box(TypicalPerson):
    """People at places of the box, each quantity from the low end of its range, 0, to the high end, 1.

    Parameters
    ----------
    places : mapping of str to array (N,)
        Where everyone lies, by quantity; what is not named is typical.
    """

    places: Mapping[str, Array] = field(default_factory=dict)

    def number(self, compound: str, name: str, quantity: Quantity, most: Number | None = None) -> Number:
        """Give a quantity where everyone is."""
        if quantity.low is None or quantity.high is None:
            return quantity.value
        high = quantity.high if most is None else np.minimum(quantity.high, most)
        return self._between(f"{compound}.{name}", quantity.low, high, quantity.value)

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Say how much later than the typical time everyone takes a dose [h]."""
        if window is None:
            return 0.0
        return self._between(f"{compound}.window_{number}", *window, 0.0)

    def _between(self, name: str, low: float, high: Number, typical: float) -> Number:
        if name not in self.places:
            return typical
        place = self.places[name]
        return low * (1.0 - place) + high * place


class _Scout(TypicalPerson):
    """A typical person who writes down what has a range of those quantities that are asked for, in that order."""

    def __init__(self) -> None:
        self.asked: dict[str, None] = {}

    def number(self, compound: str, name: str, quantity: Quantity, most: Number | None = None) -> Number:
        """Give the typical value."""
        del most
        if quantity.low is not None and quantity.high is not None:
            self.asked[f"{compound}.{name}"] = None
        return quantity.value

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Stay at the typical time."""
        if window is not None:
            self.asked[f"{compound}.window_{number}"] = None
        return 0.0


def at_corners(number: Callable[[Person], Number]) -> tuple[float, float]:
    """Give the lowest and the highest that a number gets at the corners of the box.

    Parameters
    ----------
    number : callable
        Gives the number of one person, or of many (N,).

    Returns
    -------
    low, high : float
        Numbers that only rise or only fall with each quantity have their extremes there; others may lie beyond.
    """
    scout = _Scout()
    number(scout)
    corners = np.array(list(product((0.0, 1.0), repeat=len(scout.asked)))).T
    found = np.asarray(number(Box(dict(zip(scout.asked, corners, strict=True)))), dtype=np.float64)
    return float(found.min()), float(found.max())
