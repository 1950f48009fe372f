"""What it costs to be off plan."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from pksim.arguments import one_of
from pksim.describe.words.rounding import number, percent
from pksim.describe.words.units import write_duration
from pksim.show.figures.labels import label_ends, wrapped
from pksim.show.figures.panels import draw_title
from pksim.show.figures.sheet import NightFigure, Place, Sheet
from pksim.show.figures.style import NORMAL, styles_of
from pksim.study.timing.regret import Regret

_SMALL = "Zero is the plan; below zero the change is for the better."
_NOTHING = 1e-9


def plot_regret(
    result: Regret, *, column: str = "lost", ax: Axes | None = None, figsize: tuple[float, float] | None = None
) -> NightFigure:
    """Draw what it costs to be off plan, a line per schedule.

    Parameters
    ----------
    result : Regret
        What `pksim.regret` gives.
    column : {"lost", "share_lost"}, optional
        What to draw: the typical person's loss of score, or the loss in the share of sleepers.
    ax : matplotlib.axes.Axes, optional
        A panel of yours to draw into; its figure is returned, without small print. Names
        stand to its right.
    figsize : (float, float), optional
        Width and height of the figure [inches].

    Returns
    -------
    NightFigure
        Above the line is worse than the plan, below it better.
    """
    table = result.table
    one_of(column, "column", [name for name in ("lost", "share_lost") if name in table])
    names = list(dict.fromkeys(table["schedule"]))
    words, worst_of_all = [], []
    for name in names:
        rows = table[table["schedule"] == name]
        worst = rows.loc[rows[column].idxmax()]
        side = "later" if worst["off_min"] > 0 else "earlier"
        off = write_duration(abs(worst["off_min"]) / 60)
        loss = worst[column] if abs(worst[column]) > _NOTHING else 0.0
        worst_of_all.append((loss, f"{off} {side} than planned in {name}"))
        words.append(f"{name}: the largest loss is {number(loss)}, {off} {side} than planned.")
    compound, goal = table[["compound", "goal"]].iloc[0]
    words.insert(0, f"{compound.capitalize()} off plan, goal: {goal}.")
    loss, when = max(worst_of_all)
    lost = f"{percent(loss)} of sleepers lost" if column == "share_lost" else f"{number(loss)} of the score lost"
    finding = f"of the times drawn at most {lost}, {when}" if loss > _NOTHING else "nothing lost"
    title = wrapped(f"{compound.capitalize()} off plan: {finding}; {goal}", 90)
    top_in = 0.35 + 0.15 * len(title.split("\n"))
    sheet = Sheet(
        " ".join(words), [_SMALL], panels_in=[2.6], names=names, top_in=top_in, axis_in=0.55, place=Place(ax, figsize)
    )
    axes = sheet.panel()
    ends = []
    for name, style in styles_of(result.schedules).items():
        rows = table[table["schedule"] == name]
        axes.plot(rows["off_min"], rows[column], marker="o", markersize=3, label=name, **style)
        ends.append((name, float(rows[column].iloc[-1]), style))
    axes.axhline(0.0, color="black", linewidth=0.8)
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.set_xticks(np.unique(table["off_min"]))
    if len(set(table["off_min"])) > 1:
        axes.set_xlim(table["off_min"].min(), table["off_min"].max())
    axes.set_xlabel("minutes earlier (−) or later (+) than planned", fontsize=NORMAL)
    what = "share of sleepers lost" if column == "share_lost" else "score lost, typical person"
    axes.set_ylabel(what, fontsize=NORMAL)
    draw_title(axes, title, pad=7)
    label_ends(axes, ends)
    return sheet.figure
