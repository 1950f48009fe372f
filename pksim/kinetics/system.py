"""A model and its inputs lined up as arrays, for the solvers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.errors import InputError
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.inputs import Input

INTO_BLOOD = -1


@dataclass(frozen=True, eq=False)
class Instant:
    """Times as unrounded sums.

    A lag makes the start of an input a sum, and a concentration seconds after it is proportional to the
    seconds: the last digit of the start counts.

    Attributes
    ----------
    rounded : array or float
        The times [h], rounded to float64.
    lost : array or float
        What the rounding lost [h].
    """

    rounded: Number
    lost: Number

    def after(self, delay_h: Number) -> Instant:
        """Add a delay, keeping what rounding loses (Knuth's two-sum)."""
        if not np.count_nonzero(delay_h):
            return self
        total = self.rounded + delay_h
        back = total - self.rounded
        return Instant(total, self.lost + ((self.rounded - (total - back)) + (delay_h - back)))

    def until(self, time_h: Array) -> Array:
        """Time from these instants to others [h], 0 where those come first."""
        elapsed: Array = np.maximum((time_h - self.rounded) - self.lost, 0.0)
        return elapsed

    def since(self, time_h: Array) -> Array:
        """Time from others to these instants [h], 0 where these come first."""
        elapsed: Array = np.maximum((self.rounded - time_h) + self.lost, 0.0)
        return elapsed

    def __getitem__(self, cut: Any) -> Instant:
        return Instant(self.rounded[cut], self.lost[cut])


@dataclass(frozen=True, eq=False)
class System:
    """A model and all that enters it, as arrays with the subjects last.

    Attributes
    ----------
    shape : tuple of int
        ``()`` for one subject given as scalars, ``(N,)`` otherwise.
    ke_per_h : array (n,)
        Elimination rate constant [1/h]; n is N, or 1.
    ka_per_h : array (depots, n)
        Absorption rate constant of each gut [1/h].
    depot : array (inputs,)
        Into which gut each input goes, or ``INTO_BLOOD``.
    dose_mg_l : array (inputs, n)
        Amount that will reach the blood over the volume of distribution, F·D/V [mg/L].
    duration_h : array (inputs, m)
        How long each input takes [h]; 0 for a bolus. Here and below m is n, or 1 where all subjects agree.
    start_h, end_h : Instant
        When each input starts and stops entering, (inputs, m).
    """

    shape: tuple[int, ...]
    ke_per_h: Array
    ka_per_h: Array
    depot: NDArray[np.intp]
    dose_mg_l: Array
    duration_h: Array
    start_h: Instant
    end_h: Instant

    @property
    def subjects(self) -> int:
        """Number of subjects, 1 for scalars."""
        return len(self.ke_per_h)

    @property
    def slowest_per_h(self) -> Array:
        """Rate constant with which each curve falls in the end, the slowest of all (n,) [1/h]."""
        slowest: Array = np.minimum(self.ke_per_h, self.ka_per_h.min(axis=0, initial=np.inf))
        return slowest

    @property
    def terminal_half_life_h(self) -> Array:
        """Half-life that one would read off the end of the curve [h], of the system's shape."""
        return np.reshape(np.log(2.0) / self.slowest_per_h, self.shape)

    @property
    def is_flip_flop(self) -> NDArray[np.bool_]:
        """Whether some of it is absorbed more slowly than it is eliminated, so that the end of the curve shows that."""
        return (self.slowest_per_h < self.ke_per_h).reshape(self.shape)

    def part(self, first: int, last: int) -> System:
        """Take the subjects from first up to, not including, last."""
        cut = np.s_[:, first:last]
        shared = self.duration_h.shape[1] == 1
        return System(
            shape=(last - first,),
            ke_per_h=self.ke_per_h[first:last],
            ka_per_h=self.ka_per_h[cut],
            depot=self.depot,
            dose_mg_l=self.dose_mg_l[cut],
            duration_h=self.duration_h if shared else self.duration_h[cut],
            start_h=self.start_h if shared else self.start_h[cut],
            end_h=self.end_h if shared else self.end_h[cut],
        )


def assemble(
    ka_per_h: ArrayLike,
    ke_per_h: ArrayLike,
    volume_l: ArrayLike,
    bioavailability: ArrayLike,
    inputs: Sequence[Input],
) -> System:
    """Bring a model's parameters and its inputs to one shape, with one gut per distinct ka.

    Parameters
    ----------
    ka_per_h, ke_per_h, volume_l, bioavailability : float or array (N,)
        The model's parameters [1/h, 1/h, L, 1].
    inputs : sequence of Input
        What enters.

    Returns
    -------
    System
        The same, as arrays.

    Raises
    ------
    pksim.errors.InputError
        When the numbers of subjects do not agree.
    """
    model = {"ka_per_h": ka_per_h, "ke_per_h": ke_per_h, "volume_l": volume_l, "bioavailability": bioavailability}
    shape = _common_shape(model, inputs)
    n = shape[0] if shape else 1
    times = [value for each in inputs for value in (each.time_h, each.duration_h, each.lag_h)]
    m = n if any(_shape(value) for value in times) else 1
    kas: list[ArrayLike] = []
    depot = np.empty(len(inputs), dtype=np.intp)
    dose = np.empty((len(inputs), n))
    time, lag, duration = (np.empty((len(inputs), m)) for _ in range(3))
    for i, each in enumerate(inputs):
        share: Any = 1.0
        if each.route == "iv":
            depot[i] = INTO_BLOOD
        else:
            depot[i] = _position(ka_per_h if each.ka_per_h is None else each.ka_per_h, kas)
            share = bioavailability if each.bioavailability is None else each.bioavailability
        dose[i] = share * (each.amount_mg / volume_l)  # type: ignore[operator]
        time[i], lag[i], duration[i] = each.time_h, each.lag_h, each.duration_h
    start = Instant(time, np.zeros_like(time)).after(lag)
    ka = np.empty((len(kas), n))
    for d, value in enumerate(kas):
        ka[d] = value
    return System(
        shape=shape,
        ke_per_h=np.full(n, ke_per_h),
        ka_per_h=ka,
        depot=depot,
        dose_mg_l=dose,
        duration_h=duration,
        start_h=start,
        end_h=start.after(duration),
    )


def _position(ka: ArrayLike, known: list[ArrayLike]) -> int:
    for i, other in enumerate(known):
        if ka is other or np.array_equal(ka, other):
            return i
    known.append(ka)
    return len(known) - 1


def _shape(value: object) -> tuple[int, ...]:
    return getattr(value, "shape", ())


def _common_shape(model: dict[str, ArrayLike], inputs: Sequence[Input]) -> tuple[int, ...]:
    shapes = {f"the model's {name}": shape for name, value in model.items() if (shape := _shape(value))}
    for i, each in enumerate(inputs):
        shapes |= {f"inputs[{i}].{name}": shape for name, value in vars(each).items() if (shape := _shape(value))}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        sizes = ", ".join(f"{name} has {shape[0]}" for name, shape in shapes.items() if shape[0] != 1)
        msg = f"The numbers of subjects do not agree: {sizes}; every array must have one value a subject."
        raise InputError(msg) from None
