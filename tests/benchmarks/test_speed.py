"""How fast the exact solver is, as ratios of CPU times taken in the same run. No time is ever asserted.

Outside the default run; start it from the checkout with

    python -m pytest tests/benchmarks -o addopts=
"""

import re
import subprocess
import sys
import time
import tracemalloc

import numpy as np
import pytest

from pksim import Schedule, simulate
from pksim.kinetics.inputs import Input
from pksim.kinetics.one_compartment import OneCompartment

SUBJECTS = 10_000
NIGHT = np.arange(721) / 60 - 4
TWO_WEEKS = np.arange(14 * 1440) / 60 - 4
DOSE_TIMES = (-2.0, -1.0, -0.26)


def cpu_seconds(*functions, repeats=7):
    """CPU time of each, the least of several; they take turns, so that a slow moment of the machine hits them all."""
    best = np.full(len(functions), np.inf)
    for _ in range(repeats):
        for i, function in enumerate(functions):
            start = time.process_time()
            function()
            best[i] = min(best[i], time.process_time() - start)
    return best


def population(subjects, rng=None):
    rng = np.random.default_rng(0) if rng is None else rng
    return OneCompartment.from_tmax(
        0.75 * rng.lognormal(sigma=0.3, size=subjects), 0.7 * rng.lognormal(sigma=0.3, size=subjects), 70.0, 0.15
    )


def doses(times=DOSE_TIMES):
    return [Input(amount_mg=1.0, time_h=time_h) for time_h in times]


def doses_of_two_weeks():
    return doses([24.0 * night + hour for night in range(14) for hour in DOSE_TIMES])


def superposition(model, inputs, times_h, out):
    """The textbook's sum of Bateman functions, as one would write it in NumPy."""
    out[:] = 0.0
    ka, ke = model.ka_per_h, model.ke_per_h
    for each in inputs:
        since = np.maximum(times_h - each.time_h, 0.0)[:, np.newaxis]
        scale = model.bioavailability * each.amount_mg / model.volume_l * ka / (ka - ke)
        out += scale * (np.exp(-ke * since) - np.exp(-ka * since))


def thrifty_superposition(model, inputs, times_h, out, spare, other):
    """Run the same in place: no temporary of the result's size is allocated, and each dose starts at its own row."""
    out[:] = 0.0
    ka, ke = model.ka_per_h, model.ke_per_h
    for each in inputs:
        first = np.searchsorted(times_h, each.time_h)
        since = (times_h[first:] - each.time_h)[:, np.newaxis]
        a, b = spare[first:], other[first:]
        np.exp(np.multiply(-ke, since, out=a), out=a)
        np.exp(np.multiply(-ka, since, out=b), out=b)
        a -= b
        a *= model.bioavailability * each.amount_mg / model.volume_l * ka / (ka - ke)
        out[first:] += a


@pytest.fixture(scope="module")
def room():
    """Three arrays of a population's night, touched once so that the first to write pays for no pages."""
    return [np.zeros((NIGHT.size, SUBJECTS)) for _ in range(3)]


def test_population_into_a_ready_array(benchmark, note, room):
    model, inputs, (out, spare, other) = population(SUBJECTS), doses(), room

    def ours():
        model.concentration(NIGHT, inputs, out=out)

    def afresh():
        model.concentration(NIGHT, inputs)

    benchmark.pedantic(ours, rounds=7, warmup_rounds=1)
    into_out, new, plain, thrifty, fill = cpu_seconds(
        ours,
        afresh,
        lambda: superposition(model, inputs, NIGHT, out),
        lambda: thrifty_superposition(model, inputs, NIGHT, out, spare, other),
        lambda: out.fill(1.0),
    )
    size = "10,000 subjects × 721 minutes × 3 doses: "
    note(f"{size}nanoseconds a point into out=", into_out / out.size * 1e9, "ns")
    note(f"{size}plain NumPy superposition / ours, both into out=", plain / into_out)
    note(f"{size}superposition in place throughout / ours into out=", thrifty / into_out)
    note(f"{size}plain NumPy superposition / ours allocated afresh", plain / new)
    note(f"{size}ours / filling such an array", into_out / fill)


def test_same_answer_as_the_superposition(benchmark, room):
    """The comparison would be worth nothing otherwise."""
    model, inputs, (out, spare, other) = population(SUBJECTS), doses(), room
    benchmark.pedantic(superposition, (model, inputs, NIGHT, spare), rounds=1)
    model.concentration(NIGHT, inputs, out=out)
    np.testing.assert_allclose(out, spare, rtol=1e-6)
    thrifty_superposition(model, inputs, NIGHT, out, other, np.empty_like(other))
    np.testing.assert_allclose(out, spare, rtol=1e-12)


def test_dose_times_that_differ_between_subjects(benchmark, note, room):
    model, rng, out = population(SUBJECTS), np.random.default_rng(1), room[0]
    common, own = doses(), doses([hour + rng.uniform(-0.5, 0.5, SUBJECTS) for hour in DOSE_TIMES])
    benchmark.pedantic(model.concentration, (NIGHT, own), {"out": out}, rounds=7, warmup_rounds=1)
    pair = (lambda: model.concentration(NIGHT, common, out=out), lambda: model.concentration(NIGHT, own, out=out))
    for_all, for_each = cpu_seconds(*pair)
    note("10,000 subjects: dose times of their own / common ones", for_each / for_all)
    ratios = [for_each / for_all for for_all, for_each in (cpu_seconds(*pair, repeats=1) for _ in range(15))]
    note("10,000 subjects: dose times of their own / common ones, median of 15 pairs", np.median(ratios))
    note("10,000 subjects: dose times of their own / common ones, greatest of 15 pairs", max(ratios))


