"""A peak belongs to a night: of several nights every question is asked of one, the first unless another is named."""

import numpy as np
import pandas as pd
import pytest

import pksim as pk

MECHANISM = pk.load_schedules()["mechanism"]
NIGHTS = MECHANISM.nightly(3)
KEYS = [("melatonin", -0.25), ("magnesium", 0.25)]
"""When each peaks, from the bedtime: taken 60 and 90 min before, peaks after 45 and 105 min."""


@pytest.fixture(scope="module")
def three():
    return pk.simulate(NIGHTS, nights=3, step_min=60)


def row(table, compound):
    return table.xs(compound, level="compound").iloc[0]


@pytest.mark.parametrize(("compound", "peak"), KEYS)
def test_the_first_night_is_the_one_night(three, compound, peak):
    several, alone = (row(pk.metrics(each), compound) for each in (three, pk.simulate(MECHANISM, step_min=60)))
    assert several["night"] == 1
    assert several["peak_time_h"] == pytest.approx(peak, abs=1e-9)
    same = ["cmax", "peak_clock", "at_bedtime", "at_wake", "at_bedtime_fraction", "at_wake_fraction"]
    for name in same:
        assert several[name] == (alone[name] if isinstance(alone[name], str) else pytest.approx(alone[name], rel=1e-9))


@pytest.mark.parametrize("night", [1, 2, 3])
@pytest.mark.parametrize(("compound", "peak"), KEYS)
def test_another_night_is_that_of_the_nightly_table(three, compound, peak, night):
    found, nightly = row(pk.metrics(three, night=night), compound), pk.nightly_metrics(three)
    expected = nightly.xs((compound, night), level=("compound", "night")).iloc[0]
    assert found["night"] == night
    assert found["cmax"] == pytest.approx(expected["peak"], rel=1e-12)
    for name in ("peak_time_h", "at_bedtime", "at_wake"):
        assert found[name] == pytest.approx(expected[name], rel=1e-9)
    assert found["at_wake_fraction"] == pytest.approx(expected["at_wake"] / expected["peak"], rel=1e-9)


def test_hours_above_half_the_peak_are_those_of_the_night(three):
    """Melatonin is gone before the next dose, so that each night has the hours of one alone."""
    alone = row(pk.metrics(pk.simulate(MECHANISM, step_min=60)), "melatonin")["hours_above_half_peak"]
    for night in (1, 2, 3):
        assert row(pk.metrics(three, night=night), "melatonin")["hours_above_half_peak"] == pytest.approx(
            alone, rel=1e-6
        )
    # magnesium's 16.9 h, of which those of one night do not reach into the next
    hours = [row(pk.metrics(three, night=night), "magnesium")["hours_above_half_peak"] for night in (1, 2, 3)]
    assert hours == pytest.approx([16.9] * 3, abs=0.05)


def test_the_total_is_that_of_the_night():
    several, alone = (
        row(pk.metrics(pk.simulate(schedule, nights=nights, endogenous=True, step_min=60)), "melatonin")
        for schedule, nights in ((NIGHTS, 3), (MECHANISM, 1))
    )
    for name in ("cmax_total", "peak_total_time_h", "at_bedtime_total", "at_wake_total", "cmax_total_ratio"):
        assert several[name] == pytest.approx(alone[name], rel=1e-9)
    third = row(pk.metrics(pk.simulate(NIGHTS, nights=3, endogenous=True, step_min=60), night=3), "melatonin")
    assert third["peak_total_time_h"] == pytest.approx(alone["peak_total_time_h"] + 48, abs=1e-6)


def test_doses_of_nights_that_are_not_looked_at_do_not_count():
    looked = row(pk.metrics(pk.simulate(NIGHTS, step_min=60)), "magnesium")
    alone = row(pk.metrics(pk.simulate(MECHANISM, step_min=60)), "magnesium")
    assert looked["peak_time_h"] == pytest.approx(alone["peak_time_h"], abs=1e-9)
    assert looked["cmax"] == pytest.approx(alone["cmax"], rel=1e-12)


def test_by_default_it_is_the_first_night_in_which_any_is_taken():
    late = pk.Schedule.parse("late", "melatonin 1 mg at bedtime").nightly([2, 3])
    found = pk.metrics(pk.simulate(late, nights=3, step_min=60)).iloc[0]
    assert found["night"] == 2
    assert found["peak_time_h"] == pytest.approx(24.75, abs=1e-9)
    # taken 60 h after the first bedtime, which is in the third night
    later = pk.Schedule.parse("later", "melatonin 1 mg 60 h after bed")
    found = pk.metrics(pk.simulate(later, nights=3, step_min=60)).iloc[0]
    assert found["night"] == 3
    assert found["peak_time_h"] == pytest.approx(60.75, abs=1e-9)


def test_where_nothing_is_taken_levels_are_0_and_times_are_none():
    never = pk.Schedule.parse("never", "melatonin 1 mg at bedtime").nightly([30])
    for simulation in (pk.simulate(never, step_min=60), pk.simulate(never, nights=3, step_min=60, endogenous=True)):
        found = pk.metrics(simulation).iloc[0]
        assert found[["cmax", "at_bedtime", "at_wake", "hours_above_half_peak"]].to_list() == [0, 0, 0, 0]
        assert np.isnan(found[["peak_time_h", "at_bedtime_fraction", "at_wake_fraction"]].astype(float)).all()
        assert found["peak_clock"] == ""


