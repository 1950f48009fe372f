"""What is said of a diary: its nights, its doses, and how to add what it lacks."""

import pytest

import pksim as pk
from pksim.show.words.diary import describe_diary, read_and_assumed


@pytest.fixture
def read(tmp_path):
    def of(*lines, header="night,bedtime,wake,dose,status"):
        (tmp_path / "mine.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return pk.load_diary(tmp_path / "mine.csv", tz="Europe/Berlin")

    return of


def test_nights_doses_and_highest_levels_are_told(read):
    kept = read(
        "2026-03-27,23:00,07:00,melatonin 1 mg at 22:00,taken",
        "2026-03-28,23:00,07:00,melatonin 1 mg at 22:00,taken",
        "2026-03-29,00:00,07:00,melatonin 1 mg at 23:00,skipped",
    )
    assert describe_diary(kept, pk.simulate(kept)) == (
        "3 nights, Fri 27 Mar to Sun 29 Mar 2026. In bed 7 h in the middle, from 7 h to 8 h. Clocks change in these "
        "nights. Taken: melatonin 1 mg (2 times). Skipped: melatonin 1 mg. Melatonin is highest on Fri 27 Mar 2026 at "
        "22:45, 879 pg/mL from doses."
    )


def test_one_night_over_the_turn_of_a_year_and_two(read):
    one = describe_diary(read("2026-12-31,23:30,07:00,,"))
    assert one.startswith("One night, Thu 31 Dec 2026. In bed 7 h 30 min. There is no dose in it")
    assert "--dose 'melatonin 1 mg 60 min before bed'" in one
    two = describe_diary(read("2026-12-31,23:30,07:00,,", "2027-01-01,23:30,07:00,,"))
    assert two.startswith("2 nights, Thu 31 Dec 2026 to Fri 01 Jan 2027.")


def test_doses_alone_say_how_to_add_nights(read):
    kept = read("2026-03-27,23:00,07:00,melatonin 1 mg at 22:00,taken")
    alone = pk.Diary(kept.schedule, None, kept.doses, "MedTimer", [])
    assert describe_diary(alone).startswith("There is no night in it")
    assert describe_diary(alone).endswith("Taken: melatonin 1 mg.")


def test_changes_of_clocks_and_doses_that_are_not_drawn_are_said_on_the_picture(read):
    kept = read("2026-03-28,23:00,07:00,melatonin 1 mg at 22:00,", "2026-03-29,23:00,07:00,melatonin 1 mg at 22:00,")
    said = read_and_assumed(kept, lost=1)
    assert said[0].startswith("Clock times are those of Europe/Berlin. mine.csv is read as pksim")
    assert said[-2:] == [
        "Where clocks change, an hour is drawn twice or left out.",
        "1 dose lies on days that are not drawn.",
    ]
    assert read_and_assumed(kept)[-1] == said[-2]
