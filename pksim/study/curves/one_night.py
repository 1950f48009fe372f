"""The part of a curve that belongs to one night: of several, a peak is always that of a night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pksim.arguments import whole
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import DAY_H, Night
from pksim.errors import InputError
from pksim.kinetics import features
from pksim.kinetics.arrays import Number
from pksim.kinetics.total import Total
from pksim.study.curves.regimen import Regimen

_A_MOMENT_H = 1e-6


@dataclass(frozen=True, eq=False)
class OneNight:
    """From when to when a curve belongs to a night.

    Attributes
    ----------
    number : int
        Number of the night.
    bed_h, wake_h : float
        Its bedtime and waking time [h from the first bedtime].
    start_h, end_h : float or array (N,)
        From the earliest time at which doses are ever taken to the same time before the next bedtime; 24 hours later
        in the last night. Of an evening without a record the bedtime is that of the first [h from the first bedtime].
    """

    number: int
    bed_h: float
    wake_h: float
    start_h: Number
    end_h: Number


def nights_of(regimen: Regimen) -> list[OneNight]:
    """Cut a curve into the nights that are looked at."""
    night = regimen.night
    earliest: Number = 0.0
    for inputs, bed in zip(regimen.inputs_by_dose, _bedtimes(regimen.doses, night), strict=True):
        earliest = np.minimum(earliest, np.subtract(inputs[0].time_h, bed))
    starts = [bed + earliest for bed, _ in night.sleeps_h]
    ends = [*starts[1:], starts[-1] + DAY_H]
    for i, (number, following) in enumerate(pairwise(night.numbers)):
        if following > number + 1:
            ends[i] = np.maximum(DAY_H * number + earliest, night.sleeps_h[i][1])
    return [
        OneNight(number, *sleep, start, end)
        for number, sleep, start, end in zip(night.numbers, night.sleeps_h, starts, ends, strict=True)
    ]


def one_night(regimen: Regimen, number: int | None = None) -> OneNight:
    """Give one night of a curve.

    Parameters
    ----------
    regimen : Regimen
        What is taken.
    number : int, optional
        Number of the night; by default the first in which some of it is taken, or the first.

    Returns
    -------
    OneNight
        A single night has the whole curve, unless doses are of other nights, which are not looked at.

    Raises
    ------
    pksim.errors.InputError
        When there is no such night.
    """
    night, found = regimen.night, nights_of(regimen)
    if number is None:
        number = next((each.number for each in found if taken_in(each, regimen)), night.numbers[0])
    chosen = whole(number, "night", 1, night.numbers[-1])
    if chosen not in night.numbers:
        msg = f"night is {chosen}; the nights that are looked at are {', '.join(map(str, night.numbers))}."
        raise InputError(msg)
    if night.nights == 1 and all(dose.night in (None, chosen) for dose in regimen.doses):
        return replace(found[0], start_h=-np.inf, end_h=np.inf)
    return found[night.numbers.index(chosen)]


def taken_in(one: OneNight, regimen: Regimen) -> list[Dose]:
    """List the doses that the typical person, or the first of many, takes in a night."""
    start, end = (float(np.ravel(each)[0]) - _A_MOMENT_H for each in (one.start_h, one.end_h))
    inside = (start <= regimen.taken_h) & (regimen.taken_h < end)
    return [regimen.doses[i] for i in np.flatnonzero(inside)]


def peak_in(one: OneNight, regimen: Regimen) -> tuple[float, float]:
    """Say when [h] and how high [mg/L] the curve of one person peaks in a night; NaN and 0 where there is nothing."""
    time, height = features.peak(regimen.pieces, one.start_h, one.end_h)
    return float(time), float(height)


def hours_of_total(total: Total, night: Night, one: OneNight) -> tuple[Number, Number]:
    """Give the hours [h] in which the peak of doses and the body's own together is looked for in a night.

    From the start of the window or the first dose, whichever is earlier, to the window's end or the doses' own peak,
    whichever is later; of several nights from the start of this one.
    """
    assert total.doses is not None
    begin = total.doses.start_h[: total.doses.subjects] if night.nights == 1 else one.start_h
    of_doses, _ = features.peak(total.doses, one.start_h, one.end_h)
    return np.minimum(one.bed_h - night.before_h, begin), np.fmax(one.wake_h + night.after_wake_h, of_doses)


def above_half_peak_in(one: OneNight, regimen: Regimen) -> list[tuple[float, float]]:
    """List from when to when [h] the curve of one person is above half of what it peaks at in a night."""
    spans = features.spans_above(regimen.pieces, peak_in(one, regimen)[1] / 2)
    return [(max(begin, one.start_h), min(end, one.end_h)) for begin, end in spans if begin < one.end_h]


def offsets(doses: tuple[Dose, ...], night: Night) -> list[tuple[int, float]]:
    """Say of each dose for which night it is, and when, from that night's bedtime [h]."""
    beds = _bedtimes(doses, night)
    return [(dose.night or 1, dose.time_from_bedtime_h(night) - bed) for dose, bed in zip(doses, beds, strict=True)]


def _bedtimes(doses: tuple[Dose, ...], night: Night) -> list[float]:
    """Give the bedtime of each dose's night, also of one that is not looked at [h from the first bedtime]."""
    known = {number: bed for number, (bed, _) in zip(night.numbers, night.sleeps_h, strict=True)}
    return [known.get(number := dose.night or 1, DAY_H * (number - 1)) for dose in doses]
