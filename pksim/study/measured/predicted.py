"""What the model predicts of the numbers that studies publish, for one person or many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.quantity import Quantity
from pksim.describe.files.published import Measured, Measurement, Published
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.units import area_unit, concentration_factor
from pksim.kinetics import features
from pksim.kinetics.arrays import Array
from pksim.kinetics.inputs import Input
from pksim.study.curves.person import Person, TypicalPerson
from pksim.study.curves.regimen import Regimen, regimens

_MINUTES_AN_H = 60.0


def has_the_set(compound: Compound, parameters: str) -> bool:
    """Say whether a compound has a parameter set, or a single one that serves for any name."""
    return len(compound.parameters) == 1 or parameters in compound.parameters


def taking(measured: Measurement, parameters: str, compounds: Mapping[str, Compound], person: Person) -> Regimen:
    """Give somebody, or many, the dose of a study at time 0."""
    dose = measured.taken(compounds)
    schedule = Schedule(measured.dose, (dose,))
    made = regimens(schedule, Night(), parameters=parameters, compounds=compounds, person=person)[dose.compound]
    if measured.route == "iv":
        bolus = Input(amount_mg=made.compound.active_mg(dose), time_h=0.0, route="iv")
        return replace(made, inputs_by_dose=((bolus,),))
    return made


def predicted(name: Measured, measured: Measurement, regimen: Regimen) -> Array:
    """Give what a study measured, of one person (scalar) or many (N,), in the unit that `unit_of` names."""
    system, factor = regimen.system, regimen.compound.display_factor
    if name == "cmax":
        return np.asarray(regimen.peak[1]) * factor
    if name == "tmax":
        return np.asarray(regimen.peak[0]) * _MINUTES_AN_H
    if name == "half_life":
        return np.asarray(regimen.terminal_half_life_h) * _MINUTES_AN_H
    if measured.auc_until is not None:
        return features.area(regimen.pieces, 0.0, measured.auc_until.value) * factor
    return np.reshape(system.dose_mg_l.sum(axis=0) / system.ke_per_h, system.shape) * factor


def in_its_unit(name: Measured, quantity: Quantity, compound: Compound) -> Quantity:
    """Give a published number, with its range, in the unit that `unit_of` names."""
    is_level = name in ("cmax", "auc")
    its = concentration_factor(quantity.unit, compound.molar_mass.value) if is_level else 1.0
    factor = compound.display_factor / its if is_level else _MINUTES_AN_H
    moved = {end: None if (value := getattr(quantity, end)) is None else value * factor for end in ("low", "high")}
    return quantity.model_copy(update={"value": quantity.value * factor, "unit": unit_of(name, compound), **moved})


def unit_of(name: Measured, compound: Compound) -> str:
    """Name the unit in which a number is compared: the display unit, the same times hours, or minutes."""
    return {"cmax": compound.display_unit, "auc": area_unit(compound.display_unit)}.get(name, "min")


class FarOff(NamedTuple):
    """How high 1 mg peaks in published studies, from the lowest to the highest, and in the typical person."""

    compound: str
    low: float
    high: float
    predicted: float
    unit: str


def how_far_off(tables: Published, compounds: Mapping[str, Compound], parameters: str) -> list[FarOff]:
    """Say of each compound of which it is known how high 1 mg of its usual form peaks in studies, and in the model.

    Compounds that are not among those given, or have no such parameter set, are left out.

    Examples
    --------
    >>> import pksim as pk
    >>> from pksim.describe.files.published import load_published
    >>> (melatonin,) = how_far_off(load_published(), pk.load_compounds(), "article")
    >>> melatonin.low, melatonin.high, round(melatonin.predicted), melatonin.unit
    (355.0, 4670.0, 879, 'pg/mL')
    """
    found = []
    for name, known in tables.cmax_per_mg.items():
        if name in compounds and has_the_set(compounds[name], parameters) and not compounds[name].is_salt:
            one = Measurement.model_construct(study=name, dose=f"{name} 1 mg", route="oral")
            peak = predicted("cmax", one, taking(one, parameters, compounds, TypicalPerson()))
            published = in_its_unit("cmax", known, compounds[name])
            found.append(FarOff(name, *published.ends, float(peak), published.unit))
    return found
