"""What it costs to take a compound earlier or later than planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from pksim.arguments import instance, whole
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.schedule.by_name import by_name, listed
from pksim.describe.schedule.night import Night, night_of
from pksim.describe.schedule.schedule import Schedule
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.checks import numbers
from pksim.study.people.distributions import Distribution
from pksim.study.people.sleepers import sleepers_of
from pksim.study.timing.goals import Goal, Telling, check_goal, told
from pksim.study.timing.judge import judge_of

if TYPE_CHECKING:
    import pandas as pd

OFF_PLAN_MIN = (15.0, 30.0, 60.0, 90.0)


def regret(
    schedules: Schedule | Iterable[Schedule] | Mapping[str, Schedule],
    night: Night | None = None,
    *,
    move: str = "melatonin",
    goal: Goal,
    off_min: ArrayLike = OFF_PLAN_MIN,
    subjects: int = 0,
    seed: int = 0,
    spread: str | Mapping[str, Distribution] = "stated",
    parameters: str = "article",
    compounds: Iterable[Compound] | Mapping[str, Compound] = (),
    of_night: int | None = None,
) -> pd.DataFrame:
    """Measure what it costs to take a compound earlier or later than planned.

    Parameters
    ----------
    schedules : Schedule, iterable of Schedule or mapping of str to Schedule
        Plans; those without the compound are left out.
    night, move, goal, subjects, seed, spread, parameters, compounds, of_night
        As for `best_timing`.
    off_min : float or iterable of float, optional
        How far off the plan, each way [min].

    Returns
    -------
    pandas.DataFrame
        ``schedule``, ``off_min`` (later is positive, 0 is the plan), ``score`` and ``lost``, how much less than on
        plan; with sleepers also ``share`` and ``share_lost``; and of what with which goal: ``compound``, ``goal``.
    """
    import pandas as pd

    night = night_of(night)
    check_goal(goal)
    instance(move, str, "move", "'melatonin'")
    subjects = whole(subjects, "subjects", 0)
    off = np.abs(np.atleast_1d(numbers(off_min, "off_min", "min")))
    offs = sorted({0.0, *off.tolist(), *(-off).tolist()})
    shifts = np.array(offs) / 60
    known = with_own(compounds)
    given = by_name(listed(schedules)).values()
    plans = [each for each in given if move in each.compounds]
    if not plans:
        taken = dict.fromkeys(name for each in given for name in each.compounds)
        msg = f"no schedule has a dose of {move!r}; {did_you_mean(move, taken)}"
        raise InputError(msg)
    units = {name: compound.display_unit for name, compound in known.items()}
    frames = []
    for plan in plans:
        score = judge_of(plan, night, parameters, known, None, goal, move, of_night)(shifts)[0]
        on_plan = offs.index(0.0)
        columns = {"schedule": plan.name, "off_min": offs, "score": score, "lost": score[on_plan] - score}
        if subjects:
            people = sleepers_of(subjects, seed, spread)
            share = judge_of(plan, night, parameters, known, people, goal, move, of_night)(shifts)[1]
            columns |= {"share": share, "share_lost": share[on_plan] - share}
        columns |= {"compound": move, "goal": told(goal, Telling(night, move, units))}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)
