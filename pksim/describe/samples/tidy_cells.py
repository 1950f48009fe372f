"""Read the cells of a tidy table: subjects, times, doses, concentrations and what is below a limit."""

from __future__ import annotations

import math
import re
from typing import Any

from pksim.describe.samples.cells import is_missing, plain_number
from pksim.describe.samples.columns import Columns
from pksim.describe.words.units import concentration_unit, dose_factor
from pksim.errors import InputError

_BELOW = {"BLQ", "BLOQ", "BQL", "BLLOQ", "BLOD", "BLD", "<LLOQ", "<LOQ", "<LLQ", "<LOD"}
_YES, _NO = {"1", "1.0", "YES", "Y", "TRUE", "T", *_BELOW}, {"0", "0.0", "NO", "N", "FALSE", "F", ""}


def subject_name(cell: object) -> str:
    """Read the name of a subject."""
    if is_missing(cell):
        msg = "the subject is missing."
        raise InputError(msg)
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()


def amount_of(cell: object, columns: Columns) -> float:
    """Read a dose."""
    amount = plain_number(cell, columns.decimal)
    if amount < 0:
        msg = f"the dose is {amount:g}; it must not be negative."
        raise InputError(msg)
    return amount


def has_level(cells: dict[str, Any], columns: Columns) -> bool:
    """Say whether a row has a concentration, or a flag that it is below the limit."""
    return not is_missing(cells[columns.conc]) or (columns.below is not None and not is_missing(cells[columns.below]))


def measured_level(cells: dict[str, Any], columns: Columns) -> tuple[float, bool]:
    """Give a concentration, or the limit that it is below, and which of them it is."""
    cell, flagged, limit = cells[columns.conc], _flagged(cells, columns), _limit(cells, columns)
    unknown = math.nan if limit is None else limit
    text = re.sub(r"^<\s+", "<", cell.strip()) if isinstance(cell, str) else ""
    if text.upper() in _BELOW or (flagged and is_missing(cell)):
        return unknown, True
    level = plain_number(text.removeprefix("<") if text else cell, columns.decimal)
    if level < 0:
        msg = f"the concentration is {level:g}; it must not be negative."
        raise InputError(msg)
    if text.startswith("<"):
        return level, True
    if flagged:
        return (level or math.nan if limit is None else limit), True
    return (limit, True) if limit is not None and level < limit else (level, False)


def _flagged(cells: dict[str, Any], columns: Columns) -> bool:
    if columns.below is None:
        return False
    cell = cells[columns.below]
    flag = "" if is_missing(cell) else str(cell).strip().upper()
    if flag not in _YES | _NO:
        msg = f"whether it is below the limit is {cell!r} in column {columns.below!r}; it must be yes or no."
        raise InputError(msg)
    return flag in _YES


def _limit(cells: dict[str, Any], columns: Columns) -> float | None:
    cell = cells[columns.limit] if isinstance(columns.limit, str) else columns.limit
    if is_missing(cell):
        return None
    if (limit := plain_number(cell, columns.decimal)) <= 0:
        msg = f"the limit is {limit:g}; it must be above 0."
        raise InputError(msg)
    return limit


def is_same_unit(given: str, unit: str) -> bool:
    """Say whether two units of concentration, or of dose, are one."""
    try:
        if "/" not in unit or unit.endswith("/kg"):
            return dose_factor(given) == dose_factor(unit) and given.endswith("/kg") == unit.endswith("/kg")
        return concentration_unit(given) == concentration_unit(unit)
    except InputError:
        return False
