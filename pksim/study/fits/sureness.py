"""How sure the estimates of a fit are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from pksim.kinetics.arrays import Array
from pksim.study.fits.curve import KA, KE, SIGMA
from pksim.study.fits.minimum import minimise
from pksim.study.fits.posterior import posterior
from pksim.study.fits.problem import QUANTITIES, TMAX, VOLUME, Problem, loss, quantities
from pksim.study.fits.profiles import covariances, excess_allowed, held, profile_ends
from pksim.study.fits.starts import at_once, first_and_last_h

NORMAL = 1.959963984540054
"""Quantile of the standard normal distribution at 97.5 %."""
_FASTER, _NO_WORSE, _UNSURE, _OVER = 3.0, 1e-3, 1.0, 1.0


@dataclass(frozen=True, eq=False)
class Sureness:
    """How sure estimates are.

    Attributes
    ----------
    covariance : array (fits, 10, 10)
        Of the quantities, the parameters before the others.
    ends : array (fits, 10, 2)
        Ends of their 95 % intervals; infinite where there is none, not-a-number where none were asked for.
    boundless : array of bool (fits,)
        Where any faster absorption fits as well.
    alike : array of bool (fits,)
        Where ka and ke may be equal; there the intervals end, for beyond lies the other solution.
    asked : bool
        Whether intervals were.
    """

    covariance: Array
    ends: Array
    boundless: NDArray[np.bool_]
    alike: NDArray[np.bool_]
    asked: bool

    def take(self, rows: NDArray[np.intp]) -> Sureness:
        """Give that of some of the fits."""
        return Sureness(self.covariance[rows], self.ends[rows], self.boundless[rows], self.alike[rows], self.asked)

    @property
    def errors(self) -> Array:
        """Standard errors of the quantities, (fits, 10)."""
        found: Array = np.sqrt(np.einsum("iqq->iq", self.covariance))
        return found


def fitted_count(problem: Problem) -> int:
    """Say how many parameters of the curve are fitted."""
    return len(problem.free) - (SIGMA in problem.free)


def critical(problem: Problem) -> Array:
    """Give the factor from a standard error to half a 95 % interval, by Student's t; with a prior by the normal one."""
    if problem.prior is not None:
        return np.full(len(problem.times_h), NORMAL)
    found: Array = stdtrit(problem.counts - fitted_count(problem), 0.975)
    return found


def how_sure(problem: Problem, best: Array, *, intervals: bool) -> tuple[Array, Sureness]:
    """Give the estimates of fits without a prior, and how sure they are.

    Where any faster absorption fits as well, there is no best one, and the estimates are those of absorption at once:
    of a flat valley a search ends anywhere, and with it would the clearance.
    """
    fits, p = len(best), fitted_count(problem)
    boundless = _boundless(problem, best, covariances(problem, best)[:, KA, KA])
    if boundless.any():
        best = _at_once(problem, best, boundless)
    if SIGMA not in problem.free:
        best[:, SIGMA] = 0.5 * (loss(problem, best).value / problem.counts - np.log1p(-p / problem.counts))
    ends = np.full((fits, QUANTITIES, 2), np.nan)
    # The best standard deviation is too small by what the parameters of the curve took away.
    factor = (problem.counts / (problem.counts - p))[:, None, None]
    covariance = covariances(problem, best) * factor
    if intervals:
        asked = [place for place in (*problem.free.tolist(), VOLUME, TMAX) if place not in (SIGMA, *_without(problem))]
        rows = np.repeat(np.arange(fits), 2 * len(asked))
        quantity, side = np.tile(np.repeat(asked, 2), fits), np.tile([-1.0, 1.0], fits * len(asked))
        allowed = excess_allowed(problem.counts, p)[rows]
        found = profile_ends(problem.take(rows), best[rows], quantity, side, allowed)
        ends[:, asked] = found.reshape(fits, len(asked), 2)
    alike = _kept_on_its_side(problem, best, ends) if intervals else np.zeros(fits, dtype=bool)
    if boundless.any():
        covariance[boundless] = _with_ka_given(problem, best, boundless) * factor[boundless]
        slowest, end = best[boundless].copy(), ends[boundless, KA, 0]
        slowest[:, KA] = np.where(np.isfinite(end), end, slowest[:, KA])
        latest = np.where(np.isneginf(end), np.inf, quantities(slowest)[0][:, TMAX])
        ends[boundless, TMAX] = np.stack([np.full(len(slowest), -np.inf), latest], axis=1)
    return best, Sureness(covariance, ends, boundless, alike, intervals)


