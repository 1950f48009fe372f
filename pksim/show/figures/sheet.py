"""The sheet that a figure is: panels in rows and columns, room for names beside them, small print below."""

from __future__ import annotations

import io
import math
import os
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import numpy as np
from matplotlib import rc_context, rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from pksim.arguments import instance, quoted
from pksim.errors import InputError, visible
from pksim.show.figures.labels import drawable, height_in, room_in
from pksim.show.figures.style import QUIET, SMALL, size_in

WIDTH_IN, PANEL_IN, LEFT_IN, GAP_IN, AXIS_IN = 8.5, 2.5, 0.75, 0.5, 0.6
_LINE_IN, _CHARACTERS_AN_INCH, _LEAST_IN = 0.125, 18, 1.0
_PATH, _FINER = re.compile(r' d="[^"]*"'), re.compile(r"(?<=\.\d\d)\d+")
"""Where an SVG's curves go, and what there is finer than a hundredth of a point, half their bytes."""
_UNBROKEN = re.compile(r"\d %|\[\d+(?:, \d+)+\]")
_KEPT = "\N{WORD JOINER}"
"""For a space at which no line is broken; drawn as a space."""
_COMPRESSION = 3
"""Of a PNG: a twentieth larger than at the usual 6, in half the time."""


class NightFigure(Figure):
    """A figure that shows itself once in a notebook, and carries a text that says what it shows.

    Attributes
    ----------
    alt_text : str
        The text, for people who cannot see the picture; `save` writes it into the file.
    small_print : str
        Which numbers were used, and whose they are, with the sources that there is no room for below the picture;
        `save` writes it into the file.
    """

    def __init__(self, width_in: float, height_in: float, alt_text: str, small_print: str = "") -> None:
        super().__init__(figsize=(width_in, height_in), dpi=100, facecolor="white")
        FigureCanvasAgg(self)
        self.alt_text, self.small_print = visible(alt_text), "\n".join(map(visible, small_print.split("\n")))

    def draw(self, renderer: RendererBase) -> None:
        """Draw what people call their things as it is: no mathematics, nothing that cannot be seen or has no glyph.

        Only names on ticks, which their axis writes anew, must have been through `drawable` before.
        """
        for text in _texts(self):
            text.set_parse_math(False)
            text.set_text(drawable(text.get_text()))
        super().draw(renderer)

    def save(self, target: BinaryIO, kind: str) -> None:
        """Write the picture with its text.

        Parameters
        ----------
        target : binary file
            Where to.
        kind : {"png", "svg"}
            In which format.
        """
        if kind == "svg":
            target.write(self._svg().encode())
            return
        with rc_context({"text.hinting": "none"}):  # so fine a picture needs none, which takes a fifth of its time
            self.savefig(target, format=kind, dpi=200, pil_kwargs={"compress_level": _COMPRESSION})

    def savefig(self, fname: Any, **how: Any) -> None:
        """Write the picture as Matplotlib does, with its text and its sources where the format has room for them."""
        ending = Path(fname).suffix.removeprefix(".") if isinstance(fname, (str, os.PathLike)) else ""
        kind = (how.get("format") or ending or rcParams["savefig.format"]).lower()
        about = {"Title": "pksim", "Source": self.small_print} if kind in ("png", "svg", "svgz") else {}
        about |= {"Description": self.alt_text} if about else {}
        if about:
            how["metadata"] = about | dict(how.get("metadata") or {})
        super().savefig(fname, **how)

    def _svg(self) -> str:
        stream = io.StringIO()
        with rc_context({"svg.hashsalt": "pksim", "svg.fonttype": "none"}):
            self.savefig(stream, format="svg", metadata={"Date": None, "Description": None})
        tag = re.search(r"<svg[^>]*>", stream.getvalue())
        assert tag is not None
        about = f'\n <title id="title">pksim</title>\n <desc id="desc">{escape(self.alt_text)}</desc>'
        spoken = tag[0].replace("<svg", '<svg role="img" aria-labelledby="title desc"', 1)
        drawing = _PATH.sub(lambda path: _FINER.sub("", path[0]), stream.getvalue())
        return drawing.replace(tag[0], spoken + about, 1)

    def _repr_png_(self) -> bytes:
        stream = io.BytesIO()
        self.save(stream, "png")
        return stream.getvalue()


