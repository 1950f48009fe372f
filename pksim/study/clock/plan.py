"""A plan for a trip: each day one dose, at the waking hour that moves the clock most in the direction wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import DAY_H, Night
from pksim.study.clock.curves import curve_of
from pksim.study.clock.response import DOSES_OF_A_CURVE

_STEP_H = 0.5
_THERE_H = 0.25
_WORTH_H = 0.25


def planned(nights: Night, start_h: float, target_h: float, dose: Dose) -> tuple[tuple[int, float, Dose], ...]:
    """Choose when to take a dose, day by day.

    Parameters
    ----------
    nights : Night
        The nights.
    start_h, target_h : float
        The onset at first, and where it is to be, by the hour of any day [h from the first bedtime].
    dose : Dose
        What.

    Returns
    -------
    tuple of (int, float, Dose)
        The place of the night, the time [h from the first bedtime] and the dose; none once the clock has arrived, or
        where three such doses would move it by less than a quarter of an hour.
    """
    curve = curve_of(dose)
    onset, found = start_h, []
    earlier = 1.0 if target_h < start_h else -1.0
    woke = nights.sleeps_h[0][0] + nights.wake_h - DAY_H
    for place, (bed, wake) in enumerate(nights.sleeps_h):
        if abs(onset - target_h) < _THERE_H:
            break
        times = np.arange(bed, max(woke, bed - DAY_H), -_STEP_H)[1:][::-1]
        shifts = earlier * curve.shift(times - onset - DAY_H * round(bed / DAY_H))
        best = int(shifts.argmax())
        if shifts[best] > _WORTH_H:
            found.append((place, float(times[best]), replace(dose, time_h=float(times[best] - bed))))
            onset -= earlier * min(shifts[best] / DOSES_OF_A_CURVE, abs(onset - target_h))
        woke = wake
    return tuple(found)
