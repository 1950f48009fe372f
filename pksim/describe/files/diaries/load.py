"""Read diaries: exports of trackers and apps, and CSV files of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict, Unpack

from pksim.arguments import check_keywords, instance, is_several, quoted
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.files.diaries.assembly import Period, ReadFile, Told, assembled
from pksim.describe.files.diaries.diary import Diary
from pksim.describe.files.trackers.export import Hints
from pksim.describe.files.trackers.opening import sources
from pksim.describe.files.trackers.recognised import recognised
from pksim.describe.schedule.local_time import find_zone
from pksim.describe.words.records import as_path
from pksim.errors import InputError


class OfDiary(TypedDict, total=False):
    """Keywords that say what the files of a diary do not."""

    names: Mapping[str, str] | Iterable[str] | None
    doses: str | None
    since: str | date | None
    until: str | date | None
    habitual_bedtime: str | None
    compounds: Iterable[Compound] | Mapping[str, Compound]
    watch: Callable[[int], None] | None


def load_diary(
    path: str | Path | Iterable[str | Path],
    tz: str | None = None,
    format: str | None = None,  # noqa: A002
    strength: Mapping[str, str] | Iterable[str] | None = None,
    **said: Unpack[OfDiary],
) -> Diary:
    """Read real nights and what was taken in them; `pksim.simulate` takes them as it takes schedules.

    Parameters
    ----------
    path : str, Path or iterable of them
        A file, an archive or a folder, or several that together make one diary, such as sleep from a tracker and doses
        from an app. Read are Apple Health's export, Fitbit's, Oura's, Garmin's and Sleep as Android's, the medications
        of Health Auto Export and MedTimer, and a CSV file of one's own. That has the columns ``night`` (date of the
        evening, such as 2026-03-28), ``bedtime`` and ``wake`` (HH:MM or HH:MM:SS; a bedtime before noon is on the next
        day), and ``dose`` (such as ``melatonin 1 mg 60 min before bed`` or ``... at 22:30``, several with a semicolon
        between them; empty for a night without one), and, where they are known, ``status``, ``onset``, ``awakenings``,
        ``feeling``, ``note`` and ``zone``. Other columns are left alone.
    tz : str, optional
        Name of the time zone, such as ``"Europe/Berlin"``, in which clocks change in spring and autumn; by default that
        of the files. Where they have none it is asked for, but for a CSV file of one's own, whose days then have 24
        hours.
    format : str, optional
        What the files are, such as ``"Fitbit"``; by default that is recognised by what is in them.
    strength : mapping of str to str, or iterable of str, optional
        How much is in one tablet or mL of a medicine, such as ``{"Melatonin": "3 mg"}`` or ``["Melatonin=3 mg"]``.
    names : mapping of str to str, or iterable of str, optional
        What medicines are, such as ``{"Magnesiumglycinat": "magnesium glycinate"}``; the commonest English and German
        names are known.
    doses : str, optional
        Doses that were taken in every night without being logged, such as ``"melatonin 1 mg 60 min before bed"``.
    since, until : str or date, optional
        The first and the last evening to be read, such as ``"2026-03-01"``.
    habitual_bedtime : str, optional
        The bedtime, HH:MM, that the body clock is used to; by default it follows the nights. It matters for the body's
        own level alone.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, added to the library's.
    watch : callable, optional
        Told, every now and then, how many bytes of a large file have been read.

    Returns
    -------
    Diary

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the files, each with its record.

    Examples
    --------
    >>> import pksim as pk
    >>> diary = pk.load_diary("configs/diary.csv", tz="Europe/Berlin")
    >>> nights = pk.nightly_metrics(pk.simulate(diary))
    >>> nights.xs("melatonin", level="compound")["dose_mg"].tolist()
    [1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0]
    """
    paths = [as_path(each) for each in (list(path) if is_several(path) else [path])]
    check_keywords(said, OfDiary, load_diary)
    if isinstance(path, str) and not path.strip():
        msg = "path is empty; give a file, such as 'export.zip'."
        raise InputError(msg)
    doses = said.get("doses")
    if isinstance(doses, str) and not doses.strip():
        msg = "doses is empty; write what is taken every night, such as 'melatonin 1 mg at 22:00', or leave it out."
        raise InputError(msg)
    told = Told(
        zone=None if tz is None else find_zone(tz),
        names=said.get("names"),
        strength=strength,
        doses=None if doses is None else instance(doses, str, "doses", "'melatonin 1 mg at 22:00'"),
        period=Period(_date(said.get("since"), "since"), _date(said.get("until"), "until")),
        habitual_bedtime=said.get("habitual_bedtime"),
    )
    known = with_own(said.get("compounds", ()))
    files = _read(paths, format, Hints(told.zone, said.get("watch"), known))
    return assembled(paths[0].stem, files, told, known)


def _read(paths: list[Path], format: str | None, hints: Hints) -> list[ReadFile]:  # noqa: A002
    """Read every file, or list the mistakes of all."""
    files: list[ReadFile] = []
    wrong: list[str] = []
    for each in recognised(sources(paths), format):
        try:
            read = each.format.read(each.source, hints)
            files.append(ReadFile(each.source.name, each.format.title, each.said, read))
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise InputError("\n".join(wrong))
    return files


def _date(given: object, name: str) -> date | None:
    if given is None or isinstance(given, date):
        return given.date() if isinstance(given, datetime) else given
    try:
        return date.fromisoformat(instance(given, str, name, "'2026-03-01'"))
    except ValueError:
        msg = f"{name} is {quoted(given)}; it must be a date, such as '2026-03-01'."
        raise InputError(msg) from None
