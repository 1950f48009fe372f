"""A fit: curves among samples, what is left of them, and how sure each parameter is."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator

from pksim.kinetics.arrays import Array
from pksim.show.figures.labels import drawable
from pksim.show.figures.levels import rule
from pksim.show.figures.panels import draw_title
from pksim.show.figures.sheet import NightFigure, Sheet
from pksim.show.figures.style import COLOURS, QUIET, SMALL
from pksim.show.words.fit import LABELS, describe_fit, parameter_unit
from pksim.study.fits.profiles import excess_allowed
from pksim.study.fits.result import Fit
from pksim.study.fits.samples import POOLED
from pksim.study.fits.sureness import fitted_count

_MOST_PANELS = 24
_TIMES = 300
_PROFILED = ("ka_per_h", "ke_per_h", "clearance_f", "volume_f")
_BELOW, _POINT = "v", "o"


def plot_fit(fit: Fit) -> NightFigure:
    """Draw a fit.

    Parameters
    ----------
    fit : Fit
        Of one subject, of several, or of all thrown together.

    Returns
    -------
    NightFigure
        Each curve with a 95 % band and its samples; the residuals; and for one fit the profile of each parameter, for
        several its intervals.
    """
    subjects = _shown(fit)
    several = len(subjects) > 1 and fit.subjects != (POOLED,)
    columns = min(4, len(subjects)) if several else 1
    curves = -(-len(subjects) // columns) if several else 1
    sheet = Sheet(
        describe_fit(fit),
        _small(fit, subjects),
        panels_in=[*([1.35] * curves if several else [2.8]), 1.1, 1.7],
        gaps_in=[*[0.42] * (curves - 1), 0.55, 0.75],
        columns=max(columns, 3),
        beside_in=0.5,
        top_in=0.5,
        right_in=0.25,
    )
    frames = [sheet.panel(i // 4, i % 4, label=f"curve {name}") for i, name in enumerate(subjects)] if several else []
    if not frames:
        frames = [_across(sheet, 0, max(columns, 3), "curves")]
    for i, name in enumerate(subjects):
        _draw_curve(frames[min(i, len(frames) - 1)], fit, name, alone=several)
    for frame in frames:
        rule(frame)
    frames[0].set_ylabel(f"{fit.samples.compound or 'concentration'} [{fit.samples.conc_unit}]", fontsize=SMALL)
    left = _across(sheet, curves, max(columns, 3), "residuals")
    _draw_residuals(left, fit)
    left.set_xlim(frames[0].get_xlim() if len(frames) == 1 else None)
    asked = [name for name in _PROFILED if name in set(fit.to_frame()["parameter"])][: max(columns, 3)]
    for column, parameter in enumerate(asked):
        axes = sheet.panel(curves + 1, column, label=parameter)
        (_draw_intervals if len(fit.subjects) > 1 else _draw_profile)(axes, fit, parameter, first=column == 0)
    return sheet.figure


def _shown(fit: Fit) -> list[str]:
    names = list(fit.samples.subjects) if fit.subjects == (POOLED,) else list(fit.subjects)
    return names[:_MOST_PANELS]


def _small(fit: Fit, subjects: list[str]) -> list[str]:
    missing = len(fit.samples if fit.subjects == (POOLED,) else fit.subjects) - len(subjects)
    left_out = [f"{missing} more subjects are not drawn."] if missing > 0 else []
    how = "between quantiles of the posterior" if fit.prior else "a profile-likelihood interval"
    below = any(fit.samples[name].below_limit.any() for name in subjects)
    hanging = " Triangles that hang: below the limit of quantification, drawn at it." if below else ""
    return [
        f"Shaded: 95 % band of the curve (not of samples). Triangles at the foot: doses.{hanging}",
        f"Intervals are at 95 %, each {how}.",
        *left_out,
        *fit.notes,
    ]


def _across(sheet: Sheet, row: int, columns: int, label: str) -> Axes:
    """Add a panel as wide as all columns of a row."""
    axes, last = sheet.panel(row, 0, label=label), sheet.panel(row, columns - 1, label="")
    box, end = axes.get_position(), last.get_position()
    last.remove()
    axes.set_position((box.x0, box.y0, end.x1 - box.x0, box.height))
    return axes


def _draw_curve(axes: Axes, fit: Fit, name: str, *, alone: bool) -> None:
    subject, pooled = fit.samples[name], fit.subjects == (POOLED,)
    first = min(subject.times_h.min(), min(dose.time_h for dose in subject.doses))
    times = np.unique(np.concatenate([np.linspace(first, subject.times_h.max(), _TIMES), subject.times_h]))
    level, low, high = fit.curve(name, times)
    axes.plot(times, level, color=COLOURS[0], linewidth=0.7 if pooled else 1.6, alpha=0.6 if pooled else 1.0)
    if not pooled:
        axes.fill_between(times, low, high, color=COLOURS[0], alpha=0.2, linewidth=0, gid="band")
    below = subject.below_limit
    for which, marker in ((~below, _POINT), (below, _BELOW)):
        axes.plot(
            subject.times_h[which],
            subject.conc[which],
            marker,
            color=COLOURS[4],
            markersize=3.5,
            fillstyle="full" if marker == _POINT else "none",
            gid="samples" if marker == _POINT else "below the limit",
        )
    for dose in subject.doses:
        axes.plot(
            dose.time_h, 0.02, "^", color="black", markersize=4.5, transform=axes.get_xaxis_transform(), gid="dose"
        )
    if fit.error != "constant":
        axes.set_yscale("log")
        _number_decades(axes.yaxis)
        seen = np.concatenate([subject.conc[subject.conc > 0], level[level > 0]])
        axes.set_ylim(max(seen[seen > 0].min(), subject.conc[subject.conc > 0].min() / 20) / 1.5, seen.max() * 1.5)
    elif axes.get_ylim()[0] < 0:
        axes.set_ylim(bottom=0)
    draw_title(axes, "all subjects, each with its own dose" if pooled else f"subject {name}", pad=4.0)
    if not alone:
        axes.set_xlabel("hours, as in the samples", fontsize=SMALL)


def _number_decades(axis: Axis) -> None:
    """Choose the numbers of a logarithmic axis."""
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))


def _draw_residuals(axes: Axes, fit: Fit) -> None:
    left = fit.residuals()
    axes.axhline(0.0, color=QUIET, linewidth=0.8)
    axes.plot(left["time_h"], left["residual"], _POINT, color=COLOURS[1], markersize=3, alpha=0.8, gid="residuals")
    rule(axes)
    unit = "of ln conc" if fit.error == "log" else f"[{fit.samples.conc_unit}]"
    axes.set_ylabel(f"residual {unit}", fontsize=SMALL)
    axes.set_xlabel("hours, as in the samples", fontsize=SMALL)


def _name(axes: Axes, fit: Fit, parameter: str) -> None:
    axes.set_xlabel(f"{LABELS[parameter]} [{parameter_unit(fit, parameter)}]", fontsize=SMALL)


def _draw_profile(axes: Axes, fit: Fit, parameter: str, *, first: bool) -> None:
    """Draw how much worse the fit gets as a parameter is moved."""
    table = fit.to_frame()
    row = table.loc[table["parameter"] == parameter, ["estimate", "se_log", "low", "high"]]
    middle, error, start, last = row.to_numpy(dtype=np.float64)[0].tolist()
    spread = min(error, 1.0)
    middle = middle if np.isfinite(middle) else float(np.exp(fit.parameters[0, 0]))
    low = start / 1.1 if np.isfinite(start) and start > 0 else middle * np.exp(-3 * spread)
    high = last * 1.1 if np.isfinite(last) else middle * np.exp(4 * spread)
    values: Array = np.geomspace(low, high, 41)
    axes.plot(values, fit.profile(fit.subjects[0], parameter, values), color=COLOURS[2], linewidth=1.5, gid="profile")
    axes.axvline(middle, color=COLOURS[4], linewidth=0.8)
    if fit.prior is None:
        allowed = float(excess_allowed(fit.problem.counts, fitted_count(fit.problem))[0])
        axes.axhline(allowed, color=QUIET, linewidth=0.8, linestyle="--")
        axes.set_ylim(0, 1.6 * allowed)
    for end in (start, last):
        if np.isfinite(end) and low <= end <= high:
            axes.axvline(end, color=COLOURS[4], linewidth=0.8, linestyle=":")
    rule(axes)
    _name(axes, fit, parameter)
    axes.set_ylabel(
        f"−2 ln {'posterior' if fit.prior else 'likelihood'}, above its least" if first else "",
        fontsize=SMALL,
    )


def _draw_intervals(axes: Axes, fit: Fit, parameter: str, *, first: bool) -> None:
    """Draw a parameter of each subject with its interval."""
    table = fit.to_frame()
    rows = table[(table["parameter"] == parameter) & table["subject"].isin(_shown(fit))]
    places = np.arange(len(rows))
    axes.set_xscale("log")
    _number_decades(axes.xaxis)
    seen = rows["estimate"].to_numpy()
    ends = rows[["low", "high"]].to_numpy()
    finite = np.concatenate([seen[np.isfinite(seen)], ends[np.isfinite(ends) & (ends > 0)]])
    low, high = finite.min() / 1.3, finite.max() * 1.3
    starts, lasts = np.maximum(ends[:, 0], low), np.minimum(ends[:, 1], high)
    reach = np.column_stack([starts, lasts, np.full(len(rows), np.nan)])
    axes.plot(reach.ravel(), np.repeat(places, 3), color=COLOURS[2], linewidth=1.5, gid="interval")
    axes.plot(seen, places, _POINT, color=COLOURS[4], markersize=3)
    if (endless := ends[:, 1] > high).any():
        how: dict[str, Any] = {"color": COLOURS[2], "markersize": 4, "gid": "no end"}
        axes.plot(np.full(endless.sum(), high), places[endless], ">", **how)
    rule(axes)
    axes.set_xlim(low, high * 1.05)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(places, [drawable(name) for name in rows["subject"]] if first else [""] * len(rows))
    axes.tick_params(axis="y", labelsize=6)
    _name(axes, fit, parameter)
