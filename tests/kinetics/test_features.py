"""Peak, time above a level and area against the reference: scanned densely, then refined on 50-digit slopes."""

import itertools
import math

import mpmath as mp
import numpy as np
import pytest
from cases import random_inputs, random_model
from reference import concentration, events, gauss, graded, precise, precise_slope
from scipy.optimize import brentq, minimize_scalar

from pksim.kinetics.features import area, concentration_at, hours_above, peak, spans_above
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.pieces import Pieces, crossing

MELATONIN = OneCompartment.from_tmax(0.75, 35 / 60, 70.0, 0.15)
FLIP_FLOP = OneCompartment(0.2, 1.2, 70.0, 0.15)


DIGITS = 80
"""Enough here, where rate constants differ by a relative 1e-16 at the least, and faster."""


def curve(model, inputs, times, subject):
    return concentration(model, inputs, times, subject, DIGITS)


def scan(model, inputs, subject=0):
    """Times close enough that the curve turns at most once between two of them, and the curve there."""
    own = [np.ravel(each.ka_per_h) for each in inputs if each.ka_per_h is not None]
    slowest = min(rates.min() for rates in (np.ravel(model.ke_per_h), np.ravel(model.ka_per_h), *own))
    starts = events(inputs, subject)
    each = [start + np.logspace(-5, np.log10(50 / slowest), 70) for start in starts]
    times = np.unique(np.concatenate([*each, starts, starts - 1e-12]))
    return times, curve(model, inputs, times, subject)


def true_peak(model, inputs, scanned, subject=0):
    times, levels = scanned
    at = int(levels.argmax())

    def slope(time):
        return float(precise_slope(model, inputs, time, subject, digits=DIGITS))

    time = times[at]
    if slope(time) > 0:
        time = brentq(slope, time, times[at + 1], xtol=1e-15, rtol=1e-15)
    elif at and slope(times[at - 1]) > 0:
        time = brentq(slope, times[at - 1], time, xtol=1e-15, rtol=1e-15)
    return time, curve(model, inputs, time, subject)[0]


def true_spans_above(model, inputs, scanned, level, subject=0):
    times, levels = scanned

    def excess(time):
        return float(precise(model, inputs, time, subject, digits=DIGITS) - level)

    changes = np.flatnonzero(np.diff(levels > level))
    crossings = [brentq(excess, times[i], times[i + 1], xtol=1e-14) for i in changes]
    if levels[0] > level:
        crossings.insert(0, times[0])
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def true_hours_above(*arguments):
    return sum(end - begin for begin, end in true_spans_above(*arguments))


def true_area(model, inputs, low, high, subject=0):
    starts = events(inputs, subject)
    starts = np.unique(np.concatenate([[low], starts[(low < starts) & (starts < high)]]))
    nodes, weights = gauss(graded(starts, high, shortest=1e-3), order=12)
    return weights @ curve(model, inputs, nodes, subject)


def expect_all(model, inputs, subject=None):
    system = Pieces.of(model.system(inputs))
    found = [each if subject is None else each[subject] for each in peak(system)]
    scanned = scan(model, inputs, subject or 0)
    time, height = true_peak(model, inputs, scanned, subject or 0)
    assert found[1] == pytest.approx(height, rel=1e-11, abs=0)
    at_found = curve(model, inputs, found[0] + 1e-13, subject or 0)[0]
    assert at_found == pytest.approx(height, rel=1e-9, abs=0)
    assert found[0] == pytest.approx(time, rel=1e-7, abs=1e-6)
    for share in (0.5, 0.05):
        level = share * height
        hours = hours_above(system, level)
        hours = hours if subject is None else hours[subject]
        want = true_hours_above(model, inputs, scanned, level, subject or 0)
        assert hours == pytest.approx(want, rel=1e-9, abs=1e-10)
    got = area(system, -1.0, 6.0)
    got = got if subject is None else got[subject]
    assert got == pytest.approx(true_area(model, inputs, -1.0, 6.0, subject or 0), rel=1e-9, abs=1e-12 * height)


@pytest.mark.parametrize("seed", range(20))
def test_random_models_and_inputs(seed):
    rng = np.random.default_rng(seed)
    expect_all(random_model(rng), random_inputs(rng, rng.integers(1, 5)))


