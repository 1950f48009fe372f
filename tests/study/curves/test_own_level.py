"""Doses and the body's own in a simulation, against the cosine and Bateman curves written down again."""

import numpy as np
import pandas as pd
import pytest
from superposition import MMOL_PER_L, PG_PER_ML, Sum, absorbed

from pksim import Endogenous, InputError, Light, Night, Schedule, load_diary, load_schedules, metrics, simulate

MELATONIN = Schedule.parse("mine", "melatonin 0.1 mg 60 min before bed")
BOTH = Schedule.parse("both", "melatonin 0.3 mg 60 min before bed; magnesium glycinate 300 mg elemental at 21:00")


def cosine(t, peak, amplitude=50.0):
    """Facts.md, section 4: b = 2 pg/mL, W = 11 h, no skew."""
    x, c = np.cos(2 * np.pi * (t - peak) / 24), np.cos(np.pi * 11 / 24)
    return 2 + amplitude / (2 * (1 - c)) * (x - c + np.abs(x - c))


def own(endogenous, night=None, **options):
    simulation = simulate(MELATONIN, night, endogenous=endogenous, step_min=5, **options)
    return simulation.times_h, simulation.endogenous_level("melatonin")


def test_the_frame_has_the_bodys_own_and_the_total():
    simulation = simulate([BOTH, BOTH.shift(-1, name="early")], endogenous=True, step_min=10)
    frame = simulation.to_frame()
    columns = ["schedule", "compound", "time_h", "clock", "concentration", "endogenous", "total", "unit"]
    assert list(frame) == columns
    for (schedule, compound), curve in simulation.concentrations.items():
        rows = frame[(frame["schedule"] == schedule) & (frame["compound"] == compound)]
        want = cosine(simulation.times_h, 3.0) if compound == "melatonin" else np.full(len(curve), 0.85)
        np.testing.assert_allclose(rows["endogenous"], want, rtol=1e-12)
        assert rows["concentration"].tolist() == curve.tolist()
        np.testing.assert_allclose(rows["total"], curve + want, rtol=1e-12)
        np.testing.assert_allclose(simulation.total(schedule, compound), curve + want, rtol=1e-12)


def test_without_it_there_is_none_of_it():
    simulation = simulate(BOTH, step_min=10)
    assert list(simulation.to_frame()) == ["schedule", "compound", "time_h", "clock", "concentration", "unit"]
    assert (simulation.endogenous, dict(simulation.own)) == (None, {})
    assert (simulation.endogenous_level("melatonin") == 0).all()
    assert not any("total" in column for column in metrics(simulation))


def test_what_the_doses_add_does_not_change():
    plain, with_own = (simulate(BOTH, endogenous=endogenous, step_min=10) for endogenous in (False, True))
    for curve, levels in plain.concentrations.items():
        assert with_own.concentrations[curve].tolist() == levels.tolist()
    assert metrics(with_own)[list(metrics(plain))].equals(metrics(plain))


@pytest.mark.parametrize(
    ("preset", "night", "peak"),
    [
        (True, Night(), 3),
        ("literature", Night(), 3),
        ("literature", Night("09:00", "17:00"), 3),
        ("mechanism-article", Night(), -2),
        ("mechanism-article", Night("21:30", "06:00"), -0.5),
        ("mechanism-article", Night("00:30", "08:00"), -3.5),
        ("mechanism-article", Night("09:00", "17:00"), -12),
        ("sleep-quality-article", Night(), -2),
        ("sleep-quality-article", Night("21:30", "06:00"), -2),
    ],
)
def test_presets_peak_when_the_facts_say(preset, night, peak):
    times, level = own(preset, night)
    np.testing.assert_allclose(level, cosine(times, peak), rtol=1e-11)


def test_the_articles_surge_peaks_at_nine():
    simulation = simulate(MELATONIN, endogenous="mechanism-article", step_min=1)
    top = simulation.endogenous_level("melatonin").argmax()
    assert simulation.to_frame()["clock"].iloc[top] == "21:00"


@pytest.mark.parametrize(
    ("night", "habitual", "peak"),
    [
        (Night("01:00", "09:00"), "23:00", 1),
        (Night("21:00", "05:00"), "23:00", 5),
        (Night("00:30", "08:00"), "23:30", 2),
        (Night("23:30", "08:00"), "00:30", 4),
        (Night("09:00", "17:00"), "23:00", -7),
        (Night("23:00", "07:00"), "11:00", -9),
    ],
)
def test_the_body_clock_follows_the_habitual_bedtime(night, habitual, peak):
    times, level = own(Endogenous(habitual_bedtime=habitual), night)
    np.testing.assert_allclose(level, cosine(times, peak), rtol=1e-11)
    times, level = own(Endogenous("sleep-quality-article", habitual_bedtime=habitual), night)
    np.testing.assert_allclose(level, cosine(times, peak - 5), rtol=1e-11)
    # A peak on the clock does not ask for bedtimes.
    one, other = (own(Endogenous("mechanism-article", bedtime), night)[1] for bedtime in (None, habitual))
    assert one.tolist() == other.tolist()


