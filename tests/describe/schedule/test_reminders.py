"""When doses are due in nights in which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pksim import Dose, Night, Schedule
from pksim.describe.schedule.reminders import reminders

NIGHT = Night(bedtime="20:00", wake="19:30")


@pytest.mark.parametrize(
    ("zone", "evening", "told"),
    [
        ("Europe/Berlin", date(2026, 3, 28), {"does not exist": 60}),
        ("Europe/Berlin", date(2026, 10, 24), {"comes twice": 60}),
        ("America/New_York", date(2026, 11, 1), {}),
        ("Australia/Lord_Howe", date(2026, 4, 4), {"comes twice": 30}),
        ("Pacific/Apia", date(2011, 12, 29), {"does not exist": 1170}),  # the 30th never was
    ],
)
def test_every_minute_of_the_clock_keeps_its_place(zone, evening, told):
    minutes = [(20 * 60 + i) % (24 * 60) for i in range(24 * 60 - 30)]
    doses = Schedule("mine", tuple(Dose("melatonin", 1, clock_h=minute / 60) for minute in minutes))
    found = reminders(doses, NIGHT, first=evening, zone=ZoneInfo(zone))
    assert [each.dose for each in found] == list(doses.doses)  # in time's order, which is theirs
    plain = [each for each in found if not each.note]
    clocks = [each.start.astimezone(ZoneInfo(zone)) for each in plain]
    assert [60 * each.hour + each.minute for each in clocks] == [round(60 * each.dose.clock_h) for each in plain]
    for words, count in told.items():
        assert sum(words in each.note for each in found) == count
    assert sum(bool(each.note) for each in found) == sum(told.values())


def test_a_dose_that_was_moved_is_moved_on_the_clock():
    doses = Schedule("mine", (Dose("melatonin", 1, clock_h=22.5),)).shift(4)
    (found,) = reminders(doses, Night(), first=date(2026, 10, 24), zone=ZoneInfo("Europe/London"))
    assert found.start == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    assert found.end - found.start == timedelta(minutes=5)
