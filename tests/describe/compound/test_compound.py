from functools import reduce

import pytest
from pydantic import ValidationError

from pksim import Compound, Dose, InputError, Schedule, load_compound, load_compounds, simulate
from pksim.describe.compound.quantity import Quantity
from pksim.describe.compound.spread import Spread
from pksim.describe.words.records import read_record


def caffeine(**changes):
    """The table of a compound; a dotted key changes what lies deeper, None leaves it out."""
    table = {
        "name": "caffeine",
        "display_unit": "mg/L",
        "molar_mass": "194.19 g/mol",
        "parameters": {
            "usual": {"tmax": "45 min", "half_life": "5 h", "volume": "45.5 L", "bioavailability": 1.0},
        },
    }
    for key, value in changes.items():
        *path, last = key.split("__")
        place = reduce(lambda inner, part: inner.setdefault(part, {}), path, table)
        if value is None:
            del place[last]
        else:
            place[last] = value
    return table


def differing(*, low="30 min", high="1 h", shape="lognormal", **how):
    """The table of a time that differs between people."""
    table = {"value": "45 min", "low": low, "high": high, "people": {"shape": shape, **how}}
    return {key: value for key, value in table.items() if value is not None}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, ""),
        ({"people": {"shape": "uniform"}}, "uniform from 30 min to 1 h"),
        ({"people": {"shape": "triangular"}}, "triangular from 30 min to 1 h, most often 45 min"),
        (
            {"people": {"shape": "lognormal", "gsd": 1.5}},
            # norm.cdf(log(45/30)/log(1.5)) = norm.cdf(1), norm.cdf(log(60/45)/log(1.5)) = norm.cdf(0.7095)
            "lognormal about 45 min, geometric SD 1.5 (40 % lie outside the stated 30 min to 1 h)",
        ),
        (
            {"people": {"shape": "lognormal", "gsd": 1.5, "beyond": "cut"}},
            "lognormal about 45 min, geometric SD 1.5, cut at 30 min and 1 h",
        ),
        (
            {"people": {"shape": "lognormal", "gsd": 1.5, "beyond": "cut-visible"}},
            "lognormal about 45 min, geometric SD 1.5, cut at 30 min and where the half-life seen leaves its range",
        ),
    ],
)
def test_how_people_differ_is_told_in_words(table, words):
    quantity = Quantity(value=0.75, low=0.5, high=1, unit="h", **table)
    assert quantity.between_people == words


def test_a_share_that_is_capped_says_so():
    share = load_compounds()["melatonin"].parameters["article"].bioavailability
    law, _, outside = share.between_people.partition(" (")
    assert law == "lognormal about 0.15, geometric SD 2.5, where what is above 1 counts as 1"
    assert outside == "48 % lie outside the stated 0.09 to 0.33)"


def test_a_compound_reads_units_at_the_edge():
    kinetics = Compound.model_validate(caffeine()).parameters["usual"]
    assert kinetics.tmax.value == 0.75
    assert (kinetics.tmax.unit, kinetics.half_life.value, kinetics.volume.value) == ("h", 5, 45.5)
    assert kinetics.bioavailability.value == 1


def test_a_compound_of_ones_own_comes_from_a_file(caffeine_file):
    compound = load_compound(caffeine_file)
    half_life = compound.parameters["usual"].half_life
    assert (half_life.value, half_life.low, half_life.high) == (5, 2.7, 9.9)
    assert (compound.usual, compound.is_salt, compound.display_factor) == ("usual", False, 1)


