"""A question about the body clock, with its answer."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import DAY_H
from pksim.kinetics.arrays import Number
from pksim.study.claims.asked import HOURS, AboutDose, Scale, Setting
from pksim.study.clock.curves import curve_of
from pksim.study.clock.response import DOSES_OF_A_CURVE
from pksim.study.clock.rules import clock_rules
from pksim.study.clock.walk import Day, walk
from pksim.study.people.sleepers import Sleepers


class ClockEarlier(AboutDose):
    """By how much three nights of the dose move the body clock earlier."""

    asks: Literal["clock_earlier"] = "clock_earlier"
    number: ClassVar[str] = "what three nights of it move the body clock earlier by"
    told_in: ClassVar[Scale] = HOURS

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse a dose of which the published curves do not speak."""
        del compound
        curve_of(dose)

    def answer(self, setting: Setting) -> Number:
        """Let the typical person, or as many people as there are sleepers, walk by the published curve."""
        dose, night, rules = self.taken(setting.compounds), setting.night, clock_rules()
        count = setting.person.count if isinstance(setting.person, Sleepers) else 1
        at = dose.time_from_bedtime_h(night)
        days = [Day(number, at + DAY_H * number, curve_of(dose)) for number in range(DOSES_OF_A_CURVE)]
        onset = night.habitual_h - rules.onset_before_bed.value
        steps = walk(days, onset, onset_sd_h=rules.onset_sd.value, count=count)
        moved = np.sum([step.shift_h for step in steps], axis=0)
        return moved if count > 1 else float(moved[0])
