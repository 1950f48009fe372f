"""The commands ``compare`` over several nights and with the body's own, and ``diary``."""

import shutil

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from places import CONFIGS, listed

import pksim as pk

ONE_NIGHT = ["curves.csv", "curves.png", "curves.svg", "doses.png", "metrics.csv", "sources.csv", "study.toml"]
SEVERAL = sorted([*ONE_NIGHT, "nights.csv", "nights.png"])
STUDY = """
bedtime = "22:30"
wake = "06:30"
nights = 3

[[schedule]]
name = "mine"
doses = ["melatonin 1 mg 60 min before bed", "magnesium 300 mg elemental at 21:00"]
"""


OF_A_DIARY = [
    *("curves.csv", "diary.html", "diary.png", "diary.svg", "doses.csv", "metrics.csv", "nights.csv"),
    *("sleep.csv", "sources.csv"),
]


def table(folder, name, index):
    return pd.read_csv(folder / "pksim-results" / name, index_col=index)


def own_melatonin(times):
    """Baseline cosine of 2 pg/mL and 50 above it for 11 hours, highest three hours after bedtime."""
    floor = np.cos(np.pi * 11 / 24)
    return 2 + 50 * np.maximum(np.cos(2 * np.pi * (times - 3) / 24) - floor, 0) / (1 - floor)


def test_fourteen_nights_are_written_as_strips_and_a_table(run, tmp_path):
    code, out, err = run("compare", "--schedule", "mechanism", "--nights", "14", "--endogenous", "--output", "results")
    assert (code, err) == (0, "")
    assert listed(tmp_path) == ["results"]
    assert listed(tmp_path / "results") == SEVERAL
    assert all(name in out for name in SEVERAL)
    with Image.open(tmp_path / "results" / "nights.png") as image:
        image.load()
        assert image.info["Description"].startswith("mechanism: Melatonin (1 mg, 14 times)")
    nights = pd.read_csv(tmp_path / "results" / "nights.csv", index_col=["schedule", "compound", "night"])
    simulation = pk.simulate(pk.load_schedules()["mechanism"].nightly(14), nights=14)
    expected = pk.nightly_metrics(simulation).rename({"mechanism (14 nights)": "mechanism"})
    pd.testing.assert_frame_equal(nights, expected, check_dtype=False, rtol=1e-12)
    assert (nights["dose_mg"].groupby("compound").sum() == pd.Series({"magnesium": 14 * 300, "melatonin": 14})).all()


def test_the_curves_of_the_bodys_own_are_a_column_and_the_total_another(run, tmp_path, without_pictures):
    code, out, _ = run("compare", "--schedule", "mechanism", "--endogenous")
    assert code == 0
    assert listed(tmp_path / "pksim-results") == ONE_NIGHT
    curves = table(tmp_path, "curves.csv", "compound")
    assert list(curves) == ["schedule", "time_h", "clock", "concentration", "endogenous", "total", "unit"]
    np.testing.assert_allclose(
        curves.loc["melatonin", "endogenous"], own_melatonin(curves.loc["melatonin", "time_h"]), rtol=1e-12
    )
    assert (curves.loc["magnesium", "endogenous"] == 0.85).all()
    np.testing.assert_allclose(curves["total"], curves["concentration"] + curves["endogenous"], rtol=1e-12)
    assert "With the body's own it peaks at 22:45" in " ".join(out.split())
    assert "times own" in out
    metrics = table(tmp_path, "metrics.csv", "compound")
    assert metrics.loc["magnesium", "cmax_total"] == pytest.approx(0.85 + metrics.loc["magnesium", "cmax"])


TABLE = 'bedtime = "09:00"\nwake = "17:00"\nendogenous = { habitual_bedtime = "21:00" }\n'
SHIFT = 'bedtime = "09:00"\nwake = "17:00"\nhabitual_bedtime = "21:00"\nendogenous = true\n'


