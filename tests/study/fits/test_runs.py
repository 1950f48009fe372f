"""Runs of residuals against all orders of their signs."""

from itertools import pairwise, permutations

import numpy as np
import pytest

from pksim.study.fits.runs import Runs, runs_of, too_few


def count(signs):
    return 1 + sum(a != b for a, b in pairwise(signs))


@pytest.mark.parametrize(("above", "below"), [(1, 1), (2, 3), (4, 3), (5, 1)])
def test_the_chance_is_that_over_all_orders(above, below):
    orders = [count(order) for order in set(permutations("+" * above + "-" * below))]
    for many in range(2, above + below + 1):
        expected = np.mean([each <= many for each in orders])
        assert Runs(many, above, below).chance == pytest.approx(expected)
    assert Runs(2, above, below).expected == pytest.approx((np.mean(orders), np.var(orders)))


def test_what_lies_on_the_curve_is_on_neither_side():
    assert runs_of(np.array([0.0, 1.0, 2.0, 1e-15, 3.0, -1.0, -2.0, 4.0])) == Runs(3, 4, 2)
    assert runs_of(np.zeros(4)) == Runs(0, 0, 0)


def test_signs_that_seldom_change_are_far_from_chance_together():
    assert too_few([Runs(2, 5, 5)] * 6) > 5
    assert abs(too_few([Runs(6, 5, 5)] * 6)) < 1e-9
    assert too_few([Runs(1, 5, 0)]) == 0.0
