"""Local clock times in a time zone, some of which do not exist, and some twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from pksim.arguments import quoted
from pksim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd


@cache
def known_zones() -> frozenset[str]:
    """Name all time zones, which are looked for on the disk once."""
    return frozenset(available_timezones())


def find_zone(tz: str) -> ZoneInfo:
    """Give the time zone of that name, or say which there are."""
    if not isinstance(tz, str) or tz not in known_zones():
        msg = f"tz is {quoted(tz)}, which is no time zone; {did_you_mean(quoted(tz), sorted(known_zones()))}"
        raise InputError(msg)
    return ZoneInfo(tz)


@dataclass(frozen=True)
class RecordedClock(tzinfo):
    """The local clock of records that carry offsets from UTC and name no zone.

    Parameters
    ----------
    changes : tuple of (datetime, timedelta)
        From which instant, in UTC, which offset was seen, in time's order; the first holds before, too.
    """

    changes: tuple[tuple[datetime, timedelta], ...]

    @classmethod
    def of(cls, seen: Iterable[tuple[datetime, timedelta]]) -> RecordedClock:
        """Make it of all offsets that were seen, each with the instant."""
        changes: list[tuple[datetime, timedelta]] = []
        for since, offset in sorted(seen):
            if not changes or changes[-1][1] != offset:
                changes.append((since, offset))
        return cls(tuple(changes))

    def utcoffset(self, local: datetime | None) -> timedelta:
        """Give the offset that was last seen at a local time."""
        if local is None:
            return self.changes[0][1]
        plain = local.replace(tzinfo=UTC)
        return next((off for since, off in reversed(self.changes) if plain - off >= since), self.changes[0][1])

    def fromutc(self, instant: datetime) -> datetime:
        """Give the local time of an instant."""
        plain = instant.replace(tzinfo=UTC)
        offset = next((off for since, off in reversed(self.changes) if plain >= since), self.changes[0][1])
        return instant + offset

    def shown(self, instants: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Give what it showed at instants in UTC, as times without a zone."""
        import pandas as pd

        since = pd.DatetimeIndex([change for change, _ in self.changes])
        which = np.maximum(since.searchsorted(instants, side="right") - 1, 0)
        offsets = pd.to_timedelta([offset for _, offset in self.changes])
        return instants.tz_localize(None) + offsets[which]

    def dst(self, _: datetime | None) -> None:
        """Offsets do not say what is summer time."""

    def tzname(self, _: datetime | None) -> str:
        """Name it."""
        return self.key

    @property
    def key(self) -> str:
        """What it is called where a zone has its name."""
        return "the clock of the records"


Zone: TypeAlias = ZoneInfo | RecordedClock
"""What says which offset from UTC local clocks have."""


def shown_clock(local: datetime) -> str:
    """Write what a clock shows, HH:MM, and the seconds if there are any."""
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def instant(day: date, clock: float, offset: str | None, zone: Zone | None, name: str) -> datetime:
    """Give the instant at which a local clock shows a time.

    Parameters
    ----------
    day : date
        On which day.
    clock : float
        Hours since its midnight, to the second; negative for the day before, from 24 on for the day after.
    offset : str or None
        From UTC, such as ``"+02:00"``: says which is meant where clocks go back and show a time twice.
    zone : ZoneInfo, RecordedClock or None
        Where.
    name : str
        What happens then, for the message.

    Returns
    -------
    datetime
        In UTC; local where there is no time zone.

    Raises
    ------
    InputError
        When clocks skip that time, or show it twice and the offset does not say which is meant.
    """
    local = _local(day, clock)
    if zone is None:
        if offset is not None:
            msg = f"{name} has the offset {offset}; say in which time zone, with tz."
            raise InputError(msg)
        return local
    both, real = instants_of(local, zone)
    shown = f"{name} is {shown_clock(local)} on {local:%Y-%m-%d}"
    if not real:
        earlier, later = sorted(shown_clock(each.astimezone(zone)) for each in both)
        guess = f" Is it {earlier} or {later}?" if earlier != later else ""
        msg = f"{shown}, which does not exist in {zone.key}: clocks skip it.{guess}"
        raise InputError(msg)
    named = dict(zip(utc_offsets(day, clock, zone), real, strict=True))
    if offset is not None and offset not in named:
        msg = f"{shown}, with the offset {offset}; in {zone.key} it is {' or '.join(named)} then."
        raise InputError(msg)
    if offset is None and len(real) > 1:
        first, second = (f"{shown_clock(local)}{each}" for each in named)
        msg = f"{shown}, which comes twice in {zone.key}: clocks go back. Write {first} or, an hour later, {second}."
        raise InputError(msg)
    return real[0] if offset is None else named[offset]


def utc_offsets(day: date, clock: float, zone: Zone | None) -> list[str]:
    """List the offsets from UTC with which a local clock shows a time: one, none, or two."""
    if zone is None:
        return []
    return [each.astimezone(zone).isoformat()[-6:] for each in instants_of(_local(day, clock), zone)[1]]


def _local(day: date, clock: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=round(clock * 3600))


def instants_of(local: datetime, zone: Zone) -> tuple[list[datetime], list[datetime]]:
    """Read a local time in both ways, and give those of them at which clocks really show it."""
    both = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return both, [each for each in dict.fromkeys(both) if each.astimezone(zone).replace(tzinfo=None) == local]