@pytest.mark.parametrize(
    ("file", "words", "usual", "peak"),
    [
        (None, ("--bedtime", "09:00", "--wake", "17:00", "--endogenous"), "09:00, assumed to be tonight's", "12:00"),
        (None, ("--bedtime", "09:00", "--endogenous", "--habitual-bedtime", "23:00"), "23:00", "02:00"),
        (TABLE, (), "21:00", "00:00"),
        (SHIFT, (), "21:00", "00:00"),
        (SHIFT, ("--bedtime", "11:00"), "21:00", "00:00"),
        (TABLE, ("--habitual-bedtime", "22:00"), "22:00", "01:00"),
        (SHIFT, ("--habitual-bedtime", "22:00"), "22:00", "01:00"),
    ],
)
def test_the_bodys_own_keeps_to_the_habitual_bedtime(run, tmp_path, without_pictures, file, words, usual, peak):
    if file is not None:
        (tmp_path / "study.toml").write_text(file, encoding="utf-8")
        words = ("study.toml", *words)
    code, out, err = run("compare", "--dose", "a: melatonin 1 mg at 08:00", *words)
    assert (code, err) == (0, "")
    assert f"The body's own is drawn for a habitual bedtime of {usual}." in " ".join(out.split())
    sources = pd.read_csv(tmp_path / "pksim-results/sources.csv").set_index("quantity")["value"]
    assert (sources["bedtime"] + sources["the body's own: time of peak"]) % 24 == int(peak[:2])


def test_without_the_option_there_is_nothing_of_the_body(run, tmp_path, without_pictures):
    code, out, _ = run("compare", "--schedule", "mechanism", "--nights", "2")
    assert (code, "body's own" in out, "times own" in out) == (0, False, False)
    assert "total" not in table(tmp_path, "curves.csv", "compound")
    assert not any("total" in column for column in table(tmp_path, "metrics.csv", "compound"))
    assert listed(tmp_path / "pksim-results") == SEVERAL


def test_nights_repeat_the_doses_and_not_only_the_window(run, tmp_path, without_pictures):
    assert run("compare", "--dose", "mine: melatonin 1 mg at 22:00", "--nights", "3")[0] == 0
    curves = table(tmp_path, "curves.csv", "time_h")
    assert (curves.index[0], curves.index[-1], len(curves)) == (-4, 56, 60 * 60 + 1)
    assert set(curves["schedule"]) == {"mine"}
    peaks = [curves["concentration"][24 * night - 0.25] for night in range(3)]
    # 15 % of 1 mg in 70 L, 45 min after it at a half-life of 35 min.
    assert peaks == pytest.approx([0.15e6 / 70 * 2 ** (-45 / 35)] * 3, rel=1e-9)


def doses_by_night(folder):
    doses = table(folder, "nights.csv", ["schedule", "compound", "night"])["dose_mg"]
    return {compound: doses.xs(compound, level="compound").tolist() for compound in ("melatonin", "magnesium")}