@pytest.mark.parametrize("model", [MELATONIN, FLIP_FLOP, OneCompartment(1.2, 1.2, 70.0)], ids=["usual", "flip", "same"])
@pytest.mark.parametrize("hours", [(0.0,), (-1.0, 0.0), (-3.0, -0.5, 2.0)])
def test_boluses_into_one_gut(model, hours):
    expect_all(model, [Input(amount_mg=1 + k, time_h=hour, lag_h=0.1 * k) for k, hour in enumerate(hours)])


def test_prolonged_release_tablet_of_two_depots():
    inputs = [Input(amount_mg=0.5, time_h=-1), Input(amount_mg=1.5, time_h=-1, ka_per_h=0.25, duration_h=1.0)]
    expect_all(MELATONIN, inputs)


def test_three_depots_with_three_humps():
    inputs = [Input(amount_mg=1, time_h=0, ka_per_h=ka, lag_h=lag) for ka, lag in ((20.0, 0), (2.0, 2.5), (0.3, 5))]
    expect_all(OneCompartment(1.0, 1.5, 10.0), inputs)


FAST, SLOW = Input(amount_mg=1.5, time_h=0, ka_per_h=20.0), Input(amount_mg=20, time_h=0, ka_per_h=0.05)
RELEASE = Input(amount_mg=48, time_h=0, duration_h=24.0, ka_per_h=0.6)


@pytest.mark.parametrize("inputs", list(itertools.permutations([FAST, SLOW, RELEASE])))
def test_up_down_up_down_without_an_event(inputs):
    """Fast bolus, then a release that builds up, then a slow depot that runs dry: three turns in one release."""
    model = OneCompartment(1.0, 3.0, 10.0)
    slopes = [float(precise_slope(model, inputs, time, digits=DIGITS)) for time in (0.05, 0.5, 3.0, 20.0)]
    assert [slope > 0 for slope in slopes] == [True, False, True, False]
    expect_all(model, inputs)


def test_dip_during_a_release():
    """The first hump is the highest point and lies before a release's slow rise: two turns in one release."""
    inputs = [FAST, Input(amount_mg=10, time_h=0, duration_h=24.0, ka_per_h=0.6)]
    expect_all(OneCompartment(1.0, 3.0, 10.0), inputs)


@pytest.mark.parametrize("route", ["oral", "iv"])
@pytest.mark.parametrize("duration", [1 / 60, 2.5])
def test_releases(route, duration):
    inputs = [Input(amount_mg=2, time_h=time, duration_h=duration, route=route) for time in (-2.0, -1.9, 1.0)]
    expect_all(MELATONIN, inputs)


def test_oral_bolus_during_an_infusion():
    inputs = [Input(amount_mg=1, time_h=-1, duration_h=8, route="iv"), Input(amount_mg=4, time_h=0)]
    expect_all(MELATONIN, inputs)


def test_intravenous_bolus_peaks_at_once():
    inputs = [Input(amount_mg=140, time_h=-1, route="iv"), Input(amount_mg=70, time_h=1, route="iv")]
    time, height = peak(Pieces.of(MELATONIN.system(inputs)))
    assert (time, height) == (-1, 2)
    expect_all(MELATONIN, inputs)


@pytest.mark.parametrize("kinds", [("bolus",), ("bolus", "release", "iv bolus", "infusion", "own ka")])
def test_subjects(kinds):
    rng = np.random.default_rng(5)
    model, inputs = random_model(rng, 5), random_inputs(rng, 3, kinds, subjects=5)
    for subject in range(5):
        expect_all(model, inputs, subject)


def test_subjects_with_common_inputs_and_levels_of_their_own():
    model = OneCompartment(np.array([0.3, 1.2, 9.0]), 0.6, 10.0)
    inputs = [Input(amount_mg=5, time_h=0), Input(amount_mg=5, time_h=1)]
    levels = np.array([0.1, 0.2, 0.3])
    hours = hours_above(Pieces.of(model.system(inputs)), levels)
    for subject in range(3):
        expect_all(model, inputs, subject)
        want = true_hours_above(model, inputs, scan(model, inputs, subject), levels[subject], subject)
        assert hours[subject] == pytest.approx(want, rel=1e-9, abs=0)


