"""Fit the release of melatonin's `surge-sustained` tablet; run it to see what the fit misses.

Gooneratne 2012 gave 0.4 mg in a tablet of a quarter immediate and three quarters slow melatonin, and measured a peak of
405 pg/mL after 78 min and a half-life of 1.8 h; dose over clearance gives an area of 1,055 pg·h/mL. The half-life of
the slow depot is the one with the least sum of squares of the logarithms of three ratios, of the model's to what was
measured: Cmax/AUC (which no fraction absorbed changes), the time of the peak, and the half-life at the end.
"""

import math

from scipy.optimize import minimize_scalar

import pksim as pk
from pksim.describe.compound.formulation import Formulation

MEASURED = {"cmax_over_auc": 405 / 1055, "tmax_min": 78.0, "half_life_min": 108.0}
SHARE_AT_ONCE, DOSE_MG = 0.25, 0.4


def told(release_min):
    """Say what the program makes of a slow depot of some half-life: what is fitted, and the peak."""
    release = {"value": f"{release_min} min"}
    parts = [{"fraction": SHARE_AT_ONCE}, {"fraction": 1 - SHARE_AT_ONCE, "release_half_life": release}]
    tablet = {"tablet": Formulation.model_validate({"parts": parts})}
    melatonin = pk.load_compounds()["melatonin"].model_copy(update={"formulations": tablet})
    dose = pk.Schedule.parse("tablet", f"melatonin {DOSE_MG} mg at bedtime")
    (row,) = pk.metrics(pk.simulate(dose, compounds=[melatonin])).to_dict("records")
    return {
        "cmax_over_auc": row["cmax"] / row["auc_inf"],
        "tmax_min": 60 * row["peak_time_h"],
        "half_life_min": 60 * row["terminal_half_life_h"],
        "cmax": row["cmax"],
    }


def misfit(release_min):
    """Give the sum of squares that is made least."""
    found = told(release_min)
    return sum(math.log(found[name] / value) ** 2 for name, value in MEASURED.items())


def fit():
    """Give the half-life of the slow depot [min]."""
    return float(minimize_scalar(misfit, bounds=(36, 180), method="bounded").x)


if __name__ == "__main__":
    best = fit()
    print(f"release half-life {best:.2f} min")  # noqa: T201
    for name, value in told(best).items():
        print(f"{name}: {value:.3g}, measured {MEASURED.get(name, 405):.3g}")  # noqa: T201
