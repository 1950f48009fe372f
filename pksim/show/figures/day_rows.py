"""Days under one another, each from noon to noon on the local clock, and what lies where in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.describe.schedule.night import DAY_H
from pksim.describe.schedule.real_nights import RealNights
from pksim.kinetics.arrays import Array

NOON_H = 12.0
_LONGEST_ROW_H = 42.0
_LONG_GAP = 4
_A_STEP_H = 1e-9


@dataclass(frozen=True)
class Clock:
    """The local clock of real nights, in hours from the noon of a day.

    Parameters
    ----------
    nights : RealNights
        The nights.
    first : date
        The day.
    """

    nights: RealNights
    first: date

    @property
    def _noon(self) -> datetime:
        return datetime.combine(self.first, time(int(NOON_H)))

    def from_the_day_before(self) -> Clock:
        """Give the same clock, counted from a day earlier."""
        return Clock(self.nights, self.first - timedelta(days=1))

    def shows(self, instant: datetime) -> float:
        """Give what it shows at an instant [h]."""
        return (self.nights.local(instant).replace(tzinfo=None) - self._noon) / timedelta(hours=1)

    def shows_at(self, times_h: ArrayLike) -> Array:
        """Give what it shows (times,) at hours from the first bedtime [h]."""
        stamps = self.nights.timestamps(times_h).tz_localize(None)
        shown: Array = ((stamps - self._noon).total_seconds() / 3600).to_numpy()
        return shown

    @property
    def sleeps(self) -> list[tuple[float, float]]:
        """From when to when each night lasts [h]."""
        ends = zip(self.nights.bedtimes, self.nights.wakes, strict=True)
        return [(self.shows(bed), self.shows(wake)) for bed, wake in ends]

    @property
    def row_h(self) -> float:
        """How long a row is that holds the whole sleep of its evening [h]."""
        days = [(each - self.first).days for each in self.nights.dates]
        last = max(wake - DAY_H * day for day, (_, wake) in zip(days, self.sleeps, strict=True))
        return float(np.clip(np.ceil(last + 0.5), DAY_H, _LONGEST_ROW_H))


@dataclass(frozen=True)
class DayRows:
    """Rows of days in one panel.

    Parameters
    ----------
    first : date
        The day from whose noon the clock counts.
    rows : array of int
        Row of each day from the first on; -1 for one that has none here.
    length_h : float
        How long a row is [h]: what is beyond a day is in the next row, too.
    gaps : tuple of (int, int)
        DayRows that stand for several days without a night, and for how many.
    """

    first: date
    rows: NDArray[np.intp]
    length_h: float
    gaps: tuple[tuple[int, int], ...] = ()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return int(self.rows.max()) + 1

    @property
    def days(self) -> list[tuple[int, date]]:
        """Each row and its day, but for gaps."""
        return [(int(row), self.first + timedelta(days=day)) for day, row in enumerate(self.rows) if row >= 0]

    def places(self, clock_h: float) -> list[tuple[int, float]]:
        """Give every row that holds a time, and where in it [h from noon]."""
        day = int(clock_h // DAY_H)
        found = [(each, clock_h - DAY_H * each) for each in (day, day - 1)]
        return [
            (int(self.rows[each]), x)
            for each, x in found
            if 0 <= each < len(self.rows) and self.rows[each] >= 0 and x <= self.length_h
        ]

    def spans(self, begin_h: float, end_h: float) -> list[tuple[int, float, float]]:
        """Give every row that holds some of a span, and from where to where in it [h from noon]."""
        found = []
        for day in range(int(begin_h // DAY_H) - 1, int(end_h // DAY_H) + 1):
            x0, x1 = max(begin_h - DAY_H * day, 0.0), min(end_h - DAY_H * day, self.length_h)
            if 0 <= day < len(self.rows) and self.rows[day] >= 0 and x0 < x1:
                found.append((int(self.rows[day]), x0, x1))
        return found

    def line(self, clock_h: Array, share: Array) -> tuple[Array, Array, Array]:
        """Cut a curve into rows.

        Parameters
        ----------
        clock_h : array (times,)
            What the clock shows [h]; it may go back.
        share : array (times,)
            How high the curve is, of a row; NaN for what is not drawn.

        Returns
        -------
        (array, array, array)
            Hours from noon, row and share, with NaN between one row and the next, and where clocks go back.
        """
        day = np.floor(clock_h / DAY_H).astype(np.intp)
        at, rows, hours = [], [], []
        for back in range(1 + (self.length_h > DAY_H)):
            x, which = clock_h - DAY_H * (day - back), day - back
            held = (which >= 0) & (which < len(self.rows)) & (x <= self.length_h) & ~np.isnan(share)
            row = np.where(held, self.rows[np.where(held, which, 0)], -1)
            kept = np.flatnonzero(row >= 0)
            at.append(kept)
            rows.append(row[kept])
            hours.append(x[kept])
        of, row, x = (np.concatenate(each) for each in (at, rows, hours))
        order = np.lexsort((of, row))
        of, row, x = of[order], row[order], x[order]
        jumps = (np.diff(of) != 1) | (np.diff(row) != 0) | (np.diff(x) < -_A_STEP_H)
        ends = np.append(np.flatnonzero(jumps) + 1, len(x))[: len(x)]
        x, row, share = (np.insert(each.astype(float), ends, np.nan) for each in (x, row, share[of]))
        return x, row, share


def listed_rows(clock: Clock) -> DayRows:
    """Give each evening a row, and a long stretch of days without a night a single one."""
    days = [(each - clock.first).days for each in clock.nights.dates]
    rows = np.full(days[-1] + 1, -1, dtype=np.intp)
    gaps, row, before = [], 0, -1
    for day in days:
        missing = range(before + 1, day)
        if len(missing) >= _LONG_GAP:
            gaps.append((row, len(missing)))
            row += 1
        else:
            for each in missing:
                rows[each], row = row, row + 1
        rows[day], row, before = row, row + 1, day
    return DayRows(clock.first, rows, clock.row_h, tuple(gaps))


def month_rows(clock: Clock) -> list[DayRows]:
    """Give each month from the first evening to the last a panel, and each of its days a row."""
    first, last, length_h = clock.first, clock.nights.dates[-1], clock.row_h
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    months = dict.fromkeys((each.year, each.month) for each in days)
    return [
        DayRows(
            first,
            np.array([each.day - 1 if (each.year, each.month) == month else -1 for each in days], dtype=np.intp),
            length_h,
        )
        for month in months
    ]


def thinned(times_h: Sequence[float] | Array, levels: Array, *, least_h: float) -> NDArray[np.intp]:
    """Choose points of a curve that show it as well as all: of every stretch the lowest and the highest.

    Parameters
    ----------
    times_h : array (times,)
        When [h], ascending.
    levels : array (times,)
        How high.
    least_h : float
        What can be told apart [h].

    Returns
    -------
    array of int
        Which, ascending, the first and the last among them.
    """
    stretch = np.floor(np.asarray(times_h) / least_h)
    begins = np.flatnonzero(np.diff(stretch, prepend=-np.inf))
    order = np.lexsort((levels, stretch))
    ends = np.append(begins[1:], len(levels)) - 1
    kept: NDArray[np.intp] = np.unique(np.concatenate([[0, len(levels) - 1], order[begins], order[ends]]))
    return kept
