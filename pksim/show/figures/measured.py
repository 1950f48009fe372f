"""Measured points over curves, and how far they lie from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.markers import CARETDOWNBASE
from numpy.typing import NDArray

from pksim.arguments import one_of
from pksim.kinetics.arrays import Array
from pksim.show.figures.levels import HEADROOM, draw_grid, write_plainly
from pksim.show.figures.panels import draw_panels
from pksim.show.figures.sheet import PANEL_IN, WIDTH_IN, NightFigure, Sheet
from pksim.show.figures.small_print import Cited, notes_on_kinetics
from pksim.show.figures.style import NORMAL, styles_of
from pksim.show.words.measured import describe_measured, notes_on_measured
from pksim.show.words.sets import sets_used
from pksim.study.curves.compared import measured_compound, points_of
from pksim.study.curves.simulate import Simulation

if TYPE_CHECKING:
    import pandas as pd

    from pksim.describe.samples.samples import Samples

_YS = {"difference": "minus", "ratio": "over"}
_SIGNS = "osDPX*hpv8d"
_INK = "#202020"
_LOG_ROOM = 1.6


def draw_measured(axes: Axes, simulation: Simulation, compound: str, samples: Samples | None) -> None:
    """Draw what was measured of a compound over its curves, and make room for it; nothing where there is nothing.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel, with its limits.
    simulation : Simulation
        Whose night.
    compound : str
        What the panel shows.
    samples : Samples or None
        What was measured.
    """
    if samples is None or measured_compound(samples, simulation.compounds) != compound:
        return
    points = points_of(samples, simulation.night, simulation.compounds)
    first, last = axes.get_xlim()
    shown = [each.levels[(each.times_h >= first) & (each.times_h <= last)] for each in points]
    make_room(axes, np.concatenate(shown))
    for number, each in enumerate(points):
        draw_points(axes, each.times_h, each.levels, each.below_limit, number, _INK)


def make_room(axes: Axes, levels: Array) -> None:
    """Let the vertical axis reach all levels that it can show."""
    low, high = axes.get_ylim()
    is_log = axes.get_yscale() == "log"
    seen = levels[np.isfinite(levels) & (levels > 0)]
    if seen.size:
        room = _LOG_ROOM if is_log else HEADROOM
        axes.set_ylim(min(low, float(seen.min()) / room) if is_log else low, max(high, float(seen.max()) * room))


def draw_points(
    axes: Axes, times: Array, heights: Array, below_limit: NDArray[np.bool_], number: int, colour: str
) -> None:
    """Draw the points of one subject that lie within the panel; those below the limit hang from it."""
    first, last = axes.get_xlim()
    lowest = 0.0 if axes.get_yscale() == "log" else -np.inf
    inside = (times >= first) & (times <= last) & (heights > lowest)
    how: dict[str, Any] = {"linestyle": "none", "color": colour, "zorder": 3.2, "clip_on": False, "label": "_"}
    hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgewidth": 1.2, "markersize": 5.0}
    seen, below = inside & ~below_limit, inside & below_limit
    axes.plot(times[seen], heights[seen], marker=_SIGNS[number % len(_SIGNS)], gid="measured", **how, **hollow)
    if below.any():
        axes.plot(times[below], heights[below], marker="_", markersize=9, **how)
        axes.plot(times[below], heights[below], marker=CARETDOWNBASE, markersize=6, gid="below limit", **how)


def plot_residuals(
    simulation: Simulation, samples: Samples, *, y: str = "difference", width_in: float = WIDTH_IN
) -> NightFigure:
    """Draw how far what was measured lies from the curve of each schedule.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    samples : Samples
        What was measured; it must say what the clock shows at time zero.
    y : {"difference", "ratio"}, optional
        What to draw: measured minus the curve, or measured over the curve, on a logarithmic axis, which shows what is
        off where little is left, too.
    width_in : float, optional
        How wide the figure is [inches].

    Returns
    -------
    NightFigure
        One panel a schedule, alike in scale, with the samples of a subject joined. Points that lie about the line
        without a pattern are what a curve that fits leaves; runs above and below it are not.

    Raises
    ------
    pksim.errors.InputError
        When ``y`` is unknown, or the samples do not belong to the curves.
    """
    one_of(y, "y", _YS)
    table = simulation.residuals(samples)
    compound = measured_compound(samples, simulation.compounds)
    titles = {str(name): f"{name}: {compound}, measured {_YS[y]} curve" for name in table["schedule"].unique()}
    points = points_of(samples, simulation.night, simulation.compounds)
    words, small = f"Residuals. {describe_measured(simulation, samples)}", _small_print(simulation, compound, samples)
    sheet = Sheet(words, small, panels_in=[PANEL_IN] * len(titles), width_in=width_in, right_in=0.4)
    heights = table["residual"] if y == "difference" else _ratios(table)
    seen: Array = np.asarray(heights[table["time_h"].between(*simulation.times_h[[0, -1]])].dropna(), dtype=np.float64)
    for name, axes in draw_panels(sheet, simulation, titles):
        _prepare(axes, seen, y, simulation.compounds[compound].display_unit)
        colour = styles_of(simulation.schedules)[name]["color"]
        of_this = heights[table["schedule"] == name].to_numpy()
        parts = np.split(of_this, np.cumsum([len(each.levels) for each in points])[:-1])
        for number, (each, part) in enumerate(zip(points, parts, strict=True)):
            axes.plot(each.times_h, part, color=colour, linewidth=0.7, alpha=0.6, zorder=2, gid="joined")
            draw_points(axes, each.times_h, part, each.below_limit, number, colour)
    return sheet.figure


def _ratios(table: pd.DataFrame) -> pd.Series[float]:
    """Give measured over predicted, where neither is 0."""
    return (table["measured"] / table["predicted"]).where((table["measured"] > 0) & (table["predicted"] > 0))


def _prepare(axes: Axes, seen: Array, y: str, unit: str) -> None:
    """Scale a panel so that the line of a perfect curve is in its middle and all that is seen lies within."""
    if y == "difference":
        reach = HEADROOM * max(np.abs(seen), default=1.0) or 1.0
        axes.set_ylim(-reach, reach)
    else:
        reach = _LOG_ROOM * np.exp(max(np.abs(np.log(seen)), default=1.0))
        axes.set_yscale("log")
        axes.set_ylim(1 / reach, reach)
    axes.set_ylabel(unit if y == "difference" else "ratio, logarithmic", fontsize=NORMAL)
    write_plainly(axes.yaxis)
    axes.axhline(0.0 if y == "difference" else 1.0, color=_INK, linewidth=1.0, zorder=1.4)
    draw_grid(axes)


def _small_print(simulation: Simulation, compound: str, samples: Samples) -> list[str]:
    """Say what the points are, and with which kinetics the curves were made."""
    cited, taken = Cited(), [regimen for (_, of), regimen in simulation.regimens.items() if of == compound]
    kinetics = notes_on_kinetics(taken[0], (dose for each in taken for dose in each.doses), cited)
    of_one = [simulation.compounds[compound]]
    first = f"{sets_used(simulation.parameters, of_one)} A model for teaching, not medical advice."
    return [notes_on_measured(simulation, samples), first, kinetics, *cited.titles]
