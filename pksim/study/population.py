"""Many virtual sleepers: exact quantiles of their curves, without ever holding all of the curves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

import numpy as np

from pksim.describe.compound import Compound
from pksim.describe.library import with_own
from pksim.describe.night import Night
from pksim.describe.schedule import Schedule
from pksim.errors import InputError
from pksim.kinetics import exact, features
from pksim.kinetics.propagators import Array
from pksim.kinetics.system import System
from pksim.study.parallel import run_all
from pksim.study.regimen import Regimen, regimens
from pksim.study.simulate import Simulation, simulate
from pksim.study.sleepers import UNITS, Distribution, Sleepers, sleepers_of

if TYPE_CHECKING:
    import pandas as pd

    from pksim.show.style import NightFigure

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_BLOCK_STEPS = 32
_SLEEPERS_AT_ONCE = 16384

Curve: TypeAlias = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Population:
    """Virtual sleepers and the quantiles of their curves.

    Attributes
    ----------
    typical : Simulation
        The typical person's curves, with night, schedules and parameter set.
    sleepers : Sleepers
        Who they are.
    quantiles : mapping of (str, str) to array (times, 5)
        5, 25, 50, 75 and 95 % quantiles of the concentration at each time, in the compound's display unit, by schedule
        and compound.
    """

    typical: Simulation
    sleepers: Sleepers
    quantiles: Mapping[Curve, Array] = field(repr=False)
    _described: list[dict[tuple[str, str], float | str]] = field(init=False, repr=False, default_factory=list)

    @property
    def subjects(self) -> pd.DataFrame:
        """One row per sleeper: what was drawn, such as ``melatonin.tmax_h``, and whether kinetics are flip-flop."""
        import pandas as pd

        columns: dict[str, Array] = {}
        first_of = {name: task for (_, name), task in reversed(_tasks(self.typical, self.sleepers).items())}
        for name, task in reversed(first_of.items()):
            regimen, shape = task.regimen(), (self.sleepers.count,)
            for quantity, unit in UNITS.items():
                number = getattr(regimen.kinetics, quantity)
                if number is not None:
                    drawn = self.sleepers.number(name, quantity, number)
                    columns[f"{name}.{quantity}{unit}"] = np.broadcast_to(drawn, shape)
            columns[f"{name}.flip_flop"] = np.broadcast_to(regimen.model.is_flip_flop, shape)
        return pd.DataFrame(columns, index=pd.RangeIndex(self.sleepers.count, name="sleeper"))

    def bands(self, quantiles: Sequence[float] = QUANTILES, *, executor: Executor | None = None) -> pd.DataFrame:
        """Make a tidy table of quantiles over the sleepers.

        Parameters
        ----------
        quantiles : sequence of float, optional
            Which, from 0 to 1; others than the five that are there are computed.
        executor : concurrent.futures.Executor, optional
            What to compute them on.

        Returns
        -------
        pandas.DataFrame
            ``schedule``, ``compound``, ``time_h``, ``clock``, one column a quantile such as ``q05``, ``unit``.
        """
        import pandas as pd

        for each in quantiles:
            if not 0 <= each <= 1:
                msg = f"quantiles has {each!r}; each must be from 0 to 1."
                raise InputError(msg)
        wanted = tuple(quantiles)
        chosen = self.quantiles
        if wanted != QUANTILES:
            chosen = _all_quantiles(self.typical, self.sleepers, wanted, executor, None)
        frame = self.typical.to_frame()
        columns = pd.DataFrame(np.concatenate(list(chosen.values())), columns=[quantile_name(each) for each in wanted])
        return pd.concat([frame[["schedule", "compound", "time_h", "clock"]], columns, frame["unit"]], axis=1)

    def to_frame(self) -> pd.DataFrame:
        """Make a tidy table of the 5, 25, 50, 75 and 95 % quantiles; see `bands`."""
        return self.bands()

    def plot(self, *, individuals: int = 0) -> NightFigure:
        """Draw bands over the sleepers; see `pksim.show.bands.plot_bands`."""
        from pksim.show.bands import plot_bands

        return plot_bands(self, individuals=individuals)

    def individuals(self, curve: Curve, count: int) -> Array:
        """Compute the curves (times, count) of the first sleepers, in the compound's display unit."""
        task = _tasks(self.typical, self.sleepers)[curve]
        few = _system(task).part(0, min(count, self.sleepers.count))
        out = np.empty((len(self.typical.times_h), few.subjects))
        exact.solve(few, self.typical.times_h, out)
        return out * task.compound.display_factor

    def metrics(self, *, executor: Executor | None = None, progress: bool | None = None) -> pd.DataFrame:
        """Describe every curve by quantiles over the sleepers.

        Parameters
        ----------
        executor : concurrent.futures.Executor, optional
            What to compute on.
        progress : bool, optional
            Whether to show a progress bar; by default when it takes over a second.

        Returns
        -------
        pandas.DataFrame
            One row per schedule and compound (the index). Columns are pairs: the metrics of `pksim.metrics` with
            ``q05`` to ``q95``, and ``("flip_flop", "share")``, the share of sleepers in whom the usual form is
            absorbed more slowly than it is eliminated.
        """
        import pandas as pd

        if not self._described:
            tasks = [(task,) for task in _tasks(self.typical, self.sleepers).values()]
            rows = run_all(_metrics_of_curve, tasks, executor=executor, progress=progress, what="metrics")
            self._described.extend(rows)
            _system.cache_clear()
        index = pd.MultiIndex.from_tuples(list(self.quantiles), names=["schedule", "compound"])
        columns = pd.MultiIndex.from_tuples(list(self._described[0]))
        return pd.DataFrame([list(row.values()) for row in self._described], index=index, columns=columns)

    def _repr_html_(self) -> str:
        from pksim.show.tables import population_html

        return population_html(self)


