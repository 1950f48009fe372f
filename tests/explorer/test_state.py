"""What may be on the screen: Python and the script hold a state to the same rules."""

import copy
import json
import shutil
import subprocess

import pytest
from places import ROOT

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_script
from pksim.explorer.state import LIMITS, SCALES, read_state

WHAT = explored(pk.load_schedules()["mechanism"])
DOSE, KINETICS = ("schedules", 0, "doses", 0), ("kinetics", "melatonin")
CASES = [
    (("bedtime",), "22:30", True),
    (("bedtime",), "07:00", False),
    (("bedtime",), "25:00", False),
    (("wake",), "6", False),
    (("wake",), None, False),
    (("before_h",), 2.5, True),
    (("before_h",), -1, False),
    (("after_wake_h",), 24, True),
    (("after_wake_h",), 24.5, False),
    (("parameters",), "literature", True),
    (("parameters",), "litrature", False),
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
        read_state(STATES[case], WHAT.compounds)
    else:
        with pytest.raises(pk.InputError, match="the state of the explorer: "):
            read_state(STATES[case], WHAT.compounds)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js here; 'apt-get install nodejs' brings it")
def test_the_script_takes_and_refuses_the_same(tmp_path):
    given = tmp_path / "given.json"
    given.write_text(json.dumps({"data": WHAT.data, "states": STATES}), encoding="utf-8")
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ readState }} from "{(ROOT / "pksim/explorer/script/state.mjs").as_uri()}";
        const {{ data, states }} = JSON.parse(readFileSync({json.dumps(str(given))}, "utf-8"));
        const isTaken = (state) => {{ try {{ readState(state, data); return true; }} catch {{ return false; }} }};
        console.log(JSON.stringify(states.map(isTaken)));
    """
    node = ["node", "--input-type=module", "-e", script]
    done = subprocess.run(node, capture_output=True, check=True, text=True, encoding="utf-8")
    taken = json.loads(done.stdout)
    assert [case[0] for case, each in zip(CASES, taken, strict=True) if case[2] != each] == []


def test_the_script_has_no_limits_of_its_own():
    assert WHAT.data["limits"] == LIMITS
    script = explorer_script()
    assert "LIMITS" not in script
    assert 'share of peak", "' not in script


def test_every_mistake_is_told_at_once():
    state = changed((*DOSE, "amount_mg"), -1) | {"scale": "log"}
    with pytest.raises(pk.InputError) as caught:
        read_state(state, WHAT.compounds)
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == [
        "scale",
        "schedules[1].doses[1].amount_mg",
    ]


def test_a_window_of_ones_own_is_kept():
    what = explored(pk.load_schedules()["mechanism"], pk.Night(before_h=6, after_wake_h=3))
    night = what.night(what.data["state"])
    assert night == pk.Night(before_h=6, after_wake_h=3)
    assert what.simulation(what.data["state"]).times_h[[0, -1]].tolist() == [-6, 11]
