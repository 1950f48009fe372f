"""When to take it: against textbook curves, searched by other means."""

from functools import cache

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from superposition import MMOL_PER_L, PG_PER_ML, Sum, absorbed

import pksim as pk

SCHEDULES = pk.load_schedules()
MECHANISM = SCHEDULES["mechanism"]
CANDIDATES = -4 + np.arange(55) / 12


class Wish:
    """A goal of one's own: any function of the time of the dose."""

    def __init__(self, score, met=0.9):
        self.score, self.met = score, met

    def judge(self, responses, moved, shifts_h):
        score = self.score(shifts_h)[:, None]
        return score, score >= self.met


def melatonin(mg, *more):
    return Sum("melatonin", "article", [(0, 0.15 * mg, None), *more], PG_PER_ML)


def magnesium(mg, start=0.0):
    return Sum("magnesium", "article", [(start, mg * absorbed(mg), None)], MMOL_PER_L)


@cache
def crossings(curve, level):
    top, peak = curve.peak()
    assert peak > level
    return [brentq(lambda t: curve(t) - level, *ends, xtol=1e-13) for ends in ((0, top), (top, 500))]


def part_above(curve, level, first, last):
    """Part of a window that a curve with one hump is above a level."""
    begin, end = crossings(curve, level)
    return max(0.0, min(end, last) - max(begin, first)) / (last - first)


@pytest.mark.parametrize(("move", "best"), [("melatonin", -0.75), ("magnesium", -1.75)])
def test_a_peak_at_bedtime_is_45_minutes_before_for_melatonin_and_105_for_magnesium(move, best):
    result = pk.best_timing(MECHANISM, move=move, goal=pk.peak_at(0))
    assert result.best.dose_time_h == pytest.approx(best, abs=1e-6)
    assert (result.best.clock, result.best.met, result.best.share) == (pk.Night().clock(best), True, None)
    # within 0.05 of 1: 1/(1 + off/0.25) is 0.95 at 0.25/19 h
    assert result.windows == (pytest.approx((best - 0.25 / 19, best + 0.25 / 19), abs=1e-5),)


def test_the_table_has_a_row_for_each_candidate():
    table = pk.best_timing(MECHANISM, goal=pk.peak_at(0)).table
    assert list(table) == ["dose_time_h", "clock", "score", "met"]
    np.testing.assert_allclose(table["dose_time_h"], CANDIDATES, atol=1e-12)
    assert (len(table), table["clock"].iloc[0], table["clock"].iloc[-1]) == (55, "19:00", "23:30")
    assert list(table["clock"][1:3]) == ["19:05", "19:10"]
    off = np.abs(CANDIDATES + 0.75)
    np.testing.assert_allclose(table["score"], 1 / (1 + off / 0.25), rtol=1e-9)
    clear = np.abs(off - 0.25) > 1e-6
    assert (table["met"] == (off < 0.25))[clear].all()
    with_sleepers = pk.best_timing(MECHANISM, goal=pk.peak_at(0), subjects=5, between=("22:00", "22:10"), step_min=2.5)
    assert list(with_sleepers.table) == ["dose_time_h", "clock", "score", "met", "share"]
    assert len(with_sleepers.table) == 5


ONE, TWO = melatonin(1), melatonin(2)
SLOW = Sum("melatonin", "article", [(0, 0.075, None), (0, 0.225, np.log(2) / 2.5)], PG_PER_ML)
METAL = magnesium(300)
PEAK = ONE.peak()[1]
TYPICAL = {
    "level": ("melatonin 1 mg at 20:00", pk.level_at(1.0, 0.8), lambda t: ONE(1 - t) / PEAK),
    "above": ("melatonin 1 mg at 20:00", pk.above(500, -0.5, 0.8), lambda t: part_above(ONE, 500, -0.5 - t, 0.8 - t)),
    "waking": ("melatonin 1 mg at 20:00", pk.on_waking_below(0.05), lambda t: min(1, 0.05 / max(ONE(8 - t), 1e-99))),
    "magnesium": (
        "magnesium 300 mg elemental at 22:00",
        pk.peak_at(1.02, 0.5),
        lambda t: 1 / (1 + abs(t + 0.73) / 0.5),
    ),
    "doses are taken together": (
        "melatonin 0.5 mg at 20:00; melatonin 1.5 mg 30-60 min before bed",
        pk.above(1000, 0, 1.5),
        lambda t: part_above(TWO, 1000, -t, 1.5 - t),
    ),
    "so a saturable fraction falls": (
        "magnesium 100 mg elemental at 18:00; magnesium glycinate 200 mg elemental at 22:00",
        pk.above(0.0435, 0, 3),
        lambda t: part_above(METAL, 0.0435, -t, 3 - t),
    ),
    "prolonged": (
        "melatonin prolonged-release 2 mg at 22:00",
        pk.above(300, 0, 5, 0.5),
        lambda t: part_above(SLOW, 300, -t, 5 - t),
    ),
    "both": (
        "melatonin 1 mg at 20:00",
        pk.all_of(pk.peak_at(0, 1.0), pk.level_at(1.0, 0.5)),
        lambda t: min(1 / (1 + abs(t + 0.75)), ONE(1 - t) / PEAK),
    ),
}


