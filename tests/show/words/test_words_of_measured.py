"""What is said of samples, and of the model beside published tables."""

import re

import pandas as pd
import pytest
from places import ROOT

import pksim as pk
from pksim.describe.files.published import load_published
from pksim.show.words.nca import describe_nca, describe_summary
from pksim.show.words.published import describe_published, how_far_off_are, in_one_sentence
from pksim.study.measured.predicted import how_far_off


def test_a_note_is_told_once_with_its_subjects():
    table = pk.nca(pk.load_samples("theoph"))
    table["notes"] = ["a; b"] * 7 + ["b"] * 5
    assert describe_nca(table) == "Subjects 1, 2, 3, 4, 5, 6 and 1 more: a.\nAll subjects: b."
    assert describe_nca(table.loc[["1"]]) == "Subject 1: a.\nSubject 1: b."


def test_nothing_is_said_where_there_is_nothing_to_say():
    table = pk.nca(pk.load_samples("theoph")).assign(notes="")
    assert describe_nca(table) == ""
    assert describe_summary(pk.nca_summary(table.loc[["1"]])) == ""


def test_how_far_off_the_model_is_follows_from_the_tables():
    (off,) = how_far_off(load_published(), pk.load_compounds(), "literature")
    assert off.predicted == pytest.approx(1e6 * 0.15 / 90 * 0.5 ** (50 / 45), rel=1e-9)
    assert in_one_sentence(off, "literature").endswith("the parameter set literature gives 772.")


@pytest.mark.parametrize(("parameters", "predicted"), [("article", "879"), ("modern-capsules", "4,120")])
def test_a_comparison_says_it_first(parameters, predicted):
    words = describe_published(pk.compare_with_published(parameters=parameters, subjects=20)).split("\n\n")
    assert words[0].startswith(
        "Published Cmax of melatonin after an immediate-release dose spans 355–4,670 pg/mL per mg;"
    )
    assert words[0].endswith(f" {predicted}.")


def test_shares_and_ratios_are_those_of_the_table():
    table = pk.compare_with_published(subjects=200)
    rows = table[table["quantity"] == "cmax"]
    words = describe_published(table)
    assert f"Cmax: {rows['inside'].sum()} of 8 published numbers lie within nine of ten sleepers" in words
    assert "0.189 to 2.48 times the published" in words
    assert "3 of 32 numbers are the same in all of these sleepers" in words
    left = describe_published(pk.compare_with_published(parameters="modern-capsules", subjects=20))
    assert "Left out is magnesium, which has no parameter set 'modern-capsules'." in left


def test_the_readme_says_what_the_program_computes():
    text = re.sub(r"\s+", " ", (ROOT / "README.md").read_text(encoding="utf-8"))
    (off,) = how_far_off(load_published(), pk.load_compounds(), "article")
    assert in_one_sentence(off, "article") in text


def test_a_simulation_says_it_of_what_is_known():
    duo = pk.simulate(pk.load_schedules()["duo"], step_min=60)
    assert how_far_off_are(duo) == [in_one_sentence(*_of("article"))]
    magnesium = pk.Schedule.parse("a", "magnesium glycinate 300 mg elemental 2 h before bed")
    assert how_far_off_are(pk.simulate(magnesium, step_min=60)) == []


def _of(parameters):
    (off,) = how_far_off(load_published(), pk.load_compounds(), parameters)
    return off, parameters


def test_a_compound_that_took_the_name_is_judged_by_its_own_numbers():
    melatonin = pk.load_compounds()["melatonin"]
    doubled = melatonin.parameters["article"].bioavailability.model_copy(update={"value": 0.3})
    article = melatonin.parameters["article"].model_copy(update={"bioavailability": doubled})
    own = melatonin.model_copy(update={"parameters": {**melatonin.parameters, "article": article}})
    (said,) = how_far_off_are(pk.simulate(pk.load_schedules()["dream-team"], compounds=[own], step_min=60))
    assert said.endswith("give 1,760.")
    assert isinstance(pk.compare_with_published(compounds=[own], subjects=10), pd.DataFrame)
