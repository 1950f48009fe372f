"""A study built in Python: what it keeps, what it refuses, and that it stands for what functions take one by one."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from places import CONFIGS
from scipy import stats

import pksim as pk

MINE = pk.Schedule.parse(
    "mine", "melatonin 0.3 mg 90 min before bed; magnesium glycinate 300 mg elemental 2 h before bed"
)
CAFFEINE = pk.load_compound(CONFIGS / "caffeine.toml")
COFFEE = pk.Schedule.parse("coffee", "caffeine 80 mg 6 h before bed", compounds=[CAFFEINE])
EARLY = pk.Night("22:00", "06:00")
STUDY = pk.Study(EARLY, [MINE], parameters="literature", subjects=60, seed=5, spread="kinetics-only")
SAID = {"parameters": "literature", "seed": 5, "spread": "kinetics-only"}
FIELDS = {each.name for each in dataclasses.fields(pk.Study)}


def same(one, other):
    assert one.keys() == other.keys()
    for curve, levels in one.items():
        np.testing.assert_array_equal(levels, other[curve])


def test_it_keeps_what_is_given_by_name():
    study = pk.Study(schedules=(each for each in (MINE, COFFEE)), compounds=(each for each in (CAFFEINE,)))
    assert study.schedules == {"mine": MINE, "coffee": COFFEE}
    assert study.compounds == {"caffeine": CAFFEINE}
    assert study.night == pk.Night()
    assert pk.Study(schedules=MINE).schedules == {"mine": MINE}
    assert pk.Study().schedules == pk.load_schedules()


@pytest.mark.parametrize(
    ("given", "want"),
    [(False, False), (True, pk.Endogenous()), ("literature", pk.Endogenous()), (np.True_, None), (1, None)],
)
def test_the_bodys_own_is_one_or_none(given, want):
    if want is None:
        with pytest.raises(pk.InputError, match="endogenous is"):
            pk.Study(endogenous=given)
    else:
        assert pk.Study(endogenous=given).endogenous == want


def test_a_habitual_bedtime_of_the_bodys_own_is_that_of_the_night():
    assert pk.Study(endogenous=pk.Endogenous(habitual_bedtime="21:30")).night.habitual_bedtime == "21:30"
    with pytest.raises(pk.InputError, match="give it once"):
        pk.Study(pk.Night(habitual_bedtime="23:00"), endogenous=pk.Endogenous(habitual_bedtime="21:30"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"night": "23:00"}, "night is '23:00'; it must be a Night"),
        ({"schedules": []}, "there are no schedules"),
        ({"schedules": [MINE, MINE]}, "two schedules are called 'mine'"),
        ({"schedules": "mechanism"}, "schedules is 'mechanism'; it must be several"),
        ({"parameters": "litrature"}, "did you mean 'literature'"),
        ({"compounds": ["caffeine"]}, r"compounds\[0\] is 'caffeine'"),
        ({"compounds": [CAFFEINE, CAFFEINE]}, "two compounds are called 'caffeine'"),
        ({"subjects": -1}, "subjects is -1; it must be a whole number"),
        ({"subjects": True}, "subjects is True"),
        ({"seed": 1.5}, "seed is 1.5"),
        ({"spread": "statde"}, "did you mean 'stated'"),
        ({"spread": 5}, "spread is 5; it must be the name of a spread"),
        ({"move": 5}, "move is 5; it must be text"),
        ({"goal": 5}, "the goal is 5; it must be one such as"),
        ({"between": "19:00"}, "between is '19:00'; it must be two clock times"),
        ({"between": ("19:00", "25:00")}, "between is '25:00'"),
        ({"solver": "euler"}, "solver is 'euler'"),
    ],
)
def test_what_is_wrong_is_named_when_it_is_built(given, message):
    with pytest.raises(pk.InputError, match=message):
        pk.Study(**given)


def test_it_stands_for_schedules_night_and_keywords():
    same(pk.simulate(STUDY).concentrations, pk.simulate(MINE, EARLY, parameters="literature").concentrations)
    people = pk.simulate_population(MINE, EARLY, subjects=60, **SAID)
    same(pk.simulate_population(STUDY).quantiles, people.quantiles)
    pd.testing.assert_frame_equal(pk.metrics(people), people.metrics())
    asked = {"move": "magnesium", "goal": "peak within 30 min of 22:30", "between": ("18:00", "22:00")}
    one = pk.best_timing(dataclasses.replace(STUDY, **asked), step_min=30)
    other = pk.best_timing(MINE, EARLY, subjects=60, step_min=30, **SAID, **asked)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.goal == other.goal == pk.peak_at(0.5, 0.5)
    pd.testing.assert_frame_equal(
        pk.regret(STUDY, off_min=30).table,
        pk.regret(MINE, EARLY, goal=pk.peak_at(0), subjects=60, off_min=30, **SAID).table,
    )
    pd.testing.assert_frame_equal(
        pk.sensitivity(STUDY, samples=16).table, pk.sensitivity(MINE, EARLY, samples=16, **SAID).table
    )
    pd.testing.assert_frame_equal(pk.check_claims(STUDY), pk.check_claims(night=EARLY, subjects=60, **SAID))
    pd.testing.assert_frame_equal(pk.references(STUDY), pk.references(pk.simulate(STUDY)))
    shown = pk.explore(STUDY)
    assert (shown.night, list(shown.schedules), shown.state["parameters"]) == (EARLY, ["mine"], "literature")


@pytest.mark.parametrize("ask", [pk.simulate, pk.simulate_population, pk.best_timing, pk.regret, pk.sensitivity])
def test_what_is_said_beside_it_counts_instead(ask):
    few = {pk.best_timing: {"step_min": 60}, pk.regret: {"off_min": 30}, pk.sensitivity: {"samples": 4}}.get(ask, {})
    own = pk.Study(schedules=[MINE, COFFEE], compounds=[CAFFEINE], subjects=0 if ask is pk.regret else 5)

    def numbers(*given, **said):
        result = ask(*given, **said, **few)
        found = result.to_frame() if ask in (pk.simulate, pk.simulate_population) else result.table
        return found.select_dtypes("number")

    pd.testing.assert_frame_equal(
        numbers(own, pk.Night("01:00"), parameters="literature"),
        numbers(dataclasses.replace(own, night=pk.Night("01:00"), parameters="literature")),
    )
    assert not numbers(own, parameters="literature").equals(numbers(own))


def test_the_habitual_bedtime_that_is_said_counts_instead_of_the_studys():
    usual = pk.Study(pk.Night("01:00"), MINE, endogenous=pk.Endogenous(habitual_bedtime="23:00"))
    later = pk.simulate(usual, endogenous=pk.Endogenous(habitual_bedtime="21:00"), step_min=60)
    assert later.night.habitual_bedtime == "21:00"
    other = pk.simulate(usual, pk.Night("02:00", habitual_bedtime="21:00"), step_min=60)
    assert (other.night.habitual_bedtime, other.endogenous) == ("21:00", pk.Endogenous())
    assert pk.simulate(usual, step_min=60).night.habitual_bedtime == "23:00"


def test_of_several_schedules_the_first_with_the_compound_is_asked_about():
    own = pk.Study(schedules=[COFFEE, MINE, MINE.renamed("again")], compounds=[CAFFEINE], subjects=0)
    assert pk.best_timing(own, step_min=60).schedule == MINE
    assert pk.best_timing(own, move="caffeine", between=("17:00", "23:00"), step_min=60).schedule == COFFEE
    assert pk.sensitivity(own, samples=4).schedule == MINE
    with pytest.raises(pk.InputError, match="no schedule has a dose of 'magnesum'; did you mean 'magnesium'"):
        pk.best_timing(own, move="magnesum")


def test_of_schedules_alone_timing_asks_the_typical_person_and_of_a_study_its_sleepers():
    assert pk.best_timing(MINE, step_min=60).subjects == 0
    assert pk.best_timing(STUDY, step_min=60).subjects == 60
    assert "share" not in pk.regret(MINE).table
    assert "share" in pk.regret(STUDY).table


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda: pk.simulate_population(MINE, subject=5),
            "simulate_population has no argument 'subject'; did you mean",
        ),
        (lambda: pk.simulate_population(MINE, goal="peak at bedtime"), "simulate_population has no argument 'goal'"),
        (
            lambda: pk.best_timing(MINE, gaol="peak at bedtime"),
            "best_timing has no argument 'gaol'; did you mean 'goal'",
        ),
        (lambda: pk.regret(MINE, between=("20:00", "21:00")), "regret has no argument 'between'"),
        (lambda: pk.check_claims(nights=3), "check_claims has no argument 'nights'"),
        (lambda: pk.regret(MINE, solver="ode"), "regret has no argument 'solver'"),
        (lambda: pk.sensitivity(MINE, sed=1), "did you mean 'seed'"),
        (lambda: pk.sensitivity(MINE, compund="melatonin"), "did you mean 'compound'"),
        (lambda: pk.best_timing(MINE, nigth=EARLY), "did you mean 'night'"),
        (lambda: pk.check_claims(parameter="article"), "did you mean 'parameters'"),
        (lambda: pk.check_claims(MINE), "it must be a Study, or say it by keyword"),
        (lambda: pk.read_goal("peak at bedtime"), "best_timing\\(schedule, goal='peak at bedtime'\\)"),
        (lambda: pk.plot_regret(None), "regret\\(schedules\\).plot\\(column='lost'\\)"),
    ],
)
def test_what_is_not_an_argument_or_is_gone_says_what_to_write(ask, message):
    with pytest.raises(pk.InputError, match=message):
        ask()


def test_names_that_are_gone_are_not_offered():
    assert not {"read_goal", "plot_regret"} & {*dir(pk), *pk.__all__}
    with pytest.raises(AttributeError):
        _ = pk.raed_goal


@pytest.mark.parametrize("path", sorted(each for each in CONFIGS.glob("*.toml") if each.stem != "caffeine"), ids=str)
def test_a_study_file_is_one_line(path):
    study = pk.load_study(path)
    same(pk.simulate(study, step_min=30).concentrations, pk.simulate(
        study.schedules, study.night, step_min=30, parameters=study.parameters, compounds=study.compounds
    ).concentrations)  # fmt: skip


@pytest.mark.parametrize("goal", ["peak at bedtime", pk.all_of(pk.peak_at(0.5, 0.5), pk.on_waking_below(2.0))])
def test_what_is_saved_is_read_with_the_same_numbers(goal, tmp_path):
    own = pk.Study(
        pk.Night("22:10", "06:05", nights=2, habitual_bedtime="23:00"), [MINE.nightly(2, name="mine"), COFFEE],
        parameters="literature", compounds=[CAFFEINE], subjects=12, seed=3, spread="kinetics-only", move="melatonin",
        goal=goal, between=("20:00", "22:00"), endogenous=pk.Endogenous(light=pk.Light("20:00", "21:00", lux=90)),
        solver="ode",
    )  # fmt: skip
    path = own.save(tmp_path / "mine.toml")
    read = pk.load_study(path)
    alike = FIELDS - {"schedules", "compounds", "goal"}
    assert {name: getattr(read, name) for name in alike} == {name: getattr(own, name) for name in alike}
    same(pk.simulate(read).concentrations, pk.simulate(own).concentrations)
    pd.testing.assert_frame_equal(pk.best_timing(read, step_min=30).table, pk.best_timing(own, step_min=30).table)
    assert set(read.compounds) == {"melatonin", "magnesium", "caffeine"}


@pytest.mark.parametrize(
    ("study", "message"),
    [
        (dataclasses.replace(STUDY, spread={"melatonin.tmax_h": stats.uniform(0.5, 0.5)}), "a spread made in Python"),
        (dataclasses.replace(STUDY, goal=pk.peak_at(-1 / 7, 1 / 7)), "the goal cannot be written exactly"),
        (pk.Study(schedules=[MINE.renamed("a")], night=pk.Night()), None),
    ],
)
def test_what_no_file_can_say_is_not_saved(study, message, tmp_path):
    path = tmp_path / "mine.toml"
    if message is None:
        assert study.save(str(path)) == path
        return
    with pytest.raises(pk.InputError, match=message):
        study.save(path)
    assert not path.exists()


def test_a_diary_brings_its_nights_and_is_no_study_file(tmp_path):
    diary = pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin")
    study = pk.simulate(diary, step_min=60).study()
    same(pk.simulate(study, step_min=60).concentrations, pk.simulate(diary, step_min=60).concentrations)
    with pytest.raises(pk.InputError, match="a diary cannot be written"):
        study.save(tmp_path / "diary.toml")
