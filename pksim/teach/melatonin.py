"""Exercises about melatonin before a night: units, timing, and what the body has by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

import numpy as np

from pksim.describe.compound.library import load_compounds
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.units import write_duration
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.study.curves.simulate import simulate
from pksim.teach.exercise import Exercise, Misconception, percent_given
from pksim.teach.slips import bioavailability_forgotten, decay_from_the_dose, in_nanograms

_COARSE_MIN = 60.0
"""Nothing here is read off a drawn curve, so curves need not be fine."""


@dataclass(frozen=True)
class Typical:
    """The article's melatonin: its numbers, and pg/mL in 1 mg/L."""

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

    def level(self, dose_mg: float, after_h: float, *, half_life_h: float | None = None) -> float:
        """Say how high the level is some hours after a dose [pg/mL]."""
        half_life = self.half_life_h if half_life_h is None else half_life_h
        model = OneCompartment.from_tmax(self.tmax_h, half_life, self.volume_l, self.bioavailability)
        return float(model.concentration(after_h, Input(amount_mg=dose_mg, time_h=0.0))) * self.display_factor

    def decayed(self, dose_mg: float, after_h: float, *, half_life_h: float | None = None) -> float:
        """Say what would be left of a dose that is in the blood at once [pg/mL]."""
        left = 0.5 ** (after_h / (self.half_life_h if half_life_h is None else half_life_h))
        return float(dose_mg * self.bioavailability / self.volume_l * left * self.display_factor)


@cache
def typical_melatonin() -> Typical:
    """Look up the article's numbers in the library."""
    melatonin = load_compounds()["melatonin"]
    its = melatonin.parameter_set("article")
    assert its.bioavailability is not None
    return Typical(
        its.tmax.value, its.half_life.value, its.volume.value, its.bioavailability.value, melatonin.display_factor
    )


def _words(_: SimpleNamespace) -> str:
    its = typical_melatonin()
    return f"(the article's numbers: a half-life of {write_duration(its.half_life_h)}, {its.words})"


def _since_dose_h(n: SimpleNamespace) -> float:
    return float(n.lead_min / 60 + getattr(n, "after_h", 0.0))


def _from_dose(n: SimpleNamespace) -> float:
    """Say how much melatonin the dose adds at the time asked [pg/mL]."""
    return typical_melatonin().level(n.dose_mg, _since_dose_h(n))


def _all_absorbed(n: SimpleNamespace) -> float:
    return _from_dose(n) / typical_melatonin().bioavailability


def _peak(n: SimpleNamespace) -> float:
    its = typical_melatonin()
    return its.level(n.dose_mg, its.tmax_h)


def _own(n: SimpleNamespace) -> float:
    """Say how much melatonin the body has by itself at the time asked [pg/mL]."""
    dose = Schedule.parse("asked", f"melatonin {n.dose_mg:g} mg {n.lead_min} min before bed")
    found = simulate(dose, endogenous=Endogenous(amplitude=n.amplitude_pg_ml), step_min=_COARSE_MIN)
    level = found.own["melatonin"].concentration(np.array([float(n.after_h)]))[0]
    return float(level) * typical_melatonin().display_factor


UNITS = Exercise(
    name="units-1",
    notebook="01_first_night",
    unit="pg/mL",
    plain={"dose_mg": 1, "lead_min": 90},
    choices={"dose_mg": (0.3, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5), "lead_min": (75, 90, 100, 105, 120, 135, 150, 180)},
    text=(
        "You take {dose_mg} mg of melatonin {lead_min} min before bed {melatonin}. "
        "What does the dose add to the level in the blood at bedtime?"
    ),
    said={"melatonin": _words},
    right=_from_dose,
    misconceptions=(
        in_nanograms(lambda n: _from_dose(n) / 1e3),
        Misconception(
            "mg/L instead of pg/mL",
            lambda n: _from_dose(n) / 1e6,
            "This is in mg/L, in which the model computes.",
            "1 mg/L is 1 µg/mL, and a microgram is a million picograms.",
        ),
        bioavailability_forgotten(_all_absorbed),
        Misconception(
            "the peak instead of the level at bedtime",
            _peak,
            "This is the peak.",
            "The peak was before bedtime, and since then some has left: read the curve at hour 0.",
        ),
        decay_from_the_dose(lambda n: typical_melatonin().decayed(n.dose_mg, _since_dose_h(n))),
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
    text=(
        "The light goes out at {bedtime}. In you melatonin peaks {tmax_min} min after a dose, with a half-life of "
        "{half_life_min} min. You want the peak at {peak}. "
        "How long before bedtime must you take it?"
    ),
    said={"peak": lambda n: Night(bedtime=n.bedtime).clock(n.shift_min / 60)},
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
    text=(
        "Your neighbour's own melatonin rises {amplitude_pg_ml} pg/mL above its baseline at night. She takes "
        "{dose_mg} mg of melatonin {lead_min} min before bed {melatonin}. "
        "What does the dose add to her level {after_h} h after bedtime?"
    ),
    said={"melatonin": _words},
    right=_from_dose,
    misconceptions=(
        Misconception(
            "the total taken for what the dose adds",
            lambda n: _from_dose(n) + _own(n),
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
            "time counted from bedtime, not from the dose",
            lambda n: typical_melatonin().level(n.dose_mg, n.after_h),
            "You counted the hours from bedtime, as if she took it when the light went out.",
            "A dose has a clock of its own: it was taken before bedtime, so add that time to the hours after it.",
        ),
        decay_from_the_dose(lambda n: typical_melatonin().decayed(n.dose_mg, _since_dose_h(n))),
        bioavailability_forgotten(_all_absorbed),
        in_nanograms(lambda n: _from_dose(n) / 1e3),
    ),
    because="The model is linear, so a dose adds the same amount whatever the body makes by itself.",
    look_first="see whether your number belongs to the dose, to the body's own, or to both together.",
)

EXERCISES = (UNITS, TIMING, BODY)
