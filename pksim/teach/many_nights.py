"""Exercises about many nights: what adds up."""

from __future__ import annotations

from math import log
from types import SimpleNamespace

from pksim.describe.schedule.night import DAY_H
from pksim.kinetics import features
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.pieces import Pieces
from pksim.teach.exercise import Exercise, Misconception, percent_given
from pksim.teach.slips import bioavailability_forgotten, decay_from_the_dose

_FOR_EVER = 80


def _nightly(n: SimpleNamespace) -> OneCompartment:
    return OneCompartment.from_tmax(n.tmax_h, n.half_life_h, n.volume_l, n.bioavailability)


def _last_peak(n: SimpleNamespace, nights: int | None = None) -> float:
    """Find the peak of the last night [mg/L], which is the highest, since peaks only grow."""
    model = _nightly(n)
    doses = [Input(amount_mg=n.dose_mg, time_h=DAY_H * i) for i in range(nights or n.nights)]
    return float(features.peak(Pieces.of(model.system(doses)))[1])


def _first_peak(n: SimpleNamespace) -> float:
    return float(_nightly(n).cmax_mg_l(n.dose_mg))


def _sum_of_shares(n: SimpleNamespace) -> float:
    """Add up what is left of all nights' doses in the last one, with 1 for its own."""
    return float(sum(0.5 ** (DAY_H * i / n.half_life_h) for i in range(n.nights)))


def _at_once(n: SimpleNamespace) -> float:
    return float(n.dose_mg * n.bioavailability / n.volume_l)


ACCUMULATION = Exercise(
    name="accumulation-1",
    notebook="07_many_nights",
    unit="mg/L",
    plain={"dose_mg": 100, "nights": 3, "half_life_h": 36, "tmax_h": 4, "volume_l": 50, "bioavailability": 0.5},
    choices={
        "dose_mg": (50, 100, 150, 200, 250, 300),
        "nights": (3, 4, 5, 6),
        "half_life_h": (36, 48, 60),
        "tmax_h": (4, 5),
        "volume_l": (20, 25, 40, 50),
        "bioavailability": (0.2, 0.25, 0.4, 0.5, 0.8),
    },
    text=(
        "{dose_mg} mg are taken every night at the same time, {nights} nights in a row. Each dose alone peaks "
        "after {tmax_h} h; half-life {half_life_h} h, volume {volume_l} L, and "
        "{share} reaches the blood. How high is the peak in night {nights}?"
    ),
    said={"share": lambda n: percent_given(n.bioavailability)},
    right=_last_peak,
    misconceptions=(
        Misconception(
            "nights times dose, as if nothing were eliminated",
            lambda n: n.nights * _first_peak(n),
            "You multiplied the first night's peak by the number of nights, as if nothing had left the body.",
            "Every day only the share e^(−ke·24 h) of what was there stays, so the sum grows less and less.",
        ),
        Misconception(
            "every night starts from nothing",
            _first_peak,
            "This is the peak of the first night.",
            "After 24 h some of the last dose is left, and the next one comes on top of it.",
        ),
        Misconception(
            "half left each night, whatever the half-life",
            lambda n: _first_peak(n) * (2 - 0.5 ** (n.nights - 1)),
            "You let half of it stay from one night to the next.",
            "Half stays after one half-life; from night to night 24 h pass, so the share is 0.5^(24 h/half-life).",
        ),
        Misconception(
            "the average of the plateau instead of a peak",
            lambda n: _at_once(n) * n.half_life_h / (log(2) * DAY_H),
            "This is the average level after very many nights, F·dose/(CL·24 h).",
            "A peak lies above the average, and after a few nights the plateau is not there yet.",
        ),
        Misconception(
            "one night too few",
            lambda n: _last_peak(n, n.nights - 1),
            "You counted one night too few.",
            "The last night's own dose counts in full, and on top of it what is left of all nights before.",
        ),
        decay_from_the_dose(lambda n: _at_once(n) * _sum_of_shares(n)),
        bioavailability_forgotten(lambda n: _last_peak(n) / n.bioavailability),
        Misconception(
            "the plateau instead of this night",
            lambda n: _last_peak(n, _FOR_EVER),
            "This is the peak after very many nights, when as much leaves in a day as is taken.",
            "The sum 1 + r + r² + … reaches 1/(1 − r) only in the end: stop after as many terms as nights.",
        ),
    ),
    fair=(lambda n: _first_peak(n) * _sum_of_shares(n),),
    because="Each night adds the same curve to what is left of the nights before: superposition.",
    look_first="compute the first night's peak, and then which share of a dose is still there 24 h later.",
)

EXERCISES = (ACCUMULATION,)
