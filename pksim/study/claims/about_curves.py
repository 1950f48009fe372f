"""Questions about the curve of a dose, each with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.units import TIME_H, read_quantity
from pksim.errors import InputError
from pksim.kinetics import features
from pksim.kinetics.arrays import Number
from pksim.study.claims.about_people import check_preset, own_height
from pksim.study.claims.asked import (
    FROM_BEDTIME,
    HOURS,
    PERCENT,
    AboutDose,
    Scale,
    Setting,
    Share,
    above_zero,
    level_of,
    share_of,
)
from pksim.study.curves.own_level import bodys_own
from pksim.study.curves.regimen import Regimen


class TimeUntilShare(AboutDose):
    """How long after the dose a share of the peak is left."""

    asks: Literal["time_until_share"] = "time_until_share"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the time from the dose until {share} of the peak is left"
    told_in: ClassVar[Scale] = HOURS

    share: Share

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return features.last_above_share(regimen.pieces, share_of(self.share)) - np.asarray(regimen.inputs[0].time_h)


class ShareLeftOnWaking(AboutDose):
    """Which share of the peak is left on waking."""

    asks: Literal["share_left_on_waking"] = "share_left_on_waking"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "what is left of the peak on waking"
    told_in: ClassVar[Scale] = PERCENT

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return 100.0 * regimen.concentration(setting.night.wake_h) / regimen.peak[1]


class ShareAtBedtime(AboutDose):
    """Which share of its peak the curve has at bedtime."""

    asks: Literal["share_at_bedtime"] = "share_at_bedtime"
    number: ClassVar[str] = "the level at bedtime, as a share of the peak,"
    told_in: ClassVar[Scale] = PERCENT

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return 100.0 * regimen.concentration(0.0) / regimen.peak[1]


class PeakFromBedtime(AboutDose):
    """When the curve peaks, from bedtime."""

    asks: Literal["peak_from_bedtime"] = "peak_from_bedtime"
    number: ClassVar[str] = "the time of the peak"
    told_in: ClassVar[Scale] = FROM_BEDTIME

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        # Without rounding, what is at bedtime would be a few picoseconds off; without the sum, it could be minus zero.
        return np.round(60.0 * regimen.peak[0], 9) + 0.0


class AboutLevel(AboutDose):
    """A question about a level, told in the compound's display unit."""

    def scale(self, compounds: Mapping[str, Compound]) -> Scale:
        """Tell it in the display unit."""
        return level_of(compounds[self.taken(compounds).compound])


class LevelAtBedtime(AboutLevel):
    """How much of what the dose adds is there at bedtime."""

    asks: Literal["level_at_bedtime"] = "level_at_bedtime"
    number: ClassVar[str] = "what the dose adds at bedtime"

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return regimen.concentration(0.0) * regimen.compound.display_factor


class LevelOnWaking(AboutLevel):
    """How much of what the dose adds is there on waking."""

    asks: Literal["level_on_waking"] = "level_on_waking"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "what the dose adds on waking"

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return regimen.concentration(setting.night.wake_h) * regimen.compound.display_factor


class OfOwn(AboutDose):
    """A question about a dose beside what the body has of the same by itself.

    Attributes
    ----------
    preset : str
        As whose the body's own is.
    """

    preset: str

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse what cannot be asked of its dose."""
        del dose
        check_preset(compound, self.preset)

    def own(self, regimen: Regimen, setting: Setting, times_h: Number) -> Number:
        """Give the body's own level of everyone at some times [mg/L]."""
        own = bodys_own(regimen, Endogenous(self.preset), setting.night)
        assert own is not None
        rise = own.concentration(times_h) - own.baseline
        return own.baseline + rise * own_height(setting, regimen.compound, self.preset)


class TotalOnWaking(OfOwn, AboutLevel):
    """How much is there on waking, with the body's own."""

    asks: Literal["total_on_waking"] = "total_on_waking"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the level on waking, with the body's own,"

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        wake = setting.night.wake_h
        return (regimen.concentration(wake) + self.own(regimen, setting, wake)) * regimen.compound.display_factor


class AddedOverOwn(OfOwn):
    """How many times the body's own level of that time a dose adds at its peak."""

    asks: Literal["added_over_own"] = "added_over_own"
    number: ClassVar[str] = "what the dose adds at its peak, in multiples of the body's own level at that time,"
    told_in: ClassVar[Scale] = Scale("times", {"times": 1.0})

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        time, peak = regimen.peak
        return peak / self.own(regimen, setting, time)


class HoursAboveLevel(AboutDose):
    """How long, in total, what the dose adds is above a level."""

    asks: Literal["hours_above_level"] = "hours_above_level"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the time above {level}"
    told_in: ClassVar[Scale] = HOURS

    level: str

    def level_in(self, compound: Compound) -> float:
        """Give the level in the compound's display unit."""
        return read_quantity(self.level, {compound.display_unit: 1.0}, "the level")

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse what cannot be asked of its dose."""
        del dose
        if self.level_in(compound) <= 0:
            msg = f"level: it is {self.level!r}; it must be above 0."
            raise InputError(msg)

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return features.hours_above(regimen.pieces, self.level_in(regimen.compound) / regimen.compound.display_factor)


class LevelWithin(AboutLevel):
    """How high the level has been some time after the dose."""

    asks: Literal["level_within"] = "level_within"
    number: ClassVar[str] = "the highest level within {within} of the dose"

    within: Annotated[str, above_zero("the time", TIME_H)]

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        # The curve of one dose first rises, then falls; where in a window it is taken makes no difference.
        at_once = setting.regimen(replace(regimen.doses[0], window_h=None))
        end = np.asarray(at_once.inputs[0].time_h) + read_quantity(self.within, TIME_H, "the time")
        time, height = at_once.peak
        return np.where(time <= end, height, at_once.concentration(end)) * at_once.compound.display_factor
