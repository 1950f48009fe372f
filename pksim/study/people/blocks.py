"""The work of a population, cut by curve and by block of grid steps; every task makes its sleepers anew."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias
from uuid import uuid4

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.kinetics import exact, features
from pksim.kinetics.arrays import Array
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.system import System
from pksim.study.curves.regimen import Regimen, regimens
from pksim.study.curves.simulate import Simulation
from pksim.study.people.parallel import run_all
from pksim.study.people.sleepers import Sleepers

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_BLOCK_STEPS = 32
_BLOCK_LEVELS = 32_000_000
"""Most concentrations that a longer block may hold; one of a single night holds as many as it has sleepers."""
_SLEEPERS_AT_ONCE = 16384

Curve: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Task:
    """One curve of all sleepers. Tasks of one run, which share a token, share the sleepers that were made last."""

    token: str
    curve: Curve
    schedule: Schedule = field(compare=False)
    night: Night = field(compare=False)
    parameters: str = field(compare=False)
    compound: Compound = field(compare=False)
    sleepers: Sleepers = field(compare=False)

    def regimen(self) -> Regimen:
        """Make model and inputs of all sleepers."""
        compounds = {self.compound.name: self.compound}
        made = regimens(
            self.schedule, self.night, parameters=self.parameters, compounds=compounds, person=self.sleepers
        )
        return made[self.compound.name]


def tasks_of(typical: Simulation, sleepers: Sleepers) -> dict[Curve, Task]:
    """List the curves of all sleepers, by schedule and compound."""
    token = uuid4().hex
    return {
        curve: Task(
            token,
            curve,
            replace(typical.schedules[curve[0]], doses=regimen.doses),
            typical.night,
            typical.parameters,
            regimen.compound,
            sleepers,
        )
        for curve, regimen in typical.regimens.items()
    }


def all_quantiles(
    typical: Simulation,
    sleepers: Sleepers,
    quantiles: tuple[float, ...],
    executor: Executor | None,
    progress: bool | None,
) -> Mapping[Curve, Array]:
    """Compute quantiles (times, quantiles) over the sleepers for every curve, in its display unit."""
    times = typical.times_h
    # A block starts with what all doses before it have left: the more nights, the longer the blocks must be.
    steps = max(_BLOCK_STEPS, min(_BLOCK_STEPS * typical.night.nights, _BLOCK_LEVELS // sleepers.count))
    blocks = [
        (task, times[first : first + steps], quantiles)
        for task in tasks_of(typical, sleepers).values()
        for first in range(0, len(times), steps)
    ]
    done = run_all(_quantiles_of_block, blocks, executor=executor, progress=progress, what="sleepers")
    system_of.cache_clear()
    by_curve: dict[Curve, list[Array]] = {}
    for (task, _, _), found in zip(blocks, done, strict=True):
        by_curve.setdefault(task.curve, []).append(found)
    return MappingProxyType({curve: np.concatenate(found) for curve, found in by_curve.items()})


@lru_cache(maxsize=1)
def system_of(task: Task) -> System:
    """Make one curve's model and inputs for all sleepers; the last one made is kept."""
    return _for_each(task.regimen().system, task.sleepers.count)


def _for_each(system: System, count: int) -> System:
    """Spread a system over the sleepers where none of its numbers differs between them."""
    if system.shape:
        return system
    same = np.zeros(count)
    return replace(
        system,
        shape=(count,),
        ke_per_h=system.ke_per_h + same,
        ka_per_h=system.ka_per_h + same,
        dose_mg_l=system.dose_mg_l + same,
    )


def _quantiles_of_block(task: Task, times_h: Array, quantiles: tuple[float, ...]) -> Array:
    levels = np.empty((len(times_h), task.sleepers.count))
    exact.solve(system_of(task), times_h, levels)
    last = task.sleepers.count - 1
    place = np.array(quantiles) * last
    below = np.minimum(place.astype(np.intp), max(last - 1, 0))
    share = place - below
    found = np.empty((len(times_h), len(quantiles)))
    for row, level in enumerate(levels):
        level.sort()
        low, high = level[below], level[np.minimum(below + 1, last)]
        found[row] = low + share * (high - low)
    return found * task.compound.display_factor


def metrics_of_curve(task: Task) -> dict[tuple[str, str], float | str]:
    """Describe one curve of all sleepers, some thousands at a time."""
    system, factor = system_of(task), task.compound.display_factor
    night, count = task.night, task.sleepers.count
    columns: dict[str, list[Array]] = {}
    for first in range(0, count, _SLEEPERS_AT_ONCE):
        part = system.part(first, min(first + _SLEEPERS_AT_ONCE, count))
        pieces = Pieces.of(part)
        time, height = features.peak(pieces)
        ends = np.empty((2, part.subjects))
        exact.solve(part, np.array([0.0, night.wake_h]), ends)
        described = {
            "cmax": height * factor,
            "peak_time_h": time,
            "at_bedtime": ends[0] * factor,
            "at_wake": ends[1] * factor,
            "at_bedtime_fraction": ends[0] / height,
            "at_wake_fraction": ends[1] / height,
            "hours_above_half_peak": features.hours_above(pieces, height / 2),
            "auc": features.area(pieces, -night.before_h, night.end_h) * factor,
            "auc_inf": part.dose_mg_l.sum(axis=0) / part.ke_per_h * factor,
        }
        for name, values in described.items():
            columns.setdefault(name, []).append(values)
    row: dict[tuple[str, str], float | str] = {("unit", ""): task.compound.display_unit}
    for name, values in columns.items():
        for share, value in zip(QUANTILES, np.quantile(np.concatenate(values), QUANTILES), strict=True):
            row[name, quantile_name(share)] = float(value)
    row["flip_flop", "share"] = float(np.mean(system.is_flip_flop))
    return row


def quantile_name(share: float) -> str:
    """Name the column of a quantile: ``q05``, ``q50``, ``q97.5``."""
    percent = f"{100 * share:.6g}"
    return f"q{percent if '.' in percent else percent.zfill(2)}"
