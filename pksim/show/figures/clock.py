"""The body clock: the published curves, and what doses do to it day by day."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pksim.describe.schedule.night import DAY_H
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.units import write_clock
from pksim.kinetics.arrays import Array
from pksim.show.figures.panels import draw_title
from pksim.show.figures.sheet import NightFigure, Place, Sheet
from pksim.show.figures.small_print import Cited
from pksim.show.figures.style import COLOURS, NORMAL, QUIET, SLEEP, SMALL
from pksim.show.words.clock import (
    EARLIER,
    LATER,
    UNTOLD,
    describe_clock,
    describe_response,
    direction,
    headline,
    limits,
    shift_told,
)
from pksim.study.clock.body_clock import BodyClock
from pksim.study.clock.curves import curve_of
from pksim.study.clock.response import PhaseResponse
from pksim.study.clock.rules import clock_rules

_NOON_H, _LIGHT_H = 12.0, 3.0
_ROW_IN = 0.34
_BAND = (0.1, 0.9)
_MARKS: dict[str, dict[str, Any]] = {
    EARLIER: {"marker": "<", "color": COLOURS[0], "markerfacecolor": COLOURS[0]},
    LATER: {"marker": ">", "color": COLOURS[1], "markerfacecolor": COLOURS[1]},
    UNTOLD: {"marker": "o", "color": COLOURS[7], "markerfacecolor": "white"},
}
_SEEK, _AVOID = "#E69F00", "#4D4D4D"


def plot_response(
    curve: PhaseResponse, *, ax: Axes | None = None, figsize: tuple[float, float] | None = None
) -> NightFigure:
    """Draw how far three daily doses move the body clock, by when they are taken.

    Parameters
    ----------
    curve : PhaseResponse
        What `pksim.phase_response` gives.
    ax : matplotlib.axes.Axes, optional
        A panel of yours to draw into; its figure is returned, and the small print is left out.
    figsize : (float, float), optional
        Width and height of the figure [inches].

    Returns
    -------
    NightFigure
        The curve, the band of eight in ten people about it, and as diamonds the extremes that the study states.
    """
    sheet = Sheet(
        describe_response(curve),
        _sources(curve),
        panels_in=[2.9],
        top_in=0.5,
        axis_in=0.6,
        left_in=0.8,
        right_in=0.3,
        place=Place(ax, figsize),
    )
    axes, rules = sheet.panel(), clock_rules()
    hours = np.linspace(-6.0, 18.0, 289)
    half = 1.2815515655446004 * curve.scatter_h
    shift = curve(hours)
    axes.fill_between(hours, shift - half, shift + half, color=COLOURS[0], alpha=0.15, linewidth=0, gid="eight in ten")
    axes.plot(hours, shift, color=COLOURS[0], linewidth=1.8, gid="curve")
    axes.axhline(0.0, color="black", linewidth=0.8)
    for name, sign in (("advance", 1.0), ("delay", -1.0)):
        at, far = curve.stated_h(name)
        axes.plot([at], [sign * far], marker="D", markersize=4, color=COLOURS[1], linestyle="", gid=f"stated {name}")
    bed = rules.onset_before_bed.value
    axes.axvspan(bed - 1.0, bed - 0.5, color=COLOURS[7], alpha=0.35, linewidth=0, gid="30 to 60 min before bed")
    axes.axvline(bed, color="black", linewidth=1.2)
    low, high = axes.get_ylim()
    axes.text(bed + 0.15, high, "habitual bedtime", fontsize=SMALL, va="top")
    axes.text(bed - 1.1, low, "30–60 min before bed", fontsize=SMALL, ha="right", va="bottom", color=QUIET)
    axes.set_xlim(hours[0], hours[-1])
    axes.set_xticks(np.arange(-6, 19, 3))
    axes.set_xlabel("hours from the onset of one's own melatonin in dim light (DLMO)", fontsize=NORMAL)
    axes.set_ylabel("hours earlier (+) or later (−)", fontsize=NORMAL)
    draw_title(axes, f"What three daily doses of {curve.name} do to the body clock", pad=6)
    return sheet.figure


def plot_clock(clock: BodyClock) -> NightFigure:
    """Draw what doses do to the body clock, a row from noon to noon for each day.

    Parameters
    ----------
    clock : BodyClock
        What `pksim.body_clock` gives.

    Returns
    -------
    NightFigure
        Sleep, the onset of one's own melatonin with the band of eight in ten people, doses by which way they move the
        clock, and, towards a new bedtime, when to seek and to avoid light.
    """
    rows = _Rows(clock)
    away = clock.trip is not None
    sheet = Sheet(
        describe_clock(clock),
        [*limits(clock), *_about_light(clock), *_sources(*_curves(clock))],
        panels_in=[_ROW_IN * rows.count],
        top_in=1.35 if away else 1.0,
        left_in=1.25,
        right_in=1.55,
        axis_in=0.5,
    )
    axes = sheet.panel()
    axes.set_xlim(0.0, DAY_H)
    axes.set_ylim(rows.count, 0.0)
    for bed, wake in clock.nights.sleeps_h:
        rows.bar(axes, bed, wake, (0.04, 0.96), color=SLEEP, gid="sleep")
    if clock.trip is not None and isinstance(clock.nights, RealNights):
        leaves, lands = (clock.nights.hours(each) for each in (clock.trip.depart_utc, clock.trip.arrive_utc))
        rows.bar(axes, leaves, lands, (0.42, 0.58), color="#C8C8C8", gid="flight")
    if clock.target_h is not None:
        _draw_light(axes, clock, rows)
    for step in clock.steps:
        low, middle, high = np.quantile(step.onset_h, [_BAND[0], 0.5, _BAND[1]])
        rows.bar(axes, low, high, (0.28, 0.72), color=COLOURS[2], alpha=0.3, gid="onset of eight in ten")
        rows.bar(axes, middle - 0.06, middle + 0.06, (0.1, 0.9), color=COLOURS[2], gid="onset")
    told: dict[int, list[str]] = {}
    for row in clock.to_frame().to_dict("records"):
        place = clock.nights.numbers.index(row["night"])
        time = clock.days[place].dose_h
        assert time is not None
        at, x = rows.place(time)
        way = direction(row["low"], row["high"])
        axes.plot([x], [at + 0.5], linestyle="", markersize=7, gid=f"dose {way}", zorder=4, **_MARKS[way])
        shifts = (shift_told(row[name]).removesuffix(" h") for name in ("shift_h", "low", "high"))
        told.setdefault(at, []).append("{} ({} to {})".format(*shifts))
    for at, lines in told.items():
        axes.text(DAY_H + 0.25, at + 0.5, "\n".join(lines), fontsize=SMALL, va="center", gid="shift")
    _frame(axes, clock, rows)
    _draw_legend(sheet.figure, clock)
    title = headline(clock).rstrip(".")
    sheet.figure.text(
        0.02, 1.0 - 0.08 / sheet.figure.get_size_inches()[1], title, fontsize=NORMAL, weight="bold", va="top"
    )
    return sheet.figure


class _Rows:
    """Days from noon to noon of the clock at home, one under the other."""

    def __init__(self, clock: BodyClock) -> None:
        nights = clock.nights
        hour, minute = map(int, nights.clock(0.0).split(":"))
        first = -((hour + minute / 60 - _NOON_H) % DAY_H)
        doses = [day.dose_h for day in clock.days if day.dose_h is not None]
        begin = min([0.0, *doses])
        self.noon_h = first - DAY_H * max(np.ceil((first - begin) / DAY_H), 0.0)
        self.count = int(np.ceil((nights.sleeps_h[-1][1] - self.noon_h) / DAY_H))

    def place(self, time_h: float) -> tuple[int, float]:
        """Give the row of a time, and the hours after its noon."""
        row = int((time_h - self.noon_h) // DAY_H)
        return row, time_h - self.noon_h - DAY_H * row

    def bar(self, axes: Axes, begin_h: float, end_h: float, part: tuple[float, float], **how: Any) -> None:
        """Draw a stretch of time, over the end of a row into the next."""
        low, high = part
        while begin_h < end_h - 1e-9:
            row, x = self.place(begin_h)
            wide = min(end_h - begin_h, DAY_H - x)
            if 0 <= row < self.count:
                axes.barh([row + (low + high) / 2], [wide], left=[x], height=high - low, linewidth=0, **how)
            begin_h += wide


def _draw_light(axes: Axes, clock: BodyClock, rows: _Rows) -> None:
    """Draw when light helps and when it harms, awake and on the way to the new bedtime."""
    assert clock.target_h is not None
    earlier = clock.target_h < clock.start_h
    sleeps = [sleep for sleep in clock.nights.sleeps_h if sleep[0] > 0]
    for step in clock.steps:
        lowest = float(np.median(step.onset_h)) + clock_rules().temperature_minimum.value
        before, after = (lowest - _LIGHT_H, lowest), (lowest, lowest + _LIGHT_H)
        seek, avoid = (after, before) if earlier else (before, after)
        for name, span, colour in (("light to seek", seek, _SEEK), ("light to avoid", avoid, _AVOID)):
            for begin, end in _awake(*span, [clock.nights.sleeps_h[0], *sleeps]):
                rows.bar(axes, begin, end, (0.76, 0.94), color=colour, gid=name)


def _awake(begin: float, end: float, sleeps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give what of a stretch is not slept."""
    left = [(begin, end)]
    for bed, wake in sleeps:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, bed)), (max(first, wake), last))
            if piece[1] - piece[0] > 1e-9
        ]
    return left


