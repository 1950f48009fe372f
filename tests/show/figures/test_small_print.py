"""The small print: whose the numbers of a figure are."""

import io
import re
import xml.etree.ElementTree as ET

import pytest

import pksim as pk
from pksim.show.figures.bands import plot_bands
from pksim.show.figures.curves import plot_curves
from pksim.show.figures.timing import plot_timing

SCHEDULES = pk.load_schedules()
MECHANISM = "Melatonin vs Magnesium Glycinate Mechanism — Sleep Science"
MELATONIN = [
    MECHANISM,
    "Fourtillan 2000, Biopharm Drug Dispos 21:15",
    "DeMuro 2000, J Clin Pharmacol 40:781",
    "Harpsøe 2015, Eur J Clin Pharmacol 71:901",
]
MAGNESIUM = [
    MECHANISM,
    "Intravenous magnesium in 51 pre-eclamptic women",
    "Dolberg 2017",
    "Fine 1991",
    "Molar mass from the chemical formula and the standard atomic weights",
]


@pytest.fixture(scope="module")
def both():
    return pk.simulate([SCHEDULES["mechanism"], SCHEDULES["duo"]], endogenous=True, step_min=10)


def figures(both):
    population = pk.simulate_population(SCHEDULES["mechanism"], subjects=20, step_min=30)
    apart = pk.simulate_population(list(SCHEDULES.values())[:4], subjects=20, step_min=30)
    goal = pk.all_of(pk.peak_at(0), pk.on_waking_below(1, compound="magnesium"))
    nights = pk.simulate(SCHEDULES["mechanism"].nightly(3), nights=3, step_min=30)
    return {
        "curves": both.plot(),
        "bands": population.plot(),
        "bands apart": apart.plot(),
        "nights": nights.plot_nights(),
        "timing": pk.best_timing(SCHEDULES["mechanism"], goal=goal).plot(),
    }


@pytest.fixture(scope="module")
def drawn(both):
    return figures(both)


