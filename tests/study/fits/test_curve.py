"""The curve of a fit against 50 digits, the ODE solver and the body's own, and its gradient against differences."""

import mpmath as mp
import numpy as np
import pytest

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.own_level import BodysOwn
from pksim.study.fits.curve import CL, HEIGHT, KA, KE, LAG, PHASE, RATIO, Doses, OwnLevel, predict

TIMES = np.array([0.0, 1e-3, 0.1, 0.5, 1.0, 3.0, 12.0, 40.0])
RATES = [(1.5, 0.1), (0.1, 1.5), (0.3, 0.3), (0.3, 0.3 * (1 + 1e-9)), (0.3, 0.30003), (900.0, 0.05), (1e-4, 2.0)]
PLACES = {"lag": LAG, "ratio": RATIO, "height": HEIGHT, "phase": PHASE}


def parameters(ka, ke, cl, **more):
    row = np.zeros((1, 8))
    row[0, [KA, KE, CL]] = np.log([ka, ke, cl])
    for name, value in more.items():
        row[0, PLACES[name]] = value
    return row


def doses(since, amount=100.0, duration=0.0, *, iv=False):
    since = np.asarray(since).reshape(1, len(since), -1)
    taken = np.where(since >= 0, amount, 0.0)
    return Doses(np.maximum(since, 0.0), taken, np.full(since.shape, duration), np.full(since.shape, iv))


def exact(log_ka, log_ke, log_cl, s):
    """Give an oral dose of 100 by the textbook's difference, which loses nothing with so many digits."""
    ka, ke, cl = mp.exp(log_ka), mp.exp(log_ke), mp.exp(log_cl)
    if ka == ke:
        return 100 * ke / cl * ka * s * mp.exp(-ka * s)
    return 100 * ke / cl * ka * (mp.exp(-ke * s) - mp.exp(-ka * s)) / (ka - ke)


@pytest.mark.parametrize(("ka", "ke"), RATES)
def test_an_oral_dose_and_its_gradient_agree_with_fifty_digits(ka, ke):
    row = parameters(ka, ke, 2.5)
    level, gradient = predict(row, doses(TIMES), TIMES[None], None)
    with mp.workdps(80):
        logs, step = [mp.mpf(float(row[0, place])) for place in (KA, KE, CL)], mp.mpf(10) ** -20
        scale = float(max(exact(*logs, mp.mpf(float(s))) for s in TIMES))
        for i, s in enumerate(map(mp.mpf, TIMES.tolist())):
            assert level[0, i] == pytest.approx(float(exact(*logs, s)), rel=1e-12, abs=1e-14 * scale)
            for j, place in enumerate((KA, KE, CL)):
                up, down = ([each + sign * step * (k == j) for k, each in enumerate(logs)] for sign in (1, -1))
                slope = float((exact(*up, s) - exact(*down, s)) / (2 * step))
                assert gradient[0, i, place] == pytest.approx(slope, rel=1e-11, abs=1e-13 * scale)


@pytest.mark.parametrize(("route", "duration"), [("oral", 0.0), ("iv", 0.0), ("iv", 2.0)])
def test_several_doses_agree_with_the_ode_solver(route, duration):
    taken, times = np.array([0.0, 6.0, 30.0]), np.array([0.5, 2.5, 7.0, 13.0, 31.0, 50.0])
    made = doses(times[:, None] - taken, 100.0, duration, iv=route == "iv")
    level, _ = predict(parameters(1.1, 0.2, 3.0), made, times[None], None)
    inputs = [Input(amount_mg=100, time_h=time, duration_h=duration, route=route) for time in taken]
    expected = OneCompartment(1.1, 0.2, 15.0).concentration(times, inputs, solver="ode", rtol=1e-10)
    assert level[0] == pytest.approx(expected, rel=1e-7)


def test_a_lag_agrees_with_the_ode_solver():
    times = np.array([0.2, 0.5, 1.0, 4.0])
    level, _ = predict(parameters(1.1, 0.2, 3.0, lag=np.log(0.4)), doses(times), times[None], None, with_lag=True)
    late = Input(amount_mg=100, time_h=0, lag_h=0.4)
    expected = OneCompartment(1.1, 0.2, 15.0).concentration(times, late, solver="ode", rtol=1e-10)
    assert level[0] == pytest.approx(expected, rel=1e-7, abs=1e-12)


def test_the_body_adds_its_own_and_saliva_has_a_part_of_both():
    times, own = np.array([-3.0, 0.5, 2.0, 6.0, 14.0]), OwnLevel(2e-6, 11.0)
    row = parameters(1.1, 0.9, 600.0, ratio=np.log(0.3), height=np.log(50e-6), phase=3.5)
    level, _ = predict(row, doses(times, 0.5), times[None], own)
    dosed = OneCompartment(1.1, 0.9, 600.0 / 0.9).concentration(times, Input(amount_mg=0.5, time_h=0))
    body = BodysOwn(2e-6, 50e-6, 11.0, 3.5).concentration(times)
    assert level[0] == pytest.approx(0.3 * (dosed + body), rel=1e-12)


@pytest.mark.parametrize(("iv", "duration"), [(False, 0.0), (True, 0.0), (True, 1.5)])
def test_the_gradient_is_that_of_the_curve(iv, duration):
    times, own = np.array([-2.0, 0.3, 0.9, 2.0, 6.0]), OwnLevel(2e-3, 11.0)
    row = parameters(1.1, 0.4, 3.0, lag=np.log(0.1), ratio=np.log(0.3), height=np.log(0.5), phase=2.5)
    made = doses(times, 100.0, duration, iv=iv)
    _, gradient = predict(row, made, times[None], own, with_lag=True)
    for place in (KA, KE, CL, LAG, RATIO, HEIGHT, PHASE):
        ends = []
        for sign in (1, -1):
            moved = row.copy()
            moved[0, place] += sign * 1e-5
            ends.append(predict(moved, made, times[None], own, with_lag=True).level[0])
        assert gradient[0, :, place] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-6, abs=1e-8)
