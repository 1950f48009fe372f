"""What must hold for any model and any inputs, without knowing the answer."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import events, gauss, graded

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment

seeded = settings(
    derandomize=True, deadline=None, max_examples=60, database=None, suppress_health_check=[HealthCheck.too_slow]
)
TIMES = np.concatenate([np.arange(-300, 300) / 60, np.arange(5, 30, 0.7)])


def log_floats(low, high):
    return st.floats(math.log(low), math.log(high)).map(math.exp)


ke = log_floats(1e-3, 10)
ka = log_floats(1e-3, 1e3)


@st.composite
def models(draw):
    ke_per_h = draw(ke)
    near = st.floats(-1e-2, 1e-2).map(lambda difference: ke_per_h * (1 + difference))
    ka_per_h = draw(st.one_of(ka, st.just(ke_per_h), near))
    return OneCompartment(ka_per_h, ke_per_h, draw(log_floats(1e-3, 1e3)), draw(st.floats(0.01, 1)))


@st.composite
def single_inputs(draw):
    route = draw(st.sampled_from(["oral", "iv"]))
    return Input(
        amount_mg=draw(log_floats(1e-2, 1e3)),
        time_h=draw(st.floats(-6, 4)),
        duration_h=draw(st.one_of(st.just(0.0), log_floats(1e-2, 5))),
        lag_h=draw(st.one_of(st.just(0.0), st.floats(0, 2))),
        route=route,
        ka_per_h=draw(st.one_of(st.none(), ka)) if route == "oral" else None,
    )


several = st.lists(single_inputs(), min_size=1, max_size=5)


def altered(each, **changes):
    return Input(**{**vars(each), **changes})


def close(got, want, rtol=1e-12):
    np.testing.assert_allclose(got, want, rtol=rtol, atol=1e-250)


@seeded
@given(models(), several, log_floats(1e-3, 1e3))
def test_linear_in_dose(model, inputs, factor):
    scaled = [altered(each, amount_mg=factor * each.amount_mg) for each in inputs]
    close(model.concentration(TIMES, scaled), factor * model.concentration(TIMES, inputs))


@seeded
@given(models(), several)
def test_superposition(model, inputs):
    one_by_one = sum(model.concentration(TIMES, each) for each in inputs)
    close(model.concentration(TIMES, inputs), one_by_one)


@seeded
@given(models(), several, st.integers(-40, 40))
def test_shift_in_time(model, inputs, quarters):
    """Shifted by quarters of an hour, from a grid of 1/64 h, so that every number stays exact."""
    grid, shift = np.arange(-320, 640) / 64, quarters / 4
    inputs = [altered(each, time_h=round(each.time_h * 64) / 64, lag_h=round(each.lag_h * 64) / 64) for each in inputs]
    later = [altered(each, time_h=each.time_h + shift) for each in inputs]
    close(model.concentration(grid + shift, later), model.concentration(grid, inputs))


@seeded
@given(models(), several)
def test_lag_is_a_later_time(model, inputs):
    at_once = [altered(each, time_h=each.time_h + each.lag_h, lag_h=0) for each in inputs]
    after_all = np.linspace(7, 30, 50)
    close(model.concentration(after_all, inputs), model.concentration(after_all, at_once))


@seeded
@given(models(), several)
def test_never_negative_and_zero_only_before(model, inputs):
    got = model.concentration(TIMES, inputs)
    first = events(inputs)[0]
    assert (got >= 0).all()
    assert (got[first - 1e-12 > TIMES] == 0).all()
    assert (got[(first + 1e-3 < TIMES) & (first + 20 > TIMES)] > 0).all()


@seeded
@given(models(), several)
def test_mass_balance(model, inputs):
    """What is cleared in the end is what was absorbed: AUC = F·D/CL, by quadrature of order 60."""
    starts = events(inputs)
    own = [each.ka_per_h for each in inputs if each.ka_per_h is not None]
    slowest = min([model.ke_per_h, model.ka_per_h, *own])
    nodes, weights = gauss(graded(starts, starts[-1] + 50 / slowest))
    absorbed = sum(each.amount_mg * (1 if each.route == "iv" else model.bioavailability) for each in inputs)
    auc = weights @ model.concentration(nodes, inputs)
    assert auc == pytest.approx(absorbed / (model.ke_per_h * model.volume_l), rel=1e-10, abs=0)


@seeded
@given(models(), single_inputs())
def test_peak_of_a_single_dose(model, dose):
    """Cmax = F·D/V·e^(-ke·tmax), and nothing around tmax is higher."""
    dose = altered(dose, time_h=0.0, lag_h=0.0, duration_h=0.0, route="oral", ka_per_h=None)
    ratio = model.ka_per_h / model.ke_per_h
    tmax = (math.log(ratio) / (ratio - 1) if abs(ratio - 1) > 1e-6 else 1 - (ratio - 1) / 2) / model.ke_per_h
    cmax = model.bioavailability * dose.amount_mg / model.volume_l * math.exp(-model.ke_per_h * tmax)
    around = model.concentration(tmax * np.array([0.5, 0.99, 1.0, 1.01, 2.0]), dose)
    assert around[2] == pytest.approx(cmax, rel=1e-9, abs=0)
    assert around.argmax() == 2
    assert model.tmax_h == pytest.approx(tmax, rel=1e-9, abs=0)
    assert model.cmax_mg_l(dose.amount_mg) == pytest.approx(cmax, rel=1e-9, abs=0)


@seeded
@given(models(), several)
def test_flip_flop_twin(model, inputs):
    """Swapping ka and ke gives the very same curve when the volume is V·ke/ka.

    C = F·D·ka/(V·(ka - ke))·(e^(-ke·t) - e^(-ka·t)) only changes its first factor to F·D·ke/(V'·(ka - ke)).
    """
    inputs = [altered(each, route="oral", ka_per_h=None) for each in inputs]
    twin_volume = model.volume_l * model.ke_per_h / model.ka_per_h
    twin = OneCompartment(model.ke_per_h, model.ka_per_h, twin_volume, model.bioavailability)
    close(twin.concentration(TIMES, inputs), model.concentration(TIMES, inputs))
    assert twin.tmax_h == pytest.approx(model.tmax_h, rel=1e-12, abs=0)
    assert twin.terminal_half_life_h == pytest.approx(model.terminal_half_life_h, rel=1e-15, abs=0)
    assert twin.is_flip_flop != model.is_flip_flop or model.ka_per_h == model.ke_per_h


@seeded
@given(models(), single_inputs(), st.integers(2, 5))
def test_a_dose_is_the_sum_of_its_parts(model, dose, parts):
    """A release cut into consecutive shorter ones, a bolus into simultaneous ones."""
    duration, amount = dose.duration_h / parts, dose.amount_mg / parts
    cut = [altered(dose, amount_mg=amount, duration_h=duration, lag_h=dose.lag_h + k * duration) for k in range(parts)]
    after_all = np.linspace(11.5, 30, 50)
    close(model.concentration(after_all, cut), model.concentration(after_all, dose))


@seeded
@given(models(), single_inputs())
def test_a_short_release_is_almost_a_bolus(model, dose):
    bolus, short = altered(dose, duration_h=0.0), altered(dose, duration_h=1e-9)
    after_all = np.linspace(6.5, 20, 30)
    close(model.concentration(after_all, short), model.concentration(after_all, bolus), rtol=1e-6)
