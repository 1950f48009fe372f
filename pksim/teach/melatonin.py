"""Exercises about melatonin before a night: units, timing, and what the body has by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np

from pksim.describe.compound.library import load_compounds
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.units import write_duration
from pksim.kinetics.one_compartment import OneCompartment
from pksim.study.curves.simulate import Simulation, simulate
from pksim.teach.exercise import Exercise, Misconception, percent_given

_COARSE_MIN = 60.0
"""Nothing here is read off a drawn curve, so curves need not be fine."""


@dataclass(frozen=True)
class Typical:
    """The article's melatonin: hours, litres, the fraction that reaches the blood, and pg/mL in 1 mg/L."""

    tmax_h: float
    half_life_h: float
    volume_l: float
    bioavailability: float
    display_factor: float

    @property
    def words(self) -> str:
        """What a question says of it besides its half-life."""
        peak, reaches = write_duration(self.tmax_h), percent_given(self.bioavailability)
        return f"a peak {peak} after the dose, {self.volume_l:g} L, {reaches} reaches the blood"


def typical_melatonin() -> Typical:
    """Look up the article's numbers in the library."""
    melatonin = load_compounds()["melatonin"]
    its = melatonin.parameter_set("article")
    assert its.bioavailability is not None
    return Typical(
        its.tmax.value, its.half_life.value, its.volume.value, its.bioavailability.value, melatonin.display_factor
    )


def _words() -> str:
    its = typical_melatonin()
    return f"(the article's numbers: a half-life of {write_duration(its.half_life_h)}, {its.words})"


def _night(n: SimpleNamespace) -> Simulation:
    schedule = Schedule.parse("asked", f"melatonin {n.dose_mg:g} mg {n.lead_min} min before bed")
    body = Endogenous(amplitude=n.amplitude_pg_ml) if hasattr(n, "amplitude_pg_ml") else False
    return simulate(schedule, endogenous=body, step_min=_COARSE_MIN)


def _from_dose(n: SimpleNamespace, time_h: float, *, all_absorbed: bool = False) -> float:
    """Say how much melatonin the dose adds at a time from bedtime [pg/mL]."""
    (regimen,) = _night(n).regimens.values()
    model = replace(regimen.model, bioavailability=1.0) if all_absorbed else regimen.model
    return float(model.concentration(time_h, regimen.inputs)) * regimen.compound.display_factor


def _peak(n: SimpleNamespace) -> float:
    (regimen,) = _night(n).regimens.values()
    return float(regimen.model.cmax_mg_l(n.dose_mg)) * regimen.compound.display_factor


def _own(n: SimpleNamespace) -> float:
    """Say how much melatonin the body has by itself at the time asked [pg/mL]."""
    found = _night(n)
    level = found.own["melatonin"].concentration(np.array([float(n.after_h)]))[0]
    return float(level) * found.compounds["melatonin"].display_factor


UNITS = Exercise(
    name="units-1",
    notebook="01_first_night",
    unit="pg/mL",
    plain={"dose_mg": 1, "lead_min": 90},
    choices={"dose_mg": (0.3, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5), "lead_min": (75, 90, 100, 105, 120, 135, 150, 180)},
    text=lambda n: (
        f"You take {n.dose_mg:g} mg of melatonin {n.lead_min} min before bed {_words()}. "
        "What does the dose add to the level in the blood at bedtime?"
    ),
    right=lambda n: _from_dose(n, 0.0),
    misconceptions=(
        Misconception(
            "ng/mL instead of pg/mL",
            lambda n: _from_dose(n, 0.0) / 1e3,
            "This is in ng/mL.",
            "A nanogram is a thousand picograms, so multiply by 1000.",
        ),
        Misconception(
            "mg/L instead of pg/mL",
            lambda n: _from_dose(n, 0.0) / 1e6,
            "This is in mg/L, in which the model computes.",
            "1 mg/L is 1 µg/mL, and a microgram is a million picograms.",
        ),
        Misconception(
            "bioavailability forgotten",
            lambda n: _from_dose(n, 0.0, all_absorbed=True),
            "You let all of the dose reach the blood.",
            "Most melatonin is lost in the liver before it gets there: multiply by the fraction F that is not.",
        ),
        Misconception(
            "the peak instead of the level at bedtime",
            _peak,
            "This is the peak.",
            "The peak was before bedtime, and since then some has left: read the curve at hour 0.",
        ),
    ),
    because="The curve is read at hour 0, and the unit stands beside the number.",
    look_first="check the unit beside your number, and at which hour you read the curve.",
)


