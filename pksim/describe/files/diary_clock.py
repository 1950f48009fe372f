"""Clock times in the cells of a diary: windows, and offsets where clocks go back and show a time twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import read_dose
from pksim.describe.schedule.local_time import instant, utc_offsets
from pksim.describe.words.units import read_clock
from pksim.errors import InputError

_CLOCK, _OFFSET = r"\d{1,2}:\d{2}", r"[+-]\d{2}:\d{2}"
_LAST = rf"(?:\s*[-–]\s*(?P<last>{_CLOCK})(?P<end>{_OFFSET})?)?"
_ONE = re.compile(rf"(?P<clock>{_CLOCK})(?P<offset>{_OFFSET})")
_AT = re.compile(rf"\bat\s+(?P<first>{_CLOCK})(?P<start>{_OFFSET})?{_LAST}", re.IGNORECASE)
_AT_A_WINDOW = re.compile(rf"\bat\s+(?P<first>{_CLOCK})(?P<start>\+\d{{2}}:\d{{2}})?{_LAST}", re.IGNORECASE)


def clock_and_offset(text: str, name: str) -> tuple[float, str | None]:
    """Read a clock time and, where clocks go back, which of the two is meant: ``02:30+02:00``."""
    found = _ONE.fullmatch(text)
    return (read_clock(text, name), None) if found is None else (read_clock(found["clock"], name), found["offset"])


class BeforeWaking(NamedTuple):
    """A night in which clock times come last before waking.

    Attributes
    ----------
    bedtime : datetime
        In UTC; local where there is no time zone.
    morning : date
        On which day one wakes.
    wake_clock : float
        When [h since midnight].
    zone : ZoneInfo or None
        Where.
    """

    bedtime: datetime
    morning: date
    wake_clock: float
    zone: ZoneInfo | None

    def taken(self, text: str, known: Mapping[str, Compound]) -> tuple[Dose, datetime]:
        """Read a dose and the instant at which it is taken.

        Parameters
        ----------
        text : str
            One dose.
        known : mapping of str to Compound
            What is known, by name.

        Returns
        -------
        Dose, datetime
            It is in the middle of its window, which goes from one instant to another, whatever clocks show between.

        Raises
        ------
        InputError
            When it cannot be read, or clocks skip its time or show it twice.
        """
        plain, offsets = self._without_offsets(text)
        dose = read_dose(plain, known)
        if dose.night is not None:
            msg = f"dose {text!r}: in a diary the line says in which night."
            raise InputError(msg)
        if dose.clock_h is None:
            return dose, self.bedtime + timedelta(hours=dose.time_h or 0.0)
        day = self._day_of(dose.clock_h)
        if dose.window_h is None and offsets[1] is None:
            return dose, instant(day, dose.clock_h, offsets[0], self.zone, "the dose")
        names = ("the start of the dose's window", "the end of the dose's window")
        first, last = (
            instant(day, dose.clock_h + end, offset, self.zone, name)
            for end, offset, name in zip(dose.window_h or (0.0, 0.0), offsets, names, strict=True)
        )
        if last < first:
            msg = f"dose {text!r}: its window ends before it starts; write the earlier end first."
            raise InputError(msg)
        half = (last - first) / 2
        return replace(dose, window_h=(-half / timedelta(hours=1), half / timedelta(hours=1))), first + half

    def _day_of(self, clock: float) -> date:
        return self.morning if clock <= self.wake_clock else self.morning - timedelta(days=1)

    def _without_offsets(self, text: str) -> tuple[str, tuple[str | None, str | None]]:
        """Take from a dose the offsets of its time, or of both ends of its window."""
        found = _AT.search(text)
        if found is None:
            return text, (None, None)
        first = read_clock(found["first"], f"dose {text!r}: the time")
        shown = utc_offsets(self._day_of(first), first, self.zone)
        if len(shown) < 2 or found["start"] not in shown:
            # In New York 01:30-04:00 is a window, but for the night in which 01:30 comes twice.
            found = _AT_A_WINDOW.search(text) or found
        last = f"-{found['last']}" if found["last"] else ""
        plain = f"{text[: found.start()]}at {found['first']}{last}{text[found.end() :]}"
        return plain, (found["start"], found["end"])
