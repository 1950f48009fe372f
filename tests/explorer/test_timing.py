"""When to take it, as the screen tells it, against `best_timing` with thousands of sleepers."""

from dataclasses import replace

import numpy as np
import pytest
from node import needs_node, run_node
from scipy.optimize import brentq

import pksim as pk
from pksim.describe.compound.spread import find_spread
from pksim.explorer.data import explored
from pksim.study.people.sleepers import UNITS, Sleepers
from pksim.study.timing.judge import judge_of

pytestmark = needs_node

MANY, PEOPLE = 10_000, 512
RUN = """given.cases.map(({ data, state }) => {
    const { times, shares, best, windows } = timingOf(readState(state, data), data, 0);
    return { times: [...times], shares: [...shares], best, windows };
})"""
MELATONIN = pk.Schedule.parse("melatonin", "melatonin 0.3 mg 90 min before bed")
SLOW = pk.Schedule.parse("slow", "melatonin prolonged 2 mg 2 h before bed; melatonin 0.5 mg 1 h before bed")
FLAT = pk.Schedule.parse("flat", "melatonin controlled-flat 3 mg 2 h before bed")
MAGNESIUM = pk.Schedule.parse("magnesium", "magnesium glycinate 300 mg elemental 2 h before bed")
OXIDE = pk.Schedule.parse(
    "oxide", "magnesium oxide 200 mg elemental 2 h before bed; magnesium citrate 1 g salt at bedtime"
)
CASES = [
    (MELATONIN, "peak within 17 min of bedtime", {}),
    (MELATONIN, "peak within 17 min of bedtime", {"parameters": "literature"}),
    (MELATONIN, "90 % of peak at bedtime", {}),
    (MELATONIN, "50 % of peak at 01:00", {"parameters": "literature"}),
    (MELATONIN, "below 0.5 pg/mL on waking", {}),
    (MELATONIN, "above 50 pg/mL for 80 % from 22:30 to 02:00", {}),
    (MELATONIN, "above 50 pg/mL for 50 % from bedtime to 03:00", {"parameters": "literature"}),
    (SLOW, "peak within 40 min of 23:30", {}),
    (SLOW, "above 100 pg/mL for 60 % from bedtime to 04:00", {"parameters": "literature"}),
    (SLOW, "80 % of peak at 00:00", {}),
    (FLAT, "peak within 2 h of 02:00", {}),
    (FLAT, "below 200 pg/mL on waking", {}),
    (MAGNESIUM, "peak within 45 min of bedtime", {}),
    (MAGNESIUM, "peak within 1 h of bedtime", {"parameters": "literature"}),
    (MAGNESIUM, "95 % of peak at bedtime", {"parameters": "literature"}),
    (MAGNESIUM, "below 0.025 mmol/L on waking", {}),
    (OXIDE, "above 0.02 mmol/L for 90 % from bedtime to waking", {}),
    (MAGNESIUM.nightly(range(2, 9)), "above 0.04 mmol/L from bedtime to waking", {"nights": 10}),
    (MELATONIN.nightly([1, 3]), "peak within 17 min of bedtime", {"nights": 3}),
    (MELATONIN, "peak within 17 min of bedtime", {"wake": "23:10"}),
]
WITH_OWN = [
    (MELATONIN, "peak within 17 min of bedtime", {}),
    (MELATONIN, "80 % of peak at bedtime", {"parameters": "literature"}),
    (MELATONIN, "below 60 pg/mL on waking", {}),
    (MELATONIN, "above 60 pg/mL for 70 % from 22:30 to 02:00", {}),
    (MELATONIN, "peak within 34 min of 22:00", {"preset": "mechanism-article"}),
    (FLAT, "above 300 pg/mL for 40 % from bedtime to 05:00", {}),
    (MAGNESIUM, "peak within 1 h of bedtime", {}),
    (MAGNESIUM, "99 % of peak at bedtime", {"parameters": "literature"}),
    (MAGNESIUM, "below 0.88 mmol/L on waking", {}),
    (MAGNESIUM, "above 0.9 mmol/L for 80 % from bedtime to waking", {}),
    (MAGNESIUM.nightly(4), "peak within 3 h of 00:30", {"nights": 4}),
    (MELATONIN.nightly(2), "60 % of peak at bedtime", {"nights": 2}),
]


