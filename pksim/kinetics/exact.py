"""The exact solution, marched over the times asked for.

Between events the system is linear with constant coefficients, so one table of propagators carries the state
of all subjects over any evenly spaced stretch of the grid, whatever the number of doses. What enters between two
grid times is first brought, exactly, to the later one. The array of results is itself the blood compartment.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np

from pksim.kinetics.arrays import LINE, Array, on_lines
from pksim.kinetics.arrivals import arrivals
from pksim.kinetics.grid import Grid
from pksim.kinetics.propagators import transfer
from pksim.kinetics.system import INTO_BLOOD, System
from pksim.kinetics.table import Propagators

_CHUNK = 12288
"""Subjects marched together: their few rows stay in the processor's second-level cache."""
_FEW = 768
"""Up to so many subjects, a table of many steps beats marching step by step, which costs its NumPy calls."""
_LONGEST_TABLE = 1024
_RENEW_AFTER = 1024
"""Steps after which the accumulated rounding of the share kept in a step is made good."""
_NEVER_ZERO = 1e-250


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
    grid, last = Grid.of(times_h, system), len(times_h) - 1
    for cut in _chunks(system.subjects):
        _March(system.part(*cut), grid, [last]).run(last, out[:, slice(*cut)], 0)


def in_blocks(system: System, times_h: Array, count: int) -> Iterator[Array]:
    """Give the exact concentrations of some times after another, so that they can be used while they are in cache.

    Parameters
    ----------
    system : System
        Model and inputs.
    times_h : array (times,)
        Strictly increasing times [h].
    count : int
        How many times a block has; the last one may have fewer.

    Yields
    ------
    array (count, n)
        Concentrations [mg/L], the caller's to change until the next block takes their place.
    """
    grid, ends = Grid.of(times_h, system), [*range(count - 1, len(times_h) - 1, count), len(times_h) - 1]
    room = on_lines(count + 1, system.subjects)
    marches = [(_March(system.part(*cut), grid, ends), room[:, slice(*cut)]) for cut in _chunks(system.subjects)]
    for before, end in pairwise([-1, *ends]):
        for march, its_room in marches:
            march.run(end, its_room, before)
        size = end - before
        room[0] = room[size]
        yield room[1 : size + 1]


