"""The body's own level against the formula in mpmath, and its light against SciPy's solver."""

import math
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
from bodys_own import night_after_night, precise_cosine
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

from pksim import InputError
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.own_of_many import OwnOfMany
from pksim.kinetics.suppression import Suppression

USUAL = {"baseline": 2.0, "amplitude": 50.0, "width_h": 11.0, "peak_time_h": 3.0}
MELATONIN = BodysOwn(**USUAL)


def test_the_usual_night_crosses_ten_where_the_facts_say():
    rising, falling = (
        brentq(lambda t: MELATONIN.concentration(t) - 10, a, b, xtol=1e-13) for a, b in ((-2.4, 3), (3, 8.4))
    )
    with mp.workdps(50):
        c = mp.cos(mp.pi * 11 / 24)
        half = 24 / (2 * mp.pi) * mp.acos(c + mp.mpf(8) / 50 * (1 - c))
    assert (rising, falling) == pytest.approx((float(3 - half), float(3 + half)), abs=1e-11)
    assert (rising, falling) == pytest.approx((-1.957, 7.957), abs=5e-4)


def test_the_area_above_the_baseline_is_that_of_the_facts():
    edges = (-2.5, 3.0, 8.5)
    found = sum(
        quad(lambda t: MELATONIN.concentration(t) - 2, a, b, epsabs=0, epsrel=1e-12)[0] for a, b in pairwise(edges)
    )
    with mp.workdps(50):
        c = mp.cos(mp.pi * 11 / 24)
        whole = 50 / (1 - c) * (24 / mp.pi * mp.sin(mp.pi * 11 / 24) - c * 11)
    assert found == pytest.approx(float(whole), rel=1e-12)
    assert found == pytest.approx(352.99, abs=5e-3)
    assert found * 83.2e-3 == pytest.approx(29.4, abs=0.05)  # µg a night


@pytest.mark.parametrize("skew", [0.0, 0.3, -0.3, 0.95, -0.95])
def test_the_level_is_the_skewed_baseline_cosine(skew):
    own = BodysOwn(1.5, 40.0, 9.0, -1.25, skew)
    times = np.random.default_rng(1).uniform(-30, 50, 300)
    with mp.workdps(50):
        want = [float(precise_cosine(t, 1.5, 40, 9, -1.25, skew)) for t in times.tolist()]
    np.testing.assert_allclose(own.concentration(times), want, rtol=1e-13, atol=0)


@pytest.mark.parametrize("skew", [0.0, 0.4, -0.9])
def test_the_slope_is_the_derivative_of_the_formula(skew):
    own = BodysOwn(1.5, 40.0, 9.0, -1.25, skew)
    times = np.random.default_rng(2).uniform(-30, 50, 100)
    with mp.workdps(50):
        want = [float(mp.diff(lambda t: precise_cosine(t, 1.5, 40, 9, -1.25, skew), t)) for t in times.tolist()]
    np.testing.assert_allclose(own.slope(times, times), want, rtol=1e-11, atol=1e-11)


def test_it_peaks_at_its_peak_time_without_skew():
    assert MELATONIN.concentration(3.0) == 52
    assert (MELATONIN.concentration([2.99, 3.01]) < 52).all()
    assert MELATONIN.concentration([-2.5, 8.5, 15.0]).tolist() == pytest.approx([2, 2, 2], abs=1e-12)


def test_skew_makes_one_side_steeper_than_the_other_and_keeps_the_height():
    times = np.linspace(-9, 15, 240_001)
    leaning = BodysOwn(**USUAL, skew=0.5).concentration(times)
    top = times[leaning.argmax()]
    # The peak is where the angle plus v cos(angle) is 0, before the peak of the formula without skew.
    angle = float(mp.findroot(lambda a: a + 0.5 * mp.cos(a), -0.45))
    assert top == pytest.approx(3 + angle * 24 / (2 * np.pi), abs=1e-4)
    assert leaning.max() == pytest.approx(52, abs=1e-6)
    above = times[leaning > 2]
    assert abs((above[-1] - top) - (top - above[0])) > 1


