"""Every question that a claim can ask, told apart by what it ``asks``."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from pksim.study.claims import about_curves as curves
from pksim.study.claims import about_doses as doses
from pksim.study.claims import about_people as people
from pksim.study.claims import about_the_clock as clock

AnyQuestion: TypeAlias = Annotated[
    clock.ClockEarlier
    | curves.AddedOverOwn
    | curves.HoursAboveLevel
    | curves.LevelAtBedtime
    | curves.LevelOnWaking
    | curves.LevelWithin
    | curves.PeakFromBedtime
    | curves.ShareAtBedtime
    | curves.ShareLeftOnWaking
    | curves.TimeUntilShare
    | curves.TotalOnWaking
    | doses.MoreAbsorbed
    | doses.NightsToPlateau
    | doses.ReceptorOccupancy
    | doses.SaltAmount
    | doses.ShareAbsorbed
    | people.FlipFlopShare
    | people.OwnLevelOnWaking
    | people.OwnPeakFromBedtime,
    Field(discriminator="asks"),
]
