"""What an exercise is: a question, the model's answer, and the numbers that known misconceptions would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose, isfinite
from types import SimpleNamespace
from typing import Any, TypeAlias

from pksim.teach.draws import draws_of

Answer: TypeAlias = Callable[[SimpleNamespace], float]
"""Computes a number from the numbers of a question."""

RELATIVE_TOLERANCE = 0.02
LEAST_DIGITS = 2
"""With so many digits an answer is precise enough, even where rounding moves it by more than the tolerance."""
FAR = 10.0
"""So many times off, it is usually a unit."""
A_MINUTE = {"min": 1.0, "h": 1 / 60}
MOST_DRAWS = 1000


@dataclass(frozen=True)
class Misconception:
    """A way of thinking that gives a number of its own.

    Parameters
    ----------
    name : str
        What it is, in a few words.
    answer : callable
        The number that it gives, in the exercise's unit, from the question's numbers.
    slip : str
        One sentence that says what was done.
    think : str
        One sentence that says how to think right.
    """

    name: str
    answer: Answer
    slip: str
    think: str


@dataclass(frozen=True, eq=False)
class Exercise:
    """A question that the model can answer, and ways to get it wrong.

    Parameters
    ----------
    name : str
        Such as ``"flip-flop-1"``.
    notebook : str
        The notebook that it belongs to, such as ``"02_one_compartment"``.
    unit : str
        In which the answer is asked.
    plain : mapping of str to number or str
        Round numbers of the question.
    choices : mapping of str to sequence
        What a student's own numbers are drawn from, by the names in ``plain``.
    text : str
        The question, with names of its numbers, and of what is ``said`` of them, in braces.
    right : callable
        The right answer, from the model.
    misconceptions : tuple of Misconception
        Ways to get it wrong, each with a number of its own.
    because : str
        One sentence that says why the right answer is right.
    look_first : str
        One sentence that says where to look first when nothing explains an answer.
    said : mapping of str to callable, optional
        What the question says besides its numbers, from them.
    fair : tuple of callable, optional
        Approximations by hand that must count as right.
    words : tuple of str, optional
        What there is to answer where that is a word; ways of thinking then give its place from 1, or 0 where they do
        not apply. Several may give the same one, and the first of them is named.
    """

    name: str
    notebook: str
    unit: str
    plain: Mapping[str, Any]
    choices: Mapping[str, Sequence[Any]]
    text: str
    right: Answer
    misconceptions: tuple[Misconception, ...]
    because: str
    look_first: str
    said: Mapping[str, Callable[[SimpleNamespace], str]] = field(default_factory=dict)
    fair: tuple[Answer, ...] = ()
    words: tuple[str, ...] = ()

    def numbers(self, student: str | float | None = None) -> dict[str, Any]:
        """Give the numbers of the question.

        Parameters
        ----------
        student : str or number, optional
            Whose; the same student always has the same ones. None for the plain ones.

        Returns
        -------
        dict of str to number or str
            By name; the unit is in the name.

        Raises
        ------
        pksim.errors.InputError
            When the student is not a text or a number.
        """
        return self.question(student)[0]

    def question(self, student: str | float | None = None) -> tuple[dict[str, Any], list[float]]:
        """Give a student's numbers, as `numbers`, with their answers, as `answers`."""
        if student is None:
            return dict(self.plain), self.answers(self.plain)
        draws = draws_of(self.name, student)
        for _ in range(MOST_DRAWS):
            drawn = {name: draws.one_of(values) for name, values in self.choices.items()}
            if drawn != self.plain and (answers := self.answers_apart(drawn)):
                return drawn, answers
        msg = f"exercise {self.name}: none of {MOST_DRAWS} draws keeps its answers apart; widen its choices."
        raise RuntimeError(msg)

    def asked(self, numbers: Mapping[str, Any]) -> str:
        """Write the question."""
        given = SimpleNamespace(**numbers)
        said = {name: say(given) for name, say in self.said.items()}
        written = {name: each if isinstance(each, str) else f"{each:g}" for name, each in numbers.items()}
        return self.text.format(**written, **said)

    def answers(self, numbers: Mapping[str, Any]) -> list[float]:
        """Compute the right answer and then that of every misconception, in the exercise's unit."""
        given = SimpleNamespace(**numbers)
        return [float(way(given)) for way in self._ways]

    @property
    def _ways(self) -> list[Answer]:
        return [self.right, *(each.answer for each in self.misconceptions)]

    def tolerance(self, answer: float) -> float:
        """Say how far from a number an answer may lie and still mean it: 2 %, and a minute for what is not shorter."""
        return max(RELATIVE_TOLERANCE * abs(answer), min(A_MINUTE.get(self.unit, 0.0), abs(answer) / 10))

    def means(self, answer: float, number: float) -> bool:
        """Say whether an answer means a number: within tolerance, or rounded to two digits."""
        near = abs(answer - number) <= self.tolerance(number)
        return near or any(isclose(answer, each, rel_tol=1e-6) for each in rounded(number, LEAST_DIGITS))

    def answers_apart(self, numbers: Mapping[str, Any]) -> list[float] | None:
        """Compute the answers as long as the right one is above 0 and no number can be meant by two ways of thought."""
        given, answers = SimpleNamespace(**numbers), list[float]()
        for way in self._ways:
            answer = float(way(given))
            if not self.words and (not isfinite(answer) or any(self._may_mean_both(each, answer) for each in answers)):
                return None
            answers.append(answer)
        is_fair = all(self.means(each(given), answers[0]) for each in self.fair)
        return answers if answers[0] > 0 and is_fair else None

    def _may_mean_both(self, a: float, b: float) -> bool:
        return (
            abs(a - b) <= self.tolerance(a) + self.tolerance(b)
            or any(self.means(each, b) for each in rounded(a, LEAST_DIGITS))
            or any(self.means(each, a) for each in rounded(b, LEAST_DIGITS))
        )


def rounded(number: float, digits: int) -> set[float]:
    """Round to significant digits: both ways where a number lies halfway."""
    return {float(f"{number * side:.{digits - 1}e}") for side in (1 - 1e-9, 1 + 1e-9)}


def percent_given(share: float) -> str:
    """Write a share for a question, to three digits."""
    return f"{100 * share:.3g} %"
