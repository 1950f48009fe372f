"""Peak, time above a level and area of a curve, from the solution between events, whatever grid it is drawn on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from pksim.kinetics.arrays import Array
from pksim.kinetics.pieces import Index, Pieces, crossing, roots

_TOUCHING_H = 1e-9
AS_HIGH = 1e-11
"""Peaks that differ by less, relatively, are as high as each other: nights that repeat, for instance."""


def peak(pieces: Pieces, from_h: Array | float = -np.inf, to_h: Array | float = np.inf) -> tuple[Array, Array]:
    """Find the highest point of a curve, the whole or a window of it.

    Parameters
    ----------
    pieces : Pieces
        The solution.
    from_h, to_h : float or array (N,), optional
        The window [h].

    Returns
    -------
    time_h, concentration : array
        When [h] and how high [mg/L], each of the shape of the pieces; the first one where several are as high, NaN
        where there is nothing.
    """
    begin, end = (np.clip(_of_each(pieces, time) - pieces.start_h, 0.0, pieces.length_h) for time in (from_h, to_h))
    at = np.stack([begin, *(np.clip(turn, begin, end) for turn in pieces.turning_points), end])
    height = np.where(begin < end, [pieces.concentration(s, pieces.all) for s in at], 0.0)
    time = pieces.start_h + at
    # Candidates by subject, in the order of time.
    n = pieces.subjects
    height, time = (np.moveaxis(each.reshape(len(at), -1, n), 0, 1).reshape(-1, n) for each in (height, time))
    highest = height.max(axis=0)
    first = first_as_high(height)[np.newaxis]
    when = np.where(highest > 0.0, np.take_along_axis(time, first, axis=0), np.nan)
    return when.reshape(pieces.shape), highest.reshape(pieces.shape)


def first_as_high(levels: Array) -> Index:
    """Give the place of the first of the highest levels (times, n), in the order of time, for each of n.

    From the first one that is as high to rounding, climb on until the next is lower.
    """
    at: Index = np.argmax(levels >= levels.max(axis=0) * (1.0 - AS_HIGH), axis=0)
    subjects, last = np.arange(levels.shape[1]), len(levels) - 1
    while True:
        later = np.minimum(at + 1, last)
        climbs = (at < last) & (levels[later, subjects] >= levels[at, subjects])
        if not climbs.any():
            return at
        at = np.where(climbs, later, at)


def concentration_at(pieces: Pieces, time_h: float) -> Array:
    """Give the concentration at a time.

    Parameters
    ----------
    pieces : Pieces
        The solution.
    time_h : float
        When [h]; at the very time of an intravenous bolus the value is the one just after it.

    Returns
    -------
    array
        How high [mg/L], of the shape of the pieces.
    """
    n = pieces.subjects
    number = (pieces.start_h.reshape(-1, n) <= time_h).sum(axis=0) - 1
    which = np.maximum(number, 0) * n + np.arange(n)
    since = np.maximum(time_h - pieces.start_h[which], 0.0)
    found: Array = np.where(number < 0, 0.0, pieces.concentration(since, which))
    return found.reshape(pieces.shape)


def hours_above(
    pieces: Pieces, level: Array | float, from_h: Array | float = -np.inf, to_h: Array | float = np.inf
) -> Array:
    """Measure how long, in total, the concentration is above a level, the whole time or within a window.

    Parameters
    ----------
    pieces : Pieces
        The solution.
    level : float or array (N,)
        The level [mg/L], above 0.
    from_h, to_h : float or array (N,), optional
        The window [h].

    Returns
    -------
    array
        Hours, of the shape of the pieces.
    """
    if not pieces.shape:
        # To the last digit the sum of the spans that are told.
        spans = spans_above(pieces, float(level))
        return np.array(sum(max(min(end, to_h) - max(begin, from_h), 0.0) for begin, end in spans))
    first, last = _of_each(pieces, from_h), _of_each(pieces, to_h)
    lengths = [np.minimum(end, last) - np.maximum(begin, first) for begin, end in stretches_above(pieces, level)]
    return _by_subject(np.sum(np.maximum(lengths, 0.0), axis=0), pieces)


def spans_above(pieces: Pieces, level: float) -> list[tuple[float, float]]:
    """List from when to when the concentration of one subject is above a level.

    Parameters
    ----------
    pieces : Pieces
        The solution of one subject.
    level : float
        The level [mg/L], above 0.

    Returns
    -------
    list of (float, float)
        Spans of time [h], in order, not touching each other.
    """
    if level not in pieces.spans_above:
        begins, ends = zip(*stretches_above(pieces, level), strict=True)
        pieces.spans_above[level] = joined(np.concatenate(begins), np.concatenate(ends))
    return list(pieces.spans_above[level])


def last_above_share(pieces: Pieces, share: float) -> Array:
    """Find when the concentration is above a share of its peak for the last time.

    Parameters
    ----------
    pieces : Pieces
        The solution.
    share : float
        Between 0 and 1.

    Returns
    -------
    array
        When [h], of the shape of the pieces.
    """
    n = pieces.subjects
    edges = np.array(pieces.edges)
    levels = np.array([pieces.concentration(s, pieces.all) for s in edges])
    wanted = share * levels.reshape(-1, n).max(axis=0)
    above = levels.reshape(len(edges), -1, n) > wanted
    # Stretches in the order of time, (pieces · stretches, subjects): the last one that falls through the level.
    falls = np.moveaxis(above[:-1] & ~above[1:], 0, 1).reshape(-1, n)
    last = len(falls) - 1 - np.argmax(falls[::-1], axis=0)
    number, stretch = np.divmod(last, len(edges) - 1)
    subjects = np.arange(n)
    which = number * n + subjects

    def excess(s: Array, subject: Index) -> Array:
        over: Array = pieces.concentration(s, which[subject]) - wanted[subject]
        return over

    time: Array = pieces.start_h[which] + crossing(excess, edges[stretch, which], edges[stretch + 1, which], subjects)
    return time.reshape(pieces.shape)


def joined(begins_h: Array, ends_h: Array) -> list[tuple[float, float]]:
    """List spans of time [h] in order, those that touch joined, empty ones left out."""
    spans: list[tuple[float, float]] = []
    for begin, end in sorted(zip(begins_h.tolist(), ends_h.tolist(), strict=True)):
        if end <= begin:
            continue
        if spans and begin - spans[-1][1] < _TOUCHING_H:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans


def stretches_above(pieces: Pieces, level: Array | float) -> Iterator[tuple[Array, Array]]:
    """Give, for each rising or falling stretch of the pieces, from when to when it is above the level."""
    levels = _of_each(pieces, level)

    def excess(s: Array, which: Index) -> Array:
        above: Array = pieces.concentration(s, which) - levels[which]
        return above

    edges = pieces.edges
    for (low, high), root in zip(pairwise(edges), roots(excess, edges, pieces.all), strict=True):
        starts_above = excess(low, pieces.all) > 0
        ends_above = excess(high, pieces.all) > 0
        begin = np.where(starts_above, low, np.where(ends_above, root, high))
        end = np.where(ends_above, high, np.where(starts_above, root, high))
        yield pieces.start_h + begin, pieces.start_h + end


def area(pieces: Pieces, from_h: float, to_h: float) -> Array:
    """Integrate the concentration over a window.

    Parameters
    ----------
    pieces : Pieces
        The solution.
    from_h, to_h : float
        Window [h].

    Returns
    -------
    array
        Area under the curve [mg·h/L], of the shape of the pieces.
    """
    ends = [np.clip(time - pieces.start_h, 0.0, pieces.length_h) for time in (from_h, to_h)]
    return _by_subject(pieces.area(*ends), pieces)


def _of_each(pieces: Pieces, value: Array | float) -> Array:
    """Give each piece the value of its subject."""
    return np.broadcast_to(value, (len(pieces.length_h) // pieces.subjects, pieces.subjects)).ravel()


def _by_subject(of_pieces: Array, pieces: Pieces) -> Array:
    total: Array = of_pieces.reshape(-1, pieces.subjects).sum(axis=0).reshape(pieces.shape)
    return total
