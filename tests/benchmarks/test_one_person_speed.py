"""What one person's curve costs, as ratios of CPU times taken in turn in the same run. No time is ever asserted.

Outside the default run; start it from the checkout with

    python -m pytest tests/benchmarks -o addopts=
"""

import time

import numpy as np
import pytest

import pksim as pk
from pksim.kinetics import exact

NIGHT = np.arange(721) / 60 - 4
MODEL = pk.OneCompartment.from_tmax(0.75, 0.7, 70.0, 0.15)
DOSES = [pk.Input(amount_mg=1.0, time_h=time_h) for time_h in (-2.0, -1.0, -0.26)]


def textbook():
    """Superpose Bateman functions as a textbook writes them in NumPy: the yardstick."""
    out = np.zeros(NIGHT.size)
    ka, ke = MODEL.ka_per_h, MODEL.ke_per_h
    for each in DOSES:
        since = np.maximum(NIGHT - each.time_h, 0.0)
        scale = 0.15 * each.amount_mg / 70.0 * ka / (ka - ke)
        out += scale * (np.exp(-ke * since) - np.exp(-ka * since))
    return out


def ratio(function, yardstick, calls=200, pairs=25):
    """Median over pairs of runs of what a function costs in units of a yardstick."""
    found = []
    for _ in range(pairs):
        spent = []
        for each in (function, yardstick):
            each()
            started = time.process_time()
            for _ in range(calls):
                each()
            spent.append(time.process_time() - started)
        found.append(spent[0] / spent[1])
    return float(np.median(found))


def test_a_night_of_three_doses(benchmark, note):
    benchmark(MODEL.concentration, NIGHT, DOSES)
    np.testing.assert_allclose(MODEL.concentration(NIGHT, DOSES), textbook(), rtol=1e-6, atol=1e-12)
    size = "1 person x 721 minutes x 3 doses: "
    note(f"{size}with all checks / textbook superposition", ratio(lambda: MODEL.concentration(NIGHT, DOSES), textbook))
    curve = pk.SampledCurve.of(NIGHT, DOSES)
    rates = (MODEL.ka_per_h, MODEL.ke_per_h, MODEL.volume_l / MODEL.bioavailability)
    again = ratio(lambda: curve.concentration(*rates), textbook)
    note(f"{size}prepared, solved again / textbook superposition", again)
    slopes = ratio(lambda: curve.with_gradient(*rates), lambda: curve.concentration(*rates))
    note(f"{size}prepared, with its gradient / without", slopes)


@pytest.mark.parametrize("nights", [1, 2, 3, 4, 6, 12])
def test_sum_against_march(benchmark, note, nights):
    """Where one overtakes the other, which `pksim.kinetics.superposition.MOST_TERMS` states."""
    times = np.arange(1440 * nights) / 60 - 4
    inputs = [pk.Input(amount_mg=1.0, time_h=24.0 * k + hour) for k in range(nights) for hour in (-2.0, -1.0, -0.26)]
    alone, system, out = MODEL._alone(inputs), MODEL.system(inputs), np.empty((times.size, 1))
    benchmark.pedantic(alone.concentration, (times,), rounds=3)
    found = ratio(lambda: alone.concentration(times), lambda: exact.solve(system, times, out), calls=5, pairs=9)
    note(f"1 person, {times.size * len(inputs):,} times x inputs: sum / march", found)


def test_a_schedule_and_its_metrics(benchmark, note):
    schedule, night = pk.load_schedules()["mechanism"], pk.Night()
    benchmark(lambda: pk.metrics(pk.simulate(schedule, night)))
    whole = ratio(lambda: pk.metrics(pk.simulate(schedule, night)), textbook, calls=20, pairs=9)
    note("simulate and metrics of one schedule / textbook superposition of one curve", whole)
