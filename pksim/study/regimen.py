"""The one place where a compound, a schedule and a night become a model and its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pksim.describe.compound import Compound
from pksim.describe.dose import Dose
from pksim.describe.formulation import Formulation
from pksim.describe.night import Night
from pksim.describe.parameter_set import ParameterSet
from pksim.describe.schedule import Schedule
from pksim.errors import InputError, did_you_mean
from pksim.kinetics import features
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.system import System
from pksim.study.sleepers import Number, Person, TypicalPerson


@dataclass(frozen=True, eq=False)
class Regimen:
    """One compound of one schedule in one night, ready to be solved.

    Attributes
    ----------
    compound : Compound
        Of what.
    kinetics : ParameterSet
        With which numbers.
    doses : tuple of Dose
        What is taken of it.
    model : OneCompartment
        Its kinetics.
    inputs : tuple of Input
        What enters the body, on the night's axis.
    """

    compound: Compound
    kinetics: ParameterSet
    doses: tuple[Dose, ...]
    model: OneCompartment
    inputs: tuple[Input, ...]

    @cached_property
    def system(self) -> System:
        """Model and inputs as arrays."""
        return self.model.system(self.inputs)

    @cached_property
    def peak(self) -> tuple[float, float]:
        """When the whole curve is highest [h from bedtime], and how high [mg/L]."""
        time, height = features.peak(self.system)
        return float(time), float(height)

    @cached_property
    def above_half_peak(self) -> list[tuple[float, float]]:
        """From when to when the curve is above half its peak [h from bedtime]."""
        return features.spans_above(self.system, self.peak[1] / 2)

    @property
    def terminal_half_life_h(self) -> float:
        """Half-life that one would read off the end of the curve [h]."""
        slowest = min(float(self.system.ka_per_h.min()), float(self.system.ke_per_h[0]))
        return float(np.log(2)) / slowest

    @property
    def is_flip_flop(self) -> bool:
        """Whether some of it is absorbed more slowly than it is eliminated."""
        return bool((self.system.ka_per_h < self.system.ke_per_h).any())


def regimens(
    schedule: Schedule,
    night: Night,
    *,
    parameters: str,
    compounds: Mapping[str, Compound],
    person: Person | None = None,
) -> dict[str, Regimen]:
    """Turn a schedule into models and inputs.

    Parameters
    ----------
    schedule : Schedule
        What is taken when.
    night : Night
        In which night.
    parameters : str
        Which parameter set; a compound of one's own that has a single set uses that one.
    compounds : mapping of str to Compound
        What is known, by name.
    person : Person, optional
        Who takes it; by default the typical person.

    Returns
    -------
    dict of str to Regimen
        By compound, in the order of the doses.

    Raises
    ------
    pksim.errors.InputError
        When a dose is of an unknown compound or form.
    """
    taker = TypicalPerson() if person is None else person
    return {
        name: _regimen(schedule, _known(name, schedule, compounds), night, parameters, taker)
        for name in schedule.compounds
    }


def _known(name: str, schedule: Schedule, compounds: Mapping[str, Compound]) -> Compound:
    if name not in compounds:
        msg = f"schedule {schedule.name!r}: the compound {name!r} is not known; {did_you_mean(name, compounds)}"
        raise InputError(msg)
    return compounds[name]


def _regimen(schedule: Schedule, compound: Compound, night: Night, parameters: str, person: Person) -> Regimen:
    kinetics = compound.parameter_set(parameters if len(compound.parameters) > 1 else next(iter(compound.parameters)))
    doses = tuple(dose for dose in schedule.doses if dose.compound == compound.name)
    for dose in doses:
        try:
            compound.check(dose)
        except InputError as error:
            msg = f"schedule {schedule.name!r}, dose {str(dose)!r}: {error}"
            raise InputError(msg) from None
    same_for_all = kinetics.bioavailability
    model = OneCompartment.from_tmax(
        person.number(compound.name, "tmax", kinetics.tmax),
        person.number(compound.name, "half_life", kinetics.half_life),
        person.number(compound.name, "volume", kinetics.volume),
        1.0 if same_for_all is None else person.number(compound.name, "bioavailability", same_for_all),
    )
    windows = list(dict.fromkeys((dose.time_from_bedtime_h(night), dose.window_h) for dose in doses))
    times = [
        time + person.offset(compound.name, window, windows.index((time, window)))
        for time, window in ((dose.time_from_bedtime_h(night), dose.window_h) for dose in doses)
    ]
    amounts = [compound.active_mg(dose) for dose in doses]
    inputs: list[Input] = []
    for dose, amount, time in zip(doses, amounts, times, strict=True):
        at_once = sum(other for other, its_time in zip(amounts, times, strict=True) if np.array_equal(time, its_time))
        inputs += _inputs(compound.form(dose), amount, time, _saturated(compound, kinetics, at_once))
    return Regimen(compound, kinetics, doses, model, tuple(inputs))


def _saturated(compound: Compound, kinetics: ParameterSet, amount_mg: float) -> float | None:
    """Fraction absorbed of what is taken at one instant, where it depends on that; otherwise the model says it."""
    if kinetics.saturable_bioavailability is None:
        return None
    return kinetics.saturable_bioavailability.at(amount_mg / compound.molar_mass.value)


def _inputs(formulation: Formulation, amount_mg: float, time_h: Number, absorbed: float | None) -> list[Input]:
    """Split a dose into the parts of its tablet, each with its own depot."""
    if not formulation.parts:
        return [Input(amount_mg=amount_mg, time_h=time_h, bioavailability=absorbed)]
    return [
        Input(
            amount_mg=amount_mg * part.fraction.value,
            time_h=time_h,
            bioavailability=absorbed,
            ka_per_h=None if part.release_half_life is None else np.log(2) / part.release_half_life.value,
        )
        for part in formulation.parts
    ]
