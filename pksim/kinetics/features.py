"""Peak, time above a level and area of a curve, from the solution between events, whatever grid it is drawn on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize.elementwise import find_root

from pksim.kinetics.propagators import Array, decay, held_back, passed_on, transfer
from pksim.kinetics.system import INTO_BLOOD, System

_FOR_EVER = 60.0
"""In units of the slowest rate constant's inverse: what is left then is e^-60 of what was there."""
_TOUCHING_H = 1e-9

Index: TypeAlias = NDArray[np.intp]


def peak(system: System) -> tuple[Array, Array]:
    """Find the highest point of the whole curve.

    Parameters
    ----------
    system : System
        Model and inputs, at least one of them.

    Returns
    -------
    time_h, concentration : array
        When [h] and how high [mg/L], each of the system's shape; the first one where several are as high.
    """
    pieces = _Pieces.of(system)
    at = np.stack([np.zeros_like(pieces.length_h), *pieces.turning_points()])
    height = np.stack([pieces.concentration(s, pieces.all) for s in at])
    time = pieces.start_h + at
    # Candidates by subject, in the order of time.
    n = system.subjects
    height, time = (np.moveaxis(each.reshape(len(at), -1, n), 0, 1).reshape(-1, n) for each in (height, time))
    best = np.argmax(height, axis=0)[np.newaxis]
    at_best, highest = (np.take_along_axis(each, best, axis=0).reshape(system.shape) for each in (time, height))
    return at_best, highest


def hours_above(system: System, level: Array | float) -> Array:
    """Measure how long, in total, the concentration is above a level.

    Parameters
    ----------
    system : System
        Model and inputs, at least one of them.
    level : float or array (N,)
        The level [mg/L], above 0.

    Returns
    -------
    array
        Hours, of the system's shape.
    """
    lengths = [end - begin for begin, end in stretches_above(system, level)]
    return _by_subject(np.sum(lengths, axis=0), system)


def spans_above(system: System, level: float) -> list[tuple[float, float]]:
    """List from when to when the concentration of one subject is above a level.

    Parameters
    ----------
    system : System
        Model and inputs of one subject.
    level : float
        The level [mg/L], above 0.

    Returns
    -------
    list of (float, float)
        Spans of time [h], in order, not touching each other.
    """
    found = [np.stack([begin, end], axis=1) for begin, end in stretches_above(system, level)]
    spans: list[tuple[float, float]] = []
    for begin, end in sorted(tuple(each) for each in np.concatenate(found).tolist() if each[1] > each[0]):
        if spans and begin - spans[-1][1] < _TOUCHING_H:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans


