"""The ODE solver against 50-digit arithmetic, and why it restarts at every event."""

import numpy as np
import pytest
from cases import KINDS, NIGHT, random_input, random_inputs, random_model
from reference import concentration, events
from scipy.integrate import solve_ivp

from pksim.errors import InputError
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment


def error_of_peak(model, inputs, times, subject=0, got=None, rows=None, **options):
    """Largest error of the ODE solver in some rows, over (a lower bound of) the height of the whole curve."""
    got = model.concentration(times, inputs, solver="ode", **options) if got is None else got
    rows = np.unique(np.linspace(0, len(times) - 1, 40).astype(int)) if rows is None else rows
    want = concentration(model, inputs, times[rows], subject)
    spread = np.ravel(events(inputs, subject)[:, np.newaxis] + np.append(0, np.logspace(-3, 3, 20)))
    peak = concentration(model, inputs, spread, subject).max()
    return np.abs(got[rows] - want).max() / peak


@pytest.mark.parametrize("seed", range(60))
def test_random_models_and_inputs(seed):
    rng = np.random.default_rng(seed)
    model, inputs = random_model(rng), random_inputs(rng, rng.integers(1, 6))
    assert error_of_peak(model, inputs, NIGHT) < 1e-8


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("ka", "ke"), [(1e3, 1e-3), (1e3, 10), (1e-3, 10), (0.5, 0.5)])
def test_stiff_and_slow_rates(ka, ke, kind):
    rng = np.random.default_rng(len(kind))
    inputs = [random_input(rng, kind) for _ in range(3)]
    assert error_of_peak(OneCompartment(ka, ke, 1.0), inputs, NIGHT) < 1e-8


@pytest.mark.parametrize("route", ["oral", "iv"])
@pytest.mark.parametrize("duration", [1 / 3600, 1 / 60])
def test_short_releases_far_apart(route, duration):
    inputs = [Input(amount_mg=5, time_h=time, duration_h=duration, route=route) for time in (-90.0, -0.51, 3.0)]
    for each in ([inputs[0]], [inputs[1]], inputs):
        assert error_of_peak(OneCompartment(1.8, 1.2, 1.0), each, NIGHT) < 1e-8


def test_several_depots_and_inputs_at_one_instant():
    inputs = [
        Input(amount_mg=5, time_h=-0.5, ka_per_h=ka, duration_h=duration)
        for ka in (None, 0.4, 7.0)
        for duration in (0.0, 1.0, 1.0)
    ]
    assert error_of_peak(OneCompartment(1.8, 1.2, 1.0, 0.15), inputs, NIGHT) < 1e-8


def test_value_at_an_event():
    inputs = [Input(amount_mg=100, time_h=-0.5, route="iv"), Input(amount_mg=8, time_h=2, route="iv")]
    got = OneCompartment(1.2, 0.3, 4.0).concentration([-0.51, -0.5, 2.0], inputs, solver="ode")
    np.testing.assert_allclose(got, [0, 25, 25 * np.exp(-0.75) + 2], rtol=1e-8)


def test_grid_ends_before_at_and_after_the_last_event():
    model, inputs = OneCompartment(1.2, 0.3, 4.0), [Input(amount_mg=1, time_h=time) for time in (-1.0, 2.0)]
    for end in (-2.0, -1.0, 0.0, 2.0, 5.0):
        times = np.linspace(-3, end, 20)
        assert error_of_peak(model, inputs, times) < 1e-8


def test_subjects_and_unsorted_times():
    rng = np.random.default_rng(1)
    model, inputs = random_model(rng, 3), random_inputs(rng, 3, subjects=3)
    times = rng.permutation(NIGHT)[:30]
    got = model.concentration(times, inputs, solver="ode")
    assert got.shape == (30, 3)
    for subject in range(3):
        assert error_of_peak(model, inputs, times, subject, got[:, subject]) < 1e-8


def test_events_a_rounding_apart():
    """0.1 + 0.2 is not 0.3: two inputs meant for one instant start 6e-17 h from each other."""
    inputs = [Input(amount_mg=100, time_h=0.1, lag_h=0.2), Input(amount_mg=100, time_h=0.3, duration_h=0.5)]
    assert error_of_peak(OneCompartment(1.2, 0.3, 10.0), inputs, NIGHT) < 1e-8


def test_release_shorter_than_a_rounding_of_the_clock():
    inputs = [Input(amount_mg=1, time_h=1.0, duration_h=1e-17)]
    assert error_of_peak(OneCompartment(1.2, 0.3, 10.0), inputs, NIGHT) < 1e-8


def test_no_times():
    assert OneCompartment(1.2, 0.3, 4.0).concentration([], Input(amount_mg=1, time_h=0), solver="ode").shape == (0,)


def test_no_inputs():
    np.testing.assert_array_equal(OneCompartment(1.2, 0.3, 4.0).concentration(NIGHT, [], solver="ode"), 0)


def test_tolerance_can_be_set():
    model = OneCompartment(1.8, 1.2, 1.0)
    inputs = [Input(amount_mg=5, time_h=-2.0), Input(amount_mg=5, time_h=0.0, duration_h=2)]
    errors = [error_of_peak(model, inputs, NIGHT, rtol=rtol) for rtol in (1e-3, 1e-6, 1e-9, 1e-12)]
    assert errors[0] > errors[1] > errors[2] > errors[3]
    assert errors[0] < 1e-2
    assert errors[3] < 1e-10


@pytest.mark.parametrize("rtol", [0, -1e-6, 1e-14, 0.5, np.nan, np.inf])
def test_wrong_tolerance(rtol):
    with pytest.raises(InputError, match=r"rtol is .*; it must be .*from 1e-13 to 0\.01"):
        OneCompartment(1.8, 1.2, 1.0).concentration(NIGHT, Input(amount_mg=1, time_h=0), solver="ode", rtol=rtol)


def test_a_naive_integration_misses_a_short_dose():
    """One minute's release after a calm stretch: solve_ivp at its default tolerance steps over it, silently."""
    ka, ke, start, duration, dose = 1.8, 1.2, 4.0, 1 / 60, 5.0

    def right_hand_side(t, state):
        gut, blood = state
        rate = dose / duration if start <= t < start + duration else 0.0
        return [rate - ka * gut, ka * gut - ke * blood]

    times = np.linspace(0, 12, 721)
    naive = solve_ivp(right_hand_side, (0, 12), [0.0, 0.0], t_eval=times)
    inputs = [Input(amount_mg=dose, time_h=start, duration_h=duration)]
    restarted = OneCompartment(ka, ke, 1.0).concentration(times, inputs, solver="ode")
    assert naive.success
    assert naive.y[1].max() == 0.0
    assert restarted.max() > 1.0
    assert error_of_peak(OneCompartment(ka, ke, 1.0), inputs, times, got=restarted) < 1e-8
