"""What may be on the screen: Python and the script hold a state to the same rules."""

import copy
import json
import re

import numpy as np
import pytest
from node import needs_node, run_node

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_script
from pksim.explorer.state import LIMITS, SCALES

WHAT = explored(pk.load_schedules()["mechanism"])
DOSE, KINETICS = ("schedules", 0, "doses", 0), ("kinetics", "melatonin")
PEAK = {"kind": "peak", "compound": "melatonin", "time_h": 0, "within_h": 0.25}
ABOVE = {"kind": "above", "compound": "magnesium", "level": 0.02, "from_h": 0, "to_h": 4, "share": 0.8}
CASES = [
    (("bedtime",), "22:30", True),
    (("bedtime",), "07:00", False),
    (("bedtime",), "25:00", False),
    (("wake",), "6", False),
    (("wake",), None, False),
    (("habitual_bedtime",), None, True),
    (("habitual_bedtime",), "09:00", True),
    (("habitual_bedtime",), "late", False),
    (("before_h",), 2.5, True),
    (("before_h",), -1, False),
    (("after_wake_h",), 24, True),
    (("after_wake_h",), 24.5, False),
    (("parameters",), "literature", True),
    (("parameters",), "litrature", False),
    (("parameters",), "modern-capsules", False),
    (("endogenous",), True, True),
    (("endogenous",), 1, False),
    (("preset",), "mechanism-article", True),
    (("preset",), "toString", False),
    (("preset",), "", False),
    *((("scale",), name, True) for name in SCALES),
    (("scale",), "log", False),
    (("scale",), ["linear"], False),
    (("kinetics",), {}, False),
    (("kinetics",), [], False),
    ((*KINETICS, "tmax_h"), 0.02, True),
    ((*KINETICS, "tmax_h"), 0.019, False),
    ((*KINETICS, "half_life_h"), 400, True),
    ((*KINETICS, "half_life_h"), 401, False),
    ((*KINETICS, "half_life_h"), "1", False),
    ((*KINETICS, "half_life_h"), True, False),
    ((*KINETICS, "half_life_h"), None, False),
    (KINETICS, {}, False),
    (("schedules",), [], False),
    (("schedules",), [{"name": f"{i}", "hidden": False, "doses": []} for i in range(12)], True),
    (("schedules",), [{"name": f"{i}", "hidden": False, "doses": []} for i in range(13)], False),
    (("schedules",), [{"name": "twice", "hidden": False, "doses": []}] * 2, False),
    (("schedules", 0, "name"), "x" * 60, True),
    (("schedules", 0, "name"), "x" * 61, False),
    (("schedules", 0, "name"), "  ", False),
    (("schedules", 0, "name"), "\x1b[31mred", False),
    (("schedules", 0, "name"), "\U0001f600" * 60, True),
    (("schedules", 0, "name"), "\U0001f600" * 61, False),
    (("bedtime",), [], False),
    (("more",), 1, False),
    (("schedules", 0, "name"), 5, False),
    (("schedules", 0, "doses"), [], True),
    (("schedules", 0, "doses"), [WHAT.data["state"]["schedules"][0]["doses"][0]] * 12, True),
    (("schedules", 0, "doses"), [WHAT.data["state"]["schedules"][0]["doses"][0]] * 13, False),
    ((*DOSE, "compound"), "magnesium", False),
    ((*DOSE, "compound"), "constructor", False),
    ((*DOSE, "formulation"), "prolonged", True),
    ((*DOSE, "formulation"), "slow", False),
    ((*DOSE, "basis"), "salt", False),
    (("schedules", 0, "doses", 1, "basis"), "salt", True),
    (("schedules", 0, "doses", 1, "basis"), None, False),
    ((*DOSE, "amount_mg"), 1e6, True),
    ((*DOSE, "amount_mg"), 0, False),
    ((*DOSE, "amount_mg"), True, False),
    ((*DOSE, "time_h"), -48, True),
    ((*DOSE, "time_h"), 48.5, False),
    (("nights",), 14, True),
    (("nights",), 14.0, True),
    (("nights",), 0, False),
    (("nights",), 15, False),
    (("nights",), 2.5, False),
    (("nights",), True, False),
    (("schedules", 0, "missed"), [1, 14], True),
    (("schedules", 0, "missed"), [15], False),
    (("schedules", 0, "missed"), ["1"], False),
    (("schedules", 0, "missed"), 3, False),
    (("schedules", 0, "late"), [{"night": 2, "hours": -1.5}, {"night": 14, "hours": 12}], True),
    (("schedules", 0, "late"), [{"night": 2, "hours": 1}] * 2, False),
    (("schedules", 0, "late"), [{"night": 2, "hours": 13}], False),
    (("schedules", 0, "late"), [{"night": 2}], False),
    (("schedules", 0, "late"), [2], False),
    (("goal",), None, True),
    (("goal",), PEAK, True),
    (("goal",), {**PEAK, "within_h": 0}, False),
    (("goal",), {**PEAK, "level": 1}, False),
    (("goal",), {**PEAK, "kind": "trough"}, False),
    (("goal",), {**PEAK, "compound": "constructor"}, False),
    (("goal",), {"kind": "level", "compound": "magnesium", "time_h": -1, "share": 1}, True),
    (("goal",), {"kind": "waking", "compound": "melatonin", "level": 10}, True),
    (("goal",), ABOVE, True),
    (("goal",), {**ABOVE, "to_h": 0}, False),
    (("goal",), {**ABOVE, "share": 1.1}, False),
    (("goal",), "peak at bedtime", False),
]


