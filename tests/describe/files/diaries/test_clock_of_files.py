"""By which clock a diary is told."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from pksim import InputError
from pksim.describe.files.diaries.clock_of_files import ClockOfFiles
from pksim.describe.files.trackers.export import Sleep

CET, CEST = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))


def sleep(bed, zone=None, clocks=None):
    wake = bed + timedelta(hours=8)
    own = {} if clocks is None else {"bed_clock": bed.astimezone(clocks[0]), "wake_clock": wake.astimezone(clocks[1])}
    return ("f.csv", Sleep(bed, wake, "record 1", zone=zone, **own))


BED = datetime(2026, 3, 28, 22, tzinfo=UTC)
LATER = BED + timedelta(days=1)


def test_the_zone_that_was_asked_for_counts_before_those_of_the_files():
    assert ClockOfFiles.of([sleep(BED, "Asia/Tokyo")], [], ZoneInfo("Europe/Berlin")).tz == "Europe/Berlin"


def test_else_the_zone_of_most_sleeps_counts_and_the_others_are_named():
    sleeps = [
        sleep(BED, "Asia/Tokyo"),
        sleep(LATER, "Europe/Berlin"),
        sleep(LATER + timedelta(days=1), "Europe/Berlin"),
    ]
    clock = ClockOfFiles.of(sleeps, [], None)
    assert clock.tz == "Europe/Berlin"
    notes = clock.notes({each.bed.date(): each for _, each in sleeps})
    assert notes[0] == "Clock times are those of Europe/Berlin."
    assert notes[1].startswith("1 night was spent by another clock, Asia/Tokyo (1), from 2026-03-28: read by instants")
    # Where somebody was it was seven in the morning.
    assert clock.bed(sleeps[0][1]).hour == 7


def test_offsets_will_do_and_show_what_the_clock_showed():
    """In the night of the change bed is told by one offset and waking by the other."""
    clock = ClockOfFiles.of([sleep(BED, clocks=(CET, CEST)), sleep(LATER, clocks=(CEST, CEST))], [], None)
    assert clock.tz is None
    assert clock.local(BED).isoformat() == "2026-03-28T23:00:00+01:00"
    assert clock.local(BED + timedelta(hours=8)).isoformat() == "2026-03-29T08:00:00+02:00"
    assert clock.local(BED - timedelta(days=9)).utcoffset() == timedelta(hours=1)
    assert clock.local(LATER + timedelta(days=9)).utcoffset() == timedelta(hours=2)


def test_a_file_that_does_not_say_where_asks():
    with pytest.raises(
        InputError, match=r"f\.csv does not say which time zone .* tz=\"Europe/Berlin\" \(in the command"
    ):
        ClockOfFiles.of([sleep(BED)], [], None)
    with pytest.raises(InputError, match=r"f\.csv does not say which"):
        ClockOfFiles.of([sleep(BED, "Europe/Atlantis")], [], None)


def test_times_with_and_without_an_offset_do_not_go_together():
    with pytest.raises(InputError, match=r"some of the times have an offset or a zone, and others have none"):
        ClockOfFiles.of([sleep(BED, "Europe/Berlin"), sleep(datetime(2026, 3, 29, 23))], [], None)
