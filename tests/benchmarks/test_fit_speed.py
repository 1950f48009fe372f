"""How fast fits are, against SciPy's curve_fit over its ODE solver, as ratios in one run. No time is ever asserted.

Outside the default run; start it from the checkout with

    python -m pytest tests/benchmarks/test_fit_speed.py -o addopts=
"""

import time

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import curve_fit

import pksim as pk

THEOPH = pk.load_samples("theoph")
START = np.log([1.5, 0.09, 0.04])


def cpu_seconds(*functions, repeats=9):
    """CPU time of each, the median of several; they take turns, so that a slow moment of the machine hits them all."""
    spent = np.empty((repeats, len(functions)))
    for i in range(repeats):
        for j, function in enumerate(functions):
            started = time.process_time()
            function()
            spent[i, j] = time.process_time() - started
    return np.median(spent, axis=0)


def through_the_ode(subject):
    """Fit a subject as one would without pksim: from a start that is known to be near, and without intervals."""
    dose = subject.doses[0].amount

    def level(times, *logs):
        ka, ke, clearance = np.exp(logs)
        found = solve_ivp(
            lambda _, y: [-ka * y[0], ka * y[0] - ke * y[1]],
            (0.0, times[-1]),
            [dose, 0.0],
            t_eval=times,
            rtol=1e-8,
            atol=1e-10,
        )
        return found.y[1] * ke / clearance

    return curve_fit(level, subject.times_h, subject.conc, START)[0]


def all_through_the_ode():
    return [through_the_ode(subject) for subject in THEOPH]


def test_twelve_subjects(benchmark, note):
    benchmark(lambda: pk.fit(THEOPH, absorption="faster"))
    table = pk.fit(THEOPH, absorption="faster").to_frame()
    found = table.query("parameter == 'clearance_f'")["estimate"].to_numpy()
    assert np.log(found) == pytest.approx([each[2] for each in all_through_the_ode()], abs=1e-3)
    ode, points, profiles, frame = cpu_seconds(
        all_through_the_ode,
        lambda: pk.fit(THEOPH, absorption="faster", intervals=False),
        lambda: pk.fit(THEOPH, absorption="faster"),
        lambda: pk.fit(THEOPH, absorption="faster").to_frame(),
        repeats=5,
    )
    note("Theoph, 12 subjects: curve_fit over solve_ivp, without intervals", ode, "s")
    note("the same, several starts each: fit without intervals / it", points / ode)
    note("the same with 60 profile intervals: fit / it", profiles / ode)
    note("the same as a table: fit and to_frame / it", frame / ode)


def test_three_tubes(benchmark, note):
    import pandas as pd

    tubes = pd.DataFrame({"hour": [0.5, 1.0, 2.5], "level": [95, 130, 40]})
    said = {"compound": "melatonin", "matrix": "saliva", "start": "22:00", "conc_unit": "pg/mL"}
    samples = pk.Samples.from_frame(tubes, "hour", "level", subject=None, dose=0.5, **said)
    benchmark(lambda: pk.fit(samples, prior="literature"))
    (spent,) = cpu_seconds(lambda: pk.fit(samples, prior="literature"))
    note("three saliva samples with a prior, 20,000 draws of the posterior", spent, "s")
