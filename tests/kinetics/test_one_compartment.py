"""The model: from tmax and half-life to rate constants, what one sees in the blood, and what is refused."""

import mpmath as mp
import numpy as np
import pytest

from pksim.errors import InputError
from pksim.kinetics.one_compartment import OneCompartment


def rate_from_tmax(tmax_h, half_life_h):
    """Find ka by bisection in mpmath: with w = ln(ka/ke), w/(e^w - 1) = ke·tmax falls in w."""
    with mp.workdps(60):
        ke = mp.log(2) / mp.mpf(float(half_life_h))
        y = ke * mp.mpf(float(tmax_h))
        low, high = (-y - 1, mp.mpf(0)) if y > 1 else (mp.mpf(0), 10 - 2 * mp.log(y))
        for _ in range(190):
            middle = (low + high) / 2
            low, high = (middle, high) if middle / mp.expm1(middle) > y else (low, middle)
        return ke * mp.exp(middle)


def relative_error(got, want):
    return float(abs(mp.mpf(float(got)) - want) / want)


@pytest.mark.parametrize("half_life", [1e-3, 35 / 60, 5.0, 1e3])
@pytest.mark.parametrize(
    "y", [1e-80, 1e-12, 1e-3, 0.1, 0.5, 0.9, 0.999, 1.001, 1.1, 2.0, 10.0, 100.0, 300.0], ids=lambda y: f"ke·tmax={y}"
)
def test_from_tmax_over_the_plane(y, half_life):
    tmax = y * half_life / np.log(2)
    model = OneCompartment.from_tmax(tmax, half_life, 70.0, 0.15)
    assert relative_error(model.ka_per_h, rate_from_tmax(tmax, half_life)) < 1e-12
    assert model.ke_per_h == pytest.approx(np.log(2) / half_life, rel=1e-15, abs=0)
    assert (model.volume_l, model.bioavailability) == (70.0, 0.15)
    assert model.is_flip_flop == (y > 1)


@pytest.mark.parametrize("k", range(1, 17))
def test_from_tmax_near_equal_roots(k):
    for sign in (-1, 1):
        tmax = (1 + sign * 10.0**-k) / np.log(2)
        got = OneCompartment.from_tmax(tmax, 1.0, 1.0).ka_per_h
        assert relative_error(got, rate_from_tmax(tmax, 1.0)) < 1e-14


def test_from_tmax_at_equal_roots():
    for half_life in (0.5, 1.0, 3.0, 4.0):
        model = OneCompartment.from_tmax(half_life / np.log(2), half_life, 1.0)
        assert model.ka_per_h == pytest.approx(model.ke_per_h, rel=1e-15, abs=0)


def test_from_tmax_of_arrays():
    tmax, half_life = np.array([0.1, 0.75, 1 / np.log(2), 4.0]), np.array([2.0, 35 / 60, 1.0, 0.5])
    model = OneCompartment.from_tmax(tmax, half_life, np.full(4, 3.0))
    for each, *pair in zip(model.ka_per_h, tmax, half_life, strict=True):
        assert relative_error(each, rate_from_tmax(*pair)) < 1e-12
    np.testing.assert_array_equal(model.is_flip_flop, [False, False, model.ka_per_h[2] < model.ke_per_h[2], True])
    np.testing.assert_allclose(model.tmax_h, tmax, rtol=1e-12)
    one_half_life = OneCompartment.from_tmax(tmax, 2.0, 3.0)
    assert one_half_life.ka_per_h.shape == (4,)
    assert one_half_life.ka_per_h[3] == OneCompartment.from_tmax(4.0, 2.0, 3.0).ka_per_h


def test_published_compounds():
    """Ordinary at the typical values; melatonin's latest peak with its shortest half-life is flip-flop."""
    assert not OneCompartment.from_tmax(0.75, 35 / 60, 70.0).is_flip_flop
    assert not OneCompartment.from_tmax(1.75, 15.0, 30.0).is_flip_flop
    assert OneCompartment.from_tmax(1.0, 20 / 60, 70.0).is_flip_flop
    melatonin = OneCompartment.from_tmax(0.75, 35 / 60, 70.0, 0.15)
    assert melatonin.cmax_mg_l(1.0) * 1e6 == pytest.approx(879, abs=0.5)  # pg/mL


@pytest.mark.parametrize(("ka", "ke"), [(1e3, 1e-3), (2.0, 0.3), (0.3, 2.0), (1e-3, 10.0), (0.7, 0.7), (0.7, 0.7001)])
def test_what_one_sees_in_the_blood(ka, ke):
    model = OneCompartment(ka, ke, 8.0, 0.5)
    with mp.workdps(60):
        a, e = mp.mpf(ka), mp.mpf(ke)
        tmax = 1 / a if ka == ke else mp.log(a / e) / (a - e)
        cmax = mp.mpf(0.5) * 3 / 8 * mp.exp(-e * tmax)
        assert relative_error(model.tmax_h, tmax) < 1e-15 * 3
        assert relative_error(model.cmax_mg_l(3.0), cmax) < 1e-14
        assert relative_error(model.terminal_half_life_h, mp.log(2) / min(a, e)) < 5e-16
        assert relative_error(model.half_life_h, mp.log(2) / e) < 5e-16
    assert model.clearance_l_per_h == pytest.approx(8 * ke, rel=1e-15, abs=0)
    assert bool(model.is_flip_flop) == (ka < ke)


