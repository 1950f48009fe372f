"""Occupancy C/(Kd + C), with Kd worked out by hand from pKD 9.89 and 9.56 and 232.28 g/mol."""

import numpy as np
import pytest

from pksim import InputError, Schedule, load_compounds, occupancy, simulate
from pksim.study.curves.receptors import receptors_of

KD = {"MT1": 232.28e9 * 10**-9.89, "MT2": 232.28e9 * 10**-9.56}  # pg/mL
BOTH = Schedule.parse("both", "melatonin 0.3 mg 60 min before bed; magnesium glycinate 300 mg elemental at 21:00")


def test_dissociation_constants_are_those_of_the_facts():
    found = receptors_of(load_compounds(), "melatonin")
    assert found == pytest.approx(KD, rel=1e-13)
    assert found == pytest.approx({"MT1": 29.9, "MT2": 64.0}, abs=0.05)


@pytest.mark.parametrize(
    ("level", "mt1", "mt2"),
    [(50, 0.63, 0.44), (0.3 * 878.93, 0.90, 0.80), (3 * 878.93, 0.99, 0.98), (0, 0, 0), (29.92, 0.5, 0.32)],
)
def test_a_concentration_occupies_what_the_facts_say(level, mt1, mt2):
    (row,) = occupancy(level).to_dict("records")
    assert (row["concentration"], row["unit"]) == (level, "pg/mL")
    assert (row["MT1"], row["MT2"]) == pytest.approx((mt1, mt2), abs=5e-3)


def test_many_concentrations_are_many_rows():
    levels = [0.0, 1.0, 50.0, 1e6]
    table = occupancy(np.array(levels))
    assert table["concentration"].tolist() == levels
    for name, kd in KD.items():
        assert table[name].tolist() == pytest.approx([level / (kd + level) for level in levels], rel=1e-13)


def test_of_a_simulation_without_the_bodys_own_it_is_what_the_doses_add():
    simulation = simulate(BOTH, step_min=10)
    table = occupancy(simulation)
    assert list(table) == ["schedule", "time_h", "clock", "concentration", "unit", "MT1", "MT2"]
    curve = simulation.concentrations["both", "melatonin"]
    assert table["time_h"].tolist() == simulation.times_h.tolist()
    assert table["concentration"].tolist() == curve.tolist()
    np.testing.assert_allclose(table["MT2"], curve / (KD["MT2"] + curve), rtol=1e-13)
    assert table["MT1"].max() == pytest.approx(0.90, abs=5e-3)


def test_of_a_simulation_with_the_bodys_own_it_is_the_total():
    simulation = simulate([BOTH, BOTH.shift(1, name="late")], endogenous=True, step_min=10)
    table = occupancy(simulation)
    assert set(table["unit"]) == {"pg/mL"}
    for name in ("both", "late"):
        rows, total = table[table["schedule"] == name], simulation.total(name, "melatonin")
        assert (total > simulation.concentrations[name, "melatonin"]).all()
        assert rows["concentration"].tolist() == total.tolist()
        np.testing.assert_allclose(rows["MT1"], total / (KD["MT1"] + total), rtol=1e-13)
    assert "endogenous" not in table


def test_a_receptor_of_ones_own_has_the_compounds_unit():
    melatonin = load_compounds()["melatonin"]
    molar = melatonin.model_copy(update={"display_unit": "nmol/L"})
    row = occupancy(0.275, compounds=[molar]).iloc[0]
    assert (row["unit"], row["MT2"]) == ("nmol/L", pytest.approx(0.5, abs=1e-3))


@pytest.mark.parametrize("levels", [50.0, simulate(BOTH, step_min=60)], ids=["level", "simulation"])
def test_magnesium_has_no_receptor_here(levels):
    with pytest.raises(
        InputError, match="no receptor of magnesium is known here, and no relation of its concentration"
    ):
        occupancy(levels, compound="magnesium")


@pytest.mark.parametrize(("compound", "rule"), [("melatonn", "did you mean 'melatonin'"), ("caffeine", "there is no")])
def test_a_compound_that_there_is_not_is_refused(compound, rule):
    with pytest.raises(InputError, match=rule):
        occupancy(50, compound=compound)


def test_a_compound_that_is_not_taken_is_refused():
    only = simulate(Schedule.parse("x", "magnesium 300 mg elemental at 21:00"), step_min=60)
    with pytest.raises(InputError, match="occupancy: there is no 'melatonin' here"):
        occupancy(only)


@pytest.mark.parametrize("levels", [-1.0, [1.0, np.nan], np.inf, "50"])
def test_levels_are_finite_and_not_negative(levels):
    with pytest.raises(InputError, match="occupancy: levels"):
        occupancy(levels)