def name_of(case):
    schedule, goal, how = case
    return f"{schedule.name}, {goal}, {how}"


def study_of(schedule, goal, how, own):
    night = pk.Night(wake=how.get("wake", "07:00"), nights=how.get("nights", 1))
    return pk.Study(
        night,
        schedule,
        how.get("parameters", "article"),
        move=schedule.compounds[0],
        goal=goal,
        endogenous=how.get("preset", True) if own else False,
    )


def asked(cases, folder, own):
    """Ask the script about all cases."""
    given = [{"data": data, "state": data["state"]} for data in (explored(study_of(*case, own)).data for case in cases)]
    return run_node(folder, {"cases": given}, RUN, timingOf="model/timing", readState="reading/state")


@pytest.fixture(scope="module")
def of_doses(tmp_path_factory):
    return asked(CASES, tmp_path_factory.mktemp("node"), own=False)


@pytest.fixture(scope="module")
def of_totals(tmp_path_factory):
    return asked(WITH_OWN, tmp_path_factory.mktemp("node"), own=True)


@pytest.mark.parametrize("case", range(len(CASES)), ids=lambda i: name_of(CASES[i]))
def test_shares_agree_with_many_sleepers(case, of_doses):
    expected = pk.best_timing(study_of(*CASES[case], own=False), subjects=MANY, progress=False)
    share = expected.table["share"].to_numpy()
    check(expected.table, of_doses[case], 0.02 + 3.5 * np.sqrt(np.maximum(share * (1 - share), 1 / MANY) / MANY))
    refined = of_doses[case]["best"]
    assert refined["share"] == pytest.approx(expected.best.share, abs=0.04)
    assert len(of_doses[case]["times"]) == len(expected.table)


@pytest.mark.parametrize("case", range(len(WITH_OWN)), ids=lambda i: name_of(WITH_OWN[i]))
def test_shares_of_the_sum_with_the_body_s_own_are_those_of_the_same_people(case, of_totals):
    study, found = study_of(*WITH_OWN[case], own=True), of_totals[case]
    typical = pk.best_timing(study, subjects=0, step_min=30)
    (schedule,), known = study.schedules.values(), pk.load_compounds()
    doses = [replace(dose, time_h=0.0, clock_h=None) for dose in schedule.doses]
    asked = replace(schedule, doses=tuple(doses)), study.night, study.parameters, known
    people = Sleepers(PEOPLE, 0, find_spread("stated"), given=spread_evenly(study.move, study.parameters))
    many = judge_of(*asked, people, typical.goal, study.move, None, endogenous=study.endogenous)
    check(typical.table.assign(share=many(typical.table["dose_time_h"].to_numpy())[1]), found, 0.012)


def spread_evenly(compound, parameters):
    """Give the shares of people that lie below each of those on the screen, by quantity."""
    known = pk.load_compounds()[compound]
    kinetics, own = known.parameters[parameters], known.endogenous["literature"]
    quantities = {f"{name}{UNITS[name]}": getattr(kinetics, name) for name in ("tmax", "half_life", "volume")}
    quantities["bioavailability"] = kinetics.bioavailability
    quantities |= {"own_baseline": own.baseline, "own_amplitude": own.amplitude}
    quantities |= {"own_width_h": own.width, "own_peak_h": own.peak_sd}
    names = [name for name, quantity in quantities.items() if quantity is not None and quantity.people is not None]
    root = brentq(lambda x: x ** (len(names) + 1) - x - 1, 1, 2, xtol=1e-15)
    number = np.arange(1, PEOPLE + 1)
    return {f"{compound}.{name}": (0.5 + number / root ** (i + 1)) % 1 for i, name in enumerate(names)}


def check(table, found, allowed):
    """Compare at the times that both tried."""
    places = [int(np.argmin(np.abs(np.array(found["times"]) - time))) for time in table["dose_time_h"]]
    assert np.array(found["times"])[places] == pytest.approx(table["dose_time_h"].to_list(), abs=1e-9)
    assert (np.abs(np.array(found["shares"])[places] - table["share"]) <= allowed).all()
    assert 0.0 < max(found["shares"]) <= found["best"]["share"] + 1e-12