@pytest.mark.parametrize("skew", [0.0, -0.7])
def test_nights_are_alike_to_the_last_bit(skew):
    own = BodysOwn(**USUAL, skew=skew)
    times = 3 + np.arange(24 * 64) / 64
    for night in (1, 90, 3000):
        np.testing.assert_array_equal(own.concentration(times + 24.0 * night), own.concentration(times))


LIGHTS = (Suppression(-3.0, -1.0, 0.6), Suppression(-2.0, 1.5, 0.3), Suppression(4.0, 4.5, 1.0))


@pytest.mark.parametrize("rate", [0.2, 1.19, 8.0])
def test_light_suppresses_as_its_differential_equation_says(rate):
    own = BodysOwn(**USUAL, suppressions=LIGHTS, ke_per_h=rate)
    switches = [-4.0, -3.0, -2.0, -1.0, 1.5, 4.0, 4.5, 9.0]
    suppression = np.zeros(1)
    for begin, end in pairwise(switches):
        lit = sum(share for first, last, share in LIGHTS if first <= begin and end <= last)
        times = np.linspace(begin, end, 23)
        solved = solve_ivp(
            lambda t, s, lit=lit: rate * (lit - s), (begin, end), suppression, t_eval=times, rtol=1e-12, atol=1e-14
        )
        with mp.workdps(50):
            plain = np.array([float(precise_cosine(t, 2, 50, 11, 3)) for t in times.tolist()])
        np.testing.assert_allclose(own.concentration(times), plain * (1 - solved.y[0]), rtol=1e-9)
        suppression = solved.y[:, -1]


def test_the_slope_in_light_is_that_of_the_level():
    own = BodysOwn(**USUAL, suppressions=LIGHTS, ke_per_h=1.19, skew=0.3)
    times = np.random.default_rng(3).uniform(-6, 12, 200)
    times = times[[np.abs(time - own.breaks(-20, 20)).min() > 1e-2 for time in times]]
    step = 1e-3
    ahead = [own.concentration(times + k * step) - own.concentration(times - k * step) for k in (1, 2)]
    want = (8 * ahead[0] - ahead[1]) / (12 * step)
    np.testing.assert_allclose(own.slope(times, times), want, rtol=0, atol=1e-7)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-40, 40), st.floats(0.01, 30), st.floats(0, 0.2)), min_size=1, max_size=5),
    st.floats(0.01, 50),
    st.lists(st.floats(-60, 90), min_size=1, max_size=20),
)
def test_lights_that_overlap_add_up(lights, rate, times):
    each = tuple(Suppression(at, at + long, share) for at, long, share in lights)
    own = BodysOwn(1.0, suppressions=each, ke_per_h=rate)

    def alone(time, begin, end, share):
        """On its way to its share while it lasts, and fading after it."""
        reached = -share * math.expm1(-rate * min(max(time - begin, 0), end - begin))
        return reached * math.exp(-rate * max(time - end, 0))

    left = [1 - sum(alone(time, *light) for light in each) for time in times]
    np.testing.assert_allclose(own.concentration(times), left, rtol=0, atol=1e-13)


def test_light_of_the_half_suppressing_strength_halves_a_constant_level_in_the_end():
    own = BodysOwn(8.0, suppressions=(Suppression(0.0, 1000.0, 0.5),), ke_per_h=1.0)
    assert own.concentration([-1.0, 0.0, np.log(2), 999.0]).tolist() == pytest.approx([8, 8, 6, 4], rel=1e-14)
    assert own.concentration(1000 + np.log(4)) == pytest.approx(7, rel=1e-14)


