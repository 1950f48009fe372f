"""What rows of a diary show: time in bed, doses taken and not taken, falling asleep, the habitual bedtime, curves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pksim.describe.files.diaries.diary import Diary
from pksim.describe.schedule.night import DAY_H
from pksim.describe.words.units import read_clock
from pksim.show.figures.day_rows import NOON_H, Clock, DayRows
from pksim.show.figures.diary_curves import Strip
from pksim.show.figures.style import QUIET, SLEEP, line_style
from pksim.show.words.diary import not_taken_in_brief

_HEAD, _FOOT, _MARK, _APART = 0.06, 0.95, 0.82, 0.3
_OWN, _OF_NOTHING = "#9A9A9A", "#5A5A5A"
_HABITUAL: dict[str, Any] = {"color": QUIET, "linewidth": 0.9, "linestyle": (0, (4, 3))}
_DENSE = "#CDD6E6"
"""Sleep in rows so low that white between them lightens it."""


@dataclass(frozen=True)
class Marks:
    """What is drawn beside the curves, as hours on the clock.

    Attributes
    ----------
    sleeps : list of (float, float)
        Time in bed.
    onsets : list of float
        When one fell asleep, where it was logged.
    taken, missed : dict of str to list of float
        Doses by compound, and those that were not taken.
    compounds : list of str
        The compounds of the curves, which give colours.
    habitual : list of float
        The habitual bedtime of each night.
    habitual_in_words : str
        The same, from when to when.
    not_taken : str
        What became of the doses that were not taken, in words.
    """

    sleeps: list[tuple[float, float]]
    onsets: list[float]
    taken: dict[str, list[float]]
    missed: dict[str, list[float]]
    compounds: list[str]
    habitual: list[float]
    habitual_in_words: str
    not_taken: str

    def lost(self, panels: Iterable[DayRows]) -> int:
        """Count the doses that lie in no row."""
        doses = [each for of in (self.taken, self.missed) for instants in of.values() for each in instants]
        shown = list(panels)
        return sum(not any(rows.places(each) for rows in shown) for each in doses)

    def thin_style(self, compound: str) -> dict[str, Any]:
        """Give how a compound looks in rows that are too low for dashes."""
        return {"color": self.style(compound)["color"], "linewidth": 0.55, "alpha": 0.85}

    def style(self, compound: str) -> dict[str, Any]:
        """Give colour and dashes of a compound; grey for one that has no curve."""
        if compound not in self.compounds:
            return {**line_style(0), "color": _OF_NOTHING}
        return line_style(self.compounds.index(compound))


def marks_of(diary: Diary, clock: Clock, compounds: list[str]) -> Marks:
    """Find what is drawn beside the curves of a diary."""
    taken: dict[str, list[float]] = {}
    missed: dict[str, list[float]] = {}
    for each in diary.doses:
        compound = each.what if each.dose is None else each.dose.compound
        of_status = taken if each.status == "taken" else missed
        of_status.setdefault(compound, []).append(clock.shows(each.at))
    onsets = [clock.shows(log.onset) for log in clock.nights.logs if log.onset is not None]
    habitual, in_words = _habitual(clock)
    missed_in_words = not_taken_in_brief(diary)
    return Marks(clock.sleeps, onsets, taken, missed, compounds, habitual, in_words, missed_in_words)


def _habitual(clock: Clock) -> tuple[list[float], str]:
    """Give the habitual bedtime of each night on the clock [h], and from when to when that is."""
    told = clock.nights.habitual_bedtimes
    after_noon = [(read_clock(each, "the habitual bedtime") - NOON_H) % DAY_H for each in told]
    days = [(each - clock.first).days for each in clock.nights.dates]
    ends = dict.fromkeys(told[after_noon.index(end(after_noon))] for end in (min, max))
    at = [DAY_H * day + hours for day, hours in zip(days, after_noon, strict=True)]
    return at, f"habitual bedtime {' to '.join(ends)}"


def draw_sleep(axes: Axes, rows: DayRows, marks: Marks, *, wide: bool) -> None:
    """Shade the time in bed, with a line at its beginning and a short one where one fell asleep."""
    spans = [span for bed, wake in marks.sleeps for span in rows.spans(bed, wake)]
    boxes = [[(x0, r + _HEAD), (x1, r + _HEAD), (x1, r + _FOOT), (x0, r + _FOOT)] for r, x0, x1 in spans]
    axes.add_collection(PolyCollection(boxes, facecolor=SLEEP if wide else _DENSE, linewidth=0, zorder=1, gid="in bed"))
    for gid, instants, top, style in (
        ("habitual", marks.habitual, 0.0, _HABITUAL),
        ("bedtime", [bed for bed, _ in marks.sleeps], _HEAD, {"color": "black", "linewidth": 1.2 if wide else 0.8}),
        ("asleep", marks.onsets, 0.6, {"color": "black", "linewidth": 0.8, "linestyle": (0, (1, 1))}),
    ):
        lines = [[(x, row + top), (x, row + _FOOT)] for each in instants for row, x in rows.places(each)]
        axes.add_collection(LineCollection(lines, zorder=2, gid=gid, **style))


def draw_strips(axes: Axes, rows: DayRows, marks: Marks, curves: Sequence[Strip], *, wide: bool) -> None:
    """Draw curves, each as a share of the row's height, the first one filled."""
    height = _FOOT - _HEAD
    for strip in curves:
        style = {**marks.style(strip.compound), "linewidth": 1.1} if wide else marks.thin_style(strip.compound)
        if strip.own is not None:
            x, row, own = rows.line(strip.clock_h, strip.own)
            how: dict[str, Any] = {"color": _OWN, "alpha": 0.5, "linewidth": 0, "zorder": 2.1}
            axes.fill_between(x, row + _FOOT, row + _FOOT - height * own, gid="endogenous", **how)
        x, row, share = rows.line(strip.clock_h, strip.share)
        y = row + _FOOT - height * share
        if strip is curves[0]:
            axes.fill_between(x, row + _FOOT, y, color=style["color"], alpha=0.3, linewidth=0, zorder=2.2)
        axes.plot(x, y, zorder=2.5, gid=strip.compound, solid_capstyle="butt", **style)


