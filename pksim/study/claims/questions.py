"""Questions that a claim asks of the model: which number, of which dose, and in which unit it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ValidationInfo, field_validator, model_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import load_compounds
from pksim.describe.files.schedule_file import DoseTable
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.records import Record
from pksim.describe.words.units import MASS_MG, TIME_H, read_quantity
from pksim.errors import InputError, did_you_mean


@dataclass(frozen=True)
class Scale:
    """How the answer to a question is told.

    Attributes
    ----------
    unit : str
        Its unit.
    units : mapping of str to float
        Units in which a rule may speak of it, and how many of its own each is.
    is_from_bedtime : bool
        Whether it is a time on the night's axis.
    """

    unit: str
    units: Mapping[str, float]
    is_from_bedtime: bool = False


_HOURS = Scale("h", TIME_H)
_MINUTES = {name: round(60 * hours) for name, hours in TIME_H.items()}
_FROM_BEDTIME = Scale("min", _MINUTES, is_from_bedtime=True)
_PERCENT = Scale("%", {"%": 1.0})
_DAYS = {"night": 1.0, "nights": 1.0, "day": 1.0, "days": 1.0, "week": 7.0, "weeks": 7.0}
_NIGHTS = Scale("nights", _DAYS)


def _a_share(text: Any) -> Any:
    if not isinstance(text, str) or not 0.01 <= read_quantity(text, {"%": 1.0}, "the share") < 100:
        msg = f"the share is {text!r}; write it as text from '0.01 %' to below '100 %'."
        raise InputError(msg)
    return text


Share = Annotated[str, BeforeValidator(_a_share)]


def share_of(text: str) -> float:
    """Give a share as a fraction."""
    return read_quantity(text, {"%": 1.0}, "the share") / 100


class Question(Record):
    """Which number of the model a claim is about."""

    number: ClassVar[str]
    told_in: ClassVar[Scale]

    def phrase(self, compounds: Mapping[str, Compound]) -> str:
        """Name the number, in the middle of a sentence."""
        del compounds
        return self.number.format(**vars(self))

    def scale(self, compounds: Mapping[str, Compound]) -> Scale:
        """Say how the number is told."""
        del compounds
        return self.told_in


class AboutDose(Question):
    """A question about a dose.

    Attributes
    ----------
    dose : DoseTable
        As in a schedule, as text or as a table with the window of its time and the range of its amount.
    """

    is_about_time: ClassVar[bool] = True
    is_about_what_is_left: ClassVar[bool] = False

    dose: DoseTable

    @field_validator("dose")
    @classmethod
    def _one_night(cls, dose: DoseTable) -> DoseTable:
        if dose.nights is not None:
            msg = "a claim's dose is of one night; leave nights out."
            raise InputError(msg)
        return dose

    def phrase(self, compounds: Mapping[str, Compound]) -> str:
        """Name the number, and the dose that it is about."""
        dose = self.taken(compounds)
        span = "" if dose.range_mg is None else f" ({dose.range_mg[0]:g}–{dose.range_mg[1]:g} mg)"
        return f"with {dose if self.is_about_time else dose.what}{span}, {super().phrase(compounds)}"

    def range_mg(self, compounds: Mapping[str, Compound]) -> tuple[float, ...]:
        """Give the lowest and the highest amount of the dose, if it has a range [mg]."""
        return self.taken(compounds).range_mg or ()

    def taken(self, compounds: Mapping[str, Compound]) -> Dose:
        """Read the dose."""
        return self.dose.dose(compounds)


class TimeUntilShare(AboutDose):
    """How long after the dose a share of the peak is left."""

    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the time from the dose until {share} of the peak is left"
    told_in: ClassVar[Scale] = _HOURS

    share: Share


class ShareLeftOnWaking(AboutDose):
    """Which share of the peak is left on waking."""

    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "what is left of the peak on waking"
    told_in: ClassVar[Scale] = _PERCENT


class PeakFromBedtime(AboutDose):
    """When the curve peaks, from bedtime."""

    number: ClassVar[str] = "the time of the peak"
    told_in: ClassVar[Scale] = _FROM_BEDTIME


class SaltAmount(AboutDose):
    """How much of the salt holds an elemental amount."""

    number: ClassVar[str] = "the amount of the salt that holds the elemental one"
    told_in: ClassVar[Scale] = Scale("mg", MASS_MG)
    is_about_time: ClassVar[bool] = False

    @model_validator(mode="after")
    def _of_a_salt(self, info: ValidationInfo) -> SaltAmount:
        known = info.context or load_compounds()
        dose = self.taken(known)
        if dose.basis != "elemental" or known[dose.compound].form(dose).salt is None:
            example = "magnesium glycinate 300 mg elemental at bedtime"
            msg = f"dose: {str(dose)!r} is not an elemental amount of a salt; write it like {example!r}."
            raise InputError(msg)
        return self


class ReceptorOccupancy(AboutDose):
    """Which share of a receptor is occupied at the peak."""

    number: ClassVar[str] = "the share of {receptor} receptors that is occupied at the peak"
    told_in: ClassVar[Scale] = _PERCENT

    receptor: str

    @model_validator(mode="after")
    def _a_receptor(self, info: ValidationInfo) -> ReceptorOccupancy:
        known = info.context or load_compounds()
        compound = known[self.taken(known).compound]
        if not compound.receptors:
            msg = f"receptor: no receptors of {compound.name} are known here."
            raise InputError(msg)
        if self.receptor not in compound.receptors:
            msg = (
                f"receptor: {compound.name} has no {self.receptor!r}; {did_you_mean(self.receptor, compound.receptors)}"
            )
            raise InputError(msg)
        return self


class AddedOverOwn(AboutDose):
    """How many times the body's own level of that time a dose adds at its peak."""

    number: ClassVar[str] = "what the dose adds at its peak, in multiples of the body's own level at that time,"
    told_in: ClassVar[Scale] = Scale("times", {"times": 1.0})

    preset: str

    @model_validator(mode="after")
    def _a_preset(self, info: ValidationInfo) -> AddedOverOwn:
        known = info.context or load_compounds()
        _check_preset(known[self.taken(known).compound], self.preset)
        return self


