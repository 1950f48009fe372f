import numpy as np
import pytest
from scipy.stats import linregress

from pksim.study.measured.terminal import Terminal, last_line

TIMES = np.array([2.0, 4.0, 6.0, 9.0, 12.0, 24.0])
SCATTER = np.array([0.1, -0.08, 0.03, 0.05, -0.06, 0.02])
LEVELS = np.exp(2 - 0.1 * TIMES + SCATTER)


def test_the_line_is_that_of_least_squares():
    found, expected = Terminal.through(TIMES, LEVELS), linregress(TIMES, np.log(LEVELS))
    r2 = expected.rvalue**2
    assert found.rate_per_h == pytest.approx(-expected.slope, rel=1e-12)
    assert found.at_start == pytest.approx(np.exp(expected.intercept), rel=1e-12)
    assert found.adj_r2 == pytest.approx(1 - (1 - r2) * 5 / 4, rel=1e-12)
    assert (found.from_h, found.to_h, found.points) == (2, 24, 6)
    assert found.half_life_h == pytest.approx(np.log(2) / -expected.slope, rel=1e-12)
    assert found.at(np.array([10.0]))[0] == pytest.approx(np.exp(expected.intercept + 10 * expected.slope), rel=1e-12)


def adjusted(n):
    fit = linregress(TIMES[-n:], np.log(LEVELS[-n:]))
    return 1 - (1 - fit.rvalue**2) * (n - 1) / (n - 2)


@pytest.mark.parametrize("tolerance", [0.0, 1e-4, 0.005, 1.0])
def test_the_longest_line_is_taken_that_is_about_as_good_as_the_best(tolerance):
    best = max(map(adjusted, range(3, 7)))
    longest = max(n for n in range(3, 7) if adjusted(n) > best - tolerance or adjusted(n) == best)
    assert last_line(TIMES, LEVELS, least=3, tolerance=max(tolerance, 1e-15)).points == longest


def test_of_an_exact_exponential_all_points_are_used():
    found = last_line(TIMES, 5 * np.exp(-0.3 * TIMES), least=3, tolerance=1e-4)
    assert (found.points, found.rate_per_h) == (6, pytest.approx(0.3, rel=1e-12))


def test_a_line_has_at_least_so_many_points():
    assert last_line(TIMES[:3], LEVELS[:3], least=4, tolerance=1e-4) is None
    assert last_line(TIMES, LEVELS, least=5, tolerance=1e-9).points >= 5


def test_a_line_that_does_not_fall_is_none():
    assert last_line(TIMES, np.exp(0.1 * TIMES), least=3, tolerance=1e-4) is None


def test_a_falling_line_is_taken_although_a_rising_one_is_straighter():
    levels = np.array([8.0, 4.0, 1.0, 1.1, 1.21])
    found = last_line(np.arange(5.0), levels, least=3, tolerance=1e-4)
    assert found.points > 3
    assert found.rate_per_h > 0


def test_a_slope_may_be_none_where_its_interval_holds_nothing():
    t = np.array([8.0, 12.0, 24.0])
    assert not Terminal.through(t, np.array([4.0, 2.7, 0.9])).may_be_level
    scattered = np.array([4.0, 3.0, 3.4])
    slope = linregress(t, np.log(scattered))
    assert abs(slope.slope) < 12.706 * slope.stderr
    assert Terminal.through(t, scattered).may_be_level