def changed(path, value):
    """Put a value into the state that the explorer starts from."""
    state = copy.deepcopy(WHAT.data["state"])
    *way, last = path
    here = state
    for step in way:
        here = here[step]
    here[last] = value
    return state


STATES = [changed(path, value) for path, value, _ in CASES]


@pytest.mark.parametrize(
    "case", range(len(CASES)), ids=lambda i: f"{'.'.join(map(str, CASES[i][0]))}={CASES[i][1]!r:.30}"
)
def test_python_takes_it_or_refuses_it(case):
    if CASES[case][2]:
        WHAT.read(STATES[case])
    else:
        with pytest.raises(pk.InputError, match="the state of the explorer: "):
            WHAT.read(STATES[case])


ODD = [
    *(None, True, False, 0, 1, -1, 0.02, 48, 400, 24, 24.5, 1e6, 1e-6, 1e300, [], {}, [1], [None], {"a": 1}),
    *("", " ", "a", "1", "7:00", "07:0", " 22:30", "22:30\n", "２２:30", "00:00", "23:59", "24:00", "23:00", "07:00"),
    *("elemental", "salt", "usual", "glycinate", "melatonin", "magnesium", "literature", "Literature", "log", "linear"),
    *("__proto__", "toString", "constructor", "x" * 60, "x" * 61, "\U0001f600" * 60, "\U0001f600" * 61),
    *("\ufeff", "\x1f", "a\x00b", "\x1b[2J", "\x85", "\xa0", "\u200b", "\u2028", "\ud800", "\uffff"),
]


