"""What enters the body, where and when: doses as plain numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from numpy.typing import ArrayLike

from pksim.arguments import one_of, several
from pksim.errors import InputError
from pksim.kinetics.checks import fraction, keep, not_negative, numbers, positive

Route: TypeAlias = Literal["oral", "iv"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Input:
    """One amount of a drug entering the body.

    Every number may be a scalar or an array of N subjects.

    Parameters
    ----------
    amount_mg : float or array (N,)
        Amount [mg], more than 0.
    time_h : float or array (N,)
        When it is taken or its infusion starts [h], on whatever axis the concentrations are asked for.
    duration_h : float or array (N,), optional
        0 for a bolus; otherwise the amount is released (or infused) at a constant rate for so long [h].
    lag_h : float or array (N,), optional
        Delay before anything enters [h].
    route : {"oral", "iv"}, optional
        Into the gut, or straight into the blood.
    ka_per_h : float or array (N,), optional
        Absorption rate constant of a depot of its own [1/h]; None means the model's.
    bioavailability : float or array (N,), optional
        Fraction that reaches the blood, above 0 and at most 1; None means the model's. An intravenous
        input is always whole.

    Raises
    ------
    pksim.errors.InputError
        When a number is out of its domain.

    Examples
    --------
    Ten hours of an infusion reach the plateau, rate over clearance: here 10 mg/h over 10 L/h.

    >>> import pksim as pk
    >>> model = pk.OneCompartment(ka_per_h=2, ke_per_h=1, volume_l=10)
    >>> infusion = pk.Input(amount_mg=100, time_h=0, duration_h=10, route="iv")
    >>> model.concentration([1, 5, 10, 11], infusion).round(2)
    array([0.63, 0.99, 1.  , 0.37])
    """

    amount_mg: ArrayLike
    time_h: ArrayLike
    duration_h: ArrayLike = 0.0
    lag_h: ArrayLike = 0.0
    route: Route = "oral"
    ka_per_h: ArrayLike | None = None
    bioavailability: ArrayLike | None = None

    def __post_init__(self) -> None:
        one_of(self.route, "Input: route", get_args(Route))
        if self.route == "iv" and (self.ka_per_h is not None or self.bioavailability is not None):
            msg = "Input: an intravenous input is not absorbed: leave ka_per_h and bioavailability out."
            raise InputError(msg)
        checked = {
            "amount_mg": positive(self.amount_mg, "Input: amount_mg", "mg"),
            "time_h": numbers(self.time_h, "Input: time_h", "h"),
            "duration_h": not_negative(self.duration_h, "Input: duration_h", "h"),
            "lag_h": not_negative(self.lag_h, "Input: lag_h", "h"),
        }
        if self.ka_per_h is not None:
            checked["ka_per_h"] = positive(self.ka_per_h, "Input: ka_per_h", "1/h")
        if self.bioavailability is not None:
            checked["bioavailability"] = fraction(self.bioavailability, "Input: bioavailability")
        keep(self, checked)


def inputs_of(inputs: Input | Iterable[Input]) -> Sequence[Input]:
    """Read one input or several, or say what is wrong with them."""
    if isinstance(inputs, (list, tuple)) and all(type(each) is Input for each in inputs):
        return inputs
    given = (inputs,) if isinstance(inputs, Input) else inputs
    return several(given, Input, "inputs", "Input(amount_mg=100, time_h=0)")
