"""Read the sleep of an Apple Health export, whose XML may have gigabytes, record by record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from sys import intern
from typing import IO
from xml.parsers import expat

from pksim.describe.files.trackers.apple_sleeps import ASLEEP, AWAKE, IN_BED, SleepRecord, sleeps_of
from pksim.describe.files.trackers.export import Export, Format, Hints, Sleep, Source
from pksim.describe.schedule.local_time import known_zones
from pksim.errors import InputError

_CHUNK, _PROLOGUE = 1 << 18, 1 << 22
_ROOT = b"<HealthData"
_SLEEP, _VALUE = "HKCategoryTypeIdentifierSleepAnalysis", "HKCategoryValueSleepAnalysis"
_VALUES = frozenset({IN_BED, AWAKE}) | ASLEEP
_LONGEST = timedelta(hours=24)
_MOST_LISTED = 20
_DELETE = "delete it in the Health app (Browse, Sleep, Show All Data) and export again"
_TOLD = {
    "HKWasUserEntered": "Sleep records that were entered by hand: {}.",
    "_HKPrivateSleepAlarmUserSetBedtime": (
        "Times in bed that a phone took from its bedtime alarm, and which so may begin when it was planned: {}."
    ),
}
# XML forbids these, and exports have them all the same where an app put one into a name.
_FORBIDDEN = bytes({*range(32)} - set(b"\t\n\r"))


class _Found:
    """What is kept of a file while it is read."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.records: list[SleepRecord] = []
        self.types: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.offsets: set[str] = set()
        self.empty = self.controls = 0
        self.wrong: list[str] = []
        self._parser = parser
        self._is_open = False  # whether what comes next may belong to the last sleep record

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Take an element as it begins."""
        if element == "Record":
            kind = attributes.get("type", "")
            self.types[kind] += 1
            self._is_open = kind == _SLEEP and self._keep(attributes)
        elif self._is_open:
            self._is_open = element == "MetadataEntry"
            if self._is_open:
                self._mark(attributes.get("key", ""), attributes.get("value", ""))

    def _mark(self, key: str, value: str) -> None:
        if key == "HKTimeZone":
            self.records[-1] = self.records[-1]._replace(zone=intern(value))
        elif key in _TOLD and value != "0":
            self.told[key] += 1

    def _keep(self, attributes: dict[str, str]) -> bool:
        value = attributes.get("value", "").removeprefix(_VALUE)
        if value not in _VALUES:
            self.unknown[value] += 1
            return False
        line = self._parser.CurrentLineNumber
        start, end = _instant(attributes.get("startDate", "")), _instant(attributes.get("endDate", ""))
        if start is None or end is None or not start < end <= start + _LONGEST:
            if start is not None and start == end:
                self.empty += 1
            else:
                self.wrong.append(f"line {line}: {_mistake(attributes, start, end)}")
            return False
        self.offsets.add(attributes["startDate"][-5:])
        source = " ".join(attributes.get("sourceName", "").split())  # "Apple Watch" is written with a no-break space
        self.records.append(SleepRecord(intern(source), start, end, intern(value), line))
        return True

    def notes(self) -> Iterator[str]:
        """Say what was left out, and what is not believed."""
        if len(self.offsets) == 1:
            yield (
                f"All times in the file have the offset {min(self.offsets)}, that of the day of the export; they are "
                "read as instants, and what the clock showed follows from the time zone."
            )
        yield from (note.format(self.told[key]) for key, note in _TOLD.items() if self.told[key])
        for value, count in sorted(self.unknown.items()):
            yield f"Sleep records with the unknown value {value!r}, which are left out: {count}."
        if self.empty:
            yield f"Sleep records that last no time, which are left out: {self.empty}."
        if self.controls:
            yield f"Control characters, which XML forbids and which are left out: {self.controls}."


def _instant(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
        return None if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _mistake(attributes: dict[str, str], start: datetime | None, end: datetime | None) -> str:
    """Say why a record cannot be true, and what to do."""
    for name, read in (("startDate", start), ("endDate", end)):
        if read is None:
            text = attributes.get(name, "")
            return f"{name} is {text!r}; it must be a time with its offset, such as '2026-03-28 23:40:00 +0100'."
    what = f"the sleep record from {attributes['startDate']} to {attributes['endDate']}"
    if start is not None and end is not None and end > start:
        return f"{what} lasts {(end - start) / timedelta(hours=1):.1f} h, more than a day; {_DELETE}."
    return f"{what} ends before it begins; {_DELETE}."


def _recognise(source: Source) -> str:
    start = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<") or _ROOT not in start:
        return ""
    return "root HealthData with Record elements" if b"<Record" in start else "root HealthData"


def _read(source: Source, hints: Hints) -> Export:
    found = _parsed(source, hints)
    if not found.types[_SLEEP]:
        msg = f"{source.name}: {_no_sleep(found.types)}"
        raise InputError(msg)
    strange = {each.zone for each in found.records if each.zone} - known_zones()
    records = (each._replace(zone=None) if each.zone in strange else each for each in found.records)
    sleeps, notes = sleeps_of(records)
    wrong = [*found.wrong, *_too_long(sleeps)]
    if wrong:
        rest = [f"and {len(wrong) - _MOST_LISTED} more records like these."] if len(wrong) > _MOST_LISTED else []
        raise InputError("\n".join(f"{source.name}, {each}" for each in [*wrong[:_MOST_LISTED], *rest]))
    for zone in sorted(strange):
        count = sum(each.zone == zone for each in found.records)
        notes.append(f"Sleep records with the unknown time zone {zone!r}, which is left aside: {count}.")
    if not sleeps:
        why = " ".join([*found.notes(), *notes])
        msg = f"{source.name}: none of its {found.types[_SLEEP]} sleep records can be read: {why}"
        raise InputError(msg)
    return Export(tuple(sleeps), notes=(*found.notes(), *notes))


def _parsed(source: Source, hints: Hints) -> _Found:
    """Read the whole file, and keep no element of it."""
    parser = expat.ParserCreate("UTF-8")
    found = _Found(parser)
    parser.StartElementHandler = found.start
    try:
        with source.open() as stream:
            for chunk in _chunks(source.name, stream, hints):
                clean = chunk.translate(None, _FORBIDDEN)
                found.controls += len(chunk) - len(clean)
                parser.Parse(clean, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        msg = f"{source.name}, line {error.lineno}: the XML breaks off or is damaged here ({what}); export it again."
        raise InputError(msg) from None
    return found


def _chunks(name: str, stream: IO[bytes], hints: Hints) -> Iterator[bytes]:
    """Give the file in pieces, and its root first.

    What stands before the root, the type of the document, is left aside, as nobody needs it: iOS 16 wrote one that is
    no valid XML, and a type of document is the place for entities that grow beyond all measure.
    """
    start, read = b"", 0
    while _ROOT not in start and len(start) < _PROLOGUE and (chunk := stream.read(_CHUNK)):
        start += chunk
    prologue, root, rest = start.partition(_ROOT)
    if b"<!ENTITY" in prologue:
        line = prologue[: prologue.index(b"<!ENTITY")].count(b"\n") + 1
        msg = f"{name}, line {line}: it declares an XML entity, as no export does; it is not read. Export it again."
        raise InputError(msg)
    if not root:
        msg = f"{name}: there is no root HealthData in it; give the export.xml of the Health app, or its export.zip."
        raise InputError(msg)
    chunk, read = b"\n" * prologue.count(b"\n") + root + rest, len(start)  # so that lines keep their numbers
    while chunk:
        yield chunk
        if hints.watch is not None:
            hints.watch(read)
        chunk = stream.read(_CHUNK)
        read += len(chunk)


def _no_sleep(types: Counter[str]) -> str:
    """Say what an export has that has no sleep."""
    short = {kind.split("TypeIdentifier")[-1]: count for kind, count in types.most_common()}
    listed = ", ".join(f"{kind} {count}" for kind, count in islice(short.items(), 5))
    more = f" and {len(short) - 5} types more" if len(short) > 5 else ""
    return (
        f"there are no sleep records in it; it has {f'{listed}{more}' if short else 'no records at all'}. Sleep is "
        "there when a watch, an app or the sleep schedule writes it to Health; else give the export of what tracked it."
    )


def _too_long(sleeps: list[Sleep]) -> Iterator[str]:
    for each in sleeps:
        if each.wake - each.bed > _LONGEST:
            yield (
                f"{each.record}: sleep records from {each.bed:%Y-%m-%d %H:%M} to {each.wake:%Y-%m-%d %H:%M} UTC lie "
                f"together as one sleep of more than a day; find the one that is wrong, and {_DELETE}."
            )


FORMAT = Format(
    title="Apple Health",
    told="export.zip of the Health app (picture, Export All Health Data), or the export.xml in it; asks for tz where "
    "records name no time zone",
    recognise=_recognise,
    read=_read,
)
