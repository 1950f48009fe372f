"""Questions about what is taken and what becomes of it, each with its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import DAY_H
from pksim.describe.words.units import MASS_MG, read_quantity
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Number
from pksim.study.claims.asked import NIGHTS, PERCENT, AboutDose, Scale, Setting, Share, above_zero, share_of
from pksim.study.curves.nightly import MOST_NIGHTS_TO_PLATEAU, nights_to_steady
from pksim.study.curves.receptors import receptors_of, share
from pksim.study.curves.regimen import Regimen


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

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return regimen.compound.salt_mg(regimen.doses[0])


class ShareAbsorbed(AboutDose):
    """Which share of what is taken reaches the blood."""

    asks: Literal["share_absorbed"] = "share_absorbed"
    number: ClassVar[str] = "the share that reaches the blood"
    told_in: ClassVar[Scale] = PERCENT
    is_about_time: ClassVar[bool] = False

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        return 100.0 * _absorbed_mg(regimen) / regimen.taken_mg


class MoreAbsorbed(AboutDose):
    """How much more of a dose gets into the blood than of a smaller one."""

    asks: Literal["more_absorbed"] = "more_absorbed"
    number: ClassVar[str] = "the gain over {than} in what reaches the blood"
    told_in: ClassVar[Scale] = PERCENT
    is_about_time: ClassVar[bool] = False

    than: Annotated[str, above_zero("the smaller dose", MASS_MG)]

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

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        smaller = setting.regimen(replace(regimen.doses[0], amount_mg=self.than_mg))
        return 100.0 * (_absorbed_mg(regimen) / _absorbed_mg(smaller) - 1.0)


def _absorbed_mg(regimen: Regimen) -> Number:
    """Give how much reaches the blood [mg], of one person or many."""
    return regimen.system.dose_mg_l.sum(axis=0) * regimen.model.volume_l


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

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        compound = regimen.compound
        receptor = receptors_of(setting.compounds, compound.name)[self.receptor]
        return 100.0 * share(regimen.peak[1] * compound.display_factor, receptor)


class NightsToPlateau(AboutDose):
    """In which night of a dose that is repeated every night the level on waking comes to a share of its plateau."""

    asks: Literal["nights_to_plateau"] = "nights_to_plateau"
    number: ClassVar[str] = "the time until the level on waking first comes to {share} of its plateau"
    told_in: ClassVar[Scale] = NIGHTS

    share: Share

    def answer(self, setting: Setting) -> Number:
        """Give the number of its dose."""
        regimen = self.regimen(setting)
        nights = nights_to_steady(longest := float(regimen.system.terminal_half_life_h.max()))
        if nights is None:
            half_life = f"{regimen.compound.name} with a half-life of {longest / DAY_H:.3g} days"
            msg = f"{half_life}: the plateau is more than {MOST_NIGHTS_TO_PLATEAU} nights away; it is not computed."
            raise InputError(msg)
        # What the doses of several nights add is the sum of what each adds.
        of_each = regimen.concentration(setting.night.wake_h + DAY_H * np.arange(nights, dtype=np.float64))
        levels = np.cumsum(of_each, axis=0)
        return 1 + np.argmax(levels >= share_of(self.share) * levels[-1], axis=0)
