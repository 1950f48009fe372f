import re

import pytest
from places import CONFIGS

from pksim import Endogenous, Night, load_diary, metrics, simulate
from pksim.describe.words.rounding import from_bedtime, number, percent, signed
from pksim.show.words.curves import describe, describe_all
from pksim.show.words.levels import level

PEAK = re.compile(
    r"peaks at (?P<clock>\d\d:\d\d), (?P<where>.*?), at (?P<level>[\d.,e-]+) (?P<unit>\S+); "
    r"(?P<bedtime>under 0\.01|[\d.]+) % of the peak is there at bedtime, "
    r"(?P<wake>under 0\.01|[\d.]+) % on waking at 07:00\. "
    r"It stays above half its peak (?P<spans>.*?), (?P<total>[\dhmin ]+) in all\."
)


def hours(text):
    found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+) min)?", text)
    return int(found[1] or 0) + int(found[2] or 0) / 60


def test_every_number_is_that_of_the_metrics_within_rounding(published):
    table = metrics(published)
    for name in published.schedules:
        found = list(PEAK.finditer(describe(published, name)))
        assert len(found) == len(table.loc[name])
        for said, (_, row) in zip(found, table.loc[name].iterrows(), strict=True):
            assert float(said["level"].replace(",", "")) == pytest.approx(row["cmax"], rel=5e-3)
            assert (said["clock"], said["unit"]) == (row["peak_clock"], row["unit"])
            assert hours(said["total"]) == pytest.approx(row["hours_above_half_peak"], abs=0.5 / 60 + 1e-9)
            for share, column in ((said["bedtime"], "at_bedtime_fraction"), (said["wake"], "at_wake_fraction")):
                assert float(share) == pytest.approx(100 * row[column], rel=0.05, abs=0.5 if float(share) >= 10 else 0)
            minutes = round(row["peak_time_h"] * 60)
            sides = {0: "at bedtime"}.get(minutes) or f" {'before' if minutes < 0 else 'after'} bedtime"
            assert said["where"].endswith(sides)
            assert hours(said["where"].removesuffix(sides) if minutes else "") * 60 == pytest.approx(abs(minutes))


def test_the_span_above_half_the_peak_has_a_beginning_and_an_end(published):
    words = describe(published, "mechanism")
    assert "above half its peak from 22:10 to 00:01, 1 h 51 min in all" in words
    assert "from 21:46 to 14:42 (15 h 42 min after bedtime), 16 h 55 min in all" in words


def test_a_curve_with_two_humps_has_two_spans(solve):
    words = describe_all(solve(x="melatonin 1 mg 3 h before bed; melatonin 1 mg 4 h after bed"))
    assert words.count(" to ") == 2
    assert re.search(r"from 20:10 to 22:01 and from 03:\d\d to 05:01, 3 h \d\d min in all", words)


def test_words_are_the_same_every_time(published, solve):
    assert describe_all(published) == describe_all(published)
    text = {"x": "melatonin 1 mg 60 min before bed"}
    assert describe_all(solve(text)) == describe_all(solve(text))


def test_there_is_a_paragraph_for_each_schedule(published):
    paragraphs = describe_all(published).split("\n\n")
    assert [paragraph.split(":")[0] for paragraph in paragraphs] == list(published.schedules)
    assert paragraphs == [describe(published, name) for name in published.schedules]


def test_what_is_assumed_is_said(published):
    assert describe(published, "trial-2024").count("Assumed: time") == 2
    assert "Assumed: time and form." in describe(published, "trial-2024")
    assert "Assumed: amount and form." in describe(published, "extended-release")
    assert "neither elemental nor salt; taken as the salt" in describe(published, "duo")
    assert "zinc, which is not modelled" in describe(published, "care-home-trial")


def test_nothing_is_assumed_of_ones_own_doses(solve):
    words = describe_all(solve(x="melatonin 1 mg 60 min before bed; magnesium 300 mg elemental at 21:00"))
    assert "Assumed" not in words
    assert "flip-flop" not in words


