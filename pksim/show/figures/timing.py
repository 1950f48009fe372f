"""How good each time of a dose is, and what it costs to be off."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from pksim.describe.files.schedule_file import load_schedules
from pksim.show.figures.labels import wrapped
from pksim.show.figures.panels import draw_title
from pksim.show.figures.sheet import WIDTH_IN, NightFigure, Place, Sheet
from pksim.show.figures.small_print import Cited, note_on_own, notes_on_kinetics
from pksim.show.figures.style import COLOURS, NORMAL, SMALL, draw_clock, draw_night, size_in
from pksim.show.words.sets import sets_used
from pksim.show.words.timing import best_in_brief, describe_timing, how_asked_differ
from pksim.study.curves.own_level import bodys_own
from pksim.study.people.sampling import sampling_range
from pksim.study.sources.of_timing import compounds_judged
from pksim.study.timing.best_timing import NEAR_BEST, TimingResult

_PANEL_IN, _LINE_IN = 2.6, 0.15
_AN_INCH = 11.0
"""Characters of a title on an inch."""


def plot_timing(
    result: TimingResult,
    *,
    width_in: float = WIDTH_IN,
    ax: Axes | None = None,
    figsize: tuple[float, float] | None = None,
) -> NightFigure:
    """Draw the share of sleepers who reach the goal, or the score, against the time of the dose.

    Parameters
    ----------
    result : TimingResult
        The answer.
    width_in : float, optional
        How wide the figure is [inches].
    ax : matplotlib.axes.Axes, optional
        A panel of yours to draw into; its figure is returned, without small print. Names
        stand to its right.
    figsize : (float, float), optional
        Width and height of the figure [inches].

    Returns
    -------
    NightFigure
        The windows that are about as good as the best are shaded; triangles are the times of the published schedules.
    """
    times, judged = result.times_h, result.judged
    published = _published(result, float(times[0]), float(times[-1]))
    place = Place(ax, figsize)
    width_in = place.width_in(width_in) if ax is None else size_in(ax)[0] + 1.0
    title = wrapped(best_in_brief(result), int((width_in - 1.0) * _AN_INCH))
    whose = "sleepers who reach" if result.subjects else "score of the typical person"
    label = wrapped(f"{whose}: {result.goal_in_words}", int(_PANEL_IN * _AN_INCH))
    sheet = Sheet(
        describe_timing(result),
        _notes(result, published),
        panels_in=[_PANEL_IN],
        width_in=width_in,
        place=place,
        top_in=0.7 + _LINE_IN * len(title.split("\n")),
        left_in=0.6 + _LINE_IN * len(label.split("\n")),
        right_in=0.3,
    )
    axes = sheet.panel()
    draw_night(axes, result.night, times)
    draw_clock(axes, result.night, named=bool(times[0] <= 0 <= times[-1]))
    for begin, end in result.windows:
        axes.axvspan(begin, end, color=COLOURS[2], alpha=0.2, linewidth=0, gid="window")
    axes.plot(times, judged, color=COLOURS[0], linewidth=2, gid=result.judged_by)
    if result.subjects:
        low, high = np.transpose([sampling_range(share, result.subjects) for share in judged])
        axes.fill_between(times, low, high, color=COLOURS[0], alpha=0.2, linewidth=0, gid="sampling error")
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_ylabel(label, fontsize=NORMAL)
    axes.set_ylim(0.0, 1.05)
    axes.set_xlabel(f"{result.move} taken, hours from bedtime", fontsize=NORMAL)
    axes.axvline(result.best.dose_time_h, color=COLOURS[2], linewidth=1.4, linestyle=(0, (4, 2)))
    draw_title(axes, title)
    _mark_published(axes, list(published))
    return sheet.figure


def _published(result: TimingResult, first_h: float, last_h: float) -> dict[float, list[str]]:
    """Give the names of the published schedules that take the moved compound in the window, by time."""
    found: dict[float, list[str]] = {}
    for schedule in load_schedules().values():
        for dose in schedule.doses:
            time = round(dose.time_from_bedtime_h(result.night), 6)
            if dose.compound == result.move and first_h <= time <= last_h:
                found.setdefault(time, []).append(schedule.name)
    return {time: found[time] for time in sorted(found)}


def _mark_published(axes: Axes, times_h: list[float]) -> None:
    """Mark the times of the published schedules with numbers."""
    foot = axes.get_xaxis_transform()
    for i, time in enumerate(times_h, start=1):
        axes.plot(time, 0.035, "^", color="black", markersize=6, transform=foot, gid="published", clip_on=False)
        how: dict[str, Any] = {"fontsize": SMALL, "ha": "center", "bbox": {"color": "white", "pad": 0.4}}
        axes.annotate(f"{i}", (time, 0.05), (0, 3), xycoords=foot, textcoords="offset points", **how)


def _notes(result: TimingResult, published: dict[float, list[str]]) -> list[str]:
    """Say what is drawn, which numbers were used, and whose they are."""
    cited, judged = Cited(), list(compounds_judged(result).values())
    marks = "; ".join(
        f"{i} {result.night.clock(time)} {', '.join(names)}" for i, (time, names) in enumerate(published.items(), 1)
    )
    of_all = "Shaded about the line: where the share of all such sleepers lies, at 95 % confidence, for"
    how = f"{of_all} {result.subjects:,} asked." if result.subjects else f"Score: {result.score_in_words}."
    sentences = [
        how,
        *filter(None, [how_asked_differ(result)]),
        f"Shaded from top to bottom: within {NEAR_BEST:g} of the best; dashed: the best, {result.best.clock}.",
        f"Published schedules: {marks or 'none in this window'}.",
        f"{sets_used(result.parameters, (each.compound for each in judged))} A model for teaching, not medical advice.",
        *(notes_on_kinetics(each, each.doses, cited) for each in judged),
        *_notes_on_own(result, cited),
    ]
    if result.schedule.source:
        sentences.append(f"Schedule {result.schedule.name} {cited(result.schedule.source)}.")
    return [*sentences, *cited.titles]


def _notes_on_own(result: TimingResult, cited: Cited) -> list[str]:
    """Say whose the body's own is that is in the levels."""
    found = []
    for regimen in compounds_judged(result).values():
        own = bodys_own(regimen, result.endogenous, result.night)
        if own is not None and result.endogenous is not None:
            in_levels = " (in the levels)"
            found.append(note_on_own(regimen.compound, result.endogenous, own, result.night, cited, drawn=in_levels))
    return found
