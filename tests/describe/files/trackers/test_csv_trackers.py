"""What exports as CSV get wrong or leave out; instants were worked out by hand, in UTC."""

from datetime import UTC

import pytest

from pksim import InputError, load_diary

OURA = "id;day;bedtime_start;bedtime_end;time_in_bed;latency;type;heart_rate\n"
ANDROID = "Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo"
HEALTH = "Date,Scheduled Date,Medication,Nickname,Dosage,Scheduled Dosage,Unit,Status,Archived,Codings\n"


@pytest.fixture
def load(tmp_path):
    def write(text, **said):
        path = tmp_path / "made-up.csv"
        path.write_text(text, encoding="utf-8")
        return load_diary(path, **said)

    return write


@pytest.fixture
def refusal(load):
    def read(text, **said):
        with pytest.raises(InputError) as caught:
            load(text, **said)
        return str(caught.value).splitlines()

    return read


def ends(diary):
    pairs = zip(diary.nights.bedtimes, diary.nights.wakes, strict=True)
    return [tuple(f"{each.astimezone(UTC):%d %H:%M:%S}" for each in pair) for pair in pairs]


def oura(bed, wake, kind="long_sleep", latency="540", in_bed=""):
    return f'a1;2026-03-28;{bed};{wake};{in_bed};{latency};{kind};{{"interval": 300.0, "items": [52.0, null]}}\n'


def android(milliseconds, hours, *, tz="Europe/Berlin", to="28. 03. 2026 6:35", comment="", events="", rating="0.0"):
    header = f'{ANDROID},"23:10"' + ',"Event"' * events.count("_START")
    cells = [
        milliseconds,
        tz,
        "27. 03. 2026 23:05",
        to,
        to,
        hours,
        rating,
        comment,
        "10007",
        "-1",
        "-1.0",
        "-1",
        "-2.0",
    ]
    return header + "\n" + ",".join(f'"{cell}"' for cell in cells) + ',"0","","0.11"' + events + "\n"


