"""Nights at their edges: clock changes, long gaps, evenings beyond the night, contradictions in a file."""

import numpy as np
import pytest

from pksim import (
    Endogenous,
    Input,
    InputError,
    Light,
    Night,
    OneCompartment,
    Schedule,
    load_diary,
    load_study,
    metrics,
    nightly_metrics,
    simulate,
)
from pksim.kinetics import features
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.pieces import Pieces
from pksim.kinetics.total import Total

PLAIN = Schedule.parse("x", "melatonin 1 mg at 22:00")


def diary(tmp_path, rows, tz=None):
    path = tmp_path / "diary.csv"
    path.write_text("night,bedtime,wake,dose\n" + rows, encoding="utf-8")
    return load_diary(path, tz=tz)


def study(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return load_study(path)


@pytest.mark.parametrize("tz", [None, "Europe/Berlin"])
def test_a_window_of_clock_times_in_a_diary_is_no_offset(tmp_path, tz):
    (dose,) = diary(tmp_path, "2026-01-10,23:00,07:00,melatonin 1 mg at 22:00-23:00\n", tz).schedule.doses
    assert (dose.time_h, dose.window_h) == (-0.5, (-0.5, 0.5))


def test_an_offset_needs_a_time_zone(tmp_path):
    with pytest.raises(InputError):
        diary(tmp_path, "2026-01-10,23:00+05:00,07:00,melatonin 1 mg at 22:00\n")


@pytest.mark.parametrize("spelling", ["At 02:30+02:00", "at  02:30+02:00"])
def test_an_offset_is_read_however_the_dose_is_spelt(tmp_path, spelling):
    (dose,) = diary(tmp_path, f"2026-10-24,23:00,07:00,melatonin 1 mg {spelling}\n", "Europe/Berlin").schedule.doses
    assert dose.time_h == 3.5


def test_light_in_a_diary_is_at_its_clock_time_when_clocks_have_changed(tmp_path):
    rows = "".join(f"2026-03-{day},23:00,07:00,melatonin 1 mg at 22:00\n" for day in (27, 28, 29))
    read = diary(tmp_path, rows, "Europe/Berlin")
    own = simulate(read, endogenous=Endogenous(light=Light("21:00", "23:00", 100)), step_min=60).own["melatonin"]
    starts = [light.start_h for light in own.suppressions]
    assert {read.nights.clock(start) for start in starts} == {"21:00"}
    # 21:00 of the third evening is an hour earlier, in hours that passed
    assert {-26.0, -2.0, 22.0, 45.0} <= set(starts)


@pytest.mark.parametrize("night", [Night(after_wake_h=24), Night(before_h=24)])
def test_every_evening_of_the_window_has_its_light(night):
    lit, dark = (
        simulate(PLAIN, night, endogenous=endogenous)
        for endogenous in (Endogenous(light=Light("21:00", "23:00", 100)), True)
    )
    share = 1 - lit.endogenous_level("melatonin") / dark.endogenous_level("melatonin")
    at_bed = np.isin(lit.times_h, [-24.0, 0.0, 24.0])
    assert share[at_bed] == pytest.approx([0.5 * (1 - 2 ** (-120 / 35))] * 2, abs=1e-6)


def test_the_first_of_equal_nights_has_the_peak_of_the_total_too():
    (row,) = metrics(simulate(PLAIN.nightly(90), nights=90, endogenous=True, step_min=60)).to_dict("records")
    assert row["peak_total_time_h"] == pytest.approx(row["peak_time_h"], abs=0.1)


@pytest.mark.parametrize("night", [np.int64(3), np.int32(3)])
def test_a_night_to_skip_may_be_a_numpy_integer(night):
    assert [dose.night for dose in PLAIN.nightly(5, skip=night).doses] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    "doses",
    [
        '[{ text = "melatonin 1 mg at 22:00", nights = "5" }]',
        '["melatonin 1 mg at 22:00 on night 9"]',
        '[{ text = "melatonin 1 mg at 22:00 on night 3", nights = "1-2" }]',
    ],
)
def test_a_dose_of_a_study_is_in_one_of_its_nights(tmp_path, doses):
    with pytest.raises(InputError):
        study(tmp_path, f'nights = 3\n[[schedule]]\nname = "x"\ndoses = {doses}')


