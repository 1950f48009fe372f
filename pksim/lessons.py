"""Questions for a lecture, and answers that say which misconception they come from.

``names`` lists the exercises, ``ask`` asks one, with numbers of a student's own if there is a student, and ``check``
says of an answer whether it is right, or which misconception gives it.

Examples
--------
>>> from pksim import lessons
>>> lessons.ask("flip-flop-1", student="Ada").unit
'h'
>>> lessons.check("flip-flop-1", 1.7).right
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, SupportsFloat

from pksim.arguments import quoted
from pksim.errors import InputError, did_you_mean
from pksim.teach import amounts, clock, half_lives, many_nights, measured, melatonin, model
from pksim.teach.answers import read_answer
from pksim.teach.exercise import FAR, Exercise, Misconception, rounded

_EVERY: list[Exercise] = [
    each for room in (model, half_lives, melatonin, amounts, many_nights, measured, clock) for each in room.EXERCISES
]
_EXERCISES = {each.name: each for each in sorted(_EVERY, key=lambda exercise: exercise.notebook)}


@dataclass(frozen=True, repr=False)
class Question:
    """A question with its numbers.

    Attributes
    ----------
    name : str
        The exercise's name.
    text : str
        The question.
    unit : str
        In which to answer.
    numbers : mapping of str to number or str
        The numbers in it, by name; the unit is in the name.
    student : str, number or None
        Whose numbers they are; None for the plain ones.
    """

    name: str
    text: str
    unit: str
    numbers: Mapping[str, Any]
    student: str | float | None = None

    @property
    def how_to_answer(self) -> str:
        """What to type."""
        whose = "" if self.student is None else f", student={self.student!r}"
        return f'lessons.check("{self.name}", answer{whose})'

    def __repr__(self) -> str:
        return f"{self.name}: {self.text}\nAnswer in {self.unit}: {self.how_to_answer}"

    def _repr_html_(self) -> str:
        text, unit, how = (escape(each) for each in (self.text, self.unit, self.how_to_answer))
        return f"<p><b>{escape(self.name)}.</b> {text}<br>Answer in <b>{unit}</b>: <code>{how}</code></p>"


@dataclass(frozen=True, repr=False)
class Verdict:
    """What an answer shows. As a condition it is true when the answer is right.

    Attributes
    ----------
    name : str
        The exercise's name.
    answer : float or str
        What was answered.
    unit : str
        In which unit.
    right : bool
        Whether it is right.
    misconception : str or None
        The way of thinking that gives this number; None when it is right or nothing known explains it.
    explanation : str
        Why it is right, what went wrong and how to think right, or where to look first.
    """

    name: str
    answer: float | str
    unit: str
    right: bool
    misconception: str | None
    explanation: str

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        found = self.answer if isinstance(self.answer, str) else f"{self.answer:.6g} {self.unit}"
        if self.right:
            return f"Right: {found}."
        return f"Not yet: {found}." if self.misconception is None else f"Not yet: {found}, {self.misconception}."

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"{self.headline} {self.explanation}"

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(self.headline)}</b> {escape(self.explanation)}</p>"


class Exercises(tuple[str, ...]):
    """Names of exercises, in the order of the notebooks; shown as a list with notebook and unit."""

    def __repr__(self) -> str:
        return "\n".join(f"{name}  ({_EXERCISES[name].notebook}, in {_EXERCISES[name].unit})" for name in self)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{name}</td><td>{_EXERCISES[name].notebook}</td><td>{_EXERCISES[name].unit}</td></tr>"
            for name in self
        )
        return f"<table><tr><th>exercise</th><th>notebook</th><th>answer in</th></tr>{rows}</table>"


def names() -> Exercises:
    """List the exercises, in the order of the notebooks.

    Examples
    --------
    >>> from pksim import lessons
    >>> "flip-flop-1" in lessons.names()
    True
    """
    return Exercises(_EXERCISES)


def ask(name: str, student: str | float | None = None) -> Question:
    """Ask a question.

    Parameters
    ----------
    name : str
        Which exercise, such as ``"flip-flop-1"``; see `names`.
    student : str or number, optional
        A name or an id: whoever has the same one gets the same numbers, whatever its capitals. By default the
        plain, round ones.

    Returns
    -------
    Question
        The question, with the unit in which to answer.

    Raises
    ------
    pksim.errors.InputError
        When there is no such exercise, or the student is neither a text nor a number.

    Examples
    --------
    >>> from pksim import lessons
    >>> print(lessons.ask("timing-1", student="Ada").how_to_answer)
    lessons.check("timing-1", answer, student='Ada')
    """
    exercise = _find(name)
    numbers = exercise.numbers(student)
    return Question(exercise.name, exercise.asked(numbers), exercise.unit, MappingProxyType(numbers), student)


def check(name: str, answer: SupportsFloat | str, student: str | float | None = None) -> Verdict:
    """Say whether an answer is right, or which misconception gives it.

    Parameters
    ----------
    name : str
        Which exercise.
    answer : number or str
        The answer in the unit of the question, or one of its words where it asks for one; as a text a number's decimal
        sign may be a comma.
    student : str or number, optional
        Whose numbers the question had; the same as for `ask`.

    Returns
    -------
    Verdict
        Right within 2 %, within a minute for a time where that is more, or rounded to two digits. An answer that
        nothing known explains comes with whether it is too high or too low, and where to look first.

    Raises
    ------
    pksim.errors.InputError
        When there is no such exercise, or the answer is not a finite number.

    Notes
    -----
    Numbers are drawn so that no number is within tolerance of two ways of thinking.

    Examples
    --------
    >>> from pksim import lessons
    >>> print(lessons.check("flip-flop-1", 6).headline)
    Not yet: 6 h, half-life read off a flip-flop curve.
    """
    exercise = _find(name)
    _, (right, *wrong) = exercise.question(student)
    value = read_answer(answer, exercise, [right, *wrong])
    said = exercise.words[int(value) - 1] if exercise.words else value
    if exercise.means(value, right):
        return Verdict(exercise.name, said, exercise.unit, True, None, exercise.because)
    for misconception, number in zip(exercise.misconceptions, wrong, strict=True):
        if exercise.means(value, number):
            return _caught(exercise, said, misconception)
    return Verdict(exercise.name, said, exercise.unit, False, None, _hint(exercise, value, right))


def _find(name: object) -> Exercise:
    if not isinstance(name, str) or name not in _EXERCISES:
        msg = f"there is no exercise {quoted(name)}; {did_you_mean(quoted(name), _EXERCISES)}"
        raise InputError(msg)
    return _EXERCISES[name]


def _caught(exercise: Exercise, said: float | str, found: Misconception) -> Verdict:
    return Verdict(exercise.name, said, exercise.unit, False, found.name, f"{found.slip} {found.think}")


def _hint(exercise: Exercise, value: float, right: float) -> str:
    """Say which way an unexplained answer is off, and where to look first."""
    if exercise.words:
        return f"First, {exercise.look_first}"
    if exercise.means(-value, right):
        return f"Only the sign is wrong. First, {exercise.look_first}"
    if value in rounded(right, 1):
        return "It is the right answer rounded to one digit: give at least two."
    way = "too high" if value > right else "too low"
    far = value > FAR * right or 0 < value < right / FAR
    unit = ", more than tenfold, so a unit may have slipped" if far else ""
    return f"It is {way}{unit}. First, {exercise.look_first}"
