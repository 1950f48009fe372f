"""Read numbers, or say what is wrong with them."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.errors import InputError
from pksim.kinetics.arrays import Array


def keep(frozen: object, checked: dict[str, Array]) -> None:
    """Replace what a frozen object was given by what was read: floats, or arrays (N,)."""
    for name, value in checked.items():
        object.__setattr__(frozen, name, value if value.ndim else float(value))


def numbers(value: ArrayLike, name: str, unit: str) -> Array:
    """Read a scalar or a one-dimensional array of finite numbers, or say what is wrong with it."""
    if type(value) is float and math.isfinite(value):
        return np.array(value)
    try:
        read = np.asarray(value)
    except ValueError:
        read = np.array(None)
    if read.dtype.kind not in "iuf" and not all(isinstance(each, Real) for each in read.ravel().tolist()):
        msg = f"{name} is {value!r}; it must be a number or an array of numbers [{unit}]."
        raise InputError(msg)
    try:
        read = read.astype(np.float64)
    except OverflowError:
        read = np.array(np.inf)
    if read.ndim > 1:
        msg = f"{name} has the shape {read.shape}; it must be a scalar or one number a subject, (N,)."
        raise InputError(msg)
    return _require(read, np.isfinite(read), name, unit, "be finite")


def positive(value: ArrayLike, name: str, unit: str) -> Array:
    """Read numbers above 0."""
    read = numbers(value, name, unit)
    return _require(read, read > 0, name, unit, "be above 0")


def not_negative(value: ArrayLike, name: str, unit: str) -> Array:
    """Read numbers of 0 or more."""
    read = numbers(value, name, unit)
    return _require(read, read >= 0, name, unit, "be 0 or more")


def fraction(value: ArrayLike, name: str) -> Array:
    """Read numbers above 0 and at most 1."""
    read = numbers(value, name, "1")
    return _require(read, (read > 0) & (read <= 1), name, "", "be above 0 and at most 1")


def _require(read: Array, good: NDArray[np.bool_], name: str, unit: str, rule: str) -> Array:
    if bool(good) if read.ndim == 0 else good.all():
        return read
    if read.ndim == 0:
        msg = f"{name} is {read:g} {unit}".rstrip() + f"; it must {rule}."
    else:
        at = int(np.argmin(good))
        msg = f"{name}[{at}] is {read[at]:g} {unit}".rstrip() + f"; every value must {rule}."
    raise InputError(msg)
