"""Many subjects at once: against the reference, and against each of them alone."""

import numpy as np
import pytest
from cases import KINDS, NIGHT, check, fourteen_nights, random_inputs, random_model

from pksim.kinetics import exact
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment

FEW, MANY, CHUNKS = 7, 1500, 30000
QUARTERS = np.arange(-4, 8.01, 0.25)
UNEVEN = np.sort(np.random.default_rng(4).uniform(-4, 8, 40))


def alone(model, inputs, subject):
    """Pick one of the subjects: the same model and inputs as scalars."""

    def pick(thing):
        return {
            name: float(value[subject]) if isinstance(value, np.ndarray) else value
            for name, value in vars(thing).items()
        }

    return OneCompartment(**pick(model)), [Input(**pick(each)) for each in inputs]


@pytest.mark.parametrize("subjects", [FEW, MANY])
@pytest.mark.parametrize("times", [NIGHT, UNEVEN], ids=["even", "uneven"])
@pytest.mark.parametrize("seed", range(3))
def test_every_field_per_subject(subjects, times, seed):
    rng = np.random.default_rng([seed, subjects])
    model, inputs = random_model(rng, subjects), random_inputs(rng, 5, subjects=subjects)
    got = model.concentration(times, inputs)
    assert got.shape == (times.size, subjects)
    for subject in (0, *rng.integers(1, subjects, 5)):
        check(model, inputs, times, subject=subject, got=got)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("subjects", [FEW, MANY])
def test_each_kind_of_input_per_subject(kind, subjects):
    rng = np.random.default_rng(len(kind))
    model, inputs = random_model(rng, subjects), random_inputs(rng, 2, [kind], subjects=subjects)
    got = model.concentration(NIGHT, inputs)
    for subject in range(3):
        check(model, inputs, NIGHT, subject=subject, got=got)


@pytest.mark.parametrize("times", [NIGHT[::20], UNEVEN], ids=["even", "uneven"])
def test_many_agree_with_few_and_with_one_by_one(times):
    rng = np.random.default_rng(8)
    model, inputs = random_model(rng, MANY), random_inputs(rng, 4, subjects=MANY)
    got = model.concentration(times, inputs)
    for subject in range(0, MANY, 5):
        one, its_inputs = alone(model, inputs, subject)
        np.testing.assert_allclose(got[:, subject], one.concentration(times, its_inputs), rtol=1e-12, atol=1e-290)
    cut = slice(100, 100 + FEW)
    few = OneCompartment(**{name: value[cut] for name, value in vars(model).items()})
    of_few = [
        Input(**{name: value[cut] if isinstance(value, np.ndarray) else value for name, value in vars(each).items()})
        for each in inputs
    ]
    np.testing.assert_allclose(got[:, cut], few.concentration(times, of_few), rtol=1e-12, atol=1e-290)


@pytest.mark.parametrize("field", ["amount_mg", "time_h", "duration_h", "lag_h", "ka_per_h", "bioavailability"])
@pytest.mark.parametrize("subjects", [FEW, MANY])
def test_one_field_per_subject_the_rest_common(field, subjects):
    """A common dose time takes another way through the code than one for each subject."""
    scalars = {"amount_mg": 3.0, "time_h": -1.01, "duration_h": 0.7, "lag_h": 0.2, "ka_per_h": 2.0}
    array = np.random.default_rng(1).uniform(0.1, 1.0, subjects)
    inputs = [Input(**{**scalars, field: array}), Input(amount_mg=1.0, time_h=0.5)]
    model = OneCompartment(0.8, 0.4, 2.0)
    got = model.concentration(NIGHT, inputs)
    for subject in (0, subjects - 1):
        check(model, inputs, NIGHT, subject=subject, got=got)


@pytest.mark.parametrize("field", ["ka_per_h", "ke_per_h", "volume_l", "bioavailability"])
@pytest.mark.parametrize("subjects", [FEW, MANY])
def test_one_parameter_per_subject_the_rest_common(field, subjects):
    parameters = {"ka_per_h": 2.0, "ke_per_h": 0.4, "volume_l": 5.0, "bioavailability": 0.5}
    array = np.random.default_rng(1).uniform(0.1, 1.0, subjects)
    model = OneCompartment(**{**parameters, field: array})
    inputs = [Input(amount_mg=1.0, time_h=-1.01, duration_h=d) for d in (0, 1)]
    got = model.concentration(NIGHT, inputs)
    for subject in (0, subjects - 1):
        check(model, inputs, NIGHT, subject=subject, got=got)


