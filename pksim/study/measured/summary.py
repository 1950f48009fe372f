"""What several subjects have in common, in the form in which the field prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pksim.arguments import quoted
from pksim.errors import InputError
from pksim.kinetics.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

_AS_MEDIAN, _AS_MEAN = ("tmax_h", "tlast_h", "ended_h"), ("half_life_h", "mrt_h")
_NOT = ("points", "adj_r2", "lambda_z_per_h", "from_h")


def nca_summary(table: pd.DataFrame) -> pd.DataFrame:
    """Sum up what `nca` gives over the subjects.

    Parameters
    ----------
    table : pandas.DataFrame
        What `nca` gives, or some rows of it, such as those of one group.

    Returns
    -------
    pandas.DataFrame
        One row per column of numbers (the index), with ``n`` (subjects that have it), ``geometric_mean``,
        ``geometric_cv_percent``, ``median``, ``low``, ``high``, ``mean`` and ``sd``; NaN where there are too few, or
        for logarithms values that are not above 0. ``printed`` is what tables of the field show: of concentrations,
        areas, clearances and volumes the geometric mean [geometric CV in %], of times of samples the median [range],
        of half-lives and residence times the mean [s.d.], to three digits.

    Raises
    ------
    pksim.errors.InputError
        When it is no such table.

    Examples
    --------
    >>> import pksim as pk
    >>> pk.nca_summary(pk.nca(pk.load_samples("theoph"))).loc[["cmax", "auc_inf", "half_life_h"], "printed"].to_list()
    ['8.65 [17.0]', '115 [28.4]', '8.18 [2.12]']
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame) or not {"cmax", "auc_last"} <= set(table):
        msg = f"table is {quoted(table)}; it must be what nca gives, such as nca(load_samples('theoph'))."
        raise InputError(msg)
    columns = [str(name) for name in table.select_dtypes("number") if name not in _NOT]
    rows = {name: _of_one(name, table[name].to_numpy(dtype=np.float64)) for name in columns}
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.index.name, found.attrs = "parameter", table.attrs
    return found


def _of_one(name: str, values: Array) -> dict[str, float | str]:
    known = values[np.isfinite(values)]
    n, nan = len(known), np.nan
    logs = np.log(known) if n and known.min() > 0.0 else np.array([])
    spread = float(np.std(logs, ddof=1)) if len(logs) > 1 else nan
    row: dict[str, float] = {
        "geometric_mean": float(np.exp(np.mean(logs))) if len(logs) else nan,
        "geometric_cv_percent": 100.0 * float(np.sqrt(np.expm1(spread**2))),
        "median": float(np.median(known)) if n else nan,
        "low": float(known.min()) if n else nan,
        "high": float(known.max()) if n else nan,
        "mean": float(np.mean(known)) if n else nan,
        "sd": float(np.std(known, ddof=1)) if n > 1 else nan,
    }
    return {"n": n, **row, "printed": _printed(name, row)}


def _printed(name: str, row: dict[str, float]) -> str:
    if name in _AS_MEDIAN:
        middle, beside = row["median"], [row["low"], row["high"]]
    elif name in _AS_MEAN:
        middle, beside = row["mean"], [row["sd"]]
    else:
        middle, beside = row["geometric_mean"], [row["geometric_cv_percent"]]
    if np.isnan(middle):
        return ""
    return f"{_three(middle)} [{', '.join(map(_three, beside))}]" if not np.isnan(beside[0]) else _three(middle)


def _three(value: float) -> str:
    """Write three significant digits, trailing zeros too, halves upwards as people round."""
    return f"{value * (1 + 1e-12):#.3g}".removesuffix(".")
