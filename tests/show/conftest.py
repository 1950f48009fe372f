import re

import pytest
from matplotlib.axis import Axis
from matplotlib.text import Text

from pksim import Schedule, load_schedules, simulate


@pytest.fixture(scope="session")
def published():
    """The published schedules, solved on a coarse grid."""
    return simulate(load_schedules(), step_min=10)


@pytest.fixture(scope="session")
def solve():
    """Solve schedules given as name=text, or as a mapping."""

    def of(texts=None, night=None, endogenous=False, **more):
        named = {**(texts or {}), **more}
        schedules = [Schedule.parse(name, text) for name, text in named.items()]
        return simulate(schedules, night, endogenous=endogenous, step_min=10)

    return of


@pytest.fixture(scope="session")
def extents():
    """Measure what text covers as drawn [pixels], tick labels beyond their axis left out."""

    def of(figure):
        figure.draw_without_rendering()
        renderer = figure.canvas.get_renderer()
        beyond = set()
        for axis in figure.findobj(Axis):
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]
            beyond |= {label for tick in ticks for label in (tick.label1, tick.label2)}
        texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        return {text: text.get_window_extent(renderer) for text in texts if text not in beyond}

    return of


@pytest.fixture(scope="session")
def covering():
    """List pairs of texts of which one covers another by more than a pixel."""

    def of(boxes):
        listed = [(text.get_text(), box) for text, box in boxes.items()]
        return [
            (one, other)
            for i, (one, a) in enumerate(listed)
            for other, b in listed[:i]
            if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
        ]

    return of


@pytest.fixture(scope="session")
def outside():
    """List texts that reach beyond a figure."""

    def of(boxes, figure):
        whole = figure.bbox
        return [
            text.get_text()
            for text, box in boxes.items()
            if box.x0 < whole.x0 or box.y0 < whole.y0 or box.x1 > whole.x1 or box.y1 > whole.y1
        ]

    return of


@pytest.fixture(scope="session")
def printed():
    """Give the small print of a figure as one line."""
    return lambda figure: figure.small_print.replace("\n", " ")


@pytest.fixture(scope="session")
def cited():
    """List the titles that the small print cites for what begins with some words."""

    def of(text, start):
        numbers = re.search(re.escape(start) + r"[^\[]*\[([\d, ]+)\]", text)[1].split(", ")
        listed = text.partition("Sources: ")[2].removesuffix(".")
        titles = dict(re.findall(r"\[(\d+)\]\s(.*?)(?=; \[\d+\]\s|$)", listed))
        return [titles[number] for number in numbers]

    return of
