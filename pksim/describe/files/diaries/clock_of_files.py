"""Which clock a diary is told by: that of the zone that was asked for, or that of its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from pksim.describe.files.trackers.export import LoggedDose, Sleep
from pksim.describe.schedule.local_time import RecordedClock, known_zones
from pksim.errors import InputError

_ASKED = 'say where you were, with tz="Europe/Berlin" (in the command --tz Europe/Berlin).'


_MOST_NAMED = 5


def _is_local(dose: LoggedDose) -> bool:
    """Say whether a dose carries the offset of a clock, and not that of UTC, in which apps write instants."""
    return dose.at.tzinfo is not UTC and dose.at.utcoffset() != timedelta()


@dataclass(frozen=True)
class ClockOfFiles:
    """The clock of a diary.

    Attributes
    ----------
    tz : str or None
        Name of its time zone.
    offsets : RecordedClock or None
        The offsets of its records, where they name no zone. Where neither is known every day has 24 hours.
    """

    tz: str | None = None
    offsets: RecordedClock | None = None

    @classmethod
    def of(
        cls, sleeps: Iterable[tuple[str, Sleep]], doses: Iterable[LoggedDose], asked: ZoneInfo | None
    ) -> ClockOfFiles:
        """Choose it: the zone that was asked for, else the one that most sleeps name, else their offsets.

        Raises
        ------
        InputError
            When the files do not say where somebody was, or some of them have offsets and others none.
        """
        known, dose_list = list(sleeps), list(doses)
        instants = [sleep.bed for _, sleep in known] + [dose.at for dose in dose_list]
        if asked is not None:
            return cls(asked.key)
        if all(instant.tzinfo is None for instant in instants):
            return cls()
        if any(instant.tzinfo is None for instant in instants):
            msg = f"some of the times have an offset or a zone, and others have none; {_ASKED}"
            raise InputError(msg)
        zones = Counter(sleep.zone for _, sleep in known if sleep.zone in known_zones())
        if zones:
            return cls(zones.most_common(1)[0][0])
        if unknown := [file for file, sleep in known if sleep.bed_clock is None]:
            msg = f"{unknown[0]} does not say which time zone its clock is of; {_ASKED}"
            raise InputError(msg)
        seen = [
            (instant.astimezone(UTC), clock.utcoffset() or timedelta())
            for _, sleep in known
            for instant, clock in ((sleep.bed, sleep.bed_clock), (sleep.wake, sleep.wake_clock or sleep.bed_clock))
            if clock is not None
        ]
        if seen:  # what an app logged with an offset of its own says which clock was on the wall then
            seen += [
                (dose.at.astimezone(UTC), dose.at.utcoffset() or timedelta()) for dose in dose_list if _is_local(dose)
            ]
        return cls(offsets=RecordedClock.of(seen) if seen else None)

    @property
    def zone(self) -> tzinfo | None:
        """The clock itself."""
        return self.offsets if self.tz is None else ZoneInfo(self.tz)

    def local(self, instant: datetime) -> datetime:
        """Give what the clock shows at an instant."""
        return instant if self.zone is None else instant.astimezone(self.zone)

    def bed(self, sleep: Sleep) -> datetime:
        """Give what the clock showed at a bedtime where somebody was, as far as the file says."""
        if sleep.bed_clock is not None:
            return sleep.bed_clock
        own = ZoneInfo(sleep.zone) if sleep.zone in known_zones() else None
        return self.local(sleep.bed) if own is None else sleep.bed.astimezone(own)

    def notes(self, of_evening: Mapping[date, Sleep]) -> list[str]:
        """Say in which nights the clock was another one."""
        if self.zone is None:
            return []
        away = {
            evening: bed
            for evening, sleep in of_evening.items()
            if (bed := self.bed(sleep)).utcoffset() != self.local(sleep.bed).utcoffset()
        }
        named = "the offsets of the records" if self.tz is None else self.tz
        notes = [f"Clock times are those of {named}."]
        if self.offsets is not None and len(self.offsets.changes) > 1:
            changes = [
                f"UTC{since.astimezone(timezone(offset)):%z} from {since.astimezone(timezone(offset)):%Y-%m-%d %H:%M}"
                for since, offset in self.offsets.changes
            ]
            more = f", and {len(changes) - _MOST_NAMED} more" if len(changes) > _MOST_NAMED else ""
            notes.append(f"The clock changes: {', '.join(changes[:_MOST_NAMED])}{more}.")
        if away:
            where = Counter(
                sleep.zone if sleep.bed_clock is None else f"UTC{away[evening]:%z}"
                for evening, sleep in of_evening.items()
                if evening in away
            )
            shown = ", ".join(f"{name} ({count})" for name, count in where.most_common())
            span = dict.fromkeys((min(away), max(away)))
            notes.append(
                f"{len(away)} {'night was' if len(away) == 1 else 'nights were'} spent by another clock, {shown}, from "
                f"{' to '.join(map(str, span))}: read by instants, shown by the clock of {named}."
            )
        return notes
