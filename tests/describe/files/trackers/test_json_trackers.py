"""What exports in JSON get wrong or leave out; instants were worked out by hand, in UTC."""

import json
from datetime import UTC, datetime

import pytest

from pksim import InputError, load_diary

BERLIN = "Europe/Berlin"
SLEEP = {
    "logId": 1,
    "dateOfSleep": "2026-03-28",
    "startTime": "2026-03-27T23:01:00.000",
    "endTime": "2026-03-28T06:45:00.000",
    "duration": 27840000,
    "mainSleep": True,
}
NIGHT = {
    "sleepStartTimestampGMT": "2026-03-27T22:20:00.0",
    "sleepEndTimestampGMT": "2026-03-28T05:05:00.0",
    "calendarDate": "2026-03-28",
    "sleepWindowConfirmationType": "ENHANCED_CONFIRMED_FINAL",
}


@pytest.fixture
def load(tmp_path):
    def write(records, tz=BERLIN, **said):
        path = tmp_path / "made-up.json"
        path.write_text(records if isinstance(records, str) else json.dumps(records), encoding="utf-8")
        return load_diary(path, tz=tz, **said)

    return write


@pytest.fixture
def refusal(load):
    def read(records, **said):
        with pytest.raises(InputError) as caught:
            load(records, **said)
        return str(caught.value).splitlines()

    return read


def ends(diary):
    pairs = zip(diary.nights.bedtimes, diary.nights.wakes, strict=True)
    return [tuple(f"{each.astimezone(UTC):%d %H:%M:%S}" for each in pair) for pair in pairs]


def fitbit(**changed):
    return {**SLEEP, **changed}


def garmin(**changed):
    return {**NIGHT, **changed}


