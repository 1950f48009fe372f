import math

import numpy as np
import pytest
from superposition import PG_PER_ML, Sum

from pksim import InputError, Night, Schedule, load_schedules, simulate

SCHEDULES = load_schedules()


@pytest.fixture(scope="module")
def published():
    return simulate(SCHEDULES)


def test_curves_are_the_added_bateman_curves_in_the_display_unit(published):
    expected = Sum("melatonin", "article", [(-1, 0.15, None)], PG_PER_ML)
    curve = published.concentrations["mechanism", "melatonin"]
    assert curve == pytest.approx(expected(published.times_h), rel=1e-11, abs=1e-300)
    assert (curve[published.times_h <= -1] == 0).all()
    assert published.compounds["melatonin"].display_unit == "pg/mL"


def test_every_schedule_and_compound_has_a_curve_of_the_night(published):
    assert published.times_h.shape == (721,)
    assert list(published.schedules) == list(SCHEDULES)
    assert list(published.concentrations) == list(published.regimens)
    assert len(published.concentrations) == 15
    assert all(curve.shape == (721,) and np.isfinite(curve).all() for curve in published.concentrations.values())
    assert (published.night, published.parameters) == (Night(), "article")


@pytest.mark.parametrize("given", ["one", "list", "generator", "mapping"])
def test_schedules_may_be_one_several_or_a_mapping(given):
    duo = SCHEDULES["duo"]
    schedules = {"one": duo, "list": [duo], "generator": (each for each in [duo]), "mapping": {"duo": duo}}[given]
    assert list(simulate(schedules, step_min=60).schedules) == ["duo"]


def test_the_ode_solver_agrees_to_1e_8_of_the_peak(published):
    other = simulate(SCHEDULES, solver="ode")
    for curve, exact in published.concentrations.items():
        assert np.abs(other.concentrations[curve] - exact).max() < 1e-8 * exact.max()
        assert not np.array_equal(other.concentrations[curve], exact)


def test_a_coarse_grid_holds_the_same_curve(published):
    coarse = simulate(SCHEDULES, step_min=7)
    rows = np.rint((coarse.times_h + 4) * 60).astype(int)
    for curve, levels in coarse.concentrations.items():
        assert levels == pytest.approx(published.concentrations[curve][rows], rel=1e-12)


def test_the_literature_has_numbers_of_its_own():
    simulation = simulate(SCHEDULES["mechanism"], parameters="literature")
    expected = Sum("melatonin", "literature", [(-1, 0.15, None)], PG_PER_ML)
    assert simulation.concentrations["mechanism", "melatonin"] == pytest.approx(expected(simulation.times_h), rel=1e-11)


def test_a_clock_time_depends_on_the_night_and_an_offset_does_not():
    schedule = Schedule.parse("x", "melatonin 1 mg at 08:00")
    by_day = simulate(schedule, Night("09:00", "17:00")).concentrations["x", "melatonin"]
    offset = Schedule.parse("x", "melatonin 1 mg 60 min before bed")
    assert by_day == pytest.approx(simulate(offset).concentrations["x", "melatonin"], rel=1e-12)
    by_night = Sum("melatonin", "article", [(-15, 0.15, None)], PG_PER_ML)
    simulation = simulate(schedule)
    assert simulation.concentrations["x", "melatonin"] == pytest.approx(by_night(simulation.times_h), rel=1e-11)


def test_the_frame_is_tidy(published):
    frame = simulate(SCHEDULES, Night("22:30", "06:30"), step_min=7).to_frame()
    assert list(frame) == ["schedule", "compound", "time_h", "clock", "concentration", "unit"]
    assert len(frame) == 15 * 104
    assert not frame.isna().any(axis=None)
    first, last = frame.iloc[0], frame.iloc[103]
    assert (first["clock"], first["time_h"], last["clock"], last["time_h"]) == ("18:30", -4, "06:30", 8)
    assert set(frame["unit"][frame["compound"] == "magnesium"]) == {"mmol/L"}
    whole = published.to_frame().groupby(["schedule", "compound"])["concentration"]
    for curve, levels in published.concentrations.items():
        np.testing.assert_array_equal(whole.get_group(curve), levels)


