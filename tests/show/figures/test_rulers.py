"""Rulers: marks, numbers and names along the sides of a panel, as its axis has them."""

import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator, NullLocator
from PIL import Image

from pksim.show.figures.rulers import Ruler


def panel(*, ours):
    """Make a panel with its axes, or with rulers in their place."""
    figure = Figure(figsize=(4.0, 3.0), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.3, 0.3, 0.6, 0.5))
    axes.set(xlim=(-2.0, 3.0), ylim=(0.0, 4.0), xlabel="hours", ylabel="level")
    axes.tick_params(labelsize=8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MultipleLocator(1.0))
        axis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:+g}"))
    if ours:
        for side in ("bottom", "left"):
            axes.add_artist(Ruler(axes, side))
    return axes


def texts(axes, extents):
    """Give where each text stands, rounded to the pixel."""
    return {text.get_text(): box.extents for text, box in extents(axes.figure).items()}


def test_numbers_stand_where_matplotlib_puts_them(extents):
    ours, theirs = texts(panel(ours=True), extents), texts(panel(ours=False), extents)
    assert set(ours) == set(theirs) == {"-2", "-1", "+0", "+1", "+2", "+3", "+4", "hours", "level"}
    for text in set(ours) - {"hours", "level", "+0", "+1", "+2", "+3"}:  # those stand on both sides
        assert ours[text] == pytest.approx(theirs[text], abs=1.0)


def test_marks_stand_at_the_numbers():
    pixels = {}
    for ours in (True, False):
        axes = panel(ours=ours)
        axes.figure.canvas.draw()
        whole = np.asarray(axes.figure.canvas.buffer_rgba())[..., :3].sum(axis=2)
        box = axes.get_window_extent()
        below = whole[whole.shape[0] - int(box.y0) + 2, int(box.x0) - 2 : int(box.x1) + 3]
        beside = whole[whole.shape[0] - int(box.y1) - 2 : whole.shape[0] - int(box.y0) + 3, int(box.x0) - 3]
        pixels[ours] = np.flatnonzero(below < 400), np.flatnonzero(beside < 400)
    assert min(len(each) for each in pixels[False]) >= 5
    for ours, theirs in zip(pixels[True], pixels[False], strict=True):
        assert ours == pytest.approx(theirs, abs=1)


def test_they_follow_the_limits_the_locator_and_the_formatter(rulers):
    axes = panel(ours=True)
    axes.set_ylim(7.0, 5.0)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g} h"))
    assert rulers(axes)["left"] == {5.0: "5 h", 6.0: "6 h", 7.0: "7 h"}
    axes.xaxis.set_major_locator(NullLocator())
    assert rulers(axes)["bottom"] == {}
    axes.set_xticks([0.5, 9.0], ["half", "beyond"])
    axes.set_xlim(0.0, 1.0)
    assert list(rulers(axes)["bottom"]) == [0.5]


def test_rounding_moves_no_number_across_the_end(rulers):
    axes = panel(ours=True)
    axes.set_xticks([0.1, 0.2, 0.1 + 0.2])
    axes.set_xlim(0.0, 0.3)
    assert len(rulers(axes)["bottom"]) == 3


def test_on_a_long_logarithmic_axis_nothing_stands_beyond_its_ends(rulers):
    axes = panel(ours=True)
    axes.set_yscale("log")
    axes.set_yticks([0.0011, 0.0019, 0.002, 1.0, 1e9, 1.1e9])
    axes.set_ylim(0.002, 1e9)
    assert list(rulers(axes)["left"]) == [0.002, 1.0, 1e9]
    left = axes.artists[1]
    assert left.between.min() == pytest.approx(0.002)
    assert left.between.max() == pytest.approx(9e8)


