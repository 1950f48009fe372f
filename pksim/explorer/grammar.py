"""The grammar of doses as plain data: units, words and patterns, for its twin in the script."""

from __future__ import annotations

import re
from typing import Any

from pksim.describe.schedule.dose import LEAST_MG, MOST_H, MOST_MG
from pksim.describe.schedule.dose_text import AMOUNT, BASES, JOINING, NIGHT, NOT_AMOUNTS
from pksim.describe.schedule.night import MOST_NIGHTS
from pksim.describe.words.units import CLOCK_PARTS, MASS_MG, NAMED_H, THOUSANDS, TIME_H
from pksim.describe.words.when import ANCHORS, BEDTIME, CLOCK_TIME, HALF_DAY, OFFSET, SIDES, TIMES

_PATTERNS = {
    "amount": AMOUNT,
    "not_amount": NOT_AMOUNTS,
    "night": NIGHT,
    "clock_time": CLOCK_TIME,
    "bedtime": BEDTIME,
    "offset": OFFSET,
    "clock_parts": CLOCK_PARTS,
    "half_day": HALF_DAY,
    "thousands": THOUSANDS,
}


def grammar() -> dict[str, Any]:
    """Give patterns, units and words by which doses are read, and within which limits."""
    return {
        "patterns": {name: _spoken(pattern) for name, pattern in _PATTERNS.items()},
        "mass_mg": MASS_MG,
        "time_h": TIME_H,
        "clock_h": NAMED_H,
        "anchors": list(ANCHORS),
        "sides": list(SIDES),
        "bases": list(BASES),
        "joining": list(JOINING),
        "times": TIMES,
        "limits": {"amount_mg": [LEAST_MG, MOST_MG], "time_h": [-MOST_H, MOST_H], "night": [1, MOST_NIGHTS]},
    }


def _spoken(pattern: re.Pattern[str]) -> str:
    """Write a pattern as JavaScript does, for text in which a single space is all that is between words."""
    return pattern.pattern.replace("(?P<", "(?<").replace(r"\s", " ").replace(r"\S", "[^ ]")
