"""The numbers of the model that claims are about, each for one person or for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import singledispatch

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.spread import find_spread
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import DAY_H, Night
from pksim.describe.schedule.schedule import Schedule
from pksim.kinetics import features
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.total import Total
from pksim.study.claims.questions import (
    AboutDose,
    AddedOverOwn,
    FlipFlopShare,
    HoursAboveLevel,
    LevelOnWaking,
    MoreAbsorbed,
    NightsToPlateau,
    OwnPeakFromBedtime,
    PeakFromBedtime,
    Question,
    ReceptorOccupancy,
    SaltAmount,
    ShareLeftOnWaking,
    TimeUntilShare,
    share_of,
)
from pksim.study.curves.nightly import nights_to_steady
from pksim.study.curves.own_level import bodys_own, own_level
from pksim.study.curves.person import Number, Person
from pksim.study.curves.receptors import receptors_of, share
from pksim.study.curves.regimen import Regimen, regimens
from pksim.study.people.sleepers import Sleepers

_EVENLY = 100


@dataclass(frozen=True)
class Setting:
    """What the numbers are computed with."""

    night: Night
    parameters: str
    compounds: Mapping[str, Compound]

    def regimen(self, dose: Dose, person: Person) -> Regimen:
        """Make a model and inputs of a dose."""
        schedule = Schedule("claim", (dose,))
        made = regimens(schedule, self.night, parameters=self.parameters, compounds=self.compounds, person=person)
        return made[dose.compound]


@singledispatch
def answer(question: Question, setting: Setting, person: Person) -> Number:
    """Answer a question that is not about a dose, in the unit of its scale."""
    raise TypeError(question, setting, person)


@answer.register
def _flip_flop_share(question: FlipFlopShare, setting: Setting, person: Person) -> Number:
    """Count in an even lattice of people, as many at each quantile of one quantity as of the other."""
    del person
    compound = setting.compounds[question.compound]
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


@answer.register
def _own_peak(question: OwnPeakFromBedtime, setting: Setting, person: Person) -> Number:
    """Look for the peak in the day around bedtime."""
    del person
    compound = setting.compounds[question.compound]
    own = own_level(compound, Endogenous(question.preset), setting.night)
    assert own is not None
    return 60.0 * Total(own).peak(-DAY_H / 2, DAY_H / 2)[0]


@singledispatch
def answer_about(question: AboutDose, dose: Dose, setting: Setting, person: Person) -> Number:
    """Answer a question about a dose, in the unit of its scale."""
    raise TypeError(question, dose, setting, person)


@answer_about.register
def _time_until_share(question: TimeUntilShare, dose: Dose, setting: Setting, person: Person) -> Number:
    regimen = setting.regimen(dose, person)
    return features.last_above_share(regimen.system, share_of(question.share)) - np.asarray(regimen.inputs[0].time_h)


@answer_about.register
def _share_left_on_waking(question: ShareLeftOnWaking, dose: Dose, setting: Setting, person: Person) -> Number:
    del question
    regimen = setting.regimen(dose, person)
    return 100.0 * regimen.concentration(setting.night.wake_h) / features.peak(regimen.system)[1]


@answer_about.register
def _peak_from_bedtime(question: PeakFromBedtime, dose: Dose, setting: Setting, person: Person) -> Number:
    del question
    # Without rounding, what is at bedtime would be a few picoseconds off; without the sum, it could be minus zero.
    return np.round(60.0 * features.peak(setting.regimen(dose, person).system)[0], 9) + 0.0


@answer_about.register
def _salt_amount(question: SaltAmount, dose: Dose, setting: Setting, person: Person) -> Number:
    del question, person
    return setting.compounds[dose.compound].salt_mg(dose)


@answer_about.register
def _receptor_occupancy(question: ReceptorOccupancy, dose: Dose, setting: Setting, person: Person) -> Number:
    compound = setting.compounds[dose.compound]
    peak = features.peak(setting.regimen(dose, person).system)[1] * compound.display_factor
    return 100.0 * share(peak, receptors_of(setting.compounds, dose.compound)[question.receptor])


@answer_about.register
def _added_over_own(question: AddedOverOwn, dose: Dose, setting: Setting, person: Person) -> Number:
    regimen = setting.regimen(dose, person)
    compound, preset = regimen.compound, regimen.compound.endogenous[question.preset]
    own = bodys_own(regimen, Endogenous(question.preset), setting.night)
    assert own is not None
    time, peak = features.peak(regimen.system)
    level = own.concentration(time)
    if preset.amplitude is not None:
        higher = person.number(compound.name, "amplitude", preset.amplitude) / preset.amplitude.value
        level = own.baseline + (level - own.baseline) * higher
    return peak / level


@answer_about.register
def _hours_above_level(question: HoursAboveLevel, dose: Dose, setting: Setting, person: Person) -> Number:
    compound = setting.compounds[dose.compound]
    level = question.level_in(compound) / compound.display_factor
    return features.hours_above(setting.regimen(dose, person).system, level)


@answer_about.register
def _more_absorbed(question: MoreAbsorbed, dose: Dose, setting: Setting, person: Person) -> Number:
    smaller = replace(dose, amount_mg=question.than_mg)
    absorbed = [setting.regimen(each, person).system.dose_mg_l.sum(axis=0) for each in (dose, smaller)]
    return 100.0 * (absorbed[0] / absorbed[1] - 1.0)


@answer_about.register
def _nights_to_plateau(question: NightsToPlateau, dose: Dose, setting: Setting, person: Person) -> Number:
    regimen = setting.regimen(dose, person)
    slowest = min(float(regimen.system.ka_per_h.min()), float(regimen.system.ke_per_h.min()))
    nights = nights_to_steady(dose.compound, float(np.log(2)) / slowest)
    # What the doses of several nights add is the sum of what each adds.
    of_each = regimen.concentration(setting.night.wake_h + DAY_H * np.arange(nights, dtype=np.float64))
    levels = np.cumsum(of_each, axis=0)
    return 1 + np.argmax(levels >= share_of(question.share) * levels[-1], axis=0)


@answer_about.register
def _level_on_waking(question: LevelOnWaking, dose: Dose, setting: Setting, person: Person) -> Number:
    del question
    regimen = setting.regimen(dose, person)
    return regimen.concentration(setting.night.wake_h) * regimen.compound.display_factor
