"""Arguments that look like several values or like a distribution, and are neither."""

import numpy as np
import pytest

import pksim as pk

ONE = np.array("x")
MINE = pk.Schedule.parse("mine", "melatonin 1 mg 1 h before bed")
MODEL = pk.OneCompartment(1.0, 0.1, 50.0)


@pytest.fixture(scope="module")
def people():
    return pk.simulate_population(MINE, subjects=3, step_min=60)


@pytest.mark.parametrize(
    "call",
    [
        lambda: pk.simulate(ONE),
        lambda: pk.simulate(pk.Diary),
        lambda: pk.simulate(MINE, compounds=ONE),
        lambda: pk.simulate_population(ONE),
        lambda: pk.best_timing(MINE, compounds=ONE),
        lambda: pk.check_claims(compounds=ONE, subjects=2),
        lambda: pk.Study(schedules=ONE),
        lambda: pk.Schedule("x", ONE),
        lambda: pk.Schedule("x", MINE.doses, source=ONE),
        lambda: pk.Schedule.parse("x", "melatonin 1 mg at 22:00", compounds=ONE),
        lambda: MODEL.concentration([0, 1], ONE),
    ],
)
def test_an_array_of_no_dimensions_is_no_list_and_a_class_no_diary(call):
    with pytest.raises(pk.InputError, match="must be"):
        call()


@pytest.mark.parametrize("night", [[1], {1}, np.array([1, 2]), "1", object()])
def test_a_night_of_people_is_one_number(people, night):
    with pytest.raises(pk.InputError, match=r"night is .*; it must be a whole number"):
        pk.metrics(people, night=night)


@pytest.mark.parametrize("of", [pk.simulate_population, pk.sensitivity, pk.best_timing])
def test_a_spread_without_a_distribution_is_refused_by_name(of):
    with pytest.raises(
        pk.InputError, match=r"spread of melatonin\.tmax_h is 1; it must be a distribution with a method"
    ):
        of(MINE, spread={"melatonin.tmax_h": 1})


def test_half_a_character_names_no_file():
    for call in (pk.Study(schedules=MINE).save, pk.load_study, pk.load_diary, pk.load_compound):
        with pytest.raises(pk.InputError, match="must be a path"):
            call("a\ud800.toml")


def test_a_window_shorter_than_a_step_is_tried_at_both_ends():
    found = pk.best_timing(MINE, between=("22:14", "22:16"))
    assert found.table["clock"].to_list() == ["22:14", "22:16"]
    assert found.best.clock == "22:15"  # melatonin peaks 45 min after it is taken
    with pytest.raises(pk.InputError, match="step_min is 5"):
        pk.best_timing(MINE, between=("22:14", "22:16"), step_min=5)
