"""What files hold, put together as one diary: nights, the doses that belong to each, and what is to be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pksim.describe.compound.compound import Compound
from pksim.describe.files.diaries.clock_of_files import ClockOfFiles
from pksim.describe.files.diaries.diary import Diary
from pksim.describe.files.diaries.doses_of_nights import in_their_nights, on_the_axis, taken_every_night
from pksim.describe.files.diaries.main_sleeps import main_sleeps
from pksim.describe.files.diaries.medicines import logged_doses
from pksim.describe.files.trackers.export import Export, LoggedDose, Sleep
from pksim.describe.schedule.real_nights import Log, RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.errors import InputError


class ReadFile(NamedTuple):
    """A file that was read: its name, its format, by what it was recognised, and what it holds."""

    name: str
    format: str
    said: str
    export: Export


@dataclass(frozen=True)
class Period:
    """The evenings that are read."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until < self.since:
            msg = f"until is {self.until}, before since, {self.since}; write the earlier evening first."
            raise InputError(msg)

    def __str__(self) -> str:
        ends = [f"{word} {end}" for word, end in (("from", self.since), ("to", self.until)) if end is not None]
        return "".join(f" {end}" for end in ends)

    def holds(self, evening: date | None) -> bool:
        """Say whether an evening is one of them."""
        return evening is not None and (self.since or evening) <= evening <= (self.until or evening)

    def notes(self, nights: int, doses: int) -> list[str]:
        """Say how much lies outside."""
        left = " and ".join(
            f"{count} {what}{'' if count == 1 else 's'}" for count, what in ((nights, "other night"), (doses, "dose"))
        )
        return [f"Only evenings{self} are read: {left} are left out."] if str(self) else []


@dataclass(frozen=True)
class Told:
    """What somebody says beside the files; as for `load_diary`."""

    zone: ZoneInfo | None = None
    names: Mapping[str, str] | Iterable[str] | None = None
    strength: Mapping[str, str] | Iterable[str] | None = None
    doses: str | None = None
    period: Period = field(default_factory=Period)
    habitual_bedtime: str | None = None


def assembled(name: str, files: list[ReadFile], told: Told, known: Mapping[str, Compound]) -> Diary:
    """Make one diary of all files.

    Parameters
    ----------
    name : str
        What its schedule is called.
    files : list of ReadFile
        The files.
    told : Told
        What was said beside them.
    known : mapping of str to Compound
        Compounds, by name.

    Raises
    ------
    pksim.errors.InputError
        When a record is impossible, something is to be said beside the files, or there is nothing in them.
    """
    sleeps = [(file.name, _in_utc(sleep)) for file in files for sleep in file.export.sleeps]
    intakes = [replace(each, record=f"{file.name}, {each.record}") for file in files for each in file.export.intakes]
    medicines, about_medicines = logged_doses(intakes, names=told.names, strength=told.strength, known=known)
    named = (replace(dose, record=f"{file.name}, {dose.record}") for file in files for dose in file.export.taken)
    logged, twice = _once((*named, *medicines))
    clock = ClockOfFiles.of(sleeps, logged, told.zone)
    found = main_sleeps(sleeps, clock.bed)
    of_evening = {evening: sleep for evening, sleep in found.of_evening.items() if told.period.holds(evening)}
    nights = _nights(of_evening, clock, told.habitual_bedtime) if of_evening else None
    if told.doses is not None and nights is None:
        msg = f"{told.doses!r} is taken every night, and no file has nights; read a file with sleep together with it."
        raise InputError(msg)
    if told.doses is not None and nights is not None:
        logged = (*logged, *taken_every_night(told.doses, nights, known))
    kept = tuple(each for each in in_their_nights(logged, nights, clock.zone) if told.period.holds(each.night))
    taken, not_drawn = on_the_axis(kept, nights) if nights is not None else ((), [])
    formats = ", ".join(dict.fromkeys(file.format for file in files))
    if nights is None and not kept:
        rule = "give another file, or another period, or say what medicines are (names, in the command --name)."
        msg = f"{formats}: there are neither nights nor doses{told.period}; {rule} {' '.join(about_medicines)}".strip()
        raise InputError(msg)
    notes = [
        *(file.said for file in files if file.said),
        *(note for file in files for note in file.export.notes),
        *clock.notes(of_evening),
        *found.notes,
        *about_medicines,
        *twice,
        *([] if told.doses is None else [f"Assumed for every night, as it was told and not logged: {told.doses}."]),
        *_not_taken(kept),
        *not_drawn,
        *told.period.notes(len(found.of_evening) - len(of_evening), len(logged) - len(kept)),
    ]
    nights = None if nights is None else replace(nights, notes=tuple(notes))
    return Diary(Schedule(name, taken) if taken else None, nights, _told_by(clock, nights, kept), formats, notes)


def _told_by(clock: ClockOfFiles, nights: RealNights | None, doses: tuple[LoggedDose, ...]) -> tuple[LoggedDose, ...]:
    """Give doses that without nights carry the clock themselves."""
    if nights is not None or clock.zone is None:
        return doses
    return tuple(replace(each, at=clock.local(each.at)) for each in doses)


def _once(doses: tuple[LoggedDose, ...]) -> tuple[tuple[LoggedDose, ...], list[str]]:
    """Leave out what one file has of another: the same dose, at the same second."""
    of_file: dict[tuple[object, ...], str] = {}
    kept = []
    for each in doses:
        file, _, _ = each.record.rpartition(", ")
        what = each.what if each.dose is None else each.dose.what
        if of_file.setdefault((each.at, what, each.status), file) == file:
            kept.append(each)
    count = len(doses) - len(kept)
    said = f"Doses that another file has at the same second, which count once: {count}."
    return tuple(kept), [said] if count else []


def _in_utc(sleep: Sleep) -> Sleep:
    return (
        sleep
        if sleep.bed.tzinfo is None
        else replace(sleep, bed=sleep.bed.astimezone(UTC), wake=sleep.wake.astimezone(UTC))
    )


def _nights(of_evening: Mapping[date, Sleep], clock: ClockOfFiles, habitual_bedtime: str | None) -> RealNights:
    first = next(iter(of_evening.values()))
    logs = tuple(Log(each.onset, each.awakenings, each.feeling, each.note) for each in of_evening.values())
    return RealNights(
        bedtime=f"{clock.local(first.bed):%H:%M}",
        wake=f"{clock.local(first.wake):%H:%M}",
        nights=len(of_evening),
        habitual_bedtime=habitual_bedtime,
        dates=tuple(of_evening),
        bedtimes=tuple(each.bed for each in of_evening.values()),
        wakes=tuple(each.wake for each in of_evening.values()),
        tz=clock.tz,
        offsets=clock.offsets,
        logs=logs if any(log != Log() for log in logs) else (),
    )


def _not_taken(doses: Iterable[LoggedDose]) -> list[str]:
    count = Counter(each.status for each in doses if each.status != "taken")
    told = ", ".join(f"{number} {status}" for status, number in count.items())
    number = count.total()
    return [f"{number} {'dose was' if number == 1 else 'doses were'} not taken: {told}."] if number else []
