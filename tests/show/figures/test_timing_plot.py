"""The answer in words and as a picture, and what it costs to be off plan."""

import re
from html import escape

import numpy as np
import pytest
from scipy import stats

import pksim as pk
from pksim.describe.words.rounding import number, percent
from pksim.show.figures.timing import plot_timing
from pksim.show.tables.html import timing_html
from pksim.show.words.timing import describe_timing
from pksim.study.claims.shares import share_told

SCHEDULES = pk.load_schedules()
MECHANISM = SCHEDULES["mechanism"]


class Wish:
    """A goal that depends on the time of the dose alone."""

    def __init__(self, score, met=0.9):
        self.score, self.met = score, met

    def judge(self, responses, moved, shifts_h):
        score = np.asarray(self.score(shifts_h), dtype=float)[:, None] + np.zeros((len(shifts_h), 1))
        return score, score >= self.met


def told(goal, **more):
    return describe_timing(pk.best_timing(MECHANISM, goal=goal, **more))


@pytest.fixture(scope="module")
def many():
    return pk.best_timing(MECHANISM, goal=pk.peak_at(0), subjects=300)


def test_the_best_time_is_told_with_the_times_that_are_about_as_good(many):
    text = told(pk.peak_at(0, 1.0))
    # 1/(1 + off) is 0.95 at 1/19 h, 3 min
    assert "The best time for melatonin is 22:15, 45 min before bedtime." in text
    assert "Times from 22:12 to 22:18 are about as good: their score is within 0.05 of the best." in text
    assert "The typical person then reaches the goal with a score of 1.00." in text
    assert "where the search ends" not in text
    # Wilson's interval of 300 of 300
    low = 300 / (300 + stats.norm.ppf(0.975) ** 2)
    assert many.best.share == 1
    asked = (
        f"100 % of 300 sleepers (of all such sleepers {100 * low:.0f} % to 100 %, at 95 % confidence) reach the goal."
    )
    assert f"Taken then, {asked}" in describe_timing(many)
    assert "share of sleepers is within 0.05" in describe_timing(many)


def test_two_good_stretches_are_both_told():
    text = told(Wish(lambda t: np.maximum(1 - np.abs(t + 3) / 2, 1 - np.abs(t + 1) / 2)))
    # 0.95 is 6 min off either
    assert "Times from 19:54 to 20:06 and from 21:54 to 22:06 are about as good" in text


def test_a_flat_optimum_is_told():
    text = told(Wish(lambda t: 0.95 + 0.004 * np.cos(t)))
    assert "Any time from 19:00 to 23:30 is as good as another." in text
    assert "The best time" not in text


@pytest.mark.parametrize(
    ("sign", "clock", "side", "not_this"), [(-1, "19:00", "earlier", "later"), (1, "23:30", "later", "earlier")]
)
def test_ends_that_stay_good_are_told(sign, clock, side, not_this):
    text = told(Wish(lambda t: 1 / (1 + np.exp(-4 * sign * (t + 2)))))
    assert f"It is still as good at {clock}, where the search ends: {side} may be good too." in text
    assert f"{not_this} may be good too" not in text


def test_a_goal_on_another_compound_is_as_good_at_any_time_or_at_none():
    near, far = (told(pk.peak_at(time, compound="magnesium")) for time in (0.25, 2))
    assert near.startswith("Goal: magnesium: peak within 15 min of 23:15. Any time from 19:00 to 23:30 is as good")
    assert far.startswith(
        "Goal: magnesium: peak within 15 min of 01:00. No time from 19:00 to 23:30 reaches the goal; "
    )


