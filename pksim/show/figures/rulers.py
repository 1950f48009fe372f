"""What stands along the sides of a panel, in few artists; a tick of Matplotlib's is five and costs more than a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
_SIDES: dict[str, tuple[Any, tuple[float, float], float, dict[str, Any]]] = {
    "bottom": (TICKDOWN, (0.0, -1.0), 0.26, {"ha": "center", "va": "top"}),
    "left": (TICKLEFT, (-1.0, 0.0), 0.5, {"ha": "right", "va": "center_baseline"}),
    "top": (TICKUP, (0.0, 1.0), 0.26, {"ha": "center", "va": "bottom"}),
}
"""Of each side its marks, the way out, how far off its name stands [inches], and how its numbers are aligned."""
INK = "black"


class AtLevels(Artist):
    """Lines across a panel at the levels that its axis numbers when it is drawn, or marks between the powers of ten.

    Parameters
    ----------
    of : matplotlib.axes.Axes
        The panel.
    between : bool
        Whether they are the marks.
    **how
        Properties of the line, ``gid`` and ``zorder`` among them.
    """

    def __init__(self, of: Axes, *, between: bool, **how: Any) -> None:
        super().__init__()
        self.set(gid=how["gid"], zorder=how["zorder"])
        self._lines = Line2D([], [], transform=of.get_yaxis_transform(), **how)
        self._of, self._ends, self._between = of, (0.0,) if between else (0.0, 1.0, np.nan), between

    def draw(self, renderer: RendererBase) -> None:
        """Draw them at the levels of now."""
        levels = self.levels
        if not levels.size:
            return
        self._lines.set_data(np.tile(self._ends, levels.size), np.repeat(levels, len(self._ends)))
        self._lines.draw(renderer)

    @property
    def levels(self) -> Array:
        """Where they are now."""
        ends = self._of.get_ylim()
        if not self._between:
            return _within(self._of.yaxis.get_majorticklocs(), ends)
        if self._of.get_yscale() != "log":
            return np.empty(0)
        low, high = np.log10(sorted(ends))
        return _within(np.outer(10.0 ** np.arange(np.floor(low), np.ceil(high)), np.arange(2, 10)).ravel(), ends)


class Ruler(Artist):
    """Marks and numbers along a side of a panel, and the name of what they count, as its axis has them when drawn.

    It takes the place of the axis: its locator and formatter, its name, the size and the colour of its numbers hold.

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
        mark_pt: float = _MARK_PT,
        name_in: float | None = None,
    ) -> None:
        super().__init__()
        marker, away, usual_in, aligned = _SIDES[side]
        self.set(gid=side, zorder=2.01, clip_on=False)
        self._of, self._upright, self._beside = of, side == "left", float(side == "top")
        self._at, self._write, self._numbered = at, write, numbered
        self._axis: Axis = of.yaxis if self._upright else of.xaxis
        along = of.get_yaxis_transform() if self._upright else of.get_xaxis_transform()
        if write is None:
            self._axis.set_visible(False)
            place = (0.0, 0.5) if self._upright else (0.5, 0.0)
            moved = _moved(of, away, usual_in if name_in is None else name_in)
            self._axis.set_label_coords(*place, transform=of.transAxes + moved)
        how: dict[str, Any] = {"markersize": mark_pt, "markeredgewidth": 0.8, "color": INK, "gid": f"{side} marks"}
        self._marks = Line2D([], [], linestyle="none", marker=marker, transform=along, **how)
        pad = _moved(of, away, (mark_pt + _PAD_PT) / _POINTS_AN_INCH)
        self._number = Text(transform=along + pad, parse_math=False, **aligned)
        self.set_figure(of.figure)

    def set_figure(self, fig: Figure | SubFigure) -> None:
        """Let it belong to a figure."""
        super().set_figure(fig)
        self._marks.set_figure(fig)
        self._number.set_figure(fig)

    @property
    def numbers(self) -> dict[float, str]:
        """What is written now, by where it stands."""
        ends = self._of.get_ylim() if self._upright else self._of.get_xlim()
        if self._write is not None:
            return {each: self._write(each) for each in _within(self._at, ends).tolist()}
        at = _within(self._axis.get_majorticklocs(), ends).tolist()
        return dict(zip(at, self._axis.get_major_formatter().format_ticks(at), strict=True))

    def draw(self, renderer: RendererBase) -> None:
        """Draw all as it is now."""
        if not self.get_visible():
            return
        if numbers := self.numbers:
            self._marks.set_data(*self._points(numbers))
            self._marks.draw(renderer)
        for text in self._texts(numbers):
            text.draw(renderer)

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Give the room that the writing takes, for which a picture that is cut to its content asks."""
        boxes = [text.get_window_extent(renderer) for text in self._texts(self.numbers)]
        return Bbox.union(boxes) if boxes else Bbox.null()

    def _points(self, along: Iterable[float]) -> tuple[list[float], list[float]]:
        at = list(along)
        beside = [self._beside] * len(at)
        return (beside, at) if self._upright else (at, beside)

    def _texts(self, numbers: dict[float, str]) -> Iterator[Text]:
        """Give what is written one after another, all numbers by the same artist."""
        if self._numbered:
            how = self._axis.get_tick_params()
            self._number.set(fontsize=how.get("labelsize", "medium"), color=how.get("labelcolor", INK))
            for x, y, text in zip(*self._points(numbers), numbers.values(), strict=True):
                self._number.set_text(text)
                self._number.set_position((x, y))
                yield self._number
        if self._write is None and self._axis.label.get_text():
            yield self._axis.label


def _within(places: Sequence[float] | Array, ends: tuple[float, float]) -> Array:
    """Give the places between the ends of an axis, where rounding has not moved one across."""
    (low, high), at = sorted(ends), np.asarray(places, dtype=float)
    rounding = 1e-9 * (high - low)
    return at[(at >= low - rounding) & (at <= high + rounding)]


def _moved(of: Axes, away: tuple[float, float], inches: float) -> ScaledTranslation:
    return ScaledTranslation(away[0] * inches, away[1] * inches, of.figure.dpi_scale_trans)
