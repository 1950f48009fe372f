"""Doses and the body's own together, against the two curves written down again and searched on a dense grid."""

from itertools import pairwise

import numpy as np
import pytest
from bodys_own import cosine, suppressed
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.suppression import Suppression
from pksim.kinetics.total import Total

FROM_H, TO_H = -6.0, 20.0


class Sum:
    """Bateman curves of doses (time, mg, volume 1) and the body's own."""

    def __init__(self, ka, ke, doses, own, lights=()):
        self.ka, self.ke, self.doses, self.own, self.lights = ka, ke, doses, own, lights

    def __call__(self, t):
        level = cosine(t, **self.own) * (1 - suppressed(t, self.lights, self.ke))
        for start, amount in self.doses:
            s = np.maximum(t - start, 0.0)
            level = level + amount * self.ka / (self.ka - self.ke) * (np.exp(-self.ke * s) - np.exp(-self.ka * s))
        return level

    @property
    def total(self):
        body = BodysOwn(
            self.own["baseline"],
            self.own["amplitude"],
            self.own["width"],
            self.own["peak"],
            self.own["skew"],
            tuple(Suppression(*light) for light in self.lights),
            self.ke,
        )
        inputs = [Input(amount_mg=amount, time_h=start) for start, amount in self.doses]
        return Total(body, Pieces.of(OneCompartment(self.ka, self.ke, 1.0).system(inputs)))

    def corners(self):
        """Times at which the curve is not smooth, each found by halving; and the window's ends."""
        angles = np.linspace(FROM_H, TO_H, 2001)

        def above(t):
            angle = 2 * np.pi * (t - self.own["peak"]) / 24
            return np.cos(angle + self.own["skew"] * np.cos(angle)) - np.cos(np.pi * self.own["width"] / 24)

        found = [brentq(above, angles[i], angles[i + 1]) for i in np.flatnonzero(np.diff(above(angles) > 0))]
        found += [start for start, _ in self.doses] + [edge for light in self.lights for edge in light[:2]]
        return sorted({FROM_H, TO_H, *(time for time in found if FROM_H < time < TO_H)})

    def extremes(self):
        """Every local extremum, from a dense grid between corners, refined."""
        for a, b in pairwise(self.corners()):
            grid = a + (b - a) * np.sin(np.linspace(0, np.pi / 2, 2001)) ** 2
            levels = self(grid)
            yield from zip(grid[[0, -1]], levels[[0, -1]], strict=True)
            for sign in (-1, 1):
                at = np.flatnonzero((np.diff(sign * levels)[:-1] < 0) & (np.diff(sign * levels)[1:] >= 0)) + 1
                for i in at:
                    found = minimize_scalar(
                        lambda t, sign=sign: sign * self(np.array([t]))[0],
                        bounds=(grid[i - 1], grid[i + 1]),
                        method="bounded",
                        options={"xatol": 1e-11},
                    )
                    yield found.x, sign * found.fun

    def area(self, first, last):
        edges = [first, *(time for time in self.corners() if first < time < last), last]
        return sum(quad(lambda t: self(np.array([t]))[0], a, b, epsabs=0, epsrel=1e-12)[0] for a, b in pairwise(edges))


TIMES = st.floats(-8, 12).map(lambda t: round(t, 3))
SUMS = st.builds(
    Sum,
    ka=st.floats(2.5, 12),
    ke=st.floats(0.05, 2),
    doses=st.lists(st.tuples(TIMES, st.floats(0.5, 80)), min_size=1, max_size=4, unique_by=lambda dose: dose[0]),
    own=st.fixed_dictionaries(
        {
            "baseline": st.floats(0, 5),
            "amplitude": st.just(0.0) | st.floats(5, 60),
            "width": st.floats(4, 20),
            "peak": st.floats(-12, 12),
            "skew": st.just(0.0) | st.floats(-0.9, 0.9),
        }
    ),
    lights=st.just(()) | st.builds(lambda t, h, s: ((t, t + h, s),), TIMES, st.floats(0.25, 4), st.floats(0.05, 1)),
)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(SUMS)
def test_peak_and_trough_are_those_of_a_dense_grid(true):
    times, levels = map(np.array, zip(*true.extremes(), strict=True))
    time, height = true.total.peak(FROM_H, TO_H)
    assert height == pytest.approx(levels.max(), rel=1e-10, abs=0)
    assert true(np.array([time]))[0] == pytest.approx(height, rel=1e-12)
    near = times[levels > levels.max() * (1 - 1e-9)]
    assert np.abs(near - time).min() < 1e-3
    assert true.total.trough(FROM_H, TO_H) == pytest.approx(levels.min(), rel=1e-10, abs=1e-12)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(SUMS)
