"""Doses in study files and diaries are read as everywhere, by the table of texts."""

import csv
import json
from datetime import date, timedelta

import pytest
from dose_texts import KNOWN, OWN, READ, REFUSED, SEVERAL, assert_means, write_own

import pksim as pk

NIGHTS = {text: means.get("night") or 1 for text, means in READ}
FIRST = date(2026, 1, 1)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Give a reader of study files that hold doses, and nothing else, as TOML."""
    folder = tmp_path_factory.mktemp("study")
    own = write_own(folder)

    def load(doses, nights=1):
        tables = [f'[[schedule]]\nname = "{i}"\ndoses = {each}\n' for i, each in enumerate(doses)]
        text = "\n".join([f"{own}\nnights = {nights}", *tables])
        (folder / "study.toml").write_text(text, encoding="utf-8")
        return [each.doses for each in pk.load_study(folder / "study.toml").schedules.values()]

    return load


@pytest.fixture
def diary(tmp_path):
    """Give a reader of diaries with a cell for each text, a night each."""

    def load(texts):
        path = tmp_path / "diary.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["night", "bedtime", "wake", "dose"])
            lines.writerows([FIRST + timedelta(days=i), "23:00", "07:00", text] for i, text in enumerate(texts))
        return pk.load_diary(path, compounds=OWN).schedule.doses

    return load


@pytest.mark.parametrize("nights", sorted(set(NIGHTS.values())))
def test_a_study_file_reads_what_people_write(study, nights):
    wanted = [(text, means) for text, means in READ if NIGHTS[text] == nights]
    read = study([json.dumps([text]) for text, _ in wanted], nights)
    for (_, means), (dose,) in zip(wanted, read, strict=True):
        assert_means(dose, means)


def test_a_study_file_says_of_every_wrong_text_what_is_wrong(study):
    with pytest.raises(pk.InputError) as caught:
        study([json.dumps([text]) for text, _ in REFUSED])
    wanted = [f"study.toml: schedule[{i}].doses[1]: dose {text!r}: {rule}" for i, (text, rule) in enumerate(REFUSED, 1)]
    assert str(caught.value).splitlines() == wanted


@pytest.mark.parametrize("case", [case for case in SEVERAL if "doses" in case], ids=repr)
def test_a_study_file_reads_doses_with_semicolons_one_by_one(study, case):
    written = [json.dumps(case["text"]), json.dumps([case["text"]]), json.dumps(case["doses"])]
    text, in_a_list, alone = study(written)
    assert text == in_a_list == alone


def test_a_study_file_says_of_each_of_several_what_is_wrong(study):
    (case,) = (case for case in SEVERAL if "mistakes" in case)
    with pytest.raises(pk.InputError) as caught:
        study([json.dumps(case["text"])])
    said = [line.partition(": dose ")[2].partition(": ")[0] for line in str(caught.value).splitlines()]
    assert said == [repr(each) for each in case["mistakes"]]


def test_a_diary_reads_what_people_write(diary):
    wanted = [(text, means) for text, means in READ if means.get("night") is None]
    read = diary([text for text, _ in wanted])
    night = pk.Night()
    for i, ((text, means), dose) in enumerate(zip(wanted, read, strict=True), 1):
        (alone,) = pk.Schedule.parse("mine", text, compounds=KNOWN).doses
        # A diary's days have hours that pass, from its bedtimes; instants are kept to the microsecond.
        assert dose.time_h == pytest.approx(alone.time_from_bedtime_h(night), abs=1e-9)
        assert (dose.compound, dose.amount_mg, dose.formulation, dose.basis, dose.night) == (
            alone.compound,
            alone.amount_mg,
            means.get("formulation"),
            means.get("basis"),
            i,
        )
        assert dose.window_h == (None if alone.window_h is None else pytest.approx(alone.window_h, abs=1e-9))


def test_a_diary_says_of_every_wrong_text_what_is_wrong(diary):
    with pytest.raises(pk.InputError) as caught:
        diary([text for text, _ in REFUSED])
    said = [line.partition(": ")[2] for line in str(caught.value).splitlines()]
    assert said == [f"dose {text!r}: {rule}" for text, rule in REFUSED]


@pytest.mark.parametrize("text", [text for text, means in READ if means.get("night")])
def test_a_diary_says_itself_in_which_night(diary, text):
    with pytest.raises(pk.InputError) as caught:
        diary([text])
    assert str(caught.value) == f"diary.csv, line 2: dose {text!r}: in a diary the line says in which night."


@pytest.mark.parametrize("case", [case for case in SEVERAL if "doses" in case], ids=repr)
def test_a_cell_of_a_diary_holds_several(diary, case):
    assert [dose.time_h for dose in diary([case["text"]])] == [dose.time_h for dose in diary([";".join(case["doses"])])]
    assert len(diary([case["text"]])) == len(case["doses"])