def test_a_study_says_in_how_many_nights(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    code, out, _ = run("compare", "study.toml")
    assert (code, "Bedtime 22:30, wake 06:30" in out) == (0, True)
    assert doses_by_night(tmp_path) == {"melatonin": [1] * 3, "magnesium": [300] * 3}


def test_the_command_line_can_say_it_instead(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(STUDY.replace("nights = 3\n", ""), encoding="utf-8")
    assert run("compare", "study.toml", "--nights", "2")[0] == 0
    assert doses_by_night(tmp_path) == {"melatonin": [1] * 2, "magnesium": [300] * 2}


def test_more_nights_than_the_study_says_have_their_doses(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    assert run("compare", "study.toml", "--nights", "5")[0] == 0
    assert doses_by_night(tmp_path) == {"melatonin": [1] * 5, "magnesium": [300] * 5}


def test_one_night_instead_of_several_has_one_nights_doses(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    assert run("compare", "study.toml", "--nights", "1")[0] == 0
    assert listed(tmp_path / "pksim-results") == ONE_NIGHT
    once = pk.simulate(pk.Schedule.parse("mine", "magnesium 300 mg elemental at 21:00"), pk.Night("22:30", "06:30"))
    peak = table(tmp_path, "metrics.csv", "compound").loc["magnesium", "cmax"]
    assert peak == pytest.approx(pk.metrics(once)["cmax"].iloc[0])


def test_a_study_with_the_bodys_own_needs_no_option(run, tmp_path, without_pictures):
    (tmp_path / "study.toml").write_text("endogenous = true\n" + STUDY.replace("nights = 3\n", ""), encoding="utf-8")
    assert run("compare", "study.toml")[0] == 0
    assert {"endogenous", "total"} <= set(table(tmp_path, "curves.csv", "compound"))


MIXED = """night,bedtime,wake,dose
2026-10-19,23:30,06:30,melatonin 1 mg at 22:00
2026-10-20,23:30,06:30,
2026-10-21,09:00,17:00,
2026-10-22,09:00,17:00,
"""


def test_a_diary_of_two_regimes_says_so_and_takes_a_habitual_bedtime(run, tmp_path, without_pictures):
    (tmp_path / "diary.csv").write_text(MIXED, encoding="utf-8")
    code, out, err = run("diary", "diary.csv", "--endogenous")
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    assert "for a habitual bedtime of 22:30, from the waking times of up to 7 nights before." in words
    assert "Waking times here are of more than one regime, such as shift weeks" in words
    code, out, err = run("diary", "diary.csv", "--endogenous", "--habitual-bedtime", "23:30")
    assert (code, err) == (0, "")
    assert "The body's own is drawn for a habitual bedtime of 23:30." in " ".join(out.split())


def test_a_diary_is_drawn_and_told_night_by_night(run, tmp_path, without_pictures):
    shutil.copy(CONFIGS / "diary.csv", tmp_path)
    code, out, err = run("diary", "diary.csv", "--tz", "Europe/Berlin", "--endogenous")
    assert (code, err) == (0, "")
    assert listed(tmp_path) == ["diary.csv", "pksim-results"]
    assert listed(tmp_path / "pksim-results") == OF_A_DIARY
    sources = pd.read_csv(tmp_path / "pksim-results" / "sources.csv")
    assert sources["quantity"].str.endswith(": bedtime").sum() == 7
    lines = [line.split() for line in out.splitlines() if line.startswith(" diary") and "melatonin" in line]
    assert [" ".join(line[2:5]) for line in lines] == [
        *("Mon 19 Oct", "Tue 20 Oct", "Wed 21 Oct", "Thu 22 Oct", "Fri 23 Oct", "Sat 24 Oct", "Sun 25 Oct")
    ]
    assert ["nothing" in line[5] for line in lines] == [False, False, True, True, False, False, False]
    told = " ".join(out.split())
    assert "No melatonin is taken in the nights of Wed 21 Oct, Thu 22 Oct." in told
    assert "No magnesium is taken in the night of Thu 22 Oct." in told
    assert "With the body's own it peaks" in told
    curves = table(tmp_path, "curves.csv", "compound")
    assert {"endogenous", "total"} <= set(curves)
    nights = table(tmp_path, "nights.csv", ["compound", "night"])
    assert nights.loc["magnesium", "dose_mg"].tolist() == [300, 300, 300, 0, 300, 300, 300]
    # The seventh night ends at 06:30, seven days and 7 h 45 min less 24 h after the first bedtime, and an hour more.
    assert curves["time_h"].max() == pytest.approx(6 * 24 + 7.75 + 1)


def test_without_a_time_zone_clocks_do_not_go_back(run, tmp_path, without_pictures):
    shutil.copy(CONFIGS / "diary.csv", tmp_path)
    assert run("diary", "diary.csv", "--parameters", "literature", "--output", "out")[0] == 0
    curves = pd.read_csv(tmp_path / "out" / "curves.csv")
    assert "endogenous" not in curves
    assert curves["time_h"].max() == pytest.approx(6 * 24 + 7.75)
    metrics = pd.read_csv(tmp_path / "out" / "metrics.csv", index_col="compound")
    assert metrics.loc["magnesium", "half_life_h"] == 8


def test_a_diary_can_have_a_compound_of_ones_own(run, tmp_path, without_pictures):
    shutil.copy(CONFIGS / "caffeine.toml", tmp_path)
    diary = "night,bedtime,wake,dose\n2026-10-19,23:00,07:00,caffeine 100 mg at 15:00\n"
    (tmp_path / "cups.csv").write_text(diary, encoding="utf-8")
    code, out, _ = run("diary", "cups.csv", "--compound", "caffeine.toml")
    assert (code, "Mon 19 Oct" in out) == (0, True)
    assert listed(tmp_path / "pksim-results") == sorted([*OF_A_DIARY, "curves.png", "curves.svg"])
    # Facts, section 5: 100 mg peak at 1.98 mg/L.
    assert table(tmp_path, "metrics.csv", "compound")["cmax"].tolist() == [pytest.approx(1.98, abs=5e-3)]
    assert run("diary", "cups.csv")[0] == 2


SPOILT = {
    "nodose.csv": "night,bedtime,wake\n2026-10-19,23:00,07:00\n",
    "empty.csv": "",
    "clock.csv": "night,bedtime,wake,dose\n2026-10-19,25:00,07:00,melatonin 1 mg at 22:00\n",
    "date.csv": "night,bedtime,wake,dose\n19.10.2026,23:00,07:00,melatonin 1 mg at 22:00\n",
    "dose.csv": "night,bedtime,wake,dose\n2026-10-19,23:00,07:00,melatonni 1 mg at 22:00\n",
    "good.csv": "night,bedtime,wake,dose\n2026-10-19,23:00,07:00,melatonin 1 mg at 22:00\n",
}
WRONG = {
    "missing file": (("missing.csv",), "missing.csv: there is no such file"),
    "missing column": (("nodose.csv",), "nodose.csv: the column 'dose' is missing from night,bedtime,wake"),
    "empty": (("empty.csv",), "empty.csv: the file is empty"),
    "no clock time": (("clock.csv",), "clock.csv, line 2: bedtime is '25:00'"),
    "no date": (("date.csv",), "date.csv, line 2: night is '19.10.2026'"),
    "misspelt": (("dose.csv",), "did you mean 'melatonin'"),
    "zone": (("good.csv", "--tz", "Europe/Berlln"), "did you mean 'Europe/Berlin'"),
    "parameter set": (("good.csv", "--parameters", "litrature"), "did you mean 'literature'"),
    "compound": (("good.csv", "--compound", "missing.toml"), "missing.toml: there is no such file"),
    "output": (("good.csv", "--output", "empty.csv"), "cannot be written"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_diary_is_one_message_exit_code_2_and_nothing_written(run, tmp_path, case, without_pictures):
    for name, content in SPOILT.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    words, message = WRONG[case]
    code, out, err = run("diary", *words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert (err.count("Error:"), len(err.splitlines())) == (1, 1)
    assert message in err
    assert listed(tmp_path) == sorted(SPOILT)


@pytest.mark.parametrize("words", [("diary",), ("diary", "--nonsense")])
def test_wrong_usage_of_diary_is_exit_code_2_without_a_traceback(run, tmp_path, words):
    code, out, err = run(*words)
    assert (code, "Traceback" in out + err) == (2, False)
    assert listed(tmp_path) == []


@pytest.mark.parametrize("nights", ["0", "-1", "3661", "two", "1.5"])
def test_no_number_of_nights_is_refused(run, tmp_path, nights):
    code, out, err = run("compare", "--schedule", "mechanism", f"--nights={nights}")
    assert (code, out, "Traceback" in err) == (2, "", False)
    if nights in {"two", "1.5"}:
        assert "Invalid value for '--nights'" in err
    else:
        assert err.startswith(f"Error: Night: nights is {nights};")
        assert "a whole number from 1 to 3660" in err
        assert len(err.splitlines()) == 1
    assert listed(tmp_path) == []


def test_a_study_with_no_number_of_nights_is_refused(run, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY.replace("nights = 3", "nights = 0"), encoding="utf-8")
    code, out, err = run("compare", "study.toml")
    assert (code, out) == (2, "")
    assert err.startswith("Error: study.toml: ")
    assert "nights" in err
    assert listed(tmp_path) == ["study.toml"]


@pytest.mark.parametrize(("nights", "named", "code"), [("1", 2, 2), ("3", 3, 0), ("3", 4, 2), ("3", 30, 2)])
def test_a_night_beyond_the_last_is_refused_as_in_a_file(run, tmp_path, without_pictures, nights, named, code):
    dose = f"melatonin 1 mg at bedtime on night {named}"
    typed = run("compare", "--nights", nights, "--dose", f"a: {dose}")
    (tmp_path / "study.toml").write_text(f'nights = {nights}\n[[schedule]]\nname = "a"\ndoses = ["{dose}"]\n')
    read = run("compare", "study.toml")
    assert (typed[0], read[0]) == (code, code)
    if code:
        told = f"schedule 'a' names night {named}; the study has {nights}, see the key nights."
        assert told in typed[2]
        assert told in read[2]
