"""A diary as rows, one an evening."""

from datetime import date

import pytest
from nights_csv import nights_csv

import pksim as pk
from pksim.show.tables.diary import evening_table, shortened
from pksim.show.tables.terminal import nights_table


@pytest.fixture
def read(tmp_path):
    def of(*lines, header="night,bedtime,wake,dose,status,onset,awakenings,feeling,note"):
        (tmp_path / "mine.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return pk.load_diary(tmp_path / "mine.csv", tz="Europe/Berlin")

    return of


def test_an_evening_has_its_night_its_doses_and_what_was_logged(read):
    columns, rows = evening_table(
        read(
            "2026-03-28,23:00,07:00,melatonin 1 mg at 22:00,taken,23:20:30,2,tired,late dinner",
            "2026-03-28,23:00,07:00,magnesium glycinate 300 mg elemental at 21:00,skipped,23:20:30,2,tired,late dinner",
            "2026-03-30,00:10,07:30:15,,,,,,",
        )
    )
    assert columns == ("evening", "bed", "wake", "in bed", "fell asleep", "woke", "felt", "note", "doses")
    doses = "21:00 magnesium glycinate 300 mg elemental (skipped); 22:00 melatonin 1 mg"
    assert rows == [
        # clocks go forward in this night
        ("Sat 28 Mar 2026", "23:00", "07:00", "7 h", "23:20:30", "2 ×", "tired", "late dinner", doses),
        ("Mon 30 Mar 2026", "00:10", "07:30:15", "7 h 20 min", "", "", "", "", ""),
    ]


def test_what_was_never_logged_has_no_column(read):
    columns, rows = evening_table(read("2026-03-01,23:00,07:00,melatonin 1 mg at 22:00,,,,,"))
    assert columns == ("evening", "bed", "wake", "in bed", "doses")
    assert rows == [("Sun 01 Mar 2026", "23:00", "07:00", "8 h", "22:00 melatonin 1 mg")]


def test_doses_alone_are_listed_by_their_evening(read):
    kept = read("2026-03-01,23:00,07:00,melatonin 1 mg at 22:00,,,,,")
    alone = pk.Diary(kept.schedule, None, kept.doses, "MedTimer", [])
    assert evening_table(alone)[1] == [
        ("Sun 01 Mar 2026", "", "", "", "21:00 melatonin 1 mg")
    ]  # in UTC, without a zone


@pytest.mark.parametrize(("count", "shown"), [(31, 31), (32, 15), (365, 15)])
def test_many_rows_are_told_by_their_ends(tmp_path, count, shown):
    kept = pk.load_diary(nights_csv(tmp_path / "a.csv", count, date(2025, 1, 1)))
    rows = evening_table(kept)[1]
    short = shortened(rows)
    assert len(short) == shown
    if shown < count:
        assert (short[:7], short[8:]) == (rows[:7], rows[-7:])
        assert short[7] == (f"… {count - 14} more", *[""] * 4)
    assert nights_table(pk.simulate(kept, step_min=60)).row_count == shown
