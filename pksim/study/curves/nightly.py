"""Night after night: what is left of the nights before, and how soon that reaches a plateau."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pksim.arguments import instance
from pksim.describe.schedule.night import DAY_H, Night
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.total import Total
from pksim.study.curves.frames import index_of
from pksim.study.curves.one_night import nights_of, offsets, taken_in
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation

if TYPE_CHECKING:
    import pandas as pd

PLATEAU_SHARE = 0.9
_NOTHING_LEFT = 37.0
"""In units of the slowest rate constant's inverse: what is left then is 1e-16 of what was there."""
MOST_NIGHTS_TO_PLATEAU = 3000


def nightly_metrics(simulation: Simulation) -> pd.DataFrame:
    """Describe every curve of a simulation night by night.

    Parameters
    ----------
    simulation : Simulation
        The curves, of several nights or of a diary.

    Returns
    -------
    pandas.DataFrame
        One row per schedule, compound and night (the index), with

        - ``unit``: Unit of the concentrations.
        - ``dose_mg``: What is taken in that night, of the element for a salt [mg].
        - ``peak``, ``peak_time_h``, ``peak_clock``: The highest concentration of that night, and when it is reached [h
          from the first bedtime; HH:MM]; NaN and no text where it is what the nights before have left, which only
          falls.
        - ``trough``: The lowest one from that peak to the next night's doses.
        - ``at_bedtime``, ``at_wake``: Concentration at that night's bedtime and waking.
        - ``share_of_plateau``: The peak as a fraction of the plateau's; see `accumulation`. NaN where that is over 3000
          nights away.

    Notes
    -----
    A night lasts from the earliest time at which its doses are ever taken to the same time before the next bedtime.
    Concentrations are what the doses add.

    Examples
    --------
    Magnesium builds up, so that the third night's peak is at 96 % of the plateau's:

    >>> import pksim as pk
    >>> sim = pk.simulate(pk.load_schedules()["same-time"].nightly(3, name="every night"), nights=3)
    >>> pk.nightly_metrics(sim).xs("magnesium", level="compound")[["dose_mg", "peak_clock", "share_of_plateau"]]
                       dose_mg peak_clock  share_of_plateau
    schedule    night
    every night 1        300.0      23:45              0.66
                2        300.0      23:37              0.89
                3        300.0      23:35              0.96
    """
    import pandas as pd

    instance(simulation, Simulation, "simulation", "simulate(load_schedules())")
    rows, index = [], []
    for (schedule, compound), regimen in simulation.regimens.items():
        plateau = plateau_of(regimen, simulation.night)
        described = describe_nights(regimen, simulation.night)
        for number, row in zip(simulation.night.numbers, described, strict=True):
            share = row["peak"] / (plateau.peak * regimen.compound.display_factor)
            index.append((schedule, compound, number))
            rows.append({**row, "share_of_plateau": share})
    return pd.DataFrame(rows, index=index_of(index, ["schedule", "compound", "night"]))


def accumulation(simulation: Simulation) -> pd.DataFrame:
    """Say what repeating the last night's doses for ever would come to.

    Parameters
    ----------
    simulation : Simulation
        The curves; the doses of the last night in which any were taken are repeated every 24 hours, from nothing.

    Returns
    -------
    pandas.DataFrame
        One row per schedule and compound (the index), with

        - ``unit``: Unit of the concentrations.
        - ``first_peak``: Peak of the first night.
        - ``plateau_peak``, ``plateau_trough``: Highest and lowest concentration on the plateau.
        - ``accumulation_ratio``: ``plateau_peak/first_peak``.
        - ``nights_to_90_percent``: The first night whose peak is at least 90 % of the plateau's. Of a plateau that is
          over 3000 nights away nothing is computed, and this and the three before are NaN.

    Examples
    --------
    What has a half-life of 35 min is gone by the next night; what has one of 15 h is not:

    >>> import pksim as pk
    >>> sim = pk.simulate(pk.load_schedules()["same-time"])
    >>> pk.accumulation(sim)[["accumulation_ratio", "nights_to_90_percent"]]
                         accumulation_ratio  nights_to_90_percent
    schedule  compound
    same-time melatonin                1.00                     1
              magnesium                1.50                     3
    """
    import pandas as pd

    instance(simulation, Simulation, "simulation", "simulate(load_schedules())")
    rows = []
    for regimen in simulation.regimens.values():
        plateau, factor = plateau_of(regimen, simulation.night), regimen.compound.display_factor
        rows.append(
            {
                "unit": regimen.compound.display_unit,
                "first_peak": plateau.first_peak * factor,
                "plateau_peak": plateau.peak * factor,
                "plateau_trough": plateau.trough * factor,
                "accumulation_ratio": plateau.peak / plateau.first_peak,
                "nights_to_90_percent": plateau.nights_to(PLATEAU_SHARE),
            }
        )
    index = index_of(list(simulation.regimens), ["schedule", "compound"])
    return pd.DataFrame(rows, index=index)


