"""Samples without a model, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from pksim.describe.words.rounding import number, percent
from pksim.show.tables.laid_out import lay_out

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = {
    "cmax": "Cmax",
    "tmax_h": "tmax",
    "auc_last": "AUC to last",
    "half_life_h": "half-life",
    "points": "points",
    "adj_r2": "adj. r²",
    "auc_inf": "AUC to ∞",
    "extrapolated_share": "beyond last",
    "clearance_f": "CL/F",
    "volume_f": "Vz/F",
    "mrt_h": "MRT",
    "hours_above": "above",
    "auc_until": "AUC in window",
    "ended_h": "ended at",
}


def nca_table(table: pd.DataFrame) -> Table:
    """Lay an NCA out for the terminal, a row per subject."""
    units = table.attrs["units"]
    shown = [name for name in _SHOWN if name in table]
    rows = [[str(subject), *(_cell(name, row[name]) for name in shown)] for subject, row in table.iterrows()]
    heads = [f"{_SHOWN[name]}\n{units.get(name, '')}".strip() for name in shown]
    of = "" if table.attrs["compound"] is None else f" of {table.attrs['compound']}"
    return lay_out(f"Samples{of} without a model; area by {table.attrs['auc']}", ("subject", *heads), rows)


def _cell(name: str, value: Any) -> str:
    if isinstance(value, float) and np.isnan(value):
        return "none"
    if name == "points":
        return f"{value:.0f}"
    if name == "adj_r2":
        return f"{value:.4f}"
    return percent(value) if name == "extrapolated_share" else number(value)
