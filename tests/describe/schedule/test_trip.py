"""Flights, with every instant worked out a second time by zoneinfo."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pksim import InputError, Night, Trip


def at(text, tz):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).astimezone(UTC)


@pytest.mark.parametrize(
    ("home", "away", "depart", "arrive", "hours", "east"),
    [
        ("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00", 12, 7),
        ("Europe/Berlin", "America/New_York", "2026-01-10 13:00", "2026-01-10 15:30", 8.5, -6),
        # Over the date line one lands before one leaves, by the clock, or skips a day.
        ("Asia/Tokyo", "America/Los_Angeles", "2026-04-10 17:00", "2026-04-10 10:30", 9.5, 8),
        ("America/Los_Angeles", "Pacific/Auckland", "2026-04-10 22:30", "2026-04-12 06:30", 13, -5),
        # Clocks go forward in Berlin while one is in the air, and in New York they went weeks before.
        ("America/New_York", "Europe/Berlin", "2026-03-28 18:00", "2026-03-29 08:00", 8, 6),
        ("Asia/Kolkata", "Asia/Kathmandu", "2026-04-10 10:00", "2026-04-10 11:45", 1.5, 0.25),
    ],
)
def test_a_flight_is_as_long_as_its_instants_are_apart(home, away, depart, arrive, hours, east):
    trip = Trip(home, away, depart, arrive)
    assert trip.flight_h == (at(arrive, away) - at(depart, home)) / timedelta(hours=1) == hours
    assert trip.hours_east == east


@pytest.mark.parametrize("night", [Night("23:00", "07:00"), Night("00:30", "08:00")])
def test_nights_are_told_by_the_clock_where_one_is_and_none_is_in_the_air(night):
    trip = Trip("Europe/Berlin", "Asia/Tokyo", "2026-03-28 13:00", "2026-03-29 08:00", night, 4, 6)
    nights = trip.nights
    assert trip.is_away == (False,) * 4 + (True,) * 6
    for bed, wake, is_away in zip(nights.bedtimes, nights.wakes, trip.is_away, strict=True):
        there = ZoneInfo(trip.away_tz if is_away else trip.home_tz)
        assert f"{bed.astimezone(there):%H:%M}" == night.bedtime
        assert (wake - bed) / timedelta(hours=1) == night.wake_h
        assert wake <= trip.depart_utc or bed >= trip.arrive_utc
    assert len(set(nights.dates)) == 10
    assert list(nights.dates) == sorted(nights.dates)
    assert nights.bedtimes[4] - trip.arrive_utc < timedelta(days=1)
    assert trip.depart_utc - nights.wakes[3] < timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"away_tz": "Asia/Tokio"}, "did you mean 'Asia/Tokyo'"),
        (
            {"depart": "tomorrow"},
            "depart is 'tomorrow'; it must be a local date with a time, such as '2026-03-27 13:00'",
        ),
        ({"depart": "2026-02-30 13:00"}, "depart is '2026-02-30 13:00'; it must be"),
        (
            {"arrive": "2026-04-09 08:00"},
            r"the flight leaves 2026-04-10 13:00 .* and lands 2026-04-09 08:00 .* not later",
        ),
        (
            {"depart": "2026-03-29 02:30", "arrive": "2026-03-30 08:00"},
            "does not exist in Europe/Berlin: clocks skip it",
        ),
        ({"depart": "2026-10-25 02:30", "arrive": "2026-10-26 08:00"}, "comes twice in Europe/Berlin"),
        ({"nights_before": 0}, "nights_before is 0"),
        ({"nights_after": 99}, "nights_after is 99"),
        ({"habitual_night": "23:00"}, "habitual_night is '23:00'"),
    ],
)
def test_a_trip_that_cannot_be_is_refused(said, why):
    usual = {"home_tz": "Europe/Berlin", "away_tz": "Asia/Tokyo"}
    usual |= {"depart": "2026-04-10 13:00", "arrive": "2026-04-11 08:00"}
    with pytest.raises(InputError, match=why):
        Trip(**{**usual, **said})


def test_times_may_be_datetimes():
    text = Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11T08:00:00")
    local = Trip("Europe/Berlin", "Asia/Tokyo", datetime(2026, 4, 10, 13), datetime(2026, 4, 11, 8))
    instants = Trip(
        "Europe/Berlin", "Asia/Tokyo", at("2026-04-10 13:00", "Europe/Berlin"), at("2026-04-11 08:00", "Asia/Tokyo")
    )
    assert (text.depart_utc, text.arrive_utc) == (local.depart_utc, local.arrive_utc)
    assert (text.depart_utc, text.arrive_utc) == (instants.depart_utc, instants.arrive_utc)


def test_a_time_that_comes_twice_may_say_which():
    first, second = (
        Trip("Europe/Berlin", "Asia/Tokyo", f"2026-10-25 02:30{offset}", "2026-10-26 08:00")
        for offset in ("+02:00", "+01:00")
    )
    assert first.flight_h - second.flight_h == 1


@pytest.mark.parametrize("home", ["America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland"])
@pytest.mark.parametrize("bedtime", ["22:00", "00:30"])
def test_a_night_has_the_date_of_its_evening_at_home(home, bedtime):
    trip = Trip(home, "Etc/UTC", "2026-04-10 13:00", "2026-04-12 08:00", Night(bedtime, "08:00"))
    assert trip.nights.dates[:3] == tuple(date(2026, 4, day) for day in (7, 8, 9))
