"""What stands in a written file: pictures and tables, as bytes."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pksim.errors import visible

if TYPE_CHECKING:
    import pandas as pd

    from pksim.show.figures.sheet import NightFigure

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def picture(figure: NightFigure, kind: str) -> bytes:
    """Make a picture, ``"png"`` or ``"svg"``, with its text in it."""
    stream = io.BytesIO()
    figure.save(stream, kind)
    return stream.getvalue()


def pictures(figure: NightFigure, name: str) -> dict[str, bytes]:
    """Make both kinds of picture, by file name."""
    return {f"{name}.{kind}": picture(figure, kind) for kind in ("png", "svg")}


def table(of: pd.DataFrame | Mapping[str, Sequence[object] | NDArray[Any]]) -> bytes:
    """Write a table of whose text a spreadsheet computes nothing; numbers stay numbers.

    An apostrophe stands before text that begins like a formula, and signs that cannot be seen are escapes. A mapping
    of columns, for which pandas need not be imported, becomes the same as a frame of them.
    """
    return _columns(of) if isinstance(of, Mapping) else _frame(of)


def _columns(columns: Mapping[str, Sequence[object] | NDArray[Any]]) -> bytes:
    once = lru_cache(maxsize=None, typed=True)(_text)
    cells = [_numbers(column) or [once(cell) if cell == cell else "" for cell in column] for column in columns.values()]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=os.linesep)
    writer.writerow(map(_text, columns))
    writer.writerows(zip(*cells, strict=True))
    return stream.getvalue().encode()


def _numbers(column: Sequence[object] | NDArray[Any]) -> list[object]:
    """Give the cells of an array of numbers, of which a million need not be looked at; nothing of another column."""
    if not isinstance(column, np.ndarray) or column.dtype.kind not in "biuf":
        return []
    return column.tolist() if np.isfinite(column).all() else ["" if cell != cell else cell for cell in column.tolist()]


def _frame(frame: pd.DataFrame) -> bytes:
    texts = frame.select_dtypes(exclude="number").columns
    once = lru_cache(maxsize=None, typed=True)(_text)  # a million rows hold few different texts
    safe = frame.assign(**{name: frame[name].map(once) for name in texts}).rename(columns=_text)
    stream = io.BytesIO()
    safe.to_csv(stream, index=False)
    return stream.getvalue()


def _text(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return f"'{visible(cell)}" if _FORMULA.match(cell) else visible(cell)
