"""The commands that describe samples, and that hold the model against published tables."""

import shutil
from importlib.resources import as_file, files

import pandas as pd
import pytest

import pksim as pk

pytestmark = pytest.mark.usefixtures("without_pictures")
UNITS = ("--conc-unit", "mg/L", "--dose-unit", "mg/kg")


@pytest.fixture
def theoph(tmp_path):
    with as_file(files("pksim.describe") / "library" / "theoph.csv") as path:
        return shutil.copy(path, tmp_path / "mine.csv")


def written(tmp_path, name):
    return pd.read_csv(tmp_path / "pksim-results" / name)


def test_nca_prints_subjects_and_what_they_have_in_common(run, tmp_path):
    code, out, err = run("nca", "theoph")
    assert (code, err) == (0, "")
    assert "Samples of theophylline without a model; area by linear up, log down" in out
    assert " 1        10.5  1.12   147          14.3       3       1.0000   215" in out
    flat = " ".join(out.split())
    assert "Cmax 8.65 [17.0] mg/L" in flat
    assert "half-life 8.18 [2.12] h" in flat
    assert "tmax 1.14 [0.630, 3.55] h" in flat
    assert "Subject 1: 31 % of the area is extrapolated, more than 20 %." in flat
    assert "All subjects: flip-flop: this half-life may be absorption's." in flat
    table = written(tmp_path, "nca.csv").set_index("subject")
    expected = pk.nca(pk.load_samples("theoph"))
    assert table["auc_inf"].to_list() == pytest.approx(expected["auc_inf"].to_list(), rel=1e-14)
    assert written(tmp_path, "nca-summary.csv").set_index("parameter").loc["cmax", "printed"] == "8.65 [17.0]"
    assert sorted(path.name for path in (tmp_path / "pksim-results").iterdir()) == [
        *("nca-summary.csv", "nca.csv", "nca.png", "nca.svg")
    ]


def test_nca_reads_a_file_of_ones_own_as_it_is_told(run, tmp_path, theoph):
    assert run("nca", str(theoph), *UNITS)[0] == 0
    assert written(tmp_path, "nca.csv")["cmax"].max() == 11.4
    renamed = pd.read_csv(theoph).rename(columns={"Time": "h", "conc": "level", "Subject": "who", "Dose": "mg"})
    renamed.to_csv(tmp_path / "other.csv", index=False)
    said = ("--time", "h", "--conc", "level", "--subject", "who", "--dose", "mg", *UNITS)
    assert run("nca", "other.csv", *said, "--auc", "linear", "--until", "24", "--above", "5")[0] == 0
    table = written(tmp_path, "nca.csv").set_index("subject")
    assert table.loc[1, "auc_last"] == pytest.approx(148.92305, abs=5e-6)
    assert table.loc[1, "ended_h"] == 12.12
    assert table.loc[1, "hours_above"] > 10


def test_a_single_subject_needs_no_column(run, tmp_path):
    (tmp_path / "tubes.csv").write_text("h,c\n0.5,3\n1,5\n2,4\n4,2\n6,BLQ\n8,0.5\n")
    said = ("--time", "h", "--conc", "c", "--subject", "", "--dose", "10", "--conc-unit", "mg/L", "--dose-unit", "mg")
    code, out, _ = run("nca", "tubes.csv", *said)
    assert code == 0
    assert "together" not in out
    assert written(tmp_path, "nca.csv")["clast"].to_list() == [0.5]


def test_an_event_table_is_read_as_one(run, tmp_path):
    (tmp_path / "case.csv").write_text(
        "ID,TIME,AMT,EVID,MDV,DV\n1,0,100,1,1,.\n1,1,.,0,0,4\n1,2,.,0,0,5\n1,4,.,0,0,3\n1,8,.,0,0,1.5\n1,12,.,0,0,.8\n"
    )
    said = ("--events", "--compound", "caffeine", "--conc-unit", "mg/L", "--dose-unit", "mg")
    code, out, err = run("nca", "case.csv", *said)
    assert (code, err) == (0, "")
    assert "Samples of caffeine without a model" in out
    assert written(tmp_path, "nca.csv")["cmax"].to_list() == [5]
    code, _, err = run("nca", "case.csv", *said, "--route", "iv", "--limit", "0.1")
    assert code == 2
    assert "--route: an event table says all but its compound and its units; leave it out." in err
    assert "--limit: an event table" in err


