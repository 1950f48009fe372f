"""Numbers that describe a curve, from its first dose on, whatever window and grid it is drawn on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pksim.arguments import instance
from pksim.kinetics import features
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.system import System
from pksim.kinetics.total import Total
from pksim.study.curves.frames import index_of
from pksim.study.curves.one_night import OneNight, hours_of_total, one_night
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation

if TYPE_CHECKING:
    import pandas as pd

    from pksim.describe.schedule.night import Night

_ROUNDING_H = 1e-9


class Many(Protocol):
    """Curves of many people, which describe themselves: a `Population`."""

    def metrics(self, *, night: int | None = None) -> pd.DataFrame:
        """Describe every curve by quantiles over the people."""


def metrics(simulation: Simulation | Many, *, night: int | None = None) -> pd.DataFrame:
    """Describe every curve of a simulation or a population.

    Parameters
    ----------
    simulation : Simulation or Population
        The curves. For a population see `Population.metrics`, whose columns are quantiles over the sleepers of those
        that follow.
    night : int, optional
        Of several nights, the one to describe; by default the first in which some of the compound is taken.

    Returns
    -------
    pandas.DataFrame
        One row per schedule and compound (the index), with

        - ``unit``: Unit of the concentrations.
        - ``night``: Of several nights, which one is described.
        - ``cmax``, ``peak_time_h``, ``peak_clock``: The highest concentration of the whole curve, of several nights
          that of the one described, and when it is reached [h from the first bedtime; HH:MM].
        - ``at_bedtime``, ``at_wake``, ``at_bedtime_fraction``, ``at_wake_fraction``: Concentration at bedtime and on
          waking, and as a fraction of the peak.
        - ``hours_above_half_peak``: How long, in total, the curve is above half that peak [h].
        - ``auc``, ``auc_inf``: Area under the curve [unit·h] over the simulation's window, and over all time, F·D/CL.
        - ``half_life_h``, ``terminal_half_life_h``: The elimination half-life, and the one that would be read off the
          end of the curve [h].
        - ``flip_flop``: Whether some of the dose is absorbed more slowly than it is eliminated, so that the two differ.
        - ``fraction_absorbed``: How much of what is taken reaches the blood [1].

        With the body's own also

        - ``cmax_total``, ``peak_total_time_h``, ``peak_total_clock``: The highest sum of doses and the body's own,
          between the start of the window or the first dose, whichever is earlier, and the end of the window or the
          doses' own peak, whichever is later; both those of the night.
        - ``at_bedtime_total``, ``at_wake_total``: The sum at bedtime and on waking.
        - ``cmax_total_ratio``: ``cmax_total`` over the body's own highest level in the same time.
        - ``auc_total``: Area under the sum over the window [unit·h].

    Notes
    -----
    Concentrations other than totals are what the doses add; for magnesium, the rise above baseline. All numbers come
    from the solution between doses, so none depends on the step of the curves. Which part of the curve is that of a
    night is said with `nightly_metrics`, which describes each. Where none is taken by then, the levels are 0 and times
    and fractions NaN; where what the nights before have left only falls, there is no time of a peak either.

    Raises
    ------
    pksim.errors.InputError
        When there is no such night.

    Examples
    --------
    Melatonin is absorbed and eliminated so that it peaks 45 minutes after a dose, whatever the dose:

    >>> import pksim as pk
    >>> mine = pk.Schedule.parse("mine", "melatonin 0.3 mg 90 min before bed")
    >>> pk.metrics(pk.simulate(mine, pk.Night("22:30"))).loc[("mine", "melatonin"), "peak_clock"]
    '21:45'
    """
    import pandas as pd

    if not isinstance(simulation, Simulation):
        if callable(getattr(simulation, "metrics", None)):
            return simulation.metrics(night=night)
        simulation = instance(simulation, Simulation, "simulation", "simulate(load_schedules())")
    rows = metric_rows(simulation, night=night)
    return pd.DataFrame(list(rows.values()), index=index_of(list(rows), ["schedule", "compound"]))


def metric_rows(simulation: Simulation, *, night: int | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the rows of `metrics` by schedule and compound, without pandas, which takes long to import."""
    return {
        curve: _describe(regimen, simulation, one_night(regimen, night))
        for curve, regimen in simulation.regimens.items()
    }


