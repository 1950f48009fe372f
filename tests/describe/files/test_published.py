"""Published tables: those that ship, as the facts have them, and files of one's own."""

import pytest

from pksim import InputError, load_compound, load_compounds, load_references
from pksim.describe.files.published import load_published

PUBLISHED = load_published()
# study, dose, n, Cmax, tmax, half-life and AUC, as told: pg/mL, minutes, pg·h/mL.
TOLD = [
    ("Fourtillan 2000, men", "melatonin 0.25 mg", 12, 244, None, None, 236),
    ("Fourtillan 2000, women", "melatonin 0.25 mg", 11, 624, None, None, 701),
    ("Fourtillan 2000", "melatonin 0.25 mg", 23, None, 23, None, None),
    ("Fourtillan 2000, intravenous", "melatonin 0.25 mg", 23, None, None, 38.5, None),
    ("Gooneratne 2012", "melatonin surge-sustained 0.4 mg", 27, 405, 78, 108, 1055),
    ("DeMuro 2000", "melatonin 2 mg", 12, None, 52, 60, None),
    ("DeMuro 2000", "melatonin 4 mg", 12, None, 60, 66, None),
    ("Andersen 2016", "melatonin 10 mg", 12, 3550, 40.8, 53.7, 4692),
    ("4 mg crossover 2023", "melatonin 4 mg", 18, 13120, 36, 57, None),
    ("4 mg crossover 2023", "melatonin extended-4mg 4 mg", 18, 7581, 94, 98, None),
    ("Thanawala 2024", "melatonin 5 mg", 16, 22786, 52, 61, None),
    ("Thanawala 2024", "melatonin prolonged 5 mg", 16, 11447, 76, 306, None),
    ("Wilimzig 1996, intravenous", "magnesium citrate 292 mg elemental", None, None, None, 480, None),
    ("Wilimzig 1996", "magnesium citrate 292 mg elemental", None, None, None, None, 0.316),
]
ROW = """
[[measurement]]
study = "Somebody 2020"
dose = "melatonin 3 mg"
"""


def read(tmp_path, text, **how):
    path = tmp_path / "tables.toml"
    path.write_text(text, encoding="utf-8")
    return load_published(path, **how)


def test_every_number_is_the_one_of_the_facts():
    found = [
        (
            each.study,
            each.dose,
            each.n,
            None if each.cmax is None else each.cmax.value,
            *(None if time is None else pytest.approx(60 * time.value) for time in (each.tmax, each.half_life)),
            None if each.auc is None else each.auc.value,
        )
        for each in PUBLISHED.measurement
    ]
    assert found == TOLD


def test_every_row_has_a_source_and_what_was_remembered_is_unverified():
    for each in PUBLISHED.measurement:
        assert set(each.source) <= set(load_references())
        assert each.source
        assert all(quantity.kind != "assumed" for quantity in each.found.values())
        heights = [quantity for quantity in (each.cmax, each.auc) if quantity is not None]
        assert all((quantity.kind == "unverified") == ("men" in each.study) for quantity in heights)


def test_peaks_per_mg_span_those_of_the_tables():
    known = PUBLISHED.cmax_per_mg["melatonin"]
    assert (known.value, known.low, known.high, known.unit) == (1576, 355, 4670, "pg/mL")
    per_mg = [
        each.cmax.value / each.taken(load_compounds()).amount_mg
        for each in PUBLISHED.measurement
        if each.cmax is not None and each.taken(load_compounds()).formulation in (None, "immediate")
    ]
    assert len(per_mg) == 5
    assert min(per_mg) == pytest.approx(known.low)
    assert max(per_mg) < known.high
    assert "Two of the seven are not among the tables below" in known.note


def test_a_file_of_ones_own_may_speak_of_ones_own_compound(tmp_path, caffeine_file):
    text = '[[measurement]]\nstudy = "A"\ndose = "caffeine 100 mg"\ncmax = "2 mg/L"\nauc = "16 mg*h/L"\n'
    with pytest.raises(InputError, match="'caffeine' is not known"):
        read(tmp_path, text)
    (only,) = read(tmp_path, text, compounds=[load_compound(caffeine_file)]).measurement
    assert (only.auc.value, only.auc.unit) == (16, "mg/L")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("", "nothing was measured; give at least one of cmax, tmax, half_life, auc"),
        ("cmax = 300", r"the concentration is 300; write each with its unit"),
        ('cmax = "300 pg"', "unit 'pg'"),
        ('tmax = "50 min"\nsource = ["nobody-2020"]', r"measurement\[1\].source: there is no reference 'nobody-2020'"),
        ('auc = "4692 pg/mL"', "the area is '4692 pg/mL'; write it with its unit, such as '4692 pg·h/mL'"),
        ('tmax = "50 min"\nauc_until = "8 h"', "auc_until: there is no auc"),
        ('tmax = "50 min"\nroute = "nose"', "route"),
        ('tmax = "50 min"\nmeans = ["peak"]', "means"),
        ('tmax = "50 min"\nhalflife = "50 min"', "did you mean 'half_life'"),
    ],
)
def test_a_wrong_row_is_one_message(tmp_path, more, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, ROW + more)


def test_every_mistake_of_a_file_is_told_at_once(tmp_path):
    text = f'{ROW}cmax = "3 bananas"\n{ROW.replace("melatonin 3 mg", "melatonine 3 mg")}tmax = "40 min"\n'
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("tables.toml: measurement[1].cmax")
    assert "did you mean 'melatonin'" in lines[1]


def test_an_empty_file_has_no_tables(tmp_path):
    with pytest.raises(InputError, match="there are no measurements"):
        read(tmp_path, "measurement = []")
