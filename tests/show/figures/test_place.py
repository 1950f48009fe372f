"""A panel of the user's, and a size that they say, for pictures of one panel."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import pksim as pk

ALONE = pk.simulate(pk.Schedule.parse("mine", "melatonin 1 mg 60 min before bed"), step_min=10)
LEVELS = pd.DataFrame({"Time": [0.5, 1.0, 3.0], "conc": [300.0, 400.0, 90.0]})
TUBES = pk.Samples.from_frame(LEVELS, subject=None, dose=1.0)
PLOTS = {
    "curves": ALONE.plot,
    "doses": ALONE.plot_doses,
    "timing": pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.peak_at(0), step_min=30).plot,
    "regret": pk.regret(pk.load_schedules()["mechanism"], off_min=30).plot,
    "response": pk.phase_response("3 mg").plot,
    "samples": TUBES.plot,
}


@pytest.fixture
def ax():
    figure, axes = plt.subplots(figsize=(7, 5))
    yield axes
    plt.close(figure)


def drawn(axes):
    """What is on a panel: the lines in data, and all that is written."""
    lines = [
        np.asarray(line.get_xydata(), dtype=float)
        for line in axes.lines
        if line.get_gid() not in ("leader", "key", None)
    ]
    return lines, [axes.get_title(loc="left").split()[:3], axes.get_xlabel(), axes.get_ylabel().replace("\n", " ")]


@pytest.mark.parametrize("kind", PLOTS)
def test_a_panel_of_ones_own_gets_what_the_figure_has(ax, kind):
    figure = PLOTS[kind](ax=ax)
    assert figure is ax.figure
    assert figure.axes == [ax]
    assert not figure.texts
    figure.canvas.draw()
    (usual,) = PLOTS[kind]().axes
    (lines, words), (expected, named) = drawn(ax), drawn(usual)
    assert words == named
    assert len(lines) == len(expected)
    for line, other in zip(lines, expected, strict=True):
        np.testing.assert_allclose(line[:, 0], other[:, 0], atol=1e-9)


@pytest.mark.parametrize("kind", PLOTS)
def test_a_figure_has_the_size_that_is_said_and_nothing_leaves_it(kind, extents, outside):
    figure = PLOTS[kind](figsize=(7.5, 6.0))
    assert figure.get_size_inches() == pytest.approx([7.5, 6.0])
    assert outside(extents(figure), figure) == []
    (axes,) = figure.axes
    usual = PLOTS[kind]()
    spare = usual.get_figheight() - usual.axes[0].get_position().height * usual.get_figheight()
    assert axes.get_position().height * 6.0 == pytest.approx(6.0 - spare, abs=0.5)


def test_two_compounds_need_two_panels(ax, published):
    for given in ({"ax": ax}, {"figsize": (6, 4)}):
        with pytest.raises(pk.InputError, match="is for a picture of one panel, and this has 2; leave it out"):
            published.plot(**given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"figsize": (6, 4, 2)}, "figsize is (6, 4, 2); it must be a width and a height in inches"),
        ({"figsize": 6}, "figsize is 6; it must be"),
        ({"figsize": (0, 4)}, "figsize is (0, 4); it must be"),
        ({"figsize": (6, float("nan"))}, "figsize is (6, nan); it must be"),
        ({"figsize": (1.5, 4)}, "figsize is (1.5, 4) inches; names, axes and small print need at least ("),
        ({"figsize": (6, 1)}, "figsize is (6, 1) inches; names, axes and small print need at least ("),
        ({"ax": 3}, "ax is 3; it must be"),
    ],
)
def test_what_is_no_place_is_refused(given, message):
    with pytest.raises(pk.InputError, match=re.escape(message)):
        ALONE.plot(**given)


def test_a_panel_has_its_size_already(ax):
    with pytest.raises(pk.InputError, match="ax has its size already; leave figsize out"):
        ALONE.plot(ax=ax, figsize=(6, 4))
