"""The index of result tables."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def index_of(keys: Sequence[Sequence[Hashable]], names: Sequence[str]) -> pd.MultiIndex:
    """Make an index that counts as sorted in the order in which its keys come, so that pandas looks them up fast.

    Parameters
    ----------
    keys : sequence of sequence
        One key a row, such as ``("mechanism", "melatonin")``.
    names : sequence of str
        Names of the levels.

    Returns
    -------
    pandas.MultiIndex
    """
    import pandas as pd

    places = [{value: i for i, value in enumerate(dict.fromkeys(column))} for column in zip(*keys, strict=True)]
    codes = [[place[value] for value in column] for place, column in zip(places, zip(*keys, strict=True), strict=True)]
    return pd.MultiIndex(levels=[list(place) for place in places], codes=codes, names=list(names))
