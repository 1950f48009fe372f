"""Days under one another: what lies in which row, across changes of clocks, and points that are left out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pksim.describe.schedule.real_nights import RealNights
from pksim.show.figures.day_rows import Clock, listed_rows, month_rows, thinned

BERLIN = ZoneInfo("Europe/Berlin")


def real_nights(*beds, hours=8):
    """Nights that begin at local times and last some elapsed hours."""
    instants = tuple(bed.replace(tzinfo=BERLIN).astimezone(UTC) for bed in beds)
    return RealNights(
        nights=len(beds),
        dates=tuple((bed - timedelta(hours=12)).date() for bed in beds),
        bedtimes=instants,
        wakes=tuple(each + timedelta(hours=hours) for each in instants),
        tz=BERLIN.key,
    )


def evenings(first, count, hour=23):
    return [datetime(first.year, first.month, first.day, hour) + timedelta(days=i) for i in range(count)]


def clock_of(nights):
    return Clock(nights, nights.dates[0])


def test_the_clock_counts_from_the_noon_of_the_first_evening_and_jumps_as_clocks_do():
    nights = real_nights(*evenings(date(2026, 3, 27), 3))
    clock = clock_of(nights)
    # 23:00 is 11 h after noon; in the second night, 02:00 to 03:00 is not shown
    assert clock.sleeps == [(11.0, 19.0), (35.0, 44.0), (59.0, 67.0)]
    np.testing.assert_allclose(clock.shows_at([24.0, 26.5, 27.5]), [35.0, 37.5, 39.5])


def test_a_row_is_as_long_as_the_latest_sleep_of_its_evening():
    assert clock_of(real_nights(*evenings(date(2026, 1, 1), 3))).row_h == 24
    by_day = real_nights(datetime(2026, 1, 2, 8, 30), datetime(2026, 1, 3, 8, 30), hours=7)
    assert by_day.dates == (date(2026, 1, 1), date(2026, 1, 2))
    assert clock_of(by_day).row_h == 28  # until 15:30, and half an hour more


def test_every_row_that_holds_a_time_or_a_span_is_found():
    by_day = real_nights(*(datetime(2026, 1, day, 8, 30) for day in (2, 3, 4)), hours=7)
    rows = listed_rows(clock_of(by_day))
    assert rows.places(26.0) == [
        (1, 2.0),
        (0, 26.0),
    ]  # 14:00, in the sleep of the first row, and after noon in the next
    assert rows.places(-1.0) == []
    assert rows.spans(20.5, 27.5) == [(0, 20.5, 27.5), (1, 0.0, 3.5)]
    assert rows.spans(80.0, 90.0) == []


def test_a_curve_is_cut_at_noon_and_where_clocks_go_back():
    nights = real_nights(*evenings(date(2026, 10, 24), 2))
    clock = clock_of(nights)
    times = np.arange(-11.0, 30.0, 0.25)
    x, row, share = listed_rows(clock).line(clock.shows_at(times), np.linspace(0, 1, len(times)))
    parts = np.split(np.column_stack([x, row, share]), np.flatnonzero(np.isnan(x)))
    parts = [part[~np.isnan(part[:, 0])] for part in parts]
    parts = [part for part in parts if len(part)]
    assert [part[[0, -1], 0].tolist() for part in parts] == [[0.0, 14.75], [14.0, 23.75], [0.0, 15.75]]
    assert [set(part[:, 1]) for part in parts] == [{0.0}, {0.0}, {1.0}]
    assert all((np.diff(part[:, 0]) > 0).all() for part in parts)
    np.testing.assert_allclose(np.concatenate(parts)[:, 2], np.linspace(0, 1, len(times)))


def test_a_curve_goes_on_past_noon_in_a_long_row_and_begins_again_in_the_next():
    rows = listed_rows(clock_of(real_nights(*(datetime(2026, 1, day, 8, 30) for day in (2, 3)), hours=7)))
    assert rows.length_h == 28
    x, row, _ = rows.line(np.arange(20.0, 31.0), np.ones(11))
    np.testing.assert_array_equal(x, [*range(20, 29), np.nan, *range(7), np.nan])
    np.testing.assert_array_equal(row, [*[0] * 9, np.nan, *[1] * 7, np.nan])


def test_what_is_not_drawn_leaves_a_gap_in_the_line():
    nights = real_nights(*evenings(date(2026, 1, 1), 1))
    x, _, share = listed_rows(clock_of(nights)).line(np.arange(6.0), np.array([1, 1, np.nan, np.nan, 1, 1]))
    np.testing.assert_array_equal(x, [0, 1, np.nan, 4, 5, np.nan])
    np.testing.assert_array_equal(share, [1, 1, np.nan, 1, 1, np.nan])


def test_a_few_days_without_a_night_have_rows_and_many_have_one():
    beds = evenings(date(2026, 1, 1), 30)
    rows = listed_rows(clock_of(real_nights(*(beds[i] for i in (0, 1, 4, 5, 20)))))
    assert [(row, day.day) for row, day in rows.days] == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (7, 21)]
    assert rows.gaps == ((6, 14),)
    assert rows.count == 8
    assert rows.places(24 * 10.0) == []


def test_each_month_has_its_days_even_without_a_night():
    beds = evenings(date(2026, 11, 28), 70)
    months = month_rows(clock_of(real_nights(beds[0], beds[1], beds[65])))
    days = [[(row, day) for row, day in each.days] for each in months]
    assert [(len(each), each[0][1].isoformat()) for each in days] == [
        (3, "2026-11-28"), (31, "2026-12-01"), (31, "2027-01-01"), (1, "2027-02-01"),
    ]  # fmt: skip
    assert all(row == day.day - 1 for each in days for row, day in each)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 1e3), min_size=1, max_size=300), st.floats(0.01, 5.0))
def test_thinning_keeps_ends_the_highest_and_the_lowest_of_every_stretch(levels, least_h):
    times, levels = 0.1 * np.arange(len(levels)), np.array(levels)
    kept = thinned(times, levels, least_h=least_h)
    assert (kept[0], kept[-1]) == (0, len(levels) - 1)
    assert (np.diff(kept) > 0).all()
    stretches = np.floor(times / least_h)
    for each in np.unique(stretches):
        inside = levels[stretches == each]
        shown = levels[kept[stretches[kept] == each]]
        assert (shown.min(), shown.max()) == (inside.min(), inside.max())
    assert len(kept) <= 2 * len(np.unique(stretches)) + 2


@pytest.mark.parametrize("count", [1, 2])
def test_hardly_any_points_are_all_kept(count):
    assert thinned(np.arange(count), np.zeros(count), least_h=10).tolist() == list(range(count))
