"""The command ``calendar``: which schedule, where and from when on."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from places import listed

STUDY = """
bedtime = "22:30"
nights = 3

[[schedule]]
name = "mine"
doses = ["melatonin 0.3 mg 60 min before bed"]
"""


def test_the_one_schedule_of_a_study_is_written_for_its_nights(run, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    code, out, err = run("calendar", "study.toml", "--tz", "Europe/Berlin", "--from", "2026-01-09")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "mine: 3 reminders, Fri 09 Jan 2026 21:30 to Sun 11 Jan 2026 21:30, Europe/Berlin."
    events = Calendar.from_ical((tmp_path / "doses.ics").read_bytes()).walk("VEVENT")
    zone = ZoneInfo("Europe/Berlin")
    assert [each["DTSTART"].dt.astimezone(zone).day for each in events] == [9, 10, 11]
    assert all(each.walk("VALARM") for each in events)


def test_a_published_schedule_by_name_from_today_on(run, tmp_path):
    options = ("--tz", "Asia/Tokyo", "--nights", "2", "--no-alarm", "--output", "out/my.ics")
    before = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    assert run("calendar", "--schedule", "extended-release", *options)[0] == 0
    after = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    events = Calendar.from_ical((tmp_path / "out" / "my.ics").read_bytes()).walk("VEVENT")
    first = events[0]["DTSTART"].dt.astimezone(ZoneInfo("Asia/Tokyo")).date()
    assert before <= first <= after
    assert not any(each.walk("VALARM") for each in events)


def test_what_clocks_skip_is_printed(run):
    dose = ("--dose", "mine: melatonin 1 mg at 02:30", "--tz", "Europe/Berlin", "--from", "2026-03-27", "--nights", "3")
    code, out, _ = run("calendar", *dose)
    assert code == 0
    assert out.count("does not exist in Europe/Berlin: clocks jump over it, to 03:00, which is meant.") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--schedule: which one is to be reminded of? There are 'mechanism', 'dream-team'"),
        (("--schedule", "duo"), "--tz is missing: say in which time zone your clock is, such as --tz Europe/Berlin"),
        (("--schedule", "dou", "--tz", "UTC"), "there is no schedule 'dou'; did you mean 'duo'?"),
        (("--schedule", "duo", "--tz", "Mars"), "tz is 'Mars', which is no time zone"),
        (("--schedule", "duo", "--tz", "UTC", "--from", "today"), "the first evening is 'today'; it must be a date"),
        (("--schedule", "duo", "--tz", "UTC", "--nights", "0"), "nights is 0; it must be a whole number"),
    ],
)
def test_wrong_input_is_one_message_and_nothing_is_written(run, tmp_path, words, message):
    code, out, err = run("calendar", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert listed(tmp_path) == []