@pytest.mark.parametrize("skew", [0.0, 0.6, -0.99])
def test_breaks_are_where_it_leaves_the_baseline_and_where_light_goes_on_or_off(skew):
    own = BodysOwn(**USUAL, skew=skew, suppressions=(Suppression(-2.0, 0.25, 0.5),))
    times = np.linspace(-24, 60, 84 * 600 + 1)
    with mp.workdps(50):
        c = mp.cos(mp.pi * 11 / 24)

    def above(t):
        angle = 2 * mp.pi * (mp.mpf(float(t)) - 3) / 24
        return float(mp.cos(angle + mp.mpf(skew) * mp.cos(angle)) - c)

    coarse = times[::100]
    signs = np.array([above(t) for t in coarse])
    corners = [brentq(above, coarse[i], coarse[i + 1], xtol=1e-14) for i in np.flatnonzero(np.diff(signs > 0))]
    np.testing.assert_allclose(own.breaks(-24.0, 60.0), sorted([*corners, -2.0, 0.25]), rtol=0, atol=1e-11)
    assert own.breaks(-1.99, 0.2).size <= 1


NIGHTS = [
    (11.0, (3.0, 27.5, 50.0)),
    (11.0, (3.0, 39.0, 62.0)),
    (11.0, (3.0, 11.0, 35.0)),  # nearer than they are wide
    (20.0, (-5.0, 31.0, 44.0, 46.0)),  # so far apart that a daily curve would come back between two
    (5.0, (1.0, 100.0)),
]


