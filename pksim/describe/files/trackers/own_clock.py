"""Clock times in the cells of a diary: windows, seconds, and offsets where clocks show a time twice or one was away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import read_dose
from pksim.describe.schedule.local_time import Zone, instant, utc_offsets
from pksim.describe.words.units import read_clock
from pksim.describe.words.when import When, read_when
from pksim.errors import InputError

_SECONDS = r"(?::\d{2})?"
_CLOCK, _OFFSET = rf"\d{{1,2}}:\d{{2}}{_SECONDS}", r"[+-]\d{2}:\d{2}"
_LAST = rf"(?:\s*[-–]\s*(?P<last>{_CLOCK})(?P<end>{_OFFSET})?)?"
_ONE = re.compile(rf"(?P<clock>{_CLOCK})(?P<offset>{_OFFSET})")
_AT = re.compile(rf"\bat\s+(?P<first>{_CLOCK})(?P<start>{_OFFSET})?{_LAST}", re.IGNORECASE)
_AT_A_WINDOW = re.compile(rf"\bat\s+(?P<first>{_CLOCK})(?P<start>\+\d{{2}}:\d{{2}})?{_LAST}", re.IGNORECASE)
_WITH_SECONDS = re.compile(r"(?P<clock>\d{1,2}:\d{2}):(?P<seconds>[0-5]\d)")
_NOON, _DAY_H = 12.0, 24.0
DAY_BREAKS_H = 4.0
"""What is taken before this hour belongs to the evening before, where nobody knows when one went to bed."""


def clock_and_offset(text: str, name: str) -> tuple[float, str | None]:
    """Read a clock time to the second and, where clocks go back, which of the two is meant: ``02:30+02:00``."""
    found = _ONE.fullmatch(text)
    clock, offset = (text, None) if found is None else (found["clock"], found["offset"])
    return _to_the_second(clock, name), offset


def has_offset(text: str) -> bool:
    """Say whether a clock time carries an offset from UTC."""
    return _ONE.fullmatch(text) is not None


def _to_the_second(text: str, name: str) -> float:
    found = _WITH_SECONDS.fullmatch(text.strip())
    return read_clock(text, name) if found is None else read_clock(found["clock"], name) + int(found["seconds"]) / 3600


def in_bed(night: date, bedtime: str, wake: str, zone: Zone | None, *, by_offsets: bool = False) -> tuple[At, At]:
    """Say when one went to bed and woke.

    Parameters
    ----------
    night : date
        The evening.
    bedtime, wake : str
        Clock times; a bedtime before noon is on the day after the evening, and one wakes within 24 hours.
    zone : ZoneInfo, RecordedClock or None
        Where, for times without an offset that is of elsewhere.
    by_offsets : bool, optional
        Whether every time carries an offset in place of a zone.

    Raises
    ------
    InputError
        When one of them is no time, or does not exist on that day, or both are the same.
    """
    (bed_clock, bed_offset), (wake_clock, wake_offset) = (
        clock_and_offset(text, name) for text, name in ((bedtime, "bedtime"), (wake, "wake"))
    )
    if (bed_clock, bed_offset) == (wake_clock, wake_offset):
        msg = f"bedtime and wake are both {wake}; the night between them must have a length."
        raise InputError(msg)
    evening = night if bed_clock >= _NOON else night + timedelta(days=1)
    morning = evening if wake_clock > bed_clock else evening + timedelta(days=1)
    return (
        At.of(evening, bed_clock, bed_offset, zone, "bedtime", by_offsets=by_offsets),
        At.of(morning, wake_clock, wake_offset, zone, "wake", by_offsets=by_offsets),
    )


def without_bed(evening: date, zone: Zone | None, *, by_offsets: bool = False) -> BeforeWaking:
    """Read times of an evening without a record: until its small hours."""
    return BeforeWaking(None, evening + timedelta(days=1), DAY_BREAKS_H - 1 / 3600, zone, by_offsets)


class At(NamedTuple):
    """An instant as a cell gives it.

    Attributes
    ----------
    instant : datetime
        In UTC; local where there is no time zone.
    day : date
        The day on the clock.
    clock : float
        Hours since its midnight.
    away : datetime or None
        The same with its own offset, where that is not the zone's.
    """

    instant: datetime
    day: date
    clock: float
    away: datetime | None

    @classmethod
    def of(
        cls, day: date, clock: float, offset: str | None, zone: Zone | None, name: str, *, by_offsets: bool = False
    ) -> At:
        """Read a clock time; one with an offset that the zone does not have then was read elsewhere."""
        if by_offsets and offset is None:
            msg = f"{name} has no offset from UTC, and others have one; write it with one, or say the zone, with tz."
            raise InputError(msg)
        if offset is not None and (by_offsets if zone is None else not _could_be(offset, day, clock, zone)):
            local = datetime.fromisoformat(f"{day}T00:00:00{offset}") + timedelta(seconds=round(clock * 3600))
            return cls(local.astimezone(UTC), day, clock, local)
        return cls(instant(day, clock, offset, zone, name), day, clock, None)


def asleep(text: str, bed: At, wake: At, zone: Zone | None, *, by_offsets: bool = False) -> datetime:
    """Say when one fell asleep, between bedtime and waking.

    Raises
    ------
    InputError
        When it is no time between them, or clocks skip it or show it twice.
    """
    clock, offset = clock_and_offset(text, "onset")
    wrong = f"onset is {text}; one falls asleep between bedtime and wake."
    for days in (0, 1, -1):
        try:
            at = At.of(bed.day + timedelta(days=days), clock, offset, zone, "onset", by_offsets=by_offsets).instant
        except InputError as error:
            wrong = str(error)
        else:
            if bed.instant <= at <= wake.instant:
                return at
    raise InputError(wrong)


def _could_be(offset: str, day: date, clock: float, zone: Zone) -> bool:
    """Say whether an offset is the zone's at a time, or only a slip in the night in which clocks change."""
    shown = utc_offsets(day, clock, zone)
    return offset in shown or len(shown) != 1


