"""Sleepers with a level of their own: drawn as the library says, and summed as the textbook does."""

import csv
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from bodys_own import cosine, suppressed
from scipy import stats

import pksim as pk
from pksim.show.pages.files import write_population

MINE = pk.Schedule.parse("mine", "melatonin 0.3 mg 90 min before bed; magnesium 300 mg elemental 1 h before bed")
SHARES = [0.05, 0.25, 0.5, 0.75, 0.95]


@pytest.fixture(scope="module")
def population():
    return pk.simulate_population(MINE, subjects=1201, seed=3, step_min=7, endogenous=True)


def doses_of(people, times):
    """What 0.3 mg 90 min before bed adds (times, sleepers) [pg/mL], by the Bateman function."""
    ke = np.log(2) / people["melatonin.half_life_h"].to_numpy()
    ka = pk.OneCompartment.from_tmax(people["melatonin.tmax_h"], people["melatonin.half_life_h"], 70.0).ka_per_h
    s = np.maximum(np.asarray(times)[:, None] + 1.5, 0.0)
    return (
        0.3e6
        / 70
        * people["melatonin.bioavailability"].to_numpy()
        * ka
        / (ka - ke)
        * (np.exp(-ke * s) - np.exp(-ka * s))
    )


def own_of(people, times, lights=()):
    """What each has by oneself (times, sleepers) [pg/mL], with everyone's own suppression by light."""
    columns = []
    for row in people.to_dict("records"):
        level = cosine(
            times,
            row["melatonin.own_baseline"],
            row["melatonin.own_amplitude"],
            row["melatonin.own_width_h"],
            3 + row["melatonin.own_peak_h"],
        )
        columns.append(level * (1 - suppressed(times, lights, np.log(2) / row["melatonin.half_life_h"])))
    return np.array(columns).T


def test_people_differ_as_the_library_says():
    people = pk.simulate_population(MINE, subjects=20_000, step_min=60, endogenous=True).subjects
    height = np.log(people["melatonin.own_amplitude"] / 50) / np.log(2.15)
    assert stats.kstest(height, stats.norm.cdf).pvalue > 1e-3
    assert stats.kstest(people["melatonin.own_peak_h"], stats.norm.cdf).pvalue > 1e-3
    assert stats.kstest(people["melatonin.own_width_h"], stats.triang(0.5, 9, 4).cdf).pvalue > 1e-3
    assert stats.kstest(people["magnesium.own_baseline"], stats.uniform(0.75, 0.205).cdf).pvalue > 1e-3
    assert (people["melatonin.own_baseline"] == 2).all()
    # facts: 10-200 pg/mL between people
    assert people["melatonin.own_amplitude"].between(10, 200).mean() == pytest.approx(0.947, abs=0.006)
    own = [name for name in people if "own_" in name and people[name].nunique() > 1]
    others = ["melatonin.tmax_h", "melatonin.half_life_h", "melatonin.bioavailability"]
    assert np.abs(people[own + others].corr().to_numpy() - np.eye(7)).max() < 0.03


def test_quantiles_are_those_of_everyones_own_sum(population):
    people, times = population.subjects, population.typical.times_h
    both = doses_of(people, times) + own_of(people, times)
    want = np.quantile(both, SHARES, axis=1).T
    np.testing.assert_allclose(population.quantiles["mine", "melatonin"], want, rtol=1e-9)
    np.testing.assert_allclose(population.individuals(("mine", "melatonin"), 7), both[:, :7], rtol=1e-9)
    frame = population.bands([0.5])
    assert frame["q50"].to_numpy()[: len(times)] == pytest.approx(np.quantile(both, 0.5, axis=1), rel=1e-9)


