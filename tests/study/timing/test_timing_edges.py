"""Timing at the edges: sharp optima, goals met elsewhere than at the best score, nobody who succeeds."""

import numpy as np
import pytest
from places import CONFIGS
from scipy import stats

import pksim as pk
from pksim.show.words.timing import describe_timing

MECHANISM = pk.load_schedules()["mechanism"]
PEAK = pk.peak_at(0)


def test_an_optimum_sharper_than_the_step_has_a_window():
    result = pk.best_timing(MECHANISM, pk.Night("23:02"), goal=pk.peak_at(0, 1 / 60))
    # 1/(1 + off/minute) stays above 0.95 while off is below 1/19 minute
    assert result.windows == (pytest.approx((-0.75 - 1 / 60 / 19, -0.75 + 1 / 60 / 19), abs=1e-6),)


def test_a_goal_met_elsewhere_than_at_the_best_score_is_said_to_be_met():
    result = pk.best_timing(MECHANISM, goal=pk.all_of(pk.peak_at(0, 1.0), pk.level_at(1.0, 0.98)))
    assert result.table["met"].any()
    assert not result.best.met
    met = result.table.loc[result.table["met"], "clock"]
    assert f"only at times from {met.iloc[0]} to {met.iloc[-1]}" in describe_timing(result)


def test_where_nobody_succeeds_the_typical_person_says_what_is_nearest():
    result = pk.best_timing(MECHANISM, goal=pk.peak_at(6), subjects=100)
    assert (result.table["share"] == 0).all()
    assert result.windows == ()
    assert result.best.clock == "23:30"
    assert "in any sleeper; the nearest is melatonin at 23:30" in describe_timing(result)


class GoodButForOneTime:
    """A goal that every candidate reaches but the middle one."""

    def judge(self, responses, moved, shifts_h):
        score = np.where(np.abs(shifts_h + 3.5) < 0.1, 0.5, 1.0)[:, np.newaxis]
        return score, score > 0.9


def test_of_two_plateaus_the_middle_of_the_first_is_taken_and_not_what_lies_between_them():
    result = pk.best_timing(MECHANISM, goal=GoodButForOneTime(), between=("19:00", "20:00"), step_min=15)
    assert result.best.dose_time_h == pytest.approx(-3.875, abs=1e-12)


class GoodForTwo:
    """A goal that one of two sleepers reaches for minutes about a candidate, and the other between candidates alone."""

    def judge(self, responses, moved, shifts_h):
        near = np.abs(shifts_h[:, np.newaxis] + [3.5, 3.42]) < [0.2, 0.01]
        met = near[:, : np.size(responses[moved].peak_level)]
        return met.astype(float), met


def test_the_best_share_is_looked_for_between_the_candidates_beside_the_best_one():
    result = pk.best_timing(MECHANISM, goal=GoodForTwo(), between=("19:00", "20:00"), step_min=15, subjects=2)
    assert result.table["share"].to_list() == [0, 0, 0.5, 0, 0]
    # Of the 41 times from -3.75 to -3.25 h, 0.0125 h apart, -3.425 and -3.4125 h are good for both.
    assert result.best.dose_time_h == pytest.approx((-3.425 - 3.4125) / 2, abs=1e-12)
    assert result.best.share == 1


def test_the_end_of_the_search_is_tried_whatever_the_step():
    result = pk.best_timing(MECHANISM, goal=PEAK, between=("19:00", "19:20"), step_min=7)
    assert result.table["clock"].to_list() == ["19:00", "19:07", "19:14", "19:20"]


def test_bedtime_at_the_end_of_the_search_is_not_cut_off():
    figure = pk.best_timing(MECHANISM, goal=PEAK, between=("19:00", "23:00")).plot()
    figure.canvas.draw()
    (label,) = (text for text in figure.axes[0].texts if text.get_text().startswith("bedtime"))
    assert label.get_window_extent().x1 <= figure.bbox.x1


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: pk.best_timing(MECHANISM, goal=5), "it must be one such as peak_at\\(0\\), or text"),
        (lambda: pk.best_timing("mechanism", goal=PEAK), "it must be several"),
        (lambda: pk.best_timing(MECHANISM, goal=PEAK, step_min="5"), "step_min is '5'"),
        (lambda: pk.best_timing(MECHANISM, goal=PEAK, between=5), "between is 5; it must be two clock times"),
        (lambda: pk.best_timing(MECHANISM, goal=PEAK, between=("19:00", None)), "it must be two clock times"),
        (lambda: pk.all_of("peak at bedtime"), "the goal is 'peak at bedtime'"),
        (lambda: pk.regret(MECHANISM, goal=PEAK, off_min=[np.nan]), "every value must be finite"),
        (lambda: pk.regret(MECHANISM, goal=PEAK, move="melatonni"), "did you mean 'melatonin'"),
        (
            lambda: pk.best_timing(MECHANISM, goal=PEAK, subjects=5, spread={"melatonin.tmax": stats.uniform(1, 2)}),
            "did you mean 'melatonin.tmax_h'",
        ),
        (
            lambda: pk.regret(MECHANISM, goal=PEAK, subjects=5, spread={"melatonin.tmax": stats.uniform(1, 2)}),
            "did you mean 'melatonin.tmax_h'",
        ),
    ],
)
def test_wrong_input_is_named(ask, message):
    with pytest.raises(pk.InputError, match=message):
        ask()


@pytest.mark.parametrize("text", [": peak at bedtime", "peak within 15 of bedtime", "peak at bedtime and", "and"])
def test_half_a_goal_is_refused(text):
    with pytest.raises(pk.InputError):
        pk.best_timing(MECHANISM, goal=text)


def test_a_goal_may_begin_with_a_capital():
    result = pk.best_timing(MECHANISM, goal="Above 50 pg/mL from 22:00 to Bedtime")
    assert result.goal == pk.above(50, -1, 0)


@pytest.mark.parametrize(
    ("bedtime", "wake", "first", "last"),
    [
        ("23:00", "07:00", "19:00", "23:30"),
        ("09:00", "17:00", "05:00", "09:30"),
        ("11:00", "19:00", "07:00", "11:30"),
        ("23:00", "23:20", "19:00", "23:20"),
    ],
)
def test_the_hours_about_bedtime_are_searched_whatever_the_bedtime(bedtime, wake, first, last):
    clocks = pk.best_timing(MECHANISM, pk.Night(bedtime, wake), goal=PEAK).table["clock"]
    assert (clocks.iloc[0], clocks.iloc[-1]) == (first, last)


def test_a_night_worker_is_told_a_time_before_going_to_bed():
    study = pk.load_study(CONFIGS / "night-shift.toml")
    assert pk.best_timing(next(iter(study.schedules.values())), study.night, goal=PEAK).best.clock == "08:15"
