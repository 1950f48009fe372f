"""How well a schedule reaches a goal when the doses of one compound are shifted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.study.curves.one_night import one_night, taken_in
from pksim.study.curves.person import Person
from pksim.study.curves.regimen import regimens
from pksim.study.curves.response import Response
from pksim.study.people.sleepers import Sleepers
from pksim.study.timing.goals import Goal

Judge: TypeAlias = Callable[[Array], tuple[Array, Array]]
"""From shifts (n,) to the mean score and the share of people who meet the goal, (n,)."""


def judge_of(
    schedule: Schedule,
    night: Night,
    parameters: str,
    compounds: Mapping[str, Compound],
    person: Person | None,
    goal: Goal,
    move: str,
    of_night: int | None,
) -> Judge:
    """Solve a schedule once, for the typical person or for sleepers, and judge a night under any shift of one."""
    made = regimens(schedule, night, parameters=parameters, compounds=compounds, person=person)
    if isinstance(person, Sleepers):
        person.check_names(made.values())
    moved = one_night(made[move], of_night)
    if not taken_in(moved, made[move]):
        msg = f"{schedule.name}: no {move} is taken in {night.name(moved.number)}, so there is nothing to move."
        raise InputError(msg)
    responses = {name: Response(regimen, one_night(regimen, moved.number)) for name, regimen in made.items()}

    def judge(shifts_h: Array) -> tuple[Array, Array]:
        score, met = goal.judge(responses, move, shifts_h)
        shape = (len(shifts_h), -1)
        return np.mean(score.reshape(shape), axis=1), np.mean(met.reshape(shape), axis=1)

    return judge