def test_what_many_subjects_see():
    ka, ke = np.array([2.0, 0.3, 0.7]), np.array([0.3, 2.0, 0.7])
    model = OneCompartment(ka, ke, 8.0)
    np.testing.assert_array_equal(model.is_flip_flop, [False, True, False])
    np.testing.assert_allclose(model.terminal_half_life_h, np.log(2) / [0.3, 0.3, 0.7], rtol=1e-15)
    np.testing.assert_allclose(model.half_life_h, np.log(2) / ke, rtol=1e-15)
    np.testing.assert_allclose(model.clearance_l_per_h, 8 * ke, rtol=1e-15)
    singly = [OneCompartment(*pair, 8.0) for pair in zip(ka, ke, strict=True)]
    np.testing.assert_array_equal(model.tmax_h, [each.tmax_h for each in singly])
    np.testing.assert_array_equal(model.cmax_mg_l([1, 2, 3]), [m.cmax_mg_l(d) for m, d in zip(singly, (1, 2, 3))])  # noqa: B905


GOOD = {"ka_per_h": 1.2, "ke_per_h": 0.3, "volume_l": 10.0, "bioavailability": 0.5}
TMAX = {"tmax_h": 0.75, "half_life_h": 0.5, "volume_l": 10.0, "bioavailability": 0.5}
WRONG = [(0, "is 0"), (-2.5, "is -2.5"), (np.nan, "is nan"), (np.inf, "is inf"), ("fast", "is 'fast'"), (None, "is ")]


@pytest.mark.parametrize(("value", "said"), [*WRONG, ([1.0, -3.0], "[1] is -3"), (np.ones((2, 2)), "shape (2, 2)")])
@pytest.mark.parametrize("name", [*GOOD, *TMAX])
def test_wrong_parameter(name, value, said):
    make, good = (OneCompartment, GOOD) if name in GOOD else (OneCompartment.from_tmax, TMAX)
    with pytest.raises(InputError) as error:
        make(**{**good, name: value})
    message = str(error.value)
    assert name in message
    assert said in message
    assert "must" in message


@pytest.mark.parametrize("value", [1.0001, 15, [0.5, 1.5]])
def test_bioavailability_above_one(value):
    with pytest.raises(InputError, match=r"bioavailability.* is 1.*; .* must be above 0 and at most 1\."):
        OneCompartment(1.2, 0.3, 10.0, value)


def test_text_that_reads_like_a_number():
    with pytest.raises(InputError, match=r"ka_per_h is '1\.2'; it must be a number"):
        OneCompartment("1.2", 0.3, 10.0)


@pytest.mark.parametrize(("name", "unit"), [("ka_per_h", "1/h"), ("ke_per_h", "1/h"), ("volume_l", "L")])
def test_message_has_the_unit(name, unit):
    with pytest.raises(InputError, match=rf"OneCompartment: {name} is -1 {unit}; it must be above 0\."):
        OneCompartment(**{**GOOD, name: -1})


def test_parameters_that_do_not_broadcast():
    with pytest.raises(InputError, match=r"ka_per_h has 2, .*volume_l has 3; every array must"):
        OneCompartment([1.0, 2.0], 0.3, [1.0, 2.0, 3.0])
    with pytest.raises(InputError, match=r"from_tmax: tmax_h has 2 values and half_life_h 3; every array"):
        OneCompartment.from_tmax([1.0, 2.0], [1.0, 2.0, 3.0], 1.0)
    with pytest.raises(InputError, match=r"every array must have one value a subject"):
        OneCompartment.from_tmax([1.0, 2.0], 1.0, [1.0, 2.0, 3.0])


@pytest.mark.parametrize(("tmax", "half_life"), [(600.0, 0.5), ([1.0, 1e4], 1.0), (1e90, 1e-3)])
def test_from_tmax_beyond_what_floats_can_hold(tmax, half_life):
    """Minutes given for hours end here, and without a NumPy warning."""
    with pytest.raises(InputError, match=r"from_tmax: tmax_h is .* with half_life_h .*no absorption rate constant"):
        OneCompartment.from_tmax(tmax, half_life, 1.0)


@pytest.mark.parametrize("dose", [0, -1, np.nan, np.inf])
def test_wrong_dose_for_cmax(dose):
    with pytest.raises(InputError, match=r"cmax_mg_l: amount_mg is .* mg; it must be"):
        OneCompartment(1.2, 0.3, 10.0).cmax_mg_l(dose)


def test_is_frozen():
    with pytest.raises(AttributeError):
        OneCompartment(1.2, 0.3, 10.0).ka_per_h = 2.0
