"""The work of a population, cut by curve and by block of grid steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.kinetics import exact
from pksim.kinetics.arrays import Array
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.own_of_many import OwnOfMany
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.system import System
from pksim.kinetics.total import AT_ONCE, Total
from pksim.study.curves.metrics import numbers_of, totals_of
from pksim.study.curves.one_night import OneNight, one_night
from pksim.study.curves.own_level import bodys_own
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
    endogenous: Endogenous | None = None
    _made: list[Regimen] = field(default_factory=list, init=False, repr=False)

    def regimen(self) -> Regimen:
        """Make model and inputs of all sleepers; of few, only once."""
        if self._made:
            return self._made[0]
        compounds = {self.compound.name: self.compound}
        made = regimens(
            self.schedule, self.night, parameters=self.parameters, compounds=compounds, person=self.sleepers
        )[self.compound.name]
        if self.sleepers.count <= _SLEEPERS_AT_ONCE:
            self._made.append(made)
        return made

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made anew wherever it is computed."""
        return vars(self) | {"_made": []}

    def curves(self, regimen: Regimen) -> tuple[System, BodysOwn | None]:
        """Make the same as arrays, and the body's own of everyone; None where it is not added or there is none."""
        count = self.sleepers.count
        own = bodys_own(regimen, self.endogenous, self.night, self.sleepers)
        if own is not None and not own.shape:
            own = replace(own, baseline=own.baseline + np.zeros(count))
        return for_each(regimen.system, count), own


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
            typical.endogenous,
        )
        for curve, regimen in typical.regimens.items()
    }


def all_quantiles(
    typical: Simulation,
    curves: Mapping[Curve, Task],
    quantiles: tuple[float, ...],
    executor: Executor | None,
    progress: Progress,
) -> Mapping[Curve, Array]:
    """Compute quantiles (times, quantiles) over the sleepers for every curve, in its display unit.

    Where the body's own was asked for they are of the sum.
    """
    times = typical.times_h
    # A stretch starts with what all doses before it have left: the more nights, the longer it must be.
    stretches = _cut(times, _STRETCH_STEPS * typical.night.nights)
    of_each = next(iter(curves.values())).sleepers.count
    steps = min(max(_BLOCK_LEVELS // of_each, _LEAST_STEPS), _MOST_STEPS)
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
    (system, own), last = task.curves(task.regimen()), task.sleepers.count - 1
    place, of_all = np.array(quantiles) * last, None if own is None else OwnOfMany(own)
    below = np.minimum(place.astype(np.intp), max(last - 1, 0))
    above, share = np.minimum(below + 1, last), place - below
    for stretch in stretches:
        for number, levels in enumerate(exact.in_blocks(system, stretch, steps)):
            if of_all is not None:
                of_all.add_to(levels, stretch[number * steps : number * steps + len(levels)])
            levels.sort(axis=1)
            low, high = levels[:, below], levels[:, above]
            yield (low + share * (high - low)) * task.compound.display_factor


def metrics_of_curve(task: Task, number: int) -> Iterator[dict[tuple[str, str], float | str]]:
    """Describe one night of a curve of all sleepers, some thousands at a time."""
    regimen, count = task.regimen(), task.sleepers.count
    (system, own), one = task.curves(regimen), one_night(regimen, number)
    start, end = (np.broadcast_to(each, count) for each in (one.start_h, one.end_h))
    columns: dict[str, list[Array]] = {}
    at_once = _SLEEPERS_AT_ONCE if own is None else AT_ONCE
    for first in range(0, count, at_once):
        last = min(first + at_once, count)
        its = replace(one, start_h=start[first:last], end_h=end[first:last])
        its_own = None if own is None else own.of(np.s_[first:last])
        for name, each in _numbers(task, system.part(first, last), its_own, its).items():
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


def _numbers(task: Task, system: System, own: BodysOwn | None, one: OneNight) -> dict[str, Array]:
    """Describe the curves of some sleepers, and with the body's own their sums, too."""
    pieces, factor = Pieces.of(system), task.compound.display_factor
    found = numbers_of(system, pieces, task.night, one, factor)
    if own is None:
        return found
    of_doses = np.stack([found["at_bedtime"], found["at_wake"]]) / factor
    return found | totals_of(Total(own, pieces), task.night, one, of_doses, factor)


def quantile_name(share: float) -> str:
    """Name the column of a quantile: ``q05``, ``q50``, ``q97.5``."""
    percent = f"{100 * share:.6g}"
    return f"q{percent if '.' in percent else percent.zfill(2)}"
