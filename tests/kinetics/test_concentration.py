"""How `OneCompartment.concentration` is called: times in any order, shapes, `out`, and what it refuses."""

import numpy as np
import pytest
from cases import KINDS, NIGHT, random_inputs, random_model
from reference import concentration

from pksim.errors import InputError
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment

MODEL = OneCompartment(1.2, 0.3, 10.0, 0.8)
THREE = OneCompartment(np.array([1.2, 2.0, 0.1]), 0.3, 10.0)
DOSES = [Input(amount_mg=100, time_h=-1.01), Input(amount_mg=50, time_h=2.0, duration_h=1.5)]


@pytest.mark.parametrize("solver", ["exact", "ode"])
@pytest.mark.parametrize("model", [MODEL, THREE], ids=["scalar", "subjects"])
def test_times_in_any_order(solver, model):
    times = np.array([3.0, -2.0, 0.5, 0.5, 7.9, -1.0, 3.0, 0.5])
    got = model.concentration(times, DOSES, solver=solver)
    want = concentration(model, DOSES, times)
    np.testing.assert_allclose(got if got.ndim == 1 else got[:, 0], want, rtol=1e-12 if solver == "exact" else 1e-8)
    np.testing.assert_array_equal(got[[0, 2, 2]], got[[6, 3, 7]])
    np.testing.assert_array_equal(times, [3.0, -2.0, 0.5, 0.5, 7.9, -1.0, 3.0, 0.5])


@pytest.mark.parametrize("times", [[0.5] * 5, [-2, -2, -2, 0, 1], [-1.01, -1.01, 0.5, 2.0, 2.0, 3.5, 3.5, 9, 9]])
def test_repeated_times(times):
    for model in (MODEL, OneCompartment(np.full(800, 1.2), 0.3, 10.0, 0.8)):
        got = model.concentration(times, DOSES)
        np.testing.assert_allclose(got if got.ndim == 1 else got[:, 0], concentration(MODEL, DOSES, times), rtol=1e-12)


def test_shuffled_night():
    order = np.random.default_rng(0).permutation(NIGHT.size)
    for model in (MODEL, THREE):
        np.testing.assert_array_equal(
            model.concentration(NIGHT[order], DOSES), model.concentration(NIGHT, DOSES)[order]
        )


def test_descending_and_integer_times():
    want = concentration(MODEL, DOSES, [5.0, 4.0, 3.0])
    np.testing.assert_allclose(MODEL.concentration([5, 4, 3], DOSES), want, rtol=1e-13)


@pytest.mark.parametrize("solver", ["exact", "ode"])
def test_shapes(solver):
    one_subject = OneCompartment([1.2], 0.3, 10.0)
    of_input = Input(amount_mg=[1.0, 2.0], time_h=0)
    for model, inputs, subjects in (
        (MODEL, DOSES, ()),
        (THREE, DOSES, (3,)),
        (one_subject, DOSES, (1,)),
        (MODEL, of_input, (2,)),
        (one_subject, of_input, (2,)),
        (MODEL, [], ()),
        (THREE, [], (3,)),
    ):
        for times in (0.5, [0.5], [0.5, 1, 2], []):
            got = model.concentration(times, inputs, solver=solver)
            assert isinstance(got, np.ndarray)
            assert got.shape == np.shape(times) + subjects
            assert got.dtype == np.float64


def test_scalar_time_has_the_value():
    want = concentration(MODEL, DOSES, 0.5)[0]
    assert MODEL.concentration(0.5, DOSES) == pytest.approx(want, rel=1e-13, abs=0)
    assert THREE.concentration(0.5, DOSES)[0] == pytest.approx(concentration(THREE, DOSES, 0.5)[0], rel=1e-13, abs=0)


def test_no_inputs_means_nothing():
    for model in (MODEL, THREE, OneCompartment(np.ones(1500), 0.3, 1.0)):
        out = np.full(model.concentration(NIGHT, []).shape, 5.0)
        np.testing.assert_array_equal(model.concentration(NIGHT, [], out=out), 0)


def test_one_input_or_any_iterable():
    want = MODEL.concentration(NIGHT, DOSES[:1])
    for inputs in (DOSES[0], tuple(DOSES[:1]), iter(DOSES[:1]), (each for each in DOSES[:1])):
        np.testing.assert_array_equal(MODEL.concentration(NIGHT, inputs), want)