def test_shapes():
    one, three = MELATONIN, OneCompartment(np.array([0.3, 1.2, 9.0]), 0.6, 10.0)
    for model, shape in ((one, ()), (three, (3,))):
        system = Pieces.of(model.system([Input(amount_mg=5, time_h=0)]))
        results = [*peak(system), hours_above(system, 1e-3), area(system, 0, 1)]
        assert [each.shape for each in results] == [shape] * 4


def test_level_that_is_never_reached():
    assert hours_above(Pieces.of(MELATONIN.system([Input(amount_mg=1, time_h=0)])), 1e3) == 0


def test_spans_above():
    """The first two humps join at a low level and not at a high one; the last starts at once."""
    inputs = [Input(amount_mg=1, time_h=hour, lag_h=0.1) for hour in (-3, -2, 3)]
    inputs.append(Input(amount_mg=2, time_h=9.0, route="iv"))
    scanned = scan(MELATONIN, inputs)
    for level in (1e-4, 6e-4, 1.1e-3):
        got = spans_above(Pieces.of(MELATONIN.system(inputs)), level)
        want = true_spans_above(MELATONIN, inputs, scanned, level)
        assert len(got) > 1
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-9)
        assert sum(end - begin for begin, end in got) == pytest.approx(
            hours_above(Pieces.of(MELATONIN.system(inputs)), level)
        )


def test_spans_join_where_events_divide_them():
    """Above the level throughout, across the events and peaks inside: one span."""
    inputs = [Input(amount_mg=1, time_h=hour, duration_h=0.5) for hour in (-1.0, -0.7, -0.2, 0.3)]
    (span,) = spans_above(Pieces.of(MELATONIN.system(inputs)), 2e-4)
    (want,) = true_spans_above(MELATONIN, inputs, scan(MELATONIN, inputs), 2e-4)
    np.testing.assert_allclose(span, want, rtol=0, atol=1e-9)
    assert spans_above(Pieces.of(MELATONIN.system(inputs)), 1.0) == []


def test_tail_that_lasts_weeks():
    """A level of a millionth: hundreds of half-lives of the depot after the dose."""
    model, inputs = OneCompartment(1e-3, 5.0, 1.0), [Input(amount_mg=1, time_h=0)]
    scanned = scan(model, inputs)
    level = 1e-6 * true_peak(model, inputs, scanned)[1]
    hours = hours_above(Pieces.of(model.system(inputs)), level)
    assert hours == pytest.approx(true_hours_above(model, inputs, scanned, level), rel=1e-9, abs=0)


def test_area_of_everything_is_mass_over_clearance():
    inputs = [Input(amount_mg=3, time_h=-1), Input(amount_mg=4, time_h=0, duration_h=2, ka_per_h=0.3)]
    whole = area(Pieces.of(MELATONIN.system(inputs)), -10, 1e4)
    assert whole == pytest.approx(0.15 * 7 / MELATONIN.clearance_l_per_h, rel=1e-14, abs=0)


def test_area_before_the_first_dose_and_without_inputs():
    assert area(Pieces.of(MELATONIN.system([Input(amount_mg=3, time_h=1)])), -4, 1) == 0
    np.testing.assert_array_equal(area(Pieces.of(OneCompartment([1, 2], 1, 1).system([])), -4, 1), [0, 0])


def test_area_late_in_the_tail():
    """The second night after a dose: what is left is not to be got as the difference of two whole areas."""
    model, inputs = OneCompartment(2.0, 1.2, 10.0), [Input(amount_mg=1, time_h=0)]
    with mp.workdps(60):
        ka, ke = mp.mpf(2), mp.mpf(1.2)
        want = (
            ka
            / (10 * (ka - ke))
            * sum(sign * (mp.exp(-k * 24) - mp.exp(-k * 32)) / k for k, sign in ((ke, 1), (ka, -1)))
        )
    assert area(Pieces.of(model.system(inputs)), 24.0, 32.0) == pytest.approx(float(want), rel=1e-8, abs=0)


