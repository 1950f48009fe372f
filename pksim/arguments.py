"""Check what a public function is given, and say in one sentence what is wrong with it.

Numbers are finite real ones, from Python, NumPy or the standard library; a truth value, a duration and a text are none.
"""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from inspect import Parameter, signature
from numbers import Integral, Real
from typing import Any, TypeGuard, TypeVar

import numpy as np

from pksim.errors import InputError, did_you_mean

Kind = TypeVar("Kind")
_LONE = re.compile("[\ud800-\udfff]")
_LONGEST_WHOLE = 10**40


class _Brief(reprlib.Repr):
    """Write plain values as Python does, but short; of any other only the type."""

    def repr_int(self, x: int, level: int) -> str:
        if abs(x) < _LONGEST_WHOLE:
            return super().repr_int(x, level)
        return f"a whole number of about {x.bit_length() * math.log10(2):.0f} digits"

    def repr_instance(self, x: Any, level: int) -> str:
        if x is None or isinstance(x, (bool, float, complex, bytes, Decimal, np.generic)):
            return super().repr_instance(x, level)
        if isinstance(x, np.ndarray):
            return "an array"
        name = x.__name__ if isinstance(x, type) else type(x).__name__
        return f"the type {name}" if isinstance(x, type) else _one(name)


def _one(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOaeio' else 'a'} {name}"


_BRIEF = _Brief()
_BRIEF.maxstring = _BRIEF.maxother = 60
_BRIEF.maxlist = _BRIEF.maxtuple = _BRIEF.maxdict = 4


def quoted(value: object) -> str:
    """Quote a value in a message: text and numbers as they are, but short; an object by its type."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"{_BRIEF.repr_instance(value, 0)} of the shape {shape}"
    return _BRIEF.repr(value)


def is_number(value: object) -> bool:
    """Say whether a single value is a real number; truth values and NumPy's durations are none."""
    if type(value) in (int, float):
        return True
    return isinstance(value, (Real, Decimal)) and not isinstance(value, (bool, np.timedelta64))


def real_number(
    value: object,
    name: str,
    *,
    above: float | None = None,
    least: float | None = None,
    most: float | None = None,
    below: float | None = None,
    unit: str = "",
) -> float:
    """Read one finite number.

    Parameters
    ----------
    value : object
        What was given.
    name : str
        What it is, for the message.
    above, least, most, below : float, optional
        Its bounds; ``above`` and ``below`` are themselves out of them.
    unit : str, optional
        Unit of the bounds, for the message.

    Returns
    -------
    float

    Raises
    ------
    InputError
        When it is no such number.
    """
    read = finite(value)
    if read is not None and not (
        (above is not None and read <= above)
        or (least is not None and read < least)
        or (most is not None and read > most)
        or (below is not None and read >= below)
    ):
        return read
    kind = "" if read is not None else "a finite number "
    rule = f"{kind}{_bounds(above, least, most, below)} {unit}".strip().removeprefix("of ")
    msg = f"{name} is {quoted(value)}; it must be {rule}."
    raise InputError(msg)


def whole(value: object, name: str, least: int, most: int | None = None) -> int:
    """Read one whole number from ``least`` to ``most``, or raise InputError."""
    single = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if isinstance(single, Integral) and is_number(single):
        read = int(single)
        if least <= read and (most is None or read <= most):
            return read
    msg = f"{name} is {quoted(value)}; it must be a whole number {_bounds(None, least, most, None)}."
    raise InputError(msg)


def ascending(
    value: object, name: str, example: str, *, least: float | None = None, most: float | None = None, unit: str = ""
) -> tuple[float, float]:
    """Read two finite numbers within bounds of which the first is not the larger, or raise InputError."""
    pair = tuple(value) if isinstance(value, (tuple, list, np.ndarray)) else ()
    if len(pair) == 2:
        first, last = (
            real_number(each, f"{name}[{i}]", least=least, most=most, unit=unit) for i, each in enumerate(pair)
        )
        if first <= last:
            return first, last
    msg = f"{name} is {quoted(value)}; it must be two numbers, the smaller one first, such as {example}."
    raise InputError(msg)


def one_of(value: object, name: str, options: Iterable[str]) -> str:
    """Let one of some words pass, or raise InputError with the likeliest."""
    known = options if isinstance(options, tuple) else tuple(options)
    if isinstance(value, str) and value in known:
        return value
    msg = f"{name} is {quoted(value)}; {did_you_mean(value if isinstance(value, str) else '', known)}"
    raise InputError(msg)


def yes_or_no(value: object, name: str) -> bool:
    """Read True or False, of Python or NumPy, or raise InputError."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    msg = f"{name} is {quoted(value)}; it must be True or False."
    raise InputError(msg)


def instance(value: object, kind: type[Kind], name: str, example: str) -> Kind:
    """Let an object of a type pass, or raise InputError with an example of one."""
    if isinstance(value, kind):
        if isinstance(value, str) and _LONE.search(value):
            msg = f"{name} is {quoted(value)}; it holds half a character (a lone surrogate), which no file can hold."
            raise InputError(msg)
        return value
    what = "text" if kind is str else _one(kind.__name__)
    msg = f"{name} is {quoted(value)}; it must be {what}, such as {example}."
    raise InputError(msg)


def several(value: object, kind: type[Kind], name: str, example: str) -> tuple[Kind, ...]:
    """Read several objects of a type, or raise InputError with an example of one."""
    if not is_several(value):
        msg = f"{name} is {quoted(value)}; it must be several, each such as {example}."
        raise InputError(msg)
    return tuple(instance(each, kind, f"{name}[{i}]", example) for i, each in enumerate(value))


def check_keywords(said: Mapping[str, Any], known: type, function: Callable[..., Any]) -> None:
    """Refuse keywords that a function does not know."""
    for name in said:
        if name not in known.__annotations__:
            own = [each.name for each in signature(function).parameters.values() if each.kind != Parameter.VAR_KEYWORD]
            every = [*own, *known.__annotations__]
            msg = f"{function.__name__} has no argument {name!r}; {did_you_mean(name, every)}"
            raise InputError(msg)


def is_several(value: object) -> TypeGuard[Iterable[Any]]:
    """Say whether a value holds several; a text does not, nor does an array of no dimensions."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes)) and getattr(value, "shape", None) != ()


def finite(value: object) -> float | None:
    """Read one finite number; None for anything else."""
    single = value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if not is_number(single):
        return None
    try:
        read = float(single)  # type: ignore[arg-type]
    except (OverflowError, ValueError):  # 10**400; Decimal("sNaN")
        return None
    return read if math.isfinite(read) else None


def _bounds(above: float | None, least: float | None, most: float | None, below: float | None) -> str:
    if least is not None and most is not None:
        return f"from {least:.9g} to {most:.9g}"
    told = {"above {:.9g}": above, "of {:.9g} or more": least, "at most {:.9g}": most, "below {:.9g}": below}
    return " and ".join(words.format(bound) for words, bound in told.items() if bound is not None)
