"""Which share of each receptor is occupied over the night."""

from __future__ import annotations

from matplotlib.ticker import PercentFormatter

from pksim.describe.words.rounding import number, percent
from pksim.kinetics.arrays import Array
from pksim.show.figures.labels import height_in, label_ends, literal, room_in
from pksim.show.figures.panels import AXIS_IN, BETWEEN_IN, LEFT_IN, PANEL_IN, SMALL_LINE_IN, TOP_IN, mark_doses, notes
from pksim.show.figures.style import NORMAL, WIDTH_IN, NightFigure, draw_clock, draw_night, line_style, small_print
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
    names = [name for name, of in simulation.regimens if of == compound]
    styles = {name: line_style(i) for i, name in enumerate(simulation.schedules)}
    levels = {name: simulation.total(name, compound) for name in names}
    unit = simulation.compounds[compound].display_unit
    small = [
        "Occupancy is C/(Kd + C) of the concentration in plasma: illustrative, no effect follows.",
        *notes(simulation, only=compound),
    ]
    panel = max(PANEL_IN, height_in(names) + 0.1)
    bottom = AXIS_IN + SMALL_LINE_IN * (len(small) + 1)
    height = TOP_IN + len(kds) * (panel + BETWEEN_IN) - BETWEEN_IN + bottom
    width = WIDTH_IN - LEFT_IN - room_in(names)
    figure = NightFigure(WIDTH_IN, height, _describe(kds, levels, unit))
    for row, (receptor, kd) in enumerate(kds.items()):
        below = height - TOP_IN - panel - row * (panel + BETWEEN_IN)
        axes = figure.add_axes((LEFT_IN / WIDTH_IN, below / height, width / WIDTH_IN, panel / height), label=receptor)
        draw_night(axes, simulation.night, float(simulation.times_h[0]), float(simulation.times_h[-1]))
        axes.set_ylim(0.0, 1.04)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.grid(axis="y", color="#D0D0D0", linewidth=0.5, zorder=0.5)
        for name, level in levels.items():
            axes.plot(simulation.times_h, share(level, kd), label=name, zorder=2.5, **styles[name])
        mark_doses(axes, simulation, compound, panel)
        label_ends(axes, [(name, float(share(level, kd)[-1]), styles[name]) for name, level in levels.items()], panel)
        if row == 0:
            draw_clock(axes, simulation.night)
        title = f"{receptor} occupied by {compound}, illustrative (half at {number(kd)} {unit})"
        axes.set_title(literal(title), fontsize=NORMAL, fontweight="bold", loc="left", pad=34 if row == 0 else 7)
    axes.set_xlabel("hours from bedtime", fontsize=NORMAL)
    small_print(figure, small, 0.15)
    return figure


def _describe(kds: dict[str, float], levels: dict[str, Array], unit: str) -> str:
    highest = {name: float(level.max()) for name, level in levels.items()}
    sentences = [
        f"{name}: at its highest, {number(level)} {unit}, it occupies "
        + " and ".join(f"{percent(float(level / (kd + level)))} of {receptor}" for receptor, kd in kds.items())
        for name, level in highest.items()
    ]
    return "Illustrative receptor occupancy. " + "; ".join(sentences) + "."