def test_that_no_time_reaches_it_is_told_with_the_nearest():
    text = told(pk.peak_at(6))
    # at 23:30 the peak is 4.75 h too early
    assert text.startswith(
        "Goal: peak within 15 min of 05:00. No time from 19:00 to 23:30 reaches the goal; the nearest is melatonin at "
        "23:30, 30 min after bedtime, with a "
        f"score of {number(1 / (1 + 4.75 / 0.25))}."
    )
    nowhere = (
        "above 1e+06 pg/mL for 100 % from bedtime to 00:00. No time from 19:00 to 23:30 reaches the goal, nor comes"
    )
    assert nowhere in told(pk.above(1e6, 0, 1))
    assert "reaches the goal in any sleeper" in told(pk.peak_at(6), subjects=20)


def artists(axes, gid):
    return [each for each in (*axes.lines, *axes.patches) if each.get_gid() == gid]


def test_the_line_is_the_share_and_the_shade_the_windows(many):
    (axes,) = many.plot().axes
    (line,) = artists(axes, "share")
    np.testing.assert_array_equal(line.get_xdata(), many.table["dose_time_h"])
    np.testing.assert_array_equal(line.get_ydata(), many.table["share"])
    spans = [(span.get_x(), span.get_x() + span.get_width()) for span in artists(axes, "window")]
    assert spans == [pytest.approx(window) for window in many.windows]
    assert any(list(line.get_xdata()) == [many.best.dose_time_h] * 2 for line in axes.lines)
    assert axes.get_xlim() == pytest.approx((-4, 0.5))
    assert axes.get_xlabel() == "melatonin taken, hours from bedtime"
    axes.figure.canvas.draw()
    assert "100%" in {label.get_text() for label in axes.get_yticklabels()}


GOALS = {
    "peak within 15 min of bedtime": pk.peak_at(0),
    "peak within 30 min of bedtime": pk.peak_at(0, 0.5),
    "magnesium: at least 90 % of peak at bedtime": pk.level_at(0, compound="magnesium"),
    "above 50 pg/mL for 80 % from 22:30 to 02:00 and below 10 pg/mL on waking and peak within 1 min of bedtime": (
        pk.all_of(pk.above(50, -0.5, 3, 0.8), pk.on_waking_below(10), pk.peak_at(0, 1 / 60))
    ),
}


@pytest.mark.parametrize("width_in", [8.5, 4.6])
@pytest.mark.parametrize("subjects", [0, 40])
@pytest.mark.parametrize("goal", GOALS)
def test_title_and_axis_spell_the_goal_out(goal, subjects, width_in, extents, covering, outside):
    result = pk.best_timing(MECHANISM, goal=GOALS[goal], subjects=subjects, step_min=15)
    figure = plot_timing(result, width_in=width_in)
    (axes,) = figure.axes
    title, label = (text.replace("\n", " ") for text in (axes.get_title(loc="left"), axes.get_ylabel()))
    judged = result.table[result.judged_by]
    finding, _, goal_told = title.partition("; goal: ")
    assert goal_told == goal
    is_flat = judged.max() - judged.min() < 1e-9
    reached = result.best.share > 0 if subjects else bool(result.table["met"].any())
    assert ("any time" in finding, "nothing reaches" in finding) == (reached and is_flat, not reached)
    if reached and not is_flat:
        assert finding.startswith(f"Melatonin best at {result.best.clock} ")
    if reached and subjects:
        assert finding.endswith(f"{share_told(result.best.share)} of 40 sleepers")
    assert label == f"{'sleepers who reach' if subjects else 'score of the typical person'}: {goal}"
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_a_share_is_drawn_with_the_error_of_its_sample_and_a_score_is_explained(printed):
    result = pk.best_timing(MECHANISM, goal=pk.peak_at(0), subjects=40, step_min=15)
    figure = result.plot()
    (band,) = [each for each in figure.axes[0].collections if each.get_gid() == "sampling error"]
    corners = band.get_paths()[0].vertices
    for time, share in result.table[["dose_time_h", "share"]].to_numpy():
        found = corners[np.isclose(corners[:, 0], time), 1]
        ends = stats.binomtest(round(40 * share), 40).proportion_ci(method="wilson")
        assert (found.min(), found.max()) == pytest.approx((ends.low, ends.high), abs=1e-9)
    assert (
        "Shaded about the line: where the share of all such sleepers lies, at 95 % confidence, for 40 asked."
        in printed(figure)
    )
    score = pk.best_timing(MECHANISM, goal=pk.peak_at(0), step_min=15)
    assert f"Score: {score.score_in_words}." in printed(score.plot())


