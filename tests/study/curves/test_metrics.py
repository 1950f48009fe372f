import math
import re

import numpy as np
import pandas as pd
import pytest
from superposition import MMOL_PER_L, PG_PER_ML, Sum, absorbed

from pksim import Night, Schedule, load_schedules, metrics, simulate

SALT = 24.305 / 172.42


def magnesium(parameters, *doses):
    return Sum("magnesium", parameters, [(t, absorbed(mg) * mg, None) for t, mg in doses], MMOL_PER_L)


def melatonin(parameters, *doses):
    return Sum("melatonin", parameters, [(t, 0.15 * mg, None) for t, mg in doses], PG_PER_ML)


def tablet(parameters, time, mg, fraction, slow_half_life):
    slow = math.log(2) / slow_half_life
    parts = [(time, 0.15 * mg * fraction, None), (time, 0.15 * mg * (1 - fraction), slow)]
    return Sum("melatonin", parameters, parts, PG_PER_ML)


# Each a text and what it must add up to.
CASES = {
    "one dose": ("melatonin 1 mg 60 min before bed", lambda p: melatonin(p, (-1, 1))),
    "one dose, flat": ("magnesium glycinate 300 mg elemental 90 min before bed", lambda p: magnesium(p, (-1.5, 300))),
    "salt": ("magnesium glycinate 500 mg salt 45 min before bed", lambda p: magnesium(p, (-0.75, 500 * SALT))),
    "two humps": (
        "melatonin 0.5 mg 3 h before bed; melatonin 3 mg 30 min before bed; melatonin 1.2 mg at 03:00",
        lambda p: melatonin(p, (-3, 0.5), (-0.5, 3), (4, 1.2)),
    ),
    "split": (
        "magnesium 150 mg elemental at 19:30; magnesium 0.15 g elemental at bed; magnesium 100 mg elemental at 11:00",
        lambda p: magnesium(p, (-3.5, 150), (0, 150), (-12, 100)),
    ),
    "prolonged": ("melatonin 2 mg prolonged-release 90 min before bed", lambda p: tablet(p, -1.5, 2, 0.25, 2.5)),
    "circadin": ("melatonin circadin 2 mg at 22:00", lambda p: tablet(p, -1, 2, 0.25, 3.5)),
    "before the window": ("melatonin 1 mg at 18:30", lambda p: melatonin(p, (-4.5, 1))),
}


def row(text, parameters="article", night=None):
    (only,) = metrics(simulate(Schedule.parse("x", text), night, parameters=parameters)).to_dict("records")
    return only


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize("case", CASES)
def test_metrics_are_those_of_the_added_curves(case, parameters):
    text, reference = CASES[case]
    found, true = row(text, parameters), reference(parameters)
    time, height = true.peak()
    assert found["cmax"] == pytest.approx(height, rel=1e-11)
    assert found["peak_time_h"] == pytest.approx(time, abs=1e-6)
    assert found["at_bedtime"] == pytest.approx(true(0.0), rel=1e-11)
    assert found["at_wake"] == pytest.approx(true(8.0), rel=1e-11)
    assert found["at_bedtime_fraction"] == pytest.approx(true(0.0) / height, rel=1e-11)
    assert found["at_wake_fraction"] == pytest.approx(true(8.0) / height, rel=1e-11)
    assert found["hours_above_half_peak"] == pytest.approx(true.hours_above(height / 2), rel=1e-9)
    assert found["auc"] == pytest.approx(true.area(-4, 8), rel=1e-10)
    assert found["auc_inf"] == pytest.approx(true.all_area(), rel=1e-12)


PEAKS = {  # minutes from bedtime: issue 2, "Done when"
    "mechanism": (-15, 15),
    "dream-team": (0, 60),
    "duo": (20, 60),
    "sleep-quality": (-45, 15),
}


@pytest.mark.parametrize("name", PEAKS)
def test_published_schedules_peak_where_the_issue_says(name):
    table = metrics(simulate(load_schedules()[name]))
    for compound, minutes in zip(("melatonin", "magnesium"), PEAKS[name], strict=True):
        found = table.loc[(name, compound)]
        assert found["peak_time_h"] * 60 == pytest.approx(minutes, abs=1e-6)
        assert found["peak_clock"] == f"{(23 * 60 + minutes) // 60 % 24:02d}:{minutes % 60:02d}"


@pytest.mark.parametrize(("parameters", "pg_per_ml"), [("article", 879), ("literature", 772)])
def test_one_mg_of_melatonin_peaks_as_the_facts_say(parameters, pg_per_ml):
    found = row("melatonin 1 mg 60 min before bed", parameters)
    assert (round(found["cmax"]), found["unit"]) == (pg_per_ml, "pg/mL")
    tmax, half_life, volume = {"article": (45, 35, 70), "literature": (50, 45, 90)}[parameters]
    assert found["cmax"] == pytest.approx(0.15e6 / volume * 2 ** (-tmax / half_life), rel=1e-12)


