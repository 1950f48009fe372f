"""The vertical axis of a panel: fitted to its curves, with lines across it and numbers beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.markers import TICKLEFT
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from pksim.kinetics.arrays import Array
from pksim.show.figures.rulers import INK, AtLevels, Ruler

HEADROOM = 1.12
_LOG_DECADES, _FEW = 4.0, 3


def draw_grid(axes: Axes, *, few: bool = False) -> None:
    """Draw thin lines across a panel at its levels, and marks and numbers beside it; its scale is set."""
    axes.add_artist(AtLevels(axes, between=False, color="#D0D0D0", linewidth=0.5, zorder=0.5, gid="grid"))
    number_levels(axes, few=few)


def number_levels(axes: Axes, *, numbered: bool = True, few: bool = False) -> None:
    """Put marks and numbers beside the levels of a panel; on a logarithmic axis also marks between, unless few fit."""
    axes.add_artist(Ruler(axes, "left", numbered=numbered))
    if axes.get_yscale() == "log" and not few:
        axes.yaxis.set_minor_locator(NullLocator())
        short: dict[str, Any] = {"marker": TICKLEFT, "markersize": 2.0, "markeredgewidth": 0.6, "color": INK}
        axes.add_artist(AtLevels(axes, between=True, linestyle="none", zorder=2.01, gid="minor", **short))


def scale_levels(
    axes: Axes,
    curves: Iterable[Array],
    peaks: Iterable[float],
    *,
    use_log: bool,
    floor: Array | None = None,
    few: bool = False,
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
    few : bool, optional
        Whether there is room for few numbers, and none for marks between them.
    """
    peaks = [peak or 1.0 for peak in peaks]
    axes.set_ylim(0.0, max(peaks) * HEADROOM)
    if use_log:
        lowest_end = min(float(curve[-1]) for curve in curves)
        axes.set_yscale("log")
        bottom = max(lowest_end / 1.5, min(peaks) / 10**_LOG_DECADES)
        axes.set_ylim(bottom if floor is None else float(floor.min()) / 1.5, max(peaks) * 1.6)
        axes.yaxis.set_major_locator(LogLocator(numticks=_FEW + 2 if few else 8))
    elif few:
        axes.yaxis.set_major_locator(MaxNLocator(_FEW))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda level, _: f"{level:,g}"))
    draw_grid(axes, few=few)
