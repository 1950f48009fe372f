import re
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pksim import InputError, Night

CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


def test_the_usual_night_is_721_minutes_from_19_00_to_07_00():
    grid = Night().grid_h()
    assert grid.shape == (721,)
    np.testing.assert_allclose(grid, np.arange(-240, 481) / 60, rtol=0, atol=1e-12)
    assert Night(bedtime="23:00", wake="07:00") == Night()


@pytest.mark.parametrize(
    ("step_min", "count"),
    [(7, 104), (11, 67), (30, 25), (0.5, 1441), (0.7, 1030), (480, 3), (720 / 39, 40), (np.int64(60), 13)],
)
def test_the_grid_ends_at_the_end_of_the_window_whatever_the_step(step_min, count):
    grid = Night().grid_h(step_min)
    assert grid.size == count
    assert grid[0] == -4
    assert grid[-1] == 8
    steps = np.diff(grid) * 60
    np.testing.assert_allclose(steps[:-1], step_min, rtol=1e-9)
    assert 0 < steps[-1] <= step_min * (1 + 1e-9)


def test_a_year_of_two_compounds_is_drawn_and_ten_years_are_refused_at_once():
    assert Night(nights=366).grid_h(curves=2).size == 365 * 1440 + 721
    rule = r"87,828 hours in steps of 1 min come to 5,269,680 points of 1 curves; at most 1,100,000 are drawn"
    with pytest.raises(InputError, match=rule):
        Night(nights=3660).grid_h()
    with pytest.raises(InputError, match="drawn: take fewer schedules, or, in Python, step_min="):
        Night().grid_h(0.01, curves=90)
    assert Night(nights=3660).grid_h(60).size == 3659 * 24 + 13


@pytest.mark.parametrize(("nights", "curves", "step"), [(3660, 2, 1.0), (90, 15, 1.0), (366, 1, 0.3), (400, 2, 0.7)])
def test_what_is_offered_instead_of_too_many_points_is_drawn_and_one_night_more_is_not(nights, curves, step):
    with pytest.raises(InputError, match="are drawn: take ") as refused:
        Night(nights=nights).grid_h(step, curves=curves)
    fewer, longer = re.search(r"take (\d+) nights at most, .* step_min=([\d.]+)\.$", str(refused.value)).groups()
    assert Night(nights=int(fewer)).grid_h(step, curves=curves).size
    assert Night(nights=nights).grid_h(float(longer), curves=curves).size
    with pytest.raises(InputError, match="are drawn"):
        Night(nights=int(fewer) + 1).grid_h(step, curves=curves)


@settings(derandomize=True, deadline=None)
@given(CLOCKS, CLOCKS, st.floats(0.05, 60), st.floats(0, 24), st.floats(0, 24))
def test_every_grid_rises_in_even_steps_to_the_end_of_its_window(bedtime, wake, step_min, before_h, after_wake_h):
    if bedtime == wake:
        return
    night = Night(bedtime, wake, before_h, after_wake_h)
    if step_min > 60 * (before_h + night.end_h):
        return
    grid = night.grid_h(step_min)
    assert grid[0] == pytest.approx(-before_h, abs=1e-12)
    assert grid[-1] == pytest.approx(night.wake_h + after_wake_h, abs=1e-12)
    steps = np.diff(grid) * 60
    assert (steps > 0).all()
    np.testing.assert_allclose(steps[:-1], step_min, rtol=1e-6)
    assert steps[-1] <= step_min * (1 + 1e-5)


@pytest.mark.parametrize(
    ("bedtime", "habitual", "usual", "off_h"),
    [
        ("23:00", None, "23:00", 0),
        ("09:00", None, "09:00", 0),
        ("09:00", "23:00", "23:00", -10),
        ("23:00", "9:00", "09:00", 10),
        ("23:30", "00:15", "00:15", 0.75),
        ("00:15", "23:30", "23:30", -0.75),
        ("23:00", "11:00", "11:00", -12),
    ],
)
def test_the_body_clock_keeps_to_the_habitual_bedtime(bedtime, habitual, usual, off_h):
    night = Night(bedtime, "17:00", habitual_bedtime=habitual)
    assert night.usual_bedtime == usual
    assert night.habitual_h == pytest.approx(off_h, abs=1e-12)
    assert night.habitual_bedtime == (None if habitual is None else usual)


@pytest.mark.parametrize("wrong", ["13 pm", "24:00", "", 23, True, 23.5, np.float64(23)])
def test_a_habitual_bedtime_is_a_clock_time(wrong):
    with pytest.raises(InputError, match=r"Night: habitual_bedtime is .*; a clock time is HH:MM"):
        Night(habitual_bedtime=wrong)


@pytest.mark.parametrize(
    ("clock", "time_h"),
    [("23:00", 0), ("22:30", -0.5), ("03:00", 4), ("08:00", -15), ("07:00", 8), ("07:01", -16 + 1 / 60), ("19:00", -4)],
)
def test_a_clock_time_is_its_last_occurrence_before_waking(clock, time_h):
    assert Night().time_h(clock) == pytest.approx(time_h, abs=1e-9)


