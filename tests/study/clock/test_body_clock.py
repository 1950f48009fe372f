"""The walk of the body clock, step by step and against a trial."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pksim import InputError, Night, Schedule, Study, Trip, body_clock, load_diary, phase_response
from pksim.study.clock.walk import Day, walk

NIGHT = Night("23:00", "07:00")


def taken(text):
    return Schedule.parse("mine", text)


def test_a_trial_of_one_dose_is_met():
    """One 5 mg 5.75 h before bed moved 36 people by 0.62 h in dim light (doi:10.5665/sleep.3110)."""
    (row,) = body_clock(taken("melatonin 5 mg 345 min before bed"), NIGHT, nights=1).to_frame().to_dict("records")
    assert row["shift_h"] == pytest.approx(0.62, abs=0.15)
    assert row["low"] > 0
    assert row["share_earlier"] > 0.95


def test_half_an_hour_before_bed_nothing_can_be_told_from_zero():
    clock = body_clock(taken("melatonin 3 mg 30 min before bed"), NIGHT)
    low, high = np.quantile(clock.moved_h, [0.1, 0.9])
    assert low < -0.5
    assert high > 1
    assert clock.to_frame()["share_earlier"].between(0.55, 0.7).all()


def test_the_one_in_the_middle_walks_by_a_third_of_the_curve_and_the_curve_with_him():
    """Pills at 18:00; the onset is at 21:00 at first."""
    curve = phase_response("3 mg")
    onset, want = 21.0, []
    for _ in range(4):
        want.append(18.0 - onset)
        onset -= float(curve(18.0 - onset)) / 3
    table = body_clock(taken("melatonin 3 mg at 18:00"), NIGHT, nights=4).to_frame()
    assert table["hours_from_dlmo"].tolist() == pytest.approx(want)
    assert table["night"].tolist() == [1, 2, 3, 4]


def test_bands_are_those_of_a_monte_carlo_of_people():
    """Each has an onset about 21:00 and a scatter of their own, the same in all three nights."""
    rng, curve = np.random.default_rng(5), phase_response("0.5 mg")
    onset = 21 + rng.standard_normal(200_000)
    own = 0.89 * math.sqrt(1 + 5 / 34) * rng.standard_normal(200_000)
    moved = []
    for _ in range(3):
        moved.append((curve.shift(17.5 - onset) + own) / 3)
        onset = onset - moved[-1]
    table = body_clock(taken("melatonin 0.5 mg at 17:30"), NIGHT).to_frame()
    for i, each in enumerate(moved):
        row = table.iloc[i]
        assert row["shift_h"] == pytest.approx(each.mean(), abs=0.005)
        assert (row["low"], row["high"]) == pytest.approx(tuple(np.quantile(each, [0.1, 0.9])), abs=0.01)
        assert row["share_earlier"] == pytest.approx((each > 0).mean(), abs=0.01)


def test_a_measured_onset_takes_the_place_of_the_habitual_one():
    table = body_clock(taken("melatonin 3 mg at 18:00"), NIGHT, nights=1, dlmo="22:15").to_frame()
    assert table["dlmo_clock"].tolist() == ["22:15"]
    assert table["hours_from_dlmo"].tolist() == [-4.25]
    spread = table["high"][0] - table["low"][0]
    assert spread == pytest.approx(2 * 1.2816 * 0.75 * math.sqrt(1 + 5 / 27) / 3, rel=0.01)


def test_the_habitual_bedtime_counts_and_not_tonights():
    night = Night("01:00", "09:00", habitual_bedtime="23:00")
    assert body_clock(taken("melatonin 3 mg at 18:00"), night, nights=1).to_frame()["dlmo_clock"].tolist() == ["21:00"]


def test_days_without_a_dose_drift_later_in_dim_light():
    """Two of them, by 0.2 h each, between the first dose and the second."""
    two = taken("melatonin 3 mg at 18:00 on night 1; melatonin 3 mg at 18:00 on night 4")
    table = body_clock(two, NIGHT, 4).to_frame()
    first = float(phase_response("3 mg")(-3)) / 3
    assert table["hours_from_dlmo"].tolist() == pytest.approx([-3, -3 + first - 0.4])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("melatonin 10 mg at 18:00", "melatonin 10 mg: the published curves speak of 2 to 5 mg and 0.3 to 1 mg"),
        ("melatonin 1.5 mg at 18:00", "nobody measured others; take one of these"),
        ("melatonin prolonged-release 2 mg at 18:00", "nobody measured how prolonged ones move the clock; take immed"),
        ("melatonin 3 mg at 18:00; melatonin 0.5 mg at 23:00", r"night 1 has 2 doses of melatonin; .* one a day"),
        ("magnesium glycinate 300 mg elemental at 21:00", "has no melatonin in these nights; only melatonin moves"),
    ],
)
def test_what_the_curves_do_not_speak_of_is_refused_with_the_reason(text, why):
    with pytest.raises(InputError, match=why):
        body_clock(taken(text), NIGHT)


def test_other_wrong_input_is_refused():
    good = taken("melatonin 3 mg at 18:00")
    with pytest.raises(InputError, match="dlmo is 'nine'; a clock time is HH:MM"):
        body_clock(good, NIGHT, dlmo="nine")
    with pytest.raises(InputError, match="nights is 0"):
        body_clock(good, NIGHT, nights=0)
    with pytest.raises(InputError, match="schedule is 'melatonin'; it must be a Schedule"):
        body_clock("melatonin", NIGHT)


def diary(tmp_path, *beds):
    rows = [f"2026-01-{10 + i},{bed},{wake},melatonin 3 mg at 18:00" for i, (bed, wake) in enumerate(beds)]
    (tmp_path / "diary.csv").write_text("night,bedtime,wake,dose\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return load_diary(tmp_path / "diary.csv")


def test_irregular_sleep_asks_for_an_onset(tmp_path):
    shifts = diary(tmp_path, *[("23:00", "07:00")] * 4, *[("09:00", "17:00")] * 4)
    with pytest.raises(InputError, match=r"more than one regime, .* give the onset .* with dlmo='21:00'"):
        body_clock(shifts)
    assert body_clock(shifts, dlmo="21:00").to_frame()["dlmo_clock"][0] == "21:00"


def test_towards_a_new_bedtime_a_clock_stops(tmp_path):
    """Bedtimes an hour earlier than what the first waking says: the clock moves by that hour and no farther."""
    early = diary(tmp_path, ("23:00", "07:00"), *[("22:00", "06:00")] * 14)
    clock = body_clock(early)
    assert clock.moved_h.mean() == pytest.approx(1.0, abs=0.15)
    assert clock.to_frame()["shift_h"].tail(2).abs().max() < 0.1


def test_a_trip_plan_moves_the_right_way():
    trip = Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00", nights_after=14)
    table = body_clock(trip).to_frame()
    assert (table["shift_h"] > 0).all()
    assert table["share_earlier"][0] > 0.95
    with pytest.raises(InputError, match="a trip has nights of its own; leave night out"):
        body_clock(trip, NIGHT)


@pytest.mark.parametrize("hours", [3, 6, 9])
def test_eastward_first_doses_lie_in_the_home_afternoon_or_evening_and_move_earlier(hours):
    trip = Trip("Etc/UTC", f"Etc/GMT-{hours}", "2026-04-10 09:00", f"2026-04-10 {11 + hours}:00")
    first = body_clock(trip).to_frame().iloc[0]
    assert trip.hours_east == hours
    assert "12:00" <= first["dose"][-5:] <= "23:00"
    assert first["shift_h"] > 0.4
    assert first["share_earlier"] > 0.9


@pytest.mark.parametrize("hours", [3, 6, 9])
def test_westward_first_doses_lie_after_the_home_waking_and_move_later(hours):
    trip = Trip("Etc/UTC", f"Etc/GMT+{hours}", "2026-04-10 12:00", "2026-04-10 13:00")
    first = body_clock(trip).to_frame().iloc[0]
    assert trip.hours_east == -hours
    assert "07:00" <= first["dose"][-5:] <= "12:00"
    assert first["shift_h"] < -0.3
    assert first["share_earlier"] < 0.1


def test_a_study_is_its_trip_or_its_one_schedule_with_melatonin():
    trip = Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00")
    assert body_clock(Study(trip=trip)).to_frame().equals(body_clock(trip).to_frame())
    one = Study(NIGHT, taken("melatonin 3 mg at 18:00"))
    assert body_clock(one).to_frame().equals(body_clock(taken("melatonin 3 mg at 18:00"), NIGHT).to_frame())
    with pytest.raises(
        InputError, match="one schedule with melatonin is asked about; here is 'mechanism', 'dream-team'"
    ):
        body_clock(Study(NIGHT))


@pytest.mark.parametrize("bedtime", ["22:10", "22:50", "23:00", "23:17", "00:20"])
def test_a_trip_that_changes_no_clock_needs_no_dose_and_has_a_table_all_the_same(bedtime):
    usual = Night(bedtime, "07:00")
    clock = body_clock(Trip("Europe/Berlin", "Europe/Paris", "2026-04-10 13:00", "2026-04-10 15:00", usual))
    assert abs(clock.moved_h).max() < 1e-6
    assert len(clock.to_frame()) == 0
    assert "share_earlier" in clock.to_frame()
    assert "no change of clocks" in clock.plot().alt_text


def test_doses_of_ones_own_may_be_asked_about_in_the_nights_of_a_diary(tmp_path):
    slept = tmp_path / "slept.csv"
    slept.write_text("night,bedtime,wake,dose\n2026-01-10,23:00,07:00,\n2026-01-11,23:30,07:30,\n", encoding="utf-8")
    table = body_clock(taken("melatonin 3 mg at 18:00"), load_diary(slept)).to_frame()
    assert table["dose"].tolist() == ["melatonin 3 mg at 18:00"] * 2
    assert table["hours_from_dlmo"][0] == pytest.approx(-3)


def test_nobody_walks_past_the_target():
    """London to Dubai, four hours east: rounding must not let a clock that has arrived go on."""
    trip = Trip("Etc/UTC", "Etc/GMT-4", "2026-04-10 09:00", "2026-04-10 20:00", nights_after=14)
    for dose in ("0.5 mg", "3 mg"):
        assert body_clock(dose, trip).moved_h.max() <= 4 + 1e-9


@pytest.mark.parametrize("wake", ["06:00", "07:00", "08:00"])
def test_nothing_carries_a_regular_sleeper_away(tmp_path, wake):
    """One dose, then two months with bedtimes ten minutes apart, short nights or long: no drift without an end."""
    rows = [f"{date(2026, 1, 1) + timedelta(days=i)},{('23:00', '22:50')[i % 2]},{wake}," for i in range(60)]
    rows[0] += "melatonin 3 mg at 18:00"
    path = tmp_path / "regular.csv"
    path.write_text("night,bedtime,wake,dose\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert abs(body_clock(load_diary(path)).moved_h).max() < 1.25


def test_a_plan_westward_does_not_do_worse_than_its_first_doses():
    trip = Trip("Europe/London", "America/Sao_Paulo", "2026-04-10 12:00", "2026-04-10 20:00")
    plan = body_clock(trip)
    for taken in range(len(plan.doses)):
        first = plan.doses[:taken]
        times = {place for place, _ in first}
        days = [replace(day, dose_h=day.dose_h if i in times else None) for i, day in enumerate(plan.days)]
        steps = walk(days, plan.start_h, onset_sd_h=1.0)
        assert plan.moved_h.mean() < sum(step.shift_h.mean() for step in steps) + 0.02


def test_a_target_that_rounding_alone_puts_elsewhere_is_reached():
    days = [Day(number, target_h=21.0 - 1e-12, drifts=True) for number in range(5)]
    steps = walk(days, 21.0, onset_sd_h=1.0)
    assert max(abs(step.shift_h).max() for step in steps) < 1e-9
