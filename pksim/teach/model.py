"""Exercises about the one-compartment model itself: rate constants, half-lives, and curves that add up."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log
from types import SimpleNamespace

import numpy as np

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.teach.exercise import Exercise, Misconception


def _ka_per_h(tmax_h: float, half_life_h: float) -> float:
    return float(np.asarray(OneCompartment.from_tmax(tmax_h, half_life_h, 1.0).ka_per_h))


TMAX = Exercise(
    name="tmax-1",
    notebook="02_one_compartment",
    unit="1/h",
    plain={"tmax_min": 45, "half_life_h": 5},
    choices={"tmax_min": (20, 30, 40, 45, 50, 60, 75, 90, 100, 120), "half_life_h": (3, 4, 5, 6, 7, 8, 9, 10, 12, 15)},
    text=lambda n: (
        f"A compound peaks {n.tmax_min} min after a dose, and its half-life is {n.half_life_h} h. "
        "Which absorption rate constant ka gives both?"
    ),
    right=lambda n: _ka_per_h(n.tmax_min / 60, n.half_life_h),
    misconceptions=(
        Misconception(
            "ka taken as ln 2/tmax",
            lambda n: log(2) / (n.tmax_min / 60),
            "You took ka as ln 2/tmax, as if the time of the peak were the half-life of absorption.",
            "The peak is where as much comes in as goes out, so it depends on both rates: tmax = ln(ka/ke)/(ka − ke).",
        ),
        Misconception(
            "ka taken as 1/tmax",
            lambda n: 60 / n.tmax_min,
            "You took ka as 1/tmax, which would be right only if ka and ke were the same.",
            "Put ke = ln 2/half-life into tmax = ln(ka/ke)/(ka − ke) and solve that for ka, as `from_tmax` does.",
        ),
        Misconception(
            "minutes entered as hours",
            lambda n: _ka_per_h(n.tmax_min, n.half_life_h),
            "You entered the minutes to the peak as if they were hours.",
            "Bring both times to hours first: `from_tmax` wants tmax_h and half_life_h.",
        ),
        Misconception(
            "ka per minute",
            lambda n: _ka_per_h(n.tmax_min / 60, n.half_life_h) / 60,
            "This is ka per minute.",
            "What leaves the gut in an hour is sixty times what leaves it in a minute, so multiply by 60.",
        ),
    ),
    because="Absorption must be far faster than ln 2/tmax suggests, for all the while some is already leaving.",
    look_first="write ke = ln 2/half-life in 1/h, and check that ln(ka/ke)/(ka − ke) gives the time of the peak back.",
)


def _two_doses(n: SimpleNamespace) -> tuple[OneCompartment, Input, Input]:
    model = OneCompartment(ka_per_h=n.ka_per_h, ke_per_h=log(2) / n.half_life_h, volume_l=n.volume_l)
    return model, Input(amount_mg=n.first_mg, time_h=0.0), Input(amount_mg=n.second_mg, time_h=n.gap_h)


def _after_both(n: SimpleNamespace) -> float:
    model, *doses = _two_doses(n)
    return float(model.concentration(n.time_h, doses))


def _together(n: SimpleNamespace) -> float:
    model, *doses = _two_doses(n)
    return float(model.concentration(n.time_h, [replace(each, time_h=0.0) for each in doses]))


def _last_alone(n: SimpleNamespace) -> float:
    model, _, second = _two_doses(n)
    return float(model.concentration(n.time_h, second))


def _sum_of_peaks(n: SimpleNamespace) -> float:
    model, *doses = _two_doses(n)
    return sum(float(model.cmax_mg_l(each.amount_mg)) for each in doses)


SUPERPOSITION = Exercise(
    name="superposition-1",
    notebook="02_one_compartment",
    unit="mg/L",
    plain={
        "first_mg": 100,
        "second_mg": 50,
        "gap_h": 4,
        "time_h": 6,
        "ka_per_h": 1.5,
        "half_life_h": 3,
        "volume_l": 50,
    },
    choices={
        "first_mg": (50, 100, 150, 200),
        "second_mg": (50, 75, 100, 150, 200),
        "gap_h": (3, 4, 5, 6),
        "time_h": (7, 8, 9, 10),
        "ka_per_h": (1.0, 1.5, 2.0),
        "half_life_h": (2, 3, 4, 6),
        "volume_l": (20, 25, 40, 50),
    },
    text=lambda n: (
        f"{n.first_mg} mg are taken at 0 h and {n.second_mg} mg at {n.gap_h} h, by mouth, and all of it is absorbed: "
        f"ka {n.ka_per_h:g} /h, half-life {n.half_life_h} h, volume {n.volume_l} L. "
        f"What is the concentration at {n.time_h} h?"
    ),
    right=_after_both,
    misconceptions=(
        Misconception(
            "both doses taken at the first one's time",
            _together,
            "You let both doses start at 0 h.",
            "Every dose has a clock of its own: at the time asked, the second one is younger than the first.",
        ),
        Misconception(
            "the last dose replaces the first",
            _last_alone,
            "You counted the second dose alone, as if it replaced the first.",
            "Doses do not know of each other: what is left of the first stays, and the second comes on top.",
        ),
        Misconception(
            "peaks added",
            _sum_of_peaks,
            "You added the two peaks.",
            "Add the curves at one time, not their heights at two different ones.",
        ),
    ),
    because="Doses do not know of each other, so their curves add at every time, each from its own start.",
    look_first="draw the curve of each dose alone, read both at the time asked, and add.",
)


def _slow_tablet(n: SimpleNamespace) -> OneCompartment:
    return OneCompartment(log(2) / n.seen_half_life_h, n.clearance_l_per_h / n.volume_l, n.volume_l)


FLIP_FLOP = Exercise(
    name="flip-flop-1",
    notebook="02_one_compartment",
    unit="h",
    plain={"seen_half_life_h": 6, "clearance_l_per_h": 20, "volume_l": 50},
    choices={
        "seen_half_life_h": (4, 5, 6, 7, 8, 9, 10, 12),
        "clearance_l_per_h": (10, 15, 20, 25, 30, 40),
        "volume_l": (30, 40, 50, 60, 70, 80),
    },
    text=lambda n: (
        f"After a slow tablet the level in the blood falls by half every {n.seen_half_life_h} h, hours after its peak. "
        f"From another study the clearance is {n.clearance_l_per_h} L/h and the volume of distribution {n.volume_l} L. "
        "What is the elimination half-life?"
    ),
    right=lambda n: float(_slow_tablet(n).half_life_h),
    misconceptions=(
        Misconception(
            "half-life read off a flip-flop curve",
            lambda n: float(_slow_tablet(n).terminal_half_life_h),
            "You read the half-life off the end of the curve, which here shows how slowly the tablet is absorbed.",
            "The end of a curve shows the slower process; elimination is clearance over volume, ke = CL/V.",
        ),
        Misconception(
            "ln 2 forgotten",
            lambda n: n.volume_l / n.clearance_l_per_h,
            "You took V/CL = 1/ke, which is how long a molecule stays on average.",
            "After one half-life a half is left, e^(−ke·t) = 1/2, so t = ln 2/ke.",
        ),
        Misconception(
            "minutes for hours",
            lambda n: 60 * float(_slow_tablet(n).half_life_h),
            "This is in minutes.",
            "With a clearance in L/h, ke comes out per hour and the half-life in hours.",
        ),
    ),
    because="Absorption is the slower process, so the end of the curve shows absorption, and elimination is hidden.",
    look_first="compute ke = CL/V, and only then compare its half-life with the one that is seen.",
)


def _all_absorbed(n: SimpleNamespace) -> tuple[float, float]:
    """Say what was read, and what the model leaves of it [mg/L]; how big the body is cancels out."""
    model = OneCompartment(ka_per_h=1.0, ke_per_h=log(2) / n.half_life_h, volume_l=1.0)
    reading = Input(amount_mg=n.level_mg_l, time_h=0.0, route="iv")
    return n.level_mg_l, float(model.concentration(_hours_to_bedtime(n), reading))


def _hours_to_bedtime(n: SimpleNamespace) -> float:
    return 23.0 - float(n.hour)


def _what_is_gone(n: SimpleNamespace) -> float:
    before, after = _all_absorbed(n)
    return before - after


HALF_LIFE = Exercise(
    name="half-life-1",
    notebook="05_build_a_compound",
    unit="mg/L",
    plain={"level_mg_l": 2.0, "half_life_h": 5, "hour": 17},
    choices={
        "level_mg_l": (1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
        "half_life_h": (3, 4, 5, 6, 7, 8, 9, 10),
        "hour": (14, 15, 16, 17, 18, 19, 20),
    },
    text=lambda n: (
        f"At {n.hour}:00, when all of the coffee has been absorbed, a reading shows {n.level_mg_l:g} mg/L of caffeine. "
        f"Its half-life in this person is {n.half_life_h} h. How much is left at bedtime, 23:00?"
    ),
    right=lambda n: _all_absorbed(n)[1],
    misconceptions=(
        Misconception(
            "a straight line instead of halves",
            lambda n: n.level_mg_l * max(0.0, 1 - _hours_to_bedtime(n) / (2 * n.half_life_h)),
            "You let the level fall along a straight line, so that nothing is left after two half-lives.",
            "Each half-life takes half of what is still there: after two of them a quarter is left, not nothing.",
        ),
        Misconception(
            "ke taken as 1/half-life",
            lambda n: n.level_mg_l * exp(-_hours_to_bedtime(n) / n.half_life_h),
            "You took ke as 1/half-life and forgot ln 2.",
            "After one half-life a half must be left, e^(−ke·t) = 1/2, so ke = ln 2/half-life.",
        ),
        Misconception(
            "what is gone instead of what is left",
            _what_is_gone,
            "This is how much has gone.",
            "What is left is the share 0.5^(hours/half-life) of what was there; the rest has gone.",
        ),
    ),
    because="What is left is halved once per half-life, and by a share of a half-life in between.",
    look_first="count how many half-lives fit between the reading and bedtime; it need not be a whole number.",
)


EXERCISES = (TMAX, SUPERPOSITION, FLIP_FLOP, HALF_LIFE)
