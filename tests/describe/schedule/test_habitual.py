"""The clock that a diary is lived on, against the rule written down again and against diaries told by hand."""

import statistics
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pksim import Endogenous, Schedule, simulate
from pksim.describe.schedule.habitual import habitual_bedtimes_h, usual_waking
from pksim.describe.schedule.local_time import RecordedClock
from pksim.describe.schedule.real_nights import RealNights


def lived(wakes, *, tz=None, hours=7.5, days=None, offsets=None, **more):
    """Nights that end so on the clock; the first in the evening of 10 March 2026, or after so many days."""
    days = range(len(wakes)) if days is None else days
    dates = [date(2026, 3, 10) + timedelta(days=day) for day in days]
    zone = UTC if tz is None else ZoneInfo(tz)
    ends = []
    for day, wake in zip(dates, wakes, strict=True):
        clock = datetime.combine(day, datetime.min.time()) + timedelta(hours=int(wake[:2]), minutes=int(wake[3:]))
        clock += timedelta(days=wake[:2] < "18")
        ends.append(clock.replace(tzinfo=zone).astimezone(UTC) if tz else clock)
    if offsets is not None:
        ends = [end.replace(tzinfo=UTC) - timedelta(hours=off) for end, off in zip(ends, offsets, strict=True)]
    beds = [end - timedelta(hours=hours) for end in ends]
    return RealNights(nights=len(dates), dates=tuple(dates), bedtimes=tuple(beds), wakes=tuple(ends), tz=tz, **more)


@pytest.mark.parametrize(
    ("wakes", "habitual"),
    [
        (["07:00"], ["23:00"]),
        (["07:00", "09:00"], ["23:00", "23:00"]),
        (["07:00", "09:00", "08:00", "07:30"], ["23:00", "23:00", "23:00", "00:00"]),
        (["07:00"] * 6 + ["12:00"] + ["07:00"] * 3, ["23:00"] * 10),
        (["12:00"] + ["07:00"] * 4, ["04:00", "04:00", "23:00", "23:00", "23:00"]),
        # Those before have gone by one week later.
        (["06:00"] * 7 + ["08:00"] * 5, ["22:00"] * 11 + ["00:00"]),
        # About midnight and about noon.
        (["23:50", "00:10", "00:20", "23:40"], ["15:50", "15:50", "15:50", "16:10"]),
        (["11:50", "12:10", "12:20", "12:00"], ["03:50", "03:50", "03:50", "04:10"]),
    ],
)
def test_the_habitual_bedtime_is_the_median_waking_before_minus_eight_hours(wakes, habitual):
    assert lived(wakes).habitual_bedtimes == tuple(habitual)
    assert lived(wakes, habitual_bedtime="21:15").habitual_bedtimes == ("21:15",) * len(wakes)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=7), st.integers(0, 1439))
def test_the_median_is_that_of_the_line_wherever_on_the_clock_the_wakings_lie(minutes, turn):
    """Ten hours or less apart, they are ordered as on a line, from any hour on."""
    want = (statistics.median_low(minutes) + turn) % 1440
    found = 60 * usual_waking([(each + turn) / 60 for each in minutes])
    assert (found - want + 720) % 1440 - 720 == pytest.approx(0, abs=1e-9)


@given(st.lists(st.floats(-0.0, 24, exclude_max=True), min_size=1, max_size=30))
def test_every_evening_has_a_bedtime_within_half_a_day_of_a_day_after_the_last(hours):
    wakes = {number: 24.0 * (number - 1) + 8 + hour for number, hour in enumerate(hours, start=1)}
    found = np.array(list(habitual_bedtimes_h(wakes).values()))
    assert abs(found[0]) <= 12
    gaps = np.diff(found)
    assert ((gaps >= 12 - 1e-9) & (gaps <= 36 + 1e-9)).all()
    # None is an average: each is eight hours before a waking that was there.
    for time in found:
        assert min(abs((time + 8 - hour - 8 + 12) % 24 - 12) for hour in hours) < 1e-6


