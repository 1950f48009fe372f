"""What stands in a written file: pictures and tables, as bytes."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pksim.errors import visible
from pksim.show.figures.sheet import NightFigure

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def picture(figure: NightFigure, kind: str) -> bytes:
    """Make a picture, ``"png"`` or ``"svg"``, with its text in it."""
    stream = io.BytesIO()
    figure.save(stream, kind)
    return stream.getvalue()


def pictures(figure: NightFigure, name: str) -> dict[str, bytes]:
    """Make both kinds of picture, by file name."""
    return {f"{name}.{kind}": picture(figure, kind) for kind in ("png", "svg")}


def table(frame: pd.DataFrame) -> bytes:
    """Write a table of whose text a spreadsheet computes nothing; numbers stay numbers.

    An apostrophe stands before text that begins like a formula, and signs that cannot be seen are escapes.
    """
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
