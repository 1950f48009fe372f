"""Samples in study files: read from the file that is named, and written whole."""

import numpy as np
import pytest
from places import CONFIGS

import pksim as pk
from pksim.show.pages.files import write_simulation

MINE = pk.Schedule.parse("mine", "melatonin 1 mg at 22:00")
TIDY = "who,h,level,mg\na,0,<20,1\na,1,310,1\nb,1,5e2,2\n"
EVENTS = (
    "ID,TIME,AMT,RATE,ADDL,II,SS,CMT,EVID,MDV,DV\n"
    "1,0,1,.,2,24,.,1,1,1,.\n1,24,.,.,.,.,.,2,0,0,3\n1,30,2,4,1,12,1,2,1,1,.\n1,30,.,.,.,.,.,2,0,0,9\n"
)


@pytest.fixture
def study(tmp_path):
    """Write a study with a table of samples, and the files that it names; read it."""

    def read(table):
        (tmp_path / "tubes.csv").write_text(TIDY, encoding="utf-8")
        (tmp_path / "case.csv").write_text(EVENTS, encoding="utf-8")
        path = tmp_path / "study.toml"
        path.write_text(f"schedules = ['duo']\n{table}", encoding="utf-8")
        return pk.load_study(path)

    return read


TIDY_SAID = (
    '[samples]\nfile = "tubes.csv"\ntime = "h"\nconc = "level"\nsubject = "who"\ndose = "mg"\nconc_unit = "ng/L"\n'
)
EVENTS_SAID = '[samples]\nevents = "case.csv"\ncompound = "melatonin"\namount_unit = "mg"\nconc_unit = "pg/mL"\n'


UNEVEN = (
    "[samples]\nconc_unit = 'mg/L'\ndose_unit = 'mg'\n[[samples.measured]]\nsubject = 'a'\ntimes_h = [1.0]\nconc = []\n"
    "below_limit = []\nafter_dose = []\ndoses = [{time_h = 0.0, amount = 1.0}]\n"
)


def everything(samples):
    told = (samples.conc_unit, samples.dose_unit, samples.compound, samples.matrix, samples.start, samples.notes)
    subjects = [
        (
            each.name, each.times_h.tobytes(), each.conc.tobytes(), each.below_limit.tobytes(),
            each.after_dose.astype(int).tobytes(), [vars(dose) for dose in each.doses],
        )
        for each in samples
    ]  # fmt: skip
    return told, subjects


def test_a_tidy_table_beside_the_study_is_read_with_its_keywords(study):
    samples = study(TIDY_SAID + 'start = "22:00"\n').samples
    assert samples.to_frame().to_numpy().tolist() == [
        ["a", 0.0, 20.0, True], ["a", 1.0, 310.0, False], ["b", 1.0, 500.0, False]
    ]  # fmt: skip
    assert samples.start == "22:00"


def test_an_event_table_beside_the_study_is_read_with_its_keywords(study):
    samples = study(EVENTS_SAID + "start = -1.5\nmatrix = 'serum'\n").samples
    assert (samples.start, samples.matrix) == (-1.5, "serum")
    assert samples["1"].after_dose.tolist() == [2, 3]


def test_false_says_that_all_samples_are_of_one(study):
    table = TIDY_SAID.replace('subject = "who"', "subject = false").replace('dose = "mg"', "dose = 3")
    assert list(study(table).samples.subjects) == ["1"]


@pytest.mark.parametrize("table", [TIDY_SAID, EVENTS_SAID, TIDY_SAID.replace('dose = "mg"', "dose = 0.1\nlimit = 300")])
def test_a_study_is_saved_with_its_samples_to_the_last_bit(study, table, tmp_path):
    before = study(table)
    after = pk.load_study(before.save(tmp_path / "elsewhere" / "saved.toml"))
    assert everything(after.samples) == everything(before.samples)


def test_an_unknown_limit_survives(study, tmp_path):
    frame = pk.load_samples("theoph").to_frame()
    frame["conc"] = frame["conc"].astype(object)
    frame.loc[3, "conc"] = "BLQ"
    samples = pk.Samples.from_frame(frame, "time_h", "conc", "subject", dose=4.0, dose_unit="mg/kg")
    after = pk.load_study(pk.Study(schedules=MINE, samples=samples).save(tmp_path / "saved.toml")).samples
    assert everything(after) == everything(samples)
    assert np.isnan(after["1"].conc[3])


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("samples = 3\n", "study.toml: samples: must be a table"),
        ("[samples]\n", "it must be a table with file='tubes.csv'"),
        (TIDY_SAID + 'events = "case.csv"\n', "it must be a table with file='tubes.csv'"),
        (TIDY_SAID.replace("tubes", "tube"), "tube.csv: there is no such file"),
        (TIDY_SAID.replace("level", "lvl"), "there is no column 'lvl' for conc; did you mean 'level'"),
        (TIDY_SAID + "limits = 3\n", "has no argument 'limits'; did you mean 'limit'"),
        (
            EVENTS_SAID.replace("amount_unit", "amont_unit"),
            "amont_unit is not a key here; did you mean 'amount",
        ),
        (EVENTS_SAID.replace('amount_unit = "mg"\n', ""), "does not say amount_unit"),
        ("[samples]\nmeasured = []\n", "samples: conc_unit: is missing"),
        (UNEVEN, "differ in length"),
    ],
)
def test_wrong_tables_are_refused_with_the_name_of_the_study(study, table, rule):
    with pytest.raises(pk.InputError, match=rule) as caught:
        study(table)
    assert all(line.startswith("study.toml: ") for line in str(caught.value).splitlines())


def test_every_mistake_of_the_named_file_is_told(study, tmp_path):
    with pytest.raises(pk.InputError) as caught:
        study(TIDY_SAID.replace('time = "h"', 'time = "level"').replace('conc = "level"', 'conc = "who"'))
    assert str(caught.value).count("tubes.csv, line") >= 3


def test_mistakes_of_samples_come_with_those_of_the_study(study):
    with pytest.raises(pk.InputError) as caught:
        study("bedtim = '23:00'\n" + TIDY_SAID.replace("level", "lvl"))
    assert [line[:24] for line in str(caught.value).splitlines()] == [
        "study.toml: tubes.csv: t",
        "study.toml: bedtim: is n",
    ]


def test_what_is_no_samples_is_refused():
    with pytest.raises(pk.InputError, match="samples is 3; it must be a Samples"):
        pk.Study(samples=3)


def test_the_example_is_drawn_with_its_residuals(tmp_path, without_pictures):
    study = pk.load_study(CONFIGS / "measured.toml")
    names = {path.name for path in write_simulation(pk.simulate(study), tmp_path, study=study)}
    assert {"residuals.png", "residuals.csv", "study.toml"} <= names
    again = pk.load_study(tmp_path / "study.toml")
    assert everything(again.samples) == everything(study.samples)


def test_the_command_says_how_far_off_the_curve_is(run):
    code, out, _ = run("compare", str(CONFIGS / "measured.toml"))
    assert code == 0
    assert "Measured melatonin in plasma, 9 samples of 1 subject" in out
    code, _, error = run(
        "compare", str(CONFIGS / "measured.toml"), "--dose", "x: magnesium oxide 300 mg elemental at 22:00"
    )
    assert code == 2
    assert "the compound of the samples is 'melatonin'" in error
