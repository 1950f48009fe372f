"""The command ``compare`` over one night: what it prints, what it writes, and what it refuses."""

import re

import pandas as pd
import pytest
from places import listed

from pksim import load_schedules, load_study, simulate
from pksim.describe.files.study_writer import study_toml

FILES = ["curves.csv", "curves.png", "curves.svg", "doses.png", "metrics.csv", "sources.csv", "study.toml"]
STUDY = """
bedtime = "22:30"
wake = "06:30"
schedules = ["extended-release"]

[[schedule]]
name = "mine"
doses = ["melatonin 0.3 mg 60 min before bed"]
"""

COFFEE = """
[[compound]]
name = "caffeine"
display_unit = "mg/L"
molar_mass = "194.19 g/mol"

[compound.parameters.usual]
tmax = "45 min"
half_life = "5 h"
volume = "45.5 L"
bioavailability = 1.0
"""


def test_compare_writes_pictures_and_tables_and_prints_what_they_show(run, tmp_path):
    code, out, err = run("compare", "--schedule", "mechanism", "--output", "results")
    assert (code, err) == (0, "")
    assert listed(tmp_path) == ["results"]
    assert listed(tmp_path / "results") == FILES
    assert "Bedtime 23:00, wake 07:00, parameter set article" in out
    assert re.search(r"melatonin\s+1 mg\s+−1 h\s+879 pg/mL\s+22:45 \(−15 min\)", out)
    assert "peaks at 23:15, 15 min after bedtime, at 0.0443 mmol/L" in " ".join(out.split())
    assert all(name in out for name in FILES)


def test_without_a_file_all_published_schedules_are_compared(run, tmp_path, without_pictures):
    assert run("compare")[0] == 0
    curves = pd.read_csv(tmp_path / "pksim-results" / "curves.csv")
    assert list(curves) == ["schedule", "compound", "time_h", "clock", "concentration", "unit"]
    assert (curves["schedule"].nunique(), len(curves)) == (8, 15 * 721)
    metrics = pd.read_csv(tmp_path / "pksim-results" / "metrics.csv").set_index(["schedule", "compound"])
    assert (metrics.loc[("duo", "melatonin"), "peak_clock"], len(metrics)) == ("23:20", 15)


