"""Questions about a dose, each with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import BeforeValidator, field_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import DAY_H
from pksim.describe.words.units import MASS_MG, read_quantity
from pksim.errors import InputError, did_you_mean
from pksim.kinetics import features
from pksim.kinetics.arrays import Number
from pksim.study.claims.about_people import check_preset
from pksim.study.claims.asked import FROM_BEDTIME, HOURS, NIGHTS, PERCENT, AboutDose, Scale, Setting
from pksim.study.curves.nightly import nights_to_steady
from pksim.study.curves.own_level import bodys_own
from pksim.study.curves.person import Person
from pksim.study.curves.receptors import receptors_of, share


def _a_share(text: Any) -> Any:
    if not isinstance(text, str) or not 0.01 <= read_quantity(text, {"%": 1.0}, "the share") < 100:
        msg = f"the share is {text!r}; write it as text from '0.01 %' to below '100 %'."
        raise InputError(msg)
    return text


Share = Annotated[str, BeforeValidator(_a_share)]


def share_of(text: str) -> float:
    """Give a share as a fraction."""
    return read_quantity(text, {"%": 1.0}, "the share") / 100


class TimeUntilShare(AboutDose):
    """How long after the dose a share of the peak is left."""

    asks: Literal["time_until_share"] = "time_until_share"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the time from the dose until {share} of the peak is left"
    told_in: ClassVar[Scale] = HOURS

    share: Share

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        regimen = setting.regimen(dose, person)
        return features.last_above_share(regimen.pieces, share_of(self.share)) - np.asarray(regimen.inputs[0].time_h)


class ShareLeftOnWaking(AboutDose):
    """Which share of the peak is left on waking."""

    asks: Literal["share_left_on_waking"] = "share_left_on_waking"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "what is left of the peak on waking"
    told_in: ClassVar[Scale] = PERCENT

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        regimen = setting.regimen(dose, person)
        return 100.0 * regimen.concentration(setting.night.wake_h) / regimen.peak[1]


class PeakFromBedtime(AboutDose):
    """When the curve peaks, from bedtime."""

    asks: Literal["peak_from_bedtime"] = "peak_from_bedtime"
    number: ClassVar[str] = "the time of the peak"
    told_in: ClassVar[Scale] = FROM_BEDTIME

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        # Without rounding, what is at bedtime would be a few picoseconds off; without the sum, it could be minus zero.
        return np.round(60.0 * setting.regimen(dose, person).peak[0], 9) + 0.0


class SaltAmount(AboutDose):
    """How much of the salt holds an elemental amount."""

    asks: Literal["salt_amount"] = "salt_amount"
    number: ClassVar[str] = "the amount of the salt that holds the elemental one"
    told_in: ClassVar[Scale] = Scale("mg", MASS_MG)
    is_about_time: ClassVar[bool] = False

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse what cannot be asked of its dose."""
        if dose.basis != "elemental" or compound.form(dose).salt is None:
            example = "magnesium glycinate 300 mg elemental at bedtime"
            msg = f"dose: {str(dose)!r} is not an elemental amount of a salt; write it like {example!r}."
            raise InputError(msg)

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        del person
        return setting.compounds[dose.compound].salt_mg(dose)