@pytest.mark.parametrize("solver", ["exact", "ode"])
@pytest.mark.parametrize("times", [NIGHT[::30], NIGHT[::-30], 2.0], ids=["ordered", "descending", "scalar"])
@pytest.mark.parametrize("model", [MODEL, THREE], ids=["scalar", "subjects"])
def test_out_is_filled_and_returned(model, times, solver):
    want = model.concentration(times, DOSES, solver=solver)
    out = np.full(want.shape, np.nan)
    assert model.concentration(times, DOSES, solver=solver, out=out) is out
    np.testing.assert_array_equal(out, want)


@pytest.mark.parametrize("subjects", [3, 1500])
def test_out_may_be_any_view_with_anything_in_it(subjects):
    rng = np.random.default_rng(0)
    model, inputs = random_model(rng, subjects), random_inputs(rng, 5, KINDS, subjects)
    want = model.concentration(NIGHT, inputs)
    room = np.full((2 * NIGHT.size, subjects, 3), 1e300)
    for view in (room[::2, :, 1], room[::-2, ::-1, 2], np.full((subjects, NIGHT.size), -np.inf).T):
        assert model.concentration(NIGHT, inputs, out=view) is view
        np.testing.assert_array_equal(view, want)
    assert (room[1::2, :, 0] == 1e300).all()


def test_out_for_one_subject_is_a_column():
    room = np.full((NIGHT.size, 2), -1.0)
    MODEL.concentration(NIGHT, DOSES, out=room[:, 1])
    np.testing.assert_array_equal(room[:, 1], MODEL.concentration(NIGHT, DOSES))
    assert (room[:, 0] == -1).all()


def test_nothing_given_is_changed():
    rng = np.random.default_rng(3)
    model, inputs = random_model(rng, 40), random_inputs(rng, 5, subjects=40)
    things = [model, *inputs]
    before = [{name: np.copy(value) for name, value in vars(each).items()} for each in things]
    first = model.concentration(NIGHT, inputs)
    np.testing.assert_array_equal(model.concentration(NIGHT, inputs), first)
    for each, old in zip(things, before, strict=True):
        for name, value in vars(each).items():
            np.testing.assert_array_equal(value, old[name])


@pytest.mark.parametrize("out", [np.empty(720), np.empty((721, 1)), np.empty(721, dtype=np.float32), [0.0] * 721])
def test_wrong_out(out):
    with pytest.raises(InputError, match=r"out is .*; it must be an array of float64 with the shape \(721,\)"):
        MODEL.concentration(NIGHT, DOSES, out=out)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([0, np.nan], r"times_h\[1\] is nan h; every value must be finite"),
        (np.inf, r"times_h is inf h; it must be finite"),
        ("22:30", r"times_h is '22:30'; it must be a number"),
        (np.zeros((2, 2)), r"times_h has the shape \(2, 2\)"),
        ([[1.0], [2.0, 3.0]], r"times_h is .*; it must be a number or an array of numbers"),
    ],
)
def test_wrong_times(times, said):
    with pytest.raises(InputError, match=said):
        MODEL.concentration(times, DOSES)


@pytest.mark.parametrize("solver", ["euler", None, "EXACT"])
def test_wrong_solver(solver):
    with pytest.raises(InputError, match=rf"solver is {solver!r}; .*'exact', 'ode'"):
        MODEL.concentration(NIGHT, DOSES, solver=solver)


def test_what_is_not_an_input():
    with pytest.raises(InputError, match=r"inputs\[1\] is 100; it must be an Input"):
        MODEL.concentration(NIGHT, [DOSES[0], 100])


def test_subjects_that_do_not_agree():
    message = r"inputs\[1\]\.amount_mg has 2.*every array must have one value a subject"
    with pytest.raises(InputError, match=message):
        THREE.concentration(NIGHT, [DOSES[0], Input(amount_mg=[1, 2], time_h=0)])


@pytest.mark.parametrize("solver", ["exact", "ode"])
def test_no_subjects(solver):
    """An empty population has empty curves."""
    assert OneCompartment([], 0.3, 10.0).concentration(NIGHT, DOSES, solver=solver).shape == (NIGHT.size, 0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e91])
def test_an_array_of_times_is_looked_through(value):
    for model in (MODEL, THREE):
        with pytest.raises(InputError, match=r"times_h\[1\] is "):
            model.concentration(np.array([0.0, value, 1.0]), DOSES)
    many = np.full(50, 1e89)
    assert (MODEL.concentration(many, DOSES) == 0).all()
