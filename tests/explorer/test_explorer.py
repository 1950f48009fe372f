"""The explorer without a browser: its data, its page, and the widget as Python sees it."""

import json
import re
import sys

import pytest

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="pksim-data">(.*?)</script>', page, re.DOTALL)[1])


@pytest.fixture
def widget():
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    return pk.explore([pk.load_schedules()[name] for name in ("mechanism", "duo")])


def test_the_data_are_those_of_the_library():
    data = explored().data
    for name, compound in pk.load_compounds().items():
        there = data["compounds"][name]
        assert there["factor"] == compound.display_factor
        assert list(there["formulations"]) == list(compound.formulations)
        for which, kinetics in compound.parameters.items():
            assert there["parameters"][which]["half_life_h"]["value"] == kinetics.half_life.value
            assert there["parameters"][which]["tmax_h"]["high"] == kinetics.tmax.high
    assert data["compounds"]["magnesium"]["formulations"]["oxide"]["relative"] == 0.2
    assert data["sources"]["melatonin"][0] == "Melatonin vs Magnesium Glycinate Mechanism — Sleep Science"


def test_the_first_state_solves_to_the_same_simulation():
    what = explored()
    again, straight = what.simulation(what.data["state"]), pk.simulate(pk.load_schedules())
    assert list(again.concentrations) == list(straight.concentrations)
    for curve, level in straight.concentrations.items():
        assert again.concentrations[curve] == pytest.approx(level, rel=1e-12)


def test_a_change_in_the_library_is_in_the_page():
    slow = pk.load_compounds()["melatonin"].model_copy(update={"measure": "something else"})
    assert data_of(explorer_page(explored(compounds=[slow])))["compounds"]["melatonin"]["measure"] == "something else"


def test_the_page_carries_its_data_unharmed():
    assert data_of(explorer_page(explored())) == explored().data


@pytest.mark.parametrize(
    "wrong",
    [
        {"schedules": [pk.Schedule.parse(f"{i}", "melatonin 1 mg at bedtime") for i in range(13)]},
        {"schedules": pk.Schedule.parse("x", "; ".join(["melatonin 1 mg at bedtime"] * 13))},
        {"schedules": pk.Schedule.parse("x" * 61, "melatonin 1 mg at bedtime")},
        {"schedules": pk.Schedule.parse("x", "melatonin 1 mg 50 h before bed")},
        {"schedules": pk.Schedule.parse("x", "melatonin 1 mg at bedtime").nightly(2)},
        {"night": pk.Night(nights=15)},
        {"endogenous": pk.Endogenous(light=pk.Light("20:00", "22:00", 100))},
        {"endogenous": "literatur"},
        {"parameters": "articel"},
    ],
)
def test_what_the_explorer_cannot_show_is_refused(wrong):
    with pytest.raises(pk.InputError):
        explored(**wrong)


@pytest.mark.parametrize(
    ("night", "endogenous"),
    [
        (pk.Night("09:00", "17:00", habitual_bedtime="23:00"), True),
        (pk.Night("09:00", "17:00"), pk.Endogenous(habitual_bedtime="23:00")),
    ],
)
def test_the_habitual_bedtime_goes_to_the_screen_and_back(night, endogenous):
    what = explored(pk.load_schedules()["mechanism"], night, endogenous=endogenous)
    assert what.data["state"]["habitual_bedtime"] == "23:00"
    simulation = what.simulation(what.data["state"])
    assert simulation.night.habitual_bedtime == "23:00"
    # The literature's peak, three hours after the habitual bedtime, is seventeen hours after a bedtime in the morning.
    assert simulation.own["melatonin"].peak_time_h % 24 == pytest.approx(17)


def test_the_widget_gives_back_what_it_was_given(widget):
    assert list(widget.schedules) == ["mechanism", "duo"]
    assert widget.night == pk.Night()
    expected = pk.metrics(pk.simulate([pk.load_schedules()["mechanism"], pk.load_schedules()["duo"]]))
    assert pk.metrics(widget.simulation())["cmax"].to_numpy() == pytest.approx(expected["cmax"].to_numpy())


def test_what_is_moved_on_the_screen_is_simulated(widget):
    state = json.loads(json.dumps(widget.state))
    state["kinetics"]["melatonin"]["half_life_h"] = 1.0
    state["schedules"][1]["hidden"] = True
    widget.state = state
    simulation = widget.simulation()
    assert list(simulation.schedules) == ["mechanism"]
    assert simulation.regimens["mechanism", "melatonin"].model.half_life_h == pytest.approx(1.0)
    assert simulation.regimens["mechanism", "magnesium"].model.half_life_h == pytest.approx(15.0)


def test_python_puts_others_on_the_screen(widget):
    widget.schedules = pk.Schedule.parse("mine", "melatonin 0.3 mg at 21:30")
    widget.night = pk.Night("22:00", "06:00")
    assert widget.state["schedules"][0]["doses"][0]["time_h"] == -1.5
    assert (widget.state["bedtime"], list(widget.schedules)) == ("22:00", ["mine"])


def test_a_state_without_its_parts_is_refused(widget):
    with pytest.raises(pk.InputError, match="bedtime: is missing"):
        widget.state = {}


def test_without_anywidget_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "pksim.explorer.widget", raising=False)
    with pytest.raises(pk.RunError, match="pip install 'pksim\\[notebook\\]'"):
        __import__("pksim.explorer.widget")


def test_the_command_writes_the_page(tmp_path, monkeypatch, capsys):
    from pksim.cli import app as cli

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pksim", "page", "--schedule", "duo", "--output", "out/class.html"])
    with pytest.raises(SystemExit) as done:
        cli.main()
    assert done.value.code in (0, None)
    assert [each["name"] for each in data_of((tmp_path / "out" / "class.html").read_text())["state"]["schedules"]] == [
        "duo"
    ]
    assert "class.html" in capsys.readouterr().out
