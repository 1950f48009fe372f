"""The solver of the explorer against that of Python, over random settings."""

from itertools import islice

import numpy as np
import pytest

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_script
from pksim.study.curves.metrics import total_metrics
from pksim.study.curves.one_night import one_night

SETTINGS = 500
AT_ONE_INSTANT = (-23 / 60, -23 * (1 / 60))
RUN = """async ([script, data, states]) => {
    const twin = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    return states.map((state) =>
        twin.solve(twin.readState(state, data), data).panels.map((panel) => [
            panel.name,
            panel.curves.map(({ doses, band, ...curve }) => curve),
        ]),
    );
}"""


def random_state(data, rng):
    kinetics = {name: random_kinetics(rng) for name in data["compounds"]}
    if rng.random() < 0.15:
        for pair in kinetics.values():
            pair["tmax_h"] = pair["half_life_h"] / np.log(2) * (1 + rng.choice([0.0, 1e-12, -1e-7, 1e-3]))
    bedtime, wake = rng.choice(24 * 60, 2, replace=False)
    return {
        **data["state"],
        "bedtime": f"{bedtime // 60:02d}:{bedtime % 60:02d}",
        "wake": f"{wake // 60:02d}:{wake % 60:02d}",
        "habitual_bedtime": None if rng.random() < 0.5 else f"{rng.integers(24):02d}:{rng.integers(60):02d}",
        "parameters": str(rng.choice(data["rules"]["keys"]["parameters"]["one_of"])),
        "preset": str(rng.choice(data["rules"]["keys"]["preset"]["one_of"])),
        "endogenous": bool(rng.random() < 0.5),
        "kinetics": kinetics,
        "schedules": [
            {
                "name": f"schedule {i}",
                "hidden": False,
                "doses": [random_dose(data, rng) for _ in range(rng.integers(1, 5))],
            }
            for i in range(rng.integers(1, 4))
        ],
    }


def random_kinetics(rng):
    half_life = float(np.exp(rng.uniform(-2, 3.5)))
    return {"half_life_h": half_life, "tmax_h": float(np.clip(half_life * np.exp(rng.uniform(-4, 3)), 0.02, 48))}


def random_dose(data, rng):
    name = str(rng.choice(list(data["compounds"])))
    compound = data["compounds"][name]
    return {
        "compound": name,
        "formulation": str(rng.choice(list(compound["formulations"]))),
        "basis": str(rng.choice(["elemental", "salt"])) if compound["is_salt"] else None,
        "amount_mg": float(np.exp(rng.uniform(-5, 7))),
        "time_h": float(rng.choice([-1.5, -1.0, *AT_ONE_INSTANT, 0.0, rng.uniform(-20, 6)])),
    }


@pytest.fixture(scope="module")
def both(chromium):
    what = explored()
    rng = np.random.default_rng(20)
    states = [random_state(what.data, rng) for _ in range(SETTINGS)]
    page = chromium.new_page()
    page.goto("about:blank")
    solved = page.evaluate(RUN, [explorer_script(), what.data, states])
    page.close()
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
        added = np.array(curve["added"])
        assert ((added > 0) == (expected > 0)).all()
        there = expected > 1e-290
        worst = max(worst, np.max(np.abs(added[there] / expected[there] - 1), initial=0.0))
    assert worst < 1e-10


def test_totals_agree(both):
    for simulation, regimen, curve in curves(both):
        times, name = np.array(curve["times"]), regimen.compound.name
        own = 0.0
        if simulation.own:
            own = simulation.own[name].concentration(times) * regimen.compound.display_factor
        np.testing.assert_allclose(np.array(curve["total"]), np.array(curve["added"]) + own, rtol=1e-12)


def test_peaks_and_what_is_left_agree(both):
    for simulation, regimen, curve in curves(both):
        factor, (time, level) = regimen.compound.display_factor, regimen.peak
        assert curve["peak"]["level"] == pytest.approx(level * factor, rel=1e-9)
        at_peak = regimen.model.concentration(curve["peak"]["time"], regimen.inputs)
        assert at_peak == pytest.approx(level, rel=1e-9), time
        ends = regimen.model.concentration([0.0, simulation.night.wake_h], regimen.inputs) * factor
        assert [curve["atBedtime"], curve["atWake"]] == pytest.approx(list(ends), rel=1e-10, abs=1e-290)
        if abs(regimen.model.ka_per_h / regimen.model.ke_per_h - 1) > 1e-9:
            assert curve["flipFlop"] == regimen.is_flip_flop
        assert curve["terminal_h"] == pytest.approx(regimen.terminal_half_life_h, rel=1e-9)


def test_peaks_with_the_body_s_own_agree(both):
    seen = 0
    for simulation, regimen, curve in islice(curves(both), None, None, 5):
        if not simulation.own:
            assert curve["totalPeak"] is None
            continue
        row, found = total_metrics(simulation, regimen, one_night(regimen)), curve["totalPeak"]
        # The time of a peak is known to the root of the last digit, and may end the window while the body's own rises.
        assert found["level"] == pytest.approx(row["cmax_total"], rel=1e-7)
        assert found["level"] / found["own"] == pytest.approx(row["cmax_total_ratio"], rel=1e-7)
        seen += 1
    assert seen > 50


def test_settings_reach_the_corners(both):
    """Otherwise the agreement would say little."""
    seen = [(regimen.is_flip_flop, len(regimen.inputs)) for _, regimen, _ in curves(both)]
    assert sum(flip for flip, _ in seen) > 100
    assert max(count for _, count in seen) > 4
    instants = {dose.time_h for _, regimen, _ in curves(both) for dose in regimen.doses}
    assert len(set(AT_ONE_INSTANT) & instants) == 2
    formulations = {dose.formulation for _, regimen, _ in curves(both) for dose in regimen.doses}
    assert formulations == {name for each in pk.load_compounds().values() for name in each.formulations}
