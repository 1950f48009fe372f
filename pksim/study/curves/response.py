"""A compound's curve that only shifts with its doses: solved once, asked for any shift; the body's own stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pksim.kinetics import features
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.total import AT_ONCE, Total
from pksim.study.curves.one_night import OneNight, hours_of_total
from pksim.study.curves.regimen import Regimen


@dataclass(frozen=True, eq=False)
class Response:
    """The curve of one compound in one person or many, in the compound's display unit.

    All times are hours from the bedtime of its night.

    Attributes
    ----------
    regimen : Regimen
        Model and inputs.
    night : OneNight
        The night whose peak is asked for.
    own : BodysOwn or None
        What the body adds by itself [mg/L], which does not move with the doses; None for nothing.
    later_h : float
        How much later than in the regimen all doses are taken [h].
    """

    regimen: Regimen
    night: OneNight
    own: BodysOwn | None = None
    later_h: float = 0.0

    def moved(self, later_h: float) -> Response:
        """Give the same curve with all doses taken so much later than in the regimen."""
        moved = replace(self, later_h=later_h)
        if self.own is not None:
            object.__setattr__(moved, "_parts", self._parts)  # which are solved once
        return moved

    @property
    def wake_h(self) -> float:
        """Waking time [h from bedtime]."""
        return self.night.wake_h - self.night.bed_h

    @cached_property
    def _peak(self) -> tuple[Array, Array]:
        if self.own is None:
            time, height = features.peak(self.regimen.pieces, self.night.start_h, self.night.end_h)
            return time + self.later_h, height
        time, height = self._of_totals(lambda total, one: total.peak(*hours_of_total(total, self.regimen.night, one)))
        return time, height

    @property
    def peak_time_h(self) -> Array:
        """When the curve peaks, (people,) [h from bedtime]; with the body's own in the hours of `pksim.metrics`."""
        return np.atleast_1d(self._peak[0]) - self.night.bed_h

    @property
    def peak_level(self) -> Array:
        """How high, (people,)."""
        return np.atleast_1d(self._peak[1]) * self.regimen.compound.display_factor

    def level(self, times_h: Array) -> Array:
        """Concentration (times, people) at some times [h from bedtime], in any order."""
        since = times_h + self.night.bed_h
        level: Array = self.regimen.concentration(since - self.later_h).reshape(len(times_h), -1)
        if self.own is not None:
            level = level + self.own.concentration(since).reshape(len(times_h), -1)
        return level * self.regimen.compound.display_factor

    def hours_above(self, level: float, from_h: Array, to_h: Array) -> Array:
        """How long (windows, people) the curve is above a level within each window [h from bedtime]."""
        bed_h, limit = self.night.bed_h, level / self.regimen.compound.display_factor
        if self.own is not None:
            windows = list(zip(from_h + bed_h, to_h + bed_h, strict=True))
            return np.array(self._of_totals(lambda total, _: [total.hours_above(limit, *each) for each in windows]))
        pieces, bed_h = self.regimen.pieces, bed_h - self.later_h
        total = np.zeros((len(from_h), pieces.subjects))
        for begin, end in features.stretches_above(pieces, limit):
            for first, last in zip(*(each.reshape(-1, pieces.subjects) for each in (begin, end)), strict=True):
                inside = np.minimum(last, bed_h + to_h[:, np.newaxis]) - np.maximum(
                    first, bed_h + from_h[:, np.newaxis]
                )
                total += np.maximum(inside, 0.0)
        return total

    def _of_totals(self, ask: Callable[[Total, OneNight], Sequence[Number]]) -> tuple[Array, ...]:
        """Ask something of the sum of both curves in each of the people, some at a time, and join what is found."""
        found = []
        for own, pieces, one in self._parts:
            moved = replace(one, start_h=one.start_h + self.later_h, end_h=one.end_h + self.later_h)
            found.append(ask(Total(own, pieces.later(self.later_h)), moved))
        return tuple(np.concatenate([np.atleast_1d(each) for each in part]) for part in zip(*found, strict=True))

    @cached_property
    def _parts(self) -> list[tuple[BodysOwn, Pieces, OneNight]]:
        """Cut the people: the body's own, what the doses add, and the night, of some hundred each."""
        system, own = self.regimen.system, self.own
        assert own is not None
        people = max(system.subjects, *own.shape, 1)
        if not system.shape and not own.shape:
            return [(own, self.regimen.pieces, self.night)]
        start, end = (np.broadcast_to(each, people) for each in (self.night.start_h, self.night.end_h))
        parts = []
        for first in range(0, people, AT_ONCE):
            cut = np.s_[first : min(first + AT_ONCE, people)]
            pieces = Pieces.of(system.part(cut.start, cut.stop)) if system.shape else self.regimen.pieces
            parts.append((own.of(cut), pieces, replace(self.night, start_h=start[cut], end_h=end[cut])))
        return parts
