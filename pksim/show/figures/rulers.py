"""What stands along the sides of a panel, in few artists; a tick of Matplotlib's is five and costs more than a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT, TICKUP
from matplotlib.text import Text
from matplotlib.transforms import Bbox, ScaledTranslation

from pksim.kinetics.arrays import Array

_MARK_PT, _PAD_PT, _POINTS_AN_INCH = 3.5, 3.5, 72.0
_LEAST_GAP = 0.3
"""Between one number and the next, in heights of a number."""
_SIDES: dict[str, tuple[Any, tuple[float, float], float, dict[str, Any]]] = {
    "bottom": (TICKDOWN, (0.0, -1.0), 0.26, {"ha": "center", "va": "top"}),
    "left": (TICKLEFT, (-1.0, 0.0), 0.5, {"ha": "right", "va": "center_baseline"}),
    "top": (TICKUP, (0.0, 1.0), 0.26, {"ha": "center", "va": "bottom"}),
}
"""Of each side its marks, the way out, how far off its name stands [inches], and how its numbers are aligned."""
_INK = "black"


class LevelLines(Artist):
    """Thin lines across a panel, at the levels that its vertical axis numbers when it is drawn."""

    def __init__(self, of: Axes) -> None:
        super().__init__()
        self.set(gid="grid", zorder=0.5)
        self._of = of
        self._lines = Line2D([], [], transform=of.get_yaxis_transform(), color="#D0D0D0", linewidth=0.5, gid="grid")

    def draw(self, renderer: RendererBase) -> None:
        """Draw them at the levels of now."""
        levels = _within(self._of.yaxis, self._of.yaxis.get_majorticklocs())
        if self.get_visible() and levels.size:
            self._lines.set_data(np.tile((0.0, 1.0, np.nan), levels.size), np.repeat(levels, 3))
            self._lines.draw(renderer)


class Ruler(Artist):
    """Marks and numbers along a side of a panel, and the name of what they count, as its axis has them when drawn.

    It takes the place of the axis: its locator and formatter, its name, the size, colour and rotation of its numbers
    hold. Where the axis is logarithmic, shorter marks stand between the powers of ten, and along the bottom a number
    that would touch the one before is left out.

    Parameters
    ----------
    of : matplotlib.axes.Axes
        The panel.
    side : {"bottom", "left", "top"}
        Along which side.
    at : sequence of float, optional
        Where the numbers of another ruler than the axis stand, such as a clock along the top.
    write : callable, optional
        How to write those.
    numbered : bool, optional
        Whether there are numbers, or only marks.
    between : bool, optional
        Whether marks stand between the powers of ten of a logarithmic axis.
    mark_pt : float, optional
        How long the marks are [points].
    name_in : float, optional
        How far from the panel the name stands [inches].
    """

    def __init__(
        self,
        of: Axes,
        side: str,
        *,
        at: Sequence[float] | Array = (),
        write: Callable[[float], str] | None = None,
        numbered: bool = True,
        between: bool = True,
        mark_pt: float = _MARK_PT,
        name_in: float | None = None,
    ) -> None:
        super().__init__()
        marker, away, usual_in, aligned = _SIDES[side]
        self.set(gid=side, zorder=2.01, clip_on=False)
        self._of, self._upright, self._beside = of, side == "left", float(side == "top")
        self._at, self._write, self._numbered, self._marked_between = at, write, numbered, between
        self._axis: Axis = of.yaxis if self._upright else of.xaxis
        along = of.get_yaxis_transform() if self._upright else of.get_xaxis_transform()
        if write is None:
            self._axis.set_visible(False)
            place = (0.0, 0.5) if self._upright else (0.5, 0.0)
            moved = _moved(of, away, usual_in if name_in is None else name_in)
            self._axis.set_label_coords(*place, transform=of.transAxes + moved)
        how: dict[str, Any] = {"linestyle": "none", "marker": marker, "color": _INK, "transform": along}
        self._marks = Line2D([], [], markersize=mark_pt, markeredgewidth=0.8, gid=f"{side} marks", **how)
        self._short = Line2D([], [], markersize=2.0, markeredgewidth=0.6, gid=f"{side} marks between", **how)
        pad = _moved(of, away, (mark_pt + _PAD_PT) / _POINTS_AN_INCH)
        self._number = Text(transform=along + pad, parse_math=False, **aligned)
        self.set_figure(of.figure)

    def set_figure(self, fig: Figure | SubFigure) -> None:
        """Let it belong to a figure."""
        super().set_figure(fig)
        for each in (self._marks, self._short, self._number):
            each.set_figure(fig)

    @property
    def numbers(self) -> dict[float, str]:
        """What is written now, by where it stands."""
        if self._write is not None:
            return {each: self._write(each) for each in _within(self._axis, self._at).tolist()}
        at = np.asarray(self._axis.get_majorticklocs(), dtype=float).tolist()
        texts = self._axis.get_major_formatter().format_ticks(at)
        kept = set(_within(self._axis, at).tolist())
        return {each: text for each, text in zip(at, texts, strict=True) if each in kept}

    @property
    def between(self) -> Array:
        """Where the shorter marks stand now."""
        if not self._marked_between or self._write is not None or self._axis.get_scale() != "log":
            return np.empty(0)
        low, high = np.log10(sorted(self._axis.get_view_interval()))
        powers = 10.0 ** np.arange(np.floor(low), np.ceil(high))
        return _within(self._axis, np.outer(powers, np.arange(2, 10)).ravel())

    def draw(self, renderer: RendererBase) -> None:
        """Draw all as it is now."""
        if not self.get_visible():
            return
        numbers = self.numbers
        for marks, at in ((self._marks, list(numbers)), (self._short, self.between.tolist())):
            if at:
                marks.set_data(*self._points(at))
                marks.draw(renderer)
        until = -np.inf
        for text in self._texts(numbers):
            if self._crowded and text is self._number:
                box = text.get_window_extent(renderer)
                if box.x0 < until:
                    continue
                until = box.x1 + _LEAST_GAP * box.height
            text.draw(renderer)

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Give the room that the writing takes, for which a picture that is cut to its content asks."""
        boxes = [text.get_window_extent(renderer) for text in self._texts(self.numbers)]
        return Bbox.union(boxes) if boxes else Bbox.null()

    @property
    def _crowded(self) -> bool:
        """Whether numbers may come to touch: along a logarithmic axis, where they stand ever closer."""
        return not self._upright and self._axis.get_scale() == "log" and not self._number.get_rotation()

    def _points(self, at: list[float]) -> tuple[list[float], list[float]]:
        beside = [self._beside] * len(at)
        return (beside, at) if self._upright else (at, beside)

    def _texts(self, numbers: dict[float, str]) -> Iterator[Text]:
        """Give what is written one after another, all numbers by the same artist."""
        if self._numbered:
            how = self._axis.get_tick_params()
            self._number.set(fontsize=how.get("labelsize", "medium"), color=how.get("labelcolor", _INK))
            self._number.set_rotation(how.get("rotation", 0.0))
            for x, y, text in zip(*self._points(list(numbers)), numbers.values(), strict=True):
                if not text:
                    continue
                self._number.set_text(text)
                self._number.set_position((x, y))
                yield self._number
        if self._write is None and self._axis.label.get_text():
            yield self._axis.label


def _within(axis: Axis, places: Sequence[float] | Array) -> Array:
    """Give the places between the ends of an axis, and those that rounding has moved across, as lengths on it go."""
    at = np.asarray(places, dtype=float)
    if not at.size:
        return at
    along = axis.get_transform().transform
    (low, high), there = np.sort(along(np.asarray(axis.get_view_interval()))), along(at)
    rounding = 1e-9 * (high - low)
    kept: Array = at[(there >= low - rounding) & (there <= high + rounding)]
    return kept


def _moved(of: Axes, away: tuple[float, float], inches: float) -> ScaledTranslation:
    return ScaledTranslation(away[0] * inches, away[1] * inches, of.figure.dpi_scale_trans)