def test_nothing_is_taken_in_a_night_that_is_skipped(tmp_path):
    doses = '["melatonin 1 mg at 22:00 on night 3", "melatonin 1 mg at 23:00"]'
    read = study(tmp_path, f'nights = 3\n[[schedule]]\nname = "x"\nskip = 3\ndoses = {doses}')
    assert {dose.night for dose in read.schedules["x"].doses} == {1, 2}


def test_everything_is_late_in_a_night_that_is_late(tmp_path):
    read = study(
        tmp_path,
        'nights = 3\n[[schedule]]\nname = "x"\nlate = { 3 = "1 h" }\ndoses = ["melatonin 1 mg at bedtime on night 3"]',
    )
    assert read.schedules["x"].doses[0].time_h == 1


def test_true_is_no_number_of_nights(tmp_path):
    for text in (
        "nights = true",
        'nights = 3\n[[schedule]]\nname = "x"\nskip = true\ndoses = ["melatonin 1 mg at bed"]',
    ):
        with pytest.raises(InputError):
            study(tmp_path, text)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: Schedule.parse("x", "melatonin 1 mg at bedtime on night " + "9" * 5000),
        lambda path: study(
            path, f'nights = 3\n[[schedule]]\nname = "x"\nskip = "{"9" * 5000}"\ndoses = ["melatonin 1 mg at bedtime"]'
        ),
        lambda path: PLAIN.nightly(5, late=[3]),
        lambda path: PLAIN.nightly([[1]]),
        lambda path: simulate(PLAIN, endogenous=Endogenous([])),
        lambda path: diary(path, "9999-12-31,23:00,07:00,melatonin 1 mg at 22:00\n"),
        lambda path: diary(path, "0001-01-01,23:00,07:00,melatonin 1 mg 30 h before bed\n"),
        lambda path: diary(path, "2026-01-10,23:00,07:00," + "x" * 200_000 + "\n"),
    ],
)
def test_wrong_input_is_an_input_error(tmp_path, make):
    with pytest.raises(InputError):
        make(tmp_path)


def test_a_diary_too_long_names_its_file(tmp_path):
    with pytest.raises(InputError, match=r"diary\.csv"):
        diary(
            tmp_path, "2010-01-10,23:00,07:00,melatonin 1 mg at 22:00\n2026-01-10,23:00,07:00,melatonin 1 mg at 22:00\n"
        )


def test_commas_at_the_end_of_a_line_are_no_cells(tmp_path):
    assert diary(tmp_path, "2026-01-10,23:00,07:00,melatonin 1 mg at 22:00,,\n").schedule.doses


def test_a_day_that_a_zone_leaves_out_is_not_suggested_as_itself(tmp_path):
    with pytest.raises(InputError) as caught:
        diary(tmp_path, "2011-12-29,23:00,07:00,melatonin 1 mg at 22:30\n", "Pacific/Apia")
    assert "Is it 07:00 or 07:00?" not in str(caught.value)


LONG_GAP = "melatonin 5 mg at 22:00 on night 1; melatonin 1 mg at 22:00 on night {}"


@pytest.mark.parametrize("night", [26, 40, 90])
def test_a_peak_before_weeks_without_a_dose_is_found(night):
    """The slope at the end of the gap is less than the smallest float, 0, and so has no sign."""
    simulation = simulate(Schedule.parse("x", LONG_GAP.format(night)), nights=night, step_min=60)
    (row,) = metrics(simulation).to_dict("records")
    assert (row["cmax"], row["peak_time_h"]) == pytest.approx((5 * 878.9307385796, -0.25), rel=1e-9)
    assert row["hours_above_half_peak"] == pytest.approx(1.842284, abs=1e-6)
    assert nightly_metrics(simulation)["peak"].iloc[0] == pytest.approx(row["cmax"], rel=1e-12)


def test_curves_of_doses_long_ago_keep_their_peak_and_their_spans():
    model = OneCompartment.from_tmax(0.75, 35 / 60, 70.0, 0.15)
    alone = Pieces.of(model.system([Input(amount_mg=1, time_h=-1.0)]))
    later = Pieces.of(model.system([Input(amount_mg=1, time_h=-1.0), Input(amount_mg=0.1, time_h=1000.0)]))
    assert [float(each) for each in features.peak(later)] == pytest.approx(
        [float(each) for each in features.peak(alone)]
    )
    (span,), (expected,) = (features.spans_above(each, 2e-4) for each in (later, alone))
    assert span == pytest.approx(expected)
    assert Total(BodysOwn(0.0), later).peak(-4, 20) == pytest.approx(Total(BodysOwn(0.0), alone).peak(-4, 20))
