"""Where to start: the best of many pairs of rates, on the scale of the data themselves."""

from __future__ import annotations

import numpy as np

from pksim.kinetics.arrays import Array
from pksim.study.fits.curve import CL, KA, KE, LAG, PARAMETERS, SIGMA
from pksim.study.fits.problem import Problem, loss

_RATES = 14
_STARTS = 6
_LAGS = (0.2, 0.6, 0.95)
_SLOWEST, _FASTEST, _NEVER, _AT_ONCE = 0.05, 8.0, 1e-6, 1e4
"""Of the longest and the shortest time between a dose and a sample, the reciprocal."""


def starts(problem: Problem, *, absorption_is_faster: bool) -> tuple[Problem, Array]:
    """Choose several starts for each fit.

    Parameters
    ----------
    problem : Problem
        The fits, without anything known before.
    absorption_is_faster : bool
        Whether to look only where ka is above ke.

    Returns
    -------
    problem : Problem
        Each fit as often as it has starts, one fit after the other.
    parameters : array (starts, 8)
        The starts.

    Notes
    -----
    The concentrations are proportional to 1/CL, so that the best CL for given rates has a closed form, and a grid of
    pairs of rates costs one evaluation. The best pair for each of several absorption rates is a start.
    """
    fits = len(problem.times_h)
    pairs, lags = _grid(problem, absorption_is_faster)
    rows = np.repeat(np.arange(fits), pairs.shape[1])
    tried = np.zeros((rows.size, PARAMETERS))
    tried[:, KA], tried[:, KE] = pairs[..., KA].ravel(), pairs[..., KE].ravel()
    tried[:, LAG] = lags.ravel()
    many = problem.take(rows)
    tried[:, CL], tried[:, SIGMA] = _scale(many, tried)
    value = loss(many, tried).value.reshape(fits, -1)
    chosen = _best_of_each(value, pairs[..., KA], lags)
    picked = (np.arange(fits)[:, None] * pairs.shape[1] + chosen).ravel()
    return many.take(picked), tried[picked]


def _grid(problem: Problem, absorption_is_faster: bool) -> tuple[Array, Array]:
    """List pairs (fits, pairs, 2) of the logarithms of ka and ke, and of the lag (fits, pairs)."""
    first, last = first_and_last_h(problem)
    place = np.linspace(0.0, 1.0, _RATES)
    slow, fast = np.log(_SLOWEST / last), np.log(_FASTEST / first)
    rates = slow[:, None] + place * (fast - slow)[:, None]
    ka, ke = (each.ravel() for each in np.meshgrid(np.arange(_RATES), np.arange(_RATES), indexing="ij"))
    kept = ka > ke if absorption_is_faster else ka != ke
    pairs = np.stack([rates[:, ka[kept]], rates[:, ke[kept]]], axis=-1)
    if not problem.with_lag:
        return pairs, np.zeros(pairs.shape[:2])
    lags = np.log(np.array(_LAGS) * first[:, None])
    return np.tile(pairs, (1, len(_LAGS), 1)), np.repeat(lags, pairs.shape[1], axis=1)


def first_and_last_h(problem: Problem) -> tuple[Array, Array]:
    """Give the shortest and the longest time between a dose and a sample [h]."""
    since = np.where((problem.doses.amount > 0) & (problem.weight > 0)[..., None], problem.doses.since_h, 0.0)
    since = np.where(since > 0, since, np.nan).reshape(len(since), -1)
    return np.nanmin(since, axis=1), np.nanmax(since, axis=1)


def at_once(problem: Problem) -> Array:
    """Give the logarithm of a rate so fast that all is over long before the first sample."""
    return np.asarray(np.log(_AT_ONCE / first_and_last_h(problem)[0]))


def within_sight(problem: Problem, parameters: Array) -> Array:
    """Bring rates back that are so fast, or so slow, that the samples cannot tell: the curve stays the same."""
    last, kept = first_and_last_h(problem)[1], parameters.copy()
    kept[:, [KA, KE]] = np.minimum(kept[:, [KA, KE]], at_once(problem)[:, None])
    slow = kept[:, [KA, KE]].min(axis=1)
    up = np.maximum(np.log(_NEVER / last) - slow, 0.0)
    for place in (KA, KE):
        kept[:, place] += np.where(parameters[:, place] <= slow, up, 0.0)
    kept[:, CL] += up
    return kept


def _scale(problem: Problem, tried: Array) -> tuple[Array, Array]:
    """Give the logarithms of the best CL and of the spread around it, as if what is below a limit were at it."""
    with np.errstate(all="ignore"):
        shape = problem.model(tried)[0]
        weight = np.where(np.isfinite(shape), problem.weight, 0.0)
        shape = np.where(weight > 0, shape, 0.0)
        if problem.in_logs:
            log_scale = (weight * (problem.measured - shape)).sum(axis=1) / weight.sum(axis=1)
            off = problem.measured - shape - log_scale[:, None]
        else:
            scale = (weight * problem.measured * shape).sum(axis=1) / (weight * shape * shape).sum(axis=1)
            off, log_scale = problem.measured - shape * scale[:, None], np.log(scale)
        spread = 0.5 * np.log((weight * off * off).sum(axis=1) / (weight > 0).sum(axis=1))
    return -np.nan_to_num(log_scale, posinf=0.0, neginf=0.0), np.nan_to_num(spread, posinf=0.0, neginf=0.0)


def _best_of_each(value: Array, log_ka: Array, lags: Array) -> Array:
    """Give the places of the best pair of each absorption rate, for the best of these."""
    # The grid of one fit is another's but for scale, so that its first row says which pairs share a rate.
    groups = np.unique(np.stack([log_ka[0], lags[0]]), axis=1, return_inverse=True)[1].ravel()
    best = np.stack(
        [np.where(groups == each, value, np.inf).argmin(axis=1) for each in range(groups.max() + 1)], axis=1
    )
    found = np.take_along_axis(value, best, axis=1)
    order = np.argsort(found, axis=1)[:, :_STARTS]
    return np.take_along_axis(best, order, axis=1)
