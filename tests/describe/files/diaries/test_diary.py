"""Diaries, with every instant worked out a second time from UTC offsets written down by hand."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from pksim import (
    Endogenous,
    Input,
    InputError,
    Night,
    OneCompartment,
    Schedule,
    load_compound,
    load_diary,
    metrics,
    nightly_metrics,
    simulate,
)

BERLIN = "Europe/Berlin"
CET, CEST = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
HEADER = "night,bedtime,wake,dose\n"


@pytest.fixture
def diary(tmp_path):
    """Write a diary and read it."""

    def load(text, tz=None, header=HEADER, **options):
        path = tmp_path / "diary.csv"
        path.write_text(header + text, encoding="utf-8")
        return load_diary(path, tz=tz, **options)

    return load


@pytest.fixture
def mistakes(diary):
    def lines(text, *arguments, **options):
        with pytest.raises(InputError) as caught:
            diary(text, *arguments, **options)
        return str(caught.value).splitlines()

    return lines


def hours(*instants):
    """Hours of some instants since the first."""
    return [(each - instants[0]).total_seconds() / 3600 for each in instants]


def taken(diary):
    return [dose.time_from_bedtime_h(diary.nights) for dose in diary.schedule.doses]


def test_a_diary_is_doses_in_nights_of_their_own(diary):
    read = diary(
        "2026-01-10,23:00,07:00,melatonin 1 mg 60 min before bed\n"
        "2026-01-10,23:00,07:00,magnesium glycinate 300 mg elemental at 21:30\n"
        "2026-01-11,22:15,06:30,melatonin 0.5 mg at 22:00\n"
    )
    assert read.schedule.name == "diary"
    assert [(dose.compound, dose.amount_mg, dose.night) for dose in read.schedule.doses] == [
        ("melatonin", 1, 1), ("magnesium", 300, 1), ("melatonin", 0.5, 2),
    ]  # fmt: skip
    assert taken(read) == pytest.approx([-1, -1.5, 23])
    assert read.nights.sleeps_h == ((0, 8), (23.25, 31.5))
    assert (read.nights.dates, read.nights.numbers) == ((date(2026, 1, 10), date(2026, 1, 11)), (1, 2))
    assert (read.nights.bedtime, read.nights.wake, read.nights.nights) == ("23:00", "07:00", 2)


def test_lines_may_come_in_any_order_with_other_columns_and_blanks(diary):
    read = diary(
        " 22:00 , melatonin 1 mg at 21:00 ,felt well,2026-01-12, 06:00\n,,,,\n\n23:00,,,2026-01-10,07:00\n",
        header="Bedtime, DOSE ,note,Night,wake\n",
    )
    assert read.nights.dates == (date(2026, 1, 10), date(2026, 1, 12))
    assert read.nights.sleeps_h == ((0, 8), (47, 55))
    assert taken(read) == pytest.approx([46])


def test_a_spreadsheets_byte_order_mark_and_line_ends_do_not_matter(tmp_path):
    path = tmp_path / "diary.csv"
    path.write_bytes(b"\xef\xbb\xbfnight,bedtime,wake,dose\r\n2026-01-10,23:00,07:00,melatonin 1 mg at 22:00\r\n")
    assert taken(load_diary(path)) == [-1]


@pytest.mark.parametrize(
    ("bedtime", "wake", "dose", "bed", "up", "dosed"),
    [
        ("23:00", "07:00", "at 22:00", (10, 23), (11, 7), (10, 22)),
        ("23:00", "07:00", "at 03:00", (10, 23), (11, 7), (11, 3)),
        ("23:00", "07:00", "at 07:00", (10, 23), (11, 7), (11, 7)),
        ("23:00", "07:00", "at 08:00", (10, 23), (11, 7), (10, 8)),
        ("00:30", "08:00", "at 23:45", (11, 0.5), (11, 8), (10, 23.75)),
        ("00:30", "08:00", "at 00:15", (11, 0.5), (11, 8), (11, 0.25)),
        ("00:30", "08:00", "2 h before bed", (11, 0.5), (11, 8), (10, 22.5)),
        ("12:00", "20:00", "at 11:30", (10, 12), (10, 20), (10, 11.5)),
        ("11:59", "20:00", "at 11:30", (11, 11 + 59 / 60), (11, 20), (11, 11.5)),
        ("09:00", "17:00", "at bedtime", (11, 9), (11, 17), (11, 9)),
    ],
)
def test_times_after_midnight_belong_to_the_evening_before(diary, bedtime, wake, dose, bed, up, dosed):
    read = diary(f"2026-01-10,{bedtime},{wake},melatonin 1 mg {dose}\n")
    instants = [datetime(2026, 1, day) + timedelta(hours=hour) for day, hour in (bed, up, dosed)]
    assert read.nights.bedtimes == (instants[0],)
    assert read.nights.sleeps_h == ((0, pytest.approx(hours(*instants)[1])),)
    assert taken(read) == pytest.approx([hours(*instants)[2]])


SPRING = "2026-03-27,23:00,07:00,melatonin 1 mg at 22:00\n2026-03-28,23:00,07:00,melatonin 1 mg at 22:00\n"
SPRING += "2026-03-29,23:00,07:00,melatonin 1 mg at 22:00\n"


def test_nights_in_which_clocks_change_have_the_hours_that_passed(diary):
    spring, autumn = (
        diary(SPRING, BERLIN),
        diary(
            SPRING.replace("2026-03", "2026-10").replace("-27", "-23").replace("-28", "-24").replace("-29", "-25"),
            BERLIN,
        ),
    )
    assert spring.nights.sleeps_h == ((0, 8), (24, 31), (47, 55))
    assert taken(spring) == pytest.approx([-1, 23, 46])
    assert autumn.nights.sleeps_h == ((0, 8), (24, 33), (49, 57))
    assert taken(autumn) == pytest.approx([-1, 23, 48])
    assert diary(SPRING).nights.sleeps_h == ((0, 8), (24, 32), (48, 56))


def test_times_from_bed_are_hours_that_passed(diary):
    read = diary("2026-03-28,04:00,09:00,melatonin 1 mg 2 h before bed\n", BERLIN)
    assert taken(read) == [-2]
    assert read.nights.clock(-2) == "01:00"


def test_bedtimes_are_the_instants_of_their_offsets(diary):
    read = diary("2026-03-28,23:00,07:00,melatonin 1 mg at 03:30\n2026-10-24,23:00,07:00,\n", BERLIN)
    assert read.nights.bedtimes == (
        datetime(2026, 3, 28, 23, tzinfo=CET).astimezone(UTC),
        datetime(2026, 10, 24, 23, tzinfo=CEST).astimezone(UTC),
    )
    assert read.nights.wakes == (datetime(2026, 3, 29, 7, tzinfo=CEST), datetime(2026, 10, 25, 7, tzinfo=CET))
    assert taken(read) == [3.5]


@pytest.mark.parametrize(("offset", "after"), [("+02:00", 3.5), ("+01:00", 4.5)])
def test_an_offset_says_which_of_two_is_meant(diary, offset, after):
    dosed = diary(f"2026-10-24,23:00,07:00,melatonin 1 mg at 02:30{offset}\n", BERLIN)
    assert taken(dosed) == [after]
    slept = diary(f"2026-10-24,02:30{offset},07:00,melatonin 1 mg 1 h before bed\n", BERLIN)
    assert slept.nights.sleeps_h == ((0, 9 - after),)
    woken = diary(f"2026-10-24,23:00,02:30{offset},melatonin 1 mg 1 h before bed\n", BERLIN)
    assert woken.nights.sleeps_h == ((0, after),)


def test_a_time_that_comes_twice_names_both(mistakes):
    (line,) = mistakes("2026-10-24,23:00,07:00,melatonin 1 mg at 02:30\n", BERLIN)
    assert line.startswith("diary.csv, line 2: the dose is 02:30 on 2026-10-25, which comes twice in Europe/Berlin")
    assert line.endswith("Write 02:30+02:00 or, an hour later, 02:30+01:00.")
    (line,) = mistakes("2026-10-24,02:30,07:00,melatonin 1 mg at 22:00\n", BERLIN)
    assert line.startswith("diary.csv, line 2: bedtime is 02:30 on 2026-10-25, which comes twice")


def test_a_time_that_clocks_skip_names_both_neighbours(mistakes):
    (line,) = mistakes("2026-03-28,23:00,07:00,melatonin 1 mg at 02:30\n", BERLIN)
    assert line == (
        "diary.csv, line 2: the dose is 02:30 on 2026-03-29, which does not exist in Europe/Berlin: clocks skip it. "
        "Is it 01:30 or 03:30?"
    )
    (line,) = mistakes("2026-03-28,23:00,02:00,melatonin 1 mg at 22:00\n", BERLIN)
    assert "wake is 02:00 on 2026-03-29, which does not exist" in line
    (line,) = mistakes("2026-03-28,02:59+01:00,07:00,melatonin 1 mg at 22:00\n", BERLIN)
    assert "bedtime is 02:59 on 2026-03-29, which does not exist" in line


NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("tz", "night", "window", "ends"),
    [
        # Clocks go forward: 01:30 is 2.5 h after 23:00, and 04:00 is 4 h after it.
        (NEW_YORK, "2026-03-07", "01:30-04:00", (2.5, 4)),
        (NEW_YORK, "2026-03-07", "22:00-01:30", (-1, 2.5)),
        (NEW_YORK, "2026-03-07", "01:00 – 03:00", (2, 3)),
        (BERLIN, "2026-03-28", "01:45-03:15", (2.75, 3.25)),
        # Clocks go back: in Berlin 01:30 is 2.5 h after 23:00, and 04:00 is 6 h after it.
        (BERLIN, "2026-10-24", "01:30-04:00", (2.5, 6)),
        (BERLIN, "2026-10-24", "02:30+02:00-03:00", (3.5, 5)),
        (BERLIN, "2026-10-24", "02:30+01:00-03:00", (4.5, 5)),
        (BERLIN, "2026-10-24", "01:30-02:30+02:00", (2.5, 3.5)),
        (BERLIN, "2026-10-24", "02:30+02:00-02:30+01:00", (3.5, 4.5)),
        (NEW_YORK, "2026-10-31", "01:30-04:00-03:00", (2.5, 5)),
        (NEW_YORK, "2026-10-31", "01:30-05:00-01:45-05:00", (3.5, 3.75)),
        # What looks like New York's own offset is the end of a window, where no offset is needed.
        (NEW_YORK, "2026-07-10", "03:00-04:00", (4, 5)),
        (NEW_YORK, "2026-01-10", "03:30-05:00", (4.5, 6)),
        # Windows are exact to the second, with a zone and without.
        (BERLIN, "2026-01-10", "21:15-21:30", (-1.75, -1.5)),
        (None, "2026-03-28", "01:30-04:00", (2.5, 5)),
        (None, "2026-03-28", "21:15-21:30", (-1.75, -1.5)),
    ],
)
def test_a_window_lasts_as_long_as_the_time_between_its_ends(diary, tz, night, window, ends):
    (dose,) = diary(f"{night},23:00,09:00,melatonin 1 mg at {window}\n", tz).schedule.doses
    early, late = dose.window_h
    assert (dose.time_h + early, dose.time_h + late) == pytest.approx(ends, abs=1e-9)
    assert early == pytest.approx(-late, abs=1e-12)


@pytest.mark.parametrize(
    ("tz", "night", "window", "told"),
    [
        (
            NEW_YORK,
            "2026-03-07",
            "02:30-04:00",
            "the start of the dose's window is 02:30 on 2026-03-08, which does not",
        ),
        (NEW_YORK, "2026-03-07", "01:30-02:30", "the end of the dose's window is 02:30 on 2026-03-08, which does not"),
        (
            BERLIN,
            "2026-10-24",
            "02:30-04:00",
            "the start of the dose's window is 02:30 on 2026-10-25, which comes twice",
        ),
        (BERLIN, "2026-10-24", "23:30-02:15", "the end of the dose's window is 02:15 on 2026-10-25, which comes twice"),
        (BERLIN, "2026-10-24", "02:30+01:00-02:45+02:00", "its window ends before it starts"),
        (
            BERLIN,
            "2026-10-24",
            "01:30-02:30+03:00",
            "the end of the dose's window is 02:30 on 2026-10-25, with the off",
        ),
        (None, "2026-10-24", "02:30+02:00-04:00", "the start of the dose's window has the offset"),
    ],
)
def test_an_end_of_a_window_that_is_no_time_is_named(mistakes, tz, night, window, told):
    (line,) = mistakes(f"{night},23:00,09:00,melatonin 1 mg at {window}\n", tz)
    assert line.startswith("diary.csv, line 2: ")
    assert told in line


def test_a_cell_may_hold_several_doses(diary, mistakes):
    both = "melatonin 1 mg 60 min before bed; magnesium 300 mg elemental at 21:30;"
    together = diary(f"2026-01-10,23:00,07:00,{both}\n2026-01-11,23:30,07:00,{both}\n")
    apart = diary(
        "".join(f"2026-01-1{i},23:{30 * i:02d},07:00,{each}\n" for i in (0, 1) for each in both.split(";")[:2])
    )
    assert together == apart
    assert taken(together) == [-1, -1.5, 23.5, 22.5]
    (line,) = mistakes("2026-01-10,23:00,07:00,melatonin 1 mg at 22:00; magnesium 300 mg at 21:30\n")
    assert line.startswith("diary.csv, line 2: dose 'magnesium 300 mg at 21:30': ")
    assert len(mistakes("2026-01-10,23:00,07:00,melatonin 1 at 22:00; magnesium 300 mg at 21:30\n")) == 2
    assert (
        len(diary("2026-01-10,23:00,07:00, ; \n2026-01-11,23:30,07:00,melatonin 1 mg at 22:00\n").schedule.doses) == 1
    )


@pytest.mark.parametrize("clock", ["01:59", "03:00"])
def test_times_beside_the_skipped_hour_exist(diary, clock):
    assert len(diary(f"2026-03-28,23:00,07:00,melatonin 1 mg at {clock}\n", BERLIN).schedule.doses) == 1


def test_an_offset_that_does_not_hold_in_the_night_in_which_clocks_change_is_refused(mistakes):
    (line,) = mistakes("2026-10-24,23:00,07:00,melatonin 1 mg at 02:30+03:00\n", BERLIN)
    assert "with the offset +03:00; in Europe/Berlin it is +02:00 or +01:00 then" in line


def test_an_offset_of_elsewhere_is_an_instant_and_named(diary):
    """A night in New York in a diary of Berlin: 23:40-04:00 is 05:40 of the next day there."""
    read = diary(
        "2026-07-10,23:00,07:00,melatonin 1 mg at 22:00\n"
        "2026-07-11,23:40-04:00,07:10-04:00,melatonin 1 mg 1 h before bed\n",
        BERLIN,
    )
    edt = timezone(timedelta(hours=-4))
    first, bed, wake = (
        datetime(2026, 7, 10, 23, tzinfo=CEST),
        datetime(2026, 7, 11, 23, 40, tzinfo=edt),
        datetime(2026, 7, 12, 7, 10, tzinfo=edt),
    )
    assert read.nights.sleeps_h[1] == pytest.approx([(each - first).total_seconds() / 3600 for each in (bed, wake)])
    assert read.to_frame()["bed"].tolist() == ["23:00:00", "05:40:00"]
    assert taken(read)[1] == pytest.approx(read.nights.sleeps_h[1][0] - 1)
    (note,) = [note for note in read.notes if "another clock" in note]
    assert note.startswith("1 night was spent by another clock, UTC-0400 (1), from 2026-07-11: read by instants")


def test_other_zones_change_clocks_on_their_own_days(diary):
    york = diary("2026-03-07,23:00,07:00,melatonin 1 mg at 22:00\n", "America/New_York")
    assert york.nights.sleeps_h == ((0, 7),)
    lord_howe = diary("2026-04-04,23:00,07:00,melatonin 1 mg at 22:00\n", "Australia/Lord_Howe")
    assert lord_howe.nights.sleeps_h == ((0, 8.5),)


@pytest.mark.parametrize("tz", ["Europe/Berln", "", "CEST+1", 3])
def test_a_zone_that_there_is_not_is_refused(diary, tz):
    with pytest.raises(InputError, match="which is no time zone"):
        diary(SPRING, tz)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("2026-02-30,23:00,07:00,melatonin 1 mg at 22:00", "night is '2026-02-30'; it must be the date of the evening"),
        ("10.01.2026,23:00,07:00,melatonin 1 mg at 22:00", "night is '10.01.2026'; it must be the date"),
        (",23:00,07:00,melatonin 1 mg at 22:00", "night is ''; it must be the date"),
        ("2026-01-10,24:00,07:00,melatonin 1 mg at 22:00", "bedtime is '24:00'"),
        ("2026-01-10,23:00,,melatonin 1 mg at 22:00", "wake is ''"),
        ("2026-01-10,23:00,23:00,melatonin 1 mg at 22:00", "bedtime and wake are both 23:00; the night between"),
        ("2026-01-10,23:00,07:00,melatonin 1 mgg at 22:00", "the amount has the unit 'mgg'"),
        ("2026-01-10,23:00,07:00,magnesium 300 mg at 22:00", "add 'elemental' or 'salt'"),
        ("2026-01-10,23:00,07:00,caffeine 100 mg at 15:00", "the compound 'caffeine' is not known"),
        ("2026-01-10,23:00,07:00,melatonin 1 mg at 22:00 on night 2", "in a diary the line says in which night"),
        ("2026-01-10,23:00,07:00,melatonin 1 mg at 22:00,more,and more", "there are more cells than columns"),
    ],
)
def test_a_wrong_line_is_named_with_its_rule(mistakes, row, rule):
    (line,) = mistakes(f"2026-01-09,23:00,07:00,melatonin 1 mg at 22:00\n{row}\n")
    assert line.startswith("diary.csv, line 3: ")
    assert rule in line


def test_every_mistake_is_reported_at_once(mistakes):
    lines = mistakes(
        "2026-01-10,23:00,07:00,melatonin 1 mg at 22:00\n"
        "2026-13-10,23:00,07:00,\n"
        "2026-01-10,23:30,07:00,melatonin 1 mg at 23:00\n"
        '2026-01-11,06:00,14:00,"melatonin 1 mgg, at 22:00"\n'
        "2026-01-12,12:30,19:00,melatonin 1 mg at bedtime\n"
    )
    assert sorted(line.split(":")[0] for line in lines) == [f"diary.csv, line {number}" for number in (3, 4, 5)]
    assert "bedtime and wake of 2026-01-10 are others than on line 2" in "\n".join(lines)


def test_lines_of_one_night_must_agree(mistakes):
    (line,) = mistakes(
        "2026-01-10,23:00,07:00,melatonin 1 mg at 22:00\n2026-01-10,23:00,07:15,melatonin 1 mg at 22:30\n"
    )
    assert line == "diary.csv, line 3: bedtime and wake of 2026-01-10 are others than on line 2."


def test_nights_must_not_overlap(diary, mistakes):
    row = "2026-01-10,02:00,12:30,melatonin 1 mg at bedtime\n2026-01-11,{},19:00,\n"
    (line,) = mistakes(row.format("12:29"))
    assert line == (
        "diary.csv, line 3: the night of 2026-01-11 begins before that of 2026-01-10 ends, on line 2; "
        "nights must not overlap."
    )
    assert diary(row.format("12:30")).nights.sleeps_h == ((0, 10.5), (10.5, 17))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "diary.csv: .*empty"),
        ("\n\n", "diary.csv is empty"),
        (HEADER, "diary.csv: the diary has no nights; write one dose a line"),
        ("night,bedtime,dose\n2026-01-10,23:00,melatonin 1 mg at 22:00\n", "the column 'wake' is missing from"),
        ("night;bedtime;wake;dose\n", "the column 'night' and 'bedtime' and 'wake' and 'dose' is missing"),
    ],
)
def test_a_diary_without_what_it_needs_is_refused(diary, text, rule):
    with pytest.raises(InputError, match=rule):
        diary(text, header="")


def test_a_diary_without_doses_or_nights_says_what_is_missing_when_it_is_simulated(diary):
    slept = diary("2026-01-10,23:00,07:00,\n")
    assert slept.schedule is None
    with pytest.raises(
        InputError, match=r"has nights and nothing that was taken in them; .* with doses='melatonin 1 mg"
    ):
        simulate(slept)
    dosed = diary("2026-01-10,,,melatonin 1 mg at 22:00\n")
    assert dosed.nights is None
    with pytest.raises(InputError, match="has doses and no nights; read a file with sleep together with it"):
        simulate(dosed)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        load_diary(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_bytes(b"\x00\xff\xfe")
    with pytest.raises(InputError, match=r"bad\.csv is none of the files that are read"):
        load_diary(tmp_path / "bad.csv")


def test_a_diary_may_use_compounds_of_ones_own(diary, caffeine_file):
    caffeine = load_compound(caffeine_file)
    read = diary("2026-01-10,23:00,07:00,caffeine 100 mg at 15:00\n", compounds=[caffeine])
    assert taken(read) == [-8]
    assert simulate(read, compounds=[caffeine]).regimens.keys() == {("diary", "caffeine")}


GAPS = (
    "2026-10-23,23:00,07:00,melatonin 1 mg at 22:00\n"
    "2026-10-24,22:00,06:30,\n"
    "2026-10-27,00:30,08:15,melatonin 2 mg at 23:45\n"
)


def test_nights_without_a_dose_and_nights_left_out_count(diary):
    read = diary(GAPS, BERLIN)
    instants = [
        datetime(2026, 10, 23, 23, tzinfo=CEST), datetime(2026, 10, 24, 7, tzinfo=CEST),
        datetime(2026, 10, 24, 22, tzinfo=CEST), datetime(2026, 10, 25, 6, 30, tzinfo=CET),
        datetime(2026, 10, 28, 0, 30, tzinfo=CET), datetime(2026, 10, 28, 8, 15, tzinfo=CET),
        datetime(2026, 10, 27, 23, 45, tzinfo=CET),
    ]  # fmt: skip
    assert read.nights.numbers == (1, 2, 5)
    assert np.ravel(read.nights.sleeps_h) == pytest.approx(hours(*instants)[:6])
    assert taken(read) == pytest.approx([-1, hours(*instants)[6]])
    rows = nightly_metrics(simulate(read, step_min=30))
    assert rows.index.get_level_values("night").tolist() == [1, 2, 5]
    assert rows["dose_mg"].tolist() == [1, 0, 2]


def test_a_night_is_named_by_its_evening(diary):
    nights = diary(GAPS, BERLIN).nights
    assert [nights.name(number) for number in nights.numbers] == ["Fri 23 Oct", "Sat 24 Oct", "Tue 27 Oct"]


def test_clocks_are_those_of_the_zone(diary):
    nights = diary(GAPS, BERLIN).nights
    first = datetime(2026, 10, 23, 23, tzinfo=CEST)
    change = datetime(2026, 10, 25, 1, tzinfo=UTC)
    minutes = np.arange(-240, 60 * 110, 13)
    instants = [first + timedelta(minutes=int(minute)) for minute in minutes]
    want = [each.astimezone(CEST if each < change else CET) for each in instants]
    assert nights.clocks(minutes / 60).tolist() == [f"{each:%H:%M}" for each in want]
    assert [nights.clock(minute / 60) for minute in minutes[::40]] == [f"{each:%H:%M}" for each in want[::40]]
    stamps = nights.timestamps(minutes / 60)
    assert [each.isoformat() for each in stamps] == [each.isoformat() for each in want]


def test_without_a_zone_every_day_has_24_hours(diary):
    nights = diary(GAPS).nights
    minutes = np.arange(-240, 60 * 110, 13)
    want = [datetime(2026, 10, 23, 23) + timedelta(minutes=int(minute)) for minute in minutes]
    assert nights.clocks(minutes / 60).tolist() == [f"{each:%H:%M}" for each in want]
    assert nights.timestamps(minutes / 60).tolist() == want


def test_a_habitual_bedtime_of_a_diary_is_a_clock_time(diary):
    with pytest.raises(InputError, match="Night: habitual_bedtime is '13 pm'"):
        diary(SPRING, habitual_bedtime="13 pm")


def test_clocks_change_where_the_zone_says(diary):
    lines = [f"2026-03-{day},23:00,07:00,melatonin 1 mg at 22:00\n" for day in range(25, 32)]
    assert diary("".join(lines), BERLIN).nights.clocks_change
    assert not diary("".join(lines)).nights.clocks_change
    assert not diary("".join(lines[:3]), BERLIN).nights.clocks_change
    # The clocks are changed in the night of the 28th, before waking.
    assert diary("".join(lines[:4]), BERLIN).nights.clocks_change


def test_metrics_of_a_diary_are_those_of_its_first_night(diary):
    read = diary("2026-10-24,23:00,06:30,melatonin 1 mg at 22:00\n2026-10-25,23:00,07:00,\n", BERLIN)
    assert read.nights.wake_h == 8.5
    (row,) = metrics(simulate(read)).to_dict("records")
    ke, ka = np.log(2) * 60 / 35, OneCompartment.from_tmax(45 / 60, 35 / 60, 70.0).ka_per_h
    at_wake = 0.15e6 / 70 * ka / (ka - ke) * (np.exp(-ke * 9.5) - np.exp(-ka * 9.5))
    assert row["at_wake"] == pytest.approx(at_wake, rel=1e-11)
    assert (row["peak_time_h"], row["peak_clock"]) == (pytest.approx(-0.25), "22:45")


WEEK = """\
2026-03-27,23:00,07:00,melatonin 1 mg 60 min before bed
2026-03-27,23:00,07:00,magnesium glycinate 300 mg elemental at 21:30
2026-03-28,22:30,06:45,melatonin 0.5 mg at 21:45
2026-03-28,22:30,06:45,magnesium glycinate 300 mg elemental at 20:30
2026-03-29,23:15,07:30,
2026-03-31,00:10,08:00,melatonin 3 mg at 23:40
2026-03-31,00:10,08:00,magnesium glycinate 200 mg elemental at bedtime
"""
INSTANTS = {
    "melatonin": {
        datetime(2026, 3, 27, 22, 0, tzinfo=CET): 0.15 * 1,
        datetime(2026, 3, 28, 21, 45, tzinfo=CET): 0.15 * 0.5,
        datetime(2026, 3, 31, 23, 40, tzinfo=CEST): 0.15 * 3,
    },
    "magnesium": {
        datetime(2026, 3, 27, 21, 30, tzinfo=CET): 300 * (1.656 / (1.375 + 300 / 24.305) + 0.07),
        datetime(2026, 3, 28, 20, 30, tzinfo=CET): 300 * (1.656 / (1.375 + 300 / 24.305) + 0.07),
        datetime(2026, 4, 1, 0, 10, tzinfo=CEST): 200 * (1.656 / (1.375 + 200 / 24.305) + 0.07),
    },
}
KINETICS = {"melatonin": (45 / 60, 35 / 60, 70.0, 1e6), "magnesium": (105 / 60, 15.0, 49.0, 1 / 24.305)}


@pytest.mark.parametrize("compound", INSTANTS)
def test_a_simulated_diary_is_the_sum_of_its_doses_at_the_hours_that_passed(diary, compound):
    simulation = simulate(diary(WEEK, BERLIN), step_min=5)
    first = datetime(2026, 3, 27, 23, tzinfo=CET)
    times = simulation.times_h
    end = datetime(2026, 4, 1, 8, tzinfo=CEST)
    assert (times[0], times[-1]) == pytest.approx((-4, (end - first).total_seconds() / 3600))
    tmax, half_life, volume, factor = KINETICS[compound]
    model = OneCompartment.from_tmax(tmax, half_life, volume)
    want = sum(
        model.concentration(times, [Input(amount_mg=absorbed, time_h=(when - first).total_seconds() / 3600)])
        for when, absorbed in INSTANTS[compound].items()
    )
    got = simulation.concentrations["diary", compound]
    np.testing.assert_allclose(got, want * factor, rtol=1e-12, atol=1e-15 * want.max() * factor)


def test_a_diary_of_plain_nights_is_the_schedule_repeated(diary):
    rows = "".join(f"2026-01-{day},23:00,07:00,melatonin 1 mg 60 min before bed\n" for day in (10, 11, 12))
    kept = simulate(diary(rows), step_min=10)
    planned = simulate(Schedule.parse("diary", "melatonin 1 mg 60 min before bed").nightly(3), nights=3, step_min=10)
    (one,), (other,) = kept.concentrations.values(), planned.concentrations.values()
    np.testing.assert_allclose(one, other, rtol=1e-14)
    for table in (metrics, nightly_metrics):
        assert table(kept).to_numpy().tolist() == table(planned).to_numpy().tolist()


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("night,bedtime,wake,dose,dose", "'dose'"),
        ("night,bedtime,wake,dose,Dose ", "'dose'"),
        ("night,Night,wake,wake,dose,bedtime", "'night' and 'wake'"),
    ],
)
def test_a_column_that_is_there_twice_is_refused(tmp_path, header, named):
    path = tmp_path / "diary.csv"
    path.write_text(f"{header}\n2026-10-19,22:45,06:30,melatonin 1 mg at 22:00,magnesium 300 mg elemental at 21:00\n")
    with pytest.raises(InputError, match=rf"the column {named} is there more than once"):
        load_diary(path)


def test_columns_without_a_name_are_left_alone(tmp_path):
    path = tmp_path / "diary.csv"
    path.write_text("night,bedtime,wake,dose,,\n2026-10-19,22:45,06:30,melatonin 1 mg at 22:00,,\n")
    assert len(load_diary(path).schedule.doses) == 1


def test_a_diary_brings_its_own_nights(diary):
    read = diary(SPRING, BERLIN)
    for options in ({"night": Night()}, {"nights": 3}):
        with pytest.raises(InputError, match="a diary has nights of its own; leave night and nights out"):
            simulate(read, **options)
    assert (
        simulate(read, endogenous=Endogenous(habitual_bedtime="22:00"), step_min=60).own["melatonin"].peak_time_h == 2
    )


def test_every_mistake_of_a_line_is_named(mistakes):
    header = "night,bedtime,wake,dose,onset,awakenings,status\n"
    lines = mistakes("2026-03-28,23:00,07:00,melatonin 1 mgg at 22:00,12:00,two,eaten\n", header=header)
    assert [line.removeprefix("diary.csv, line 2: ")[:12] for line in lines] == [
        "onset is 12:",
        "awakenings i",
        "status is 'e",
        "dose 'melato",
    ]
    (line,) = mistakes("2026-03-28,,,melatonin 1 mg at 22:00,23:10,,\n", header=header)
    assert line == "diary.csv, line 2: onset needs bedtime and wake on its line."


def test_what_two_lines_of_a_night_log_is_kept(diary):
    header = "night,bedtime,wake,dose,feeling,note,awakenings\n"
    read = diary(
        "2026-03-28,23:00,07:00,melatonin 1 mg at 22:00,,rain,\n"
        "2026-03-28,23:00,07:00,magnesium glycinate 300 mg elemental at 21:00,rested,,0\n",
        header=header,
    )
    (log,) = read.nights.logs
    assert (log.feeling, log.note, log.awakenings) == ("rested", "rain", 0)


def test_nothing_is_no_file_and_no_dose(diary):
    with pytest.raises(InputError, match="path is empty; give a file"):
        load_diary("")
    with pytest.raises(InputError, match="doses is empty; write what is taken every night"):
        diary(SPRING, BERLIN, doses=" ")


def test_a_period_may_be_datetimes(diary):
    first = diary(SPRING, BERLIN).to_frame()["night"].iloc[1]
    assert diary(SPRING, BERLIN, since=first).nights.dates[0] == first.date()