def search(score, between, step=0.004):
    """Best time, best score and whether each time of a fine grid is good, by looking at all of them."""
    grid = np.arange(*between, step)
    scores = np.array([score(time) for time in grid])
    top = grid[scores.argmax()]
    found = minimize_scalar(lambda t: -score(t), bounds=(top - step, top + step), options={"xatol": 1e-11})
    best = max(scores.max(), -found.fun)
    return found.x, best, grid, scores >= best - 0.05


@pytest.mark.parametrize("night", [None, pk.Night("09:00", "17:00")], ids=["night", "shift work"])
@pytest.mark.parametrize("case", TYPICAL)
def test_the_typical_person_is_answered_as_by_a_search_on_the_textbook_curve(case, night):
    text, goal, score = TYPICAL[case]
    move = text.split()[0]
    between = ("19:00", "23:30") if night is None else ("05:00", "09:30")
    result = pk.best_timing(pk.Schedule.parse("x", text), night, move=move, goal=goal, between=between)
    np.testing.assert_allclose(result.table["score"], [score(t) for t in CANDIDATES], rtol=1e-8, atol=1e-9)
    time, best, grid, good = search(score, (-4.0, 0.5))
    assert result.best.score == pytest.approx(best, abs=1e-7)
    if (result.table["score"] > best - 1e-7).sum() < 2:
        assert result.best.dose_time_h == pytest.approx(time, abs=1e-6)
    inside = np.any([(grid >= begin) & (grid <= end) for begin, end in result.windows], axis=0)
    edge = np.min([np.abs(grid - end) for ends in result.windows for end in ends], axis=0) < 1e-6
    assert (inside == good)[~edge].all()


def test_windows_are_all_the_stretches_that_are_good_and_end_where_the_search_ends():
    result = pk.best_timing(MECHANISM, goal=Wish(lambda t: 0.8 * np.cos(np.pi * t) ** 2))
    half = np.arccos(np.sqrt(0.75 / 0.8)) / np.pi
    expected = [(max(top - half, -4), top + half) for top in range(-4, 1)]
    np.testing.assert_allclose(result.windows, expected, atol=1e-8)


def test_of_a_plateau_the_middle_is_taken():
    result = pk.best_timing(MECHANISM, goal=Wish(lambda t: np.minimum(1, 2 - np.abs(t + 1.5))))
    assert result.best.dose_time_h == pytest.approx(-1.5, abs=1e-9)
    assert result.windows == (pytest.approx((-2.55, -0.45), abs=1e-8),)


def ka_of(tmax, ke):
    """Rate of absorption by halving, for many: w/(e^w - 1) = ke tmax with w = ln(ka/ke)."""
    low, high = np.full(tmax.shape, -40.3), np.full(tmax.shape, 40.7)
    for _ in range(90):
        middle = (low + high) / 2
        later = middle / np.expm1(middle) > ke * tmax
        low, high = np.where(later, middle, low), np.where(later, high, middle)
    return ke * np.exp(low)


class People:
    """Textbook curves of many sleepers after one dose at 0, from their drawn parameters."""

    def __init__(self, compound, amount, factor, subjects):
        self.tmax, half_life, volume = (
            subjects[f"{compound}.{name}"].to_numpy() for name in ("tmax_h", "half_life_h", "volume_l")
        )
        fraction = subjects["melatonin.bioavailability"].to_numpy() if compound == "melatonin" else absorbed(amount)
        self.ke = np.log(2) / half_life
        self.ka = ka_of(self.tmax, self.ke)
        self.scale = fraction * amount / volume * factor
        self.peak = self.scale * np.exp(-self.ke * self.tmax)

    def __call__(self, t):
        s = np.maximum(t, 0.0)
        return self.scale * self.ka / (self.ka - self.ke) * (np.exp(-self.ke * s) - np.exp(-self.ka * s))

    def part_above(self, level, first, last):
        edges = []
        for low, high in ((np.zeros_like(self.tmax), self.tmax), (self.tmax, self.tmax + 200)):
            rising = high is self.tmax
            for _ in range(80):
                middle = (low + high) / 2
                up = (self(middle) < level) == rising
                low, high = np.where(up, middle, low), np.where(up, high, middle)
            edges.append(low)
        hours = np.minimum(edges[1], last) - np.maximum(edges[0], first)
        return np.where(self.peak > level, np.maximum(hours, 0), 0) / (last - first)


