import io
import re

import pytest
from places import CONFIGS
from rich.console import Console

from pksim import load_compound, load_compounds, load_references, load_schedules
from pksim.show.tables.catalogue import compound_table, reference_table, schedule_table


def printed(table, width=200):
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    return console.file.getvalue()


@pytest.mark.parametrize("name", ["melatonin", "magnesium"])
def test_a_compound_is_listed_with_every_number_its_kind_and_source(name):
    compound = load_compounds()[name]
    text = re.sub(r"\s+", " ", printed(compound_table(compound), width=400))
    for kinetics in compound.parameters.values():
        for source in kinetics.tmax.source + kinetics.half_life.source + kinetics.volume.source:
            assert source in text
    for said in {
        "melatonin": (
            "45 min (30 min to 1 h)",
            "35 min",
            "70 L",
            "90 L",
            "0.15 (0.09 to 0.33)",
            "25 % as usual; 75 % leaves a slow depot with a half-life of 2 h 30 min",
        ),
        "magnesium": ("15 h (12 h to 18 h)", "8 h", "49 L", "1.656/(1.375 + d) + 0.07", "14.10% elemental"),
    }[name]:
        assert said.replace(" ", "") in text.replace(" ", "")


def test_references_are_listed_with_where_to_find_them():
    text = printed(reference_table(), width=300)
    assert all(key in text and reference.title in text for key, reference in load_references().items())
    assert "doi:10.1007/s00228-015-1873-4" in text
    assert "PMID 12403646" in text


def test_schedules_are_listed_with_doses_kinds_and_sources():
    text = printed(schedule_table(), width=400)
    for schedule in load_schedules().values():
        assert schedule.name in text
        assert all(str(dose) in text for dose in schedule.doses)
    assert "amount stated, time computed, form assumed" in text
    assert "The Dream Team: Taking Magnesium and Melatonin Together" in text


LIBRARY = ["melatonin", "magnesium"]


def rows_of(compound):
    """The rows of a compound's table as (quantity, set or form), value, kind, source, note."""
    return [
        ((what, whose), *rest)
        for what, whose, *rest in zip(*(list(column.cells) for column in compound_table(compound).columns), strict=True)
    ]


def rows_by_name(name, what):
    return {whose: rest for (quantity, whose), *rest in rows_of(load_compounds()[name]) if quantity == what}


@pytest.mark.parametrize("name", LIBRARY)
def test_every_form_is_listed_with_its_kind_sources_and_note(name):
    compound, forms = load_compounds()[name], rows_by_name(name, "form")
    assert list(forms) == [form + " (usual)" * (i == 0) for i, form in enumerate(compound.formulations)]
    for form, (_, kind, source, note) in zip(compound.formulations.values(), forms.values(), strict=True):
        assert (kind, source, note) == (form.kind, ", ".join(form.source), form.note)


def test_forms_say_what_they_consist_of():
    tablets = {name: row[0] for name, row in rows_by_name("melatonin", "form").items()}
    assert tablets["prolonged"] == "25 % as usual; 75 % leaves a slow depot with a half-life of 2 h 30 min"
    assert tablets["circadin"] == "25 % as usual; 75 % leaves a slow depot with a half-life of 3 h 30 min"
    assert tablets["extended-4mg"] == "100 % leaves a slow depot with a half-life of 1 h 30 min"
    assert tablets["controlled-flat"] == "100 % released evenly over 8 h"
    salts = {name: row[0] for name, row in rows_by_name("magnesium", "form").items()}
    # 24.305 g of magnesium in a mole of each, three times that of citrate.
    for name, formula, mass, atoms in (
        ("glycinate (usual)", "Mg(C2H4NO2)2", 172.42, 1),
        ("citrate", "Mg3(C6H5O7)2", 451.11, 3),
        ("oxide", "MgO", 40.304, 1),
        ("threonate", "Mg(C4H7O5)2", 294.50, 1),
        ("taurate", "Mg(C2H6NO3S)2", 272.57, 1),
    ):
        assert salts[name].startswith(f"{formula}, {24.305 * atoms / mass:.2%} elemental")
    assert salts["oxide"].endswith("absorbed 0.2 (0.2 to 0.97) times as well")


def test_the_bodys_own_is_listed_by_preset_with_sources():
    presets = rows_by_name("melatonin", "the body's own")
    assert list(presets) == ["literature", "mechanism-article", "sleep-quality-article"]
    peaks = ("3 h after bed", "at 21:00", "2 h before bed")
    for (value, *_), peak in zip(presets.values(), peaks, strict=True):
        height = "50 pg/mL (10 pg/mL to 200 pg/mL) above it for 11 h (9 h to 13 h)"
        assert value == f"baseline 2 pg/mL, {height}, highest {peak}, between people ±1 h (SD)"
    kinds = [(kind, source) for _, kind, source, _ in presets.values()]
    assert kinds == [
        ("computed", "van-someren-2007, burgess-2003"),
        ("stated", "mechanism-article"),
        ("stated", "sleep-quality-article"),
    ]
    ((value, kind, source, _),) = rows_by_name("magnesium", "the body's own").values()
    assert (value, kind) == ("baseline 0.85 mmol/L (0.75 mmol/L to 0.955 mmol/L)", "stated")
    assert source == "costello-2017, zhang-2016"


def test_what_a_level_is_judged_by_is_listed_with_sources():
    for edge, said in (("0.75", "likely deficient below"), ("0.85", "possibly deficient below")):
        assert rows_by_name("magnesium", said)[""][:3] == [f"{edge} mmol/L", "stated", "costello-2017"]
    noise = rows_by_name("magnesium", "noise within a person")
    assert noise["SD"][:3] == ["0.034 mmol/L", "assumed", "ionised-magnesium"]
    assert rows_by_name("melatonin", "likely deficient below") == {}


def test_receptors_are_listed_with_sources():
    receptors = {name: row[:3] for name, row in rows_by_name("melatonin", "receptor").items()}
    assert receptors == {
        "MT1": ["pKd 9.89", "stated", "pmid-10696085"],
        "MT2": ["pKd 9.56", "stated", "pmid-10696085"],
    }
    assert rows_by_name("magnesium", "receptor") == {}


@pytest.mark.parametrize("name", LIBRARY)
def test_every_source_of_a_compound_is_among_the_references(name):
    text = printed(reference_table(), width=300)
    named = {key for *_, source, _ in rows_of(load_compounds()[name]) for key in source.split(", ") if key}
    assert named
    assert all(key in text for key in named)


@pytest.mark.parametrize("name", LIBRARY)
def test_no_number_is_without_source_unless_assumed(name):
    for what, _, kind, source, note in rows_of(load_compounds()[name]):
        assert source or kind in {"assumed", "unverified"}, what
        assert source or note, what


def test_a_compound_of_ones_own_is_listed_without_what_it_has_not():
    rows = rows_of(load_compound(CONFIGS / "caffeine.toml"))
    whats = [what for (what, _), *_ in rows]
    assert whats == ["molar mass", "time of peak", "half-life", "volume", "fraction absorbed", "form"]
    assert rows[2][0] == ("half-life", "literature")
    assert rows[2][1:4] == (
        "5 h (2 h 42 min to 9 h 54 min)",
        "stated",
        "Blanchard & Sawers 1983, doi:10.1007/BF00613933",
    )
