"""How claims fare, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def describe_claims(table: pd.DataFrame) -> str:
    """Describe how claims fare, a paragraph each: who says what, whether it holds, and why.

    Parameters
    ----------
    table : pandas.DataFrame
        What `pksim.check_claims` gives.

    Returns
    -------
    str
        The numbers are those of the table, rounded as everywhere.
    """
    return "\n\n".join(
        f"{row.claim}. {row.says} ({row.source}): {row.verdict}. {row.why}" for row in table.itertuples()
    )
