import math

import numpy as np
import pytest
from scipy.optimize import brentq

from pksim.kinetics.brent import brent

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize("xtol", [1e-300, 1e-15, 1e-9])
@pytest.mark.parametrize("turn", range(40))
def test_it_is_that_of_scipy_to_the_last_bit(turn, xtol):
    a, k = RANDOM.uniform(-2, 2, 3), RANDOM.uniform(0.01, 3, 3)
    level = float(a @ np.exp(-k * RANDOM.uniform(0, 10)))

    def function(s):
        return float(a @ np.exp(-k * s)) - level

    low, high = 0.0, 10.0
    if function(low) * function(high) > 0:
        low, high = -20.0, 30.0
    if function(low) * function(high) > 0:
        with pytest.raises(ValueError, match="same sign"):
            brent(function, low, high, xtol=xtol)
        return
    assert brent(function, low, high, xtol=xtol) == brentq(function, low, high, xtol=xtol)


@pytest.mark.parametrize("function", [math.sin, lambda s: math.tanh(1e8 * (s - 3)), lambda s: 1e-290 * (s - 3) ** 3])
def test_steep_and_flat_ones_too(function):
    assert brent(function, 2.0, 4.0, xtol=1e-300) == brentq(function, 2.0, 4.0, xtol=1e-300)


def test_a_zero_at_a_bound_is_the_bound():
    assert brent(lambda s: s - 1, 1.0, 2.0, xtol=1e-300) == 1.0
    assert brent(lambda s: s - 2, 1.0, 2.0, xtol=1e-300) == 2.0
