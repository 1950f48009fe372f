"""One dose: how much of what, in which form, and when."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import get_args

from pksim.arguments import ascending, instance, one_of, real_number, whole
from pksim.describe.compound.formulation import Basis
from pksim.describe.compound.kind import Kind
from pksim.describe.schedule.night import DAY_H, MOST_NIGHTS, Night, night_of
from pksim.describe.words.units import write_clock
from pksim.errors import InputError

LEAST_MG, MOST_MG = 1e-9, 1e9
MOST_H = 72.0
_MOST_DELAY_H = DAY_H * MOST_NIGHTS
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

    Examples
    --------
    >>> import pksim as pk
    >>> print(pk.Dose("magnesium", 300, time_h=-2, formulation="glycinate", basis="elemental"))
    magnesium glycinate 300 mg elemental 2 h before bed
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
        instance(self.compound, str, "Dose: compound", "'melatonin'")
        of = f"Dose of {self.compound}"
        if (self.time_h is None) == (self.clock_h is None):
            msg = f"{of}: give either time_h (hours from bedtime) or clock_h (hours since midnight)."
            raise InputError(msg)
        read: dict[str, object] = {
            "amount_mg": real_number(self.amount_mg, f"{of}: amount_mg", least=LEAST_MG, most=MOST_MG, unit="mg"),
            "delay_h": real_number(self.delay_h, f"{of}: delay_h", least=-_MOST_DELAY_H, most=_MOST_DELAY_H, unit="h"),
        }
        if self.time_h is not None:
            read["time_h"] = real_number(
                self.time_h, f"{of}: time_h", least=-MOST_H, most=MOST_H, unit="h from bedtime"
            )
        if self.clock_h is not None:
            read["clock_h"] = real_number(self.clock_h, f"{of}: clock_h", least=0, below=DAY_H, unit="h")
        if self.night is not None:
            read["night"] = whole(self.night, f"{of}: night", 1, MOST_NIGHTS)
        if self.window_h is not None:
            hours = {"least": -MOST_H, "most": MOST_H}
            read["window_h"] = ascending(self.window_h, f"{of}: window_h", "(-0.25, 0.25)", **hours, unit="h")
        if self.range_mg is not None:
            amounts = {"least": LEAST_MG, "most": MOST_MG}
            read["range_mg"] = ascending(self.range_mg, f"{of}: range_mg", "(0.5, 1)", **amounts, unit="mg")
        if self.formulation is not None:
            instance(self.formulation, str, f"{of}: formulation", "'immediate'")
        if self.basis is not None:
            one_of(self.basis, f"{of}: basis", get_args(Basis))
        for name in ("amount_kind", "time_kind", "form_kind"):
            one_of(getattr(self, name), f"{of}: {name}", get_args(Kind))
        instance(self.note, str, f"{of}: note", "'on an empty stomach'")
        for name, value in read.items():
            object.__setattr__(self, name, value)

    def time_from_bedtime_h(self, night: Night) -> float:
        """Say when the dose is taken [h from the first bedtime].

        Examples
        --------
        >>> import pksim as pk
        >>> pk.Dose("melatonin", 1, clock_h=22.5).time_from_bedtime_h(pk.Night(bedtime="23:00"))
        -0.5
        """
        night = night_of(night)
        time = self.time_h if self.time_h is not None else night.time_h(self.clock_h or 0.0) + self.delay_h
        return time + DAY_H * ((self.night or 1) - 1)

    def moment(self, night: Night) -> tuple[int, ...]:
        """Say when the dose is taken in whole seconds from the first bedtime, and with its window so far from there.

        Times that mean the same, such as ``23 min before bed`` and ``at 22:37``, can differ in the last bit as hours.

        Examples
        --------
        >>> import pksim as pk
        >>> doses = pk.Dose("melatonin", 1, time_h=-23 / 60), pk.Dose("melatonin", 1, clock_h=22 + 37 / 60)
        >>> [dose.moment(pk.Night(bedtime="23:00")) for dose in doses]
        [(-1380,), (-1380,)]
        """
        hours = (self.time_from_bedtime_h(night), *(self.window_h or ()))
        return tuple(round(each * SECONDS_PER_H) for each in hours)

    def shift(self, hours: float) -> Dose:
        """Take it so many hours later; earlier if negative.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.Dose("melatonin", 1, time_h=-1).shift(-0.5))
        melatonin 1 mg 90 min before bed
        """
        hours = real_number(hours, f"Dose of {self.compound}: shift hours")
        if self.time_h is not None:
            return replace(self, time_h=self.time_h + hours)
        return replace(self, delay_h=self.delay_h + hours)

    def scale(self, factor: float) -> Dose:
        """Take so many times as much.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.Dose("melatonin", 1, clock_h=22.5).scale(0.3))
        melatonin 0.3 mg at 22:30
        """
        factor = real_number(factor, f"Dose of {self.compound}: scale factor", above=0)
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
