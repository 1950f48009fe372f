"""Who takes the doses, and the typical person."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from pksim.describe.compound.parameter_set import ParameterSet
from pksim.describe.compound.quantity import Quantity
from pksim.errors import InputError
from pksim.kinetics.arrays import Number
from pksim.kinetics.one_compartment import OneCompartment


class Person(Protocol):
    """Whoever takes the doses."""

    def number(self, compound: str, name: str, quantity: Quantity, most: Number | None = None) -> Number:
        """Give a quantity of a parameter set, as a float or one a sleeper (N,), and not more than the others leave."""

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Say how much later than the typical time a dose is taken [h]."""

    def draws(self, compound: str, name: str) -> bool:
        """Say whether a quantity of a parameter set is drawn, and not typical."""


class TypicalPerson:
    """Has the typical value of everything, and takes doses at the typical times."""

    def number(self, compound: str, name: str, quantity: Quantity, most: Number | None = None) -> Number:
        """Give the typical value."""
        del compound, name, most
        return quantity.value

    def offset(self, compound: str, window: tuple[float, float] | None, number: int) -> Number:
        """Stay at the typical time."""
        del compound, window, number
        return 0.0

    def draws(self, compound: str, name: str) -> bool:
        """Draw nothing."""
        del compound, name
        return False


def kinetics_of(person: Person, compound: str, kinetics: ParameterSet) -> dict[str, Number]:
    """Give all quantities of a person, of which one may depend on another.

    Parameters
    ----------
    person : Person
        Who takes the doses.
    compound : str
        Of what.
    kinetics : ParameterSet
        The typical numbers.

    Returns
    -------
    dict of str to float or array (N,)
        By their names in the set. Where the volume over the fraction absorbed is drawn, the volume follows from it.
    """
    quantities = [(name, quantity) for name, quantity in kinetics if isinstance(quantity, Quantity)]
    later = ("tmax", "volume_f")
    given = {name: person.number(compound, name, quantity) for name, quantity in quantities if name not in later}
    if kinetics.volume_f is not None and person.draws(compound, "volume_f"):
        given["volume"] = person.number(compound, "volume_f", kinetics.volume_f) * given["bioavailability"]
    latest = _latest_tmax(kinetics, given["half_life"])
    return {"tmax": person.number(compound, "tmax", kinetics.tmax, latest), **given}


def _latest_tmax(kinetics: ParameterSet, half_life_h: Number) -> Number | None:
    """Give the latest peak after which the half-life that is seen is still one of those stated [h], if that matters.

    What is seen at the end of a curve is the slower of absorption and elimination.
    """
    shape, slowest = kinetics.tmax.people, kinetics.half_life.high
    if shape is None or shape.beyond != "cut-visible" or slowest is None:
        return None
    latest = OneCompartment(np.log(2) / slowest, np.log(2) / half_life_h, 1.0).tmax_h
    if np.any(latest < (kinetics.tmax.low or 0.0)):
        msg = f"tmax: a peak after {kinetics.tmax.low:g} h already means a half-life beyond {slowest:g} h; start lower."
        raise InputError(msg)
    return latest
