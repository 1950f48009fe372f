"""The studies in configs/ are what they say."""

from pathlib import Path

import pytest

import pksim as pk

CONFIGS = sorted((Path(__file__).parents[1] / "configs").glob("*.toml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_study_can_be_solved(path):
    study = pk.load_study(path)
    simulation = pk.simulate(study.schedules, study.night, parameters=study.parameters, compounds=study.compounds)
    assert list(simulation.schedules) == list(study.schedules)
    assert (pk.metrics(simulation)["cmax"] > 0).all()


def load(name):
    return pk.load_study(next(path for path in CONFIGS if path.stem == name))


def test_published_compares_all_published_schedules():
    assert dict(load("published").schedules) == dict(pk.load_schedules())


def test_ladder_climbs_in_proportion():
    study = load("melatonin-ladder")
    peaks = pk.metrics(pk.simulate(study.schedules, study.night))["cmax"].to_numpy()
    assert peaks / peaks[0] == pytest.approx([1, 5 / 3, 10 / 3, 10, 50 / 3, 100 / 3])


def test_night_shift_sleeps_by_day():
    night = load("night-shift").night
    assert (night.bedtime, night.wake, night.wake_h) == ("09:00", "17:00", 8)