def test_evenings_without_data_keep_the_clock_of_the_last_one():
    nights = lived(["07:00", "07:00", "06:00", "06:00"], days=[0, 1, 5, 6])
    assert nights.habitual_bedtimes == ("23:00", "23:00", "23:00", "23:00")
    nights = lived(["07:00", "08:00", "08:00", "08:00", "08:00"], days=[0, 1, 2, 3, 8])
    # Evenings 5 to 8 are not there, and go by what the fourth did.
    first = nights.bedtimes[0]
    clocks = [first + timedelta(hours=time) for time in nights.habitual_times_h]
    assert [f"{each:%d %H:%M}" for each in clocks] == [
        *("10 23:00", "11 23:00", "12 23:00", "14 00:00"),
        *("15 00:00", "16 00:00", "17 00:00", "18 00:00", "19 00:00"),
    ]
    assert len(nights.habitual_bedtimes) == 5


def test_a_change_of_clocks_moves_no_body_clock_at_once():
    """Berlin, 29 March 2026: 07:00 before it is 08:00 after it, until most of the wakings are after it."""
    nights = lived(["07:00"] * 30, tz="Europe/Berlin")
    # Of the seven wakings before the evening of the 29th one is by the new clock, and four of those before 1 April.
    assert nights.habitual_bedtimes == (*["23:00"] * 19, *["00:00"] * 3, *["23:00"] * 8)
    gaps = np.diff(nights.habitual_times_h)
    assert np.unique(gaps.round(9)).tolist() == [23, 24]
    assert (gaps.round(9) == 23).sum() == 1


def test_a_flight_moves_no_body_clock_at_once():
    """Six hours east: one wakes at 07:00 of either clock, and is used to 23:00 at home until most wakings are away."""
    change = datetime(2026, 3, 14, 12, tzinfo=UTC)
    clock = RecordedClock(((datetime(2026, 3, 1, tzinfo=UTC), timedelta(hours=1)), (change, timedelta(hours=7))))
    away = lived(["07:00"] * 10, offsets=[1] * 4 + [7] * 6)
    nights = RealNights(nights=10, dates=away.dates, bedtimes=away.bedtimes, wakes=away.wakes, offsets=clock)
    assert nights.habitual_bedtimes == (*["23:00"] * 4, *["05:00"] * 4, *["23:00"] * 2)
    assert nights.has_shifts


@pytest.mark.parametrize(
    ("wakes", "shifts"),
    [
        (["07:00"] * 10, False),
        (["07:00"] * 6 + ["13:00"] + ["07:00"] * 5, False),
        (["06:30"] * 5 + ["09:00"] * 2 + ["06:30"] * 5 + ["09:00"] * 2, False),
        (["07:00"] * 7 + ["16:00"] * 7, True),
        (["07:00", "07:00", "07:00", "16:00", "16:00"], True),
        (["07:00", "16:00"] * 4, True),
        (["23:30", "00:30", "23:45"], False),
    ],
)
def test_shift_weeks_are_found_and_late_nights_are_not(wakes, shifts):
    assert lived(wakes).has_shifts == shifts


def test_the_bodys_own_peaks_night_by_night():
    wakes = ["07:00"] * 4 + ["16:00"] * 7
    nights, plan = lived(wakes), Schedule.parse("x", "melatonin 1 mg at bedtime")
    simulation = simulate(plan, nights, endogenous=True, step_min=5)
    peaks = simulation.own["melatonin"].peaks_h
    first = nights.bedtimes[0]
    shown = [first + timedelta(hours=float(each)) for each in peaks]
    # Three hours after 23:00 until the eighth night, of whose seven before most end at 16:00; it starts at 08:00.
    assert [f"{each:%d %H:%M}" for each in shown] == [
        *(f"{day} 02:00" for day in range(11, 19)),
        *(f"{day} 11:00" for day in range(19, 22)),
    ]
    level = simulation.endogenous_level("melatonin")
    tops = simulation.times_h[1:-1][(level[1:-1] > level[:-2]) & (level[1:-1] >= level[2:])]
    seen = [each for each in peaks if simulation.times_h[0] < each < simulation.times_h[-1]]
    assert tops == pytest.approx(seen, abs=5 / 60)
    given = simulate(plan, nights, endogenous=Endogenous(habitual_bedtime="22:00"), step_min=60)
    assert given.own["melatonin"].peaks_h.tolist() == pytest.approx([1.5])