@pytest.mark.parametrize("subjects", [1, 2_000])
def test_cost_a_point_of_two_weeks(benchmark, note, subjects):
    model = population(subjects) if subjects > 1 else OneCompartment.from_tmax(0.75, 0.7, 70.0, 0.15)
    shape = () if subjects == 1 else (subjects,)
    one, fourteen = np.zeros((NIGHT.size, *shape)), np.zeros((TWO_WEEKS.size, *shape))
    few, many = doses(), doses_of_two_weeks()
    times = 50 if subjects == 1 else 1

    def night():
        for _ in range(14 * times):
            model.concentration(NIGHT, few, out=one)

    def two_weeks():
        for _ in range(times):
            model.concentration(TWO_WEEKS, many, out=fourteen)

    benchmark.pedantic(two_weeks, rounds=3, warmup_rounds=1)
    of_night, of_two_weeks = cpu_seconds(night, two_weeks, repeats=5)
    ratio = (of_two_weeks / fourteen.size) / (of_night / 14 / one.size)
    who = "1 subject" if subjects == 1 else f"{subjects:,} subjects"
    note(f"{who}: 14 nights of 3 doses each / 1 night of 3 doses, cost a point", ratio)
    in_one_night = doses(np.linspace(-3.9, 4.0, 42).tolist())

    def crowded():
        for _ in range(14 * times):
            model.concentration(NIGHT, in_one_night, out=one)

    of_night, of_crowd = cpu_seconds(night, crowded, repeats=3)
    note(f"{who}: 42 doses in one night / 3 doses in one night", of_crowd / of_night)


def test_against_solve_ivp_for_each_subject(benchmark, note, room):
    few = 4
    model, all_of_them, inputs = population(few), population(SUBJECTS), doses()
    by_ode = benchmark.pedantic(model.concentration, (NIGHT, inputs), {"solver": "ode"}, rounds=1)
    np.testing.assert_allclose(by_ode, model.concentration(NIGHT, inputs), rtol=0, atol=1e-8 * by_ode.max())
    ode, loose, exact = cpu_seconds(
        lambda: model.concentration(NIGHT, inputs, solver="ode"),
        lambda: model.concentration(NIGHT, inputs, solver="ode", rtol=1e-3),
        lambda: all_of_them.concentration(NIGHT, inputs, out=room[0]),
        repeats=3,
    )
    note("a subject of 10,000: solve_ivp at rtol 1e-10 / ours", (ode / few) / (exact / SUBJECTS))
    note("a subject of 10,000: solve_ivp at rtol 1e-3 / ours", (loose / few) / (exact / SUBJECTS))


def test_memory_beyond_the_result(benchmark, note, room):
    model, rng, out = population(SUBJECTS), np.random.default_rng(1), room[0]
    own = doses([hour + rng.uniform(-0.5, 0.5, SUBJECTS) for hour in DOSE_TIMES])
    release = [Input(amount_mg=1.0, time_h=hour, duration_h=1.0) for hour in DOSE_TIMES]
    benchmark.pedantic(model.concentration, (NIGHT, doses()), {"out": out}, rounds=1)
    for name, inputs in (("common doses", doses()), ("doses of their own", own), ("releases", release)):
        tracemalloc.start()
        model.concentration(NIGHT, inputs, out=out)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        note(f"10,000 subjects, {name}: peak memory beyond the result", peak / 1e6, "MB")


def test_the_most_nights_of_minutes_in_bounded_memory(benchmark, note, tmp_path):
    """As many nights as the command names when it refuses ten years."""
    options = ["compare", "--schedule", "mechanism", "--output", str(tmp_path), "--nights"]
    command = [sys.executable, "-m", "pksim", *options, "3660"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    (nights,) = re.findall(r"take (\d+) nights at most", refused.stderr)
    program = (
        "import runpy, sys, time\n"
        "try: runpy.run_module('pksim', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
        "print(time.process_time())\n"
    )
    command = [sys.executable, "-c", program, *options, nights]
    done = benchmark.pedantic(subprocess.run, (command,), {"check": True, "capture_output": True, "text": True})
    peak, spent = map(float, done.stdout.split()[-2:])
    note(f"pksim compare, {nights} nights of two compounds: peak memory", peak / 1024, "MiB")
    note(f"pksim compare, {nights} nights of two compounds: CPU time", spent, "s")


def test_ninety_nights_of_one_person_against_the_table_of_the_result(benchmark, note):
    """Solving two compounds should cost less than 30 ms more than making the table that shows it."""
    plan = Schedule.parse("plan", "melatonin 1 mg at 22:00; magnesium 300 mg elemental at 21:30").nightly(90)
    simulation = simulate(plan, nights=90)
    solving, table = cpu_seconds(lambda: simulate(plan, nights=90), simulation.to_frame)
    benchmark(lambda: simulate(plan, nights=90))
    note("90 nights of one person, ms to solve", 1e3 * solving)
    note("90 nights of one person, solving / making the table", solving / table)
