"""A fit as a compound, and sleepers drawn from it."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import pksim as pk
from pksim.show.words.people import how_drawn

THEOPH = pk.fit(pk.load_samples("theoph"), absorption="faster")
SEVEN = THEOPH["7"]
NAMES = ["theo.tmax_h", "theo.half_life_h", "theo.volume_l"]


def taken(fit, **more):
    compound = fit.compound("theo", weight_kg=70)
    plan = pk.Schedule.parse("plan", "theo 350 mg at 20:00", compounds=[compound])
    asked = {"compounds": [compound], "spread": fit, "subjects": 20_000, "step_min": 60, **more}
    return pk.simulate_population(plan, **asked)


@pytest.fixture(scope="module")
def sleepers():
    return np.log(taken(SEVEN).subjects[NAMES].to_numpy())


def estimates(fit):
    return fit.to_frame().pivot_table("estimate", "subject", "parameter")


def test_its_curve_is_the_fitted_one():
    compound = SEVEN.compound("theo", weight_kg=70)
    plan = pk.Schedule.parse("plan", "theo 346.5 mg at 23:00", compounds=[compound])
    night = pk.simulate(plan, compounds=[compound])
    level = night.to_frame().set_index("time_h").loc[[1.0, 4.0, 8.0], "concentration"].to_numpy()
    assert level == pytest.approx(SEVEN.curve("7", [1.0, 4.0, 8.0])[0], rel=1e-9)


def test_a_file_keeps_it_and_a_study_can_name_it(tmp_path):
    compound = SEVEN.compound("theo", weight_kg=70)
    assert pk.load_compound(compound.save(tmp_path / "theo.toml")) == compound
    (tmp_path / "study.toml").write_text(
        'compounds = ["theo.toml"]\n[[schedule]]\nname = "one"\ndoses = ["theo 350 mg at 22:00"]\n'
    )
    study = pk.load_study(tmp_path / "study.toml")
    assert pk.metrics(pk.simulate(study)).loc[("one", "theo"), "half_life_h"] == pytest.approx(6.779, abs=5e-4)


def test_sleepers_are_drawn_about_the_estimates_as_far_apart_as_their_errors(sleepers):
    table = SEVEN.to_frame().set_index("parameter")
    for i, name in enumerate(("tmax_h", "half_life_h", "volume_f")):
        centre = np.log(table.loc[name, "estimate"] * (70 if name == "volume_f" else 1))
        law = stats.norm(centre, table.loc[name, "se_log"])
        assert stats.kstest(sleepers[:, i], law.cdf).pvalue > 0.001


def test_what_is_uncertain_together_is_drawn_together(sleepers):
    # CL/F = ln 2·V/half-life has the standard error that the fit gives it, which drawing each alone would miss by far.
    clearance = sleepers[:, 2] - sleepers[:, 1]
    expected = SEVEN.to_frame().set_index("parameter").loc["clearance_f", "se_log"]
    assert clearance.std() == pytest.approx(expected, rel=0.03)
    alone = np.hypot(*SEVEN.to_frame().set_index("parameter").loc[["volume_f", "half_life_h"], "se_log"])
    assert clearance.std() < 0.8 * alone


def test_of_several_subjects_they_differ_as_the_subjects_do():
    drawn = np.log(taken(THEOPH).subjects[NAMES].to_numpy())
    logs = np.log(estimates(THEOPH)[["tmax_h", "half_life_h", "volume_f"]].to_numpy()) + np.log([1, 1, 70])
    assert drawn.mean(axis=0) == pytest.approx(logs.mean(axis=0), abs=0.02)
    assert np.cov(drawn, rowvar=False) == pytest.approx(np.cov(logs, rowvar=False), rel=0.1, abs=3e-3)


def test_the_same_seed_draws_the_same_sleepers_however_many():
    few, many = (taken(SEVEN, subjects=count, seed=3).subjects[NAMES] for count in (50, 200))
    assert few.equals(many.iloc[:50])
    assert not few.equals(taken(SEVEN, subjects=50, seed=4).subjects[NAMES])


def test_nothing_else_differs_between_them():
    compound = SEVEN.compound("theo", weight_kg=70)
    plan = pk.Schedule.parse("plan", "theo 350 mg at 20:00; melatonin 1 mg 30-90 min before bed", compounds=[compound])
    people = pk.simulate_population(plan, compounds=[compound], spread=SEVEN, subjects=100, step_min=60)
    assert np.ptp(people.subjects["melatonin.tmax_h"]) == 0
    assert people.subjects["theo.tmax_h"].is_unique
    with pytest.raises(pk.InputError, match="draws its quantities together"):
        pk.sensitivity(plan, compounds=[compound], spread=SEVEN, compound="theo")


def test_the_spread_is_told_where_it_is_used(tmp_path):
    people = taken(SEVEN, subjects=10)
    assert "drawn together" in how_drawn(people)
    assert "drawn together" in people._repr_html_()
    with pytest.raises(pk.InputError, match="made in Python"):
        pk.Study(spread=SEVEN).save(tmp_path / "study.toml")
    with pytest.raises(pk.InputError, match="or a fit"):
        pk.Study(spread=5)


@pytest.mark.parametrize(
    ("how", "said"),
    [({}, "give weight_kg=70"), ({"weight_kg": -1}, "above 0"), ({"weight_kg": 70, "molar_mass": "x"}, "molar_mass")],
)
def test_what_a_compound_needs_is_asked_for(how, said):
    with pytest.raises(pk.InputError, match=said):
        SEVEN.compound("theo", **how)


def test_litres_need_no_weight_and_an_injection_makes_no_compound():
    table = pd.DataFrame({"Time": [0.5, 1, 2, 4, 8], "conc": [4.0, 5.0, 4.5, 3.0, 1.2]})
    with pytest.raises(pk.InputError, match="leave it out"):
        pk.fit(pk.Samples.from_frame(table, subject=None, dose=100.0)).compound("mine", weight_kg=70)
    injected = pk.Samples.from_frame(table, subject=None, dose=100.0, route="iv")
    with pytest.raises(pk.InputError, match="intravenous doses alone"):
        pk.fit(injected).compound("mine")


def test_molar_masses_matter_where_concentrations_are_amounts_of_substance():
    table = pd.DataFrame({"Time": [0.5, 1, 2, 4, 8], "conc": [4.0, 5.0, 4.5, 3.0, 1.2]})
    said = {"subject": None, "dose": 100.0, "conc_unit": "µmol/L", "compound": "melatonin"}
    mine = pk.fit(pk.Samples.from_frame(table, **said)).compound("mine")
    assert mine.molar_mass.value == pytest.approx(232.28)
    assert mine.display_unit == "pg/mL"
