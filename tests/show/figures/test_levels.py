"""Lines across a panel and marks beside it: at the levels that are numbered, wherever these come to be."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from pksim.show.figures.levels import draw_grid, scale_levels

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def axes():
    figure = Figure(dpi=72)
    FigureCanvasAgg(figure)
    return figure.add_axes((0.2, 0.1, 0.7, 0.8))


def drawn(axes, gid):
    """Give the levels (rounded) at which lines or marks stand in the axes' picture, and how far they go across."""
    stream = io.StringIO()
    with rc_context({"svg.fonttype": "none"}):
        axes.figure.savefig(stream, format="svg")
    groups = [each for each in ET.fromstring(stream.getvalue()).iter(f"{SVG}g") if each.get("id") == gid]
    if not groups:
        return [], set()
    marks = [(float(each.get("x")), float(each.get("y"))) for each in groups[0].iter(f"{SVG}use")]
    lines = [path.get("d") for path in groups[0].findall(f"{SVG}path")]
    found = marks or [tuple(map(float, point)) for point in re.findall(r"([\d.]+) ([\d.]+)", " ".join(lines))]
    height = axes.figure.bbox.height
    places = axes.transData.inverted().transform([(x, height - y) for x, y in found])
    across = axes.transAxes.inverted().transform([(x, height - y) for x, y in found])
    return sorted({float(f"{round(y, 6):.3g}") for y in places[:, 1]}), {abs(round(float(x), 3)) for x in across[:, 0]}


def test_lines_lie_across_and_marks_beside_what_is_numbered(axes):
    scale_levels(axes, [np.array([0.0, 5.0])], [90.0], use_log=False)
    assert drawn(axes, "grid") == ([0, 20, 40, 60, 80, 100], {0.0, 1.0})
    assert drawn(axes, "left marks") == ([0, 20, 40, 60, 80, 100], {0.0})
    assert drawn(axes, "left marks between") == ([], set())


def test_they_follow_the_limits(axes):
    scale_levels(axes, [np.array([0.0, 5.0])], [90.0], use_log=False)
    axes.set_ylim(0.0, 7.0)
    assert drawn(axes, "grid")[0] == list(range(8))
    axes.set_ylim(3.5, 0.5)
    assert drawn(axes, "left marks")[0] == [0.5, 1, 1.5, 2, 2.5, 3, 3.5]


def test_between_powers_of_ten_are_marks_of_their_own(axes):
    scale_levels(axes, [np.array([100.0, 3.0])], [100.0], use_log=True)
    low, high = axes.get_ylim()
    assert (low, high) == (2.0, 160.0)
    assert drawn(axes, "grid")[0] == drawn(axes, "left marks")[0] == [10, 100]
    assert drawn(axes, "left marks between") == ([*range(2, 10), *range(20, 100, 10)], {0.0})
    axes.set_yscale("linear")
    axes.set_ylim(-50.0, 160.0)
    assert drawn(axes, "left marks between") == ([], set())


def test_what_stands_beside_the_panel_is_not_drawn_by_its_axis_and_no_line_of_it_is_among_the_curves(axes):
    draw_grid(axes)
    assert not axes.yaxis.get_visible()
    assert not axes.lines
