"""How far melatonin moves the body clock, by the hour at which it is taken: two published curves, as data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from pksim.arguments import one_of, real_number
from pksim.describe.compound.quantity import Quantity
from pksim.describe.words.records import Record
from pksim.describe.words.units import TIME_H, read_quantity
from pksim.door import shown
from pksim.kinetics.arrays import Array
from pksim.kinetics.checks import numbers

DOSES_OF_A_CURVE = 3
"""Each curve is the shift of so many daily doses."""
_DAY_H, _EARLIEST_H = 24.0, -6.0
_PARAMETERS = 5
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(64)
_STEPS = 200


class Extreme(Record):
    """What a study states of its curve: how far, and when."""

    shift: str
    at: str


@dataclass(frozen=True, eq=False)
class PhaseResponse:
    """How far three daily doses in dim light move the body clock, by when they are taken.

    Call it with hours from the onset of one's own melatonin in dim light (DLMO), before it negative: it gives hours, of
    which positive ones are earlier.

    Attributes
    ----------
    name : str
        ``"3 mg"`` or ``"0.5 mg"``.
    sd_h : float
        Standard deviation of people about the curve [h].
    subjects : int
        In how many people it was measured.
    least_mg, most_mg : float
        Doses for which it is used [mg].
    sources : tuple of str
        Keys of its sources.

    Examples
    --------
    Taken five hours before the onset, three milligrams move it earlier; half an hour before bed, which is an hour and a
    half after the onset, by nothing that can be told from zero:

    >>> import pksim as pk
    >>> curve = pk.phase_response("3 mg")
    >>> float(curve(-5)), float(curve(1.5))
    (1.7, 0.2)
    >>> low, high = curve.range(1.5)
    >>> bool(low < 0 < high)
    True
    """

    name: str
    sd_h: float
    subjects: int
    least_mg: float
    most_mg: float
    sources: tuple[str, ...]
    scatter: Quantity = field(repr=False)
    stated: Mapping[str, Extreme] = field(repr=False)
    right_direction: float = field(repr=False)
    _mean: float = field(repr=False)
    _waves: tuple[complex, complex] = field(repr=False)

    def __call__(self, hours_from_dlmo: ArrayLike) -> Array:
        """Give the shift [h] of three daily doses, in the shape of the hours given."""
        return self.shift(numbers(hours_from_dlmo, "hours_from_dlmo", "h"))

    def shift(self, hours_from_dlmo: Array) -> Array:
        """Give the same of hours in an array of any shape, unchecked."""
        turn = 2j * np.pi / _DAY_H * hours_from_dlmo
        first, second = self._waves
        shift: Array = self._mean + (first * np.exp(turn) + second * np.exp(2 * turn)).real
        return shift

    @property
    def scatter_h(self) -> float:
        """Standard deviation of a new person's shift about the curve [h], which is itself uncertain."""
        return self.sd_h * math.sqrt(1 + _PARAMETERS / self.subjects)

    @property
    def zeros(self) -> tuple[float, ...]:
        """When the curve crosses zero [h from the onset, -6 to 18]."""
        return self._where(self._mean, self._waves)

    @property
    def extremes(self) -> dict[str, tuple[float, float]]:
        """The largest advance and the largest delay: when [h from the onset, -6 to 18], and how far [h]."""
        turns = np.array(self._where(0.0, (1j * self._waves[0], 2j * self._waves[1])))
        shifts = self.shift(turns)
        ends = {"advance": shifts.argmax(), "delay": shifts.argmin()}
        return {name: (float(turns[at]), float(shifts[at])) for name, at in ends.items()}

    @staticmethod
    def _where(mean: float, waves: tuple[complex, complex]) -> tuple[float, ...]:
        """Solve for where mean and waves add up to nothing, exactly: a polynomial of the hour as a complex number."""
        first, second = waves
        roots = np.roots([second, first, 2 * mean, first.conjugate(), second.conjugate()])
        hours = np.angle(roots[np.abs(np.abs(roots) - 1) < 1e-6]) * _DAY_H / (2 * np.pi)
        return tuple(sorted(float(each) for each in (hours - _EARLIEST_H) % _DAY_H + _EARLIEST_H))

    def mean(self, hours_from_dlmo: float, *, dlmo_sd_h: float = 0.0) -> float:
        """Give the mean shift [h] of people whose onset is uncertain, with a standard deviation [h].

        Examples
        --------
        Of people who take 3 mg seven hours before bed, two hours and an uncertain one after which is their onset:

        >>> import pksim as pk
        >>> pk.phase_response("3 mg").mean(-5, dlmo_sd_h=1)
        1.6
        """
        shifts, weights = self._of_people(hours_from_dlmo, dlmo_sd_h)
        return float(weights @ shifts)

    def range(self, hours_from_dlmo: float, *, share: float = 0.8, dlmo_sd_h: float = 0.0) -> tuple[float, float]:
        """Give between which shifts [h] a share of people lie, as many of the others on either side.

        Examples
        --------
        >>> import pksim as pk
        >>> low, high = pk.phase_response("3 mg").range(-5, dlmo_sd_h=1)
        >>> low, high
        (0.6, 2.7)
        """
        from scipy.special import ndtr  # slow to import, and curves do without

        share = real_number(share, "share", above=0, below=1)
        shifts, weights = self._of_people(hours_from_dlmo, dlmo_sd_h)
        wanted = np.array([(1 - share) / 2, (1 + share) / 2])
        low = np.full(2, shifts.min() - 10 * self.scatter_h)
        high = np.full(2, shifts.max() + 10 * self.scatter_h)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            below = ndtr((middle[:, np.newaxis] - shifts) / self.scatter_h) @ weights
            low, high = np.where(below < wanted, middle, low), np.where(below < wanted, high, middle)
        return float(low[0]), float(high[1])

    def share_earlier(self, hours_from_dlmo: float, *, dlmo_sd_h: float = 0.0) -> float:
        """Give the share of people whose clock it moves earlier.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.phase_response("3 mg").share_earlier(-5, dlmo_sd_h=1)
        0.97
        """
        from scipy.special import ndtr  # slow to import, and curves do without

        shifts, weights = self._of_people(hours_from_dlmo, dlmo_sd_h)
        return float(weights @ ndtr(shifts / self.scatter_h))

    def stated_h(self, which: str) -> tuple[float, float]:
        """Give what the study itself states of its largest advance or delay: when [h from the onset], and how far [h].

        Examples
        --------
        >>> import pksim as pk
        >>> pk.phase_response("3 mg").stated_h("advance")
        (-4.6, 1.8)
        """
        said = self.stated[one_of(which, "which", self.stated)]
        time, side = said.at.removesuffix(" onset").rsplit(" ", 1)
        hours = read_quantity(time, TIME_H, "at")
        return -hours if side == "before" else hours, read_quantity(said.shift, TIME_H, "shift")

    def plot(self, *, ax: Any = None, figsize: tuple[float, float] | None = None) -> Any:
        """Draw it with its scatter, a Matplotlib figure; see `pksim.show.figures.clock.plot_response`.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.phase_response("3 mg").plot().alt_text)
        Three daily doses of 3 mg, in 27 people in dim light: 4 h 49 min before the onset ... 1.73 h earlier, ...
        """
        return shown("PhaseResponse.plot")(self, ax=ax, figsize=figsize)

    def _of_people(self, hours_from_dlmo: float, dlmo_sd_h: float) -> tuple[Array, Array]:
        """Give the curve at the onsets of people, and how many have each."""
        hours = real_number(hours_from_dlmo, "hours_from_dlmo", unit="h")
        sd = real_number(dlmo_sd_h, "dlmo_sd_h", least=0, most=_DAY_H, unit="h")
        return self.shift(hours + sd * _NODES), _WEIGHTS / _WEIGHTS.sum()
