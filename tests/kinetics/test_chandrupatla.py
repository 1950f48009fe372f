import numpy as np
import pytest
from scipy.optimize.elementwise import find_root

from pksim.kinetics.chandrupatla import chandrupatla


def decays(s, rate, level):
    return np.exp(-rate * s) - level


@pytest.mark.parametrize("count", [1, 13, 4000])
def test_each_zero_is_that_of_scipy_to_the_last_bit(count):
    random = np.random.default_rng(count)
    rate, level = random.uniform(0.1, 5.0, count), random.uniform(1e-9, 0.999, count)
    low, high = -random.uniform(0.0, 1.0, count), random.uniform(250.0, 400.0, count)
    found = chandrupatla(decays, low, high, rate, level)
    np.testing.assert_array_equal(found, find_root(decays, (low, high), args=(rate, level)).x)
    np.testing.assert_allclose(found, -np.log(level) / rate, rtol=1e-12)


@pytest.mark.parametrize(
    "function",
    [
        lambda s, at: np.tanh(1e8 * (s - at)),
        lambda s, at: 1e-290 * (s - at) ** 3,
        lambda s, at: np.sign(s - at) * np.abs(s - at) ** 0.1,
    ],
    ids=["steep", "flat", "steepest where it is zero"],
)
def test_steep_and_flat_ones_too(function):
    at = np.linspace(-3.0, 3.0, 41)
    found = chandrupatla(function, -4.0, 5.0, at)
    np.testing.assert_array_equal(found, find_root(function, (-4.0, 5.0), args=(at,)).x)


def test_the_zeros_have_the_shape_of_the_bounds():
    level = np.array([[0.5, 0.1, 0.9], [0.2, 0.3, 0.4]])
    np.testing.assert_allclose(chandrupatla(decays, 0.0, 50.0, 1.0, level), -np.log(level), rtol=1e-13)
    assert chandrupatla(decays, np.empty(0), np.empty(0), 1.0, 0.5).shape == (0,)


def test_a_zero_at_a_bound_is_the_bound():
    at = np.array([1.0, 2.0])
    np.testing.assert_array_equal(chandrupatla(lambda s, at: s - at, 1.0, 2.0, at), at)


def test_numbers_of_what_is_searched_stay_whole():
    rates = np.array([1.0, 2.0, 4.0])
    found = chandrupatla(lambda s, which: np.exp(-rates[which] * s) - 0.5, np.zeros(3), np.full(3, 9.0), np.arange(3))
    np.testing.assert_allclose(found, np.log(2.0) / rates, rtol=1e-14)


def test_where_the_sign_does_not_change_it_is_the_bound_that_is_nearer():
    np.testing.assert_array_equal(chandrupatla(lambda s, at: s - at, 1.0, 2.0, np.array([0.9, 2.1, 1.5])), [1, 2, 1.5])
