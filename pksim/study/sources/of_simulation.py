"""The numbers that went into the curves of one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pksim.describe.compound.compound import Compound
from pksim.kinetics.own_level import BodysOwn
from pksim.study.curves.own_level import preset_of
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation
from pksim.study.sources.numbers_used import (
    NumberUsed,
    numbers_of_doses,
    numbers_of_kinetics,
    numbers_of_night,
    numbers_of_own,
    numbers_of_status,
)

if TYPE_CHECKING:
    from pksim.study.timing.best_timing import TimingResult


def numbers_of_simulation(simulation: Simulation) -> Iterator[NumberUsed]:
    """List what the curves of one person were computed from."""
    yield from numbers_of_night(simulation.night)
    for schedule in simulation.schedules.values():
        yield from numbers_of_doses(schedule, simulation.night)
    for name, regimen in first_of(simulation).items():
        compound, own = regimen.compound, simulation.own.get(name)
        doses = [dose for (_, of), each in simulation.regimens.items() if of == name for dose in each.doses]
        yield from numbers_of_kinetics(compound, regimen.kinetics, doses)
        yield from numbers_of_preset(compound, own, simulation)
        if compound.status is not None:
            yield from numbers_of_status(name, compound.status, own=own)


def numbers_of_preset(
    compound: Compound, own: BodysOwn | None, result: Simulation | TimingResult
) -> Iterator[NumberUsed]:
    """List what the body's own level was computed from, if there is one."""
    if own is not None and result.endogenous is not None:
        preset = preset_of(compound, result.endogenous)
        assert preset is not None
        yield from numbers_of_own(compound, preset, result.endogenous, own, result.night)


def first_of(simulation: Simulation) -> dict[str, Regimen]:
    """Give one regimen of each compound; all have its kinetics."""
    first: dict[str, Regimen] = {}
    for (_, name), regimen in simulation.regimens.items():
        first.setdefault(name, regimen)
    return first
