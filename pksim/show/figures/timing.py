"""How good each time of a dose is, and what it costs to be off."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from pksim.describe.files.schedule_file import load_schedules
from pksim.show.figures.panels import draw_title
from pksim.show.figures.sheet import WIDTH_IN, NightFigure, Sheet
from pksim.show.figures.small_print import Cited, notes_on_kinetics
from pksim.show.figures.style import COLOURS, NORMAL, SMALL, draw_clock, draw_night
from pksim.show.words.timing import describe_timing
from pksim.study.sources.references import compounds_judged
from pksim.study.timing.best_timing import NEAR_BEST, TimingResult


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
    sheet = Sheet(
        describe_timing(result),
        _notes(result, published),
        panels_in=[2.6],
        width_in=width_in,
        top_in=0.85,
        right_in=0.3,
    )
    axes = sheet.panel()
    draw_night(axes, result.night, times)
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
    draw_title(axes, f"When to take {result.move}")
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
        axes.annotate(
            f"{i}", (time, 0.05), (0, 3), xycoords=foot, textcoords="offset points", fontsize=SMALL, ha="center"
        )


def _notes(result: TimingResult, published: dict[float, list[str]]) -> list[str]:
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
    return [*sentences, *cited.titles]
