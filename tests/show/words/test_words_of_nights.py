"""What is said of several nights: every number is that of the tables."""

import re

import pytest
from places import CONFIGS

import pksim as pk
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.rounding import number, percent
from pksim.show.tables.rows import population_rows, summary_rows
from pksim.show.words.curves import describe, describe_all
from pksim.show.words.nights import over_nights, taken_in_words
from pksim.show.words.people import describe_population

PLAN = pk.Schedule.parse("plan", "melatonin 1 mg 60 min before bed; magnesium glycinate 300 mg elemental at 21:00")
LOW = pk.Schedule.parse("low", "melatonin 0.5 mg 60 min before bed; magnesium 100 mg elemental at 21:00")
SLOW = pk.Schedule.parse("slow", "melatonin prolonged-release 2 mg 90 min before bed")

CASES = {
    "as planned": lambda: pk.simulate(PLAN.nightly(5), nights=5, step_min=60),
    "one missed, one late": lambda: pk.simulate(PLAN.nightly(6, skip=3, late={5: 2.5}), nights=6, step_min=60),
    "begins in night 2": lambda: pk.simulate(PLAN.nightly(range(2, 6)), nights=5, step_min=60),
    "ends early": lambda: pk.simulate(PLAN.nightly(2), nights=5, step_min=60),
    "starts low": lambda: pk.simulate(LOW.nightly(2) + PLAN.nightly(range(3, 9)), nights=8, step_min=60),
    "two kinds": lambda: pk.simulate([PLAN.nightly(3), SLOW.nightly(3, skip=1)], nights=3, step_min=60),
    "other numbers": lambda: pk.simulate(PLAN.nightly(4), nights=4, parameters="literature", step_min=60),
    "by day": lambda: pk.simulate(PLAN.nightly(4), pk.Night("09:00", "17:00", nights=4), step_min=60),
    "a diary": lambda: pk.simulate(pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin"), step_min=60),
}
FIRST = re.compile(r": (?P<night>[\w :()]+) peaks at (?P<clock>\d\d:\d\d) at (?P<level>\S+ \S+)\.$")
BEST = re.compile(r"^The highest peak is (?P<level>\S+ \S+), that of (?P<night>[\w :()]+)\.$")
LEFT = re.compile(r"^On waking (?P<least>.+? %)(?: to (?P<most>.+? %))? of (?P<which>that|its peak) is left\.$")
MISSED = re.compile(r"^No (?P<compound>\w+) is taken in (?P<real>the nights? of )?(?P<nights>.+)\.$")
GROWTH = re.compile(
    r"^Repeated for ever, the last night's doses reach a plateau with peaks of (?P<level>\S+ \S+), (?P<ratio>\S+) "
    r"times the first; 90 % of it is reached in night (?P<night>\d+)\.$"
)


SAME = "a peak that is higher by less than a billionth is told as the highest: 772 pg/mL after 772 pg/mL"


@pytest.fixture(scope="module", params=CASES)
def simulation(request):
    return CASES[request.param]()


def sentences(simulation):
    return {curve: over_nights(regimen, simulation) for curve, regimen in simulation.regimens.items()}


def nights_of(simulation, curve):
    """Night by night, from the first with a dose on."""
    table = pk.nightly_metrics(simulation).loc[curve]
    return table.loc[table.index[table["dose_mg"] > 0][0] :]


def best_of(table):
    """The first night whose peak no other exceeds by more than rounding."""
    return next(night for night, peak in table["peak"].items() if peak >= table["peak"].max() * (1 - 1e-6))


def only(pattern, said):
    """The one sentence of a kind, or None."""
    found = [match for each in said if (match := pattern.search(each))]
    assert len(found) <= 1
    return found[0] if found else None


BEDTIMES = ("22:45", "23:10", "22:50", "23:00", "00:40", "00:15", "22:30")
"""Those of configs/diary.csv, from Monday 19 October on."""


def spoken(night, number):
    """Name a night as a sentence does: of a diary by its evening and bedtime."""
    if not isinstance(night, RealNights):
        return f"night {number}"
    return f"the night of {night.name(number)} (bedtime {BEDTIMES[number - 1]})"


def test_the_first_and_the_highest_peak_are_those_of_the_table(simulation):
    for curve, said in sentences(simulation).items():
        table, unit = nights_of(simulation, curve), simulation.regimens[curve].compound.display_unit
        first, best = table.iloc[0], best_of(table)
        told = only(FIRST, said)
        assert told["night"] == spoken(simulation.night, int(table.index[0]))
        assert (told["clock"], told["level"]) == (first["peak_clock"], f"{number(first['peak'])} {unit}")
        told = only(BEST, said)
        assert (told is None) == (best == table.index[0])
        if told:
            assert told["level"] == f"{number(table['peak'][best])} {unit}"
            assert told["night"] == spoken(simulation.night, int(best))


def test_what_is_left_on_waking_is_from_the_least_to_the_most_of_the_highest_peak(simulation):
    for curve, said in sentences(simulation).items():
        table = nights_of(simulation, curve)
        left = table["at_wake"] / table["peak"][best_of(table)]
        told = only(LEFT, said)
        least, most = percent(left.min()), percent(left.max())
        assert (told["least"], told["most"] or told["least"]) == (least, most)
        assert (told["most"] is None) == (least == most)
        assert told["which"] == ("its peak" if only(BEST, said) is None else "that")


def test_nights_without_a_dose_are_named(simulation):
    for curve, said in sentences(simulation).items():
        doses = pk.nightly_metrics(simulation).loc[curve]["dose_mg"]
        missed = [simulation.night.name(int(night)) for night in doses.index[doses == 0]]
        told = only(MISSED, said)
        assert (told["nights"].split(", ") if told else []) == missed
        if told:
            of = f"the night{'s' if len(missed) > 1 else ''} of " if curve[0] == "diary" else None
            assert (told["compound"], told["real"]) == (curve[1], of)


def test_the_plateau_is_that_of_the_accumulation_and_not_told_of_a_diary(simulation):
    table = pk.accumulation(simulation)
    for curve, said in sentences(simulation).items():
        row, told = table.loc[curve], only(GROWTH, said)
        same = "Nothing builds up from night to night." in said
        if curve[0] == "diary":
            assert (told, same) == (None, False)
            continue
        assert same == (round(row["accumulation_ratio"], 2) <= 1.0)
        assert (told is None) == same
        if told:
            assert told["level"] == f"{number(row['plateau_peak'])} {row['unit']}"
            assert told["ratio"] == number(row["accumulation_ratio"])
            assert int(told["night"]) == row["nights_to_90_percent"]


def test_every_sentence_is_one_of_these(simulation):
    kinds = (FIRST, BEST, LEFT, MISSED, GROWTH, re.compile(r"^Nothing builds up from night to night\.$"))
    for said in sentences(simulation).values():
        assert all(sum(bool(kind.search(each)) for kind in kinds) == 1 for each in said)


def test_a_paragraph_holds_the_sentences_in_order(simulation):
    for schedule in simulation.schedules:
        words = describe(simulation, schedule)
        assert words.startswith(f"{schedule}: Melatonin (")
        at = 0
        for curve, said in sentences(simulation).items():
            for each in said if curve[0] == schedule else []:
                at = words.index(each, at) + len(each)


def test_magnesium_of_the_facts_grows_by_half_within_three_nights():
    words = describe_all(CASES["as planned"]())
    assert "night 1 peaks at 22:45 at 0.0443 mmol/L. The highest peak is 0.0664 mmol/L, that of night 5." in words
    assert "0.0667 mmol/L, 1.50 times the first; 90 % of it is reached in night 3." in words
    assert words.count("Nothing builds up from night to night.") == 1


def test_what_is_taken_is_said_once_with_how_often_and_when():
    simulation = CASES["one missed, one late"]()
    taken = {curve[1]: taken_in_words(each, simulation.night) for curve, each in simulation.regimens.items()}
    assert taken == {
        "melatonin": [("1 mg, 5 times", "−1 h to +1 h 30 min")],
        "magnesium": [("glycinate 300 mg elemental, 5 times", "−2 h to +30 min")],
    }
    simulation = CASES["starts low"]()
    taken = {curve[1]: taken_in_words(each, simulation.night) for curve, each in simulation.regimens.items()}
    assert taken["melatonin"] == [("0.5 mg, 2 times", "−1 h"), ("1 mg, 6 times", "−1 h")]
    assert "Melatonin (0.5 mg, 2 times; 1 mg, 6 times): night 1 peaks at 22:45" in describe_all(simulation)


def test_what_is_taken_in_a_single_night_is_listed_dose_by_dose(solve):
    simulation = solve(x="melatonin 1 mg at 22:00; melatonin 1 mg 90 min after bed")
    (regimen,) = simulation.regimens.values()
    assert taken_in_words(regimen, simulation.night) == [("1 mg", "−1 h"), ("1 mg", "+1 h 30 min")]


def test_a_dose_in_one_night_of_several_is_not_counted(solve):
    simulation = solve({"x": "melatonin 1 mg at 22:00"}, pk.Night(nights=3))
    (regimen,) = simulation.regimens.values()
    assert taken_in_words(regimen, simulation.night) == [("1 mg", "−1 h")]
    assert "No melatonin is taken in night 2, night 3." in describe_all(simulation)


TOTAL = re.compile(
    r"With the body's own it peaks at (\d\d:\d\d)(?: in night 1)? at (\S+) pg/mL, (\S+) times the highest of the "
    r"body's own; on waking it is (\S+) pg/mL\."
)
RISE = re.compile(
    r"With the (\S+) mmol/L that are there without doses it comes to (\S+) mmol/L(?: in night 1)?, (.+? %) more\."
)


@pytest.mark.parametrize("nights", [1, 4])
def test_totals_are_those_of_the_metrics(nights):
    schedule = PLAN if nights == 1 else PLAN.nightly(nights)
    simulation = pk.simulate(schedule, nights=nights, endogenous=True, step_min=60)
    table, words = pk.metrics(simulation).droplevel("schedule"), describe_all(simulation)
    row = table.loc["melatonin"]
    expected = (
        row["peak_total_clock"],
        *(number(row[of]) for of in ("cmax_total", "cmax_total_ratio")),
        number(row["at_wake_total"]),
    )
    assert TOTAL.findall(words) == [expected]
    row = table.loc["magnesium"]
    assert RISE.findall(words) == [("0.850", number(row["cmax_total"]), percent(row["cmax_total_ratio"] - 1))]
    assert row["cmax_total"] == pytest.approx(0.85 + row["cmax"], rel=1e-12)
    without = describe_all(pk.simulate(schedule, nights=nights, step_min=60))
    assert "body's own" not in without
    assert "that are there without doses" not in without


NOISE = re.compile(
    r"The rise (lies within|is about as large as|exceeds) the ±(\S+) mmol/L by which two readings of one person differ "
    r"without any dose \(assumed\)\."
)
TWO_READINGS = 1.96 * 2**0.5 * 0.034  # the reference change value


@pytest.mark.parametrize("endogenous", [False, True])
@pytest.mark.parametrize(
    ("mg", "verb"),
    [
        (300, "lies within"),
        (950, "lies within"),
        (1050, "is about as large as"),
        (1200, "is about as large as"),
        (1400, "exceeds"),
        (3000, "exceeds"),
    ],
)
def test_whether_a_rise_is_within_the_noise_is_told_whatever_else(mg, verb, endogenous):
    simulation = pk.simulate(
        pk.Schedule.parse("x", f"magnesium {mg} mg elemental at 21:00; melatonin 1 mg at 22:00"),
        endogenous=endogenous,
        step_min=60,
    )
    # an assumed spread decides nothing within a tenth of its limit
    share = pk.metrics(simulation).loc[("x", "magnesium"), "cmax"] / TWO_READINGS
    assert verb == ("lies within" if share < 0.9 else "exceeds" if share > 1.1 else "is about as large as")
    assert NOISE.findall(describe_all(simulation)) == [(verb, "0.094")]


@pytest.mark.parametrize(
    ("mg", "nights", "asked", "verb"),
    [(300, 12, None, "lies within"), (900, 5, None, "lies within"), (900, 5, 1, "lies within"), (900, 5, 5, "exceeds")],
)
def test_the_verdict_of_several_nights_is_on_the_night_that_the_table_describes(mg, nights, asked, verb):
    plan = pk.Schedule.parse("x", f"magnesium {mg} mg elemental at 21:00").nightly(nights)
    simulation = pk.simulate(plan, nights=nights, step_min=60)
    share = pk.metrics(simulation, night=asked)["cmax"].iloc[0] / TWO_READINGS
    assert verb == ("lies within" if share < 0.9 else "exceeds" if share > 1.1 else "is about as large as")
    words = describe_all(simulation, night=asked)
    assert NOISE.findall(words.replace(f" in night {asked or 1} ", " ")) == [(verb, "0.094")]
    assert f"The rise in night {asked or 1} {verb}" in words


DEFICIENT = "Below 0.75 mmol/L it is likely deficient, below 0.85 mmol/L possibly deficient; without doses it is"


@pytest.mark.parametrize(
    ("baseline", "place"),
    [
        (0.7, "below 0.75 mmol/L"),
        (0.8, "below 0.85 mmol/L"),
        (0.85, "on the edge at 0.85 mmol/L"),
        (0.853, "on the edge at 0.85 mmol/L"),
        (0.95, "above 0.85 mmol/L"),
    ],
)
def test_where_a_level_without_doses_lies_between_the_edges_of_deficiency_is_told(baseline, place):
    magnesium = pk.load_compounds()["magnesium"]
    level = magnesium.endogenous["literature"]
    quantity = level.baseline.model_copy(update={"value": baseline, "low": None, "high": None})
    own = magnesium.model_copy(update={"endogenous": {"mine": level.model_copy(update={"baseline": quantity})}})
    plan = pk.Schedule.parse("x", "magnesium 300 mg elemental at 21:00", compounds=[own])
    words = describe_all(pk.simulate(plan, compounds=[own], endogenous=True, step_min=60))
    assert f"{DEFICIENT} {place}." in words
    assert "deficient" not in describe_all(pk.simulate(plan, compounds=[own], step_min=60))


def test_the_night_of_a_total_peak_is_named():
    late = PLAN.nightly(3, late={2: 1.0})
    words = describe_all(pk.simulate(late, nights=3, endogenous=True, step_min=60))
    (sentence,) = [each for each in re.split(r"(?<=\.) ", words) if each.startswith("With the body's own")]
    assert "in night 1 at" in sentence


@pytest.mark.parametrize("nights", [1, 3])
@pytest.mark.parametrize("when", ["at bedtime on night 30", "60 h after bed"])
def test_a_night_without_a_dose_is_told_in_words_that_are_true(nights, when):
    dose = pk.Dose("melatonin", 1.0, time_h=0.0, night=30) if "30" in when else pk.Dose("melatonin", 1.0, time_h=60.0)
    simulation = pk.simulate(pk.Schedule("a", (dose,)), nights=nights, endogenous=True, step_min=60)
    words = describe_all(simulation)
    assert "nan" not in words
    assert ("none of it is taken" in words) == ("30" in when)
    (row,) = summary_rows(simulation)
    assert "nan" not in " ".join(row)
    if "60" in when and nights == 3:
        # 45 min after the dose, 12.75 h after the third bedtime, at the peak of facts.md, section 3
        assert "night 3 peaks at 11:45 at 879 pg/mL" in words
        assert row[5] == "11:45 (night 3)"
        assert "No melatonin is taken in night 1, night 2." in words


@pytest.mark.parametrize("nights", [1, 3])
def test_sleepers_who_take_nothing_in_the_nights_looked_at_are_told_so(nights):
    late = pk.Schedule("a", (pk.Dose("melatonin", 1.0, time_h=0.0, night=30),))
    population = pk.simulate_population(late, nights=nights, subjects=5, step_min=60)
    assert "No melatonin is taken by then" in describe_population(population)
    assert population_rows(population)[0][2:4] == ("nothing", "")


def test_table_and_words_of_two_weeks_speak_of_one_night():
    simulation = pk.simulate(PLAN.nightly(14), nights=14, step_min=60)
    words = describe_all(simulation)
    for row in summary_rows(simulation):
        clock = row[5].removesuffix(" (night 1)")
        assert f"night 1 peaks at {clock} at {row[4]}" in words
