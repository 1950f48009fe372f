"""The studies in configs/ are what they say."""

import pytest
from places import CONFIGS

import pksim as pk

COMPOUNDS = [CONFIGS / "caffeine.toml"]
STUDIES = sorted(set(CONFIGS.glob("*.toml")) - set(COMPOUNDS))


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_study_can_be_solved(path):
    study = pk.load_study(path)
    simulation = pk.simulate(
        study.schedules,
        study.night,
        parameters=study.parameters,
        compounds=study.compounds,
        endogenous=study.endogenous,
    )
    assert list(simulation.schedules) == list(study.schedules)
    assert (pk.metrics(simulation)["cmax"] > 0).all()


def load(name):
    return pk.load_study(next(path for path in STUDIES if path.stem == name))


def test_published_compares_all_published_schedules():
    assert dict(load("published").schedules) == dict(pk.load_schedules())


def test_ladder_climbs_in_proportion():
    study = load("melatonin-ladder")
    peaks = pk.metrics(pk.simulate(study.schedules, study.night))["cmax"].to_numpy()
    assert peaks / peaks[0] == pytest.approx([1, 5 / 3, 10 / 3, 10, 50 / 3, 100 / 3])


def test_night_shift_sleeps_by_day():
    night = load("night-shift").night
    assert (night.bedtime, night.wake, night.wake_h) == ("09:00", "17:00", 8)


def test_caffeine_is_the_one_of_the_literature():
    caffeine = pk.load_compound(COMPOUNDS[0])
    cup = pk.Schedule.parse("cup", "caffeine 100 mg at 12:00", compounds=[caffeine])
    sim = pk.simulate(cup, parameters="literature", compounds=[caffeine])
    row = pk.metrics(sim).iloc[0]
    assert (row["cmax"], row["auc_inf"]) == (pytest.approx(1.98, abs=5e-3), pytest.approx(15.9, abs=0.05))
    model = sim.regimens["cup", "caffeine"].model
    assert model.ka_per_h == pytest.approx(4.89, abs=5e-3)
    assert model.clearance_l_per_h * 1000 / 60 / 70 == pytest.approx(1.50, abs=5e-3)


def test_the_body_clock_is_elsewhere_after_the_flight():
    study = load("after-the-flight")
    own = pk.simulate(study.schedules, study.night, endogenous=study.endogenous).own["melatonin"]
    assert own.peak_time_h == 9
    assert (-3, 0) in [(light.start_h, light.end_h) for light in own.suppressions]


def test_two_weeks_start_low_and_miss_a_night():
    study = load("two-weeks")
    planned, missed = (
        pk.nightly_metrics(pk.simulate(study.schedules[name], study.night))["dose_mg"].loc[name, "melatonin"].to_list()
        for name in study.schedules
    )
    assert planned == [0.5] * 3 + [1] * 11
    assert missed == [0.5] * 3 + [1, 1, 0] + [1] * 8
    late = [dose.time_h for dose in study.schedules["night 6 forgotten, night 9 late"].doses if dose.night == 9]
    assert late == [0.25, -0.25]


def test_oxide_brings_a_fifth_of_glycinate_and_two_halves_more_than_one_dose():
    study = load("magnesium-forms")
    absorbed = pk.metrics(pk.simulate(study.schedules, study.night))["fraction_absorbed"].droplevel("compound")
    assert absorbed["oxide, at once"] == pytest.approx(0.2 * absorbed["glycinate, at once"])
    assert absorbed["glycinate, two halves"] > 1.4 * absorbed["glycinate, at once"]


def test_the_diary_has_a_week_in_which_clocks_go_back():
    diary = pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin")
    hours = [wake - bed for bed, wake in diary.nights.sleeps_h]
    assert hours == pytest.approx([7.75, 7 + 1 / 3, 7 + 2 / 3, 7.5, 7 + 7 / 12, 8.75, 8])