def test_without_sleepers_the_line_is_the_score():
    result = pk.best_timing(MECHANISM, goal=Wish(lambda t: np.cos(np.pi * t / 2) ** 2))
    (axes,) = plot_timing(result).axes
    (line,) = artists(axes, "score")
    np.testing.assert_array_equal(line.get_ydata(), result.table["score"])
    assert len(artists(axes, "window")) == len(result.windows) == 3
    assert not artists(axes, "share")


@pytest.mark.parametrize(
    ("move", "times"), [("melatonin", [-1.5, -1, -0.75, -25 / 60]), ("magnesium", [-1.5, -1, -0.75])]
)
def test_published_times_are_marked_and_named(move, times):
    figure = pk.best_timing(MECHANISM, move=move, goal=pk.peak_at(0)).plot()
    (axes,) = figure.axes
    marks = artists(axes, "published")
    assert [float(mark.get_xdata()[0]) for mark in marks] == pytest.approx(times)
    numbers = [text.get_text() for text in axes.texts if text.get_text().isdigit()]
    assert numbers == [f"{i + 1}" for i in range(len(times))]
    printed = " ".join(text.get_text() for text in figure.texts).replace("\n", " ")
    assert "1 21:30 " in printed
    for name, schedule in SCHEDULES.items():
        assert (name in printed) == (move in schedule.compounds)
    assert "not medical advice" in printed


def test_published_times_outside_the_search_are_not_marked():
    figure = pk.best_timing(MECHANISM, goal=pk.peak_at(0), between=("19:00", "21:15")).plot()
    assert not artists(figure.axes[0], "published")
    assert "none in this window" in " ".join(text.get_text() for text in figure.texts)


@pytest.mark.parametrize(
    ("move", "between"),
    [
        ("melatonin", ("19:00", "23:30")),
        ("magnesium", ("19:00", "23:30")),
        ("melatonin", ("12:00", "07:00")),
        ("magnesium", ("22:30", "06:00")),
        ("melatonin", ("22:00", "22:20")),
    ],
)
def test_labels_stay_in_the_figure_and_apart(move, between, extents, covering, outside):
    figure = pk.best_timing(MECHANISM, move=move, goal=pk.peak_at(0), between=between).plot()
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_the_picture_carries_the_words_and_a_notebook_shows_them(many):
    assert many.plot().alt_text == describe_timing(many)
    html = many._repr_html_()
    assert html == timing_html(many)
    assert escape(describe_timing(many)) in html
    clocks = re.findall(r"<tr><td[^>]*>(\d\d:\d\d)", html)
    near = [number_of(clock) for clock in clocks]
    # the best first, then half an hour either way in steps of five minutes
    assert near[0] == number_of(many.best.clock)
    assert near[1:] == [number_of("21:45") + 5 * i for i in range(12)]


def number_of(clock):
    """Minutes since midnight."""
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


