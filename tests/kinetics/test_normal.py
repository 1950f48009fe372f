import mpmath
import numpy as np
import pytest
from scipy.special import ndtri

from pksim.kinetics.normal import normal_quantile

EDGES = [1e-17, 1.388e-11, 1.389e-11, 1e-5, 0.0749999, 0.075, 0.0750001, 0.2, 0.7, 0.9249999, 0.925, 0.99999, 1 - 1e-16]


@pytest.mark.parametrize("share", EDGES)
def test_it_is_where_mpmath_has_it(share):
    with mpmath.workdps(50):
        expected = float(mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(share) - 1))
    assert normal_quantile(np.array([share]))[0] == pytest.approx(expected, rel=2e-15)


def test_of_many_it_is_that_of_scipy():
    shares = np.random.default_rng(3).random((50, 2000))
    np.testing.assert_allclose(normal_quantile(shares), ndtri(shares), rtol=4e-15)
    tiny = 10.0 ** -np.arange(20.0, 308.0)
    np.testing.assert_allclose(normal_quantile(tiny), ndtri(tiny), rtol=4e-15)


def test_a_half_is_at_0_and_what_is_no_share_nowhere():
    found = normal_quantile(np.array([0.5, 0.0, 1.0, -0.1, 1.1, np.nan]))
    np.testing.assert_array_equal(found, [0.0, -np.inf, np.inf, np.nan, np.nan, np.nan])
    assert normal_quantile(np.float64(0.5)).shape == ()
