"""Which file is what: by what is in it, and with a word that helps where it is nothing that is read."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from places import ROOT

from pksim import InputError, load_diary
from pksim.describe.files.trackers import recognised as module
from pksim.describe.files.trackers.export import Format
from pksim.describe.files.trackers.formats import FORMATS

SAMPLES = Path(__file__).parent / "samples"


def refused(path, **said):
    with pytest.raises(InputError) as caught:
        load_diary(path, **said)
    return str(caught.value)


@pytest.mark.parametrize("name", ["apple_a.xml", "oura_a.csv", "sleep_as_android_a.csv"])
def test_a_file_is_known_by_what_is_in_it_whatever_it_is_called(tmp_path, name):
    shutil.copy(SAMPLES / name, tmp_path / "strange.dat")
    diary = load_diary(tmp_path / "strange.dat")
    assert diary.format == load_diary(SAMPLES / name).format
    assert diary.notes[0].startswith(f"strange.dat is read as {diary.format}: ")


@pytest.mark.parametrize("said", ["Sleep as Android", "sleep-as-android", "SLEEPASANDROID"])
def test_a_format_can_be_said(said):
    diary = load_diary(SAMPLES / "sleep_as_android_a.csv", format=said)
    assert diary.notes[0] == "sleep_as_android_a.csv is read as Sleep as Android: Sleep as Android was asked for."


def test_a_format_that_there_is_not_is_named():
    said = refused(SAMPLES / "oura_a.csv", format="Ourra")
    assert said.startswith("format is 'Ourra'; did you mean 'Oura'?")
    assert "'Sleep as Android'" in said


@pytest.mark.parametrize(
    ("begins", "helps"),
    [
        (
            'Sleep\n"Start Time","End Time","Minutes Asleep"\n',
            "Fitbit's web CSV; export Fitbit's data by Google Takeout",
        ),
        ("com.samsung.shealth.sleep,7006003,1\n", "Samsung Health's CSV"),
        ("Start;End;Sleep quality;Time in bed;Wake up\n", "Sleep Cycle's CSV"),
        ("Cycle start time,Cycle end time,Cycle timezone,Sleep onset\n", "Whoop's CSV"),
        ('from,to,"light (s)","deep (s)"\n', "Withings' CSV"),
        ('{"data": [{"bedtime_start": "2026-03-27T23:00:00+01:00"}]}', "Oura's API"),
        ('{"dailySleepDTO": {"sleepStartTimestampGMT": 1774649100000}}', "Garmin's API"),
        ('[{"dailySleepDTO": {"calendarDate": "2026-03-28", "sleepWindowConfirmationType": "x"}}]', "Garmin's API"),
        ("sleep_id,sleep_type,start_utc_offset,sleep_start\n", "give sleep-YYYY-MM-DD.json of the same Takeout"),
        ('{"fitnessActivity": "sleep", "startTime": "2026-03-27T22:01:00Z"}', "Google Fit's JSON"),
        ("wake,sleep,bedtime,holes\n", "Sleepmeter's CSV"),
        ('{"data": {"medications": []}}', "Health Auto Export's JSON, which has no time of intake; export CSV"),
        ('<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>', "the sleep is in export.xml beside it"),
        ("SQLite format 3\0", "a database, such as Health Connect's backup"),
    ],
)
def test_exports_that_are_not_read_are_named_with_what_helps(tmp_path, begins, helps):
    (tmp_path / "other.txt").write_text(begins, encoding="utf-8")
    assert helps in refused(tmp_path / "other.txt")


def test_a_spreadsheet_is_named(tmp_path):
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    with zipfile.ZipFile(tmp_path / "new.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="x"/>')
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (tmp_path / "new.xlsx").rename(tmp_path / "new.dat")
    for name in ("old.xls", "new.dat"):
        assert "looks like a spreadsheet; save the sheet as CSV." in refused(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("\n \n", "other is empty; export it again."),
        ("[]\n", "other is empty; export it again."),
        ("<?xml version='1.0'?>\n<!-- a -->\n<gpx:gpx/>", "; its root element is gpx:gpx; "),
        ('[{"bpm": 60, "at": {"day": 1}}, {"bpm": 61}]', "; its keys are bpm, at, day; "),
        ("date,potholes\n", "; it begins with 'date,potholes'; "),
    ],
)
def test_what_is_unknown_is_told_by_its_shape(tmp_path, text, shape):
    (tmp_path / "other").write_text(text, encoding="utf-8")
    assert shape in refused(tmp_path / "other")


def test_what_nobody_knows_shows_how_it_begins_and_what_is_read(tmp_path):
    (tmp_path / "other.csv").write_text("datum;aufgewacht;\x1b[2Jeingeschlafen\n", encoding="utf-8")
    said = refused(tmp_path / "other.csv")
    assert said.startswith("other.csv is none of the files that are read; it begins with 'datum;aufgewacht;")
    assert "\x1b" not in said
    assert all(each.title in said for each in FORMATS)


def test_two_formats_that_both_fit_ask_which(tmp_path, monkeypatch):
    twin = Format("Oura's twin", "", recognise=lambda _: "it has columns", read=FORMATS[0].read)
    monkeypatch.setattr(module, "FORMATS", (*FORMATS, twin))
    said = refused(SAMPLES / "oura_a.csv")
    assert said == "oura_a.csv could be Oura and Oura's twin; say which, with format='Oura' (--format)."


def test_an_archive_and_a_folder_hold_other_files_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(SAMPLES / "apple_a.xml", "apple_health_export/export.xml")
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        archive.writestr("apple_health_export/photo.png", b"\x89PNG\r\n\x1a\n")
    diary = load_diary(tmp_path / "export.zip")
    assert (diary.format, len(diary.nights.dates)) == ("Apple Health", 2)
    assert diary.notes[0].startswith("export.zip, apple_health_export/export.xml is read as Apple Health")
    assert diary.notes[0].endswith(". 2 other files in export.zip are left alone.")
    folder = tmp_path / "takeout"
    (folder / "Fitbit").mkdir(parents=True)
    shutil.copy(SAMPLES / "fitbit_a.json", folder / "Fitbit" / "sleep-2026-03-01.json")
    (folder / "Fitbit" / "heart_rate.json").write_text(json.dumps([{"value": {"bpm": 60}}]), encoding="utf-8")
    for said in ({}, {"format": "fitbit"}):
        diary = load_diary(folder, tz="Europe/Berlin", **said)
        assert (diary.format, len(diary.nights.dates)) == ("Fitbit", 2)
        assert diary.notes[0].endswith(". 1 other file in takeout is left alone.")


def test_the_files_of_one_folder_are_told_at_once(tmp_path):
    (tmp_path / "takeout").mkdir()
    for month in (1, 2, 3):
        shutil.copy(SAMPLES / "fitbit_a.json", tmp_path / "takeout" / f"sleep-2026-0{month}-01.json")
    (tmp_path / "takeout" / "steps.json").write_text("[]", encoding="utf-8")
    shutil.copy(SAMPLES / "oura_a.csv", tmp_path / "takeout")
    shutil.copy(SAMPLES / "oura_a.csv", tmp_path / "other.csv")
    notes = load_diary([tmp_path / "takeout", tmp_path / "other.csv"], tz="Europe/Berlin").notes
    assert [note.partition(":")[0] for note in notes if " read as " in note] == [
        "takeout/oura_a.csv is read as Oura",
        "takeout/sleep-2026-01-01.json and 2 more are read as Fitbit",
        "other.csv is read as Oura",
    ]
    assert sum("1 other file in takeout is left alone." in note for note in notes) == 1


def test_a_comma_in_a_name_makes_no_archive(tmp_path):
    shutil.copy(SAMPLES / "oura_a.csv", tmp_path / "sleep, march.csv")
    (tmp_path / "sleep, april.csv").write_text("nothing\n", encoding="utf-8")
    said = refused([tmp_path / "sleep, march.csv", tmp_path / "sleep, april.csv"])
    assert said.startswith("sleep, april.csv is none of the files that are read")


def test_an_archive_in_which_nothing_is_known_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("notes.txt", "nothing here")
        archive.writestr("more.txt", "nor here")
    said = refused(tmp_path / "export.zip")
    assert said.startswith("export.zip: none of its 2 files is one that is read; read are ")
    assert said.count("\n") == 0


def test_of_an_archive_the_file_that_can_be_helped_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("notes.txt", "nothing here")
        archive.writestr("sleep.csv", "com.samsung.shealth.sleep,7006003,1\n")
    assert refused(tmp_path / "export.zip").startswith("export.zip, sleep.csv looks like Samsung Health's CSV")


def test_every_file_that_nobody_knows_is_named_at_once(tmp_path):
    names = ["one.csv", "two.csv"]
    for name in names:
        (tmp_path / name).write_text("nothing\n", encoding="utf-8")
    assert [line.split()[0] for line in refused([tmp_path / name for name in names]).splitlines()] == names


def test_the_readme_has_a_row_for_every_format():
    rows = re.findall(r"^\| ([^|]+?) \| .+ \| .*\|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {each.title for each in FORMATS} <= set(rows)
