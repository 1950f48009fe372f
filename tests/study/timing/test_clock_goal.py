"""The body clock as a goal of timing."""

import numpy as np
import pytest

from pksim import InputError, Night, Schedule, best_timing, body_clock, phase_response, shift_by

NIGHT = Night("23:00", "07:00")
DAY = ("12:00", "23:00")


def taken(text):
    return Schedule.parse("mine", text)


def test_the_best_time_is_where_the_curve_is_highest():
    """Five and a half hours before the onset at 21:00, minus what the clock moves meanwhile."""
    found = best_timing(taken("melatonin 3 mg at bedtime"), NIGHT, goal=shift_by(1), between=DAY, subjects=0)
    onset, best = 21.0, []
    for start in np.arange(12, 23, 1 / 12):
        at, moved = onset, 0.0
        for _ in range(3):
            step = float(phase_response("3 mg")(start - at)) / 3
            moved, at = moved + step, at - step
        best.append((moved, start))
    assert found.table["met"].any()
    reached = {f"{int(start):02d}:{round(start % 1 * 60):02d}" for moved, start in best if moved >= 1}
    assert set(found.table.loc[found.table["met"], "clock"]) == reached


def test_the_share_is_that_of_the_walk():
    found = best_timing(
        taken("melatonin 0.5 mg at bedtime"), NIGHT, goal="clock 1 h earlier in 3 nights", between=DAY, subjects=2000
    )
    row = found.table[found.table["clock"] == "18:00"].iloc[0]
    clock = body_clock(taken("melatonin 0.5 mg at 18:00"), NIGHT, nights=3)
    assert row["share"] == pytest.approx((clock.moved_h >= 1).mean(), abs=0.01)


def test_later_is_negative_and_told():
    goal = shift_by(-1.5, nights=4)
    found = best_timing(taken("melatonin 3 mg at bedtime"), NIGHT, goal=goal, between=("07:30", "22:00"), subjects=0)
    assert found.goal_in_words == "clock 1.5 h later in 4 nights"
    assert found.best.clock < "11:00"


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda: shift_by(0), "shift_by: hours is 0; it must be a shift"),
        (lambda: shift_by(13), "shift_by: hours is 13"),
        (lambda: shift_by(1, nights=0), "shift_by: nights is 0"),
        (
            lambda: best_timing(
                taken("magnesium glycinate 300 mg elemental at 21:00"),
                NIGHT,
                move="magnesium",
                goal=shift_by(1),
                subjects=0,
            ),
            "which magnesium does not move; move melatonin",
        ),
        (
            lambda: best_timing(taken("melatonin 10 mg at 21:00"), NIGHT, goal=shift_by(1), subjects=0),
            "nobody measured",
        ),
        (
            lambda: best_timing(
                taken("melatonin 3 mg at 21:00; melatonin 3 mg at 22:00"), NIGHT, goal=shift_by(1), subjects=0
            ),
            "has 2 doses of melatonin; the published curves are of one a day",
        ),
    ],
)
def test_what_is_no_such_goal_is_refused(ask, why):
    with pytest.raises(InputError, match=why):
        ask()
