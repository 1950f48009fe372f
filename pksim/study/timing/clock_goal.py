"""A goal about the body clock: that doses at a time move it by so many hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from pksim.arguments import real_number, whole
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.study.clock.curves import curve_of
from pksim.study.clock.rules import clock_rules
from pksim.study.clock.walk import Day, walk
from pksim.study.curves.response import Response
from pksim.study.timing.goals import Judgement, Telling

_MELATONIN = "melatonin"
_MOST_H, _MOST_NIGHTS = 12.0, 60


@dataclass(frozen=True)
class ShiftBy:
    """The body clock moves by so many hours; see `shift_by`."""

    hours: float
    nights: int

    score: ClassVar[str] = "the part of the shift that is reached"

    def told(self, telling: Telling) -> str:
        """Spell it out as text that is read as the same goal."""
        del telling
        way = "earlier" if self.hours > 0 else "later"
        return f"clock {abs(self.hours):.6g} h {way} in {self.nights} nights"

    def judge(self, responses: Mapping[str, Response], moved: str, shifts_h: Array) -> Judgement:
        """Let as many people as there are sleepers take the dose at each time, night after night."""
        if moved != _MELATONIN:
            msg = f"the goal is about the body clock, which {moved} does not move; move melatonin."
            raise InputError(msg)
        response = responses[moved]
        regimen, bed = response.regimen, response.night.bed_h
        if len(regimen.doses) > 1:
            msg = f"the schedule has {len(regimen.doses)} doses of melatonin; the published curves are of one a day."
            raise InputError(msg)
        (dose,), rules = regimen.doses, clock_rules()
        curve, at = curve_of(dose), dose.time_from_bedtime_h(regimen.night) - bed
        onset, count = regimen.night.habitual_h - rules.onset_before_bed.value, len(response.peak_time_h)
        reached = []
        for shift in shifts_h:
            days = [Day(number, at + float(shift) + 24.0 * number, curve) for number in range(self.nights)]
            steps = walk(days, onset, onset_sd_h=rules.onset_sd.value, count=count)
            reached.append(np.sum([step.shift_h for step in steps], axis=0) / self.hours)
        part = np.array(reached)
        return np.clip(part, 0.0, 1.0), part >= 1.0


def shift_by(hours: float, nights: int = 3) -> ShiftBy:
    """Want the body clock to move.

    Parameters
    ----------
    hours : float
        By how much [h], positive earlier, negative later.
    nights : int, optional
        In how many nights, with a dose each.

    Returns
    -------
    ShiftBy
        In words ``clock 1 h earlier in 3 nights``. The score is the part of the shift that is reached, by the published
        curves and their scatter, as `body_clock` walks them; the sleepers' kinetics do not matter.

    Raises
    ------
    pksim.errors.InputError
        When it is no shift, or more than 12 hours.

    Examples
    --------
    The body clock is moved most in the afternoon, not half an hour before bed:

    >>> import pksim as pk
    >>> mine = pk.Schedule.parse("mine", "melatonin 3 mg 1 h before bed")
    >>> goal = pk.shift_by(1, nights=3)
    >>> best = pk.best_timing(mine, pk.Night("23:00", "07:00"), goal=goal, between=("14:00", "23:00"), subjects=500)
    >>> best.best.clock
    '15:57'
    """
    hours = real_number(hours, "shift_by: hours", least=-_MOST_H, most=_MOST_H, unit="h")
    if hours == 0:
        msg = "shift_by: hours is 0; it must be a shift, positive for earlier and negative for later."
        raise InputError(msg)
    return ShiftBy(hours, whole(nights, "shift_by: nights", 1, _MOST_NIGHTS))