class BeforeWaking(NamedTuple):
    """A night in which clock times come last before waking.

    Attributes
    ----------
    bedtime : datetime or None
        In UTC; local where there is no time zone; None where nobody knows.
    morning : date
        On which day one wakes.
    wake_clock : float
        When [h since midnight].
    zone : ZoneInfo, RecordedClock or None
        Where.
    by_offsets : bool
        Whether times carry offsets in place of a zone, so that what looks like a negative one is no window's end.
    """

    bedtime: datetime | None
    morning: date
    wake_clock: float
    zone: Zone | None
    by_offsets: bool = False

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
        ends = self._ends(text)
        dose = read_dose(ends.plain, known)
        if dose.night is not None:
            msg = f"dose {text!r}: in a diary the line says in which night."
            raise InputError(msg)
        at, window = self._placed(dose, ends, text)
        return replace(dose, window_h=window), at

    def read_time(self, text: str) -> tuple[str, datetime, tuple[float, float] | None]:
        """Read of a dose in words, how much or not, what stands before its time, the instant, and its window [h]."""
        ends = self._ends(text)
        when = read_when(ends.plain)
        return when.words, *self._placed(when, ends, text)

    def _placed(self, when: Dose | When, ends: _Ends, text: str) -> tuple[datetime, tuple[float, float] | None]:
        """Say at which instant it is, and how long before and after that its window begins and ends, if it has one."""
        if when.clock_h is None:
            return self._from_bed(when.time_h or 0.0, text), when.window_h
        day = self._day_of(when.clock_h)
        if when.window_h is None and not ends.is_window:
            clock = when.clock_h + ends.seconds[0] / 3600
            return self._at(day, clock, ends.offsets[0], "the dose"), None
        names = ("the start of the dose's window", "the end of the dose's window")
        first, last = (
            self._at(day, when.clock_h + end + seconds / 3600, offset, name)
            for end, seconds, offset, name in zip(
                when.window_h or (0.0, 0.0), ends.seconds, ends.offsets, names, strict=True
            )
        )
        if last < first:
            msg = f"dose {text!r}: its window ends before it starts; write the earlier end first."
            raise InputError(msg)
        half = (last - first) / 2
        return first + half, (-half / timedelta(hours=1), half / timedelta(hours=1))

    def _at(self, day: date, clock: float, offset: str | None, name: str) -> datetime:
        found = At.of(day, clock, offset, self.zone, name, by_offsets=self.by_offsets)
        return found.instant if found.away is None else found.away

    def _from_bed(self, hours: float, text: str) -> datetime:
        if self.bedtime is None:
            msg = f"dose {text!r}: this evening has no bedtime; say what the clock showed, as in 'at 22:30'."
            raise InputError(msg)
        return self.bedtime + timedelta(hours=hours)

    def _day_of(self, clock: float) -> date:
        return self.morning if clock <= self.wake_clock else self.morning - timedelta(days=1)

    def _ends(self, text: str) -> _Ends:
        """Take from a dose the offsets and seconds of its time, or of both ends of its window."""
        found = _AT.search(text)
        if found is None:
            return _Ends(text)
        first = _to_the_second(found["first"], f"dose {text!r}: the time")
        shown = utc_offsets(self._day_of(first), first, self.zone)
        if not self.by_offsets and (len(shown) < 2 or found["start"] not in shown):
            # In New York 01:30-04:00 is a window, but for the night in which 01:30 comes twice.
            found = _AT_A_WINDOW.search(text) or found
        clocks = [_WITH_SECONDS.fullmatch(found[key] or "") for key in ("first", "last")]
        plain = [one["clock"] if one else found[key] for one, key in zip(clocks, ("first", "last"), strict=True)]
        when = f"at {plain[0]}" + (f"-{plain[1]}" if plain[1] else "")
        return _Ends(
            f"{text[: found.start()]}{when}{text[found.end() :]}",
            (found["start"], found["end"]),
            tuple(int(one["seconds"]) if one else 0 for one in clocks),  # type: ignore[arg-type]
            is_window=bool(plain[1]),
        )


class _Ends(NamedTuple):
    """A dose in plain words, and what was written at the first and the last time of it."""

    plain: str
    offsets: tuple[str | None, str | None] = (None, None)
    seconds: tuple[int, int] = (0, 0)
    is_window: bool = False
