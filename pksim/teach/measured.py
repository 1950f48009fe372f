"""Exercises about samples: what lies beyond the last one, and which of two rates is elimination's."""

from __future__ import annotations

from math import log
from types import SimpleNamespace

import numpy as np

from pksim.kinetics.one_compartment import OneCompartment
from pksim.study.measured.terminal import Terminal
from pksim.teach.exercise import Exercise, Misconception

_ALIKE, _FASTER = "just as fast", "faster"


def _line(n: SimpleNamespace) -> Terminal:
    times = [n.early_h, n.middle_h, n.last_h]
    return Terminal.through(np.array(times, dtype=np.float64), np.array([n.early_mg_l, n.middle_mg_l, n.last_mg_l]))


def _beyond(n: SimpleNamespace) -> float:
    """Give the area after the last sample [mg·h/L]."""
    return float(n.last_mg_l) / _line(n).rate_per_h


def _triangle(n: SimpleNamespace) -> float:
    """Give it as if the level went on falling by so many mg/L an hour as between the last two samples."""
    return float(n.last_mg_l**2 / 2 * (n.last_h - n.middle_h) / (n.middle_mg_l - n.last_mg_l))


def _predicted(n: SimpleNamespace) -> float:
    """Give it from where the line ends instead of from the last sample, AUCinf,pred less AUClast."""
    line = _line(n)
    return float(line.at(np.array(n.last_h))) / line.rate_per_h


def _by_two(n: SimpleNamespace, other: str) -> float:
    """Give it from the last sample and one other alone."""
    fall = log(getattr(n, f"{other}_mg_l") / n.last_mg_l)
    return float(n.last_mg_l * (n.last_h - getattr(n, f"{other}_h")) / fall)


def _percent_of_all(beyond: float, seen: float) -> float:
    return 100 * beyond / (seen + beyond)


EXTRAPOLATION = Exercise(
    name="extrapolation-1",
    notebook="09_measure_and_fit",
    unit="%",
    plain={
        "early_h": 8,
        "early_mg_l": 6,
        "middle_h": 12,
        "middle_mg_l": 4.7,
        "last_h": 24,
        "last_mg_l": 2.2,
        "auc_mg_h_l": 120,
    },
    choices={
        "early_h": (7, 8),
        "early_mg_l": (5.7, 5.8, 5.9, 6, 6.2),
        "middle_h": (12, 13),
        "middle_mg_l": (3.9, 4, 4.2, 4.3, 4.5),
        "last_h": (24, 26),
        "last_mg_l": (1.2, 1.4, 1.5, 1.6, 1.7, 1.8, 2, 2.2),
        "auc_mg_h_l": (120, 123, 126, 130),
    },
    text=(
        "The last samples after a dose, long after its peak, are {early_mg_l} mg/L at {early_h} h, "
        "{middle_mg_l} mg/L at {middle_h} h and {last_mg_l} mg/L at {last_h} h. Up to the last one the "
        "area under the curve is {auc_mg_h_l} mg·h/L. What share of the whole area, to the end of all time, has to "
        "be extrapolated?"
    ),
    right=lambda n: _percent_of_all(_beyond(n), n.auc_mg_h_l),
    misconceptions=(
        Misconception(
            "share of the area seen instead of the whole",
            lambda n: 100 * _beyond(n) / n.auc_mg_h_l,
            "You divided what lies beyond the last sample by the area up to it.",
            "The whole is both together: AUClast + Clast/λz.",
        ),
        Misconception(
            "half-life taken for 1/λz",
            lambda n: _percent_of_all(log(2) * _beyond(n), n.auc_mg_h_l),
            "You took Clast times the half-life for the area beyond the last sample.",
            "The area under C·e^(−λz·t) is C/λz, and 1/λz is the half-life over ln 2.",
        ),
        Misconception(
            "slope of common logarithms taken for λz",
            lambda n: _percent_of_all(log(10) * _beyond(n), n.auc_mg_h_l),
            "You read the slope off logarithms to base 10.",
            "λz belongs to natural logarithms and is 2.303 times that slope.",
        ),
        Misconception(
            "a straight line down to zero",
            lambda n: _percent_of_all(_triangle(n), n.auc_mg_h_l),
            "You let the level go on falling along a straight line, and took the triangle beneath it.",
            "Each half-life takes half of what is still there, so that the end of the curve is an exponential.",
        ),
        Misconception(
            "what was seen instead of what lies beyond",
            lambda n: 100 - _percent_of_all(_beyond(n), n.auc_mg_h_l),
            "This is the share that was seen.",
            "What is extrapolated lies after the last sample: Clast/λz, over the whole area.",
        ),
        Misconception(
            "a fraction instead of per cent",
            lambda n: _percent_of_all(_beyond(n), n.auc_mg_h_l) / 100,
            "This is the share as a fraction.",
            "The answer is asked in per cent, so multiply by 100.",
        ),
    ),
    because="Beyond the last sample lies Clast/λz; above 20 % of the whole, half-life and clearance are hardly known.",
    look_first="draw the line through the last logarithms: its slope is −λz, and Clast/λz is what lies beyond.",
    fair=(
        lambda n: _percent_of_all(_predicted(n), n.auc_mg_h_l),
        lambda n: _percent_of_all(_by_two(n, "middle"), n.auc_mg_h_l),
        lambda n: _percent_of_all(_by_two(n, "early"), n.auc_mg_h_l),
    ),
)


