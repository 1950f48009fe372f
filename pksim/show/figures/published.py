"""What studies published against what the model predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from pksim.kinetics.arrays import Array
from pksim.show.figures.levels import write_plainly
from pksim.show.figures.panels import draw_title
from pksim.show.figures.rulers import Ruler
from pksim.show.figures.sheet import NightFigure, Sheet
from pksim.show.figures.style import COLOURS, QUIET, SMALL
from pksim.show.words.published import QUANTITY, captions, describe_published

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS, _PANEL_IN, _BELOW, _ABOVE = 3, 2.2, 1.5, 2.5
_WIDE_IN, _HIGH_IN, _ABOVE_PT, _POINTS_AN_INCH = 0.16, 0.105, 3.0, 72.0
_HOW_TO_READ = (
    "Points: the typical person, or between studies the median sleeper. Lines: nine of ten sleepers. Filled: the "
    "published number lies within them. Grey: the same in all sleepers. Shaded: off by a factor of 2 at most."
)
_TICKS = {2.0: (1.0, 2.0, 3.0, 5.0), 20.0: (1.0, 2.0, 5.0), 1e3: (1.0, 3.0)}
"""Marks of a decade, for axes that span at most so much."""
_TURNED_FROM, _NAME_IN = 100, 0.38
"""From which span on numbers are turned, and how far from the panel the name of its axis stands then."""


def plot_published(table: pd.DataFrame) -> NightFigure:
    """Draw published numbers against those of the model, on logarithmic axes.

    Parameters
    ----------
    table : pandas.DataFrame
        What `pksim.compare_with_published` gives.

    Returns
    -------
    NightFigure
        A panel for each quantity and unit. A point is the typical person's number, a line joins those between which
        nine of ten sleepers lie; where that line crosses the diagonal, the published number lies between them. Shaded
        is what is off by a factor of two at most. Numbers stand for studies, named below.
    """
    which = table[["study", "dose", "route"]].apply(tuple, axis=1)
    numbers = {key: i for i, key in enumerate(dict.fromkeys(which), start=1)}
    panels = list(table.assign(number=which.map(numbers)).groupby(["quantity", "unit"], sort=False))
    rows = -(-len(panels) // _COLUMNS)
    named = "; ".join(f"{i}\N{NO-BREAK SPACE}{study} ({dose})" for (study, dose, _), i in numbers.items())
    small = [_HOW_TO_READ, *captions(table), f"{named}."]
    sheet = Sheet(
        describe_published(table),
        small,
        panels_in=[_PANEL_IN] * rows,
        gaps_in=0.85,
        columns=min(_COLUMNS, len(panels)),
        top_in=0.45,
    )
    for i, ((quantity, unit), part) in enumerate(panels):
        axes = sheet.panel(i // _COLUMNS, i % _COLUMNS, label=f"{quantity} {unit}")
        _draw(axes, part.sort_values("published"))
        draw_title(axes, f"{QUANTITY[str(quantity)]}, {unit}", pad=6)
        axes.set_xlabel("published", fontsize=SMALL)
        if i % _COLUMNS == 0:
            axes.set_ylabel("predicted", fontsize=SMALL)
    return sheet.figure


def _draw(axes: Axes, part: pd.DataFrame) -> None:
    levels = part[["published", "predicted", "q05", "q95"]].to_numpy()
    low, high = float(levels.min()) / _BELOW, float(levels.max()) * _ABOVE
    for scale, limits in ((axes.set_xscale, axes.set_xlim), (axes.set_yscale, axes.set_ylim)):
        scale("log")
        limits(low, high)
    ends = np.array([low, high])
    axes.fill_between(ends, ends / 2, ends * 2, color="#EDEDED", linewidth=0, zorder=0, gid="twofold")
    axes.plot(ends, ends, color=QUIET, linewidth=0.8, zorder=1, gid="equal")
    raised = _raised(axes, levels[:, 0], levels[:, 3])
    for (published, predicted, q05, q95), row, above in zip(levels, part.to_dict("records"), raised, strict=True):
        colour = COLOURS[0] if row["inside"] else COLOURS[1] if q05 < q95 else QUIET
        axes.vlines(published, q05, q95, color=colour, linewidth=1.2, zorder=2, gid="sleepers")
        face = colour if row["inside"] else "white"
        how: dict[str, Any] = {"markeredgecolor": colour, "markerfacecolor": face, "markersize": 4.5, "zorder": 3}
        axes.plot(published, predicted, "o", gid="typical", **how)
        label: dict[str, Any] = {"textcoords": "offset points", "fontsize": 6.5, "ha": "center", "color": colour}
        axes.annotate(f"{row['number']}", (published, q95), (0.0, above), **label)
    _mark(axes, high / low)


def _raised(axes: Axes, published: Array, tops: Array) -> list[float]:
    """Say how far above the top of each line its number must stand not to cover another [points]."""
    places = axes.transData.transform(np.column_stack([published, tops])) / axes.figure.dpi
    kept: list[tuple[float, float]] = []
    for x, top in places:
        y = float(top)
        while near := [other for at, other in kept if abs(at - x) < _WIDE_IN and abs(other - y) < 0.99 * _HIGH_IN]:
            y = max(near) + _HIGH_IN
        kept.append((x, y))
    return [_ABOVE_PT + _POINTS_AN_INCH * (y - float(top)) for (_, y), (_, top) in zip(kept, places, strict=True)]


def _mark(axes: Axes, span: float) -> None:
    subs = next((marks for most, marks in _TICKS.items() if span <= most * 10), (1.0,))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=subs, numticks=12))
        write_plainly(axis)
    turned = span > _TURNED_FROM
    axes.tick_params(axis="x", labelrotation=30 if turned else 0)
    axes.add_artist(Ruler(axes, "bottom", name_in=_NAME_IN if turned else None))
    axes.add_artist(Ruler(axes, "left"))
