import io
import re

import pytest
from rich.console import Console

from pksim import load_compounds, load_references, load_schedules
from pksim.show.catalogue import compound_table, reference_table, schedule_table


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
