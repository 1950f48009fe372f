"""Samples of each subject on a logarithmic axis, with the last line through them."""

from __future__ import annotations

from typing import Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from pksim.describe.samples.samples import Samples
from pksim.describe.words.rounding import number
from pksim.show.figures.labels import drawable
from pksim.show.figures.levels import write_plainly
from pksim.show.figures.rulers import Ruler
from pksim.show.figures.sheet import NightFigure, Sheet
from pksim.show.figures.style import COLOURS, QUIET, SMALL
from pksim.show.words.nca import describe_nca, describe_summary
from pksim.study.measured.nca import OnNca, nca, one_dose_each
from pksim.study.measured.one_dose import OneDose
from pksim.study.measured.summary import nca_summary

_COLUMNS, _PANEL_IN, _MOST = 4, 1.45, 24
_FEW, _LARGE_IN = 2, 2.6
_HOW_TO_READ = (
    "Filled points: those that the last line goes through; its slope is lambda_z. Triangles at the foot: 0, or below "
    "the limit of what can be measured."
)


def plot_nca(samples: Samples, *, auc: str = "linear up, log down", **how: Unpack[OnNca]) -> NightFigure:
    """Draw the samples of each subject after the dose, and the line through the last of their logarithms.

    Parameters
    ----------
    samples : Samples
        What was measured.
    auc, **how
        As for `pksim.nca`.

    Returns
    -------
    NightFigure
        A panel for each of the first 24 subjects, all on the same axes.

    Raises
    ------
    pksim.errors.InputError
        As from `pksim.nca`.
    """
    found, table = one_dose_each(samples, auc=auc, **how), nca(samples, auc=auc, **how)
    shown = list(found.items())[:_MOST]
    rest = [f"Not drawn are {len(found) - _MOST} more subjects."] if len(found) > _MOST else []
    columns = min(_COLUMNS, len(shown))
    sheet = Sheet(
        f"{describe_summary(nca_summary(table))} {describe_nca(table)}",
        [_HOW_TO_READ, f"Area by {auc}.", *rest],
        panels_in=[_PANEL_IN if len(shown) > _FEW else _LARGE_IN] * -(-len(shown) // _COLUMNS),
        gaps_in=0.35,
        columns=columns,
        beside_in=0.2,
        top_in=0.4,
    )
    seen = [each.profile.conc[int(each.profile.begins_unseen) :] for _, each in shown]
    levels = np.concatenate([conc[conc > 0.0] for conc in seen])
    low, high = float(levels.min()) / 2.0, float(levels.max()) * 1.6
    latest = max(float(samples[name].times_h[-1] - samples[name].doses[0].time_h) for name, _ in shown)
    for i, (name, one) in enumerate(shown):
        axes = sheet.panel(i // _COLUMNS, i % _COLUMNS, label=name)
        axes.set_yscale("log")
        axes.set_ylim(low, high)
        axes.set_xlim(0.0, latest * 1.03)
        _draw(axes, one, samples, name)
        _label(axes, f"{name}: {_half_life(one)}", is_first=i % _COLUMNS == 0, is_last=i + columns >= len(shown))
        if i == 0:
            axes.set_ylabel(samples.conc_unit, fontsize=SMALL)
    return sheet.figure


def _half_life(one: OneDose) -> str:
    return "no half-life" if one.terminal is None else f"half-life {number(one.terminal.half_life_h)} h"


def _draw(axes: Axes, one: OneDose, samples: Samples, name: str) -> None:
    subject, line = samples[name], one.terminal
    times = subject.times_h - subject.doses[0].time_h
    nothing = subject.below_limit | ~(subject.conc > 0.0)
    foot = axes.get_xaxis_transform()
    axes.plot(
        times[nothing],
        0.03 + 0 * times[nothing],
        "v",
        color=QUIET,
        markersize=3.5,
        transform=foot,
        gid="nothing",
        clip_on=False,
    )
    axes.plot(times[~nothing], subject.conc[~nothing], "-", color=COLOURS[0], linewidth=0.6, alpha=0.6)
    axes.plot(times[~nothing], subject.conc[~nothing], "o", color=COLOURS[0], markerfacecolor="white", markersize=3.5)
    if line is None:
        return
    used = ~nothing & (times >= line.from_h) & (times <= line.to_h)
    axes.plot(times[used], subject.conc[used], "o", color=COLOURS[0], markersize=3.5, gid="used")
    ends = np.array([line.from_h, axes.get_xlim()[1]])
    axes.plot(ends, line.at(ends), color=COLOURS[1], linewidth=1.3, linestyle=(0, (4, 1.5)), gid="last line")


def _label(axes: Axes, title: str, *, is_first: bool, is_last: bool) -> None:
    axes.set_title(drawable(title), fontsize=SMALL, fontweight="bold", loc="left", pad=3)
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 3.0), numticks=8))
    axes.add_artist(Ruler(axes, "left", numbered=is_first))
    axes.add_artist(Ruler(axes, "bottom", numbered=is_last))
    write_plainly(axes.xaxis)
    write_plainly(axes.yaxis)
    if is_last:
        axes.set_xlabel("hours after the dose", fontsize=SMALL)
