"""The command about the body clock."""

import pandas as pd
import pytest
from places import CONFIGS

FLIGHT = ("--home", "Europe/Berlin", "--depart", "2026-04-10 13:00", "--arrive", "2026-04-11 08:00")
BACK = (
    "--home",
    "Europe/Berlin",
    "--away",
    "Asia/Tokyo",
    "--depart",
    "2026-04-10 13:00",
    "--arrive",
    "2026-04-10 08:00",
)


def test_a_study_with_a_trip_is_planned(run, tmp_path):
    code, out, err = run("clock", str(CONFIGS / "tokyo.toml"), "--output", "out")
    assert (code, err) == (0, "")
    assert "From Europe/Berlin to Asia/Tokyo, 7 h east." in out
    assert "do not drive" in out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["clock.csv", "clock.png", "clock.svg"]
    table = pd.read_csv(tmp_path / "out" / "clock.csv")
    assert table["dose"][0] == "melatonin 3 mg at 16:00"
    assert (table["shift_h"] > 0).all()


def test_options_say_a_trip_and_another_dose(run):
    code, out, _ = run("clock", *FLIGHT, "--away", "Asia/Tokyo", "--plan", "0.5 mg")
    assert code == 0
    assert "melatonin 0.5 mg at" in " ".join(out.split())


def test_doses_of_ones_own_are_asked_about_on_a_trip_and_without(run):
    code, out, _ = run("clock", "--dose", "mine: melatonin 3 mg 30 min before bed")
    assert code == 0
    assert "which way it moves the clock cannot be told" in " ".join(out.split())
    code, out, _ = run("clock", str(CONFIGS / "tokyo.toml"), "--schedule", "at bedtime, as the articles say")
    assert code == 0
    assert "22:15" in out


def test_a_week_of_night_shifts_is_walked_night_by_night(run, tmp_path):
    code, _, _ = run("clock", str(CONFIGS / "night-shifts.toml"), "--output", "out")
    assert code == 0
    table = pd.read_csv(tmp_path / "out" / "clock.csv")
    assert table["night"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert (table["high"] < 0).all()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "one schedule with melatonin is asked about"),
        (("--schedule", "duo", "--dlmo", "nine"), "dlmo is 'nine'"),
        (("--schedule", "extended-release"), "nobody measured how"),
        (("--dose", "mine: melatonin 10 mg at 18:00"), "the published curves speak of"),
        (("--dose", "mine: melatonin 3 mg at 18:00", "--plan", "3 mg"), "--plan is what is taken on a trip"),
        ((*FLIGHT, "--away", "Asia/Tokio"), "did you mean 'Asia/Tokyo'"),
        (FLIGHT, "--away is missing"),
        ((*FLIGHT, "--away", "Asia/Tokyo", "--plan", "10 mg"), "the published curves speak of"),
        (BACK, "which is not later"),
        ((*FLIGHT, "--away", "Asia/Tokyo", "--nights", "4"), "--nights is for nights without a trip"),
        ((*FLIGHT, "--away", "Asia/Tokyo", "--plan", "3 mg", "--schedule", "duo"), "give one of them"),
    ],
)
def test_wrong_input_is_one_message_and_exit_code_2(run, tmp_path, words, message):
    code, out, err = run("clock", *words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert message in err
    assert not list(tmp_path.iterdir())
