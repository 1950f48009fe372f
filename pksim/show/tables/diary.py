"""A diary as a person reads it, a row an evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from pksim.describe.schedule.local_time import shown_clock
from pksim.describe.schedule.real_nights import Log
from pksim.describe.words.units import write_duration

if TYPE_CHECKING:
    from pksim.describe.files.diaries.diary import Diary

_MOST, _ENDS = 31, 7
_COLUMNS = ("evening", "bed", "wake", "in bed", "fell asleep", "woke", "felt", "note", "doses")
_ALWAYS = ("evening", "bed", "wake", "in bed", "doses")


def evening_table(diary: Diary) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """List the evenings with a night or a dose.

    Parameters
    ----------
    diary : Diary
        The nights, and what was taken.

    Returns
    -------
    (tuple of str, list of tuple of str)
        Names of columns, without those of what was never logged, and the rows, in the order of time.
    """
    nights = _nights(diary)
    doses = _doses(diary)
    rows = [
        (f"{each:%a %d %b %Y}", *nights.get(each, ("",) * 7), "; ".join(doses.get(each, [])))
        for each in sorted({*nights, *doses})
    ]
    kept = [i for i, name in enumerate(_COLUMNS) if name in _ALWAYS or any(row[i] for row in rows)]
    return tuple(_COLUMNS[i] for i in kept), [tuple(row[i] for i in kept) for row in rows]


def _nights(diary: Diary) -> dict[date, tuple[str, ...]]:
    nights = diary.nights
    if nights is None:
        return {}
    logs = nights.logs or (Log(),) * len(nights.dates)
    return {
        day: (
            shown_clock(nights.local(bed)),
            shown_clock(nights.local(wake)),
            write_duration((wake - bed).total_seconds() / 3600),
            "" if log.onset is None else shown_clock(nights.local(log.onset)),
            "" if log.awakenings is None else f"{log.awakenings} ×",
            log.feeling,
            log.note,
        )
        for day, bed, wake, log in zip(nights.dates, nights.bedtimes, nights.wakes, logs, strict=True)
    }


def _doses(diary: Diary) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for each in sorted(diary.doses, key=lambda dose: dose.at):
        at: datetime = each.at if diary.nights is None else diary.nights.local(each.at)
        what = each.what if each.dose is None else each.dose.what
        status = "" if each.status == "taken" else f" ({each.status})"
        found.setdefault(each.night or at.date(), []).append(f"{shown_clock(at)} {what}{status}")
    return found


def shortened(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave the middle out of more rows than a terminal shows, and say how many that is."""
    if len(rows) <= _MOST:
        return list(rows)
    left_out = (f"… {len(rows) - 2 * _ENDS} more", *[""] * (len(rows[0]) - 1))
    return [*rows[:_ENDS], left_out, *rows[-_ENDS:]]
