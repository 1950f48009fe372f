"""Event tables as lines of labelled cells: comments, the header, blanks or commas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pksim.arguments import quoted, several
from pksim.describe.samples.cells import Mistakes
from pksim.describe.words.records import as_path, read_text
from pksim.errors import InputError

_LABEL = re.compile(r"[A-Za-z_][\w.]*")
_CELLS = re.compile(r"[ \t]*,[ \t]*|[ \t]+")


@dataclass(frozen=True)
class Line:
    """One record of an event table.

    Attributes
    ----------
    where : str
        The file and the line, for messages.
    number : int
        Which line.
    cells : dict of str to str
        What stands in it by label; a full stop and an empty cell are both ``""``.
    """

    where: str
    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class EventLines:
    """The lines of an event table.

    Attributes
    ----------
    name : str
        The file.
    labels : tuple of str
        Labels of the columns, in capitals.
    lines : list of Line
        The records.
    comments : list of int
        Lines that were left out as comments.
    """

    name: str
    labels: tuple[str, ...]
    lines: list[Line]
    comments: list[int]


def event_lines(path: str | Path, ignore: str, columns: Sequence[str] | None) -> EventLines:
    """Read the lines of an event table.

    Parameters
    ----------
    path : str or Path
        The file.
    ignore : str
        The first character of comments, or ``@`` for any letter.
    columns : sequence of str or None
        Labels of the columns; by default those of the header.

    Returns
    -------
    EventLines

    Raises
    ------
    InputError
        When there is no header, or lines have more cells than it.
    """
    if not isinstance(ignore, str) or len(ignore) != 1:
        msg = f"ignore is {quoted(ignore)}; it must be one character, such as 'C', '#' or '@'."
        raise InputError(msg)
    name, text = as_path(path).name, read_text(path, "an event table")
    listed = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    labels = None
    if columns is not None:
        labels = tuple(each.upper() for each in several(columns, str, "columns", "'TIME'"))
    lines: list[Line] = []
    comments, mistakes = [], Mistakes()
    for number, line in listed:
        names = _names(line) if not lines else None
        if names is not None and (labels is None or columns is not None):
            labels = names if columns is None else labels
        elif _is_comment(line, ignore):
            comments.append(number)
        elif labels is None:
            break
        else:
            lines.append(_line(name, number, line, labels, mistakes))
    if labels is None:
        msg = f"{name}: no line of names stands at its top; say columns=('ID', 'TIME', ...), as $INPUT does."
        raise InputError(msg)
    mistakes.done()
    return EventLines(name, labels, lines, comments)


def _names(line: str) -> tuple[str, ...] | None:
    """Give the labels that a line holds, also behind # or @; None where it holds no labels, or none that is known."""
    names = tuple(cell.strip("\"'").upper() for cell in _split(line.strip().lstrip("#@")))
    return names if all(map(_LABEL.fullmatch, names)) and {"TIME", "DV", "AMT"} & {*names} else None


def _is_comment(line: str, ignore: str) -> bool:
    first = line.lstrip()[0]
    return first == "@" or first.isalpha() if ignore == "@" else line[0] == ignore


def _split(line: str) -> list[str]:
    return _CELLS.split(line.strip(" \t\r"))


def _line(name: str, number: int, line: str, labels: tuple[str, ...], mistakes: Mistakes) -> Line:
    where, cells = f"{name}, line {number}", [cell.strip("\"'") for cell in _split(line)]
    if any(cells[len(labels) :]):
        mistakes.add(f"there are {len(cells)} cells for {len(labels)} columns; is it a decimal comma?", where)
    filled = ["" if cell == "." else cell for cell in cells] + [""] * len(labels)
    return Line(where, number, dict(zip(labels, filled, strict=False)))
