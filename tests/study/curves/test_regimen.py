import math
import tomllib
from importlib.resources import files

import pytest
from superposition import MMOL_PER_L, PG_PER_ML, Sum, absorbed

from pksim import (
    Compound,
    Dose,
    InputError,
    Night,
    Schedule,
    accumulation,
    load_compounds,
    metrics,
    simulate,
    simulate_population,
)
from pksim.kinetics import one_compartment
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.system import assemble
from pksim.study.curves.regimen import regimens


def rise(text, time_h=0.0):
    """Magnesium at one time [mmol/L], and the area of all time."""
    simulation = simulate(Schedule.parse("x", text))
    (regimen,) = simulation.regimens.values()
    level = regimen.model.concentration(time_h, regimen.inputs) * regimen.compound.display_factor
    return float(level), metrics(simulation)["auc_inf"].iloc[0]


TOGETHER = "magnesium 100 mg elemental 1 h before bed; magnesium glycinate 200 mg elemental at 22:00"


def test_doses_at_one_instant_are_added_before_the_fraction_is_taken():
    assert rise(TOGETHER) == pytest.approx(rise("magnesium 300 mg elemental 60 min before bed"), rel=1e-12)
    expected = Sum("magnesium", "article", [(-1, absorbed(300) * 300, None)], MMOL_PER_L)
    assert rise(TOGETHER) == pytest.approx((expected(0.0), expected.all_area()), rel=1e-11)


def test_doses_at_one_instant_are_added_as_elemental_amounts():
    mixed = "magnesium glycinate 1000 mg salt 1 h before bed; magnesium 100 mg elemental 1 h before bed"
    elemental = 1000 * 24.305 / 172.42 + 100
    expected = Sum("magnesium", "article", [(-1, absorbed(elemental) * elemental, None)], MMOL_PER_L)
    assert rise(mixed) == pytest.approx((expected(0.0), expected.all_area()), rel=1e-11)


def fraction(schedule, **more):
    return metrics(simulate(schedule, step_min=240, **more))["fraction_absorbed"].iloc[0]


def test_a_minute_is_one_time_however_it_is_told():
    """23 min before bed, 22:37 and 0.38333 h are one instant, at which 400 mg are taken and 16.3 % absorbed."""
    wrong = []
    for minutes in range(481):
        clock = Night().clock(-minutes / 60)
        text = f"magnesium 200 mg elemental {minutes} min before bed; magnesium 200 mg elemental at {clock}"
        if fraction(Schedule.parse("x", text)) != pytest.approx(absorbed(400), rel=1e-12):
            wrong.append(minutes)
    assert wrong == []


@pytest.mark.parametrize("minutes", [17, 23, 41])
def test_a_minute_is_one_time_in_every_night(minutes):
    texts = [f"magnesium 200 mg elemental {minutes} min before bed", f"magnesium 200 mg elemental at 22:{60 - minutes}"]
    both = Schedule.parse("x", "; ".join(texts)).nightly(5)
    assert fraction(both, nights=5) == pytest.approx(absorbed(400), rel=1e-12)
    once = Schedule.parse("x", f"magnesium 400 mg elemental {minutes} min before bed").nightly(5)
    plateaus = [accumulation(simulate(each, nights=5, step_min=240)) for each in (both, once)]
    numbers = [table.select_dtypes("number").to_numpy(float) for table in plateaus]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9, nan_ok=True)


def middle_peak(schedule):
    return simulate_population(schedule, subjects=20, step_min=60).metrics()["cmax", "q50"].iloc[0]


def test_a_minute_is_one_time_for_every_sleeper():
    apart = Schedule.parse("x", "magnesium 200 mg elemental 23 min before bed; magnesium 200 mg elemental at 22:37")
    one = Schedule.parse("x", "magnesium 400 mg elemental 23 min before bed")
    peaks = [
        simulate_population(each, subjects=20, step_min=60).metrics()["cmax", "q50"].iloc[0] for each in (apart, one)
    ]
    assert peaks[0] == pytest.approx(peaks[1], rel=1e-9)


def test_a_window_is_one_however_it_is_told():
    texts = "magnesium 200 mg elemental 20-30 min before bed; magnesium 200 mg elemental at 22:30-22:40"
    apart, one = (Schedule.parse("x", text) for text in (texts, "magnesium 400 mg elemental 20-30 min before bed"))
    peaks = [
        simulate_population(each, subjects=20, step_min=60).metrics()["cmax", "q50"].iloc[0] for each in (apart, one)
    ]
    assert peaks[0] == pytest.approx(peaks[1], rel=1e-9)


@pytest.mark.parametrize("minutes", [1, 30])
def test_doses_at_different_instants_each_have_their_own_fraction(minutes):
    apart = f"magnesium 150 mg elemental {60 + minutes} min before bed; magnesium 150 mg elemental 60 min before bed"
    doses = [(-1 - minutes / 60, absorbed(150) * 150, None), (-1, absorbed(150) * 150, None)]
    expected = Sum("magnesium", "article", doses, MMOL_PER_L)
    assert rise(apart) == pytest.approx((expected(0.0), expected.all_area()), rel=1e-11)


