"""Every number that ships, typed in from facts.md, sections 1 to 4."""

import math

import pytest

from pksim import load_compounds, load_references, load_schedules
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import read_shipped
from pksim.describe.compound.own_levels import EndogenousLevel, Receptor
from pksim.describe.compound.parameter_set import SaturableFraction
from pksim.describe.compound.quantity import Quantity, Shape
from pksim.describe.words.records import Record, read_record
from pksim.study.clock.curves import CurveRecord
from pksim.study.clock.rules import clock_rules
from pksim.study.fits.prior import Priors

COMPOUNDS = load_compounds()
HALF_LIVES = {"harpsoe-2015", "fourtillan-2000", "andersen-2016", "crossover-2023", "thanawala-2024", "demuro-2000"}
CAPSULES = {"crossover-2023", "thanawala-2024"}
HEIGHTS = {"fourtillan-2000", "andersen-2016", *CAPSULES}
# compound, set, quantity: value, low, high (hours, litres, 1), kind, sources
NUMBERS = {
    ("melatonin", "article", "tmax"): (45 / 60, 30 / 60, 1, "computed", {"mechanism-article"}),
    ("melatonin", "article", "half_life"): (35 / 60, 20 / 60, 50 / 60, "computed", {"mechanism-article"}),
    ("melatonin", "article", "volume"): (70, None, None, "computed", {"fourtillan-2000"}),
    ("melatonin", "article", "bioavailability"): (0.15, 0.09, 0.33, "stated", {"demuro-2000", "harpsoe-2015"}),
    ("melatonin", "literature", "tmax"): (50 / 60, 15 / 60, 210 / 60, "stated", {"harpsoe-2015"}),
    ("melatonin", "literature", "half_life"): (45 / 60, 28 / 60, 66 / 60, "stated", HALF_LIVES),
    ("melatonin", "literature", "volume"): (90, None, None, "computed", {"fourtillan-2000"}),
    ("melatonin", "literature", "bioavailability"): (0.15, 0.09, 0.33, "stated", {"demuro-2000", "harpsoe-2015"}),
    ("melatonin", "article", "volume_f"): (260.26, None, None, "computed", HEIGHTS),
    ("melatonin", "literature", "volume_f"): (293.74, None, None, "computed", HEIGHTS),
    ("melatonin", "modern-capsules", "tmax"): (45 / 60, None, None, "computed", CAPSULES),
    ("melatonin", "modern-capsules", "half_life"): (59 / 60, None, None, "computed", CAPSULES),
    ("melatonin", "modern-capsules", "volume"): (118, None, None, "computed", {"fourtillan-2000"}),
    ("melatonin", "modern-capsules", "bioavailability"): (0.825, None, None, "computed", CAPSULES),
    ("melatonin", "modern-capsules", "volume_f"): (373.98, None, None, "computed", HEIGHTS),
    ("magnesium", "article", "tmax"): (105 / 60, 1.5, 2, "computed", {"mechanism-article"}),
    ("magnesium", "article", "half_life"): (15, 12, 18, "computed", {"mechanism-article"}),
    ("magnesium", "article", "volume"): (49, 49, 60, "stated", {"pmid-12403646", "dolberg-2017"}),
    ("magnesium", "literature", "tmax"): (2, 1, 4, "stated", {"magnesium-aspartate-ch", "dolberg-2017"}),
    ("magnesium", "literature", "half_life"): (8, 4.8, 14.1, "stated", {"wilimzig-1996", "dolberg-2017"}),
    ("magnesium", "literature", "volume"): (49, 49, 60, "stated", {"pmid-12403646", "dolberg-2017"}),
}
DOIS = {
    "burgess-2008": "10.1113/jphysiol.2007.143180",
    "burgess-2010": "10.1210/jc.2009-2590",
    "eastman-2009": "10.1016/j.jsmc.2009.02.006",
    "nagtegaal-1998": "10.1097/00007691-199804000-00008",
    "demuro-2000": "10.1177/00912700022009422",
    "harpsoe-2015": "10.1007/s00228-015-1873-4",
    "fourtillan-2000": "10.1002/1099-081x(200001)21:1<15::aid-bdd215>3.0.co;2-h",
    "andersen-2016": "10.1186/s40360-016-0052-2",
    "crossover-2023": "10.1080/19390211.2023.2206475",
    "thanawala-2024": "10.3390/pharmaceutics16101248",
    "gooneratne-2012": "10.1111/j.1600-079X.2011.00958.x",
    "fine-1991": "10.1172/JCI115317",
    "dolberg-2017": "10.1111/bcpt.12642",
    "wilimzig-1996": "10.1007/BF00226334",
    "schuette-1994": "10.1177/0148607194018005430",
    "costello-2017": "10.1097/MCO.0000000000000410",
    "ionised-magnesium": "10.1186/1472-6793-2-6",
    "van-someren-2007": "10.1016/j.sleep.2007.03.012",
    "burgess-2003": "10.1207/s15402010bsm0102_3",
    "kwan-1976": "10.1007/BF01063617",
}
PMIDS = {
    "burgess-2010": "20410229",
    "pmid-12403646": "12403646",
    "firoz-2001": "11794633",
    "pmid-10696085": "10696085",
    "zhang-2016": "26865651",
}
OF_SAMPLES = {"boeckmann-1994", "kwan-1976"}
ARTICLES = {
    "interactions-review": "Magnesium and melatonin interactions (research summary)",
    "sleep-quality-article": "Improving Sleep Quality with Magnesium and Melatonin",
    "dream-team-article": "The Dream Team: Taking Magnesium and Melatonin Together",
    "duo-article": "Magnesium and Melatonin: The Ultimate Duo for Sleep Support",
    "mechanism-article": "Melatonin vs Magnesium Glycinate Mechanism — Sleep Science",
}


