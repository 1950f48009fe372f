"""When a curve is above a share of its peak for the last time: scanned densely, refined on 80-digit solutions."""

import mpmath as mp
import numpy as np
import pytest
from cases import random_inputs, random_model
from reference import concentration, events, precise, precise_slope
from scipy.optimize import brentq

from pksim.kinetics.features import last_above_share, peak, spans_above
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.pieces import Pieces

DIGITS = 80
MELATONIN = OneCompartment.from_tmax(0.75, 35 / 60, 70.0, 0.15)
MODELS = {
    "usual": MELATONIN,
    "flip-flop": OneCompartment(0.2, 1.2, 70.0, 0.15),
    "equal": OneCompartment(1.2, 1.2, 70.0),
    "stiff": OneCompartment(1e4, 0.05, 10.0),
}


def scan(model, inputs, subject):
    """Times close enough that the curve turns at most once between two of them, and the curve there."""
    own = [np.ravel(each.ka_per_h) for each in inputs if each.ka_per_h is not None]
    slowest = min(rates.min() for rates in (np.ravel(model.ke_per_h), np.ravel(model.ka_per_h), *own))
    starts = events(inputs, subject)
    each = [start + np.logspace(-5, np.log10(58 / slowest), 80) for start in starts]
    times = np.unique(np.concatenate([*each, starts, starts - 1e-12]))
    return times, concentration(model, inputs, times, subject, DIGITS)


def true_lasts(model, inputs, shares, subject=0):
    times, levels = scan(model, inputs, subject)
    at = int(levels.argmax())

    def slope(time):
        return float(precise_slope(model, inputs, time, subject, DIGITS))

    top = times[at]
    if slope(top) > 0:
        top = brentq(slope, top, times[at + 1], xtol=1e-15, rtol=1e-15)
    elif at and slope(times[at - 1]) > 0:
        top = brentq(slope, times[at - 1], top, xtol=1e-15, rtol=1e-15)
    highest = precise(model, inputs, top, subject, DIGITS)
    place = int(np.searchsorted(times, top))
    times, levels = np.insert(times, place, top), np.insert(levels, place, float(highest))

    def last(share):
        wanted = mp.mpf(share) * highest
        before = int(np.flatnonzero(levels > float(wanted))[-1])

        def excess(time):
            return float((precise(model, inputs, time, subject, DIGITS) - wanted) / wanted)

        return brentq(excess, times[before], times[before + 1], xtol=1e-15, rtol=1e-15)

    return [last(share) for share in shares]


def true_last(model, inputs, share):
    return true_lasts(model, inputs, [share])[0]


def expect(model, inputs, shares=(0.9, 0.1, 1e-3), subject=None):
    first = events(inputs, subject or 0)[0]
    for share, want in zip(shares, true_lasts(model, inputs, shares, subject or 0), strict=True):
        found = last_above_share(Pieces.of(model.system(inputs)), share)
        found = float(found if subject is None else found[subject])
        assert found - first == pytest.approx(want - first, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_one_dose(model):
    expect(model, [Input(amount_mg=1, time_h=-1.0)], (0.999, 0.5, 0.1, 1e-6))


def test_after_equal_rate_constants_by_hand():
    """k·s·e^(1 - k·s) is the share: the lower branch of Lambert's W."""
    model = OneCompartment(0.5, 0.5, 3.0)
    with mp.workdps(50):
        want = float(-mp.lambertw(-mp.mpf("0.1") / mp.e, -1) / mp.mpf("0.5"))
    found = last_above_share(Pieces.of(model.system([Input(amount_mg=9, time_h=2.0)])), 0.1)
    assert found - 2.0 == pytest.approx(want, rel=1e-10, abs=0)


@pytest.mark.parametrize("hours", [(-1.0, 0.0), (-3.0, -0.5, 2.0), (0.0, 24.0)])
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_several_doses_into_one_gut(model, hours):
    expect(model, [Input(amount_mg=1 + k, time_h=hour, lag_h=0.1 * k) for k, hour in enumerate(hours)])


@pytest.mark.parametrize("slow", [0.2, 0.9, 1.2, 5.0])
def test_two_guts(slow):
    expect(MELATONIN, [Input(amount_mg=0.5, time_h=-1), Input(amount_mg=1.5, time_h=-1, ka_per_h=slow)])


def test_two_guts_with_two_humps_of_which_the_later_is_lower():
    """The last fall is from the second hump, though the curve has been below the level before."""
    inputs = [Input(amount_mg=2, time_h=0), Input(amount_mg=1, time_h=0, ka_per_h=4.0, lag_h=6.0)]
    first = true_last(MELATONIN, inputs[:1], 0.3)
    assert last_above_share(Pieces.of(MELATONIN.system(inputs)), 0.3) > first + 1
    expect(MELATONIN, inputs, (0.6, 0.3, 0.05))


def test_a_later_hump_below_the_level_does_not_count():
    early = [Input(amount_mg=10, time_h=0)]
    late = Input(amount_mg=0.1, time_h=12.0)
    found = last_above_share(Pieces.of(MELATONIN.system([*early, late])), 0.5)
    assert found == pytest.approx(true_last(MELATONIN, early, 0.5), rel=1e-10, abs=0)


@pytest.mark.parametrize("route", ["oral", "iv"])
@pytest.mark.parametrize("duration", [1 / 60, 2.5, 8.0])
def test_releases(route, duration):
    expect(MELATONIN, [Input(amount_mg=2, time_h=time, duration_h=duration, route=route) for time in (-2.0, 1.0)])


@pytest.mark.parametrize("seed", range(10))
def test_random_models_and_inputs(seed):
    rng = np.random.default_rng(seed)
    expect(random_model(rng), random_inputs(rng, rng.integers(1, 4), ("bolus", "release", "infusion", "own ka")))


def test_subjects():
    rng = np.random.default_rng(8)
    model, inputs = random_model(rng, 4), random_inputs(rng, 2, ("bolus", "own ka"), subjects=4)
    for subject in range(4):
        expect(model, inputs, subject=subject)


def test_subjects_differ_only_in_when_they_take_it():
    times = np.array([-2.0, -0.25, 3.0])
    found = last_above_share(Pieces.of(MELATONIN.system([Input(amount_mg=1, time_h=times)])), 0.1)
    alone = last_above_share(Pieces.of(MELATONIN.system([Input(amount_mg=1, time_h=0.0)])), 0.1)
    np.testing.assert_allclose(found - times, alone, rtol=1e-12)


def test_shape_is_the_systems():
    three = OneCompartment(np.array([0.3, 1.2, 9.0]), 0.6, 10.0)
    for model, shape in ((MELATONIN, ()), (three, (3,))):
        assert last_above_share(Pieces.of(model.system([Input(amount_mg=5, time_h=0)])), 0.5).shape == shape


def test_it_is_the_end_of_the_last_span_above_the_level():
    inputs = [Input(amount_mg=1, time_h=hour) for hour in (-3.0, 2.0, 4.0)]
    system = Pieces.of(MELATONIN.system(inputs))
    for share in (0.2, 0.7):
        spans = spans_above(system, share * float(peak(system)[1]))
        assert last_above_share(system, share) == pytest.approx(spans[-1][1], rel=1e-10, abs=0)


def test_the_smaller_the_share_the_later():
    system = Pieces.of(MELATONIN.system([Input(amount_mg=1, time_h=0.0)]))
    found = [float(last_above_share(system, share)) for share in (0.99, 0.5, 0.1, 1e-3, 1e-9, 1e-15)]
    assert found == sorted(found)
    assert np.isfinite(found).all()
