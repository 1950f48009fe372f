"""Doses as reminders: read back by libraries for calendars, at instants reckoned with the standard library."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

import pksim as pk

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.fixture
def events(tmp_path):
    """Write a calendar of doses and read its events, in the order of the file."""

    def of(text, name="mine", **how):
        schedule = pk.Schedule.parse(name, text) if isinstance(text, str) else text
        path = pk.write_calendar(schedule, tmp_path / "doses.ics", **{"tz": "Europe/Berlin", **how})
        return Calendar.from_ical(path.read_bytes()).walk("VEVENT")

    return of


def starts(found):
    return [event["DTSTART"].dt for event in found]


@pytest.mark.parametrize(("first", "zone"), [("2026-03-27", BERLIN), ("2026-10-23", BERLIN), ("2026-03-06", NEW_YORK)])
def test_a_dose_before_bed_is_elapsed_hours_before_the_local_bedtime(events, first, zone):
    # 23:00 comes after the change in the night of the 28th to 29th of March, so all bedtimes are plain local ones; a
    # dose 22 h before one reaches back across it
    found = events("melatonin 1 mg 22 h before bed", tz=zone.key, first=first, nights=4)
    evening = date.fromisoformat(first)
    local = [datetime(evening.year, evening.month, evening.day, 23, tzinfo=zone) + timedelta(days=i) for i in range(4)]
    assert starts(found) == [each.astimezone(UTC) - timedelta(hours=22) for each in local]
    assert len({each.utcoffset() for each in local}) == 2


@pytest.mark.parametrize(("first", "zone"), [("2026-03-27", BERLIN), ("2026-10-23", BERLIN), ("2026-10-30", NEW_YORK)])
def test_a_dose_by_the_clock_keeps_its_local_clock(events, first, zone):
    found = events("melatonin 1 mg at 22:30", tz=zone.key, first=first, nights=4)
    shown = [each.astimezone(zone) for each in starts(found)]
    assert [f"{each:%H:%M}" for each in shown] == ["22:30"] * 4
    assert [each.date() for each in shown] == [date.fromisoformat(first) + timedelta(days=i) for i in range(4)]
    assert len({each.utcoffset() for each in shown}) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [("at 22:30", "2026-01-09 22:30"), ("at 00:15", "2026-01-10 00:15"), ("at 07:00", "2026-01-10 07:00"),
     ("at 08:00", "2026-01-09 08:00"), ("2 h after bed", "2026-01-10 01:00")],
)  # fmt: skip
def test_a_clock_time_is_the_last_before_waking(events, text, expected):
    found = events(f"melatonin 1 mg {text}", first="2026-01-09")
    assert [f"{each.astimezone(BERLIN):%Y-%m-%d %H:%M}" for each in starts(found)] == [expected]


def test_a_bedtime_before_noon_is_on_the_day_after_its_evening(events):
    night = pk.Night(bedtime="00:30", wake="08:00", nights=2)
    found = events("melatonin 1 mg 60 min before bed", night=night, first=date(2026, 1, 9))
    assert [f"{each.astimezone(BERLIN):%d %H:%M}" for each in starts(found)] == ["09 23:30", "10 23:30"]


def test_a_time_that_clocks_skip_is_the_moment_of_the_jump_and_the_event_says_so(events):
    found = events("melatonin 1 mg at 02:30; magnesium glycinate 300 mg elemental at 03:10", first="2026-03-28")
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert starts(found) == [jump, jump + timedelta(minutes=10)]
    told = [str(event["DESCRIPTION"]) for event in found]
    assert "02:30 on 2026-03-29, which does not exist in Europe/Berlin" in told[0]
    assert "to 03:00" in told[0]
    assert "clocks" not in told[1]


def test_of_a_time_that_clocks_show_twice_the_first_counts_and_the_event_says_so(events):
    found = events("melatonin 1 mg at 02:30; magnesium glycinate 300 mg elemental at 03:10", first="2026-10-24")
    assert starts(found) == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, 10, tzinfo=UTC)]
    assert "comes twice in Europe/Berlin" in str(found[0]["DESCRIPTION"])


def test_a_bedtime_that_clocks_skip_is_told_too(events):
    night = pk.Night(bedtime="02:15", wake="10:00")
    (found,) = events("melatonin 1 mg 60 min before bed", night=night, first="2026-03-28")
    assert found["DTSTART"].dt == datetime(2026, 3, 29, 0, tzinfo=UTC)
    assert "bedtime is 02:15 on 2026-03-29, which does not exist" in str(found["DESCRIPTION"])


def test_a_zone_that_jumps_by_half_an_hour(events):
    found = events("melatonin 1 mg at 02:10", tz="Australia/Lord_Howe", first="2026-10-03")
    assert starts(found) == [datetime(2026, 10, 3, 15, 30, tzinfo=UTC)]  # 02:00+10:30, when clocks go to 02:30+11:00


def test_an_event_lasts_as_long_as_the_window_and_says_what_it_is(events):
    found = events(pk.load_schedules()["mechanism"], first="2026-01-09")
    told = [(str(event["SUMMARY"]), event["DTEND"].dt - event["DTSTART"].dt) for event in found]
    assert told == [
        ("magnesium glycinate 300 mg elemental (mechanism)", timedelta(minutes=30)),  # 90 min before bed, or 60-90 min
        ("melatonin 1 mg (mechanism)", timedelta(minutes=5)),
    ]
    about = str(found[1]["DESCRIPTION"])
    assert "60 min before bed; bedtime is 23:00 on Fri 09 Jan 2026, Europe/Berlin" in about
    assert "A model for teaching, not medical advice." in about


@pytest.mark.parametrize("alarm", [True, False])
def test_the_alarm_rings_when_the_dose_is_due(events, alarm):
    (event,) = events("melatonin 1 mg at 22:00", first="2026-01-09", alarm=alarm)
    rings = event.walk("VALARM")
    assert [each["TRIGGER"].dt for each in rings] == [timedelta()] * alarm
    assert all(each["ACTION"] == "DISPLAY" for each in rings)


def test_reading_a_calendar_in_again_moves_what_has_changed(events):
    doses = "melatonin 1 mg {} before bed; melatonin 0.3 mg 3 h after bed"
    once = events(doses.format("60 min"), first="2026-01-09", nights=3)
    again = events(doses.format("90 min"), first="2026-01-10", nights=3, tz="Europe/London")
    other = events(doses.format("60 min"), name="other", first="2026-01-09", nights=3)
    assert len({str(event["UID"]) for event in once}) == 6
    assert [event["UID"] for event in once[2:]] == [event["UID"] for event in again[:4]]
    assert not {event["UID"] for event in once} & {event["UID"] for event in other}
    assert all(datetime.now(UTC) - event["DTSTAMP"].dt < timedelta(hours=1) for event in again)


def test_calendars_find_every_dose_of_a_year_once(tmp_path):
    schedule = pk.Schedule.parse("mine", "melatonin 1 mg at 22:30")
    path = pk.write_calendar(schedule, tmp_path / "a.ics", tz="Europe/Berlin", first="2026-01-01", nights=365)
    found = recurring_ical_events.of(Calendar.from_ical(path.read_bytes())).between((2026, 1, 1), (2027, 1, 2))
    days = sorted(event["DTSTART"].dt.astimezone(BERLIN).date() for event in found)
    assert days == [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]


def test_nights_that_a_schedule_names_are_kept(events):
    found = events(
        pk.Schedule.parse("mine", "melatonin 1 mg at 22:30").nightly(4, skip=[2]), first="2026-01-01", nights=4
    )
    assert [each.day for each in starts(found)] == [1, 3, 4]


def test_what_people_write_cannot_end_an_event(events):
    (event,) = events("melatonin 1 mg at 22:30", name="a\r\nEND:VEVENT\nb;,\\", first="2026-01-01")
    assert str(event["SUMMARY"]) == "melatonin 1 mg (a\\r\nEND:VEVENT\nb;,\\)"


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"tz": "Europe/Berln"}, "tz is 'Europe/Berln', which is no time zone; did you mean 'Europe/Berlin'?"),
        ({"tz": None}, "tz is None, which is no time zone"),
        ({"first": "28.3.2026"}, "the first evening is '28.3.2026'; it must be a date, such as 2026-03-28."),
        ({"first": 3}, "the first evening is 3; it must be a date"),
        ({"first": "9999-12-30", "nights": 9}, "no calendar reaches so far"),
        ({"nights": 0}, "nights is 0; it must be a whole number from 1 to 3660"),
        ({"alarm": "yes"}, "alarm is 'yes'; it must be True or False."),
        ({"night": "23:00"}, "night is '23:00'; it must be a Night"),
    ],
)
def test_wrong_input_is_one_message(events, how, message):
    with pytest.raises(pk.InputError) as refused:
        events("melatonin 1 mg at 22:30", **{"first": "2026-01-01", **how})
    assert message in str(refused.value)


def test_nights_that_have_been_are_refused(events):
    with pytest.raises(pk.InputError, match="the nights of a diary have been"):
        events("melatonin 1 mg at 22:30", night=pk.load_diary("configs/diary.csv", tz="Europe/Berlin").nights)
