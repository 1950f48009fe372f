"""Numbers as a person reads them, each kind rounded by one rule."""

from __future__ import annotations

import numpy as np

from pksim.describe.quantities import write_duration


def number(value: float) -> str:
    """Round to three significant digits, the one rule for concentrations in words and tables."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    rounded = float(f"{value:.3g}")
    digits = max(2 - int(np.floor(np.log10(abs(rounded)))), 0)
    return f"{rounded:,.{digits}f}" if abs(rounded) >= 1e-3 else f"{value:.2e}"


def percent(share: float) -> str:
    """Write a share as a percentage: two significant digits, one more just below 100; below 0.01 % it says so."""
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
