"""The lessons of the page as plain data, for their twin in the script."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pksim.describe.compound.library import load_compounds
from pksim.describe.schedule.night import Night
from pksim.errors import InputError, did_you_mean
from pksim.teach.amounts import SALT
from pksim.teach.answers import NUMBER, THOUSANDS
from pksim.teach.exercise import A_MINUTE, FAR, LEAST_DIGITS, MOST_DRAWS, RELATIVE_TOLERANCE, Exercise
from pksim.teach.melatonin import typical_melatonin
from pksim.teach.presets import PRESETS, Preset

_NIGHT = Night()
_USUAL = {
    **{key: getattr(_NIGHT, key) for key in ("bedtime", "wake", "before_h", "after_wake_h", "nights")},
    "habitual_bedtime": None,
    "parameters": "article",
    "endogenous": False,
    "goal": None,
}
"""What a lesson starts from, whatever the page does."""


def lesson_data() -> dict[str, Any]:
    """Give the lessons, their exercises, and what the answers are computed from."""
    melatonin = typical_melatonin()
    return {
        "presets": [_preset(each) for each in PRESETS],
        "exercises": {each.exercise.name: _exercise(each.exercise) for each in PRESETS},
        "melatonin": {**asdict(melatonin), "words": melatonin.words},
        "magnesium": _magnesium(),
        "rules": {
            "tolerance": RELATIVE_TOLERANCE,
            "digits": LEAST_DIGITS,
            "far": FAR,
            "draws": MOST_DRAWS,
            "number": NUMBER.pattern,
            "thousands": THOUSANDS.pattern,
        },
    }


def known_lesson(name: str) -> str:
    """Find a lesson by its name, or refuse it.

    Raises
    ------
    pksim.errors.InputError
        When there is none of that name.
    """
    names = [each.name for each in PRESETS]
    if name not in names:
        msg = f"there is no lesson {name!r}; {did_you_mean(name, names)}"
        raise InputError(msg)
    return name


def _preset(preset: Preset) -> dict[str, Any]:
    keys = ("name", "title", "text", "controls")
    return {
        **{key: getattr(preset, key) for key in keys},
        "exercise": preset.exercise.name,
        "doses": dict(preset.doses),
        "state": {**_USUAL, **preset.state},
    }


def _exercise(exercise: Exercise) -> dict[str, Any]:
    keys = ("name", "unit", "text", "because", "look_first")
    return {
        **{key: getattr(exercise, key) for key in keys},
        "minute": A_MINUTE.get(exercise.unit, 0.0),
        "plain": dict(exercise.plain),
        "choices": {name: list(values) for name, values in exercise.choices.items()},
        "misconceptions": [
            {"name": each.name, "slip": each.slip, "think": each.think} for each in exercise.misconceptions
        ],
    }


def _magnesium() -> dict[str, Any]:
    magnesium = load_compounds()["magnesium"]
    saturable = magnesium.parameter_set("article").saturable_bioavailability
    assert saturable is not None
    return {
        "molar_mass": magnesium.molar_mass.value,
        **saturable.model_dump(include={"capacity_mmol", "half_mmol", "linear"}),
        "elemental": {
            name: magnesium.elemental_fraction(magnesium.formulations[name]) for name in SALT.choices["salt"]
        },
    }
