"""Exports of Apple Health; what they say was worked out by hand, in UTC."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pksim import InputError
from pksim.describe.files.trackers.export import Hints
from pksim.describe.files.trackers.formats import FORMATS
from pksim.describe.files.trackers.opening import sources

SAMPLES = Path(__file__).parent / "samples"
(APPLE,) = (each for each in FORMATS if each.title == "Apple Health")
OFFSET = "All times in the file have the offset {}, that of the day of the export; they are read as instants, and what "
OFFSET += "the clock showed follows from the time zone."
NO_BED = "Sleeps whose time in bed is unknown, which last from the first to the last time asleep: {}."


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def record(value, start, end, source="Watch", zone="Europe/Berlin", kind="HKCategoryTypeIdentifierSleepAnalysis"):
    """Write a record of 1 or 2 May 2026, times in UTC, as Health does."""
    metadata = f'\n  <MetadataEntry key="HKTimeZone" value="{zone}"/>\n ' if zone else ""
    return (
        f' <Record type="{kind}" sourceName="{source}" creationDate="2026-05-{end} +0000" startDate="2026-05-{start} '
        f'+0000" endDate="2026-05-{end} +0000" value="HKCategoryValueSleepAnalysis{value}">{metadata}</Record>\n'
    )


ASLEEP = record("AsleepCore", "01 21:00:00", "02 05:00:00")


@pytest.fixture
def export(tmp_path):
    """Write records as an export and give its path."""

    def write(*records, head="", end="</HealthData>\n"):
        path = tmp_path / "export.xml"
        text = f'{head}<HealthData locale="en_GB">\n' + "".join(records) + end
        path.write_text(text, encoding="utf-8")
        return path

    return write


def read(path, **hints):
    (source,) = sources(path)
    assert APPLE.recognise(source)
    return APPLE.read(source, Hints(**hints))


def refusal(path):
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value).splitlines()


def spans(export):
    return [(each.bed, each.wake) for each in export.sleeps]


def test_the_sample_is_read_to_the_second_as_its_reading_says():
    reading = json.loads((SAMPLES / "apple_a.reading.json").read_text(encoding="utf-8"))
    found = read(SAMPLES / "apple_a.xml")
    nights = [each for each in found.sleeps if each.wake - each.bed >= timedelta(hours=3)]
    assert [(each.bed, each.wake) for each in nights] == [
        tuple(datetime.fromisoformat(night[name]["utc"]) for name in ("bed", "wake")) for night in reading["nights"]
    ]
    assert len(found.sleeps) - len(nights) == reading["naps_left_out"]
    assert {each.zone for each in found.sleeps} == {reading["asks"]["tz"]}
    assert [(each.onset, each.awakenings) for each in nights] == [
        (utc("2026-03-27 22:25"), 1),
        (utc("2026-03-28 22:55"), 1),
    ]
    assert nights[1].record == "line 18"
    assert found.notes == (OFFSET.format("+0200"), NO_BED.format(1))


def test_an_older_export_has_one_kind_of_sleep_and_zones_here_and_there():
    found = read(SAMPLES / "apple_older.xml")
    by_phone, by_app = found.sleeps
    assert (by_phone.bed, by_phone.wake) == (utc("2019-06-30 21:31:04"), utc("2019-07-01 05:12:40"))
    assert (by_phone.onset, by_phone.awakenings, by_phone.zone, by_phone.source) == (
        None,
        None,
        "Europe/London",
        "Clock",
    )
    assert (by_app.bed, by_app.wake) == (utc("2019-07-01 22:40"), utc("2019-07-02 06:05:15"))
    assert (by_app.onset, by_app.awakenings, by_app.zone) == (by_app.bed, None, None)
    assert found.notes == (
        OFFSET.format("+0100"),
        "Times in bed that a phone took from its bedtime alarm, and which so may begin when it was planned: 1.",
        NO_BED.format(1),
        "Sleeps of which only the time in bed is known, not when one fell asleep: 1.",
    )


def test_the_document_type_of_ios_16_is_no_valid_xml_and_does_not_matter():
    found = read(SAMPLES / "apple_ios16.xml")
    assert spans(found) == [(utc("2022-10-01 21:50"), utc("2022-10-02 04:40:30"))]
    assert found.sleeps[0].record == "line 22"  # as a text editor counts
    assert found.sleeps[0].awakenings == 0
    assert found.sleeps[0].source == "Ada’s Apple Watch"  # with a plain space
    assert "Control characters, which XML forbids and which are left out: 1." in found.notes


def test_devices_that_overlap_are_one_sleep():
    found = read(SAMPLES / "apple_devices.xml")
    (night,) = found.sleeps
    assert (night.bed, night.wake) == (utc("2022-10-01 22:05:30"), utc("2022-10-02 06:02:10"))
    assert (night.onset, night.awakenings) == (utc("2022-10-01 22:20"), 1)
    assert night.source == "Ada’s iPhone, Ada’s Apple Watch, Old watch, Sleep App"
    assert found.notes[1:] == (
        "Sleep records that stand in the file more than once and are read once: 1.",
        "Sleeps that several devices recorded, each read as one sleep from its first to its last record: 1.",
    )


def test_zones_are_those_of_the_records():
    found = read(SAMPLES / "apple_travel.xml")
    assert [(each.bed, each.zone) for each in found.sleeps] == [
        (utc("2026-03-03 14:10"), "Asia/Tokyo"),
        (utc("2026-03-05 05:15"), "America/New_York"),
        (utc("2026-03-06 05:20"), None),
    ]


def test_a_zone_stands_among_other_metadata_and_belongs_to_its_own_record(export):
    entries = '<MetadataEntry key="{}" value="x"/><MetadataEntry key="HKTimeZone" value="{}"/>'
    first = ASLEEP.replace('<MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>', entries.format("a", "Asia/Tokyo"))
    steps = record("", "02 10:00:00", "02 10:10:00", kind="HKQuantityTypeIdentifierStepCount", zone="Europe/Paris")
    workout = '<Workout><MetadataEntry key="HKTimeZone" value="Europe/Rome"/></Workout>'
    nap = record("AsleepCore", "02 12:00:00", "02 12:40:00", zone=None)
    assert [each.zone for each in read(export(first, steps, nap, workout)).sleeps] == ["Asia/Tokyo", None]


def test_what_was_entered_by_hand_is_said(export):
    entry = '<MetadataEntry key="HKWasUserEntered" value="{}"/>'
    by_hand = [ASLEEP.replace("\n  <Meta", f"\n  {entry.format(said)}<Meta") for said in (1, 0)]
    assert "Sleep records that were entered by hand: 1." in read(export(*by_hand)).notes


def test_an_unknown_zone_is_left_aside_and_said(export):
    found = read(export(record("AsleepCore", "01 21:00:00", "02 05:00:00", zone="Mars/Olympus")))
    assert found.sleeps[0].zone is None
    assert "Sleep records with the unknown time zone 'Mars/Olympus', which is left aside: 1." in found.notes


def test_offsets_may_differ_and_instants_count(export):
    other = record("AsleepCore", "02 21:00:00", "02 23:00:00").replace("+0000", "-0330")
    found = read(export(ASLEEP, other))
    assert spans(found)[1] == (utc("2026-05-03 00:30"), utc("2026-05-03 02:30"))
    assert not any("offset" in each for each in found.notes)


@pytest.mark.parametrize(("minutes", "sleeps"), [(59, 1), (60, 2)])
def test_a_gap_of_an_hour_divides(export, minutes, sleeps):
    start = utc("2026-05-02 05:00") + timedelta(minutes=minutes)
    found = read(export(record("AsleepREM", f"{start:%d %H:%M:%S}", "02 07:00:00"), ASLEEP))
    assert len(found.sleeps) == sleeps


def test_devices_that_only_touch_are_two_sleeps(export):
    found = read(export(ASLEEP, record("InBed", "02 05:00:00", "02 05:30:00", "Phone")))
    assert spans(found) == [
        (utc("2026-05-01 21:00"), utc("2026-05-02 05:00")),
        (utc("2026-05-02 05:00"), utc("2026-05-02 05:30")),
    ]


def test_being_awake_at_the_ends_makes_no_sleep_longer(export):
    found = read(
        export(
            record("Awake", "01 20:30:00", "01 21:00:00"),
            ASLEEP,
            record("Awake", "02 05:00:00", "02 05:45:00"),
            record("Awake", "02 09:00:00", "02 09:10:00"),
        )
    )
    assert spans(found) == [(utc("2026-05-01 21:00"), utc("2026-05-02 05:00"))]
    assert found.sleeps[0].awakenings == 0
    assert "Times awake without any sleep near them, which are left out: 1." in found.notes


def test_a_time_awake_in_pieces_is_one_awakening(export):
    found = read(
        export(
            record("AsleepCore", "01 21:00:00", "02 00:00:00"),
            record("Awake", "02 00:00:00", "02 00:05:00"),
            record("Awake", "02 00:05:00", "02 00:20:00"),
            record("AsleepDeep", "02 00:20:00", "02 03:00:00"),
            record("Awake", "02 03:00:00", "02 03:01:00"),
            record("AsleepREM", "02 03:01:00", "02 05:00:00"),
        )
    )
    assert found.sleeps[0].awakenings == 2


@pytest.mark.parametrize(
    ("bed", "up", "slept"),
    [
        ("01 20:45:00", "02 04:30:00", ("2026-05-01 20:45", "2026-05-02 05:00")),
        ("01 21:15:00", "02 05:30:00", ("2026-05-01 21:00", "2026-05-02 05:30")),
    ],
)
def test_sleep_beyond_the_time_in_bed_counts_and_is_said(export, bed, up, slept):
    found = read(export(ASLEEP, record("InBed", bed, up, "Phone")))
    assert spans(found) == [tuple(map(utc, slept))]
    assert "Sleeps that began before or ended after the time in bed and last as long as both: 1." in found.notes


def test_one_time_in_bed_holds_two_sessions_of_a_watch(export):
    second = record("AsleepCore", "02 02:30:00", "02 05:00:00")
    bed = record("InBed", "01 20:45:00", "02 05:15:00", "Phone")
    found = read(export(record("AsleepCore", "01 21:00:00", "02 00:30:00"), second, bed))
    assert spans(found) == [(utc("2026-05-01 20:45"), utc("2026-05-02 05:15"))]


def test_unknown_values_and_records_of_no_length_are_counted(export):
    found = read(
        export(
            ASLEEP, record("Hibernating", "02 01:00:00", "02 02:00:00"), record("InBed", "01 20:00:00", "01 20:00:00")
        )
    )
    assert len(found.sleeps) == 1
    assert "Sleep records with the unknown value 'Hibernating', which are left out: 1." in found.notes
    assert "Sleep records that last no time, which are left out: 1." in found.notes


def test_only_unknown_values_are_no_sleep(export):
    (line,) = refusal(export(record("Hibernating", "02 01:00:00", "02 02:00:00")))
    assert line.startswith("export.xml: none of its 1 sleep records can be read: ")
    assert line.endswith("Sleep records with the unknown value 'Hibernating', which are left out: 1.")


def test_every_record_that_cannot_be_true_is_named_with_its_line(export):
    found = refusal(
        export(
            ASLEEP,
            record("InBed", "02 07:00:00", "02 06:00:00"),
            record("InBed", "02 07:00:00", "03 08:00:00"),
            record("InBed", "02 7:00 AM", "02 08:00:00"),
            record("InBed", "02 07:00:00", "02 08:00:00").replace(" +0000", ""),
        )
    )
    fix = "; delete it in the Health app (Browse, Sleep, Show All Data) and export again."
    right = "; it must be a time with its offset, such as '2026-03-28 23:40:00 +0100'."
    start = "the sleep record from 2026-05-02 07:00:00 +0000 to"
    assert found == [
        f"export.xml, line 5: {start} 2026-05-02 06:00:00 +0000 ends before it begins{fix}",
        f"export.xml, line 8: {start} 2026-05-03 08:00:00 +0000 lasts 25.0 h, more than a day{fix}",
        f"export.xml, line 11: startDate is '2026-05-02 7:00 AM +0000'{right}",
        f"export.xml, line 14: startDate is '2026-05-02 07:00:00'{right}",
    ]


def test_records_that_join_to_more_than_a_day(export):
    pieces = [
        record("InBed", f"{day:02} {hour:02}:00:00", f"{day:02} {hour + 11}:30:00")
        for day in (1, 2)
        for hour in (0, 12)
    ]
    (line,) = refusal(export(*pieces))
    assert line.startswith(
        "export.xml, line 2: sleep records from 2026-05-01 00:00 to 2026-05-02 23:30 UTC lie together as one sleep of "
        "more than a day; find the one that is wrong"
    )


def test_many_mistakes_are_not_all_listed(export):
    lines = refusal(export(*[record("InBed", "02 07:00:00", "02 06:00:00")] * 30))
    assert len(lines) == 21
    assert lines[-1] == "export.xml, and 10 more records like these."


def test_an_export_without_sleep_says_what_it_has(export):
    steps, pulse = (
        record("", "02 10:00:00", "02 10:10:00", kind=f"HKQuantityTypeIdentifier{kind}")
        for kind in ("StepCount", "HeartRate")
    )
    assert refusal(export(steps, pulse, pulse))[0].startswith(
        "export.xml: there are no sleep records in it; it has HeartRate 2, StepCount 1. Sleep is there when a watch"
    )
    assert "it has no records at all." in refusal(export(""))[0]


def test_an_entity_is_refused_wherever_it_is_declared(export):
    entity = '<!DOCTYPE HealthData [\n<!ENTITY who "Kim">\n]>\n'
    assert refusal(export(ASLEEP, head=entity)) == [
        "export.xml, line 2: it declares an XML entity, as no export does; it is not read. Export it again."
    ]
    assert "line 2: the XML breaks off or is damaged here" in refusal(export(entity, ASLEEP))[0]
    assert "line 2: the XML breaks off or is damaged here (undefined entity)" in refusal(export("&who;", ASLEEP))[0]


@pytest.mark.parametrize("part", [0.5, 0.9, 0.99])
def test_a_truncated_export(export, part):
    path = export(ASLEEP * 9)
    data = path.read_bytes()
    path.write_bytes(data[: int(part * len(data))])
    line = data[: int(part * len(data))].count(b"\n") + 1
    (found,) = refusal(path)
    assert found.startswith(f"export.xml, line {line}: the XML breaks off or is damaged here (")
    assert found.endswith("); export it again.")


def test_a_root_that_is_not_there(export, tmp_path):
    path = tmp_path / "other.xml"
    path.write_text("<ClinicalDocument><title>Health Data Export</title></ClinicalDocument>", encoding="utf-8")
    (source,) = sources(path)
    assert APPLE.recognise(source) == ""
    with pytest.raises(InputError, match=r"^other\.xml: there is no root HealthData in it; give the export\.xml of"):
        APPLE.read(source, Hints())


def test_the_archive_of_the_health_app_in_another_language(tmp_path):
    path = tmp_path / "Exportar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(SAMPLES / "apple_a.xml", "apple_health_export/Exportar.xml")
        archive.writestr("apple_health_export/export_cda.xml", "<?xml version='1.0'?><ClinicalDocument/>")
        archive.writestr("apple_health_export/workout-routes/route_2026-03-28_6.12pm.gpx", "<gpx/>")
    found = sources(path)
    assert [APPLE.recognise(each) for each in found] == ["root HealthData with Record elements", "", ""]
    assert APPLE.read(found[0], Hints()) == read(SAMPLES / "apple_a.xml")


def test_whoever_watches_is_told_how_much_was_read(export):
    told = []
    path = export(ASLEEP, " " * 3_000_000)
    read(path, watch=told.append)
    assert told[-1] == path.stat().st_size
    assert told == sorted(told)
    assert len(told) > 3


def test_what_stands_in_several_pieces_is_read_as_a_whole(export):
    """Records lie across the borders of what is read at once, whatever their length is."""
    many = [
        record("AsleepCore", f"{day:02} 21:00:00", f"{day:02} 23:30:{second:02}", source="W" * 997)
        for day in range(1, 29)
        for second in range(20)
    ]
    found = read(export(*many))
    assert spans(found) == [(utc(f"2026-05-{day:02} 21:00"), utc(f"2026-05-{day:02} 23:30:19")) for day in range(1, 29)]