def test_area_is_what_quadrature_finds(true):
    for first, last in ((FROM_H, TO_H), (-1.3, 7.9)):
        assert true.total.area(first, last) == pytest.approx(true.area(first, last), rel=1e-11)


OWN = {"baseline": 2.0, "amplitude": 50.0, "width": 11.0, "peak": 3.0, "skew": 0.0}
BODY = BodysOwn(2.0, 50.0, 11.0, 3.0)


def test_without_doses_it_is_the_bodys_own():
    total = Total(BODY)
    assert total.peak(-4, 8) == pytest.approx((3, 52), abs=1e-7)
    assert total.trough(-4, 8) == 2
    assert total.area(-4, 20) == pytest.approx(2 * 24 + 352.99, abs=5e-3)
    # facts.md, section 4: it crosses 10 pg/mL about two hours before bedtime
    assert BODY.concentration([-1.957, 7.957]) == pytest.approx(10, abs=5e-3)


def test_a_peak_outside_the_window_does_not_count():
    total = Total(BODY)
    assert total.peak(-4, 1) == pytest.approx((1, cosine(1.0, **OWN)), rel=1e-14)
    assert total.peak(5, 8) == pytest.approx((5, cosine(5.0, **OWN)), rel=1e-14)
    assert total.trough(-1, 1) == pytest.approx(cosine(-1.0, **OWN), rel=1e-14)


def test_the_trough_at_the_end_is_just_before_what_is_taken_then():
    inputs = [Input(amount_mg=8.0, time_h=0.0, route="iv"), Input(amount_mg=8.0, time_h=3.0, route="iv")]
    total = Total(BodysOwn(0.5), Pieces.of(OneCompartment(1.0, np.log(2), 1.0).system(inputs)))
    assert total.trough(0, 3) == pytest.approx(1.5, rel=1e-13)
    assert total.peak(0, 3) == pytest.approx((3, 9.5), rel=1e-13) or total.peak(0, 3) == pytest.approx((0, 8.5))
    assert total.peak(-1, 2.9) == pytest.approx((0, 8.5), abs=1e-12)
    assert total.peak(-1, 4) == pytest.approx((3, 9.5), abs=1e-12)
    assert total.trough(-1, 4) == 0.5


def test_a_constant_level_lifts_the_curve():
    model, inputs = OneCompartment(2.0, 0.5, 1.0), [Input(amount_mg=3.0, time_h=-1.0)]
    plain, lifted = (Total(BodysOwn(level), Pieces.of(model.system(inputs))) for level in (0.0, 0.85))
    tmax = np.log(4) / 1.5
    for total, level in ((plain, 0.0), (lifted, 0.85)):
        peak = 3 * 4 / 3 * (np.exp(-0.5 * tmax) - np.exp(-2 * tmax))
        assert total.peak(-4, 8) == pytest.approx((tmax - 1, peak + level), rel=1e-9)
        assert total.trough(-4, 8) == level
    assert lifted.area(-4, 8) - plain.area(-4, 8) == pytest.approx(0.85 * 12, rel=1e-12)


def test_a_peak_that_comes_back_every_night_is_the_first():
    assert Total(BODY).peak(-4, 24 * 30)[0] == pytest.approx(3, abs=1e-6)


@pytest.mark.parametrize("begin", [-40.0, -4.0, 20.0])
def test_the_area_of_what_fades_fast_in_a_long_stretch(begin):
    # All that light takes away in the end is its share of the time that it lasts, whatever the rate.
    own = BodysOwn(8.0, suppressions=(Suppression(begin + 1, begin + 3, 0.5),), ke_per_h=20.0)
    assert Total(own).area(begin, begin + 38) == pytest.approx(8 * 38 - 8 * 0.5 * 2, rel=1e-10)