def test_sleepers_of_several_nights_are_those_of_one():
    several, alone = (
        pk.simulate_population(schedule, nights=nights, subjects=300, step_min=60)
        for schedule, nights in ((NIGHTS, 3), (MECHANISM, 1))
    )
    names = [(name, share) for name in ("peak_time_h", "cmax", "at_wake_fraction") for share in ("q05", "q50", "q95")]
    first, night = several.metrics(), alone.metrics()
    assert (first["night", ""] == 1).all()
    np.testing.assert_allclose(first[names].to_numpy(), night[names].to_numpy(), rtol=1e-7)
    third = several.metrics(night=3)
    shift = third["peak_time_h"] - first["peak_time_h"]
    np.testing.assert_allclose(row(shift, "melatonin"), 48, atol=1e-3)
    # what is left of the nights before falls, so that magnesium peaks a little earlier
    assert row(shift, "magnesium").between(47.75, 48).all()
    nightly = pk.nightly_metrics(several.typical)["peak"]
    # what is left from night to night is the same share in the middle sleeper as in the typical person, nearly
    for compound in ("melatonin", "magnesium"):
        peaks = nightly.xs(compound, level="compound").to_list()
        growth = row(third, compound)["cmax", "q50"] / row(first, compound)["cmax", "q50"]
        assert growth == pytest.approx(peaks[2] / peaks[0], rel=0.05)


def test_what_drives_the_first_night_drives_one_night():
    several, alone = (
        pk.sensitivity(schedule, pk.Night(nights=nights), samples=64).table
        for schedule, nights in ((NIGHTS, 3), (MECHANISM, 1))
    )
    pd.testing.assert_frame_equal(several, alone, rtol=1e-6, atol=1e-8)
    second = pk.sensitivity(NIGHTS, pk.Night(nights=3), samples=64, of_night=2)
    assert second.of_night == 2
    assert second.table["total"].to_list() == pytest.approx(alone["total"].to_list(), abs=0.02)


@pytest.mark.parametrize("move", ["melatonin", "magnesium"])
def test_the_best_time_of_several_nights_is_that_of_one(move):
    several, alone = (
        pk.best_timing(schedule, pk.Night(nights=nights), move=move, goal=pk.peak_at(0), subjects=200)
        for schedule, nights in ((NIGHTS, 3), (MECHANISM, 1))
    )
    pd.testing.assert_frame_equal(several.table, alone.table, rtol=1e-6)
    assert several.best.dose_time_h == pytest.approx(alone.best.dose_time_h, abs=1e-6)
    assert several.goal_in_words == f"{alone.goal_in_words}, in night 1"
    third = pk.best_timing(NIGHTS, pk.Night(nights=3), move=move, goal=pk.peak_at(0), of_night=3)
    assert third.best.score > 0.99
    assert third.of_night == 3


def test_every_goal_of_another_night_counts_from_its_bedtime():
    """Melatonin leaves nothing for the next night, so that each night is judged alike."""
    goals = (pk.level_at(0), pk.above(100, -0.5, 2), pk.on_waking_below(1))
    night = pk.Night(nights=3)
    for goal in goals:
        scores = [pk.best_timing(NIGHTS, night, goal=goal, of_night=each).table["score"] for each in (1, 2, 3)]
        for each in scores[1:]:
            np.testing.assert_allclose(each, scores[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("move", ["melatonin", "magnesium"])
def test_regret_of_several_nights_is_that_of_one(move):
    several, alone = (
        pk.regret(schedule, pk.Night(nights=nights), move=move, goal=pk.peak_at(0))
        for schedule, nights in ((NIGHTS, 3), (MECHANISM, 1))
    )
    np.testing.assert_allclose(several["lost"], alone["lost"], atol=1e-9)
    assert several["lost"].max() > 0.1


@pytest.mark.parametrize(
    ("night", "message"),
    [
        (4, "night is 4; it must be a whole number from 1 to 3"),
        (0, "night is 0; it must be"),
        (True, "night is True"),
        ("23:00", "night is '23:00'"),
    ],
)
def test_a_night_that_is_not_looked_at_is_refused(three, night, message):
    with pytest.raises(pk.InputError, match=message):
        pk.metrics(three, night=night)


def test_of_a_diary_the_nights_are_those_it_has(tmp_path):
    path = tmp_path / "diary.csv"
    lines = ("2026-03-02,23:00,07:00,melatonin 1 mg at 22:00", "2026-03-04,23:30,07:00,melatonin 1 mg at 22:45")
    path.write_text("\n".join(("night,bedtime,wake,dose", *lines)), encoding="utf-8")
    simulation = pk.simulate(pk.load_diary(path), step_min=60)
    second = pk.metrics(simulation, night=3).iloc[0]
    assert second["peak_clock"] == "23:30"
    assert second["at_bedtime_fraction"] == pytest.approx(1, abs=1e-9)
    with pytest.raises(pk.InputError, match=r"night is 2; the nights that are looked at are 1, 3"):
        pk.metrics(simulation, night=2)
