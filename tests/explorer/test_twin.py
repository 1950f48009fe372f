"""The solver of the explorer against that of Python, over random settings."""

from functools import partial
from itertools import islice
from unittest.mock import patch

import numpy as np
import pytest
from node import needs_node, run_node
from scipy.optimize import brentq

import pksim as pk
from pksim.explorer import data
from pksim.explorer.data import explored
from pksim.kinetics.total import Total
from pksim.study.curves.metrics import total_metrics
from pksim.study.curves.one_night import one_night

SETTINGS = 500
AT_ONE_INSTANT = (-23 / 60, -23 * (1 / 60))
RUN = """given.states.map((state) =>
    solve(readState(state, given.data), given.data).panels.map((panel) => [
        panel.name,
        panel.curves.map(({ band, course, times, added, total, ...curve }) => ({
            ...curve, times: [...times], added: [...added], total: [...total],
            gone: goneAt({ ...curve, course }, curve.peak.level / 10),
        })),
    ]),
)"""
pytestmark = needs_node


def random_state(known, rng):
    kinetics = {name: random_kinetics(rng) for name in known["compounds"]}
    if rng.random() < 0.15:
        for pair in kinetics.values():
            pair["tmax_h"] = pair["half_life_h"] / np.log(2) * (1 + rng.choice([0.0, 1e-12, -1e-7, 1e-3]))
    nights = 1 if rng.random() < 0.5 else int(rng.integers(2, 15))
    bedtime, length = rng.integers(24 * 60), rng.integers(60, 24 * 60)
    wake = (bedtime + length) % (24 * 60)
    return {
        **known["state"],
        "before_h": float(rng.choice([0.0, 4.0, 11.7])),
        "after_wake_h": float(rng.choice([0.0, 0.01, 6.0])),
        "bedtime": f"{bedtime // 60:02d}:{bedtime % 60:02d}",
        "wake": f"{wake // 60:02d}:{wake % 60:02d}",
        "habitual_bedtime": None if rng.random() < 0.5 else f"{rng.integers(24):02d}:{rng.integers(60):02d}",
        "parameters": str(rng.choice(known["rules"]["keys"]["parameters"]["one_of"])),
        "preset": str(rng.choice(known["rules"]["keys"]["preset"]["one_of"])),
        "endogenous": bool(rng.random() < 0.5),
        "kinetics": kinetics,
        "nights": nights,
        "schedules": [
            {
                "name": f"schedule {i}",
                "hidden": False,
                "doses": [random_dose(known, rng) for _ in range(rng.integers(1, 5))],
                "missed": sorted({int(night) for night in rng.integers(1, 15, rng.integers(0, 3))} - {1}),
                "late": [{"night": int(rng.integers(1, 15)), "hours": float(rng.uniform(-3, 4))}]
                if rng.random() < 0.4
                else [],
            }
            for i in range(rng.integers(1, 4))
        ],
    }


def random_kinetics(rng):
    half_life = float(np.exp(rng.uniform(-2, 3.5)))
    return {"half_life_h": half_life, "tmax_h": float(np.clip(half_life * np.exp(rng.uniform(-4, 3)), 0.02, 48))}


def random_dose(known, rng):
    name = str(rng.choice(list(known["compounds"])))
    compound = known["compounds"][name]
    return {
        "compound": name,
        "formulation": str(rng.choice(list(compound["formulations"]))),
        "basis": str(rng.choice(["elemental", "salt"])) if compound["is_salt"] else None,
        "amount_mg": float(np.exp(rng.uniform(-5, 7))),
        "time_h": float(rng.choice([-1.5, -1.0, *AT_ONE_INSTANT, 0.0, rng.uniform(-20, 6)])),
    }


