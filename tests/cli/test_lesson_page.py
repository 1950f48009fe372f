"""A page that opens in a lesson."""

import json
import re

import pytest


def lesson_of(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(re.search(r'id="pksim-data">(.*?)</script>', text, re.DOTALL)[1]).get("lesson")


def test_a_page_opens_in_a_lesson(run, tmp_path):
    code, out, _ = run("page", "--lesson", "flip-flop")
    assert code == 0
    assert "It opens in the lesson flip-flop; with #lesson=flip-flop&student=Ada after its address, for Ada." in out
    assert lesson_of(tmp_path / "explorer.html") == "flip-flop"


def test_a_page_opens_in_no_lesson_unless_asked(run, tmp_path):
    assert run("page")[0] == 0
    assert lesson_of(tmp_path / "explorer.html") is None


def test_help_names_lessons(run):
    assert "half-life, tmax, flip-flop" in " ".join(run("page", "--help")[1].split())


@pytest.mark.parametrize(("name", "guess"), [("flipflop", "flip-flop"), ("halflife", "half-life"), ("Salt", "salt")])
def test_an_unknown_lesson_is_refused_with_the_likely_one(run, tmp_path, name, guess):
    code, out, err = run("page", "--lesson", name)
    assert (code, out) == (2, "")
    assert f"there is no lesson '{name}'; did you mean '{guess}'?" in " ".join(err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "other",
    [
        *(["--schedule", "duo"], ["--dose", "melatonin 1 mg at 22:00"], ["--bedtime", "22:00"], ["--wake", "06:00"]),
        *(["--parameters", "literature"], ["--endogenous"], ["--habitual-bedtime", "22:00"], ["--state", "x"]),
    ],
)
def test_what_a_lesson_would_not_show_is_refused(run, tmp_path, other):
    code, _, err = run("page", "--lesson", "salt", *other)
    assert code == 2
    said = " ".join(err.split())
    assert (
        f"--lesson brings its own night and schedules, so {other[0]} changes nothing; leave one of the two out" in said
    )
    assert list(tmp_path.iterdir()) == []
