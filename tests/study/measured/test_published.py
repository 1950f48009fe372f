"""The model beside published tables, against the other solver and what the closed forms give."""

import math

import numpy as np
import pytest

import pksim as pk
from pksim.study.people.progress import Bar

COLUMNS = ["study", "quantity", "published", "predicted", "q05", "q95", "ratio", "inside"]
LN2 = math.log(2)


@pytest.fixture(scope="module")
def table():
    return pk.compare_with_published(subjects=2000)


def number(table, study, quantity, dose="melatonin"):
    rows = table[(table["study"] == study) & (table["quantity"] == quantity) & table["dose"].str.startswith(dose)]
    assert len(rows) >= 1
    return rows.iloc[0]


def own(tmp_path, text):
    path = tmp_path / "tables.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_are_those_promised(table):
    assert list(table)[:8] == COLUMNS
    assert len(table) == 32
    assert table["inside"].dtype == bool
    assert not table.drop(columns="n").isna().any(axis=None)


def test_typical_numbers_are_those_of_the_closed_form(table):
    tmax, half_life, volume, share = 45 / 60, 35 / 60, 70, 0.15
    ke = LN2 / half_life
    peak = 1e6 * share / volume * math.exp(-ke * tmax)
    andersen = {name: number(table, "Andersen 2016", name) for name in ("cmax", "tmax", "half_life", "auc")}
    assert andersen["cmax"]["predicted"] == pytest.approx(10 * peak, rel=1e-9)
    assert andersen["tmax"]["predicted"] == pytest.approx(45, rel=1e-9)
    assert andersen["half_life"]["predicted"] == pytest.approx(35, rel=1e-9)
    assert andersen["auc"]["predicted"] == pytest.approx(1e7 * share / (ke * volume), rel=1e-9)
    for row in andersen.values():
        assert row["ratio"] == pytest.approx(row["predicted"] / row["published"], rel=1e-12)
        assert row["inside"] == (row["q05"] <= row["published"] <= row["q95"])


def test_a_tablet_is_that_of_its_form_by_the_other_solver(table):
    plan = pk.Schedule.parse("x", "melatonin extended 4 mg at bedtime")
    sim = pk.simulate(plan, pk.Night(wake="13:00"), step_min=1, solver="ode")
    curve = sim.to_frame()
    highest = curve.loc[curve["concentration"].idxmax()]
    row = number(table, "4 mg crossover 2023", "cmax", "melatonin extended")
    assert row["predicted"] == pytest.approx(highest["concentration"], rel=1e-4)
    assert number(table, "4 mg crossover 2023", "tmax", "melatonin extended")["predicted"] == pytest.approx(
        60 * highest["time_h"], abs=1
    )


def test_sleepers_are_those_of_the_same_spread(table):
    plan = pk.Schedule.parse("x", "melatonin 10 mg 60 min before bed")
    people = pk.simulate_population(plan, spread="kinetics-only", subjects=2000, step_min=60)
    found = people.metrics().loc[("x", "melatonin"), "cmax"]
    row = number(table, "Andersen 2016", "cmax")
    assert (row["q05"], row["q95"]) == pytest.approx((found["q05"], found["q95"]), rel=1e-9)
    assert row["like_with_like"] == pytest.approx(found["q50"], rel=1e-9)


def test_a_mean_is_compared_with_a_mean(table):
    plan = pk.Schedule.parse("x", "melatonin surge-sustained 0.4 mg 60 min before bed")
    people = pk.simulate_population(plan, spread="kinetics-only", subjects=2000, step_min=60)
    peaks = people.individuals(("x", "melatonin"), 2000)
    row = number(table, "Gooneratne 2012", "cmax")
    assert row["is_mean"]
    assert row["like_with_like"] > 1.2 * row["predicted"]
    assert row["like_with_like"] >= peaks.max(axis=0).mean()


def test_an_intravenous_half_life_is_that_of_elimination(table):
    assert number(table, "Fourtillan 2000, intravenous", "half_life")["predicted"] == pytest.approx(35)
    assert number(table, "Wilimzig 1996, intravenous", "half_life", "magnesium")["predicted"] == pytest.approx(900)


def test_an_intravenous_dose_is_whole_and_at_once(tmp_path):
    text = '[[measurement]]\nstudy = "A"\ndose = "melatonin 1 mg"\nroute = "iv"\ncmax = "9 ng/mL"\nauc = "9 ng·h/mL"\n'
    found = pk.compare_with_published(published=own(tmp_path, text), subjects=10).set_index("quantity")["predicted"]
    assert found["cmax"] == pytest.approx(1e6 / 70, rel=1e-9)
    assert found["auc"] == pytest.approx(1e6 / (70 * LN2 / (35 / 60)), rel=1e-9)


def test_an_area_may_end(table):
    row = number(table, "Wilimzig 1996", "auc", "magnesium")
    assert row["unit"] == "mmol·h/L"
    assert 100 * row["predicted"] / (0.85 * 12) == pytest.approx(4.2, abs=0.05)
    literature = pk.compare_with_published(parameters="literature", subjects=10)
    of_it = number(literature, "Wilimzig 1996", "auc", "magnesium")
    assert 100 * of_it["predicted"] / (0.85 * 12) == pytest.approx(3.4, abs=0.05)


