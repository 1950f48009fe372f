"""Lessons for a projector: what is on the screen, what to try, and which exercise asks about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any, Literal

from pksim.kinetics.one_compartment import OneCompartment
from pksim.teach.amounts import SALT, UNCERTAINTY
from pksim.teach.exercise import Exercise
from pksim.teach.half_lives import FLIP_FLOP, HALF_LIFE
from pksim.teach.many_nights import ACCUMULATION
from pksim.teach.model import SUPERPOSITION, TMAX


@dataclass(frozen=True)
class Preset:
    """A lesson.

    Parameters
    ----------
    name : str
        By which it is opened.
    title : str
        What it is about, in a few words.
    text : str
        One or two sentences that say what to try.
    exercise : Exercise
        Its question.
    doses : mapping of str to str
        Doses in words, by the names of their schedules.
    controls : {"kinetics", "words"}, optional
        What is moved in it; the other controls are not shown.
    state : mapping, optional
        What differs from the usual screen.
    """

    name: str
    title: str
    text: str
    exercise: Exercise
    doses: Mapping[str, str]
    controls: Literal["kinetics", "words"] = "kinetics"
    state: Mapping[str, Any] = field(default_factory=dict)


_FAST_H, _SLOW_H = 1.0, 6.0
"""Two half-lives, of which one is absorption's and the other elimination's."""
_TWINS_PEAK_H = float(OneCompartment(log(2) / _FAST_H, log(2) / _SLOW_H, 1.0).tmax_h)

PRESETS = (
    Preset(
        "half-life",
        "Half-life",
        "Once all is absorbed, half of what is left goes in every half-life, so that the level never falls along a "
        "straight line. Lengthen the half-life, and see how long it takes to fall to a half and to a quarter.",
        HALF_LIFE,
        {"one dose": "melatonin 3 mg 3 h before bed"},
        state={"scale": "linear"},
    ),
    Preset(
        "tmax",
        "What sets the time of the peak",
        "The peak comes when as much enters the blood as leaves it, so absorption and elimination set its time. "
        "Shorten the half-life: for the same peak absorption must be slower, until it is the slower of the two.",
        TMAX,
        {"one dose": "melatonin 3 mg 2 h before bed"},
        state={"scale": "linear"},
    ),
    Preset(
        "superposition",
        "Superposition",
        "Doses do not know of each other: at any time the level of both is that of the first and that of the second, "
        "added. Move a dose, alone and in both, and add the curves at one time.",
        SUPERPOSITION,
        {
            "first": "melatonin 1 mg 150 min before bed",
            "second": "melatonin 1 mg 60 min before bed",
            "both": "melatonin 1 mg 150 min before bed; melatonin 1 mg 60 min before bed",
        },
        controls="words",
        state={"scale": "linear"},
    ),
    Preset(
        "flip-flop",
        "Flip-flop and its twin",
        "Both curves have one shape, though the half-life is 1 h for melatonin here, and 6 h for magnesium: the end "
        "of a curve shows the slower of absorption and elimination. Lengthen melatonin's half-life with its peak where "
        "it is, and see its end fall faster, not slower.",
        FLIP_FLOP,
        {
            "slowly absorbed": "melatonin 2 mg at 20:00",
            "slowly eliminated": "magnesium glycinate 300 mg elemental at 20:00",
        },
        state={
            "scale": "share of peak",
            "after_wake_h": 8.0,
            "kinetics": {
                "melatonin": {"tmax_h": _TWINS_PEAK_H, "half_life_h": _FAST_H},
                "magnesium": {"tmax_h": _TWINS_PEAK_H, "half_life_h": _SLOW_H},
            },
        },
    ),
    Preset(
        "accumulation",
        "Accumulation",
        "Each night adds its curve to what is left of the nights before, until as much leaves in a day as is taken. "
        "Lengthen the half-life: the plateau is higher, and it takes more nights to get there.",
        ACCUMULATION,
        {"every night": "magnesium glycinate 300 mg elemental at 21:00"},
        state={"scale": "linear", "nights": 7},
    ),
    Preset(
        "uncertainty",
        "Uncertainty",
        "People differ: shaded is where the curve can lie within the stated ranges. Move the half-life from one end "
        "of its range to the other: hours later the level is further above the middle one than below it.",
        UNCERTAINTY,
        {"one dose": "melatonin 1 mg 1 h before bed"},
        state={"scale": "linear"},
    ),
    Preset(
        "salt",
        "Elemental or salt",
        "A label may give the weight of the salt or of the magnesium in it, which is far less. Raise the amount of the "
        "salt until its curve reaches the other one.",
        SALT,
        {
            "elemental": "magnesium glycinate 200 mg elemental at 21:00",
            "salt": "magnesium glycinate 200 mg salt at 21:00",
        },
        controls="words",
        state={"scale": "linear"},
    ),
)
