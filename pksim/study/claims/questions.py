"""Every question that a claim can ask, told apart by what it ``asks``."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from pksim.study.claims.about_doses import (
    AddedOverOwn,
    HoursAboveLevel,
    LevelOnWaking,
    MoreAbsorbed,
    NightsToPlateau,
    PeakFromBedtime,
    ReceptorOccupancy,
    SaltAmount,
    ShareLeftOnWaking,
    TimeUntilShare,
)
from pksim.study.claims.about_people import FlipFlopShare, OwnPeakFromBedtime

AnyQuestion: TypeAlias = Annotated[
    AddedOverOwn
    | FlipFlopShare
    | HoursAboveLevel
    | LevelOnWaking
    | MoreAbsorbed
    | NightsToPlateau
    | OwnPeakFromBedtime
    | PeakFromBedtime
    | ReceptorOccupancy
    | SaltAmount
    | ShareLeftOnWaking
    | TimeUntilShare,
    Field(discriminator="asks"),
]