def _chunks(subjects: int) -> Iterator[tuple[int, int]]:
    count = -(-subjects // _CHUNK)
    return pairwise([*(subjects * i // count // LINE * LINE for i in range(count)), subjects])


class _March:
    """One chunk of subjects on its way over the grid, which it may rest on at some rows."""

    out: Array
    first: int

    def __init__(self, system: System, grid: Grid, rests: list[int]) -> None:
        self.system, self.grid = system, grid
        steps, n = len(grid.regular), system.subjects
        first_step = transfer(np.asarray(grid.step_h), system.ka_per_h, system.ke_per_h)
        self.first_step = np.maximum(first_step, _NEVER_ZERO)
        self.guts = on_lines(*system.ka_per_h.shape)
        self.guts[...] = 0.0
        self.rates: dict[int, Array] = {}
        self.in_use: list[int] = []
        self.row = -1
        self.marched = 0
        self.by_table = n <= _FEW
        self.rows = min(max(int(np.sqrt(300 * steps / n)), 8), _LONGEST_TABLE, max(steps, 1))
        self.spare = np.empty((self.rows, n))
        listed = arrivals(self.system, self.grid.times_h, self.first_step)
        self.start = listed[0].row if listed else steps
        self.uneven = self._uneven_stretches([*rests, *(each.row for each in listed)])
        self.coming = listed[::-1]

    def run(self, to: int, out: Array, first: int) -> None:
        """Go on to a row of the grid, filling an array whose first row is that of the grid's row ``first``."""
        self.out, self.first = out, first
        if self.row < self.start:
            empty = min(self.start, to)
            out[self.row + 1 - first : empty + 1 - first] = 0.0
            self.row = empty
        self._receive()
        while self.row < to:
            alike = self.grid.alike_until(self.row, to) - self.row
            if not self.grid.regular[self.row]:
                self._fill(*next(self.uneven))
            elif self.by_table:
                undisturbed = self.coming[-1].row - self.row if self.coming else alike
                self._fill(self.shared, min(alike, undisturbed, self.rows))
            else:
                self._step(alike)
            self._receive()

    @cached_property
    def shared(self) -> Propagators:
        """Propagators over the common step and, where a table serves, several times that."""
        return self._table(np.arange(1.0, (self.rows if self.by_table else 1) + 1) * self.grid.step_h)

    @cached_property
    def keeps(self) -> Array:
        """Share that the blood and each gut keep in the common step, (1 + depots, n)."""
        depots, n = self.guts.shape
        keeps = on_lines(1 + depots, n)
        for rate_per_h, kept in zip([self.system.ke_per_h, *self.system.ka_per_h], keeps, strict=True):
            np.exp(np.multiply(rate_per_h, -self.grid.step_h, out=kept), out=kept)
        return keeps

    @cached_property
    def renewals(self) -> Array:
        """Factors that make good what the rounding of ``keeps`` has done over many steps."""
        exponents = np.vstack([self.system.ke_per_h, self.system.ka_per_h]) * self.grid.step_h
        error = np.expm1(-exponents) - (self.keeps - 1.0)
        return np.where(exponents < 0.5, 1.0 + _RENEW_AFTER * error / self.keeps, 1.0)

    def _uneven_stretches(self, stops: list[int]) -> Iterator[tuple[Propagators, int]]:
        """Give a table for each stretch of uneven steps up to the next stop, several of them made at once."""
        stretches: list[Array] = []
        times, regular = self.grid.times_h, self.grid.regular
        for row, end in pairwise(sorted({*stops, *self.grid.changes})):
            if row < self.start or regular[row]:
                continue
            for first in range(row, end, self.rows):
                stretches.append(times[first + 1 : min(first + self.rows, end) + 1] - times[first])
                if sum(map(len, stretches)) >= self.rows:
                    yield from self._tables(stretches)
                    stretches = []
        yield from self._tables(stretches)

    def _tables(self, stretches: list[Array]) -> Iterator[tuple[Propagators, int]]:
        if stretches:
            edges = np.cumsum([0, *map(len, stretches)]).tolist()
            together = self._table(np.concatenate(stretches))
            for first, last in pairwise(edges):
                yield together.part(first, last), last - first

    def _receive(self) -> bool:
        """Let all that arrives at this row arrive; say whether something else flows from now on."""
        changed = False
        while self.coming and self.coming[-1].row == self.row:
            each = self.coming.pop()
            if each.blood is not None:
                self.out[self.row - self.first][each.subjects] += each.blood
            if each.gut is not None and each.depot != INTO_BLOOD:
                self.guts[each.depot][each.subjects] += each.gut
            if each.rate is not None:
                changed = True
                rate = self.rates.setdefault(each.source, np.zeros(self.system.subjects))
                rate[each.subjects] = each.rate
                if not rate.any():
                    del self.rates[each.source]
            if each.depot not in (INTO_BLOOD, *self.in_use):
                changed = True
                self.in_use.append(each.depot)
        return changed

    def _fill(self, table: Propagators, count: int) -> None:
        """Fill some rows at once."""
        spare, before = self.spare[:count], self.row - self.first
        block = self.out[before + 1 : before + 1 + count]
        np.multiply(table.blood[:count], self.out[before], out=block)
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
        """Fill some rows one by one, until something else flows: three operations on each for boluses into one gut."""
        keeps, guts = self.keeps[0], [(self.guts[d], self.keeps[1 + d]) for d in self.in_use]
        releasing = [(int(self.system.depot[source]), rate) for source, rate in self.rates.items()]
        for_blood = [self.shared.filled_blood[d][0] * rate for d, rate in releasing]
        for_gut = [(self.guts[d], self.shared.filled_gut[d][0] * rate) for d, rate in releasing if d != INTO_BLOOD]
        end, changed = self.row + count, False
        while self.row < end and not changed:
            stop = min(end, self.row + _RENEW_AFTER - self.marched, self.coming[-1].row if self.coming else end)
            for last, blood in pairwise(self.out[self.row - self.first : stop - self.first + 1]):
                np.multiply(last, keeps, out=blood)
                for gut, gut_keeps in guts:
                    blood += gut
                    gut *= gut_keeps
                for gut, released in for_gut:
                    gut += released
                for released in for_blood:
                    blood += released
            self.marched += stop - self.row
            self.row = stop
            if self.marched == _RENEW_AFTER:
                self.out[stop - self.first] *= self.renewals[0]
                self.guts *= self.renewals[1:]
                self.marched = 0
            changed = self._receive()

    def _table(self, elapsed_h: Array) -> Propagators:
        return Propagators.of(self.system, elapsed_h, self.first_step)