NIGHTS = st.builds(
    lambda first, gaps: (first, *(first + np.cumsum(gaps)).tolist()),
    st.floats(-12, 3).map(lambda t: round(t, 2)),
    st.lists(st.floats(2, 36).map(lambda t: round(t, 2)), min_size=1, max_size=2),
)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    NIGHTS,
    st.floats(4, 20),
    st.just(0.0) | st.floats(-0.9, 0.9),
    st.lists(st.tuples(TIMES, st.floats(0.5, 80)), max_size=2, unique_by=lambda dose: dose[0]),
)
def test_totals_of_nights_with_peaks_of_their_own_are_those_of_a_dense_grid(peaks, width, skew, doses):
    body = BodysOwn(2.0, 50.0, width, peaks, skew)
    inputs = [Input(amount_mg=amount, time_h=start) for start, amount in doses]
    total = Total(body, Pieces.of(OneCompartment(3.0, 1.2, 1.0).system(inputs)) if doses else None)

    def curve(t):
        """Of the peaks that are there the higher one; and the Bateman curves."""
        nights = np.array([*(peaks[0] - 24 * i for i in (2, 1)), *peaks, *(peaks[-1] + 24 * i for i in (1, 2, 3))])
        angle = 2 * np.pi * (t[:, np.newaxis] - nights) / 24
        lean, c = angle + skew * np.cos(angle), np.cos(np.pi * width / 24)
        level = 2 + 50 * np.where(np.abs(lean) < np.pi * width / 24, (np.cos(lean) - c) / (1 - c), 0.0).max(axis=1)
        for start, amount in doses:
            s = np.maximum(t - start, 0.0)
            level = level + amount * 3.0 / 1.8 * (np.exp(-1.2 * s) - np.exp(-3.0 * s))
        return level

    grid = np.linspace(FROM_H, TO_H, 260_001)
    levels = curve(grid)
    time, height = total.peak(FROM_H, TO_H)
    # Half a step of 1e-4 h beside the top, where the slope is at most some 200 an hour.
    assert levels.max() - 1e-9 <= height <= levels.max() + 0.02
    assert curve(np.array([time]))[0] == pytest.approx(height, rel=1e-11)
    assert levels.min() - 0.02 <= total.trough(FROM_H, TO_H) <= levels.min() + 1e-9
    middles = (grid[1:] + grid[:-1]) / 2
    simpson = ((levels[1:] + levels[:-1]) / 6 + curve(middles) * 2 / 3).sum() * (grid[1] - grid[0])
    assert total.area(FROM_H, TO_H) == pytest.approx(simpson, rel=1e-7)


def of_many(skew=0.0, lights=(), peaks=3.0, count=300):
    """Numbers of so many subjects, and the sum of both curves of all, and of one."""
    rng = np.random.default_rng(8)
    ka, ke = rng.uniform(1, 9, count), rng.uniform(0.4, 1.5, count)
    mg, starts = rng.uniform(1, 80, count), [rng.uniform(-4, 2, count), rng.uniform(-1, 6, count)]
    numbers = {
        "baseline": rng.uniform(0.5, 3, count),
        "amplitude": rng.lognormal(4, 0.8, count),
        "width_h": rng.uniform(9, 13, count),
        "later_h": rng.normal(0, 1, count),
        "ke_per_h": ke,
    }
    more = {"peak_time_h": peaks, "skew": skew, "suppressions": tuple(Suppression(*light) for light in lights)}

    def total(who=slice(None)):
        inputs = [Input(amount_mg=mg[who], time_h=start[who]) for start in starts]
        pieces = Pieces.of(OneCompartment(ka[who], ke[who], 1.0).system(inputs))
        return Total(BodysOwn(**{name: each[who] for name, each in numbers.items()}, **more), pieces)

    return total, count


@pytest.mark.parametrize(
    "how", [{}, {"skew": 0.6}, {"lights": ((-3.0, 0.5, 0.7),)}, {"peaks": (3.0, 17.0)}, {"peaks": (-20.0, 12.0)}]
)
def test_many_are_each_one_of_them_alone(how):
    total, count = of_many(**how)
    everyone = total()
    first, last = np.linspace(-6, -4, count), np.linspace(8, 14, count)
    (times, heights), troughs = everyone.peak(first, last), everyone.trough(first, last)
    areas = everyone.area(-4.0, 9.0)
    assert times.shape == heights.shape == troughs.shape == areas.shape == (count,)
    for i in range(0, count, 7):
        alone = total(i)
        assert (times[i], heights[i]) == pytest.approx(alone.peak(first[i], last[i]), rel=1e-13, abs=1e-9)
        assert troughs[i] == pytest.approx(alone.trough(first[i], last[i]), rel=1e-13)
        assert areas[i] == pytest.approx(alone.area(-4.0, 9.0), rel=1e-13)
