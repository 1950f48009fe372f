"""The numbers that a best time was found with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from pksim.study.curves.own_level import bodys_own
from pksim.study.curves.regimen import Regimen
from pksim.study.sources.numbers_used import (
    NumberUsed,
    given,
    numbers_of_doses,
    numbers_of_kinetics,
    numbers_of_night,
)
from pksim.study.sources.of_simulation import numbers_of_preset
from pksim.study.sources.of_sleepers import numbers_of_sleepers
from pksim.study.timing.best_timing import TimingResult
from pksim.study.timing.goals import Above, AllOf, Goal, LevelAt, OnWakingBelow, PeakAt

_GOALS = (PeakAt, LevelAt, Above, OnWakingBelow)


def compounds_judged(result: TimingResult) -> dict[str, Regimen]:
    """Give what is taken of the compounds that a goal speaks of; of all, when that cannot be said of the goal."""
    goals = list(_single(result.goal))
    if not all(isinstance(goal, _GOALS) for goal in goals):
        return dict(result.regimens)
    named = {getattr(goal, "compound", None) or result.move for goal in goals}
    return {name: regimen for name, regimen in result.regimens.items() if name in named}


def numbers_of_timing(result: TimingResult) -> Iterator[NumberUsed]:
    """List what the best time was found with: what is taken, the goal, and the sleepers."""
    yield from numbers_of_night(result.night)
    judged = compounds_judged(result)
    yield from numbers_of_doses(result.schedule, result.night, only=judged, timeless=result.move)
    for regimen in judged.values():
        yield from numbers_of_kinetics(regimen.compound, regimen.kinetics, regimen.doses)
        yield from numbers_of_preset(regimen.compound, bodys_own(regimen, result.endogenous, result.night), result)
    for time, which in zip(result.times_h[[0, -1]].tolist(), ("first", "last"), strict=True):
        yield given("goal", f"{which} time tried", time, "h")
    goals = list(_single(result.goal))
    for number, goal in enumerate(goals, start=1):
        if isinstance(goal, _GOALS) and is_dataclass(goal):
            compound = result.compounds[goal.compound or result.move]
            for field in fields(goal):
                if isinstance(value := getattr(goal, field.name), (int, float)):
                    unit = {"level": compound.display_unit}.get(field.name, "h" if field.name.endswith("_h") else "1")
                    what = f"{type(goal).__name__}: {field.name.removesuffix('_h').replace('_', ' ')}"
                    yield given("goal", what if len(goals) == 1 else f"{number}, {what}", value, unit, compound.name)
    if result.sleepers is not None:
        yield from numbers_of_sleepers(result.sleepers, judged, result.endogenous)


def _single(goal: Goal) -> Iterator[Goal]:
    """Take a goal apart into those that it consists of."""
    if isinstance(goal, AllOf):
        for each in goal.goals:
            yield from _single(each)
    else:
        yield goal
