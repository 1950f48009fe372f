"""What counts as a number, and how a wrong value is quoted, wherever something is given."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import pksim as pk
from pksim.arguments import instance, one_of, quoted, real_number, several, whole, yes_or_no

NO_NUMBERS = [
    None, True, np.True_, "1", b"1", 1j, np.complex128(1), object(), [], [1], {}, np.array([1.0]), float("nan"),
    np.inf, 10**400, 10**5000, Decimal("NaN"), Decimal("sNaN"), Fraction(10**400), np.longdouble("1e4000"),
    np.timedelta64(1, "h"), np.datetime64("2026-01-01"), pd.Timedelta("1h"), pd.NaT, pd.NA,
]  # fmt: skip


@pytest.mark.parametrize(
    "one", [1, 1.0, np.int8(1), np.uint64(1), np.float16(1), np.longdouble(1), np.array(1), Fraction(1), Decimal(1)]
)
def test_numbers_of_every_kind_are_numbers(one):
    assert real_number(one, "x") == 1
    assert type(real_number(one, "x")) is float
    assert pk.Dose("melatonin", one, time_h=one) == pk.Dose("melatonin", 1.0, time_h=1.0)
    assert pk.Schedule.parse("a", "melatonin 1 mg at bedtime").shift(one).doses[0].time_h == 1
    assert pk.Night(before_h=one).before_h == 1
    assert pk.peak_at(one).time_h == pk.Light("21:00", "22:00", one).lux == 1
    assert pk.Input(amount_mg=one, time_h=one).amount_mg == 1


@pytest.mark.parametrize("value", NO_NUMBERS, ids=quoted)
def test_what_is_no_number_is_none_anywhere(value):
    asked = [
        lambda: real_number(value, "x"),
        lambda: whole(value, "x", -10, 10),
        lambda: pk.Dose("melatonin", value, time_h=-1),
        lambda: pk.Schedule.parse("a", "melatonin 1 mg at bedtime").scale(value),
        lambda: pk.Night(before_h=value),
        lambda: pk.simulate(pk.load_schedules(), step_min=value),
        lambda: pk.level_at(value),
        lambda: pk.Light("21:00", "22:00", value),
    ]
    for ask in asked:
        with pytest.raises(pk.InputError, match="number") as caught:
            ask()
        assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("bounds", "good", "bad", "rule"),
    [
        ({"above": 0}, 5e-324, 0, "above 0"),
        ({"least": 0}, 0, -5e-324, "0 or more"),
        ({"below": 24}, 23.9, 24, "below 24"),
        ({"most": 1, "above": 0}, 1, 1.0000001, "above 0 and at most 1"),
        ({"least": -72, "most": 72, "unit": "h"}, -72, 72.1, "from -72 to 72 h"),
    ],
)
def test_bounds_are_kept_and_told(bounds, good, bad, rule):
    assert real_number(good, "x", **bounds) == good
    with pytest.raises(pk.InputError) as caught:
        real_number(bad, "x", **bounds)
    assert str(caught.value) == f"x is {bad!r}; it must be {rule}."
    with pytest.raises(pk.InputError, match="it must be a finite number "):
        real_number(None, "x", **bounds)


@pytest.mark.parametrize(("value", "read"), [(1, 1), (np.int64(3), 3), (np.array(2), 2), (np.uint8(3), 3)])
def test_whole_numbers(value, read):
    assert whole(value, "x", 1, 3) == read
    assert type(whole(value, "x", 1, 3)) is int


@pytest.mark.parametrize("value", [0, 4, 1.0, np.float64(2), np.int64(4), Fraction(2), *NO_NUMBERS], ids=quoted)
def test_what_is_no_whole_number_from_1_to_3(value):
    with pytest.raises(pk.InputError, match=r"^x is .*; it must be a whole number from 1 to 3\.$"):
        whole(value, "x", 1, 3)


def test_a_word_is_one_of_those_known():
    assert one_of("ode", "solver", ("exact", "ode")) == "ode"
    for wrong, told in (("oed", "did you mean 'ode'"), (["ode"], "one of 'exact', 'ode'"), (None, "solver is None")):
        with pytest.raises(pk.InputError, match=told):
            one_of(wrong, "solver", ("exact", "ode"))


def test_an_object_is_of_its_type():
    assert instance("a", str, "note", "'b'") == "a"
    assert several((each for each in "ab"), str, "notes", "'b'") == ("a", "b")
    for ask, told in (
        (lambda: instance(3, str, "note", "'b'"), "note is 3; it must be text, such as 'b'."),
        (lambda: yes_or_no(1, "log"), "log is 1; it must be True or False."),
        (lambda: several([pk.Night(), 3], pk.Night, "x", "Night()"), "x[1] is 3; it must be a Night, such as Night()."),
        (lambda: several("ab", str, "notes", "'b'"), "notes is 'ab'; it must be several, each such as 'b'."),
        (
            lambda: instance("a\ud800", str, "note", "'b'"),
            "note is 'a\\ud800'; it holds half a character (a lone surrogate), which no file can hold.",
        ),
        (lambda: several(None, pk.Input, "x", "y"), "x is None; it must be several, each such as y."),
    ):
        with pytest.raises(pk.InputError) as caught:
            ask()
        assert str(caught.value) == told


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (10**400, "a whole number of about 400 digits"),
        (-(10**5000), "a whole number of about 5000 digits"),
        (True, "True"),
        (1.5, "1.5"),
        ("bed", "'bed'"),
        (pk.Study(), "a Study"),
        (pk.Input(amount_mg=1, time_h=0), "an Input"),
        (pk.Night, "the type Night"),
        ([pk.Study(), 1], "[a Study, 1]"),
        (np.zeros((3, 2)), "an array of the shape (3, 2)"),
        (pd.DataFrame({"a": [1]}), "a DataFrame of the shape (1, 1)"),
        (list(range(99)), "[0, 1, 2, 3, ...]"),
    ],
    ids=quoted,
)
def test_no_message_prints_a_whole_object(value, short):
    assert quoted(value) == short


def test_a_long_text_is_shortened():
    assert len(quoted("x" * 5000)) < 70
