"""Which share of each receptor is occupied over the night."""

from __future__ import annotations

from matplotlib.ticker import PercentFormatter

from pksim.describe.words.rounding import number, percent
from pksim.kinetics.arrays import Array
from pksim.show.figures.labels import label_ends
from pksim.show.figures.levels import draw_grid
from pksim.show.figures.panels import draw_panels, mark_doses, totals
from pksim.show.figures.sheet import PANEL_IN, NightFigure, Sheet
from pksim.show.figures.small_print import notes
from pksim.show.figures.style import styles_of
from pksim.study.curves.receptors import receptors_of, share
from pksim.study.curves.simulate import Simulation


def plot_occupancy(simulation: Simulation, *, compound: str = "melatonin") -> NightFigure:
    """Draw which share of each receptor of a compound is occupied, one panel per receptor; illustrative.

    Parameters
    ----------
    simulation : Simulation
        The curves; with the body's own, their sum is used.
    compound : str, optional
        Which compound.

    Returns
    -------
    NightFigure

    Raises
    ------
    pksim.errors.InputError
        When the compound has no receptors here, or none of it is taken.
    """
    kds = receptors_of(simulation.compounds, compound)
    styles = styles_of(simulation.schedules)
    levels = totals(simulation, compound)
    unit = simulation.compounds[compound].display_unit
    small = [
        "Occupancy is C/(Kd + C) of the concentration in plasma: illustrative, no effect follows.",
        *notes(simulation, only=compound),
    ]
    titles = {
        name: f"{name} occupied by {compound}, illustrative (half at {number(kd)} {unit})" for name, kd in kds.items()
    }
    sheet = Sheet(_describe(kds, levels, unit), small, panels_in=[PANEL_IN] * len(kds), names=list(levels))
    for receptor, axes in draw_panels(sheet, simulation, titles):
        occupied = {name: share(level, kds[receptor]) for name, level in levels.items()}
        axes.set_ylim(0.0, 1.04)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        draw_grid(axes)
        for name, part in occupied.items():
            axes.plot(simulation.times_h, part, label=name, zorder=2.5, **styles[name])
        mark_doses(axes, simulation, compound)
        label_ends(axes, [(name, float(part[-1]), styles[name]) for name, part in occupied.items()])
    return sheet.figure


def _describe(kds: dict[str, float], levels: dict[str, Array], unit: str) -> str:
    highest = {name: float(level.max()) for name, level in levels.items()}
    sentences = [
        f"{name}: at its highest, {number(level)} {unit}, it occupies "
        + " and ".join(f"{percent(float(level / (kd + level)))} of {receptor}" for receptor, kd in kds.items())
        for name, level in highest.items()
    ]
    return "Illustrative receptor occupancy. " + "; ".join(sentences) + "."