def sourced(record, where):
    """Everything in a record that carries a kind and a source, with where it is."""
    if hasattr(record, "kind") and hasattr(record, "source"):
        yield where, record
    for name in type(record).model_fields:
        value = getattr(record, name)
        several = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        for each in several:
            if isinstance(each, Record):
                yield from sourced(each, f"{where}.{name}")


PRIORS = read_record(Priors, read_shipped("priors"), "priors.toml")
CURVES = {
    name: read_record(CurveRecord, table, "phase_response.toml")
    for name, table in read_shipped("phase_response").items()
}
RECORDS = {**COMPOUNDS, "priors": PRIORS, "body clock": clock_rules(), **CURVES}
EVERYTHING = [each for name, record in RECORDS.items() for each in sourced(record, name)]


@pytest.mark.parametrize("key", NUMBERS, ids=".".join)
def test_each_parameter_is_the_one_of_the_facts(key):
    compound, parameters, name = key
    value, low, high, kind, sources = NUMBERS[key]
    quantity = getattr(COMPOUNDS[compound].parameters[parameters], name)
    assert quantity.value == pytest.approx(value, rel=1e-12)
    assert quantity.low == (None if low is None else pytest.approx(low, rel=1e-12))
    assert quantity.high == (None if high is None else pytest.approx(high, rel=1e-12))
    assert (quantity.kind, set(quantity.source)) == (kind, sources)


def test_the_library_holds_nothing_beyond_the_facts():
    sets = {(name, which) for name, compound in COMPOUNDS.items() for which in compound.parameters}
    assert sets == {key[:2] for key in NUMBERS}
    assert {name: set(compound.formulations) for name, compound in COMPOUNDS.items()} == {
        "melatonin": {"immediate", "prolonged", "surge-sustained", "circadin", "extended-4mg", "controlled-flat"},
        "magnesium": {"glycinate", "citrate", "oxide", "threonate", "taurate"},
    }
    assert {name: set(compound.endogenous) for name, compound in COMPOUNDS.items()} == {
        "melatonin": {"literature", "mechanism-article", "sleep-quality-article"},
        "magnesium": {"literature"},
    }
    assert {name: set(compound.receptors) for name, compound in COMPOUNDS.items()} == {
        "melatonin": {"MT1", "MT2"},
        "magnesium": set(),
    }
    assert [compound.usual for compound in COMPOUNDS.values()] == ["immediate", "glycinate"]


