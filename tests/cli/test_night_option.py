"""``--night``: files, tables and words of several nights speak of the night that was asked for."""

import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from places import CONFIGS
from scipy.optimize import brentq

import pksim as pk
from pksim.show.words.people import how_drawn

STUDY = """
bedtime = "22:30"
wake = "06:30"
nights = 3
subjects = 60

[[schedule]]
name = "mine"
doses = ["melatonin 1 mg 60 min before bed", "magnesium 300 mg elemental at 21:00"]
"""


@pytest.fixture
def three(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    return pk.load_study(tmp_path / "study.toml")


def magnesium_of(night):
    """Peak [mmol/L] of a night by the sum of one-compartment terms on a fine grid, the same dose every 24 h."""
    kinetics = pk.load_compounds()["magnesium"].parameters["article"]
    ke, mmol = np.log(2) / kinetics.half_life.value, 300 / 24.305
    tmax, share = kinetics.tmax.value, 1.656 / (1.375 + mmol) + 0.07
    ka = brentq(lambda x: np.log(x / ke) / (x - ke) - tmax, 1.001 * ke, 100)
    after = np.arange(0, 24, 1 / 600)[:, np.newaxis] + 24 * np.arange(night)
    return (share * mmol / 49 * ka / (ka - ke) * (np.exp(-ke * after) - np.exp(-ka * after))).sum(axis=1).max()


@pytest.mark.parametrize("night", [1, 2, 3])
def test_compare_speaks_of_one_night_everywhere(run, tmp_path, three, night):
    code, out, err = run("compare", "study.toml", "--night", str(night))
    assert (code, err) == (0, "")
    said, written = " ".join(out.split()), tmp_path / "pksim-results"
    table = pd.read_csv(written / "metrics.csv", index_col=["compound"])
    assert (table["night"] == night).all()
    peak = table.loc["magnesium", "cmax"]
    assert peak == pytest.approx(magnesium_of(night), rel=1e-4)
    assert f"at {peak:#.3g} mmol/L" in said
    clock = table.loc["magnesium", "peak_clock"]
    assert f"night {night} peaks at {clock}" in said
    assert f"{clock} (night {night})" in said
    assert f"The rise in night {night} lies within" in said
    for picture in ("curves.png", "nights.png"):
        with Image.open(written / picture) as image:
            assert f"night {night} peaks at {clock}" in image.info["Description"]


def test_without_it_the_first_night_with_a_dose_is_told(run, tmp_path, three, without_pictures):
    assert run("compare", "study.toml")[1] == run("compare", "study.toml", "--night", "1")[1]


def test_spread_speaks_of_one_night_everywhere(run, tmp_path, three):
    code, out, err = run("spread", "study.toml", "--night", "3")
    assert (code, err) == (0, "")
    said, written = " ".join(out.split()), tmp_path / "pksim-results"
    table = pd.read_csv(written / "bands-metrics.csv", index_col="compound")
    assert (table["night"] == 3).all()
    assert table.loc["magnesium", "cmax.q50"] > 1.2 * pk.metrics(pk.simulate(three)).loc[("mine", "magnesium"), "cmax"]
    assert {*re.findall(r"night \d", said)} == {"night 3"}
    with Image.open(written / "bands.png") as image:
        assert {*re.findall(r"night \d", image.info["Description"])} == {"night 3"}


def test_when_asks_about_the_night(run, tmp_path, three):
    code, out, err = run("when", "study.toml", "--night", "3", "--goal", "below 1 pg/mL on waking")
    assert (code, err) == (0, "")
    assert {*re.findall(r"night \d", out)} == {"night 3"}
    expected = pk.best_timing(three, goal="below 1 pg/mL on waking", of_night=3).table
    found = pd.read_csv(tmp_path / "pksim-results" / "timing.csv")
    pd.testing.assert_series_equal(found["score"], expected["score"], rtol=1e-12)


@pytest.mark.parametrize("command", ["compare", "spread", "when"])
@pytest.mark.parametrize("night", ["0", "4", "-1"])
def test_a_night_that_is_not_there_is_refused_and_nothing_written(run, tmp_path, three, command, night):
    code, _, err = run(command, "study.toml", "--night", night)
    assert code == 2
    assert f"night is {night}; it must be a whole number from 1 to 3." in err
    assert not (tmp_path / "pksim-results").exists()


SKIPPING = """
nights = 3
subjects = 40

[[schedule]]
name = "mine"
skip = 2
doses = ["magnesium 300 mg elemental at 21:00"]
"""


def test_a_night_in_which_levels_only_fall_has_no_peak(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(SKIPPING, encoding="utf-8")
    code, out, _ = run("compare", "study.toml", "--night", "2")
    said = " ".join(out.split())
    assert code == 0
    assert "night 2 has no peak, only what is left of the nights before" in said
    assert "only falls (night 2)" in said
    row = pd.read_csv(tmp_path / "pksim-results" / "metrics.csv").iloc[0]
    assert pd.isna(row["peak_time_h"])
    assert pd.isna(row["peak_clock"])
    assert row["cmax"] > row["at_wake"] > 0
    code, out, _ = run("spread", "study.toml", "--night", "2")
    said = " ".join(out.split())
    assert code == 0
    assert "Magnesium (night 2) only falls" in said
    assert "nan" not in said


def test_what_is_not_taken_in_a_night_cannot_be_moved(run, tmp_path):
    (tmp_path / "study.toml").write_text(SKIPPING, encoding="utf-8")
    code, _, err = run("when", "study.toml", "--move", "magnesium", "--night", "2")
    assert code == 2
    assert "mine: no magnesium is taken in night 2, so there is nothing to move." in " ".join(err.split())
    with pytest.raises(pk.InputError, match="no magnesium is taken in night 2"):
        pk.regret(pk.load_study(tmp_path / "study.toml"), move="magnesium", of_night=2)


def test_a_table_wider_than_the_page_loses_no_words(run, tmp_path, without_pictures):
    _, out, _ = run("spread", str(CONFIGS / "two-weeks.toml"), "--subjects", "20")
    study = pk.load_study(CONFIGS / "two-weeks.toml")
    assert how_drawn(pk.simulate_population(study, subjects=20)) in " ".join(out.split())


def test_of_a_night_before_the_first_dose_no_peak_is_told(run, tmp_path, without_pictures):
    late = "mine: melatonin 1 mg at 21:00 on night 2"
    _, out, _ = run("compare", "--dose", late, "--nights", "3", "--night", "1")
    said = " ".join(out.split())
    assert "none of it is taken by night 1" in said
    assert "peaks at 21:00 at 0" not in said


@pytest.mark.parametrize("command", ["spread", "when"])
def test_people_are_told_whose_own_is_added_where_it_is(run, tmp_path, without_pictures, command):
    told = "The body's own is drawn for a habitual bedtime of"
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    assert told not in " ".join(run(command, "study.toml", "--subjects", "10")[1].split())
    by_option = run(command, "study.toml", "--subjects", "10", "--endogenous", "--habitual-bedtime", "21:45")
    assert f"{told} 21:45." in " ".join(by_option[1].split())
    (tmp_path / "study.toml").write_text("endogenous = true\n" + STUDY, encoding="utf-8")
    assert told in " ".join(run(command, "study.toml", "--subjects", "10")[1].split())
