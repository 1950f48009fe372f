import re
from copy import copy

import pytest
from matplotlib.text import Text

from pksim import Schedule, load_schedules, simulate
from pksim.show.figures.rulers import Ruler


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
    """Measure what each text covers that is drawn [pixels], by a copy of it; what a ruler writes, too."""

    def of(figure):
        boxes, draw = {}, Text.draw

        def measured(text, renderer):
            draw(text, renderer)
            if text.get_visible() and text.get_text().strip():
                boxes[copy(text)] = text.get_window_extent(renderer)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Text, "draw", measured)
            figure.draw_without_rendering()
        return boxes

    return of


@pytest.fixture(scope="session")
def rulers():
    """Give what is written along the sides of a panel, by side."""

    def of(axes):
        return {each.get_gid(): each.numbers for each in axes.artists if isinstance(each, Ruler)}

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
