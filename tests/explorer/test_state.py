"""What may be on the screen: Python and the script hold a state to the same rules."""

import copy
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
    taken = run_node(tmp_path, given, "given.states.map((state) => isGood(state, given.rules))", isGood="state")
    assert [state for state, each in zip(states, taken, strict=True) if python_takes(state) != each] == []
    assert 100 < sum(taken) < len(taken) / 2


def test_a_state_that_is_taken_can_be_simulated():
    taken = [state for state in odd_states() if python_takes(state)]
    for state in taken[::10]:
        if any(each["doses"] for each in WHAT.read(state)["schedules"]):
            WHAT.simulation(state)


def test_what_is_left_out_is_filled_in():
    state = changed(("before_h",), 4)
    del state["before_h"], state["after_wake_h"], state["schedules"][0]["hidden"]
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