def _texts(artist: Artist) -> Iterator[Text]:
    """Find what is written, but for the numbers on ticks, of which there are many; names on ticks are plain text."""
    for child in artist.get_children():
        if isinstance(child, Axis):
            yield child.label
            for tick in child.majorTicks if child.get_visible() else ():
                tick.label1.set_parse_math(False)
                tick.label2.set_parse_math(False)
        elif isinstance(child, Text):
            yield child
        else:
            yield from _texts(child)


class InFile(str):
    """A sentence of the small print that stands in the picture's file, and below the picture in short.

    Attributes
    ----------
    short : str
        What is drawn in its place; nothing if it is empty.
    """

    short: str
    __slots__ = ("short",)

    def __new__(cls, sentence: str, short: str = "") -> Self:
        """Make it of the sentence and of what is drawn."""
        made = super().__new__(cls, sentence)
        made.short = short
        return made


@dataclass(frozen=True, eq=False)
class Place:
    """Where a picture of one panel is drawn, if that is not to be laid out here.

    Attributes
    ----------
    ax : matplotlib.axes.Axes or None
        A panel of the user's; title and axes are drawn, and the small print is left out.
    figsize : (float, float) or None
        Width and height of the whole [inches].
    """

    ax: Axes | None = None
    figsize: tuple[float, float] | None = None

    def checked(self, panels: int) -> Axes | None:
        """Give the user's panel, if there is one and what is drawn has no more than one."""
        for name, given in vars(self).items():
            if given is not None and panels != 1:
                msg = (
                    f"{name} is for a picture of one panel, and this has {panels}; leave it out, or take one compound."
                )
                raise InputError(msg)
        if self.ax is not None and self.figsize is not None:
            msg = "ax has its size already; leave figsize out."
            raise InputError(msg)
        return None if self.ax is None else instance(self.ax, Axes, "ax", "plt.subplots()[1]")

    def width_in(self, usual: float) -> float:
        """Give the width of the whole [inches]."""
        if self.figsize is None:
            return usual
        try:
            width, height = (float(each) for each in self.figsize)
        except (TypeError, ValueError):
            width, height = math.nan, math.nan
        if not (0 < width < math.inf and 0 < height < math.inf):
            msg = f"figsize is {quoted(self.figsize)}; it must be a width and a height in inches, such as (6, 4)."
            raise InputError(msg)
        return width

    def panel_in(self, beside_it_in: float, left_and_right_in: float) -> float:
        """Give the height that is left for the panel [inches], if both that and the width are enough."""
        assert self.figsize is not None
        width, height = self.figsize
        if height - beside_it_in < _LEAST_IN or width - left_and_right_in < _LEAST_IN:
            needed = f"({left_and_right_in + _LEAST_IN:.2g}, {beside_it_in + _LEAST_IN:.2g})"
            msg = f"figsize is ({width:g}, {height:g}) inches; names, axes and small print need at least {needed}."
            raise InputError(msg)
        return height - beside_it_in


LAID_OUT = Place()
"""Here, in its usual size."""