@pytest.mark.parametrize(
    ("changes", "fragments"),
    [
        ({"nmae": "x"}, ["nmae: is not a key here; did you mean 'name'"]),
        ({"name": None}, ["name: is missing"]),
        ({"display_unit": "pg/ml"}, ["display_unit", "'pg/ml'", "did you mean 'pg/mL'"]),
        ({"molar_mass": 194.19}, ["molar_mass", "needs its unit", "'194.19 g/mol'"]),
        ({"molar_mass": "194.19 g"}, ["molar_mass", "unit 'g'", "'g/mol'"]),
        ({"parameters": {}}, ["parameters"]),
        ({"parameters__usual__tmax": "0 min"}, ["parameters.usual.tmax", "is 0.0; it must be above 0"]),
        ({"parameters__usual__half_life": "0 h"}, ["parameters.usual.half_life", "is 0.0; it must be above 0"]),
        ({"parameters__usual__tmax": "-1 h"}, ["parameters.usual.tmax", "'-1'", "not negative"]),
        ({"parameters__usual__tmax": "nan h"}, ["parameters.usual.tmax", "'nan'", "finite"]),
        ({"parameters__usual__tmax": 0.75}, ["parameters.usual.tmax", "'0.75 h'"]),
        ({"parameters__usual__tmax": "45 days"}, ["parameters.usual.tmax", "unit 'days'"]),
        ({"parameters__usual__volume": "45 kg"}, ["parameters.usual.volume", "unit 'kg'", "'L'"]),
        ({"parameters__usual__halflife": "5 h"}, ["parameters.usual.halflife", "did you mean 'half_life'"]),
        ({"parameters__usual__half_life": None}, ["parameters.usual.half_life: is missing"]),
        ({"parameters__usual__bioavailability": 1.5}, ["bioavailability", "1.5 is more than 1"]),
        ({"parameters__usual__bioavailability": 0}, ["bioavailability", "above 0"]),
        ({"parameters__usual__bioavailability": None}, ["exactly one of bioavailability"]),
        (
            {"parameters__usual__saturable_bioavailability": {"capacity_mmol": 1, "half_mmol": 1, "linear": 0}},
            ["exactly one of bioavailability"],
        ),
        ({"parameters__usual__volume_f": "50 L"}, ["volume_f: it needs bioavailability beside it, and people"]),
        ({"parameters__usual__tmax": differing(shape="triangular", low=None)}, ["tmax", "needs low and high"]),
        ({"parameters__usual__tmax": differing(shape="triangular", gsd=2)}, ["a triangular one has none"]),
        ({"parameters__usual__tmax": differing(gsd=2, beyond="cut-visible", high=None)}, ["needs low and high"]),
        ({"parameters__usual__half_life": differing(gsd=2, beyond="cut-visible")}, ["only a tmax", "'cut'"]),
        ({"parameters__usual__tmax": differing(gsd=2, beyond="cut-visible")}, ["half_life: it needs high"]),
        ({"parameters__other": {"like": "usuall"}}, ["other is like 'usuall'", "did you mean 'usual'"]),
        ({"parameters__usual__tmax": {"value": "1 h", "low": "2 h"}}, ["not between low, 2, and high, 1"]),
        ({"parameters__usual__tmax": {"value": "1 h", "kind": "guessed"}}, ["tmax.kind", "'guessed'", "'assumed'"]),
        ({"formulations": {}}, ["at least one formulation"]),
        ({"formulations__slow": {"parts": [{"fraction": 0.5}]}}, ["add up to 0.5", "must add up to 1"]),
        ({"formulations__slow": {"words": "slow"}}, ["formulations.slow.words: must be a list"]),
    ],
)
def test_a_mistake_is_named_with_its_key_and_the_rule(changes, fragments):
    with pytest.raises(ValidationError) as caught:
        Compound.model_validate(caffeine(**changes))
    from pksim.describe.words.records import mistakes

    message = "\n".join(mistakes(caught.value))
    for fragment in fragments:
        assert fragment in message


def test_every_mistake_of_a_compound_file_is_reported_with_the_files_name(caffeine_file, caffeine_text):
    wrong = caffeine_text.replace('"45 min"', '"45 mins"').replace("volume", "volum").replace("mg/L", "mg/l")
    caffeine_file.write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_compound(caffeine_file)
    lines = str(caught.value).splitlines()
    assert all(line.startswith("caffeine.toml: ") for line in lines)
    keys = {line.split(": ")[1] for line in lines}
    assert keys == {"display_unit", "parameters.usual.tmax", "parameters.usual.volum", "parameters.usual.volume"}


def test_a_set_may_be_like_another():
    table = caffeine(parameters__slow={"like": "usual", "half_life": "9.9 h"})
    slow = Compound.model_validate(table).parameters["slow"]
    assert (slow.half_life.value, slow.tmax.value, slow.volume.value) == (9.9, 0.75, 45.5)


def test_an_unknown_parameter_set_is_refused_with_the_nearest():
    melatonin = load_compounds()["melatonin"]
    with pytest.raises(InputError, match="melatonin has no parameter set 'litrature'; did you mean 'literature'"):
        melatonin.parameter_set("litrature")


