"""The closed forms against mpmath: full double precision, whatever the arguments."""

import itertools

import mpmath as mp
import numpy as np
import pytest

from pksim.kinetics.propagators import decay, divided_difference, held_back, passed_on, transfer

RATES = [1e-3, 0.1, 1 / 3, 1.0, 2.0, np.nextafter(2.0, 3), 2.0000001, 10.0, 1e3]
ELAPSED = [1e-12, 1e-6, 1 / 60, 0.5, 1.0, 3.7, 60.0]
SPREAD = [1e-150, 1e-16, 1e-8, 0.01, 0.3, 1.0, 1.999, 2.0, np.nextafter(2.0, 3), 2.001, 3.0, 7.0, 30.0, 200.0, 1e3, 1e6]


@pytest.fixture(autouse=True)
def many_digits():
    with mp.workdps(400):
        yield


def error(got, want):
    return float(abs(mp.mpf(float(got)) - want) / want)


def bateman(s, ka, ke):
    s, ka, ke = mp.mpf(s), mp.mpf(ka), mp.mpf(ke)
    return ka * s * mp.exp(-ke * s) if ka == ke else ka / (ka - ke) * (mp.exp(-ke * s) - mp.exp(-ka * s))


def second_difference(p, q):
    """f[0, -p, -q] by its definition."""
    p, q = mp.mpf(p), mp.mpf(q)
    if p == q:
        return (1 - mp.exp(-p) - p * mp.exp(-p)) / p**2
    return ((1 - mp.exp(-p)) / p - (mp.exp(-p) - mp.exp(-q)) / (q - p)) / q


@pytest.mark.parametrize(("p", "q"), list(itertools.product(SPREAD, SPREAD)))
def test_divided_difference(p, q):
    want = second_difference(p, q)
    assert error(divided_difference(np.float64(p), np.float64(q)), want) < 2e-15


@pytest.mark.parametrize("p", [1e-9, 0.1, 1.9, 2.1, 20.0])
def test_divided_difference_of_nearly_equal_arguments(p):
    for k in range(1, 17):
        q = p * (1 + 10.0**-k)
        assert error(divided_difference(np.float64(p), np.float64(q)), second_difference(p, q)) < 2e-15


def test_divided_difference_everywhere():
    rng = np.random.default_rng(0)
    p, q = np.concatenate([10 ** rng.uniform(-6, 3, (2, 300)), rng.uniform(0, 4, (2, 300))], axis=1)
    got = divided_difference(p, q)
    assert max(error(*each) for each in zip(got, map(second_difference, p, q), strict=True)) < 2e-15


def test_divided_difference_at_zero():
    assert divided_difference(np.float64(0), np.float64(0)) == 0.5
    assert error(divided_difference(np.float64(0), np.float64(3)), (2 + mp.exp(-3)) / 9) < 2e-15


@pytest.mark.parametrize(("ka", "ke"), list(itertools.product(RATES, RATES)))
def test_transfer(ka, ke):
    for s in ELAPSED:
        want = bateman(s, ka, ke)
        allowed = 2e-15 + 2e-16 * min(ka, ke) * s
        if want > 1e-290:
            assert error(transfer(np.float64(s), np.float64(ka), np.float64(ke)), want) < allowed


@pytest.mark.parametrize("k", range(1, 17))
def test_transfer_of_nearly_equal_rates(k):
    for sign in (-1, 1):
        ka = 0.7 * (1 + sign * 10.0**-k)
        assert error(transfer(np.float64(3), np.float64(ka), np.float64(0.7)), bateman(3, ka, 0.7)) < 2e-15


@pytest.mark.parametrize(("ka", "ke"), list(itertools.product(RATES, RATES)))
def test_passed_on(ka, ke):
    for s in ELAPSED:
        want = ka * mp.mpf(s) * second_difference(mp.mpf(ka) * mp.mpf(s), mp.mpf(ke) * mp.mpf(s))
        assert error(passed_on(np.float64(s), np.float64(ka), np.float64(ke)), want) < 3e-15


def test_passed_on_is_the_mean_of_transfer():
    """What a release has left in the blood is the mean of what boluses spread over it would have left."""
    for ka, ke in ((3.0, 0.2), (0.2, 3.0), (0.7, 0.7)):
        mean = mp.quad(lambda s, ka=ka, ke=ke: bateman(s, ka, ke), [0, 2.5]) / 2.5
        assert error(passed_on(np.float64(2.5), np.float64(ka), np.float64(ke)), mean) < 3e-15


@pytest.mark.parametrize("rate", RATES)
def test_held_back_and_decay(rate):
    for s in ELAPSED:
        exponent = mp.mpf(rate) * mp.mpf(s)
        assert error(held_back(np.float64(s), np.float64(rate)), -mp.expm1(-exponent) / exponent) < 2e-15
        if exponent < 650:
            assert error(decay(np.float64(s), np.float64(rate)), mp.exp(-exponent)) < 2e-16 * (2 + float(exponent))


def test_nothing_has_happened_yet():
    zero, rate = np.float64(0), np.float64(3)
    assert decay(zero, rate) == 1
    assert held_back(zero, rate) == 1
    assert transfer(zero, rate, rate) == 0
    assert passed_on(zero, rate, rate) == 0


def test_broadcast():
    s, ka, ke = np.ones((4, 1)), np.full(3, 2.0), np.full(3, 0.5)
    for value in (transfer(s, ka, ke), passed_on(s, ka, ke), held_back(s, ka), decay(s, ka)):
        assert value.shape == (4, 3)