def test_molar_masses_and_display_units():
    melatonin, magnesium = COMPOUNDS["melatonin"], COMPOUNDS["magnesium"]
    assert (melatonin.molar_mass.value, melatonin.display_unit) == (232.28, "pg/mL")
    assert (magnesium.molar_mass.value, magnesium.display_unit) == (24.305, "mmol/L")
    assert magnesium.formulations["glycinate"].salt.molar_mass.value == 172.42


PEOPLE = {
    ("melatonin", "article", "tmax"): ("uniform", None, None),
    ("melatonin", "article", "half_life"): ("uniform", None, None),
    ("melatonin", "article", "bioavailability"): ("lognormal", 2.5, "cap"),
    ("melatonin", "literature", "tmax"): ("lognormal", 1.5, "cut-visible"),
    ("melatonin", "literature", "half_life"): ("lognormal", 1.3, "cut"),
    ("melatonin", "literature", "bioavailability"): ("lognormal", 2.5, "cap"),
    ("melatonin", "modern-capsules", "tmax"): ("lognormal", 1.5, None),
    ("melatonin", "modern-capsules", "half_life"): ("lognormal", 1.14, None),
    ("melatonin", "modern-capsules", "volume"): ("lognormal", 1.5, None),
    **{
        ("melatonin", name, "volume_f"): ("lognormal", 3.0, None)
        for name in ("article", "literature", "modern-capsules")
    },
    ("magnesium", "article", "tmax"): ("uniform", None, None),
    ("magnesium", "article", "half_life"): ("uniform", None, None),
    ("magnesium", "article", "volume"): ("lognormal", 1.3, None),
    ("magnesium", "literature", "tmax"): ("triangular", None, None),
    ("magnesium", "literature", "half_life"): ("lognormal", 1.3, None),
    ("magnesium", "literature", "volume"): ("lognormal", 1.3, None),
}


@pytest.mark.parametrize("key", NUMBERS, ids=".".join)
def test_people_differ_as_the_facts_say(key):
    compound, parameters, name = key
    shape = getattr(COMPOUNDS[compound].parameters[parameters], name).people
    assert (None if shape is None else (shape.shape, shape.gsd, shape.beyond)) == PEOPLE.get(key)


@pytest.mark.parametrize("name", ["article", "literature", "modern-capsules"])
def test_melatonins_clearance_is_the_same_in_all_sets(name):
    kinetics = COMPOUNDS["melatonin"].parameters[name]
    clearance = math.log(2) / kinetics.half_life.value * kinetics.volume.value
    assert clearance == pytest.approx(83.2, abs=0.05)
    assert clearance / 70 == pytest.approx(1.19, abs=0.005)


@pytest.mark.parametrize("name", ["article", "literature", "modern-capsules"])
def test_between_studies_a_milligram_of_melatonin_peaks_at_1576_in_the_middle_whatever_the_set(name):
    kinetics = COMPOUNDS["melatonin"].parameters[name]
    left_at_peak = 0.5 ** (kinetics.tmax.value / kinetics.half_life.value)
    assert 1e6 * left_at_peak / kinetics.volume_f.value == pytest.approx(1576, abs=0.05)


def test_modern_capsules_describe_and_do_not_explain():
    kinetics = COMPOUNDS["melatonin"].parameters["modern-capsules"]
    assert kinetics.volume.value / kinetics.bioavailability.value == pytest.approx(143, abs=0.5)
    left_at_peak = 0.5 ** (kinetics.tmax.value / kinetics.half_life.value)
    assert 1e6 * left_at_peak / 143 == pytest.approx(4120, rel=1e-3)
    assert "explains nothing" in kinetics.bioavailability.note
    assert "0.025-0.15" in kinetics.bioavailability.note


@pytest.mark.parametrize("name", ["article", "literature"])
@pytest.mark.parametrize(("mg", "fraction"), [(100, 0.372), (200, 0.242), (300, 0.191), (400, 0.163), (500, 0.145)])
def test_the_fraction_of_magnesium_absorbed_falls_with_the_elemental_dose(name, mg, fraction):
    falling = COMPOUNDS["magnesium"].parameters[name].saturable_bioavailability
    assert (falling.capacity_mmol, falling.half_mmol, falling.linear) == (1.656, 1.375, 0.07)
    assert (falling.kind, falling.source) == ("computed", ("fine-1991",))
    assert falling.at(mg / 24.305) == pytest.approx(fraction, abs=5e-4)
    assert falling.at(mg / 24.305) == pytest.approx(1.656 / (1.375 + mg / 24.305) + 0.07, rel=1e-14)