class TestFitbit:
    def test_waking_is_when_the_duration_ends_also_when_clocks_go_back(self, load):
        """From 23:30 +02:00 eight hours are 06:30 +01:00; Fitbit writes 07:30, by the clock of the start."""
        sleep = fitbit(startTime="2026-10-24T23:30:00.000", endTime="2026-10-25T07:30:00.000", duration=28800000)
        diary = load([sleep])
        assert ends(diary) == [("24 21:30:00", "25 05:30:00")]
        assert diary.to_frame()["wake"].tolist() == ["06:30:00"]
        assert not [note for note in diary.notes if "endTime" in note]

    def test_an_end_that_is_not_the_duration_s_is_said(self, load):
        diary = load([fitbit(endTime="2026-03-28T07:45:00.000")])
        assert ends(diary) == [("27 22:01:00", "28 05:45:00")]
        said = "Sleeps whose endTime is not startTime and duration, of which duration counts: 1."
        assert said in diary.notes

    def test_a_start_that_comes_twice_is_the_earlier_one_and_said(self, load):
        diary = load(
            [fitbit(startTime="2026-10-25T02:30:00.000", endTime="2026-10-25T09:00:00.000", duration=23400000)]
        )
        assert ends(diary) == [("25 00:30:00", "25 07:00:00")]
        assert "read as the earlier one (2026-10-25 02:30): 1." in "\n".join(diary.notes)

    def test_a_start_that_clocks_skip_is_refused(self, refusal):
        (line,) = refusal([fitbit(startTime="2026-03-29T02:30:00.000")])
        assert line.startswith("made-up.json, record 1: startTime is 02:30 on 2026-03-29, which does not exist in")

    def test_a_sleep_that_is_there_twice_counts_once(self, load):
        diary = load([SLEEP, fitbit(logId=2, startTime="2026-03-28T23:00:00.000"), SLEEP])
        assert len(diary.nights.dates) == 2
        assert "Records with the logId of another, which count once: 1." in diary.notes

    def test_the_same_month_in_two_files_counts_once(self, tmp_path):
        for name in ("one.json", "two.json"):
            (tmp_path / name).write_text(json.dumps([SLEEP]), encoding="utf-8")
        diary = load_diary([tmp_path / "one.json", tmp_path / "two.json"], tz=BERLIN)
        assert len(diary.nights.dates) == 1
        assert "1 record is there twice and left out." in diary.notes

    def test_a_nap_is_left_out_and_an_evening_without_a_night_stays_one(self, load):
        nap = fitbit(logId=2, startTime="2026-03-29T14:00:00.000", duration=3600000, mainSleep=False)
        diary = load([SLEEP, nap])
        assert [each.day for each in diary.nights.dates] == [27]
        assert "1 nap is left out: 2026-03-29 14:00, 1 h." in diary.notes

    def test_two_main_sleeps_of_one_evening_are_one_night_and_said(self, load):
        short = fitbit(logId=2, startTime="2026-03-28T07:30:00.000", duration=5400000)
        diary = load([SLEEP, short])
        assert ends(diary) == [("27 22:01:00", "28 05:45:00")]
        assert "1 second sleep of a night is left out: 2026-03-28 07:30, 1 h 30 min." in diary.notes

    def test_what_was_logged_beside_is_kept(self, load):
        levels = {"summary": {"wake": {"count": 11, "minutes": 30}}}
        (log,) = load([fitbit(minutesToFallAsleep=12, levels=levels)]).nights.logs
        assert (log.onset, log.awakenings) == (datetime(2026, 3, 27, 22, 13, tzinfo=UTC), 11)
        (log,) = load([fitbit(minutesToFallAsleep=0, levels={"summary": {"awake": {"count": 2}}})]).nights.logs
        assert (log.onset, log.awakenings) == (None, 2)

    def test_the_answer_of_the_api_is_read_too(self, load):
        api = {key: value for key, value in SLEEP.items() if key != "mainSleep"} | {"isMainSleep": True}
        assert ends(load({"sleep": [api], "summary": {}})) == [("27 22:01:00", "28 05:45:00")]

    def test_of_two_with_one_log_id_the_first_counts(self, load):
        diary = load([SLEEP, fitbit(duration=28800000, endTime="2026-03-28T07:01:00.000")])
        assert ends(diary) == [("27 22:01:00", "28 05:45:00")]

    def test_a_record_keeps_its_number_where_others_count_once(self, refusal):
        (line,) = refusal([SLEEP, SLEEP, fitbit(logId=2, duration=0)])
        assert line.startswith("made-up.json, record 3: duration is 0 ms")

    @pytest.mark.parametrize(
        ("changed", "rule"),
        [
            ({"startTime": "2026-03-27T23:01:00.000-05:00"}, "with an offset, which Fitbit does not write"),
            ({"endTime": "2026-03-28T06:45:00Z"}, "with an offset, which Fitbit does not write"),
            ({"startTime": "2026-03-27"}, "startTime is '2026-03-27'; it must be a date with a time"),
            ({"startTime": "0001-01-01T00:00:00"}, "it must be a date with a time"),
            ({"startTime": "9999-12-31T23:00:00"}, "it must be a date with a time"),
            ({"startTime": None, "duration": None}, "startTime and duration are missing; this is another version."),
            ({"minutesToFallAsleep": 465}, "minutesToFallAsleep is 465; that is longer than the sleep."),
            ({"mainSleep": "true"}, "mainSleep is 'true'; it must be true or false."),
            ({"logId": [1], "duration": -1}, "duration is -1; it must be a whole number of 0 or more."),
        ],
    )
    def test_what_a_record_cannot_say_is_refused(self, refusal, changed, rule):
        (line,) = refusal([fitbit(**changed)])
        assert line.startswith("made-up.json, record 1: ")
        assert rule in line

    def test_every_mistake_is_named_with_its_record(self, refusal):
        lines = refusal(
            [
                SLEEP,
                fitbit(logId=2, duration=0),
                fitbit(logId=3, duration=90000000),
                fitbit(logId=4, startTime="yesterday"),
                fitbit(logId=5, duration="27840000"),
            ]
        )
        assert [line.partition(": ")[0] for line in lines] == [f"made-up.json, record {i}" for i in (2, 3, 4, 5)]
        assert "duration is 0 ms; a sleep lasts above 0 and up to 24 h." in lines[0]
        assert "startTime is 'yesterday'; it must be a date with a time" in lines[2]