@pytest.mark.parametrize("subjects", [0, 200])
def test_regret_is_what_the_shifted_schedule_loses(subjects):
    plans, night = [MECHANISM, SCHEDULES["duo"], SCHEDULES["extended-release"]], pk.Night()
    goal = pk.level_at(0, 0.8)
    table = pk.regret(plans, goal=goal, subjects=subjects, seed=4, off_min=(20, -45)).table
    assert list(table["off_min"]) == [-45, -20, 0, 20, 45] * 3
    assert set(table["compound"]) == {"melatonin"}
    assert set(table["goal"]) == {"at least 80 % of peak at bedtime"}
    assert table["schedule"].to_list() == [plan.name for plan in plans for _ in range(5)]
    for row in table.to_dict("records"):
        plan = {each.name: each for each in plans}[row["schedule"]]
        shifted = plan.shift(row["off_min"] / 60, compound="melatonin", name="x")
        typical = pk.simulate(shifted, night).concentrations["x", "melatonin"]
        assert row["score"] == pytest.approx(typical[240] / typical.max(), rel=1e-3)
        if subjects:
            curves = pk.simulate_population(shifted, subjects=200, seed=4).individuals(("x", "melatonin"), 200)
            assert row["share"] == pytest.approx(np.mean(curves[240] >= 0.8 * curves.max(axis=0)), abs=0.0051)
    for name in ("score", "share")[: 1 + bool(subjects)]:
        on_plan = table["schedule"].map(table[table["off_min"] == 0].set_index("schedule")[name])
        lost = table["lost" if name == "score" else "share_lost"]
        np.testing.assert_allclose(lost, on_plan - table[name], atol=1e-12)


def test_regret_of_published_schedules_by_default_is_90_minutes_each_way():
    table = pk.regret(SCHEDULES, move="magnesium", goal=pk.peak_at(0)).table
    assert table["off_min"][:9].to_list() == [-90, -60, -30, -15, 0, 15, 30, 60, 90]
    assert set(table["schedule"]) == set(SCHEDULES) - {"extended-release"}
    mechanism = table[table["schedule"] == "mechanism"]
    off = np.abs(1.75 - 1.5 + mechanism["off_min"] / 60)
    np.testing.assert_allclose(mechanism["score"], 1 / (1 + off / 0.25), rtol=1e-9)


def test_regret_needs_a_schedule_with_the_compound():
    with pytest.raises(pk.InputError, match="schedule 'extended-release' has no dose of 'magnesium'"):
        pk.regret(SCHEDULES["extended-release"], move="magnesium", goal=pk.peak_at(0))


@pytest.mark.parametrize("column", ["lost", "share_lost"])
def test_the_regret_of_each_schedule_is_a_line(column, extents, covering, outside):
    result = pk.regret(SCHEDULES, goal="peak at bedtime", subjects=60)
    table, figure = result.table, result.plot(column=column)
    (axes,) = figure.axes
    lines = {line.get_label(): line for line in axes.lines if line.get_label() in SCHEDULES}
    assert list(lines) == list(SCHEDULES)
    for name, line in lines.items():
        rows = table[table["schedule"] == name]
        np.testing.assert_array_equal(line.get_xydata(), rows[["off_min", column]])
    # trial-2024 has its peak a quarter hour early, so it loses most when taken 90 min earlier: score 1/2 to 1/8
    said = r"trial-2024: the largest loss is 0\.375, 1 h 30 min earlier than planned\."
    assert bool(re.search(said, figure.alt_text)) == (column == "lost")
    assert "lost" in axes.get_ylabel()
    worst = table.loc[table[column].idxmax()]
    title = axes.get_title(loc="left").replace("\n", " ")
    lost = f"{worst[column]:.3g} of the score" if column == "lost" else f"{percent(worst[column])} of sleepers"
    assert title.startswith(f"Melatonin off plan: of the times drawn at most {lost} lost, ")
    tied = table.loc[np.isclose(table[column], worst[column]), "schedule"]
    assert any(f" than planned in {name};" in title for name in tied)
    assert title.endswith("; peak within 15 min of bedtime")
    assert figure.alt_text.startswith("Melatonin off plan, goal: peak within 15 min of bedtime. ")
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_a_plan_alone_can_be_drawn():
    (axes,) = pk.regret(SCHEDULES["duo"], off_min=0).plot().axes
    (line,) = (each for each in axes.lines if each.get_label() == "duo")
    assert line.get_xydata().tolist() == [[0.0, 0.0]]
