"""The lowest and the highest that a number gets in a box: known ones, corners, and what SciPy finds."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import differential_evolution, minimize

from pksim import Night, load_claims
from pksim.describe.compound.library import load_compounds
from pksim.describe.compound.quantity import Quantity
from pksim.study.claims.asked import Setting
from pksim.study.claims.box import Box, extremes

A = Quantity(value=2.2, low=1.0, high=5.0, unit="h")
B = Quantity(value=30.0, low=20.0, high=50.0, unit="L")
C = Quantity(value=0.15, low=0.1, high=0.3)
D = Quantity(value=4.0, low=3.0, high=8.0, unit="h")
FIXED = Quantity(value=7.0, unit="h")
NAMED = {"a": A, "b": B, "c": C, "d": D}


def of(function, *names):
    """Make a number of a person from a function of quantities."""
    return lambda person: function(*(person.number("x", name, NAMED[name]) for name in names))


def found(function, *names):
    return extremes(of(function, *names))


def test_no_ranges():
    assert extremes(lambda person: 3.0 * person.number("x", "fixed", FIXED)) == (21, 21, 21)
    assert extremes(lambda person: 5.0) == (5, 5, 5)
    assert extremes(lambda person: 1.0 + person.offset("x", None, 0)) == (1, 1, 1)


def test_half_a_range_is_none():
    half = Quantity(value=2.0, low=1.0, unit="h")
    assert extremes(lambda person: person.number("x", "half", half)) == (2, 2, 2)


@pytest.mark.parametrize(
    ("function", "names", "want"),
    [
        (lambda a: a, "a", (2.2, 1, 5)),
        (lambda a: -(a**2), "a", (-4.84, -25, -1)),
        (lambda a, b: a / b, "ab", (2.2 / 30, 1 / 50, 5 / 20)),
        (lambda a, b: a * b, "ab", (66, 20, 250)),
        (lambda a, b, c: a - b * c, "abc", (2.2 - 4.5, 1 - 15, 5 - 2)),
        (lambda a, b, c, d: a * d / (b * c), "abcd", (8.8 / 4.5, 3 / 15, 40 / 2)),
    ],
)
def test_what_only_rises_or_falls_has_its_extremes_in_corners(function, names, want):
    np.testing.assert_allclose(found(function, *names), want, rtol=1e-14)


def test_an_optimum_inside():
    result = found(lambda a: (a - 3.3) ** 2, "a")
    assert result.low == pytest.approx(0, abs=1e-6)
    assert result.high == pytest.approx(2.3**2, rel=1e-12)
    result = found(lambda a: -np.cosh(a - 4.123), "a")
    assert result.high == pytest.approx(-1, abs=1e-6)


def test_the_highest_of_many_humps():
    """Four humps, of which the third is highest by a twentieth."""

    def humps(a):
        return np.sin(2 * np.pi * (a - 1)) * (1 - 0.05 * (a - 3.25) ** 2)

    grid = humps(np.linspace(1, 5, 400_001))
    result = found(humps, "a")
    assert result.low == pytest.approx(grid.min(), abs=1e-5)
    assert result.high == pytest.approx(grid.max(), abs=1e-5)


@pytest.mark.parametrize("names", ["ab", "abc", "abcd"])
def test_an_optimum_inside_in_several_directions(names):
    inside = {"a": 3.7, "b": 33.3, "c": 0.21, "d": 6.4}
    width = {"a": 4, "b": 30, "c": 0.2, "d": 5}

    def bowl(*values):
        z = [(value - inside[name]) / width[name] for name, value in zip(names, values, strict=True)]
        return sum(each**2 for each in z) + 0.8 * z[0] * z[1]

    corners = np.array(np.meshgrid(*((NAMED[name].low, NAMED[name].high) for name in names))).reshape(len(names), -1)
    high = max(bowl(*corner) for corner in corners.T)
    result = found(bowl, *names)
    assert result.low == pytest.approx(0, abs=1e-6)
    assert result.high == pytest.approx(high, rel=1e-12)


def test_kinks():
    result = found(lambda a, b: np.abs(a - 2.345) / 4 + np.abs(b - 41.7) / 30, "a", "b")
    assert result.low == pytest.approx(0, abs=3e-4)
    assert result.high == pytest.approx((5 - 2.345) / 4 + 21.7 / 30, rel=1e-12)


def test_an_optimum_on_an_edge():
    """Highest at the upper end of b, and inside of a."""
    result = found(lambda a, b: b - (a - 1.77) ** 2, "a", "b")
    assert result.high == pytest.approx(50, abs=1e-5)
    assert result.low == pytest.approx(20 - (5 - 1.77) ** 2, rel=1e-12)


def test_a_ridge_along_the_diagonal():
    result = found(lambda a, b: -30 * np.abs((a - 1) / 4 - (b - 20) / 30) + (a - 1) / 4, "a", "b")
    assert result.high == pytest.approx(1, abs=1e-3)


def test_flat_directions():
    result = found(lambda a, b, c: np.maximum(a - 4.9, 0.0) + 0.0 * b + 0 * c, "a", "b", "c")
    assert result == pytest.approx((0, 0, 0.1), abs=1e-12)
    assert found(lambda a, b: 0.0 * a + 3.0, "a", "b") == (3, 3, 3)


def test_whole_numbers():
    result = found(lambda a, b: np.floor(a * b / 10), "a", "b")
    assert result == (6, 2, 25)


def test_a_place_that_shrinks_to_a_corner():
    """Highest in the corner, but by so little that rounding decides: the corner is told."""
    result = found(lambda a, b: 1e6 + a * 1e-9 + 0 * b, "a", "b")
    assert result.high == pytest.approx(1e6, rel=1e-12)


def test_the_typical_value_is_among_those_compared():
    """A spike that no lattice meets."""
    result = found(lambda a: np.where(a == A.value, 100.0, a), "a")
    assert result == (100, 1, 100)
    result = found(lambda a: np.where(a == A.value, -100.0, a), "a")
    assert result == (-100, -100, 5)


def test_a_quantity_that_is_asked_for_twice_is_one():
    assert extremes(lambda person: person.number("x", "a", A) - person.number("x", "a", A)) == (0, 0, 0)
    two = extremes(lambda person: person.number("x", "a", A) - person.number("y", "a", A))
    assert two == pytest.approx((0, -4, 4))


def test_windows():
    window = (-0.5, 0.25)
    result = extremes(lambda person: 1.0 + person.offset("x", window, 0))
    assert result == pytest.approx((1, 0.5, 1.25))
    one = extremes(lambda person: person.offset("x", window, 0) - person.offset("x", window, 1))
    assert one == pytest.approx((0, -0.75, 0.75))
    assert extremes(lambda person: person.offset("x", window, 0) - person.offset("x", window, 0)) == (0, 0, 0)


def test_a_box_puts_everyone_where_it_says():
    box = Box({"x.a": np.array([0.0, 0.25, 1.0])})
    np.testing.assert_allclose(box.number("x", "a", A), [1, 2, 5])
    assert box.number("x", "b", B) == 30
    assert box.number("y", "a", A) == 2.2
    assert box.number("x", "fixed", FIXED) == 7
    assert list(box.asked) == ["x.a", "x.b", "y.a"]


numbers = st.floats(-3, 3)


@settings(max_examples=30, deadline=None)
@given(st.lists(numbers, min_size=3, max_size=3))
def test_any_slope(slopes):
    """Linear numbers: every term is lowest at one end and highest at the other."""
    result = found(lambda *values: sum(k * v for k, v in zip(slopes, values, strict=True)), "a", "c", "d")
    ends = [(NAMED[name].low, NAMED[name].high) for name in "acd"]
    low, high = (sum(choose(k * e for e in end) for k, end in zip(slopes, ends, strict=True)) for choose in (min, max))
    assert result.low == pytest.approx(low, rel=1e-9, abs=1e-9)
    assert result.high == pytest.approx(high, rel=1e-9, abs=1e-9)
    assert result.low <= result.typical <= result.high


@settings(max_examples=20, deadline=None)
@given(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5), st.floats(0.3, 3), st.floats(-0.8, 0.8))
def test_any_bowl(a, d, stretch, tilt):
    """The lowest point of a bowl, in the box or beyond it, as SciPy finds it."""

    def bowl(one, other):
        x, y = (one - 1) / 4 - a, (other - 3) / 5 - d
        return x**2 + 2 * tilt * np.sqrt(stretch) * x * y + stretch * y**2

    result = found(bowl, "a", "d")
    best = minimize(lambda p: bowl(*p), [2.2, 4.0], bounds=[(1, 5), (3, 8)], method="L-BFGS-B", tol=1e-14)
    assert result.low == pytest.approx(best.fun, abs=1e-5)
    assert result.high == pytest.approx(max(bowl(x, y) for x in (1, 5) for y in (3, 8)), rel=1e-12)


CLAIMS = {claim.key: claim.question for claim in load_claims().claim}
SEARCHED = ["1", "7", "9c", "10", "11", "13", "16b"]


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize("key", SEARCHED)
def test_nothing_in_the_box_is_beyond_the_extremes_of_the_models_numbers(key, parameters):
    """Two thousand random places, and SciPy's differential evolution from there."""
    question, known = CLAIMS[key], load_compounds()
    ask = partial(question.answer, Setting(Night(), parameters, known))
    result = extremes(ask)
    scout = Box()
    ask(scout)
    names = list(scout.asked)

    def at(places):
        return np.broadcast_to(ask(Box(dict(zip(names, places, strict=True)))), places.shape[1])

    places = np.random.default_rng(0).random((len(names), 2_000))
    values = at(places)
    scale = np.abs([result.low, result.high]).max()
    assert result.low <= values.min() + 1e-6 * scale
    assert result.high >= values.max() - 1e-6 * scale
    for sign, told in ((1.0, result.low), (-1.0, result.high)):
        first = places[:, np.argsort(sign * values)[:20]].T
        best = differential_evolution(
            lambda each, sign=sign: sign * at(each),
            [(0, 1)] * len(names),
            init=first,
            rng=1,
            maxiter=30,
            tol=1e-10,
            polish=False,
            vectorized=True,
            updating="deferred",
        )
        assert sign * told <= best.fun + 1e-6 * scale
        assert told == pytest.approx(sign * best.fun, abs=0.05 * scale)