@pytest.mark.parametrize("skew", [0.0, 0.6, -0.9])
@pytest.mark.parametrize(("width", "peaks"), NIGHTS)
def test_each_night_has_a_peak_of_its_own(width, peaks, skew):
    own = BodysOwn(1.5, 40.0, width, peaks, skew)
    times = np.random.default_rng(4).uniform(peaks[0] - 80, peaks[-1] + 80, 120)
    with mp.workdps(30):
        want = [float(night_after_night(t, 1.5, 40, width, peaks, skew)) for t in times.tolist()]
    np.testing.assert_allclose(own.concentration(times), want, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("skew", [0.0, 0.6, -0.9])
@pytest.mark.parametrize(("width", "peaks"), NIGHTS)
def test_the_level_jumps_nowhere_and_is_smooth_between_breaks(width, peaks, skew):
    own = BodysOwn(1.5, 40.0, width, peaks, skew)
    first, last = peaks[0] - 30.0, peaks[-1] + 30.0
    breaks = own.breaks(first, last)
    # No cosine of 24 h and this lean changes by more than this in a second.
    steepest = 40 / (1 - np.cos(np.pi * width / 24)) * (1 + abs(skew)) * 2 * np.pi / 24
    for time in [*breaks, *np.linspace(first, last, 5000)]:
        apart = own.concentration([time - 1 / 7200, time + 1 / 7200])
        assert abs(apart[1] - apart[0]) < steepest / 3600 * 1.01
    step = 1e-4
    times = np.random.default_rng(5).uniform(first, last, 300)
    times = times[[np.abs(time - breaks).min() > 1e-3 for time in times]]
    want = (own.concentration(times + step) - own.concentration(times - step)) / (2 * step)
    np.testing.assert_allclose(own.slope(times, times), want, rtol=0, atol=1e-5)


def test_between_two_nights_it_goes_over_half_way_where_there_is_the_baseline():
    own = BodysOwn(**{**USUAL, "peak_time_h": (3.0, 29.0)})
    assert own.concentration([8.4999, 8.5, 16.0, 23.5]).tolist() == pytest.approx([2, 2, 2, 2], abs=2e-2)
    assert own.concentration([3.0, 29.0]).tolist() == [52, 52]
    near = BodysOwn(**{**USUAL, "peak_time_h": (3.0, 11.0)})
    assert 7.0 in near.breaks(0, 24)
    one, other = (BodysOwn(**{**USUAL, "peak_time_h": peak}) for peak in (3.0, 11.0))
    times = np.linspace(-2.5, 16.5, 200)
    higher = np.maximum(one.concentration(times), other.concentration(times))
    np.testing.assert_allclose(near.concentration(times), higher, rtol=1e-13)


@pytest.mark.parametrize("skew", [0.0, -0.7])
def test_peaks_a_day_apart_are_one_that_comes_back(skew):
    times = np.random.default_rng(6).uniform(-90, 160, 500)
    one, other = (BodysOwn(**{**USUAL, "peak_time_h": peak}, skew=skew) for peak in (3.0, (3.0, 27.0, 51.0)))
    np.testing.assert_allclose(other.concentration(times), one.concentration(times), rtol=1e-13)
    corners = other.breaks(-90, 160)
    assert all(np.abs(corners - corner).min() < 1e-12 for corner in one.breaks(-90, 160))


def test_a_level_without_a_peak_is_constant():
    own = BodysOwn(0.85)
    assert own.is_constant
    assert own.concentration([-100.0, 0.0, 7.3]).tolist() == [0.85] * 3
    assert own.breaks(-1e3, 1e3).size == 0
    assert not MELATONIN.is_constant
    assert not BodysOwn(1.0, suppressions=(Suppression(0.0, 1.0, 0.5),)).is_constant


@pytest.mark.parametrize(
    ("numbers", "rule"),
    [
        ({"baseline": -1.0}, "BodysOwn: baseline"),
        ({"baseline": float("nan")}, "BodysOwn: baseline"),
        ({"amplitude": -1.0}, "BodysOwn: amplitude"),
        ({"peak_time_h": float("inf")}, "BodysOwn: peak_time_h"),
        ({"peak_time_h": (3.0, 3.0)}, r"peak_time_h is \(3.0, 3.0\); it must be a time \[h\], or times that ascend"),
        ({"peak_time_h": ()}, "BodysOwn: peak_time_h"),
        ({"ke_per_h": 0.0}, "BodysOwn: ke_per_h"),
        ({"width_h": 0.0}, "width_h is 0; it must be between 0 and 24"),
        ({"width_h": 24.0}, "width_h is 24; it must be between 0 and 24"),
        ({"skew": 1.0}, "skew is 1; it must be between -1 and 1"),
        ({"skew": float("nan")}, "skew is nan"),
        ({"suppressions": (Suppression(0.0, 1.0, 1.1),)}, "Suppression: share is 1.1; it must be from 0 to 1"),
        (
            {"suppressions": (Suppression(1.0, 1.0, 0.5),)},
            "Suppression: it ends at 1 h and starts at 1 h; it must",
        ),
    ],
)
def test_numbers_out_of_their_domain_are_refused(numbers, rule):
    with pytest.raises(InputError, match=rule):
        BodysOwn(**{**USUAL, **numbers})


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"skew": 0.5},
        {"suppressions": LIGHTS},
        {"peak_time_h": (3.0, 30.0)},
        {"peak_time_h": (-20.0, 0.0, 35.0)},
        {"peak_time_h": (3.0, 9.0)},
    ],
)
def test_each_of_many_has_a_level_of_its_own(how):
    rng = np.random.default_rng(7)
    numbers = {
        "baseline": rng.uniform(1, 3, 40),
        "amplitude": rng.lognormal(4, 0.8, 40),
        "width_h": rng.uniform(9, 13, 40),
        "later_h": rng.normal(0, 1, 40),
        "ke_per_h": rng.uniform(0.5, 2, 40),
    }
    times, more = np.sort(rng.uniform(-60, 90, 200)), {"peak_time_h": 3.0, **how}
    many = BodysOwn(**numbers, **more)
    added = rng.uniform(0, 9, (200, 40))
    both = added.copy()
    OwnOfMany(many).add_to(both, times)
    assert many.shape == (40,)
    for i in range(40):
        one = {name: each[i] for name, each in numbers.items() if name != "later_h"}
        peak = np.add(more["peak_time_h"], numbers["later_h"][i])
        alone = BodysOwn(**one, **{**more, "peak_time_h": tuple(peak) if np.ndim(peak) else float(peak)})
        level = alone.concentration(times)
        np.testing.assert_allclose(many.concentration(times)[:, i], level, rtol=1e-12)
        np.testing.assert_allclose(both[:, i], added[:, i] + level, rtol=1e-12)
        np.testing.assert_allclose(many.of(np.array([3, i])).concentration(times)[:, 1], level, rtol=1e-12)


def test_what_is_constant_is_added_to_each_of_many():
    levels = np.ones((5, 3))
    OwnOfMany(BodysOwn(np.array([0.75, 0.85, 0.95]))).add_to(levels, np.arange(5.0))
    assert levels.tolist() == [[1.75, 1.85, 1.95]] * 5
