"""Tables of measurements, cell by cell, with every mistake kept until the end."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pksim.arguments import finite, quoted
from pksim.describe.words.records import as_path, read_text
from pksim.errors import InputError, did_you_mean

Kind = TypeVar("Kind")
_SEPARATORS = ",;\t"
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MOST = 1e90
_MISSING = {"", ".", "NA", "N/A", "NAN", "NONE", "<NA>", "NOT DONE"}


class TidyTable(NamedTuple):
    """A table as it was given.

    Attributes
    ----------
    name : str
        The file, for messages.
    columns : tuple of str
        Their names.
    rows : list of (str, dict of str to object)
        Where in it each is, such as ``line 3``, and its cells by column.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[str, dict[str, Any]]]

    def require(self, columns: Mapping[str, object]) -> None:
        """Raise unless all columns are there that some keywords name; None names none."""
        missing = [
            f"{self.name}: there is no column {quoted(name)} for {keyword}; {did_you_mean(str(name), self.columns)} "
            f"Say {keyword}=...{', or say subject=None for a single one.' if keyword == 'subject' else ''}"
            for keyword, name in columns.items()
            if name is not None and name not in self.columns
        ]
        if missing:
            raise InputError("\n".join(missing))


class Mistakes:
    """What is wrong with tables, raised together."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, text: str, where: str, column: str | None = None) -> None:
        """Note what is wrong, in which line and column."""
        self._found.append(f"{where}: {text}" if column is None else f"{where}, column {column!r}: {text}")

    def read(self, read: Callable[[Any], Kind], cell: object, where: str, column: str) -> Kind | None:
        """Read a cell, or note what is wrong with it and give None."""
        try:
            return read(cell)
        except InputError as error:
            self.add(str(error), where, column)
            return None

    def done(self) -> None:
        """Raise them, if there are any."""
        if self._found:
            raise InputError("\n".join(self._found))


def table_of(given: object, name: str) -> TidyTable:
    """Read a table from a DataFrame, or from a file with commas, semicolons or tabs between its cells."""
    if hasattr(given, "to_dict") and hasattr(given, "columns"):
        return _of_frame(given, name)
    if not isinstance(given, (str, Path)):
        msg = f"{name} is {quoted(given)}; it must be a DataFrame, or the path of a CSV file."
        raise InputError(msg)
    return _of_file(given)


def _of_frame(frame: Any, name: str) -> TidyTable:
    columns = tuple(map(str, frame.columns))
    _refuse_twice(columns, name)
    values = zip(*(frame.iloc[:, i].tolist() for i in range(len(columns))), strict=True)
    rows = [
        (f"row {label}", dict(zip(columns, cells, strict=True)))
        for label, cells in zip(frame.index, values, strict=True)
    ]
    if not rows:
        msg = f"{name} has no rows."
        raise InputError(msg)
    return TidyTable(name, columns, rows)


def _of_file(path: str | Path) -> TidyTable:
    name, text = as_path(path).name, read_text(path, "a CSV file")
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        msg = f"{name}, line {reader.line_num + 1}: this is no CSV: {error}."
        raise InputError(msg) from None
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if len(lines) < 2:
        msg = f"{name}: there are no samples in it; the first line names the columns, and a line follows for each."
        raise InputError(msg)
    columns = tuple(lines[0][1])
    _refuse_twice(columns, name)
    mistakes = Mistakes()
    for number, cells in lines[1:]:
        if any(cells[len(columns) :]):
            text = f"there are {len(cells)} cells for {len(columns)} columns; is it a decimal comma? Write 0.5."
            mistakes.add(text, f"{name}, line {number}")
    mistakes.done()
    rows = [(f"line {n}", dict(zip_longest(columns, cells[: len(columns)], fillvalue=""))) for n, cells in lines[1:]]
    return TidyTable(name, columns, rows)


def _refuse_twice(columns: Iterable[str], name: str) -> None:
    listed = [each for each in columns if each]
    if twice := [each for each in dict.fromkeys(listed) if listed.count(each) > 1]:
        msg = f"{name}: the column {' and '.join(map(repr, twice))} is there more than once."
        raise InputError(msg)


def is_missing(cell: object) -> bool:
    """Say whether a cell holds nothing: empty, a full stop, NA, NOT DONE, or not a number."""
    if isinstance(cell, str):
        return cell.strip().upper() in _MISSING
    return cell is None or (isinstance(cell, float) and math.isnan(cell)) or str(cell) in ("<NA>", "NaT")


def plain_number(cell: object, decimal: str = ".") -> float:
    """Read a finite number, or raise InputError with what is wrong with it but not where."""
    if not isinstance(cell, str):
        read = finite(cell)
    else:
        text = cell.strip()
        if decimal == "." and _DECIMAL_COMMA.fullmatch(text):
            msg = f"{text!r} has a decimal comma; write {text.replace(',', '.')}, or say decimal=','."
            raise InputError(msg)
        plain = _NUMBER.fullmatch(text.replace(decimal, "."))
        read = finite(float(plain[0])) if plain else None
    if read is None or abs(read) > _MOST:
        msg = f"{quoted(cell)} is no number, or one beyond all measure."
        raise InputError(msg)
    return read
