"""A curve prepared once: the same numbers as the model's, and its gradient against 50-digit differences."""

import mpmath as mp
import numpy as np
import pytest
from cases import NIGHT, log_uniform

from pksim.errors import InputError
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.sampled import SampledCurve

TIMES = np.array([-1.0, 0.0, 1e-6, 0.01, 0.5, 2.0, 1.0, 7.9])
INPUTS = [
    Input(amount_mg=3.0, time_h=0.0),
    Input(amount_mg=2.0, time_h=1.0, lag_h=0.3, bioavailability=0.4),
    Input(amount_mg=1.0, time_h=-0.5, route="iv"),
    Input(amount_mg=4.0, time_h=0.2, ka_per_h=0.7),
]
NEAR = [0.0, 1e-12, 1e-5, 9e-4, 1.1e-3, 0.1]
RATES = [
    (1.5, 1.2),
    (0.2, 3.0),
    (40.0, 0.01),
    *((1.2 * (1 + d), 1.2) for d in NEAR),
    *((1.2, 1.2 * (1 + d)) for d in NEAR),
]


def rates_of(seed):
    rng = np.random.default_rng([11, seed])
    return log_uniform(rng, 1e-2, 10), log_uniform(rng, 1e-2, 10), log_uniform(rng, 1, 1e3)


@pytest.mark.parametrize("seed", range(10))
def test_the_same_as_the_model(seed):
    ka, ke, volume = map(float, rates_of(seed))
    inputs = [
        *INPUTS,
        Input(amount_mg=2.0, time_h=0.5, duration_h=1.5),
        Input(amount_mg=1.0, time_h=2.0, duration_h=0.5, route="iv"),
    ]
    for times in (NIGHT, TIMES):
        curve = SampledCurve.of(times, inputs)
        want = OneCompartment(ka, ke, volume).concentration(times, inputs)
        np.testing.assert_allclose(curve.concentration(ka, ke, volume), want, rtol=1e-14)


@pytest.mark.parametrize(("ka", "ke"), RATES)
def test_gradient(ka, ke):
    level, gradient = SampledCurve.of(TIMES, INPUTS).with_gradient(ka, ke, 50.0)
    np.testing.assert_allclose(level, OneCompartment(ka, ke, 50.0).concentration(TIMES, INPUTS), rtol=1e-10, atol=1e-14)
    at = {"ka_per_h": ka, "ke_per_h": ke, "volume_l": 50.0}
    for row, name in zip(gradient, at, strict=True):
        want = np.array([derivative(at, name, time) for time in TIMES])
        np.testing.assert_allclose(row, want, rtol=1e-10, atol=2e-12 * np.abs(want).max())


def derivative(at, name, time_h):
    """Central difference of the textbook's sum in 120 digits; equal rates a hair apart."""

    def level(step):
        ka, ke, volume = (mp.mpf(value) + (step if each == name else 0) for each, value in at.items())
        total = mp.mpf(0)
        for each in INPUTS:
            since = mp.mpf(time_h) - mp.mpf(each.time_h) - mp.mpf(each.lag_h)
            if since < 0:
                continue
            if each.route == "iv":
                total += each.amount_mg / volume * mp.exp(-ke * since)
                continue
            own = mp.mpf(each.ka_per_h) if each.ka_per_h else ka + mp.mpf(10) ** -40
            dose = mp.mpf(each.bioavailability or 1.0) * each.amount_mg / volume
            total += dose * own * (mp.exp(-ke * since) - mp.exp(-own * since)) / (own - ke)
        return total

    with mp.workdps(120):
        step = mp.mpf(10) ** -20
        return float((level(step) - level(-step)) / (2 * step))


def test_an_input_without_a_gut_of_the_models_has_no_slope_by_ka():
    only_own = [INPUTS[2], INPUTS[3]]
    _, gradient = SampledCurve.of(NIGHT, only_own).with_gradient(1.5, 1.2, 50.0)
    assert (gradient[0] == 0).all()
    assert gradient[1].any()


@pytest.mark.parametrize(
    ("times", "inputs", "message"),
    [
        ([0.0, np.nan], INPUTS, "times_h"),
        ([0.0], [], "there are no inputs"),
        ([0.0], [Input(amount_mg=[1.0, 2.0], time_h=0)], "an input has an array"),
        ([0.0], "a tablet", "inputs is 'a tablet'"),
    ],
)
def test_what_cannot_be_prepared(times, inputs, message):
    with pytest.raises(InputError, match=message):
        SampledCurve.of(times, inputs)


@pytest.mark.parametrize("name", ["ka_per_h", "ke_per_h", "volume_l"])
@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf, 1e100])
def test_numbers_that_no_model_has(name, value):
    curve = SampledCurve.of(NIGHT, INPUTS)
    given = {"ka_per_h": 1.5, "ke_per_h": 1.2, "volume_l": 50.0, name: value}
    for ask in (curve.concentration, curve.with_gradient):
        with pytest.raises(InputError, match=f"{name} is "):
            ask(**given)


def test_no_gradient_of_what_takes_time():
    curve = SampledCurve.of(NIGHT, Input(amount_mg=1, time_h=0, duration_h=1))
    with pytest.raises(InputError, match="takes time to enter"):
        curve.with_gradient(1.5, 1.2, 50.0)
