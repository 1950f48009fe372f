"""What one subject took, and what was measured in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array
from pksim.kinetics.inputs import Route

TRAIN_H = 2000.0
"""Earlier doses of a steady state reach back so far, which is 20 half-lives of 100 h, after which 1e-6 are left."""
_LONGEST_TRAIN = 1000


@dataclass(frozen=True, eq=False)
class Taken:
    """One dose of one subject.

    Attributes
    ----------
    time_h : float
        When [h], on the axis of the samples.
    amount : float
        How much, in the unit that the samples say.
    route : {"oral", "iv"}
        Into the gut, or straight into the blood.
    duration_h : float
        How long it is infused [h]; 0 for a bolus.
    steady_state_every_h : float or None
        With a number, the body is in the steady state of this dose every so many hours when it is taken: what came
        before counts no more.
    """

    time_h: float
    amount: float
    route: Route = "oral"
    duration_h: float = 0.0
    steady_state_every_h: float | None = None

    def with_earlier(self) -> tuple[Taken, ...]:
        """Give the dose behind those that led to its steady state, over 2,000 h but at most 1,000 of them."""
        every = self.steady_state_every_h
        if every is None:
            return (self,)
        before = range(min(math.ceil(TRAIN_H / every), _LONGEST_TRAIN), -1, -1)
        return tuple(Taken(self.time_h - every * n, self.amount, self.route, self.duration_h) for n in before)


@dataclass(frozen=True, eq=False)
class Subject:
    """The samples of one subject, in the order of the file.

    Attributes
    ----------
    name : str
        What the file calls it.
    times_h : array (n,)
        When each was drawn [h], on the axis of the file.
    conc : array (n,)
        Concentrations; where it is below the limit, the limit itself, or NaN if nobody said which that is.
    below_limit : bool array (n,)
        Whether it is below the limit of quantification.
    doses : tuple of Taken
        What was taken, in order; additional doses are written out.
    after_dose : int array (n,)
        How many of the doses were in when each sample was drawn. It tells a trough from the first sample of a new
        dose, where both stand at one time.

    Examples
    --------
    >>> import pksim as pk
    >>> first = pk.load_samples("theoph")["1"]
    >>> first.conc[:3], first.doses[0].amount
    (array([0.74, 2.84, 6.57]), 4.02)
    """

    name: str
    times_h: Array
    conc: Array
    below_limit: NDArray[np.bool_]
    doses: tuple[Taken, ...]
    after_dose: NDArray[np.intp]

    @property
    def drawn_h(self) -> Array:
        """Times at which to ask a curve [h]: those of the samples, a hair earlier before a dose of the same time."""
        taken = np.array([dose.time_h for dose in self.doses])
        early = np.array([n < len(taken) and taken[n] <= t for t, n in zip(self.times_h, self.after_dose, strict=True)])
        return np.where(early, np.nextafter(self.times_h, -np.inf), self.times_h)

    def lacks(self, least: int = 1) -> str | None:
        """Say what is missing for something to be learnt from so many samples; None when nothing is."""
        after = self.after_dose > 0
        seen = int((after & ~self.below_limit).sum())
        if not self.doses:
            return f"subject {self.name!r} has no dose."
        if not after.any():
            return f"subject {self.name!r} has no sample after its first dose, at {self.doses[0].time_h:g} h."
        if not seen:
            return f"subject {self.name!r}: all samples after a dose ({after.sum()}) are below the limit."
        if seen < least:
            return f"subject {self.name!r}: samples after a dose and not below the limit are {seen}; it takes {least}."
        return None

    def spans(self) -> Iterator[tuple[NDArray[np.bool_], tuple[Taken, ...]]]:
        """Cut the samples where a steady state makes what came before count no more.

        Yields
        ------
        bool array (n,), tuple of Taken
            Which samples, and all doses that count in them: those behind a steady state, too. Without one, there is a
            single span of all samples and all doses.
        """
        cuts = [i for i, dose in enumerate(self.doses) if i and dose.steady_state_every_h is not None]
        for first, last in zip([0, *cuts], [*cuts, len(self.doses)], strict=True):
            within = (self.after_dose <= last) & ((self.after_dose > first) | (first == 0))
            yield within, tuple(each for dose in self.doses[first:last] for each in dose.with_earlier())
