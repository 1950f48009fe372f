"""Concentrations at any times, from the closed solution or from the differential equations."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import quoted
from pksim.errors import InputError
from pksim.kinetics import exact, ode
from pksim.kinetics.arrays import Array
from pksim.kinetics.checks import MOST, numbers
from pksim.kinetics.superposition import MOST_TERMS, OnePerson
from pksim.kinetics.system import System

Solver: TypeAlias = Literal["exact", "ode"]
SOLVERS = get_args(Solver)


def concentration(
    problem: System | OnePerson,
    times_h: ArrayLike,
    *,
    solver: Solver = "exact",
    out: Array | None = None,
    rtol: float = ode.DEFAULT_RTOL,
) -> Array:
    """Give the concentrations of a system, or exactly those of one person; see `OneCompartment.concentration`.

    Parameters
    ----------
    problem : System or OnePerson
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
        When times are not finite, or ``out`` does not fit.
    """
    times = read_times(times_h)
    if isinstance(problem, OnePerson) and times.size * problem.inputs > MOST_TERMS:
        problem = problem.system()
    shape = times.shape + problem.shape
    if out is not None and (not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != np.float64):
        found = (out.shape, str(out.dtype)) if isinstance(out, np.ndarray) else quoted(out)
        msg = f"out is {found}; it must be an array of float64 with the shape {shape}."
        raise InputError(msg)
    if isinstance(problem, OnePerson):
        level = problem.concentration(times if shape else times.reshape(1))
        if out is None:
            return level if shape else level.reshape(shape)
        out[...] = level if shape else level[0]
        return out
    out = np.empty(shape) if out is None else out
    view = out[slice(None) if times.ndim else None, slice(None) if problem.shape else None]
    ordered, back = _in_order(np.atleast_1d(times))
    solved = view if back is None else np.empty((ordered.size, problem.subjects))
    if solver == "exact":
        exact.solve(problem, ordered, solved)
    else:
        ode.solve(problem, ordered, solved, rtol=rtol)
    if back is not None:
        view[...] = solved[back]
    return out


def read_times(times_h: ArrayLike) -> Array:
    """Read times [h], or say what is wrong with them."""
    if isinstance(times_h, np.ndarray) and times_h.dtype == np.float64 and times_h.ndim == 1:
        usual: Array = times_h
        # No time is beyond what the sum of all squares allows; nor is any infinite or none.
        if type(usual) is np.ndarray and usual.dot(usual) <= MOST * MOST:
            return usual
    return numbers(times_h, "times_h", "h")


def _in_order(times: Array) -> tuple[Array, NDArray[np.intp] | None]:
    """Sort times if they need it; the second value takes the rows back to the order asked for."""
    if times.size < 2 or (np.diff(times) > 0).all():
        return times, None
    ordered, back = np.unique(times, return_inverse=True)
    return ordered, back