def test_without_it_sleepers_are_the_same_to_the_last_bit(population):
    plain = pk.simulate_population(MINE, subjects=1201, seed=3, step_min=7)
    mine, others = population.subjects, plain.subjects
    assert set(mine) - set(others) == {
        *(f"melatonin.own_{name}" for name in ("amplitude", "baseline", "peak_h", "width_h")),
        "magnesium.own_baseline",
    }
    assert mine[list(others)].equals(others)
    table, plainly = population.metrics(), plain.metrics()
    assert table[list(plainly)].equals(plainly)
    # The magnesium of each is the same rise on a baseline of one's own.
    at_wake = plain.individuals(("mine", "magnesium"), 1201)[-1] + mine["magnesium.own_baseline"]
    want = np.quantile(at_wake, SHARES)
    assert [table.loc[("mine", "magnesium"), ("at_wake_total", f"q{s:02.0f}")] for s in (5, 25, 50, 75, 95)] == (
        pytest.approx(want, rel=1e-12)
    )


@pytest.mark.parametrize("light", [None, pk.Light("21:00", "23:30", lux=300)])
def test_metrics_of_the_total_are_those_of_a_dense_grid(light):
    found = pk.simulate_population(MINE, subjects=25, seed=5, endogenous=pk.Endogenous(light=light), step_min=60)
    people, grid = found.subjects, np.linspace(-4, 8, 60_001)
    lights = () if light is None else tuple((24 * day - 2.0, 24 * day + 0.5, 0.75) for day in range(-3, 2))
    own = own_of(people, grid, lights)
    both = own + doses_of(people, grid)
    simpson = (both[:-1:2] + 4 * both[1::2] + both[2::2]).sum(axis=0) * (grid[1] - grid[0]) / 3
    want = {
        "cmax_total": (both.max(axis=0), 1e-6),
        "peak_total_time_h": (grid[both.argmax(axis=0)], 1e-3),
        "at_bedtime_total": (both[20_000], 1e-9),
        "at_wake_total": (both[-1], 1e-9),
        "cmax_total_ratio": (both.max(axis=0) / own.max(axis=0), 1e-6),
        "auc_total": (simpson, 1e-6),
    }
    table = found.metrics().loc[("mine", "melatonin")]
    for name, (values, tolerance) in want.items():
        got = [table[name, f"q{share:02.0f}"] for share in (5, 25, 50, 75, 95)]
        assert got == pytest.approx(np.quantile(values, SHARES), rel=tolerance, abs=tolerance)


@pytest.mark.parametrize("spread", ["windows-only", "between-studies"])
def test_spreads_of_something_else_give_all_the_typical_persons_own(spread):
    duo = pk.load_schedules()["duo"]
    people = pk.simulate_population(duo, subjects=50, spread=spread, endogenous=True, step_min=60)
    own = people.subjects.filter(like="own_")
    assert (own.nunique() == 1).all()
    assert own.iloc[0].to_dict() == {
        "melatonin.own_baseline": 2.0,
        "melatonin.own_amplitude": 50.0,
        "melatonin.own_width_h": 11.0,
        "melatonin.own_peak_h": 0.0,
        "magnesium.own_baseline": 0.85,
    }
    before = people.quantiles["duo", "melatonin"][0]
    assert before.tolist() == pytest.approx([2.0] * 5)


def test_a_height_that_is_given_is_everyones_and_a_spread_may_name_what_differs():
    given = pk.simulate_population(MINE, subjects=50, endogenous=pk.Endogenous(amplitude=30), step_min=60)
    assert "melatonin.own_amplitude" not in given.subjects
    assert given.subjects["melatonin.own_peak_h"].nunique() == 50
    spread = {"melatonin.own_peak_h": stats.uniform(-2, 4), "melatonin.own_width_h": stats.uniform(10, 2)}
    named = pk.simulate_population(MINE, subjects=500, endogenous=True, spread=spread, step_min=60).subjects
    assert named["melatonin.own_peak_h"].between(-2, 2).all()
    assert named["melatonin.own_peak_h"].std() == pytest.approx(4 / np.sqrt(12), rel=0.1)
    assert named["melatonin.own_amplitude"].unique().tolist() == [50.0]
    with pytest.raises(pk.InputError, match=r"the spread names 'melatonin\.own_peak_h'"):
        pk.simulate_population(MINE, subjects=5, spread=spread)
    far = {"melatonin.own_peak_h": stats.uniform(0, 30)}
    with pytest.raises(pk.InputError, match=r"the spread of melatonin.own_peak_h gives .*, from -12 to 12"):
        pk.simulate_population(MINE, subjects=50, spread=far, endogenous=True)


