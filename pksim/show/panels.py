"""What the panels of all plots of a night have in common: scale, doses at the foot, small print."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from pksim.describe.library import load_references
from pksim.describe.quantities import write_duration
from pksim.kinetics.propagators import Array
from pksim.show.style import WIDTH_IN, line_style
from pksim.study.simulate import Simulation

LEFT_IN, TOP_IN, BETWEEN_IN, PANEL_IN, AXIS_IN = 0.75, 0.8, 0.7, 2.5, 0.6
SMALL_LINE_IN = 0.125
LOG_FROM_RATIO = 5.0
_MARK_IN = 0.11
_LOG_DECADES = 4.0


def scale_levels(axes: Axes, curves: Iterable[Array], peaks: Iterable[float], *, use_log: bool) -> None:
    """Fit the vertical axis to curves and the height of their peaks, linear or logarithmic."""
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


def from_first_dose(curve: Array) -> Array:
    """Leave out the stretch of zeros before the first dose, but for its last one."""
    drawn = curve.copy()
    taken = np.flatnonzero(curve)
    drawn[: max(taken[0] - 1, 0) if taken.size else len(curve)] = np.nan
    return drawn


def mark_doses(axes: Axes, simulation: Simulation, compound: str, panel_in: float, only: Iterable[str] = ()) -> None:
    """Put a triangle at the foot of the panel for each dose, those of one time above one another.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel.
    simulation : Simulation
        Whose doses.
    compound : str
        Of what.
    panel_in : float
        Height of the panel [inches].
    only : iterable of str, optional
        Names of the schedules; by default all.
    """
    first, last = axes.get_xlim()
    numbers = {name: i for i, name in enumerate(simulation.schedules)}
    marks = sorted(
        (float(np.clip(dose.time_from_bedtime_h(simulation.night), first - 1e-3, last + 1e-3)), numbers[name])
        for (name, of), regimen in simulation.regimens.items()
        for dose in regimen.doses
        if of == compound and (not only or name in only)
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


def notes(simulation: Simulation) -> list[str]:
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
