"""Every number that went into a result is listed, and no other; and whose it is."""

import math

import numpy as np
import pandas as pd
import pytest
from places import CONFIGS
from scipy.stats import uniform

import pksim as pk
from pksim.describe.compound.quantity import Quantity
from pksim.describe.words.records import Record
from pksim.show.figures.small_print import notes
from pksim.show.words.curves import describe_all

COLUMNS = ["of", "quantity", "value", "low", "high", "unit", "kind", "source", "doi", "note"]
LIGHT = pk.Light("20:30", "23:30", 150.0)
BODY = pk.Endogenous(light=LIGHT)
TEXTS = (
    "melatonin 1 mg 60 min before bed; magnesium glycinate 500 mg salt at 21:00",
    "melatonin 2 mg prolonged-release 90 min before bed; magnesium oxide 300 mg elemental 30 min before bed",
)
SCHEDULES = [pk.Schedule.parse(f"plan {i}", text) for i, text in enumerate(TEXTS)]
NUMBERS = ("capacity_mmol", "half_mmol", "linear", "atoms", "skew", "pkd", "peak")


def simulated(compounds=(), schedules=SCHEDULES, **more):
    return pk.simulate(schedules, compounds=compounds, step_min=20, **{"endogenous": BODY, **more})


def leaves(value, path=()):
    """The places of all numbers of a compound."""
    if isinstance(value, Quantity):
        yield (*path, "value")
    elif isinstance(value, Record):
        for name, each in value:
            if name in NUMBERS and each is not None:
                yield (*path, name)
            yield from leaves(each, (*path, name))
    elif isinstance(value, (dict, tuple)):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*path, name))


def changed(value, path):
    """A copy in which the number at a place is another."""
    if not path:
        if isinstance(value, str):
            return value.replace("21:00", "20:00").replace("2 h", "4 h").replace("3 h", "5 h")
        return value + 1 if isinstance(value, int) else value * 1.1 if value else 0.2
    first, *rest = path
    if isinstance(value, dict):
        return {**value, first: changed(value[first], rest)}
    if isinstance(value, tuple):
        return tuple(changed(each, rest) if i == first else each for i, each in enumerate(value))
    return value.model_copy(update={first: changed(getattr(value, first), rest)})


def shown(simulation, *, drawn):
    """What people see of a simulation."""
    seen = [
        pk.metrics(simulation).to_csv(),
        simulation.to_frame().to_csv(),
        notes(simulation),
        describe_all(simulation),
    ]
    if drawn:
        lines = [line for axes in simulation.plot().axes for line in axes.lines if line.get_gid() == "deficiency"]
        seen.append([line.get_ydata()[0] for line in lines])
    return seen


def rows(result):
    """What is listed, and its value."""
    table = pk.references(result)
    return set(zip(table["of"], table["quantity"], table["value"], strict=True))


def value(table, of, quantity):
    found = table[(table["of"] == of) & (table["quantity"] == quantity)]
    assert len(found) == 1, quantity
    return found.iloc[0]


@pytest.fixture(scope="module")
def before():
    simulation = simulated()
    return shown(simulation, drawn=True), rows(simulation)


PLACES = [(name, place) for name, compound in pk.load_compounds().items() for place in leaves(compound)]


@pytest.mark.parametrize(
    ("name", "place"), PLACES, ids=lambda each: each if isinstance(each, str) else ".".join(map(str, each))
)
def test_a_number_is_listed_if_and_only_if_what_is_shown_depends_on_it(before, name, place):
    simulation = simulated([changed(pk.load_compounds()[name], place)])
    depends = shown(simulation, drawn=True) != before[0]
    assert len(rows(simulation) - before[1]) == depends
    # What enters is the article's set, the forms taken, the literature's preset and what a level is judged by.
    forms = ("glycinate", "oxide", "immediate", "prolonged")
    enters = (
        (place[:2] in [("parameters", "article"), ("endogenous", "literature")] and "volume_f" not in place)
        or place[0] == "status"
        or (place[0] == "formulations" and place[1] in forms and not (place[1] == "oxide" and "salt" in place))
        or (name, place[0]) == ("magnesium", "molar_mass")
    )
    of_sleepers_alone = (name == "magnesium" and place[-1] == "skew") or "peak_sd" in place
    assert depends == (enters and not of_sleepers_alone)


def own(*what):
    return {("melatonin", f"the body's own: {each}") for each in what}


def dose(what):
    return {(f"plan {i}", f"dose {number}: {what}") for i in (0, 1) for number in (1, 2)}


