"""The vertical axis of a panel: fitted to its curves, with lines across it and numbers beside it."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator

from pksim.kinetics.arrays import Array
from pksim.show.figures.rulers import LevelLines, Ruler

HEADROOM = 1.12
_LOG_DECADES, _FEW = 4.0, 3


def write_plainly(axis: Axis) -> None:
    """Write the numbers of an axis as they are, without a factor that stands elsewhere."""
    axis.set_major_formatter(FuncFormatter(lambda level, _: f"{level:,g}".replace("-", "−")))


def rule(axes: Axes) -> None:
    """Put rulers with plain numbers below a panel and beside it."""
    for side, axis in (("bottom", axes.xaxis), ("left", axes.yaxis)):
        write_plainly(axis)
        axes.add_artist(Ruler(axes, side))


def draw_grid(axes: Axes, *, between: bool = True) -> None:
    """Draw thin lines across a panel at its levels, and numbers beside it, with marks between powers of ten."""
    axes.add_artist(LevelLines(axes))
    axes.add_artist(Ruler(axes, "left", between=between))


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
    write_plainly(axes.yaxis)
    draw_grid(axes, between=not few)