def test_the_night_owns_the_body_clock():
    times, level = own(True, Night("09:00", "17:00", habitual_bedtime="23:00"))
    np.testing.assert_allclose(level, cosine(times, -7), rtol=1e-11)
    _, same = own(Endogenous(habitual_bedtime="23:00"), Night("09:00", "17:00", habitual_bedtime="23:00"))
    assert same.tolist() == level.tolist()
    rule = "habitual_bedtime is 23:00 for the night and 22:00 for the body's own; give it once"
    with pytest.raises(InputError, match=rule):
        own(Endogenous(habitual_bedtime="22:00"), Night(habitual_bedtime="23:00"))


def test_tonights_bedtime_does_not_move_a_habitual_clock():
    """One who is used to 23:00 peaks at 02:00 of the clock, whenever one goes to bed tonight."""
    for bedtime in ("21:00", "23:00", "02:00", "05:00", "09:00"):
        simulation = simulate(MELATONIN, Night(bedtime, "19:00", 24, habitual_bedtime="23:00"), endogenous=True)
        frame = simulation.to_frame()
        assert frame["clock"].iloc[frame["endogenous"].argmax()] == "02:00"


@pytest.mark.parametrize("amplitude", [0, 10, 200.0])
def test_the_height_differs_between_people(amplitude):
    times, level = own(Endogenous(amplitude=amplitude))
    np.testing.assert_allclose(level, cosine(times, 3, amplitude), rtol=1e-11)


def test_every_night_has_its_peak():
    times, level = own(True, nights=3)
    np.testing.assert_allclose(level, cosine(times, 3), rtol=1e-11)
    tops = times[1:-1][(level[1:-1] > level[:-2]) & (level[1:-1] >= level[2:])]
    assert tops == pytest.approx([3, 27, 51], abs=5 / 60)


@pytest.mark.parametrize("before_h", [0, 1, 4, 12])
def test_light_before_the_hours_drawn_counts_as_it_does_in_them(before_h):
    """By hand: 1000 lx, half-suppressed at 100, from 20:00 to 21:50, every evening; 70 min later it is bedtime."""
    ke, literature = np.log(2) / (45 / 60), {"parameters": "literature", "step_min": 60}
    light = Endogenous(light=Light("20:00", "21:50", lux=1000))
    table = metrics(simulate(MELATONIN, Night(before_h=before_h), endogenous=light, **literature))
    dark = metrics(simulate(MELATONIN, endogenous=True, **literature))["at_bedtime_total"] - table["at_bedtime"]
    evening = 1000 / 1100 * -np.expm1(-ke * 110 / 60) * np.exp(-ke * 70 / 60)
    share = 1 - evening * sum(np.exp(-ke * 24 * nights) for nights in range(4))
    own = table["at_bedtime_total"] - table["at_bedtime"]
    assert own.iloc[0] == pytest.approx(dark.iloc[0] * share, rel=1e-11)
    assert own.iloc[0] == pytest.approx(26.28, abs=0.005)


def test_light_before_the_first_night_of_a_diary_counts(tmp_path):
    path = tmp_path / "diary.csv"
    path.write_text("night,bedtime,wake,dose\n2026-03-02,23:00,07:00,melatonin 1 mg at 23:00\n", encoding="utf-8")
    light = Endogenous(light=Light("20:00", "21:50", lux=1000))
    found = simulate(load_diary(path), endogenous=light, parameters="literature", step_min=60)
    assert found.endogenous_level("melatonin")[found.times_h == 0] == pytest.approx(26.28, abs=0.005)


@pytest.mark.parametrize("parameters", ["article", "literature"])
def test_light_takes_its_share_every_evening(parameters):
    light = Endogenous(light=Light("21:00", "23:30", lux=300))
    times, level = own(light, Night(before_h=4), nights=3, parameters=parameters)
    ke = np.log(2) / {"article": 35 / 60, "literature": 45 / 60}[parameters]
    suppression = np.zeros_like(times)
    for evening in (-50.0, -26.0, -2.0, 22.0, 46.0):
        lit, dark = (times >= evening) & (times <= evening + 2.5), times > evening + 2.5
        suppression[lit] += 0.75 * -np.expm1(-ke * (times[lit] - evening))
        suppression[dark] += 0.75 * -np.expm1(-ke * 2.5) * np.exp(-ke * (times[dark] - evening - 2.5))
    np.testing.assert_allclose(level, cosine(times, 3) * (1 - suppression), rtol=1e-11)