def places(part, way=()):
    """Name every place in a state."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, each in inner:
        yield (*way, key)
        yield from places(each, (*way, key))


def odd_states():
    """Put every odd value in every place; leave each key out, and add one."""
    for way in places(WHAT.data["state"]):
        yield from (changed(way, value) for value in ODD)
        if isinstance(way[-1], str):
            yield changed((*way[:-1], "more"), 1)
            state = changed(way, None)
            here = state
            for step in way[:-1]:
                here = here[step]
            del here[way[-1]]
            yield state
    yield from ODD


def python_takes(state):
    try:
        WHAT.read(state)
    except pk.InputError:
        return False
    return True


@needs_node
def test_the_script_takes_and_refuses_the_same(tmp_path):
    states = [*STATES, *odd_states()]
    given = {"rules": WHAT.data["rules"], "states": states}
    taken = run_node(tmp_path, given, "given.states.map((state) => isGood(state, given.rules))", isGood="reading/state")
    assert [state for state, each in zip(states, taken, strict=True) if python_takes(state) != each] == []
    assert 100 < sum(taken) < len(taken) / 2


def test_a_state_that_is_taken_can_be_simulated():
    taken = [state for state in odd_states() if python_takes(state)]
    for state in taken[::10]:
        if any(each["doses"] for each in WHAT.read(state)["schedules"]):
            WHAT.simulation(state)


def test_what_is_left_out_is_filled_in():
    """So a state from before there were several nights and goals is read."""
    state = changed(("before_h",), 4)
    for key in ("before_h", "after_wake_h", "habitual_bedtime", "nights", "goal"):
        del state[key]
    for key in ("hidden", "missed", "late"):
        del state["schedules"][0][key]
    assert WHAT.read(state) == WHAT.data["state"]


def test_numpy_numbers_are_numbers():
    assert WHAT.read(changed((*DOSE, "amount_mg"), np.int64(3))) == changed((*DOSE, "amount_mg"), 3.0)
    assert not python_takes(changed((*DOSE, "amount_mg"), np.bool_(True)))
    assert not python_takes(changed((*DOSE, "amount_mg"), float("nan")))


def test_the_script_has_no_limits_of_its_own():
    assert WHAT.data["limits"] == LIMITS
    script = explorer_script()
    assert "LIMITS" not in script
    assert "automatic" not in "".join(re.findall(r"\[.*?\]", script))


def test_every_mistake_is_told_at_once():
    state = changed((*DOSE, "amount_mg"), -1) | {"scale": "log"}
    with pytest.raises(pk.InputError) as caught:
        WHAT.read(state)
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == [
        "scale",
        "schedules[1].doses[1].amount_mg",
    ]


def test_a_window_of_ones_own_is_kept():
    what = explored(pk.load_schedules()["mechanism"], pk.Night(before_h=6, after_wake_h=3))
    night = what.night(what.data["state"])
    assert night == pk.Night(before_h=6, after_wake_h=3)
    assert what.simulation(what.data["state"]).times_h[[0, -1]].tolist() == [-6, 11]


def test_only_parameter_sets_that_all_compounds_have_can_be_chosen():
    offered = WHAT.data["rules"]["keys"]["parameters"]["one_of"]
    assert offered == ["article", "literature"]
    for name in offered:
        state = copy.deepcopy(WHAT.data["state"]) | {"parameters": name}
        assert WHAT.simulation(state).parameters == name


DUO = pk.load_schedules()["duo"].renamed("mine")
LIVED = {
    "every": DUO.nightly(5),
    "once": DUO,
    "missed": DUO.nightly(5, skip=[1, 4]),
    "late": DUO.nightly(5, late={1: 1.5, 5: -0.25}),
    "both": DUO.nightly(14, skip=[3], late={5: 2, 14: 1 / 3}),
    "by the clock": pk.Schedule.parse("mine", "melatonin 1 mg at 22:37").nightly(4, late={2: 0.4}),
    "apart": pk.Schedule("mine", tuple(reversed(DUO.nightly(3, late={2: 1}).doses))),
}


@pytest.mark.parametrize("name", LIVED)
def test_many_nights_are_read_back_as_they_were(name):
    nights = max(each.night or 1 for each in LIVED[name].doses)
    night = pk.Night(nights=max(nights, 2))
    lived = LIVED[name].renamed("mine")
    what = explored(lived, night)
    back = what.simulation(what.data["state"])
    there = pk.simulate(lived, night)
    assert (back.night, set(back.regimens)) == (there.night, set(there.regimens))
    for curve, level in there.concentrations.items():
        np.testing.assert_allclose(back.concentrations[curve], level, rtol=1e-9, atol=1e-11 * level.max())


def test_the_usual_night_is_that_from_which_fewest_differ():
    (written,) = explored(DUO.nightly(5, late={1: 1.5}, skip=[3]), pk.Night(nights=5)).data["state"]["schedules"]
    assert (written["missed"], written["late"]) == ([3], [{"night": 1, "hours": 1.5}])
    assert [each["time_h"] for each in written["doses"]] == [each.time_h for each in DUO.doses]


def test_nights_that_are_not_alike_are_refused():
    more = DUO.nightly([1, 2]) + DUO.scale(2).nightly([3])
    with pytest.raises(pk.InputError, match="in night 3 it is not what is taken in night 1, nor all of that so many"):
        explored(more, pk.Night(nights=3))
    half = DUO.nightly([1, 2]) + pk.Schedule("less", DUO.doses[:1]).nightly([3])
    with pytest.raises(pk.InputError, match="in night 3 it is not"):
        explored(half, pk.Night(nights=3))
    with pytest.raises(pk.InputError, match="there is no night 4 among the 3"):
        explored(DUO.nightly(5), pk.Night(nights=3))
    with pytest.raises(pk.InputError, match="up to 14 nights"):
        explored(DUO, pk.Night(nights=15))


def test_nights_beyond_the_last_do_not_count():
    what = explored(DUO, pk.Night(nights=2))
    (schedule,) = what.data["state"]["schedules"]
    state = what.data["state"] | {"schedules": [schedule | {"missed": [9], "late": [{"night": 3, "hours": 1}]}]}
    assert when(what.schedules(state)["mine"]) == when(DUO.nightly(2))


def test_a_schedule_of_which_nothing_is_taken_is_not_there():
    what = explored([DUO, DUO.renamed("other")])
    first, other = what.data["state"]["schedules"]
    state = what.data["state"] | {"schedules": [first | {"missed": [1]}, other | {"late": [{"night": 1, "hours": 1}]}]}
    assert list(what.schedules(state)) == ["other"]
    assert when(what.schedules(state)["other"]) == when(DUO.shift(1))


def when(schedule):
    return [(dose.compound, dose.night, dose.time_h) for dose in schedule.doses]


GOALS = {
    "peak within 30 min of 23:30": {"kind": "peak", "compound": "melatonin", "time_h": 0.5, "within_h": 0.5},
    "90 % of peak at waking": {"kind": "level", "compound": "melatonin", "time_h": 8, "share": 0.9},
    "magnesium: below 0.01 mmol/L on waking": {"kind": "waking", "compound": "magnesium", "level": 0.01},
    "above 50 pg/mL for 80 % from 22:30 to 02:00": {
        "kind": "above", "compound": "melatonin", "level": 50, "from_h": -0.5, "to_h": 3, "share": 0.8
    },
}  # fmt: skip


@pytest.mark.parametrize("text", GOALS)
def test_the_goal_of_a_study_is_asked_on_the_screen(text):
    found = explored(pk.Study(schedules=DUO, goal=text)).data["state"]["goal"]
    assert found == {key: pytest.approx(each) if isinstance(each, float) else each for key, each in GOALS[text].items()}


def test_goals_of_other_kinds_are_not_shown():
    for goal in ("clock 1 h earlier in 3 nights", "peak at bedtime and below 10 pg/mL on waking"):
        assert explored(pk.Study(schedules=DUO, goal=goal)).data["state"]["goal"] is None
    assert explored(pk.Study(schedules=DUO)).data["state"]["goal"] is None
    assert explored(pk.Study(schedules=DUO, move="magnesium")).data["state"]["goal"]["compound"] == "magnesium"


MANGLED = """given.texts.map((text) => {
    const { state, left_out } = readLeniently(JSON.parse(text), given.data);
    return { state, left_out, isGood: isGood(state, given.data.rules), isSafe: ({}).polluted === undefined };
})"""


@needs_node
def test_what_is_mangled_is_read_as_far_as_it_can_be(tmp_path):
    """Whatever comes, a state that Python takes comes out, and something is said whenever it is not what came."""
    rng = np.random.default_rng(18)
    states = [mangled(rng) for _ in range(1500)]
    texts = [json.dumps(state) for state in (*states, *STATES, *odd_states())]
    texts += [
        '{"__proto__": {"polluted": 1}}',
        '{"constructor": {"prototype": {"polluted": 1}}}',
        "[[[[]]]]",
        '"\ud800"',
    ]
    read = run_node(
        tmp_path, {"data": WHAT.data, "texts": texts}, MANGLED, readLeniently="reading/state", isGood="reading/state"
    )
    for text, each in zip(texts, read, strict=True):
        assert (each["isGood"], each["isSafe"]) == (True, True), text
        kept = WHAT.read(each["state"])
        given = json.loads(text)
        if python_takes(given):
            assert (each["left_out"], kept) == ([], WHAT.read(given))
        else:
            assert each["left_out"], text
            assert all(len(line) < 200 for line in each["left_out"])
    assert sum(bool(each["left_out"]) for each in read) > 300


@needs_node
def test_only_what_cannot_be_read_is_left_out(tmp_path):
    state = copy.deepcopy(WHAT.data["state"]) | {"scale": "log", "wake": "09:00", "tomorrow": 1}
    state["kinetics"]["melatonin"]["tmax_h"] = 1e300
    good = state["schedules"][0]
    state["schedules"] = [
        good | {"doses": [good["doses"][0] | {"amount_mg": -1}, *good["doses"][1:]], "missed": [1, 99]},
        good | {"name": ""},
        good | {"name": "kept", "late": [{"night": 1, "hours": 1}, {"night": 1, "hours": 2}]},
    ]
    state["goal"] = {**PEAK, "within_h": "soon"}
    read = run_node(
        tmp_path,
        {"data": WHAT.data, "texts": [json.dumps(state)]},
        MANGLED,
        readLeniently="reading/state",
        isGood="reading/state",
    )[0]
    first = WHAT.data["state"]
    assert read["state"] == first | {
        "wake": "09:00",
        "goal": None,
        "schedules": [
            good | {"doses": good["doses"][1:], "missed": [1]},
            good | {"name": "kept", "late": [{"night": 1, "hours": 1}]},
        ],
    }
    said = "it scale kinetics.melatonin.tmax_h goal.within_h schedules[1].doses[1].amount_mg schedules[1].missed[2] and"
    assert [line.split(" ")[0] for line in read["left_out"]] == said.split()


def mangled(rng):
    """Change, leave out, double or move some parts of a state."""
    several = {"goal": [None, PEAK, ABOVE][rng.integers(3)], "nights": int(rng.integers(1, 15))}
    state = copy.deepcopy(WHAT.data["state"] | several)
    for _ in range(rng.integers(1, 5)):
        ways = list(places(state))
        *way, last = ways[rng.integers(len(ways))]
        here = state
        for step in way:
            here = here[step]
        match rng.integers(4):
            case 0:
                del here[last]
            case 1 if isinstance(here, list):
                here.append(copy.deepcopy(here[last]))
            case 1:
                here[["more", "__proto__", "constructor", "toString"][rng.integers(4)]] = copy.deepcopy(here[last])
            case 2:
                here[last] = copy.deepcopy(ODD[rng.integers(len(ODD))])
            case _:
                *other, key = ways[rng.integers(len(ways))]
                part = WHAT.data["state"]
                for step in other:
                    part = part[step] if isinstance(part, dict) and step in part else part
                here[last] = copy.deepcopy(part.get(key) if isinstance(part, dict) else part)
    return state
