"""Whether the samples have a shape that one compartment does not have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import chdtrc, fdtrc

from pksim.kinetics.arrays import Array
from pksim.study.fits.curve import KE, SIGMA
from pksim.study.fits.problem import Problem

_SLOWER = float(np.log(4.0))


def slower_phase(problem: Problem, parameters: Array) -> Array:
    """Test whether a second, slower phase is missing from each fit.

    Parameters
    ----------
    problem : Problem
        The fits.
    parameters : array (fits, 8)
        Their best parameters.

    Returns
    -------
    array (fits,)
        The chance of such residuals if none is missing; 1 where too few samples are left to say.

    Notes
    -----
    A score test against a second compartment: a little of a curve whose elimination is four times slower is added to
    the model, which is linear about its best parameters, and the gain is held against the F distribution. Only more of
    it in the end counts as a second phase. Samples below the limit are left out.
    """
    free = [place for place in problem.free if place != SIGMA]
    compared, gradient = problem.model(parameters)
    slow = parameters.copy()
    slow[:, KE] -= _SLOWER
    plain = replace(problem, in_logs=False)
    with np.errstate(all="ignore"):
        added = plain.model(slow)[0] / (np.exp(compared) if problem.in_logs else 1.0)
    chances = np.ones(len(parameters))
    for i, weight in enumerate(np.sqrt(problem.weight) * (problem.censored == 0)):
        at = weight > 0
        rest = int(at.sum()) - len(free) - 1
        if rest < 1:
            continue
        off = (problem.measured[i] - compared[i])[at] * weight[at]
        known = gradient[i][at][:, free] * weight[at, None]
        direction = added[i][at] * weight[at]
        basis = np.linalg.svd(known / np.maximum(np.abs(known).max(axis=0), 1e-300), full_matrices=False)
        kept = basis[0][:, basis[1] > 1e-9 * basis[1].max()]
        direction = direction - kept @ (kept.T @ direction)
        off = off - kept @ (kept.T @ off)
        along = float(direction @ off) / max(float(np.sqrt(direction @ direction)), 1e-300)
        left = float(off @ off) - along**2
        if along > 0:
            chances[i] = float(fdtrc(1.0, rest, along**2 / max(left, 1e-300) * rest)) / 2.0
    return chances


def together(chances: Array) -> float:
    """Join the chances of several fits (Fisher)."""
    return float(chdtrc(2.0 * len(chances), -2.0 * np.log(np.maximum(chances, 1e-300)).sum()))