class TestOura:
    def test_bed_and_waking_each_have_their_own_offset(self, load):
        diary = load(OURA + oura("2026-10-24T23:20:30.000+02:00", "2026-10-25T07:05:00.000+01:00"))
        assert ends(diary) == [("24 21:20:30", "25 06:05:00")]
        assert diary.to_frame()[["bed", "wake"]].to_numpy().tolist() == [["23:20:30", "07:05:00"]]
        (log,) = diary.nights.logs
        assert f"{log.onset:%H:%M:%S}" == "21:29:30"

    def test_another_offset_than_the_zone_s_is_an_instant_and_named(self, load):
        diary = load(OURA + oura("2026-03-27T23:40:00-04:00", "2026-03-28T07:10:00-04:00"), tz="Europe/Berlin")
        assert ends(diary) == [("28 03:40:00", "28 11:10:00")]
        assert [each.day for each in diary.nights.dates] == [27]
        assert any("1 night was spent by another clock, UTC-0400 (1)" in note for note in diary.notes)

    def test_what_is_no_night_is_counted(self, load):
        rows = [
            oura("2026-03-27T23:00:00+01:00", "2026-03-28T07:00:00+01:00"),
            oura("2026-03-28T14:00:00+01:00", "2026-03-28T14:30:00+01:00", "late_nap"),
            oura("2026-03-28T16:00:00+01:00", "2026-03-28T16:10:00+01:00", "rest"),
            oura("2026-03-28T22:00:00+01:00", "2026-03-28T22:10:00+01:00", "deleted"),
            oura("2026-03-28T12:00:00+01:00", "2026-03-28T12:50:00+01:00", "sleep"),
        ]
        diary = load(OURA + "".join(rows))
        assert len(diary.nights.dates) == 1
        notes = "\n".join(diary.notes)
        assert "Times of rest, which are left out: 1." in notes
        assert "Deleted sleeps, which are left out: 1." in notes
        assert "2 naps are left out: 2026-03-28 12:00, 50 min; 2026-03-28 14:00, 30 min." in notes

    def test_every_mistake_is_named_with_its_line(self, refusal):
        good = oura("2026-03-27T23:00:00+01:00", "2026-03-28T07:00:00+01:00")
        lines = refusal(
            OURA
            + good
            + oura("2026-03-27T23:00:00", "2026-03-28T07:00:00+01:00")
            + oura("2026-03-27T23:00:00+01:00", "2026-03-28T07:00:00+01:00", "dream")
            + good[:40]
        )
        assert [line.partition(": ")[0] for line in lines] == [f"made-up.csv, line {i}" for i in (3, 4, 5)]
        assert "bedtime_start is '2026-03-27T23:00:00'; it must be a time with its offset" in lines[0]
        assert "type is 'dream'; known are long_sleep" in lines[1]
        assert "there are 4 cells and 8 columns" in lines[2]

    def test_without_a_sleep_it_says_so(self, refusal):
        assert refusal(OURA) == ["made-up.csv: there is no sleep in it; export again."]
        deleted = oura("2026-03-28T22:00:00+01:00", "2026-03-28T22:10:00+01:00", "deleted")
        (line,) = refusal(OURA + deleted)
        assert line.endswith("export again. Deleted sleeps, which are left out: 1.")

    @pytest.mark.parametrize(
        ("in_bed", "said"), [("28800", False), ("28860", False), ("28740", False), ("25200", True)]
    )
    def test_another_length_than_the_file_s_own_is_said(self, load, in_bed, said):
        """From 23:00 to 07:00 are 28,800 s; over the change of clocks a wrong offset makes an hour."""
        diary = load(OURA + oura("2026-03-27T23:00:00+01:00", "2026-03-28T07:00:00+01:00", in_bed=in_bed))
        note = "Sleeps whose time_in_bed is not from bedtime_start to bedtime_end, which count: 1."
        assert (note in diary.notes) == said

    @pytest.mark.parametrize(
        ("latency", "rule"),
        [
            ("-5", "latency is '-5'; it must be"),
            ("soon", "latency is 'soon'; it must be"),
            ("28801", "longer than the"),
        ],
    )
    def test_a_latency_that_cannot_be_is_refused(self, refusal, latency, rule):
        (line,) = refusal(OURA + oura("2026-03-27T23:00:00+01:00", "2026-03-28T07:00:00+01:00", latency=latency))
        assert line.startswith("made-up.csv, line 2: ")
        assert rule in line

    def test_a_long_cell_of_json_is_a_cell(self, load):
        row = oura("2026-03-27T23:00:00+01:00", "2026-03-28T07:00:00+01:00").replace("52.0", "52.0, " * 40000 + "52.0")
        assert ends(load(OURA + row)) == [("27 22:00:00", "28 06:00:00")]

    def test_another_file_that_is_said_to_be_oura_s_is_refused(self, refusal):
        (line,) = refusal("night,bedtime,wake\n", format="oura")
        assert line.startswith("made-up.csv: the columns bedtime_start, bedtime_end, type are missing; this is another")
        (line,) = refusal(OURA.replace(";", ","))
        assert "looks like Oura's sleep, saved anew; give sleepmodel.csv as the account's export has it." in line


