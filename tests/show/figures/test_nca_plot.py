import numpy as np
import pandas as pd
import pytest

import pksim as pk
from pksim.show.figures.nca import plot_nca

THEOPHYLLINE = pk.load_samples("theoph")


def named(axes, gid):
    return [line for line in axes.lines if line.get_gid() == gid]


@pytest.fixture(scope="module")
def figure():
    return plot_nca(THEOPHYLLINE)


def test_the_points_used_and_the_line_through_them_are_drawn(figure):
    table = pk.nca(THEOPHYLLINE)
    assert [axes.get_label() for axes in figure.axes] == list(table.index)
    for axes in figure.axes:
        row = table.loc[axes.get_label()]
        (used,), (line,) = named(axes, "used"), named(axes, "last line")
        assert len(used.get_xdata()) == row["points"]
        assert used.get_xdata()[0] == line.get_xdata()[0] == row["from_h"]
        times, levels = line.get_data()
        assert np.log(levels[0] / levels[1]) / (times[1] - times[0]) == pytest.approx(row["lambda_z_per_h"])
        assert axes.get_yscale() == "log"


def test_all_panels_have_the_same_axes(figure):
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) == 1


def test_hours_and_levels_stand_where_no_panel_does_for_them(figure, extents):
    boxes = extents(figure)
    for i, axes in enumerate(figure.axes):
        panel = axes.get_window_extent()
        middles = [((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for box in boxes.values()]
        below = [x for x, y in middles if panel.x0 - 1 < x < panel.x1 and panel.y0 - 20 < y < panel.y0]
        beside = [y for x, y in middles if panel.x0 - 30 < x < panel.x0 and panel.y0 < y < panel.y1]
        assert (len(below) > 2, len(beside) > 2) == (i >= 8, i % 4 == 0)


def test_no_text_covers_another_or_leaves_the_sheet(figure, extents, covering, outside):
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_the_text_says_what_is_drawn(figure):
    assert "half-life 8.18 [2.12] h" in figure.alt_text
    assert "Subject 1: 31 % of the area is extrapolated" in figure.alt_text


def test_what_is_below_the_limit_stands_at_the_foot():
    tubes = pd.DataFrame({"h": [0, 0.5, 1, 2, 4, 6, 8, 12], "c": ["<0.2", 3, 5, 4, 2, "BLQ", 0.5, "<0.2"]})
    figure = plot_nca(pk.Samples.from_frame(tubes, "h", "c", None, 10.0))
    (axes,) = figure.axes
    (nothing,) = named(axes, "nothing")
    assert nothing.get_xdata().tolist() == [0, 6, 12]
    assert axes.get_ylim()[0] < 0.5


def test_without_a_line_there_is_none_and_it_says_so():
    tubes = pd.DataFrame({"h": [1.0, 2, 4], "c": [3.0, 5, 4]})
    figure = plot_nca(pk.Samples.from_frame(tubes, "h", "c", None, 10.0))
    assert named(figure.axes[0], "last line") == []
    assert figure.axes[0].get_title("left") == "1: no half-life"


def test_of_many_subjects_the_first_are_drawn_and_the_rest_counted():
    few = THEOPHYLLINE.to_frame()
    many = pd.concat([few.assign(subject=few["subject"] + suffix) for suffix in "abc"])
    samples = pk.Samples.from_frame(many, "time_h", "conc", "subject", 4.0)
    figure = plot_nca(samples)
    assert len(figure.axes) == 24
    assert any("Not drawn are 12 more subjects." in text.get_text() for text in figure.texts)