def test_the_elemental_part_of_a_salt_is_its_share_of_the_mass():
    magnesium = load_compounds()["magnesium"]
    dose = Dose("magnesium", 500, time_h=0, formulation="glycinate", basis="salt")
    assert magnesium.active_mg(dose) == pytest.approx(500 * 24.305 / 172.42, rel=1e-12)
    assert magnesium.active_mg(dose) == pytest.approx(70.5, abs=0.05)  # facts, section 2
    elemental = Dose("magnesium", 500, time_h=0, formulation="glycinate", basis="elemental")
    assert magnesium.active_mg(elemental) == 500


def test_a_salt_may_hold_several_atoms_of_the_element():
    # Mg3(C6H5O7)2: 16.16 % (facts, section 3); 451.11 g/mol from the standard atomic weights.
    salt = {"formula": "Mg3(C6H5O7)2", "molar_mass": "451.11 g/mol", "atoms": 3}
    table = caffeine(name="magnesium", molar_mass="24.305 g/mol", formulations__citrate={"salt": salt})
    citrate = Compound.model_validate(table)
    dose = Dose("magnesium", 100, time_h=0, formulation="citrate", basis="salt")
    assert citrate.active_mg(dose) == pytest.approx(16.16, abs=0.005)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"basis": None},
            "300 mg of magnesium could be elemental.*whole salt.*add 'elemental' or 'salt'",
        ),
        ({"basis": "salt", "formulation": None}, "which salt of magnesium"),
        ({"formulation": "oxid"}, "magnesium has no formulation 'oxid'.*'glycinate'"),
    ],
)
def test_a_dose_that_does_not_say_what_the_compound_needs_is_refused(changes, message):
    given = {"formulation": "glycinate", "basis": "elemental"} | changes
    with pytest.raises(InputError, match=message):
        load_compounds()["magnesium"].check(Dose("magnesium", 300, time_h=0, **given))


def test_a_basis_is_refused_where_nothing_is_a_salt():
    with pytest.raises(InputError, match="melatonin is not taken as a salt"):
        load_compounds()["melatonin"].check(Dose("melatonin", 1, time_h=0, basis="salt"))


def test_a_saturable_fraction_never_exceeds_1():
    table = caffeine(
        parameters__usual__bioavailability=None,
        parameters__usual__saturable_bioavailability={"capacity_mmol": 3, "half_mmol": 1, "linear": 0.1},
    )
    kinetics = Compound.model_validate(table).parameters["usual"]
    assert kinetics.saturable_bioavailability.at(0.0) == 1
    assert kinetics.saturable_bioavailability.at(9.0) == pytest.approx(3 / 10 + 0.1)


def test_compounds_and_quantities_are_frozen():
    with pytest.raises(ValidationError):
        load_compounds()["melatonin"].name = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Quantity(value=1.0, unit="h").value = 2.0  # type: ignore[misc]


def test_a_parameter_set_that_no_compound_has_is_refused_though_a_single_set_serves_for_any_name():
    compound = Compound.model_validate(caffeine())
    schedule = Schedule.parse("a", "caffeine 100 mg at bedtime", compounds=[compound])
    assert simulate(schedule, parameters="usual", compounds=[compound]).parameters == "usual"
    assert simulate(schedule, parameters="literature", compounds=[compound]).compounds["caffeine"] == compound
    for name in ("litrature", ["article"], 5):
        with pytest.raises(InputError, match=r"there is no parameter set .*'article', 'literature', .*, 'usual'"):
            simulate(schedule, parameters=name, compounds=[compound])


@pytest.mark.parametrize("like", ["usul", ["usual"], {"usual": 1}, 3, True])
def test_a_set_is_like_one_that_is_there(like):
    with pytest.raises(InputError, match="like"):
        read_record(Compound, caffeine(parameters__slow={"like": like}), "caffeine.toml")


@pytest.mark.parametrize("vary", [[], ["tmx"], "tmax"])
def test_a_spread_varies_something_that_is_known(vary):
    with pytest.raises(InputError, match=r"spreads\.toml: vary"):
        read_record(Spread, {"vary": vary}, "spreads.toml")
    assert read_record(Spread, {"vary": ["tmax"]}, "spreads.toml").vary == ("tmax",)
