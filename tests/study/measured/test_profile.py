from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from pksim.study.measured.profile import RULES, Profile

TIMES = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0])
LEVELS = np.array([0.0, 4.0, 9.0, 7.0, 7.0, 3.0, 0.5])
NONE_BELOW = np.zeros(len(TIMES), dtype=bool)


def of(times, levels, below=(), rule="linear up, log down", **how):
    flags = np.isin(np.arange(len(times)), below)
    return Profile.of(np.array(times, dtype=float), np.array(levels, dtype=float), flags, rule=rule, **how)


def joined(rule):
    """The curve that a rule draws through the points, as a function."""

    def at(t):
        i = min(int(np.searchsorted(TIMES, t, side="right")), len(TIMES) - 1)
        (t1, t2), (c1, c2) = TIMES[i - 1 : i + 1], LEVELS[i - 1 : i + 1]
        share = (t - t1) / (t2 - t1)
        if rule == "linear" or c2 >= c1:
            return c1 + share * (c2 - c1)
        return c1 * (c2 / c1) ** share

    return at


def integral(f):
    return sum(quad(f, a, b, epsabs=1e-12, epsrel=1e-12)[0] for a, b in pairwise(TIMES))


@pytest.mark.parametrize("rule", RULES)
def test_areas_and_moments_are_those_of_the_curve_that_the_rule_draws(rule):
    curve, found = joined(rule), Profile.of(TIMES, LEVELS, NONE_BELOW, rule=rule)
    assert found.areas.sum() == pytest.approx(integral(curve), rel=1e-11)
    assert found.moment == pytest.approx(integral(lambda t: t * curve(t)), rel=1e-11)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("level", [0.6, 2.0, 7.0, 8.9, 9.0, 20.0])
def test_the_time_above_a_level_is_that_of_the_curve_that_the_rule_draws(rule, level):
    fine = np.linspace(0, 12, 240_001)
    share = np.mean([joined(rule)(t) > level for t in fine])
    found = Profile.of(TIMES, LEVELS, NONE_BELOW, rule=rule).hours_above(level)
    assert found == pytest.approx(12 * share + (2.0 if level == 7.0 else 0.0), abs=2e-3)


def test_an_exponential_has_its_own_area_however_few_the_samples():
    times = np.array([0.0, 3.0, 20.0])
    found = of(times, 8 * np.exp(-0.2 * times))
    assert found.areas.sum() == pytest.approx(8 / 0.2 * (1 - np.exp(-4)), rel=1e-13)
    assert found.moment == pytest.approx(8 / 0.04 * (1 - 5 * np.exp(-4)), rel=1e-13)


def test_nearly_equal_levels_keep_their_digits():
    found = of([0, 1, 2], [5, 5, 5 * (1 - 1e-12)])
    assert found.areas.tolist() == pytest.approx([5.0, 5.0], rel=1e-11)
    assert found.moment == pytest.approx(10.0, rel=1e-11)


def test_what_is_below_the_limit_is_nothing_before_the_first_measured_and_not_used_after_it():
    found = of([0, 1, 2, 3, 4, 5, 6], [0.5, 0.5, 3, 0.5, 2, 0.5, np.nan], below=[0, 1, 3, 5, 6])
    assert found.times_h.tolist() == [0, 1, 2, 4]
    assert found.conc.tolist() == [0, 0, 3, 2]


def test_a_concentration_of_zero_counts_as_below_the_limit():
    found = of([0, 1, 2, 3, 4], [0, 3, 0, 2, 0])
    assert found.times_h.tolist() == [0, 1, 3]


def test_where_nothing_could_be_measured_there_is_no_point():
    assert of([0, 1, 2], [0.5, 0.5, 0.5], below=[0, 1, 2]).times_h.tolist() == []


def test_an_oral_dose_without_a_sample_of_its_time_starts_from_nothing():
    found = of([-0.5, 0.5, 1], [9, 3, 2])
    assert (found.times_h.tolist(), found.conc.tolist()) == ([0, 0.5, 1], [0, 3, 2])
    assert found.begins_unseen
    assert found.highest == 1


def test_a_sample_at_the_dose_is_used_as_it_is():
    found = of([0, 0.5, 1], [0.74, 3, 2])
    assert found.conc[0] == 0.74
    assert not found.begins_unseen


def test_a_bolus_starts_on_the_line_through_its_first_two_logarithms():
    found = of([0.25, 0.75, 2], 6 * np.exp(-1.3 * np.array([0.25, 0.75, 2])), bolus=True)
    assert found.conc[0] == pytest.approx(6.0, rel=1e-13)
    assert found.highest == 1


def test_a_bolus_whose_second_sample_is_no_lower_starts_from_the_first():
    assert of([0.25, 0.5, 1], [3, 4, 2], bolus=True).conc[0] == 3


def test_nothing_at_the_time_of_a_bolus_was_drawn_before_it():
    found = of([0, 0.5, 1], [0, 4, 2], bolus=True)
    assert found.conc[0] == pytest.approx(8.0, rel=1e-13)
