"""The model beside published tables, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape as plain
from rich.table import Table

from pksim.describe.words.rounding import number
from pksim.show.tables.laid_out import lay_out
from pksim.show.words.published import QUANTITY, captions

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("study", "taken", "", "published", "predicted (nine of ten)", "ratio", "inside")


def published_table(table: pd.DataFrame) -> Table:
    """Lay out what studies published and what the model predicts, a row each."""
    rows = []
    for row in table.to_dict("records"):
        write = _minutes if row["unit"] == "min" else number
        published, predicted, low, high = (write(row[name]) for name in ("published", "predicted", "q05", "q95"))
        span = f" ({low} to {high})" if row["q05"] < row["q95"] else ""
        sure = "" if row["kind"] != "unverified" else " (unverified)"
        rows.append(
            (
                row["study"],
                row["dose"] + (", intravenous" if row["route"] == "iv" else ""),
                QUANTITY[row["quantity"]],
                f"{published} {row['unit']}{sure}",
                predicted + span,
                number(row["ratio"]),
                ("yes" if row["inside"] else "no") if span else "same in all",
            )
        )
    laid_out = lay_out("What studies published, and what the model gives", _COLUMNS, rows)
    laid_out.caption = plain("\n".join(captions(table)))
    return laid_out


def _minutes(value: float) -> str:
    return f"{value:,.0f}"
