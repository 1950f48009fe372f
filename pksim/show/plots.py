"""Curves against bedtime."""

from __future__ import annotations

from matplotlib.axes import Axes

from pksim.errors import InputError, did_you_mean
from pksim.show.labels import height_in, label_ends, literal, room_in
from pksim.show.panels import (
    AXIS_IN,
    BETWEEN_IN,
    LEFT_IN,
    LOG_FROM_RATIO,
    PANEL_IN,
    SMALL_LINE_IN,
    TOP_IN,
    from_first_dose,
    mark_doses,
    notes,
    scale_levels,
)
from pksim.show.style import NORMAL, WIDTH_IN, NightFigure, draw_clock, draw_night, line_style, small_print
from pksim.show.words import describe_all
from pksim.study.simulate import Simulation

_YS = ("concentration", "share of peak")


def plot_curves(simulation: Simulation, *, y: str = "concentration", log: bool | None = None) -> NightFigure:
    """Draw the curves against bedtime, one panel per compound and one line per schedule.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    y : {"concentration", "share of peak"}, optional
        What to draw.
    log : bool, optional
        Whether the vertical axis is logarithmic, on which a half-life is a slope. By default it is where the peaks of
        a panel differ more than fivefold, and then its label says so.

    Returns
    -------
    NightFigure
        A Matplotlib figure. Triangles mark doses, those at the edge of a panel doses beyond it; the shaded hours are
        sleep.

    Raises
    ------
    pksim.errors.InputError
        When ``y`` is unknown.
    """
    if y not in _YS:
        msg = f"y is {y!r}; {did_you_mean(str(y), _YS)}"
        raise InputError(msg)
    names, compounds = list(simulation.schedules), list(simulation.compounds)
    small = notes(simulation)
    panel = max(PANEL_IN, height_in(names) + 0.1)
    bottom = AXIS_IN + SMALL_LINE_IN * (len(small) + 1)
    height = TOP_IN + len(compounds) * (panel + BETWEEN_IN) - BETWEEN_IN + bottom
    width = WIDTH_IN - LEFT_IN - room_in(names)
    figure = NightFigure(WIDTH_IN, height, describe_all(simulation))
    for row, name in enumerate(compounds):
        below = height - TOP_IN - panel - row * (panel + BETWEEN_IN)
        box = (LEFT_IN / WIDTH_IN, below / height, width / WIDTH_IN, panel / height)
        axes = figure.add_axes(box, label=name)
        _draw_panel(axes, simulation, name, panel, y=y, log=log)
        if row == 0:
            draw_clock(axes, simulation.night)
        axes.set_title(
            literal(simulation.compounds[name].measure or name),
            fontsize=NORMAL,
            fontweight="bold",
            loc="left",
            pad=34 if row == 0 else 7,
        )
    axes.set_xlabel("hours from bedtime", fontsize=NORMAL)
    small_print(figure, small, 0.15)
    return figure


def _draw_panel(
    axes: Axes, simulation: Simulation, compound: str, panel_in: float, *, y: str, log: bool | None
) -> None:
    thing = simulation.compounds[compound]
    curves = {name: curve for (name, of), curve in simulation.concentrations.items() if of == compound}
    peaks = {name: simulation.regimens[name, compound].peak[1] * thing.display_factor for name in curves}
    if y == "share of peak":
        curves = {name: curve / peaks[name] for name, curve in curves.items()}
        peaks = dict.fromkeys(peaks, 1.0)
    use_log = max(peaks.values()) > LOG_FROM_RATIO * min(peaks.values()) if log is None else log
    draw_night(axes, simulation.night, float(simulation.times_h[0]), float(simulation.times_h[-1]))
    scale_levels(axes, curves.values(), peaks.values(), use_log=use_log)
    axes.set_ylabel((thing.display_unit if y == "concentration" else y) + use_log * ", logarithmic", fontsize=NORMAL)
    styles = {name: line_style(i) for i, name in enumerate(simulation.schedules)}
    for name, curve in curves.items():
        axes.plot(simulation.times_h, from_first_dose(curve), label=name, zorder=2.5, **styles[name])
    mark_doses(axes, simulation, compound, panel_in)
    label_ends(axes, [(name, float(curve[-1]), styles[name]) for name, curve in curves.items()], panel_in)