def test_flip_flop_says_what_one_would_see(published):
    words = describe(published, "extended-release")
    assert "(flip-flop)" in words
    assert "half-life of 2 h 30 min, that of absorption, not with the elimination half-life of 35 min" in words
    assert "flip-flop" not in describe(published, "mechanism")


@pytest.mark.parametrize(
    ("time_h", "words"),
    [(0, "at bedtime"), (0.004, "at bedtime"), (-0.25, "15 min before bedtime"), (1.5, "1 h 30 min after bedtime")],
)
def test_a_time_is_said_from_bedtime_to_the_minute(time_h, words):
    assert from_bedtime(time_h) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [(878.93, "879"), (1757.9, "1,760"), (0.0443094, "0.0443"), (0.02497, "0.0250"), (1, "1.00"), (0, "0")],
)
def test_a_concentration_has_three_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize("value", [123456.7, 8789.3, 99.95, 3.14159, 0.5, 0.0123456, 9.87654e-4, 1.23456e-9])
def test_a_concentration_reads_back_within_rounding(value):
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=5.001e-3)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1, "100 %"),
        (0.9961, "99.6 %"),
        (0.99951, "100 %"),
        (0.87, "87 %"),
        (0.081, "8.1 %"),
        (0.00026, "0.026 %"),
        (1e-5, "under 0.01 %"),
        (0, "under 0.01 %"),
    ],
)
def test_a_share_is_a_percentage(share, text):
    assert percent(share) == text


def test_the_words_follow_the_night(solve):
    words = describe_all(solve({"x": "melatonin 1 mg 60 min before bed"}, Night("09:00", "17:00")))
    assert "peaks at 08:45, 15 min before bedtime" in words
    assert "on waking at 17:00" in words


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0995, "10 %"),
        (0.09949, "9.9 %"),
        (0.99499, "99 %"),
        (0.995, "99.5 %"),
        (0.9994, "99.9 %"),
        (1.0, "100 %"),
        (2.5, "250 %"),
        (1.01e-4, "0.01 %"),
        (9.9e-5, "under 0.01 %"),
    ],
)
def test_a_share_near_a_change_of_digits(share, text):
    assert percent(share) == text


@pytest.mark.parametrize("share", [2e-4, 0.0034567, 0.0123, 0.0949, 0.1049, 0.5, 0.987, 0.9951, 0.9993])
def test_a_share_reads_back_within_two_digits(share):
    assert float(percent(share).removesuffix(" %")) / 100 == pytest.approx(share, rel=0.051)


@pytest.mark.parametrize(
    ("value", "text"),
    [(9.9951e-4, "0.00100"), (9.994e-4, "9.99e-04"), (999.6, "1,000"), (0.85, "0.850"), (float("inf"), "inf")],
)
def test_a_concentration_near_a_change_of_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("time_h", "text"),
    [(0, "0 min"), (-0.008, "0 min"), (-1.5, "−1 h 30 min"), (0.25, "+15 min"), (24.5, "+24 h 30 min")],
)
def test_a_time_has_a_sign(time_h, text):
    assert signed(time_h) == text


def test_a_level_is_in_the_display_unit(solve):
    simulation = solve(x="melatonin 1 mg at 22:00; magnesium 300 mg elemental at 21:00")
    melatonin, magnesium = (simulation.regimens["x", name] for name in ("melatonin", "magnesium"))
    # 1 mg/L is a million pg/mL, and 1000/24.305 mmol per 1000 L.
    assert level(melatonin, 1e-3) == "1,000 pg/mL"
    assert level(magnesium, 24.305) == "1.00 mmol/L"


