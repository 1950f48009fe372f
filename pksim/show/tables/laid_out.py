"""How every table for the terminal looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.markup import escape as plain
from rich.table import Table

LINE = 76


def lay_out(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table for the terminal."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        min_width=min(len(title), LINE),
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(plain, row))
    return table
