"""What panels have in common: bedtime and clock, title, scale, doses at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from pksim.kinetics.arrays import Array
from pksim.show.figures.sheet import Sheet
from pksim.show.figures.style import (
    NORMAL,
    add_line,
    draw_clock,
    draw_night,
    has_dates,
    name_of_hours,
    size_in,
    styles_of,
)
from pksim.study.curves.own_level import preset_of
from pksim.study.curves.simulate import Simulation

_MARK_IN = 0.11
_UNDER_CLOCK, _ALONE = 34.0, 7.0


def draw_panels(sheet: Sheet, simulation: Simulation, titles: Mapping[str, str]) -> Iterator[tuple[str, Axes]]:
    """Add panels under one another, clock times above the first and hours from bedtime below the last.

    Parameters
    ----------
    sheet : Sheet
        Where.
    simulation : Simulation
        Whose night and times.
    titles : mapping of str to str
        Title of each panel, by what it is called.

    Yields
    ------
    (str, matplotlib.axes.Axes)
        What a panel is called, and the panel.
    """
    for row, (label, title) in enumerate(titles.items()):
        axes = sheet.panel(row, label=label)
        draw_night(axes, simulation.night, simulation.times_h)
        if row == 0:
            draw_clock(axes, simulation.night)
        if row < len(titles) - 1:
            axes.xaxis.set_major_locator(NullLocator())  # the lowest panel's hold for all above it
        draw_title(axes, title, pad=_UNDER_CLOCK if row == 0 and not has_dates(simulation.night) else _ALONE)
        yield label, axes
    axes.set_xlabel(name_of_hours(simulation.night), fontsize=NORMAL)


def draw_title(axes: Axes, text: str, *, pad: float = _UNDER_CLOCK) -> None:
    """Write what a panel shows, so many points above it; by default above the clock times."""
    axes.set_title(text, fontsize=NORMAL, fontweight="bold", loc="left", y=1.0, pad=pad)


def measure(simulation: Simulation, compound: str, *, total: bool) -> str:
    """Say what a panel shows: what the doses add, or the sum with the body's own."""
    thing = simulation.compounds[compound]
    if total and simulation.endogenous is not None and (preset := preset_of(thing, simulation.endogenous)) is not None:
        return preset.measure or f"{compound}, doses and the body's own"
    return thing.measure or compound


def totals(simulation: Simulation, compound: str) -> dict[str, Array]:
    """Give the curves of a compound by schedule, with the body's own where the simulation has it."""
    return {name: simulation.total(name, of) for name, of in simulation.regimens if of == compound}


def from_first_dose(curve: Array) -> Array:
    """Leave out the stretch of zeros before the first dose, but for its last one."""
    drawn = curve.copy()
    taken = np.flatnonzero(curve)
    drawn[: max(taken[0] - 1, 0) if taken.size else len(curve)] = np.nan
    return drawn


def mark_doses(axes: Axes, simulation: Simulation, compound: str, only: Iterable[str] = ()) -> None:
    """Put a triangle at the foot of the panel for each dose, those of one time above one another.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel.
    simulation : Simulation
        Whose doses.
    compound : str
        Of what.
    only : iterable of str, optional
        Names of the schedules; by default all.
    """
    first, last = axes.get_xlim()
    styles = styles_of(simulation.schedules)
    numbers = {name: i for i, name in enumerate(styles)}
    marks = sorted(
        (
            float(np.clip(dose.time_from_bedtime_h(simulation.night), first - 1e-3, last + 1e-3)),
            numbers[name],
            styles[name]["color"],
        )
        for (name, of), regimen in simulation.regimens.items()
        for dose in regimen.doses
        if of == compound and (not only or name in only)
    )
    for time, here in groupby(marks, key=lambda mark: round(mark[0], 4)):
        for level, (_, _, colour) in enumerate(here):
            mark_dose(axes, time, (0.06 + level * _MARK_IN) / size_in(axes)[1], colour)


def mark_dose(axes: Axes, time_h: float, height: float, colour: str) -> None:
    """Put one triangle at a share of the panel's height, in the colour of its schedule.

    At the edge of the panel it points to a time beyond.
    """
    first, last = axes.get_xlim()
    add_line(
        axes,
        [float(np.clip(time_h, first, last))],
        [height],
        marker="<" if time_h < first else ">" if time_h > last else "^",
        markersize=5.5,
        markerfacecolor=colour,
        markeredgecolor="white",
        markeredgewidth=0.5,
        linestyle="none",
        zorder=3,
        clip_on=False,
        gid="dose",
        transform=axes.get_xaxis_transform(),
    )
