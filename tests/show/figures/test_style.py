import io
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from pksim import Night
from pksim.show.figures.style import draw_night

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


@pytest.mark.parametrize(
    ("nights", "step_h"),
    [(1, 1), (2, 3), (7, 12), (14, 24), (20, 48), (60, 168), (180, 336), (300, 672), (900, 3 * 672)],
)
def test_ticks_stand_as_close_as_their_labels_allow(nights, step_h):
    night = Night(nights=nights)
    figure = Figure(figsize=(8.5, 2.0), dpi=100)
    axes = figure.add_axes((0.1, 0.2, 0.8, 0.6))
    draw_night(axes, night, -4.0, night.end_h)
    assert set(np.diff(axes.get_xticks())) == {step_h}
    room_in, span_h = 8.5 * 0.8, night.end_h + 4.0
    assert span_h / step_h <= room_in / 0.48
