"""Sleepers who are as far apart in height as studies are from one another."""

import numpy as np
import pytest
from scipy import stats

import pksim as pk

ONE_MG = pk.Schedule.parse("one", "melatonin 1 mg 30-90 min before bed")
SETS = ["article", "literature", "modern-capsules"]


def sleepers(parameters, **how):
    asked = {"spread": "between-studies", "subjects": 4000, **how}
    return pk.simulate_population(ONE_MG, parameters=parameters, step_min=60, **asked)


@pytest.mark.parametrize("parameters", SETS)
def test_peaks_are_lognormal_about_1576_per_mg_whatever_the_parameter_set(parameters):
    people = sleepers(parameters)
    drawn = people.subjects
    left = 0.5 ** (drawn["melatonin.tmax_h"] / drawn["melatonin.half_life_h"])
    peaks = 1e6 * left * drawn["melatonin.bioavailability"] / drawn["melatonin.volume_l"]
    law = stats.lognorm(np.log(3.0), scale=1576)
    assert stats.kstest(peaks, law.cdf).pvalue > 0.01
    found = people.metrics().loc[("one", "melatonin"), "cmax"]
    assert [found[name] for name in ("q05", "q50", "q95")] == pytest.approx(np.quantile(peaks, [0.05, 0.5, 0.95]))


def test_the_same_sleepers_peak_as_high_with_every_set():
    peaks = [sleepers(each, subjects=50).individuals(("one", "melatonin"), 50).max(axis=0) for each in SETS]
    assert np.corrcoef(np.log(peaks)).min() > 0.999


def test_nothing_else_differs_and_no_fraction_absorbed_is_a_ceiling():
    drawn = sleepers("article").subjects
    for name, value in (("tmax_h", 0.75), ("half_life_h", 35 / 60), ("bioavailability", 0.15)):
        assert set(drawn[f"melatonin.{name}"]) == {value}
    clearance_f = np.log(2) / (35 / 60) * drawn["melatonin.volume_l"] / 0.15
    assert (83.2 / clearance_f > 1).any()


def test_the_typical_person_has_nothing_to_do_with_it():
    people = sleepers("article", subjects=10)
    alone = pk.simulate(ONE_MG)
    assert pk.metrics(people.typical).equals(pk.metrics(alone))


def test_one_may_say_oneself_how_studies_differ():
    own = sleepers("article", spread={"melatonin.volume_f_l": stats.uniform(100, 20)}).subjects
    assert own["melatonin.volume_l"].between(15, 18).all()


def test_the_numbers_behind_it_are_listed():
    table = pk.references(sleepers("article", subjects=10)).set_index(["of", "quantity"])
    row = table.loc[("melatonin", "volume over fraction absorbed")]
    assert (row["value"], row["unit"], row["kind"]) == (260.26, "L", "computed")
    between = table.loc[("melatonin", "volume over fraction absorbed between people")]
    assert between["value"] == 3.0
    assert "two are not among the published tables" in between["note"]


def test_a_compound_without_it_has_typical_sleepers():
    magnesium = pk.Schedule.parse("salt", "magnesium glycinate 300 mg elemental 2 h before bed")
    found = pk.simulate_population(magnesium, spread="between-studies", subjects=20, step_min=60).metrics()["cmax"]
    assert float(found["q05"].iloc[0]) == float(found["q95"].iloc[0])
