"""Which uncertain quantity drives a metric, as bars."""

from __future__ import annotations

import numpy as np

from pksim.show.figures.style import COLOURS, NORMAL, SMALL, WIDTH_IN, NightFigure, small_print
from pksim.show.words.sensitivity import describe_sensitivity, title_of
from pksim.study.people.sensitivity import Sensitivity


def plot_sensitivity(result: Sensitivity) -> NightFigure:
    """Draw first and total Sobol indices.

    Parameters
    ----------
    result : Sensitivity
        The indices.

    Returns
    -------
    NightFigure
        A panel per metric, a pair of bars per quantity.
    """
    metrics = list(dict.fromkeys(result.table["metric"]))
    quantities = list(dict.fromkeys(result.table["quantity"]))
    panel, left, bottom = 0.42 * len(quantities) + 0.2, 1.9, 0.85
    height = 0.6 + panel + bottom
    figure = NightFigure(WIDTH_IN, height, describe_sensitivity(result))
    width = (WIDTH_IN - left - 0.2 * len(metrics)) / len(metrics)
    places = np.arange(len(quantities))
    for i, metric in enumerate(metrics):
        box = ((left + i * (width + 0.2)) / WIDTH_IN, bottom / height, width / WIDTH_IN, panel / height)
        axes = figure.add_axes(box, label=metric)
        rows = result.table[result.table["metric"] == metric]
        axes.barh(places - 0.19, rows["first"], 0.36, color=COLOURS[0], label="alone")
        axes.barh(places + 0.19, rows["total"], 0.36, color=COLOURS[5], hatch="///", edgecolor="white", label="in all")
        axes.set_yticks(places, quantities if i == 0 else [""] * len(places), fontsize=SMALL)
        axes.set_ylim(len(quantities) - 0.4, -0.6)
        axes.set_xlim(0.0, 1.05)
        axes.tick_params(axis="x", labelsize=SMALL)
        axes.set_title(title_of(metric, result), fontsize=NORMAL, fontweight="bold", loc="left")
        axes.set_xlabel("share of the variance", fontsize=SMALL)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    axes.legend(fontsize=SMALL, frameon=False, loc="lower right")
    lines = [
        f"{result.schedule.name}, {result.compound}. Alone: first Sobol index. In all: total index, with interactions."
    ]
    small_print(figure, lines, 0.15)
    return figure
