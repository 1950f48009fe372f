"""One person's curve as a sum, against 50 digits and against the march that many people get."""

import numpy as np
import pytest
from cases import GRIDS, KINDS, NIGHT, check, fourteen_nights, random_inputs, random_model

from pksim.kinetics import exact
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.solvers import concentration
from pksim.kinetics.superposition import MOST_TERMS, OnePerson


def marched(model, inputs, times):
    out = np.empty((len(times), 1))
    exact.solve(model.system(inputs), times, out)
    return out[:, 0]


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("seed", range(12))
def test_the_march_of_one_person_against_fifty_digits(seed, grid):
    rng = np.random.default_rng([7, seed, len(grid)])
    model, inputs = random_model(rng), random_inputs(rng, rng.integers(1, 7))
    check(model, inputs, GRIDS[grid], got=marched(model, inputs, GRIDS[grid]))


@pytest.mark.parametrize("seed", range(40))
def test_sum_and_march_agree(seed):
    """On a grid whose times are exact; where they are rounded, the march takes equal steps all the same."""
    rng = np.random.default_rng([3, seed])
    model, inputs = random_model(rng), random_inputs(rng, 5)
    times = np.arange(769) / 64 - 4
    summed = model.concentration(times, inputs)
    np.testing.assert_allclose(marched(model, inputs, times), summed, rtol=0, atol=1e-15 * summed.max())


def test_the_choice_by_size_is_of_times_and_inputs_together():
    model, inputs = OneCompartment(1.5, 1.2, 70.0), fourteen_nights()
    few, many = np.arange(721) / 60, np.arange(14 * 1440) / 60
    assert few.size * len(inputs) <= MOST_TERMS < many.size * len(inputs)
    np.testing.assert_array_equal(model.concentration(many, inputs), marched(model, inputs, many))
    assert (model.concentration(few, inputs) != marched(model, inputs, few)).any()


def test_a_time_has_one_value_whatever_else_is_asked_for():
    rng = np.random.default_rng(4)
    model, inputs = random_model(rng), random_inputs(rng, 9)
    whole = model.concentration(NIGHT, inputs)
    for rows in (slice(300, 301), slice(1, 8), slice(0, 721, 7), rng.permutation(721)):
        np.testing.assert_array_equal(model.concentration(NIGHT[rows], inputs), whole[rows])


@pytest.mark.parametrize("kind", KINDS)
def test_an_array_anywhere_makes_it_many(kind):
    rng = np.random.default_rng(5)
    (one,) = random_inputs(rng, 1, [kind])
    model = OneCompartment(1.5, 1.2, 70.0, 0.5)
    alone = model.concentration(NIGHT, one)
    for name, value in vars(one).items():
        if isinstance(value, float):
            two = model.concentration(NIGHT, Input(**{**vars(one), name: np.array([value, value])}))
            np.testing.assert_allclose(two, np.stack([alone, alone], axis=1), rtol=1e-11, atol=1e-300)
    for name, value in vars(model).items():
        two = OneCompartment(**{**vars(model), name: np.array([value, value])}).concentration(NIGHT, one)
        assert two.shape == (721, 2)


def test_amounts_and_rates_at_the_ends_of_what_passes():
    for amount, ka, ke, volume in (
        (1e90, 1e90, 1e90, 1e-150),
        (1e90, 1e-3, 1e-3, 1e-150),
        (1e-150, 1e90, 1e-150, 1e90),
    ):
        with np.errstate(over="raise", invalid="raise"):
            level = OneCompartment(ka, ke, volume).concentration(
                [-1.0, 0.0, 1e-3, 1.0, 1e6], Input(amount_mg=amount, time_h=0.0)
            )
        assert np.isfinite(level).all()
        assert level[0] == 0.0


def test_out_is_filled_whatever_its_strides():
    model, inputs = OneCompartment(1.5, 1.2, 70.0), [Input(amount_mg=1, time_h=0.0)]
    room = np.full((721, 3), -1.0)
    got = model.concentration(NIGHT, inputs, out=room[:, 1])
    assert np.shares_memory(got, room)
    np.testing.assert_array_equal(room[:, 1], model.concentration(NIGHT, inputs))
    assert (room[:, [0, 2]] == -1).all()
    single = np.zeros(())
    assert model.concentration(2.0, inputs, out=single) is single
    assert single == model.concentration([2.0], inputs)[0]


def test_only_the_exact_solver_sums():
    model, dose = OneCompartment(1.5, 1.2, 70.0), Input(amount_mg=1, time_h=0.0)
    by_ode = model.concentration(NIGHT, dose, solver="ode")
    assert 0 < np.abs(by_ode - model.concentration(NIGHT, dose)).max() < 1e-8 * by_ode.max()


def test_one_person_lines_up_for_the_march():
    model, inputs = OneCompartment(1.5, 1.2, 70.0), [Input(amount_mg=1, time_h=0.0)]
    asked = []

    def system():
        asked.append(True)
        return model.system(inputs)

    alone = OnePerson(1.5, 1.2, {}, MOST_TERMS, system)
    np.testing.assert_array_equal(concentration(alone, NIGHT), marched(model, inputs, NIGHT))
    assert asked
