"""Levels as a person reads them, with the numbers rounded as everywhere."""

from __future__ import annotations

from pksim.describe.words.rounding import number
from pksim.study.curves.regimen import Regimen

LOG_FROM_RATIO = 5.0
"""Peaks that differ by more than this are compared on a logarithmic axis."""


def level(regimen: Regimen, mg_l: float) -> str:
    """Write a concentration [mg/L] in the compound's display unit."""
    return f"{number(mg_l * regimen.compound.display_factor)} {regimen.compound.display_unit}"
