"""The same problem given to `scipy.integrate.solve_ivp`, as an independent check of the exact solution."""

from __future__ import annotations

import numpy as np

from pksim.arguments import real_number
from pksim.kinetics.arrays import Array
from pksim.kinetics.system import INTO_BLOOD, System

DEFAULT_RTOL = 1e-10
_ATOL_SHARE = 1e-3
_TOO_SHORT_H = 1e-10
"""Spans too short for an adaptive integrator, over which a single Euler step is exact to rounding."""


def derivative(state: Array, ka_per_h: Array, ke_per_h: float, rates: Array) -> Array:
    r"""Right-hand side of the model's differential equations.

    Parameters
    ----------
    state : array (1 + depots,)
        Blood first, then each gut [mg/L].
    ka_per_h : array (depots,)
        Absorption rate constants [1/h].
    ke_per_h : float
        Elimination rate constant [1/h].
    rates : array (1 + depots,)
        What is being released into each [mg/L/h].

    Returns
    -------
    array (1 + depots,)
        :math:`\dot C = \sum k_a G - k_e C + r_C` and :math:`\dot G = r_G - k_a G` [mg/L/h].
    """
    absorbed = ka_per_h * state[1:]
    change = rates.copy()
    change[0] += absorbed.sum() - ke_per_h * state[0]
    change[1:] -= absorbed
    return change


def solve(system: System, times_h: Array, out: Array, *, rtol: float = DEFAULT_RTOL) -> None:
    """Fill ``out`` with concentrations integrated numerically, subject by subject.

    Parameters
    ----------
    system : System
        Model and inputs.
    times_h : array (times,)
        Strictly increasing times [h].
    out : array (times, n)
        Where the concentrations [mg/L] go.
    rtol : float, optional
        Relative tolerance, from 1e-13 to 1e-2; the absolute one is a thousandth of it, times the dose over the volume.

    Raises
    ------
    pksim.errors.InputError
        When the tolerance is out of its domain.
    RuntimeError
        When the integrator gives up.

    Notes
    -----
    An adaptive integrator that starts in a calm stretch makes its steps long and can leap over a short input
    without a trace. So it is stopped and started again at every instant at which an input starts or ends.
    """
    rtol = real_number(rtol, "rtol", least=1e-13, most=1e-2)
    for i in range(system.subjects):
        _solve_subject(system.part(i, i + 1), times_h, out[:, i], rtol)


def _solve_subject(one: System, times_h: Array, out: Array, rtol: float) -> None:
    from scipy.integrate import solve_ivp  # slow to import, and the closed solution does without

    out[:] = 0.0
    if not len(one.depot) or not len(times_h):
        return
    start, end = one.start_h.rounded[:, 0], one.end_h.rounded[:, 0]
    dose, lasts = one.dose_mg_l[:, 0], end > start
    place = np.where(one.depot == INTO_BLOOD, 0, one.depot + 1)
    ka, ke = one.ka_per_h[:, 0], float(one.ke_per_h[0])
    state = np.zeros(1 + len(ka))
    events = np.unique(np.concatenate([start, end]))
    for begin, stop in zip(events, [*events[1:], max(times_h[-1], events[-1])], strict=True):
        np.add.at(state, place, np.where((start == begin) & ~lasts, dose, 0.0))
        rates = np.zeros_like(state)
        going = lasts & (start <= begin) & (end > begin)
        np.add.at(rates, place[going], dose[going] / one.duration_h[going, 0])
        is_last = begin == events[-1]
        rows = np.flatnonzero((times_h >= begin) & ((times_h < stop) | is_last))
        asked = np.union1d(times_h[rows], stop)
        if stop - begin < _TOO_SHORT_H:
            out[rows] = state[0]
            state = state + derivative(state, ka, ke, rates) * (stop - begin)
        else:
            solution = solve_ivp(
                lambda _, y, rates=rates: derivative(y, ka, ke, rates),
                (begin, stop),
                state,
                method="LSODA",
                t_eval=asked,
                rtol=rtol,
                atol=rtol * _ATOL_SHARE * dose.sum(),
            )
            if not solution.success:
                msg = f"solve_ivp stopped between {begin:g} h and {stop:g} h: {solution.message}"
                raise RuntimeError(msg)
            out[rows] = solution.y[0, : len(rows)]
            state = solution.y[:, -1]
