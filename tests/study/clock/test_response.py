"""The published curves, held against the figures that the studies and a second computation give."""

import mpmath
import numpy as np
import pytest

from pksim import InputError, phase_response

TABLE = {
    # Hours of the pill from bed, 2 ± 1 h before which is the onset: mean, eight in ten, share that moves earlier [%].
    "3 mg": {
        -7: (1.6, 0.6, 2.7, 97),
        -5: (1.4, 0.3, 2.5, 95),
        -3: (0.8, -0.3, 1.9, 82),
        -1.5: (0.4, -0.6, 1.5, 70),
        0: (0.2, -0.8, 1.3, 60),
        8: (-1.1, -2.2, 0.0, 9),
    },
    "0.5 mg": {
        -7: (1.0, -0.4, 2.3, 82),
        -5: (1.4, 0.2, 2.7, 93),
        -3: (0.9, -0.4, 2.3, 82),
        -1.5: (0.3, -1.1, 1.6, 60),
        0: (-0.3, -1.6, 1.0, 38),
        8: (-0.4, -1.7, 0.9, 34),
    },
}
COEFFICIENTS = {"3 mg": (0.194, 0.850, -0.846, -0.543, -0.052), "0.5 mg": (-0.086, 0.792, -0.386, -0.202, -0.806)}
STUDIES = {"3 mg": (0.75, 27), "0.5 mg": (0.89, 34)}


@pytest.mark.parametrize(
    ("dose", "advance", "delay", "zeros"),
    [
        ("3 mg", (-4.8, 1.73), (11.0, -1.29), (5.3, 14.7)),
        ("0.5 mg", (-3.1, 1.55), (13.7, -1.39), (1.0, 17.2)),
    ],
)
def test_extremes_and_zeros_are_those_of_the_fit(dose, advance, delay, zeros):
    curve = phase_response(dose)
    assert curve.extremes["advance"] == pytest.approx(advance, abs=0.06)
    assert curve.extremes["delay"] == pytest.approx(delay, abs=0.06)
    assert curve.zeros == pytest.approx(zeros, abs=0.07)


@pytest.mark.parametrize(
    ("dose", "advance", "delay"), [("3 mg", (-4.6, 1.8), (11.1, -1.3)), ("0.5 mg", (-3.3, 1.5), (13.6, -1.3))]
)
def test_the_fit_is_near_what_the_studies_state(dose, advance, delay):
    """Digitised points, with hours rounded."""
    curve = phase_response(dose)
    for found, stated in ((curve.extremes["advance"], advance), (curve.extremes["delay"], delay)):
        assert found[0] == pytest.approx(stated[0], abs=0.3)
        assert found[1] == pytest.approx(stated[1], abs=0.1)


@pytest.mark.parametrize("dose", TABLE)
@pytest.mark.parametrize("from_bed", [-7, -5, -3, -1.5, 0, 8])
def test_people_move_as_far_and_as_surely_as_the_table_says(dose, from_bed):
    curve, (mean, low, high, earlier) = phase_response(dose), TABLE[dose][from_bed]
    from_onset = from_bed + 2
    assert curve.mean(from_onset, dlmo_sd_h=1) == pytest.approx(mean, abs=0.1)
    assert curve.range(from_onset, dlmo_sd_h=1) == pytest.approx((low, high), abs=0.1)
    assert 100 * curve.share_earlier(from_onset, dlmo_sd_h=1) == pytest.approx(earlier, abs=2)


@pytest.mark.parametrize("dose", COEFFICIENTS)
@pytest.mark.parametrize("hours", [-5, 1.5, 11.3])
def test_mean_share_and_range_are_the_integrals(dose, hours):
    """By quadrature over the onset, with 30 digits."""
    mean, a1, b1, a2, b2 = COEFFICIENTS[dose]
    sd, people = STUDIES[dose]
    curve = phase_response(dose)

    def shift(t):
        turn = 2 * mpmath.pi * t / 24
        first = a1 * mpmath.cos(turn) + b1 * mpmath.sin(turn)
        return mean + first + a2 * mpmath.cos(2 * turn) + b2 * mpmath.sin(2 * turn)

    def over_people(of):
        return mpmath.quad(lambda x: of(shift(hours + x)) * mpmath.npdf(x), [-8, -4, 0, 4, 8])

    with mpmath.workdps(30):
        scatter = sd * mpmath.sqrt(1 + mpmath.mpf(5) / people)
        assert curve.mean(hours, dlmo_sd_h=1) == pytest.approx(float(over_people(lambda y: y)), abs=1e-9)
        share = over_people(lambda y: mpmath.ncdf(y / scatter))
        assert curve.share_earlier(hours, dlmo_sd_h=1) == pytest.approx(float(share), abs=1e-9)
        for end, below in zip(curve.range(hours, dlmo_sd_h=1), (0.1, 0.9), strict=True):
            found = over_people(lambda y, end=end: mpmath.ncdf((end - y) / scatter))
            assert float(found) == pytest.approx(below, abs=1e-7)
    assert float(curve(hours)) == pytest.approx(float(shift(hours)), abs=1e-12)


def test_a_measured_onset_leaves_the_scatter_alone():
    curve = phase_response("3 mg")
    low, high = curve.range(-4.8)
    assert (high - low) / 2 == pytest.approx(1.2815515655446004 * 0.75 * np.sqrt(1 + 5 / 27))
    assert curve.mean(-4.8) == pytest.approx(float(curve(-4.8)))


def test_a_curve_comes_back_every_day_and_takes_arrays():
    curve = phase_response("0.5 mg")
    hours = np.linspace(-12, 12, 25)
    assert curve(hours) == pytest.approx(curve(hours + 48))
    assert curve(hours).shape == (25,)


@pytest.mark.parametrize("dose", ["1 mg", 3, None, "3mg"])
def test_there_are_two_curves(dose):
    with pytest.raises(InputError, match=r"dose is .*'3 mg'"):
        phase_response(dose)
