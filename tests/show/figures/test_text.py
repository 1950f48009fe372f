"""What people call their things is drawn as they wrote it, and what cannot be drawn as an escape."""

import io
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from matplotlib.text import Text
from PIL import Image

import pksim as pk
from pksim.show.figures.labels import drawable

NAMES = {
    "colours a terminal": "red \x1b[31m",
    "ends a C string": "nul \x00 and bell \x07",
    "mathematics": "costs $5 and $x_2$ a \\frac night",
    "Japanese": "日本の夜",
    "turned round": "abc \u202e def \u2028 ghi",
    "markup": "<b>&amp;</b> ]]> --><!--",
}


def compound(name):
    """Give melatonin another name, and all that is written about it, too."""
    melatonin = pk.load_compounds()["melatonin"]
    return melatonin.model_copy(update={"name": name, "measure": f"{name}, in plasma"})


def plots(name):
    own = compound(name)
    dose = pk.Dose(own.name, 1.0, -1.0)
    plan = pk.Schedule(name, (dose, pk.Dose("magnesium", 300.0, -2.0, basis="elemental")))
    given = {"compounds": [own]}
    simulation = pk.simulate(plan, step_min=30, **given)
    yield "curves", simulation.plot()
    yield "doses", simulation.plot_doses()
    yield "occupancy", pk.simulate(plan, step_min=30, endogenous=True, **given).plot_occupancy(compound=name)
    yield "nights", pk.simulate(plan.nightly(3), nights=3, step_min=30, **given).plot_nights()
    many = [pk.Schedule(f"{name}{i}", plan.doses) for i in range(4)]
    yield (
        "nights of two",
        pk.simulate([each.nightly(2) for each in many[:2]], nights=2, step_min=30, **given).plot_nights(),
    )
    for which in (plan, many):
        yield "bands", pk.simulate_population(which, subjects=10, step_min=60, **given).plot()
    yield "timing", pk.best_timing(plan, move=name, goal=pk.peak_at(0), step_min=30, **given).plot()
    yield "regret", pk.regret(plan, move=name, goal=pk.peak_at(0), **given).plot()
    yield "sensitivity", pk.sensitivity(plan, compound=name, samples=16, **given).plot()


@pytest.mark.parametrize("which", NAMES)
def test_whatever_a_thing_is_called_pictures_are_whole(which):
    name = NAMES[which]
    for kind, figure in plots(name):
        svg, png = io.BytesIO(), io.BytesIO()
        figure.save(svg, "svg")
        ET.fromstring(svg.getvalue())
        figure.save(png, "png")
        with Image.open(png) as image:
            assert image.text["Description"] == figure.alt_text
            assert image.text.get("Source", "") == figure.small_print
        drawn = [text for text in figure.findobj(Text) if text.get_text()]
        named = [text for text in drawn if not text.get_text().lstrip("+−")[:1].isdigit()]
        assert not [text for text in named if text.get_parse_math()], kind
        for each in (figure.alt_text, *(text.get_text() for text in drawn)):
            assert not [
                sign for sign in each if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl") and sign != "\n"
            ]
        assert any(drawable(name)[:8] in text.get_text().replace("\n", " ") for text in drawn), kind


def test_what_no_font_has_is_written_as_its_code_and_stays_different():
    assert drawable("日") == "\\u65e5" != drawable("月")
    assert drawable("\x1b[31m $5 µ é Ω") == "\\x1b[31m $5 µ é Ω"
    assert drawable("two\nlines") == "two\nlines"
