"""What was answered, read: a number in the unit that was asked for, or one of the words."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

import numpy as np

from pksim.arguments import is_number, one_of, quoted
from pksim.errors import InputError
from pksim.teach.exercise import Exercise

NUMBER = re.compile(r"([+−-]?[0-9]{1,300}(?:[.,][0-9]+)?) ?(.*)")
"""A number and its unit, in text in which a single space is all that is between words."""
THOUSANDS = re.compile(r"[+−-]?[1-9][0-9]{0,2},[0-9]{3}")
"""The comma may be a decimal sign, or keep thousands apart; it is what gives an answer that is known."""


def read_answer(answer: Any, exercise: Exercise, known: list[float]) -> float:
    """Read a finite number, also from NumPy, or the place of a word, or say what is wrong with it."""
    if exercise.words:
        return 1.0 + exercise.words.index(_word(answer, exercise))
    what = f"the answer to {exercise.name} is {quoted(answer)}"
    if isinstance(answer, str):
        return _read_text(answer, exercise, what, known)
    single = answer.item() if isinstance(answer, np.ndarray) and answer.ndim == 0 else answer
    if not is_number(single):
        if getattr(answer, "shape", ()):
            what = f"the answer to {exercise.name} is a {type(answer).__name__} of the shape {answer.shape}"
            msg = f"{what}; it must be one number in {exercise.unit}. Take one value out of it."
            raise InputError(msg)
        msg = f"{what}; it must be a number in {exercise.unit}."
        raise InputError(msg)
    try:
        value = float(single)
    except (OverflowError, ValueError):
        value = np.inf
    if not isfinite(value):
        msg = f"{what}; it must be a finite number in {exercise.unit}. Was something divided by zero?"
        raise InputError(msg)
    return value


def _word(answer: Any, exercise: Exercise) -> str:
    plain = " ".join(answer.casefold().split()) if isinstance(answer, str) else answer
    return one_of(plain, f"the answer to {exercise.name}", exercise.words)


def _read_text(answer: str, exercise: Exercise, what: str, known: list[float]) -> float:
    """Read a number with a decimal point or comma, without a unit or with the one that is asked for."""
    found = NUMBER.fullmatch(" ".join(answer.split()))
    if found is None:
        fix = "write it in digits, such as 12 or 3.4"
    elif found[2] not in ("", exercise.unit):
        fix = f"write {found[1].replace(',', '.')} if that is in {exercise.unit}"
    else:
        readings = [found[1].replace(",", ".")]
        if THOUSANDS.fullmatch(found[1]):
            readings.append(found[1].replace(",", ""))
        values = [float(each.replace("−", "-")) + 0.0 for each in readings]  # 0 has no sign
        meant = [value for value in values if any(exercise.means(value, each) for each in known)]
        if len(values) == 1 or len(meant) == 1:
            return (meant or values)[0]
        fix = f"write {readings[1]} or {readings[0]}, whichever is meant"
    msg = f"{what}, a text; it must be a number in {exercise.unit}: {fix}."
    raise InputError(msg)