def simulate_population(
    schedules: Schedule | Iterable[Schedule] | Mapping[str, Schedule],
    night: Night | None = None,
    *,
    subjects: int = 1000,
    seed: int = 0,
    spread: str | Mapping[str, Distribution] = "stated",
    parameters: str = "article",
    step_min: float = 1.0,
    compounds: Iterable[Compound] | Mapping[str, Compound] = (),
    executor: Executor | None = None,
    progress: bool | None = None,
) -> Population:
    """Solve schedules over a night for many virtual sleepers.

    Parameters
    ----------
    schedules, night, parameters, step_min, compounds
        As for `pksim.simulate`.
    subjects : int, optional
        How many sleepers.
    seed : int, optional
        The same seed gives the same sleepers, whatever they are computed on. The same sleepers take every schedule.
    spread : {"stated", "kinetics-only", "windows-only"} or mapping of str to distribution, optional
        What differs between sleepers: kinetics over the ranges that are stated and dose times over their windows, or
        only one of them; or those quantities named, such as ``"melatonin.tmax_h"``, by a distribution with a method
        ``ppf``, such as the frozen ones of `scipy.stats`. ``"melatonin.window"`` is where in its window, from 0 to 1, a
        dose is taken.
    executor : concurrent.futures.Executor, optional
        What to compute on: threads, processes, or Dask's ``Client(...).get_executor(pure=False)``. The result does not
        depend on it, to the last bit.
    progress : bool, optional
        Whether to show a progress bar; by default when it takes over a second.

    Returns
    -------
    Population

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong.
    pksim.errors.RunError
        When the executor dies.

    Notes
    -----
    Work is cut by schedule, compound and blocks of 32 grid steps, never by sleepers. A task makes its sleepers anew
    from the seed, jumps exactly to the start of its block, marches everyone through it, and returns the quantiles of
    each step (linear interpolation between order statistics, as in `numpy.quantile`).
    """
    typical = simulate(schedules, night, parameters=parameters, step_min=step_min, compounds=compounds)
    sleepers = sleepers_of(subjects, seed, spread)
    one = Sleepers(1, sleepers.seed, sleepers.spread)
    for schedule in typical.schedules.values():
        regimens(schedule, typical.night, parameters=parameters, compounds=with_own(compounds), person=one)
    one.check_names()
    return Population(typical, sleepers, _all_quantiles(typical, sleepers, QUANTILES, executor, progress))


@dataclass(frozen=True)
class _Task:
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


def _tasks(typical: Simulation, sleepers: Sleepers) -> dict[Curve, _Task]:
    token = uuid4().hex
    return {
        curve: _Task(
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


def _all_quantiles(
    typical: Simulation,
    sleepers: Sleepers,
    quantiles: tuple[float, ...],
    executor: Executor | None,
    progress: bool | None,
) -> Mapping[Curve, Array]:
    times = typical.times_h
    blocks = [
        (task, times[first : first + _BLOCK_STEPS], quantiles)
        for task in _tasks(typical, sleepers).values()
        for first in range(0, len(times), _BLOCK_STEPS)
    ]
    done = run_all(_quantiles_of_block, blocks, executor=executor, progress=progress, what="sleepers")
    _system.cache_clear()
    by_curve: dict[Curve, list[Array]] = {}
    for (task, _, _), found in zip(blocks, done, strict=True):
        by_curve.setdefault(task.curve, []).append(found)
    return MappingProxyType({curve: np.concatenate(found) for curve, found in by_curve.items()})


@lru_cache(maxsize=1)
def _system(task: _Task) -> System:
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


def _quantiles_of_block(task: _Task, times_h: Array, quantiles: tuple[float, ...]) -> Array:
    levels = np.empty((len(times_h), task.sleepers.count))
    exact.solve(_system(task), times_h, levels)
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


def _metrics_of_curve(task: _Task) -> dict[tuple[str, str], float | str]:
    """Describe one curve of all sleepers, some thousands at a time."""
    system, factor = _system(task), task.compound.display_factor
    night, count = task.night, task.sleepers.count
    columns: dict[str, list[Array]] = {}
    for first in range(0, count, _SLEEPERS_AT_ONCE):
        part = system.part(first, min(first + _SLEEPERS_AT_ONCE, count))
        time, height = features.peak(part)
        ends = np.empty((2, part.subjects))
        exact.solve(part, np.array([0.0, night.wake_h]), ends)
        described = {
            "cmax": height * factor,
            "peak_time_h": time,
            "at_bedtime": ends[0] * factor,
            "at_wake": ends[1] * factor,
            "at_bedtime_fraction": ends[0] / height,
            "at_wake_fraction": ends[1] / height,
            "hours_above_half_peak": features.hours_above(part, height / 2),
            "auc": features.area(part, -night.before_h, night.end_h) * factor,
            "auc_inf": part.dose_mg_l.sum(axis=0) / part.ke_per_h * factor,
        }
        for name, values in described.items():
            columns.setdefault(name, []).append(values)
    row: dict[tuple[str, str], float | str] = {("unit", ""): task.compound.display_unit}
    for name, values in columns.items():
        for share, value in zip(QUANTILES, np.quantile(np.concatenate(values), QUANTILES), strict=True):
            row[name, quantile_name(share)] = float(value)
    row["flip_flop", "share"] = float(np.mean(task.regimen().model.is_flip_flop))
    return row


def quantile_name(share: float) -> str:
    """Name the column of a quantile: ``q05``, ``q50``, ``q97.5``."""
    percent = f"{100 * share:.6g}"
    return f"q{percent if '.' in percent else percent.zfill(2)}"
