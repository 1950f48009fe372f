"""What doses do to the body clock, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np

from pksim.describe.words.rounding import percent
from pksim.describe.words.units import read_clock, write_duration
from pksim.study.clock.body_clock import BodyClock
from pksim.study.clock.response import PhaseResponse

EARLIER, LATER, UNTOLD = "earlier", "later", "cannot be told"
_RANGE = (0.1, 0.9)
_BY_DAY_H = (8.0, 20.0)
NO_PROMISE = "A mean of some thirty people is no promise: the range holds eight in ten, and two lie outside."
SLEEPY = "Melatonin makes sleepy by day, too: do not drive after a pill in the morning or the afternoon."


def direction(low: float, high: float) -> str:
    """Say which way a shift goes of which eight in ten people lie between two values [h]."""
    return EARLIER if low > 0 else LATER if high < 0 else UNTOLD


def shift_told(hours: float) -> str:
    """Write a shift [h] with its sign, such as ``+0.54 h``."""
    return f"{'+' if hours > 0 else '−' if hours < 0 else ''}{abs(hours):.2f} h"


def describe_clock(clock: BodyClock) -> str:
    """Say what the doses come to."""
    table = clock.to_frame()
    ways = [direction(*pair) for pair in table[["low", "high"]].to_numpy()]
    moved, (low, high) = float(clock.moved_h.mean()), np.quantile(clock.moved_h, _RANGE)
    count = len(table)
    doses = f"{count} {'dose' if count == 1 else 'doses'}"
    sentences = [headline(clock)]
    if count:
        first, way = table.iloc[0], ways[0]
        certain = (
            "which way it moves the clock cannot be told"
            if way == UNTOLD
            else f"it moves the clock {way} in {percent(_share(way, first['share_earlier']))} of people"
        )
        sentences.append(f"The first, {first['dose']}, is {_from_onset(first['hours_from_dlmo'])}: {certain}.")
    together = {0: "Without a dose drift moves", 1: "It moves"}.get(count, f"All {doses} together move")
    sentences.append(
        f"{together} the clock by {shift_told(moved)} on average, and by {shift_told(float(low))} to "
        f"{shift_told(float(high))} in eight of ten people."
    )
    wanted = 0.0 if clock.target_h is None else clock.start_h - clock.target_h
    if wanted:
        left = wanted - moved
        way = EARLIER if wanted > 0 else LATER
        sentences.append(
            f"The new bedtime is {write_duration(abs(wanted))} {way} for the body; "
            + (
                f"{write_duration(abs(left))} of that are left at the end, on average."
                if abs(left) > 0.25
                else "that is reached, on average."
            )
        )
    return " ".join(sentences)


def headline(clock: BodyClock) -> str:
    """Say in one sentence what was asked."""
    if clock.trip is None:
        return f"Melatonin and the body clock, bedtime {clock.nights.bedtime}."
    east = clock.trip.hours_east
    side = f"{abs(east):g} h {'east' if east > 0 else 'west'}" if east else "no change of clocks"
    return f"From {clock.trip.home_tz} to {clock.trip.away_tz}, {side}."


def limits(clock: BodyClock) -> list[str]:
    """List what this cannot say, and what to mind."""
    by_day = any(_BY_DAY_H[0] <= hour < _BY_DAY_H[1] for hour in _dose_hours(clock))
    return [*clock.notes, NO_PROMISE, *([SLEEPY] if by_day else []), "A model for teaching, not medical advice."]


def describe_response(curve: PhaseResponse) -> str:
    """Say what a curve shows."""
    ends = curve.extremes
    (early, advance), (late, delay) = ends["advance"], ends["delay"]
    return (
        f"Three daily doses of {curve.name}, in {curve.subjects} people in dim light: {_from_onset(early)} they move "
        f"the body clock {abs(advance):.2f} h earlier, {_from_onset(late)} {abs(delay):.2f} h later. Half an hour "
        f"before bed, an hour and a half after the onset, it is {shift_told(float(curve(1.5)))}, and which way cannot "
        "be told."
    )


def away_clock(clock: BodyClock, time_h: float) -> str:
    """Say what the clock away shows, HH:MM, at a time of a trip [h from the first bedtime]."""
    assert clock.trip is not None
    first = clock.trip.nights.bedtimes[0]
    return f"{(first + timedelta(hours=time_h)).astimezone(ZoneInfo(clock.trip.away_tz)):%H:%M}"


def _dose_hours(clock: BodyClock) -> Iterator[float]:
    """Give the hour of each dose by the clock where one is."""
    away = (False,) * len(clock.days) if clock.trip is None else clock.trip.is_away
    for day, is_away in zip(clock.days, away, strict=True):
        if day.dose_h is not None:
            shown = away_clock(clock, day.dose_h) if is_away else clock.nights.clock(day.dose_h)
            yield read_clock(shown, "the dose")


def _share(way: str, earlier: float) -> float:
    return earlier if way == EARLIER else 1.0 - earlier


def _from_onset(hours: float) -> str:
    side = "before" if hours < 0 else "after"
    return f"{write_duration(abs(hours))} {side} the onset of one's own melatonin"
