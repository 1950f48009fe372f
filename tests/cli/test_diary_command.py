"""The command ``diary``: several files, what is missing, what is written and saved."""

import pandas as pd
import pytest
from nights_csv import nights_csv
from places import listed

import pksim as pk

NIGHTS = "night,bedtime,wake,dose\n2026-01-09,23:00,07:00,\n2026-01-10,23:10,07:00,\n"


def test_sleep_alone_is_drawn_and_says_how_to_add_doses(run, tmp_path, without_pictures):
    (tmp_path / "sleep.csv").write_text(NIGHTS, encoding="utf-8")
    code, out, err = run("diary", "sleep.csv")
    assert (code, err) == (0, "")
    assert listed(tmp_path / "pksim-results") == ["diary.html", "diary.png", "diary.svg", "sleep.csv"]
    assert "There is no dose in it, so there are no curves." in " ".join(out.split())
    assert "Fri 09 Jan 2026" in out


def test_a_dose_taken_every_night_makes_curves(run, tmp_path, without_pictures):
    (tmp_path / "sleep.csv").write_text(NIGHTS, encoding="utf-8")
    code, out, _ = run("diary", "sleep.csv", "--dose", "melatonin 1 mg 60 min before bed")
    assert code == 0
    doses = pd.read_csv(tmp_path / "pksim-results" / "doses.csv")
    assert doses[["status", "clock"]].to_numpy().tolist() == [["taken", "22:00:00"], ["taken", "22:10:00"]]
    curves = pd.read_csv(tmp_path / "pksim-results" / "curves.csv")
    assert curves["concentration"].max() == pytest.approx(0.15e6 / 70 * 2 ** (-45 / 35), rel=1e-3)
    assert "Taken: melatonin 1 mg (2 times)." in " ".join(out.split())


def test_several_files_make_one_diary_and_dates_cut_it(run, tmp_path, without_pictures):
    (tmp_path / "sleep.csv").write_text(NIGHTS, encoding="utf-8")
    more = "night,bedtime,wake,dose\n2026-01-11,23:20,07:00,melatonin 1 mg at 22:00\n"
    (tmp_path / "more.csv").write_text(more, encoding="utf-8")
    assert run("diary", "sleep.csv", "more.csv", "--output", "all")[0] == 0
    assert len(pd.read_csv(tmp_path / "all" / "sleep.csv")) == 3
    dates = ("--since", "2026-01-10", "--until", "2026-01-10")
    assert run("diary", "sleep.csv", "more.csv", *dates, "--output", "b")[0] == 0
    assert pd.read_csv(tmp_path / "b" / "sleep.csv")["night"].tolist() == ["2026-01-10"]


def test_notes_are_printed_and_the_diary_is_saved(run, tmp_path, without_pictures):
    nights_csv(tmp_path / "kept.csv", 5)
    code, out, _ = run("diary", "kept.csv", "--tz", "Europe/Berlin", "--save", "mine.csv")
    assert code == 0
    kept = pk.load_diary(tmp_path / "kept.csv", tz="Europe/Berlin")
    told = " ".join(out.split())
    assert all(f"- {note}" in told for note in kept.notes)
    again = pk.load_diary(tmp_path / "mine.csv")
    assert (again.nights.bedtimes, again.doses) == (kept.nights.bedtimes, kept.doses)


def test_a_year_is_written_at_a_step_at_which_the_table_opens(run, tmp_path, without_pictures):
    nights_csv(tmp_path / "year.csv", 365, doses=("melatonin 1 mg at 22:00", "magnesium 300 mg elemental at 21:00"))
    code, out, _ = run("diary", "year.csv", "--tz", "Europe/Berlin")
    assert code == 0
    curves = pd.read_csv(tmp_path / "pksim-results" / "curves.csv")
    assert len(curves) < 125_000
    steps = (60 * curves["time_h"][curves["compound"] == "melatonin"].diff()).round(6)
    (step,) = steps.iloc[1:-1].unique()
    assert f"curves.csv has a point every {step:g} min" in " ".join(out.split())
    assert len(out.splitlines()) < 110
    assert "… 351 more" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--name", "Magnesium"), "names is 'Magnesium'; write NAME=..., such as 'Magnesiumglycinat="),
        (("--name", "=melatonin"), "names: '' must be text that is not empty"),
        (("--dose", "melatonni 1 mg at bedtime"), "did you mean 'melatonin'"),
        (("--since", "yesterday"), "since is 'yesterday'"),
        (("--format", "Fitbitt"), "Fitbit"),
        (("--tz", "Europe/Berlln"), "did you mean 'Europe/Berlin'"),
    ],
)
def test_wrong_options_are_one_message_and_nothing_is_written(run, tmp_path, words, message):
    (tmp_path / "sleep.csv").write_text(NIGHTS, encoding="utf-8")
    code, out, err = run("diary", "sleep.csv", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert listed(tmp_path) == ["sleep.csv"]
