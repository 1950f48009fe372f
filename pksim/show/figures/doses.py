"""When each schedule takes what."""

from __future__ import annotations

from textwrap import fill
from typing import Any

from matplotlib.axes import Axes

from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.rounding import from_bedtime
from pksim.show.figures.labels import drawable, wrapped
from pksim.show.figures.panels import draw_title
from pksim.show.figures.sheet import WIDTH_IN, NightFigure, Place, Sheet
from pksim.show.figures.style import (
    COLOURS,
    NORMAL,
    OWN,
    SMALL,
    add_line,
    draw_clock,
    draw_night,
    name_of_hours,
    size_in,
    styles_of,
)
from pksim.study.curves.one_night import offsets
from pksim.study.curves.simulate import Simulation

_MARKERS = "oD^sPvX*"
_ROW_IN, _LANE_IN = 0.14, 0.19
_LABEL_IN_A_CHARACTER, _TITLE_IN, _CHARACTERS_AN_INCH = 0.062, 0.16, 11
_BEFORE = " before bedtime"
_UNDER_CLOCK, _ALONE = 34.0, 18.0
_BESIDE_BEDTIME = 0.12
"""Room to the right of bedtime for its name, as a share of that to its left."""


def plot_doses(
    simulation: Simulation, *, ax: Axes | None = None, figsize: tuple[float, float] | None = None
) -> NightFigure:
    """Draw when each schedule takes what.

    Parameters
    ----------
    simulation : Simulation
        The schedules and their night.
    ax : matplotlib.axes.Axes, optional
        A panel of yours to draw into; its figure is returned, without small print. Names
        stand to its right.
    figsize : (float, float), optional
        Width and height of the figure [inches].

    Returns
    -------
    NightFigure
        One row per schedule and a lane in it per dose, or in several nights per kind of dose. A marker is the time
        used, a bar the range of times that the source gives.
    """
    night = simulation.night
    lanes = [lane for schedule in simulation.schedules.values() for lane in _lanes(schedule, night)]
    tall = len(lanes) * _LANE_IN + len(simulation.schedules) * _ROW_IN
    left_in = 0.3 + 0.075 * max(len(line) for name in simulation.schedules for line in wrapped(name).split("\n"))
    alt_text = "; ".join(str(schedule) for schedule in simulation.schedules.values())
    headline = "; ".join(_told(simulation))
    title = fill(headline, int((WIDTH_IN - left_in) * _CHARACTERS_AN_INCH))
    sheet = Sheet(
        f"Doses relative to bedtime. {headline}. {alt_text}.",
        ["A bar is the range of times that the source gives, a marker the time used."],
        panels_in=[tall],
        top_in=0.6 + _TITLE_IN * (title.count("\n") + 1),
        left_in=left_in,
        axis_in=0.5,
        place=Place(ax, figsize),
    )
    axes = sheet.panel()
    draw_night(axes, night, _limits([dose for lane in lanes for dose in lane], night, size_in(axes)[0]))
    axes.set_ylim(tall, 0.0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(name_of_hours(night), fontsize=NORMAL)
    draw_clock(axes, night)
    draw_title(axes, drawable(title), pad=_ALONE if night.nights > 1 else _UNDER_CLOCK)
    _draw_lanes(axes, simulation, night)
    return sheet.figure


def _told(simulation: Simulation) -> list[str]:
    """Say for each compound when the schedules take it, from the earliest to the latest."""
    found: dict[str, list[float]] = {}
    for (_, compound), regimen in simulation.regimens.items():
        found.setdefault(compound, []).extend(time for _, time in offsets(regimen.doses, simulation.night))
    told = []
    for compound, times in found.items():
        first, last = from_bedtime(min(times)), from_bedtime(max(times))
        if first.endswith(_BEFORE) and last.endswith(_BEFORE):
            first = first.removesuffix(_BEFORE)
        told.append(f"{compound} {last}" if first == last.removesuffix(_BEFORE) else f"{compound} {first} to {last}")
    return [told[0][:1].upper() + told[0][1:], *told[1:]]


def _lanes(schedule: Schedule, night: Night) -> list[list[Dose]]:
    """Put every dose in a lane of its own; in several nights, those of the same kind in one."""
    if night.nights == 1:
        return [[dose] for dose in schedule.doses]
    kinds: dict[str, list[Dose]] = {}
    for dose in schedule.doses:
        kinds.setdefault(dose.what, []).append(dose)
    return list(kinds.values())


def _draw_lanes(axes: Axes, simulation: Simulation, night: Night) -> None:
    compounds = list(simulation.compounds)
    ticks, at = [], 0.0
    for i, schedule in enumerate(simulation.schedules.values()):
        lanes = _lanes(schedule, night)
        tall = len(lanes) * _LANE_IN + _ROW_IN
        if i % 2:
            axes.axhspan(at, at + tall, color="black", alpha=0.04, linewidth=0)
        ticks.append(at + tall / 2)
        for lane, doses in enumerate(lanes):
            y = at + _ROW_IN / 2 + (lane + 0.5) * _LANE_IN
            number = compounds.index(doses[0].compound)
            for dose in doses:
                _draw_dose(axes, dose, night, y, number)
            _name(axes, doses[0], night, y)
        at += tall
    axes.set_yticks(ticks, [wrapped(name) for name in simulation.schedules], fontsize=NORMAL)
    axes.tick_params(axis="y", length=0)
    for label, style in zip(axes.get_yticklabels(), styles_of(simulation.schedules).values(), strict=True):
        label.set_fontweight("bold" if style["linewidth"] >= OWN else "normal")


def _draw_dose(axes: Axes, dose: Dose, night: Night, y: float, number: int) -> None:
    colour, marker = COLOURS[number % len(COLOURS)], _MARKERS[number % len(_MARKERS)]
    add_line(axes, _span(dose, night), [y, y], color=colour, linewidth=4, alpha=0.35, solid_capstyle="butt")
    add_line(axes, [dose.time_from_bedtime_h(night)], [y], color=colour, marker=marker, markersize=5, gid="dose")


def _name(axes: Axes, dose: Dose, night: Night, y: float) -> None:
    """Write what is taken beside the dose, on the side away from bedtime."""
    early, late = _span(dose, night)
    before = _named_before(dose, night)
    beside: dict[str, Any] = {"ha": "right", "xytext": (-8, 0)} if before else {"ha": "left", "xytext": (8, 0)}
    end = (early if before else late, y)
    axes.annotate(dose.what, end, textcoords="offset points", fontsize=SMALL, va="center", **beside)


def _named_before(dose: Dose, night: Night) -> bool:
    return dose.time_from_bedtime_h(night) <= 0 or night.nights > 1


def _limits(doses: list[Dose], night: Night, width_in: float) -> tuple[float, float]:
    """Leave room for what is written to the left of doses before bedtime and to the right of later ones."""
    first = min(min(_span(dose, night)[0] for dose in doses) - 0.1, -1.0)
    last = max(max(_span(dose, night)[1] for dose in doses) + 0.1, 0.5, -first * _BESIDE_BEDTIME)
    if night.nights > 1:
        last = max(last, night.sleeps_h[-1][1])
    room = {
        side: max((len(drawable(dose.what)) for dose in doses if _named_before(dose, night) == side), default=0)
        * _LABEL_IN_A_CHARACTER
        for side in (True, False)
    }
    an_inch = (last - first) / (width_in - room[True] - room[False])
    return first - room[True] * an_inch, last + room[False] * an_inch


def _span(dose: Dose, night: Night) -> tuple[float, float]:
    """Earliest and latest time [h from bedtime]."""
    time = dose.time_from_bedtime_h(night)
    early, late = dose.window_h or (0.0, 0.0)
    return time + early, time + late
