"""Exercises about how much: what a salt brings, what people have on average, what nights add up to."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from pksim.describe.schedule.night import DAY_H
from pksim.describe.schedule.schedule import Schedule
from pksim.kinetics import features
from pksim.kinetics.arrays import Array
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.pieces import Pieces
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import simulate
from pksim.teach.exercise import Exercise, Misconception, percent_given
from pksim.teach.melatonin import typical_melatonin

_COARSE_MIN = 60.0
"""Nothing here is read off a drawn curve, so curves need not be fine."""


def _levels(n: SimpleNamespace, half_lives_min: list[float]) -> Array:
    """Say how much melatonin each sleeper has at the time asked (N,) [pg/mL]."""
    its = typical_melatonin()
    half_lives_h = np.array(half_lives_min) / 60
    model = OneCompartment.from_tmax(its.tmax_h, half_lives_h, its.volume_l, its.bioavailability)
    return model.concentration(n.hours, Input(amount_mg=n.dose_mg, time_h=0.0)) * its.display_factor


def _three(n: SimpleNamespace) -> list[float]:
    return [n.short_min, (n.short_min + n.long_min) / 2, n.long_min]


UNCERTAINTY = Exercise(
    name="uncertainty-1",
    notebook="03_people_differ",
    unit="pg/mL",
    plain={"dose_mg": 1, "short_min": 40, "long_min": 80, "hours": 6},
    choices={
        "dose_mg": (0.5, 1, 1.5, 2, 3, 4, 5),
        "short_min": (32, 36, 40),
        "long_min": (76, 80, 90, 100, 110, 120),
        "hours": (4.5, 5, 5.5, 6, 6.5, 7),
    },
    text=lambda n: (
        f"Three sleepers take {n.dose_mg:g} mg of melatonin and differ only in their half-lives, which are "
        f"{', '.join(f'{each:g}' for each in _three(n))} min ({typical_melatonin().words}). "
        f"What is the average of their three levels {n.hours:g} h after the dose?"
    ),
    right=lambda n: float(_levels(n, _three(n)).mean()),
    misconceptions=(
        Misconception(
            "the typical sleeper taken for the average",
            lambda n: float(_levels(n, _three(n))[1]),
            "This is the level of the sleeper with the average half-life.",
            "Average the levels, not the half-lives: the slow one has more above the middle than the fast one lacks.",
        ),
        Misconception(
            "half-life from the average rate constant",
            lambda n: float(_levels(n, [1 / float(np.mean(1 / np.array(_three(n))))])[0]),
            "You averaged the rate constants and took the level that belongs to them.",
            "No single sleeper's curve is the average of the curves: compute three levels, and average those.",
        ),
        Misconception(
            "the middle of the extremes",
            lambda n: float(_levels(n, [n.short_min, n.long_min]).mean()),
            "You averaged the fastest and the slowest sleeper and left the middle one out.",
            "Everyone counts once: two extremes say how far people differ, not what they have on average.",
        ),
    ),
    because="Levels are averaged, not half-lives, so the slow sleeper lifts the average above the typical one's level.",
    look_first="compute each sleeper's level alone, with ka from the time of the peak, and then average the three.",
)


def _magnesium(n: SimpleNamespace, *, basis: str = "salt", amount_mg: float | None = None) -> Regimen:
    amount = n.amount_mg if amount_mg is None else amount_mg
    schedule = Schedule.parse("asked", f"magnesium {n.salt} {amount} mg {basis} at 21:00")
    (regimen,) = simulate(schedule, step_min=_COARSE_MIN).regimens.values()
    return regimen


def _absorbed_mg(regimen: Regimen) -> float:
    return float(regimen.system.dose_mg_l.sum() * regimen.model.volume_l)


def _share_of_known_dose(n: SimpleNamespace) -> float:
    return _absorbed_mg(_magnesium(n, basis="elemental", amount_mg=n.known_mg)) / float(n.known_mg)


SALT = Exercise(
    name="salt-1",
    notebook="06_body_and_tablet",
    unit="mg",
    plain={"amount_mg": 1000, "salt": "glycinate", "known_mg": 300},
    choices={
        "amount_mg": (400, 500, 600, 750, 800, 900, 1000, 1200),
        "salt": ("glycinate", "citrate", "threonate", "taurate"),
        "known_mg": (250, 300, 350, 400),
    },
    text=lambda n: (
        f"A label says {n.amount_mg} mg of magnesium {n.salt}, the weight of the whole salt, and all of it is taken at "
        f"once. Of {n.known_mg} mg of elemental magnesium {percent_given(_share_of_known_dose(n))} would reach the "
        "blood, and of a smaller dose a larger share. How much magnesium reaches the blood?"
    ),
    right=lambda n: _absorbed_mg(_magnesium(n)),
    misconceptions=(
        Misconception(
            "weight of the salt taken for magnesium",
            lambda n: _absorbed_mg(_magnesium(n, basis="elemental")),
            "You took the weight of the salt for elemental magnesium.",
            "Most of a salt is not magnesium: say 'salt' in the dose, and the element is found from the molar masses.",
        ),
        Misconception(
            "proportion applied to a fraction that saturates",
            lambda n: _magnesium(n).taken_mg * _share_of_known_dose(n),
            "You applied the fraction absorbed of the larger dose to this one.",
            "The fraction falls as the dose grows, so take it for this dose: half the dose gives more than half.",
        ),
        Misconception(
            "bioavailability forgotten",
            lambda n: _magnesium(n).taken_mg,
            "This is the magnesium in the tablet, and you let all of it reach the blood.",
            "Only a fraction of it is absorbed: multiply by the fraction for this dose.",
        ),
    ),
    because="Most of the salt is not magnesium, but of a smaller dose a larger fraction is absorbed.",
    look_first="find the elemental magnesium in the salt, then the fraction absorbed of that amount.",
)


def _nightly(n: SimpleNamespace) -> OneCompartment:
    return OneCompartment.from_tmax(n.tmax_h, n.half_life_h, n.volume_l, n.bioavailability)


def _last_peak(n: SimpleNamespace) -> float:
    """Find the peak of the last night [mg/L], which is the highest, since peaks only grow."""
    model = _nightly(n)
    doses = [Input(amount_mg=n.dose_mg, time_h=DAY_H * i) for i in range(n.nights)]
    return float(features.peak(Pieces.of(model.system(doses)))[1])


ACCUMULATION = Exercise(
    name="accumulation-1",
    notebook="07_many_nights",
    unit="mg/L",
    plain={"dose_mg": 100, "nights": 5, "half_life_h": 15, "tmax_h": 2, "volume_l": 50, "bioavailability": 0.5},
    choices={
        "dose_mg": (50, 100, 150, 200, 250, 300),
        "nights": (4, 5, 6, 7, 10),
        "half_life_h": (12, 15, 18, 36, 40, 48),
        "tmax_h": (1, 1.5, 2, 3),
        "volume_l": (20, 25, 40, 50),
        "bioavailability": (0.2, 0.25, 0.4, 0.5, 0.8),
    },
    text=lambda n: (
        f"{n.dose_mg} mg are taken every night at the same time, {n.nights} nights in a row. Each dose alone peaks "
        f"after {n.tmax_h:g} h; half-life {n.half_life_h} h, volume {n.volume_l} L, and "
        f"{percent_given(n.bioavailability)} reaches the blood. How high is the peak in night {n.nights}?"
    ),
    right=lambda n: _last_peak(n),
    misconceptions=(
        Misconception(
            "nights times dose, as if nothing were eliminated",
            lambda n: n.nights * float(_nightly(n).cmax_mg_l(n.dose_mg)),
            "You multiplied the first night's peak by the number of nights, as if nothing had left the body.",
            "Every day only the share e^(−ke·24 h) of what was there stays, so the sum grows less and less.",
        ),
        Misconception(
            "every night starts from nothing",
            lambda n: float(_nightly(n).cmax_mg_l(n.dose_mg)),
            "This is the peak of the first night.",
            "After 24 h some of the last dose is left, and the next one comes on top of it.",
        ),
        Misconception(
            "half left each night, whatever the half-life",
            lambda n: float(_nightly(n).cmax_mg_l(n.dose_mg)) * sum(0.5**i for i in range(n.nights)),
            "You let half of it stay from one night to the next.",
            "Half stays after one half-life; from night to night 24 h pass, so the share is 0.5^(24 h/half-life).",
        ),
        Misconception(
            "bioavailability forgotten",
            lambda n: _last_peak(n) / n.bioavailability,
            "You let all of each dose reach the blood.",
            "Multiply each dose by the fraction F that reaches the blood.",
        ),
    ),
    because="Each night adds the same curve to what is left of the nights before: superposition.",
    look_first="compute the first night's peak, and then which share of a dose is still there 24 h later.",
)

EXERCISES = (UNCERTAINTY, SALT, ACCUMULATION)
