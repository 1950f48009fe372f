"""How a night looks: colours and lines that survive grey print, the axis of hours and clock times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any, TypeGuard

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MultipleLocator
from numpy.typing import NDArray

from pksim.describe.files.schedule_file import is_published
from pksim.describe.schedule.night import DAY_H, Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.kinetics.arrays import Array
from pksim.show.figures.rulers import Ruler

SMALL, NORMAL = 7.5, 9.0
_TICK_IN, _NUMBER_IN, _DATE_IN, _ASLEEP_IN, _NAME_UNDER_YEARS_IN = 0.48, 0.42, 0.5, 1.4, 0.38
_HALVINGS, _ON_THE_LINE_PX = 3, 0.02
_STEPS_H = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0, 48.0, 168.0, 336.0, 672.0)

# Okabe and Ito's colours, https://jfly.uni-koeln.de/color/, without the yellow that white paper swallows.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9", "#7F7F7F")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (1, 1.3)),
    (0, (6, 1.5, 1, 1.5)),
    (0, (9, 2)),
    (0, (3, 1.2, 1, 1.2, 1, 1.2)),
    (0, (2, 2)),
    (0, (9, 1.5, 3, 1.5)),
)
SLEEP = "#E4E9F2"
BEGINNING_OF_DAY = "date, at its midnight on the local clock"
QUIET = "#5A5A5A"
_STEPPED_BACK = "#8C8C8C"
OWN = 2.3
"""Width of the line of a schedule of one's own beside published ones."""


def line_style(index: int) -> dict[str, Any]:
    """Give the colour and the dashes of the schedule with this number."""
    return {
        "color": COLOURS[index % len(COLOURS)],
        "linestyle": DASHES[(index + index // len(COLOURS)) % len(DASHES)],
        "linewidth": 1.8,
    }


def styles_of(schedules: Mapping[str, Schedule]) -> dict[str, dict[str, Any]]:
    """Give each schedule its line: one's own in colour and strong, published ones beside them grey and thin."""
    published = [is_published(each) for each in schedules.values()]
    if all(published) or not any(published):
        return {name: line_style(i) for i, name in enumerate(schedules)}
    own, stepped_back, styles = count(), count(), {}
    for name, known in zip(schedules, published, strict=True):
        style = line_style(next(stepped_back if known else own))
        styles[name] = style | ({"color": _STEPPED_BACK, "linewidth": 1.1} if known else {"linewidth": OWN})
    return styles


def add_line(axes: Axes, x: Sequence[float] | Array, y: Sequence[float] | Array, **how: Any) -> None:
    """Draw a line on a panel whose limits are set, in a third of the time that `plot` takes, which may set them."""
    axes.add_artist(Line2D(x, y, **{"label": "_nolegend_"} | how))


def add_shape(axes: Axes, x: Array, low: Array, high: Array, **how: Any) -> None:
    """Fill between two curves on a panel whose limits are set, in half the time that `fill_between` takes."""
    kept = _enough(axes, x, low, high)
    x, low, high = x[kept], low[kept], high[kept]
    corners = np.column_stack([np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]])])
    axes.add_artist(PolyCollection([corners], **how))


def _enough(axes: Axes, x: Array, *curves: Array) -> NDArray[np.intp]:
    """Say which points are enough to draw curves; each that is left out lies on the line between its neighbours."""
    kept = np.arange(len(x))
    places = [axes.transData.transform(np.column_stack([x, curve])) for curve in curves]
    for _ in range(_HALVINGS):
        before, middle, after = kept[:-2:2], kept[1:-1:2], kept[2::2]
        off = np.zeros(len(middle))
        for along, up in (each.T for each in places):
            share = (along[middle] - along[before]) / (along[after] - along[before])
            off = np.maximum(off, np.abs(up[before] + share * (up[after] - up[before]) - up[middle]))
        kept = np.setdiff1d(kept, middle[off < _ON_THE_LINE_PX], assume_unique=True)
    return kept


def add_span(axes: Axes, along: str, first: float, last: float, **how: Any) -> None:
    """Shade a panel whose limits are set from one place along its axis ``"x"`` or ``"y"`` to another."""
    if along == "x":
        shape = Rectangle((first, 0.0), last - first, 1.0, transform=axes.get_xaxis_transform(), **how)
    else:
        shape = Rectangle((0.0, first), 1.0, last - first, transform=axes.get_yaxis_transform(), **how)
    axes.add_artist(shape)


def add_rule(axes: Axes, along: str, at: float, **how: Any) -> None:
    """Draw a line across a panel at one place along its axis ``"x"`` or ``"y"``."""
    if along == "x":
        add_line(axes, [at, at], [0.0, 1.0], transform=axes.get_xaxis_transform(), **how)
    else:
        add_line(axes, [0.0, 1.0], [at, at], transform=axes.get_yaxis_transform(), **how)


def size_in(axes: Axes) -> tuple[float, float]:
    """Give the width and the height of a panel [inches]."""
    return float(axes.bbox.width / axes.figure.dpi), float(axes.bbox.height / axes.figure.dpi)


