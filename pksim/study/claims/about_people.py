"""Questions about people, each with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import ValidationInfo, field_validator, model_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import load_compounds
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.night import DAY_H
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Number
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.total import Total
from pksim.study.claims.asked import FROM_BEDTIME, PERCENT, ModelQuestion, Scale, Setting, level_of
from pksim.study.curves.own_level import own_level
from pksim.study.curves.person import kinetics_of


class AboutCompound(ModelQuestion):
    """A question about a compound.

    Attributes
    ----------
    compound : str
        Which compound.
    """

    compound: str

    @field_validator("compound")
    @classmethod
    def _known(cls, name: str, info: ValidationInfo) -> str:
        known: Mapping[str, Compound] = info.context or load_compounds()
        if name not in known:
            msg = f"there is no compound {name!r}; {did_you_mean(name, known)}"
            raise InputError(msg)
        return name


class FlipFlopShare(AboutCompound):
    """In which share of people a compound is absorbed more slowly than it is eliminated."""

    asks: Literal["flip_flop_share"] = "flip_flop_share"
    is_count: ClassVar[bool] = True
    number: ClassVar[str] = (
        "the share of virtual sleepers in whom {compound} is absorbed more slowly than it is eliminated (flip-flop)"
    )
    told_in: ClassVar[Scale] = PERCENT

    def answer(self, setting: Setting) -> Number:
        """Say of everyone whether it is so, as 0 or 100 %."""
        kinetics = setting.compounds[self.compound].kinetics(setting.parameters)
        drawn = kinetics_of(setting.person, self.compound, kinetics)
        return 100.0 * OneCompartment.from_tmax(drawn["tmax"], drawn["half_life"], kinetics.volume.value).is_flip_flop


class AboutOwn(AboutCompound):
    """A question about the body's own level of a compound.

    Attributes
    ----------
    preset : str
        As whom.
    """

    preset: str

    @model_validator(mode="after")
    def _a_preset(self, info: ValidationInfo) -> Self:
        compound = (info.context or load_compounds())[self.compound]
        check_preset(compound, self.preset)
        if compound.endogenous[self.preset].peak is None:
            msg = f"preset: the body's own {self.compound} is constant; it has no peak."
            raise InputError(msg)
        return self

    def own(self, setting: Setting) -> BodysOwn:
        """Make the body's own curve [mg/L]."""
        own = own_level(setting.compounds[self.compound], Endogenous(self.preset), setting.night)
        assert own is not None
        return own


class OwnPeakFromBedtime(AboutOwn):
    """When the body's own level peaks, from one's usual bedtime."""

    asks: Literal["own_peak_from_bedtime"] = "own_peak_from_bedtime"
    number: ClassVar[str] = "the peak of the body's own {compound}"
    told_in: ClassVar[Scale] = FROM_BEDTIME

    def answer(self, setting: Setting) -> Number:
        """Look for the peak in the day around bedtime."""
        bedtime = setting.night.habitual_h
        return 60.0 * (Total(self.own(setting)).peak(bedtime - DAY_H / 2, bedtime + DAY_H / 2)[0] - bedtime)


class OwnLevelOnWaking(AboutOwn):
    """How much of its own the body has on waking."""

    asks: Literal["own_level_on_waking"] = "own_level_on_waking"
    number: ClassVar[str] = "the level of the body's own {compound} on waking"

    def scale(self, compounds: Mapping[str, Compound]) -> Scale:
        """Tell it in the display unit."""
        return level_of(compounds[self.compound])

    def answer(self, setting: Setting) -> Number:
        """Give the level of the typical person, lifted by how much higher than typical someone's peak is."""
        compound = setting.compounds[self.compound]
        own, rise = self.own(setting), own_height(setting, compound, self.preset)
        level = own.baseline + (own.concentration(setting.night.wake_h) - own.baseline) * rise
        return level * compound.display_factor


def own_height(setting: Setting, compound: Compound, preset: str) -> Number:
    """Say how many times as high as the typical person's the nightly rise of the body's own level is."""
    amplitude = compound.endogenous[preset].amplitude
    if amplitude is None:
        return 1.0
    return setting.person.number(compound.name, "amplitude", amplitude) / amplitude.value


def check_preset(compound: Compound, preset: str) -> None:
    """Refuse a preset that the body's own level of a compound does not have."""
    if not compound.endogenous:
        msg = f"preset: the body has no {compound.name} by itself here."
        raise InputError(msg)
    if preset not in compound.endogenous:
        known = did_you_mean(preset, compound.endogenous)
        msg = f"preset: the body's own {compound.name} has no preset {preset!r}; {known}"
        raise InputError(msg)
