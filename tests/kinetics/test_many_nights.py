"""Ninety nights on a grid of minutes: as exact in the last as in the first."""

import numpy as np
import pytest
from reference import concentration

from pksim.kinetics.features import area, peak
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment
from pksim.kinetics.pieces import Pieces

NIGHTS = 90
GRID = np.arange(-240, 60 * (24 * (NIGHTS - 1) + 8) + 1) / 60
MODELS = {
    "melatonin": OneCompartment.from_tmax(0.75, 35 / 60, 70.0, 0.15),
    "magnesium": OneCompartment.from_tmax(1.75, 15.0, 49.0, 0.19),
    "weeks": OneCompartment.from_tmax(1.75, 400.0, 49.0, 0.19),
}


def doses(duration=0.0):
    """A dose a night at an odd time, the seventh night missed, the tenth late."""
    hours = {night: -1.26 + (1.5 if night == 10 else 0.0) for night in range(1, NIGHTS + 1) if night != 7}
    return [
        Input(amount_mg=1 + night % 3, time_h=24 * (night - 1) + h, duration_h=duration) for night, h in hours.items()
    ]


def sampled(inputs, count=120):
    """Rows of the grid at least three minutes after anything was taken, in all nights."""
    rng = np.random.default_rng(90)
    rows = np.unique([*rng.integers(0, len(GRID), count), len(GRID) - 1, len(GRID) - 400])
    starts = np.array([each.time_h for each in inputs])
    last = starts[np.searchsorted(starts, GRID[rows], side="right") - 1]
    since = GRID[rows] - last
    return rows[(GRID[rows] < starts[0]) | (since > 0.05)]


@pytest.mark.parametrize("duration", [0.0, 8.0])
@pytest.mark.parametrize("name", MODELS)
def test_every_night_is_as_exact_as_the_first(name, duration):
    model, inputs = MODELS[name], doses(duration)
    rows = sampled(inputs)
    assert len(rows) > 80
    assert GRID[rows].max() > 24 * (NIGHTS - 2)
    got, want = model.concentration(GRID, inputs)[rows], concentration(model, inputs, GRID[rows], digits=60)
    np.testing.assert_allclose(got, want, rtol=5e-13, atol=0)


def test_minutes_after_a_dose_are_exact_to_the_rounding_of_the_clock():
    """Two thousand hours are known to 2e-13 h, and so is what has been absorbed two minutes after a dose."""
    model, inputs = MODELS["melatonin"], doses()
    rows = np.searchsorted(GRID, [each.time_h for each in inputs]) + 1
    got, want = model.concentration(GRID, inputs)[rows], concentration(model, inputs, GRID[rows], digits=60)
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", MODELS)
def test_area_and_peak_of_ninety_nights(name):
    model, inputs = MODELS[name], doses()
    system = Pieces.of(model.system(inputs))
    mg = sum(each.amount_mg for each in inputs) * model.bioavailability
    assert float(area(system, -10.0, 1e5)) == pytest.approx(mg / model.clearance_l_per_h, rel=1e-12)
    time, height = (float(each) for each in peak(system))
    assert height == pytest.approx(concentration(model, inputs, [time], digits=60)[0], rel=1e-12)
    assert height >= model.concentration(GRID, inputs).max() * (1 - 1e-13)
