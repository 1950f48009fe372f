"""What a fit found, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pksim.describe.words.rounding import number
from pksim.describe.words.units import write_duration
from pksim.study.fits.result import Fit

if TYPE_CHECKING:
    import pandas as pd

_MOST_TOLD = 3
LABELS = {
    "ka_per_h": "ka",
    "ke_per_h": "ke",
    "clearance_f": "CL/F",
    "volume_f": "V/F",
    "tmax_h": "tmax",
    "half_life_h": "half-life",
    "lag_h": "lag",
    "saliva_ratio": "saliva over plasma",
    "own_peak": "one's own peak, above its baseline,",
    "own_peak_time_h": "time of one's own peak",
}


def parameter_unit(fit: Fit, parameter: str) -> str:
    """Give the unit of a parameter of a fit."""
    units = {"clearance_f": f"L/h{fit.per_kg}", "volume_f": f"L{fit.per_kg}", "own_peak": fit.samples.conc_unit}
    if parameter in units:
        return units[parameter]
    return "1/h" if parameter.endswith("_per_h") else "h" if parameter.endswith("_h") else ""


def parameter_in_words(fit: Fit, parameter: str, value: float, low: float, high: float) -> str:
    """Write a parameter with two ends and its unit, if there are any; a time as people say it."""
    of_time = parameter in ("tmax_h", "half_life_h", "lag_h")
    texts = [
        ("no end" if math.isinf(each) else write_duration(each) if of_time else number(each))
        for each in (value, low, high)
    ]
    texts[0] = "unbounded" if math.isinf(value) else texts[0]
    ends = "" if math.isnan(low) or math.isnan(high) else f" ({texts[1]} to {texts[2]})"
    return f"{LABELS[parameter]} {texts[0]}{ends} {'' if of_time else parameter_unit(fit, parameter)}".rstrip()


def cell(value: float, low: float, high: float) -> str:
    """Write a value with its interval, for a table."""
    ends = "" if math.isnan(low) else f" ({_plain(low)}–{_plain(high)})"
    return f"{_plain(value)}{ends}"


def _plain(value: float) -> str:
    return "∞" if math.isinf(value) else number(value)


def describe_fit(fit: Fit) -> str:
    """Say what was fitted, what was found and how sure it is, and what to know before the numbers."""
    table, count = fit.to_frame(), int((fit.problem.weight > 0).sum())
    of = "" if fit.samples.compound is None else f" of {fit.samples.compound}"
    whose = f"{len(fit.subjects)} subjects, each alone" if len(fit.subjects) > 1 else f"subject {fit.subjects[0]}"
    if fit.subjects == ("all",):
        whose = f"{len(fit.samples)} subjects thrown together"
    errors = {"log": "of logarithms", "1/y": "weighted by 1/y", "proportional": "weighted by 1/y²"}
    how = f"least squares{'' if fit.error == 'constant' else ' ' + errors[fit.error]}"
    if fit.prior is not None:
        how = f"mode of the posterior, errors {errors[fit.error]}"
    sentences = [f"One compartment, fitted to {count} samples{of} in {fit.samples.matrix} of {whose} ({how})."]
    by_subject = table.groupby("subject", sort=False)
    if len(fit.subjects) <= _MOST_TOLD:
        for subject, rows in by_subject:
            first = "" if len(fit.subjects) == 1 else f"Subject {subject}: "
            sentences.append(first + "; ".join(_with_interval(fit, row) for _, row in rows.iterrows()) + ".")
    else:
        sentences.append(f"Geometric means, and least and largest: {'; '.join(_over_subjects(fit, table))}.")
    return "\n".join([" ".join(sentences), *fit.notes])


def _with_interval(fit: Fit, row: pd.Series) -> str:
    return parameter_in_words(fit, str(row["parameter"]), row["estimate"], row["low"], row["high"])


def _over_subjects(fit: Fit, table: pd.DataFrame) -> list[str]:
    found = []
    for name, rows in table.groupby("parameter", sort=False):
        values = rows["estimate"].to_numpy()
        values = values[np.isfinite(values) & (values > 0)]
        if values.size:
            found.append(
                parameter_in_words(fit, str(name), float(np.exp(np.log(values).mean())), values.min(), values.max())
            )
    return found
