"""Distributions over people, held against scipy's."""

import numpy as np
import pytest
from scipy import stats

from pksim.describe.compound.quantity import Quantity
from pksim.study.people.distributions import LogNormal, Triangular, people

SHARES = np.linspace(0, 1, 201)


@pytest.mark.parametrize("cap", [True, False])
def test_lognormal_against_scipy(cap):
    shares = SHARES[1:-1]
    whole = stats.lognorm(np.log(1.9), scale=50)
    if cap:
        expected = np.clip(whole.ppf(shares), 15, 80)
    else:
        expected = whole.ppf(whole.cdf(15) + shares * (whole.cdf(80) - whole.cdf(15)))
    np.testing.assert_allclose(LogNormal(50, 1.9, 15, 80, cap=cap).ppf(shares), expected, rtol=1e-10)


def test_a_lognormal_one_can_end_where_each_one_may():
    highest, shares = np.array([60.0, 75.0, 90.0]), np.array([0.1, 0.5, 0.9])
    found = LogNormal(50, 1.5, 15, highest).ppf(shares)
    for drawn, high, share in zip(found, highest, shares, strict=True):
        whole = stats.lognorm(np.log(1.5), scale=50)
        assert (whole.cdf(drawn) - whole.cdf(15)) / (whole.cdf(high) - whole.cdf(15)) == pytest.approx(share, rel=1e-12)
    assert LogNormal(50, 1.5, 15, highest).ppf(np.ones(3)) == pytest.approx(highest, rel=1e-12)
    assert LogNormal(50, 1.5, 15, highest).ppf(np.zeros(3)) == pytest.approx([15] * 3, rel=1e-12)


@pytest.mark.parametrize("mode", [1, 1.5, 2, 4])
def test_triangular_against_scipy(mode):
    expected = stats.triang((mode - 1) / 3, loc=1, scale=3).ppf(SHARES)
    np.testing.assert_allclose(Triangular(1, mode, 4).ppf(SHARES), expected, rtol=1e-12)


def quantity(**shape):
    return Quantity(value=2.0, low=1.0, high=4.0, unit="h", people=shape)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ({"shape": "uniform"}, stats.uniform(1, 3)),
        ({"shape": "triangular"}, stats.triang(1 / 3, loc=1, scale=3)),
        ({"shape": "lognormal", "gsd": 1.3}, stats.lognorm(np.log(1.3), scale=2)),
    ],
)
def test_a_quantity_of_the_library_is_distributed_as_its_table_says(shape, expected):
    shares = SHARES[1:-1]
    np.testing.assert_allclose(people(quantity(**shape)).ppf(shares), expected.ppf(shares), rtol=1e-10)


@pytest.mark.parametrize("beyond", ["cut", "cut-visible"])
@pytest.mark.parametrize("most", [None, 3.0])
def test_what_others_leave_ends_a_quantity_that_is_cut(beyond, most):
    drawn = people(quantity(shape="lognormal", gsd=2, beyond=beyond), most).ppf(SHARES)
    assert (drawn.min(), drawn.max()) == pytest.approx((1, most or 4), rel=1e-12)
    assert drawn.min() >= 1
    assert drawn.max() <= (most or 4)


def test_what_is_the_same_for_all_has_no_distribution():
    assert people(Quantity(value=2.0, unit="h")) is None
