import math
import re
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from pksim import Dose, InputError, Night, Schedule, load_compound, load_schedules

TEXT = "melatonin 0.3 mg 90 min before bed; magnesium glycinate 300 mg elemental 2 h before bed"


@pytest.fixture
def mine():
    return Schedule.parse("mine", TEXT)


def test_a_schedule_is_read_as_people_write_it(mine):
    melatonin, magnesium = mine.doses
    assert (melatonin.compound, melatonin.amount_mg, melatonin.time_h) == ("melatonin", 0.3, -1.5)
    assert (magnesium.amount_mg, magnesium.basis, magnesium.time_h) == (300, "elemental", -2)
    assert mine.compounds == ("melatonin", "magnesium")
    assert str(mine) == f"mine: {TEXT}"


def test_empty_parts_between_semicolons_do_not_count(mine):
    assert Schedule.parse("mine", f" ; {TEXT} ;\n").doses == mine.doses


def test_every_mistake_of_a_text_is_reported_together():
    text = "melatonin 1 mgg at bedtime; magnesium 3 mg at bedtime; melatonin 1 mg; melatonin 1 mg at 7:00"
    with pytest.raises(InputError) as caught:
        Schedule.parse("mine", text)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("schedule 'mine', dose '") for line in lines)
    assert ["'mgg'" in lines[0], "'elemental' or 'salt'" in lines[1], "no time" in lines[2]] == [True] * 3


@pytest.mark.parametrize("text", ["", "  ", ";;"])
def test_a_schedule_needs_a_dose(text):
    with pytest.raises(InputError, match="Schedule 'mine' has no doses; give at least one, such as 'melatonin"):
        Schedule.parse("mine", text)
    with pytest.raises(InputError, match="has no doses"):
        Schedule("mine", ())


@pytest.mark.parametrize("name", ["", " ", None, 3])
def test_a_schedule_needs_a_name(name):
    with pytest.raises(InputError, match=f"the name is {name!r}"):
        Schedule(name, (Dose("melatonin", 1, time_h=0),))


def test_shift_moves_every_dose_or_those_of_one_compound(mine):
    assert [dose.time_h for dose in mine.shift(hours=-0.5).doses] == [-2, -2.5]
    assert [dose.time_h for dose in mine.shift(hours=-0.5, compound="melatonin").doses] == [-2, -2]
    clock = Schedule.parse("mine", "melatonin 1 mg at 22:30").shift(0.5)
    assert [dose.when for dose in clock.doses] == ["at 23:00"]


def test_scale_multiplies_every_dose_or_those_of_one_compound(mine):
    assert [dose.amount_mg for dose in mine.scale(2).doses] == [0.6, 600]
    assert [dose.amount_mg for dose in mine.scale(2, compound="magnesium").doses] == [0.3, 600]


def test_a_new_schedule_has_a_name_that_says_what_changed(mine):
    assert mine.shift(-0.5, compound="melatonin").name == "mine (melatonin 30 min earlier)"
    assert mine.shift(1.5).name == "mine (1 h 30 min later)"
    assert mine.scale(0.5).name == "mine (× 0.5)"
    assert mine.shift(1, name="late").name == mine.scale(2, name="late").name == mine.renamed("late").name == "late"


def test_plus_takes_the_doses_and_the_sources_of_both():
    duo, mechanism = (load_schedules()[name] for name in ("duo", "mechanism"))
    both = duo + mechanism
    assert both.doses == duo.doses + mechanism.doses
    assert both.name == "duo + mechanism"
    assert both.source == ("duo-article", "mechanism-article")
    assert (duo + duo).source == duo.source
    with pytest.raises(TypeError):
        duo + 1


def test_nothing_is_ever_mutated(mine):
    before = (mine.name, mine.doses, repr(mine))
    mine.shift(1)
    mine.scale(3, compound="melatonin")
    mine.renamed("other")
    mine + mine
    assert (mine.name, mine.doses, repr(mine)) == before
    assert mine == Schedule.parse("mine", TEXT)
    with pytest.raises(FrozenInstanceError):
        mine.name = "other"  # type: ignore[misc]
    assert hash(mine.doses)


def test_a_changed_schedule_keeps_source_note_and_window():
    published = load_schedules()["sleep-quality"]
    later = published.shift(0.25)
    assert (later.source, later.note) == (published.source, published.note)
    assert [dose.window_h for dose in later.doses] == [(-0.5, 0.5)] * 2
    assert published.scale(2).doses[0].range_mg == (1, 2)


@pytest.mark.parametrize("hours", [math.nan, math.inf])
def test_a_shift_is_finite(mine, hours):
    with pytest.raises(InputError, match=f"Schedule 'mine': shift hours is {hours!r}; it must be a finite number"):
        mine.shift(hours)


@pytest.mark.parametrize("factor", [0, -1, math.nan, math.inf])
def test_a_factor_is_finite_and_above_0(mine, factor):
    with pytest.raises(InputError, match=f"scale factor is {factor!r}; it must be .*above 0"):
        mine.scale(factor)


@pytest.mark.parametrize("change", ["shift", "scale"])
def test_a_compound_that_is_not_taken_is_refused_with_the_nearest(mine, change):
    with pytest.raises(InputError, match=r"no dose of 'melatonn'; did you mean 'melatonin'\? Known are .*'magnesium'"):
        getattr(mine, change)(1, compound="melatonn")