def _rates_per_h(n: SimpleNamespace) -> tuple[float, float]:
    """Give ka and ke: the end of the tablet's curve is elimination where the solution ends alike."""
    return (n.fast_per_h, n.slow_per_h) if n.end == _ALIKE else (n.slow_per_h, n.fast_per_h)


def _clearance_l_per_h(n: SimpleNamespace) -> float:
    return float(n.dose_mg / n.auc_mg_h_l)


def _cmax_mg_l(n: SimpleNamespace) -> float:
    ka, ke = _rates_per_h(n)
    return float(OneCompartment(ka, ke, _clearance_l_per_h(n) / ke).cmax_mg_l(n.dose_mg))


MIRROR = Exercise(
    name="mirror-1",
    notebook="09_measure_and_fit",
    unit="L",
    plain={"dose_mg": 300, "fast_per_h": 1.5, "slow_per_h": 0.1, "auc_mg_h_l": 120, "end": _ALIKE},
    choices={
        "dose_mg": (200, 250, 300, 400, 500),
        "fast_per_h": (0.6, 0.7, 0.8, 1.2, 1.5, 1.8, 2.5),
        "slow_per_h": (0.08, 0.1, 0.12, 0.15, 0.2),
        "auc_mg_h_l": (80, 90, 110, 120, 150),
        "end": (_ALIKE, _FASTER),
    },
    text=(
        "The best curve through samples after a tablet of {dose_mg} mg, all of which is absorbed, has the rate "
        "constants {fast_per_h} and {slow_per_h} /h, a peak of {peak} mg/L and an area of "
        "{auc_mg_h_l} mg·h/L. After the same dose as a solution, which is absorbed much faster, the level falls "
        "{end} in the end. What is the volume of distribution?"
    ),
    said={"peak": lambda n: f"{_cmax_mg_l(n):.3g}"},
    right=lambda n: _clearance_l_per_h(n) / _rates_per_h(n)[1],
    misconceptions=(
        Misconception(
            "the mirror: ka taken for ke",
            lambda n: _clearance_l_per_h(n) / _rates_per_h(n)[0],
            "You took the rate constant of absorption for that of elimination.",
            "Both give the same curve and clearance; elimination is the rate that does not change with the dose form.",
        ),
        Misconception(
            "volume from the peak",
            lambda n: n.dose_mg / _cmax_mg_l(n),
            "You divided the dose by the peak.",
            "At the peak some is not yet absorbed and some has left already: the area knows of all of it, V = CL/ke.",
        ),
        Misconception(
            "volume from the last line drawn back to the dose",
            lambda n: _clearance_l_per_h(n) * (1 / n.slow_per_h - 1 / n.fast_per_h),
            "You drew the end of the curve back to time 0 and divided the dose by what it shows there.",
            "That holds after an injection; absorption moves the line, which then starts at D/V·ka/|ka − ke|.",
        ),
        Misconception(
            "clearance instead of volume",
            _clearance_l_per_h,
            "This is the clearance in L/h.",
            "Dose over area is what is cleared in an hour; the volume is what ke is a share of: V = CL/ke.",
        ),
        Misconception(
            "half-life taken for 1/ke",
            lambda n: _clearance_l_per_h(n) * log(2) / _rates_per_h(n)[1],
            "You multiplied the clearance by the half-life.",
            "The volume is CL/ke, and 1/ke is the half-life over ln 2.",
        ),
        Misconception(
            "CL times ke instead of CL over ke",
            lambda n: _clearance_l_per_h(n) * _rates_per_h(n)[1],
            "You multiplied the clearance by ke.",
            "ke is the share of the volume that is cleared in an hour, ke = CL/V, so the volume is CL/ke.",
        ),
    ),
    because="Two pairs of ka and ke give the same curve and clearance; the other dose form tells which pair it is.",
    look_first="find CL = dose/area, then ask which of the two rates the end of both curves shows.",
)

EXERCISES = (EXTRAPOLATION, MIRROR)
