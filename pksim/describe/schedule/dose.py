"""One dose: how much of what, in which form, and when."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from pksim.describe.compound.formulation import Basis
from pksim.describe.compound.kind import Kind
from pksim.describe.schedule.night import DAY_H, Night, check_nights
from pksim.describe.words.units import write_clock
from pksim.errors import InputError

_LEAST_MG, _MOST_MG = 1e-9, 1e9
SECONDS_PER_H = 3600


@dataclass(frozen=True)
class Dose:
    """A dose of one compound. Exactly one of ``time_h`` and ``clock_h`` says when.

    Parameters
    ----------
    compound : str
        Name of the compound.
    amount_mg : float
        Amount [mg] on the given basis, more than 0.
    time_h : float, optional
        When it is taken [h from bedtime].
    clock_h : float, optional
        When it is taken [h since midnight].
    delay_h : float, optional
        How much later than that clock time of the night it has been shifted [h].
    night : int, optional
        In which night, counted from 1; None means the first, or every one when a schedule is repeated.
    formulation : str, optional
        Name of a formulation of the compound; None means the compound's usual one.
    basis : {"elemental", "salt"}, optional
        What the amount is an amount of, for compounds that are salts.
    window_h : tuple of float, optional
        Earliest and latest time, as hours from the time given.
    range_mg : tuple of float, optional
        Lowest and highest amount that the source gives [mg].
    amount_kind, time_kind, form_kind : {"stated", "computed", "assumed", "unverified"}, optional
        Where amount, time and form come from.
    note : str, optional
        What a reader should know about it.

    Raises
    ------
    pksim.errors.InputError
        When a number is out of its domain.
    """

    compound: str
    amount_mg: float
    time_h: float | None = None
    clock_h: float | None = None
    delay_h: float = 0.0
    night: int | None = None
    formulation: str | None = None
    basis: Basis | None = None
    window_h: tuple[float, float] | None = None
    range_mg: tuple[float, float] | None = None
    amount_kind: Kind = "stated"
    time_kind: Kind = "stated"
    form_kind: Kind = "stated"
    note: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.compound, str):
            msg = f"Dose: compound is {self.compound!r}; it must be the name of one, such as 'melatonin'."
            raise InputError(msg)
        if not _is_number(self.amount_mg) or self.amount_mg <= 0:
            msg = f"Dose of {self.compound}: amount_mg is {self.amount_mg!r}; it must be a finite number above 0."
            raise InputError(msg)
        if not _LEAST_MG <= self.amount_mg <= _MOST_MG:
            msg = f"Dose of {self.compound}: {self.amount_mg:g} mg; a dose is from {_LEAST_MG:g} to {_MOST_MG:g} mg."
            raise InputError(msg)
        if (self.time_h is None) == (self.clock_h is None):
            msg = f"Dose of {self.compound}: give either time_h (hours from bedtime) or clock_h (hours since midnight)."
            raise InputError(msg)
        if self.time_h is not None and not (_is_number(self.time_h) and abs(self.time_h) <= 72):
            msg = f"Dose of {self.compound}: time_h is {self.time_h!r}; it must be within 72 hours of bedtime."
            raise InputError(msg)
        if self.clock_h is not None and not (_is_number(self.clock_h) and 0 <= self.clock_h < 24):
            msg = f"Dose of {self.compound}: clock_h is {self.clock_h!r}; it must be from 0 up to 24 hours."
            raise InputError(msg)
        if self.night is not None:
            check_nights(self.night, f"Dose of {self.compound}: night")
        if self.window_h is not None and self.window_h[0] > self.window_h[1]:
            msg = f"Dose of {self.compound}: window_h is {self.window_h!r}; it must go from early to late."
            raise InputError(msg)
        if self.basis not in (None, "elemental", "salt"):
            msg = f"Dose of {self.compound}: basis is {self.basis!r}; it must be 'elemental' or 'salt'."
            raise InputError(msg)

    def time_from_bedtime_h(self, night: Night) -> float:
        """Say when the dose is taken [h from the first bedtime]."""
        time = self.time_h if self.time_h is not None else night.time_h(self.clock_h or 0.0) + self.delay_h
        return time + DAY_H * ((self.night or 1) - 1)

    def moment(self, night: Night) -> tuple[int, ...]:
        """Say when the dose is taken in whole seconds from the first bedtime, and with its window so far from there.

        Times that mean the same, such as ``23 min before bed`` and ``at 22:37``, can differ in the last bit as hours.
        """
        hours = (self.time_from_bedtime_h(night), *(self.window_h or ()))
        return tuple(round(each * SECONDS_PER_H) for each in hours)

    def shift(self, hours: float) -> Dose:
        """Take it so many hours later; earlier if negative."""
        if self.time_h is not None:
            return replace(self, time_h=self.time_h + hours)
        return replace(self, delay_h=self.delay_h + hours)

    def scale(self, factor: float) -> Dose:
        """Take so many times as much."""
        spread = None if self.range_mg is None else (self.range_mg[0] * factor, self.range_mg[1] * factor)
        return replace(self, amount_mg=self.amount_mg * factor, range_mg=spread)

    @property
    def what(self) -> str:
        """What is taken, in words, such as ``magnesium glycinate 300 mg elemental``."""
        amount = f"{self.amount_mg:g} mg" if self.amount_mg >= 0.1 else f"{self.amount_mg * 1000:g} µg"
        return " ".join(filter(None, (self.compound, self.formulation, amount, self.basis)))

    @property
    def when(self) -> str:
        """When it is taken, in words, such as ``60 min before bed`` or ``at 22:30``."""
        early, late = self.window_h or (0.0, 0.0)
        if self.clock_h is not None:
            clocks = [write_clock(self.clock_h + self.delay_h + offset) for offset in (early, late)]
            return "at " + "-".join(dict.fromkeys(clocks))
        time = self.time_h or 0.0
        side = "before" if time < 0 else "after"
        first, last = sorted((abs(time + early), abs(time + late)))
        if first == last or (time + early) * (time + late) < 0:
            return f"{_spoken(abs(time))} {side} bed" if time else "at bedtime"
        middle = math.isclose(early, -late)
        span = f"{first * 60:g}-{last * 60:g} min"
        return f"{span} {side} bed" if middle else f"{_spoken(abs(time))} {side} bed (or {span})"

    def __str__(self) -> str:
        return f"{self.what} {self.when}" + ("" if self.night is None else f" on night {self.night}")


def _spoken(hours: float) -> str:
    return f"{hours:g} h" if hours >= 2 and hours == int(hours) else f"{hours * 60:g} min"


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
