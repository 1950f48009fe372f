"""What an `Input` accepts and refuses, and how inputs are lined up."""

import numpy as np
import pytest

from pksim.errors import InputError
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.system import INTO_BLOOD, Instant

GOOD = {"amount_mg": 100.0, "time_h": -1.0}
MODEL = OneCompartment(1.2, 0.3, 10.0, 0.5)


@pytest.mark.parametrize("name", ["amount_mg", "time_h", "duration_h", "lag_h", "ka_per_h", "bioavailability"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.nan, "is nan"),
        (np.inf, "is inf"),
        (-np.inf, "is -inf"),
        ("much", "is 'much'; it must be a number"),
        ([0.5, np.nan], "[1] is nan"),
        ([[0.5]], "has the shape (1, 1); it must be a scalar or one number a subject"),
        (1j, "is 1j; it must be a number"),
    ],
)
def test_not_a_finite_number(name, value, said):
    with pytest.raises(InputError) as error:
        Input(**{**GOOD, name: value})
    assert f"Input: {name}{'' if said.startswith('[') else ' '}{said}" in str(error.value)


@pytest.mark.parametrize("name", ["amount_mg", "ka_per_h", "bioavailability"])
@pytest.mark.parametrize("value", [0, -1, [0.5, 0.0]])
def test_must_be_above_zero(name, value):
    with pytest.raises(InputError, match=rf"Input: {name}.* is .*; .* must be above 0"):
        Input(**{**GOOD, name: value})


@pytest.mark.parametrize("name", ["duration_h", "lag_h"])
def test_must_not_be_negative(name):
    with pytest.raises(InputError, match=rf"Input: {name} is -0.5 h; it must be 0 or more\."):
        Input(**GOOD, **{name: -0.5})
    with pytest.raises(InputError, match=rf"Input: {name}\[1\] is -0.5 h; every value must be 0 or more\."):
        Input(**GOOD, **{name: [0.5, -0.5]})
    assert getattr(Input(**GOOD, **{name: 0}), name) == 0


def test_units_are_said():
    for name, unit in (("amount_mg", "mg"), ("ka_per_h", "1/h")):
        with pytest.raises(InputError, match=rf"{name} is -3 {unit};"):
            Input(**{**GOOD, name: -3})


def test_bioavailability_is_at_most_one():
    assert Input(**GOOD, bioavailability=1).bioavailability == 1
    with pytest.raises(InputError, match=r"Input: bioavailability is 1\.5; it must be above 0 and at most 1\."):
        Input(**GOOD, bioavailability=1.5)


@pytest.mark.parametrize("value", ["5", ["5"], None])
def test_text_and_nothing_are_not_numbers(value):
    with pytest.raises(InputError, match="Input: amount_mg"):
        Input(amount_mg=value, time_h=0)


@pytest.mark.parametrize("route", ["by mouth", "IV", None, 1])
def test_wrong_route(route):
    with pytest.raises(InputError, match=rf"Input: route is {route!r}; .*'oral', 'iv'\."):
        Input(**GOOD, route=route)


@pytest.mark.parametrize("extra", [{"ka_per_h": 1.0}, {"bioavailability": 0.5}])
def test_an_intravenous_input_is_not_absorbed(extra):
    with pytest.raises(InputError, match="an intravenous input is not absorbed: leave ka_per_h and bioavailability"):
        Input(**GOOD, route="iv", **extra)


def test_scalars_become_floats_and_sequences_arrays():
    each = Input(amount_mg=100, time_h=[-1, 0], lag_h=np.float32(0.5))
    assert type(each.amount_mg) is float
    assert type(each.lag_h) is float
    assert each.time_h.dtype == np.float64
    assert (each.duration_h, each.route, each.ka_per_h, each.bioavailability) == (0.0, "oral", None, None)


def test_is_frozen_and_keyword_only():
    with pytest.raises(AttributeError):
        Input(**GOOD).amount_mg = 5
    with pytest.raises(TypeError):
        Input(100.0, 0.0)


def test_one_gut_per_distinct_ka():
    inputs = [Input(**GOOD, ka_per_h=ka) for ka in (None, 0.4, 1.2, 0.4)] + [Input(**GOOD, route="iv")]
    system = MODEL.system(inputs)
    np.testing.assert_array_equal(system.depot, [0, 1, 0, 1, INTO_BLOOD])
    np.testing.assert_array_equal(system.ka_per_h, [[1.2], [0.4]])
    np.testing.assert_array_equal(system.dose_mg_l.ravel(), [5, 5, 5, 5, 10])


def test_bioavailability_of_an_input_goes_before_the_models():
    system = MODEL.system([Input(**GOOD, bioavailability=0.1), Input(**GOOD)])
    np.testing.assert_allclose(system.dose_mg_l.ravel(), [1, 5], rtol=1e-15)


def test_system_shape():
    assert MODEL.system([Input(**GOOD)]).shape == ()
    assert MODEL.system([Input(**GOOD), Input(amount_mg=[1, 2], time_h=0)]).shape == (2,)
    assert MODEL.system([Input(amount_mg=[1], time_h=[0])]).shape == (1,)


def test_instant_keeps_what_rounding_loses():
    instant = Instant(np.array(0.1), np.array(0.0)).after(np.array(0.2))
    assert instant.rounded == 0.1 + 0.2
    assert instant.lost == pytest.approx(-2.7755575615628914e-17, rel=1e-12, abs=0)
    assert instant.until(np.array(0.3 + 1e-9)) > 0
    assert instant.until(np.array(0.2)) == 0
    assert instant.since(np.array(0.2)) == pytest.approx(0.1, rel=1e-12, abs=0)
    assert instant.since(np.array(0.5)) == 0
