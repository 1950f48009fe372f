"""The one place where a compound, a schedule and a night become a model and its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from pksim.arguments import instance
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Formulation, Part
from pksim.describe.compound.parameter_set import ParameterSet
from pksim.describe.compound.quantity import Quantity
from pksim.describe.schedule.dose import SECONDS_PER_H, Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.errors import InputError, did_you_mean
from pksim.kinetics import features
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.solvers import Solver
from pksim.kinetics.system import System
from pksim.study.curves.person import Person, TypicalPerson, kinetics_of

_WHOLE = Part(fraction=Quantity(value=1.0))
"""A tablet of a single part that is absorbed as usual."""


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
    inputs_by_dose : tuple of tuple of Input
        What each dose brings into the body, on the night's axis.
    night : Night
        In which night, or nights.
    """

    compound: Compound
    kinetics: ParameterSet
    doses: tuple[Dose, ...]
    model: OneCompartment
    inputs_by_dose: tuple[tuple[Input, ...], ...]
    night: Night

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What enters the body."""
        return tuple(each for inputs in self.inputs_by_dose for each in inputs)

    @property
    def windows_h(self) -> list[tuple[float, float] | None]:
        """Window of each moment at which doses are taken together, in their order."""
        return [dose.window_h for dose in _at_each_moment(self.doses, self.night).values()]

    @property
    def taken_mg(self) -> float:
        """How much is taken in all, of the element for a salt [mg]."""
        return sum(self.compound.active_mg(dose) for dose in self.doses)

    def concentration(self, times_h: ArrayLike, *, solver: Solver = "exact") -> Array:
        """Give what the doses add (times,) or (times, N) [mg/L], at some times [h from bedtime]."""
        return self.model.concentration(times_h, self.inputs, solver=solver)

    @cached_property
    def taken_h(self) -> Array:
        """When the typical person, or the first of many, takes each dose (doses,) [h from the first bedtime]."""
        return np.array([np.ravel(inputs[0].time_h)[0] for inputs in self.inputs_by_dose], dtype=float)

    @cached_property
    def system(self) -> System:
        """Model and inputs as arrays."""
        return self.model.system(self.inputs)

    @cached_property
    def pieces(self) -> Pieces:
        """The solution between doses."""
        return Pieces.of(self.system)

    @cached_property
    def peak(self) -> tuple[Number, Number]:
        """When the whole curve is highest [h from bedtime], and how high [mg/L]."""
        time, height = features.peak(self.pieces)
        return (time, height) if self.system.shape else (float(time), float(height))

    @property
    def terminal_half_life_h(self) -> Number:
        """Half-life that one would read off the end of the curve [h]."""
        return self.system.terminal_half_life_h[()]

    @property
    def is_flip_flop(self) -> Number:
        """Whether some of it is absorbed more slowly than it is eliminated."""
        return self.system.is_flip_flop[()]


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
    instance(parameters, str, "parameters", "'article'")
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
    kinetics = compound.kinetics(parameters)
    doses = tuple(dose for dose in schedule.doses if dose.compound == compound.name)
    for dose in doses:
        try:
            compound.check(dose)
        except InputError as error:
            msg = f"schedule {schedule.name!r}, dose {str(dose)!r}: {error}"
            raise InputError(msg) from None
    of_taker = kinetics_of(person, compound.name, kinetics)
    share = of_taker.get("bioavailability", 1.0)
    model = OneCompartment.from_tmax(of_taker["tmax"], of_taker["half_life"], of_taker["volume"], share)
    times = _times(doses, compound.name, night, person)
    amounts = [compound.active_mg(dose) for dose in doses]
    inputs: list[tuple[Input, ...]] = []
    for dose, amount, time, at_once in zip(doses, amounts, times, _taken_at_once(amounts, times), strict=True):
        form = compound.form(dose)
        absorbed = _absorbed(form, share, kinetics, at_once / compound.molar_mass.value)
        inputs.append(_inputs(form, amount, time, absorbed))
    return Regimen(compound, kinetics, doses, model, tuple(inputs), night)


def _at_each_moment(doses: tuple[Dose, ...], night: Night) -> dict[tuple[int, ...], Dose]:
    """Give the first dose of each moment and window, in the order of the doses; all of one are taken together."""
    first: dict[tuple[int, ...], Dose] = {}
    for dose in doses:
        first.setdefault(dose.moment(night), dose)
    return first


def _times(doses: tuple[Dose, ...], compound: str, night: Night, person: Person) -> list[Number]:
    """Say when each dose is taken [h from bedtime]."""
    together = {
        moment: dose.time_from_bedtime_h(night) + person.offset(compound, dose.window_h, number)
        for number, (moment, dose) in enumerate(_at_each_moment(doses, night).items())
    }
    return [together[dose.moment(night)] for dose in doses]


def _taken_at_once(amounts: list[float], times: list[Number]) -> list[float]:
    """Say for each dose how much is taken at its instant, to the second [mg]."""
    keys = [(np.round(np.asarray(time) * SECONDS_PER_H) + 0.0).tobytes() for time in times]
    total = dict.fromkeys(keys, 0.0)
    for key, amount in zip(keys, amounts, strict=True):
        total[key] += amount
    return [total[key] for key in keys]


def _absorbed(form: Formulation, share: Number, kinetics: ParameterSet, at_once_mmol: float) -> Number | None:
    """Fraction absorbed of a dose, where it depends on its form or on what is taken at one instant; or the model's."""
    falling, relative = kinetics.saturable_bioavailability, form.relative_bioavailability
    if falling is not None:
        share = falling.at(at_once_mmol)
    elif relative is None:
        return None
    return share if relative is None else share * relative.value


def _inputs(formulation: Formulation, amount_mg: float, time_h: Number, absorbed: Number | None) -> tuple[Input, ...]:
    """Split a dose into the parts of its tablet, each with its own depot or release."""
    return tuple(
        Input(
            amount_mg=amount_mg * part.fraction.value,
            time_h=time_h,
            duration_h=0.0 if part.release_duration is None else part.release_duration.value,
            bioavailability=absorbed,
            ka_per_h=None if part.release_half_life is None else np.log(2) / part.release_half_life.value,
        )
        for part in formulation.parts or (_WHOLE,)
    )