@pytest.mark.parametrize("times", [QUARTERS, UNEVEN], ids=["even", "uneven"])
def test_several_chunks_of_subjects(times):
    rng = np.random.default_rng(6)
    model, inputs = random_model(rng, CHUNKS), random_inputs(rng, 5, subjects=CHUNKS)
    inputs.append(Input(amount_mg=5.0, time_h=0.3, duration_h=1.0))
    got = model.concentration(times, inputs)
    for subject in (0, CHUNKS // 3 - 1, CHUNKS // 3, CHUNKS // 2, 2 * CHUNKS // 3, CHUNKS - 1):
        check(model, inputs, times, subject=subject, got=got)


def test_several_chunks_with_common_dose_times():
    model = OneCompartment(np.linspace(0.5, 3, CHUNKS), 0.3, 2.0)
    inputs = [Input(amount_mg=5.0, time_h=0.3, duration_h=d) for d in (0.0, 0.1, 2.0)]
    got = model.concentration(QUARTERS, inputs)
    for subject in (0, CHUNKS // 2, CHUNKS - 1):
        check(model, inputs, QUARTERS, subject=subject, got=got)


@pytest.mark.parametrize("subjects", [FEW, MANY, CHUNKS])
@pytest.mark.parametrize("times", [QUARTERS, UNEVEN, QUARTERS[:1]], ids=["even", "uneven", "one time"])
@pytest.mark.parametrize("count", [1, 7, 100])
def test_blocks_may_be_changed_and_give_the_same(subjects, times, count):
    rng = np.random.default_rng([subjects, count])
    model, inputs = random_model(rng, subjects), random_inputs(rng, 5, subjects=subjects)
    inputs.append(Input(amount_mg=5.0, time_h=0.3, duration_h=1.0))
    blocks, sizes = [], []
    for block in exact.in_blocks(model.system(inputs), times, count):
        blocks.append(block.copy())
        sizes.append(len(block))
        block.fill(np.nan)
    got = np.concatenate(blocks)
    assert max(sizes[:-1], default=count) == count >= sizes[-1]
    np.testing.assert_allclose(got, model.concentration(times, inputs), rtol=1e-12, atol=1e-290)
    for subject in (0, subjects // 2, subjects - 1):
        check(model, inputs, times, subject=subject, got=got)


@pytest.mark.parametrize("every", [1, 100])
def test_blocks_of_many_are_marched_as_if_they_were_one(every):
    rng = np.random.default_rng(3)
    model, inputs = random_model(rng, MANY), random_inputs(rng, 5, subjects=MANY)
    blocks = [block.copy() for block in exact.in_blocks(model.system(inputs), NIGHT, every)]
    np.testing.assert_array_equal(np.concatenate(blocks), model.concentration(NIGHT, inputs))


def test_many_subjects_who_take_several_doses_within_one_step_of_a_release():
    """All that may arrive at one grid time, for some and for all: two boluses, a start, an end, and into the blood."""
    own = np.linspace(0.0, 0.02, MANY)
    inputs = [
        Input(amount_mg=1.0, time_h=0.0),
        Input(amount_mg=2.0, time_h=own),
        Input(amount_mg=3.0, time_h=own, route="iv"),
        Input(amount_mg=4.0, time_h=own, duration_h=own, ka_per_h=0.5),
        Input(amount_mg=5.0, time_h=own - 1.0, duration_h=1.0),
    ]
    model = OneCompartment(1.2, np.linspace(0.1, 2.0, MANY), 10.0)
    got = model.concentration(NIGHT, inputs)
    for subject in (0, 1, MANY // 3, MANY - 1):
        check(model, inputs, NIGHT, subject=subject, got=got)


@pytest.mark.parametrize("subjects", [FEW, MANY])
@pytest.mark.parametrize("route", ["oral", "iv"])
def test_release_over_before_the_grid_for_one_subject_and_during_it_for_another(subjects, route):
    starts = np.linspace(-9, 9, subjects)
    inputs = [Input(amount_mg=100, time_h=starts, duration_h=1.0, route=route)]
    model = OneCompartment(1.2, 0.3, 10.0)
    out = np.full((NIGHT.size, subjects), 1e9)
    model.concentration(NIGHT, inputs, out=out)
    for subject in np.linspace(0, subjects - 1, 7).astype(int):
        check(model, inputs, NIGHT, subject=subject, got=out)


def test_some_subjects_get_a_bolus_and_some_a_release():
    inputs = [Input(amount_mg=3.0, time_h=0.51, duration_h=np.array([0.0, 1e-3, 2.0]), route=r) for r in ("oral", "iv")]
    model = OneCompartment(1.2, 0.3, 10.0)
    got = model.concentration(NIGHT, inputs)
    for subject in range(3):
        check(model, inputs, NIGHT, subject=subject, got=got)


@pytest.mark.parametrize(("ka", "ke"), [(1.8, 1.2), (1e3, 10), (1e-3, 10), (0.5, 0.5), (20.0, 1e-3)])
@pytest.mark.parametrize("duration", [0.0, 1.5])
def test_fourteen_nights_step_by_step(ka, ke, duration):
    """Four thousand steps marched one by one: rounding of the step's propagator must not pile up."""
    model, times = OneCompartment(np.full(800, ka), ke, 1.0), np.arange(14 * 288) / 12 - 4
    inputs = fourteen_nights(duration)
    check(model, inputs, times, subject=3)


@pytest.mark.parametrize("flip", [False, True], ids=["elimination", "absorption"])
def test_rounding_does_not_pile_up_over_many_steps(flip):
    """The subject whose share kept in a step is rounded worst: 24,000 times 5e-17 would be 1.3e-12."""
    rates, step = np.linspace(0.5, 0.7, 769), 1 / 64
    share = np.exp(-rates * step)
    worst = int(np.abs(np.expm1(-rates * step) - (share - 1)).argmax())
    model = OneCompartment(rates, 9.0, 1.0) if flip else OneCompartment(9.0, rates, 1.0)
    check(model, [Input(amount_mg=1, time_h=0.0)], np.arange(24001) * step, subject=worst)


def test_a_part_of_a_system_is_that_of_its_subjects():
    ke = np.array([0.1, 0.2, 0.3, 0.4])
    dose = Input(amount_mg=1.0, time_h=0.0)
    part = OneCompartment(1.0, ke, 10.0).system(dose).part(1, 3)
    alone = OneCompartment(1.0, ke[1:3], 10.0).system(dose)
    assert part.shape == alone.shape == (2,)
    assert (part.subjects, part.is_flip_flop.shape) == (2, (2,))
    np.testing.assert_array_equal(part.terminal_half_life_h, alone.terminal_half_life_h)
