"""Every form of every compound: what it is made of, and that nothing of a dose is lost or won on its way."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from superposition import MMOL_PER_L, PG_PER_ML, SETS, Sum, absorbed

from pksim import InputError, Schedule, load_compounds, metrics, simulate
from pksim.describe.compound.compound import Compound
from pksim.kinetics.features import area

COMPOUNDS = load_compounds()
WEIGHTS = {"Mg": 24.305, "C": 12.011, "H": 1.008, "N": 14.007, "O": 15.999, "S": 32.06}
ATOMS = {
    "glycinate": {"Mg": 1, "C": 4, "H": 8, "N": 2, "O": 4},
    "citrate": {"Mg": 3, "C": 12, "H": 10, "O": 14},
    "oxide": {"Mg": 1, "O": 1},
    "threonate": {"Mg": 1, "C": 8, "H": 14, "O": 10},
    "taurate": {"Mg": 1, "C": 4, "H": 12, "N": 2, "O": 6, "S": 2},
}
PER_CENT = {"glycinate": 14.10, "citrate": 16.16, "oxide": 60.30, "threonate": 8.25, "taurate": 8.92}
RELATIVE = {"oxide": 0.2}
FORMS = [(name, form) for name, compound in COMPOUNDS.items() for form in compound.formulations]
DOSES = {
    "melatonin": "melatonin {} 2 mg 60 min before bed",
    "magnesium": "magnesium {} 300 mg elemental 2 h before bed",
}
FACTORS = {"melatonin": PG_PER_ML, "magnesium": MMOL_PER_L}


def one(compound, form, parameters="article", **options):
    schedule = Schedule.parse("x", DOSES[compound].format(form))
    return simulate(schedule, parameters=parameters, **options)


def reaching_blood_mg(compound, form):
    return 0.15 * 2 if compound == "melatonin" else 300 * absorbed(300) * RELATIVE.get(form, 1.0)


def clearance(compound, parameters):
    _, half_life, volume = SETS[compound, parameters]
    return np.log(2) / half_life * volume


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize(("compound", "form"), FORMS)
def test_the_whole_area_is_what_reaches_the_blood_over_clearance(compound, form, parameters):
    simulation = one(compound, form, parameters)
    (regimen,) = simulation.regimens.values()
    want = reaching_blood_mg(compound, form) / clearance(compound, parameters)
    assert float(area(regimen.pieces, -100.0, 1e4)) == pytest.approx(want, rel=1e-9)
    (row,) = metrics(simulation).to_dict("records")
    assert row["auc_inf"] == pytest.approx(want * FACTORS[compound], rel=1e-12)
    taken = 2 if compound == "melatonin" else 300
    assert row["fraction_absorbed"] == pytest.approx(reaching_blood_mg(compound, form) / taken, rel=1e-12)


@pytest.mark.parametrize(("compound", "form"), FORMS)
def test_quadrature_of_the_curve_finds_the_same_area(compound, form):
    (regimen,) = one(compound, form).regimens.values()

    def curve(time):
        return float(regimen.model.concentration(np.array([time]), regimen.inputs)[0])

    edges = [-2.0, -1.0, 0.0, 2.0, 7.0, 20.0, 60.0, 200.0, 900.0]
    found = sum(quad(curve, a, b, epsabs=0, epsrel=1e-11, limit=100)[0] for a, b in pairwise(edges) if curve(b) > 0)
    assert found == pytest.approx(reaching_blood_mg(compound, form) / clearance(compound, "article"), rel=1e-9)


@pytest.mark.parametrize(("compound", "form"), FORMS)
def test_the_ode_solver_draws_the_same_curve(compound, form):
    (exact,), (ode,) = (one(compound, form, solver=solver).concentrations.values() for solver in ("exact", "ode"))
    assert np.abs(ode - exact).max() < 1e-7 * exact.max()
    assert not np.array_equal(ode, exact)


@pytest.mark.parametrize("form", ATOMS)
def test_the_element_in_a_salt_follows_from_its_atoms(form):
    mass = sum(WEIGHTS[atom] * count for atom, count in ATOMS[form].items())
    share = WEIGHTS["Mg"] * ATOMS[form]["Mg"] / mass
    salt = COMPOUNDS["magnesium"].formulations[form].salt
    assert salt.molar_mass.value == pytest.approx(mass, abs=0.0051)
    assert 100 * share == pytest.approx(PER_CENT[form], abs=5e-3)
    dose = Schedule.parse("x", f"magnesium {form} 1000 mg salt at 22:00").doses[0]
    assert COMPOUNDS["magnesium"].active_mg(dose) == pytest.approx(1000 * share, rel=5e-5)


def test_every_salt_of_the_library_is_weighed():
    assert set(ATOMS) == set(COMPOUNDS["magnesium"].formulations) == set(PER_CENT)


def test_a_salt_brings_what_its_element_would():
    mg = 500 * 3 * 24.305 / (3 * 24.305 + 2 * (6 * 12.011 + 5 * 1.008 + 7 * 15.999))
    salt = simulate(Schedule.parse("x", "magnesium citrate 500 mg salt at 22:00"), step_min=15)
    want = Sum("magnesium", "article", [(-1, mg * absorbed(mg), None)], MMOL_PER_L)
    np.testing.assert_allclose(salt.total("x", "magnesium"), want(salt.times_h), rtol=1e-5)


def test_a_fifth_of_oxide_is_absorbed_and_as_much_of_the_others_as_of_glycinate():
    curves = {form: one("magnesium", form).concentrations["x", "magnesium"] for form in ATOMS}
    for form, curve in curves.items():
        np.testing.assert_allclose(curve, RELATIVE.get(form, 1.0) * curves["glycinate"], rtol=1e-14)
    relative = COMPOUNDS["magnesium"].formulations["oxide"].relative_bioavailability
    assert (relative.value, relative.low, relative.source) == (0.2, 0.2, ("firoz-2001", "schuette-1994"))
    assert relative.high == pytest.approx(22.8 / 23.5, abs=5e-3)


def test_what_is_taken_at_once_counts_together_whatever_its_form():
    simulation = simulate(
        Schedule.parse("x", "magnesium glycinate 200 mg elemental at 22:00; magnesium oxide 100 mg elemental at 22:00"),
        step_min=15,
    )
    want = Sum("magnesium", "article", [(-1, absorbed(300) * (200 + 0.2 * 100), None)], MMOL_PER_L)
    np.testing.assert_allclose(simulation.total("x", "magnesium"), want(simulation.times_h), rtol=1e-11)


def test_extended_release_leaves_a_slow_depot():
    simulation = one("melatonin", "extended-4mg")
    want = Sum("melatonin", "article", [(-1, 0.3, np.log(2) / 1.5)], PG_PER_ML)
    np.testing.assert_allclose(simulation.total("x", "melatonin"), want(simulation.times_h), rtol=1e-11, atol=1e-9)
    (row,) = metrics(simulation).to_dict("records")
    assert (row["flip_flop"], row["terminal_half_life_h"]) == (True, pytest.approx(1.5))


def test_a_flat_tablet_is_released_evenly_over_eight_hours():
    """As if 1 % of 1 % of it were taken every 2.88 s."""
    simulation = one("melatonin", "controlled-flat", step_min=5)
    count = 10_000
    single = Sum("melatonin", "article", [(0.0, 0.3 / count, None)], PG_PER_ML)
    since = -1 + 8 * (np.arange(count) + 0.5) / count
    want = single(simulation.times_h[:, np.newaxis] - since).sum(axis=1)
    np.testing.assert_allclose(simulation.total("x", "melatonin"), want, rtol=1e-6, atol=1e-4)
    (row,) = metrics(simulation).to_dict("records")
    assert row["peak_time_h"] == pytest.approx(7, abs=0.5)
    # A constant inflow comes close to its plateau, inflow over clearance.
    assert row["cmax"] == pytest.approx(0.3 / 8 / clearance("melatonin", "article") * PG_PER_ML, rel=1e-3)
    assert row["flip_flop"] is False


def compound_of(**formulation):
    return Compound.model_validate(
        {
            "name": "caffeine",
            "display_unit": "mg/L",
            "molar_mass": "194.19 g/mol",
            "parameters": {"usual": {"tmax": "45 min", "half_life": "5 h", "volume": "45.5 L", "bioavailability": 0.9}},
            "formulations": {"own": formulation},
        }
    )


def test_relative_bioavailability_of_a_compound_of_ones_own_counts_from_its_own():
    caffeine = compound_of(relative_bioavailability={"value": 0.4, "kind": "assumed"})
    schedule = Schedule.parse("x", "caffeine 100 mg at 22:00", compounds=[caffeine])
    (row,) = metrics(simulate(schedule, compounds=[caffeine])).to_dict("records")
    assert row["fraction_absorbed"] == pytest.approx(0.36, rel=1e-14)
    assert row["auc_inf"] == pytest.approx(36 / (np.log(2) / 5 * 45.5), rel=1e-13)


def test_a_tablet_may_be_part_at_once_and_part_over_time():
    parts = [{"fraction": {"value": 0.25}}, {"fraction": {"value": 0.75}, "release_duration": "4 h"}]
    caffeine = compound_of(parts=parts)
    schedule = Schedule.parse("x", "caffeine 100 mg 1 h before bed", compounds=[caffeine])
    simulation = simulate(schedule, compounds=[caffeine])
    ((at_once, slow),) = simulation.regimens["x", "caffeine"].inputs_by_dose
    assert (at_once.amount_mg, at_once.duration_h, slow.amount_mg, slow.duration_h) == (25, 0, 75, 4)
    (row,) = metrics(simulation).to_dict("records")
    assert row["auc_inf"] == pytest.approx(90 / (np.log(2) / 5 * 45.5), rel=1e-13)


@pytest.mark.parametrize(
    "release", [{"release_half_life": "1 h", "release_duration": "1 h"}, {"release_duration": "0 h"}]
)
def test_a_part_has_one_release_and_it_lasts(release):
    with pytest.raises((InputError, ValueError), match=r"not both|release_duration"):
        compound_of(parts=[{"fraction": {"value": 1.0}, **release}])


@pytest.mark.parametrize("relative", [-0.1, 1.5])
def test_a_relative_bioavailability_is_a_fraction(relative):
    with pytest.raises((InputError, ValueError), match="relative_bioavailability"):
        compound_of(relative_bioavailability={"value": relative, "kind": "assumed"})
