"""Which uncertain quantity drives a metric, as bars."""

from __future__ import annotations

import numpy as np

from pksim.show.figures.labels import wrapped
from pksim.show.figures.panels import draw_title
from pksim.show.figures.sheet import NightFigure, Sheet
from pksim.show.figures.style import COLOURS, SMALL
from pksim.show.words.sensitivity import describe_sensitivity, finding_in, quantity_in_words, title_of
from pksim.study.people.sensitivity import Sensitivity

_CHARACTERS = 24


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
    small = (
        f"{result.schedule.name}, {result.compound}. Alone: first Sobol index. In all: total index, with interactions."
    )
    sheet = Sheet(
        describe_sensitivity(result),
        [small],
        panels_in=[0.42 * len(quantities) + 0.2],
        columns=len(metrics),
        beside_in=0.2,
        top_in=0.75,
        left_in=1.9,
    )
    names = [wrapped(quantity_in_words(quantity, result.compound), _CHARACTERS) for quantity in quantities]
    places = np.arange(len(quantities))
    for i, metric in enumerate(metrics):
        axes = sheet.panel(column=i, label=metric)
        rows = result.table[result.table["metric"] == metric]
        axes.barh(places - 0.19, rows["first"], 0.36, color=COLOURS[0], label="alone")
        axes.barh(places + 0.19, rows["total"], 0.36, color=COLOURS[5], hatch="///", edgecolor="white", label="in all")
        axes.set_yticks(places, names if i == 0 else [""] * len(places), fontsize=SMALL)
        axes.set_ylim(len(quantities) - 0.4, -0.6)
        axes.set_xlim(0.0, 1.05)
        draw_title(axes, f"{title_of(metric, result)}:\n{wrapped(finding_in(metric, result), _CHARACTERS)}", pad=6.0)
        axes.set_xlabel("share of the variance", fontsize=SMALL)
    axes.legend(fontsize=SMALL, frameon=False, loc="lower right")
    return sheet.figure