def _describe(regimen: Regimen, simulation: Simulation, one: OneNight) -> dict[str, Any]:
    system, compound = regimen.system, regimen.compound
    numbers = numbers_of(system, regimen.pieces, simulation.night, one, compound.display_factor)
    return {
        "unit": compound.display_unit,
        **({"night": one.number} if simulation.night.nights > 1 else {}),
        **_with_clock({name: float(value) for name, value in numbers.items()}, simulation.night),
        "half_life_h": float(regimen.model.half_life_h),
        "terminal_half_life_h": regimen.terminal_half_life_h,
        "flip_flop": regimen.is_flip_flop,
        "fraction_absorbed": float(system.dose_mg_l.sum() * regimen.model.volume_l / regimen.taken_mg),
        **({} if simulation.endogenous is None else total_metrics(simulation, regimen, one)),
    }


def _with_clock(numbers: dict[str, float], night: Night) -> dict[str, Any]:
    """Put what the clock shows at the peak behind its time; nothing where there is no peak."""
    row: dict[str, Any] = {}
    for name, value in numbers.items():
        row[name] = value
        if name == "peak_time_h":
            row["peak_clock"] = night.clock(value) if np.isfinite(value) else ""
    return row


def at_bedtime_if_close(time_h: Number) -> Number:
    """Take what rounding keeps from bedtime [h] as bedtime, so that 0 is told as 0."""
    return np.where(np.abs(time_h) < _ROUNDING_H, 0.0, time_h)[()]


def numbers_of(system: System, pieces: Pieces, night: Night, one: OneNight, factor: float) -> dict[str, Array]:
    """Describe the curves of a system: those columns of `metrics` that differ between people.

    Parameters
    ----------
    system, pieces : System, Pieces
        Model and inputs, and the solution.
    night : Night
        In which night or nights.
    one : OneNight
        Which of them.
    factor : float
        How many of the display unit are in 1 mg/L.

    Returns
    -------
    dict of str to array
        Each of the system's shape.
    """
    time, height = features.peak(pieces, one.start_h, one.end_h)
    at_bedtime, at_wake = features.concentration_at(pieces, one.bed_h), features.concentration_at(pieces, one.wake_h)
    share_at_bedtime, share_at_wake = (each / np.where(height > 0.0, height, np.nan) for each in (at_bedtime, at_wake))
    return {
        "cmax": height * factor,
        "peak_time_h": at_bedtime_if_close(np.where(time > one.start_h, time, np.nan)),
        "at_bedtime": at_bedtime * factor,
        "at_wake": at_wake * factor,
        "at_bedtime_fraction": share_at_bedtime,
        "at_wake_fraction": share_at_wake,
        "hours_above_half_peak": features.hours_above(pieces, height / 2, one.start_h, one.end_h),
        "auc": features.area(pieces, -night.before_h, night.end_h) * factor,
        "auc_inf": np.reshape(system.dose_mg_l.sum(axis=0) / system.ke_per_h, system.shape) * factor,
    }


def total_metrics(simulation: Simulation, regimen: Regimen, one: OneNight) -> dict[str, Any]:
    """Describe the sum of one of a simulation's curves and the body's own in one night; see `metrics`."""
    curve = Total(simulation.own.get(regimen.compound.name, BodysOwn(0.0)), regimen.pieces)
    of_doses = regimen.concentration(np.array([one.bed_h, one.wake_h]))
    found = totals_of(curve, simulation.night, one, of_doses, regimen.compound.display_factor)
    row: dict[str, Any] = {}
    for name, value in found.items():
        row[name] = float(value)
        if name == "peak_total_time_h":
            row["peak_total_clock"] = simulation.night.clock(row[name])
    return row


def totals_of(curve: Total, night: Night, one: OneNight, of_doses: Array, factor: float) -> dict[str, Number]:
    """Describe the sum of doses and the body's own: those columns of `metrics` that differ between people.

    Parameters
    ----------
    curve : Total
        The sum.
    night : Night
        In which night or nights.
    one : OneNight
        Which of them.
    of_doses : array (2, ...)
        What the doses add at bedtime and on waking [mg/L].
    factor : float
        How many of the display unit are in 1 mg/L.

    Returns
    -------
    dict of str to float or array (N,)
    """
    first, last = hours_of_total(curve, night, one)
    peak_time, peak = curve.peak(first, last)
    _, own_peak = Total(curve.own).peak(first, last)
    at_bedtime, at_wake = of_doses + curve.own.concentration([one.bed_h, one.wake_h])
    return {
        "cmax_total": peak * factor,
        "peak_total_time_h": at_bedtime_if_close(peak_time),
        "at_bedtime_total": at_bedtime * factor,
        "at_wake_total": at_wake * factor,
        "cmax_total_ratio": np.divide(peak, own_peak) if np.all(own_peak > 0) else np.inf,
        "auc_total": curve.area(-night.before_h, night.end_h) * factor,
    }
