"""Which sleep is that of a night, by rules written out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pksim.describe.files.diaries.main_sleeps import main_sleeps
from pksim.describe.files.trackers.export import Sleep
from pksim.errors import InputError


def sleep(bed, hours, record="record 1", **known):
    start = datetime.fromisoformat(bed).replace(tzinfo=UTC)
    return Sleep(start, start + timedelta(hours=hours), record, **known)


def found(*sleeps):
    return main_sleeps([("file.csv", each) for each in sleeps], lambda each: each.bed)


def beds(result):
    return {f"{evening:%d}": f"{each.bed:%d %H:%M}" for evening, each in result.of_evening.items()}


def test_a_bedtime_before_noon_belongs_to_the_evening_before():
    result = found(sleep("2026-03-28T00:10", 7), sleep("2026-03-28T23:00", 8), sleep("2026-03-30T11:59", 6))
    assert beds(result) == {"27": "28 00:10", "28": "28 23:00", "29": "30 11:59"}
    assert result.notes == ()


@pytest.mark.parametrize(
    ("bed", "hours", "is_main", "is_nap"),
    [
        ("2026-03-28T14:10", 0.6, None, True),
        ("2026-03-28T14:10", 2.9, None, True),
        ("2026-03-28T14:10", 3.0, None, False),
        ("2026-03-28T02:00", 2.0, None, False),
        ("2026-03-28T02:00", 0.9, None, True),
        ("2026-03-28T14:10", 0.6, True, False),
        ("2026-03-28T23:00", 7.0, False, True),
    ],
)
def test_a_nap_is_short_and_by_day_unless_the_tracker_says_otherwise(bed, hours, is_main, is_nap):
    result = found(sleep(bed, hours, is_main=is_main))
    assert (result.of_evening == {}) == is_nap
    assert [note[:17] for note in result.notes] == ["1 nap is left out"] * is_nap


def test_the_longest_sleep_of_an_evening_is_its_night_and_the_others_are_named():
    result = found(sleep("2026-03-28T22:00", 3.5), sleep("2026-03-29T02:30", 4), sleep("2026-03-29T07:30", 3))
    assert beds(result) == {"28": "29 02:30"}
    assert result.notes == (
        "2 second sleeps of a night are left out: 2026-03-28 22:00, 3 h 30 min; 2026-03-29 07:30, 3 h.",
    )


def test_what_the_tracker_calls_the_main_sleep_is_it_though_shorter():
    result = found(sleep("2026-03-28T22:00", 4, is_main=True), sleep("2026-03-29T02:30", 5))
    assert beds(result) == {"28": "28 22:00"}


def test_two_devices_at_one_time_are_one_night_and_said():
    result = found(sleep("2026-03-28T23:00", 7), sleep("2026-03-28T23:20", 7.5), sleep("2026-03-29T05:00", 0.5))
    assert beds(result) == {"28": "28 23:20"}
    (note,) = result.notes
    assert note == (
        "2 sleeps are left out, since another device or file has a longer one at that time: 2026-03-28 23:00, 7 h; "
        "2026-03-29 05:00, 30 min."
    )


def test_the_same_sleep_in_two_files_counts_once():
    result = found(sleep("2026-03-28T23:00", 7), sleep("2026-03-28T23:00", 7, "record 9"))
    assert beds(result) == {"28": "28 23:00"}
    assert result.notes == ("1 record is there twice and left out.",)


def test_two_nights_that_begin_on_one_date_are_two():
    """By day about noon, and over the date line, an evening would have two nights."""
    result = found(sleep("2026-03-28T12:30", 7), sleep("2026-03-29T11:30", 7), sleep("2026-03-30T11:00", 7))
    assert beds(result) == {"28": "28 12:30", "29": "29 11:30", "30": "30 11:00"}
    over = main_sleeps(
        [("f", sleep("2026-03-27T14:00", 8)), ("f", sleep("2026-03-28T06:00", 8))],
        lambda each: {14: datetime(2026, 3, 27, 23), 6: datetime(2026, 3, 27, 23)}[each.bed.hour],
    )
    assert len(over.of_evening) == 1  # 16 hours apart: a second sleep
    over = main_sleeps(
        [("f", sleep("2026-03-27T14:00", 8)), ("f", sleep("2026-03-28T14:00", 8))],
        lambda _: datetime(2026, 3, 27, 23),
    )
    assert list(over.of_evening) == [date(2026, 3, 27), date(2026, 3, 28)]


def test_nights_without_a_record_are_counted():
    result = found(*(sleep(f"2026-03-{day}T23:00", 7) for day in (10, 11, 13, 20)))
    assert result.notes == ("7 nights have no record: 2026-03-12; 2026-03-14 to 2026-03-19.",)


def test_every_impossible_sleep_is_named_with_its_record():
    with pytest.raises(InputError) as caught:
        found(sleep("2026-03-28T23:00", -1, "line 3"), sleep("2026-03-29T23:00", 24.5, "line 7"))
    first, second = str(caught.value).splitlines()
    assert (
        first == "file.csv, line 3: the sleep from 2026-03-28 23:00 ends before it begins; mend or delete the record."
    )
    assert second.startswith("file.csv, line 7: the sleep from 2026-03-29 23:00 lasts 24 h 30 min; over 24 h is no sl")


def test_more_than_ten_years_ask_since_when():
    with pytest.raises(InputError, match=r"3660 nights are the most: say since when, with since \(in the command --s"):
        found(sleep("2010-03-28T23:00", 7), sleep("2026-03-28T23:00", 7))


def test_of_many_naps_the_first_are_named_and_the_rest_counted():
    result = found(*(sleep(f"2026-03-{day:02d}T14:00", 0.5) for day in range(1, 9)))
    (note,) = result.notes
    assert note.startswith("8 naps are left out: 2026-03-01 14:00, 30 min; ")
    assert note.endswith("2026-03-05 14:00, 30 min; and 3 more.")


def test_a_night_that_is_hardly_one_is_kept_and_pointed_at():
    result = found(sleep("2026-03-28T23:00", 23))
    assert beds(result) == {"28": "28 23:00"}
    assert result.notes == ("1 night is over 16 h; look whether bed and wake are right: 2026-03-28 23:00, 23 h.",)