class TestGarmin:
    def test_times_are_utc_though_nothing_says_so(self, load):
        assert ends(load([NIGHT])) == [("27 22:20:00", "28 05:05:00")]

    def test_nights_without_a_watch_are_named(self, load):
        empty = [{"calendarDate": f"2026-04-0{i}", "sleepWindowConfirmationType": "OFF_WRIST"} for i in range(1, 8)]
        null = garmin(sleepStartTimestampGMT=None, sleepEndTimestampGMT=None, calendarDate="2026-03-30")
        notes = load([NIGHT, null, *empty]).notes
        assert any(
            note.startswith("Nights without a watch, before the mornings of: 2026-03-30, 2026-04-01") for note in notes
        )
        assert any(note.endswith("and 3 more.") for note in notes)

    def test_only_empty_nights_are_an_error(self, refusal):
        (line,) = refusal([{"calendarDate": "2026-04-01", "sleepWindowConfirmationType": "OFF_WRIST"}])
        assert line == "made-up.json: there is no sleep in it, only 1 day without a watch; give another file."

    def test_a_guess_of_the_watch_counts_and_is_said(self, load):
        diary = load([garmin(sleepWindowConfirmationType="UNCONFIRMED", awakeCount=3)])
        assert "Nights that the watch only guessed (UNCONFIRMED), which count: 1." in diary.notes
        assert diary.nights.logs[0].awakenings == 3

    def test_naps_of_a_day_are_naps_also_where_the_night_is_empty(self, load):
        nap = {
            "napStartTimestampGMT": "2026-03-30T04:00:30",
            "napEndTimestampGMT": "2026-03-30T09:00:30",
            "napTimeSec": 18000,
        }
        day = {"calendarDate": "2026-03-30", "sleepWindowConfirmationType": "OFF_WRIST", "napList": [nap]}
        diary = load([NIGHT, day])
        assert ends(diary) == [("27 22:20:00", "28 05:05:00")]
        assert "1 nap is left out: 2026-03-30 06:00, 5 h." in diary.notes

    def test_an_offset_is_believed_where_there_is_one(self, load):
        """00:20 with +02:00 is 22:20 UTC of the day before."""
        assert ends(load([garmin(sleepStartTimestampGMT="2026-03-28T00:20:00+02:00")])) == [
            ("27 22:20:00", "28 05:05:00")
        ]

    def test_a_record_of_another_version_is_no_empty_night(self, refusal):
        local = {"calendarDate": "2026-03-29", "sleepStartTimestampLocal": "2026-03-28T23:20:00.0"}
        lines = refusal(
            [NIGHT, local, {"bpm": 60}, garmin(napList="none"), garmin(sleepStartTimestampGMT=1774649100000)]
        )
        assert [line.partition(": ")[0] for line in lines] == [f"made-up.json, record {i}" for i in (2, 3, 4, 5)]
        assert "sleepStartTimestampGMT is None" in lines[0]
        assert "calendarDate is None; it must be a date: this is another version." in lines[1]
        assert "napList is 'none'; it must be a list of naps." in lines[2]

    def test_a_night_without_an_end_is_named(self, refusal):
        empty = {"calendarDate": "2026-04-01", "sleepWindowConfirmationType": "OFF_WRIST"}
        (line,) = refusal([empty, garmin(sleepEndTimestampGMT=None)])
        assert line.startswith("made-up.json, record 2: sleepEndTimestampGMT is None; it must be a date with a time")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (json.dumps([SLEEP])[:-9], "made-up.json, line 1: this is no JSON, or it is cut off"),
        (
            json.dumps([SLEEP]).replace("27840000", "NaN"),
            "made-up.json: a number in it is NaN, or has thousands of digits; this is no export.",
        ),
        (
            json.dumps([SLEEP]).replace("27840000", "9" * 5000),
            "made-up.json: a number in it is NaN, or has thousands of",
        ),
        (json.dumps([{**SLEEP}, 3]), "made-up.json: it must be a list of records."),
        ("[" * 3 + json.dumps(SLEEP), "this is no JSON|it must be a list"),
        (
            '[{"heartRate": 60}]',
            "made-up.json is none of the files that are read; its keys are heartRate; read are",
        ),
    ],
)
def test_what_is_no_whole_export_is_refused(refusal, text, rule):
    import re

    (line,) = refusal(text)
    assert re.search(rule if "|" in rule else re.escape(rule), line)
