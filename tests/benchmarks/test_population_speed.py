"""How much virtual sleepers cost, as ratios in one run.

Outside the default run; start it from the checkout with

    python -m pytest tests/benchmarks -o addopts=
"""

import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import pksim as pk

MECHANISM = pk.load_schedules()["mechanism"]
MELATONIN = pk.Schedule("melatonin", MECHANISM.doses[:1])
SHARES = [0.05, 0.25, 0.5, 0.75, 0.95]


def cpu(function, repeats=3):
    """Least CPU seconds of some runs, after one to warm up."""
    function()
    spent = []
    for _ in range(repeats):
        started = time.process_time()
        function()
        spent.append(time.process_time() - started)
    return min(spent)


def test_ten_thousand_sleepers_to_five_quantiles(benchmark, note):
    ready = np.random.default_rng(0).random((721, 10_000))
    quantiles_alone = cpu(lambda: np.quantile(ready, SHARES, axis=1))
    benchmark(lambda: pk.simulate_population(MELATONIN, subjects=10_000, progress=False))
    whole = cpu(lambda: pk.simulate_population(MELATONIN, subjects=10_000, progress=False))
    note("10,000 sleepers x 721 min to five quantiles / numpy.quantile alone", whole / quantiles_alone)


def test_two_weeks_cost_no_more_a_point_than_one_night(benchmark, note):
    def run(nights):
        return pk.simulate_population(
            MECHANISM if nights == 1 else MECHANISM.nightly(nights), nights=nights, subjects=1000, progress=False
        )

    per_point = [cpu(lambda nights=nights: run(nights)) / len(run(nights).typical.times_h) for nights in (1, 14)]
    benchmark(lambda: run(14))
    note("1,000 sleepers over 14 nights, cost of a point / that of one night", per_point[1] / per_point[0])


def test_timing_against_one_night(benchmark, note):
    people = pk.simulate_population(MELATONIN, subjects=10_000, step_min=60, progress=False).subjects
    model = pk.OneCompartment.from_tmax(
        people["melatonin.tmax_h"], people["melatonin.half_life_h"], 70.0, people["melatonin.bioavailability"]
    )
    times, dose = pk.Night().grid_h(), pk.Input(amount_mg=1.0, time_h=-1.0)
    exact = cpu(lambda: model.concentration(times, dose))
    search = cpu(lambda: pk.best_timing(MELATONIN, goal=pk.peak_at(0), subjects=10_000))
    benchmark(lambda: pk.best_timing(MELATONIN, goal=pk.peak_at(0), subjects=10_000))
    note("best_timing, 55 candidates x 10,000 sleepers / one exact night of them", search / exact)


@pytest.mark.parametrize("subjects", [10_000, 100_000, 1_000_000])
def test_memory_and_time_grow_as_they_should(subjects, benchmark, note):
    program = (
        "import time, pksim as pk\n"
        "def most(): return int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])\n"
        "s = pk.load_schedules()['mechanism']\n"
        "s = pk.Schedule('m', s.doses[:1])\n"
        "pk.simulate_population(s, subjects=10, step_min=5)\n"
        "before = most()\n"
        "started = time.process_time()\n"
        f"pk.simulate_population(s, subjects={subjects}, step_min=5, progress=False)\n"
        "spent = time.process_time() - started\n"
        "peak = most()\n"
        "print(peak / 1024, (peak - before) / 1024, spent)\n"
    )
    command = [sys.executable, "-c", program]
    done = benchmark.pedantic(subprocess.run, (command,), {"check": True, "capture_output": True, "text": True})
    peak, beyond, spent = map(float, done.stdout.split())
    note(f"{subjects:,} sleepers, 5-minute grid: peak memory", peak, "MiB")
    note(f"{subjects:,} sleepers, 5-minute grid: memory beyond the imports", beyond, "MiB")
    note(f"{subjects:,} sleepers, 5-minute grid: CPU time a million", spent / subjects * 1e6, "s")


def test_two_workers_against_one(benchmark, note):
    walls = {}
    for workers in (1, 2):
        with ProcessPoolExecutor(workers) as executor:
            pk.simulate_population(MECHANISM, subjects=10, step_min=5, executor=executor)
            started = time.perf_counter()
            pk.simulate_population(MECHANISM, subjects=1_000_000, step_min=5, executor=executor, progress=False)
            walls[workers] = time.perf_counter() - started
    benchmark.pedantic(lambda: None)
    note("wall time with one worker / with two, 1,000,000 sleepers", walls[1] / walls[2])
