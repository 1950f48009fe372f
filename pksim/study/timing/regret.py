"""What it costs to take a compound earlier or later than planned."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import ArrayLike

from pksim.arguments import check_keywords
from pksim.describe.compound.library import with_own
from pksim.describe.files.study import Asked, OfGoal, study_of
from pksim.describe.schedule.by_name import with_dose_of
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.door import shown
from pksim.kinetics.checks import numbers
from pksim.study.people.progress import Progress, bar_of
from pksim.study.people.sleepers import sleepers_of
from pksim.study.timing.goal_text import goal_of
from pksim.study.timing.goals import Goal, Telling, told
from pksim.study.timing.judge import judge_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OFF_PLAN_MIN = (15.0, 30.0, 60.0, 90.0)


@dataclass(frozen=True, eq=False)
class Regret:
    """What it costs to take a compound earlier or later than planned.

    Attributes
    ----------
    table : pandas.DataFrame
        ``schedule``, ``off_min`` (later is positive, 0 is the plan), ``score`` and ``lost``, how much less than on
        plan; with sleepers also ``share`` and ``share_lost``; and of what with which goal: ``compound``, ``goal``.
    move : str
        The compound that is moved.
    goal : Goal
        What is wanted.
    schedules : mapping of str to Schedule
        The plans.

    Examples
    --------
    >>> import pksim as pk
    >>> pk.regret(pk.load_schedules(), off_min=30)["schedule"].nunique()
    8
    """

    table: pd.DataFrame = field(repr=False)
    move: str
    goal: Goal
    schedules: Mapping[str, Schedule] = field(repr=False)

    def __getitem__(self, column: str) -> pd.Series[Any]:
        """Give a column of the table."""
        return self.table[column]

    def plot(
        self, *, column: str = "lost", ax: Axes | None = None, figsize: tuple[float, float] | None = None
    ) -> Figure:
        """Draw the loss against how far off plan; see `pksim.show.figures.regret.plot_regret`.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.regret(pk.load_schedules(), off_min=30).plot().axes[0].get_ylabel()
        'score lost, typical person'
        """
        figure: Figure = shown("Regret.plot")(self, column=column, ax=ax, figsize=figsize)
        return figure

    def _repr_html_(self) -> str:
        return str(self.table.round(3).to_html(index=False))


def regret(
    schedules: Asked,
    night: Night | None = None,
    *,
    off_min: ArrayLike = OFF_PLAN_MIN,
    of_night: int | None = None,
    executor: Executor | None = None,
    progress: Progress = None,
    **asked: Unpack[OfGoal],
) -> Regret:
    """Measure what it costs to take a compound earlier or later than planned.

    Parameters
    ----------
    schedules, night
        As for `pksim.simulate`: the plans. Those without the compound are left out.
    off_min : float or iterable of float, optional
        How far off the plan, each way [min].
    of_night : int, optional
        Of several nights, the one that is judged; by default the first in which some of the compound is taken.
    executor, progress
        As for `pksim.simulate_population`.
    **asked
        ``move``, ``goal``, ``subjects``, ``seed``, ``spread``, ``nights``, ``endogenous``, ``parameters``,
        ``compounds`` as for `best_timing`.

    Returns
    -------
    Regret

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong, or no schedule has the compound.

    Examples
    --------
    Melatonin taken 45 minutes before bed peaks at bedtime. A quarter of an hour off, either way, halves a score that
    allows for a quarter of an hour:

    >>> import pksim as pk
    >>> mine = pk.Schedule.parse("mine", "melatonin 0.3 mg 45 min before bed")
    >>> pk.regret(mine, goal="peak at bedtime", off_min=15).table["lost"].round(2).to_list()
    [0.5, 0.0, 0.5]
    """
    import pandas as pd

    check_keywords(asked, OfGoal, regret)
    study = study_of(schedules, night, asked, otherwise={"subjects": 0})
    night, move, known = study.night, study.move, with_own(study.compounds)
    goal = goal_of(study.goal, study, move)
    off = np.abs(np.atleast_1d(numbers(off_min, "off_min", "min")))
    offs = sorted({0.0, *off.tolist(), *(-off).tolist()})
    shifts = np.array(offs) / 60
    units = {name: compound.display_unit for name, compound in known.items()}
    people = sleepers_of(study) if study.subjects else None
    plans, frames = with_dose_of(move, study.schedules), []
    body = study.endogenous or None
    with bar_of(progress, parts=len(plans)) as bar:
        on: dict[str, Any] = {"executor": executor, "progress": bar}
        for plan in plans:
            which = plan, night, study.parameters, known
            score = judge_of(*which, None, goal, move, of_night, endogenous=body)(shifts)[0]
            on_plan = offs.index(0.0)
            columns = {"schedule": plan.name, "off_min": offs, "score": score, "lost": score[on_plan] - score}
            if people is not None:
                share = judge_of(*which, people, goal, move, of_night, endogenous=body, **on)(shifts)[1]
                columns |= {"share": share, "share_lost": share[on_plan] - share}
            columns |= {"compound": move, "goal": told(goal, Telling(night, move, units))}
            frames.append(pd.DataFrame(columns))
    return Regret(pd.concat(frames, ignore_index=True), move, goal, {plan.name: plan for plan in plans})
