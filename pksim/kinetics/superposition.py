"""One person's curve as the sum of what each input leaves, over all times at once.

For many people, or many times and inputs, `pksim.kinetics.exact` marches from time to time instead; to make ready for
that costs ten times what the sum costs one person in a night.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.inputs import Input
from pksim.kinetics.propagators import FloatRates, decay, held_back, passed_on, transfer
from pksim.kinetics.system import INTO_BLOOD, Instant, System

MOST_TERMS = 1 << 16
"""Times x inputs up to which the sum is the faster of the two, as `tests/benchmarks/test_one_person_speed.py` shows."""

Gut: TypeAlias = float | None
"""Absorption rate constant of a gut [1/h]; None is the model's, and ``INTO_BLOOD`` no gut."""


class Release(NamedTuple):
    """What enters at a constant rate: from when to when, how long that is [h], and the rate [mg/L/h]."""

    start: Instant
    end: Instant
    duration_h: float
    rate: float


@dataclass(slots=True, eq=False)
class Entering:
    """What enters one place, as plain floats.

    Attributes
    ----------
    starts_h, amounts : list of float
        When each bolus enters [h], and how much [mg/L].
    lost : list of float
        What rounding lost of when; see `pksim.kinetics.system.Instant`.
    releases : list of Release
        What enters over time.
    """

    starts_h: list[float] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)


class Elapsed(NamedTuple):
    """Time since what enters one place did so.

    Attributes
    ----------
    since_h : array (boluses, times)
        Time since each bolus [h], 0 before it.
    begun : array (boluses, times) of bool
        Whether it is there.
    amounts : array (boluses, 1)
        How much each was [mg/L].
    releases : (array, array, array) or None
        For how long each release has gone on, how long ago it ended [h], both (releases, times), and at which rate
        [mg/L/h], (releases, 1).
    """

    since_h: Array
    begun: NDArray[np.bool_] | None
    amounts: Array
    releases: tuple[Array, Array, Array] | None = None


def entering(inputs: Sequence[Input], share: Number, volume_l: float) -> dict[Gut, Entering] | None:
    """Sort what enters by where it does; None where any number of it is an array.

    Parameters
    ----------
    inputs : sequence of Input
        What enters.
    share : float or array (N,)
        Fraction of an oral amount that reaches the blood, unless an input says another.
    volume_l : float
        Volume of distribution [L].

    Returns
    -------
    dict of float or None to Entering, or None
        By gut.
    """
    places: dict[Gut, Entering] = {}
    for each in inputs:
        time, duration, lag, ka = each.time_h, each.duration_h, each.lag_h, each.ka_per_h
        amount: Number = each.amount_mg / volume_l  # type: ignore[operator]
        if each.route == "iv":
            ka = INTO_BLOOD
        else:
            amount = (share if each.bioavailability is None else each.bioavailability) * amount
        if not (type(amount) is type(time) is type(duration) is type(lag) is float) or isinstance(ka, np.ndarray):
            return None
        if ka not in places:
            places[ka] = Entering()
        place = places[ka]
        start = Instant(time, 0.0).after(lag) if lag or duration else None
        if start is not None and duration:
            place.releases.append(Release(start, start.after(duration), duration, amount / duration))
        else:
            place.starts_h.append(time if start is None else start.rounded)
            place.lost.append(0.0 if start is None else start.lost)
            place.amounts.append(amount)
    return places


def elapsed(times_h: Array, place: Entering, gut: Gut) -> Elapsed:
    """Say how long ago what enters one place did so, at any times (times,) [h]."""
    since = times_h - np.array(place.starts_h)[:, np.newaxis]
    # A bolus into the blood is there at the rounded instant itself, where one asks for it.
    begun = since >= 0.0 if gut == INTO_BLOOD else None
    if any(place.lost):
        since -= np.array(place.lost)[:, np.newaxis]
    np.maximum(since, 0.0, out=since)
    amounts = np.array(place.amounts)[:, np.newaxis]
    if not place.releases:
        return Elapsed(since, begun, amounts)
    starts, ends, durations, rates = zip(*place.releases, strict=True)
    filled = np.minimum([each.until(times_h) for each in starts], np.array(durations)[:, np.newaxis])
    late = np.array([each.until(times_h) for each in ends])
    return Elapsed(since, begun, amounts, (filled, late, np.array(rates)[:, np.newaxis]))


@dataclass(slots=True, eq=False)
class OnePerson:
    """One person's rate constants, and what enters.

    Attributes
    ----------
    ka_per_h, ke_per_h : float
        Absorption and elimination rate constants [1/h].
    places : dict of float or None to Entering
        What enters, by gut.
    inputs : int
        How many enter.
    system : callable
        Lines the same up as arrays, for the march.
    """

    ka_per_h: float
    ke_per_h: float
    places: dict[Gut, Entering]
    inputs: int
    system: Callable[[], System]

    @property
    def shape(self) -> tuple[()]:
        """As that of a `System` of one person."""
        return ()

    def concentration(self, times_h: Array) -> Array:
        """Give the concentrations (times,) [mg/L] at times (times,) [h] in any order."""
        seen = {gut: elapsed(times_h, place, gut) for gut, place in self.places.items()}
        return level_in_blood(seen, self.ka_per_h, self.ke_per_h)


def level_in_blood(places: Mapping[Gut, Elapsed], ka_per_h: float, ke_per_h: float) -> Array:
    """Sum what all inputs have left in the blood (times,) [mg/L], times seen from what entered at least one place."""
    total: Array | None = None
    for gut, (since, begun, amounts, releases) in places.items():
        ka = ka_per_h if gut is None else gut
        shares = decay(since, ke_per_h) * begun if begun is not None else transfer(since, ka, ke_per_h, FloatRates)
        shares *= amounts
        # Not a product of matrices, whose last bits would hang on which other times are asked for.
        here: Array = np.add.reduce(shares)
        if releases is not None:
            here += _of_releases(*releases, ka, ke_per_h)
        total = here if total is None else total + here
    assert total is not None
    return total


def _of_releases(filled_h: Array, late_h: Array, rates: Array, ka_per_h: float, ke_per_h: float) -> Array:
    """Sum what releases have left in the blood (times,) [mg/L]."""
    ke = np.array(ke_per_h)
    if ka_per_h == INTO_BLOOD:
        left = held_back(filled_h, ke) * decay(late_h, ke)
    else:
        ka = np.array(ka_per_h)
        left = held_back(filled_h, ka) * transfer(late_h, ka, ke) + passed_on(filled_h, ka, ke) * decay(late_h, ke)
    found: Array = np.add.reduce(rates * filled_h * left)
    return found
