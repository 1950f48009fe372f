"""Result tables: their index, and rows turned into columns."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd


Name = TypeVar("Name", bound=Hashable)


def by_column(rows: Sequence[Mapping[Name, Any]]) -> dict[Name, list[Any]]:
    """Turn rows into columns, of all names in any of them; NaN where a row lacks one, such as a total."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name, math.nan) for row in rows] for name in names}


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
