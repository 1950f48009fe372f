"""How well a schedule reaches a goal when the doses of one compound are shifted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.study.curves.one_night import one_night, taken_in
from pksim.study.curves.own_level import bodys_own
from pksim.study.curves.regimen import regimens
from pksim.study.curves.response import Response
from pksim.study.people.parallel import run_all
from pksim.study.people.progress import Progress
from pksim.study.people.sleepers import Sleepers
from pksim.study.timing.goals import Goal

Judge: TypeAlias = Callable[[Array], Array]
"""From shifts (n,) to the mean score and the share of people who meet the goal, (2, n)."""


@dataclass(frozen=True, eq=False)
class _Asked:
    """A schedule and whom to ask about it; solved once wherever it is, and judged under any shift."""

    schedule: Schedule
    night: Night
    parameters: str
    compounds: Mapping[str, Compound]
    person: Sleepers | None
    goal: Goal
    move: str
    night_number: int
    endogenous: Endogenous | None

    @cached_property
    def _responses(self) -> dict[str, Response]:
        made = regimens(
            self.schedule, self.night, parameters=self.parameters, compounds=self.compounds, person=self.person
        )
        return {
            name: Response(
                regimen,
                one_night(regimen, self.night_number),
                bodys_own(regimen, self.endogenous, self.night, self.person),
            )
            for name, regimen in made.items()
        }

    def judge(self, shifts_h: Array) -> Array:
        """Give the sum of scores and the number of people who meet the goal, (2, n)."""
        if self.endogenous is not None and len(shifts_h) > 1:
            return np.concatenate([self.judge(shift) for shift in np.split(shifts_h, len(shifts_h))], axis=1)
        shape = len(shifts_h), 1 if self.person is None else self.person.count
        responses = self._responses
        if self.endogenous is not None:
            # The body's own stays where it is: the sum is another curve under each shift.
            responses = {**responses, self.move: responses[self.move].moved(float(shifts_h[0]))}
            shifts_h = np.zeros(1)
        both = self.goal.judge(responses, self.move, shifts_h)
        # Where nothing differs between sleepers, one curve stands for all of them.
        all_of_them = [np.broadcast_to(each.reshape(len(shifts_h), -1), shape) for each in both]
        return np.array([np.sum(each, axis=1) for each in all_of_them], dtype=np.float64)

    def judged(self, shifts_h: Array) -> Iterator[Array]:
        """Give the same as the one result of a task."""
        yield self.judge(shifts_h)


def judge_of(
    schedule: Schedule,
    night: Night,
    parameters: str,
    compounds: Mapping[str, Compound],
    person: Sleepers | None,
    goal: Goal,
    move: str,
    of_night: int | None,
    *,
    endogenous: Endogenous | None = None,
    executor: Executor | None = None,
    progress: Progress = False,
) -> Judge:
    """Solve a schedule once, for the typical person or for sleepers, and judge a night under any shift of one.

    Sleepers are cut into the same parts whatever they are asked on. On an executor each shift that is asked for solves
    them anew, unless it shares memory.
    """
    typical = regimens(schedule, night, parameters=parameters, compounds=compounds)
    moved = one_night(typical[move], of_night)
    if not taken_in(moved, typical[move]):
        msg = f"{schedule.name}: no {move} is taken in {night.name(moved.number)}, so there is nothing to move."
        raise InputError(msg)
    asked = _Asked(schedule, night, parameters, compounds, None, goal, move, moved.number, endogenous)
    if person is None:
        return asked.judge
    person.check_names(typical.values(), endogenous)
    parts = [replace(asked, person=part) for part in person.parts()]

    def judge(shifts_h: Array) -> Array:
        tasks = [(part, shifts_h) for part in parts]
        found = run_all(_Asked.judged, tasks, count=len(tasks), executor=executor, progress=progress, what="timing")
        mean: Array = np.sum(found, axis=0) / person.count
        return mean

    return judge
