"""A diary as a CSV file of one's own, which reads back to the same nights and doses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from itertools import product
from zoneinfo import ZoneInfo

from pksim.describe.files.diaries.diary import Diary
from pksim.describe.files.exact_text import exact_amount, exact_number
from pksim.describe.files.trackers.export import LoggedDose
from pksim.describe.files.trackers.own_clock import At, BeforeWaking, asleep, in_bed, without_bed
from pksim.describe.files.trackers.own_csv import BY_OFFSETS, COLUMNS, LOGGED
from pksim.describe.schedule.local_time import shown_clock
from pksim.describe.schedule.real_nights import RealNights
from pksim.errors import InputError

_OFFSETS_H = (*range(15), *range(-1, -13, -1))
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def diary_csv(diary: Diary) -> str:
    """Write a diary as text: a line for each dose, and one for a night without any.

    Clock times are those of the diary, to the second. An offset from UTC stands with them where no zone is known by
    name, where clocks show a time twice, and where only another clock says to which evening a bedtime belongs.
    """
    text = io.StringIO()
    table = csv.DictWriter(text, [*COLUMNS, *LOGGED], restval="", lineterminator="\n")
    table.writeheader()
    nights = diary.nights
    zone = _zone(diary)
    doses: dict[date, list[LoggedDose]] = {evening: [] for evening in (nights.dates if nights else ())}
    for each in diary.doses:
        if each.night is not None:
            doses.setdefault(each.night, []).append(each)
    for evening, taken in sorted(doses.items()):
        row: dict[str, object] = {"night": evening, "zone": zone}
        named = ZoneInfo(zone) if zone not in ("", BY_OFFSETS) else None
        before = without_bed(evening, named, by_offsets=zone == BY_OFFSETS)
        if nights is not None and evening in nights.dates:
            slept, bed, wake = _slept(nights, nights.dates.index(evening), named)
            before = BeforeWaking(bed.instant, wake.day, wake.clock, named, zone == BY_OFFSETS)
            row |= slept
        table.writerows([{**row, **_dose(each, before, diary)} for each in taken] or [row])
    return text.getvalue()


def _zone(diary: Diary) -> str:
    if diary.nights is not None:
        return diary.nights.tz or ("" if diary.nights.offsets is None else BY_OFFSETS)
    return BY_OFFSETS if any(each.at.tzinfo is not None for each in diary.doses) else ""


def _slept(nights: RealNights, which: int, zone: ZoneInfo | None) -> tuple[dict[str, object], At, At]:
    """Write bedtime and waking in the first way that reads back, and what was logged beside them."""
    evening, ends = nights.dates[which], (nights.bedtimes[which], nights.wakes[which])
    for written in product(*(_ways(each, nights.local(each)) for each in ends)):
        try:
            bed, wake = in_bed(evening, written[0], written[1], zone, by_offsets=nights.offsets is not None)
        except InputError:
            continue
        if (bed.instant, wake.instant) == ends:
            break
    row: dict[str, object] = dict(zip(("bedtime", "wake"), written, strict=True))
    if nights.logs:
        log = nights.logs[which]
        onset = "" if log.onset is None else _onset(log.onset, nights, bed, wake, zone)
        awakenings = "" if log.awakenings is None else log.awakenings
        row |= {"onset": onset, "awakenings": awakenings, "feeling": log.feeling, "note": log.note}
    return row, bed, wake


def _onset(onset: datetime, nights: RealNights, bed: At, wake: At, zone: ZoneInfo | None) -> str:
    """Write when one fell asleep in the first way that reads back."""
    for written in _ways(onset, nights.local(onset)):
        with suppress(InputError):
            if asleep(written, bed, wake, zone, by_offsets=nights.offsets is not None) == onset:
                return written
    return ""


def _ways(instant: datetime, local: datetime) -> Iterator[str]:
    """Write an instant as clocks show it: the diary's, the same with its offset, and those of elsewhere."""
    yield shown_clock(local)
    if instant.tzinfo is None:
        return
    yield _with_offset(local)
    for hours in _OFFSETS_H:
        yield _with_offset(instant.astimezone(timezone(timedelta(hours=hours))))


def _with_offset(local: datetime) -> str:
    return f"{shown_clock(local)}{local.isoformat()[-6:]}"


def _dose(each: LoggedDose, before: BeforeWaking, diary: Diary) -> dict[str, object]:
    """Write a dose, when and what became of it, in the first way that reads back."""
    what = each.what
    if each.dose is not None:
        dose = each.dose
        what = " ".join(filter(None, (dose.compound, dose.formulation, exact_amount(dose.amount_mg), dose.basis)))
    window = None if each.dose is None else each.dose.window_h
    for when in _times(each, window, before, diary):
        text = f"{what} {when}"
        try:
            _, at, read = before.read_time(text)
        except InputError:
            continue
        if at == each.at and _alike(read, window):
            return {"dose": text, "status": "" if each.status == "taken" else each.status}
    msg = f"{what} at {each.at} cannot be written so that it reads back."
    raise InputError(msg)


def _times(each: LoggedDose, window: tuple[float, float] | None, before: BeforeWaking, diary: Diary) -> Iterator[str]:
    local = each.at if diary.nights is None else diary.nights.local(each.at)
    if window is None:
        yield from (f"at {clock}" for clock in _ways(each.at, local))
    else:
        ends = [each.at + hours * _HOUR for hours in window]
        shown = [end if diary.nights is None else diary.nights.local(end) for end in ends]
        both = (_ways(end, local) for end, local in zip(ends, shown, strict=True))
        yield from (f"at {first}-{last}" for first, last in zip(*both, strict=True))
    if before.bedtime is not None:
        ends = [each.at + hours * _HOUR for hours in window or (0.0,)]
        minutes = [(end - before.bedtime) / _MINUTE for end in ends]
        side = "before" if minutes[0] < 0 else "after"
        yield f"{'-'.join(exact_number(abs(end)) for end in minutes)} min {side} bed"


def _alike(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(abs(first - second) * 3600 < 1 for first, second in zip(one, other, strict=True))