def test_a_hundred_lux_halve_it_in_the_end_and_none_do_nothing():
    times, dim = own(Endogenous(light=Light("19:00", "07:00", lux=100)))
    assert dim[-1] / cosine(8.0, 3) == pytest.approx(0.5, rel=1e-5)
    _, dark = own(Endogenous(light=Light("19:00", "07:00", lux=0)))
    np.testing.assert_allclose(dark, cosine(times, 3), rtol=1e-12)


def test_magnesium_has_its_baseline_whatever_the_preset_light_or_amplitude():
    chosen = Endogenous("mechanism-article", "21:00", amplitude=80.0, light=Light("20:00", "22:00", lux=500))
    simulation = simulate(BOTH, endogenous=chosen, nights=2, step_min=30)
    assert simulation.endogenous_level("magnesium") == pytest.approx(0.85, rel=1e-14)
    assert simulation.own["magnesium"].is_constant


def test_a_compound_that_the_body_does_not_have_stays_as_it_is(caffeine):
    schedule = Schedule.parse("x", "caffeine 100 mg at 15:00", compounds=[caffeine])
    simulation = simulate(schedule, endogenous=True, compounds=[caffeine], step_min=30)
    assert (simulation.endogenous_level("caffeine") == 0).all()
    assert simulation.to_frame()["total"].tolist() == simulation.to_frame()["concentration"].tolist()
    (row,) = metrics(simulation).to_dict("records")
    assert (row["cmax_total"], row["cmax_total_ratio"]) == (pytest.approx(row["cmax"], rel=1e-12), np.inf)
    assert row["auc_total"] == pytest.approx(row["auc"], rel=1e-12)


class Brute:
    """Doses and own of one compound on a fine grid around what matters."""

    def __init__(self, doses, level, first, last):
        self.curve = lambda t: doses(t) + level(t)
        grid = np.linspace(first, last, 400_001)
        top = grid[self.curve(grid).argmax()]
        fine = np.clip(np.linspace(top - 1e-4, top + 1e-4, 20_001), first, last)
        self.time, self.height = fine[self.curve(fine).argmax()], self.curve(fine).max()
        self.own_height = level(grid).max()

    def area(self, first, last, corners):
        nodes, weights = np.polynomial.legendre.leggauss(80)
        edges = np.unique([*(each for each in corners if first < each < last), *np.linspace(first, last, 13)])
        half = np.diff(edges)[:, np.newaxis] / 2
        return float((half * weights * self.curve(edges[:-1, np.newaxis] + half * (nodes + 1))).sum())


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize(
    ("mg", "before", "night"),
    [(0.1, 1, Night()), (0.01, 3, Night()), (0.05, -6, Night()), (1, 6, Night(before_h=2)), (0.2, -7.5, Night())],
)
def test_totals_of_melatonin_are_those_of_a_fine_grid(mg, before, night, parameters):
    when = f"{60 * abs(before):g} min {'before' if before > 0 else 'after'} bed"
    schedule = Schedule.parse("x", f"melatonin {mg} mg {when}")
    (row,) = metrics(simulate(schedule, night, endogenous=True, parameters=parameters, step_min=30)).to_dict("records")
    doses = Sum("melatonin", parameters, [(-before, 0.15 * mg, None)], PG_PER_ML)
    tmax = {"article": 45 / 60, "literature": 50 / 60}[parameters]
    brute = Brute(doses, lambda t: cosine(t, 3), min(-night.before_h, -before), max(8, -before + tmax))
    assert row["cmax_total"] == pytest.approx(brute.height, rel=1e-9)
    assert row["peak_total_time_h"] == pytest.approx(brute.time, abs=1e-4)
    minutes = round(23 * 60 + 60 * brute.time) % 1440
    assert row["peak_total_clock"] == f"{minutes // 60:02d}:{minutes % 60:02d}"
    assert row["cmax_total_ratio"] == pytest.approx(brute.height / brute.own_height, rel=1e-9)
    assert row["at_bedtime_total"] == pytest.approx(brute.curve(0.0), rel=1e-11)
    assert row["at_wake_total"] == pytest.approx(brute.curve(8.0), rel=1e-11)
    assert row["auc_total"] == pytest.approx(brute.area(-night.before_h, 8, (-2.5, -before)), rel=1e-10)


