"""Concentrations at any times, from the closed solution or from the differential equations."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import one_of, quoted
from pksim.errors import InputError
from pksim.kinetics import exact, ode
from pksim.kinetics.arrays import Array
from pksim.kinetics.checks import numbers
from pksim.kinetics.system import System

Solver: TypeAlias = Literal["exact", "ode"]


def concentration(
    system: System,
    times_h: ArrayLike,
    *,
    solver: Solver = "exact",
    out: Array | None = None,
    rtol: float = ode.DEFAULT_RTOL,
) -> Array:
    """Give the concentrations of a system; see `OneCompartment.concentration`.

    Parameters
    ----------
    system : System
        Model and inputs.
    times_h, solver, out, rtol
        As there.

    Returns
    -------
    array (times,) or (times, N)
        Concentration [mg/L].

    Raises
    ------
    pksim.errors.InputError
        When the solver is unknown, times are not finite, or ``out`` does not fit.
    """
    one_of(solver, "solver", get_args(Solver))
    times = numbers(times_h, "times_h", "h")
    shape = times.shape + system.shape
    if out is None:
        out = np.empty(shape)
    elif not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != np.float64:
        found = (out.shape, str(out.dtype)) if isinstance(out, np.ndarray) else quoted(out)
        msg = f"out is {found}; it must be an array of float64 with the shape {shape}."
        raise InputError(msg)
    view = out[slice(None) if times.ndim else None, slice(None) if system.shape else None]
    ordered, back = _in_order(np.atleast_1d(times))
    solved = view if back is None else np.empty((ordered.size, system.subjects))
    if solver == "exact":
        exact.solve(system, ordered, solved)
    else:
        ode.solve(system, ordered, solved, rtol=rtol)
    if back is not None:
        view[...] = solved[back]
    return out


def _in_order(times: Array) -> tuple[Array, NDArray[np.intp] | None]:
    """Sort times if they need it; the second value takes the rows back to the order asked for."""
    if times.size < 2 or (np.diff(times) > 0).all():
        return times, None
    ordered, back = np.unique(times, return_inverse=True)
    return ordered, back
