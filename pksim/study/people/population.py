"""Many virtual sleepers: exact quantiles of their curves, without ever holding all of the curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, Unpack

import numpy as np
from numpy.typing import NDArray

from pksim.arguments import check_keywords, quoted, real_number, several, whole
from pksim.describe.files.study import Asked, OfSleepers, study_of
from pksim.describe.schedule.night import Night
from pksim.door import shown
from pksim.errors import InputError
from pksim.kinetics import exact
from pksim.kinetics.arrays import Array
from pksim.kinetics.own_of_many import OwnOfMany
from pksim.study.curves.frames import by_column, index_of
from pksim.study.curves.one_night import one_night
from pksim.study.curves.person import kinetics_of
from pksim.study.curves.simulate import Simulation, curve_columns, simulate
from pksim.study.people.blocks import (
    QUANTILES,
    Curve,
    Task,
    all_quantiles,
    metrics_of_curve,
    quantile_name,
    tasks_of,
)
from pksim.study.people.parallel import run_all
from pksim.study.people.progress import Progress
from pksim.study.people.sleepers import UNITS, Sleepers, sleepers_of

Row: TypeAlias = dict[tuple[str, str], Any]

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pksim.describe.samples.samples import Samples


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
        and compound: of what the doses add, or, with the body's own, of the sum.

    Examples
    --------
    >>> import pksim as pk
    >>> people = pk.simulate_population(pk.load_schedules()["duo"], subjects=100)
    >>> bool(people.subjects["melatonin.tmax_h"].between(0.5, 1).all())
    True
    """

    typical: Simulation
    sleepers: Sleepers
    quantiles: Mapping[Curve, Array] = field(repr=False)
    _tasks: Mapping[Curve, Task] = field(repr=False)
    _rows: dict[int | None, dict[Curve, Row]] = field(default_factory=dict, init=False, repr=False)
    _drawn: dict[str, Array] = field(default_factory=dict, init=False, repr=False)

    @property
    def subjects(self) -> pd.DataFrame:
        """One row per sleeper: what was drawn, such as ``melatonin.tmax_h``, and whether anything is flip-flop."""
        import pandas as pd

        return pd.DataFrame(drawn_columns(self), index=pd.RangeIndex(self.sleepers.count, name="sleeper"))

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

        Examples
        --------
        One in ten sleepers has less magnesium at bedtime than the first number, nine in ten less than the last:

        >>> import pksim as pk
        >>> people = pk.simulate_population(pk.load_schedules()["mechanism"], subjects=1000)
        >>> bands = people.bands([0.1, 0.5, 0.9]).query("compound == 'magnesium' and clock == '23:00'")
        >>> bands[["q10", "q50", "q90", "unit"]]
               q10    q50    q90    unit
        961  0.030  0.043  0.060  mmol/L
        """
        import pandas as pd

        return pd.DataFrame(band_columns(self, quantiles, executor=executor))

    def to_frame(self) -> pd.DataFrame:
        """Make a tidy table of the 5, 25, 50, 75 and 95 % quantiles; see `bands`.

        Examples
        --------
        >>> import pksim as pk
        >>> list(pk.simulate_population(pk.load_schedules()["duo"], subjects=100).to_frame())
        ['schedule', 'compound', 'time_h', 'clock', 'q05', 'q25', 'q50', 'q75', 'q95', 'unit']
        """
        return self.bands()

    def plot(self, *, individuals: int = 0, noise: bool = True, samples: Samples | None = None) -> Figure:
        """Draw bands over the sleepers; see `pksim.show.figures.bands.plot_bands`.

        Examples
        --------
        >>> import pksim as pk
        >>> figure = pk.simulate_population(pk.load_schedules()["duo"], subjects=100).plot(individuals=10)
        >>> figure.savefig("people.png")
        >>> print(figure.alt_text)
        Bands of concentrations over 100 virtual sleepers. ...
        """
        figure: Figure = shown("Population.plot")(self, individuals=individuals, noise=noise, samples=samples)
        return figure

    def individuals(self, curve: Curve, count: int) -> Array:
        """Compute the curves (times, count) of the first sleepers, in the compound's display unit.

        Examples
        --------
        >>> import pksim as pk
        >>> people = pk.simulate_population(pk.load_schedules()["duo"], subjects=100)
        >>> people.individuals(("duo", "melatonin"), 3).shape
        (721, 3)
        """
        tasks = self._tasks
        if not isinstance(curve, tuple) or curve not in tasks:
            msg = f"curve is {quoted(curve)}; it must be a schedule and a compound, such as {next(iter(tasks))}."
            raise InputError(msg)
        task = tasks[curve]
        (system, own), shown = task.curves(task.regimen()), min(whole(count, "count", 0), self.sleepers.count)
        few = system.part(0, shown)
        out = np.empty((len(self.typical.times_h), few.subjects))
        exact.solve(few, self.typical.times_h, out)
        if own is not None:
            OwnOfMany(own.of(np.s_[:shown])).add_to(out, self.typical.times_h)
        return out * task.compound.display_factor

    def metrics(
        self, *, night: int | None = None, executor: Executor | None = None, progress: Progress = None
    ) -> pd.DataFrame:
        """Describe every curve by quantiles over the sleepers.

        Parameters
        ----------
        night : int, optional
            Of several nights, the one to describe; by default the first in which some of the compound is taken.
        executor : concurrent.futures.Executor, optional
            What to compute on.
        progress : bool, optional
            Whether to show a progress bar; by default when it takes over a second.

        Returns
        -------
        pandas.DataFrame
            One row per schedule and compound (the index). Columns are pairs: the metrics of `pksim.metrics` with
            ``q05`` to ``q95``, and ``("flip_flop", "share")``, the share of sleepers in whom some of it is absorbed
            more slowly than it is eliminated. Of several nights ``("night", "")`` says which one is described. With the
            body's own there are the metrics of the total, too, each sleeper's of the sleeper's own sum.

        Examples
        --------
        >>> import pksim as pk
        >>> people = pk.simulate_population(pk.load_schedules()["mechanism"], subjects=200, seed=1, step_min=60)
        >>> peak = people.metrics().loc[("mechanism", "melatonin"), "peak_time_h"]
        >>> bool(peak["q05"] < peak["q50"] < peak["q95"])
        True
        """
        import pandas as pd

        rows = metrics_of_people(self, night=night, executor=executor, progress=progress)
        index = index_of(list(rows), ["schedule", "compound"])
        return pd.DataFrame(by_column(list(rows.values())), index=index)

    def _repr_html_(self) -> str:
        page: str = shown("Population._repr_html_")(self)
        return page


def drawn_columns(population: Population) -> dict[str, Array]:
    """Give the columns of `Population.subjects`, without pandas, which takes long to import; a second time at once."""
    if population._drawn:
        return population._drawn
    sleepers = population.sleepers
    columns: dict[str, Array] = {}
    for (_, name), task in population._tasks.items():
        regimen, shape = task.regimen(), (sleepers.count,)
        drawn = kinetics_of(sleepers, name, regimen.kinetics)
        columns |= {f"{name}.{each}{UNITS[each]}": np.broadcast_to(drawn[each], shape) for each in drawn}
        columns |= sleepers.own_numbers(regimen.compound, population.typical.endogenous)
        others = columns.get(f"{name}.flip_flop", False)
        columns[f"{name}.flip_flop"] = np.broadcast_to(others | regimen.is_flip_flop, shape)
    population._drawn.update(columns)
    return columns


def band_columns(
    population: Population, quantiles: Sequence[float] = QUANTILES, *, executor: Executor | None = None
) -> dict[str, NDArray[Any]]:
    """Give the columns of `Population.bands`, without pandas."""
    listed = several(quantiles, object, "quantiles", "0.95")
    wanted = tuple(real_number(each, f"quantiles[{i}]", least=0, most=1) for i, each in enumerate(listed))
    chosen = population.quantiles
    if wanted != QUANTILES:
        chosen = all_quantiles(population.typical, population._tasks, wanted, executor, None)
    of_typical, rows = curve_columns(population.typical), np.concatenate(list(chosen.values()))
    before = {name: of_typical[name] for name in ("schedule", "compound", "time_h", "clock")}
    return before | dict(zip(map(quantile_name, wanted), rows.T, strict=True)) | {"unit": of_typical["unit"]}


def metrics_of_people(
    population: Population, *, night: int | None = None, executor: Executor | None = None, progress: Progress = None
) -> dict[Curve, Row]:
    """Give the rows of `Population.metrics` by schedule and compound, without pandas; a second time at once."""
    typical = population.typical
    night = None if night is None else whole(night, "night", 1, typical.night.numbers[-1])
    if night not in population._rows:
        tasks = [(task, one_night(typical.regimens[curve], night).number) for curve, task in population._tasks.items()]
        rows = run_all(metrics_of_curve, tasks, count=len(tasks), executor=executor, progress=progress, what="metrics")
        population._rows[night] = dict(zip(population.quantiles, rows, strict=True))
    return population._rows[night]


def simulate_population(
    schedules: Asked,
    night: Night | None = None,
    *,
    step_min: float = 1.0,
    executor: Executor | None = None,
    progress: Progress = None,
    **asked: Unpack[OfSleepers],
) -> Population:
    """Solve schedules over a night for many virtual sleepers.

    Parameters
    ----------
    schedules, night, step_min
        As for `pksim.simulate`; the sleepers of a study are those that it says.
    executor : concurrent.futures.Executor, optional
        What to compute on: threads, processes, or Dask's ``Client(...).get_executor(pure=False)``. The result does not
        depend on it, to the last bit.
    progress : bool, optional
        Whether to show a progress bar; by default when it takes over a second.
    **asked
        What a `Study` holds, by its name, in place of what is given.

    Returns
    -------
    Population

    Other Parameters
    ----------------
    subjects : int
        How many sleepers; by default 1,000.
    seed : int
        The same seed gives the same sleepers, whatever they are computed on. The same sleepers take every schedule.
    spread : {"stated", "kinetics-only", "windows-only", "between-studies"}, mapping of str to distribution, or Fit
        What differs between sleepers: kinetics and the times of doses in their windows, or only one of them; or the
        volume over the fraction absorbed alone, as published studies find it, around what they find (melatonin). How
        kinetics differ stands with each number of the library: uniform or triangular over its range, or lognormal about
        it, so that some lie outside the range, unless they are cut there. Or those quantities named, such as
        ``"melatonin.tmax_h"``, by a distribution with a method ``ppf``, such as the frozen ones of `scipy.stats`.
        ``"melatonin.window"`` is where in its window, from 0 to 1, a dose is taken. A `Fit` draws what is uncertain in
        the compound that was made of it, together; nothing else differs then.
    nights, endogenous, parameters, compounds
        As for `pksim.simulate`.

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong.
    pksim.errors.RunError
        When the executor dies.

    Notes
    -----
    Work is cut by schedule, compound and stretches of 256 grid steps a night, never by sleepers. A task makes its
    sleepers anew from the seed, jumps exactly to the start of its stretch, marches everyone through it, and returns
    the quantiles of each step (linear interpolation between order statistics, as in `numpy.quantile`). With the body's
    own, everyone's is added to what that one's doses add. How people differ in its height, width and time of peak
    stands with the library's numbers; an amplitude that is given is everyone's. These draws leave all others as they
    are. Spreads "windows-only" and "between-studies" give all the typical person's.

    Examples
    --------
    >>> import pksim as pk
    >>> mine = pk.Schedule.parse("mine", "melatonin 0.3 mg 90 min before bed")
    >>> people = pk.simulate_population(mine, subjects=200, seed=1)
    >>> pk.metrics(people).loc[("mine", "melatonin"), "at_wake_fraction"].index.to_list()
    ['q05', 'q25', 'q50', 'q75', 'q95']
    """
    check_keywords(asked, OfSleepers, simulate_population)
    study = study_of(schedules, night, asked)
    typical = simulate(study, step_min=step_min, solver="exact")
    sleepers = sleepers_of(study)
    sleepers.check_names(typical.regimens.values(), typical.endogenous)
    tasks = tasks_of(typical, sleepers)
    return Population(typical, sleepers, all_quantiles(typical, tasks, QUANTILES, executor, progress), tasks)
