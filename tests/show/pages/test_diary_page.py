"""The page of a diary, and which files are written."""

import re
from html import unescape

import pandas as pd
import pytest
from nights_csv import nights_csv
from places import CONFIGS, listed

import pksim as pk
from pksim.show.pages.diary import diary_page, write_real_nights

TABLES = ["curves.csv", "doses.csv", "metrics.csv", "nights.csv", "sleep.csv", "sources.csv"]


@pytest.fixture(scope="module")
def diary():
    return pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin")


def test_the_page_has_picture_notes_nights_and_levels(diary):
    simulation = pk.simulate(diary)
    page = diary_page(diary, simulation)
    assert re.findall(r'<section id="(\w+)"', page) == ["curves", "notes", "evenings", "levels"]
    assert re.findall(r'<a href="#(\w+)"', page) == ["curves", "notes", "evenings", "levels"]
    assert [unescape(each) for each in re.findall(r"<li>(?!<a)(.*?)</li>", page)] == diary.notes
    assert len(re.findall("data:image/svg", page)) == 2
    assert "http-equiv" in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)
    rows = re.findall(r'<th scope="row">(.*?)</th>', page)
    assert rows[0] == "Mon 19 Oct 2026"
    assert len(rows) == 7 + 2 * 7


def test_what_people_write_is_text(tmp_path):
    (tmp_path / "a.csv").write_text("night,bedtime,wake,dose,note\n2026-01-01,23:00,07:00,,<b onclick=1>x</b>\n")
    page = diary_page(pk.load_diary(tmp_path / "a.csv"))
    assert "<b onclick" not in page
    assert "&lt;b onclick=1&gt;x&lt;/b&gt;" in page


def test_all_files_of_nights_with_doses_are_written(diary, tmp_path, without_pictures):
    files = write_real_nights(diary, pk.simulate(diary), tmp_path)
    assert listed(tmp_path) == sorted([*TABLES, "diary.html", "diary.png", "diary.svg"])
    assert sorted(file.name for file in files) == listed(tmp_path)
    sleep = pd.read_csv(tmp_path / "sleep.csv")
    assert sleep["night"].tolist()[0] == "2026-10-19"
    assert sleep["bed"].tolist()[:2] == ["22:45:00", "23:10:00"]
    doses = pd.read_csv(tmp_path / "doses.csv")
    assert (len(doses), doses["status"].unique().tolist()) == (11, ["taken"])


def test_nights_alone_and_doses_alone_are_written_without_curves(diary, tmp_path, without_pictures):
    nights = pk.Diary(None, diary.nights, (), diary.format, diary.notes)
    write_real_nights(nights, None, tmp_path / "nights")
    assert listed(tmp_path / "nights") == ["diary.html", "diary.png", "diary.svg", "sleep.csv"]
    doses = pk.Diary(diary.schedule, None, diary.doses, diary.format, diary.notes)
    write_real_nights(doses, None, tmp_path / "doses")
    assert listed(tmp_path / "doses") == ["diary.html", "doses.csv"]
    page = (tmp_path / "doses" / "diary.html").read_text(encoding="utf-8")
    assert "There is no night in it" in page
    assert "<img" not in page


def test_the_page_of_a_year_opens_fast(tmp_path):
    kept = pk.load_diary(nights_csv(tmp_path / "a.csv", 365), tz="Europe/Berlin")
    assert len(diary_page(kept, pk.simulate(kept, step_min=10))) < 5e6


def test_the_page_is_as_wide_as_a_phone(diary, visit, tmp_path):
    (tmp_path / "a.html").write_text(diary_page(diary, pk.simulate(diary)), encoding="utf-8")
    with visit((tmp_path / "a.html").as_uri(), viewport={"width": 390, "height": 800}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate("[...document.images].every(each => each.naturalWidth > 0)")
