"""The curve of many fits at once, with its gradient, in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from pksim.kinetics.arrays import Array

KA, KE, CL, LAG, RATIO, HEIGHT, PHASE, SIGMA = range(8)
"""Places of the parameters in an array (..., 8): natural logarithms of all but the phase, which is a time [h]."""
PARAMETERS = 8
MIRROR = [KE, KA, CL, LAG, RATIO, HEIGHT, PHASE, SIGMA]
"""The parameters of the same curve with absorption and elimination swapped."""
_DAY_H = 24.0


@dataclass(frozen=True, eq=False)
class Doses:
    """The doses that stand behind each sample, filled up with amounts of 0.

    Attributes
    ----------
    since_h : array (fits, samples, doses)
        Time from a dose to a sample [h].
    amount : array (fits, samples, doses)
        Amount of the dose; 0 where it is not yet taken.
    duration_h : array (fits, samples, doses)
        Of an infusion [h]; 0 for a bolus.
    iv : array of bool (fits, samples, doses)
        Whether it is given into the blood.
    """

    since_h: Array
    amount: Array
    duration_h: Array
    iv: NDArray[np.bool_]

    def take(self, rows: NDArray[np.intp]) -> Doses:
        """Give the doses of some fits, in any order, of one as often as it is named."""
        return Doses(self.since_h[rows], self.amount[rows], self.duration_h[rows], self.iv[rows])


class OwnLevel(NamedTuple):
    """What is known of the level that the body keeps up by itself [mg/L, h]; height and time of the peak are fitted."""

    baseline: float
    width_h: float


class Curve(NamedTuple):
    """Concentrations (fits, samples), and their derivatives by the parameters (fits, samples, 8)."""

    level: Array
    gradient: Array


def predict(parameters: Array, doses: Doses, times_h: Array, own: OwnLevel | None, *, with_lag: bool = False) -> Curve:
    r"""Give what is measured, and its gradient.

    Parameters
    ----------
    parameters : array (fits, 8)
        Absorption and elimination rate constant [1/h], clearance, lag [h], ratio of what is measured to plasma, height
        [mg/L] and time [h] of the peak of the body's own, standard deviation: logarithms of all but the time.
    doses : Doses
        What was taken.
    times_h : array (fits, samples)
        When the samples were taken [h], for the body's own.
    own : OwnLevel or None
        The body's own; None leaves it out.
    with_lag : bool, optional
        Whether the lag counts.

    Returns
    -------
    Curve

    Notes
    -----
    An oral dose D adds :math:`D k_a k_e h(s)/CL`, s after it, with
    :math:`h = \int_0^s e^{-k_a u - k_e (s - u)} du = e^{-a s} (1 - e^{-d s})/d`, a the slower of the two rates and d
    their distance. So :math:`\partial h/\partial b = -e^{-a s} \gamma(2, d s)/d^2` for the faster one, b, with the
    lower incomplete gamma function, and both derivatives add up to :math:`-s h`: nothing cancels, and equal rates are
    no special case.
    """
    rates = np.exp(parameters[:, None, None, :4])
    level, gradient = _of_doses(rates[..., KA], rates[..., KE], rates[..., CL], rates[..., LAG] * with_lag, doses)
    if own is not None:
        added, by_height, by_phase = _own_level(parameters[:, HEIGHT, None], parameters[:, PHASE, None], times_h, own)
        level += added
        gradient[..., HEIGHT], gradient[..., PHASE] = by_height, by_phase
    ratio = np.exp(parameters[:, RATIO])
    level *= ratio[:, None]
    gradient *= ratio[:, None, None]
    gradient[..., RATIO] = level
    return Curve(level, gradient)


def _of_doses(ka: Array, ke: Array, cl: Array, lag: Array, doses: Doses) -> tuple[Array, Array]:
    """Add the doses up, and their derivatives by the logarithms of ka, ke, CL and lag."""
    oral, by_ka, by_ke, by_lag = _oral(ka, ke, doses.since_h - lag)
    scale = doses.amount * ke / cl
    if doses.iv.any():
        blood, blood_by_ke = _infused(ke, doses.since_h, doses.duration_h)
        oral, by_ke = np.where(doses.iv, blood, oral), np.where(doses.iv, blood_by_ke, by_ke)
        by_ka, by_lag = np.where(doses.iv, 0.0, by_ka), np.where(doses.iv, 0.0, by_lag)
    level = (scale * oral).sum(axis=2)
    gradient = np.zeros((*level.shape, PARAMETERS))
    gradient[..., KA] = (scale * by_ka).sum(axis=2)
    gradient[..., KE] = level + (scale * by_ke).sum(axis=2)
    gradient[..., CL] = -level
    gradient[..., LAG] = (scale * lag * by_lag).sum(axis=2)
    return level, gradient


def _oral(ka: Array, ke: Array, since_h: Array) -> tuple[Array, Array, Array, Array]:
    """Give ka·h, its derivatives by ln ka and ln ke, and minus its slope: that by the lag."""
    since = np.maximum(since_h, 0.0)
    apart = np.maximum(np.abs(ka - ke), 1e-300)
    x = apart * since
    slow = np.exp(-np.minimum(ka, ke) * since)
    h = slow * -np.expm1(-x) / apart
    bent = np.maximum(x, 1e-140)
    by_fast = -slow * since * since * (gammainc(2.0, bent) / (bent * bent))
    by_slow = -since * h - by_fast
    ka_is_fast = ka >= ke
    by_ka = ka * (h + ka * np.where(ka_is_fast, by_fast, by_slow))
    by_ke = ka * ke * np.where(ka_is_fast, by_slow, by_fast)
    by_lag = ka * (ke * h - np.exp(-ka * since)) * (since_h > 0.0)
    return ka * h, by_ka, by_ke, by_lag


def _infused(ke: Array, since_h: Array, duration_h: Array) -> tuple[Array, Array]:
    """Give what is left in the blood of an amount of 1 given over some time, and its derivative by ln ke."""
    lasts = np.where(duration_h > 0.0, duration_h, 1.0)
    running = np.minimum(since_h, lasts)
    after = np.exp(-ke * (since_h - running))
    whole = -np.expm1(-ke * running) / (ke * lasts)
    whole_by_ke = running / lasts * np.exp(-ke * running) - whole
    bolus = np.exp(-ke * since_h)
    level = np.where(duration_h > 0.0, after * whole, bolus)
    by_ke = np.where(duration_h > 0.0, after * (whole_by_ke - ke * (since_h - running) * whole), -ke * since_h * bolus)
    return level, by_ke


def _own_level(height: Array, peak_h: Array, times_h: Array, own: OwnLevel) -> tuple[Array, Array, Array]:
    """Give the baseline cosine without skew, and its derivatives by the logarithm of its height and by its time."""
    floor = np.cos(np.pi * own.width_h / _DAY_H)
    turn = 2.0 * np.pi / _DAY_H
    angle = turn * np.fmod(times_h - peak_h, _DAY_H)
    above = np.maximum(np.cos(angle) - floor, 0.0)
    steep = np.exp(height) / (1.0 - floor)
    return own.baseline + steep * above, steep * above, steep * np.where(above > 0.0, np.sin(angle) * turn, 0.0)