def test_who_computes_changes_nothing(population):
    with ThreadPoolExecutor(2) as executor:
        again = pk.simulate_population(MINE, subjects=1201, seed=3, step_min=7, endogenous=True, executor=executor)
        assert all(np.array_equal(again.quantiles[curve], each) for curve, each in population.quantiles.items())
        assert again.metrics(executor=executor).equals(population.metrics())


def test_nights_of_a_diary_have_everyones_peaks_of_their_own(tmp_path):
    path = tmp_path / "diary.csv"
    wakes = ["10:00", "07:00", "07:00", "07:00", "07:00"]
    lines = [f"2026-01-{day},23:00,{wake},melatonin 0.3 mg at 21:30\n" for day, wake in enumerate(wakes, 12)]
    path.write_text("night,bedtime,wake,dose\n" + "".join(lines), encoding="utf-8")
    with_own, without = (
        pk.simulate_population(pk.load_diary(path), subjects=9, endogenous=own, step_min=30) for own in (True, False)
    )
    times, curve = with_own.typical.times_h, ("diary", "melatonin")
    found = with_own.individuals(curve, 9) - without.individuals(curve, 9)
    # Used to 02:00 by the first waking in two nights, then to 23:00; the day before and after is like the nearest.
    peaks = [-18, 6, 30, 51, 75, 99, 123]
    for who, row in enumerate(with_own.subjects.to_dict("records")):
        height, width, later = (row[f"melatonin.own_{name}"] for name in ("amplitude", "width_h", "peak_h"))
        nights = [
            np.where(np.abs(times - peak - later) < 12, cosine(times, 0, height, width, peak + later), 0.0)
            for peak in peaks
        ]
        np.testing.assert_allclose(found[:, who], 2 + np.max(nights, axis=0), rtol=1e-9)


@pytest.mark.parametrize("first", ["caffeine", "melatonin"])
def test_of_a_compound_without_its_own_there_are_no_totals_and_of_the_others_there_are(caffeine_file, tmp_path, first):
    caffeine = pk.load_compound(caffeine_file)
    doses = {"caffeine": "caffeine 100 mg at 21:00", "melatonin": "melatonin 1 mg at 22:00"}
    text = "; ".join([doses.pop(first), *doses.values()])
    who = {"subjects": 30, "step_min": 60, "endogenous": True, "compounds": [caffeine]}
    people = pk.simulate_population(pk.Schedule.parse("m", text, compounds=[caffeine]), **who)
    table = people.metrics()
    assert table["cmax"].notna().all(axis=None)
    assert table.loc[("m", "caffeine"), "cmax_total"].isna().all()
    alone = pk.simulate_population(pk.Schedule.parse("m", "melatonin 1 mg at 22:00"), **who).metrics()
    np.testing.assert_array_equal(
        table.loc[("m", "melatonin"), "cmax_total"].to_numpy(float),
        alone.loc[("m", "melatonin"), "cmax_total"].to_numpy(float),
    )
    write_population(people, tmp_path / "out")
    with (tmp_path / "out" / "bands-metrics.csv").open(encoding="utf-8") as file:
        written = {row["compound"]: row for row in csv.DictReader(file)}
    for names in table.columns:
        if names != ("unit", ""):
            cells = [float(written[compound][".".join(filter(None, names))] or "nan") for _, compound in table.index]
            np.testing.assert_array_equal(cells, table[names].to_numpy(float))
