"""What was measured, by itself: a line for each subject against time."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from pksim.arguments import yes_or_no
from pksim.describe.samples.samples import Samples
from pksim.show.figures.labels import label_ends
from pksim.show.figures.levels import draw_grid, write_plainly
from pksim.show.figures.measured import draw_points, make_room
from pksim.show.figures.panels import draw_title, mark_dose
from pksim.show.figures.rulers import Ruler
from pksim.show.figures.sheet import WIDTH_IN, NightFigure, Place, Sheet
from pksim.show.figures.style import NORMAL, QUIET, line_style, size_in
from pksim.show.words.measured import samples_in_words

_MOST_NAMED = 24
_HIGH_IN = 3.2


def plot_samples(
    samples: Samples,
    *,
    log: bool = False,
    width_in: float = WIDTH_IN,
    ax: Axes | None = None,
    figsize: tuple[float, float] | None = None,
) -> NightFigure:
    """Draw what was measured in each subject against time.

    Parameters
    ----------
    samples : Samples
        What was measured.
    log : bool, optional
        Whether the vertical axis is logarithmic, on which a half-life is a slope; zeros do not show there.
    width_in : float, optional
        How wide the figure is [inches].
    ax : matplotlib.axes.Axes, optional
        A panel of yours to draw into; its figure is returned, without small print. Names
        stand to its right.
    figsize : (float, float), optional
        Width and height of the figure [inches].

    Returns
    -------
    NightFigure
        A line a subject, with its name where there are not too many; triangles mark doses, and those that hang from a
        line are below that limit.
    """
    log, each = yes_or_no(log, "log"), list(samples)
    names = [one.name for one in each] if len(each) <= _MOST_NAMED else []
    sheet = Sheet(
        samples_in_words(samples),
        samples.notes,
        panels_in=[_HIGH_IN],
        names=names,
        width_in=width_in,
        top_in=0.45,
        place=Place(ax, figsize),
    )
    axes = sheet.panel(label=samples.compound or "samples")
    _prepare(axes, samples, log=log)
    ends = []
    for number, one in enumerate(each):
        style = line_style(number) if names else {"color": QUIET, "linestyle": "-"}
        joined = np.where(one.conc > 0, one.conc, np.nan) if log else one.conc
        axes.plot(one.times_h, joined, zorder=2, gid="joined", label=one.name, **style | {"linewidth": 0.9})
        draw_points(axes, one.times_h, one.conc, one.below_limit, number, style["color"])
        if names and (known := one.conc[np.isfinite(one.conc)]).size:
            ends.append((one.name, float(known[-1]), style))
    for time in sorted({dose.time_h for one in each for dose in one.doses}):
        mark_dose(axes, time, 0.06 / size_in(axes)[1], "black")
    label_ends(axes, ends)
    return sheet.figure


def _prepare(axes: Axes, samples: Samples, *, log: bool) -> None:
    """Scale a panel to all samples, and say what it shows."""
    times = np.concatenate([np.zeros(1), *(one.times_h for one in samples)])
    axes.set_xlim(float(times.min()), float(times.max()) or 1.0)
    levels = np.concatenate([one.conc for one in samples])
    seen = levels[levels > 0]
    low, high = (seen.min(), seen.max()) if seen.size else (0.1, 1.0)
    if log:
        axes.set_yscale("log")
    axes.set_ylim(0.99 * low if log else 0.0, 1.01 * high)
    make_room(axes, levels)
    write_plainly(axes.xaxis)
    write_plainly(axes.yaxis)
    draw_title(axes, f"{samples.compound or 'concentration'} in {samples.matrix}, as measured", pad=7)
    axes.set_xlabel("hours, as in the table", fontsize=NORMAL)
    axes.set_ylabel(samples.conc_unit + log * ", logarithmic", fontsize=NORMAL)
    draw_grid(axes)
    axes.add_artist(Ruler(axes, "bottom"))
