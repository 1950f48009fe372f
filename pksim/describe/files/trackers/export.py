"""What a reader gives: the sleeps and intakes of one export, as instants, and what it left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.dose import Dose

Status: TypeAlias = Literal["taken", "planned", "skipped", "unanswered"]
"""What became of a dose."""


@dataclass(frozen=True)
class Sleep:
    """A sleep as a tracker recorded it.

    Attributes
    ----------
    bed, wake : datetime
        From when to when, in UTC, to the second; local, without a zone, in a log without one.
    record : str
        Which record of the file it is, for messages, such as ``"line 12"``.
    is_main : bool or None
        Whether the tracker itself calls it the sleep of a night, or a nap; None where it does not say.
    zone : str or None
        The time zone that the record names, such as ``"Europe/Berlin"``.
    bed_clock, wake_clock : datetime or None
        Bed and wake with the offset that the clock there really had, where the file has it and no zone.
    night : date or None
        The date of the evening, where the file says it.
    onset : datetime or None
        When one fell asleep, as ``bed``.
    awakenings : int or None
        How often one woke.
    feeling, note : str
        How one felt, and what else was written.
    source : str
        The device, where a file has several.
    """

    bed: datetime
    wake: datetime
    record: str
    is_main: bool | None = None
    zone: str | None = None
    bed_clock: datetime | None = None
    wake_clock: datetime | None = None
    night: date | None = None
    onset: datetime | None = None
    awakenings: int | None = None
    feeling: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Intake:
    """A medicine as an app logged it, in the app's words.

    Attributes
    ----------
    medicine, nickname : str
        What the app calls it.
    at : datetime
        When it was taken; where it was not, when it was due. As ``Sleep.bed``.
    status : {"taken", "planned", "skipped", "unanswered"}
        What became of it.
    record : str
        Which record of the file it is, for messages.
    amount : float or None
        How many of ``unit``.
    unit : str
        ``"count"`` for tablets, ``"mL"``, ``"mg"``.
    """

    medicine: str
    at: datetime
    status: Status
    record: str
    amount: float | None = None
    unit: str = "count"
    nickname: str = ""


@dataclass(frozen=True)
class LoggedDose:
    """A dose of a compound that is known, and when it was taken.

    Attributes
    ----------
    dose : Dose or None
        What; its own time does not count. None where it was not taken and nobody knows how much it would have been.
    at : datetime
        When, as ``Sleep.bed``; the middle of its window, if it has one.
    status : {"taken", "planned", "skipped", "unanswered"}
        What became of it; only what was taken is in the blood.
    record : str
        Which record of the file it is, for messages.
    night : date or None
        The evening of the night to which it belongs, where the file says it.
    what : str
        What it would have been, where ``dose`` is None.
    """

    dose: Dose | None
    at: datetime
    status: Status
    record: str = field(compare=False)
    night: date | None = None
    what: str = ""


@dataclass(frozen=True)
class Export:
    """What one file holds.

    Attributes
    ----------
    sleeps : tuple of Sleep
        As they stand in the file: naps, second sleeps and overlaps, too.
    intakes : tuple of Intake
        In the app's words.
    taken : tuple of LoggedDose
        In words that the file shares with pksim.
    notes : tuple of str
        What was left out or assumed by the reader, each a sentence with a count, such as ``"1 deleted sleep is left
        out."``
    """

    sleeps: tuple[Sleep, ...] = ()
    intakes: tuple[Intake, ...] = ()
    taken: tuple[LoggedDose, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file to be read, or one in an archive.

    Attributes
    ----------
    name : str
        What messages call it, such as ``"export.zip, apple_health_export/export.xml"``.
    head : bytes
        How it begins, at most 64 kB, by which its format is recognised.
    open : callable
        Opens the whole, binary.
    size : int
        How many bytes it has.
    container : str
        The folder or archive that was given and holds it; empty for a file that was given by itself.
    """

    name: str
    head: bytes
    open: Callable[[], IO[bytes]]
    size: int
    container: str = ""


@dataclass(frozen=True)
class Hints:
    """What the file does not say and a reader may be told.

    Attributes
    ----------
    zone : ZoneInfo or None
        Where one was.
    watch : callable or None
        Told, every now and then, how many bytes have been read, for a progress bar.
    known : mapping of str to Compound
        Compounds, by name, for files that name doses as pksim does.
    """

    zone: ZoneInfo | None = None
    watch: Callable[[int], None] | None = None
    known: Mapping[str, Compound] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A kind of export: how to recognise, read and tell it.

    Attributes
    ----------
    title : str
        What it is called, such as ``"Fitbit"``.
    told : str
        Which file of which export it is and what it asks for, in one line.
    recognise : callable
        Given a `Source`, says by what it recognised it, such as ``"records have logId and mainSleep"``, or ``""``.
    read : callable
        Given a `Source` and `Hints`, gives the `Export`. Raises `pksim.errors.InputError` with every
        mistake, each with the source's name and its record.
    """

    title: str
    told: str
    recognise: Callable[[Source], str]
    read: Callable[[Source, Hints], Export]