def test_a_study_may_name_the_samples(run, tmp_path, theoph):
    said = 'conc_unit = "mg/L"\ndose_unit = "mg/kg"'
    (tmp_path / "study.toml").write_text(f'[samples]\nfile = "mine.csv"\n{said}\n')
    code, _, err = run("nca", "study.toml")
    assert (code, err) == (0, "")
    assert written(tmp_path, "nca.csv")["cmax"].max() == 11.4
    code, _, err = run("nca", "study.toml", *UNITS)
    assert code == 2
    assert "--conc-unit: study.toml: a study says what its samples are; leave it out." in err
    (tmp_path / "none.toml").write_text('bedtime = "22:00"\n')
    assert "the study has no samples" in run("nca", "none.toml")[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--events",), "it does not say its units; add --conc-unit and --dose-unit"),
        (("--events", "--conc-unit", "mg/L"), "add --dose-unit, such as"),
        ((*UNITS, "--time", "hour"), "there is no column 'hour'"),
        ((*UNITS, "--conc-unit", "mg/gallon"), "mg/gallon"),
        ((*UNITS, "--auc", "log"), "auc is 'log'"),
        ((*UNITS, "--least-points", "2"), "least_points is 2"),
        ((*UNITS, "--ignore", "@"), "--ignore: it is for event tables, which take --events, too; leave it out."),
    ],
)
def test_what_is_wrong_is_one_message(run, theoph, words, message):
    code, _, err = run("nca", str(theoph), *words)
    assert code == 2
    assert message in " ".join(err.split())
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["nca", "fit"])
def test_units_that_the_file_does_not_say_are_told_aloud(run, theoph, command):
    code, out, _ = run(command, str(theoph))
    assert code == 0
    aloud = "concentrations are taken to be in mg/L and doses in mg; say --conc-unit and --dose-unit if they are not."
    assert aloud in " ".join(out.split())
    code, out, _ = run(command, str(theoph), "--conc-unit", "mg/L")
    assert "say --dose-unit if they are not." in " ".join(out.split())
    assert "taken to be in" not in run(command, str(theoph), *UNITS)[1]


def test_what_python_would_be_told_is_written_as_an_option(run, tmp_path):
    (tmp_path / "mine.csv").write_text("Time,conc,Dose\n0,1,5\n")
    _, _, err = run("nca", "mine.csv")
    assert "Say --subject ..., or say --subject '' for a single one." in " ".join(err.split())
    (tmp_path / "comma.csv").write_text(
        "Time;conc;Subject;Dose\n0,5;1,5;1;5\n1;3;1;5\n2;2,5;1;5\n4;1,2;1;5\n8;0,5;1;5\n"
    )
    _, _, err = run("nca", "comma.csv")
    assert "'0,5' has a decimal comma; write 0.5, or say --decimal ','." in " ".join(err.split())
    assert run("nca", "comma.csv", "--decimal", ",")[0] == 0
    assert written(tmp_path, "nca.csv")["cmax"].item() == 3.0


def test_a_table_of_events_is_recognised(run, tmp_path):
    (tmp_path / "events.csv").write_text("ID,TIME,AMT,DV\n1,0,5,.\n1,1,.,2\n")
    code, _, err = run("nca", "events.csv")
    assert code == 2
    assert err.rstrip().endswith("If it is a table of events, as NONMEM takes it, add --events.")


def test_every_mistake_of_a_file_is_told_with_its_line_and_column(run, tmp_path):
    (tmp_path / "bad.csv").write_text("Subject,Time,conc,Dose\n1,0,x,5\n1,2,-3,5\n1,one,3,5\n")
    code, _, err = run("nca", "bad.csv", *UNITS)
    assert code == 2
    for place in ("line 2, column 'conc'", "line 3, column 'conc'", "line 4, column 'Time'"):
        assert place in err


def test_subjects_of_which_nothing_can_be_told_are_named(run, tmp_path):
    (tmp_path / "few.csv").write_text("Subject,Time,conc,Dose\n1,1,4,5\n1,2,3,5\n")
    code, _, err = run("nca", "few.csv", *UNITS)
    assert code == 2
    assert "subject '1' has 2 samples after the dose; NCA takes 3 or more." in err


def test_validate_says_how_far_off_the_model_is(run, tmp_path):
    code, out, err = run("validate", "--subjects", "500")
    assert (code, err) == (0, "")
    flat = " ".join(out.split())
    assert "spans 355–4,670 pg/mL per mg; the articles' kinetics give 879." in flat
    assert "Parameter set article, 500 sleepers, spread kinetics-only." in flat
    assert "4 of 32 published numbers are unverified." in flat
    table = written(tmp_path, "published.csv")
    assert len(table) == 32
    assert {path.name for path in (tmp_path / "pksim-results").iterdir()} == {
        *("published.csv", "published.png", "published.svg")
    }


def test_validate_takes_other_kinetics_sleepers_and_tables(run, tmp_path):
    (tmp_path / "tables.toml").write_text('[[measurement]]\nstudy = "A"\ndose = "melatonin 3 mg"\ntmax = "40 min"\n')
    code, out, _ = run(
        *("validate", "tables.toml", "--parameters", "modern-capsules", "--spread", "between-studies"),
        *("--subjects", "50"),
    )
    assert code == 0
    assert "Parameter set modern-capsules, 50 sleepers, spread between-studies." in " ".join(out.split())
    assert written(tmp_path, "published.csv")["study"].to_list() == ["A"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--parameters", "modern"), "did you mean 'modern-capsules'"),
        (("--spread", "studies"), "did you mean 'between-studies'"),
        (("nowhere.toml",), "nowhere.toml: there is no such file"),
        (("--subjects", "0"), "subjects is 0"),
    ],
)
def test_what_validate_cannot_do_is_one_message(run, words, message):
    code, _, err = run("validate", *words)
    assert code == 2
    assert message in " ".join(err.split())


def test_modern_capsules_are_known_where_parameters_are_asked_for(run):
    code, _, err = run("compare", "--parameters", "modern-capsules")
    assert code == 2
    assert "magnesium has no parameter set 'modern-capsules'; it must be one of 'article', 'literature'" in err
    code, _, _ = run(
        "spread",
        "--parameters",
        "modern-capsules",
        "--vary",
        "between-studies",
        "--subjects",
        "20",
        "--dose",
        "one: melatonin 1 mg 60 min before bed",
    )
    assert code == 0
