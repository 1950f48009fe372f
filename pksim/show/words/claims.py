"""How claims fare, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from pksim.study.claims.shares import share_told

if TYPE_CHECKING:
    from pksim.study.claims.check import Judged

IN_OUR_OWN_WORDS = "What is said is told in our own words, except in quotation marks."


def share_cell(share: float) -> str:
    """Write the share of sleepers in whom something is so; nothing where none was asked."""
    return "" if np.isnan(share) else share_told(share)


def verdict_in_words(row: Judged) -> str:
    """Write the verdict of a claim with the share of sleepers that it rests on."""
    verdict, share = str(row["verdict"]), share_cell(row["share"])
    if not share:
        return verdict
    return f"{verdict} of sleepers" if verdict.endswith(share) else f"{verdict} (so in {share} of the sleepers)"


def describe_claims(judged: Iterable[Judged]) -> str:
    """Describe how claims fare, a paragraph each: who says what, whether it holds, and why.

    Parameters
    ----------
    judged : iterable of mapping
        What `pksim.study.claims.check.judge_claims` gives.

    Returns
    -------
    str
        The numbers are those of the table, rounded as everywhere.
    """
    return "\n\n".join(
        f"{row['claim']}. {row['says']} ({row['source']}): {verdict_in_words(row)}. {row['why']}" for row in judged
    )