class HoursAboveLevel(AboutDose):
    """How long, in total, what the dose adds is above a level."""

    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the time above {level}"
    told_in: ClassVar[Scale] = _HOURS

    level: str

    def level_in(self, compound: Compound) -> float:
        """Give the level in the compound's display unit."""
        return read_quantity(self.level, {compound.display_unit: 1.0}, "the level")

    @model_validator(mode="after")
    def _a_level(self, info: ValidationInfo) -> HoursAboveLevel:
        known = info.context or load_compounds()
        if self.level_in(known[self.taken(known).compound]) <= 0:
            msg = f"level: it is {self.level!r}; it must be above 0."
            raise InputError(msg)
        return self


class MoreAbsorbed(AboutDose):
    """How much more of a dose gets into the blood than of a smaller one."""

    number: ClassVar[str] = "the gain over {than} in what reaches the blood"
    told_in: ClassVar[Scale] = _PERCENT
    is_about_time: ClassVar[bool] = False

    than: str

    @field_validator("than")
    @classmethod
    def _an_amount(cls, text: str) -> str:
        if read_quantity(text, MASS_MG, "the smaller dose") <= 0:
            msg = f"the smaller dose is {text!r}; it must be above 0."
            raise InputError(msg)
        return text

    @model_validator(mode="after")
    def _smaller(self, info: ValidationInfo) -> MoreAbsorbed:
        dose = self.taken(info.context or load_compounds())
        if self.than_mg >= dose.amount_mg:
            msg = f"than: it is {self.than!r}; it must be less than the dose, {dose.what}."
            raise InputError(msg)
        return self

    @property
    def than_mg(self) -> float:
        """The smaller dose [mg], on the basis of the larger one."""
        return read_quantity(self.than, MASS_MG, "the smaller dose")


