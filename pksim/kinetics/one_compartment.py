r"""The one-compartment model: a gut that empties into the blood, and the blood that is cleared.

.. math:: \dot G = -k_a G, \qquad \dot C = k_a G - k_e C
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import one_of
from pksim.errors import InputError
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.checks import fraction, keep, positive
from pksim.kinetics.inputs import Input, inputs_of
from pksim.kinetics.ode import DEFAULT_RTOL
from pksim.kinetics.propagators import exprel
from pksim.kinetics.solvers import SOLVERS, Solver, concentration
from pksim.kinetics.superposition import OnePerson, entering
from pksim.kinetics.system import System, assemble

_ORAL = Input(amount_mg=1.0, time_h=0.0)
_NEWTON_STEPS = 5
"""Where they start, four reach the rounding error, whatever y is."""


@dataclass(frozen=True, eq=False)
class OneCompartment:
    r"""Linear one-compartment model with first-order absorption.

    Every parameter may be a scalar or an array of N subjects.

    Parameters
    ----------
    ka_per_h : float or array (N,)
        Absorption rate constant :math:`k_a` [1/h].
    ke_per_h : float or array (N,)
        Elimination rate constant :math:`k_e` [1/h].
    volume_l : float or array (N,)
        Volume of distribution V [L].
    bioavailability : float or array (N,), optional
        Fraction F of an oral amount that reaches the blood, above 0 and at most 1.

    Raises
    ------
    pksim.errors.InputError
        When a parameter is out of its domain.

    References
    ----------
    M. Rowland, T. N. Tozer, "Clinical Pharmacokinetics and Pharmacodynamics", 4th ed. (2011), ch. 6.

    Examples
    --------
    Where absorption is slower than elimination (flip-flop), the end of the curve shows absorption:

    >>> import pksim as pk
    >>> model = pk.OneCompartment(ka_per_h=0.1, ke_per_h=1.2, volume_l=50)
    >>> float(model.half_life_h), float(model.terminal_half_life_h)
    (0.578, 6.93)
    """

    ka_per_h: ArrayLike
    ke_per_h: ArrayLike
    volume_l: ArrayLike
    bioavailability: ArrayLike = 1.0

    def __post_init__(self) -> None:
        checked = {
            "ka_per_h": positive(self.ka_per_h, "OneCompartment: ka_per_h", "1/h"),
            "ke_per_h": positive(self.ke_per_h, "OneCompartment: ke_per_h", "1/h"),
            "volume_l": positive(self.volume_l, "OneCompartment: volume_l", "L"),
            "bioavailability": fraction(self.bioavailability, "OneCompartment: bioavailability"),
        }
        keep(self, checked)
        assemble(self.ka_per_h, self.ke_per_h, self.volume_l, self.bioavailability, ())

    @classmethod
    def from_tmax(
        cls,
        tmax_h: ArrayLike,
        half_life_h: ArrayLike,
        volume_l: ArrayLike,
        bioavailability: ArrayLike = 1.0,
    ) -> OneCompartment:
        r"""Find the model that peaks a given time after a dose and has a given elimination half-life.

        Parameters
        ----------
        tmax_h : float or array (N,)
            Time of the peak after a single oral dose [h].
        half_life_h : float or array (N,)
            Elimination half-life, ln 2/ke [h].
        volume_l : float or array (N,)
            Volume of distribution [L].
        bioavailability : float or array (N,), optional
            Fraction of an oral amount that reaches the blood.

        Returns
        -------
        OneCompartment
            With ka above ke where tmax is below half_life/ln 2, and ka below ke (flip-flop) where it is above.

        Raises
        ------
        pksim.errors.InputError
            When a number is out of its domain, or tmax is so many half-lives that ka cannot be represented.

        Notes
        -----
        :math:`x = k_a/k_e` solves :math:`\ln x/(x - 1) = y` with :math:`y = k_e t_{max}`. Newton's method finds
        :math:`w = \ln x` from :math:`\ln \mathrm{exprel}(w) + \ln y = 0`, of which x = 1 is no solution: its left side
        rises and is convex, and nothing cancels near y = 1.

        Examples
        --------
        >>> import pksim as pk
        >>> melatonin = pk.OneCompartment.from_tmax(tmax_h=0.75, half_life_h=35 / 60, volume_l=70, bioavailability=0.15)
        >>> float(melatonin.ka_per_h), float(melatonin.ke_per_h)
        (1.490, 1.188)
        """
        tmax = positive(tmax_h, "from_tmax: tmax_h", "h")
        half_life = positive(half_life_h, "from_tmax: half_life_h", "h")
        ke = np.log(2.0) / half_life
        try:
            tmax, half_life = np.broadcast_arrays(tmax, half_life)
        except ValueError:
            msg = (
                f"from_tmax: tmax_h has {tmax.size} values and half_life_h {half_life.size}; "
                "every array must have one value a subject."
            )
            raise InputError(msg) from None
        with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
            ka = ke * np.exp(_log_rate_ratio(ke * tmax))
        if not np.all((ka > 0) & np.isfinite(ka)):
            at = np.argmin(((ka > 0) & np.isfinite(ka)).ravel())
            pair = [float(value.ravel()[at]) for value in (tmax, half_life)]
            msg = (
                f"from_tmax: tmax_h is {pair[0]:g} h with half_life_h {pair[1]:g} h; no absorption rate constant "
                "that a computer can hold gives both. Were minutes and hours mixed up?"
            )
            raise InputError(msg)
        return cls(ka, ke, volume_l, bioavailability)

    @property
    def clearance_l_per_h(self) -> Number:
        """Clearance CL = ke·V [L/h]."""
        return np.multiply(self.ke_per_h, self.volume_l)

    @property
    def half_life_h(self) -> Number:
        """Elimination half-life ln 2/ke [h]."""
        return np.log(2.0) / np.asarray(self.ke_per_h)[()]

    @property
    def terminal_half_life_h(self) -> Number:
        """Half-life that one would read off the end of an oral curve, ln 2/min(ka, ke) [h]."""
        return self.system(_ORAL).terminal_half_life_h[()]

    @property
    def is_flip_flop(self) -> Number:
        """Whether absorption is slower than elimination (ka < ke), so that the decline shows absorption."""
        return self.system(_ORAL).is_flip_flop[()]

    @property
    def tmax_h(self) -> Number:
        """Time of the peak after a single oral dose, ln(ka/ke)/(ka - ke) [h]."""
        slow = np.minimum(self.ka_per_h, self.ke_per_h)
        excess = np.asarray(np.maximum(self.ka_per_h, self.ke_per_h) / slow - 1.0)
        log_over_excess = np.divide(np.log1p(excess), excess, out=np.ones_like(excess), where=excess > 0)
        return (log_over_excess / slow)[()]

    def cmax_mg_l(self, amount_mg: ArrayLike) -> Number:
        r"""Height of the peak after a single oral dose [mg/L].

        Parameters
        ----------
        amount_mg : float or array (N,)
            The dose D [mg].

        Returns
        -------
        float or array (N,)
            :math:`F D/V\, e^{-k_e t_{max}}` [mg/L].

        Examples
        --------
        >>> import pksim as pk
        >>> melatonin = pk.OneCompartment.from_tmax(tmax_h=0.75, half_life_h=35 / 60, volume_l=70, bioavailability=0.15)
        >>> print(f"{1e6 * melatonin.cmax_mg_l(1):.0f} pg/mL")
        879 pg/mL
        """
        dose = positive(amount_mg, "cmax_mg_l: amount_mg", "mg")
        scale = np.multiply(self.bioavailability, dose) / np.asarray(self.volume_l)
        return scale * np.exp(-np.multiply(self.ke_per_h, self.tmax_h))

    def concentration(
        self,
        times_h: ArrayLike,
        inputs: Input | Iterable[Input],
        *,
        solver: Solver = "exact",
        out: NDArray[np.float64] | None = None,
        rtol: float = DEFAULT_RTOL,
    ) -> NDArray[np.float64]:
        """Concentration in the blood.

        Parameters
        ----------
        times_h : array (times,) or float
            When [h]: in any order, negative too, evenly spaced or not.
        inputs : Input or iterable of Input
            What enters the body. At the very time of an intravenous bolus the value is the one just after it.
        solver : {"exact", "ode"}, optional
            The closed solution, or `scipy.integrate.solve_ivp` restarted at every event.
        out : array, optional
            A ready array of float64 for the result, as in NumPy.
        rtol : float, optional
            Relative tolerance of the ODE solver; the exact one needs none.

        Returns
        -------
        array (times,) or (times, N)
            Concentration [mg/L]; with a last axis of N subjects if any parameter or input field is an array.
            ``out`` if it was given.

        Raises
        ------
        pksim.errors.InputError
            When times are not finite, subjects do not agree, or ``out`` does not fit.

        Examples
        --------
        >>> import pksim as pk
        >>> model = pk.OneCompartment.from_tmax(tmax_h=2, half_life_h=6, volume_l=50)
        >>> model.concentration([0, 6, 12], pk.Input(amount_mg=100, time_h=0, route="iv")).round(9)
        array([2. , 1. , 0.5])
        """
        given = inputs_of(inputs)
        one_of(solver, "solver", SOLVERS)
        problem = (self._alone(given) if solver == "exact" else None) or self.system(given)
        return concentration(problem, times_h, solver=solver, out=out, rtol=rtol)

    def system(self, inputs: Input | Iterable[Input]) -> System:
        """Line this model and its inputs up, as arrays, for the functions of `pksim.kinetics`.

        Examples
        --------
        >>> import pksim as pk
        >>> people = pk.OneCompartment(ka_per_h=1.2, ke_per_h=[0.1, 0.2, 0.4], volume_l=50)
        >>> people.system(pk.Input(amount_mg=100, time_h=0)).subjects
        3
        """
        return assemble(self.ka_per_h, self.ke_per_h, self.volume_l, self.bioavailability, inputs_of(inputs))

    def _alone(self, inputs: Sequence[Input]) -> OnePerson | None:
        """Line one person up for the sum; None where any number is an array."""
        ka, ke, volume, share = self.ka_per_h, self.ke_per_h, self.volume_l, self.bioavailability
        if not (inputs and type(ka) is type(ke) is type(volume) is type(share) is float):
            return None
        places = entering(inputs, share, volume)
        return None if places is None else OnePerson(ka, ke, places, len(inputs), lambda: self.system(inputs))


def _log_rate_ratio(y: Array) -> Array:
    """Solve ln x/(x - 1) = y for w = ln x, given y = ke·tmax above 0."""
    logarithm = np.log(y)
    w: Array = np.where(y < 1.0, -2.0 * logarithm, -y)
    for _ in range(_NEWTON_STEPS):
        size = np.abs(w)
        error = np.maximum(w, 0.0) + np.log(exprel(-size)) + logarithm
        away = np.maximum(size, 0.05)
        slope = np.where(size < 0.05, 0.5 + size / 12.0, -1.0 / np.expm1(-away) - 1.0 / away)
        w = w - error / np.where(w < 0.0, 1.0 - slope, slope)
    return w