def test_a_frame_keeps_what_belongs_to_each_curve(published):
    frame = published.to_frame()
    at_peak = frame.loc[frame.groupby(["schedule", "compound"])["concentration"].idxmax()]
    clocks = at_peak.set_index(["schedule", "compound"])["clock"]
    assert clocks["mechanism", "melatonin"] == "22:45"
    assert clocks["duo", "magnesium"] == "00:00"


def test_a_simulation_cannot_be_changed(published):
    for array in (published.times_h, *published.concentrations.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    for mapping in (published.schedules, published.concentrations, published.regimens):
        with pytest.raises(TypeError):
            mapping["x"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        published.night = Night("22:00")  # type: ignore[misc]


def test_a_compound_of_ones_own_may_be_given_as_list_or_mapping(caffeine):
    schedule = Schedule.parse("day", "caffeine 100 mg 8 h before bed; melatonin 1 mg at bedtime", compounds=[caffeine])
    for compounds in ([caffeine], {"caffeine": caffeine}):
        simulation = simulate(schedule, compounds=compounds)
        assert list(simulation.compounds) == ["caffeine", "melatonin"]
    # F = 1, V = 45.5 L: the Bateman curve of one dose with ka of tmax 45 min, 4.89 /h (facts, section 5).
    ke, ka = math.log(2) / 5, 4.89
    s = simulation.times_h + 8
    curve = 100 * ka / (45.5 * (ka - ke)) * (np.exp(-ke * s) - np.exp(-ka * s))
    assert simulation.concentrations["day", "caffeine"] == pytest.approx(curve, rel=1e-3)


DUO = SCHEDULES["duo"]


@pytest.mark.parametrize(
    ("schedules", "options", "message"),
    [
        ([], {}, "no schedules to compare; give at least one"),
        ([DUO, DUO], {}, r"two schedules are called 'duo'.*\.renamed\(\)"),
        ("duo", {}, "schedules is 'duo'; it must be several, each such as"),
        (3, {}, "schedules is 3; it must be several, each such as"),
        (["duo"], {}, "schedules\\[0\\] is 'duo'; it must be a Schedule"),
        (DUO, {"night": "23:00"}, "night is '23:00'; it must be a Night"),
        (DUO, {"parameters": "litrature"}, "no parameter set 'litrature'; did you mean 'literature'"),
        (DUO, {"solver": "rk45"}, "solver is 'rk45'; it must be one of 'exact', 'ode'"),
        (DUO, {"step_min": 0}, "step_min is 0; it must be from 0.01 to 720 min"),
        (DUO, {"step_min": math.nan}, "step_min is nan"),
        (DUO, {"step_min": "1"}, "step_min is '1'"),
        (DUO, {"compounds": ["caffeine"]}, "compounds\\[0\\] is 'caffeine'; it must be a Compound"),
    ],
)
def test_wrong_input_is_named_with_the_rule(schedules, options, message):
    with pytest.raises(InputError, match=message):
        simulate(schedules, **options)


def test_two_compounds_of_one_name_are_refused(caffeine):
    with pytest.raises(InputError, match="two compounds are called 'caffeine'"):
        simulate(DUO, compounds=[caffeine, caffeine])


def test_a_tmax_that_no_absorption_can_give_is_refused(caffeine_with):
    broken = caffeine_with(tmax="100000 h")
    schedule = Schedule.parse("day", "caffeine 100 mg at bedtime", compounds=[broken])
    with pytest.raises(InputError, match="tmax_h is 100000 h with half_life_h 5 h"):
        simulate(schedule, compounds=[broken])


def test_more_points_than_a_table_can_hold_are_refused_before_any_is_computed(monkeypatch):
    monkeypatch.setattr("pksim.kinetics.exact.solve", None)
    for nights in (60, 3660):
        with pytest.raises(InputError, match=r"points of 15 curves; at most 1,100,000"):
            simulate(load_schedules(), nights=nights)
