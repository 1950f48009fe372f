"""Curves against bedtime."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from pksim.describe.library import load_references
from pksim.describe.quantities import write_duration
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.propagators import Array
from pksim.show.labels import height_in, label_ends, room_in
from pksim.show.style import NORMAL, WIDTH_IN, NightFigure, draw_clock, draw_night, line_style, small_print
from pksim.show.words import describe_all
from pksim.study.simulate import Simulation

_LEFT_IN, _TOP_IN, _BETWEEN_IN, _PANEL_IN, _AXIS_IN = 0.75, 0.8, 0.7, 2.5, 0.6
_MARK_IN = 0.11
_SMALL_LINE_IN = 0.125
_LOG_FROM_RATIO = 5.0
_LOG_DECADES = 4.0
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
    notes = _notes(simulation)
    panel = max(_PANEL_IN, height_in(names) + 0.1)
    bottom = _AXIS_IN + _SMALL_LINE_IN * (len(notes) + 1)
    height = _TOP_IN + len(compounds) * (panel + _BETWEEN_IN) - _BETWEEN_IN + bottom
    width = WIDTH_IN - _LEFT_IN - room_in(names)
    figure = NightFigure(WIDTH_IN, height, describe_all(simulation))
    for row, name in enumerate(compounds):
        below = height - _TOP_IN - panel - row * (panel + _BETWEEN_IN)
        box = (_LEFT_IN / WIDTH_IN, below / height, width / WIDTH_IN, panel / height)
        axes = figure.add_axes(box, label=name)
        _draw_panel(axes, simulation, name, panel, y=y, log=log)
        if row == 0:
            draw_clock(axes, simulation.night)
        axes.set_title(
            simulation.compounds[name].measure or name,
            fontsize=NORMAL,
            fontweight="bold",
            loc="left",
            pad=34 if row == 0 else 7,
        )
    axes.set_xlabel("hours from bedtime", fontsize=NORMAL)
    small_print(figure, notes, 0.15)
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
    use_log = max(peaks.values()) > _LOG_FROM_RATIO * min(peaks.values()) if log is None else log
    draw_night(axes, simulation.night, float(simulation.times_h[0]), float(simulation.times_h[-1]))
    _scale(axes, curves.values(), peaks.values(), use_log=use_log)
    axes.set_ylabel((thing.display_unit if y == "concentration" else y) + use_log * ", logarithmic", fontsize=NORMAL)
    styles = {name: line_style(i) for i, name in enumerate(simulation.schedules)}
    for name, curve in curves.items():
        axes.plot(simulation.times_h, _from_first_dose(curve), label=name, zorder=2.5, **styles[name])
    _mark_doses(axes, simulation, compound, panel_in)
    label_ends(axes, [(name, float(curve[-1]), styles[name]) for name, curve in curves.items()], panel_in)


def _scale(axes: Axes, curves: Iterable[Array], peaks: Iterable[float], *, use_log: bool) -> None:
    peaks = list(peaks)
    axes.set_ylim(0.0, max(peaks) * 1.12)
    if use_log:
        lowest_end = min(float(curve[-1]) for curve in curves)
        axes.set_yscale("log")
        axes.set_ylim(max(lowest_end / 1.5, min(peaks) / 10**_LOG_DECADES), max(peaks) * 1.6)
        axes.yaxis.set_major_locator(LogLocator(numticks=8))
        axes.yaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda level, _: f"{level:,g}"))
    axes.grid(axis="y", color="#D0D0D0", linewidth=0.5, zorder=0.5)


def _from_first_dose(curve: Array) -> Array:
    """Leave out the stretch of zeros before the first dose, but for its last one."""
    drawn = curve.copy()
    taken = np.flatnonzero(curve)
    drawn[: max(taken[0] - 1, 0) if taken.size else len(curve)] = np.nan
    return drawn


def _mark_doses(axes: Axes, simulation: Simulation, compound: str, panel_in: float) -> None:
    """Put a triangle at the foot of the panel for each dose, those of one time above one another."""
    first, last = axes.get_xlim()
    numbers = {name: i for i, name in enumerate(simulation.schedules)}
    marks = sorted(
        (float(np.clip(dose.time_from_bedtime_h(simulation.night), first - 1e-3, last + 1e-3)), numbers[name])
        for (name, of), regimen in simulation.regimens.items()
        for dose in regimen.doses
        if of == compound
    )
    for time, here in groupby(marks, key=lambda mark: round(mark[0], 4)):
        for level, (_, number) in enumerate(here):
            axes.plot(
                np.clip(time, first, last),
                (0.06 + level * _MARK_IN) / panel_in,
                marker="<" if time < first else ">" if time > last else "^",
                markersize=5.5,
                markerfacecolor=line_style(number)["color"],
                markeredgecolor="white",
                markeredgewidth=0.5,
                linestyle="none",
                transform=axes.get_xaxis_transform(),
                zorder=3,
                clip_on=False,
                gid="dose",
            )


def _notes(simulation: Simulation) -> list[str]:
    """Say which numbers were used, and whose they are."""
    sentences = [
        f"Parameter set: {simulation.parameters}. Triangles mark doses. A model for teaching, not medical advice."
    ]
    for regimen in {name: regimen for (_, name), regimen in simulation.regimens.items()}.values():
        kinetics = regimen.kinetics
        sentences.append(
            f"{regimen.compound.name.capitalize()}: tmax {write_duration(kinetics.tmax.value)}, half-life "
            f"{write_duration(kinetics.half_life.value)} ({_titles(kinetics.tmax.source + kinetics.half_life.source)})."
        )
    sources = tuple(key for schedule in simulation.schedules.values() for key in schedule.source)
    if sources:
        sentences.append(f"Schedules: {_titles(sources)}.")
    return [line for sentence in sentences for line in textwrap.wrap(sentence, int(WIDTH_IN * 18))]


def _titles(keys: Iterable[str]) -> str:
    references = load_references()
    titles = [references[key].title if key in references else key for key in dict.fromkeys(keys)]
    return "; ".join(titles) or "source not given"