MANY = {
    "peak": ("melatonin", pk.peak_at(0.1, 0.2), lambda p, _, t: np.abs(t + p.tmax - 0.1) <= 0.2),
    "level": ("melatonin", pk.level_at(0.5, 0.9), lambda p, _, t: p(0.5 - t) >= 0.9 * p.peak),
    "above": ("melatonin", pk.above(200, -0.5, 1.5, 0.7), lambda p, _, t: p.part_above(200, -0.5 - t, 1.5 - t) >= 0.7),
    "waking": ("melatonin", pk.on_waking_below(0.4), lambda p, _, t: p(8 - t) <= 0.4),
    "magnesium": ("magnesium", pk.level_at(3, 0.98), lambda _, q, t: q(3 - t) >= 0.98 * q.peak),
    "the other": ("melatonin", pk.level_at(0, 0.97, compound="magnesium"), lambda _, q, t: q(1.5) >= 0.97 * q.peak),
    "both": (
        "melatonin",
        pk.all_of(pk.peak_at(0, 0.25), pk.level_at(0, 0.97, compound="magnesium")),
        lambda p, q, t: (np.abs(t + p.tmax) <= 0.25) & (q(1.5) >= 0.97 * q.peak),
    ),
}


@pytest.mark.parametrize("case", MANY)
def test_the_share_of_sleepers_is_that_of_a_search_on_their_textbook_curves(case):
    move, goal, met = MANY[case]
    who = {"subjects": 400, "seed": 5, "spread": "kinetics-only"}
    result = pk.best_timing(MECHANISM, move=move, goal=goal, **who)
    subjects = pk.simulate_population(MECHANISM, step_min=60, **who).subjects
    people = People("melatonin", 1, PG_PER_ML, subjects), People("magnesium", 300, MMOL_PER_L, subjects)
    brute = np.array([np.mean(met(*people, time)) for time in CANDIDATES])
    assert brute.max() > 0.02
    np.testing.assert_allclose(result.table["share"], brute, atol=1e-12)
    assert result.best.share >= brute.max()
    assert result.best.share == pytest.approx(np.mean(met(*people, result.best.dose_time_h)), abs=1e-12)
    good = brute >= result.best.share - 0.05
    inside = np.any([(begin <= CANDIDATES) & (end >= CANDIDATES) for begin, end in result.windows], axis=0)
    assert (inside == good).all()


def test_a_window_of_shares_ends_on_the_line_between_two_candidates():
    result = pk.best_timing(MECHANISM, goal=pk.peak_at(0), subjects=300)
    time, share = result.table["dose_time_h"], result.table["share"]
    for edge in result.windows[0]:
        assert np.interp(edge, time, share) == pytest.approx(result.best.share - 0.05, abs=1e-12)


def test_moved_doses_are_taken_at_the_candidate_exactly_and_others_in_their_windows():
    schedule, who = SCHEDULES["sleep-quality"], {"subjects": 300, "seed": 2}
    own, other = pk.level_at(0, 0.9), pk.level_at(1, 0.97, compound="magnesium")
    stated, exact = (
        pk.best_timing(schedule, goal=own, spread=spread, **who).table["share"]
        for spread in ("stated", "kinetics-only")
    )
    assert stated.equals(exact)
    curves = pk.simulate_population(schedule, step_min=1, **who).individuals(("sleep-quality", "magnesium"), 300)
    expected = np.mean(curves[5 * 60] >= 0.97 * curves.max(axis=0))
    found = pk.best_timing(schedule, goal=other, **who).table["share"]
    assert found.to_list() == pytest.approx([expected] * 55, abs=1e-12)
    assert pk.best_timing(schedule, goal=other, spread="kinetics-only", **who).table["share"][0] != expected


def test_the_same_seed_gives_the_same_answer():
    first, same, other = (pk.best_timing(MECHANISM, goal=pk.level_at(0), subjects=50, seed=seed) for seed in (1, 1, 2))
    assert first.table.equals(same.table)
    assert not first.table["share"].equals(other.table["share"])
