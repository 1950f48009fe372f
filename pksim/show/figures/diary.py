"""A diary as a calendar of nights: a row an evening, with sleep, doses, what was logged, and the curves over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from pksim.arguments import instance
from pksim.describe.files.diaries.diary import Diary
from pksim.describe.schedule.night import DAY_H
from pksim.describe.schedule.real_nights import RealNights
from pksim.errors import InputError
from pksim.show.figures.day_rows import NOON_H, Clock, DayRows, listed_rows, month_rows
from pksim.show.figures.diary_curves import Strip, strips
from pksim.show.figures.diary_marks import (
    Marks,
    draw_doses,
    draw_sleep,
    draw_strips,
    legend_handles,
    marks_of,
)
from pksim.show.figures.sheet import WIDTH_IN, NightFigure, Sheet
from pksim.show.figures.small_print import notes
from pksim.show.figures.style import NORMAL, QUIET, SMALL, size_in
from pksim.show.words.diary import describe_diary, logged_in_brief, read_and_assumed, span_in_words
from pksim.study.curves.simulate import Simulation, simulate

_MOST_LISTED, _MOST_MONTHS = 46, 13
_ROWS_IN = {10: 0.42, 20: 0.32, _MOST_LISTED: 0.24}
_A_MONTH, _DAY_IN, _TALL_DAY_IN, _MONTH_IN = 31, 0.068, 0.11, 2.0
_LINE_IN, _TITLE_IN, _CLOCK_IN, _LEGEND_COLUMN_IN, _ROOMY_IN = 0.17, 0.3, 0.32, 2.7, 4.0
_POINTS_AN_INCH = 60
_MOST_POINTS = 120_000
_STEPS_MIN = (1.0, 2.0, 5.0, 10.0)
_COARSEST_MIN = 15.0


def plot_diary(diary: Diary, simulation: Simulation | None = None, *, width_in: float = WIDTH_IN) -> NightFigure:
    """Draw a diary as a calendar of nights.

    Parameters
    ----------
    diary : Diary
        The nights, and what was taken.
    simulation : Simulation, optional
        Its curves; by default `pksim.simulate` of the diary, as it is.
    width_in : float, optional
        How wide the figure is [inches].

    Returns
    -------
    NightFigure
        A row an evening, from noon to noon on the local clock; of more than six weeks a panel a month, and of more than
        thirteen months the last thirteen. Shaded is the time in bed; a triangle is a dose, a hollow one a dose that was
        not taken.

    Raises
    ------
    pksim.errors.InputError
        When the diary has no nights, or the simulation is of others.
    """
    nights = diary.nights
    if nights is None:
        msg = "the diary has doses and no nights to draw them against; read a tracker's export together with it."
        raise InputError(msg)
    if simulation is not None:
        _check_nights(instance(simulation, Simulation, "simulation", "simulate(diary)"), nights)
    elif diary.schedule is not None:
        simulation = simulate(diary, step_min=step_for(nights, len(diary.schedule.compounds)))
    clock = Clock(nights, nights.dates[0])
    if any(-DAY_H < clock.shows(each.at) < 0.0 for each in diary.doses):
        clock = clock.from_the_day_before()
    marks = marks_of(diary, clock, [] if simulation is None else list(simulation.compounds))
    listed = listed_rows(clock)
    columns = 1 if listed.count <= _MOST_LISTED else max(int((width_in - 0.4) / _MONTH_IN), 1)
    least_h = columns * listed.length_h / (width_in * _POINTS_AN_INCH)
    curves = [] if simulation is None else strips(simulation, clock, least_h=least_h)
    picture = _Picture(diary, nights, simulation, marks, curves, width_in)
    if listed.count <= _MOST_LISTED:
        return picture.listed(listed)
    months = month_rows(clock)
    return picture.by_month(months, min(columns, len(months)))


def step_for(nights: RealNights, compounds: int) -> float:
    """Choose the step [min] at which the curves of many nights are still a table that opens."""
    length_min = 60 * (nights.end_h + nights.before_h)
    return next((step for step in _STEPS_MIN if length_min * compounds / step <= _MOST_POINTS), _COARSEST_MIN)


def _check_nights(simulation: Simulation, nights: RealNights) -> None:
    of = simulation.night
    if not isinstance(of, RealNights) or (of.bedtimes, of.wakes) != (nights.bedtimes, nights.wakes):
        msg = "the simulation is of other nights than those of the diary; give simulate(diary)."
        raise InputError(msg)


@dataclass(frozen=True)
class _Picture:
    """What is drawn of a diary, and how wide."""

    diary: Diary
    nights: RealNights
    simulation: Simulation | None
    marks: Marks
    curves: list[Strip]
    width_in: float

    def listed(self, rows: DayRows) -> NightFigure:
        """Draw one panel, with what was logged beside its rows."""
        tall = next(each for most, each in _ROWS_IN.items() if rows.count <= most)
        beside = dict(zip(self.nights.dates, map(logged_in_brief, self.nights.logs), strict=False))
        right_in = 0.3 + 0.058 * max(map(len, beside.values()), default=0)
        sheet = self._sheet([rows], panels_in=[tall * rows.count], left_in=1.1, right_in=right_in)
        axes = sheet.panel(label="nights")
        self._draw(axes, rows, rows.count, wide=True)
        _write_dates(axes, rows)
        place: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": SMALL}
        for row, day in rows.days:
            if words := beside.get(day):
                axes.text(1.01, row + 0.5, words, gid="log", **place)
        empty = dict.fromkeys(self._without_night(rows), "no night")
        empty |= {row: f"{count} days without a night" for row, count in rows.gaps}
        for row, words in empty.items():
            axes.text(0.01, row + 0.5, words, color=QUIET, gid="gap", **place)
        return sheet.figure

    def by_month(self, months: list[DayRows], columns: int) -> NightFigure:
        """Draw a small panel for each month."""
        shown = months[-_MOST_MONTHS:]
        lines = -(-len(shown) // columns)
        sheet = self._sheet(
            shown,
            f"Drawn are the last {len(shown)} of {len(months)} months; --since and --until choose others."
            * (len(shown) < len(months)),
            panels_in=[_A_MONTH * (_DAY_IN if lines > 1 else _TALL_DAY_IN)] * lines,
            columns=columns,
            gaps_in=0.5,
            beside_in=0.55,
            left_in=0.62,
        )
        for i, rows in enumerate(shown):
            axes = sheet.panel(i // columns, i % columns, label=f"{rows.days[0][1]:%Y-%m}")
            self._draw(axes, rows, _A_MONTH, wide=False)
            _write_mondays(axes, rows)
            empty = [row + 0.5 for row in self._without_night(rows)]
            dots: dict[str, Any] = {"colors": QUIET, "linewidth": 0.6, "linestyle": (0, (1, 2.5)), "gid": "gap"}
            axes.hlines(empty, 0.3, DAY_H - 0.3, **dots)
        return sheet.figure

    def _sheet(self, panels: list[DayRows], said: str = "", **sizes: Any) -> Sheet:
        """Lay the figure out, with what it is and what is what above the panels."""
        small = [*filter(None, [said]), *read_and_assumed(self.diary, lost=self.marks.lost(panels))]
        small += [] if self.simulation is None else notes(self.simulation, noise=False)
        handles = legend_handles(self.marks, self.curves)
        columns = max(int(self.width_in / _LEGEND_COLUMN_IN), 1)
        top_in = _TITLE_IN + _CLOCK_IN + _LINE_IN * -(-len(handles) // columns)
        words = describe_diary(self.diary, self.simulation)
        sheet = Sheet(words, small, width_in=self.width_in, top_in=top_in, axis_in=0.4, **sizes)
        height = sheet.figure.get_size_inches()[1]
        left, top = 0.15 / self.width_in, 1 - 0.1 / height
        sheet.figure.text(left, top, span_in_words(self.nights), fontsize=NORMAL + 1, fontweight="bold", va="top")
        how: dict[str, Any] = {"ncols": columns, "fontsize": SMALL, "frameon": False, "handlelength": 2.6}
        place = {"bbox_to_anchor": (left, 1 - _TITLE_IN / height), "borderaxespad": 0.0, "borderpad": 0.2}
        sheet.figure.legend(handles=handles, loc="upper left", labelspacing=0.35, **how, **place)
        return sheet

    def _draw(self, axes: Axes, rows: DayRows, tall: int, *, wide: bool) -> None:
        axes.set_xlim(0.0, rows.length_h)
        axes.set_ylim(tall, 0.0)
        draw_sleep(axes, rows, self.marks, wide=wide)
        draw_strips(axes, rows, self.marks, self.curves, wide=wide)
        draw_doses(axes, rows, self.marks, wide=wide)
        _write_clock(axes, wide=wide)

    def _without_night(self, rows: DayRows) -> list[int]:
        """Give the rows of evenings without a night, between the first and the last."""
        known, first = set(self.nights.dates), self.nights.dates[0]
        return [row for row, day in rows.days if day not in known and day >= first]


def _write_clock(axes: Axes, *, wide: bool) -> None:
    """Write clock times below, and in a wide panel above, too."""
    first, last = axes.get_xlim()
    roomy = size_in(axes)[0] > _ROOMY_IN
    hours = np.arange(first, last + 1e-9, 3.0 if roomy else 6.0)
    axes.set_xticks(hours, [f"{(NOON_H + hour) % DAY_H:02.0f}{':00' * wide}" for hour in hours])
    axes.tick_params(axis="x", top=wide, labeltop=wide, length=2.5)
    axes.tick_params(axis="y", length=0.0)
    axes.grid(axis="x", color="#D8D8D8", linewidth=0.5, zorder=0.5)
    axes.spines["left"].set_visible(False)


def _write_dates(axes: Axes, rows: DayRows) -> None:
    """Name rows by the date of the evening, with the year where it is new."""
    days, years = rows.days, [0, *(day.year for _, day in rows.days)]
    labels = [
        f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != before else "")
        for (_, day), before in zip(days, years, strict=False)
    ]
    axes.set_yticks([row + 0.5 for row, _ in days], labels)
    axes.hlines(np.arange(1, rows.count + 1), *axes.get_xlim(), color="#D8D8D8", linewidth=0.5, zorder=0.6)


def _write_mondays(axes: Axes, rows: DayRows) -> None:
    """Name a panel by its month, and the rows of Mondays by their date."""
    axes.set_title(f"{rows.days[0][1]:%B %Y}", fontsize=SMALL + 0.5, fontweight="bold", loc="left", pad=3)
    mondays = [(row + 0.5, f"{day:%a} {day.day}") for row, day in rows.days if day.weekday() == 0]
    axes.set_yticks([at for at, _ in mondays], [label for _, label in mondays])