class TestSleepAsAndroid:
    def test_the_repeated_hour_is_told_by_the_id(self, load):
        """1792891800000 is 2026-10-25 01:30 UTC, the second 02:30 in Berlin."""
        diary = load(android(1792891800000, "5.500", to="25. 10. 2026 8:00"))
        assert ends(diary) == [("25 01:30:00", "25 07:00:00")]
        assert diary.to_frame()["bed"].tolist() == ["02:30:00"]

    @pytest.mark.parametrize(
        ("hours", "to", "wake"),
        [
            ("7.500", "28. 03. 2026 6:35", "05:35:00"),
            ("7.283", "28. 03. 2026 6:22", "05:22:00"),  # 7 h 17 min are 7.28333 h
            ("7.283", "28. 03. 2026 6:21", "05:21:59"),  # the clock says another minute: 7.283 h are 26,218.8 s
            ("7,5", "28. 03. 2026 6:35", "05:35:00"),
            ("7,500", "28. 03. 2026 6:35", "05:35:00"),  # not 7500 h
            ("7\u066b500", "28. 03. 2026 6:35", "05:35:00"),
            ("7.280", "28. 03. 2026 6:22", "05:22:00"),  # the app rounds to 7.28 and writes a third decimal
            ("7.28", "28. 03. 2026 6:22", "05:22:00"),
            ("7.281", "28. 03. 2026 6:22", "05:21:52"),  # three decimals are good for 2 s
            ("7.51", "28. 03. 2026 6:35", "05:35:36"),
        ],
    )
    def test_it_ends_after_its_hours(self, load, hours, to, wake):
        """1774649100000 is 2026-03-27 22:05 UTC."""
        assert ends(load(android(1774649100000, hours, to=to))) == [("27 22:05:00", f"28 {wake}")]

    def test_the_zone_is_that_of_each_record(self, load):
        diary = load(
            android(1774649100000, "7.5")
            + android(1774735500000, "7.5")
            + android(1774832400000, "8", tz="America/New_York")
        )
        assert diary.nights.tz == "Europe/Berlin"
        assert any("1 night was spent by another clock, America/New_York (1)" in note for note in diary.notes)

    def test_tags_are_no_words_and_no_doses(self, load):
        diary = load(android(1774649100000, "7.5", comment='Read ""late"" \\n  #home #med_2x', rating="4.5"))
        (log,) = diary.nights.logs
        assert (log.note, log.feeling) == ('Read "late"', "rated 4.5")
        assert diary.doses == ()
        said = "Tags say that medicine was taken, not which or when, and make no dose (27. 03. 2026 23:05: #med_2x)."
        assert said in diary.notes

    def test_a_tag_ends_at_a_blank(self, load):
        (log,) = load(android(1774649100000, "7.5", comment=" warm #work-out #napping late")).nights.logs
        assert log.note == "warm late"

    def test_a_record_of_no_length_is_counted(self, load, refusal):
        """A record that is still being tracked has no end: 0 hours."""
        diary = load(android(1774735500000, "0.000") + android(1774649100000, "7.5"))
        assert ends(diary) == [("27 22:05:00", "28 05:35:00")]
        assert "Records of 0 hours, which are left out (27. 03. 2026 23:05): 1." in diary.notes
        (line,) = refusal(android(1774735500000, "0.000"))
        assert line.startswith("made-up.csv: there is no sleep in it; export again. Records of 0 hours")

    def test_a_line_of_noise_is_no_record(self, load):
        diary = load(android(1774649100000, "7.5") + ',,,,,,,,,,,,"0.2","0.3"\n' + android(1774735500000, "7.5"))
        assert len(diary.nights.dates) == 2

    @pytest.mark.parametrize("cut", [len('"0.11"\n') + 1, 30, 60])
    def test_a_file_that_ends_within_a_record_is_refused(self, refusal, cut):
        (line,) = refusal((android(1774649100000, "7.5") + android(1774735500000, "7.5"))[:-cut])
        assert line == "made-up.csv, line 4: the file ends within this record; export it again."

    def test_a_file_that_ends_after_names_of_columns_is_refused(self, refusal):
        (line,) = refusal(android(1774649100000, "7.5") + ANDROID + "\n")
        assert line == "made-up.csv, line 3: the file ends within this record; export it again."

    def test_another_file_that_is_said_to_be_it_is_refused(self, refusal):
        (line,) = refusal("night,bedtime,wake\n2026-03-28,23:00,07:00\n", format="Sleep as Android")
        assert line == "made-up.csv: it does not begin with Id, Tz, From; this is not Sleep as Android's export."

    @pytest.mark.parametrize("hours", ["nan", "25", "1e9", "-2.0", "eight"])
    def test_hours_that_cannot_be_are_refused(self, refusal, hours):
        (line,) = refusal(android(1774649100000, hours))
        assert f"Hours is '{hours}'; it must be how many hours the sleep lasted, up to 24." in line

    def test_an_id_of_another_age_is_refused(self, refusal):
        (line,) = refusal(android("9" * 14, "7.5"))
        assert "it must be milliseconds since 1970" in line

    def test_a_zone_that_nobody_knows_is_asked_for(self, refusal):
        (line,) = refusal(android(1774649100000, "7.5", tz="null"))
        assert "does not say which time zone its clock is of" in line

    def test_a_nap_is_a_nap_by_its_tag(self, load):
        diary = load(android(1774649100000, "7.5") + android(1774706400000, "3.5", comment="#nap"))
        assert len(diary.nights.dates) == 1
        assert any(note.startswith("1 nap is left out: 2026-03-28 15:00") for note in diary.notes)

    def test_awakenings_are_counted_where_they_are_recorded(self, load):
        events = ',"AWAKE_START-1774652700000","AWAKE_START-1774656300000","DEEP_START-1774659900000"'
        assert load(android(1774649100000, "7.5", events=events)).nights.logs[0].awakenings == 2
        assert load(android(1774649100000, "7.5")).nights.logs == ()

    def test_every_mistake_is_named_with_its_line(self, refusal):
        lines = refusal(
            android("yesterday", "7.5")
            + android(1774649100000, "-1")
            + f'{ANDROID}\n"1774649100000"\n'
            + android(1, "8")
        )
        assert [line.partition(": ")[0] for line in lines] == [f"made-up.csv, line {i}" for i in (2, 4, 6)]
        assert "Id is 'yesterday'; it must be milliseconds since 1970" in lines[0]
        assert "Tz is missing; the line is cut off" in lines[2]