def test_the_elemental_amount_of_a_salt_is_what_enters():
    salt = rise("magnesium glycinate 500 mg salt at 22:00")
    assert salt == pytest.approx(rise(f"magnesium {500 * 24.305 / 172.42!r} mg elemental at 22:00"), rel=1e-12)


def test_a_dose_before_the_window_counts_in_full():
    expected = Sum("magnesium", "article", [(-20, absorbed(300) * 300, None)], MMOL_PER_L)
    simulation = simulate(Schedule.parse("x", "magnesium 300 mg elemental 20 h before bed"))
    (curve,) = simulation.concentrations.values()
    assert curve == pytest.approx(expected(simulation.times_h), rel=1e-11)


def test_a_tablet_is_one_input_for_each_of_its_parts():
    (regimen,) = regimens(
        Schedule.parse("x", "melatonin prolonged 2 mg at 22:30"),
        Night(),
        parameters="article",
        compounds=load_compounds(),
    ).values()
    at_once, slow = regimen.inputs
    assert (at_once.amount_mg, slow.amount_mg) == (0.5, 1.5)
    assert at_once.time_h == slow.time_h == -0.5
    assert at_once.ka_per_h is None
    assert slow.ka_per_h == pytest.approx(math.log(2) / 2.5, rel=1e-15)
    assert {each.bioavailability or regimen.model.bioavailability for each in (at_once, slow)} == {0.15}


@pytest.mark.parametrize("parameters", ["article", "literature"])
def test_a_mild_slow_tablet_lowers_the_peak_about_as_much_as_was_measured(parameters):
    # All of 4 mg through a depot of 1.5 h half-life; the crossover of the facts, section 3, measured a ratio of 0.578.
    table = tomllib.loads((files("pksim.describe") / "library" / "melatonin.toml").read_text(encoding="utf-8"))
    table["formulations"]["slow"] = {"parts": [{"fraction": 1.0, "release_half_life": "1.5 h"}]}
    compound = Compound.model_validate(table)
    texts = {"usual": "melatonin 4 mg at bedtime", "slow": "melatonin slow 4 mg at bedtime"}
    schedules = [Schedule.parse(name, text, compounds=[compound]) for name, text in texts.items()]
    found = metrics(simulate(schedules, parameters=parameters, compounds=[compound]))["cmax"]
    depots = [Sum("melatonin", parameters, [(0, 0.6, ka)], PG_PER_ML) for ka in (None, math.log(2) / 1.5)]
    assert list(found) == pytest.approx([depot.peak()[1] for depot in depots], rel=1e-10)
    assert found.iloc[1] / found.iloc[0] == pytest.approx(0.578, rel=0.12)


def test_a_compound_with_one_set_uses_it_whatever_the_others_use(caffeine):
    schedule = Schedule.parse("x", "caffeine 100 mg 8 h before bed; melatonin 1 mg at bedtime", compounds=[caffeine])
    for parameters, half_life in (("article", 35 / 60), ("literature", 45 / 60)):
        table = metrics(simulate(schedule, parameters=parameters, compounds=[caffeine]))
        assert list(table["half_life_h"]) == pytest.approx([5, half_life])


def test_caffeine_reaches_what_the_facts_say(caffeine):
    schedule = Schedule.parse("x", "caffeine 100 mg 8 h before bed", compounds=[caffeine])
    (row,) = metrics(simulate(schedule, compounds=[caffeine])).to_dict("records")
    assert row["cmax"] == pytest.approx(1.98, abs=0.005)
    assert row["auc_inf"] == pytest.approx(15.9, abs=0.05)
    assert row["unit"] == "mg/L"


@pytest.mark.parametrize(
    ("dose", "message"),
    [
        (Dose("melatonni", 1, time_h=0), "the compound 'melatonni' is not known; did you mean 'melatonin'"),
        (Dose("melatonin", 1, time_h=0, formulation="slow"), "melatonin has no formulation 'slow'"),
        (Dose("magnesium", 300, time_h=0), "300 mg of magnesium could be elemental"),
        (Dose("magnesium", 300, time_h=0, basis="salt"), "which salt of magnesium"),
        (Dose("melatonin", 1, time_h=0, basis="elemental"), "not taken as a salt"),
    ],
)
def test_a_dose_made_by_hand_is_checked_and_its_schedule_named(dose, message):
    with pytest.raises(InputError, match=rf"schedule 'mine'.*{message}"):
        simulate(Schedule("mine", (dose,)))


def test_one_dose_is_lined_up_and_solved_once_whatever_is_asked_of_it(monkeypatch):
    """Curves, metrics, the table of a notebook and the figure share one system and the solution between its doses."""
    made = []

    def counted(*parameters):
        if parameters[-1]:
            made.append("system")
        return assemble(*parameters)

    def solved(system):
        made.append("pieces")
        return of(system)

    of = Pieces.of
    monkeypatch.setattr(one_compartment, "assemble", counted)
    monkeypatch.setattr(Pieces, "of", solved)
    simulation = simulate(Schedule.parse("x", "melatonin 1 mg 1 h before bed"), endogenous=True)
    metrics(simulation)
    simulation._repr_html_()
    simulation.plot()
    assert made == ["system", "pieces"]
