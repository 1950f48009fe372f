"""Recognise what a file is by what is in it, never by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pksim.arguments import instance, quoted
from pksim.describe.files.trackers.export import Format, Source
from pksim.describe.files.trackers.formats import FORMATS
from pksim.describe.files.trackers.opening import beginning_of
from pksim.errors import InputError, did_you_mean, visible

_SHOWN = 60
_LIKE: tuple[tuple[str, str], ...] = (
    (r"^PK\x03\x04", "an archive or a spreadsheet; unpack it, or save it as CSV"),
    (r"ClinicalDocument", "Apple Health's clinical document; the sleep is in export.xml beside it"),
    (r"^\s*Sleep\s*\n.*Start Time", "Fitbit's web CSV; export Fitbit's data by Google Takeout, as JSON"),
    (
        r'"startUtcOffset"|"dataSource"\s*:',
        "Google Health's or Google Fit's JSON, which are not read; export the tracker's",
    ),
    (
        r"com\.samsung\.",
        "Samsung Health's CSV, whose times may be UTC or local; it is not read, write night,bedtime,wake",
    ),
    (r"Sleep [Qq]uality;.*Time in bed", "Sleep Cycle's CSV, which has no time zone; it is not read yet"),
    (r"^wake,sleep,bedtime|holes", "Sleepmeter's CSV, which is not read yet"),
    (r"Cycle timezone", "Whoop's CSV, which is not read yet"),
    (r"light \(s\)", "Withings' CSV, which is not read yet"),
    (
        r"^(?:Time|Zeit|Reminded|Erinnert);(?:Name|Medicine name|Name des Medikaments);",
        "an older MedTimer's CSV, whose times are those of no zone; update the app, and export the events again",
    ),
    (r"^(?:Medicine|Medikamente?);(?:Dosage|Dosierung);", "MedTimer's list of medicines; export the events, as CSV"),
    (
        r"^[^\n]*,[^\n]*\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4},",
        "Health Auto Export's CSV, and not its medications with the names of columns in English; export those",
    ),
    (r"^SQLite format", "a database, such as Health Connect's backup, which is not read"),
    (r'"dailySleepDTO"', "Garmin's API; ask Garmin for the export of the account, which has *_sleepData.json"),
    (
        r'^\s*\{\s*"data"\s*:\s*\{?\s*"(?:medications|metrics)',
        "Health Auto Export's JSON, which has no time of intake; export CSV",
    ),
    (r'^\s*\{\s*"data"\s*:\s*\[', "Oura's API; export the account, which has sleepmodel.csv"),
)
"""What other exports begin with, and what helps."""


class Recognised(NamedTuple):
    """A file, what it is, and by what that was recognised."""

    source: Source
    format: Format
    why: str


def recognised(sources: Iterable[Source], format: str | None = None) -> list[Recognised]:  # noqa: A002
    """Say of each file what it is.

    Parameters
    ----------
    sources : iterable of Source
        The files; of an archive or a folder those that no format fits are passed over.
    format : str, optional
        What all of them are, by title; capitals and punctuation do not matter.

    Raises
    ------
    InputError
        When no format fits a file or any of an archive, or two fit.
    """
    wanted = None if format is None else _named(format)
    found: list[Recognised] = []
    others: dict[str, list[Source]] = {}
    for source in sources:
        if wanted is not None:
            fits = [Recognised(source, wanted, f"{wanted.title} was asked for")] if _may_be(source, wanted) else []
        else:
            fits = [Recognised(source, each, why) for each in FORMATS if (why := each.recognise(source))]
        if len(fits) > 1:
            titles = " and ".join(each.format.title for each in fits)
            msg = f"{source.name} could be {titles}; say which, with format={fits[0].format.title!r} (--format)."
            raise InputError(msg)
        if fits:
            found += fits
        else:
            others.setdefault(_container(source), []).append(source)
    held = {_container(each.source) for each in found}
    if wrong := [_unknown(each) for container, files in others.items() if container not in held for each in files[:1]]:
        raise InputError("\n".join(wrong))
    return found


def _named(format: str) -> Format:  # noqa: A002
    plain = {re.sub(r"\W+", "", each.title.lower()): each for each in FORMATS}
    said = re.sub(r"\W+", "", instance(format, str, "format", "'Fitbit'").lower())
    if said not in plain:
        titles = [each.title for each in FORMATS]
        msg = f"format is {quoted(format)}; {did_you_mean(format, titles)}"
        raise InputError(msg)
    return plain[said]


def _may_be(source: Source, wanted: Format) -> bool:
    """Leave aside what in an archive is plainly something else, when one format was asked for."""
    return "," not in source.name or bool(wanted.recognise(source))


def _container(source: Source) -> str:
    """Name the archive or folder that holds a file; a file by itself holds itself."""
    return source.name.partition(", ")[0] if ", " in source.name else source.name.partition("/")[0]


def _unknown(source: Source) -> str:
    head = beginning_of(source)
    if not head.strip():
        return f"{source.name} is empty; export it again."
    known = ", ".join(each.title for each in FORMATS)
    for begins, like in _LIKE:
        if re.search(begins, head):
            return f"{source.name} looks like {like}."
    first = next(line.strip() for line in head.splitlines() if line.strip())
    shown = first if len(first) <= _SHOWN else f"{first[:_SHOWN]}…"
    return f"{source.name} is none of the files that are read; it begins with {visible(shown)!r}; read are {known}."
