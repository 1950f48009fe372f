"""The exact solution, marched over the times asked for.

Between events the system is linear with constant coefficients, so one table of propagators carries the state
of all subjects over any evenly spaced stretch of the grid, whatever the number of doses. What enters between two
grid times is first brought, exactly, to the later one. The array of results is itself the blood compartment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pksim.kinetics.arrays import Array
from pksim.kinetics.arrivals import Arrival, arrivals
from pksim.kinetics.propagators import decay, held_back, passed_on, transfer
from pksim.kinetics.system import INTO_BLOOD, System

_CHUNK = 12288
"""Subjects marched together: their few rows stay in the processor's second-level cache."""
_FEW = 768
"""Up to so many subjects, a table of many steps beats marching step by step, which costs its NumPy calls."""
_LONGEST_TABLE = 1024
_RENEW_AFTER = 256
"""Steps after which the accumulated rounding of the share kept in a step is made good."""
_TIME_RESOLUTION = 8e-13
"""Relative error of the time since a dose that is let pass."""
_NEVER_ZERO = 1e-250
_ALIKE = 1e-6
"""Relative difference of steps that may be one step, but for rounding."""


def solve(system: System, times_h: Array, out: Array) -> None:
    """Fill ``out`` with the exact concentrations.

    Parameters
    ----------
    system : System
        Model and inputs.
    times_h : array (times,)
        Strictly increasing times [h].
    out : array (times, n)
        Where the concentrations [mg/L] go.

    Notes
    -----
    Every operation adds or multiplies positive numbers, so relative errors do not grow: what remains is the
    rounding of a few products.
    """
    if not out.size:
        return
    grid = _Grid.of(times_h, system)
    chunks = -(-system.subjects // _CHUNK)
    edges = [system.subjects * i // chunks for i in range(chunks + 1)]
    for first, last in pairwise(edges):
        part = system if chunks == 1 else system.part(first, last)
        _March(part, grid, out[:, first:last]).run()


@dataclass(frozen=True, eq=False)
class _Grid:
    """The times, their common step, and which of the steps are that step to rounding."""

    times_h: Array
    step_h: float
    regular: NDArray[np.bool_]
    changes: list[int]

    @classmethod
    def of(cls, times_h: Array, system: System) -> _Grid:
        steps = np.diff(times_h)
        if not steps.size:
            return cls(times_h, 1.0, np.empty(0, dtype=np.bool_), [])
        spacing, middle = np.spacing(np.abs(times_h)), steps[steps.size // 2]
        # A time far away, known to hours only, must not make the steps near zero look even.
        off = np.abs(steps - middle)
        alike = off <= _ALIKE * middle
        rounding = float(np.maximum(spacing[:-1], spacing[1:])[alike].max())
        regular = alike & (off <= 4 * rounding)
        step = float(steps.mean() if regular.all() else steps[regular].mean())
        # Steps that are even to rounding can still drift off together, as they do in a sum of steps.
        changes = np.flatnonzero(regular[1:] != regular[:-1]) + 1
        for first, last in pairwise([0, *changes.tolist(), steps.size]):
            drift = np.arange(last - first + 1.0)
            drift *= -step
            drift += times_h[first : last + 1]
            drift -= times_h[first]
            regular[first:last] &= max(drift.max(), -drift.min()) <= 4 * spacing[first : last + 1].max()
        if rounding > _TIME_RESOLUTION * step and system.duration_h.shape[1] == 1:
            # Soon after a dose, the relative error of the concentration is that of the time since the dose. Where
            # the clock reads large, rounded grid times are not even enough for that: take them one by one.
            for start in np.unique([system.start_h.rounded, system.end_h.rounded]):
                row = int(np.searchsorted(times_h, start))
                regular[row : row + int(np.spacing(abs(start)) / (_TIME_RESOLUTION * step))] = False
        return cls(times_h, step, regular, (np.flatnonzero(regular[1:] != regular[:-1]) + 1).tolist())

    def alike_until(self, row: int, to: int) -> int:
        """Say up to which row, ``to`` at most, all steps are regular or all are not."""
        at = bisect_right(self.changes, row)
        return min(self.changes[at], to) if at < len(self.changes) else to


@dataclass(frozen=True, eq=False)
class _Table:
    """What each of some elapsed times does to the state, as (elapsed, n) arrays, one per depot where it says so.

    The gut is kept as what it hands to the blood in the first common step of the grid, which saves a product a
    step. A release in progress adds, per unit of its rate, ``filled_gut`` and ``filled_blood``.
    """

    blood: Array
    gut: list[Array]
    handed: list[Array]
    filled_gut: dict[int, Array]
    filled_blood: dict[int, Array]

    @classmethod
    def of(cls, system: System, elapsed_h: Array, first_step: Array) -> _Table:
        s, ke = elapsed_h[:, np.newaxis], system.ke_per_h
        filled_gut, filled_blood = {}, {}
        for d in np.unique(system.depot[system.duration_h.any(axis=1)]):
            if d == INTO_BLOOD:
                filled_blood[d] = s * held_back(s, ke)
            else:
                filled_gut[d] = s * held_back(s, system.ka_per_h[d]) * first_step[d]
                filled_blood[d] = s * passed_on(s, system.ka_per_h[d], ke)
        return cls(
            blood=decay(s, ke),
            gut=[decay(s, ka) for ka in system.ka_per_h],
            handed=[transfer(s, ka, ke) / unit for ka, unit in zip(system.ka_per_h, first_step, strict=True)],
            filled_gut=filled_gut,
            filled_blood=filled_blood,
        )

    def part(self, first: int, last: int) -> _Table:
        """Take the elapsed times from first up to, not including, last."""
        return _Table(
            self.blood[first:last],
            [each[first:last] for each in self.gut],
            [each[first:last] for each in self.handed],
            {d: each[first:last] for d, each in self.filled_gut.items()},
            {d: each[first:last] for d, each in self.filled_blood.items()},
        )


class _March:
    """One chunk of subjects on its way over the grid."""

    uneven: Iterator[tuple[_Table, int]]

    def __init__(self, system: System, grid: _Grid, out: Array) -> None:
        self.system, self.grid, self.out = system, grid, out
        steps, n = len(grid.regular), system.subjects
        first_step = transfer(np.asarray(grid.step_h), system.ka_per_h, system.ke_per_h)
        self.first_step = np.maximum(first_step, _NEVER_ZERO)
        self.guts = np.zeros_like(system.ka_per_h)
        self.rates: dict[int, Array] = {}
        self.in_use: list[int] = []
        self.row = 0
        self.marched = 0
        self.by_table = n <= _FEW
        self.rows = min(max(int(np.sqrt(300 * steps / n)), 8), _LONGEST_TABLE, max(steps, 1))
        self.spare = np.empty((self.rows, n))
        table_rows = self.rows if self.by_table else 1
        self.shared = self._table(np.arange(1.0, table_rows + 1) * grid.step_h)

    def run(self) -> None:
        listed = arrivals(self.system, self.grid.times_h, self.first_step)
        last = len(self.grid.times_h) - 1
        self.row = listed[0].row if listed else last
        self.out[: self.row + 1] = 0.0
        stops = [each.row for each in listed]
        self.uneven = self._uneven_stretches([*stops, last])
        for each in listed:
            self._advance(each.row)
            self._receive(each)
        self._advance(last)

    def _uneven_stretches(self, stops: list[int]) -> Iterator[tuple[_Table, int]]:
        """Give a table for each stretch of uneven steps up to the next stop, several of them made at once."""
        stretches: list[Array] = []
        times, regular = self.grid.times_h, self.grid.regular
        for row, end in pairwise(sorted({*stops, *self.grid.changes})):
            if row < stops[0] or regular[row]:
                continue
            for first in range(row, end, self.rows):
                stretches.append(times[first + 1 : min(first + self.rows, end) + 1] - times[first])
                if sum(map(len, stretches)) >= self.rows:
                    yield from self._tables(stretches)
                    stretches = []
        yield from self._tables(stretches)

    def _tables(self, stretches: list[Array]) -> Iterator[tuple[_Table, int]]:
        if stretches:
            edges = np.cumsum([0, *map(len, stretches)]).tolist()
            together = self._table(np.concatenate(stretches))
            for first, last in pairwise(edges):
                yield together.part(first, last), last - first

    def _receive(self, each: Arrival) -> None:
        if each.blood is not None:
            self.out[self.row][each.subjects] += each.blood
        if each.gut is not None and each.depot != INTO_BLOOD:
            self.guts[each.depot][each.subjects] += each.gut
        if each.rate is not None:
            rate = self.rates.setdefault(each.source, np.zeros(self.system.subjects))
            rate[each.subjects] = each.rate
            if not rate.any():
                del self.rates[each.source]
        if each.depot not in (INTO_BLOOD, *self.in_use):
            self.in_use.append(each.depot)

    def _advance(self, to: int) -> None:
        regular = self.grid.regular
        while self.row < to:
            row = self.row
            alike = self.grid.alike_until(row, to) - row
            if regular[row] and self.by_table:
                self._fill(self.shared, min(alike, self.rows))
            elif regular[row]:
                self._step(alike)
            else:
                self._fill(*next(self.uneven))

    def _fill(self, table: _Table, count: int) -> None:
        """Fill some rows at once."""
        row, spare = self.row, self.spare[:count]
        block = self.out[row + 1 : row + 1 + count]
        np.multiply(table.blood[:count], self.out[row], out=block)
        for d in self.in_use:
            block += np.multiply(table.handed[d][:count], self.guts[d], out=spare)
            self.guts[d] *= table.gut[d][count - 1]
        for source, rate in self.rates.items():
            d = int(self.system.depot[source])
            block += np.multiply(table.filled_blood[d][:count], rate, out=spare)
            if d != INTO_BLOOD:
                self.guts[d] += table.filled_gut[d][count - 1] * rate
        self.row += count

    def _step(self, count: int) -> None:
        """Fill some rows one by one, with three operations on each for boluses into one gut."""
        one, depots = self.shared, self.system.depot
        keeps = one.blood[0]
        guts = [(self.guts[d], one.gut[d][0]) for d in self.in_use]
        releasing = [(int(depots[source]), rate) for source, rate in self.rates.items()]
        for_blood = [one.filled_blood[d][0] * rate for d, rate in releasing]
        for_gut = [(self.guts[d], one.filled_gut[d][0] * rate) for d, rate in releasing if d != INTO_BLOOD]
        for row in range(self.row, self.row + count):
            blood = np.multiply(self.out[row], keeps, out=self.out[row + 1])
            for gut, gut_keeps in guts:
                blood += gut
                gut *= gut_keeps
            for gut, released in for_gut:
                gut += released
            for released in for_blood:
                blood += released
            self.marched += 1
            if self.marched % _RENEW_AFTER == 0:
                blood *= self._renewal(self.system.ke_per_h)
                self.guts *= self._renewal(self.system.ka_per_h)
        self.row += count

    def _renewal(self, rate_per_h: Array) -> Array:
        """Make good what the rounding of the share kept in a step has done over many steps."""
        exponent = rate_per_h * self.grid.step_h
        share = np.exp(-exponent)
        error = np.expm1(-exponent) - (share - 1.0)
        return np.where(exponent < 0.5, 1.0 + _RENEW_AFTER * error / share, 1.0)

    def _table(self, elapsed_h: Array) -> _Table:
        return _Table.of(self.system, elapsed_h, self.first_step)
