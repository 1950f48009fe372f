"""A fit as a table for the terminal."""

from __future__ import annotations

from rich.markup import escape as plain
from rich.table import Table

from pksim.show.tables.laid_out import lay_out
from pksim.show.words.fit import LABELS, cell, parameter_unit
from pksim.study.fits.result import Fit


def fit_table(fit: Fit) -> Table:
    """Lay a fit out for the terminal, a row for each subject."""
    found = fit.to_frame()
    names = list(dict.fromkeys(found["parameter"]))
    columns = [
        "subject",
        *(plain(f"{LABELS[name]} [{parameter_unit(fit, name)}]").replace(" []", "") for name in names),
    ]
    rows = [
        [str(subject), *(cell(*numbers) for numbers in of_one[["estimate", "low", "high"]].to_numpy())]
        for subject, of_one in found.groupby("subject", sort=False)
    ]
    return lay_out("One compartment, fitted: the best value (95 % interval)", columns, rows)
