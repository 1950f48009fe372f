"""Solve schedules over a night."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pksim.arguments import instance, one_of
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.files.study import Asked, Study, study_of
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.door import shown
from pksim.kinetics.arrays import Array
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.solvers import Solver
from pksim.study.curves.compared import residual_table
from pksim.study.curves.own_level import bodys_own
from pksim.study.curves.regimen import Regimen, regimens

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pksim.describe.samples.samples import Samples


@dataclass(frozen=True, eq=False)
class Simulation:
    """The curves of some schedules over a night.

    Attributes
    ----------
    night : Night
        The night.
    schedules : mapping of str to Schedule
        The schedules, by name.
    parameters : str
        The parameter set.
    times_h : array (times,)
        Hours from bedtime.
    regimens : mapping of (str, str) to Regimen
        Model and inputs, by schedule and compound.
    concentrations : mapping of (str, str) to array (times,)
        What the doses add to the blood, in the compound's display unit, by schedule and compound.
    endogenous : Endogenous or None
        Which of the body's own levels are added; None for none.
    own : mapping of str to BodysOwn
        The body's own curve [mg/L], by compound, of those that have one.
    solver : {"exact", "ode"}
        How the curves were solved.

    Examples
    --------
    >>> import pksim as pk
    >>> sim = pk.simulate(pk.load_schedules()["mechanism"])
    >>> list(sim.concentrations)
    [('mechanism', 'melatonin'), ('mechanism', 'magnesium')]
    >>> sim.times_h[[0, -1]]
    array([-4.,  8.])
    """

    night: Night
    schedules: Mapping[str, Schedule]
    parameters: str
    times_h: Array
    regimens: Mapping[tuple[str, str], Regimen] = field(repr=False)
    concentrations: Mapping[tuple[str, str], Array] = field(repr=False)
    endogenous: Endogenous | None = None
    own: Mapping[str, BodysOwn] = field(repr=False, default_factory=dict)
    solver: Solver = "exact"

    @property
    def compounds(self) -> dict[str, Compound]:
        """The compounds taken, by name."""
        return {name: regimen.compound for (_, name), regimen in self.regimens.items()}

    def study(self, asked: Study | None = None) -> Study:
        """Say as a study what was simulated; its sleepers and timing are those asked for.

        Examples
        --------
        >>> import pksim as pk
        >>> sim = pk.simulate(pk.load_schedules()["duo"], parameters="literature")
        >>> sim.study().parameters
        'literature'
        """
        return replace(
            instance(Study() if asked is None else asked, Study, "asked", "load_study('mine.toml')"),
            night=self.night,
            schedules=self.schedules,
            parameters=self.parameters,
            compounds=self.compounds,
            endogenous=self.endogenous or False,
            solver=self.solver,
        )

    def endogenous_level(self, compound: str) -> Array:
        """Give what the body has of a compound by itself (times,), in its display unit; 0 where that was not asked.

        Examples
        --------
        The body's own melatonin peaks three hours after the habitual bedtime:

        >>> import pksim as pk
        >>> sim = pk.simulate(pk.load_schedules()["duo"], pk.Night(bedtime="23:00"), endogenous=True)
        >>> own = sim.endogenous_level("melatonin")
        >>> sim.night.clock(sim.times_h[own.argmax()]), float(own.max())
        ('02:00', 52.0)
        """
        if instance(compound, str, "compound", "'melatonin'") not in self.own:
            return np.zeros_like(self.times_h)
        return self.own[compound].concentration(self.times_h) * self.compounds[compound].display_factor

    def total(self, schedule: str, compound: str) -> Array:
        """Give the sum of doses and the body's own (times,), in the compound's display unit.

        Examples
        --------
        Before the dose the total is what serum holds anyway:

        >>> import pksim as pk
        >>> sim = pk.simulate(pk.load_schedules()["duo"], endogenous=True)
        >>> float(sim.total("duo", "magnesium")[0])
        0.85
        """
        one_of(schedule, "schedule", self.schedules)
        one_of(compound, "compound", [taken for name, taken in self.regimens if name == schedule])
        return self.concentrations[schedule, compound] + self.endogenous_level(compound)

    def to_frame(self) -> pd.DataFrame:
        """Make a tidy table of the curves.

        Returns
        -------
        pandas.DataFrame
            One row per schedule, compound and time: ``schedule``, ``compound``, ``time_h`` [h from bedtime],
            ``clock``, ``concentration``, with the body's own also ``endogenous`` and ``total``, and ``unit``.

        Examples
        --------
        >>> import pksim as pk
        >>> table = pk.simulate(pk.load_schedules()["mechanism"]).to_frame()
        >>> table[table["clock"] == "22:45"]
               schedule   compound  time_h  clock  concentration    unit
        225   mechanism  melatonin   -0.25  22:45         878.93   pg/mL
        946   mechanism  magnesium   -0.25  22:45         0.0435  mmol/L
        """
        import pandas as pd

        return pd.DataFrame(curve_columns(self))

    def plot(
        self,
        *,
        y: str | None = None,
        log: bool | None = None,
        noise: bool = True,
        beside: Simulation | None = None,
        samples: Samples | None = None,
        ax: Axes | None = None,
        figsize: tuple[float, float] | None = None,
    ) -> Figure:
        """Draw the curves against bedtime; see `pksim.show.figures.curves.plot_curves`.

        Examples
        --------
        >>> import pksim as pk
        >>> figure = pk.simulate(pk.load_schedules()["mechanism"]).plot()
        >>> figure.savefig("night.png")
        >>> print(figure.alt_text)
        mechanism: Melatonin (1 mg 60 min before bed) peaks at 22:45, 15 min before bedtime, at 879 pg/mL; ...
        """
        how = {"y": y, "log": log, "noise": noise, "beside": beside, "samples": samples, "ax": ax, "figsize": figsize}
        figure: Figure = shown("Simulation.plot")(self, **how)
        return figure

    def residuals(self, samples: Samples) -> pd.DataFrame:
        """Hold what was measured against the curves.

        Parameters
        ----------
        samples : Samples
            What was measured; it must say what the clock shows at time zero.

        Returns
        -------
        pandas.DataFrame
            A row for each schedule that takes the compound and each sample: ``schedule``, ``subject``, ``time_h`` [h
            from bedtime], ``measured``, ``predicted`` (with the body's own, where it was simulated), ``residual``,
            which is measured minus predicted, ``below_limit``, where ``measured`` is the limit, and ``unit``.

        Raises
        ------
        pksim.errors.InputError
            When the samples are of another compound, or do not say what the clock shows at time zero.

        Examples
        --------
        >>> import pandas as pd
        >>> import pksim as pk
        >>> sim = pk.simulate(pk.Schedule.parse("mine", "melatonin 0.3 mg at 22:00"))
        >>> tubes = pd.DataFrame({"h": [0.75, 2], "level": [310, 90]})
        >>> said = {"subject": None, "dose": 0.3, "conc_unit": "pg/mL", "compound": "melatonin", "start": "22:00"}
        >>> sim.residuals(pk.Samples.from_frame(tubes, "h", "level", **said))[["time_h", "measured", "predicted"]]
           time_h  measured  predicted
        0   -0.25     310.0     263.68
        1    1.00      90.0     133.59
        """
        return residual_table(samples, self.night, self.regimens, self.own)

    def plot_residuals(self, samples: Samples, *, y: str = "difference") -> Figure:
        """Draw how far what was measured lies from the curves; see `pksim.show.figures.measured.plot_residuals`.

        Examples
        --------
        >>> import pandas as pd
        >>> import pksim as pk
        >>> sim = pk.simulate(pk.Schedule.parse("mine", "melatonin 0.3 mg at 22:00"))
        >>> tubes = pd.DataFrame({"h": [0.75, 2], "level": [310, 90]})
        >>> said = {"subject": None, "dose": 0.3, "conc_unit": "pg/mL", "compound": "melatonin", "start": "22:00"}
        >>> print(sim.plot_residuals(pk.Samples.from_frame(tubes, "h", "level", **said)).alt_text)
        Residuals. Measured melatonin in plasma, 2 samples of 1 subject: in the middle ... times the curve of mine, ...
        """
        figure: Figure = shown("Simulation.plot_residuals")(self, samples, y=y)
        return figure

    def plot_nights(self, *, noise: bool = True) -> Figure:
        """Draw several nights, one long curve and a strip for each; see `pksim.show.figures.nights.plot_nights`.

        Examples
        --------
        >>> import pksim as pk
        >>> every = pk.load_schedules()["mechanism"].nightly(14)
        >>> print(pk.simulate(every, nights=14).plot_nights().alt_text)
        mechanism (14 nights): Melatonin (1 mg, 14 times): ... Nothing builds up from night to night. ...
        """
        figure: Figure = shown("Simulation.plot_nights")(self, noise=noise)
        return figure

    def plot_occupancy(self, *, compound: str = "melatonin") -> Figure:
        """Draw which share of each receptor is occupied; see `pksim.show.figures.occupancy.plot_occupancy`.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.simulate(pk.load_schedules()["mechanism"]).plot_occupancy().alt_text)
        Illustrative receptor occupancy. mechanism: at its highest, 879 pg/mL, it occupies 97 % of MT1 and 93 % of MT2.
        """
        figure: Figure = shown("Simulation.plot_occupancy")(self, compound=compound)
        return figure

    def plot_doses(self, *, ax: Axes | None = None, figsize: tuple[float, float] | None = None) -> Figure:
        """Draw which schedule takes what when; see `pksim.show.figures.doses.plot_doses`.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.simulate(pk.load_schedules()["same-time"]).plot_doses().alt_text)
        Doses relative to bedtime. Melatonin 1 h before bedtime; magnesium 1 h before bedtime. same-time: ...
        """
        figure: Figure = shown("Simulation.plot_doses")(self, ax=ax, figsize=figsize)
        return figure

    def _repr_html_(self) -> str:
        page: str = shown("Simulation._repr_html_")(self)
        return page


def curve_columns(simulation: Simulation) -> dict[str, NDArray[Any]]:
    """Give the columns of `Simulation.to_frame`, without pandas, which takes long to import."""
    clock = simulation.night.clocks(simulation.times_h)
    count, curves = len(simulation.times_h), list(simulation.concentrations)
    concentration = np.concatenate(list(simulation.concentrations.values()))
    own = np.concatenate([simulation.endogenous_level(compound) for _, compound in curves])
    both = {"endogenous": own, "total": concentration + own} if simulation.endogenous is not None else {}
    return {
        "schedule": np.repeat([schedule for schedule, _ in curves], count),
        "compound": np.repeat([compound for _, compound in curves], count),
        "time_h": np.tile(simulation.times_h, len(curves)),
        "clock": np.tile(clock, len(curves)),
        "concentration": concentration,
        **both,
        "unit": np.repeat([simulation.regimens[curve].compound.display_unit for curve in curves], count),
    }


def simulate(
    schedules: Asked,
    night: Night | None = None,
    *,
    nights: int | None = None,
    endogenous: Endogenous | str | bool | None = None,
    parameters: str | None = None,
    step_min: float = 1.0,
    solver: Solver | None = None,
    compounds: Iterable[Compound] | Mapping[str, Compound] | None = None,
) -> Simulation:
    """Solve schedules over a night.

    Parameters
    ----------
    schedules : Schedule, iterable of Schedule, mapping of str to Schedule, Study, or Diary
        What to compare; names must differ. A diary brings its own nights, and a study all that follows: what is given
        beside it counts instead of what it says.
    night : Night, optional
        In which night; by default from 23:00 to 07:00.
    nights : int, optional
        Look at so many nights in a row, by default those of ``night``. It only lengthens the window;
        `Schedule.nightly` repeats doses.
    endogenous : bool, str or Endogenous, optional
        Whether to add what the body has by itself: melatonin that comes and goes with the hour, magnesium's level in
        serum; True, the name of a preset, or an `Endogenous` with an amplitude or evening light. It keeps to the
        ``habitual_bedtime`` of the night.
    parameters : {"article", "literature", "modern-capsules"}, optional
        Which parameter set of the compounds; by default that of the articles.
    step_min : float, optional
        Step of the curves [min]. Metrics do not depend on it.
    solver : {"exact", "ode"}, optional
        The closed solution, the default, or the differential equations integrated by SciPy.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, added to the library's.

    Returns
    -------
    Simulation

    Raises
    ------
    pksim.errors.InputError
        When a name, a unit or a number is wrong.

    Examples
    --------
    >>> import pksim as pk
    >>> mine = pk.Schedule.parse("mine", "melatonin 0.3 mg 90 min before bed")
    >>> sim = pk.simulate(mine, pk.Night("22:30", "06:30"))
    >>> sim.to_frame().columns.to_list()
    ['schedule', 'compound', 'time_h', 'clock', 'concentration', 'unit']

    A study of one's own, or one from a file, takes the place of the rest:

    >>> study = pk.Study(schedules=mine, parameters="literature")
    >>> pk.simulate(study).parameters, pk.simulate(study, parameters="article").parameters
    ('literature', 'article')
    """
    said = {"nights": nights, "endogenous": endogenous, "parameters": parameters, "solver": solver}
    study = study_of(schedules, night, {**said, "compounds": compounds})
    night, chosen, known = study.night, study.schedules, with_own(study.compounds)
    body = replace(study.endogenous, habitual_bedtime=None) if study.endogenous else None
    times = night.grid_h(step_min, curves=sum(len(schedule.compounds) for schedule in chosen.values()))
    solved = {
        (schedule.name, compound): regimen
        for schedule in chosen.values()
        for compound, regimen in regimens(schedule, night, parameters=study.parameters, compounds=known).items()
    }
    concentrations = {
        curve: regimen.concentration(times, solver=study.solver) * regimen.compound.display_factor
        for curve, regimen in solved.items()
    }
    of_compound = {name: regimen for (_, name), regimen in solved.items()}
    own = {name: made for name, regimen in of_compound.items() if (made := bodys_own(regimen, body, night)) is not None}
    for array in (times, *concentrations.values()):
        array.flags.writeable = False
    return Simulation(
        night=night,
        schedules=MappingProxyType(chosen),
        parameters=study.parameters,
        times_h=times,
        regimens=MappingProxyType(solved),
        concentrations=MappingProxyType(concentrations),
        endogenous=body,
        own=MappingProxyType(own),
        solver=study.solver,
    )