KINDS = ["curves", "bands", "bands apart", "nights", "timing"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_names_the_sources_of_all_kinetics(drawn, printed, cited, kind):
    text = printed(drawn[kind])
    assert "Melatonin: tmax 45 min, half-life 35 min, volume 70 L, fraction absorbed 15 % [1, 2, 3, 4]." in text
    assert "half-life 15 h, volume 49 L, fraction absorbed that falls with the dose [" in text
    assert cited(text, "Melatonin: tmax 45 min") == MELATONIN
    assert cited(text, "Magnesium: tmax 1 h 45 min") == MAGNESIUM
    assert "Parameter set: article." in text
    assert "not medical advice" in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_title_is_there_once_in_the_order_of_first_use(drawn, printed, kind):
    before, _, listed = printed(drawn[kind]).partition("Sources: ")
    numbers = [int(each) for each in re.findall(r"\[(\d+)\]\s", listed)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert listed.count(MECHANISM) == 1
    used = [int(each) for group in re.findall(r"\[([\d, ]+)\]", before) for each in group.split(", ")]
    assert list(dict.fromkeys(used)) == numbers


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_covers_anything_or_is_cut_off(drawn, extents, covering, outside, kind):
    boxes = extents(drawn[kind])
    assert covering(boxes) == []
    assert outside(boxes, drawn[kind]) == []
    print_top = max(box.y1 for text, box in boxes.items() if "in this picture's file" in text.get_text())
    words = ("hours from bedtime", "taken, hours", "hours from that night")
    labels = [box.y0 for text, box in boxes.items() if any(each in text.get_text() for each in words)]
    assert print_top < min(labels)


@pytest.mark.parametrize("kind", KINDS)
def test_all_but_the_list_of_sources_is_drawn_and_all_of_it_is_in_the_file(drawn, kind):
    figure = drawn[kind]
    below = " ".join(" ".join(text.get_text().split()) for text in figure.texts)
    *sentences, sources = figure.small_print.split("\n")
    left_out = [sentence for sentence in sentences if " ".join(sentence.split()) not in below]
    assert len(left_out) == int("bands" in kind)
    assert all(sentence.startswith("Of these, nine of ten have ") for sentence in left_out)
    assert sources.startswith("Sources: ")
    assert "Sources: " not in below
    last = max(int(each) for each in re.findall(r"\[(\d+)\]", sources))
    assert f"[1] to [{last}] stand in this picture's file" in below
    svg = io.BytesIO()
    figure.save(svg, "svg")
    (source,) = ET.fromstring(svg.getvalue()).iter("{http://purl.org/dc/elements/1.1/}source")
    assert source.text == figure.small_print


def test_the_forms_that_are_taken_name_their_sources(solve, printed, cited):
    plain = printed(solve(x="melatonin 1 mg at bedtime").plot())
    slow = printed(solve(x="melatonin 1 mg surge-sustained at bedtime").plot())
    assert cited(plain, "Melatonin: ") == MELATONIN
    assert cited(slow, "Melatonin: ") == [*MELATONIN, "Gooneratne 2012"]


def test_schedules_name_their_sources(both, printed, cited):
    assert cited(printed(both.plot()), "Schedules") == [
        *(MECHANISM, "Magnesium and Melatonin: The Ultimate Duo for Sleep Support")
    ]


def test_the_other_set_names_its_own(printed, cited):
    two = [pk.simulate(SCHEDULES["duo"], parameters=name, step_min=10) for name in ("article", "literature")]
    text = printed(two[0].plot(beside=two[1]))
    other = text.partition("Thin lines")[2]
    assert cited(other, "parameter set literature. Melatonin: tmax 50 min, half-life 45 min, volume 90 L") == [
        *MELATONIN[1:],
        "Andersen 2016",
        "4 mg of immediate- and extended-release melatonin, a crossover in 18 people, 2023",
        "Thanawala 2024",
    ]
    assert "Wilimzig 1996" in cited(other, "Magnesium: tmax 2 h,")


def test_occupancy_names_only_its_compound_and_the_receptors(both, printed, cited):
    text = printed(both.plot_occupancy())
    assert cited(text, "MT1 with pKd 9.89") == ["Human melatonin receptors, Br J Pharmacol 2000 129:877"]
    assert "The body's own melatonin, for a habitual bedtime of 23:00 [" in text
    assert "Magnesium:" not in text
    assert "Noise of magnesium" not in text
    assert "Fine 1991" not in text


def test_what_has_no_source_says_so(printed, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(
        'name = "x"\ndisplay_unit = "mg/L"\nmolar_mass = "100 g/mol"\n[parameters.only]\n'
        'tmax = "1 h"\nhalf_life = "2 h"\nvolume = "1 L"\nbioavailability = 1.0\n',
        encoding="utf-8",
    )
    own = pk.load_compound(path)
    text = printed(pk.simulate(pk.Schedule.parse("x", "x 1 mg at bedtime", compounds=[own]), compounds=[own]).plot())
    assert "X: tmax 1 h, half-life 2 h, volume 1 L, fraction absorbed 100 % [source not given]." in text
    assert "Sources:" not in text
    assert "Schedules" not in text


NARROW_IN = 4.6


@pytest.fixture(scope="module")
def narrow(published):
    population = pk.simulate_population(pk.load_schedules(), subjects=20, step_min=10)
    timing = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.peak_at(0))
    return {
        "curves": plot_curves(published, width_in=NARROW_IN),
        "bands": plot_bands(population, width_in=NARROW_IN),
        "timing": plot_timing(timing, width_in=NARROW_IN),
    }


@pytest.mark.parametrize("kind", ["curves", "bands", "timing"])
def test_a_narrow_figure_is_as_wide_as_asked_and_holds_all_its_text(narrow, kind, extents, covering, outside):
    figure = narrow[kind]
    assert figure.get_size_inches()[0] == NARROW_IN
    boxes = extents(figure)
    assert outside(boxes, figure) == []
    assert covering(boxes) == []


def test_doses_outside_the_hours_drawn_are_named(solve, printed):
    figure = solve(
        early="melatonin 1 mg 6 h before bed; melatonin 2 mg 1 h before bed", late="melatonin 3 mg 10 h after bed"
    ).plot()
    assert (
        "Taken outside the hours drawn: early, melatonin 1 mg, 6 h before bedtime; late, melatonin 3 mg, 10 h after "
        "bedtime." in printed(figure)
    )
    for text in ("melatonin 1 mg 4 h before bed", "melatonin 1 mg at 07:00"):
        assert "outside the hours drawn" not in printed(solve(x=text).plot())


def test_of_many_doses_outside_the_first_are_named_and_the_others_counted(solve, printed):
    doses = "; ".join(f"melatonin {i} mg {i + 4} h before bed" for i in range(1, 8))
    text = printed(solve(x=doses).plot())
    assert "x, melatonin 4 mg, 8 h before bedtime; and 3 more." in text
    assert "melatonin 5 mg" not in text


def test_the_clock_of_a_diary_is_named_with_its_rule(printed, tmp_path):
    path = tmp_path / "diary.csv"
    rows = [("23:00", "07:00"), ("22:00", "06:30"), ("23:00", "06:15")]
    lines = [f"2026-01-{day},{bed},{wake},melatonin 1 mg at 22:00\n" for day, (bed, wake) in enumerate(rows, start=12)]
    path.write_text("night,bedtime,wake,dose\n" + "".join(lines), encoding="utf-8")
    text = printed(pk.simulate(pk.load_diary(path), endogenous=True, step_min=10).plot_nights())
    rule = "from the waking times of up to 7 nights before"
    assert f"The body's own melatonin (grey shape), for a habitual bedtime of 22:30 to 23:00, {rule} [" in text
