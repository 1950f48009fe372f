"""Lessons say what is so: each claim is held against the model, or against formulas written down again."""

import re

import numpy as np
import pytest

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.lesson_data import lesson_data
from pksim.teach.presets import PRESETS

BY_NAME = {each.name: each for each in PRESETS}
LN2 = np.log(2)


def melatonin(half_life_h, tmax_h=0.75):
    return pk.OneCompartment.from_tmax(tmax_h, half_life_h, 70, 0.15)


def schedules(name):
    return [pk.Schedule.parse(schedule, text) for schedule, text in BY_NAME[name].doses.items()]


def test_there_are_seven_each_with_a_question_of_its_own():
    assert list(BY_NAME) == ["half-life", "tmax", "superposition", "flip-flop", "accumulation", "uncertainty", "salt"]
    assert len({each.exercise.name for each in PRESETS}) == 7


@pytest.mark.parametrize("name", BY_NAME)
def test_a_lesson_is_short_and_its_doses_can_be_read(name):
    preset = BY_NAME[name]
    assert len(preset.text.split(". ")) == 2
    assert len(preset.text) < 330
    assert len(preset.title) < 35
    assert all(re.fullmatch("[a-z ]+", each) for each in preset.doses)
    assert pk.simulate(schedules(name)).schedules.keys() == preset.doses.keys()


@pytest.mark.parametrize("name", BY_NAME)
def test_what_a_lesson_sets_is_known_to_the_explorer(name):
    what = explored()
    written = next(each for each in lesson_data()["presets"] if each["name"] == name)
    kinetics = {**what.data["state"]["kinetics"], **written["state"].get("kinetics", {})}
    assert what.read({**what.data["state"], **written["state"], "kinetics": kinetics})


def test_twins_have_swapped_rates_and_a_longer_half_life_makes_the_slowly_absorbed_one_fall_faster():
    fast, slow = (BY_NAME["flip-flop"].state["kinetics"][each] for each in ("melatonin", "magnesium"))
    ka, ke = LN2 / 6, LN2 / 1
    assert fast["tmax_h"] == slow["tmax_h"] == pytest.approx(np.log(ka / ke) / (ka - ke))
    assert (fast["half_life_h"], slow["half_life_h"]) == (1, 6)
    ends = [float(melatonin(hours, fast["tmax_h"]).terminal_half_life_h) for hours in (1, 1.2, 1.5, 100 / 60)]
    assert ends[0] == pytest.approx(6)
    assert np.all(np.diff(ends) < 0)


def test_for_the_same_peak_a_shorter_half_life_needs_slower_absorption_until_it_is_the_slower_one():
    models = [melatonin(minutes / 60) for minutes in (35, 33, 30, 25, 20)]
    assert np.all(np.diff([float(each.ka_per_h) for each in models]) < 0)
    assert [bool(each.is_flip_flop) for each in models] == [False, False, True, True, True]


def test_the_level_of_both_doses_is_the_sum():
    first, second, both = (
        each["concentration"].to_numpy()
        for _, each in pk.simulate(schedules("superposition")).to_frame().groupby("schedule", sort=False)
    )
    np.testing.assert_allclose(first + second, both, rtol=1e-9, atol=1e-12)


def test_a_longer_half_life_gives_a_higher_plateau_later():
    def peaks(half_life_h):
        """Sum what is left of all nights' doses, had each been in the blood at once."""
        return np.cumsum(0.5 ** (24 * np.arange(60) / half_life_h))

    plateaus = [peaks(each)[-1] for each in (12, 15, 18, 36)]
    nights = [np.argmax(peaks(each) > 0.95 * peaks(each)[-1]) for each in (12, 15, 18, 36)]
    assert np.all(np.diff(plateaus) > 0)
    assert np.all(np.diff(nights) >= 0)
    assert nights[0] < nights[-1]


def test_hours_later_the_level_is_further_above_the_middle_than_below_it():
    low, middle, high = (
        float(melatonin(minutes / 60).concentration(3.0, pk.Input(amount_mg=1, time_h=0))) for minutes in (20, 35, 50)
    )
    assert high - middle > middle - low > 0


def test_more_of_the_salt_reaches_the_curve_of_the_element():
    elemental, salt = (
        each["concentration"].max() for _, each in pk.simulate(schedules("salt")).to_frame().groupby("schedule")
    )
    more = pk.simulate(pk.Schedule.parse("salt", "magnesium glycinate 1420 mg salt at 21:00")).to_frame()
    assert salt < 0.6 * elemental
    assert more["concentration"].max() == pytest.approx(elemental, rel=1e-3)
