"""Several nights: one long curve, and a strip for each night under one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pksim.arguments import yes_or_no
from pksim.describe.schedule.night import DAY_H
from pksim.kinetics.arrays import Array
from pksim.show.figures.levels import scale_levels
from pksim.show.figures.panels import draw_title, from_first_dose, mark_dose, measure, totals
from pksim.show.figures.sheet import NightFigure, Sheet
from pksim.show.figures.small_print import notes
from pksim.show.figures.status import draw_noise, draw_own
from pksim.show.figures.style import (
    QUIET,
    SLEEP,
    SMALL,
    add_line,
    draw_clock,
    draw_night,
    name_of_hours,
    styles_of,
)
from pksim.show.words.curves import describe_all
from pksim.study.curves.one_night import offsets
from pksim.study.curves.simulate import Simulation

_LEGEND_IN, _STRIP_IN = 0.3, 0.36
_MOST_STRIPS, _A_ROW = 14, 4
_SMALL: dict[str, Any] = {"fontsize": SMALL, "va": "center"}


def plot_nights(simulation: Simulation, *, noise: bool = True, night: int | None = None) -> NightFigure:
    """Draw one long curve per compound, and under it a strip for each night.

    Parameters
    ----------
    simulation : Simulation
        The curves, of several nights or of a diary.
    noise : bool, optional
        Whether to shade the noise of one person's readings, where it is known.
    night : int, optional
        The one that its words describe; by default the first in which some of the compound is taken.

    Returns
    -------
    NightFigure
        A column per compound. Of more than fourteen nights the first and the last seven have a strip.
    """
    noise = yes_or_no(noise, "noise")
    nights, compounds = simulation.night, list(simulation.compounds)
    shown = list(range(len(nights.numbers)))
    if len(shown) > _MOST_STRIPS:
        shown = shown[: _MOST_STRIPS // 2] + shown[-_MOST_STRIPS // 2 :]
    sheet = Sheet(
        describe_all(simulation, night=night),
        notes(simulation),
        panels_in=[1.5, *[_STRIP_IN for _ in shown]],
        gaps_in=[0.62, *[0.0 for _ in shown[1:]]],
        columns=len(compounds),
        top_in=_LEGEND_IN * max(-(-len(simulation.schedules) // _A_ROW), 1) + 0.5,
        axis_in=0.42,
    )
    for column, compound in enumerate(compounds):
        long = sheet.panel(0, column, label=compound)
        levels = totals(simulation, compound)
        _draw_long(long, simulation, compound, levels, noise=noise)
        for row, i in enumerate(shown, start=1):
            axes = sheet.panel(row, column, label=f"{compound}, night {nights.numbers[i]}")
            axes.set_ylim(long.get_ylim())
            _draw_strip(axes, simulation, compound, levels, i, noise=noise)
            _frame(axes, nights.name(nights.numbers[i]).removeprefix("night "), is_last=row == len(shown))
        axes.set_xlabel("hours from that night's bedtime, heights as above", fontsize=SMALL)
    if len(simulation.schedules) > 1:
        _draw_legend(sheet.figure, simulation)
    return sheet.figure


def _draw_long(axes: Axes, simulation: Simulation, compound: str, levels: Mapping[str, Array], *, noise: bool) -> None:
    own = simulation.endogenous_level(compound)
    draw_night(axes, simulation.night, simulation.times_h)
    scale_levels(axes, levels.values(), [float(level.max()) for level in levels.values()], use_log=False)
    if compound in simulation.own:
        draw_own(axes, simulation, compound, noise=noise, named=own.min() == own.max())
    elif noise:
        draw_noise(axes, simulation.compounds[compound])
    for name, strong in styles_of(simulation.schedules).items():
        if name in levels:
            style = {**strong, "linewidth": 0.55 * strong["linewidth"]}
            axes.plot(simulation.times_h, from_first_dose(levels[name]), label=name, zorder=2.5, **style)
    axes.set_ylabel(simulation.compounds[compound].display_unit, fontsize=SMALL)
    axes.set_xlabel(name_of_hours(simulation.night), fontsize=SMALL)
    draw_clock(axes, simulation.night, named=False)
    draw_title(axes, measure(simulation, compound, total=compound in simulation.own).replace(", ", ",\n", 1), pad=18)


def _draw_strip(
    axes: Axes, simulation: Simulation, compound: str, levels: Mapping[str, Array], which: int, *, noise: bool
) -> None:
    """Draw the night with this number in the list of nights, from its own bedtime on."""
    night, times, thing, limits = simulation.night, simulation.times_h, simulation.compounds[compound], axes.get_ylim()
    first, last = -night.before_h, DAY_H - night.before_h
    bed, wake = night.sleeps_h[which]
    axes.set_xlim(first, last)
    axes.axvspan(0.0, wake - bed, color=SLEEP, linewidth=0, zorder=0)
    axes.axvline(0.0, color="black", linewidth=1.2, zorder=1.5)
    if noise and thing.status is not None:
        draw_noise(axes, thing, about=float(simulation.endogenous_level(compound)[0]), named=False)
        axes.set_ylim(limits)
    inside = (times >= bed + first - 1e-9) & (times <= bed + last + 1e-9)
    taken = False
    styles = styles_of(simulation.schedules)
    for name, level in levels.items():
        style = styles[name]
        add_line(
            axes, times[inside] - bed, level[inside], zorder=2.5, **{**style, "linewidth": style["linewidth"] / 1.5}
        )
        for number, offset in offsets(simulation.regimens[name, compound].doses, night):
            if number == night.numbers[which]:
                mark_dose(axes, offset, 0.1, style["color"])
                taken = True
    if not taken:
        axes.text(0.99, 0.3, "no dose", transform=axes.transAxes, color=QUIET, ha="right", gid="no dose", **_SMALL)


def _frame(axes: Axes, name: str, *, is_last: bool) -> None:
    """Leave of a strip's frame only a line to stand on."""
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color("#C0C0C0")
    axes.set_yticks([])
    axes.set_xticks(np.arange(np.ceil(axes.get_xlim()[0] / 4) * 4, axes.get_xlim()[1], 4))
    axes.tick_params(length=2.0 if is_last else 0.0, labelbottom=is_last)
    axes.text(-0.012, 0.3, name, transform=axes.transAxes, ha="right", **_SMALL)


def _draw_legend(figure: NightFigure, simulation: Simulation) -> None:
    lines: list[Any] = [
        Line2D([], [], label=name, **{**style, "linewidth": 0.8 * style["linewidth"]})
        for name, style in styles_of(simulation.schedules).items()
    ]
    how: dict[str, Any] = {"ncols": min(len(lines), _A_ROW), "fontsize": SMALL, "frameon": False, "handlelength": 3.0}
    figure.legend(handles=lines, loc="upper left", bbox_to_anchor=(0.0, 1.0), **how)
