"""Questions about people, each with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import ValidationInfo, field_validator, model_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import load_compounds
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.spread import find_spread
from pksim.describe.schedule.night import DAY_H
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Number
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.total import Total
from pksim.study.claims.asked import FROM_BEDTIME, PERCENT, ModelQuestion, Scale, Setting
from pksim.study.curves.own_level import own_level
from pksim.study.curves.person import Person
from pksim.study.people.sleepers import Sleepers

_EVENLY = 100


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
    number: ClassVar[str] = (
        "the share of people, with time of peak and half-life drawn independently, in whom {compound} is absorbed "
        "more slowly than it is eliminated (flip-flop)"
    )
    told_in: ClassVar[Scale] = PERCENT

    def answer(self, setting: Setting, person: Person, amount_mg: float | None = None) -> Number:
        """Count in an even lattice of people, as many at each quantile of one quantity as of the other."""
        del person, amount_mg
        compound = setting.compounds[self.compound]
        kinetics = compound.kinetics(setting.parameters)
        even = (np.arange(_EVENLY) + 0.5) / _EVENLY
        tmax, half_life = (each.ravel() for each in np.meshgrid(even, even))
        given = {f"{compound.name}.tmax_h": tmax, f"{compound.name}.half_life_h": half_life}
        everyone = Sleepers(_EVENLY**2, 0, find_spread("kinetics-only"), given)
        model = OneCompartment.from_tmax(
            everyone.number(compound.name, "tmax", kinetics.tmax),
            everyone.number(compound.name, "half_life", kinetics.half_life),
            kinetics.volume.value,
        )
        return 100.0 * np.mean(model.is_flip_flop)


class OwnPeakFromBedtime(AboutCompound):
    """When the body's own level peaks, from bedtime.

    Attributes
    ----------
    preset : str
        As whom.
    """

    asks: Literal["own_peak_from_bedtime"] = "own_peak_from_bedtime"
    number: ClassVar[str] = "the peak of the body's own {compound}"
    told_in: ClassVar[Scale] = FROM_BEDTIME

    preset: str

    @model_validator(mode="after")
    def _a_preset(self, info: ValidationInfo) -> Self:
        compound = (info.context or load_compounds())[self.compound]
        check_preset(compound, self.preset)
        if compound.endogenous[self.preset].peak is None:
            msg = f"preset: the body's own {self.compound} is constant; it has no peak."
            raise InputError(msg)
        return self

    def answer(self, setting: Setting, person: Person, amount_mg: float | None = None) -> Number:
        """Look for the peak in the day around bedtime."""
        del person, amount_mg
        compound = setting.compounds[self.compound]
        own = own_level(compound, Endogenous(self.preset), setting.night)
        assert own is not None
        return 60.0 * Total(own).peak(-DAY_H / 2, DAY_H / 2)[0]


def check_preset(compound: Compound, preset: str) -> None:
    """Refuse a preset that the body's own level of a compound does not have."""
    if not compound.endogenous:
        msg = f"preset: the body has no {compound.name} by itself here."
        raise InputError(msg)
    if preset not in compound.endogenous:
        known = did_you_mean(preset, compound.endogenous)
        msg = f"preset: the body's own {compound.name} has no preset {preset!r}; {known}"
        raise InputError(msg)