def test_glycinate_is_14_10_per_cent_magnesium():
    salt = COMPOUNDS["magnesium"].formulations["glycinate"].salt
    share = salt.atoms * COMPOUNDS["magnesium"].molar_mass.value / salt.molar_mass.value
    assert share == pytest.approx(0.1410, abs=5e-5)
    assert [round(mg / share) for mg in (200, 400)] == [1419, 2838]


@pytest.mark.parametrize(("name", "hours", "kind"), [("prolonged", 2.5, "assumed"), ("circadin", 3.5, "unverified")])
def test_a_quarter_of_a_prolonged_tablet_is_immediate(name, hours, kind):
    at_once, slow = COMPOUNDS["melatonin"].formulations[name].parts
    assert (at_once.fraction.value, at_once.release_half_life) == (0.25, None)
    assert (slow.fraction.value, slow.release_half_life.value) == (0.75, hours)
    assert slow.release_half_life.kind == COMPOUNDS["melatonin"].formulations[name].kind == kind
    assert {part.fraction.kind for part in (at_once, slow)} == {kind}


def test_other_tablets_are_those_of_the_facts():
    forms = COMPOUNDS["melatonin"].formulations
    (milder,) = forms["extended-4mg"].parts
    assert (milder.fraction.value, milder.release_half_life.value) == (1, 1.5)
    assert forms["extended-4mg"].source == milder.release_half_life.source == ("crossover-2023",)
    (flat,) = forms["controlled-flat"].parts
    assert (flat.fraction.value, flat.release_half_life, flat.release_duration.value) == (1, None, 8)
    at_once, slow = forms["surge-sustained"].parts
    assert (at_once.fraction.value, slow.fraction.value) == (0.25, 0.75)
    assert {each.kind for each in (at_once.fraction, slow.fraction)} == {"stated"}


@pytest.mark.parametrize(
    ("name", "fraction", "percent"),
    [
        ("glycinate", None, 14.10),
        ("oxide", 0.2, 60.30),
        ("citrate", 1, 16.16),
        ("threonate", 1, 8.25),
        ("taurate", 1, 8.92),
    ],
)
def test_salts_are_those_of_the_facts(name, fraction, percent):
    magnesium = COMPOUNDS["magnesium"]
    form = magnesium.formulations[name]
    relative = form.relative_bioavailability
    assert (None if relative is None else relative.value) == fraction
    elemental = 100 * form.salt.atoms * magnesium.molar_mass.value / form.salt.molar_mass.value
    assert elemental == pytest.approx(percent, abs=5e-3)


def test_the_disagreement_about_oxide_is_shown():
    oxide = COMPOUNDS["magnesium"].formulations["oxide"]
    assert set(oxide.source) == {"firoz-2001", "schuette-1994"}
    for said in ("disagree", "4 % absorbed (Firoz", "22.8 %", "23.5 % (Schuette", "3.2 h earlier", "ileal resection"):
        assert said in oxide.note
    assert oxide.relative_bioavailability.high == pytest.approx(22.8 / 23.5, abs=5e-3)


def test_notes_say_of_whom_the_numbers_are():
    article, literature = COMPOUNDS["magnesium"].parameters.values()
    assert "outside 4.8-14.1 h, the 95 % confidence interval of the mean" in article.half_life.note
    assert "not a range between people" in literature.half_life.note
    assert "51 pre-eclamptic women" in article.volume.note
    assert "not healthy sleepers" in article.volume.note
    assert "remembered" not in article.saturable_bioavailability.note


