"""The claims command: what it prints, what it writes, and what it refuses."""

import re

import pandas as pd
import pytest
from places import listed

import pksim as pk
from pksim.show.words.claims import describe_claims

MINE = """
[reference.own]
kind = "paper"
title = "Own 2020"

[[claim]]
key = "x"
kind = "kinetic"
about = "Magnesium"
quotation = "lasts the night"
source = ["own"]
question = { asks = "share_left_on_waking", dose = "magnesium glycinate 300 mg elemental 60-90 min before bed" }
rule = { holds = "at least 50 %", kind = "stated" }

[[claim]]
key = "y"
kind = "outside"
about = "Moonlight"
source = ["own"]
note = "The model has no moon."
"""
COFFEE = """
name = "caffeine"
display_unit = "mg/L"
molar_mass = "194.19 g/mol"

[parameters.usual]
tmax = "45 min"
half_life = "5 h"
volume = "45.5 L"
bioavailability = 1.0
"""
OF_COFFEE = """
[[claim]]
key = "c"
kind = "kinetic"
about = "Coffee"
source = ["duo-article"]
question = { asks = "level_on_waking", dose = "caffeine 100 mg at 15:00" }
rule = { holds = "at most 0.5 mg/L" }
"""
SPOILT = MINE.replace("share_left_on_waking", "share_left") + MINE[MINE.index("[[claim]]") :].replace(
    'source = ["own"]\n', "", 1
).replace("at least 50 %", "lots")


@pytest.fixture
def run(run):
    """Run the command ``claims``."""
    return lambda *words: run("claims", *words)


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")
    return "mine.toml"


def written(folder):
    table = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)
    numbers = ["model_typical", "model_low", "model_high", "share"]
    return table.assign(**{name: table[name].replace("", "nan").astype(float) for name in numbers})


@pytest.mark.parametrize("parameters", ["article", "literature"])
def test_the_articles_claims(run, tmp_path, parameters):
    words = () if parameters == "article" else ("--parameters", parameters)
    code, out, err = run("--subjects", "30", *words)
    assert (code, err) == (0, "")
    assert listed(tmp_path / "pksim-results") == ["claims.csv"]
    assert listed(tmp_path) == ["pksim-results"]
    table = pk.check_claims(parameters=parameters, subjects=30)
    pd.testing.assert_frame_equal(written(tmp_path / "pksim-results"), table, check_exact=True)
    assert f"What is said, and what the model gives; parameter set {parameters}" in out
    assert "claims.csv" in out
    flat = " ".join(out.split())
    assert describe_claims(table.to_dict("records")).replace("\n\n", " ") in flat


def test_rows_of_the_printed_table(run):
    out = run("--subjects", "10")[1]
    assert re.search(r"\b4a\s+Melatonin 60 min.*\b96 %\s+\d+ % to.*nothing to judge", out)
    assert re.search(r"\b17a\s+One.s own melatonin.*\b3 h after bedtime\s+does not hold\s+none", out)
    assert re.search(r"\b20\s+Together, melatonin.*outside the model", out)
    flat = " ".join(out.split())
    assert "What is said is told in our own words, except in quotation marks." in flat


def test_seed_and_subjects_are_those_asked_for(run, tmp_path, mine):
    text = MINE.replace("at least 50 %", "at least 71 %")
    (tmp_path / mine).write_text(text, encoding="utf-8")
    assert run(mine, "--subjects", "40", "--seed", "5", "--output", "here")[0] == 0
    whys = [pk.check_claims(parameters="article", seed=seed, subjects=40, claims=tmp_path / mine) for seed in (5, 0)]
    pd.testing.assert_frame_equal(written(tmp_path / "here"), whys[0])
    assert not whys[0].equals(whys[1])


def test_ten_thousand_sleepers_are_asked_by_default(run, mine):
    assert "of 10,000 virtual sleepers" in " ".join(run(mine)[1].split())