def draw_night(axes: Axes, night: Night, times_h: Sequence[float] | Array) -> None:
    """Shade sleep, mark bedtime, and count the hours from it; nights that have been have dates.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    night : Night
        The night.
    times_h : sequence of float
        Times of which the first and the last are the ends of the axis [h from bedtime].
    """
    for bedtime, wake in night.sleeps_h:
        add_span(axes, "x", bedtime, wake, color=SLEEP, linewidth=0, zorder=0)
    add_rule(axes, "x", 0.0, color="black", linewidth=2.2 if night.nights == 1 else 1.2, zorder=1.5)
    axes.set_xlim(float(times_h[0]), float(times_h[-1]))
    if has_dates(night):
        _draw_dates(axes, night)
        axes.add_artist(Ruler(axes, "bottom", name_in=_NAME_UNDER_YEARS_IN))
        return
    axes.add_artist(Ruler(axes, "bottom"))
    unit_h = 1.0 if night.nights == 1 else DAY_H
    axes.xaxis.set_major_locator(MultipleLocator(_hours_a_tick(axes, unit_h)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda hour, _: _signed(hour / unit_h)))


def name_of_hours(night: Night) -> str:
    """Say what the numbers under a horizontal axis count."""
    if has_dates(night):
        return BEGINNING_OF_DAY
    return "hours from bedtime" if night.nights == 1 else "days from the first bedtime"


def _signed(count: float) -> str:
    return f"{count:+g}".replace("-", "−") if count else "0"


def has_dates(night: Night) -> TypeGuard[RealNights]:
    """Say whether an axis of time shows dates: of several nights that have been."""
    return isinstance(night, RealNights) and night.nights > 1


def _draw_dates(axes: Axes, night: RealNights) -> None:
    """Write dates where they begin, as many as there is room for, with the year where it is new."""
    first, last = axes.get_xlim()
    every = int(np.ceil((last - first) / DAY_H / (size_in(axes)[0] / _DATE_IN)))
    labels: list[str] = []
    ticks, year = night.occurrences_h("00:00", first, last)[::every], 0
    for hours in ticks:
        day = night.local(night.bedtimes[0] + timedelta(hours=hours + 1.0)).date()  # clocks may skip midnight
        labels.append(f"{day.day} {day:%b}" + (f"\n{day.year}" if day.year != year else ""))
        year = day.year
    axes.set_xticks(ticks, labels)


def draw_clock(axes: Axes, night: Night, *, named: bool = True) -> None:
    """Write clock times along the top, and above them where bedtime, sleep and waking are; or which night it is."""
    if has_dates(night):
        return
    if night.nights > 1:
        _draw_numbers(axes, night)
        return
    first, last = axes.get_xlim()
    step = _hours_a_tick(axes)
    hours = np.arange(np.ceil(first / step) * step, last + 1e-9, step)
    axes.add_artist(Ruler(axes, "top", at=hours, write=night.clock, mark_pt=2.5))
    axes.spines["top"].set(visible=True, linewidth=0.6)
    if not named:
        return
    above: dict[str, Any] = {
        "textcoords": "offset points",
        "xycoords": ("data", "axes fraction"),
        "fontsize": SMALL,
        "va": "bottom",
    }
    side = "right" if last < 0.07 * (last - first) else "center"
    axes.annotate(f"bedtime {night.bedtime}", (0.0, 1.0), (0, 17), ha=side, fontweight="bold", **above)
    if last >= night.wake_h:
        axes.annotate(f"wake {night.wake}", (night.wake_h, 1.0), (0, 17), ha="center", **above)
    if last >= night.wake_h and size_in(axes)[0] * night.wake_h > _ASLEEP_IN * (last - first):
        axes.annotate("asleep", (night.wake_h / 2, 1.0), (0, 17), ha="center", color=QUIET, **above)


def _draw_numbers(axes: Axes, night: Night) -> None:
    """Write above the middle of each sleep which night it is, as many as there is room for."""
    first, last = axes.get_xlim()
    most = size_in(axes)[0] / _NUMBER_IN
    every = int(np.ceil((last - first) / DAY_H / most))
    for i, (number, (bedtime, wake)) in enumerate(zip(night.numbers, night.sleeps_h, strict=True)):
        if i % every == 0 and first <= (bedtime + wake) / 2 <= last:
            label = f"night {number}" if i == 0 else f"{number}"
            how: dict[str, Any] = {"fontsize": SMALL, "ha": "center", "va": "bottom", "color": QUIET}
            axes.annotate(
                label,
                ((bedtime + wake) / 2, 1.0),
                (0, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                **how,
            )


def _hours_a_tick(axes: Axes, least_h: float = 0.0) -> float:
    """Choose a step at which clock times do not touch, of so many hours or more."""
    first, last = axes.get_xlim()
    most = size_in(axes)[0] / _TICK_IN
    least = max((last - first) / most, least_h)
    return next((step for step in _STEPS_H if step >= least), _STEPS_H[-1] * np.ceil(least / _STEPS_H[-1]))
