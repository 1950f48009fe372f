"""Which uncertain quantity drives a metric: Sobol indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Unpack

import numpy as np

from pksim.arguments import check_keywords, instance, quoted, real_number, whole
from pksim.describe.compound.library import with_own
from pksim.describe.compound.spread import Spread
from pksim.describe.files.study import Asked, OfSleepers, study_of
from pksim.describe.schedule.by_name import with_dose_of
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.door import shown
from pksim.errors import InputError
from pksim.kinetics import features
from pksim.kinetics.arrays import Array
from pksim.study.curves.one_night import one_night
from pksim.study.curves.own_level import bodys_own
from pksim.study.curves.regimen import regimens
from pksim.study.curves.response import Response
from pksim.study.people.sleepers import Sleepers, own_of, sleepers_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

METRICS = ("peak_time_h", "at_bedtime", "hours_above")


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How much of the variance of some metrics each quantity explains.

    Attributes
    ----------
    schedule : Schedule
        The schedule.
    compound : str
        The compound.
    level : float
        The level of ``hours_above``, in the compound's display unit.
    unit : str
        That unit.
    table : pandas.DataFrame
        ``metric``, ``quantity``, ``first`` (explained by the quantity alone) and ``total`` (with all that it interacts
        with).
    of_night : int or None
        Of several nights, which one was described.

    Examples
    --------
    Who absorbs faster peaks sooner, and nothing else matters for when:

    >>> import pksim as pk
    >>> table = pk.sensitivity(pk.load_schedules()["mechanism"], samples=64).table
    >>> table[table["metric"] == "peak_time_h"].round(2)
            metric                   quantity  first  total
    0  peak_time_h  melatonin.bioavailability    0.0    0.0
    1  peak_time_h      melatonin.half_life_h    0.0    0.0
    2  peak_time_h           melatonin.tmax_h    1.0    1.0
    """

    schedule: Schedule
    compound: str
    level: float
    unit: str
    table: pd.DataFrame = field(repr=False)
    of_night: int | None = None

    def plot(self) -> Figure:
        """Draw the indices as bars; see `pksim.show.figures.sensitivity.plot_sensitivity`.

        Examples
        --------
        >>> import pksim as pk
        >>> figure = pk.sensitivity(pk.load_schedules()["mechanism"], samples=64).plot()
        >>> print(figure.alt_text)
        What drives the time of the peak most is the tmax of melatonin: alone it explains 100 %. ...
        """
        figure: Figure = shown("Sensitivity.plot")(self)
        return figure

    def _repr_html_(self) -> str:
        return str(self.table.round(3).to_html(index=False))


def sensitivity(
    schedule: Asked,
    night: Night | None = None,
    *,
    compound: str | None = None,
    level: float | None = None,
    samples: int = 1024,
    of_night: int | None = None,
    **asked: Unpack[OfSleepers],
) -> Sensitivity:
    """Say which uncertain quantity drives the time of the peak, the level at bedtime and the hours above a level.

    Parameters
    ----------
    schedule, night
        As the ``schedules`` of `pksim.simulate`; of several schedules the first that has the compound is asked about.
    compound : str, optional
        Of which compound; by default what the study moves, or melatonin.
    level : float, optional
        Level of ``hours_above``, in the compound's display unit; by default half the typical person's peak. With the
        body's own it is held against the sum, in the hours of the night's window.
    samples : int, optional
        Base samples, a power of two.
    of_night : int, optional
        Of several nights, the one to describe; by default the first in which some of the compound is taken.
    **asked
        ``seed``, ``spread``, ``nights``, ``endogenous``, ``parameters``, ``compounds`` as for
        `pksim.simulate_population`; every quantity is drawn as the sleepers' is, ``samples`` times instead of once a
        sleeper.

    Returns
    -------
    Sensitivity

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong, or nothing differs.

    References
    ----------
    A. Saltelli et al., "Variance based sensitivity analysis of model output", Comput. Phys. Commun. 181, 259 (2010);
    computed by `scipy.stats.sobol_indices`.

    Examples
    --------
    What makes the time of the peak uncertain is the uncertain absorption, not the half-life:

    >>> import pksim as pk
    >>> found = pk.sensitivity(pk.load_schedules()["dream-team"], samples=256)
    >>> peak = found.table[found.table["metric"] == "peak_time_h"].set_index("quantity")["total"]
    >>> peak.idxmax()
    'melatonin.window'
    """
    import pandas as pd
    from scipy.stats import sobol_indices, uniform

    check_keywords(asked, OfSleepers, sensitivity)
    study = study_of(schedule, night, asked)
    name = instance(study.move if compound is None else compound, str, "compound", "'melatonin'")
    plan, night = with_dose_of(name, study.schedules)[0], study.night
    if (samples := whole(samples, "samples", 2)) & (samples - 1):
        msg = f"samples is {quoted(samples)}; it must be a power of two, such as 1024."
        raise InputError(msg)
    known, seed = with_own(study.compounds), study.seed
    made = regimens(plan, night, parameters=study.parameters, compounds=known)
    typical, chosen = made[name], study.endogenous or None
    one = one_night(typical, of_night)
    limit = float(Response(typical, one, bodys_own(typical, chosen, night)).peak_level[0]) / 2
    if level is not None:
        limit = real_number(level, "level", above=0)
    of_spread = sleepers_of(replace(study, subjects=1))
    of_spread.check_names(made.values(), chosen)
    if not isinstance(of_spread.spread, (Spread, Mapping)):
        msg = "the spread is a fit, which draws its quantities together; variance is shared out among independent ones."
        raise InputError(msg)
    differing = of_spread.differing(typical, own_of(typical.compound, chosen))
    names = sorted(each for each, differs in differing.items() if differs)
    if not names:
        msg = f"nothing about {name} differs between the sleepers of this spread."
        raise InputError(msg)
    alone = replace(plan, doses=typical.doses)

    def evaluate(x: Array) -> Array:
        given = {each: np.clip(x[i].ravel(), 1e-12, 1 - 1e-12) for i, each in enumerate(names)}
        people = Sleepers(x[0].size, seed, of_spread.spread, given=given)
        regimen = regimens(alone, night, parameters=study.parameters, compounds=known, person=people)[name]
        own = bodys_own(regimen, chosen, night, people)
        response = Response(regimen, one_night(regimen, one.number), own)
        if own is None:
            span = response.night.start_h, response.night.end_h
            hours = features.hours_above(regimen.pieces, limit / regimen.compound.display_factor, *span)
        else:
            window = np.array([[-night.before_h], [response.wake_h + night.after_wake_h]])
            hours = response.hours_above(limit, *window)[0]
        # Times to a few microseconds: the rounding of equal times is no variance to explain.
        found = np.stack([response.peak_time_h.round(9), response.level(np.array([0.0]))[0], hours.round(9)])
        return found.reshape(len(METRICS), *x.shape[1:])

    dists = [uniform(0, 1)] * len(names)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = sobol_indices(func=evaluate, n=samples, dists=dists, rng=np.random.default_rng(seed))
    # What does not vary has no variance to explain.
    shape = (len(METRICS), len(names))
    first, total = (np.nan_to_num(np.reshape(each, shape)) for each in (found.first_order, found.total_order))
    rows = [
        (metric, each, float(first[i, j]), float(total[i, j]))
        for i, metric in enumerate(METRICS)
        for j, each in enumerate(names)
    ]
    table = pd.DataFrame(rows, columns=["metric", "quantity", "first", "total"])
    which = one.number if night.nights > 1 else None
    return Sensitivity(plan, name, float(limit), typical.compound.display_unit, table, which)
