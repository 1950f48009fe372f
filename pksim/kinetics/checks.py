"""Read numbers, or say what is wrong with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import is_number, quoted
from pksim.errors import InputError
from pksim.kinetics.arrays import Array

_LEAST, MOST = 1e-150, 1e90
"""Within these, neither a concentration nor, after a dose of a `Dose`, an area leaves what a computer holds."""


def keep(frozen: object, checked: dict[str, Array]) -> None:
    """Replace what a frozen object was given by what was read: floats, or arrays (N,)."""
    for name, value in checked.items():
        object.__setattr__(frozen, name, value if value.ndim else float(value))


def numbers(value: ArrayLike, name: str, unit: str) -> Array:
    """Read a scalar or a one-dimensional array of finite numbers, or say what is wrong with it."""
    if type(value) is float and abs(value) <= MOST:
        return np.array(value)
    if np.ma.is_masked(value):
        msg = f"{name} has masked values; fill them, or leave them out with .compressed()."
        raise InputError(msg)
    # NumPy makes 1.0 of a truth value that stands in a list beside a number; as objects they stay what they are.
    read = np.asarray(value) if hasattr(value, "__array__") else np.array(value, dtype=object)
    if read.dtype.kind not in "iuf" and not (read.dtype.kind == "O" and all(map(is_number, read.ravel()))):
        msg = f"{name} is {quoted(value)}; it must be a number or an array of numbers [{unit}]."
        raise InputError(msg)
    try:
        with np.errstate(over="ignore"):
            read = read.astype(np.float64)
    except (OverflowError, ValueError):  # 10**400; Decimal("sNaN")
        read = np.array(np.inf)
    if read.ndim > 1:
        msg = f"{name} has the shape {read.shape}; it must be a scalar or one number a subject, (N,)."
        raise InputError(msg)
    read = _require(read, np.isfinite(read), name, unit, "be finite")
    return _require(read, np.abs(read) <= MOST, name, unit, f"be from {-MOST:g} to {MOST:g}")


def positive(value: ArrayLike, name: str, unit: str) -> Array:
    """Read numbers above 0."""
    read = numbers(value, name, unit)
    read = _require(read, read > 0, name, unit, "be above 0")
    return _require(read, read >= _LEAST, name, unit, f"be at least {_LEAST:g}")


def not_negative(value: ArrayLike, name: str, unit: str) -> Array:
    """Read numbers of 0 or more."""
    read = numbers(value, name, unit)
    return _require(read, read >= 0, name, unit, "be 0 or more")


def fraction(value: ArrayLike, name: str) -> Array:
    """Read numbers above 0 and at most 1."""
    read = numbers(value, name, "1")
    read = _require(read, (read > 0) & (read <= 1), name, "", "be above 0 and at most 1")
    return _require(read, read >= _LEAST, name, "", f"be at least {_LEAST:g}")


def _require(read: Array, good: NDArray[np.bool_], name: str, unit: str, rule: str) -> Array:
    if bool(good) if read.ndim == 0 else good.all():
        return read
    if read.ndim == 0:
        msg = f"{name} is {read:g} {unit}".rstrip() + f"; it must {rule}."
    else:
        at = int(np.argmin(good))
        msg = f"{name}[{at}] is {read[at]:g} {unit}".rstrip() + f"; every value must {rule}."
    raise InputError(msg)