def _frame(axes: Axes, clock: BodyClock, rows: _Rows) -> None:
    ticks: Array = np.arange(0.0, DAY_H + 1, 3.0)
    axes.set_xticks(ticks, [write_clock(_NOON_H + each) for each in ticks], fontsize=SMALL)
    axes.set_yticks(np.arange(rows.count) + 0.5, [_name(clock, rows, row) for row in range(rows.count)], fontsize=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    for row in range(1, rows.count):
        axes.axhline(row, color="#D8D8D8", linewidth=0.6)
    axes.set_xlabel("clock" if clock.trip is None else f"clock in {clock.trip.home_tz}", fontsize=SMALL)
    if clock.trip is not None:
        above = axes.secondary_xaxis("top")
        east = clock.trip.hours_east
        above.set_xticks(ticks, [write_clock(_NOON_H + each + east) for each in ticks], fontsize=SMALL)
        above.set_xlabel(f"clock in {clock.trip.away_tz}", fontsize=SMALL)
    axes.text(DAY_H + 0.25, -0.12, "shift [h] (eight in ten)", fontsize=SMALL, va="bottom", color=QUIET)


def _name(clock: BodyClock, rows: _Rows, row: int) -> str:
    """Name a row by its noon at home."""
    if isinstance(clock.nights, RealNights):
        noon = clock.nights.timestamps([rows.noon_h + DAY_H * row])[0]
        return f"{noon:%a %d %b}"
    first = rows.place(0.0)[0]
    if row < first:
        return "the day before"
    return f"night {row - first + 1}" if row - first < clock.nights.nights else "the day after"


def _draw_legend(figure: NightFigure, clock: BodyClock) -> None:
    shown = {direction(*pair) for pair in clock.to_frame()[["low", "high"]].to_numpy()}
    handles: list[Any] = [
        Patch(color=SLEEP, label="sleep"),
        Line2D([], [], color=COLOURS[2], linewidth=3, label="onset of one's own melatonin, eight in ten"),
    ]
    handles += [
        Line2D([], [], linestyle="", markersize=6, label=f"dose: {way}", **_MARKS[way])
        for way in (EARLIER, LATER, UNTOLD)
        if way in shown
    ]
    if clock.target_h is not None:
        handles += [Patch(color=_SEEK, label="light to seek"), Patch(color=_AVOID, label="light to avoid")]
    if clock.trip is not None:
        handles.append(Patch(color="#C8C8C8", label="flight"))
    height = figure.get_size_inches()[1]
    how: dict[str, Any] = {"ncols": 4, "fontsize": SMALL, "frameon": False, "borderaxespad": 0.0}
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.02, 1.0 - 0.32 / height), **how)


def _about_light(clock: BodyClock) -> list[str]:
    if clock.target_h is None:
        return []
    after = clock_rules().temperature_minimum.value
    where = f"{_LIGHT_H:g} h on either side of the lowest body temperature, {after:g} h after the onset (assumed)"
    why = "before it light makes the clock later, after it earlier"
    unknown = "By how much is not computed: nobody knows how bright it is at the eye."
    return [f"Light to seek and to avoid is {where}; {why}. {unknown}"]


def _curves(clock: BodyClock) -> list[PhaseResponse]:
    return list({curve.name: curve for curve in (curve_of(dose) for _, dose in clock.doses)}.values())


def _sources(*curves: PhaseResponse) -> list[str]:
    cited, told = Cited(), []
    for curve in curves:
        right = f"{100 * curve.right_direction:.0f} %"
        told.append(
            f"Curve of {curve.name} {cited(curve.sources)}: {curve.subjects} people, three daily doses in dim light "
            "against placebo, "
            "digitised and fitted by two harmonics; people scatter about it with a standard deviation of "
            f"{curve.sd_h:g} h, and of one left out it gave the right direction in {right}."
        )
    return [*told, *cited.titles]
