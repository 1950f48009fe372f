"""Exercises about the one-compartment model itself: rate constants, and curves that add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import log
from types import SimpleNamespace

import numpy as np

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.teach.exercise import Exercise, Misconception
from pksim.teach.slips import decay_from_the_dose, rate_without_ln_2


def _ka_per_h(tmax_h: float, half_life_h: float) -> float:
    return float(np.asarray(OneCompartment.from_tmax(tmax_h, half_life_h, 1.0).ka_per_h))


TMAX = Exercise(
    name="tmax-1",
    notebook="02_one_compartment",
    unit="1/h",
    plain={"tmax_min": 45, "half_life_h": 5},
    choices={"tmax_min": (20, 30, 40, 45, 50, 60, 75, 90, 100, 120), "half_life_h": (3, 4, 5, 6, 7, 8, 9, 10, 12, 15)},
    text=(
        "A compound peaks {tmax_min} min after a dose, and its half-life is {half_life_h} h. "
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
            "ke instead of ka",
            lambda n: log(2) / n.half_life_h,
            "This is ke, ln 2/half-life.",
            "ke says how fast it leaves the blood, ka how fast it gets there: solve ln(ka/ke)/(ka − ke) = tmax for ka.",
        ),
        rate_without_ln_2(lambda n: _ka_per_h(n.tmax_min / 60, log(2) * n.half_life_h)),
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


def _both(n: SimpleNamespace) -> tuple[Input, Input]:
    return Input(amount_mg=n.first_mg, time_h=0.0), Input(amount_mg=n.second_mg, time_h=n.gap_h)


def _model(n: SimpleNamespace) -> OneCompartment:
    return OneCompartment(ka_per_h=n.ka_per_h, ke_per_h=log(2) / n.half_life_h, volume_l=n.volume_l)


def _level(n: SimpleNamespace, doses: Iterable[Input]) -> float:
    return float(_model(n).concentration(n.time_h, list(doses)))


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
    text=(
        "{first_mg} mg are taken at 0 h and {second_mg} mg at {gap_h} h, by mouth, and all of it is absorbed: "
        "ka {ka_per_h} /h, half-life {half_life_h} h, volume {volume_l} L. "
        "What is the concentration at {time_h} h?"
    ),
    right=lambda n: _level(n, _both(n)),
    misconceptions=(
        Misconception(
            "both doses taken at the first one's time",
            lambda n: _level(n, [replace(each, time_h=0.0) for each in _both(n)]),
            "You let both doses start at 0 h.",
            "Every dose has a clock of its own: at the time asked, the second one is younger than the first.",
        ),
        Misconception(
            "the last dose replaces the first",
            lambda n: _level(n, _both(n)[1:]),
            "You counted the second dose alone, as if it replaced the first.",
            "Doses do not know of each other: what is left of the first stays, and the second comes on top.",
        ),
        Misconception(
            "peaks added",
            lambda n: float(_model(n).cmax_mg_l(n.first_mg + n.second_mg)),
            "You added the two peaks.",
            "Add the curves at one time, not their heights at two different ones.",
        ),
        Misconception(
            "the second dose forgotten",
            lambda n: _level(n, _both(n)[:1]),
            "You counted the first dose alone.",
            "Every dose that was taken before the time asked adds its own curve.",
        ),
        decay_from_the_dose(lambda n: _level(n, [replace(each, route="iv") for each in _both(n)])),
    ),
    because="Doses do not know of each other, so their curves add at every time, each from its own start.",
    look_first="draw the curve of each dose alone, read both at the time asked, and add.",
)


EXERCISES = (TMAX, SUPERPOSITION)