@pytest.mark.parametrize(
    ("night", "endogenous", "told"),
    [
        (Night(), True, "drawn for a habitual bedtime of 23:00, assumed to be tonight's."),
        (Night("09:00", "17:00"), True, "drawn for a habitual bedtime of 09:00, assumed to be tonight's."),
        (Night("09:00", "17:00", habitual_bedtime="23:00"), True, "drawn for a habitual bedtime of 23:00. "),
        (Night(), Endogenous(habitual_bedtime="05:00"), "drawn for a habitual bedtime of 05:00. "),
        (Night(nights=3), True, "drawn for a habitual bedtime of 23:00, assumed to be that of these nights."),
        (Night(), "sleep-quality-article", "drawn for a habitual bedtime of 23:00, assumed to be tonight's."),
        (Night(), "mechanism-article", "drawn with its peak at 21:00, whatever the habitual bedtime."),
    ],
)
def test_whose_body_clock_is_drawn_is_always_said(solve, night, endogenous, told):
    words = describe_all(solve(night=night, endogenous=endogenous, x="melatonin 1 mg at bedtime"))
    assert words.count("The body's own is drawn") == 1
    assert f"The body's own is {told}" in words
    assert "habitual" not in describe_all(solve(night=night, x="melatonin 1 mg at bedtime"))
    assert "habitual" not in describe_all(solve(endogenous=True, x="magnesium 100 mg elemental at bedtime"))


@pytest.mark.parametrize("habitual", [None, "22:45"])
@pytest.mark.parametrize("tz", [None, "Europe/Berlin", "Asia/Tokyo"])
def test_the_clock_of_a_diary_is_that_of_its_nights(tz, habitual):
    diary = load_diary(CONFIGS / "diary.csv", tz=tz, habitual_bedtime=habitual)
    words = describe_all(simulate(diary, endogenous=True, step_min=60))
    # Wakings of the file: 06:30 but for two. In Berlin clocks go back before the last night: 06:30 is 05:30 by them.
    bedtimes = "21:30 to 22:30" if tz == "Europe/Berlin" else "22:30"
    of_nights = (
        f"The body's own is drawn for a habitual bedtime of {bedtimes}, from the waking times of up to 7 nights "
        "before. For each night it is their median, minus 8 hours; for the first, which has none before it, its own."
    )
    given = "The body's own is drawn for a habitual bedtime of 22:45."
    assert (of_nights in words, given in words) == (habitual is None, habitual is not None)
    assert "shift weeks" not in words
    told = "Clocks change in these nights; the body's own follows within days, but is drawn as if it did not."
    assert words.count(told) == (tz == "Europe/Berlin" and habitual is not None)
    by_the_clock = describe_all(simulate(diary, endogenous="mechanism-article", step_min=60))
    assert by_the_clock.count(told) == (tz == "Europe/Berlin")


def test_shift_weeks_of_a_diary_are_said(tmp_path):
    path = tmp_path / "diary.csv"
    days = "".join(f"2026-03-{day},23:00,07:00,melatonin 1 mg at bedtime\n" for day in (10, 11, 12))
    nights = "".join(f"2026-03-{day},08:00,15:00,melatonin 1 mg at bedtime\n" for day in (13, 14, 15, 16, 17))
    path.write_text(f"night,bedtime,wake,dose\n{days}{nights}", encoding="utf-8")
    words = describe_all(simulate(load_diary(path), endogenous=True, step_min=60))
    assert "for a habitual bedtime of 23:00 to 07:00, from the waking times of up to 7 nights before." in words
    assert "Waking times here are of more than one regime, such as shift weeks: the clock goes over to" in words
    given = load_diary(path, habitual_bedtime="23:00")
    assert "shift weeks" not in describe_all(simulate(given, endogenous=True, step_min=60))


def test_many_times_as_much_is_rounded_too():
    assert percent(431.64) in {"43,000 %", "43,200 %"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("magnesium 200 mg elemental 23 min before bed; magnesium 200 mg elemental at 22:38", True),
        ("magnesium 200 mg elemental 23 min before bed; magnesium 200 mg elemental at 22:37", False),
        ("magnesium 200 mg elemental 60 min before bed; magnesium 200 mg elemental 30 min before bed", False),
        ("magnesium 200 mg elemental 60 min before bed; magnesium 200 mg elemental 31 min before bed", True),
        ("melatonin 1 mg 23 min before bed; melatonin 1 mg at 22:38", False),
    ],
)
def test_doses_shortly_after_one_another_are_said_to_be_absorbed_as_if_alone(solve, text, told):
    assert ("as if each were taken alone" in describe_all(solve(mine=text))) == told