def test_release_shorter_than_a_rounding_of_the_clock():
    """It starts and ends at the same float and is still not lost."""
    system = Pieces.of(MELATONIN.system([Input(amount_mg=1, time_h=1.0, duration_h=1e-17)]))
    assert peak(system)[1] == pytest.approx(MELATONIN.cmax_mg_l(1), rel=1e-12, abs=0)
    assert area(system, 0, 1e3) == pytest.approx(0.15 / MELATONIN.clearance_l_per_h, rel=1e-12, abs=0)


def test_a_later_dose_does_not_hide_the_peak_of_what_has_long_faded():
    """After 90 hours at 50 per hour nothing is left, not even a sign of the slope."""
    model = OneCompartment(ka_per_h=40.0, ke_per_h=50.0, volume_l=1.0)
    given = [(10.0, 0.0, None), (5.0, 0.0, 30.0), (1e-3, 90.0, None)]
    doses = [Input(amount_mg=mg, time_h=at, ka_per_h=ka) for mg, at, ka in given]
    time, height = peak(Pieces.of(model.system(doses)), -np.inf, np.inf)

    def bateman(t):
        return sum(mg * ka / (50 - ka) * (math.exp(-ka * t) - math.exp(-50 * t)) for mg, ka in ((10, 40), (5, 30)))

    found = minimize_scalar(lambda t: -bateman(t), bounds=(0.0, 0.2), method="bounded", options={"xatol": 1e-9})
    assert float(time) == pytest.approx(found.x, abs=1e-7)
    assert float(height) == pytest.approx(-found.fun, rel=1e-12)


def test_hours_above_a_level_in_a_window_are_those_in_it_alone():
    doses = [Input(amount_mg=1.0, time_h=at) for at in (0.0, 24.0, 48.0)]
    pieces = Pieces.of(MELATONIN.system(doses))
    level = 0.5 * float(MELATONIN.cmax_mg_l(1.0))
    (one,) = spans_above(Pieces.of(MELATONIN.system(doses[:1])), level)
    assert float(hours_above(pieces, np.array(level), 20.0, 44.0)) == pytest.approx(one[1] - one[0], rel=1e-6)
    assert float(hours_above(pieces, np.array(level), 6.0, 20.0)) == 0


def test_concentration_at_a_time():
    model = OneCompartment(np.array([1.5, 0.4]), 0.9, 10.0)
    inputs = [
        Input(amount_mg=5, time_h=np.array([-1.0, 0.5]), route="iv"),
        Input(amount_mg=9, time_h=1.0),
        Input(amount_mg=4, time_h=2.0, duration_h=1.0),
    ]
    pieces = Pieces.of(model.system(inputs))
    for time in (-2.0, -1.0, -0.5, 0.5, 1.0, 1.5, 2.5, 3.0, 9.0):
        got = concentration_at(pieces, time)
        want = [concentration(model, inputs, [time], subject=i)[0] for i in (0, 1)]
        np.testing.assert_allclose(got, want, rtol=1e-13)
    one = Pieces.of(OneCompartment(1.5, 0.9, 10.0).system([Input(amount_mg=5, time_h=0.0, route="iv")]))
    assert [float(concentration_at(one, time)) for time in (-1e-9, 0.0)] == [0.0, 0.5]
    assert concentration_at(one, 0.0).shape == ()


@pytest.mark.parametrize("count", [1, 12, 13, 40])
def test_few_roots_and_many_are_the_same(count):
    level = np.linspace(0.1, 0.9, count)
    found = crossing(lambda s, i: np.exp(-s) - level[i], np.zeros(count), np.full(count, 9.0), np.arange(count))
    np.testing.assert_allclose(found, -np.log(level), rtol=1e-14)


def test_spans_are_those_of_the_moved_curve_and_a_list_of_ones_own():
    pieces = Pieces.of(OneCompartment(1.2, 0.2, 10.0).system(Input(amount_mg=100, time_h=0.0)))
    first = spans_above(pieces, 2.0)
    (moved,) = spans_above(pieces.later(3.0), 2.0)
    assert moved == pytest.approx([time + 3.0 for time in first[0]], abs=1e-12)
    first.clear()
    assert len(spans_above(pieces, 2.0)) == 1
    assert spans_above(pieces, 1.0)[0][1] > spans_above(pieces, 2.0)[0][1]
