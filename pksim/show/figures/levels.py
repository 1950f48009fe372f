"""The vertical axis of a panel: fitted to its curves, with few artists, for ticks cost more than curves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.lines import Line2D
from matplotlib.markers import TICKLEFT
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from pksim.kinetics.arrays import Array

HEADROOM = 1.12
_LOG_DECADES = 4.0
_MARK: dict[str, Any] = {"linestyle": "none", "marker": TICKLEFT, "color": "black", "zorder": 2.01}


class AtLevels(Artist):
    """Lines across a panel, or marks beside it, at the levels that its axis numbers when it is drawn.

    Matplotlib's own are an artist or two a tick.

    Parameters
    ----------
    of : matplotlib.axes.Axes
        The panel.
    across : bool
        Whether they are lines across.
    between : bool, optional
        Whether they stand between the powers of ten, which are numbered.
    **how
        Properties of the line, ``gid`` and ``zorder`` among them.
    """

    def __init__(self, of: Axes, *, across: bool, between: bool = False, **how: Any) -> None:
        super().__init__()
        self.set(gid=how["gid"], zorder=how["zorder"])
        self._lines = Line2D([], [], transform=of.get_yaxis_transform(), **how)
        self._of, self._ends, self._between = of, (0.0, 1.0, np.nan) if across else (0.0,), between

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
        low, high = sorted(self._of.get_ylim())
        if self._between and self._of.get_yscale() != "log":
            return np.empty(0)
        if self._between:
            powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)))
            levels = np.outer(powers, np.arange(2, 10)).ravel()
        else:
            levels = np.asarray(self._of.yaxis.get_majorticklocs())
        return levels[(levels >= low) & (levels <= high)]


def draw_grid(axes: Axes) -> None:
    """Draw thin lines across a panel at its levels, and marks beside it; its scale is set."""
    axes.add_artist(AtLevels(axes, across=True, color="#D0D0D0", linewidth=0.5, zorder=0.5, gid="grid"))
    mark_levels(axes)


def mark_levels(axes: Axes) -> None:
    """Put a mark beside each level of a panel, on a logarithmic axis shorter ones between the powers of ten, too."""
    axes.tick_params(axis="y", left=False)
    axes.add_artist(AtLevels(axes, across=False, markersize=3.5, markeredgewidth=0.8, gid="major", **_MARK))
    if axes.get_yscale() == "log":
        axes.yaxis.set_minor_locator(NullLocator())
        between = {"markersize": 2.0, "markeredgewidth": 0.6, "gid": "minor"}
        axes.add_artist(AtLevels(axes, across=False, between=True, **between, **_MARK))


def scale_levels(
    axes: Axes, curves: Iterable[Array], peaks: Iterable[float], *, use_log: bool, floor: Array | None = None
) -> None:
    """Fit the vertical axis to curves and the height of their peaks, linear or logarithmic.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel.
    curves : iterable of array
        What is drawn.
    peaks : iterable of float
        How high each gets.
    use_log : bool
        Whether the axis is logarithmic.
    floor : array, optional
        What lies below all curves, and is to be seen.
    """
    peaks = [peak or 1.0 for peak in peaks]
    axes.set_ylim(0.0, max(peaks) * HEADROOM)
    if use_log:
        lowest_end = min(float(curve[-1]) for curve in curves)
        axes.set_yscale("log")
        bottom = max(lowest_end / 1.5, min(peaks) / 10**_LOG_DECADES)
        axes.set_ylim(bottom if floor is None else float(floor.min()) / 1.5, max(peaks) * 1.6)
        axes.yaxis.set_major_locator(LogLocator(numticks=8))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda level, _: f"{level:,g}"))
    draw_grid(axes)
