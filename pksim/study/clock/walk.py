"""The clock of many people, day after day: each dose moves it by a third of the curve, and the curve moves with it."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pksim.describe.schedule.habitual import near
from pksim.kinetics.arrays import Array
from pksim.kinetics.normal import normal_quantile
from pksim.study.clock.response import DOSES_OF_A_CURVE, PhaseResponse
from pksim.study.clock.rules import clock_rules

_PEOPLE = 10_946
_GOLDEN = (math.sqrt(5) - 1) / 2
_DAY_H, _EARLIEST_H, _CLOSE_H = 24.0, -9.0, 1e-9


@dataclass(frozen=True, eq=False)
class Day:
    """One day of the walk.

    Attributes
    ----------
    number : int
        How many days after the first.
    dose_h : float or None
        When melatonin is taken [h]; None for a day without.
    curve : PhaseResponse or None
        By which curve that moves the clock.
    target_h : float or None
        Where the clock of the one in the middle stops, by the hour of any day [h], and others as far from there as they
        were; None where it does not.
    drifts : bool
        Whether the clock drifts on a day without a dose.
    """

    number: int
    dose_h: float | None = None
    curve: PhaseResponse | None = None
    target_h: float | None = None
    drifts: bool = False


@dataclass(frozen=True, eq=False)
class Step:
    """What a day did, one number a person.

    Attributes
    ----------
    onset_h : array (people,)
        The onset of that day, before its dose [h].
    shift_h : array (people,)
        By how much the day moved the clock; positive is earlier [h].
    from_onset_h : float
        When the dose is taken from the onset of the one in the middle [h]; NaN without one.
    """

    onset_h: Array
    shift_h: Array
    from_onset_h: float


def _people(count: int) -> tuple[Array, Array]:
    """Give standard normal onsets and scatters, (people,) each, that cover all pairs evenly; of one the middle."""
    person = np.arange(count)
    across = next(step for step in itertools.count(max(round(_GOLDEN * count), 1)) if math.gcd(step, count) == 1)
    return normal_quantile((person + 0.5) / count), normal_quantile((person * across % count + 0.5) / count)


def walk(
    days: list[Day], onset_h: float, *, onset_sd_h: float, count: int = _PEOPLE, is_kept: bool = False
) -> list[Step]:
    """Let some ten thousand people walk through days.

    Parameters
    ----------
    days : list of Day
        In time's order.
    onset_h : float
        The onset of the one in the middle on day 0 [h].
    onset_sd_h : float
        Standard deviation of people about it [h]; 0 where it was measured.
    count : int, optional
        How many people.
    is_kept : bool, optional
        Whether they live by their targets from the first, so that nothing carries them away from there.

    Returns
    -------
    list of Step
        One a day.
    """
    onsets, scatter = _people(count)
    own = onset_sd_h * onsets
    onset = onset_h + own
    typical, steps, before = onset_h, [], 0
    arrived, middle_arrived = np.full(count, is_kept), np.array(is_kept)
    for day in days:
        at, middle = onset + _DAY_H * day.number, typical + _DAY_H * day.number
        move, of_middle = np.zeros_like(onset), 0.0
        if day.dose_h is not None and day.curve is not None:
            move = (day.curve.shift(day.dose_h - at) + day.curve.scatter_h * scatter) / DOSES_OF_A_CURVE
            of_middle = float(day.curve.shift(np.array(day.dose_h - middle))) / DOSES_OF_A_CURVE
        elif day.drifts:
            of_middle = -clock_rules().drift.value * (day.number - before)
            move = np.full_like(onset, of_middle)
        if day.target_h is not None:
            target = near(day.target_h, typical)
            move, arrived = _stopped(onset - (target + own), move, arrived)
            at_last, middle_arrived = _stopped(np.array(typical - target), np.array(of_middle), middle_arrived)
            of_middle = float(at_last)
        away = np.nan if day.dose_h is None else hours_from_onset(day.dose_h - middle)
        steps.append(Step(at, move, away))
        onset, typical, before = onset - move, typical - of_middle, day.number
    return steps


def hours_from_onset(hours: float) -> float:
    """Give hours from the onset as one of a day about it, from 9 before to 15 after."""
    return (hours - _EARLIEST_H) % _DAY_H + _EARLIEST_H


def _stopped(left: Array, move: Array, arrived: NDArray[np.bool_]) -> tuple[Array, NDArray[np.bool_]]:
    """Let a clock that would pass its target stop there, and one that has arrived only follow it."""
    left = np.where(np.abs(left) < _CLOSE_H, 0.0, left)
    towards = left * move > 0
    passes = (np.abs(move) >= np.abs(left)) & (towards | (left == 0))
    return np.where(passes, left, np.where(arrived & ~towards, 0.0, move)), arrived | passes
