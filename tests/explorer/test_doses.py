"""The script reads and writes doses as Python does."""

import dose_known
import numpy as np
import pytest
from dose_texts import KNOWN, OWN, READ, REFUSED
from node import needs_node, run_node

import pksim as pk
from pksim.describe.schedule.dose_text import read_dose
from pksim.explorer.data import explored

DATA = explored(compounds=OWN).data
NIGHTS = [("23:00", "07:00"), ("09:15", "17:00"), ("00:00", "23:59"), ("13:07", "13:06")]
TRY = "(make) => { try { return make(); } catch (error) { return { [error.constructor.name]: error.message }; } }"
PIECES = [
    *("melatonin", "Magnesium", "glycinate", "bisglycinat", "prolonged-release", "elemental", "salt", "of", "and", "+"),
    *(
        "4-AP",
        "5 g blend",
        "mg",
        "g",
        "kg",
        "µg",
        "ΜG",
        "IU",
        "mgs",
        "on",
        "night",
        "3",
        "0",
        "1",
        "0.3",
        "-1",
        "1,000",
    ),
    *("nan", "inf", "1e400", "1e-400", "0,3", "½", "³", "٣", "ınf", "1mg", "60min", "30-60", "min", "h", "HOURS", "to"),
    *("minuts", "before", "after", "befor", "bed", "Bedtime", "at", "22:30", "24:00", "22:30-23:30", "9:5", "٢٢:٣٠"),
    *("11 pm", "10-11pm", "12 a.m.", "22h30", "noon", "midnight", "-", "–", ":", ".", ",", "'", '"', "\\", "\ufeff"),
    *("\u200b", "\x1c", "\x85", "\u2028", "😀", "\U0010ffff", "ſalt", "\u212ag", "constructor", "__proto__", "ß", "İ"),
]


def what_python_makes_of(text):
    try:
        dose = read_dose(text, KNOWN)
    except pk.InputError as error:
        return {"Refused": str(error)}
    window = None if dose.window_h is None else list(dose.window_h)
    rest = ("compound", "amount_mg", "time_h", "clock_h", "night", "formulation", "basis")
    return {key: getattr(dose, key) for key in rest} | {"window_h": window}


def test_what_node_knows_is_what_the_explorer_knows_today():
    assert dose_known.text() == dose_known.PLACE.read_text(encoding="utf-8")


def jumbled(count):
    """Put words together at random, and take pieces out of texts of the table or put others in."""
    chance = np.random.default_rng(15)
    texts = [text for text, _ in (*READ, *REFUSED)]
    for _ in range(count):
        yield " ".join(chance.choice(PIECES, chance.integers(1, 10)))
        words = str(chance.choice(texts)).split(" ")
        place = chance.integers(len(words))
        words[place : place + chance.integers(2)] = [str(chance.choice(PIECES))]
        yield " ".join(words)
        yield " ".join(chance.permutation(str(chance.choice(texts)).split(" ")))


@needs_node
def test_of_any_text_the_script_makes_what_python_makes(tmp_path):
    long = [
        "melatonin 1 mg at " + "b" * 400,
        "melatonin 1 mg at " + "b" * 325,
        "x y " * 100 + "1 mg at bed",
        "😀" * 500,
    ]
    texts = [*dict.fromkeys(jumbled(1500)), *long]
    run = f"given.texts.map((text) => ({TRY})(() => readDose(text, given.data)))"
    found = run_node(tmp_path, {"texts": texts, "data": DATA}, run, readDose="doses")
    wanted = list(map(what_python_makes_of, texts))
    assert sum("Refused" not in each for each in wanted) > 80
    assert len({rule.rpartition("': ")[2][:20] for each in wanted if (rule := each.get("Refused"))}) > 30
    assert dict(zip(texts, found, strict=True)) == dict(zip(texts, wanted, strict=True))


def random_dose(chance):
    name = str(chance.choice(list(DATA["compounds"])))
    compound = DATA["compounds"][name]
    return {
        "compound": name,
        "formulation": str(chance.choice(list(compound["formulations"]))),
        "basis": str(chance.choice(["elemental", "salt"])) if compound["is_salt"] else None,
        "amount_mg": float(chance.choice([10 ** chance.uniform(-6, 6), chance.integers(1, 5000) / 1000, 1e-6, 1e6])),
        "time_h": float(chance.choice([chance.uniform(-48, 48), chance.integers(-576, 577) / 12, 0, -48, 48, 1e-9])),
    }


