"""The eight published schedules, typed in from facts.md, section 2, and the tables that schedules are written in."""

import pytest

from pksim import InputError, load_compounds, load_references, load_schedules
from pksim.describe.files.schedule_file import ScheduleTable
from pksim.describe.words.records import read_record

MELATONIN, GLYCINATE = ("melatonin", None, None), ("magnesium", "glycinate", "elemental")
# what, mg, minutes before bed, window [min before bed], range [mg], kinds of amount, time and form
PUBLISHED = {
    "mechanism": [
        (MELATONIN, 1, 60, None, (0.3, 5), "assumed", "stated", "stated"),
        (GLYCINATE, 300, 90, (60, 90), (200, 400), "computed", "stated", "stated"),
    ],
    "dream-team": [
        (MELATONIN, 2, 45, (30, 60), (1, 3), "computed", "computed", "stated"),
        (GLYCINATE, 300, 45, (30, 60), (200, 400), "computed", "computed", "stated"),
    ],
    "duo": [
        (MELATONIN, 10, 25, (20, 30), None, "stated", "computed", "stated"),
        (("magnesium", "glycinate", "salt"), 500, 45, (30, 60), None, "stated", "computed", "assumed"),
    ],
    "sleep-quality": [
        (MELATONIN, 0.5, 90, (60, 120), (0.5, 1), "stated", "computed", "stated"),
        (GLYCINATE, 200, 90, (60, 120), (200, 400), "stated", "computed", "assumed"),
    ],
    "trial-2024": [
        (MELATONIN, 1.9, 60, None, None, "stated", "assumed", "assumed"),
        (GLYCINATE, 200, 60, None, None, "stated", "assumed", "assumed"),
    ],
    "care-home-trial": [
        (MELATONIN, 5, 60, None, None, "stated", "assumed", "assumed"),
        (GLYCINATE, 225, 60, None, None, "stated", "assumed", "assumed"),
    ],
    "extended-release": [
        (("melatonin", "prolonged", None), 2, 90, (60, 120), None, "assumed", "computed", "assumed"),
    ],
    "same-time": [
        (MELATONIN, 1, 60, None, (0.3, 5), "assumed", "stated", "stated"),
        (GLYCINATE, 300, 60, None, (200, 400), "computed", "assumed", "stated"),
    ],
}
SOURCES = {
    "mechanism": {"mechanism-article"},
    "dream-team": {"dream-team-article"},
    "duo": {"duo-article"},
    "sleep-quality": {"sleep-quality-article"},
    "trial-2024": {"sleep-quality-article"},
    "care-home-trial": {"sleep-quality-article"},
    "extended-release": {"sleep-quality-article", "mechanism-article"},
    "same-time": {"mechanism-article"},
}


def test_the_eight_published_schedules_come_with_their_sources():
    schedules = load_schedules()
    assert {name: set(schedule.source) for name, schedule in schedules.items()} == SOURCES
    assert all(name == schedule.name for name, schedule in schedules.items())
    assert set().union(*SOURCES.values()) <= set(load_references())


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schedule_is_the_one_of_the_facts(name):
    doses = load_schedules()[name].doses
    for dose, expected in zip(doses, PUBLISHED[name], strict=True):
        what, amount_mg, minutes, window, range_mg, *kinds = expected
        assert (dose.compound, dose.formulation, dose.basis) == what
        assert dose.amount_mg == amount_mg
        assert dose.time_h == pytest.approx(-minutes / 60, abs=1e-12)
        span = None if window is None else sorted((minutes - end) / 60 for end in window)
        assert dose.window_h == (None if span is None else pytest.approx(tuple(span), abs=1e-12))
        assert dose.range_mg == range_mg
        assert [dose.amount_kind, dose.time_kind, dose.form_kind] == kinds


def test_whatever_is_not_stated_is_explained_in_a_note():
    for schedule in load_schedules().values():
        for dose in schedule.doses:
            kinds = {dose.amount_kind, dose.time_kind, dose.form_kind}
            assert dose.note or schedule.note or kinds == {"stated"}


