"""Whose clock a diary is lived on: what the waking times of the nights before say of one's habitual bedtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

NIGHTS_BEFORE = 7
BEFORE_WAKING_H = 8.0
"""How long before the habitual waking the habitual bedtime is taken to be; an assumption."""
APART_H = 3.0
"""Waking times, and habitual bedtimes, farther apart than this are of different regimes."""
_DAY_H = 24.0


def near(time_h: float, target_h: float) -> float:
    """Give the time of a daily event [h] that is within half a day of another time."""
    return target_h + (time_h - target_h + _DAY_H / 2) % _DAY_H - _DAY_H / 2


def usual_waking(wakes_h: Sequence[float]) -> float:
    """Give the median of waking times, of an even number the earlier of the two in the middle.

    Parameters
    ----------
    wakes_h : sequence of float
        When one woke [h]; days apart are the same time.

    Returns
    -------
    float
        One of them, by the hour of the day from 0 to 24 [h]. The day starts after the longest time without a waking,
        so that noon and midnight are hours like others.
    """
    hours = sorted(wake % _DAY_H for wake in wakes_h)
    free = [later - hour for hour, later in pairwise([*hours, hours[0] + _DAY_H])]
    start = free.index(max(free)) + 1
    return (hours[start:] + hours[:start])[(len(hours) - 1) // 2]


def wakings_gone_by(wakes_h: Sequence[float]) -> list[float]:
    """Give for each night the waking time [h] that its clock goes by: the median of up to 7 before; the first's own."""
    before = [wakes_h[max(night - NIGHTS_BEFORE, 0) : night] for night in range(len(wakes_h))]
    return [usual_waking(each or wakes_h[:1]) for each in before]


def habitual_bedtimes_h(wakes_h: Mapping[int, float]) -> dict[int, float]:
    """Say when the body would go to bed, evening after evening.

    Parameters
    ----------
    wakes_h : mapping of int to float
        When one woke in each night that is known, by its number, ascending [h from the first bedtime].

    Returns
    -------
    dict of int to float
        Of each evening from the first to the last the time [h from the first bedtime], within half a day of a day after
        the evening before; evenings that are not known keep the clock of the last one.
    """
    gone_by = dict(zip(wakes_h, wakings_gone_by(list(wakes_h.values())), strict=True))
    first, last = min(wakes_h), max(wakes_h)
    found, waking, target = {}, gone_by[first], 0.0
    for evening in range(first, last + 1):
        waking = gone_by.get(evening, waking)
        found[evening] = near(waking - BEFORE_WAKING_H, target)
        target = found[evening] + _DAY_H
    return found


def are_shifts(wakes_h: Sequence[float]) -> bool:
    """Say whether nights are of more than one regime.

    So it is where the habitual clock moves by more than 3 hours, or two nights or more end farther than that from the
    waking time that they go by; a single late night is none.
    """
    gone_by = wakings_gone_by(wakes_h)
    off = [abs(near(wake, usual) - usual) > APART_H for wake, usual in zip(wakes_h, gone_by, strict=True)]
    return sum(off) > 1 or any(
        abs(near(one, other) - other) > APART_H for one in set(gone_by) for other in set(gone_by)
    )
