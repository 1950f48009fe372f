"""What suppresses a level for some time, and how far it has come by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pksim.errors import InputError
from pksim.kinetics.arrays import Array, Number


class Suppression(NamedTuple):
    """What suppresses the level for some time, such as each.

    Attributes
    ----------
    start_h, end_h : float
        From when to when [h].
    share : float
        Share of the level that it would take away in the end [1].
    """

    start_h: float
    end_h: float
    share: float

    def check(self) -> None:
        """Refuse numbers out of their domain."""
        if not 0.0 <= self.share <= 1.0:
            msg = f"Suppression: share is {self.share:g}; it must be from 0 to 1."
            raise InputError(msg)
        if not self.end_h > self.start_h:
            msg = f"Suppression: it ends at {self.end_h:g} h and starts at {self.start_h:g} h; it must end later."
            raise InputError(msg)


@dataclass(frozen=True, eq=False)
class Course:
    """Stretches of constant suppression, from each time at which it changes to the next.

    Attributes
    ----------
    start_h : array (stretches,)
        When each starts [h]; the first holds before all.
    share : array (stretches,)
        The share that the level is on its way to lose.
    reached : array (stretches,) or (stretches, N)
        How far the level is suppressed at the start.
    ke_per_h : float or array (N,)
        Rate at which suppression comes and goes [1/h].
    """

    start_h: Array
    share: Array
    reached: Array
    ke_per_h: Number

    @classmethod
    def of(cls, suppressions: tuple[Suppression, ...], ke_per_h: Number) -> Course:
        """Add up what suppresses, one after the other."""
        edges = np.unique([time for each in suppressions for time in (each.start_h, each.end_h)])
        start = np.concatenate([[-np.inf], edges])
        share, reached = np.zeros(start.size), np.zeros((start.size, *np.shape(ke_per_h)))
        for each in suppressions:
            share[np.searchsorted(start, each.start_h) : np.searchsorted(start, each.end_h)] += each.share
        course = cls(np.concatenate([[0.0], edges]), share, reached, ke_per_h)
        for i, lasted in enumerate(np.diff(edges), start=1):
            reached[i + 1] = course._after(lasted, reached[i], share[i])
        return course

    def share_at(self, times_h: Array) -> Array:
        """Give the share that the level is on its way to lose."""
        return self.share[self._stretch(times_h)]

    def at(self, times_h: Array) -> Array:
        """Give the share that the level has lost."""
        stretch = self._stretch(times_h)
        reached = self.reached[stretch]
        if np.ndim(self.ke_per_h):
            reached = self.reached[stretch, np.arange(len(self.ke_per_h))]
        return self._after(times_h - self.start_h[stretch], reached, self.share[stretch])

    def _stretch(self, times_h: Array) -> NDArray[np.intp]:
        """Give the number of the stretch in which each time lies; 0 before all of them."""
        return np.searchsorted(self.start_h[1:], times_h, side="right")

    def _after(self, lasted_h: Array, reached: Array, share: Array) -> Array:
        """Give the suppression some time after it was so far on its way to a share."""
        exponent = -self.ke_per_h * np.where(lasted_h > 0.0, lasted_h, 0.0)
        after: Array = reached * np.exp(exponent) - share * np.expm1(exponent)
        return after
