import io
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure
from PIL import Image

from pksim.show.figures.sheet import Sheet

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def simulation(solve):
    return solve({"mine & <yours>": "melatonin 300 µg 60 min before bed; magnesium 300 mg elemental at 21:00"})


def written(figure, kind):
    stream = io.BytesIO()
    figure.save(stream, kind)
    return stream.getvalue()


def test_a_figure_shows_itself_as_one_png(simulation):
    figure = simulation.plot()
    assert isinstance(figure, Figure)
    png = figure._repr_png_()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width / height == pytest.approx(figure.get_figwidth() / figure.get_figheight(), rel=0.01)
    assert getattr(figure, "_repr_html_", lambda: None)() is None


def test_pyplot_knows_nothing_of_a_figure(tmp_path):
    code = """
import sys, pksim
simulation = pksim.simulate(pksim.load_schedules()["duo"], step_min=60)
simulation.plot()._repr_png_()
simulation.plot_doses().canvas.draw()
simulation._repr_html_()
assert "matplotlib.pyplot" not in sys.modules, "pyplot was loaded"
import matplotlib.pyplot
assert matplotlib.pyplot.get_fignums() == []
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


@pytest.mark.parametrize("draw", ["plot", "plot_doses"])
def test_a_png_carries_its_words(simulation, draw):
    figure = getattr(simulation, draw)()
    assert "mine & <yours>" in figure.alt_text
    with Image.open(io.BytesIO(written(figure, "png"))) as image:
        assert image.text["Description"] == figure.alt_text


def test_an_svg_carries_its_words_where_screen_readers_look(simulation):
    figure = simulation.plot()
    root = ET.fromstring(written(figure, "svg"))
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in (root.find(f"{SVG}title"), root.find(f"{SVG}desc"))}
    assert root.get("aria-labelledby").split() == list(named)
    assert named["desc"] == figure.alt_text


def test_the_words_of_a_picture_say_what_it_shows(simulation):
    words = simulation.plot().alt_text
    assert "peaks at 22:45, 15 min before bedtime" in words
    assert "0.3 mg 60 min before bed" in words


def test_pictures_are_the_same_every_time(simulation):
    first, second = simulation.plot_doses(), simulation.plot_doses()
    assert [written(first, kind) == written(second, kind) for kind in ("png", "svg")] == [True, True]


def box_in(sheet, axes):
    """Where a panel is [inches]: from the left, from above, its width and height."""
    width, height = sheet.figure.get_size_inches()
    box = axes.get_position()
    return [box.x0 * width, (1 - box.y1) * height, box.width * width, box.height * height]


def test_a_sheet_is_as_high_as_its_parts():
    sheet = Sheet("x", ["one line", "another"], panels_in=[2, 1], gaps_in=0.5, top_in=0.25, axis_in=0.75)
    # two lines of small print with the room of a third
    assert sheet.figure.get_size_inches() == pytest.approx([8.5, 0.25 + 2 + 0.5 + 1 + 0.75 + 3 * 0.125])
    assert sheet.figure.alt_text == "x"


def test_panels_stand_in_rows_and_columns():
    sheet = Sheet(
        "x", [], panels_in=[2, 1, 1], gaps_in=[0.5, 0], columns=2, beside_in=0.6, width_in=6, left_in=1, right_in=0.4
    )
    boxes = [[box_in(sheet, sheet.panel(row, column)) for column in (0, 1)] for row in (0, 1, 2)]
    # (6 - 1 - 0.6 - 0.4)/2 are left for each column; the upper margin is 0.8
    places = [[0.8, 2], [0.8 + 2 + 0.5, 1], [0.8 + 2 + 0.5 + 1, 1]]
    for (top, height), (left, right) in zip(places, boxes, strict=True):
        assert left == pytest.approx([1, top, 2, height])
        assert right == pytest.approx([1 + 2 + 0.6, top, 2, height])


def test_names_widen_the_margin_and_heighten_panels_that_are_too_low():
    names = [f"schedule {i}" for i in range(40)]
    few, many = (
        box_in(sheet, sheet.panel()) for sheet in (Sheet("x", [], names=names[:1]), Sheet("x", [], names=names))
    )
    assert few[3] == 2.5
    assert many[3] > 40 * 8 / 72  # forty lines of eight points
    long = Sheet("x", [], names=["a name of twenty-five let."])
    assert long.wide_in < few[2] - 1


@pytest.mark.parametrize("width_in", [4.6, 8.5])
def test_small_print_is_broken_into_lines_that_fit(width_in, extents, outside):
    sentence = " ".join(f"word{i} costs ${i}" for i in range(60))
    sheet = Sheet("x", [sentence], width_in=width_in)
    (text,) = sheet.figure.texts
    assert text.get_text().replace("\n", " ") == sentence
    boxes = extents(sheet.figure)
    assert outside(boxes, sheet.figure) == []
    (box,) = boxes.values()
    assert box.width > 0.75 * width_in * sheet.figure.dpi
    sheet.panel()
    axis_in = box_in(sheet, sheet.figure.axes[0])
    below_in = sheet.figure.get_figheight() - axis_in[1] - axis_in[3] - box.y1 / sheet.figure.dpi
    assert below_in == pytest.approx(0.6, abs=0.25)  # lines are less high before Matplotlib 3.11


@pytest.mark.parametrize("how", ["png", "PNG", "nothing", "said"])
def test_a_picture_that_matplotlib_saves_has_its_words_and_sources(published, tmp_path, how):
    figure = published.plot_doses()
    target = {"png": tmp_path / "a.png", "PNG": str(tmp_path / "a.PNG")}.get(how, io.BytesIO())
    figure.savefig(target, **({"format": "png"} if how == "said" else {}), metadata={"Author": "Ada"})
    with Image.open(target) as image:
        told = {name: image.text[name] for name in ("Description", "Source", "Author")}
    assert told == {"Description": figure.alt_text, "Source": figure.small_print, "Author": "Ada"}


def test_an_svg_that_matplotlib_saves_has_them_once(published, tmp_path):
    figure = published.plot()
    figure.savefig(tmp_path / "a.svg")
    said = ET.parse(tmp_path / "a.svg").getroot()
    core = "{http://purl.org/dc/elements/1.1/}"
    assert [each.text for each in said.iter(f"{core}source")] == [figure.small_print]
    assert [each.text for each in said.iter(f"{core}description")] == [figure.alt_text]


@pytest.mark.parametrize("kind", ["pdf", "jpg", "eps"])
def test_formats_without_room_for_them_are_written_all_the_same(published, tmp_path, kind):
    published.plot_doses().savefig(tmp_path / f"a.{kind}", dpi=30)
    assert (tmp_path / f"a.{kind}").stat().st_size > 1000


def test_no_line_ends_between_a_number_and_its_sign_or_within_what_is_cited():
    sentence = " ".join(f"{'a' * (i % 9)} {i} % of [1, {i}]" for i in range(60))
    (text,) = Sheet("x", [sentence], width_in=4.6).figure.texts
    lines = text.get_text().split("\n")
    assert len(lines) > 5
    assert not [line for line in lines if line.startswith("%") or line.count("[") != line.count("]")]
    assert " ".join(lines).split() == sentence.split()
