"""Shares of sleepers, and from which of them on a claim holds."""

from __future__ import annotations

from pksim.describe.words.rounding import percent

NEARLY_ALL, HARDLY_ANY = 0.95, 0.05


def share_told(share: float) -> str:
    """Write a share of sleepers so that all, none, and the limits of a verdict are told apart from what is near."""
    if share in (0.0, 1.0):
        return "all" if share else "none"
    shown = percent(share)
    if shown in ("100 %", "under 0.01 %"):
        return "nearly all" if share > NEARLY_ALL else "hardly any"
    near = min(abs(share - limit) for limit in (HARDLY_ANY, NEARLY_ALL)) < 0.005
    return f"{100 * share:.2f} %" if near else shown
