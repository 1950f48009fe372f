"""Seeded random models, inputs and grids over the whole domain that the kinetics promise to survive."""

import numpy as np
from reference import concentration, events

from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment

NIGHT = np.arange(721) / 60 - 4
GRIDS = {
    "minutes": NIGHT,
    "seven minutes, shorter last step": np.append(np.arange(-240, 480, 7) / 60, 8.0),
    "minutes rounded to a microhour": np.round(NIGHT, 6),
    "uneven": np.sort(np.random.default_rng(1).uniform(-4, 8, 150)),
    "two spacings": np.concatenate([np.arange(-4, 0, 0.25), np.arange(0, 8, 1 / 60)]),
    "linspace": np.linspace(-4, 8, 500),
    "one time": np.array([2.5]),
}
KINDS = ("bolus", "release", "iv bolus", "infusion", "own ka")


def log_uniform(rng, low, high, size=None):
    return 10 ** rng.uniform(np.log10(low), np.log10(high), size)


def random_model(rng, subjects=None):
    """Any rate constants and volume; a third with ka = ke, or within a relative 1e-16 to 1e-2 of it."""
    ke = log_uniform(rng, 1e-3, 10, subjects)
    near = ke * (1 + rng.choice([-1, 1], subjects) * log_uniform(rng, 1e-16, 1e-2, subjects))
    ka = np.choose(rng.integers(0, 6, subjects), [ke, near, *[log_uniform(rng, 1e-3, 1e3, subjects)] * 4])
    return OneCompartment(ka, ke, log_uniform(rng, 1e-6, 1e6, subjects), rng.uniform(0.01, 1, subjects))


def random_input(rng, kind, subjects=None, lag=None):
    """One input of a kind; with subjects, every field is an array, dose times included."""
    lasting = kind in ("release", "infusion") or (kind == "own ka" and rng.random() < 0.5)
    lagging = rng.random() < 0.5 if lag is None else lag
    return Input(
        amount_mg=log_uniform(rng, 1e-3, 1e3, subjects),
        time_h=rng.uniform(-12, 7, subjects),
        duration_h=log_uniform(rng, 1e-3, 8, subjects) if lasting else 0.0,
        lag_h=rng.uniform(0, 2, subjects) if lagging else 0.0,
        route="iv" if kind in ("iv bolus", "infusion") else "oral",
        ka_per_h=log_uniform(rng, 1e-3, 1e3, subjects) if kind == "own ka" else None,
        bioavailability=rng.uniform(0.01, 1, subjects) if kind == "own ka" else None,
    )


def random_inputs(rng, count, kinds=KINDS, subjects=None):
    return [random_input(rng, kind, subjects) for kind in rng.choice(kinds, count)]


def fourteen_nights(duration=0.0, subjects=None):
    """Three doses a night, at times that differ between subjects if there are any."""
    rng = np.random.default_rng(0)
    spread = rng.uniform(-0.1, 0.1, (14, 3, subjects)) if subjects else np.zeros((14, 3))
    return [
        Input(amount_mg=1, time_h=24.0 * night + hour + spread[night, k], duration_h=duration)
        for night in range(14)
        for k, hour in enumerate((-2.0, -0.5, -0.2511))
    ]


def random_rows(rng, times, inputs, subject=0, count=8):
    """Some rows of a grid, among them those just after something starts or stops entering."""
    after = np.searchsorted(times, events(inputs, subject))
    rows = np.concatenate([after, after + 1, rng.integers(0, len(times), count), [0, len(times) - 1]])
    return np.unique(rows[rows < len(times)])


def check(model, inputs, times, *, rows=None, subject=None, got=None, rtol=1e-12):
    """Compare the exact solver with the reference, in some rows and for one subject of many."""
    got = model.concentration(times, inputs) if got is None else got
    if rows is None:
        rows = random_rows(np.random.default_rng(0), times, inputs, subject or 0)
    some = got[rows] if subject is None else got[rows, subject]
    want = concentration(model, inputs, times[rows], subject=subject or 0)
    np.testing.assert_array_equal(some == 0, want == 0)
    np.testing.assert_allclose(some, want, rtol=rtol, atol=1e-290)
