"""Exercises about the body clock: which way a dose moves it, and how many doses it takes."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf
from types import SimpleNamespace

import numpy as np
from scipy.special import ndtr

from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import DAY_H
from pksim.describe.words.units import MASS_MG, read_clock, read_quantity
from pksim.study.clock.curves import curve_of
from pksim.study.clock.response import DOSES_OF_A_CURVE, PhaseResponse
from pksim.study.clock.walk import Day, hours_from_onset, walk
from pksim.teach.exercise import Answer, Exercise, Misconception

_WORDS = ("earlier", "later", "cannot be told")
_NONE, _EARLIER, _LATER, _UNTOLD = range(4)
_MOST_ALIKE = 0.9
"""Where so many people move one way it can be told which."""
_MOST_DOSES = 40


def _curve(n: SimpleNamespace) -> PhaseResponse:
    return curve_of(Dose("melatonin", n.dose_mg, time_h=0.0))


def _hours(n: SimpleNamespace, since: str = "dlmo") -> float:
    """Give when melatonin is taken from the onset, or from another time of the question [h]."""
    return hours_from_onset(read_clock(n.taken, "taken") - read_clock(getattr(n, since), since))


def _shift(n: SimpleNamespace, hours: float) -> float:
    """Read the curve [h]."""
    return float(_curve(n).shift(np.array(hours)))


def _by_milligrams(n: SimpleNamespace) -> float:
    """Give how many times as much is taken as in the study of the curve."""
    return float(n.dose_mg / read_quantity(_curve(n).name, MASS_MG, "dose"))


def _word(share_earlier: float) -> int:
    if share_earlier >= _MOST_ALIKE:
        return _EARLIER
    return _LATER if share_earlier <= 1 - _MOST_ALIKE else _UNTOLD


def _direction(n: SimpleNamespace, since: str = "dlmo", times: float = 1.0) -> int:
    return _word(ndtr(times * _shift(n, _hours(n, since)) / _curve(n).scatter_h))


def _just_before_bed(n: SimpleNamespace) -> int:
    return _EARLIER if -1 <= _hours(n, "bedtime") <= 0 else _NONE


DIRECTION = Exercise(
    name="direction-1",
    notebook="10_the_clock",
    unit="words",
    words=_WORDS,
    plain={"dose_mg": 3, "taken": "22:30", "dlmo": "21:00", "bedtime": "23:00"},
    choices={
        "dose_mg": (0.3, 0.5, 1, 2, 3, 5),
        "taken": (
            *("07:30", "08:00", "08:30", "09:00", "10:00"),
            *("14:30", "15:30", "16:00", "17:00", "18:00", "19:00", "22:00", "22:30", "23:00"),
        ),
        "dlmo": ("20:30", "21:00", "21:30", "22:00"),
        "bedtime": ("23:00", "23:15", "23:30"),
    },
    text=(
        "Your own melatonin sets in at {dlmo} in dim light, as was measured, and the light goes out at {bedtime}. "
        "On three days you take {dose_mg} mg of melatonin at {taken}. Which way does that move your body clock: "
        "'earlier', 'later', or 'cannot be told', which is when fewer than nine people in ten move the same way?"
    ),
    right=_direction,
    misconceptions=(
        Misconception(
            "half an hour before bed helps jet lag",
            _just_before_bed,
            "You let a dose shortly before bed move the clock earlier.",
            "By then the onset is there or past, and the curve too near zero: a dose hours before the onset moves it.",
        ),
        Misconception(
            "more milligrams move further",
            lambda n: _direction(n, times=_by_milligrams(n)),
            "You let the clock move in proportion to the milligrams.",
            "Six times the dose moved people hardly further: take the dose's own curve as it is.",
        ),
        Misconception(
            "hours counted from bedtime, not from the onset",
            lambda n: _direction(n, "bedtime"),
            "You counted the hours from bedtime.",
            "The curve counts from the onset of one's own melatonin, which comes about two hours before bedtime.",
        ),
        Misconception(
            "the average taken for everybody",
            lambda n: _EARLIER if _shift(n, _hours(n)) > 0 else _LATER,
            "You took the direction of the average.",
            "People scatter about the curve by more than it is off zero here, so too many move the other way.",
        ),
        Misconception(
            "earlier is always better",
            lambda _: _EARLIER,
            "You let melatonin move the clock earlier at any hour.",
            "Before the onset it moves the clock earlier, about waking later: the hour decides, not the substance.",
        ),
        Misconception(
            "melatonin taken for light",
            lambda n: _LATER if _direction(n) == _EARLIER else _NONE,
            "You let it do what light does at that hour.",
            "Light in the evening moves the clock later, and melatonin, which tells the body of night, earlier.",
        ),
        Misconception(
            "people differ, so nothing can be told",
            lambda _: _UNTOLD,
            "You let the scatter of people hide the direction.",
            "They scatter about the curve, and here it is so far from zero that nine in ten are on one side of it.",
        ),
    ),
    because="Hours from the onset give the curve, and people's scatter says whether nine in ten move the same way.",
    look_first="count the hours from the onset, read the dose's curve there, and divide by the scatter of people.",
    fair=(lambda n: _word(ndtr(_shift(n, _hours(n)) / _curve(n).sd_h)),),
)


def _doses_until(wanted_h: float, shift: Callable[[float], float]) -> float:
    """Count the doses, each of which moves the clock by what it gives for how far it has moved [h]."""
    moved = 0.0
    for count in range(1, _MOST_DOSES + 1):
        moved += shift(moved)
        if moved >= wanted_h:
            return count
    return inf


def _doses(since: str = "dlmo", times: Answer = lambda _: 1.0) -> Answer:
    def count(n: SimpleNamespace) -> float:
        hours, each = _hours(n, since), times(n) / DOSES_OF_A_CURVE
        return _doses_until(n.wanted_h, lambda moved: each * _shift(n, hours + moved))

    return count


def _standing(n: SimpleNamespace, shift_h: float) -> float:
    """Count the doses had each the same shift [h]."""
    return float(ceil(n.wanted_h / shift_h))


def _by_people(n: SimpleNamespace) -> float:
    """Count the doses until people have moved so far on average."""
    days = [Day(number, _hours(n) + DAY_H * number, _curve(n)) for number in range(_MOST_DOSES)]
    moved = np.cumsum([step.shift_h.mean() for step in walk(days, 0.0, onset_sd_h=0.0, count=501)])
    return float(np.argmax(moved >= n.wanted_h) + 1)


JET_LAG = Exercise(
    name="jet-lag-1",
    notebook="10_the_clock",
    unit="doses",
    plain={"dose_mg": 2, "taken": "19:00", "dlmo": "21:00", "bedtime": "23:00", "wanted_h": 2},
    choices={
        "dose_mg": (1, 2, 4, 5),
        "taken": (
            "13:30",
            "14:00",
            "14:30",
            "15:00",
            *(f"{hour}:{minute}" for hour in (18, 19, 20) for minute in ("00", "15", "30", "45")),
        ),
        "dlmo": ("20:15", "20:30", "20:45", "21:00", "21:15", "21:30", "21:45", "22:00"),
        "bedtime": ("22:30", "22:45", "23:00", "23:15", "23:30"),
        "wanted_h": (1.5, 2, 2.5, 3, 3.5),
    },
    text=(
        "Before a flight to the east you want your body clock {wanted_h} h earlier. Your own melatonin sets in at "
        "{dlmo} in dim light, as was measured, and the light goes out at {bedtime}. You take {dose_mg} mg of "
        "melatonin at {taken}, day after day. By the curve, which is that of three doses, after how many doses is "
        "your clock so much earlier, or more?"
    ),
    right=_doses(),
    misconceptions=(
        Misconception(
            "the curve of three doses taken for that of one",
            lambda n: _standing(n, _shift(n, _hours(n))),
            "You let one dose do what the curve says of three.",
            "The curve is the shift after three daily doses, so a dose does a third of it, which is an assumption too.",
        ),
        Misconception(
            "the curve stays where it is",
            lambda n: _standing(n, _shift(n, _hours(n)) / DOSES_OF_A_CURVE),
            "You let every dose move the clock as far as the first one.",
            "The curve moves with the clock, so that the same hour lies later on it each day: read it anew.",
        ),
        Misconception(
            "more milligrams move further",
            _doses(times=_by_milligrams),
            "You let the clock move in proportion to the milligrams.",
            "Six times the dose moved people hardly further: take the dose's own curve as it is.",
        ),
        Misconception(
            "the largest advance taken for any hour",
            lambda n: _standing(n, _curve(n).extremes["advance"][1] / DOSES_OF_A_CURVE),
            "You took the largest advance of the curve.",
            "That is what a dose does at one hour alone; read the curve at the hour at which it is taken.",
        ),
        Misconception(
            "hours counted from bedtime, not from the onset",
            _doses("bedtime"),
            "You counted the hours from bedtime.",
            "The curve counts from the onset of one's own melatonin, which comes about two hours before bedtime.",
        ),
    ),
    because="Each dose moves the clock by a third of the curve, and the curve moves with the clock.",
    look_first="read the curve at the first dose, move the onset by a third of that, and read it again for the next.",
    fair=(_by_people,),
)

EXERCISES = (DIRECTION, JET_LAG)
