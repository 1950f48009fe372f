"""Curves against bedtime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from pksim.arguments import instance, one_of, yes_or_no
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.show.figures.labels import label_ends, label_peaks
from pksim.show.figures.levels import scale_levels
from pksim.show.figures.measured import draw_measured
from pksim.show.figures.panels import draw_panels, from_first_dose, mark_doses, measure, totals
from pksim.show.figures.sheet import PANEL_IN, WIDTH_IN, NightFigure, Place, Sheet
from pksim.show.figures.small_print import notes
from pksim.show.figures.status import draw_noise, draw_own
from pksim.show.figures.style import NORMAL, add_line, styles_of
from pksim.show.words.curves import describe_all
from pksim.show.words.levels import LOG_FROM_RATIO
from pksim.show.words.measured import describe_measured, notes_on_measured
from pksim.study.curves.simulate import Simulation

if TYPE_CHECKING:
    from pksim.describe.samples.samples import Samples

_THIN = 0.9
_GONE = 0.1
_YS = ("concentration", "total", "share of peak")


def plot_curves(
    simulation: Simulation,
    *,
    y: str | None = None,
    log: bool | None = None,
    noise: bool = True,
    beside: Simulation | None = None,
    samples: Samples | None = None,
    night: int | None = None,
    width_in: float = WIDTH_IN,
    ax: Axes | None = None,
    figsize: tuple[float, float] | None = None,
) -> NightFigure:
    """Draw the curves against bedtime, one panel per compound and one line per schedule.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    y : {"concentration", "total", "share of peak"}, optional
        What to draw: what the doses add, the sum with the body's own, or what the doses add as a share of its peak. By
        default the sum where the simulation has it.
    log : bool, optional
        Whether the vertical axis is logarithmic, on which a half-life is a slope. By default it is where the peaks of
        a panel differ more than fivefold, and then its label says so.
    noise : bool, optional
        Whether to shade the noise of one person's readings, where it is known: one dose of magnesium lies within it.
    beside : Simulation, optional
        The same schedules and night with other numbers, such as another parameter set; drawn as thin lines.
    samples : Samples, optional
        What was measured, drawn over the curves of its compound; it must say what the clock shows at time zero.
    night : int, optional
        Of several nights, the one that its words describe; by default the first in which some of the compound is taken.
    width_in : float, optional
        How wide the figure is [inches].
    ax : matplotlib.axes.Axes, optional
        A panel of yours to draw into, if there is one compound; its figure is returned, without small print. Names
        stand to its right.
    figsize : (float, float), optional
        Width and height of the figure [inches], if there is one compound.

    Returns
    -------
    NightFigure
        A Matplotlib figure. Triangles mark doses, those at the edge of a panel doses beyond it; the shaded hours are
        sleep.

    Raises
    ------
    pksim.errors.InputError
        When ``y`` is unknown, the body's own is asked for and not there, or samples do not belong to the curves.
    """
    y = _checked(simulation, y, beside)
    if samples is not None and y == "share of peak":
        msg = "samples are concentrations and cannot be drawn as a share of a peak; leave y out."
        raise InputError(msg)
    log, noise = None if log is None else yes_or_no(log, "log"), yes_or_no(noise, "noise")
    names, compounds = list(simulation.schedules), list(simulation.compounds)
    labels = names if beside is None else [*names, *(_beside_name(name, beside) for name in names)]
    small, words = notes(simulation, beside), describe_all(simulation, night=night)
    if samples is not None:
        small.insert(0, notes_on_measured(simulation, samples))
        words = f"{words}\n\n{describe_measured(simulation, samples)}"
    sheet = Sheet(
        words, small, panels_in=[PANEL_IN] * len(compounds), names=labels, width_in=width_in, place=Place(ax, figsize)
    )
    shown = {name: y if y != "total" or name in simulation.own else "concentration" for name in compounds}
    titles = {name: measure(simulation, name, total=shown[name] == "total") for name in compounds}
    for name, axes in draw_panels(sheet, simulation, titles):
        _draw_panel(axes, simulation, name, y=shown[name], log=log, noise=noise, beside=beside, samples=samples)
    return sheet.figure


def _checked(simulation: Simulation, y: str | None, beside: Simulation | None) -> str:
    """Say what is to be drawn, if it can be."""
    y = ("total" if simulation.own else "concentration") if y is None else y
    one_of(y, "y", _YS)
    if beside is not None:
        instance(beside, Simulation, "beside", "simulate(schedules, parameters='literature')")
    if y == "total" and not simulation.own:
        msg = "y is 'total', but the body's own was not simulated; use simulate(..., endogenous=True)."
        raise InputError(msg)
    if beside is not None and _asked(beside) != _asked(simulation):
        msg = "beside must be a simulation of the same schedules in the same night, with other numbers."
        raise InputError(msg)
    if beside is not None and y == "total" and beside.own.keys() != simulation.own.keys():
        msg = "beside was simulated without the body's own; use simulate(..., endogenous=True) for it, too."
        raise InputError(msg)
    return y


def _draw_panel(
    axes: Axes,
    simulation: Simulation,
    compound: str,
    *,
    y: str,
    log: bool | None,
    noise: bool,
    beside: Simulation | None,
    samples: Samples | None,
) -> None:
    thing = simulation.compounds[compound]
    curves, peaks = _curves(simulation, compound, y)
    others, other_peaks = ({}, {}) if beside is None else _curves(beside, compound, y)
    highest = [*peaks.values(), *other_peaks.values()]
    own = simulation.endogenous_level(compound) if y == "total" else None
    lowest = min(highest) if own is None else min(*highest, float(own.max()))
    use_log = max(highest) > LOG_FROM_RATIO * lowest if log is None else log
    scale_levels(axes, [*curves.values(), *others.values()], highest, use_log=use_log, floor=own)
    unit = y if y == "share of peak" else thing.display_unit
    axes.set_ylabel(unit + use_log * ", logarithmic", fontsize=NORMAL)
    if own is not None:
        draw_own(axes, simulation, compound, noise=noise)
    elif noise:
        draw_noise(axes, thing, scale=1.0 if y == "concentration" else 1.0 / _highest(simulation, compound))
    styles = styles_of(simulation.schedules)
    lines = [(name, curve, styles[name]) for name, curve in curves.items()]
    for name, curve, style in lines:
        over = 2.5 + (style["linewidth"] - 1.8) / 10
        add_line(axes, simulation.times_h, from_first_dose(curve), label=name, zorder=over, **style)
    for name, curve in others.items():
        assert beside is not None
        label, style = _beside_name(name, beside), {**styles[name], "linewidth": _THIN}
        add_line(axes, beside.times_h, from_first_dose(curve), label=label, zorder=2.4, **style)
        lines.append((label, curve, style))
    draw_measured(axes, simulation, compound, samples)
    mark_doses(axes, simulation, compound)
    _name(axes, simulation, lines)


def _name(axes: Axes, simulation: Simulation, lines: list[tuple[str, Array, dict[str, Any]]]) -> None:
    """Name curves at their ends; at their peaks where the axis is linear and nothing is left at the end."""
    one_peak = simulation.night.nights == 1
    if one_peak and axes.get_yscale() == "linear" and all(curve[-1] <= _GONE * curve.max() for _, curve, _ in lines):
        times = simulation.times_h
        at = [(name, int(curve.argmax()), curve, style) for name, curve, style in lines]
        label_peaks(axes, [(name, (float(times[i]), float(curve[i])), style) for name, i, curve, style in at])
    else:
        label_ends(axes, [(name, float(curve[-1]), style) for name, curve, style in lines])


def _curves(simulation: Simulation, compound: str, y: str) -> tuple[dict[str, Array], dict[str, float]]:
    """Give what is to be drawn, and how high each curve gets, by schedule."""
    factor = simulation.compounds[compound].display_factor
    curves = {name: curve for (name, of), curve in simulation.concentrations.items() if of == compound}
    peaks = {name: simulation.regimens[name, compound].peak[1] * factor for name in curves}
    if y == "share of peak":
        return {name: curve / peaks[name] for name, curve in curves.items()}, dict.fromkeys(peaks, 1.0)
    if y == "total":
        curves = totals(simulation, compound)
        peaks = {name: float(curve.max()) for name, curve in curves.items()}
    return curves, peaks


def _highest(simulation: Simulation, compound: str) -> float:
    """Give the highest peak of a compound, in its display unit."""
    return max(_curves(simulation, compound, "concentration")[1].values())


def _asked(simulation: Simulation) -> tuple[object, ...]:
    """Give what was simulated, but for the numbers used."""
    return simulation.night, list(simulation.schedules.items())


def _beside_name(name: str, beside: Simulation) -> str:
    return f"{name}, {beside.parameters}"
