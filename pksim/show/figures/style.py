"""How a night looks: colours and lines that survive grey print, the axis of hours and clock times, the figure."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import Any, BinaryIO

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MultipleLocator

from pksim.describe.schedule.night import DAY_H, Night

WIDTH_IN = 8.5
SMALL, NORMAL = 7.5, 9.0
_TICK_IN, _NUMBER_IN = 0.48, 0.42
_STEPS_H = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0, 48.0, 168.0, 336.0, 672.0)

# Okabe and Ito's colours, https://jfly.uni-koeln.de/color/, without the yellow that white paper swallows.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9", "#7F7F7F")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (1, 1.3)),
    (0, (6, 1.5, 1, 1.5)),
    (0, (9, 2)),
    (0, (3, 1.2, 1, 1.2, 1, 1.2)),
    (0, (2, 2)),
    (0, (9, 1.5, 3, 1.5)),
)
SLEEP = "#E4E9F2"
QUIET = "#5A5A5A"


class NightFigure(Figure):
    """A figure that shows itself once in a notebook, and carries a text that says what it shows.

    Attributes
    ----------
    alt_text : str
        The text, for people who cannot see the picture; `save` writes it into the file.
    """

    def __init__(self, width_in: float, height_in: float, alt_text: str) -> None:
        super().__init__(figsize=(width_in, height_in), dpi=100, facecolor="white")
        FigureCanvasAgg(self)
        self.alt_text = alt_text

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
        self.savefig(target, format=kind, dpi=200, metadata={"Title": "pksim", "Description": self.alt_text})

    def _svg(self) -> str:
        stream = io.StringIO()
        with rc_context({"svg.hashsalt": "pksim"}):
            self.savefig(stream, format="svg", metadata={"Title": "pksim", "Date": None})
        tag = re.search(r"<svg[^>]*>", stream.getvalue())
        assert tag is not None
        about = f'\n <title id="title">pksim</title>\n <desc id="desc">{escape(self.alt_text)}</desc>'
        spoken = tag[0].replace("<svg", '<svg role="img" aria-labelledby="title desc"', 1)
        return stream.getvalue().replace(tag[0], spoken + about, 1)

    def _repr_png_(self) -> bytes:
        stream = io.BytesIO()
        self.save(stream, "png")
        return stream.getvalue()


def line_style(index: int) -> dict[str, Any]:
    """Give the colour and the dashes of the schedule with this number."""
    return {
        "color": COLOURS[index % len(COLOURS)],
        "linestyle": DASHES[(index + index // len(COLOURS)) % len(DASHES)],
        "linewidth": 1.8,
    }


def dose_mark(index: int, marker: str = "^") -> dict[str, Any]:
    """Give the look of a dose of the schedule with this number, at the foot of a panel."""
    return {
        "marker": marker,
        "markersize": 5.5,
        "markerfacecolor": line_style(index)["color"],
        "markeredgecolor": "white",
        "markeredgewidth": 0.5,
        "linestyle": "none",
        "zorder": 3,
        "clip_on": False,
        "gid": "dose",
    }


def draw_night(axes: Axes, night: Night, first_h: float, last_h: float) -> None:
    """Shade sleep, mark bedtime, and count the hours from it.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    night : Night
        The night.
    first_h, last_h : float
        From when to when [h from bedtime].
    """
    for bedtime, wake in night.sleeps_h:
        axes.axvspan(bedtime, wake, color=SLEEP, linewidth=0, zorder=0)
    axes.axvline(0.0, color="black", linewidth=2.2 if night.nights == 1 else 1.2, zorder=1.5)
    axes.set_xlim(first_h, last_h)
    axes.xaxis.set_major_locator(MultipleLocator(_hours_a_tick(axes)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda hour, _: f"{hour:+g}".replace("-", "−") if hour else "0"))
    axes.tick_params(labelsize=SMALL)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def draw_clock(axes: Axes, night: Night, *, named: bool = True) -> None:
    """Write clock times along the top, and above them where bedtime, sleep and waking are; or which night it is."""
    if night.nights > 1:
        _draw_numbers(axes, night)
        return
    first, last = axes.get_xlim()
    step = _hours_a_tick(axes)
    clock = axes.secondary_xaxis("top")
    hours = np.arange(np.ceil(first / step) * step, last + 1e-9, step)
    clock.xaxis.set_major_locator(FixedLocator(hours.tolist()))
    clock.xaxis.set_major_formatter(FuncFormatter(lambda hour, _: night.clock(hour)))
    clock.tick_params(labelsize=SMALL, length=2.5)
    clock.spines["top"].set_linewidth(0.6)
    if not named:
        return
    above: dict[str, Any] = {
        "textcoords": "offset points",
        "xycoords": ("data", "axes fraction"),
        "fontsize": SMALL,
        "va": "bottom",
    }
    side = "right" if last < 0.07 * (last - first) else "center"
    axes.annotate(f"bedtime {night.bedtime}", (0.0, 1.0), (0, 17), ha=side, fontweight="bold", **above)
    if last >= night.wake_h:
        axes.annotate(f"wake {night.wake}", (night.wake_h, 1.0), (0, 17), ha="center", **above)
        axes.annotate("asleep", (night.wake_h / 2, 1.0), (0, 17), ha="center", color=QUIET, **above)


def _draw_numbers(axes: Axes, night: Night) -> None:
    """Write above the middle of each sleep which night it is, as many as there is room for."""
    first, last = axes.get_xlim()
    most = axes.get_window_extent().width / axes.figure.dpi / _NUMBER_IN
    every = int(np.ceil((last - first) / DAY_H / most))
    for i, (number, (bedtime, wake)) in enumerate(zip(night.numbers, night.sleeps_h, strict=True)):
        if i % every == 0 and first <= (bedtime + wake) / 2 <= last:
            label = f"night {number}" if i == 0 else f"{number}"
            how: dict[str, Any] = {"fontsize": SMALL, "ha": "center", "va": "bottom", "color": QUIET}
            axes.annotate(
                label,
                ((bedtime + wake) / 2, 1.0),
                (0, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                **how,
            )


def small_print(figure: Figure, lines: Sequence[str], left_in: float) -> None:
    """Write lines along the bottom of a figure."""
    width, height = figure.get_size_inches()
    text = "\n".join(lines).replace("$", r"\$")
    how: dict[str, Any] = {"fontsize": 6.5, "color": QUIET, "va": "bottom", "linespacing": 1.35}
    figure.text(left_in / width, 0.07 / height, text, **how)


def _hours_a_tick(axes: Axes) -> float:
    """Choose a step at which clock times do not touch."""
    first, last = axes.get_xlim()
    most = axes.get_window_extent().width / axes.figure.dpi / _TICK_IN
    least = (last - first) / most
    return next((step for step in _STEPS_H if step >= least), _STEPS_H[-1] * np.ceil(least / _STEPS_H[-1]))
