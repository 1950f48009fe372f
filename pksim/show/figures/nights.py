"""Several nights: one long curve, and a strip for each night under one another."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pksim.describe.schedule.night import DAY_H
from pksim.kinetics.arrays import Array
from pksim.show.figures.labels import literal
from pksim.show.figures.panels import LEFT_IN, SMALL_LINE_IN, from_first_dose, measure, notes, scale_levels
from pksim.show.figures.status import draw_noise, draw_own
from pksim.show.figures.style import (
    NORMAL,
    QUIET,
    SLEEP,
    SMALL,
    WIDTH_IN,
    NightFigure,
    dose_mark,
    draw_clock,
    draw_night,
    line_style,
    small_print,
)
from pksim.show.words.curves import describe_all
from pksim.study.curves.nightly import offsets
from pksim.study.curves.simulate import Simulation

_LEGEND_IN, _TITLE_IN, _LONG_IN, _GAP_IN, _STRIP_IN, _AXIS_IN = 0.3, 0.5, 1.5, 0.62, 0.36, 0.42
_MOST_STRIPS, _A_ROW = 14, 4


def plot_nights(simulation: Simulation, *, noise: bool = True) -> NightFigure:
    """Draw one long curve per compound, and under it a strip for each night.

    Parameters
    ----------
    simulation : Simulation
        The curves, of several nights or of a diary.
    noise : bool, optional
        Whether to shade the noise of one person's readings, where it is known.

    Returns
    -------
    NightFigure
        A column per compound. Of more than fourteen nights the first and the last seven have a strip.
    """
    night, compounds = simulation.night, list(simulation.compounds)
    shown = list(range(len(night.numbers)))
    if len(shown) > _MOST_STRIPS:
        shown = shown[: _MOST_STRIPS // 2] + shown[-_MOST_STRIPS // 2 :]
    small = notes(simulation)
    below = _AXIS_IN + SMALL_LINE_IN * (len(small) + 1)
    legend = _LEGEND_IN * max(-(-len(simulation.schedules) // _A_ROW), 1)
    height = legend + _TITLE_IN + _LONG_IN + _GAP_IN + len(shown) * _STRIP_IN + below
    figure = NightFigure(WIDTH_IN, height, describe_all(simulation))
    width = (WIDTH_IN - 0.2 - LEFT_IN * len(compounds)) / len(compounds)
    for column, compound in enumerate(compounds):
        left = LEFT_IN + column * (width + LEFT_IN)

        def add(top: float, tall: float, label: str, left: float = left) -> Axes:
            return figure.add_axes(
                (left / WIDTH_IN, 1 - (top + tall) / height, width / WIDTH_IN, tall / height), label=label
            )

        top = legend + _TITLE_IN
        long = add(top, _LONG_IN, compound)
        _draw_long(long, simulation, compound, noise=noise)
        strips = [
            (add(top + _LONG_IN + _GAP_IN + row * _STRIP_IN, _STRIP_IN, f"{compound}, night {night.numbers[i]}"), i)
            for row, i in enumerate(shown)
        ]
        _draw_strips(strips, simulation, compound, long.get_ylim(), noise=noise)
    if len(simulation.schedules) > 1:
        _draw_legend(figure, simulation)
    small_print(figure, small, 0.15)
    return figure


def _levels(simulation: Simulation, compound: str) -> dict[str, Array]:
    names = [name for name, of in simulation.regimens if of == compound]
    if compound in simulation.own:
        return {name: simulation.total(name, compound) for name in names}
    return {name: simulation.concentrations[name, compound] for name in names}


def _draw_long(axes: Axes, simulation: Simulation, compound: str, *, noise: bool) -> None:
    levels, own = _levels(simulation, compound), simulation.endogenous_level(compound)
    draw_night(axes, simulation.night, float(simulation.times_h[0]), float(simulation.times_h[-1]))
    scale_levels(axes, levels.values(), [float(level.max()) for level in levels.values()], use_log=False)
    if compound in simulation.own:
        draw_own(axes, simulation, compound, noise=noise, named=own.min() == own.max())
    elif noise:
        draw_noise(axes, simulation.compounds[compound])
    for i, name in enumerate(simulation.schedules):
        if name in levels:
            style = {**line_style(i), "linewidth": 1.0}
            axes.plot(simulation.times_h, from_first_dose(levels[name]), label=name, zorder=2.5, **style)
    axes.set_ylabel(simulation.compounds[compound].display_unit, fontsize=SMALL)
    axes.set_xlabel("hours from the first bedtime", fontsize=SMALL)
    draw_clock(axes, simulation.night, named=False)
    title = measure(simulation, compound, total=compound in simulation.own).replace(", ", ",\n", 1)
    axes.set_title(literal(title), fontsize=NORMAL, fontweight="bold", loc="left", pad=18)


def _draw_strips(
    strips: list[tuple[Axes, int]],
    simulation: Simulation,
    compound: str,
    limits: tuple[float, float],
    *,
    noise: bool,
) -> None:
    night, times = simulation.night, simulation.times_h
    levels, thing = _levels(simulation, compound), simulation.compounds[compound]
    taken = {
        name: offsets(regimen.doses, night) for (name, of), regimen in simulation.regimens.items() if of == compound
    }
    first = -night.before_h
    for axes, i in strips:
        bed, wake = night.sleeps_h[i]
        last = first + DAY_H
        axes.set_xlim(first, last)
        axes.set_ylim(limits)
        axes.axvspan(0.0, wake - bed, color=SLEEP, linewidth=0, zorder=0)
        axes.axvline(0.0, color="black", linewidth=1.2, zorder=1.5)
        if noise and thing.status is not None:
            about = float(simulation.endogenous_level(compound)[0])
            draw_noise(axes, thing, about=about, named=False)
            axes.set_ylim(limits)
        inside = (times >= bed + first - 1e-9) & (times <= bed + last + 1e-9)
        for name, level in levels.items():
            index = list(simulation.schedules).index(name)
            axes.plot(times[inside] - bed, level[inside], zorder=2.5, **{**line_style(index), "linewidth": 1.2})
            placed = [offset for number, offset in taken[name] if number == night.numbers[i]]
            for offset in placed:
                mark = dose_mark(index, "<" if offset < first else ">" if offset > last else "^")
                axes.plot(np.clip(offset, first, last), 0.1, transform=axes.get_xaxis_transform(), **mark)
        if not any(number == night.numbers[i] for doses in taken.values() for number, _ in doses):
            _say(axes, "no dose")
        _frame(axes, night.name(night.numbers[i]).removeprefix("night "), is_last=axes is strips[-1][0])
    if strips:
        strips[-1][0].set_xlabel("hours from that night's bedtime, heights as above", fontsize=SMALL)


def _frame(axes: Axes, name: str, *, is_last: bool) -> None:
    """Leave of a strip's frame only a line to stand on."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#C0C0C0")
    axes.set_yticks([])
    axes.set_xticks(np.arange(np.ceil(axes.get_xlim()[0] / 4) * 4, axes.get_xlim()[1], 4))
    axes.tick_params(labelsize=SMALL, length=2.0 if is_last else 0.0, labelbottom=is_last)
    axes.text(-0.012, 0.3, name, transform=axes.transAxes, fontsize=SMALL, ha="right", va="center")


def _say(axes: Axes, text: str) -> None:
    axes.text(0.99, 0.3, text, transform=axes.transAxes, fontsize=SMALL, color=QUIET, ha="right", va="center", gid=text)


def _draw_legend(figure: NightFigure, simulation: Simulation) -> None:
    lines: list[Any] = [
        Line2D([], [], label=literal(name), **{**line_style(i), "linewidth": 1.4})
        for i, name in enumerate(simulation.schedules)
    ]
    how: dict[str, Any] = {"ncols": min(len(lines), _A_ROW), "fontsize": SMALL, "frameon": False, "handlelength": 3.0}
    figure.legend(handles=lines, loc="upper left", bbox_to_anchor=(0.0, 1.0), **how)
