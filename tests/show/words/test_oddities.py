"""What looks like a slip is said, and nothing else is."""

import pytest

import pksim as pk
from pksim.show.words.oddities import describe_oddities


def odd(text, night=None, nights=1):
    schedule = pk.Schedule.parse("mine", text)
    return describe_oddities(pk.simulate(schedule, night, nights=nights, step_min=60))


def test_the_published_schedules_have_no_slips():
    assert describe_oddities(pk.simulate(pk.load_schedules(), step_min=60)) == []


@pytest.mark.parametrize(
    ("bedtime", "wake", "told"),
    [
        ("11:30", "07:00", ["Sleep from 11:30 to 07:00 lasts 19 h 30 min; is a clock time 12 hours off?"]),
        ("22:00", "12:00", []),
        ("22:00", "12:01", ["Sleep from 22:00 to 12:01 lasts 14 h 1 min; is a clock time 12 hours off?"]),
        ("09:00", "17:00", []),
    ],
)
def test_a_sleep_of_more_than_fourteen_hours(bedtime, wake, told):
    assert odd("melatonin 1 mg 60 min before bed", pk.Night(bedtime, wake)) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("melatonin 1 mg at 11:00", ""),
        (
            "melatonin 1 mg at 10:59",
            "mine: melatonin 1 mg at 10:59 is 12 h 1 min before bedtime; is the clock time 12 hours off?",
        ),
        ("melatonin 1 mg 13 h before bed", ""),
        ("melatonin 1 mg at 22:00", ""),
    ],
)
def test_a_clock_time_more_than_twelve_hours_before_bed(text, told):
    assert [each for each in odd(text) if "12 hours off" in each] == ([told] if told else [])


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("melatonin 50 mg 60 min before bed", None),  # the articles state 0.3-5 mg
        ("melatonin 51 mg 60 min before bed", "10.2"),
        ("melatonin 300 mg 60 min before bed", "60.0"),
        ("magnesium glycinate 4000 mg elemental 60 min before bed", None),  # 200-400 mg elemental
        ("magnesium glycinate 4100 mg elemental 60 min before bed", "10.2"),
        ("magnesium glycinate 5000 mg salt 60 min before bed", None),
    ],
)
def test_an_amount_ten_times_above_what_is_stated(text, times):
    found = [each for each in odd(text) if "published schedule" in each]
    assert [each.split(" is ")[1] for each in found] == (
        [] if times is None else [f"{times} times the most that a published schedule states."]
    )


@pytest.mark.parametrize(
    ("text", "outside"), [("melatonin 1 mg 4 h before bed", False), ("melatonin 1 mg 5 h before bed", True)]
)
def test_a_dose_outside_the_hours_drawn(text, outside):
    told = "mine: melatonin 1 mg 5 h before bed is outside the hours drawn; it counts all the same."
    assert odd(text) == ([told] if outside else [])


def test_several_nights_are_told_once():
    schedule = pk.Schedule.parse("mine", "melatonin 300 mg 60 min before bed").nightly(3, name="mine")
    assert len(describe_oddities(pk.simulate(schedule, nights=3, step_min=60))) == 1


LONG = "Sleep from 11:30 to 07:00 lasts 19 h 30 min; is a clock time 12 hours off?"
MUCH = "mine: melatonin 300 mg 5 h before bed is 60.0 times the most that a published schedule states."
OUTSIDE = "mine: melatonin 300 mg 5 h before bed is outside the hours drawn; it counts all the same."


@pytest.mark.parametrize(
    ("command", "outside"),
    [(("compare",), True), (("spread", "--subjects", "5"), True), (("when", "--subjects", "0"), False)],
)
def test_every_command_says_it(run, without_pictures, command, outside):
    asked = ("--bedtime", "11:30", "--dose", "mine: melatonin 300 mg 5 h before bed")
    code, out, err = run(*command, *asked)
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert (LONG in told, MUCH in told, OUTSIDE in told) == (True, True, outside)
    assert "12 hours off" not in run(*command, "--schedule", "mechanism")[1]


def test_a_diary_says_it(run, tmp_path, without_pictures):
    lines = "night,bedtime,wake,dose\n2026-10-19,23:00,07:00,melatonin 1 mg at 10:30\n2026-10-20,11:30,07:00,\n"
    (tmp_path / "kept.csv").write_text(lines, encoding="utf-8")
    code, out, _ = run("diary", "kept.csv")
    assert code == 0
    told = " ".join(out.split())
    assert "Sleep in one of the nights lasts 19 h 30 min; is a clock time 12 hours off?" in told
    assert (
        "kept: melatonin 1 mg 750 min before bed is 12 h 30 min before bedtime; is the clock time 12 hours off?" in told
    )


def test_every_notebook_page_says_it():
    schedule, night = pk.Schedule.parse("mine", "melatonin 300 mg 5 h before bed"), pk.Night("11:30")
    results = [
        pk.simulate(schedule, night, step_min=60),
        pk.simulate_population(schedule, night, subjects=3, step_min=60),
        pk.best_timing(schedule, night, goal=pk.peak_at(0), subjects=0, step_min=60),
    ]
    for result in results:
        page = result._repr_html_()
        assert f"<p>{LONG}</p>" in page
        assert f"<p>{MUCH}</p>" in page
        assert (f"<p>{OUTSIDE}</p>" in page) == (result is not results[2])
