"""To which night a dose belongs, by instants written out by hand."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from pksim import Dose, InputError, load_compounds, nightly_metrics, simulate
from pksim.describe.files.diaries.assembly import Period, ReadFile, Told, assembled
from pksim.describe.files.trackers.export import Export, Intake, LoggedDose, Sleep

CET, CEST = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
MELATONIN = Dose("melatonin", 1, time_h=0)


def at(text, zone=CET):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=zone)


NIGHTS = (
    Sleep(at("03-26T23:00"), at("03-27T07:00"), "1"),
    Sleep(at("03-27T23:30"), at("03-28T07:45"), "2"),
    Sleep(at("03-28T23:40"), at("03-29T07:45", CEST), "3"),
    # No record of the evenings of 29 and 30 March.
    Sleep(at("03-31T23:00", CEST), at("04-01T07:00", CEST), "4"),
)


def made(*doses, sleeps=NIGHTS, **told):
    logged = tuple(
        each if isinstance(each, LoggedDose) else LoggedDose(MELATONIN, each, "taken", "a line") for each in doses
    )
    said = Told(zone=ZoneInfo("Europe/Berlin"), **told)
    return assembled("made up", [ReadFile("f", "made up", "", Export(sleeps, taken=logged))], said, load_compounds())


@pytest.mark.parametrize(
    ("taken", "evening", "from_bed"),
    [
        (at("03-27T22:00"), 27, -1.5),
        (at("03-28T02:00"), 27, 2.5),
        (at("03-28T07:44:59"), 27, 8.25 - 1 / 3600),
        (at("03-28T07:45"), 28, -15 - 55 / 60),  # just woken: the next night's
        (at("03-28T08:30"), 28, -15 - 10 / 60),
        (at("03-29T08:30", CEST), 29, None),  # no night is less than a day away
        (at("03-29T22:00", CEST), 29, None),
        (at("03-31T03:30", CEST), 31, -19.5),
        (at("03-30T23:01", CEST), 31, -24 + 1 / 60),
        (at("03-30T23:00", CEST), 30, None),
        (at("03-30T03:00", CEST), 29, None),  # its small hours belong to the evening before
    ],
)
def test_a_dose_belongs_to_the_first_night_whose_waking_comes_after_it(taken, evening, from_bed):
    diary = made(taken)
    (dose,) = diary.doses
    assert dose.night == date(2026, 3, evening)
    (placed,) = diary.schedule.doses
    hours = (taken - at("03-26T23:00")) / timedelta(hours=1)
    assert placed.time_from_bedtime_h(diary.nights) == pytest.approx(hours, abs=1e-9)
    assert placed.night == evening - 25
    if from_bed is not None:
        bed = diary.nights.sleeps_h[diary.nights.dates.index(dose.night)][0]
        assert hours - bed == pytest.approx(from_bed, abs=1e-9)


def test_a_dose_of_an_evening_without_a_record_is_in_the_blood():
    diary = made(at("03-29T22:00", CEST), at("03-31T22:00", CEST))
    simulation = simulate(diary, step_min=10)
    (curve,) = simulation.concentrations.values()
    after = simulation.times_h - (at("03-29T22:00", CEST) - at("03-26T23:00")) / timedelta(hours=1)
    assert curve[(after > 0.5) & (after < 1)].min() > 100
    table = nightly_metrics(simulation)
    assert table["dose_mg"].tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize(("status", "drawn"), [("taken", 1), ("planned", 0), ("skipped", 0), ("unanswered", 0)])
def test_only_what_was_taken_is_in_the_blood(status, drawn):
    diary = made(LoggedDose(MELATONIN, at("03-27T22:00"), status, "a line"))
    assert (0 if diary.schedule is None else len(diary.schedule.doses)) == drawn
    assert [row["status"] for row in diary.doses_frame().to_dict("records")] == [status]
    told = [note for note in diary.notes if "not taken" in note]
    assert told == ([] if drawn else [f"1 dose was not taken: 1 {status}."])


def test_doses_out_of_reach_are_said():
    diary = made(at("03-23T22:59"), at("03-24T00:00"), at("04-01T08:00", CEST))
    assert [dose.time_from_bedtime_h(diary.nights) for dose in diary.schedule.doses] == [-71]
    assert [note for note in diary.notes if "curves" in note] == [
        "1 dose taken more than three days before the first night is not in the curves.",
        "1 dose taken after the last waking is not in the curves.",
    ]
    assert len(diary.doses) == 3


def test_what_was_taken_every_night_is_said_once_and_taken_in_each():
    diary = made(doses="melatonin 1 mg 60 min before bed; magnesium glycinate 200 mg elemental at 21:30")
    times = [dose.time_from_bedtime_h(diary.nights) for dose in diary.schedule.doses]
    beds = [bed for bed, _ in diary.nights.sleeps_h]
    assert times[::2] == pytest.approx([bed - 1 for bed in beds])
    assert times[1::2] == pytest.approx([beds[0] - 1.5, beds[1] - 2, beds[2] - 130 / 60, beds[3] - 1.5])
    assert "Assumed for every night, as it was told and not logged: melatonin 1 mg" in "\n".join(diary.notes)
    with pytest.raises(InputError, match="the dose is 02:30 on 2026-03-29, which does not exist"):
        made(doses="melatonin 1 mg at 02:30")


def test_a_period_leaves_out_nights_and_doses_and_says_so():
    period = Period(date(2026, 3, 27), date(2026, 3, 28))
    diary = made(at("03-26T22:00"), at("03-27T22:00"), period=period)
    assert [each.day for each in diary.nights.dates] == [27, 28]
    assert len(diary.doses) == 1
    assert (
        "Only evenings from 2026-03-27 to 2026-03-28 are read: 2 other nights and 1 dose are left out." in diary.notes
    )
    with pytest.raises(InputError, match="there are neither nights nor doses from 2027-01-01; give another"):
        made(at("03-27T22:00"), period=Period(since=date(2027, 1, 1)))
    with pytest.raises(InputError, match="until is 2026-01-01, before since, 2026-02-01"):
        Period(date(2026, 2, 1), date(2026, 1, 1))


def test_sleep_and_doses_of_several_files_make_one_diary():
    doses = Export(intakes=(Intake("Melatonin 1 mg", at("03-27T22:00"), "taken", "line 2", 1.0),))
    files = [
        ReadFile("a.json", "A", "a.json is read as A.", Export(NIGHTS)),
        ReadFile("b.csv", "B", "b.csv is B.", doses),
    ]
    diary = assembled("both", files, Told(zone=ZoneInfo("Europe/Berlin")), load_compounds())
    assert diary.format == "A, B"
    assert diary.notes[:2] == ["a.json is read as A.", "b.csv is B."]
    assert len(diary.schedule.doses) == 1


def test_doses_alone_belong_to_their_own_evenings():
    doses = (
        LoggedDose(MELATONIN, at("03-28T00:10"), "taken", "1"),
        LoggedDose(MELATONIN, at("03-28T08:30"), "taken", "2"),
    )
    diary = made(*doses, sleeps=())
    assert diary.nights is None
    assert [each.night.day for each in diary.doses] == [27, 28]
    assert diary.doses_frame()["time_utc"].tolist() == [each.at.astimezone(UTC) for each in doses]


def test_the_same_dose_in_two_files_counts_once_and_twice_in_one():
    """Two tablets logged at one second in one file are two; what another file has, too, is the same."""
    both = [LoggedDose(MELATONIN, at("03-27T22:00"), "taken", f"line {line}") for line in (2, 3)]
    files = [
        ReadFile("a.csv", "A", "", Export(NIGHTS, taken=tuple(both))),
        ReadFile("b.csv", "B", "", Export(taken=tuple(both))),
    ]
    diary = assembled("both", files, Told(zone=ZoneInfo("Europe/Berlin")), load_compounds())
    assert len(diary.doses) == 2
    assert "Doses that another file has at the same second, which count once: 2." in diary.notes


def test_on_a_flight_the_clock_of_a_dose_is_that_which_its_app_wrote():
    """Three nights at +02:00, then at +09:00; the first dose away is logged an hour before the first bed there."""
    tokyo = timezone(timedelta(hours=9))
    sleeps = [
        Sleep(bed, bed + timedelta(hours=8), "1", bed_clock=bed, wake_clock=bed + timedelta(hours=8))
        for bed in (at("05-03T23:00", CEST), at("05-04T22:08", tokyo))
    ]
    dose = LoggedDose(MELATONIN, at("05-04T21:08", tokyo), "taken", "line 2")
    diary = assembled("f", [ReadFile("f", "f", "", Export(tuple(sleeps), taken=(dose,)))], Told(), load_compounds())
    assert diary.doses_frame()["clock"].tolist() == ["21:08:00"]
    assert diary.to_frame()["bed"].tolist() == ["23:00:00", "22:08:00"]
    (note,) = [note for note in diary.notes if note.startswith("The clock changes")]
    assert note == "The clock changes: UTC+0200 from 2026-05-03 23:00, UTC+0900 from 2026-05-04 21:08."


def test_doses_of_every_night_need_nights():
    with pytest.raises(InputError, match="is taken every night, and no file has nights"):
        made(at("03-28T00:10"), sleeps=(), doses="melatonin 1 mg at 22:00")
