"""Numbers as a person reads them, in words and tables, by one rule for each kind.

Levels, amounts, ratios and scores have three significant digits; shares are percentages of two, and of three just below
100 %; times and durations are told to the minute. What is written reads back as the number within that rounding.
"""

from __future__ import annotations

import numpy as np

from pksim.describe.words.units import write_duration


def number(value: float) -> str:
    """Round to three significant digits: levels, amounts, ratios, scores."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    if value < 0:
        return f"−{number(-value)}"
    rounded = float(f"{value:.3g}")
    digits = max(2 - int(np.floor(np.log10(abs(rounded)))), 0)
    return f"{rounded:,.{digits}f}" if abs(rounded) >= 1e-3 else f"{value:.2e}"


def percent(share: float) -> str:
    """Write a share as a percentage: two significant digits, one more just below 100; below 0.01 % it says so."""
    if share < 0:
        return f"−{percent(-share)}"
    if share < 1e-4:
        return "under 0.01 %"
    value = 100 * share
    if value >= 1000:
        return f"{number(value)} %"
    if 99.5 <= value < 99.95:
        return f"{value:.1f} %"
    return f"{value:.0f} %" if value >= 9.95 else f"{value:.2g} %"


def from_bedtime(time_h: float) -> str:
    """Say where a time lies relative to bedtime, to the minute."""
    minutes = round(time_h * 60)
    if minutes == 0:
        return "at bedtime"
    return f"{write_duration(time_h)} {'before' if minutes < 0 else 'after'} bedtime"


def signed(time_h: float) -> str:
    """Write a time from bedtime with its sign, to the minute."""
    minutes = round(time_h * 60)
    return "0 min" if minutes == 0 else ("−" if minutes < 0 else "+") + write_duration(time_h)


def in_unit(value: float, unit: str) -> str:
    """Write a number of a unit: h as a duration, min as a time from bedtime, % as a percentage, nights as a count."""
    if unit == "h":
        duration = write_duration(value)
        return f"−{duration}" if value < 0 and duration != "0 min" else duration
    if unit == "min":
        return from_bedtime(value / 60)
    if unit == "%":
        return percent(value / 100)
    if unit == "nights":
        return f"{value:.0f} night{'' if value == 1 else 's'}"
    return f"{number(value)} {unit}"
