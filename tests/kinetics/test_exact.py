"""The exact solver against 50-digit arithmetic: relative error below 1e-12 wherever the blood holds anything."""

import itertools

import numpy as np
import pytest
from cases import GRIDS, KINDS, NIGHT, check, fourteen_nights, random_input, random_inputs, random_model

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("seed", range(20))
def test_random_models_and_inputs(seed, grid):
    rng = np.random.default_rng([seed, len(grid)])
    model, inputs = random_model(rng), random_inputs(rng, rng.integers(1, 7))
    check(model, inputs, GRIDS[grid])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lag", [False, True])
@pytest.mark.parametrize(("ke", "ka"), list(itertools.product([1e-3, 0.1, 10.0], [1e-3, 1.0, 1e3])))
def test_corners_of_the_domain(ke, ka, kind, lag):
    rng = np.random.default_rng(5)
    model = OneCompartment(ka, ke, 1.0)
    check(model, [random_input(rng, kind, lag=lag) for _ in range(3)], NIGHT)


@pytest.mark.parametrize("difference", [0.0, *(sign * 10.0**-k for k in range(2, 17) for sign in (-1, 1))])
@pytest.mark.parametrize("duration", [0.0, 1 / 60, 3.0])
def test_equal_and_nearly_equal_rates(difference, duration):
    ke = 35 / 60
    model = OneCompartment(ke * (1 + difference), ke, 70.0)
    inputs = [Input(amount_mg=1, time_h=time, duration_h=duration, lag_h=0.1) for time in (-3.01, 0.0)]
    check(model, inputs, NIGHT)


def test_neighbouring_floats_as_rates():
    for ka in (np.nextafter(2.0, 0), np.nextafter(2.0, 3)):
        check(OneCompartment(ka, 2.0, 1.0), [Input(amount_mg=1, time_h=0, duration_h=d) for d in (0, 1)], NIGHT)


@pytest.mark.parametrize("volume", [1e-6, 1.0, 1e6])
def test_volumes(volume):
    check(OneCompartment(1.2, 0.3, volume), [Input(amount_mg=1e-3, time_h=-1, duration_h=d) for d in (0, 0.7)], NIGHT)


def test_shortest_release_and_longest():
    inputs = [
        Input(amount_mg=1, time_h=time, duration_h=duration, route=route)
        for duration, time in ((1e-9, -3.0), (1 / 3600, 0.51), (1 / 60, 2.0), (1e5, -7.0))
        for route in ("oral", "iv")
    ]
    for each in inputs:
        check(OneCompartment(900.0, 9.0, 1.0), [each], NIGHT)
    check(OneCompartment(900.0, 9.0, 1.0), inputs, NIGHT)


def test_several_inputs_at_one_instant():
    at_once = [random_input(np.random.default_rng(3), kind, lag=False) for kind in KINDS]
    inputs = [Input(**{**vars(each), "time_h": -0.5}) for each in [*at_once, *at_once]]
    check(OneCompartment(1.2, 0.3, 1.0), inputs, NIGHT)


def test_steps_after_which_nothing_is_left():
    """A grid step so long that its propagators underflow."""
    inputs = [Input(amount_mg=1, time_h=0, duration_h=150), Input(amount_mg=1, time_h=1, ka_per_h=1e-3)]
    check(OneCompartment(1e3, 10.0, 1.0), inputs, np.arange(40) * 80.0)
    check(OneCompartment(9.0, 10.0, 1.0), inputs[:1], np.arange(20) * 80.0)


def test_seconds_after_a_dose():
    """The relative error then is that of the time since the dose, lag included."""
    inputs = [Input(amount_mg=1, time_h=0.1, lag_h=0.2), Input(amount_mg=1, time_h=7.1, lag_h=0.7, duration_h=0.1)]
    times = np.unique(np.concatenate([event + np.logspace(-14, -2, 25) for event in (0.1 + 0.2, 7.1 + 0.7)]))
    check(OneCompartment(900.0, 0.3, 1.0), inputs, times, rows=np.arange(times.size))


@pytest.mark.parametrize("kind", [{}, {"duration_h": 0.5}, {"duration_h": 0.5, "route": "iv"}])
@pytest.mark.parametrize(("time", "lag"), [(4.3, 0.1), (4.8, 1 / 3), (3.6, 1.6044443245963151)])
def test_a_grid_time_at_a_start_that_was_rounded_down_is_before_it(kind, time, lag):
    """What the sum lost counts at the next grid time, a few roundings later or a minute."""
    inputs = [Input(amount_mg=1, time_h=time, lag_h=lag, **kind)]
    start = time + lag
    for later in (np.spacing(start), 1e-12, 1e-9, 1 / 60):
        check(OneCompartment(5.0, 0.3, 4.0), inputs, start + later * np.arange(4), rows=np.arange(4))


def test_a_bolus_into_the_blood_is_there_at_the_rounded_sum():
    model, bolus = OneCompartment(1.2, 0.3, 4.0), Input(amount_mg=100, time_h=4.3, lag_h=0.1, route="iv")
    assert model.concentration([4.3 + 0.1, 5.4], bolus) == pytest.approx([25, 25 * np.exp(-0.3)], rel=1e-14)