@pytest.mark.parametrize(
    ("name", "peak", "kind", "sources"),
    [
        ("literature", "3 h after bed", "computed", {"van-someren-2007", "burgess-2003"}),
        ("mechanism-article", "at 21:00", "stated", {"mechanism-article"}),
        ("sleep-quality-article", "2 h before bed", "stated", {"sleep-quality-article"}),
    ],
)
def test_the_bodys_melatonin_is_the_one_of_the_facts(name, peak, kind, sources):
    level = COMPOUNDS["melatonin"].endogenous[name]
    assert (level.peak, level.kind, set(level.source), level.skew) == (peak, kind, sources, 0)
    assert (level.baseline.value, level.baseline.unit, level.width.value) == (2, "pg/mL", 11)
    assert (level.amplitude.value, level.amplitude.low, level.amplitude.high) == (50, 10, 200)
    light = level.half_suppressing_light
    assert (light.value, light.kind, light.source) == (100, "stated", ("zeitzer-2000",))


def test_the_bodys_magnesium_is_the_one_of_the_facts():
    level, status = COMPOUNDS["magnesium"].endogenous["literature"], COMPOUNDS["magnesium"].status
    baseline = level.baseline
    assert (baseline.value, baseline.low, baseline.high, baseline.unit) == (0.85, 0.75, 0.955, "mmol/L")
    assert (baseline.kind, baseline.source) == ("stated", ("costello-2017", "lowenstein-1986"))
    assert baseline.people.shape == "uniform"
    assert (level.amplitude, level.width, level.peak, level.half_suppressing_light) == (None,) * 4
    assert (status.deficient_below.value, status.deficient_below.source) == (0.75, ("costello-2017",))
    edge = status.possibly_deficient_below
    assert (edge.value, edge.kind, edge.source) == (0.85, "stated", ("costello-2017",))
    assert (status.noise_sd.value, status.noise_sd.kind) == (0.034, "assumed")
    assert status.noise == pytest.approx(0.067, abs=5e-4)
    assert status.noise_of_difference == pytest.approx(0.094, abs=5e-4)
    assert COMPOUNDS["melatonin"].status is None


@pytest.mark.parametrize(
    ("name", "pkd", "picomolar", "pg_per_ml"), [("MT1", 9.89, 129, 29.9), ("MT2", 9.56, 275, 64.0)]
)
def test_receptors_are_those_of_the_facts(name, pkd, picomolar, pg_per_ml):
    receptor = COMPOUNDS["melatonin"].receptors[name]
    assert (receptor.pkd, receptor.kind, receptor.source) == (pkd, "stated", ("pmid-10696085",))
    assert receptor.kd_mol_l * 1e12 == pytest.approx(picomolar, abs=0.5)
    assert receptor.kd_mol_l * 232.28 * 1e9 == pytest.approx(pg_per_ml, abs=0.05)  # g/L, then pg/mL


@pytest.mark.parametrize(("where", "thing"), EVERYTHING, ids=[where for where, _ in EVERYTHING])
def test_every_number_has_a_source_or_says_that_it_has_none(where, thing):
    assert set(thing.source) <= set(load_references())
    # How people differ over a range comes from the range.
    assert thing.source or thing.kind in ("assumed", "unverified") or isinstance(thing, Shape)


def test_the_sources_were_looked_for_everywhere():
    kinds = {type(thing) for _, thing in EVERYTHING}
    assert {Quantity, SaturableFraction, EndogenousLevel, Receptor} < kinds
    assert len(EVERYTHING) > 50
    assert isinstance(COMPOUNDS["melatonin"], Compound)


def test_references_name_the_five_articles_and_the_dois_of_the_facts():
    references = load_references()
    assert {key: each.title for key, each in references.items() if each.kind == "article"} == ARTICLES
    assert {key: each.doi for key, each in references.items() if each.doi} == DOIS
    assert {key: each.pmid for key, each in references.items() if each.pmid} == PMIDS
    assert all(each.title for each in references.values())


def test_no_reference_goes_unused():
    used = {key for _, thing in EVERYTHING for key in thing.source}
    used |= {key for schedule in load_schedules().values() for key in schedule.source}
    assert set(load_references()) - used == {"interactions-review", *OF_SAMPLES}


@pytest.mark.parametrize("load", [load_compounds, load_references, load_schedules])
def test_the_library_cannot_be_changed(load):
    with pytest.raises(TypeError):
        load()["mine"] = None
