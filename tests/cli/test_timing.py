"""The command ``when``."""

import re
import sys

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from places import listed

import pksim as pk
from pksim.cli.app import main

TIMING = ["timing.csv", "timing.png", "timing.svg"]
STUDY = """
bedtime = "22:30"
wake = "06:30"

[[schedule]]
name = "mine"
doses = ["melatonin 0.3 mg 60 min before bed", "magnesium 100 mg elemental 30-60 min before bed"]
"""


def test_when_writes_a_table_and_pictures_and_answers_in_words(run, tmp_path):
    code, out, err = run("when", "--schedule", "mechanism", "--subjects", "200", "--output", "results")
    assert (code, err) == (0, "")
    assert listed(tmp_path) == ["results"]
    assert listed(tmp_path / "results") == TIMING
    said = " ".join(out.split())
    assert re.search(r"The best time for melatonin is 22:1\d, 4\d min before bedtime\.", said)
    assert re.search(r"100 % of 200 sleepers \(of all such sleepers 98 % to 100 %, at 95 % confidence\) reach", said)
    assert "mechanism: when to take melatonin; the goal is: peak within 15 min of bedtime" in said
    assert said.index("(best)") < said.index("19:00 ")
    assert "score: 1 when the peak is just then, 1/2 when it is off by as much as the goal allows" in said
    assert re.search(r"22:30 0\.500 ", said)
    table = pd.read_csv(tmp_path / "results" / "timing.csv")
    expected = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.peak_at(0), subjects=200).table
    assert list(table) == ["dose_time_h", "clock", "score", "met", "share"]
    np.testing.assert_allclose(table["share"], expected["share"], atol=1e-12)
    with Image.open(tmp_path / "results" / "timing.png") as picture:
        assert "The best time for melatonin" in picture.info["Description"]
    assert "The best time for melatonin" in (tmp_path / "results" / "timing.svg").read_text(encoding="utf-8")


def test_when_asks_the_typical_person_about_the_goal_and_the_compound_named(run, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    words = ("--move", "magnesium", "--goal", "peak within 30 min of 22:00", "--between", "18:00 - 22:00")
    code, out, _ = run("when", "study.toml", *words, "--subjects", "0")
    assert code == 0
    assert "The best time for magnesium is 20:15, 2 h 15 min before bedtime." in " ".join(out.split())
    table = pd.read_csv(tmp_path / "pksim-results" / "timing.csv")
    assert list(table) == ["dose_time_h", "clock", "score", "met"]
    assert (table["clock"].iloc[0], table["clock"].iloc[-1]) == ("18:00", "22:00")
    off = np.abs(table["dose_time_h"] + 2.25)
    np.testing.assert_allclose(table["score"], 1 / (1 + off / 0.5), rtol=1e-9)


def test_when_asks_the_first_schedule_that_has_the_compound(run):
    named = [word for name in ("extended-release", "duo", "mechanism") for word in ("--schedule", name)]
    code, out, _ = run("when", *named, "--move", "magnesium", "--subjects", "0")
    assert code == 0
    assert "duo: when to take magnesium; the goal is: peak within 15 min of bedtime" in " ".join(out.split())


def test_when_says_that_no_time_reaches_it(run):
    code, out, _ = run("when", "--schedule", "duo", "--goal", "peak at waking", "--subjects", "0")
    assert code == 0
    assert "No time from 19:00 to 23:30 reaches the goal" in out


WRONG = {
    "negative askers": (["when", "--subjects", "-3"], "subjects is -3"),
    "goal": (["when", "--goal", "peek at bedtime"], "this is no goal that is known; did you mean 'peak at bedtime'"),
    "unit": (["when", "--goal", "below 10 mg on waking"], "the unit 'mg'"),
    "goal of nothing taken": (
        ["when", "--schedule", "extended-release", "--goal", "magnesium: peak at bedtime"],
        "the goal speaks of 'magnesium', of which nothing is taken",
    ),
    "goal of the unknown": (["when", "--goal", "zink: peak at bedtime"], "the compound 'zink' is not known"),
    "compound": (["when", "--move", "melatonni"], "no schedule has a dose of 'melatonni'; did you mean 'melatonin'"),
    "empty search": (["when", "--between", "22:00-22:00"], "it must end after it starts"),
    "search upside down": (["when", "--between", "23:30-19:00"], "it must end after it starts"),
    "search outside the day": (["when", "--between", "19:00-25:00"], "'25:00'; a clock time is HH:MM"),
    "half a search": (["when", "--between", "19:00"], "it must be two clock times"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_message_exit_code_2_and_nothing_written(run, tmp_path, case):
    words, message = WRONG[case]
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert err.count("Error:") == 1
    assert message in err
    assert "Traceback" not in err
    assert listed(tmp_path) == []


@pytest.mark.parametrize("words", [("when", "--nonsense"), ("when", "a", "b")])
def test_wrong_usage_is_exit_code_2_without_a_traceback(run, tmp_path, words):
    code, out, err = run(*words)
    assert code == 2
    assert "Traceback" not in out + err
    assert listed(tmp_path) == []


@pytest.mark.parametrize(
    ("option", "message"),
    [("--move", "no schedule has a dose of ''"), ("--between", "it must be two clock times")],
)
def test_an_empty_option_of_when_is_wrong_not_forgotten(option, message, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pksim", "when", option, ""])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