@pytest.mark.parametrize(
    ("bedtime", "wake", "clock", "time_h"),
    [
        ("09:00", "17:00", "08:30", -0.5),
        ("09:00", "17:00", "17:00", 8),
        ("09:00", "17:00", "23:00", -10),
        ("00:30", "08:00", "23:45", -0.75),
        ("00:30", "08:00", "00:15", -0.25),
        ("00:30", "08:00", "08:00", 7.5),
        ("00:30", "08:00", "08:30", -16),
        ("00:00", "06:00", "00:00", 0),
        ("22:50", "06:10", "06:10", 7 + 1 / 3),
    ],
)
def test_bedtime_may_be_any_clock_time(bedtime, wake, clock, time_h):
    assert Night(bedtime, wake).time_h(clock) == pytest.approx(time_h, abs=1e-9)


@settings(derandomize=True, deadline=None)
@given(CLOCKS, CLOCKS, CLOCKS)
def test_a_clock_time_lies_in_the_day_that_ends_with_waking_and_reads_back(bedtime, wake, clock):
    if bedtime == wake:
        return
    night = Night(bedtime, wake)
    time = night.time_h(clock)
    assert night.wake_h - 24 < time <= night.wake_h + 1e-9
    assert night.clock(time) == clock
    assert night.time_h(bedtime) == 0
    assert night.time_h(wake) == pytest.approx(night.wake_h, abs=1e-9)


def test_shift_work_sleeps_by_day():
    night = Night("09:00", "17:00")
    assert night.wake_h == 8
    assert (night.clock(-4), night.clock(0), night.clock(8)) == ("05:00", "09:00", "17:00")


def test_the_window_may_reach_beyond_waking_and_start_elsewhere():
    night = Night(before_h=1.5, after_wake_h=2)
    assert night.end_h == 10
    assert night.grid_h(30)[[0, -1]].tolist() == [-1.5, 10]


def test_hours_since_midnight_mean_the_same_as_the_clock_time():
    assert Night().time_h(22.5) == Night().time_h("22:30") == -0.5


@pytest.mark.parametrize("bedtime", ["25:00", "23:60", "13 pm", "2300", "", None, 23, "-1:00", "23:00:30"])
def test_a_bad_clock_time_is_named_with_the_rule(bedtime):
    with pytest.raises(InputError, match=r"Night: bedtime is .*HH:MM from 00:00 to 23:59, such as '22:30'") as caught:
        Night(bedtime=bedtime)
    assert repr(bedtime) in str(caught.value)


def test_a_night_without_length_is_refused():
    with pytest.raises(InputError, match=r"bedtime and wake are both 07:00; .* must have a length"):
        Night("07:00", "7:00")


@pytest.mark.parametrize("name", ["before_h", "after_wake_h"])
@pytest.mark.parametrize("hours", [-1, 25, float("nan"), float("inf"), "4"])
def test_hours_outside_a_day_are_refused(name, hours):
    with pytest.raises(InputError, match=rf"Night: {name} is {hours!r}; it must be .*from 0 to 24 h\."):
        Night(**{name: hours})


@pytest.mark.parametrize("step_min", [0, -1, 721, float("nan"), float("inf"), "7", None])
def test_a_step_that_does_not_fit_is_refused(step_min):
    with pytest.raises(InputError, match=r"step_min is .*from 0.01 to 720 min, the window"):
        Night().grid_h(step_min)


def test_a_night_is_frozen_and_tidies_its_clock_times():
    night = Night("9:05", "17:00")
    assert night.bedtime == "09:05"
    with pytest.raises(AttributeError):
        night.bedtime = "10:00"  # type: ignore[misc]


def test_nights_in_a_row_lengthen_the_window():
    nights = Night("22:30", "06:15", after_wake_h=1.5, nights=3)
    assert nights.sleeps_h == ((0, 7.75), (24, 31.75), (48, 55.75))
    assert (nights.numbers, nights.wake_h, nights.end_h) == ((1, 2, 3), 7.75, 57.25)
    grid = nights.grid_h(15)
    assert (grid[0], grid[-1], grid.size) == (-4, 57.25, 61.25 * 4 + 1)
    np.testing.assert_allclose(np.diff(grid), 0.25, rtol=1e-12)
    assert nights.time_h("21:00") == -1.5


def test_one_night_is_the_usual():
    assert Night().sleeps_h == ((0, 8),)
    assert Night(nights=1) == Night()
    assert Night(nights=np.int64(2)).numbers == (1, 2)


@pytest.mark.parametrize("nights", [0, -1, 3661, 1.0, "2", None, True, float("nan")])
def test_a_number_of_nights_is_whole_and_from_1(nights):
    with pytest.raises(InputError, match=f"Night: nights is {nights!r}; it must be a whole number from 1 to 3660"):
        Night(nights=nights)


def test_many_times_are_shown_on_the_clock_as_datetime_counts_them():
    night = Night("22:47", "06:15", nights=4)
    minutes = np.arange(-240, 60 * 80, 7)
    first = datetime(2026, 1, 10, 22, 47)
    want = [f"{first + timedelta(minutes=int(minute)):%H:%M}" for minute in minutes]
    assert night.clocks(minutes / 60).tolist() == want
    assert [night.clock(minute / 60) for minute in minutes] == want


def test_a_clock_is_rounded_to_the_minute():
    assert Night().clocks(np.array([-1 / 180, 29 / 3600, 31 / 3600, 1 - 1e-9])).tolist() == [
        "23:00", "23:00", "23:01", "00:00",
    ]  # fmt: skip
