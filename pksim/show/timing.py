"""How good each time of a dose is, and what it costs to be off."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from pksim.describe.quantities import write_duration
from pksim.describe.rounding import from_bedtime, number, percent
from pksim.describe.schedule_file import load_schedules
from pksim.show.labels import label_ends, room_in
from pksim.show.panels import AXIS_IN, SMALL_LINE_IN, Cited, notes_on_kinetics, wrapped
from pksim.show.style import (
    COLOURS,
    NORMAL,
    SMALL,
    WIDTH_IN,
    NightFigure,
    draw_clock,
    draw_night,
    line_style,
    small_print,
)
from pksim.study.provenance import compounds_judged
from pksim.study.timing import NEAR_BEST, TimingResult

if TYPE_CHECKING:
    import pandas as pd

_LEFT_IN, _TOP_IN, _PANEL_IN = 0.75, 0.85, 2.6
_FLAT = 0.01
_NOTHING = 1e-9


def describe_timing(result: TimingResult) -> str:
    """Describe when to take a dose, and how sure that is.

    Parameters
    ----------
    result : TimingResult
        The answer.

    Returns
    -------
    str
        The best time and the windows that are about as good; said in so many words when nothing reaches the goal, when
        times are equally good, and when the window of the search cuts a good stretch off.
    """
    best, night = result.best, result.night
    judged = result.table[result.judged_by]
    first, last = (float(result.table["dose_time_h"].iloc[i]) for i in (0, -1))
    met = result.table.loc[result.table["met"], "clock"]
    reached = best.share > 0 if best.share is not None else best.met or not met.empty
    if not reached:
        return (
            f"No time from {night.clock(first)} to {night.clock(last)} reaches the goal"
            + ("" if best.share is None else " in any sleeper")
            + (
                f"; the nearest is {result.move} at {best.clock}, {from_bedtime(best.dose_time_h)}, with a score of "
                f"{number(best.score)}."
                if best.score > 0
                else ", nor comes near it."
            )
        )
    if float(judged.max() - judged.min()) < _FLAT:
        sentences = [f"Any time from {night.clock(first)} to {night.clock(last)} is as good as another."]
    else:
        sentences = [f"The best time for {result.move} is {best.clock}, {from_bedtime(best.dose_time_h)}."]
        spans = " and ".join(f"from {night.clock(begin)} to {night.clock(end)}" for begin, end in result.windows)
        about = "share of sleepers" if best.share is not None else "score"
        sentences.append(f"Times {spans} are about as good: their {about} is within {NEAR_BEST:g} of the best.")
    if best.share is not None:
        sentences.append(f"Taken then, {percent(best.share)} of {result.subjects:,} sleepers reach the goal.")
    elif best.met:
        sentences.append(f"The typical person then reaches the goal with a score of {number(best.score)}.")
    else:
        sentences.append(
            f"The score is then {number(best.score)}, but the typical person reaches the goal in full only at times "
            f"from {met.iloc[0]} to {met.iloc[-1]}."
        )
    for end, side in ((first, "earlier"), (last, "later")):
        if any(abs(edge - end) < 1e-9 for window in result.windows for edge in window):
            sentences.append(
                f"It is still as good at {night.clock(end)}, where the search ends: {side} may be good too."
            )
    return " ".join(sentences)


def plot_timing(result: TimingResult, *, width_in: float = WIDTH_IN) -> NightFigure:
    """Draw the share of sleepers who reach the goal, or the score, against the time of the dose.

    Parameters
    ----------
    result : TimingResult
        The answer.
    width_in : float, optional
        How wide the figure is [inches].

    Returns
    -------
    NightFigure
        The windows that are about as good as the best are shaded; triangles are the times of the published schedules.
    """
    times = result.table["dose_time_h"].to_numpy()
    published = _published(result, float(times[0]), float(times[-1]))
    small = _notes(result, published, width_in)
    bottom = AXIS_IN + SMALL_LINE_IN * (len(small) + 1)
    height = _TOP_IN + _PANEL_IN + bottom
    figure = NightFigure(width_in, height, describe_timing(result))
    box = (_LEFT_IN / width_in, bottom / height, (width_in - _LEFT_IN - 0.3) / width_in, _PANEL_IN / height)
    axes = figure.add_axes(box)
    draw_night(axes, result.night, float(times[0]), float(times[-1]))
    draw_clock(axes, result.night, named=bool(times[0] <= 0 <= times[-1]))
    for begin, end in result.windows:
        axes.axvspan(begin, end, color=COLOURS[2], alpha=0.2, linewidth=0, gid="window")
    if result.subjects:
        axes.plot(times, result.table["share"], color=COLOURS[0], linewidth=2, gid="share")
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_ylabel("sleepers who reach the goal", fontsize=NORMAL)
    else:
        axes.plot(times, result.table["score"], color=COLOURS[0], linewidth=2, gid="score")
        axes.set_ylabel("score, typical person", fontsize=NORMAL)
    axes.set_ylim(0.0, 1.05)
    axes.set_xlabel(f"{result.move} taken, hours from bedtime", fontsize=NORMAL)
    axes.axvline(result.best.dose_time_h, color=COLOURS[2], linewidth=1.4, linestyle=(0, (4, 2)))
    axes.set_title(f"When to take {result.move}", fontsize=NORMAL, fontweight="bold", loc="left", pad=34)
    _mark_published(axes, list(published))
    small_print(figure, small, 0.15)
    return figure


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
        axes.annotate(
            f"{i}", (time, 0.05), (0, 3), xycoords=foot, textcoords="offset points", fontsize=SMALL, ha="center"
        )


def _notes(result: TimingResult, published: dict[float, list[str]], width_in: float) -> list[str]:
    """Say what is drawn, which numbers were used, and whose they are."""
    cited = Cited()
    marks = "; ".join(
        f"{i} {result.night.clock(time)} {', '.join(names)}" for i, (time, names) in enumerate(published.items(), 1)
    )
    sentences = [
        f"Shaded: within {NEAR_BEST:g} of the best; dashed: the best, {result.best.clock}.",
        f"Published schedules: {marks or 'none in this window'}.",
        f"Parameter set: {result.parameters}. A model for teaching, not medical advice.",
        *(notes_on_kinetics(each, each.doses, cited) for each in compounds_judged(result).values()),
    ]
    if result.schedule.source:
        sentences.append(f"Schedule {result.schedule.name} {cited(result.schedule.source)}.")
    return wrapped([*sentences, *cited.titles], width_in)


def timing_html(result: TimingResult) -> str:
    """Make the page that a notebook shows for a timing."""
    return f"<p>{escape(describe_timing(result))}</p>{result.table.round(3).to_html(index=False, max_rows=12)}"


def plot_regret(table: pd.DataFrame, *, column: str = "lost") -> NightFigure:
    """Draw what it costs to be off plan, a line per schedule.

    Parameters
    ----------
    table : pandas.DataFrame
        What `pksim.regret` gives.
    column : {"lost", "share_lost"}, optional
        What to draw: the typical person's loss of score, or the loss in the share of sleepers.

    Returns
    -------
    NightFigure
        Above the line is worse than the plan, below it better.
    """
    names = list(dict.fromkeys(table["schedule"]))
    height = 0.5 + _PANEL_IN + 0.8
    words = []
    for name in names:
        rows = table[table["schedule"] == name]
        worst = rows.loc[rows[column].idxmax()]
        side = "later" if worst["off_min"] > 0 else "earlier"
        off = write_duration(abs(worst["off_min"]) / 60)
        loss = worst[column] if abs(worst[column]) > _NOTHING else 0.0
        words.append(f"{name}: the largest loss is {number(loss)}, {off} {side} than planned.")
    figure = NightFigure(WIDTH_IN, height, " ".join(words))
    width = WIDTH_IN - _LEFT_IN - room_in(names)
    axes = figure.add_axes((_LEFT_IN / WIDTH_IN, 0.8 / height, width / WIDTH_IN, _PANEL_IN / height))
    ends = []
    for i, name in enumerate(names):
        rows = table[table["schedule"] == name]
        axes.plot(rows["off_min"], rows[column], marker="o", markersize=3, label=name, **line_style(i))
        ends.append((name, float(rows[column].iloc[-1]), line_style(i)))
    axes.axhline(0.0, color="black", linewidth=0.8)
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.set_xticks(np.unique(table["off_min"]))
    axes.set_xlim(table["off_min"].min(), table["off_min"].max())
    axes.set_xlabel("minutes earlier (−) or later (+) than planned", fontsize=NORMAL)
    what = "share of sleepers lost" if column == "share_lost" else "score lost, typical person"
    axes.set_ylabel(what, fontsize=NORMAL)
    axes.tick_params(labelsize=SMALL)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    label_ends(axes, ends, _PANEL_IN)
    small_print(figure, ["Zero is the plan; below zero the change is for the better."], 0.15)
    return figure
