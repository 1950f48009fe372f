"""The posterior of fits with a prior: normal about its mode (Laplace), put right by importance sampling."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pksim.kinetics.arrays import Array
from pksim.kinetics.one_compartment import OneCompartment
from pksim.study.fits.curve import CL, KA, KE, PARAMETERS
from pksim.study.fits.problem import QUANTITIES, TMAX, VOLUME, Problem, loss, quantities

_DRAWS, _FREEDOM, _WIDER = 20_000, 5.0, 1.2
"""How many draws; those of a t distribution of so many degrees of freedom, and so much wider than the normal one."""
_STEP = 1e-4
_INTERVAL = (0.025, 0.975)


class Posterior(NamedTuple):
    """What is known after the samples.

    Attributes
    ----------
    parameters : array (fits, 8)
        Those of the means of the logarithms: of tmax, half-life and V/F, from which the rates follow.
    covariance : array (fits, 10, 10)
        Of the quantities.
    ends : array (fits, 10, 2)
        Their quantiles at 2.5 and 97.5 %.
    """

    parameters: Array
    covariance: Array
    ends: Array


def posterior(problem: Problem, mode: Array, *, faster: bool | None = None) -> Posterior:
    """Describe the posterior of each fit.

    Parameters
    ----------
    problem : Problem
        The fits, with what was known before.
    mode : array (fits, 8)
        Where each is most probable.
    faster : bool, optional
        Whether absorption is faster than elimination, if that is known.

    Returns
    -------
    Posterior

    Notes
    -----
    The normal distribution alone is too narrow by half where three samples hardly tell how much they scatter. So draws
    from a wider t distribution about the mode are weighed by the posterior over the density that they were drawn from;
    the same draws every time.
    """
    rows = [_of_one(problem.take(np.array([i])), mode[i : i + 1], faster) for i in range(len(mode))]
    return Posterior(*(np.stack(each) for each in zip(*rows, strict=True)))


def _of_one(problem: Problem, mode: Array, faster: bool | None) -> tuple[Array, Array, Array]:
    free, rng = problem.free, np.random.default_rng(0)
    root = np.linalg.cholesky(_laplace(problem, mode)) * _WIDER
    normal = rng.standard_normal((_DRAWS, free.size))
    away = normal / np.sqrt(rng.chisquare(_FREEDOM, _DRAWS) / _FREEDOM)[:, None]
    drawn = np.repeat(mode, _DRAWS, axis=0)
    drawn[:, free] += away @ root.T
    values, by = quantities(drawn)
    # What was known of tmax is a density of tmax, and ka was drawn in its place.
    log_weight = -0.5 * loss(problem.take(np.zeros(_DRAWS, dtype=np.intp)), drawn).value
    log_weight += np.log(np.abs(by[:, TMAX, KA])) + 0.5 * (_FREEDOM + free.size) * np.log1p(
        (away**2).sum(axis=1) / _FREEDOM
    )
    if faster is not None:
        log_weight[(drawn[:, KA] >= drawn[:, KE]) != faster] = -np.inf
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mean = weight @ values
    off = values - mean
    parameters = mean[:PARAMETERS].copy()
    model = OneCompartment.from_tmax(np.exp(mean[TMAX]), np.log(2.0) / np.exp(mean[KE]), np.exp(mean[VOLUME]))
    parameters[KA], parameters[CL] = np.log(model.ka_per_h), mean[VOLUME] + mean[KE]
    ends = np.stack([_quantiles(values[:, place], weight) for place in range(QUANTITIES)])
    return parameters, (off * weight[:, None]).T @ off, ends


def _quantiles(values: Array, weight: Array) -> Array:
    order = np.argsort(values)
    return np.interp(_INTERVAL, np.cumsum(weight[order]) - weight[order] / 2, values[order])


def _laplace(problem: Problem, mode: Array) -> Array:
    """Give the inverse of half the second derivatives of the loss, from differences of its gradient."""
    bend = np.empty((problem.free.size, problem.free.size))
    for j, place in enumerate(problem.free):
        ends = []
        for sign in (1.0, -1.0):
            moved = mode.copy()
            moved[:, place] += sign * _STEP
            ends.append(loss(problem, moved).slope[0])
        bend[j] = (ends[0] - ends[1]) / (2.0 * _STEP)
    bend = (bend + bend.T) / 2.0
    if np.linalg.eigvalsh(bend)[0] <= 0:
        bend = loss(problem, mode).bend[0]
    return np.linalg.inv(bend)
