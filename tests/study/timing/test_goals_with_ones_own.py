"""Goals of what doses and the body's own add up to, against everyone's curves written down again on dense grids."""

import numpy as np
import pytest
from bodys_own import cosine
from scipy.optimize import brentq

import pksim as pk

MINE = pk.Schedule.parse("mine", "melatonin 0.3 mg 90 min before bed")
NIGHT = pk.Night()
COUNT = 60


@pytest.fixture(scope="module")
def people():
    """Who is asked: the sleepers of the seed that all here use."""
    return pk.simulate_population(MINE, subjects=COUNT, seed=4, endogenous=True, step_min=60).subjects


def total(people, at_h, times):
    """What 0.3 mg taken at a time and one's own add up to (times, sleepers) [pg/mL]."""
    ke = np.log(2) / people["melatonin.half_life_h"].to_numpy()
    ka = pk.OneCompartment.from_tmax(people["melatonin.tmax_h"], people["melatonin.half_life_h"], 70.0).ka_per_h
    s = np.maximum(np.asarray(times)[:, None] - at_h, 0.0)
    scale = 0.3e6 / 70 * people["melatonin.bioavailability"].to_numpy()
    doses = scale * ka / (ka - ke) * (np.exp(-ke * s) - np.exp(-ka * s))
    own = [
        cosine(
            times, 2.0, row["melatonin.own_amplitude"], row["melatonin.own_width_h"], 3 + row["melatonin.own_peak_h"]
        )
        for row in people.to_dict("records")
    ]
    return doses + np.array(own).T


def asked(goal, **more):
    """The answer for candidates every half hour from 20:00 to bedtime."""
    how = {"goal": goal, "between": ("20:00", "23:00"), "step_min": 30, "endogenous": True}
    return pk.best_timing(MINE, NIGHT, **how, subjects=COUNT, seed=4, progress=False, **more).table


def test_below_ten_on_waking_is_decided_by_ones_own(people):
    table = asked("below 10 pg/mL on waking")
    want = [(total(people, at, [8.0])[0] <= 10).mean() for at in table["dose_time_h"]]
    assert table["share"].to_list() == pytest.approx(want)
    # The typical person has nearly ten by oneself, crossed at +7.957 h (facts); no tablet takes that away.
    own = float(cosine(8.0, 2.0, 50.0, 11.0, 3.0))
    assert own == pytest.approx(9.38, abs=0.005)
    ke, ka = np.log(2) * 60 / 35, pk.OneCompartment.from_tmax(0.75, 35 / 60, 70.0).ka_per_h
    left = (
        0.15
        * 0.3e6
        / 70
        * ka
        / (ka - ke)
        * (np.exp(-ke * (8 - table["dose_time_h"])) - np.exp(-ka * (8 - table["dose_time_h"])))
    )
    assert table["met"].to_list() == (own + left <= 10).to_list()
    assert table["score"].to_list() == pytest.approx(np.minimum(10 / (own + left), 1).to_list(), rel=1e-9)


def test_the_peak_is_that_of_the_sum(people):
    table, grid = asked(pk.peak_at(0.0, within_h=0.25)), np.linspace(-4, 8, 96_001)
    for at, share in table[["dose_time_h", "share"]].itertuples(index=False):
        peak = grid[total(people, at, grid).argmax(axis=0)]
        assert np.abs(np.abs(peak) - 0.25).min() > 1.3e-4  # so that a grid can tell
        assert share == pytest.approx((np.abs(peak) <= 0.25).mean())


def test_the_share_of_the_peak_is_that_of_the_sum(people):
    table, grid = asked(pk.level_at(2.0, at_least=0.5)), np.linspace(-4, 8, 24_001)
    for at, share in table[["dose_time_h", "share"]].itertuples(index=False):
        part = total(people, at, [2.0])[0] / total(people, at, grid).max(axis=0)
        assert share == pytest.approx((part >= 0.5).mean())


def test_the_hours_above_are_those_of_the_sum(people):
    table, grid = asked("above 50 pg/mL for 60 % from 22:00 to 03:00"), np.linspace(-1, 4, 100_001)
    for at, share in table[["dose_time_h", "share"]].itertuples(index=False):
        above = (total(people, at, grid) > 50).mean(axis=0)
        assert np.abs(above - 0.6).min() > 1e-4
        assert share == pytest.approx((above >= 0.6).mean())


