"""What MedTimer writes, as its source does it; instants were worked out by hand, in UTC."""

from pathlib import Path

import pytest

from pksim import InputError, load_diary

SAMPLE = Path(__file__).parent / "samples" / "medtimer_german.csv"
STRENGTHS = {"Magnesiumglycinat": "100 mg elemental", "Melatonin": "2 mg"}
HEADER = "Reminded;Name;Dosage;Taken;Tags;Interval;Notes;Reminded (ISO 8601);Taken (ISO 8601)\n"
TIMES = "2026-03-27T20:30:00Z;2026-03-27T20:42:10Z"


def event(name="Melatonin", dosage="1 mg", taken="3/27/26 9:42 PM", times=TIMES, notes=""):
    return f"3/27/26 9:30 PM;{name};{dosage};{taken};Tag1, Tag2;2:14;{notes};{times}\n"


@pytest.fixture
def load(tmp_path):
    def write(text, **said):
        (tmp_path / "MedTimer_Events.csv").write_text(text, encoding="utf-8", newline="")
        return load_diary(tmp_path / "MedTimer_Events.csv", **said)

    return write


@pytest.fixture
def refusal(load):
    def read(text, **said):
        with pytest.raises(InputError) as caught:
            load(text, **said)
        return str(caught.value).splitlines()

    return read


def test_events_are_read_by_their_place_in_any_language():
    diary = load_diary(SAMPLE, tz="Europe/Berlin", strength=STRENGTHS)
    assert diary.format == "MedTimer"
    rows = diary.doses_frame()
    assert rows["compound"].tolist() == ["melatonin", "magnesium glycinate", "melatonin", "melatonin"]
    assert rows["amount_mg"].tolist() == [1, 200, 1, 1]
    assert [f"{at:%d %H:%M:%S}" for at in rows["time_utc"]] == [
        "27 20:42:10",
        "27 20:43:00",
        "28 20:30:00",
        "29 20:15:30",
    ]
    assert rows["status"].tolist() == ["taken", "taken", "unanswered", "taken"]
    assert rows["clock"].tolist() == ["21:42:10", "21:43:00", "21:30:00", "22:15:30"]
    notes = "\n".join(diary.notes)
    assert "Lines that are there twice, which count once: 1." in notes
    assert "whether what was not taken was skipped or never answered; it is called unanswered" in notes
    assert "1 dose was not taken: 1 unanswered." in notes
    assert "other medicines, which are left out: 1 (Ibuprofen)" in notes
    assert "times are in UTC" not in notes


def test_tablets_without_a_strength_are_asked_for_each_on_its_line(refusal):
    lines = refusal(SAMPLE.read_text(encoding="utf-8"))
    assert [line.partition(": ")[0] for line in lines] == [f"MedTimer_Events.csv, line {i}" for i in (3, 7)]
    assert '--strength "Magnesiumglycinat=100 mg elemental"' in lines[0]
    assert '--strength "Melatonin=1 mg"' in lines[1]


@pytest.mark.parametrize(
    ("dosage", "mg"),
    [
        ("1 mg", 1), ("0,5 mg", 0.5), ("500µg", 0.5), ("10mg", 10), ("1", 2), ("2 Tabletten", 4), ("2x", 4), ("1½", 3),
        ("½ Tablette", 1), ("1/2", 1), ("1 1/2 tablets", 3), ("3 x", 6), ("1 Tablette(n)", 2),
    ],
)  # fmt: skip
def test_what_somebody_typed_as_dosage_is_read_where_it_can_be(load, dosage, mg):
    assert load(HEADER + event(dosage=dosage), strength={"Melatonin": "2 mg"}).doses[0].dose.amount_mg == pytest.approx(
        mg, rel=1e-12
    )


@pytest.mark.parametrize("dosage", ["eine halbe", "", "1,000", "1/00", "2-3", "1 mg/mL"])
def test_what_cannot_be_read_matters_only_of_a_compound_that_was_taken(load, refusal, dosage):
    (line,) = refusal(HEADER + event() + event(dosage=dosage))
    assert line.startswith("MedTimer_Events.csv, line 3: Melatonin: ")
    text = HEADER + event() + event("Ibuprofen", dosage)
    assert len(load(text).doses) == 1
    (_, missed) = load(text + event(dosage=dosage, taken="", times="2026-03-28T20:30:00Z;")).doses
    assert (missed.dose, missed.what, missed.status) == (None, "melatonin", "unanswered")


def test_notes_may_hold_semicolons_and_ends_of_lines(load):
    text = HEADER + event(notes="a; b;\r\nand; c") + event(notes="\n\n", times=TIMES.replace("-27T", "-29T"))
    assert [f"{dose.at:%d %H:%M:%S}" for dose in load(text.replace("\n", "\r\n")).doses] == [
        "27 20:42:10",
        "29 20:42:10",
    ]


@pytest.mark.parametrize("columns", [6, 7, 8])
def test_older_files_have_fewer_columns(load, columns):
    def shorter(line):
        cells = line.split(";")
        return ";".join(cells[: columns - 2] + cells[-2:])

    (dose,) = load(shorter(HEADER) + shorter(event())).doses
    assert f"{dose.at:%Y-%m-%dT%H:%M:%SZ}" == TIMES[-20:]


def test_the_names_of_columns_need_not_be_known(load):
    header = "Reminded;Name;Dosage;Taken;Tags;Interval;Notes;Reminded at;Taken at\n"
    diary = load(header + event(times="2026-03-27T20:30Z;2026-03-27T20:42:10.500Z"))
    assert [f"{dose.at:%H:%M:%S.%f}" for dose in diary.doses] == ["20:42:10.000000"]
    assert diary.notes[0].endswith("read as MedTimer: 9 columns between semicolons, the last two times in UTC.")


def test_files_without_times_in_utc_are_refused_with_what_helps(refusal):
    text = "Time;Name;Dosage;Taken\n3/27/26 9:30 PM;Melatonin;1 mg;3/27/26 9:42 PM\n"
    (line,) = refusal(text)
    assert "an older MedTimer's CSV, whose times are those of no zone; update the app" in line
    (line,) = refusal(text, format="MedTimer")
    assert "its last two columns are no times in UTC (ISO 8601)" in line
    (line,) = refusal("Medicine;Dosage;Time\nMelatonin;1 mg;9:30 PM, Every day\n")
    assert "MedTimer's list of medicines; export the events, as CSV" in line


def test_every_mistake_is_named_with_its_line(refusal):
    lines = refusal(
        HEADER
        + event("Mela;tonin")
        + event()[:40] + "\n"
        + event(times="2026-02-30T20:30:00Z;2026-02-30T20:42:10Z")
        + event(taken="")
        + event(dosage="1; 2")
        + "3/27/26 9:30 PM;Mel"
    )  # fmt: skip
    assert [line.partition(": ")[0] for line in lines] == [f"MedTimer_Events.csv, line {i}" for i in range(2, 8)]
    assert "a semicolon in a name or a dosage moves what follows: take it out" in lines[0]
    assert "it does not end with the two times in UTC" in lines[1]
    assert "its time is '2026-02-30T20:42:10Z'; there is no such day" in lines[2]
    assert "when it was taken is ''" in lines[3]
    assert "it does not end with the two times in UTC" in lines[5]


def test_an_export_without_events_is_named(refusal):
    (line,) = refusal(HEADER)
    assert "there is nothing below the names of its columns" in line


def test_without_a_zone_it_says_whose_clock_is_shown(load):
    diary = load(HEADER + event())
    assert "MedTimer's times are in UTC; clocks are those of the nights, and UTC where no zone is known." in diary.notes
