"""The solution between events: the state just after each of them, from which all else follows in closed form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array
from pksim.kinetics.brent import brent
from pksim.kinetics.chandrupatla import chandrupatla
from pksim.kinetics.propagators import decay, held_back, passed_on, transfer
from pksim.kinetics.system import INTO_BLOOD, System

_FOR_EVER = 60.0
"""In units of the slowest rate constant's inverse: what is left then is e^-60 of what was there."""
_FADED, _HALVINGS = 1e-280, 120
_FEW = 12
"""Roots up to which one after the other is found faster than all at once."""
_XTOL = 1e-300

Index: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Pieces:
    """The solution between events: the state just after each event of each subject, one after another.

    All arrays have one value a piece, (events · subjects,), those of the guts (depots, events · subjects); ``shape`` is
    that of the system.
    """

    start_h: Array
    length_h: Array
    ke: Array
    ka: Array
    blood: Array
    gut: Array
    into_blood: Array
    into_gut: Array
    shape: tuple[int, ...] = ()

    @classmethod
    def of(cls, system: System) -> Pieces:
        """Solve a system from event to event."""
        n, depots = system.subjects, len(system.ka_per_h)
        start, end, duration = system.start_h.rounded, system.end_h.rounded, system.duration_h
        lasts = end > start
        events = np.sort(np.concatenate([start, end]) if lasts.any() else start, axis=0)
        count = len(events)
        state, into = (np.zeros((depots + 1, count, n)) for _ in range(2))
        for i, d in enumerate(system.depot):
            going = lasts[i] & (start[i] <= events) & (events < end[i])
            into[d] += np.where(going, system.dose_mg_l[i] / np.where(lasts[i], duration[i], 1.0), 0.0)
            first = np.broadcast_to((events < start[i]).sum(axis=0), n)
            state[d, first, np.arange(n)] += np.where(lasts[i], 0.0, system.dose_mg_l[i])
        events = np.broadcast_to(events, (count, n))
        after = np.concatenate([events[1:], events[-1:] + _FOR_EVER / system.slowest_per_h])
        pieces = cls(
            events,
            after - events,
            np.broadcast_to(system.ke_per_h, events.shape),
            np.broadcast_to(system.ka_per_h[:, np.newaxis], (depots, *events.shape)),
            state[INTO_BLOOD],
            state[:INTO_BLOOD],
            into[INTO_BLOOD],
            into[:INTO_BLOOD],
            system.shape,
        )
        for e in range(1, count):
            before, length = e - 1, pieces.length_h[e - 1]
            state[INTO_BLOOD, e] += pieces.concentration(length, before)
            state[:INTO_BLOOD, e] += pieces.in_gut(length, before)
        arrays = {name: each for name, each in vars(pieces).items() if name != "shape"}
        return replace(pieces, **{name: each.reshape(*each.shape[:-2], count * n) for name, each in arrays.items()})

    def later(self, by_h: float) -> Pieces:
        """Give the same solution when everything enters so much later [h]."""
        moved = replace(self, start_h=self.start_h + by_h)
        object.__setattr__(moved, "turning_points", self.turning_points)  # they count from the start of each piece
        return moved

    @property
    def subjects(self) -> int:
        """Number of subjects, 1 for scalars."""
        return self.shape[0] if self.shape else 1

    @property
    def all(self) -> Index:
        """Numbers of all pieces."""
        return np.arange(len(self.length_h))

    def in_gut(self, s: Array, which: Index | int) -> Array:
        """Amount in each gut [mg/L], some time [h] after the start of some pieces."""
        ka = self.ka[:, which]
        amount: Array = self.gut[:, which] * decay(s, ka)
        return amount + self.into_gut[:, which] * s * held_back(s, ka) if self.into_gut.any() else amount

    def concentration(self, s: Array, which: Index | int) -> Array:
        """Concentration [mg/L], some time [h] after the start of some pieces."""
        ka, ke = self.ka[:, which], self.ke[which]
        level: Array = self.blood[which] * decay(s, ke) + (self.gut[:, which] * transfer(s, ka, ke)).sum(axis=0)
        if self.into_blood.any():
            level = level + self.into_blood[which] * s * held_back(s, ke)
        if self.into_gut.any():
            level = level + (self.into_gut[:, which] * s * passed_on(s, ka, ke)).sum(axis=0)
        return level

    def slope(self, s: Array, which: Index) -> Array:
        """Rate at which the concentration changes [mg/L/h], some time [h] after the start of some pieces."""
        absorbed: Array = (self.ka[:, which] * self.in_gut(s, which)).sum(axis=0)
        return absorbed + self.into_blood[which] - self.ke[which] * self.concentration(s, which)

    def area(self, begin: Array, end: Array) -> Array:
        """Integrate each piece between two times from its start; releases by what has left the body."""
        s, ka, ke = end - begin, self.ka, self.ke
        blood, gut = self.concentration(begin, self.all), self.in_gut(begin, self.all)
        total: Array = blood * s * held_back(s, ke) + (gut * s * passed_on(s, ka, ke)).sum(axis=0)
        if self.into_blood.any():
            total += self.into_blood * s * (1.0 - held_back(s, ke)) / ke
        if self.into_gut.any():
            total += (self.into_gut * s * (1.0 - held_back(s, ka) - passed_on(s, ka, ke))).sum(axis=0) / ke
        return total

    @cached_property
    def spans_above(self) -> dict[float, list[tuple[float, float]]]:
        """What has been asked of one subject, from when to when it is above a level: tables and words ask it again."""
        return {}

    @property
    def edges(self) -> list[Array]:
        """The times between which each piece only rises or only falls."""
        return [np.zeros_like(self.length_h), *self.turning_points, self.length_h]

    @cached_property
    def turning_points(self) -> list[Array]:
        """The times at which each piece may turn, as many as there are guts; the piece's end where it does not.

        The slope times e^(ke·s) has the derivative w(s)·e^(ke·s), where w is the sum of each gut's
        ka·(release - ka·gut)·e^(-ka·s). So there is at most one zero of the slope between two zeros of w.
        """
        if len(self.ka) == 1 and not self.into_gut.any() and not self.into_blood.any():
            return [self._only_turn()]
        w = self.ka * (self.into_gut - self.ka * self.gut)
        edges = [np.zeros_like(self.length_h), *zeros_of_sum(w, self.ka, self.length_h), self.length_h]
        return roots(self.slope, edges, self.all)

    def _only_turn(self) -> Array:
        """Find where each piece turns that one gut fills and no release; its end where it does not.

        The slope is 0 where e^(-d·s) = 1 - d·m, with d = ka - ke and m = (ka·gut - ke·blood)/(ka²·gut); so
        s = m·log1p(-d·m)/(-d·m). Where most of e^(-d·s) has gone, it is taken from a sum without cancellation.
        """
        ka, ke, gut = self.ka[0], self.ke, self.gut[0]
        d = ka - ke
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            m = (ka * gut - ke * self.blood) / (ka * ka * gut)
            x = d * m
            near = np.abs(x) < 0.5
            ratio = np.where(near, -x, -0.5)
            shrunk = np.where(x == 0.0, 1.0, np.log1p(ratio) / ratio)
            left = ke * (ka * gut + d * self.blood) / (ka * ka * gut)
            s = np.where(near, m * shrunk, -np.log(left) / d)
        turns: Array = np.where((m > 0.0) & (s < self.length_h), s, self.length_h)
        return turns


