"""Exercises about half-lives: whose they are, and what is left after some of them."""

from __future__ import annotations

from math import ceil, exp, floor, log
from types import SimpleNamespace

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.teach.exercise import Exercise, Misconception
from pksim.teach.slips import rate_without_ln_2


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
    text=(
        "After a slow tablet the level in the blood falls by half every {seen_half_life_h} h, hours after its peak. "
        "From another study the clearance is {clearance_l_per_h} L/h and the volume of distribution {volume_l} L. "
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
            "CL/V taken for the half-life",
            lambda n: n.clearance_l_per_h / n.volume_l,
            "You took CL/V, which is the rate constant ke in 1/h, for a time.",
            "A rate constant says which share leaves per hour; the half-life that belongs to it is ln 2/ke.",
        ),
        Misconception(
            "ln 2 times ke instead of ln 2 over ke",
            lambda n: log(2) * n.clearance_l_per_h / n.volume_l,
            "You multiplied ln 2 by ke.",
            "The faster it leaves, the shorter the half-life, so ke stands below: ln 2/ke = ln 2·V/CL.",
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
    text=(
        "At {hour}:00, when all of the coffee has been absorbed, a reading shows {level_mg_l} mg/L of caffeine. "
        "Its half-life in this person is {half_life_h} h. How much is left at bedtime, 23:00?"
    ),
    right=lambda n: _all_absorbed(n)[1],
    misconceptions=(
        Misconception(
            "a straight line instead of halves",
            lambda n: n.level_mg_l * max(0.0, 1 - _hours_to_bedtime(n) / (2 * n.half_life_h)),
            "You let the level fall along a straight line, so that nothing is left after two half-lives.",
            "Each half-life takes half of what is still there: after two of them a quarter is left, not nothing.",
        ),
        rate_without_ln_2(lambda n: n.level_mg_l * exp(-_hours_to_bedtime(n) / n.half_life_h)),
        Misconception(
            "whole half-lives only",
            lambda n: n.level_mg_l * 0.5 ** floor(_hours_to_bedtime(n) / n.half_life_h),
            "You counted only the half-lives that had passed in full.",
            "It leaves all the time, not in steps: put the fraction of a half-life into 0.5^(hours/half-life), too.",
        ),
        Misconception(
            "a half-life begun counted as a whole one",
            lambda n: n.level_mg_l * 0.5 ** ceil(_hours_to_bedtime(n) / n.half_life_h),
            "You counted the half-life that had only begun as a whole one.",
            "It leaves all the time, not in steps: put the fraction of a half-life into 0.5^(hours/half-life), too.",
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

EXERCISES = (FLIP_FLOP, HALF_LIFE)
