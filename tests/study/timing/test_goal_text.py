"""Goals as people write them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import pksim as pk
from pksim.study.timing.goal_text import goal_of

COMPOUNDS = pk.load_compounds()
NIGHT = pk.Night()


def read(text, night=NIGHT, move="melatonin", compounds=()):
    return goal_of(text, pk.Study(night, compounds=compounds), move)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("peak at bedtime", pk.peak_at(0, 0.25)),
        ("peak at waking", pk.peak_at(8, 0.25)),
        ("  Peak   at\n23:30 ", pk.peak_at(0.5)),
        ("peak at 00:30", pk.peak_at(1.5)),
        ("peak at 07:00", pk.peak_at(8)),
        ("peak at 8:00", pk.peak_at(-15)),
        ("peak within 15 min of bedtime", pk.peak_at(0, 0.25)),
        ("peak within 1.5h of 22:00", pk.peak_at(-1, 1.5)),
        ("peak within 0.5 hours of waking", pk.peak_at(8, 0.5)),
        ("90 % of peak at bedtime", pk.level_at(0, 0.9)),
        ("at least 75% of the peak at 03:00", pk.level_at(4, 0.75)),
        ("100 % of peak at waking", pk.level_at(8, 1.0)),
        ("above 50 pg/mL from 22:30 to 02:00", pk.above(50, -0.5, 3, 1.0)),
        ("above 50 pg/mL for 80 % from bedtime to waking", pk.above(50, 0, 8, 0.8)),
        ("above 0.5pg/mL from 23:30 to 00:15", pk.above(0.5, 0.5, 1.25)),
        ("below 10 pg/mL on waking", pk.on_waking_below(10)),
        ("magnesium: peak at bedtime", pk.peak_at(0, compound="magnesium")),
        ("melatonin: below 1e2 pg/mL on waking", pk.on_waking_below(100, compound="melatonin")),
        (
            "peak at bedtime and below 10 pg/mL on waking and magnesium: 50 % of peak at bedtime",
            pk.all_of(pk.peak_at(0), pk.on_waking_below(10), pk.level_at(0, 0.5, compound="magnesium")),
        ),
    ],
)
def test_what_the_grammar_means(text, goal):
    assert read(text) == goal


@pytest.mark.parametrize(
    ("level", "move", "in_display_unit"),
    [
        ("1 ng/mL", "melatonin", 1000),
        ("1 µg/L", "melatonin", 1000),
        ("1 μg/L", "melatonin", 1000),
        ("2 mg/L", "melatonin", 2e6),
        ("1 nmol/L", "melatonin", 232.28),
        ("100 pmol/L", "melatonin", 23.228),
        ("0.04 mmol/L", "magnesium", 0.04),
        ("40 µmol/L", "magnesium", 0.04),
        ("1 mg/L", "magnesium", 1 / 24.305),
        ("0.1 mg/dL", "magnesium", 1 / 24.305),
    ],
)
def test_a_level_in_any_unit_is_given_in_the_compounds_own(level, move, in_display_unit):
    assert read(f"below {level} on waking", move=move).level == pytest.approx(in_display_unit, rel=1e-12)
    goal = read(f"{move}: above {level} for 50 % from 22:00 to 23:00", move="melatonin")
    assert (goal.level, goal.compound) == (pytest.approx(in_display_unit, rel=1e-12), move)


def test_times_are_those_of_the_night():
    shift_work = pk.Night("09:00", "17:30")
    assert read("peak at waking", shift_work) == pk.peak_at(8.5)
    assert read("above 5 pg/mL from 08:30 to 17:30", shift_work) == pk.above(5, -0.5, 8.5)
    assert read("peak at 18:00", shift_work) == pk.peak_at(-15)
    late = pk.Night("00:30", "08:00")
    assert read("above 5 pg/mL from 23:45 to 00:45", late) == pk.above(5, -0.75, 0.25)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the goal is ''; write one such as 'peak at bedtime'"),
        (" and ", "write one such as 'peak at bedtime'"),
        ("peek at bedtime", "goal 'peek at bedtime': this is no goal that is known; did you mean 'peak at bedtime'"),
        ("beneath 10 pg/mL on waking", "did you mean 'below 10 pg/mL on waking'"),
        ("90 % of the maximum at bedtime", "did you mean '90 % of peak at bedtime'"),
        ("sleep well", "this is no goal that is known"),
        ("peak at 25:00", "the time is '25:00'; a clock time is HH:MM from 00:00 to 23:59"),
        ("peak at lunch", "the time is 'lunch'; a clock time is HH:MM"),
        ("peak within 15 mol of bedtime", "the time has the unit 'mol', which is not known here"),
        ("peak within 0 min of bedtime", "within_h is 0.0; it must be above 0"),
        ("peak within -5 min of bedtime", "the time is '-5'; it must be a finite number and not negative"),
        ("peak within nan min of bedtime", "the time is 'nan'"),
        ("120 % of peak at bedtime", "at_least is 1.2; it must be above 0 and at most 1"),
        ("0 % of peak at bedtime", "it must be above 0 and at most 1"),
        ("above 50 pg/ml from 22:30 to 02:00", "the unit 'pg/ml', which is not known here; did you mean 'pg/mL'"),
        ("above 50 mmHg from 22:30 to 02:00", "the unit 'mmHg'"),
        ("above 50,500 pg/mL from 22:30 to 02:00", "could be 50500 or 50.500"),
        ("above 0 pg/mL from 22:30 to 02:00", "above: level is 0.0; it must be above 0"),
        ("above 50 pg/mL from 02:00 to 22:30", "the window goes from 3 to -0.5 h; it must end after it starts"),
        ("above 50 pg/mL from 06:00 to 08:00", "the window goes from 7 to -15 h"),
        ("below 1e999 pg/mL on waking", "the level is '1e999'; it must be a finite number"),
        ("melatonni: peak at bedtime", "the compound 'melatonni' is not known; did you mean 'melatonin'"),
        ("peak at bedtime and peek at waking", "goal 'peek at waking': this is no goal"),
    ],
)
def test_what_is_no_goal_is_refused_with_the_nearest_right_one(text, message):
    with pytest.raises(pk.InputError) as caught:
        read(text)
    assert message in str(caught.value)


def test_the_moved_compound_must_be_known():
    with pytest.raises(pk.InputError, match="'caffeine' is not known"):
        read("peak at bedtime", move="caffeine")


def test_a_compound_of_ones_own_has_its_own_unit(caffeine):
    own = {**COMPOUNDS, "caffeine": caffeine}
    goal = read("caffeine: below 10 µmol/L on waking", compounds=own)
    assert goal.level == pytest.approx(10e-6 * 194.19e3, rel=1e-12)
    assert goal.compound == "caffeine"


VOCABULARY = """peak at within of bedtime waking above below from to for on and % pg/mL mmol/L min h 15 90 1e400 nan
    -3 0 22:30 02:00 99:99 melatonin: magnesium: caffeine: the least ::"""
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)))
@example("and")
@example("melatonin: ")
@example("peak at \u0663:00")
@example("above \u0663 pg/mL from 22:30 to 02:00")
def test_any_text_is_a_goal_or_a_plain_error(text):
    try:
        goal = read(text)
    except pk.InputError:
        return
    assert callable(goal.judge)


CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


@given(CLOCKS, st.integers(1, 600), CLOCKS, CLOCKS)
def test_a_peak_is_wanted_at_the_last_such_time_before_waking(clock, off, bedtime, wake):
    if bedtime == wake:
        return
    minute, bed, up = (60 * int(text[:2]) + int(text[3:]) for text in (clock, bedtime, wake))
    expected = max(at for at in range(minute - bed - 1440, minute - bed + 1441, 1440) if at <= (up - bed) % 1440)
    goal = read(f"peak within {off} min of {clock}", pk.Night(bedtime, wake))
    assert (goal.time_h, goal.within_h) == (pytest.approx(expected / 60, abs=1e-9), pytest.approx(off / 60))


FROM_BED = st.integers(-240, 480).map(lambda minutes: minutes / 60)
PARTS = st.one_of(
    st.builds(pk.peak_at, FROM_BED, st.sampled_from([0.25, 0.5, 1.0, 1.5])),
    st.builds(pk.level_at, FROM_BED, st.sampled_from([0.5, 0.75, 0.9]), compound=st.sampled_from([None, "magnesium"])),
    st.builds(pk.above, st.sampled_from([0.5, 10, 50]), st.just(-1.5), FROM_BED.filter(lambda time: time > 0)),
    st.builds(pk.on_waking_below, st.sampled_from([0.5, 10, 50])),
)
GOALS = st.one_of(PARTS, st.lists(PARTS, min_size=2, max_size=3).map(lambda parts: pk.all_of(*parts)))


@settings(deadline=None, max_examples=40)
@given(GOALS)
@example(pk.peak_at(0))
def test_a_goal_in_words_is_read_as_the_same_goal(goal):
    result = pk.best_timing(pk.load_schedules()["mechanism"], NIGHT, goal=goal, step_min=60)
    assert read(result.goal_in_words) == goal


def test_a_goal_of_ones_own_is_told_by_its_type():
    class EarlyBird:
        def judge(self, responses, moved, shifts_h):
            return shifts_h[:, None] * 0 + 1, shifts_h[:, None] < 0

    result = pk.best_timing(pk.load_schedules()["mechanism"], goal=EarlyBird())
    assert result.goal_in_words == "a goal of your own (EarlyBird)"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("peak within 0,5 h of 11:30 pm", "peak within 30 min of 23:30"),
        ("above 50,5 pg/mL from 22h30 to 2 am", "above 50.5 pg/mL from 22:30 to 02:00"),
        ("peak at midnight", "peak at 00:00"),
    ],
)
def test_numbers_and_times_are_read_as_people_write_them(text, same):
    assert read(text) == read(same)
