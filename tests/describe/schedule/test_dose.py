import math
from dataclasses import FrozenInstanceError

import pytest

from pksim import Dose, InputError, Night


def dose(**changes):
    return Dose(**{"compound": "melatonin", "amount_mg": 1.0, "time_h": -1.0} | changes)


@pytest.mark.parametrize("amount", [0, -1, math.nan, math.inf, "1", None, True])
def test_an_amount_is_finite_and_above_0(amount):
    with pytest.raises(InputError, match=r"Dose of melatonin: amount_mg is .*from 1e-09 to 1e\+09 mg") as caught:
        dose(amount_mg=amount)
    assert repr(amount) in str(caught.value)


@pytest.mark.parametrize("when", [{"time_h": None}, {"clock_h": 22.0}])
def test_exactly_one_way_says_when(when):
    with pytest.raises(InputError, match=r"give either time_h .* or clock_h"):
        dose(**when)


@pytest.mark.parametrize("time", [math.nan, math.inf, 73, -73, "1"])
def test_a_time_is_within_three_days_of_bedtime(time):
    with pytest.raises(InputError, match=r"time_h is .*from -72 to 72 h from bedtime"):
        dose(time_h=time)


@pytest.mark.parametrize("clock", [math.nan, -1, 24, "22:00"])
def test_a_clock_time_is_of_one_day(clock):
    with pytest.raises(InputError, match=r"clock_h is .*0 or more and below 24 h"):
        dose(time_h=None, clock_h=clock)


def test_a_basis_is_elemental_or_salt():
    with pytest.raises(InputError, match="basis is 'pure'; it must be one of 'elemental', 'salt'"):
        dose(basis="pure")


def test_a_clock_time_falls_where_the_night_puts_it():
    late = dose(time_h=None, clock_h=22.5)
    assert late.time_from_bedtime_h(Night()) == -0.5
    assert late.time_from_bedtime_h(Night("09:00", "17:00")) == -10.5
    assert dose(time_h=-1.0).time_from_bedtime_h(Night("09:00", "17:00")) == -1


def test_shift_and_scale_give_new_doses_and_keep_what_is_known():
    first = dose(window_h=(-0.5, 0.5), range_mg=(0.5, 2.0), note="why", time_kind="assumed")
    later, more = first.shift(0.25), first.scale(3)
    assert (first.time_h, first.amount_mg) == (-1, 1)
    assert (later.time_h, later.window_h, later.note, later.time_kind) == (-0.75, (-0.5, 0.5), "why", "assumed")
    assert (more.amount_mg, more.range_mg, more.time_h) == (3, (1.5, 6.0), -1)
    assert [dose(time_h=None, clock_h=22.5).shift(hours).when for hours in (-0.5, 2)] == ["at 22:00", "at 00:30"]
    with pytest.raises(FrozenInstanceError):
        first.amount_mg = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "melatonin 1 mg 60 min before bed"),
        ({"amount_mg": 0.3}, "melatonin 0.3 mg 60 min before bed"),
        ({"amount_mg": 0.05}, "melatonin 50 µg 60 min before bed"),
        ({"time_h": 0.0}, "melatonin 1 mg at bedtime"),
        ({"time_h": 2.0}, "melatonin 1 mg 2 h after bed"),
        ({"time_h": -1.5}, "melatonin 1 mg 90 min before bed"),
        ({"time_h": None, "clock_h": 22.5}, "melatonin 1 mg at 22:30"),
        ({"time_h": None, "clock_h": 0.0, "window_h": (-0.5, 0.5)}, "melatonin 1 mg at 23:30-00:30"),
        ({"time_h": -0.75, "window_h": (-0.25, 0.25)}, "melatonin 1 mg 30-60 min before bed"),
        ({"time_h": 0.75, "window_h": (-0.25, 0.25)}, "melatonin 1 mg 30-60 min after bed"),
        ({"formulation": "prolonged", "amount_mg": 2}, "melatonin prolonged 2 mg 60 min before bed"),
        (
            {"compound": "magnesium", "formulation": "glycinate", "amount_mg": 300, "basis": "elemental"},
            "magnesium glycinate 300 mg elemental 60 min before bed",
        ),
    ],
)
def test_a_dose_reads_as_people_write_it(changes, text):
    assert str(dose(**changes)) == text