def stretches_above(system: System, level: Array | float) -> Iterator[tuple[Array, Array]]:
    """Give, for each rising or falling stretch of the pieces, from when to when it is above the level."""
    pieces = _Pieces.of(system)
    levels = np.broadcast_to(level, (len(pieces.length_h) // system.subjects, system.subjects)).ravel()

    def excess(s: Array, which: Index) -> Array:
        above: Array = pieces.concentration(s, which) - levels[which]
        return above

    edges = pieces.edges()
    for (low, high), crossing in zip(pairwise(edges), _roots(excess, edges, pieces.all), strict=True):
        starts_above = excess(low, pieces.all) > 0
        ends_above = excess(high, pieces.all) > 0
        begin = np.where(starts_above, low, np.where(ends_above, crossing, high))
        end = np.where(ends_above, high, np.where(starts_above, crossing, high))
        yield pieces.start_h + begin, pieces.start_h + end


def area(system: System, from_h: float, to_h: float) -> Array:
    """Integrate the concentration over a window.

    Parameters
    ----------
    system : System
        Model and inputs.
    from_h, to_h : float
        Window [h].

    Returns
    -------
    array
        Area under the curve [mg·h/L], of the system's shape.
    """
    if not len(system.depot):
        return np.zeros(system.shape)
    pieces = _Pieces.of(system)
    ends = [np.clip(time - pieces.start_h, 0.0, pieces.length_h) for time in (from_h, to_h)]
    return _by_subject(pieces.area(*ends), system)


def _by_subject(of_pieces: Array, system: System) -> Array:
    total: Array = of_pieces.reshape(-1, system.subjects).sum(axis=0).reshape(system.shape)
    return total


@dataclass(frozen=True, eq=False)
class _Pieces:
    """The solution between events: the state just after each event of each subject, one after another.

    All arrays have one value a piece, (events · subjects,), those of the guts (depots, events · subjects).
    """

    start_h: Array
    length_h: Array
    ke: Array
    ka: Array
    blood: Array
    gut: Array
    into_blood: Array
    into_gut: Array

    @classmethod
    def of(cls, system: System) -> _Pieces:
        n, inputs, depots = system.subjects, len(system.depot), len(system.ka_per_h)
        start, end, duration = (
            np.broadcast_to(each, (inputs, n))
            for each in (system.start_h.rounded, system.end_h.rounded, system.duration_h)
        )
        lasts = end > start
        events = np.sort(np.concatenate([start, end]) if lasts.any() else start, axis=0)
        count = len(events)
        into = np.zeros((depots + 1, count, n))
        for i, d in enumerate(system.depot):
            going = lasts[i] & (start[i] <= events) & (events < end[i])
            into[d] += np.where(going, system.dose_mg_l[i] / np.where(lasts[i], duration[i], 1.0), 0.0)
        slowest = np.minimum(system.ke_per_h, system.ka_per_h.min(axis=0, initial=np.inf))
        after = np.concatenate([events[1:], (events[-1] + _FOR_EVER / slowest)[np.newaxis]])
        state = np.zeros((depots + 1, count, n))
        pieces = cls(
            events,
            after - events,
            np.broadcast_to(system.ke_per_h, events.shape),
            np.broadcast_to(system.ka_per_h[:, np.newaxis], (depots, *events.shape)),
            state[INTO_BLOOD],
            state[:INTO_BLOOD],
            into[INTO_BLOOD],
            into[:INTO_BLOOD],
        )
        first_of_its_time = np.ones(events.shape, dtype=np.bool_)
        first_of_its_time[1:] = events[1:] > events[:-1]
        for e in range(count):
            if e:
                before, length = e - 1, pieces.length_h[e - 1]
                state[INTO_BLOOD, e] = pieces.concentration(length, before)
                state[:INTO_BLOOD, e] = pieces.in_gut(length, before)
            for i, d in enumerate(system.depot):
                now = ~lasts[i] & (start[i] == events[e]) & first_of_its_time[e]
                state[d, e] += np.where(now, system.dose_mg_l[i], 0.0)
        flat = (each.reshape(*each.shape[:-2], count * n) for each in vars(pieces).values())
        return cls(*flat)

    @property
    def all(self) -> Index:
        return np.arange(len(self.length_h))

    def in_gut(self, s: Array, which: Index | int) -> Array:
        ka = self.ka[:, which]
        amount: Array = self.gut[:, which] * decay(s, ka) + self.into_gut[:, which] * s * held_back(s, ka)
        return amount

    def concentration(self, s: Array, which: Index | int) -> Array:
        ka, ke = self.ka[:, which], self.ke[which]
        level: Array = self.blood[which] * decay(s, ke) + (self.gut[:, which] * transfer(s, ka, ke)).sum(axis=0)
        if self.into_blood.any():
            level = level + self.into_blood[which] * s * held_back(s, ke)
        if self.into_gut.any():
            level = level + (self.into_gut[:, which] * s * passed_on(s, ka, ke)).sum(axis=0)
        return level

    def slope(self, s: Array, which: Index) -> Array:
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

    def edges(self) -> list[Array]:
        """List the times between which each piece only rises or only falls."""
        return [np.zeros_like(self.length_h), *self.turning_points(), self.length_h]

    def turning_points(self) -> list[Array]:
        """List the times at which each piece may turn, as many as there are guts; the piece's end where it does not.

        The slope times e^(ke·s) has the derivative w(s)·e^(ke·s), where w is the sum of each gut's
        ka·(release - ka·gut)·e^(-ka·s). So there is at most one zero of the slope between two zeros of w.
        """
        w = self.ka * (self.into_gut - self.ka * self.gut)
        edges = [np.zeros_like(self.length_h), *_zeros_of_sum(w, self.ka, self.length_h), self.length_h]
        return _roots(self.slope, edges, self.all)


def _zeros_of_sum(coefficients: Array, rates: Array, length: Array) -> list[Array]:
    """Find the zeros between 0 and a length of a sum of decaying exponentials, one fewer than its terms.

    Multiplied by the inverse of its first term's exponential and derived, the sum loses that term; between two
    zeros of what remains it has at most one zero. Where there is none, the end of the stretch stands instead.
    """
    if len(coefficients) < 2:
        return []
    rest = coefficients[1:] * (rates[0] - rates[1:])
    edges = [np.zeros_like(length), *_zeros_of_sum(rest, rates[1:], length), length]

    def scaled(s: Array, which: Index) -> Array:
        slowest = rates[:, which].min(axis=0)
        total: Array = (coefficients[:, which] * np.exp((slowest - rates[:, which]) * s)).sum(axis=0)
        return total

    return _roots(scaled, edges, np.arange(len(length)))


def _roots(function: Callable[[Array, Index], Array], edges: Sequence[Array], which: Index) -> list[Array]:
    """Find the sign change of a function in each stretch, or give the end of the stretch."""
    found = []
    for low, high in pairwise(edges):
        ends = high.copy()
        changes = np.sign(function(low, which)) * np.sign(function(high, which)) < 0
        if changes.any():
            here = which[changes]
            solved = find_root(lambda s, i: function(s, i.astype(np.intp)), (low[changes], high[changes]), args=(here,))
            ends[changes] = solved.x
        found.append(ends)
    return found
