"""From doses, as instants, to nights: each belongs to the first night whose waking comes after it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from pksim.describe.compound.compound import Compound
from pksim.describe.files.trackers.export import LoggedDose
from pksim.describe.files.trackers.own_clock import DAY_BREAKS_H, BeforeWaking
from pksim.describe.schedule.dose import MOST_H, Dose
from pksim.describe.schedule.dose_text import split_doses
from pksim.describe.schedule.night import DAY_H
from pksim.describe.schedule.real_nights import RealNights

_A_DAY = timedelta(days=1)


def in_their_nights(
    doses: Iterable[LoggedDose], nights: RealNights | None, zone: tzinfo | None
) -> tuple[LoggedDose, ...]:
    """Say of each dose to which evening's night it belongs.

    Parameters
    ----------
    doses : iterable of LoggedDose
        What was logged; a night that a file names is left as it is.
    nights : RealNights or None
        The nights; None where only doses were logged.
    zone : tzinfo or None
        Where, for doses of evenings without a record; None to take the clock of the dose.

    Returns
    -------
    tuple of LoggedDose
        A dose belongs to the first night whose waking comes after it; where that night's bedtime is a day away or
        more, to its own evening, of which there is no record.
    """
    return tuple(
        each if each.night is not None else replace(each, night=_evening(each.at, nights, zone)) for each in doses
    )


def on_the_axis(doses: Iterable[LoggedDose], nights: RealNights) -> tuple[tuple[Dose, ...], list[str]]:
    """Give the doses that were taken within reach of the nights, on their axis, and say which are not in the curves."""
    taken, early, late = [], 0, 0
    for each in doses:
        if each.dose is None or each.status != "taken" or each.night is None:
            continue
        number = max((each.night - nights.dates[0]).days + 1, 1)
        time_h = nights.hours(each.at) - DAY_H * (number - 1)
        if each.night > nights.dates[-1]:
            late += 1
        elif time_h < -MOST_H:
            early += 1
        else:
            taken.append((number, replace(each.dose, night=number, time_h=time_h, clock_h=None, delay_h=0.0)))
    taken.sort(key=lambda pair: pair[0])
    said = {"more than three days before the first night": early, "after the last waking": late}
    notes = [
        f"{count} {'dose' if count == 1 else 'doses'} taken {when} {'is' if count == 1 else 'are'} not in the curves."
        for when, count in said.items()
        if count
    ]
    return tuple(dose for _, dose in taken), notes


def taken_every_night(text: str, nights: RealNights, known: Mapping[str, Compound]) -> tuple[LoggedDose, ...]:
    """Take doses, read from text, in every night that there is a record of.

    Raises
    ------
    pksim.errors.InputError
        When the text is no dose, or names a clock time that clocks skip or show twice in one of the nights.
    """
    found = []
    for evening, bed, wake in zip(nights.dates, nights.bedtimes, nights.wakes, strict=True):
        local = nights.local(wake)
        clock = local.hour + local.minute / 60 + local.second / 3600
        before = BeforeWaking(bed, local.date(), clock, nights.zone)
        for each in split_doses(text):
            dose, at = before.taken(each, known)
            found.append(LoggedDose(dose, at, "taken", "every night", evening))
    return tuple(found)


def _evening(at: datetime, nights: RealNights | None, zone: tzinfo | None) -> date:
    if nights is not None:
        following = bisect_right(nights.wakes, at)
        if following < len(nights.wakes) and nights.bedtimes[following] - at < _A_DAY:
            return nights.dates[following]
    local = at if zone is None else at.astimezone(zone)
    return (local - timedelta(hours=DAY_BREAKS_H)).date()