def draw_doses(axes: Axes, rows: DayRows, marks: Marks, *, wide: bool) -> None:
    """Put a triangle for each dose, hollow for one that was not taken."""
    for missed, doses in ((False, marks.taken), (True, marks.missed)):
        for compound, instants in doses.items():
            height = _MARK - _APART * (marks.compounds.index(compound) if compound in marks.compounds else 0)
            at = [(x, row + height) for each in instants for row, x in rows.places(each)]
            if at:
                how = dose_style(marks, compound, missed=missed, size=5.0 if wide else 2.2)
                axes.plot(*np.transpose(at), zorder=3, gid=f"{'missed' if missed else 'dose'} {compound}", **how)


def dose_style(marks: Marks, compound: str, *, missed: bool, size: float = 5.0) -> dict[str, Any]:
    """Give how the triangle of a dose looks."""
    colour = marks.style(compound)["color"]
    return {
        "marker": "^",
        "markersize": size,
        "markerfacecolor": "white" if missed else colour,
        "markeredgecolor": colour if missed else "white",
        "markeredgewidth": 0.9 if missed else 0.4,
        "linestyle": "none",
    }


def legend_handles(marks: Marks, curves: Sequence[Strip]) -> list[Any]:
    """Give an example of everything that is drawn, with its name."""
    found: list[Any] = [Line2D([], [], label=each.label, **marks.style(each.compound)) for each in curves]
    if any(each.own is not None for each in curves):
        found.append(Patch(color=_OWN, alpha=0.5, label="the body's own"))
    found.append(Patch(facecolor=SLEEP, edgecolor="none", label="in bed"))
    found.append(Line2D([], [], color="black", linewidth=0, marker="|", markersize=8, label="bedtime"))
    if marks.onsets:
        found.append(Line2D([], [], color="black", linewidth=0.8, linestyle=(0, (1, 1)), label="fell asleep"))
    for doses, missed, label in ((marks.taken, False, "dose"), (marks.missed, True, marks.not_taken)):
        if doses:
            of = next(iter(doses))
            found.append(Line2D([], [], label=label, **dose_style(marks, of, missed=missed)))
    found.append(Line2D([], [], label=marks.habitual_in_words, **_HABITUAL))
    return found