def after_prior(problem: Problem, mode: Array, *, faster: bool | None, intervals: bool) -> tuple[Array, Sureness]:
    """Give the estimates of a posterior, and how sure they are."""
    parameters, covariance, ends = posterior(problem, mode, faster=faster)
    ends = ends if intervals else np.full_like(ends, np.nan)
    none = np.zeros(len(mode), dtype=bool)
    return parameters, Sureness(covariance, ends, none, none, intervals)


def _without(problem: Problem) -> tuple[int, ...]:
    return () if KA in problem.free else (TMAX,)


def _boundless(problem: Problem, best: Array, of_ka: Array) -> NDArray[np.bool_]:
    """Find where a much faster absorption fits as well."""
    found = np.zeros(len(best), dtype=bool)
    if KA not in problem.free:
        return found
    over = best[:, KA] + np.log(first_and_last_h(problem)[0]) > _OVER
    rows = np.flatnonzero((of_ka > _UNSURE) & (best[:, KA] > best[:, KE]) & over)
    if rows.size:
        few, at = problem.take(rows), best[rows]
        faster = held(few, at, np.full(rows.size, KA), at[:, KA] + _FASTER, loss(few, at).value)
        found[rows] = faster.excess < _NO_WORSE
    return found


def _at_once(problem: Problem, best: Array, which: NDArray[np.bool_]) -> Array:
    """Fit the rest anew with the dose absorbed at once, in some of the fits."""
    rows, found = np.flatnonzero(which), best.copy()
    found[rows, KA] = at_once(problem)[rows]
    found[rows] = minimise(replace(problem.take(rows), free=problem.free[problem.free != KA]), found[rows])
    return found


def _kept_on_its_side(problem: Problem, best: Array, ends: Array) -> NDArray[np.bool_]:
    """End intervals where ka and ke meet, if they may, and say in which fits; doses into the blood tell them apart.

    Only the ends towards the other solution are concerned: of the rates, and of the volume.
    """
    alike = np.zeros(len(best), dtype=bool)
    if KA not in problem.free or problem.doses.iv.any():
        return alike
    equal = replace(problem, with_equal_rates=True, free=problem.free[problem.free != KA])
    meeting = best.copy()
    meeting[:, KE] = best[:, [KA, KE]].mean(axis=1)
    meeting = minimise(equal, meeting)
    left = (
        excess_allowed(problem.counts, fitted_count(problem)) - loss(equal, meeting).value + loss(problem, best).value
    )
    alike = left > 0
    if alike.any():
        rows = np.repeat(np.flatnonzero(alike), 4)
        quantity, side = np.tile([KE, KE, VOLUME, VOLUME], alike.sum()), np.tile([-1.0, 1.0], 2 * alike.sum())
        found = profile_ends(equal.take(rows), meeting[rows], quantity, side, left[rows]).reshape(-1, 4)
        for i, (slowest, fastest, smallest, largest) in zip(np.flatnonzero(alike), found, strict=True):
            if best[i, KA] >= best[i, KE]:
                ends[i, KA, 0], ends[i, KE, 1], ends[i, VOLUME, 0] = slowest, fastest, smallest
            else:
                ends[i, KA, 1], ends[i, KE, 0], ends[i, VOLUME, 1] = fastest, slowest, largest
    return alike


def _with_ka_given(problem: Problem, best: Array, which: NDArray[np.bool_]) -> Array:
    """Give covariances where ka says nothing of the rest: it is beyond all that can be told."""
    rows, rest = np.flatnonzero(which), problem.free[problem.free != KA]
    covariance = covariances(replace(problem.take(rows), free=rest), best[rows])
    for place in (KA, TMAX):
        covariance[:, place, :] = covariance[:, :, place] = 0.0
        covariance[:, place, place] = np.inf
    return covariance