def test_a_file_of_ones_own(run, tmp_path, mine):
    code, out, err = run(mine, "--subjects", "30")
    assert (code, err) == (0, "")
    table = written(tmp_path / "pksim-results")
    pd.testing.assert_frame_equal(table, pk.check_claims(claims=tmp_path / mine, subjects=30))
    assert list(table["claim"]) == ["x", "y"]
    flat = " ".join(out.split())
    assert "x. Magnesium “lasts the night” (Own 2020): holds (so in all of the sleepers). With magnesium " in flat
    assert "y. Moonlight (Own 2020): outside the model. The model has no moon." in flat


def test_a_compound_of_ones_own(run, tmp_path):
    (tmp_path / "coffee.toml").write_text(COFFEE, encoding="utf-8")
    (tmp_path / "claims.toml").write_text(OF_COFFEE, encoding="utf-8")
    code, out, _ = run("claims.toml", "--compound", "coffee.toml", "--subjects", "10")
    assert code == 0
    assert "Coffee" in out
    table = written(tmp_path / "pksim-results")
    assert table.loc[0, "unit"] == "mg/L"
    assert table.loc[0, "verdict"] == "holds"


def test_names_are_printed_as_they_are(run, tmp_path):
    text = MINE.replace('"Moonlight"', '"[bold]Moon[/bold]"').replace("The model has no moon.", "No [red]moon[/red].")
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    code, out, err = run("mine.toml", "--subjects", "10")
    assert (code, err) == (0, "")
    assert out.count("[bold]Moon[/bold]") == 2
    assert "No [red]moon[/red]." in out


WRONG = {
    "parameters": (["--parameters", "litrature"], "'litrature'; did you mean 'literature'"),
    "seed": (["--seed", "-1"], "seed is -1; it must be a whole number from 0 to 1e+18"),
    "subjects": (["--subjects", "0"], "subjects is 0; it must be a whole number from 1 to 10000000"),
    "missing file": (["none.toml"], "none.toml: there is no such file"),
    "folder": (["."], "this is a folder"),
    "no claims": (["empty.toml"], "empty.toml: the file is empty"),
    "syntax": (["syntax.toml"], "syntax.toml: this is not valid TOML"),
    "compound": (["--compound", "none.toml"], "none.toml: there is no such file"),
    "unknown compound": (
        ["coffee.toml"],
        "coffee.toml: claim[1].question.dose: dose 'caffeine 100 mg at 15:00': the co",
    ),
    "unwritable folder": (["good.toml", "--subjects", "5", "--output", "empty.toml"], "cannot be written"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_message_exit_code_2_and_nothing_written(run, tmp_path, case):
    contents = {"empty.toml": "", "syntax.toml": "claim = \n", "coffee.toml": OF_COFFEE, "good.toml": MINE}
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    words, message = WRONG[case]
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert err.count("Error:") == 1
    assert message in err
    assert "Traceback" not in err
    assert listed(tmp_path) == sorted(contents)


def test_all_mistakes_of_a_file_in_one_message(run, tmp_path):
    (tmp_path / "mine.toml").write_text(SPOILT, encoding="utf-8")
    code, out, err = run("mine.toml")
    assert (code, out) == (2, "")
    assert err.count("Error:") == 1
    keys = [line.split(": ")[1] for line in err.removeprefix("Error: ").splitlines()]
    assert sorted(keys) == [
        "claim[1].question",
        "claim[3].key",
        "claim[3].rule.holds",
        "claim[3].source",
        "claim[4].key",
    ]
    assert listed(tmp_path) == ["mine.toml"]


@pytest.mark.parametrize("words", [("--nonsense",), ("a.toml", "b.toml"), ("--subjects", "many"), ("--seed", "1.5")])
def test_wrong_usage_is_exit_code_2_without_a_traceback(run, tmp_path, words):
    code, out, err = run(*words)
    assert (code, "Traceback" in out + err) == (2, False)
    assert listed(tmp_path) == []