def mixed():
    """Give a compound of one's own that all comes together in: releases beside slow guts, and a level that leans."""

    def part(fraction, **release):
        return {"fraction": {"value": fraction}, **{key: {"value": value} for key, value in release.items()}}

    return pk.Compound.model_validate(
        {
            "name": "mixed",
            "display_unit": "ng/mL",
            "molar_mass": {"value": "194 g/mol"},
            "parameters": {
                "usual": {
                    "tmax": {"value": "1 h", "low": "30 min", "high": "2 h"},
                    "half_life": {"value": "5 h", "low": "3 h", "high": "7 h"},
                    "volume": {"value": "40 L"},
                    "bioavailability": {"value": 0.9},
                }
            },
            "formulations": {
                "plain": {},
                "layers": {
                    "parts": [
                        part(0.3),
                        part(0.3, release_duration="3 h"),
                        part(0.2, release_half_life="6 h"),
                        part(0.2, release_half_life="40 min"),
                    ]
                },
                "pulses": {"parts": [part(0.5, release_half_life="9 h"), part(0.5, release_duration="30 min")]},
            },
            "endogenous": {
                "leaning": {
                    "baseline": {"value": "1 ng/mL"},
                    "amplitude": {"value": "200 ng/mL"},
                    "width": {"value": "10 h"},
                    "peak": "1 h before bed",
                    "skew": 0.6,
                }
            },
        }
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    what = explored(compounds=[mixed()])
    rng = np.random.default_rng(20)
    states = [random_state(what.data, rng) for _ in range(SETTINGS)]
    given = {"data": what.data, "states": states}
    names = {"solve": "model/curves", "goneAt": "model/gone", "readState": "reading/state"}
    solved = run_node(tmp_path_factory.mktemp("node"), given, RUN, **names)
    with patch.object(data, "simulate", partial(pk.simulate, step_min=60)):
        return [(what.simulation(state), panels) for state, panels in zip(states, solved, strict=True)]


def curves(both):
    for simulation, panels in both:
        for compound, found in panels:
            for curve in found:
                yield simulation, simulation.regimens[curve["name"], compound], curve


def test_every_curve_of_python_is_on_the_screen(both):
    for simulation, panels in both:
        shown = {(curve["name"], compound) for compound, found in panels for curve in found}
        assert shown == set(simulation.regimens)


def test_concentrations_agree(both):
    worst = 0.0
    for _, regimen, curve in curves(both):
        expected = regimen.model.concentration(curve["times"], regimen.inputs) * regimen.compound.display_factor
        added, there = np.array(curve["added"]), expected > 1e-290
        assert ((added > 1e-290) == there).all()
        worst = max(worst, np.max(np.abs(added[there] / expected[there] - 1), initial=0.0))
    assert worst < 1e-10


def test_totals_agree(both):
    for simulation, regimen, curve in curves(both):
        times, name = np.array(curve["times"]), regimen.compound.name
        own = 0.0
        if simulation.own:
            own = simulation.own[name].concentration(times) * regimen.compound.display_factor
        np.testing.assert_allclose(np.array(curve["total"]), np.array(curve["added"]) + own, rtol=1e-12)


def test_every_night_is_drawn_and_no_curve_has_too_many_points(both):
    for simulation, _, curve in curves(both):
        times, night = np.array(curve["times"]), simulation.night
        assert (times[0], times[-1]) == pytest.approx((-night.before_h, night.end_h), abs=1e-12)
        assert (np.diff(times) > 0).all()
        assert len(times) < 2_000
        assert np.diff(times).max() < night.nights * 3 / 60 + 1e-9


def test_peaks_and_what_is_left_agree(both):
    for simulation, regimen, curve in islice(curves(both), None, None, 3):
        factor, (time, level) = regimen.compound.display_factor, regimen.peak
        assert curve["peak"]["level"] == pytest.approx(level * factor, rel=1e-10)
        at_peak = regimen.model.concentration(curve["peak"]["time"], regimen.inputs)
        assert at_peak == pytest.approx(level, rel=1e-10), time
        beds, wakes = np.transpose(simulation.night.sleeps_h)
        for key, times in (("bedtimes", beds), ("wakings", wakes)):
            expected = regimen.model.concentration(times, regimen.inputs) * factor
            assert curve[key] == pytest.approx(list(expected), rel=1e-10, abs=1e-290)
        assert [curve["atBedtime"], curve["atWake"]] == [curve["bedtimes"][0], curve["wakings"][0]]
        if abs(regimen.model.ka_per_h / regimen.model.ke_per_h - 1) > 1e-9:
            assert curve["flipFlop"] == regimen.is_flip_flop
        assert curve["terminal_h"] == pytest.approx(regimen.terminal_half_life_h, rel=1e-9)


def excess(time, regimen):
    """Say by how much more than a tenth of the peak is there."""
    return regimen.model.concentration([time], regimen.inputs)[0] - regimen.peak[1] / 10


def test_after_it_is_gone_it_stays_gone(both):
    for _, regimen, curve in islice(curves(both), None, None, 4):
        gone = curve["gone"]
        root = brentq(excess, gone - 1e-4, gone + 1e-4, (regimen,), xtol=1e-13)
        assert gone == pytest.approx(root, abs=1e-9, rel=1e-12)
        later = gone + 1e-6 + regimen.terminal_half_life_h * np.geomspace(1e-4, 40, 200)
        assert (regimen.model.concentration(later, regimen.inputs) < regimen.peak[1] / 10).all()


def test_peaks_with_the_body_s_own_agree(both):
    seen = 0
    for simulation, regimen, curve in islice(curves(both), None, None, 4):
        if not simulation.own:
            assert curve["totalPeak"] is None
            continue
        own, factor = simulation.own[regimen.compound.name], regimen.compound.display_factor
        first = min(-simulation.night.before_h, regimen.pieces.start_h[0])
        last = max(simulation.night.end_h, regimen.peak[0])
        found = curve["totalPeak"]
        # The time of a peak is known to the root of the last digit, and may end the window while the body's own rises.
        assert found["level"] == pytest.approx(Total(own, regimen.pieces).peak(first, last)[1] * factor, rel=1e-7)
        assert found["own"] == pytest.approx(Total(own).peak(first, last)[1] * factor, rel=1e-7)
        at_peak = own.concentration([found["time"]]) + regimen.concentration([found["time"]])
        assert at_peak[0] * factor == pytest.approx(found["level"], rel=1e-9)
        if simulation.night.nights == 1:
            assert found["level"] == pytest.approx(
                total_metrics(simulation, regimen, one_night(regimen))["cmax_total"], rel=1e-7
            )
        seen += 1
    assert seen > 100


def test_settings_reach_the_corners(both):
    """Otherwise the agreement would say little."""
    seen = [(regimen.is_flip_flop, len(regimen.inputs)) for _, regimen, _ in curves(both)]
    assert sum(flip for flip, _ in seen) > 100
    assert max(count for _, count in seen) > 4
    instants = {dose.time_h for _, regimen, _ in curves(both) for dose in regimen.doses}
    assert len(set(AT_ONE_INSTANT) & instants) == 2
    formulations = {dose.formulation for _, regimen, _ in curves(both) for dose in regimen.doses}
    known = [*pk.load_compounds().values(), mixed()]
    assert formulations == {name for each in known for name in each.formulations}
    nights = [simulation.night.nights for simulation, _, _ in curves(both)]
    assert set(nights) == set(range(1, 15))
    turns = [sum(len(each) for each in regimen.pieces.turning_points) for _, regimen, _ in curves(both)]
    assert max(turns) > 20
