"""Profile-likelihood intervals: how far a quantity can be moved until the best fit with it is noticeably worse."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from pksim.kinetics.arrays import Array
from pksim.study.fits.minimum import minimise
from pksim.study.fits.problem import QUANTITIES, Problem, Soft, loss, quantities

_FARTHEST = 14.0
"""Beyond a factor of e^14, a million, an interval counts as one without an end."""
_ROUNDS = 25
_EXACT, _NARROW = 1e-4, 1e-6
_HELD = 1000.0
"""How many times more firmly than by the samples a quantity is held; where it then lies is exact all the same."""
_FLAT = 1e-9
_BOLDEST = 3.0
_LEAST_CURVATURE = 0.1


class Profiled(NamedTuple):
    """The best fits with a quantity held: where it is, how much more loss there is than at the best, and parameters."""

    place: Array
    excess: Array
    parameters: Array


def excess_allowed(counts: Array, fitted: int, level: float = 0.95) -> Array:
    """Say how much the loss may rise within an interval, by the F distribution with 1 and n - p degrees of freedom."""
    rest = counts - fitted
    allowed: Array = counts * np.log1p(fdtri(1.0, rest, level) / rest)
    return allowed


def held(problem: Problem, parameters: Array, quantity: NDArray[np.intp], place: Array, least: Array) -> Profiled:
    """Fit with one quantity of each fit held near a place.

    Parameters
    ----------
    problem : Problem
        The fits.
    parameters : array (fits, 8)
        Where to start.
    quantity : array of int (fits,)
        Which quantity is held.
    place : array (fits,)
        Near which value.
    least : array (fits,)
        The loss of the best fit.

    Returns
    -------
    Profiled
        Where the quantity was pulled to may be beside the place; with it there, nothing fits better.
    """
    rows = np.arange(len(place))
    curvature = _curvature(problem, parameters, quantity)
    precision, centre = np.zeros((len(place), QUANTITIES)), np.zeros((len(place), QUANTITIES))
    precision[rows, quantity], centre[rows, quantity] = _HELD**2 * curvature, place
    found = minimise(problem, parameters, Soft(centre, precision), flat=_FLAT)
    value = loss(problem, found).value
    return Profiled(quantities(found)[0][rows, quantity], value - least, found)


def profile_ends(problem: Problem, best: Array, quantity: NDArray[np.intp], side: Array, allowed: Array) -> Array:
    """Find where a quantity's interval ends on one side.

    Parameters
    ----------
    problem : Problem
        The fits; one for each end that is looked for.
    best : array (fits, 8)
        Their best parameters.
    quantity : array of int (fits,)
        Which quantity.
    side : array (fits,)
        -1 for the lower and 1 for the upper end.
    allowed : array (fits,)
        How much the loss may rise.

    Returns
    -------
    array (fits,)
        The ends; minus or plus infinity where there is none.

    Notes
    -----
    The root of the excess is nearly a straight line in a logarithm (Bates and Watts' profile t), so a secant on it,
    kept between a place inside and one outside, ends after a few fits.
    """
    count = len(best)
    least, middle = loss(problem, best).value, quantities(best)[0][np.arange(count), quantity]
    aim, parameters, todo = np.sqrt(allowed), best.copy(), np.arange(count)
    away = np.minimum(aim / np.sqrt(_curvature(problem, best, quantity)), 1.0)
    inside, outside = np.zeros((count, 2)), np.full((count, 2), np.inf)
    for turn in range(_ROUNDS):
        at = (middle + side * away)[todo]
        now = held(problem.take(todo), parameters[todo], quantity[todo], at, least[todo])
        parameters[todo] = now.parameters
        met = np.stack([side[todo] * (now.place - middle[todo]), np.sqrt(np.maximum(now.excess, 0.0))], axis=1)
        within = met[:, 1] < aim[todo]
        inside[todo[within]], outside[todo[~within]] = met[within], met[~within]
        close = np.abs(met[:, 1] / aim[todo] - 1.0) < _EXACT
        with np.errstate(divide="ignore", invalid="ignore"):
            there = met[:, 0] * aim[todo] / met[:, 1]
        away[todo] = np.where(
            close, there, _next(inside[todo], outside[todo], aim[todo], halve=turn > 6 and turn % 2 == 0)
        )
        narrow = outside[todo, 0] - inside[todo, 0] < _NARROW
        todo = todo[~close & ~narrow & ~(within & (met[:, 0] > _FARTHEST))]
        if not todo.size:
            break
    return np.where(inside[:, 0] > _FARTHEST, side * np.inf, middle + side * away)


def _next(inside: Array, outside: Array, aim: Array, *, halve: bool) -> Array:
    """Choose the next distance: on the line between what is within and what is beyond, or farther out."""
    with np.errstate(all="ignore"):
        growth = np.clip(aim / inside[:, 1], 1.2, _BOLDEST)
        share = 0.5 if halve else (aim - inside[:, 1]) / (outside[:, 1] - inside[:, 1])
        between = inside[:, 0] + share * (outside[:, 0] - inside[:, 0])
    return np.where(np.isfinite(outside[:, 0]), between, np.maximum(inside[:, 0], 1e-6) * growth)


def covariances(problem: Problem, parameters: Array) -> Array:
    """Give the covariance of the quantities, (fits, 10, 10), from the bend of the loss.

    Where the samples say nothing of a quantity its variance is beyond all measure.
    """
    bend = loss(problem, parameters).bend
    scale = np.sqrt(np.maximum(np.einsum("ijj->ij", bend), 1e-12))
    ridge = bend / scale[:, :, None] / scale[:, None, :] + 1e-13 * np.eye(bend.shape[1])
    inverse = np.linalg.inv(ridge) / scale[:, :, None] / scale[:, None, :]
    by = quantities(parameters)[1][..., problem.free]
    found: Array = np.einsum("iqk,ikl,irl->iqr", by, inverse, by)
    return found


def _curvature(problem: Problem, parameters: Array, quantity: NDArray[np.intp]) -> Array:
    variance = covariances(problem, parameters)[np.arange(len(quantity)), quantity, quantity]
    return 1.0 / np.clip(variance, 1e-20, 1.0 / _LEAST_CURVATURE)
