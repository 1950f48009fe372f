"""Levels and nights as a person reads them, with the numbers rounded as everywhere."""

from __future__ import annotations

import numpy as np

from pksim.describe.schedule.night import Night
from pksim.describe.words.rounding import number
from pksim.study.curves.regimen import Regimen

LOG_FROM_RATIO = 5.0
"""Peaks that differ by more than this are compared on a logarithmic axis."""


def level(regimen: Regimen, mg_l: float) -> str:
    """Write a concentration [mg/L] in the compound's display unit."""
    return f"{number(mg_l * regimen.compound.display_factor)} {regimen.compound.display_unit}"


def nearest_night(time_h: float, night: Night) -> str:
    """Name the night whose bedtime is nearest to a time [h from the first bedtime]."""
    nearest = int(np.argmin([abs(time_h - bed) for bed, _ in night.sleeps_h]))
    return night.name(night.numbers[nearest])
