"""What the explorer says of the published schedules is what Python's words and tables say of them, to the digit."""

import pytest
from node import needs_node, run_node

import pksim as pk
from pksim.describe.words.rounding import from_bedtime, number, percent
from pksim.describe.words.units import write_duration
from pksim.explorer.data import explored
from pksim.show.tables.rows import summary_rows
from pksim.show.words.curves import describe

SAY = """given.states.map((state) => {
    const solved = solve(readState(state, given.data), given.data);
    return state.schedules.map((_, i) => describe(solved, i));
})"""
SETTINGS = [
    (parameters, own) for parameters in ("article", "literature") for own in (False, "literature", "mechanism-article")
]
TRICKY = [
    pk.Schedule.parse("slow", "melatonin prolonged-release 2 mg 60 min before bed"),
    pk.Schedule.parse(
        "close", "magnesium 200 mg elemental 40 min before bed; magnesium 200 mg elemental 20 min before bed"
    ),
    pk.Schedule.parse("as high", "melatonin 1 mg 25 h before bed; melatonin 1 mg 1 h before bed"),
    pk.Schedule.parse("after", "melatonin 0.3 mg 1 h after bed; melatonin 0.3 mg at 22:00"),
]


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Everything that is said: by the script, and the simulation that Python has of the same."""
    schedules = [*pk.load_schedules().values(), *TRICKY]
    what = [explored(schedules, parameters=parameters, endogenous=own) for parameters, own in SETTINGS]
    given = {"data": what[0].data, "states": [each.data["state"] for each in what]}
    texts = run_node(
        tmp_path_factory.mktemp("node"), given, SAY, describe="describe", solve="curves", readState="state"
    )
    simulations = [pk.simulate(schedules, parameters=parameters, endogenous=own) for parameters, own in SETTINGS]
    return [
        (simulation, dict(zip(simulation.schedules, text, strict=True)))
        for simulation, text in zip(simulations, texts, strict=True)
    ]


def expected(simulation, schedule):
    """Write what is to be said, from the table of metrics and Python's rules of rounding."""
    table = pk.metrics(simulation)
    paragraphs = []
    for (name, compound), row in zip(table.index, table.to_dict("records"), strict=True):
        if name != schedule:
            continue
        text = (
            f"{compound.capitalize()} peaks {from_bedtime(row['peak_time_h'])} at {number(row['cmax'])} {row['unit']}; "
            f"{percent(row['at_wake_fraction'])} left on waking"
        )
        if row["flip_flop"]:
            seen, real = (write_duration(row[f"{which}half_life_h"]) for which in ("terminal_", ""))
            text += (
                "; some of it is absorbed more slowly than it is eliminated (flip-flop): the end of the curve falls "
                f"with a half-life of {seen}, that of absorption, not with the elimination half-life of {real}"
            )
        if name == "close":
            text += "; doses less than 30 min apart are absorbed here as if each were taken alone"
        if simulation.endogenous and compound == "melatonin":
            text += (
                f"; with the body's own it peaks at {row['peak_total_clock']} at {number(row['cmax_total'])} pg/mL, "
                f"{number(row['cmax_total_ratio'])} times the highest of the body's own"
            )
        elif simulation.endogenous:
            text += (
                f"; with the 0.850 mmol/L that are there without doses it comes to {number(row['cmax_total'])} mmol/L, "
                f"{percent(row['cmax_total_ratio'] - 1)} more"
            )
        paragraphs.append(text)
    return ". ".join(paragraphs)


@needs_node
def test_the_explorer_says_what_follows_from_the_metrics(said):
    for simulation, texts in said:
        assert texts == {name: expected(simulation, name) for name in simulation.schedules}


@needs_node
def test_words_and_tables_say_the_same_numbers(said):
    for simulation, texts in said:
        rows = {row[:2]: row for row in summary_rows(simulation)}
        for schedule in simulation.schedules:
            words = describe(simulation, schedule)
            for each in texts[schedule].split(". "):
                compound = each.partition(" peaks ")[0].lower()
                peak = each.partition("; ")[0].rpartition(" at ")[2]
                left = each.partition("; ")[2].partition(" left on waking")[0]
                row = rows.get((schedule, compound)) or rows[schedule, f"{compound}*"]
                assert (peak, left) == (row[4], row[7])
                assert f"at {peak}; " in words
                assert f"{left} on waking" in words


@needs_node
@pytest.mark.parametrize("habitual", [None, "09:30"])
@pytest.mark.parametrize("preset", ["literature", "mechanism-article"])
def test_whose_clock_is_assumed_is_said_as_in_python(tmp_path, habitual, preset):
    schedule, night = pk.load_schedules()["mechanism"], pk.Night(habitual_bedtime=habitual)
    what = explored(schedule, night, endogenous=preset)
    say = "whoseClock(solve(given.state, given), given.state)"
    said = run_node(tmp_path, what.data, say, whoseClock="describe", solve="curves")
    assert said.startswith("The body's own is drawn ")
    assert said in describe(what.simulation(what.data["state"]), "mechanism")
