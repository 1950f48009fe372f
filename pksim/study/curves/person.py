"""Who takes the doses, and the typical person."""

from __future__ import annotations

from typing import Protocol

from pksim.describe.compound.quantity import Quantity
from pksim.kinetics.arrays import Number


class Person(Protocol):
    """Whoever takes the doses."""

    def number(self, compound: str, name: str, quantity: Quantity) -> Number:
        """Give a quantity of a parameter set, as a float or one a sleeper (N,)."""

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Say how much later than the typical time a dose is taken [h]."""


class TypicalPerson:
    """Has the typical value of everything, and takes doses at the typical times."""

    def number(self, compound: str, name: str, quantity: Quantity) -> Number:
        """Give the typical value."""
        del compound, name
        return quantity.value

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Stay at the typical time."""
        del compound, window, number
        return 0.0
