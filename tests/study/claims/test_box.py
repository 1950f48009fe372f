"""The lowest and the highest that a number gets at the corners of a box: known ones, and every corner tried."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pksim.describe.compound.quantity import Quantity
from pksim.study.claims.box import Box, at_corners

A = Quantity(value=2.2, low=1.0, high=5.0, unit="h")
B = Quantity(value=30.0, low=20.0, high=50.0, unit="L")
C = Quantity(value=0.15, low=0.1, high=0.3)
D = Quantity(value=4.0, low=3.0, high=8.0, unit="h")
FIXED = Quantity(value=7.0, unit="h")
NAMED = {"a": A, "b": B, "c": C, "d": D}


def found(function, *names):
    """Ask a function of quantities at the corners."""
    return at_corners(lambda person: function(*(person.number("x", name, NAMED[name]) for name in names)))


def test_no_ranges():
    assert at_corners(lambda person: 3.0 * person.number("x", "fixed", FIXED)) == (21, 21)
    assert at_corners(lambda person: 5.0) == (5, 5)
    assert at_corners(lambda person: 1.0 + person.offset("x", None, 0)) == (1, 1)


def test_half_a_range_is_none():
    half = Quantity(value=2.0, low=1.0, unit="h")
    assert at_corners(lambda person: person.number("x", "half", half)) == (2, 2)


@pytest.mark.parametrize(
    ("function", "names", "want"),
    [
        (lambda a: a, "a", (1, 5)),
        (lambda a: -(a**2), "a", (-25, -1)),
        (lambda a, b: a / b, "ab", (1 / 50, 5 / 20)),
        (lambda a, b, c: a - b * c, "abc", (1 - 15, 5 - 2)),
        (lambda a, b, c, d: a * d / (b * c), "abcd", (3 / 15, 40 / 2)),
    ],
)
def test_what_only_rises_or_falls_has_its_extremes_there(function, names, want):
    np.testing.assert_allclose(found(function, *names), want, rtol=1e-14)


def test_what_lies_between_the_corners_is_not_looked_at():
    assert found(lambda a: (a - 3.0) ** 2, "a") == (4, 4)


def test_a_quantity_that_is_asked_for_twice_is_one():
    assert at_corners(lambda person: person.number("x", "a", A) - person.number("x", "a", A)) == (0, 0)
    two = at_corners(lambda person: person.number("x", "a", A) - person.number("y", "a", A))
    assert two == pytest.approx((-4, 4))


def test_windows():
    window = (-0.5, 0.25)
    assert at_corners(lambda person: 1.0 + person.offset("x", window, 0)) == pytest.approx((0.5, 1.25))
    one = at_corners(lambda person: person.offset("x", window, 0) - person.offset("x", window, 1))
    assert one == pytest.approx((-0.75, 0.75))
    assert at_corners(lambda person: person.offset("x", window, 0) - person.offset("x", window, 0)) == (0, 0)


def test_a_box_puts_everyone_where_it_says():
    box = Box({"x.a": np.array([0.0, 0.25, 1.0])})
    np.testing.assert_allclose(box.number("x", "a", A), [1, 2, 5])
    assert box.number("x", "b", B) == 30
    assert box.number("y", "a", A) == 2.2
    assert box.number("x", "fixed", FIXED) == 7
    assert box.offset("x", (-1.0, 2.0), 0) == 0
    assert box.offset("x", None, 0) == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4))
def test_every_corner_is_tried(slopes):
    """With a product in it, so that no corner is the extreme one of itself."""

    def tilted(a, c, d):
        return slopes[0] * a + slopes[1] * c + slopes[2] * d + slopes[3] * a * d

    corners = [tilted(*corner) for corner in product((1.0, 5.0), (0.1, 0.3), (3.0, 8.0))]
    assert found(tilted, "a", "c", "d") == pytest.approx((min(corners), max(corners)), rel=1e-12, abs=1e-12)