def zeros_of_sum(coefficients: Array, rates: Array, length: Array) -> list[Array]:
    """Find the zeros between 0 and a length of a sum of decaying exponentials, one fewer than its terms.

    Multiplied by the inverse of its first term's exponential and derived, the sum loses that term; between two
    zeros of what remains it has at most one zero. Where there is none, the end of the stretch stands instead.
    """
    if len(coefficients) < 2:
        return []
    rest = coefficients[1:] * (rates[0] - rates[1:])
    edges = [np.zeros_like(length), *zeros_of_sum(rest, rates[1:], length), length]

    def scaled(s: Array, which: Index) -> Array:
        slowest = rates[:, which].min(axis=0)
        total: Array = (coefficients[:, which] * np.exp((slowest - rates[:, which]) * s)).sum(axis=0)
        return total

    return roots(scaled, edges, np.arange(len(length)))


def roots(function: Callable[[Array, Index], Array], edges: Sequence[Array], which: Index) -> list[Array]:
    """Find the sign change of a function in each stretch, or give the end of the stretch."""
    low, high = np.concatenate(edges[:-1]), np.concatenate(edges[1:])
    every = np.tile(which, len(edges) - 1)
    ends = high.copy()
    last, at_last = _before_fading(function, low, high, every)
    changes = np.sign(function(low, every)) * np.sign(at_last) < 0
    if changes.any():
        ends[changes] = crossing(function, low[changes], last[changes], every[changes])
    return np.split(ends, len(edges) - 1)


def crossing(function: Callable[[Array, Index], Array], low: Array, high: Array, which: Index) -> Array:
    """Find where a function changes its sign, between bounds of which it has one each."""
    if len(which) > _FEW:
        return chandrupatla(function, low, high, which)
    # To go through many at once costs as much as some twenty one by one.

    def alone(i: Index) -> Callable[[float], float]:
        return lambda s: float(function(np.array([s]), i)[0])

    each = zip(low, high, which[:, np.newaxis], strict=True)
    return np.array([brent(alone(i), a, b, xtol=_XTOL) for a, b, i in each])


def _before_fading(
    function: Callable[[Array, Index], Array], low: Array, high: Array, which: Index
) -> tuple[Array, Array]:
    """Give the ends of stretches and the values there; where a value is too small for a float, as late as it is not.

    After some hundred half-lives exponentials are 0, and no longer tell from which side they came.
    """
    at_high = function(high, which)
    faded = (np.abs(at_high) < _FADED) & (high > low)
    if not faded.any():
        return high, at_high
    here = which[faded]
    begin, end = low[faded], high[faded]
    for _ in range(_HALVINGS):
        middle = (begin + end) / 2
        gone = np.abs(function(middle, here)) < _FADED
        begin, end = np.where(gone, begin, middle), np.where(gone, middle, end)
    last = high.copy()
    last[faded] = begin
    return last, function(last, which)
