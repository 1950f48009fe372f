"""The least loss of many fits at once: the method of scoring, damped as by Levenberg and Marquardt."""

from __future__ import annotations

import numpy as np

from pksim.kinetics.arrays import Array
from pksim.study.fits.problem import Problem, Soft, loss

_MOST_ROUNDS = 100
_CLOSE, _FLAT = 1e-9, 1e-13
_LONGEST = 2.0
"""No step changes a parameter by more than a factor of e^2."""
_DAMPED, _FREER, _STIFFER, _FREEST, _STIFFEST = 1e-3, 0.2, 5.0, 1e-12, 1e12


def minimise(problem: Problem, parameters: Array, pin: Soft | None = None, *, flat: float = _FLAT) -> Array:
    """Go down from a start in every fit.

    Parameters
    ----------
    problem : Problem
        The fits.
    parameters : array (fits, 8)
        Where to start.
    pin : Soft, optional
        What holds quantities in place.
    flat : float, optional
        Relative gain of a step that ends it.

    Returns
    -------
    array (fits, 8)
        Where each got: no step from there makes the loss noticeably less.
    """
    found, todo = parameters.copy(), np.arange(len(parameters))
    damping = np.full(len(parameters), _DAMPED)
    here, at, held = problem, found, pin
    now = loss(here, at, held)
    for _ in range(_MOST_ROUNDS):
        step = _step(now.slope, now.bend, damping)
        tried = at.copy()
        tried[:, problem.free] += step
        then = loss(here, tried, held)
        better = (then.pinned <= now.pinned) & np.isfinite(then.pinned)
        with np.errstate(invalid="ignore"):  # where neither can be computed
            gained = np.where(better, now.pinned - then.pinned, np.inf)
        at = np.where(better[:, None], tried, at)
        damping = np.where(better, np.maximum(damping * _FREER, _FREEST), damping * _STIFFER)
        found[todo] = at
        small = np.abs(step).max(axis=1) < max(_CLOSE, flat)
        done = small | (better & (gained < flat * (1.0 + np.abs(now.pinned)))) | (damping > _STIFFEST)
        if done.all():
            break
        left = np.flatnonzero(~done)
        slope = np.where(better[:, None], then.slope, now.slope)
        bend = np.where(better[:, None, None], then.bend, now.bend)
        value, pinned = np.where(better, then.value, now.value), np.where(better, then.pinned, now.pinned)
        now = type(now)(value[left], pinned[left], slope[left], bend[left])
        if len(left) < len(todo):
            here, at, damping = here.take(left), at[left], damping[left]
            held = None if held is None else held.take(left)
        todo = todo[left]
    return found


def _step(slope: Array, bend: Array, damping: Array) -> Array:
    """Solve for a step, with each parameter on the scale on which the loss bends alike."""
    good = np.isfinite(bend.sum(axis=(1, 2)) + slope.sum(axis=1))[:, None]
    bend = np.where(good[..., None], bend, 0.0)
    scale = np.sqrt(np.maximum(np.einsum("ijj->ij", bend), 0.0))
    scale = np.maximum(scale, 1e-8 * scale.max(axis=1, keepdims=True) + 1e-150)
    system = bend / scale[:, :, None] / scale[:, None, :] + damping[:, None, None] * np.eye(scale.shape[1])
    aim = np.where(good, -slope, 0.0) / scale
    step: Array = np.linalg.solve(system, aim[..., None])[..., 0] / scale
    return np.clip(step, -_LONGEST, _LONGEST)
