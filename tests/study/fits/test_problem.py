"""The slope of the loss against differences of the loss, in each way in which samples can be compared."""

from dataclasses import replace

import numpy as np
import pytest

from pksim.study.fits.curve import CL, HEIGHT, KA, KE, LAG, PHASE, RATIO, SIGMA, Doses, OwnLevel
from pksim.study.fits.problem import QUANTITIES, TMAX, VOLUME, Problem, Soft, loss, quantities

TIMES = np.array([[0.3, 0.9, 2.0, 5.0, 9.0, 14.0]])
LEVELS = np.array([[2.1, 4.4, 4.6, 2.7, 1.1, 1.0]])
AT = np.array([[0.1, -1.2, 1.1, -1.5, -1.1, 0.7, 3.0, -1.4]])
STEP = 1e-6
SOFT = Soft(np.linspace(-1, 1, QUANTITIES)[None], np.linspace(0.5, 3, QUANTITIES)[None])


def problem(free, **more):
    since = TIMES[..., None]
    doses = Doses(since, np.full(since.shape, 100.0), np.zeros(since.shape), np.zeros(since.shape, bool))
    return Problem(TIMES, LEVELS, np.ones_like(LEVELS), np.zeros_like(LEVELS), doses, np.array(free), **more)


BELOW = np.array([[0, 0, 0, 0, 0, 1.0]])
OWN = OwnLevel(0.01, 11.0)
PROBLEMS = {
    "least squares": problem([KA, KE, CL]),
    "weighted": replace(problem([KA, KE, CL]), weight=1 / LEVELS),
    "lag": problem([KA, KE, CL, LAG], with_lag=True),
    "equal rates": problem([KE, CL], with_equal_rates=True),
    "logarithms": replace(problem([KA, KE, CL], in_logs=True), measured=np.log(LEVELS)),
    "below the limit": replace(problem([KA, KE, CL, SIGMA]), censored=BELOW),
    "all that is known": replace(
        problem([KA, KE, CL, RATIO, HEIGHT, PHASE, SIGMA], in_logs=True, own=OWN, prior=SOFT), censored=BELOW
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("pin", [None, SOFT])
def test_the_slope_is_half_the_gradient(name, pin):
    asked = PROBLEMS[name]
    found = loss(asked, AT, pin)
    for i, place in enumerate(asked.free):
        ends = []
        for sign in (1, -1):
            moved = AT.copy()
            moved[0, place] += sign * STEP
            ends.append(loss(asked, moved, pin).pinned[0])
        assert 2 * found.slope[0, i] == pytest.approx((ends[0] - ends[1]) / (2 * STEP), rel=1e-5, abs=1e-5)


def test_what_pins_is_not_counted_as_loss():
    asked = PROBLEMS["least squares"]
    pinned = loss(asked, AT, SOFT)
    assert pinned.value == pytest.approx(loss(asked, AT).value)
    assert pinned.pinned > pinned.value


@pytest.mark.parametrize("apart", [3.0, 1e-3, 1e-5, 0.0, -1e-5, -1e-3, -3.0])
def test_volume_and_tmax_follow_from_the_parameters(apart):
    row = AT.copy()
    row[0, KA] = row[0, KE] + apart
    values, by = quantities(row)
    ke, cl = np.exp(row[0, [KE, CL]].astype(np.longdouble))
    assert values[0, VOLUME] == pytest.approx(float(np.log(cl / ke)))
    excess = np.expm1(np.longdouble(apart))
    tmax = 1 / ke if apart == 0 else np.longdouble(apart) / excess / ke
    assert values[0, TMAX] == pytest.approx(float(np.log(tmax)), rel=1e-9)
    for place in (KA, KE, CL):
        ends = []
        for sign in (1, -1):
            moved = row.copy()
            moved[0, place] += sign * 1e-3
            ends.append(quantities(moved)[0][0])
        assert by[0, [VOLUME, TMAX], place] == pytest.approx((ends[0] - ends[1])[[VOLUME, TMAX]] / 2e-3, abs=1e-6)