def test_300_mg_of_magnesium_raises_serum_as_the_facts_say():
    found = row("magnesium glycinate 300 mg elemental 90 min before bed")
    assert found["cmax"] == pytest.approx(0.0443, abs=5e-5)
    assert found["cmax"] / 0.85 == pytest.approx(0.052, abs=5e-4)
    assert found["hours_above_half_peak"] == pytest.approx(16.9, abs=0.05)


@pytest.mark.parametrize(("parameters", "per_cent"), [("article", 4.2), ("literature", 3.4)])
def test_12_mmol_of_magnesium_raise_the_area_of_12_hours_as_the_facts_say(parameters, per_cent):
    # A dose at the start of the usual window of 12 h, against a baseline of 0.85 mmol/L (Wilimzig 1996).
    found = row(f"magnesium {12 * 24.305:.3f} mg elemental 4 h before bed", parameters)
    assert 100 * found["auc"] / (0.85 * 12) == pytest.approx(per_cent, abs=0.05)


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize("form", ["immediate", "prolonged", "circadin"])
def test_every_form_of_a_dose_has_the_same_area(form, parameters):
    found = row(f"melatonin {form} 2 mg 60 min before bed", parameters)
    half_life, volume = {"article": (35 / 60, 70), "literature": (45 / 60, 90)}[parameters]
    clearance = math.log(2) / half_life * volume
    assert found["auc_inf"] == pytest.approx(0.15 * 2e6 / clearance, rel=1e-12)
    wide = row(f"melatonin {form} 2 mg 60 min before bed", parameters, Night("23:00", "22:59", 4, 24))
    assert wide["auc"] == pytest.approx(wide["auc_inf"], rel=1e-3 if form == "circadin" else 1e-4)


def test_metrics_do_not_depend_on_the_grid_or_the_solver():
    schedules = load_schedules()
    one = metrics(simulate(schedules, step_min=1))
    for options in ({"step_min": 7}, {"step_min": 30}, {"solver": "ode", "step_min": 30}):
        pd.testing.assert_frame_equal(metrics(simulate(schedules, **options)), one, rtol=0, atol=0)


def test_the_window_changes_the_area_in_it_and_nothing_else():
    schedules = [load_schedules()["duo"], load_schedules()["extended-release"]]
    usual, wide = (metrics(simulate(schedules, night)) for night in (Night(), Night(before_h=2, after_wake_h=3)))
    changed = [name for name in usual if not usual[name].equals(wide[name])]
    assert changed == ["auc"]


def test_flip_flop_is_said_with_the_half_life_that_one_would_see():
    slow, usual = row("melatonin prolonged 2 mg at bedtime"), row("melatonin 2 mg at bedtime")
    assert (slow["flip_flop"], usual["flip_flop"]) == (True, False)
    assert slow["half_life_h"] == usual["half_life_h"] == pytest.approx(35 / 60, rel=1e-12)
    assert slow["terminal_half_life_h"] == pytest.approx(2.5, rel=1e-12)
    assert usual["terminal_half_life_h"] == pytest.approx(35 / 60, rel=1e-12)


def test_a_terminal_half_life_is_the_slope_of_the_end_of_the_curve():
    night = Night(after_wake_h=24)
    simulation = simulate(load_schedules()["extended-release"], night, step_min=60)
    (curve,) = simulation.concentrations.values()
    seen = math.log(2) / np.log(curve[-3] / curve[-2])
    assert seen == pytest.approx(metrics(simulation)["terminal_half_life_h"].iloc[0], rel=1e-6)


def test_the_table_is_indexed_by_schedule_and_compound():
    schedules = load_schedules()
    table = metrics(simulate([schedules["duo"], schedules["extended-release"]]))
    assert table.index.names == ["schedule", "compound"]
    assert list(table.index) == [("duo", "melatonin"), ("duo", "magnesium"), ("extended-release", "melatonin")]
    assert set(table) >= {"unit", "flip_flop", "peak_clock", "auc", "auc_inf"}
    assert not table.isna().any(axis=None)


def test_a_peak_outside_the_window_is_still_the_peak():
    found = row("melatonin 1 mg 10 h after bed")
    assert found["peak_time_h"] == pytest.approx(10.75, abs=1e-9)
    assert (found["at_bedtime"], found["at_wake"], found["auc"]) == (0, 0, 0)
    assert found["cmax"] == pytest.approx(row("melatonin 1 mg at bedtime")["cmax"], rel=1e-12)


@pytest.mark.parametrize(("minutes", "night"), [(45, None), (45, Night("09:00", "17:00"))])
def test_a_peak_at_bedtime_is_at_zero(minutes, night):
    """Else pandas would write a whole column in powers of ten."""
    table = metrics(simulate(Schedule.parse("x", f"melatonin 1 mg {minutes} min before bed"), night, endogenous=True))
    assert table["peak_time_h"].tolist() == [0.0]
    shown = metrics(simulate(load_schedules()))[["peak_time_h"]].to_string()
    assert not re.search(r"\de[+-]\d", shown)


def test_the_clock_stands_beside_the_time_that_it_tells():
    columns = list(metrics(simulate(load_schedules()["duo"])))
    assert columns.index("peak_clock") == columns.index("peak_time_h") + 1
