"""The command ``fit``."""

import pandas as pd
import pytest
from places import listed

import pksim as pk

FILES = ["fit.csv", "fit.png", "fit.svg", "residuals.csv"]
TUBES = "hour,level\n0.5,95\n1,130\n2.5,40\n"
STUDY = """
bedtime = "22:30"

[samples]
file = "tubes.csv"
time = "hour"
conc = "level"
subject = false
conc_unit = "pg/mL"
dose = 0.5
compound = "melatonin"
matrix = "saliva"
start = "22:00"
"""
SALIVA = ["--time", "hour", "--conc", "level", "--subject", "", "--conc-unit", "pg/mL", "--dose-unit", "mg"]


def test_theoph_in_a_table_in_words_and_as_files(run, tmp_path):
    code, out, err = run("fit", "theoph", "--absorption", "faster", "--weight", "70", "--output", "results")
    assert (code, err) == (0, "")
    assert listed(tmp_path / "results") == sorted([*FILES, "mine.toml"])
    table = pd.read_csv(tmp_path / "results" / "fit.csv", dtype={"subject": str})
    known = pk.fit(pk.load_samples("theoph"), absorption="faster").to_frame()
    assert list(table) == list(known)
    assert table["estimate"].to_numpy() == pytest.approx(known["estimate"].to_numpy())
    said = " ".join(out.split())
    assert "The interval of ka has no upper end (9)" in said
    assert "tmax [h]" in said
    assert pk.load_compound(tmp_path / "results" / "mine.toml").name == "mine"


def test_a_compound_file_can_be_named_in_a_study(run, tmp_path):
    run("fit", "theoph", "--together", "--absorption", "faster", "--weight", "70", "--name", "theo", "--output", ".")
    (tmp_path / "study.toml").write_text(
        'compounds = ["theo.toml"]\n[[schedule]]\nname = "evening"\ndoses = ["theo 350 mg at 20:00"]\n'
    )
    code, out, err = run("when", "study.toml", "--move", "theo", "--subjects", "20")
    assert (code, err) == (0, "")
    assert "The best time for theo" in " ".join(out.split())


def test_why_there_is_no_compound_file_is_said(run, tmp_path):
    code, out, _ = run("fit", "theoph", "--output", "results")
    assert code == 0
    assert listed(tmp_path / "results") == FILES
    assert "Without a compound file: doses are in mg/kg" in " ".join(out.split())


def test_three_tubes_of_an_evening(run, tmp_path):
    (tmp_path / "tubes.csv").write_text(TUBES)
    told = [*SALIVA, "--matrix", "saliva", "--dose", "0.5", "--compound", "melatonin", "--start", "22:00"]
    code, out, err = run("fit", "tubes.csv", *told, "--prior", "literature", "--bedtime", "23:00")
    assert (code, err) == (0, "")
    assert "saliva over plasma" in " ".join(out.split())
    code, _, err = run("fit", "tubes.csv", *told)
    assert code == 2
    assert "prior='literature'" in err


def test_a_study_that_names_samples(run, tmp_path):
    (tmp_path / "tubes.csv").write_text(TUBES)
    (tmp_path / "study.toml").write_text(STUDY)
    code, out, err = run("fit", "study.toml", "--prior", "literature")
    assert (code, err) == (0, "")
    assert "after a bedtime of 22:30" in " ".join(out.split())


def test_a_table_of_events(run, tmp_path):
    model = pk.OneCompartment(ka_per_h=1.5, ke_per_h=0.2, volume_l=20)
    doses = [pk.Input(amount_mg=100, time_h=hour) for hour in range(-720, 25, 24)]
    times = [1, 2, 4, 8, 23, 25, 26, 30, 40]
    levels = model.concentration(times, doses)
    rows = [f"1,{time},.,0,.,.,.,{level!r}" for time, level in zip(times, levels.tolist(), strict=True)]
    text = "\n".join(["ID,TIME,AMT,EVID,ADDL,II,SS,DV", "1,0,100,1,1,24,1,.", *rows])
    (tmp_path / "events.csv").write_text(text)
    told = ["--compound", "drug", "--conc-unit", "mg/L", "--dose-unit", "mg", "--output", "results"]
    code, _, err = run("fit", "events.csv", "--events", *told)
    assert (code, err) == (0, "")
    table = pd.read_csv(tmp_path / "results" / "fit.csv").set_index("parameter")["estimate"]
    assert table[["ka_per_h", "ke_per_h", "volume_f"]].to_numpy() == pytest.approx([1.5, 0.2, 20], rel=1e-5)


def test_injections_are_fitted_and_told_to_be_more_than_one_compartment(run):
    code, out, err = run("fit", "indometh", "--dose", "25")
    assert (code, err) == (0, "")
    assert "one compartment is wrong here" in " ".join(out.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv", "--conc-unit", "pg/mL", "--dose-unit", "mg"], "there is no such file"),
        (["theoph", "--conc", "x"], "--conc: the samples that come with pksim say all but a dose; leave it out"),
        (["theoph", "--error", "lg"], "did you mean 'log'"),
        (["theoph", "--absorption", "quick"], "absorption is 'quick'"),
        (["tubes.csv", "--conc-unit", "pg/mL", "--dose-unit", "mg"], "there is no column"),
        (["tubes.csv", *SALIVA, "--dose", "x", "--compound", "melatonin"], "there is no column 'x'"),
        (["indometh"], "dose"),
        (["study.toml"], "the study has no samples"),
        (["study.toml", "--dose", "1"], "a study says what its samples are; leave it out"),
        (["tubes.csv", "--events"], "it does not say its units"),
    ],
)
def test_what_is_wrong_is_one_message(run, tmp_path, words, said):
    (tmp_path / "tubes.csv").write_text(TUBES)
    (tmp_path / "study.toml").write_text('bedtime = "23:00"\n')
    code, out, err = run("fit", *words)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())
