"""What is computed on an executor is the same to the last bit, whatever it is and however many work on it."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import pksim as pk
from pksim.describe.compound.spread import find_spread
from pksim.study.people.sleepers import Sleepers

SCHEDULES = pk.load_schedules()
MANY = 20_000
"""More than are asked at once."""
FEW = 50
ASKED = {
    "timing": lambda **on: pk.best_timing(SCHEDULES["duo"], goal=pk.peak_at(0), subjects=MANY, seed=2, **on).table,
    "level": lambda **on: (
        pk.best_timing(
            SCHEDULES["duo"], move="magnesium", goal=pk.level_at(0.5), step_min=30, subjects=MANY, **on
        ).table
    ),
    "regret": lambda **on: (
        pk.regret([SCHEDULES["duo"], SCHEDULES["mechanism"]], goal=pk.peak_at(0), subjects=MANY, **on).table
    ),
    "claims": lambda **on: pk.check_claims(subjects=FEW, **on),
    "metrics": lambda **on: pk.simulate_population(SCHEDULES["duo"], subjects=FEW, step_min=60).metrics(**on),
}


@pytest.fixture(scope="module")
def alone():
    return {name: asked() for name, asked in ASKED.items()}


@pytest.fixture(scope="module")
def dask():
    distributed = pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor(pure=False)


@pytest.fixture(scope="module", params=["one thread", "threads", "processes", "dask"])
def executor(request):
    if request.param == "dask":
        yield request.getfixturevalue("dask")
        return
    makers = {
        "one thread": (ThreadPoolExecutor, 1),
        "threads": (ThreadPoolExecutor, 3),
        "processes": (ProcessPoolExecutor, 2),
    }
    kind, count = makers[request.param]
    with kind(count) as made:
        yield made


@pytest.mark.parametrize("name", ASKED)
def test_executor_and_workers_change_nothing(alone, executor, name):
    pd.testing.assert_frame_equal(ASKED[name](executor=executor), alone[name], check_exact=True)


def test_shares_of_many_are_those_of_the_sleepers_counted_by_hand():
    """A single dose shifts with its time, so that everyone's peak is off by a difference that is known."""
    plan = pk.Schedule.parse("one", "melatonin 1 mg at bedtime")
    people = pk.simulate_population(plan, subjects=MANY, seed=2, step_min=60).subjects
    table = pk.best_timing(plan, goal=pk.peak_at(0, 0.25), subjects=MANY, seed=2, step_min=15).table
    counted = [(np.abs(people["melatonin.tmax_h"] + time) <= 0.25).mean() for time in table["dose_time_h"]]
    assert table["share"].to_list() == pytest.approx(counted, abs=2 / MANY)


def test_one_curve_stands_for_all_sleepers_where_nothing_differs():
    plan = pk.Schedule.parse("one", "melatonin 1 mg at bedtime")
    table = pk.best_timing(plan, goal=pk.peak_at(0), subjects=MANY, spread="windows-only").table
    assert table["share"].to_list() == table["met"].astype(float).to_list()
    assert table["share"].max() == 1.0


def test_the_sleepers_of_a_part_are_those_of_the_whole():
    quantity = pk.load_compounds()["melatonin"].parameters["literature"].half_life
    whole = Sleepers(MANY, 7, find_spread("stated"))
    parts = whole.parts()
    assert len(parts) > 1
    together = np.concatenate([part.number("melatonin", "half_life", quantity) for part in parts])
    assert np.array_equal(together, whole.number("melatonin", "half_life", quantity))