@dataclass(frozen=True, eq=False)
class Plateau:
    """Doses repeated every 24 hours until nothing changes any more [mg/L]; NaN where that takes too many nights."""

    curve: Total
    start_h: float
    nights: int | None

    def _peak(self, night: int) -> float:
        start = self.start_h + DAY_H * (night - 1)
        return float(self.curve.peak(start, start + DAY_H)[1])

    @cached_property
    def first_peak(self) -> float:
        """Peak of the first night."""
        return self._peak(1)

    @cached_property
    def peak(self) -> float:
        """Peak of the last night."""
        return np.nan if self.nights is None else self._peak(self.nights)

    @cached_property
    def trough(self) -> float:
        """Lowest level of the last night."""
        if self.nights is None:
            return np.nan
        start = self.start_h + DAY_H * (self.nights - 1)
        return float(self.curve.trough(start, start + DAY_H))

    def nights_to(self, share: float) -> float:
        """Give the first night whose peak reaches a share of the last one's; peaks only grow, so halve the interval."""
        if self.nights is None:
            return np.nan
        wanted, low, high = share * self.peak, 1, self.nights
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._peak(middle) >= wanted else (middle + 1, high)
        return low


def plateau_of(regimen: Regimen, night: Night) -> Plateau:
    """Repeat the inputs of the last night that has any."""
    placed = offsets(regimen.doses, night)
    last = max(number for number, _ in placed)
    start = min(offset for number, offset in placed if number == last)
    nights = nights_to_steady(regimen.terminal_half_life_h)
    one_night = [
        replace(each, time_h=offset)
        for (number, offset), inputs in zip(placed, regimen.inputs_by_dose, strict=True)
        if number == last
        for each in inputs
    ]
    inputs = [replace(each, time_h=float(each.time_h) + DAY_H * i) for i in range(nights or 1) for each in one_night]  # type: ignore[arg-type]
    return Plateau(Total(BodysOwn(0.0), Pieces.of(regimen.model.system(inputs))), start, nights)


def nights_to_steady(terminal_half_life_h: float) -> int | None:
    """Say after how many nights nothing changes any more, to the last digit; None for more than are computed."""
    slowest = float(np.log(2)) / terminal_half_life_h
    nights = 2 + int(np.ceil(_NOTHING_LEFT / (slowest * DAY_H)))
    return None if nights > MOST_NIGHTS_TO_PLATEAU else nights


def describe_nights(regimen: Regimen, night: Night) -> list[dict[str, Any]]:
    """Describe one curve night by night; see `nightly_metrics`."""
    factor, curve = regimen.compound.display_factor, Total(BodysOwn(0.0), regimen.pieces)
    at_ends = regimen.concentration(np.ravel(night.sleeps_h)).reshape(-1, 2) * factor
    rows, each_night = [], nights_of(regimen)
    peaks = [curve.peak(one.start_h, one.end_h) for one in each_night]
    clocks = night.clocks([time for time, _ in peaks])
    for one, (peak_time, peak), clock, (at_bedtime, at_wake) in zip(each_night, peaks, clocks, at_ends, strict=True):
        rises = peak_time > one.start_h
        rows.append(
            {
                "unit": regimen.compound.display_unit,
                "dose_mg": sum(regimen.compound.active_mg(dose) for dose in taken_in(one, regimen)),
                "peak": peak * factor,
                "peak_time_h": peak_time if rises else np.nan,
                "peak_clock": clock if rises else "",
                "trough": curve.trough(peak_time, one.end_h) * factor if peak_time < one.end_h else peak * factor,
                "at_bedtime": at_bedtime,
                "at_wake": at_wake,
            }
        )
    return rows
