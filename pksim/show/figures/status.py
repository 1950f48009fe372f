"""What a level that the body keeps is judged by: its own shape, a person's noise, the line of deficiency."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from pksim.describe.compound.compound import Compound
from pksim.kinetics.arrays import Array
from pksim.show.figures.levels import HEADROOM
from pksim.show.figures.style import QUIET, SMALL, add_rule, add_shape, add_span, size_in
from pksim.study.curves.simulate import Simulation

_NOISE, _OWN = "#B8B8B8", "#9A9A9A"
_WIDE_IN = 3.0
_PAD, _ROOM_IN, _EDGE = 0.14, 0.3, 0.1


def draw_noise(axes: Axes, compound: Compound, *, about: float = 0.0, scale: float = 1.0, named: bool = True) -> None:
    """Shade the band in which one person's readings lie without any dose, and make room for it.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel, with its limits.
    compound : Compound
        Of what; nothing is drawn for one whose noise is not known.
    about : float, optional
        Level that the readings lie about, in the compound's display unit.
    scale : float, optional
        What a display unit is on the axis.
    named : bool, optional
        Whether to say what the band is.
    """
    if compound.status is None:
        return
    half = compound.status.noise * scale
    low, high = axes.get_ylim()
    top = about * scale + half
    room = 1.3 * top if axes.get_yscale() == "log" else top + _PAD * (top - low)
    axes.set_ylim(low, max(high, room))
    bottom = max(about * scale - half, low)
    # Hatched, for in grey print a tint would be that of sleep.
    hatched: dict[str, Any] = {"facecolor": "none", "edgecolor": "#DADADA", "hatch": "///", "linewidth": 0}
    add_span(axes, "y", bottom, top, **hatched, zorder=0.7, gid="noise")
    add_rule(axes, "y", top, color=_NOISE, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0.8)
    if named:
        wide = size_in(axes)[0] > _WIDE_IN
        _say(axes, top, "noise of one person's readings, without any dose" if wide else "noise of readings")


def draw_own(axes: Axes, simulation: Simulation, compound: str, *, noise: bool, named: bool = True) -> None:
    """Draw the body's own level as a shape of its own under the sum, with what it is judged by.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel, with its limits.
    simulation : Simulation
        With the body's own.
    compound : str
        Of what.
    noise : bool
        Whether to shade the noise of one person's readings.
    named : bool, optional
        Whether to say what is what.
    """
    level, thing = simulation.endogenous_level(compound), simulation.compounds[compound]
    low, high = axes.get_ylim()
    if simulation.own[compound].is_constant:
        baseline = float(level[0])
        if thing.status is not None:
            edges = thing.status.edges
            top = max(high / HEADROOM, baseline + noise * thing.status.noise)
            bottom = min(*(edge.value for edge in edges.values()), baseline - noise * thing.status.noise)
            axes.set_ylim(bottom - _PAD * (top - bottom), top + _PAD * (top - bottom))
            if noise:
                draw_noise(axes, thing, about=baseline, named=named)
            for said, edge in edges.items():
                dots: dict[str, Any] = {"linestyle": (0, (1, 1.5)), "zorder": 1.1, "gid": "deficiency"}
                add_rule(axes, "y", edge.value, color=QUIET, linewidth=1.0, **dots)
                if named:
                    _say(axes, edge.value, f"{said} below {edge.value:g}", under=True)
        add_rule(axes, "y", baseline, color=_OWN, linewidth=1.0, zorder=1, gid="endogenous")
        return
    floor, grey = np.full_like(level, low), {"color": _OWN, "alpha": 0.45, "linewidth": 0}
    add_shape(axes, simulation.times_h, floor, np.maximum(level, low), **grey, zorder=1.2, gid="endogenous")
    if named and simulation.night.nights == 1:
        _name_shape(axes, simulation.times_h, level)


def _name_shape(axes: Axes, times: Array, level: Array) -> None:
    """Write into the shape what it is, where it is highest and if there is room."""
    at = int(np.argmax(level))
    foot, top = (axes.transData.transform((times[at], y))[1] for y in (axes.get_ylim()[0], level[at]))
    if top - foot > _ROOM_IN * axes.figure.dpi:
        share = at / len(times)
        side = "left" if share < _EDGE else "right" if share > 1 - _EDGE else "center"
        place: dict[str, Any] = {"textcoords": "offset points", "ha": side, "va": "top", "zorder": 3}
        axes.annotate("the body's own", (times[at], level[at]), (0, -3), fontsize=SMALL, **place)


def _say(axes: Axes, level: float, text: str, *, under: bool = False) -> None:
    """Write above a horizontal line what it is, or under it what holds there."""
    place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "zorder": 3}
    place |= {"xytext": (0, -1.5), "va": "top"} if under else {"xytext": (0, 1.5), "va": "bottom"}
    axes.annotate(text, (0.995, level), fontsize=SMALL - 1, color=QUIET, ha="right", **place)
