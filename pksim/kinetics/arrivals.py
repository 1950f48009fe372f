"""Bring every input to the grid: what it has left in gut and blood at the first grid time after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array
from pksim.kinetics.propagators import decay, held_back, passed_on, transfer
from pksim.kinetics.system import INTO_BLOOD, Instant, System

Subjects: TypeAlias = NDArray[np.intp] | slice
Rows: TypeAlias = NDArray[np.intp]

_AT_ONCE = 12288
"""Inputs times subjects looked at together: larger arrays leave the cache, and ask the system for memory each time."""


class Arrival(NamedTuple):
    """Something that happens at a grid time, to some of the subjects.

    Attributes
    ----------
    row : int
        Which grid time.
    depot : int
        The gut it concerns, or ``INTO_BLOOD``.
    source : int
        Number of the input.
    subjects : array of int or slice
        To whom.
    gut, blood : array or None
        What is added there [mg/L]; to the gut, as what that will hand to the blood in ``first_step``.
    rate : array or None
        Rate at which the input releases from now on [mg/L/h].
    """

    row: int
    depot: int
    source: int
    subjects: Subjects
    gut: Array | None = None
    blood: Array | None = None
    rate: Array | None = None


def arrivals(system: System, times_h: Array, first_step: Array) -> list[Arrival]:
    """List all that arrives, by grid row.

    Parameters
    ----------
    system : System
        Model and inputs.
    times_h : array (times,)
        Strictly increasing times [h].
    first_step : array (depots, n)
        Share of the gut that is in the blood after the common step of the grid [1].

    Returns
    -------
    list of Arrival
        In the order of their rows. A bolus, or a release that fits between two grid times, arrives once, at
        the later one. A longer release arrives in part at its first grid time, releases at a constant rate
        over whole steps, and the rest of it arrives at the first grid time after its end.
    """
    found: list[Arrival] = []
    some = max(_AT_ONCE // system.subjects, 1)
    for first in range(0, len(system.depot), some):
        cut = slice(first, first + some)
        part = replace(
            system,
            depot=system.depot[cut],
            dose_mg_l=system.dose_mg_l[cut],
            duration_h=system.duration_h[cut],
            start_h=system.start_h[cut],
            end_h=system.end_h[cut],
        )
        kind = _releases if part.duration_h.any() else _boluses
        found += kind(part, first, times_h, first_step)
    return sorted(found, key=lambda each: each.row)


def _boluses(system: System, source: int, times_h: Array, first_step: Array) -> Iterator[Arrival]:
    """Give what arrives of a few boluses, which are numbered from a source on."""
    rows, order = _first_not_before(system.start_h, times_h, (system.depot == INTO_BLOOD)[:, np.newaxis])
    late = system.start_h.until(times_h[np.minimum(rows, times_h.size - 1)])
    left = _left(system, first_step, np.ones(1), np.zeros(late.shape), late)
    for i, depot in enumerate(system.depot.tolist()):
        for row, subjects, gut, blood in _by_row(rows[i], order[i], times_h.size, *left[:, i]):
            yield Arrival(row, depot, source + i, subjects, gut, blood)


def _releases(system: System, source: int, times_h: Array, first_step: Array) -> Iterator[Arrival]:
    """Give what arrives of a few inputs, at least one of which takes its time for some subjects."""
    start, end, duration = system.start_h, system.end_h, system.duration_h
    jumps = (system.depot == INTO_BLOOD)[:, np.newaxis] & (duration == 0)
    (first, in_order), (after, in_order_after) = (_first_not_before(each, times_h, jumps) for each in (start, end))
    at_first, at_after = (times_h[np.minimum(rows, times_h.size - 1)] for rows in (first, after))
    whole = first == after
    length = np.where(duration > 0, duration, 1.0)
    filled = np.where(whole, duration, start.until(at_first))
    late = np.where(whole, end.until(at_first), 0.0)
    at_start = _left(system, first_step, np.where(whole, 1.0, filled / length), filled, late)
    filled = np.where(whole, 0.0, end.since(times_h[np.maximum(after - 1, 0)]))
    at_end = _left(system, first_step, filled / length, filled, end.until(at_after))
    rate = np.where(whole, 0.0, system.dose_mg_l / length)
    last = np.where(whole, first, after - 1)
    for i, depot in enumerate(system.depot.tolist()):
        its = depot, source + i
        for row, subjects, gut, blood in _by_row(first[i], in_order[i], times_h.size, *at_start[:, i]):
            yield Arrival(row, *its, subjects, gut, blood)
        if whole[i].all():
            continue
        for row, subjects, new in _by_row(first[i], in_order[i], times_h.size, rate[i]):
            yield Arrival(row, *its, subjects, rate=new)
        for row, subjects, none in _by_row(last[i], np.argsort(last[i]), times_h.size, np.zeros_like(rate[i])):
            yield Arrival(row, *its, subjects, rate=none)
        for row, subjects, gut, blood in _by_row(after[i], in_order_after[i], times_h.size, *at_end[:, i]):
            yield Arrival(row, *its, subjects, gut, blood)


def _first_not_before(instant: Instant, times_h: Array, jumps: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Give the row of the first grid time that is not before an instant, not even by what its rounding lost.

    A bolus into the blood is there at the rounded instant itself, where one asks for it. The second value sorts the
    subjects of each input by row: sorted instants are looked up several times faster.
    """
    after, too_early = instant.rounded.copy(), (instant.lost > 0) & ~jumps
    after[too_early] = np.nextafter(after[too_early], np.inf)
    order, rows = np.argsort(after), np.empty(after.shape, dtype=np.intp)
    if after.shape[1] == 1:
        return np.searchsorted(times_h, after), order
    for its_rows, instants, its_order in zip(rows, after, order, strict=True):
        its_rows[its_order] = np.searchsorted(times_h, instants[its_order])
    return rows, order