def test_a_study_file_gives_night_and_schedules(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    code, out, _ = run("compare", "study.toml")
    assert code == 0
    assert "Bedtime 22:30, wake 06:30" in out
    metrics = pd.read_csv(tmp_path / "pksim-results" / "metrics.csv")
    assert list(metrics["schedule"]) == ["extended-release", "mine"]
    assert metrics["cmax"][1] == pytest.approx(0.3 * 0.15e6 / 70 * 2 ** (-45 / 35), rel=1e-10)


def test_options_come_before_the_file(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    options = ("--bedtime", "00:30", "--wake", "08:00", "--parameters", "literature", "--solver", "ode")
    code, out, _ = run("compare", "study.toml", *options, "--dose", "late: melatonin 1 mg at 23:30")
    assert code == 0
    assert "Bedtime 00:30, wake 08:00, parameter set literature" in out
    metrics = pd.read_csv(tmp_path / "pksim-results" / "metrics.csv")
    assert list(metrics["schedule"]) == ["late"]
    assert metrics["peak_clock"][0] == "00:20"
    assert metrics["cmax"][0] == pytest.approx(0.15e6 / 90 * 2 ** (-50 / 45), rel=1e-7)


def test_schedules_named_and_written_are_the_only_ones_drawn(run, tmp_path, without_pictures):
    code, out, _ = run(
        *("compare", "--schedule", "duo", "--schedule", "extended-release"),
        *("--dose", " my own : magnesium glycinate 300 mg elemental at 21:00; melatonin 300 µg at bedtime"),
    )
    metrics = pd.read_csv(tmp_path / "pksim-results" / "metrics.csv")
    assert (code, "mechanism" in out) == (0, False)
    assert list(dict.fromkeys(metrics["schedule"])) == ["duo", "extended-release", "my own"]


def test_a_study_can_lend_a_schedule_of_its_own(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    assert run("compare", "study.toml", "--schedule", "mine")[0] == 0
    assert set(pd.read_csv(tmp_path / "pksim-results" / "metrics.csv")["schedule"]) == {"mine"}


def test_a_study_can_bring_a_compound_of_its_own(run, tmp_path, without_pictures):
    (tmp_path / "coffee.toml").write_text(COFFEE, encoding="utf-8")
    assert run("compare", "coffee.toml", "--dose", "late: caffeine 200 mg 2 h before bed")[0] == 0
    metrics = pd.read_csv(tmp_path / "pksim-results" / "metrics.csv")
    assert metrics[["schedule", "compound", "unit"]].to_numpy().tolist() == [["late", "caffeine", "mg/L"]]
    # Facts, section 5: 100 mg peak at 1.98 mg/L.
    assert metrics["cmax"][0] == pytest.approx(2 * 1.98, abs=0.01)


def test_names_are_printed_as_they_are(run, without_pictures):
    code, out, err = run("compare", "--dose", "[bold]a[/bold]: melatonin 1 mg at bedtime", "--output", "[red]x")
    assert (code, err) == (0, "")
    assert "[bold]a[/bold]: Melatonin" in out
    assert "Written to [red]x" in out
    assert "there is no schedule '[bold]'" in run("compare", "--schedule", "[bold]")[2]


WRONG = {
    "misspelt schedule": (["--schedule", "dou"], "there is no schedule 'dou'; did you mean 'duo'"),
    "clock time": (["--bedtime", "25:00"], "bedtime is '25:00'; a clock time is HH:MM"),
    "no clock time": (["--wake", "late"], "wake is 'late'; a clock time is HH:MM"),
    "no night": (["--bedtime", "07:00"], "bedtime and wake are both 07:00"),
    "parameter set": (["--parameters", "litrature"], "'litrature'; did you mean 'literature'"),
    "solver": (["--solver", "exakt"], "solver is 'exakt'"),
    "no name": (["--dose", "melatonin 1 mg at bedtime"], "begin with a name and a colon"),
    "a clock time is no name": (["--dose", "melatonin 1 mg at 22:30"], "begin with a name and a colon"),
    "unknown compound": (["--dose", "x: melatonni 1 mg at bedtime"], "did you mean 'melatonin'"),
    "unit": (["--dose", "x: melatonin 1 mgg at bedtime"], "unit 'mgg'"),
    "negative": (["--dose", "x: melatonin -1 mg at bedtime"], "the amount is '-1'"),
    "zero": (["--dose", "x: melatonin 0 mg at bedtime"], "must be from 1e-09"),
    "nan": (["--dose", "x: melatonin nan mg at bedtime"], "the amount is 'nan'"),
    "infinite": (["--dose", "x: melatonin inf mg at bedtime"], "the amount is 'inf'"),
    "neither salt nor elemental": (["--dose", "x: magnesium 300 mg at bedtime"], "add 'elemental' or 'salt'"),
    "no doses": (["--dose", "x: "], "Schedule 'x' has no doses"),
    "duplicates": (["--schedule", "duo", "--schedule", "duo"], "two schedules are called 'duo'"),
    "missing file": (["none.toml"], "none.toml: there is no such file"),
    "folder": (["."], "this is a folder"),
    "empty": (["empty.toml"], "empty.toml: the file is empty"),
    "binary": (["binary.toml"], "binary.toml: this is not a text file"),
    "syntax": (["syntax.toml"], "syntax.toml: this is not valid TOML"),
    "unknown key": (["key.toml"], "key.toml: bedtme: is not a key here; did you mean 'bedtime'"),
    "half-life of zero": (
        ["zero.toml"],
        "zero.toml: compound[1].parameters.usual.half_life.value: is 0.0; it must be above 0",
    ),
    "unwritable folder": (["--schedule", "extended-release", "--output", "empty.toml"], "cannot be written"),
}
SPOILT = {
    "empty.toml": b"",
    "binary.toml": b"\x00\xff\xfe\x01",
    "syntax.toml": b"bedtime = \n",
    "key.toml": b'bedtme = "22:00"',
    "zero.toml": COFFEE.replace('"5 h"', '"0 h"').encode(),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_message_exit_code_2_and_nothing_written(run, tmp_path, case):
    for name, content in SPOILT.items():
        (tmp_path / name).write_bytes(content)
    words, message = WRONG[case]
    code, out, err = run("compare", *words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert err.count("Error:") == 1
    assert message in err
    assert "Traceback" not in err
    assert listed(tmp_path) == sorted(SPOILT)


def test_all_mistakes_of_a_study_are_told_at_once(run, tmp_path):
    (tmp_path / "study.toml").write_text('bedtme = "1"\nwake = "26:00"\nschedules = ["dou"]\n', encoding="utf-8")
    code, _, err = run("compare", "study.toml")
    assert code == 2
    mistakes = err.removeprefix("Error: ").splitlines()
    assert [line.split(": ")[:2] for line in mistakes] == [
        ["study.toml", key] for key in ("bedtme", "wake", "schedules")
    ]


def contents(folder, *names):
    return [(folder / name).read_bytes() for name in names]


@pytest.mark.parametrize(
    "words", [(), ("study.toml", "--nights", "2", "--endogenous"), ("coffee.toml", "--solver", "ode")]
)
def test_the_study_that_is_written_gives_the_same_results(run, tmp_path, without_pictures, words):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "coffee.toml").write_text(COFFEE, encoding="utf-8")
    dose = ("--dose", "cup: caffeine 100 mg at 12:00") if "coffee.toml" in words else ()
    assert run("compare", *words, *dose, "--output", "one")[0] == 0
    code, out, err = run("compare", "one/study.toml", "--output", "two")
    assert (code, err) == (0, "")
    assert "study.toml" in out
    names = ("metrics.csv", "curves.csv", "sources.csv", "study.toml")
    assert contents(tmp_path / "one", *names) == contents(tmp_path / "two", *names)
    (tmp_path / "two" / "study.toml").rename(tmp_path / "changed.toml")
    text = (tmp_path / "changed.toml").read_text(encoding="utf-8")
    changed = text.replace('"35 min"', '"36 min"').replace('"5 h"', '"6 h"')
    assert changed != text
    (tmp_path / "changed.toml").write_text(changed, encoding="utf-8")
    assert run("compare", "changed.toml", "--output", "three")[0] == 0
    for before, after in zip(*(contents(tmp_path / each, *names) for each in ("one", "three")), strict=True):
        assert before != after


def test_a_study_that_was_edited_where_it_lies_stays_as_it_is(run, tmp_path, without_pictures):
    assert run("compare", "--schedule", "duo")[0] == 0
    path = tmp_path / "pksim-results" / "study.toml"
    mine = "# mine\n" + path.read_text(encoding="utf-8").replace("subjects = 1000", "subjects = 500")
    assert "subjects = 500" in mine
    path.write_text(mine, encoding="utf-8")
    code, out, err = run("compare", "pksim-results/study.toml")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "pksim-results/study.toml is left as you wrote it."
    assert path.read_text(encoding="utf-8") == mine


def test_a_study_keeps_its_sleepers_and_its_goal(run, tmp_path, without_pictures):
    asked = {"subjects": 500, "seed": 7, "move": "magnesium", "goal": "90 % of peak at bedtime"}
    (tmp_path / "mine.toml").write_text(
        "\n".join(f"{key} = {value!r}" for key, value in asked.items()) + "\n" + STUDY, encoding="utf-8"
    )
    assert run("compare", "mine.toml", "--output", "one")[0] == 0
    study = load_study(tmp_path / "one" / "study.toml")
    assert {key: getattr(study, key) for key in asked} == asked


def test_the_solver_of_a_study_may_be_overridden(run, tmp_path, without_pictures):
    (tmp_path / "ode.toml").write_text('solver = "ode"\n' + STUDY, encoding="utf-8")
    written = {}
    for name, words in {"exact": ("--solver", "exact"), "ode": (), "default": ("--bedtime", "22:30")}.items():
        assert run("compare", "ode.toml", *words, "--output", name)[0] == 0
        written[name] = contents(tmp_path / name, "curves.csv")
    assert written["ode"] == written["default"] != written["exact"]
    assert 'solver = "ode"' in (tmp_path / "ode" / "study.toml").read_text(encoding="utf-8")


HALF_LIFE = 'half_life]\nvalue = "35 min"'
ABSORBED = "bioavailability]\nvalue = 0.15"
BEYOND = {
    "negative": ({HALF_LIFE: HALF_LIFE.replace("35", "-35")}, ["parameters.article.half_life: the time is '-35'"]),
    "zero": ({HALF_LIFE: HALF_LIFE.replace("35", "0")}, ["half_life.value: is 0.0; it must be above 0."]),
    "infinite": ({HALF_LIFE: HALF_LIFE.replace("35", "inf")}, ["half_life: the time is 'inf'; it must be a finite"]),
    "no unit": (
        {HALF_LIFE: HALF_LIFE.replace(" min", "")},
        ["half_life: the time is '35'; it must be a number with a"],
    ),
    "wrong unit": ({HALF_LIFE: HALF_LIFE.replace("min", "mg")}, ["half_life: the time has the unit 'mg'"]),
    "not in its range": (
        {HALF_LIFE: HALF_LIFE.replace("35", "60")},
        ["1 is not between low, 0.333333, and high, 0.833"],
    ),
    "above one": ({ABSORBED: ABSORBED.replace("0.15", "1.5")}, ["bioavailability: the value 1.5 is not between low"]),
    "above one, and its range": (
        {ABSORBED: ABSORBED.replace("0.15", "1.5"), "high = 0.33": "high = 2.0"},
        ["bioavailability: 2 is more than 1; a fraction is above 0 and at most 1."],
    ),
    "shares": ({"value = 0.75": "value = 0.7"}, ["parts: the fractions of the parts add up to 0.95; they must add up"]),
    "release": ({'"2.5 h"': '"0 h"'}, ["parts[2].release_half_life.value: is 0.0; it must be above 0."]),
    "amount": ({"melatonin 1 mg": "melatonin 0 mg"}, ["schedule[1].doses[1]", "must be from 1e-09"]),
    "window": ({'"4 h"': '"25 h"'}, ["study.toml: Night: before_h is 25.0; it must be from 0 to 24 h."]),
    "solver": (
        {'solver = "exact"': 'solver = "exakt"'},
        ["study.toml: solver: is 'exakt'; it must be 'exact' or 'ode'."],
    ),
    "key": ({"after_wake": "after_wak"}, ["study.toml: after_wak: is not a key here; did you mean 'after_wake'?"]),
    "two": (
        {HALF_LIFE: HALF_LIFE.replace("35", "-35"), 'bedtime = "23:00"': 'bedtime = "23:60"'},
        ["parameters.article.half_life: the time is '-35'", "study.toml: bedtime: the clock time is '23:60'"],
    ),
}


@pytest.mark.parametrize("case", BEYOND)
def test_a_number_of_the_written_study_beyond_its_domain_is_refused(run, tmp_path, case):
    changes, told = BEYOND[case]
    text = study_toml(simulate(load_schedules()["mechanism"]).study())
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    code, out, err = run("compare", "study.toml")
    assert (code, out) == (2, "")
    assert err.startswith("Error: study.toml: ")
    assert all(each in err for each in told)
    assert len(err.splitlines()) == (2 if case == "two" else 1)
    assert listed(tmp_path) == ["study.toml"]