def test_a_shift_too_far_from_bedtime_is_refused(mine):
    with pytest.raises(InputError, match="from -72 to 72 h"):
        mine.shift(-100)


def test_compounds_of_ones_own_can_be_taken(caffeine_file):
    caffeine = load_compound(caffeine_file)
    schedule = Schedule.parse("day", "caffeine 100 mg 8 h before bed", compounds={"caffeine": caffeine})
    assert schedule.compounds == ("caffeine",)
    with pytest.raises(InputError, match="the compound 'caffeine' is not known"):
        Schedule.parse("day", "caffeine 100 mg 8 h before bed")


def nights_of(schedule):
    return [(dose.compound, dose.night) for dose in schedule.doses]


def test_nightly_repeats_every_dose(mine):
    repeated = mine.nightly(3)
    assert nights_of(repeated) == [(name, night) for night in (1, 2, 3) for name in ("melatonin", "magnesium")]
    assert [dose.time_from_bedtime_h(Night()) for dose in repeated.doses] == [-1.5, -2, 22.5, 22, 46.5, 46]
    assert repeated.name == "mine (3 nights)"
    assert {dose.amount_mg for dose in repeated.doses} == {0.3, 300}


def test_a_number_of_nights_may_be_an_array_of_no_dimensions(mine):
    assert mine.nightly(np.array(3)) == mine.nightly(3)
    assert mine.nightly(3, skip=np.array(2), name="x") == mine.nightly(3, skip=[2], name="x")


def test_nightly_takes_some_nights_alone(mine):
    low, high = Schedule.parse("low", "melatonin 1 mg at 22:00"), Schedule.parse("high", "melatonin 3 mg at 22:00")
    both = low.nightly(3) + high.nightly(range(4, 8))
    assert [(dose.amount_mg, dose.night) for dose in both.doses] == [
        (1, 1), (1, 2), (1, 3), (3, 4), (3, 5), (3, 6), (3, 7),
    ]  # fmt: skip
    assert [dose.time_from_bedtime_h(Night()) for dose in both.doses] == [24 * i - 1 for i in range(7)]
    assert high.nightly(range(4, 8)).name == "high (nights 4-7)"
    assert low.nightly([5, 1, 3, 3]).name == "low (nights 1, 3, 5)"
    assert [dose.night for dose in low.nightly([5, 1, 3, 3]).doses] == [1, 3, 5]


@pytest.mark.parametrize("skip", [2, (2,), [2, 2], {2}])
def test_a_night_may_be_missed(skip):
    mine = Schedule.parse("mine", "melatonin 1 mg at 22:00")
    missed = mine.nightly(4, skip=skip)
    assert [dose.night for dose in missed.doses] == [1, 3, 4]
    assert missed.name == "mine (4 nights, without 2)"


def test_everything_may_be_late_in_a_night():
    mine = Schedule.parse("mine", "melatonin 1 mg 60 min before bed; magnesium 300 mg elemental at 22:00")
    late = mine.nightly(3, late={2: 1.5}, skip=[3])
    assert [dose.time_from_bedtime_h(Night()) for dose in late.doses] == [-1, -1, 24.5, 24.5]
    assert mine.nightly(2, late={1: -0.5}).doses[0].time_h == -1.5


def test_a_dose_that_names_its_night_stays_in_it():
    mine = Schedule.parse("mine", "melatonin 1 mg at 22:00; magnesium 300 mg elemental at bedtime on night 2")
    repeated = mine.nightly(3, late={2: 1.0})
    assert sorted(nights_of(repeated)) == [("magnesium", 2), ("melatonin", 1), ("melatonin", 2), ("melatonin", 3)]
    magnesium = next(dose for dose in repeated.doses if dose.compound == "magnesium")
    assert (magnesium.time_h, magnesium.time_from_bedtime_h(Night())) == (0, 24)


def test_nightly_keeps_what_else_is_known_and_changes_nothing_in_place():
    published = load_schedules()["sleep-quality"]
    before = repr(published)
    repeated = published.nightly(2, name="twice")
    assert (repeated.name, repeated.source, repeated.note) == ("twice", published.source, published.note)
    assert {dose.window_h for dose in repeated.doses} == {(-0.5, 0.5)}
    assert repr(published) == before


@pytest.mark.parametrize("nights", [0, -1, 3661, 1.5, "3", None, True, [0], ["1"], [2.0], math.nan])
def test_nights_are_whole_numbers_from_1(mine, nights):
    shown = nights[0] if isinstance(nights, list) else nights
    with pytest.raises(InputError, match=f"nights is {re.escape(repr(shown))}; it must be a whole number from 1 to"):
        mine.nightly(nights)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"skip": 0}, "skip is 0; it must be a whole number from 1"),
        ({"skip": [2, 4]}, "skips night 4, which is not among its nights, 3 nights"),
        ({"skip": ["2"]}, "skip is '2'; it must be a whole number"),
        ({"late": {4: 1.0}}, "is late in night 4, which is not among its nights, 3 nights"),
        ({"late": {2: math.nan}}, "shift hours is nan; it must be a finite number"),
        ({"late": {2: 100}}, "from -72 to 72 h"),
        ({"skip": [1, 2, 3]}, "every night is skipped; at least one must have its doses"),
    ],
)
def test_wrong_nights_to_skip_or_be_late_in_are_refused(mine, options, rule):
    with pytest.raises(InputError, match=rule):
        mine.nightly(3, **options)
