"""What is fitted: samples as arrays, a model of their errors, and what was known before."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from pksim.kinetics.arrays import Array
from pksim.study.fits.curve import CL, KA, KE, PARAMETERS, SIGMA, Doses, OwnLevel, predict

VOLUME, TMAX = PARAMETERS, PARAMETERS + 1
"""Places of what follows from the parameters, behind them: the logarithms of volume and tmax."""
QUANTITIES = PARAMETERS + 2
_LEAST_SUM = 1e-280


@dataclass(frozen=True, eq=False)
class Soft:
    """What is known of quantities besides the samples: each normally distributed, in its logarithm.

    Attributes
    ----------
    centre : array (fits, 10)
        Their means.
    precision : array (fits, 10)
        One over their variances; 0 where nothing is known.
    """

    centre: Array
    precision: Array

    def take(self, rows: NDArray[np.intp]) -> Soft:
        """Give what is known in some fits."""
        return Soft(self.centre[rows], self.precision[rows])


@dataclass(frozen=True, eq=False)
class Problem:
    """Several fits of the same kind.

    Attributes
    ----------
    times_h : array (fits, samples)
        When the samples were taken [h].
    measured : array (fits, samples)
        Concentrations, or their logarithms; where below the limit, the limit.
    weight : array (fits, samples)
        Of what was measured, one over the variance but for a factor; 0 for what only fills up.
    censored : array (fits, samples)
        1 where it is known only that the sample lies below the limit, otherwise 0; it has a weight, too.
    doses : Doses
        What was taken.
    free : array of int
        Places of the parameters that are fitted.
    in_logs : bool
        Whether logarithms of the concentrations are compared.
    with_lag : bool
        Whether there is a lag.
    with_equal_rates : bool
        Whether ka is not a parameter but the same as ke.
    own : OwnLevel or None
        What the body has by itself.
    prior : Soft or None
        What was known before.
    """

    times_h: Array
    measured: Array
    weight: Array
    censored: Array
    doses: Doses
    free: NDArray[np.intp]
    in_logs: bool = False
    with_lag: bool = False
    with_equal_rates: bool = False
    own: OwnLevel | None = None
    prior: Soft | None = None

    def take(self, rows: NDArray[np.intp]) -> Problem:
        """Give some of the fits, in any order, one as often as it is named."""
        arrays = {name: getattr(self, name)[rows] for name in ("times_h", "measured", "weight", "censored")}
        prior = None if self.prior is None else self.prior.take(rows)
        return replace(self, **arrays, doses=self.doses.take(rows), prior=prior)

    @property
    def counts(self) -> Array:
        """How many concentrations were measured in each fit."""
        return np.asarray(((self.weight > 0) & (self.censored == 0)).sum(axis=1), dtype=np.float64)

    def model(self, parameters: Array) -> tuple[Array, Array]:
        """Give what the samples are compared with, (fits, samples), and its gradient by all parameters."""
        if self.with_equal_rates:
            parameters = parameters.copy()
            parameters[:, KA] = parameters[:, KE]
        level, gradient = predict(parameters, self.doses, self.times_h, self.own, with_lag=self.with_lag)
        if self.with_equal_rates:
            gradient[..., KE] += gradient[..., KA]
        if not self.in_logs:
            return level, gradient
        return np.log(level), gradient / level[..., None]


@dataclass(frozen=True, eq=False)
class Loss:
    """Minus twice the logarithm of the likelihood, but for a constant, and half its derivatives by what is free.

    Attributes
    ----------
    value : array (fits,)
        Without what pins a quantity.
    pinned : array (fits,)
        With it.
    slope : array (fits, free)
        Half its gradient.
    bend : array (fits, free, free)
        Half of what the method of scoring takes for its second derivatives, never negative.
    """

    value: Array
    pinned: Array
    slope: Array
    bend: Array


def loss(problem: Problem, parameters: Array, pin: Soft | None = None) -> Loss:
    r"""Say how badly parameters fit.

    Parameters
    ----------
    problem : Problem
        The fits.
    parameters : array (fits, 8)
        Their parameters.
    pin : Soft, optional
        What holds quantities in place while a profile is taken.

    Returns
    -------
    Loss

    Notes
    -----
    Where the standard deviation is none of the parameters it takes its best value, so that the loss of n samples is
    :math:`n \ln \sum w r^2`: its least value is the least sum of squares. A sample below the limit L adds
    :math:`-2 \ln \Phi((L - f)/\sigma)` (M3).

    References
    ----------
    S. L. Beal, "Ways to fit a PK model with some data below the quantification limit", J. Pharmacokinet. Pharmacodyn.
    28, 481 (2001).
    """
    with np.errstate(all="ignore"):
        compared, gradient = problem.model(parameters)
        there = problem.weight > 0
        off = np.where(there, problem.measured - compared, 0.0)
        gradient = np.where(there[..., None], gradient[..., problem.free], 0.0)
        found = _of_likelihood if SIGMA in problem.free else _of_squares
        value, slope, bend = found(problem, parameters, off, gradient)
        total = value
        for known in (problem.prior, pin):
            if known is not None:
                added = _of_soft(known, parameters, problem.free)
                total, slope, bend = total + added[0], slope + added[1], bend + added[2]
                value = total if known is problem.prior else value
    bad = ~(np.isfinite(total) & np.isfinite(bend).all(axis=(1, 2)))
    return Loss(np.where(bad, np.inf, value), np.where(bad, np.inf, total), slope, bend)


def _of_squares(problem: Problem, _: Array, off: Array, gradient: Array) -> tuple[Array, Array, Array]:
    weighed = gradient * problem.weight[..., None]
    squares = np.maximum((problem.weight * off * off).sum(axis=1), _LEAST_SUM)
    factor = problem.counts / squares
    slope = -factor[:, None] * np.einsum("ijk,ij->ik", weighed, off)
    bend = factor[:, None, None] * np.einsum("ijk,ijl->ikl", weighed, gradient)
    return problem.counts * np.log(squares), slope, bend


def _of_likelihood(problem: Problem, parameters: Array, off: Array, gradient: Array) -> tuple[Array, Array, Array]:
    measured, place = problem.censored == 0, problem.free.tolist().index(SIGMA)
    scale = np.sqrt(problem.weight) / np.exp(parameters[:, SIGMA, None])
    deviation, by = off * scale, -gradient * scale[..., None]
    below = log_ndtr(deviation)
    ratio = np.exp(-0.5 * deviation**2 - below) / np.sqrt(2.0 * np.pi)
    first = np.where(measured, deviation, -ratio)
    second = np.where(measured, 1.0, ratio * (deviation + ratio))
    by[..., place] = -deviation
    slope = np.einsum("ijk,ij->ik", by, first)
    slope[:, place] += problem.counts
    # Scoring: of a measured sample no bend is expected between the spread and the rest, and 2 of it alone.
    by[..., place] = np.where(measured, 0.0, -deviation)
    bend = np.einsum("ijk,ij,ijl->ikl", by, second, by)
    bend[:, place, place] += 2.0 * problem.counts
    value = np.where(measured, deviation**2, -2.0 * below).sum(axis=1)
    return value + 2.0 * problem.counts * parameters[:, SIGMA], slope, bend


def _of_soft(known: Soft, parameters: Array, free: NDArray[np.intp]) -> tuple[Array, Array, Array]:
    values, by = quantities(parameters)
    by = by[..., free]
    off = values - known.centre
    weighed = known.precision * off
    bend = np.einsum("ijk,ij,ijl->ikl", by, known.precision, by)
    return (weighed * off).sum(axis=1), np.einsum("ijk,ij->ik", by, weighed), bend


def quantities(parameters: Array) -> tuple[Array, Array]:
    """Give the parameters and the logarithms of volume and tmax, (fits, 10), and their gradients (fits, 10, 8)."""
    shape = (*parameters.shape[:-1], QUANTITIES)
    values, by = np.zeros(shape), np.zeros((*shape, PARAMETERS))
    values[..., :PARAMETERS] = parameters
    by[..., range(PARAMETERS), range(PARAMETERS)] = 1.0
    values[..., VOLUME] = parameters[..., CL] - parameters[..., KE]
    by[..., VOLUME, CL], by[..., VOLUME, KE] = 1.0, -1.0
    apart = parameters[..., KA] - parameters[..., KE]
    size = np.abs(apart)
    away = np.maximum(size, 1e-4)
    # tmax is (1/ke)·u/(e^u - 1) with u = ln(ka/ke); for a negative u the same with ka in place of ke.
    bent = np.where(size < 1e-4, -size / 2.0, np.log(away / -np.expm1(-away)) - away)
    turned = np.where(size < 1e-4, -0.5 - size / 12.0, 1.0 / away + 1.0 / np.expm1(-away))
    ka_is_fast = apart >= 0
    values[..., TMAX] = bent - np.minimum(parameters[..., KA], parameters[..., KE])
    by[..., TMAX, KA] = np.where(ka_is_fast, turned, -1.0 - turned)
    by[..., TMAX, KE] = np.where(ka_is_fast, -1.0 - turned, turned)
    return values, by