class NightsToPlateau(AboutDose):
    """In which night of a dose that is repeated every night the level on waking comes to a share of its plateau."""

    number: ClassVar[str] = "the time until the level on waking first comes to {share} of its plateau"
    told_in: ClassVar[Scale] = _NIGHTS

    share: Share


class LevelOnWaking(AboutDose):
    """How much of what the dose adds is there on waking."""

    is_about_what_is_left: ClassVar[bool] = True
    number: ClassVar[str] = "the level on waking"

    def scale(self, compounds: Mapping[str, Compound]) -> Scale:
        """Tell it in the display unit."""
        unit = compounds[self.taken(compounds).compound].display_unit
        return Scale(unit, {unit: 1.0})


class FlipFlopShare(Question):
    """In which share of people a compound is absorbed more slowly than it is eliminated.

    Attributes
    ----------
    compound : str
        Which compound.
    """

    number: ClassVar[str] = (
        "the share of people, with time of peak and half-life drawn independently, in whom {compound} is absorbed "
        "more slowly than it is eliminated (flip-flop)"
    )
    told_in: ClassVar[Scale] = _PERCENT

    compound: str

    @field_validator("compound")
    @classmethod
    def _known(cls, name: str, info: ValidationInfo) -> str:
        _find(name, info)
        return name


class OwnPeakFromBedtime(Question):
    """When the body's own level peaks, from bedtime.

    Attributes
    ----------
    compound, preset : str
        Of which compound, and as whom.
    """

    number: ClassVar[str] = "the peak of the body's own {compound}"
    told_in: ClassVar[Scale] = _FROM_BEDTIME

    compound: str
    preset: str

    @field_validator("compound")
    @classmethod
    def _known(cls, name: str, info: ValidationInfo) -> str:
        _find(name, info)
        return name

    @model_validator(mode="after")
    def _a_preset(self, info: ValidationInfo) -> OwnPeakFromBedtime:
        compound = _find(self.compound, info)
        _check_preset(compound, self.preset)
        if compound.endogenous[self.preset].peak is None:
            msg = f"preset: the body's own {self.compound} is constant; it has no peak."
            raise InputError(msg)
        return self


def _find(name: str, info: ValidationInfo) -> Compound:
    known: Mapping[str, Compound] = info.context or load_compounds()
    if name not in known:
        msg = f"there is no compound {name!r}; {did_you_mean(name, known)}"
        raise InputError(msg)
    return known[name]


def _check_preset(compound: Compound, preset: str) -> None:
    if not compound.endogenous:
        msg = f"preset: the body has no {compound.name} by itself here."
        raise InputError(msg)
    if preset not in compound.endogenous:
        known = did_you_mean(preset, compound.endogenous)
        msg = f"preset: the body's own {compound.name} has no preset {preset!r}; {known}"
        raise InputError(msg)


QUESTIONS: Mapping[str, type[Question]] = MappingProxyType(
    {
        "time_until_share": TimeUntilShare,
        "share_left_on_waking": ShareLeftOnWaking,
        "peak_from_bedtime": PeakFromBedtime,
        "salt_amount": SaltAmount,
        "receptor_occupancy": ReceptorOccupancy,
        "added_over_own": AddedOverOwn,
        "flip_flop_share": FlipFlopShare,
        "hours_above_level": HoursAboveLevel,
        "more_absorbed": MoreAbsorbed,
        "nights_to_plateau": NightsToPlateau,
        "level_on_waking": LevelOnWaking,
        "own_peak_from_bedtime": OwnPeakFromBedtime,
    }
)
"""What a claim can ask, by the name of the evaluator."""
