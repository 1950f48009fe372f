"""What every message of an error holds to."""

import pickle

import pytest

from pksim.errors import InputError, visible


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("magnesium glycinate, 300 µg – ½", "magnesium glycinate, 300 µg – ½"),
        ("two\nlines", "two\nlines"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("nul\x00 tab\t", "nul\\x00 tab\\t"),
        ("from right \u202eto left", "from right \\u202eto left"),
        ("half a pair \ud800", "half a pair \\ud800"),
        ("酸化マグネシウム", "酸化マグネシウム"),
    ],
)
def test_what_is_not_seen_is_escaped(text, want):
    assert visible(text) == want
    assert str(InputError(text)) == want


def test_a_long_value_is_quoted_by_its_ends():
    told = str(InputError(f"the dose is '{'9' * 4000} mg'; it must be less."))
    assert len(told) < 350
    assert told.startswith("the dose is '999")
    assert told.endswith("999 mg'; it must be less.")


def test_a_long_line_keeps_its_beginning_and_its_rule():
    told = str(InputError("schedules is " + "Dose(...), " * 500 + "; it must be a Schedule."))
    assert len(told) < 1000
    assert told.startswith("schedules is Dose(...)")
    assert told.endswith("; it must be a Schedule.")


def test_every_mistake_of_a_file_is_kept():
    lines = [f"line {i} is wrong" for i in range(300)]
    assert str(InputError("\n".join(lines))).splitlines() == lines


def test_it_travels_between_processes():
    assert str(pickle.loads(pickle.dumps(InputError("a\x1b")))) == "a\\x1b"
