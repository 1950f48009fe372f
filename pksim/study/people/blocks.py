"""The work of a population, cut by curve and by block of grid steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.kinetics import exact
from pksim.kinetics.arrays import Array
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.system import System
from pksim.study.curves.metrics import numbers_of
from pksim.study.curves.one_night import one_night
from pksim.study.curves.regimen import Regimen, regimens
from pksim.study.curves.simulate import Simulation
from pksim.study.people.parallel import run_all
from pksim.study.people.progress import Progress
from pksim.study.people.sleepers import Sleepers

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_STRETCH_STEPS = 256
"""Steps a night that are marched without a new start, which costs some thirty of them; to make sleepers, a hundred."""
_BLOCK_LEVELS = 81_920
"""Concentrations that are sorted soon after they were computed, while they are in the processor's cache."""
_LEAST_STEPS, _MOST_STEPS = 8, 32
"""Steps that are sorted together, however many or few the sleepers are."""
_SLEEPERS_AT_ONCE = 16384

Curve: TypeAlias = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Task:
    """One curve of all sleepers, who are made anew from their seed wherever it is computed."""

    schedule: Schedule
    night: Night
    parameters: str
    compound: Compound
    sleepers: Sleepers

    def regimen(self) -> Regimen:
        """Make model and inputs of all sleepers."""
        compounds = {self.compound.name: self.compound}
        made = regimens(
            self.schedule, self.night, parameters=self.parameters, compounds=compounds, person=self.sleepers
        )
        return made[self.compound.name]

    def system(self) -> System:
        """Make the same as arrays."""
        return for_each(self.regimen().system, self.sleepers.count)


def for_each(system: System, count: int) -> System:
    """Spread a system over the sleepers where none of its numbers differs between them."""
    if system.shape:
        return system
    same = np.zeros(count)
    return replace(
        system,
        shape=same.shape,
        ke_per_h=system.ke_per_h + same,
        ka_per_h=system.ka_per_h + same,
        dose_mg_l=system.dose_mg_l + same,
    )


def tasks_of(typical: Simulation, sleepers: Sleepers) -> dict[Curve, Task]:
    """List the curves of all sleepers, by schedule and compound."""
    return {
        curve: Task(
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
    progress: Progress,
) -> Mapping[Curve, Array]:
    """Compute quantiles (times, quantiles) over the sleepers for every curve, in its display unit."""
    times = typical.times_h
    # A stretch starts with what all doses before it have left: the more nights, the longer it must be.
    stretches = _cut(times, _STRETCH_STEPS * typical.night.nights)
    steps = min(max(_BLOCK_LEVELS // sleepers.count, _LEAST_STEPS), _MOST_STEPS)
    curves = tasks_of(typical, sleepers)
    # Cuts are the same everywhere, and so are all results; but only others at work make it pay to make sleepers anew.
    at_once = [stretches] if executor is None else [[stretch] for stretch in stretches]
    tasks = [(task, some, steps, quantiles) for task in curves.values() for some in at_once]
    count = len(curves) * sum(-(-len(stretch) // steps) for stretch in stretches)
    done = run_all(_quantiles_of, tasks, count=count, executor=executor, progress=progress, what="sleepers")
    by_curve = np.concatenate(done).reshape(len(curves), len(times), len(quantiles))
    return MappingProxyType(dict(zip(curves, by_curve, strict=True)))


def _cut(times_h: Array, steps: int) -> list[Array]:
    return [times_h[first : first + steps] for first in range(0, len(times_h), steps)]


def _quantiles_of(task: Task, stretches: list[Array], steps: int, quantiles: tuple[float, ...]) -> Iterator[Array]:
    """Give the quantiles (steps, quantiles) of one block of times after another."""
    system, last = task.system(), task.sleepers.count - 1
    place = np.array(quantiles) * last
    below = np.minimum(place.astype(np.intp), max(last - 1, 0))
    above, share = np.minimum(below + 1, last), place - below
    for stretch in stretches:
        for levels in exact.in_blocks(system, stretch, steps):
            levels.sort(axis=1)
            low, high = levels[:, below], levels[:, above]
            yield (low + share * (high - low)) * task.compound.display_factor


def metrics_of_curve(task: Task, number: int) -> Iterator[dict[tuple[str, str], float | str]]:
    """Describe one night of a curve of all sleepers, some thousands at a time."""
    regimen, count = task.regimen(), task.sleepers.count
    system, one, factor = for_each(regimen.system, count), one_night(regimen, number), task.compound.display_factor
    start, end = (np.broadcast_to(each, count) for each in (one.start_h, one.end_h))
    columns: dict[str, list[Array]] = {}
    for first in range(0, count, _SLEEPERS_AT_ONCE):
        last = min(first + _SLEEPERS_AT_ONCE, count)
        part, its = system.part(first, last), replace(one, start_h=start[first:last], end_h=end[first:last])
        for name, each in numbers_of(part, Pieces.of(part), task.night, its, factor).items():
            columns.setdefault(name, []).append(each)
    row: dict[tuple[str, str], float | str] = {("unit", ""): task.compound.display_unit}
    if task.night.nights > 1:
        row["night", ""] = number
    for name, values in columns.items():
        known = (every := np.concatenate(values))[~np.isnan(every)]
        found = np.quantile(known, QUANTILES) if known.size else np.full(len(QUANTILES), np.nan)
        row |= {(name, quantile_name(share)): float(value) for share, value in zip(QUANTILES, found, strict=True)}
    row["flip_flop", "share"] = float(np.mean(system.is_flip_flop))
    yield row


def quantile_name(share: float) -> str:
    """Name the column of a quantile: ``q05``, ``q50``, ``q97.5``."""
    percent = f"{100 * share:.6g}"
    return f"q{percent if '.' in percent else percent.zfill(2)}"
