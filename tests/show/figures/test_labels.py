from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pksim import Night
from pksim.show.figures.labels import spread_out, wrapped


@st.composite
def intervals(draw):
    """Wanted middles, heights, and bounds in which they fit."""
    heights = draw(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=14))
    room = draw(st.sampled_from([0.0, 1e-9, 0.5, 5.0]))
    wanted = draw(st.lists(st.floats(-2, 20), min_size=len(heights), max_size=len(heights)))
    return wanted, heights, 0.0, sum(heights) + room


@settings(derandomize=True, deadline=None, max_examples=200)
@given(intervals())
def test_spread_keeps_order_and_bounds_and_lets_none_cover_another(case):
    wanted, heights, low, high = case
    middles = np.array(spread_out(wanted, heights, low, high))
    bottoms, tops = middles - np.array(heights) / 2, middles + np.array(heights) / 2
    assert bottoms.min() >= low - 1e-9
    assert tops.max() <= high + 1e-9
    order = np.argsort(middles)
    assert (bottoms[order][1:] >= tops[order][:-1] - 1e-9).all()
    for i, one in enumerate(wanted):
        assert all(middles[i] < middles[j] for j, other in enumerate(wanted) if one < other)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.floats(0.05, 1), st.floats(1e-3, 1)), min_size=1, max_size=14), st.randoms())
def test_spread_leaves_alone_what_is_already_apart(heights_and_gaps, random):
    placed, at = [], 0.0
    for height, gap in heights_and_gaps:
        placed.append((at + height / 2, height))
        at += height + gap
    random.shuffle(placed)
    wanted, heights = zip(*placed, strict=True)
    assert spread_out(wanted, heights, 0.0, at) == pytest.approx(wanted, abs=1e-9)


def test_two_that_want_the_same_place_share_it():
    assert sorted(spread_out([5, 5], [1, 1], 0, 10)) == pytest.approx([4.5, 5.5])


def test_names_are_broken_into_lines_and_nothing_of_them_is_lost():
    name = "a long name that somebody wrote for a schedule"
    assert wrapped(name).replace("\n", " ") == name
    assert max(map(len, wrapped(name).split("\n"))) <= 26
    assert wrapped("x" * 60).replace("\n", "") == "x" * 60


NAMES = {
    "one": ["mine"],
    "three": ["mine", "yours", "theirs"],
    "eight": [f"schedule {i}" for i in range(8)],
    "twelve": [f"schedule {i}" for i in range(12)],
    "long": [f"magnesium with dinner and melatonin before bed, week {i}" for i in range(12)],
}


def texts(names, apart):
    return {
        name: f"melatonin {1 + apart * i:g} mg 60 min before bed; magnesium {300 + apart * i:g} mg elemental at 21:00"
        for i, name in enumerate(names)
    }


@pytest.mark.parametrize(
    ("which", "apart"), [("one", 0), ("three", 0.1), ("eight", 30), ("twelve", 0), ("twelve", 30), ("long", 0.1)]
)
def test_no_label_covers_another_or_leaves_the_figure(solve, extents, covering, outside, which, apart):
    names = NAMES[which]
    figure = solve(texts(names, apart)).plot()
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []
    for axes in figure.axes:
        labels = [text for text in axes.texts if text.get_gid() == "label"]
        assert sorted(text.get_text() for text in labels) == sorted(map(wrapped, names))


def test_no_text_of_the_published_picture_covers_another(published, extents, covering, outside):
    for figure in (published.plot(), published.plot(y="share of peak")):
        boxes = extents(figure)
        assert covering(boxes) == []
        assert outside(boxes, figure) == []


@pytest.mark.parametrize("night", [Night("09:00", "17:00"), Night("00:30", "06:10"), Night("22:00", "09:59")])
def test_no_text_covers_another_in_any_night(solve, extents, covering, outside, night):
    figure = solve(texts(NAMES["three"], 1), night).plot()
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def starts(axes):
    """Where each leader starts, in data, by its colour."""
    there = axes.transData.inverted()
    leaders = [line for line in axes.lines if line.get_gid() == "leader"]
    return {line.get_color(): there.transform(axes.transAxes.transform(line.get_xydata()))[0] for line in leaders}


def curves(axes, names):
    return {line.get_color(): line.get_xydata() for line in axes.lines if line.get_label() in names}


@pytest.mark.parametrize("which", [0, 1])
def test_a_label_is_joined_to_the_end_of_its_curve_in_its_style(published, which):
    axes = published.plot().axes[which]
    found, lines = starts(axes), curves(axes, published.schedules)
    assert found.keys() == lines.keys()
    for colour, start in found.items():
        assert start == pytest.approx(lines[colour][-1], abs=1e-9 * axes.get_ylim()[1])


def test_where_nothing_is_left_at_the_end_of_a_linear_axis_it_is_joined_to_the_peak(published):
    melatonin, magnesium = published.plot(log=False).axes
    found, lines = starts(melatonin), curves(melatonin, published.schedules)
    assert found.keys() == lines.keys()
    for colour, start in found.items():
        highest = lines[colour][np.nanargmax(lines[colour][:, 1])]
        assert start == pytest.approx(highest, abs=1e-9 * melatonin.get_ylim()[1])
    assert all(time == pytest.approx(published.times_h[-1]) for time, _ in starts(magnesium).values())


def test_no_text_of_the_linear_picture_covers_another(published, extents, covering, outside):
    figure = published.plot(log=False)
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_labels_stand_in_the_order_of_the_curves_ends(published):
    for axes in published.plot().axes:
        labels = sorted((t.get_position()[1], t.get_text()) for t in axes.texts if t.get_gid() == "label")
        ends = [published.concentrations[name, axes.get_label()][-1] for _, name in labels]
        assert all(low <= high * (1 + 1e-9) for low, high in pairwise(ends))
