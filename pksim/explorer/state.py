"""What is on the screen, as plain data, and the rules that Python and the script hold it to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, StrictBool, ValidationInfo, field_validator, model_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Basis
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.records import Record, read_record
from pksim.errors import InputError, did_you_mean

State: TypeAlias = dict[str, Any]
SCALES = ("automatic", "linear", "logarithmic", "share of peak")
LIMITS: Mapping[str, Any] = {
    "schedules": 12,
    "doses": 12,
    "name": 60,
    "amount_mg": [1e-6, 1e6],
    "time_h": [-48.0, 48.0],
    "tmax_h": [0.02, 48.0],
    "half_life_h": [0.02, 400.0],
    "before_h": [0.0, 24.0],
    "after_wake_h": [0.0, 24.0],
    "link": 40_000,
}
"""How many, how long, and from where to where; the script is handed the same."""


def _within(value: Any, info: ValidationInfo) -> Any:
    low, high = LIMITS[str(info.field_name)]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        msg = f"it is {value!r}; it must be a number from {low:g} to {high:g}."
        raise InputError(msg)
    return value


def _counted(value: Any, info: ValidationInfo) -> Any:
    least, most = int(info.field_name != "doses"), LIMITS[str(info.field_name)]
    if isinstance(value, (str, list, tuple)) and not least <= len(value) <= most:
        msg = f"the length is {len(value)}; it must be from {least} to {most}."
        raise InputError(msg)
    return value


Limited = Annotated[float, BeforeValidator(_within)]
Counted = BeforeValidator(_counted)


def _compounds(info: ValidationInfo) -> Mapping[str, Compound]:
    known: Mapping[str, Compound] = info.context or {}
    return known


class _Kinetics(Record):
    tmax_h: Limited
    half_life_h: Limited


class _Dose(Record):
    compound: str
    formulation: str
    basis: Basis | None
    amount_mg: Limited
    time_h: Limited

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> _Dose:
        compounds = _compounds(info)
        if self.compound not in compounds:
            msg = f"there is no compound {self.compound!r}; {did_you_mean(self.compound, compounds)}"
            raise InputError(msg)
        compounds[self.compound].check(self.dose())
        return self

    def dose(self) -> Dose:
        """Make the dose."""
        return Dose(self.compound, self.amount_mg, time_h=self.time_h, formulation=self.formulation, basis=self.basis)


class _Schedule(Record):
    name: Annotated[str, Counted]
    hidden: StrictBool = False
    doses: Annotated[tuple[_Dose, ...], Counted]

    def schedule(self) -> Schedule:
        """Make the schedule."""
        return Schedule(self.name, tuple(each.dose() for each in self.doses))


class Screen(Record):
    """A state that was read."""

    bedtime: str
    wake: str
    before_h: Limited = Night.before_h
    after_wake_h: Limited = Night.after_wake_h
    parameters: str
    endogenous: StrictBool
    preset: str
    scale: Literal["automatic", "linear", "logarithmic", "share of peak"]
    kinetics: dict[str, _Kinetics]
    schedules: Annotated[tuple[_Schedule, ...], Counted]

    @field_validator("parameters", "preset")
    @classmethod
    def _known(cls, name: str, info: ValidationInfo) -> str:
        compounds = _compounds(info)
        held = "parameters" if info.field_name == "parameters" else "endogenous"
        known = dict.fromkeys(each for compound in compounds.values() for each in getattr(compound, held))
        if name not in known:
            msg = f"it is {name!r}; {did_you_mean(name, known)}"
            raise InputError(msg)
        return name

    @field_validator("kinetics")
    @classmethod
    def _of_all(cls, kinetics: dict[str, _Kinetics], info: ValidationInfo) -> dict[str, _Kinetics]:
        missing = [name for name in _compounds(info) if name not in kinetics]
        if missing:
            msg = f"those of {missing[0]} are missing; give tmax_h and half_life_h [h]."
            raise InputError(msg)
        return kinetics

    @field_validator("wake")
    @classmethod
    def _a_night(cls, wake: str, info: ValidationInfo) -> str:
        Night(info.data["bedtime"], wake)
        return wake

    @field_validator("schedules")
    @classmethod
    def _one_name_each(cls, schedules: tuple[_Schedule, ...]) -> tuple[_Schedule, ...]:
        names = [each.name for each in schedules]
        for name in names:
            if not name.strip() or names.count(name) > 1:
                msg = f"the name {name!r} is not one of its own; give every schedule one."
                raise InputError(msg)
        return schedules

    def night(self) -> Night:
        """Make the night."""
        return Night(self.bedtime, self.wake, self.before_h, self.after_wake_h)


def read_state(state: object, compounds: Mapping[str, Compound]) -> Screen:
    """Read what is on the screen.

    Parameters
    ----------
    state : dict
        As the script holds it.
    compounds : mapping of str to Compound
        What is known, by name.

    Returns
    -------
    Screen

    Raises
    ------
    pksim.errors.InputError
        With every mistake in it.
    """
    return read_record(Screen, state, "the state of the explorer", context=compounds)