def test_totals_of_magnesium_stand_on_its_baseline():
    (row,) = metrics(simulate(BOTH, endogenous=True)).xs("magnesium", level="compound").to_dict("records")
    doses = Sum("magnesium", "article", [(-2, absorbed(300) * 300, None)], MMOL_PER_L)
    time, height = doses.peak()
    assert row["cmax_total"] == pytest.approx(height + 0.85, rel=1e-11)
    assert row["cmax_total"] == pytest.approx(0.85 + 0.0443, abs=5e-5)
    assert row["peak_total_time_h"] == pytest.approx(time, abs=1e-6)
    assert row["cmax_total_ratio"] == pytest.approx(1.052, abs=5e-4)
    assert row["auc_total"] == pytest.approx(12 * 0.85 + doses.area(-4, 8), rel=1e-11)


def test_metrics_do_not_depend_on_the_step():
    schedules = [*load_schedules().values(), BOTH.nightly(3, skip=[2], name="nightly")]
    chosen = Endogenous(light=Light("21:00", "23:00", lux=50))
    tables = [metrics(simulate(schedules, nights=3, endogenous=chosen, step_min=step)) for step in (1, 7, 30)]
    assert not tables[0].isna().any(axis=None)
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0], rtol=0, atol=0)


@pytest.mark.parametrize(
    ("endogenous", "rule"),
    [
        ("litrature", "endogenous: there is no preset 'litrature'; did you mean 'literature'"),
        (Endogenous("duo-article"), "there is no preset 'duo-article'"),
        (5, "endogenous is 5; it must be True, False, the name of a preset, or an Endogenous"),
        (1, "endogenous is 1; it must be"),
    ],
)
def test_a_preset_that_there_is_not_is_refused(endogenous, rule):
    with pytest.raises(InputError, match=rule):
        simulate(MELATONIN, endogenous=endogenous)


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: Light("21:00", "23:00", lux=-1), r"Light: lux is -1; it must be 0 or more"),
        (lambda: Light("21:00", "23:00", lux=float("nan")), "Light: lux is nan"),
        (lambda: Light("21:00", "23:00", lux=float("inf")), "Light: lux is inf"),
        (lambda: Light("21:00", "23:00", lux="100"), "Light: lux is '100'"),
        (lambda: Light("21:00", "23:00", lux=True), "Light: lux is True"),
        (lambda: Light("21:00", "21:00", lux=10), "Light: start and end are both 21:00; it must last"),
        (lambda: Light("21", "22:00", lux=10), "Light: start is '21'"),
        (lambda: Light("21:00", "25:00", lux=10), "Light: end is '25:00'"),
        (lambda: Endogenous(amplitude=-1), "Endogenous: amplitude is -1; it must be 0 or more"),
        (lambda: Endogenous(amplitude=float("nan")), "Endogenous: amplitude is nan"),
        (lambda: Endogenous(habitual_bedtime="13 pm"), "Endogenous: habitual_bedtime is '13 pm'"),
        (lambda: Endogenous(light=200), "Endogenous: light is 200; it must be a Light, such as"),
    ],
)
def test_wrong_numbers_are_refused(make, rule):
    with pytest.raises(InputError, match=rule):
        make()


@pytest.mark.parametrize(
    ("start", "end", "hours"), [("21:00", "23:30", 2.5), ("23:00", "01:00", 2), ("01:00", "00:00", 23)]
)
def test_light_may_last_past_midnight(start, end, hours):
    assert Light(start, end, 10).duration_h == pytest.approx(hours)


@pytest.mark.parametrize("nights", [0, -1, 1.5, "3", True, 3661])
def test_a_number_of_nights_is_whole_and_from_1(nights):
    with pytest.raises(InputError, match=f"nights is {nights!r}; it must be a whole number from 1 to 3660"):
        simulate(MELATONIN, nights=nights)


def test_more_nights_only_lengthen_the_window():
    one, three = (simulate(MELATONIN, nights=nights, step_min=10) for nights in (None, 3))
    assert (three.times_h[-1], len(three.times_h)) == (56, 6 * 60 + 1)
    short, long = (next(iter(each.concentrations.values())) for each in (one, three))
    np.testing.assert_allclose(long[: len(short)], short, rtol=1e-14)
    kept = simulate(MELATONIN, Night(nights=2), step_min=10)
    assert kept.times_h[-1] == 32
