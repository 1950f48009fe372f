"""What is saved reads back to the same nights and doses, by every clock."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pksim import Dose, load_compounds, load_diary, simulate
from pksim.describe.files.diaries.assembly import ReadFile, Told, assembled
from pksim.describe.files.diaries.diary_csv import diary_csv
from pksim.describe.files.trackers.export import Export, LoggedDose, Sleep

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Honolulu", "Australia/Lord_Howe", None)
MELATONIN = Dose("melatonin", 0.5, time_h=0)
MAGNESIUM = Dose("magnesium", 300, time_h=0, formulation="glycinate", basis="elemental", window_h=(-0.25, 0.25))
STATUSES = ("taken", "planned", "skipped", "unanswered")


@st.composite
def diaries(draw):
    """Sleeps of some weeks about a change of clocks, to the second, read by some clock, with doses at any time."""
    start = datetime(2026, draw(st.sampled_from((3, 10))), 20, tzinfo=UTC)
    clock = timezone(timedelta(hours=draw(st.sampled_from((-8, 0, 1, 9)))))
    at, sleeps = start, []
    for i in range(draw(st.integers(1, 10))):
        at += timedelta(seconds=draw(st.integers(12 * 3600, 40 * 3600)))
        wake = at + timedelta(seconds=draw(st.integers(4 * 3600, 11 * 3600)))
        both = {"bed_clock": at.astimezone(clock), "wake_clock": wake.astimezone(clock)}
        sleeps.append(Sleep(at, wake, f"record {i}", is_main=True, **both, awakenings=i, onset=at + (wake - at) / 4))
        at = wake
    last = int((at - start).total_seconds())
    logged = draw(st.lists(st.tuples(st.integers(0, last), st.booleans(), st.sampled_from(STATUSES)), max_size=10))
    taken = tuple(
        LoggedDose(MELATONIN if small else MAGNESIUM, start + timedelta(seconds=seconds), status, f"record {i}")
        for i, (seconds, small, status) in enumerate(logged)
    )
    sleeps = [Sleep(**{**vars(each), "onset": each.onset.replace(microsecond=0)}) for each in sleeps]
    zone = draw(st.sampled_from(ZONES))
    files = [ReadFile("made up", "made up", "", Export(tuple(sleeps), taken=taken))]
    return assembled("made up", files, Told(zone=None if zone is None else ZoneInfo(zone)), load_compounds())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(diaries())
def test_a_diary_that_is_saved_reads_back_to_the_same(tmp_path_factory, diary):
    path = tmp_path_factory.mktemp("saved") / "made up.csv"
    path.write_text(diary_csv(diary), encoding="utf-8")
    again = load_diary(path)
    assert again.nights.bedtimes == diary.nights.bedtimes
    assert again.nights.wakes == diary.nights.wakes
    assert again.nights.dates == diary.nights.dates
    assert again.nights.logs == diary.nights.logs
    assert again.nights.tz == diary.nights.tz
    order = lambda each: (each.at, each.status, each.dose.compound)  # noqa: E731
    one, other = sorted(again.doses, key=order), sorted(diary.doses, key=order)
    assert [(each.at, each.night, each.status) for each in one] == [
        (each.at, each.night, each.status) for each in other
    ]
    assert [each.dose.what for each in one] == [each.dose.what for each in other]
    if diary.schedule is not None:
        times = [
            sorted(dose.time_from_bedtime_h(each.nights) for dose in each.schedule.doses) for each in (again, diary)
        ]
        assert times[0] == pytest.approx(times[1], abs=1e-9)


@pytest.mark.parametrize("tz", ["Europe/Berlin", None])
def test_what_a_person_wrote_is_saved_as_it_was_meant(tmp_path, tz):
    first = tmp_path / "mine.csv"
    first.write_text(
        "night,bedtime,wake,dose,onset,awakenings,feeling,note,status\n"
        '2026-10-24,23:40:30,07:45,melatonin 1 mg at 22:15:10,23:55,2,rested,"quiet, for once",\n'
        "2026-10-24,23:40:30,07:45,melatonin at 02:45,,,,,skipped\n".replace("02:45", "03:45")
        + "2026-10-25,23:00,07:00,,,,tired,,\n"
        "2026-10-26,,,magnesium glycinate 300 mg elemental at 21:30-22:00,,,,,\n"
        "2026-10-28,22:50,06:50,melatonin 500 µg 20-40 min before bed,,,,,\n",
        encoding="utf-8",
    )
    diary = load_diary(first, tz=tz)
    again = load_diary(diary.save(tmp_path / "mine again.csv"), tz=tz)
    assert again.to_frame().equals(diary.to_frame())
    assert again.doses_frame().equals(diary.doses_frame())
    one, other = (simulate(each, step_min=30).concentrations for each in (diary, again))
    assert [list(curve) for curve in one.values()] == [pytest.approx(list(curve)) for curve in other.values()]
    nights = diary.to_frame()
    assert nights["bed"].tolist() == ["23:40:30", "23:00:00", "22:50:00"]
    assert nights["onset"].tolist() == ["23:55:00", "", ""]
    assert nights["awakenings"].tolist()[0] == 2
    assert nights["feeling"].tolist() == ["rested", "tired", ""]
    doses = diary.doses_frame()
    assert doses["clock"].tolist() == ["22:15:10", "03:45:00", "21:45:00", "22:20:00"]
    assert doses["status"].tolist() == ["taken", "skipped", "taken", "taken"]
    assert doses["amount_mg"].isna().tolist() == [False, True, False, False]
    assert len(diary.schedule.doses) == 3


def test_without_a_zone_there_is_no_time_in_utc(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("night,bedtime,wake,dose\n2026-10-24,23:40,07:45,melatonin 1 mg at 22:15\n", encoding="utf-8")
    diary = load_diary(path)
    assert diary.to_frame()[["bed_utc", "wake_utc"]].isna().all(axis=None)
    assert diary.doses_frame()["time_utc"].isna().all()