def medication(
    date="2026-03-27 21:42:10 +0100", name="Melatonin 1 mg", dosage="1.0", unit="count", status="Taken", **more
):
    cells = [
        date,
        more.get("due", ""),
        name,
        "",
        dosage,
        more.get("planned", ""),
        unit,
        status,
        more.get("old", "No"),
        "",
    ]
    return ",".join(cells) + "\n"


class TestHealthAutoExport:
    @pytest.mark.parametrize(
        ("status", "known"),
        [
            ("Taken", "taken"),
            ("Skipped", "skipped"),
            ("Not Interacted", "unanswered"),
            ("Not Logged", "unanswered"),
            ("Unspecified", "unanswered"),
            ("Snoozed", "planned"),
            ("Notification Not Sent", "planned"),
        ],
    )
    def test_only_what_was_taken_is_a_dose(self, load, status, known):
        """What was skipped has the time of a tap as its date; it was due at another."""
        diary = load(HEALTH + medication(status=status, due="2026-03-27 21:30:00 +0100", planned="2.0"))
        (row,) = diary.doses_frame().to_dict("records")
        assert (row["status"], row["clock"]) == (known, "21:42:10" if known == "taken" else "21:30:00")
        assert row["amount_mg"] == (1 if known == "taken" else 2)

    def test_a_medicine_that_is_no_longer_in_use_was_taken_all_the_same(self, load):
        assert len(load(HEALTH + medication(old="Yes")).doses) == 1

    def test_columns_may_stand_in_another_order(self, load):
        text = "Status,Medication,Unit,Dosage,Scheduled Dosage,Scheduled Date,Date\n"
        diary = load(text + "Taken,Melatonin,mg,0.5,,,2026-03-27 21:42:10 +0100\n")
        assert diary.doses_frame()["amount_mg"].tolist() == [0.5]

    def test_a_line_that_is_there_twice_counts_once(self, load):
        diary = load(HEALTH + medication() * 2)
        assert len(diary.doses) == 1
        assert "Lines that are there twice, which count once: 1." in diary.notes

    def test_every_mistake_is_named_with_its_line(self, refusal):
        lines = refusal(
            HEALTH
            + medication(status="Eaten")
            + medication(date="27.03.2026 21:42")
            + medication(dosage="one")
            + "2026-03-27 21:42:10 +0100,,Melatonin\n"
            + medication(name="")
            + medication(dosage="-1")
            + medication(status="Skipped", planned="some")
        )
        assert [line.partition(": ")[0] for line in lines] == [f"made-up.csv, line {i}" for i in range(2, 9)]
        assert "Dosage is 'one'; it must be a number" in lines[2]
        assert "Medication is empty" in lines[4]
        assert "Dosage is '-1'" in lines[5]
        assert "Scheduled Dosage is 'some'" in lines[6]
        assert "Status is 'Eaten'" in lines[0]
        assert "it must be a time with its offset, such as 2026-03-27 21:42:10 +0100" in lines[1]
        assert "it has more or fewer cells than the first line" in lines[3]

    def test_another_language_is_named(self, refusal):
        (line,) = refusal(HEALTH.replace("Medication", "Medikament") + medication())
        assert "Health Auto Export's CSV, and not its medications with the names of columns in English" in line

    def test_other_medicines_alone_are_named(self, refusal):
        (line,) = refusal(HEALTH + medication(name="Ibuprofen 400") + medication(name="Magtein"))
        assert "there are neither nights nor doses" in line
        assert "say what medicines are (names, in the command --name)" in line
        assert "left out: 2 (Ibuprofen 400, Magtein)" in line

    def test_a_clock_s_own_offset_is_kept_and_seconds_too(self, load):
        """The hour that comes twice in Berlin: 02:30 of summer is 00:30 UTC, that of winter 01:30."""
        times = ["2026-10-25 02:30:07 +0200", "2026-10-25 02:30:07 +0100"]
        rows = load(HEALTH + "".join(medication(date=date) for date in times)).doses_frame()
        assert [f"{at:%d %H:%M:%S}" for at in rows["time_utc"]] == ["25 00:30:07", "25 01:30:07"]
        assert rows["clock"].tolist() == ["02:30:07"] * 2

    def test_a_missing_column_and_an_empty_file_are_named(self, refusal):
        (line,) = refusal(HEALTH.replace(",Unit", "") + medication().replace(",count", ""))
        assert "the column 'Unit' is missing; this is another version, or another language" in line
        (line,) = refusal(HEALTH)
        assert "there is nothing below the names of its columns" in line