@needs_node
def test_what_the_explorer_writes_is_read_back_as_the_same_doses(tmp_path):
    chance = np.random.default_rng(16)
    schedules = [[random_dose(chance) for _ in range(chance.integers(1, 13))] for _ in range(200)]
    again = (
        "writeSchedule(readSchedule(writeSchedule(doses, given.data), 'x', given.data.state, given.data), given.data)"
    )
    run = f"given.doses.map((doses) => [writeSchedule(doses, given.data), {again}])"
    given = {"doses": schedules, "data": DATA}
    texts = run_node(tmp_path, given, run, readSchedule="schedule", writeSchedule="schedule")
    for doses, (text, read_and_written) in zip(schedules, texts, strict=True):
        assert read_and_written == text
        read = pk.Schedule.parse("x", text, compounds=OWN).doses
        for dose, back in zip(doses, read, strict=True):
            compound = KNOWN[back.compound]
            assert (back.compound, back.formulation or compound.usual) == (dose["compound"], dose["formulation"])
            assert (back.basis, back.night, back.window_h, back.clock_h) == (dose["basis"], None, None, None)
            assert back.amount_mg == pytest.approx(dose["amount_mg"], rel=1e-11)
            assert back.time_h == pytest.approx(dose["time_h"], rel=1e-11, abs=1e-20)


@needs_node
def test_a_clock_time_is_placed_in_the_night_as_python_does(tmp_path):
    clocks = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 6, 7, 59)]
    texts = ["; ".join(f"melatonin 1 mg at {clock}" for clock in twelve) for twelve in np.reshape(clocks, (-1, 12))]
    states = [{**DATA["state"], "bedtime": bedtime, "wake": wake} for bedtime, wake in NIGHTS]
    run = (
        "given.states.map((state) => given.texts.flatMap((text) => readSchedule(text, 'x', state, given.data)))"
        ".map((doses) => doses.map((dose) => dose.time_h))"
    )
    given = {"states": states, "texts": texts, "data": DATA}
    for (bedtime, wake), placed in zip(NIGHTS, run_node(tmp_path, given, run, readSchedule="schedule"), strict=True):
        night = pk.Night(bedtime, wake)
        assert placed == pytest.approx([night.time_h(clock) for clock in clocks], abs=1e-9)


LIMITS = {
    "melatonin 1 mg 60 h before bed": "time_h must be a number from -48 to 48 h.",
    "melatonin 5000 g at bed": "amount_mg must be a number from 0.000001 to 1000000 mg.",
    "melatonin 1 mg at bedtime on night 2": "the explorer takes doses every night; say in which nights "
    "they are missed or late instead.",
}
BEYOND = {
    **{text: f"dose '{text}': {rule}" for text, rule in LIMITS.items()},
    "; ".join(["melatonin 1 mg at bed", *LIMITS]): "\n".join(f"dose '{text}': {rule}" for text, rule in LIMITS.items()),
    "melatonin 1 mg at bedtime; " * 13: "A schedule can have up to 12 doses.",
    " ; ": "Schedule 'mine' has no doses; give at least one, such as 'melatonin 1 mg 60 min before bed'.",
}


@needs_node
def test_what_the_explorer_cannot_show_is_refused(tmp_path):
    run = f"given.texts.map((text) => ({TRY})(() => readSchedule(text, 'mine', given.data.state, given.data)))"
    said = run_node(tmp_path, {"texts": list(BEYOND), "data": DATA}, run, readSchedule="schedule")
    assert said == [{"Refused": message} for message in BEYOND.values()]


@needs_node
def test_a_range_of_times_and_the_usual_form_are_shown_as_the_explorer_has_them(tmp_path):
    text = "melatonin 3 mg at 22:00-23:00; 300 mg elemental magnesium 30-90 min before bed on night 1"
    run = "readSchedule(given.text, 'mine', given.data.state, given.data)"
    assert run_node(tmp_path, {"text": text, "data": DATA}, run, readSchedule="schedule") == [
        {"compound": "melatonin", "formulation": "immediate", "basis": None, "amount_mg": 3, "time_h": -0.5},
        {"compound": "magnesium", "formulation": "glycinate", "basis": "elemental", "amount_mg": 300, "time_h": -1},
    ]