def test_another_ruler_than_the_axis_stands_above(extents):
    axes = panel(ours=True)
    axes.add_artist(Ruler(axes, "top", at=[-3.0, -1.0, 2.0], write=lambda hour: f"{23 + hour:g}:00"))
    found = texts(axes, extents)
    assert {text for text in found if ":" in text} == {"22:00", "25:00"}
    top = axes.get_window_extent().y1
    assert found["22:00"][1] > top
    assert (found["22:00"][0] + found["22:00"][2]) / 2 == pytest.approx(axes.transData.transform((-1.0, 0.0))[0], abs=1)


def test_size_and_colour_of_numbers_are_what_the_axis_says(extents):
    axes = panel(ours=True)
    axes.tick_params(axis="x", labelsize=15, labelcolor="red")
    (large,) = [text for text in extents(axes.figure) if text.get_text() == "-2"]
    assert (large.get_fontsize(), large.get_color()) == (15, "red")
    (usual,) = [text for text in extents(axes.figure) if text.get_text() == "+4"]
    assert (usual.get_fontsize(), usual.get_color()) == (8, "black")


def test_numbers_are_turned_as_the_axis_says(extents):
    axes = panel(ours=True)
    axes.tick_params(axis="x", labelrotation=30)
    turned = [text.get_rotation() for text in extents(axes.figure) if text.get_text() == "-2"]
    assert turned == [30]


def test_where_numbers_would_touch_one_is_left_out(extents, covering):
    axes = panel(ours=True)
    axes.set(xscale="log", xlim=(100.0, 1000.0))
    axes.set_xticks([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:,g} pg"))
    boxes = extents(axes.figure)
    assert covering(boxes) == []
    written = [text.get_text() for text in boxes if "pg" in text.get_text()]
    assert written[:2] == ["100 pg", "200 pg"]
    assert 4 <= len(written) < 10


def test_shorter_marks_stand_between_the_powers_of_ten_of_either_axis():
    axes = panel(ours=True)
    bottom, left = axes.artists
    assert bottom.between.size == left.between.size == 0
    axes.set(xscale="log", xlim=(5.0, 300.0), yscale="log", ylim=(20.0, 1.0))
    assert bottom.between.tolist() == pytest.approx([*range(5, 10), *range(20, 100, 10), 200, 300])
    assert left.between.tolist() == pytest.approx([*range(2, 10), 20])
    assert Ruler(axes, "left", between=False).between.size == 0


def test_names_on_an_axis_keep_their_places_when_some_are_beyond_it(rulers):
    axes = panel(ours=True)
    axes.set_yticks([0.0, 1.0, 2.0, 9.0], ["a", "b", "c", "d"])
    axes.set_ylim(0.5, 3.0)
    assert rulers(axes)["left"] == {1.0: "b", 2.0: "c"}


def test_names_stand_beyond_the_numbers_and_can_be_changed(extents):
    axes = panel(ours=True)
    axes.set_xlabel("days")
    found = texts(axes, extents)
    assert found["days"][3] < found["-2"][1]
    assert found["level"][2] < found["+4"][0]
    axes.set_ylabel("")
    assert "level" not in texts(axes, extents)


def test_without_numbers_marks_remain(extents):
    axes = panel(ours=False)
    axes.set_ylabel("")
    axes.add_artist(Ruler(axes, "left", numbered=False))
    assert "+4" not in texts(axes, extents)


@pytest.mark.parametrize("ours", [True, False])
def test_a_picture_cut_to_its_content_keeps_them(ours):
    stream = io.BytesIO()
    panel(ours=ours).figure.savefig(stream, format="png", bbox_inches="tight", pad_inches=0.0)
    with Image.open(stream) as picture:
        rows, columns = np.nonzero(np.asarray(picture.convert("L")) < 128)
        assert picture.width > 4.0 * 100 * 0.6 + 30
        assert (columns.min() < 4, rows.max() > picture.height - 5) == (True, True)


def test_what_is_made_invisible_is_not_drawn(extents):
    axes = panel(ours=True)
    for ruler in list(axes.artists):
        ruler.set_visible(False)
    assert texts(axes, extents) == {}
