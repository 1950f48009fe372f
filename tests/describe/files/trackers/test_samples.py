"""Made-up exports in the form of real ones, each with what it says, worked out by hand beside it."""

import json
from pathlib import Path

import pytest

from pksim import InputError, load_diary

SAMPLES = Path(__file__).parent / "samples"
STRENGTHS = {"Magnesium Glycinate": "100 mg elemental", "Melatonin drops": "2.5 mg/mL"}
READ = {
    "apple_a.xml": ("Apple Health", {}),
    "fitbit_a.json": ("Fitbit", {"tz": "Europe/Berlin"}),
    "garmin_a.json": ("Garmin", {"tz": "Europe/Berlin"}),
    "oura_a.csv": ("Oura", {}),
    "sleep_as_android_a.csv": ("Sleep as Android", {}),
    "medications_a.csv": ("Health Auto Export", {"strength": STRENGTHS}),
}


def reading(name):
    return json.loads((SAMPLES / name).with_suffix("").with_suffix(".reading.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("tz", [None, "Europe/Berlin"])
def test_nights_of_a_sample_are_those_of_its_reading(name, tz):
    title, said = READ[name]
    diary = load_diary(SAMPLES / name, **({"tz": tz} if tz else {}) | said)
    assert diary.format == title
    want = reading(name)["nights"]
    rows = diary.to_frame().to_dict("records")
    assert [f"{row['night']:%Y-%m-%d}" for row in rows] == [night["night"] for night in want]
    for end in ("bed", "wake"):
        assert [f"{row[f'{end}_utc']:%Y-%m-%dT%H:%M:%SZ}" for row in rows] == [night[end]["utc"] for night in want]
        assert [row[end] for row in rows] == [night[end]["local"][11:19] for night in want]
    naps = reading(name).get("naps_left_out", 0)
    assert sum("nap is left out" in note for note in diary.notes) == naps


def test_doses_of_a_sample_are_those_of_its_reading():
    diary = load_diary(SAMPLES / "medications_a.csv", strength=STRENGTHS)
    rows = diary.doses_frame()
    want = reading("medications_a.csv")
    taken = rows[rows["status"] == "taken"].to_dict("records")
    assert [row["compound"] for row in taken] == [dose["compound"] for dose in want["doses"]]
    assert [f"{row['time_utc']:%Y-%m-%dT%H:%M:%SZ}" for row in taken] == [
        dose["taken"]["utc"] for dose in want["doses"]
    ]
    known = [dose["amount"] for dose in want["doses"]]
    assert [row["amount_mg"] for row in taken] == [
        amount if amount is not None else other for amount, other in zip(known, (None, 200.0, None, 1.0), strict=True)
    ]
    assert (rows["status"] != "taken").sum() == want["not_taken"]
    assert "2 doses were not taken: 1 skipped, 1 unanswered." in diary.notes


def test_tablets_without_a_strength_are_an_error_that_shows_how_to_give_one():
    with pytest.raises(InputError) as caught:
        load_diary(SAMPLES / "medications_a.csv")
    tablets, drops = str(caught.value).splitlines()
    assert tablets == (
        "medications_a.csv, line 3: Magnesium Glycinate: a number of tablets is logged, and nobody says how much is in "
        'one; say it with strength={"Magnesium Glycinate": "100 mg elemental"} (in the command --strength "Magnesium '
        'Glycinate=100 mg elemental").'
    )
    assert drops.startswith(
        "medications_a.csv, line 7: Melatonin drops: a volume is logged, and nobody says how much is "
    )
    assert '"Melatonin drops=1 mg/mL"' in drops


@pytest.mark.parametrize(
    ("name", "asks"),
    [
        (
            "fitbit_a.json",
            r'fitbit_a.json: Fitbit writes local times without a zone; .* tz="Europe/Berlin" \(in the com',
        ),
        ("garmin_a.json", r"garmin_a.json does not say which time zone its clock is of; say where you were, with tz="),
    ],
)
def test_a_zone_that_a_file_does_not_have_is_asked_for(name, asks):
    with pytest.raises(InputError, match=asks):
        load_diary(SAMPLES / name)


def test_all_samples_together_are_one_diary():
    names = ["apple_a.xml", "medications_a.csv"]
    diary = load_diary([SAMPLES / name for name in names], strength=STRENGTHS)
    assert diary.format == "Apple Health, Health Auto Export"
    (first, second) = diary.nights.dates
    assert [dose.night for dose in diary.doses[:3]] == [first, first, second]
    # 21:42:10 is 1 h 29 min 50 s before bed at 23:12, and 23:12 to 40 minutes past is the next bedtime.
    times = [dose.time_from_bedtime_h(diary.nights) * 3600 for dose in diary.schedule.doses]
    assert times == pytest.approx([-5390, -5340])
    assert "2 doses taken after the last waking are not in the curves." in diary.notes
