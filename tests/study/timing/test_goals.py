"""What a goal gives, by hand on triangles; and the curves that goals look at, against the textbook."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
from superposition import MMOL_PER_L, PG_PER_ML, Sum, absorbed

import pksim as pk
from pksim.study.curves.one_night import one_night
from pksim.study.curves.regimen import regimens
from pksim.study.curves.response import Response
from pksim.study.people.sleepers import Sleepers


@dataclass
class Triangle:
    """Curves, one a person, that rise to their peaks in two hours and fall in two."""

    peak_time_h: np.ndarray
    peak_level: np.ndarray
    wake_h: float = 8.0
    too_high: float = 1.0

    def level(self, times_h):
        away = np.abs(np.asarray(times_h)[:, None] - self.peak_time_h)
        return self.peak_level * np.maximum(1 - away / 2, 0) * self.too_high

    def hours_above(self, level, from_h, to_h):
        half = np.maximum(2 * (1 - level / self.peak_level), 0)
        begin = np.maximum(self.peak_time_h - half, np.asarray(from_h)[:, None])
        end = np.minimum(self.peak_time_h + half, np.asarray(to_h)[:, None])
        return np.maximum(end - begin, 0)


def judged(goal, shifts, moved="a", **curves):
    score, met = goal.judge(curves, moved, np.asarray(shifts, dtype=float))
    assert met.dtype == bool
    return score.tolist(), met.tolist()


def triangle(*peak_times, peak=8.0, **more):
    return Triangle(np.array(peak_times, dtype=float), np.full(len(peak_times), peak), **more)


def test_peak_at_falls_with_the_distance_and_is_met_up_to_and_with_within():
    score, met = judged(pk.peak_at(1.0, 0.25), [-0.375, -0.25, 0, 0.25, 0.5], a=triangle(1.0, 1.5))
    one, two = ([1 / (1 + abs(off) / 0.25) for off in offs] for offs in ([-0.375, -0.25, 0, 0.25, 0.5], [0.125, 0.25]))
    assert [row[0] for row in score] == pytest.approx(one, rel=1e-14)
    assert [row[1] for row in score][:2] == pytest.approx(two, rel=1e-14)
    assert met == [[False, True], [True, True], [True, False], [True, False], [False, False]]


def test_level_at_is_the_share_of_the_curves_own_peak():
    goal = pk.level_at(0.5, 0.75)
    score, met = judged(goal, [0, 0.5, 1, 5], a=Triangle(np.array([0.0, 0.5]), np.array([4.0, 400.0])))
    # half an hour from the peak is 3/4 of it: met at exactly what is asked for
    assert score == [[0.75, 1], [1, 0.75], [0.75, 0.5], [0, 0]]
    assert met == [[True, True], [True, True], [True, False], [False, False]]


def test_level_at_is_at_most_1_where_rounding_puts_the_level_above_the_peak():
    assert judged(pk.level_at(0, 1.0), [0], a=triangle(0, too_high=1 + 1e-9)) == ([[1]], [[True]])


def test_above_is_the_part_of_the_window_above_the_level():
    # above 4 of 8 from one hour before the peak to one hour after it
    goal = pk.above(4.0, 0.0, 4.0, share=0.5)
    score, met = judged(goal, [-2, 0, 1, 4, 9], a=triangle(0.0, 1.5))
    assert score == [[0, 0.125], [0.25, 0.5], [0.5, 0.5], [0.25, 0], [0, 0]]
    assert met == [[False, False], [False, True], [True, True], [False, False], [False, False]]


def test_above_all_of_the_window_is_met_in_spite_of_rounding():
    score, met = judged(pk.above(4.0, 0.1, 0.3), np.linspace(0, 1, 101), a=triangle(-0.5))
    assert 1 - 1e-12 < np.min(score) < 1
    assert np.all(met)
    assert judged(pk.above(4.0, -1.5, 1.0), [0], a=triangle(0.0)) == ([[0.8]], [[False]])


def test_on_waking_below_is_1_up_to_the_level_and_falls_as_the_level_over_what_is_left():
    score, met = judged(pk.on_waking_below(2.0), [0, 0.5, 1, 2], a=triangle(6.0, 6.5))
    assert score == [[1, 1], [1, 0.5], [0.5, 2 / 6], [0.25, 2 / 6]]
    assert met == [[True, True], [True, False], [False, False], [False, False]]


@pytest.mark.parametrize(
    "goal",
    [
        pk.peak_at(0, compound="b"),
        pk.level_at(0, compound="b"),
        pk.above(1, 0, 2, compound="b"),
        pk.on_waking_below(1, compound="b"),
    ],
)
def test_a_goal_on_another_compound_does_not_move_and_one_on_the_moved_compound_does(goal):
    curves = {"a": triangle(3.0), "b": triangle(-1.0, wake_h=0.0)}
    still = judged(goal, [0, 1, 2], "a", **curves)[0]
    assert still[0] == still[1] == still[2]
    moving = judged(goal, [0, 1, 2], "b", **curves)[0]
    assert moving[0] == still[0]
    assert moving[0] != moving[1] != moving[2]


def test_all_of_takes_the_smallest_score_and_asks_for_all():
    curves = {"a": triangle(0.0), "b": triangle(0.0, 1.0, 2.0)}
    goal = pk.all_of(pk.peak_at(0, 0.5), pk.level_at(0, 0.5, compound="b"))
    score, met = judged(goal, [0, 0.5, 2], "a", **curves)
    assert score == [[1, 0.5, 0], [0.5, 0.5, 0], [0.2, 0.2, 0]]
    assert met == [[True, True, False], [True, True, False], [False, False, False]]


def test_goals_are_values():
    assert pk.peak_at() == pk.peak_at(0.0, 0.25) != pk.peak_at(0.0, 0.5)
    assert len({pk.level_at(0), pk.level_at(0.0, 0.9), pk.all_of(pk.level_at(0))}) == 2
    with pytest.raises(AttributeError):
        pk.peak_at().time_h = 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: pk.peak_at(float("nan")), "peak_at: time_h is nan; it must be a finite number"),
        (lambda: pk.peak_at("22:00"), "time_h is '22:00'; it must be a finite number"),
        (lambda: pk.peak_at(0, 0), "peak_at: within_h is 0; it must be above 0"),
        (lambda: pk.level_at(0, 0), "level_at: at_least is 0; it must be above 0 and at most 1"),
        (lambda: pk.level_at(0, 90), "at_least is 90; it must be above 0 and at most 1"),
        (lambda: pk.above(-1, 0, 1), "above: level is -1; it must be above 0"),
        (lambda: pk.above(1, 0, float("inf")), "above: to_h is inf; it must be a finite number"),
        (lambda: pk.above(1, 3, 2), "the window goes from 3 to 2 h; it must end after it starts"),
        (lambda: pk.above(1, 2, 2), "it must end after it starts"),
        (lambda: pk.above(1, 0, 1, share=1.5), "above: share is 1.5"),
        (lambda: pk.on_waking_below(0), "on_waking_below: level is 0; it must be above 0"),
        (lambda: pk.all_of(), "all_of: there are no goals; give at least one"),
        (
            lambda: judged(pk.peak_at(compound="melatonni"), [0], "melatonin", melatonin=triangle(0)),
            "the goal speaks of 'melatonni', of which nothing is taken; did you mean 'melatonin'",
        ),
    ],
)
def test_wrong_goals_are_refused(make, message):
    with pytest.raises(pk.InputError, match=message):
        make()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subjects": -1}, "subjects is -1; it must be a whole number from 0 to 10000000"),
        ({"subjects": 2.5}, "subjects is 2.5"),
        ({"subjects": 5, "seed": -1}, "seed is -1"),
        ({"subjects": 5, "spread": "statd"}, "did you mean 'stated'"),
        ({"subjects": 5, "spread": {"melatonin.tmax_h": SimpleNamespace(ppf=lambda q: -q)}}, "tmax_h gives -.*above 0"),
        ({"between": ("22:00", "22:00")}, "between is 22:00 to 22:00, .* it must end after it starts"),
        ({"between": ("23:30", "19:00")}, r"which in this night is \+0.5 to -4 h from bedtime; it must end after"),
        ({"between": ("19:00", "08:00")}, r"-4 to -15 h from bedtime; .* not after waking at 07:00"),
        ({"between": ("19:00", "24:30")}, "'24:30'; a clock time is HH:MM from 00:00 to 23:59"),
        ({"between": "19:00-23:30"}, "between is '19:00-23:30'; it must be two clock times"),
        ({"between": ("19:00",)}, "it must be two clock times"),
        ({"step_min": 0}, "step_min is 0; it must be from 0.01 to 270 min, the window"),
        ({"step_min": 271}, "step_min is 271; it must be from 0.01"),
        ({"step_min": float("nan")}, "step_min is nan"),
        ({"move": "melatonni"}, "schedule 'mechanism' has no dose of 'melatonni' to move; did you mean 'melatonin'"),
        ({"goal": pk.peak_at(compound="zinc")}, "the goal speaks of 'zinc', of which nothing is taken; it must be one"),
        ({"parameters": "litrature"}, "did you mean 'literature'"),
    ],
)
def test_wrong_questions_are_refused(change, message):
    with pytest.raises(pk.InputError, match=message):
        pk.best_timing(pk.load_schedules()["mechanism"], **{"goal": pk.peak_at(0)} | change)


def response(text, compound, person=None, night=None):
    night = pk.Night() if night is None else night
    schedule = pk.Schedule.parse("x", text)
    made = regimens(schedule, night, parameters="article", compounds=pk.load_compounds(), person=person)
    return Response(made[compound], one_night(made[compound]))


DEPOT = np.log(2) / 2.5
CASES = {
    "one dose": ("melatonin 1 mg 1 h before bed", "melatonin", [(-1, 0.15, None)], PG_PER_ML),
    "two humps": (
        "melatonin 2 mg 5 h before bed; melatonin 1 mg 1 h after bed",
        "melatonin",
        [(-5, 0.3, None), (1, 0.15, None)],
        PG_PER_ML,
    ),
    "prolonged": (
        "melatonin prolonged-release 2 mg 90 min before bed",
        "melatonin",
        [(-1.5, 0.075, None), (-1.5, 0.225, DEPOT)],
        PG_PER_ML,
    ),
    "saturable": (
        "magnesium 150 mg elemental at 21:00; magnesium 150 mg elemental at 21:00",
        "magnesium",
        [(-2, 300 * absorbed(300), None)],
        MMOL_PER_L,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_curve_that_is_shifted_is_the_textbooks(case):
    text, compound, doses, factor = CASES[case]
    found, expected = response(text, compound), Sum(compound, "article", doses, factor)
    times = np.array([3.0, -9.0, 0.25, -0.5, 3.0, 8.0, -6.0])
    np.testing.assert_allclose(found.level(times)[:, 0], expected(times), rtol=1e-9)
    peak_time, peak = expected.peak()
    assert found.peak_time_h == pytest.approx([peak_time], abs=1e-6)
    assert found.peak_level == pytest.approx([peak], rel=1e-12)
    begins, ends = np.array([-20.0, -0.25, -2.0, 60.0]), np.array([60.0, 1.5, -0.5, 70.0])
    grid = np.linspace(-20, 60, 800_001)
    over = expected(grid) > peak / 3
    brute = [over[(grid >= begin) & (grid < end)].sum() * 1e-4 for begin, end in zip(begins, ends, strict=True)]
    np.testing.assert_allclose(found.hours_above(peak / 3, begins, ends)[:, 0], brute, atol=3e-4)
    assert not found.hours_above(peak * 1.01, begins, ends).any()


def test_every_sleeper_has_a_curve_of_their_own():
    half_lives = np.array([0.4, 0.6, 0.8])
    people = Sleepers(3, 1, {"melatonin.half_life_h": SimpleNamespace(ppf=lambda _: half_lives)})
    many = response("melatonin 1 mg at bedtime", "melatonin", people)
    ke = np.log(2) / half_lives
    assert many.level(np.array([0.75]))[0] == pytest.approx(0.15e6 / 70 * np.exp(-0.75 * ke), rel=1e-12)
    assert many.peak_level == pytest.approx(0.15e6 / 70 * np.exp(-0.75 * ke), rel=1e-12)
    assert many.peak_time_h == pytest.approx([0.75] * 3, abs=1e-9)
    assert many.hours_above(900.0, np.array([-5.0, 0.0]), np.array([50.0, 1.0])).shape == (2, 3)
    assert many.wake_h == 8