def test_between_studies_heights_are_as_far_apart_as_studies():
    table = pk.compare_with_published(spread="between-studies", subjects=5000)
    row = number(table, "Andersen 2016", "cmax")
    assert math.sqrt(row["q05"] * row["q95"]) == pytest.approx(15760, rel=0.05)
    assert math.log(row["q95"] / row["q05"]) / (2 * 1.6449) == pytest.approx(math.log(3), rel=0.05)
    same = table[table["q05"] == table["q95"]]
    assert set(same["quantity"]) == {"tmax", "half_life", "auc"}
    assert set(same.loc[same["quantity"] == "auc", "unit"]) == {"mmol·h/L"}
    assert np.array_equal(same["q05"], same["predicted"])


@pytest.mark.parametrize("parameters", ["article", "literature", "modern-capsules"])
def test_between_studies_what_is_predicted_hangs_on_no_parameter_set(parameters):
    """Seven sets of immediate-release doses have a geometric mean of 1,576 pg/mL per mg."""
    table = pk.compare_with_published(spread="between-studies", subjects=5000, parameters=parameters)
    for study, mg in (("Fourtillan 2000, men", 0.25), ("Andersen 2016", 10)):
        row = number(table, study, "cmax")
        assert row["predicted"] / mg == pytest.approx(1576, rel=0.05)
        assert row["predicted"] == pytest.approx(math.sqrt(row["q05"] * row["q95"]), rel=0.05)


def test_compounds_without_the_set_are_left_out_and_named():
    table = pk.compare_with_published(parameters="modern-capsules", subjects=10)
    assert not table["dose"].str.startswith("magnesium").any()
    assert table.attrs["left_out"] == ["magnesium"]
    heights = table[(table["quantity"] == "cmax") & table["dose"].isin(["melatonin 4 mg", "melatonin 5 mg"])]
    assert heights["predicted"].to_list() == pytest.approx([4120.7 * 4, 4120.7 * 5], rel=1e-4)


def test_where_no_compound_has_the_set_that_is_said(tmp_path):
    text = '[[measurement]]\nstudy = "A"\ndose = "magnesium citrate 100 mg elemental"\ntmax = "2 h"\n'
    with pytest.raises(pk.InputError, match="magnesium has no parameter set 'modern-capsules'"):
        pk.compare_with_published(published=own(tmp_path, text), parameters="modern-capsules")


@pytest.mark.parametrize(
    ("dose", "cell", "unit", "published"),
    [
        ("melatonin 300 µg", 'cmax = "0.3 ng/mL"', "pg/mL", 300),
        ("melatonin controlled-release 3 mg", 'cmax = "1000 pmol/L"', "pg/mL", 232.28),
        ("melatonin 3 mg", 'auc = "2 ng·h/mL"', "pg·h/mL", 2000),
        ("melatonin circadin 2 mg", 'half_life = "3 h"', "min", 180),
        ("magnesium oxide 500 mg salt", 'cmax = "0.1 mg/dL"', "mmol/L", 0.04114),
    ],
)
def test_any_dose_form_and_unit_will_do(tmp_path, dose, cell, unit, published):
    text = f'[[measurement]]\nstudy = "A"\ndose = "{dose}"\n{cell}\n'
    row = pk.compare_with_published(published=own(tmp_path, text), subjects=50).iloc[0]
    assert (row["unit"], row["published"]) == (unit, pytest.approx(published, rel=1e-4))
    assert 0 < row["q05"] <= row["predicted"] * (1 + 1e-9)
    assert math.isnan(row["n"])


def test_a_study_says_who_the_sleepers_are():
    study = pk.Study(parameters="literature", subjects=50, seed=3, spread="kinetics-only")
    table = pk.compare_with_published(study)
    assert table.attrs["parameters"] == "literature"
    assert table.attrs["subjects"] == 50
    said = pk.compare_with_published(parameters="literature", subjects=50, seed=3)
    assert table.equals(said)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"parameters": "mine"}, "no parameter set 'mine'"),
        ({"spread": "mine"}, "no spread 'mine'"),
        ({"published": "nowhere.toml"}, "there is no such file"),
        ({"subject": 5}, "did you mean 'subjects'"),
        ({"study": "article"}, "must be a Study"),
        ({"spread": {"melatonin.tmax": None}}, "melatonin.tmax"),
    ],
)
def test_wrong_input_is_one_message(how, message):
    with pytest.raises(pk.InputError, match=message):
        pk.compare_with_published(**how)


def test_a_bar_is_filled_study_by_study(monkeypatch):
    shares = []
    monkeypatch.setattr(Bar, "_fill", lambda bar, share, what: shares.append((share, what)))
    found = pk.compare_with_published(subjects=10)
    count = len(shares) - 1
    assert found["study"].nunique() <= count <= len(found)
    assert shares == [(pytest.approx(i / count), "studies") for i in range(count + 1)]
