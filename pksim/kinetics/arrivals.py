"""Bring every input to the grid: what it has left in gut and blood at the first grid time after it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array
from pksim.kinetics.propagators import decay, held_back, passed_on, transfer
from pksim.kinetics.system import INTO_BLOOD, Instant, System

Subjects: TypeAlias = NDArray[np.intp] | slice


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
    start, end, duration = system.start_h, system.end_h, system.duration_h
    jumps = (system.depot == INTO_BLOOD)[:, np.newaxis] & (duration == 0)
    first = _first_not_before(start, times_h, jumps)
    after = _first_not_before(end, times_h, jumps) if duration.any() else first
    at_first, at_after = (times_h[np.minimum(rows, times_h.size - 1)] for rows in (first, after))
    whole = first == after
    length = np.where(duration > 0, duration, 1.0)
    filled = np.where(whole, duration, start.until(at_first))
    late = np.where(whole, end.until(at_first), 0.0)
    gut, blood = _left(system, first_step, np.where(whole, 1.0, filled / length), filled, late)
    found: list[Arrival] = []
    for i in range(len(system.depot)):
        found += _arrive(system, i, first[i], times_h.size, gut=gut[i], blood=blood[i])
    if not whole.all():
        filled = np.where(whole, 0.0, end.since(times_h[np.maximum(after - 1, 0)]))
        gut, blood = _left(system, first_step, filled / length, filled, end.until(at_after))
        rate = np.where(whole, 0.0, system.dose_mg_l / length)
        last = np.where(whole, first, after - 1)
        for i in np.flatnonzero(~whole.all(axis=1)).tolist():
            found += _arrive(system, i, first[i], times_h.size, rate=rate[i])
            found += _arrive(system, i, last[i], times_h.size, rate=np.zeros_like(rate[i]))
            found += _arrive(system, i, after[i], times_h.size, gut=gut[i], blood=blood[i])
    return sorted(found, key=lambda each: each.row)


def _first_not_before(instant: Instant, times_h: Array, jumps: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give the row of the first grid time that is not before an instant, not even by what its rounding lost.

    A bolus into the blood is there at the rounded instant itself, where one asks for it.
    """
    rounded: Array = instant.rounded
    rows: NDArray[np.intp] = np.searchsorted(times_h, rounded)
    too_early = (instant.lost > 0) & (times_h[np.minimum(rows, times_h.size - 1)] == rounded)
    rows[too_early & ~jumps] += 1
    return rows


def _left(system: System, first_step: Array, share: Array, filled_h: Array, late_h: Array) -> tuple[Array, Array]:
    """State (gut, blood) that a share of each dose leaves, released over a time that ended some time ago."""
    amount, ke = share * system.dose_mg_l, system.ke_per_h
    gut, blood = np.zeros_like(amount), np.empty_like(amount)
    oral = system.depot != INTO_BLOOD
    if not oral.all():
        iv = ~oral
        blood[iv] = amount[iv] * held_back(filled_h[iv], ke) * decay(late_h[iv], ke)
    if oral.any():
        depots, filled, late = system.depot[oral], filled_h[oral], late_h[oral]
        ka = system.ka_per_h[depots]
        in_gut = amount[oral] * held_back(filled, ka)
        gut[oral] = in_gut * decay(late, ka) * first_step[depots]
        blood[oral] = in_gut * transfer(late, ka, ke)
        if filled.any():
            blood[oral] += amount[oral] * passed_on(filled, ka, ke) * decay(late, ke)
    return gut, blood


def _arrive(
    system: System,
    source: int,
    rows: NDArray[np.intp],
    end: int,
    *,
    gut: Array | None = None,
    blood: Array | None = None,
    rate: Array | None = None,
) -> Iterator[Arrival]:
    """Group the subjects of one input by the grid row, those beyond the grid left out."""
    depot = int(system.depot[source])
    values = (gut, blood, rate)
    if (rows == rows[0]).all():
        if rows[0] < end:
            yield Arrival(int(rows[0]), depot, source, slice(None), *values)
        return
    order = np.argsort(rows)
    ordered = rows[order]
    inside = int(np.searchsorted(ordered, end))
    edges = [0, *(np.flatnonzero(np.diff(ordered[:inside])) + 1).tolist(), inside]
    in_order = [None if each is None else each[order] for each in values]
    for begin, stop in pairwise(edges):
        if begin < stop:
            cut = [None if each is None else each[begin:stop] for each in in_order]
            yield Arrival(int(ordered[begin]), depot, source, order[begin:stop], *cut)