def read(table):
    return read_record(ScheduleTable, {"name": "mine", **table}, "f.toml").schedule(load_compounds())


def test_a_dose_may_be_text_or_a_table():
    text = "melatonin 1 mg 60 min before bed"
    plain, full = read({"doses": [text, {"text": text, "range": "0.3 - 5 mg", "window": "30-60 min before bed"}]}).doses
    assert (plain.range_mg, plain.window_h) == (None, None)
    assert (full.range_mg, full.window_h) == ((0.3, 5), pytest.approx((0, 0.5)))


@pytest.mark.parametrize(
    ("dose", "fragments"),
    [
        ({}, ["doses[1].text: is missing"]),
        ({"text": "melatonin 1 mg"}, ["doses[1]", "it has no time"]),
        ({"txt": "x"}, ["doses[1].txt", "did you mean 'text'"]),
        ({"window": "60 min"}, ["no time found"]),
        ({"window": "at 22:30"}, ["the window is 'at 22:30'", "'60-90 min before bed'"]),
        ({"window": "90-120 min before bed"}, ["'90-120 min before bed' does not hold the time '60 min before bed'"]),
        ({"window": "15 min early to 30 min later"}, ["the window says 'early'; did you mean 'earlier'"]),
        ({"window": "15 mg earlier to 30 min later"}, ["the window has the unit 'mg'"]),
        ({"window": "-15 min earlier to 30 min later"}, ["the window is '-15'"]),
        ({"window": "30 min later to 15 min earlier"}, ["ends before it starts; write the earlier end first"]),
        ({"window": "15 min earlier"}, ["no time found"]),
        ({"range": "5 mg"}, ["the range is '5 mg'", "'0.3-5 mg'"]),
        ({"range": "5-1 mg"}, ["from a smaller to a larger"]),
        ({"range": "1-5 mgs"}, ["the range has the unit 'mgs'"]),
        ({"amount_kind": "guess"}, ["amount_kind", "'guess'", "'stated'"]),
    ],
)
def test_a_wrong_table_is_refused(dose, fragments):
    text = {} if not dose or dose.keys() & {"text", "txt"} else {"text": "melatonin 1 mg 60 min before bed"}
    with pytest.raises(InputError) as caught:
        read({"doses": [text | dose]})
    for fragment in fragments:
        assert fragment in str(caught.value)


@pytest.mark.parametrize("table", [{"doses": []}, {}, {"doses": 3}])
def test_a_schedule_needs_a_list_of_doses(table):
    with pytest.raises(
        InputError, match=r"f\.toml: doses: (a schedule needs at least one dose|is missing|must be a list)"
    ):
        read(table)


@pytest.mark.parametrize(
    ("window", "hours"),
    [
        ("15 min earlier to 30 min later", (-0.25, 0.5)),
        ("1.5 h earlier to 0 min later", (-1.5, 0)),
        ("0 min later to 2 h later", (0, 2)),
        ("0 min later to 0 min later", (0, 0)),
        (" 90 min Earlier  to 0.1 h earlier ", (-1.5, -0.1)),
        ("1e-05 h earlier to 0.30000000000000004 h later", (-1e-05, 0.1 + 0.2)),
    ],
)
@pytest.mark.parametrize("time", ["60 min before bed", "at 22:30", "at bedtime", "1 h after bed"])
def test_a_window_may_be_said_relative_to_the_time(window, hours, time):
    (dose,) = read({"doses": [{"text": f"melatonin 1 mg {time}", "window": window}]}).doses
    assert dose.window_h == hours


@pytest.mark.parametrize(
    ("text", "ends"),
    [("0.3-5 mg", (0.3, 5)), ("0.3 - 5 mg", (0.3, 5)), ("1e-06-0.0001 mg", (1e-6, 1e-4)), ("300-500 µg", (0.3, 0.5))],
)
def test_a_range_of_amounts_may_have_any_number(text, ends):
    (dose,) = read({"doses": [{"text": "melatonin 1 mg at bedtime", "range": text}]}).doses
    assert dose.range_mg == ends