class ReceptorOccupancy(AboutDose):
    """Which share of a receptor is occupied at the peak."""

    asks: Literal["receptor_occupancy"] = "receptor_occupancy"
    number: ClassVar[str] = "the share of {receptor} receptors that is occupied at the peak"
    told_in: ClassVar[Scale] = PERCENT

    receptor: str

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse what cannot be asked of its dose."""
        del dose
        if not compound.receptors:
            msg = f"receptor: no receptors of {compound.name} are known here."
            raise InputError(msg)
        if self.receptor not in compound.receptors:
            msg = (
                f"receptor: {compound.name} has no {self.receptor!r}; {did_you_mean(self.receptor, compound.receptors)}"
            )
            raise InputError(msg)

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        compound = setting.compounds[dose.compound]
        peak = setting.regimen(dose, person).peak[1] * compound.display_factor
        return 100.0 * share(peak, receptors_of(setting.compounds, dose.compound)[self.receptor])


class AddedOverOwn(AboutDose):
    """How many times the body's own level of that time a dose adds at its peak."""

    asks: Literal["added_over_own"] = "added_over_own"
    number: ClassVar[str] = "what the dose adds at its peak, in multiples of the body's own level at that time,"
    told_in: ClassVar[Scale] = Scale("times", {"times": 1.0})

    preset: str

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse what cannot be asked of its dose."""
        del dose
        check_preset(compound, self.preset)

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        regimen = setting.regimen(dose, person)
        compound, preset = regimen.compound, regimen.compound.endogenous[self.preset]
        own = bodys_own(regimen, Endogenous(self.preset), setting.night)
        assert own is not None
        time, peak = regimen.peak
        level = own.concentration(time)
        if preset.amplitude is not None:
            higher = person.number(compound.name, "amplitude", preset.amplitude) / preset.amplitude.value
            level = own.baseline + (level - own.baseline) * higher
        return peak / level


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

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        compound = setting.compounds[dose.compound]
        level = self.level_in(compound) / compound.display_factor
        return features.hours_above(setting.regimen(dose, person).pieces, level)


class MoreAbsorbed(AboutDose):
    """How much more of a dose gets into the blood than of a smaller one."""

    asks: Literal["more_absorbed"] = "more_absorbed"
    number: ClassVar[str] = "the gain over {than} in what reaches the blood"
    told_in: ClassVar[Scale] = PERCENT
    is_about_time: ClassVar[bool] = False

    than: str

    @field_validator("than")
    @classmethod
    def _an_amount(cls, text: str) -> str:
        if read_quantity(text, MASS_MG, "the smaller dose") <= 0:
            msg = f"the smaller dose is {text!r}; it must be above 0."
            raise InputError(msg)
        return text

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse what cannot be asked of its dose."""
        del compound
        if self.than_mg >= dose.amount_mg:
            msg = f"than: it is {self.than!r}; it must be less than the dose, {dose.what}."
            raise InputError(msg)

    @property
    def than_mg(self) -> float:
        """The smaller dose [mg], on the basis of the larger one."""
        return read_quantity(self.than, MASS_MG, "the smaller dose")

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        smaller = replace(dose, amount_mg=self.than_mg)
        absorbed = [setting.regimen(each, person).system.dose_mg_l.sum(axis=0) for each in (dose, smaller)]
        return 100.0 * (absorbed[0] / absorbed[1] - 1.0)


class NightsToPlateau(AboutDose):
    """In which night of a dose that is repeated every night the level on waking comes to a share of its plateau."""

    asks: Literal["nights_to_plateau"] = "nights_to_plateau"
    number: ClassVar[str] = "the time until the level on waking first comes to {share} of its plateau"
    told_in: ClassVar[Scale] = NIGHTS

    share: Share

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        regimen = setting.regimen(dose, person)
        nights = nights_to_steady(dose.compound, float(regimen.system.terminal_half_life_h.max()))
        # What the doses of several nights add is the sum of what each adds.
        of_each = regimen.concentration(setting.night.wake_h + DAY_H * np.arange(nights, dtype=np.float64))
        levels = np.cumsum(of_each, axis=0)
        return 1 + np.argmax(levels >= share_of(self.share) * levels[-1], axis=0)


class LevelOnWaking(AboutDose):
    """How much of what the dose adds is there on waking."""

    asks: Literal["level_on_waking"] = "level_on_waking"
    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the level on waking"

    def scale(self, compounds: Mapping[str, Compound]) -> Scale:
        """Tell it in the display unit."""
        unit = compounds[self.taken(compounds).compound].display_unit
        return Scale(unit, {unit: 1.0})

    def of(self, dose: Dose, setting: Setting, person: Person) -> Number:
        """Give the number of a dose."""
        regimen = setting.regimen(dose, person)
        return regimen.concentration(setting.night.wake_h) * regimen.compound.display_factor
