"""Levels as a person reads them, with the numbers rounded as everywhere."""

from __future__ import annotations

from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.rounding import number
from pksim.study.curves.regimen import Regimen

LOG_FROM_RATIO = 5.0
"""Peaks that differ by more than this are compared on a logarithmic axis."""


def level(regimen: Regimen, mg_l: float) -> str:
    """Write a concentration [mg/L] in the compound's display unit."""
    return f"{number(mg_l * regimen.compound.display_factor)} {regimen.compound.display_unit}"


def the_night(number: int, night: Night) -> str:
    """Name a night in a sentence, one of a diary with its bedtime."""
    if not isinstance(night, RealNights):
        return night.name(number)
    bedtime, _ = night.sleeps_h[night.numbers.index(number)]
    return f"the night of {night.name(number)} (bedtime {night.clock(bedtime)})"
