"""What it costs to be off plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pksim.describe.words.rounding import number
from pksim.describe.words.units import write_duration
from pksim.show.figures.labels import label_ends, room_in
from pksim.show.figures.style import (
    NORMAL,
    SMALL,
    WIDTH_IN,
    NightFigure,
    line_style,
    small_print,
)

if TYPE_CHECKING:
    import pandas as pd


_LEFT_IN, _PANEL_IN = 0.75, 2.6
_NOTHING = 1e-9


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