def test_exactly_zero_before_the_first_dose():
    rng = np.random.default_rng(2)
    inputs = [random_input(rng, kind) for kind in KINDS]
    inputs = [Input(**{**vars(each), "time_h": 1.0}) for each in inputs]
    got = OneCompartment(1.2, 0.3, 1.0).concentration(NIGHT, inputs)
    assert (got[NIGHT < 1] == 0).all()
    assert (got[NIGHT > 3.01] > 0).all()


def test_value_at_an_intravenous_bolus_is_the_one_just_after():
    model = OneCompartment(1.2, 0.3, 4.0)
    inputs = [Input(amount_mg=100, time_h=-0.5, route="iv"), Input(amount_mg=20, time_h=1, lag_h=0.5, route="iv")]
    got = model.concentration([-0.5 - 1e-9, -0.5, 1.5], inputs)
    np.testing.assert_allclose(got, [0, 25, 25 * np.exp(-0.6) + 5], rtol=1e-14)


def test_release_starts_and_ends_on_grid_times():
    for route in ("oral", "iv"):
        check(OneCompartment(5, 0.3, 4), [Input(amount_mg=1, time_h=-0.5, duration_h=1, route=route)], NIGHT)
        check(OneCompartment(5, 0.3, 4), [Input(amount_mg=1, time_h=-9, duration_h=5, route=route)], NIGHT)
        check(OneCompartment(5, 0.3, 4), [Input(amount_mg=1, time_h=7, duration_h=50, route=route)], NIGHT)


@pytest.mark.parametrize(("ka", "ke"), [(1.8, 1.2), (1e3, 10), (1e-3, 10), (1e3, 1e-3), (5.0, 5.0)])
def test_fourteen_nights_of_minutes(ka, ke):
    check(OneCompartment(ka, ke, 1.0), fourteen_nights(), np.arange(14 * 1440) / 60 - 4)


@pytest.mark.parametrize("subjects", [None, 2])
def test_fourteen_nights_of_releases_and_of_subjects(subjects):
    """At 300 h the clock itself reads in steps of 6e-14 h, 3e-12 of a minute, so a little is lost there."""
    inputs, model = fourteen_nights(1 / 60, subjects), OneCompartment(1.8, 1.2, 1.0)
    check(model, inputs, np.arange(14 * 1440) / 60 - 4, subject=subjects and 1, rtol=5e-12)


@pytest.mark.parametrize("subjects", [None, 3])
def test_a_clock_that_reads_ten_thousand_hours(subjects):
    """Its minutes are uneven by 2e-12 h, which counts in the first hours after a dose."""
    inputs = [Input(amount_mg=1, time_h=1e4 + 0.503), Input(amount_mg=1, time_h=1e4 + 0.7, duration_h=0.3)]
    model = OneCompartment(1.8 if subjects is None else np.full(subjects, 1.8), 1.2, 1.0)
    rows, last = np.arange(20, 720, 7), subjects and subjects - 1
    check(model, inputs, 1e4 + np.arange(721) / 60, rows=rows, subject=last, rtol=2e-12)


@pytest.mark.parametrize("step", [1 / 60, 0.01, 0.1])
def test_grid_made_by_repeated_addition(step):
    """Its steps drift: all those of a binade are rounded alike, so the mean step is not theirs."""
    check(OneCompartment(30.0, 10.0, 1.0), [Input(amount_mg=1, time_h=0.003)], np.cumsum(np.full(2000, step)))


def test_numpy_reports_nothing():
    """Neither overflow, nor division by zero, nor an invalid operation, even where the caller made them errors."""
    rng = np.random.default_rng(11)
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        for grid in GRIDS.values():
            for subjects in (None, 5, 800):
                model, inputs = random_model(rng, subjects), random_inputs(rng, 5, subjects=subjects)
                got = model.concentration(grid, inputs)
                assert np.isfinite(got).all()
                assert (got >= 0).all()


@pytest.mark.parametrize("near", [np.arange(-240, 481) / 60, np.array([-2.0, -1.0, 1, 5]), np.geomspace(0.5, 9, 60)])
@pytest.mark.parametrize("far", [[1e16], [-1e16, 1e16], [1e7], [1e6, 1e6 + 1 / 60], 1e6 + np.arange(2000) / 60])
def test_a_time_far_away_changes_nothing_at_the_others(far, near):
    model = OneCompartment(ka_per_h=1.2, ke_per_h=0.1, volume_l=50)
    doses = [Input(amount_mg=100, time_h=-1.3), Input(amount_mg=50, time_h=0.4, duration_h=2.0)]
    together = np.sort(np.concatenate([near, far]))
    want = model.concentration(near, doses)
    got = model.concentration(together, doses)[np.searchsorted(together, near)]
    np.testing.assert_allclose(got, want, rtol=1e-13, atol=1e-15)
