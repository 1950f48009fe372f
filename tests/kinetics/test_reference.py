"""The reference itself: it has 50 digits left after cancellation, and it is the solution of the equations."""

import mpmath as mp
import numpy as np
import pytest
from cases import random_inputs, random_model
from reference import DIGITS, events, precise, precise_slope

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment

NEARLY_EQUAL = OneCompartment(0.1 * (1 + 1e-16), 0.1, 1.0), OneCompartment(np.nextafter(0.1, 1), 0.1, 1.0)


@pytest.mark.parametrize("seed", range(10))
def test_has_fifty_digits_after_cancellation(seed):
    rng = np.random.default_rng(seed)
    model, inputs = random_model(rng), random_inputs(rng, 4)
    _expect_fifty_digits(model, inputs, [*rng.uniform(-5, 20, 10), *(events(inputs) + 1e-9), 400.0])


@pytest.mark.parametrize("model", NEARLY_EQUAL)
@pytest.mark.parametrize("duration", [0.0, 1e-3, 2.0])
def test_has_fifty_digits_near_equal_rates(model, duration):
    _expect_fifty_digits(model, [Input(amount_mg=1, time_h=0, duration_h=duration)], [1e-6, 1.0, 1500.0])


def _expect_fifty_digits(model, inputs, times):
    for time in times:
        less, more = (precise(model, inputs, time, digits=digits) for digits in (DIGITS, 300))
        assert abs(less - more) <= abs(more) * mp.mpf(10) ** -50


@pytest.mark.parametrize("route", ["oral", "iv"])
@pytest.mark.parametrize("ka", [0.3, 0.7, 20.0])
@pytest.mark.parametrize("time", [0.8, 3.0])
def test_release_is_the_integral_of_boluses(route, ka, time):
    model = OneCompartment(ka, 0.7, 3.0, 0.5)
    released = precise(model, [Input(amount_mg=5, time_h=0, duration_h=1.5, route=route)], time)
    bolus = [Input(amount_mg=5, time_h=0, route=route)]
    mean = mp.quad(lambda u: precise(model, bolus, time - u, digits=30), [0, min(time, 1.5)]) / 1.5
    assert mp.almosteq(released, mean, rel_eps=1e-14)


@pytest.mark.parametrize("ka", [0.3, 0.7, 20.0])
@pytest.mark.parametrize("duration", [0.0, 1.5])
@pytest.mark.parametrize("route", ["oral", "iv"])
def test_solves_the_equation_of_the_blood(ka, duration, route):
    """Its slope is the numerical derivative; the absorbed rate less what is cleared, with the gut solved by hand."""
    model = OneCompartment(ka, 0.7, 2.0)
    inputs, time = [Input(amount_mg=4, time_h=0, duration_h=duration, route=route)], 1.0
    slope = precise_slope(model, inputs, time)
    assert mp.almosteq(slope, mp.diff(lambda t: precise(model, inputs, t), time), rel_eps=1e-12)
    if route == "iv":
        entering = 2 / mp.mpf(duration) if duration else 0
    else:
        gut = 2 * (-mp.expm1(-ka * time) / (ka * duration) if duration else mp.exp(-ka * time))
        entering = ka * gut
    assert mp.almosteq(slope, entering - mp.mpf(0.7) * precise(model, inputs, time), rel_eps=1e-12)