def test_hours_above_of_one_person_are_exact(people):
    """The score of a single candidate is the part of the window; its ends are found by halving."""
    table = pk.best_timing(
        MINE, NIGHT, goal="above 40 pg/mL from 22:00 to 07:00", between=("22:00", "22:30"), step_min=30, endogenous=True
    ).table
    typical = people.iloc[:1].assign(
        **{
            "melatonin.tmax_h": 0.75,
            "melatonin.half_life_h": 35 / 60,
            "melatonin.bioavailability": 0.15,
            "melatonin.own_amplitude": 50.0,
            "melatonin.own_width_h": 11.0,
            "melatonin.own_peak_h": 0.0,
        }
    )
    for at, score in table[["dose_time_h", "score"]].itertuples(index=False):

        def excess(t, at=at):
            return float(total(typical, at, [t])[0, 0]) - 40

        grid = np.linspace(-1, 8, 2001)
        signs = np.array([excess(t) > 0 for t in grid])
        edges = [brentq(excess, grid[i], grid[i + 1], xtol=1e-13) for i in np.flatnonzero(np.diff(signs))]
        bounds = [*([-1.0] if signs[0] else []), *edges, *([8.0] if signs[-1] else [])]
        hours = sum(end - begin for begin, end in zip(bounds[::2], bounds[1::2], strict=True))
        assert score == pytest.approx(hours / 9, rel=1e-11)


def test_a_goal_of_ones_own_is_given_the_sum(people):
    class Levels:
        def judge(self, responses, moved, shifts_h):
            level = responses[moved].level(np.full(len(shifts_h), 1.0) - shifts_h)
            return np.clip(level / 1e4, 0, 1), level > 100

    table = asked(Levels())
    want = [(total(people, at, [1.0])[0] > 100).mean() for at in table["dose_time_h"]]
    assert table["share"].to_list() == pytest.approx(want)


def test_what_is_not_moved_stands_on_its_own_baseline():
    both = pk.Schedule.parse("both", "melatonin 0.3 mg 1 h before bed; magnesium 300 mg elemental 1 h before bed")
    table = pk.best_timing(
        both, goal=pk.on_waking_below(0.88, compound="magnesium"), subjects=COUNT, seed=4, endogenous=True, step_min=60
    ).table
    people = pk.simulate_population(both, subjects=COUNT, seed=4, endogenous=True, step_min=60)
    at_wake = people.individuals(("both", "magnesium"), COUNT)[-1]
    assert table["share"].to_list() == pytest.approx([(at_wake <= 0.88).mean()] * len(table))


def test_regret_and_sensitivity_know_the_sum(people):
    lost = pk.regret(MINE, NIGHT, goal="below 10 pg/mL on waking", off_min=60, subjects=COUNT, seed=4, endogenous=True)
    want = [(total(people, at, [8.0])[0] <= 10).mean() for at in (-2.5, -1.5, -0.5)]
    assert lost["share"].to_list() == pytest.approx(want)
    table = pk.sensitivity(MINE, samples=128, endogenous=True).table
    assert {f"melatonin.own_{name}" for name in ("amplitude", "peak_h", "width_h")} <= set(table["quantity"])
    assert "melatonin.own_amplitude" not in set(pk.sensitivity(MINE, samples=128).table["quantity"])
    # 0.01 mg more or less is little beside one's own: what one has at bedtime is that one's height and phase.
    tiny = pk.Schedule.parse("tiny", "melatonin 0.001 mg 90 min before bed")
    found = pk.sensitivity(tiny, samples=512, endogenous=True).table
    at_bedtime = found[found["metric"] == "at_bedtime"].set_index("quantity")["total"]
    assert at_bedtime["melatonin.own_amplitude"] + at_bedtime["melatonin.own_peak_h"] > 0.9


def test_without_it_nothing_changes():
    plain, study = {"goal": "peak at bedtime", "subjects": 50}, pk.Study(schedules=MINE, endogenous=True)
    asked_off = pk.best_timing(study, endogenous=False, **plain)
    assert asked_off.table.equals(pk.best_timing(MINE, **plain).table)
    assert asked_off.endogenous is None