class Sheet:
    """Lay a figure out from the sizes of its parts, all in inches.

    Parameters
    ----------
    alt_text : str
        What the figure shows.
    small : iterable of str
        Sentences of the small print.
    panels_in : sequence of float, optional
        Height of the panels of each row.
    gaps_in : float or sequence of float, optional
        Height between one row and the next.
    columns : int, optional
        How many panels there are in a row.
    beside_in : float, optional
        Width between one column and the next.
    names : sequence of str, optional
        What stands at the ends of curves: panels are high enough for them, and the right margin is as wide.
    width_in : float, optional
        How wide the whole is.
    top_in, left_in, right_in, axis_in : float, optional
        Margins; ``axis_in`` is that between the lowest panel and the small print.
    place : Place, optional
        What the user says of it: a panel of their own, or the size of the whole. Only for a picture of one panel.

    Attributes
    ----------
    figure : NightFigure
        What is laid out; the user's own figure, if there is a panel of theirs.
    wide_in : float
        Width of every panel.
    """

    def __init__(
        self,
        alt_text: str,
        small: Iterable[str],
        *,
        panels_in: Sequence[float] = (PANEL_IN,),
        gaps_in: float | Sequence[float] = GAP_IN,
        columns: int = 1,
        beside_in: float = LEFT_IN,
        names: Sequence[str] = (),
        width_in: float = WIDTH_IN,
        top_in: float = 0.8,
        left_in: float = LEFT_IN,
        right_in: float = 0.2,
        axis_in: float = AXIS_IN,
        place: Place = LAID_OUT,
    ) -> None:
        self._given = place.checked(len(panels_in) * columns)
        if self._given is not None:
            # Of what it can do only drawing is asked, by methods that promise a Figure.
            self.figure = cast("NightFigure", self._given.figure.figure)
            self.wide_in = size_in(self._given)[0]
            return
        width_in = place.width_in(width_in)
        told, across = list(small), int(width_in * _CHARACTERS_AN_INCH)
        drawn = (each.short if isinstance(each, InFile) else each for each in told)
        lines = [line for each in drawn for line in _lines(drawable(each), across)]
        right_in = room_in(names) if names else right_in
        self._heights = np.maximum(panels_in, height_in(names) + 0.1)
        self._tops = top_in + np.cumsum([0.0, *(self._heights[:-1] + gaps_in)])
        self.wide_in = (width_in - left_in - right_in - (columns - 1) * beside_in) / columns
        self._lefts = left_in + np.arange(columns) * (self.wide_in + beside_in)
        below_in = axis_in + _LINE_IN * (len(lines) + 1)
        if place.figsize is not None:
            self._heights = np.array([place.panel_in(top_in + below_in, left_in + right_in)])
        height = float(self._tops[-1] + self._heights[-1] + below_in)
        self.figure = NightFigure(width_in, height, alt_text, "\n".join(told))
        how: dict[str, Any] = {"fontsize": 6.5, "color": QUIET, "va": "bottom", "linespacing": 1.35}
        self.figure.text(0.15 / width_in, 0.07 / height, "\n".join(lines), **how)

    def panel(self, row: int = 0, column: int = 0, *, label: str = "") -> Axes:
        """Add the panel of a row and a column.

        Parameters
        ----------
        row, column : int, optional
            Which, counted from the upper left one.
        label : str, optional
            What it is called.

        Returns
        -------
        matplotlib.axes.Axes
            A frame that is open above and to the right, with small numbers.
        """
        if self._given is not None:
            return _opened(self._given)
        width, height = self.figure.get_size_inches()
        left, tall = self._lefts[column], self._heights[row]
        below = height - self._tops[row] - tall
        axes = self.figure.add_axes((left / width, below / height, self.wide_in / width, tall / height), label=label)
        axes.patch.set_visible(False)  # as white as the sheet
        return _opened(axes)


def _lines(sentence: str, across: int) -> list[str]:
    """Break a sentence into lines, but none between a number and its % sign, or the numbers of some sources."""
    whole = _UNBROKEN.sub(lambda part: part[0].replace(" ", _KEPT), sentence)
    return [line.replace(_KEPT, " ") for line in textwrap.wrap(whole, across)]


def _opened(axes: Axes) -> Axes:
    axes.tick_params(labelsize=SMALL)
    axes.spines[["top", "right"]].set_visible(False)
    return axes
