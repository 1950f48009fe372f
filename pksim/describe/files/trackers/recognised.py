"""Recognise what a file is by what is in it, never by its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pksim.arguments import instance, quoted
from pksim.describe.files.trackers.export import Format, Source
from pksim.describe.files.trackers.formats import FORMATS
from pksim.describe.files.trackers.opening import beginning_of
from pksim.errors import InputError, did_you_mean

_SHOWN = 8
_INSTEAD = "write a CSV file of your own with night,bedtime,wake"
_LIKE: tuple[tuple[str, str], ...] = (
    (r"<Types\b|opendocument\.spreadsheet|\A\x11\u0871", "a spreadsheet; save the sheet as CSV"),
    (r"\APK\x03\x04", "an archive in an archive; unpack it, and give what is in it"),
    (r"<ClinicalDocument", "Apple Health's clinical document; the sleep is in export.xml beside it"),
    (
        r'(?m)^"?Sleep"?\s*\n"?Start Time|^Start Time,End Time,Minutes Asleep',
        "Fitbit's web CSV; export Fitbit's data by Google Takeout, as JSON",
    ),
    (
        r"\bsleep_id\b.*\bstart_utc_offset\b",
        "Google's CSV of Fitbit's sleep; give sleep-YYYY-MM-DD.json of the same Takeout",
    ),
    (
        r'"startUtcOffset"|"fitnessActivity"|"Data Source"\s*:|"dataSource"\s*:',
        f"Google Health's or Google Fit's JSON, which is not read; export the tracker's, or {_INSTEAD}",
    ),
    (r"com\.samsung\.", f"Samsung Health's CSV, whose times may be UTC or local; it is not read, {_INSTEAD}"),
    (r"Sleep [Qq]uality;.*Time in bed", f"Sleep Cycle's CSV, which has no time zone; it is not read, {_INSTEAD}"),
    (r'\A"?wake"?,"?sleep"?,"?bedtime', f"Sleepmeter's CSV, which is not read; {_INSTEAD}"),
    (r"Cycle timezone", f"Whoop's CSV, which is not read; {_INSTEAD}"),
    (r"light \(s\)", f"Withings' CSV, which is not read; {_INSTEAD}"),
    (r"\ASQLite format", f"a database, such as Health Connect's backup, which is not read; {_INSTEAD}"),
    (
        r'"dailySleepDTO"|"dailySleepsDTO"|"sleepStartTimestampLocal"',
        "Garmin's API; ask Garmin for the export of the account, which has *_sleepData.json",
    ),
    (
        r'\A\s*\{\s*"data"\s*:\s*\{\s*"(?:medications|metrics|workouts)',
        "Health Auto Export's JSON, which has no time of intake; export CSV",
    ),
    (
        r"\A(?:Time|Zeit|Reminded|Erinnert);(?:Name|Medicine name|Name des Medikaments);",
        "an older MedTimer's CSV, whose times are those of no zone; update the app, and export the events again",
    ),
    (r"\A(?:Medicine|Medikamente?);(?:Dosage|Dosierung);", "MedTimer's list of medicines; export the events, as CSV"),
    (
        r"\A[^\n]*,[^\n]*\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4},",
        "Health Auto Export's CSV, and not its medications with the names of columns in English; export those",
    ),
    (r'\A\s*\{\s*"data"\s*:\s*\[', "Oura's API; export the account, which has sleepmodel.csv"),
    (r"\A.*\bbedtime_start\b", "Oura's sleep, saved anew; give sleepmodel.csv as the account's export has it"),
)
"""What other exports hold, and what helps."""


class Recognised(NamedTuple):
    """A file, what it is, and by what that was recognised; and a sentence that says so, of several files on the first.

    Of an archive or a folder the sentence says how many files no format fits, too.
    """

    source: Source
    format: Format
    why: str
    said: str = ""


def recognised(sources: Iterable[Source], format: str | None = None) -> list[Recognised]:  # noqa: A002
    """Say of each file what it is.

    Parameters
    ----------
    sources : iterable of Source
        The files; of an archive or a folder those that no format fits are passed over and counted.
    format : str, optional
        What all of them are, by title; capitals and punctuation do not matter.

    Raises
    ------
    InputError
        When no format fits a file or any of an archive, or two fit; with every such file.
    """
    wanted = None if format is None else _named(format)
    found: list[Recognised] = []
    others: dict[str, list[Source]] = {}
    wrong: list[str] = []
    for number, source in enumerate(sources):
        fits = _fitting(source, wanted)
        if len(fits) == 1:
            found += fits
        elif fits:
            titles = " and ".join(each.format.title for each in fits)
            wrong.append(
                f"{source.name} could be {titles}; say which, with format={fits[0].format.title!r} (--format)."
            )
        else:
            others.setdefault(source.container or str(number), []).append(source)
    held = {each.source.container for each in found if each.source.container}
    wrong += [_unknown(files) for container, files in others.items() if container not in held]
    if wrong:
        raise InputError("\n".join(wrong))
    return _told(found, Counter({container: len(files) for container, files in others.items()}))


def _told(found: list[Recognised], alone: Counter[str]) -> list[Recognised]:
    """Add the sentences: one for the files of an archive or a folder that are of one format."""
    alike = Counter((each.source.container, each.why) for each in found)
    told = []
    for each in found:
        container = each.source.container
        files = alike.pop((container, each.why), 0) if container else 1
        more = f" and {files - 1} more are" if files > 1 else " is"
        said = f"{each.source.name}{more} read as {each.format.title}: {each.why}." if files else ""
        if others := alone.pop(container, 0):
            said += f" {others} other {'file' if others == 1 else 'files'} in {container} "
            said += f"{'is' if others == 1 else 'are'} left alone."
        told.append(each._replace(said=said))
    return told


def _fitting(source: Source, wanted: Format | None) -> list[Recognised]:
    """List the formats that fit; one that was asked for does not have to where a file is given by itself."""
    if wanted is None:
        return [Recognised(source, each, why) for each in FORMATS if (why := each.recognise(source))]
    may_be = not source.container or wanted.recognise(source)
    return [Recognised(source, wanted, f"{wanted.title} was asked for")] if may_be else []


def _named(format: str) -> Format:  # noqa: A002
    plain = {re.sub(r"\W+|_", "", each.title.lower()): each for each in FORMATS}
    said = re.sub(r"\W+|_", "", instance(format, str, "format", "'Fitbit'").lower())
    if said not in plain:
        titles = [each.title for each in FORMATS]
        msg = f"format is {quoted(format)}; {did_you_mean(format, titles)}"
        raise InputError(msg)
    return plain[said]


def _unknown(files: list[Source]) -> str:
    """Say what a file, or what in an archive or a folder, is instead, and what helps."""
    for source in files:
        head = beginning_of(source)
        if like := next((like for begins, like in _LIKE if re.search(begins, head)), ""):
            return f"{source.name} looks like {like}."
    known = ", ".join(each.title for each in FORMATS)
    first = files[0]
    if first.container and len(files) > 1:
        return f"{first.container}: none of its {len(files)} files is one that is read; read are {known}."
    head = beginning_of(first).strip()
    if head in ("", "[]", "{}"):
        return f"{first.name} is empty; export it again."
    return f"{first.name} is none of the files that are read; {_shape(head)}; read are {known}."


def _shape(head: str) -> str:
    """Say how a file begins, by the names of its columns, its root element or its keys."""
    if root := re.match(r"(?:<[?!].*?>\s*)*<([\w:.-]+)", head, re.DOTALL):
        return f"its root element is {root[1]}"
    if re.match(r"[\[{]", head) and (keys := dict.fromkeys(re.findall(r'"(\w{1,40})"\s*:', head))):
        return f"its keys are {', '.join(list(keys)[:_SHOWN])}"
    return f"it begins with {quoted(head.splitlines()[0])}"