def _left(system: System, first_step: Array, share: Array, filled_h: Array, late_h: Array) -> Array:
    """State (gut and blood, inputs, n) that a share of each dose leaves, released over a time that ended before."""
    state, ke = np.zeros((2, *system.dose_mg_l.shape)), system.ke_per_h
    gut, blood = state
    np.multiply(share, system.dose_mg_l, out=gut)
    oral = system.depot != INTO_BLOOD
    if not oral.all():
        iv = ~oral
        blood[iv] = gut[iv] * held_back(filled_h[iv], ke) * decay(late_h[iv], ke)
        gut[iv] = 0.0
    if oral.any():
        which = slice(None) if oral.all() else oral
        depots, filled, late, left = system.depot[which], filled_h[which], late_h[which], gut[which]
        ka, unit = (values if len(values) == 1 else values[depots] for values in (system.ka_per_h, first_step))
        if filled.any():
            blood[which] = left * passed_on(filled, ka, ke) * decay(late, ke)
            left *= held_back(filled, ka)
        if late.any():
            blood[which] += left * transfer(late, ka, ke)
            left *= decay(late, ka)
        left *= unit
        gut[which] = left
    return state


def _by_row(rows: Rows, order: Rows, end: int, *values: Array) -> Iterator[tuple[Any, ...]]:
    """Group the subjects of one input, and what each brings, by the grid row; those beyond the grid are left out."""
    ordered = rows[order]
    if ordered[0] == ordered[-1]:
        if rows[0] < end:
            yield int(rows[0]), slice(None), *values
        return
    inside = int(np.searchsorted(ordered, end))
    edges = np.flatnonzero(np.diff(ordered[:inside], prepend=-1)).tolist()
    in_order = [order, *(each[order] for each in values)]
    for begin, stop in pairwise([*edges, inside]):
        cut = slice(begin, stop)
        yield int(ordered[begin]), *(each[cut] for each in in_order)