OTHERS = {
    "time": ({"schedules": [each.shift(0.5, name=each.name) for each in SCHEDULES]}, dose("time")),
    "amount": ({"schedules": [each.scale(2, name=each.name) for each in SCHEDULES]}, dose("amount")),
    "bedtime": (
        {"night": pk.Night(bedtime="22:00")},
        {("night", "bedtime"), ("plan 0", "dose 2: time"), *own("habitual bedtime")},
    ),
    "wake": ({"night": pk.Night(wake="06:00")}, {("night", "wake")}),
    "before": ({"night": pk.Night(before_h=5)}, {("night", "window before bedtime")}),
    "after": ({"night": pk.Night(after_wake_h=1)}, {("night", "window after waking")}),
    "nights": ({"night": pk.Night(nights=2)}, {("night", "nights")}),
    "lux": ({"endogenous": pk.Endogenous(light=pk.Light("20:30", "23:30", 50.0))}, own("light")),
    "light": ({"endogenous": pk.Endogenous(light=pk.Light("20:00", "23:00", 150.0))}, own("light from", "light to")),
    "amplitude": ({"endogenous": pk.Endogenous(amplitude=80, light=LIGHT)}, own("amplitude")),
    "body clock": (
        {"endogenous": pk.Endogenous(habitual_bedtime="22:00", light=LIGHT)},
        own("habitual bedtime", "time of peak"),
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_the_user_chooses_is_listed(before, case):
    options, rows_changed = OTHERS[case]
    simulation = simulated(**options)
    assert shown(simulation, drawn=False) != before[0][:-1]
    assert {(of, quantity) for of, quantity, _ in rows(simulation) - before[1]} == rows_changed


@pytest.mark.parametrize(
    ("night", "row"),
    [
        (pk.Night("22:00"), (22.0, "assumed")),
        (pk.Night("22:00", habitual_bedtime="22:00"), (22.0, "given")),
        (pk.Night("22:00", habitual_bedtime="00:30"), (0.5, "given")),
    ],
)
def test_whose_body_clock_is_drawn_is_always_listed(night, row):
    table = pk.references(pk.simulate(pk.load_schedules()["duo"], night, endogenous=True))
    habitual = value(table, "melatonin", "the body's own: habitual bedtime")
    assert (habitual["value"], habitual["kind"]) == row
    at_nine = pk.references(pk.simulate(pk.load_schedules()["duo"], night, endogenous="mechanism-article"))
    assert "the body's own: habitual bedtime" not in set(at_nine["quantity"])


def test_a_row_says_whose_the_number_is():
    table = pk.references(pk.simulate(pk.load_schedules()["duo"], endogenous=True))
    assert list(table) == COLUMNS
    half_life = value(table, "melatonin", "half-life")
    assert half_life["value"] == pytest.approx(35 / 60)
    assert (half_life["low"], half_life["high"]) == (pytest.approx(20 / 60), pytest.approx(50 / 60))
    assert (half_life["unit"], half_life["kind"]) == ("h", "computed")
    assert half_life["source"] == "Melatonin vs Magnesium Glycinate Mechanism — Sleep Science"
    assert half_life["note"].startswith("The article states 20-50 min")
    volume = value(table, "magnesium", "volume")
    assert volume["source"] == "Intravenous magnesium in 51 pre-eclamptic women; Dolberg 2017"
    assert volume["doi"] == "PMID 12403646; 10.1111/bcpt.12642"
    fine = value(table, "magnesium", "saturable capacity")
    assert (fine["value"], fine["unit"], fine["doi"]) == (1.656, "mmol", "10.1172/JCI115317")
    amount, time = (value(table, "duo", f"dose 2: {what}") for what in ("amount", "time"))
    assert (amount["value"], amount["unit"], amount["kind"]) == (500, "mg", "stated")
    assert math.isnan(amount["low"])
    assert (time["value"], time["low"], time["high"]) == (-0.75, -1, -0.5)
    assert (time["kind"], time["source"]) == ("computed", "Magnesium and Melatonin: The Ultimate Duo for Sleep Support")
    assert amount["note"].startswith("magnesium glycinate salt: The label says")
    assert value(table, "melatonin", "the body's own: time of peak")["value"] == 3
    salt = value(table, "magnesium", "glycinate: molar mass of the salt")
    assert (salt["value"], salt["note"]) == (172.42, "Mg(C2H4NO2)2")
    assert value(table, "magnesium", "noise within a person, SD")["kind"] == "assumed"
    edges = [value(table, "magnesium", f"{said} deficient below")["value"] for said in ("likely", "possibly")]
    assert edges == [0.75, 0.85]


def test_without_the_bodys_own_only_the_noise_judges_a_level():
    listed = set(pk.references(pk.simulate(pk.load_schedules()["duo"]))["quantity"])
    assert "noise within a person, SD" in listed
    assert not any("deficient" in quantity for quantity in listed)
    assert not any("own" in quantity for quantity in listed)


def test_a_range_of_amounts_is_listed_and_a_dose_counts_from_the_first_bedtime():
    plan = pk.load_schedules()["mechanism"].nightly(2, name="plan")
    table = pk.references(pk.simulate(plan, nights=2))
    amount, late = value(table, "plan", "dose 1: amount"), value(table, "plan", "dose 3: time")
    assert (amount["low"], amount["high"], amount["kind"]) == (0.3, 5, "assumed")
    assert late["value"] == 23
    assert late["note"] == "melatonin, night 2: The article states 0.3-5 mg; 1 mg is a choice within it."


def test_what_the_user_gave_is_marked_as_given():
    table = pk.references(simulated(night=pk.Night("22:15", "07:00")))
    whose = table.set_index(["of", "quantity"])[["kind", "source"]].agg(tuple, axis=1)
    users = [
        ("night", "bedtime"),
        ("plan 0", "dose 1: amount"),
        ("plan 1", "dose 2: time"),
        ("melatonin", "the body's own: light"),
    ]
    for key in users:
        assert whose[key] == ("given", "given by the user")
    assert whose["night", "wake"] == ("assumed", "")
    assert value(table, "night", "bedtime")["value"] == 22.25
    assert value(table, "night", "wake")["note"] == "Hours since midnight. As by default."
    assert value(table, "melatonin", "the body's own: light from")["value"] == 20.5


def test_a_compound_of_ones_own_keeps_its_sources_as_they_are(caffeine_with):
    caffeine = caffeine_with()
    kinetics = caffeine.parameters["usual"]
    known = kinetics.half_life.model_copy(update={"source": ("my thesis", "dolberg-2017", "magnesium-aspartate-ch")})
    caffeine = caffeine.model_copy(update={"parameters": {"usual": kinetics.model_copy(update={"half_life": known})}})
    cup = pk.Schedule.parse("cup", "caffeine 100 mg at 12:00", compounds=[caffeine])
    row = value(pk.references(pk.simulate(cup, compounds=[caffeine])), "caffeine", "half-life")
    assert row["source"] == "my thesis; Dolberg 2017; Swiss product information for magnesium aspartate"
    assert row["doi"] == "10.1111/bcpt.12642"


@pytest.mark.parametrize("endogenous", [False, True])
def test_only_what_the_body_has_by_itself_has_rows_of_it(caffeine, endogenous):
    taken = pk.Schedule.parse("x", "caffeine 100 mg at 18:00; melatonin 1 mg at bedtime", compounds=[caffeine])
    table = pk.references(pk.simulate(taken, compounds=[caffeine], endogenous=endogenous))
    own = table[table["quantity"].str.startswith("the body's own")]
    assert set(own["of"]) == ({"melatonin"} if endogenous else set())


def test_a_population_tells_how_people_differ():
    population = pk.simulate_population(pk.load_schedules()["duo"], subjects=5, seed=3)
    table = pk.references(population)
    assert rows(population.typical) < rows(population)
    count, seed = (value(table, "sleepers", what) for what in ("number", "seed"))
    assert (count["value"], seed["value"], seed["kind"]) == (5, 3, "given")
    tmax = value(table, "melatonin", "time of peak between people")
    assert (tmax["low"], tmax["high"], tmax["unit"], tmax["kind"]) == (0.5, 1, "h", "computed")
    assert math.isnan(tmax["value"])
    share = value(table, "melatonin", "fraction absorbed between people")
    assert (share["value"], share["unit"]) == (2.5, "1")
    assert "counts as 1" in share["note"]
    assert value(table, "magnesium", "volume between people")["kind"] == "assumed"
    # The volume of melatonin is taken to be the same in all, and magnesium's fraction falls with the dose.
    between = [quantity for quantity in table["quantity"] if quantity.endswith("between people")]
    assert len(between) == 6


def test_only_what_the_spread_lets_differ_is_listed():
    windows = pk.simulate_population(pk.load_schedules()["duo"], subjects=5, spread="windows-only")
    assert not pk.references(windows)["quantity"].str.contains("between people").any()
    spread = {"melatonin.tmax_h": uniform(0.4, 0.8), "melatonin.window": uniform(0, 1)}
    own = pk.references(pk.simulate_population(pk.load_schedules()["duo"], subjects=5, spread=spread))
    row = value(own, "melatonin", "time of peak between people")
    assert row[["value", "low", "high"]].tolist() == pytest.approx([0.8, 0.44, 1.16])
    assert (row["unit"], row["kind"]) == ("h", "given")
    assert value(own, "melatonin", "window between people")["value"] == 0.5


def test_a_timing_lists_what_the_goal_depends_on():
    duo = pk.load_schedules()["duo"]
    goal = pk.all_of(pk.peak_at(0.5), pk.on_waking_below(0.02, compound="magnesium"))
    alone = pk.references(pk.best_timing(duo, goal=pk.peak_at(0), parameters="literature"))
    both = pk.references(pk.best_timing(duo, goal=goal, subjects=4))
    assert set(alone["of"]) == {"night", "duo", "melatonin", "goal"}
    # The moved dose is taken at every time that is tried, not at its own.
    assert [each for each in alone["quantity"] if each.startswith("dose")] == ["dose 1: amount"]
    assert [each for each in both["quantity"] if each.startswith("dose")] == [
        *("dose 1: amount", "dose 2: amount", "dose 2: time")
    ]
    assert value(alone, "melatonin", "half-life")["value"] == pytest.approx(0.75)
    assert value(alone, "goal", "first time tried")["value"] == -4
    assert value(both, "goal", "1, PeakAt: time")["value"] == 0.5
    level = value(both, "goal", "2, OnWakingBelow: level")
    assert (level["value"], level["unit"]) == (0.02, "mmol/L")
    assert value(both, "sleepers", "number")["value"] == 4
    assert "sleepers" not in set(alone["of"])
    assert value(both, "magnesium", "half-life between people")["high"] == 18


class Wish:
    def judge(self, responses, moved, shifts_h):
        score = np.ones((len(shifts_h), 1))
        return score, score > 0


def test_of_a_goal_of_ones_own_all_compounds_may_matter():
    table = pk.references(pk.best_timing(pk.load_schedules()["duo"], goal=Wish()))
    assert {"melatonin", "magnesium"} <= set(table["of"])


def test_a_diary_lists_every_night():
    diary = pk.load_diary("configs/diary.csv", tz="Europe/Berlin")
    table = pk.references(pk.simulate(diary))
    bedtimes = table[table["quantity"].str.endswith(": bedtime")]
    assert len(bedtimes) == 7
    assert (bedtimes["kind"] == "given").all()
    assert bedtimes["value"].between(0, 24, inclusive="left").all()


def test_numbers_are_floats_and_every_kind_is_known():
    table = pk.references(simulated())
    assert [str(table[name].dtype) for name in ("value", "low", "high")] == ["float64"] * 3
    assert set(table["kind"]) <= {"stated", "computed", "assumed", "unverified", "given"}
    assert not table.duplicated(["of", "quantity"]).any()
    assert not table[["unit", "source", "doi", "note"]].isna().any(axis=None)


@pytest.mark.parametrize("wrong", [None, 3, "duo", pd.DataFrame()])
def test_what_is_no_result_is_refused(wrong):
    with pytest.raises(pk.InputError, match="it must be a Study, or what simulate, simulate_population or best_t"):
        pk.references(wrong)


@pytest.mark.parametrize(("unit", "listed"), [("mg/L", 0), ("µmol/L", 1)])
def test_the_molar_mass_is_used_where_levels_are_shown_in_moles(unit, listed):
    caffeine = pk.load_compound(CONFIGS / "caffeine.toml").model_copy(update={"display_unit": unit})
    coffee = pk.Schedule.parse("coffee", "caffeine 80 mg 6 h before bed", compounds=[caffeine])
    numbers = pk.references(pk.simulate(coffee, compounds=[caffeine]))
    assert (numbers["quantity"] == "molar mass").sum() == listed


def test_the_habitual_bedtime_of_each_night_of_a_diary_is_listed_as_assumed(tmp_path):
    path = tmp_path / "diary.csv"
    rows = [("23:00", "07:00"), ("22:00", "06:30"), ("23:00", "06:15")]
    lines = [f"2026-01-{day},{bed},{wake},melatonin 1 mg at 22:00\n" for day, (bed, wake) in enumerate(rows, start=12)]
    path.write_text("night,bedtime,wake,dose\n" + "".join(lines), encoding="utf-8")
    for given, want in ((None, [23, 23, 22.5]), ("22:45", [22.75])):
        table = pk.references(pk.simulate(pk.load_diary(path, habitual_bedtime=given), endogenous=True, step_min=60))
        listed = table[table["quantity"].str.startswith("the body's own: habitual bedtime")]
        assert listed["value"].tolist() == want
        assert set(listed["kind"]) == {"assumed" if given is None else "given"}