def _tmax_min(n: SimpleNamespace) -> float:
    return 60 * float(OneCompartment.from_tmax(n.tmax_min / 60, n.half_life_min / 60, 1.0).tmax_h)


TIMING = Exercise(
    name="timing-1",
    notebook="04_when_to_take_it",
    unit="min",
    plain={"bedtime": "23:00", "tmax_min": 60, "half_life_min": 45, "shift_min": 20},
    choices={
        "bedtime": ("22:00", "22:30", "23:00", "23:30", "00:00"),
        "tmax_min": (40, 45, 50, 60, 70, 75, 80, 90, 100),
        "half_life_min": (35, 40, 45, 50, 55, 65),
        "shift_min": (-45, -30, -20, -15, 10, 15, 20, 25, 30),
    },
    text=lambda n: (
        f"The light goes out at {n.bedtime}. In you melatonin peaks {n.tmax_min} min after a dose, with a half-life of "
        f"{n.half_life_min} min. You want the peak at {Night(bedtime=n.bedtime).clock(n.shift_min / 60)}. "
        "How long before bedtime must you take it?"
    ),
    right=lambda n: _tmax_min(n) - n.shift_min,
    misconceptions=(
        Misconception(
            "tmax counted from bedtime",
            _tmax_min,
            "You took the time to the peak for the time before bedtime.",
            "tmax counts from the dose, not from bedtime: the dose is tmax before the peak, wherever the peak lies.",
        ),
        Misconception(
            "shifted to the wrong side",
            lambda n: _tmax_min(n) + n.shift_min,
            "You moved the dose to the wrong side.",
            "Dose and peak move together: a later peak needs a later dose, by as many minutes.",
        ),
        Misconception(
            "half-life taken for tmax",
            lambda n: float(n.half_life_min - n.shift_min),
            "You counted back the half-life from the peak.",
            "From the dose to the peak it takes tmax; the half-life says how fast the level falls afterwards.",
        ),
        Misconception(
            "hours for minutes",
            lambda n: (_tmax_min(n) - n.shift_min) / 60,
            "This is in hours.",
            "The answer is asked in minutes, 60 to the hour.",
        ),
    ),
    because="The dose is tmax before the peak, and the peak is where you want it.",
    look_first="mark bedtime, the wanted peak and the dose on one line; minutes before bedtime count as positive.",
)

BODY = Exercise(
    name="body-1",
    notebook="06_body_and_tablet",
    unit="pg/mL",
    plain={"dose_mg": 0.3, "lead_min": 90, "amplitude_pg_ml": 10, "after_h": 2},
    choices={
        "dose_mg": (0.1, 0.2, 0.3, 0.4, 0.5),
        "lead_min": (30, 45, 60, 75, 90, 105, 120),
        "amplitude_pg_ml": (10, 15, 20, 30, 40, 60, 80),
        "after_h": (1, 1.5, 2, 2.5),
    },
    text=lambda n: (
        f"Your neighbour's own melatonin rises {n.amplitude_pg_ml} pg/mL above its baseline at night. She takes "
        f"{n.dose_mg:g} mg of melatonin {n.lead_min} min before bed {_words()}. "
        f"What does the dose add to her level {n.after_h:g} h after bedtime?"
    ),
    right=lambda n: _from_dose(n, n.after_h),
    misconceptions=(
        Misconception(
            "the total taken for what the dose adds",
            lambda n: _from_dose(n, n.after_h) + _own(n),
            "This is the total, the dose and her own melatonin together, which is what a reading would show.",
            "What the dose adds is what would be missing without it, so take her own away.",
        ),
        Misconception(
            "the body's own taken for what the dose adds",
            _own,
            "This is what her body has by itself.",
            "The dose comes on top of that, and by the same amount whatever her own is.",
        ),
        Misconception(
            "bioavailability forgotten",
            lambda n: _from_dose(n, n.after_h, all_absorbed=True),
            "You let all of the dose reach the blood.",
            "Most melatonin is lost in the liver before it gets there: multiply by the fraction F that is not.",
        ),
        Misconception(
            "ng/mL instead of pg/mL",
            lambda n: _from_dose(n, n.after_h) / 1e3,
            "This is in ng/mL.",
            "A nanogram is a thousand picograms, so multiply by 1000.",
        ),
    ),
    because="The model is linear, so a dose adds the same amount whatever the body makes by itself.",
    look_first="see whether your number belongs to the dose, to the body's own, or to both together.",
)

EXERCISES = (UNITS, TIMING, BODY)
