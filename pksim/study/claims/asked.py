"""What a claim can ask of the model: the number of a dose, or of people."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator, model_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import load_compounds
from pksim.describe.files.schedule_file import DoseTable
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.records import Record
from pksim.describe.words.units import TIME_H, read_quantity
from pksim.errors import InputError
from pksim.kinetics.arrays import Number
from pksim.study.curves.person import Person, TypicalPerson
from pksim.study.curves.regimen import Regimen, regimens


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


HOURS = Scale("h", TIME_H)
_MINUTES = {name: round(60 * hours) for name, hours in TIME_H.items()}
FROM_BEDTIME = Scale("min", _MINUTES, is_from_bedtime=True)
_PERCENT = {"%": 1.0}
PERCENT = Scale("%", _PERCENT)
_DAYS = {"night": 1.0, "nights": 1.0, "day": 1.0, "days": 1.0, "week": 7.0, "weeks": 7.0}
NIGHTS = Scale("nights", _DAYS)


def level_of(compound: Compound) -> Scale:
    """Tell a level in a compound's display unit."""
    return Scale(compound.display_unit, {compound.display_unit: 1.0})


def _a_share(text: Any) -> Any:
    if not isinstance(text, str) or not 0.01 <= read_quantity(text, _PERCENT, "the share") < 100:
        msg = f"the share is {text!r}; write it as text from '0.01 %' to below '100 %'."
        raise InputError(msg)
    return text


Share = Annotated[str, BeforeValidator(_a_share)]


def share_of(text: str) -> float:
    """Give a share as a fraction."""
    return read_quantity(text, _PERCENT, "the share") / 100


def above_zero(what: str, units: dict[str, float]) -> AfterValidator:
    """Refuse text that is no quantity above 0 in some units."""

    def checked(text: str) -> str:
        if read_quantity(text, units, what) <= 0:
            msg = f"{what} is {text!r}; it must be above 0."
            raise InputError(msg)
        return text

    return AfterValidator(checked)


@dataclass(frozen=True)
class Setting:
    """In what night, with what, and in whom a question is answered; by default in the typical person.

    Attributes
    ----------
    night : Night
        In which night.
    parameters : str
        Whose kinetics.
    compounds : mapping of str to Compound
        What is known, by name.
    person : Person
        Who takes the dose that is asked about.
    amount_mg : float or None
        How much of it [mg]; None for the amount that the question names.
    """

    night: Night
    parameters: str
    compounds: Mapping[str, Compound]
    person: Person = field(default_factory=TypicalPerson)
    amount_mg: float | None = None

    def regimen(self, dose: Dose) -> Regimen:
        """Make a model and inputs of a dose."""
        made = regimens(
            Schedule("claim", (dose,)),
            self.night,
            parameters=self.parameters,
            compounds=self.compounds,
            person=self.person,
        )
        return made[dose.compound]


class ModelQuestion(Record):
    """Which number of the model a claim is about."""

    is_count: ClassVar[bool] = False
    """Whether it is the share of people of whom something is so, and each one's answer is 0 or 100 %."""
    number: ClassVar[str]
    told_in: ClassVar[Scale]

    @abstractmethod
    def answer(self, setting: Setting) -> Number:
        """Give the number of one person or many, in the unit of its scale."""

    def amounts_mg(self, compounds: Mapping[str, Compound]) -> tuple[float, ...]:
        """Give the lowest and the highest amount of its dose, if it has one with a range [mg]."""
        del compounds
        return ()

    def phrase(self, compounds: Mapping[str, Compound]) -> str:
        """Name the number, in the middle of a sentence."""
        del compounds
        return self.number.format(**vars(self))

    def scale(self, compounds: Mapping[str, Compound]) -> Scale:
        """Say how the number is told."""
        del compounds
        return self.told_in


class AboutDose(ModelQuestion):
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

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        known = info.context or load_compounds()
        dose = self.taken(known)
        self.check(dose, known[dose.compound])
        return self

    def check(self, dose: Dose, compound: Compound) -> None:
        """Refuse what cannot be asked of its dose."""

    def regimen(self, setting: Setting) -> Regimen:
        """Make a model and inputs of the dose, in the amount that is asked about."""
        dose = self.taken(setting.compounds)
        return setting.regimen(dose if setting.amount_mg is None else replace(dose, amount_mg=setting.amount_mg))

    def amounts_mg(self, compounds: Mapping[str, Compound]) -> tuple[float, ...]:
        """Give the lowest and the highest amount of the dose, if it has a range [mg]."""
        return self.taken(compounds).range_mg or ()

    def taken(self, compounds: Mapping[str, Compound]) -> Dose:
        """Read the dose."""
        return self.dose.dose(compounds)
