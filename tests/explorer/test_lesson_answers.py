"""The page asks and checks as `pksim.lessons` does: the same numbers for the same student, word for word."""

import itertools
import random
import re
from functools import cache
from types import SimpleNamespace

import pytest
from node import needs_node, run_node

from pksim import InputError, lessons
from pksim.explorer.lesson_data import lesson_data
from pksim.lessons import _EXERCISES as EXERCISES
from pksim.teach.exercise import Exercise
from pksim.teach.presets import PRESETS

NAMES = [each.exercise.name for each in PRESETS]
STUDENTS = [
    None,
    *("Ada", "ada ", "Grace", "Zoe\u0308", "STRAẞE", "İpek", "Σίσυφος", "李娜", "أدا", "\ud800", "17", "O'Brien"),
    *(f"student {i}" for i in range(190)),
]
GARBAGE = [
    "",
    " ",
    "x",
    "1.7 min",
    "1,7 h",
    "1e3",
    "--1",
    "1.",
    ".5",
    "12 345",
    "１２",
    "1\u00a0mg/L",
    "NaN",
    "'1'",
    '"',
    "a" * 80,
]
GARBAGE += ["1" * 301, "9" * 300, "−", "\\", "1;2", "🦉" * 61, "1\t", "0", "-0", "+0,0", "1,000,000", "1 h h", "pg/mL"]
ASK = """given.students.map((student) => given.names.map((name) => {
    const { text, unit, numbers } = ask(given.lessons, name, student);
    return [text, unit, numbers];
}))"""
CHECK = """given.asked.map(([name, student, answer]) => {
    try {
        const { headline, explanation, right, misconception } = check(given.lessons, name, answer, student);
        return [right, misconception, headline, explanation];
    } catch (error) {
        if (error.constructor.name !== "Refused") throw error;
        return error.message;
    }
})"""
QUESTION = cache(Exercise.question)
APART = "given.all.map((numbers) => answersApart(numbers, given.name, given.lessons))"


@pytest.fixture(autouse=True)
def each_question_is_drawn_once(monkeypatch):
    monkeypatch.setattr(Exercise, "question", QUESTION)


def answers(name, student):
    """Give what people may write: every answer that is known, and all or a few of other texts."""
    chance = random.Random(f"{name} {student!a}")
    others = list(other_answers(name, student, chance))
    _, known = EXERCISES[name].question(student)
    return [*map(repr, known), *(others if student in STUDENTS[:8] else chance.sample(others, 9))]


def other_answers(name, student, chance):
    """Give answers as they are rounded, near misses, and garbage."""
    _, known = EXERCISES[name].question(student)
    for number in known:
        yield from (
            f"{number!r}",
            f"{number:.2g}",
            f"{number:.3g}",
            f"{number:.6f}".replace(".", ","),
            f"{number:,.0f}",
        )
        yield f"{number * chance.choice((0.97, 0.9799, 0.9801, 1.0199, 1.0201, 1.05)):.9f} {EXERCISES[name].unit}"
    yield from (
        f"{-known[0]:.4f}",
        f"−{known[0]:.3f}",
        f"{known[0]:.1g}",
        f"{11 * known[0]:.5g}",
        f"{known[0] / 11:.5f}",
    )
    yield from (f"{known[0] * 10 ** chance.uniform(-3, 3):.4f}" for _ in range(4))
    yield from GARBAGE


def said(name, student, answer):
    try:
        verdict = lessons.check(name, answer, student)
    except InputError as error:
        return str(error)
    return [verdict.right, verdict.misconception, verdict.headline, verdict.explanation]


@needs_node
def test_the_page_asks_what_python_asks(tmp_path):
    given = {"lessons": lesson_data(), "names": NAMES, "students": STUDENTS}
    found = run_node(tmp_path, given, ASK, ask="lessons/exercises")
    for student, asked in zip(STUDENTS, found, strict=True):
        for name, (text, unit, numbers) in zip(NAMES, asked, strict=True):
            question = lessons.ask(name, student)
            assert (text, unit, numbers) == (question.text, question.unit, dict(question.numbers)), (name, student)


@needs_node
@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_of_answers_what_python_says(tmp_path, name):
    asked = [[name, student, answer] for student in STUDENTS for answer in answers(name, student)]
    found = run_node(tmp_path, {"lessons": lesson_data(), "asked": asked}, CHECK, check="lessons/exercises")
    for each, verdict in zip(asked, found, strict=True):
        assert verdict == said(*each), each
    verdicts = [each for each in found if not isinstance(each, str)]
    thoughts = {each.name for each in EXERCISES[name].misconceptions}
    assert {misconception for _, misconception, *_ in verdicts} == {None, *thoughts}
    assert {right for right, *_ in verdicts} == {True, False}
    assert len(found) - len(verdicts) > 100


@needs_node
@pytest.mark.parametrize("name", NAMES)
def test_all_numbers_that_can_be_drawn_have_the_same_answers(tmp_path, name):
    """But for the plateau, of which Python takes the 80th night, and the page the limit."""
    exercise = EXERCISES[name]
    combinations = [
        dict(zip(exercise.choices, values, strict=True)) for values in itertools.product(*exercise.choices.values())
    ]
    every = random.Random(1).sample(combinations, min(len(combinations), 60))
    given = {"lessons": lesson_data(), "name": name, "all": every}
    found = run_node(tmp_path, given, APART, answersApart="lessons/exercises")
    for numbers, answered in zip(every, found, strict=True):
        expected = exercise.answers_apart(numbers)
        assert (answered is None) == (expected is None), numbers
        assert answered is None or answered == pytest.approx(expected, rel=1e-9), numbers


def test_the_exercises_of_the_page_are_those_of_the_lessons():
    data = lesson_data()["exercises"]
    assert set(data) == set(NAMES)
    for name, each in data.items():
        exercise = EXERCISES[name]
        said = {key: say(SimpleNamespace(**exercise.plain)) for key, say in exercise.said.items()}
        assert set(re.findall(r"\{(\w+)\}", each["text"])) <= {*exercise.plain, *said}
