"""The one turning point of one gut without releases: against bisection of the slope at 50 digits."""

import mpmath as mp
import numpy as np
import pytest

from pksim.kinetics.features import peak
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.pieces import Pieces

DIGITS = 50
RATIOS = [*(10.0**e for e in range(-6, 7)), 1 - 1e-3, 1 - 1e-8, 1 - 2.0**-53, 1 + 2.0**-52, 1 + 1e-8, 1 + 1e-3, 2.0]
FILLED = [0.0, 1e-9, 0.3, 0.9, 1 - 1e-6, 1 - 1e-9]
"""Blood as a share of what makes the slope at the start 0."""


def pieces_of(ka, ke, gut, blood, length=np.inf):
    ka, ke, gut, blood, length = np.broadcast_arrays(*(np.atleast_1d(each) for each in (ka, ke, gut, blood, length)))
    nothing = np.zeros(ka.shape)
    return Pieces(nothing, length, ke, ka[np.newaxis], blood, gut[np.newaxis], nothing, nothing[np.newaxis])


def slope(s, ka, ke, gut, blood):
    """Derivative of the blood times e^(ke·s), which has the same sign."""
    grown = gut * ka * (s if ka == ke else mp.expm1((ke - ka) * s) / (ke - ka))
    return gut * ka * mp.exp((ke - ka) * s) - ke * (blood + grown)


def true_turn(*numbers):
    ka, ke, gut, blood = (mp.mpf(float(each)) for each in numbers)
    low, high = mp.mpf(0), 1 / max(ka, ke) / 1024
    while slope(high, ka, ke, gut, blood) > 0:
        low, high = high, 2 * high
    for _ in range(56):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle, ka, ke, gut, blood) > 0 else (low, middle)
    return low


@pytest.mark.parametrize("ke", [1.0, 0.3713])
@pytest.mark.parametrize("filled", FILLED)
def test_the_turn_is_where_the_slope_vanishes(filled, ke):
    ka, gut = ke * np.array(RATIOS), 2.7
    blood = filled * ka / ke * gut
    (found,) = pieces_of(ka, ke, gut, blood).turning_points
    with mp.workdps(DIGITS):
        want = np.array([float(true_turn(one, ke, gut, level)) for one, level in zip(ka, blood, strict=True)])
    # The last digit of what is in the blood counts 1/(1 - filled) times.
    np.testing.assert_allclose(found, want, rtol=2e-14 + 8 * 2.0**-52 / (1 - filled), atol=0)


def test_random_pieces():
    rng = np.random.default_rng(3)
    ke, ratio, gut = 10 ** rng.uniform(-3, 1, 40), 10 ** rng.uniform(-6, 6, 40), 10 ** rng.uniform(-9, 3, 40)
    ka, filled = ke * ratio, rng.uniform(0, 0.99, 40)
    blood = filled * ka / ke * gut
    (found,) = pieces_of(ka, ke, gut, blood).turning_points
    with mp.workdps(DIGITS):
        want = [float(true_turn(*numbers)) for numbers in zip(ka, ke, gut, blood, strict=True)]
    np.testing.assert_allclose(found, want, rtol=1e-12, atol=0)


def test_equal_rate_constants_by_hand():
    """C' = k·e^(-k·s)·(gut - blood - k·gut·s): it turns at (1 - blood/gut)/k."""
    (found,) = pieces_of(0.5, 0.5, 4.0, np.array([0.0, 1.0, 3.0])).turning_points
    np.testing.assert_allclose(found, [2.0, 1.5, 0.5], rtol=1e-15, atol=0)


@pytest.mark.parametrize("ka", [0.01, 1.0, 1e5])
def test_where_it_only_falls_the_end_stands_instead(ka):
    limit = ka * 2.0
    blood = np.array([limit * (1 + 1e-12), 2 * limit, 1e9])
    (found,) = pieces_of(ka, 1.0, 2.0, blood, 7.0).turning_points
    np.testing.assert_array_equal(found, 7.0)


def test_an_empty_gut_does_not_turn():
    (found,) = pieces_of(2.0, 1.0, 0.0, np.array([0.0, 1.0]), 3.0).turning_points
    np.testing.assert_array_equal(found, 3.0)


def test_a_piece_that_ends_before_the_turn_gives_its_end():
    (turn,) = pieces_of(2.0, 1.0, 1.0, 0.2).turning_points
    for length, want in ((turn * 0.9, turn * 0.9), (turn * 1.1, turn)):
        np.testing.assert_array_equal(pieces_of(2.0, 1.0, 1.0, 0.2, length).turning_points[0], want)


def test_every_subject_has_a_turn_of_its_own():
    ratio = np.array([1e-6, 0.2, 1.0, 3.0, 1e6])
    together = pieces_of(ratio, 1.0, 1.0, 0.5 * ratio).turning_points[0]
    alone = [pieces_of(each, 1.0, 1.0, 0.5 * each).turning_points[0][0] for each in ratio]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_peak_after_a_single_dose_is_at_tmax(ratio):
    model = OneCompartment(0.8 * ratio, 0.8, 3.0)
    time, height = peak(Pieces.of(model.system([Input(amount_mg=6.0, time_h=0.0)])))
    with mp.workdps(DIGITS):
        ka, ke = mp.mpf(0.8 * ratio), mp.mpf(0.8)
        tmax = 1 / ke if ka == ke else mp.log(ka / ke) / (ka - ke)
        want = float(tmax), float(2 * mp.exp(-ke * tmax))
    assert time == pytest.approx(want[0], rel=1e-13, abs=0)
    assert height == pytest.approx(want[1], rel=1e-13, abs=0)


def test_a_release_or_a_second_gut_is_solved_otherwise(monkeypatch):
    """The closed form holds for one gut alone."""
    monkeypatch.delattr(Pieces, "_only_turn")
    model = OneCompartment(2.0, 1.0, 1.0)
    for inputs in (
        [Input(amount_mg=1.0, time_h=0.0, duration_h=1.0)],
        [Input(amount_mg=1.0, time_h=0.0), Input(amount_mg=1.0, time_h=0.0, ka_per_h=0.3)],
        [Input(amount_mg=1.0, time_h=0.0), Input(amount_mg=1.0, time_h=0.0, duration_h=2.0, route="iv")],
    ):
        assert peak(Pieces.of(model.system(inputs)))[1] > 0
    with pytest.raises(AttributeError):
        peak(Pieces.of(model.system([Input(amount_mg=1.0, time_h=0.0)])))
