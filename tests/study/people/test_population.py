"""Virtual sleepers: the same for everyone who asks, and quantiles that brute force confirms."""

import os
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

import pksim as pk
from pksim.study.people.blocks import quantile_name
from pksim.study.people.distributions import Uniform
from pksim.study.people.sleepers import Sleepers

SCHEDULES = pk.load_schedules()
MECHANISM, SLOW = SCHEDULES["mechanism"], SCHEDULES["extended-release"]


def bateman(times, start, ka, ke, dose_over_volume):
    """Textbook curves (times, sleepers); ka and ke differ in every sleeper here."""
    s = times[:, None] - start
    after = dose_over_volume * ka / (ka - ke) * (np.exp(-ke * s) - np.exp(-ka * s))
    return np.where(s > 0, after, 0.0)


@pytest.fixture(scope="module")
def population():
    return pk.simulate_population([MECHANISM, SLOW], subjects=1501, seed=3, step_min=7)


def test_flip_flop_share_of_the_article_box():
    subjects = pk.simulate_population(MECHANISM, subjects=100_000, step_min=60).subjects
    assert subjects["melatonin.flip_flop"].mean() == pytest.approx(0.373, abs=0.005)
    assert not subjects["magnesium.flip_flop"].any()
    # absorption is the slower process exactly where tmax exceeds half-life/ln 2
    slower = subjects["melatonin.tmax_h"] > subjects["melatonin.half_life_h"] / np.log(2)
    assert (slower == subjects["melatonin.flip_flop"]).all()


def test_stated_ranges_are_filled_uniformly():
    subjects = pk.simulate_population(MECHANISM, subjects=20_000, step_min=60).subjects
    for name, low, high in (
        ("melatonin.tmax_h", 0.5, 1.0),
        ("melatonin.half_life_h", 1 / 3, 5 / 6),
        ("magnesium.tmax_h", 1.5, 2.0),
        ("magnesium.half_life_h", 12, 18),
    ):
        assert stats.kstest(subjects[name], stats.uniform(low, high - low).cdf).pvalue > 1e-3
    whole = (subjects["melatonin.bioavailability"] == 1).mean()
    assert whole == pytest.approx(stats.norm.sf(np.log(1 / 0.15) / np.log(2.5)), abs=0.004)
    log_volume = np.log(subjects["magnesium.volume_l"] / 49) / np.log(1.3)
    assert stats.kstest(log_volume, stats.norm.cdf).pvalue > 1e-3
    correlations = subjects[["melatonin.tmax_h", "melatonin.half_life_h", "magnesium.tmax_h"]].corr().to_numpy()
    assert np.abs(correlations - np.eye(3)).max() < 0.03


def test_quantiles_equal_brute_force_on_the_textbook_curves(population):
    people, times = population.subjects, population.typical.times_h
    ke = np.log(2) / people["melatonin.half_life_h"].to_numpy()
    model = pk.OneCompartment.from_tmax(people["melatonin.tmax_h"], people["melatonin.half_life_h"], 70.0)
    scale = people["melatonin.bioavailability"].to_numpy() / 70 * 1e6
    curves = bateman(times, -1.0, model.ka_per_h, ke, scale)
    brute = np.quantile(curves, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1).T
    np.testing.assert_allclose(population.quantiles["mechanism", "melatonin"], brute, rtol=1e-10, atol=1e-9)


@pytest.mark.parametrize(
    "curve", [("mechanism", "melatonin"), ("mechanism", "magnesium"), ("extended-release", "melatonin")]
)
def test_quantiles_equal_brute_force_on_all_curves(population, curve):
    brute = np.quantile(population.individuals(curve, 1501), [0.05, 0.25, 0.5, 0.75, 0.95], axis=1).T
    np.testing.assert_allclose(population.quantiles[curve], brute, rtol=1e-12, atol=0)


def test_executor_and_workers_change_nothing(population):
    for make in (lambda: ThreadPoolExecutor(3), lambda: ProcessPoolExecutor(2)):
        with make() as executor:
            again = pk.simulate_population([MECHANISM, SLOW], subjects=1501, seed=3, step_min=7, executor=executor)
        assert all(np.array_equal(again.quantiles[curve], found) for curve, found in population.quantiles.items())


def test_a_curve_of_minutes_is_cut_at_the_same_places_whatever_computes_it():
    slow = pk.simulate_population(SLOW, subjects=1000)
    with ThreadPoolExecutor(2) as executor:
        shared = pk.simulate_population(SLOW, subjects=1000, executor=executor)
    for curve, found in slow.quantiles.items():
        np.testing.assert_array_equal(shared.quantiles[curve], found)
        brute = np.quantile(slow.individuals(curve, 1000), [0.05, 0.25, 0.5, 0.75, 0.95], axis=1).T
        np.testing.assert_allclose(found, brute, rtol=1e-12, atol=0)


def test_a_seed_is_a_set_of_people():
    first, same, other = (pk.simulate_population(MECHANISM, subjects=50, seed=seed, step_min=60) for seed in (1, 1, 2))
    assert first.subjects.equals(same.subjects)
    assert not first.subjects.equals(other.subjects)


def test_the_same_sleepers_take_every_schedule():
    alone = pk.simulate_population(SCHEDULES["duo"], subjects=40, step_min=30)
    together = pk.simulate_population(SCHEDULES, subjects=40, step_min=30)
    assert np.array_equal(alone.quantiles["duo", "melatonin"], together.quantiles["duo", "melatonin"])
    # one sleeper's level is in proportion to the dose, whatever the schedule
    low, high = (together.individuals((name, "melatonin"), 40) for name in ("mechanism", "trial-2024"))
    np.testing.assert_allclose(high, 1.9 * low, rtol=1e-12)


def test_windows_move_doses_and_nothing_else():
    population = pk.simulate_population(SCHEDULES["dream-team"], subjects=4000, spread="windows-only", step_min=30)
    assert population.subjects["melatonin.tmax_h"].nunique() == 1
    peaks = population.metrics()["peak_time_h"].loc[("dream-team", "melatonin")]
    # taken 30-60 min before bed, uniformly; peaks 45 min after
    assert peaks[["q05", "q50", "q95"]].to_list() == pytest.approx([-0.225, 0, 0.225], abs=0.012)
    still = pk.simulate_population(SCHEDULES["dream-team"], subjects=10, spread="kinetics-only", step_min=30)
    starts = still.individuals(("dream-team", "melatonin"), 10) > 0
    assert (starts == starts[:, :1]).all()


def test_a_spread_of_ones_own():
    spread = {"melatonin.half_life_h": stats.gamma(20, scale=0.03), "magnesium.window": stats.beta(2, 5)}
    people = pk.simulate_population(SCHEDULES["dream-team"], subjects=2000, spread=spread, step_min=60).subjects
    assert stats.kstest(people["melatonin.half_life_h"], stats.gamma(20, scale=0.03).cdf).pvalue > 1e-3
    assert people["melatonin.tmax_h"].nunique() == 1


def test_metrics_agree_with_each_sleeper_alone():
    population = pk.simulate_population(SLOW, subjects=30, step_min=60)
    table = population.metrics().loc[("extended-release", "melatonin")]
    fine = pk.simulate_population(SLOW, subjects=30, step_min=0.5).individuals(("extended-release", "melatonin"), 30)
    assert table["cmax", "q50"] == pytest.approx(np.median(fine.max(axis=0)), rel=1e-5)
    assert table["hours_above_half_peak", "q50"] == pytest.approx(
        np.median((fine > fine.max(axis=0) / 2).sum(axis=0)) / 120, abs=0.01
    )
    assert table["auc", "q50"] == pytest.approx(np.median(np.trapezoid(fine, dx=1 / 120, axis=0)), rel=1e-4)
    assert table["at_wake", "q95"] == pytest.approx(np.quantile(fine[-1], 0.95), rel=1e-12)


def test_tables(population):
    frame = population.to_frame()
    assert list(frame) == ["schedule", "compound", "time_h", "clock", "q05", "q25", "q50", "q75", "q95", "unit"]
    assert len(frame) == 3 * len(population.typical.times_h)
    chosen = population.bands([0.1, 0.975])
    assert list(chosen)[4:6] == ["q10", "q97.5"]
    assert (chosen["q10"] <= chosen["q97.5"]).all()
    assert [quantile_name(share) for share in (0, 0.05, 0.5, 1)] == ["q00", "q05", "q50", "q100"]


def test_one_sleeper_is_every_quantile():
    population = pk.simulate_population(MECHANISM, subjects=1, step_min=30)
    for curve, found in population.quantiles.items():
        assert (found == population.individuals(curve, 1)).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subjects": 0}, "subjects is 0; it must be a whole number from 1 to 10000000"),
        ({"subjects": -5}, "subjects is -5"),
        ({"subjects": 2.5}, "subjects is 2.5"),
        ({"seed": -1}, "seed is -1"),
        ({"spread": "statd"}, "did you mean 'stated'"),
        ({"spread": 3}, "spread is 3"),
        ({"spread": {"melatonin.tmax": stats.uniform(1, 2)}}, "did you mean 'melatonin.tmax_h'"),
        ({"spread": {"melatonin.tmax_h": stats.norm(0, 1)}}, r"the spread of melatonin.tmax_h gives -.*above 0"),
        ({"spread": {"melatonin.bioavailability": stats.uniform(0.5, 1)}}, "from 0 to 1"),
    ],
)
def test_wrong_input(change, message):
    with pytest.raises(pk.InputError, match=message):
        pk.simulate_population(MECHANISM, **{"subjects": 200, "step_min": 60} | change)


def test_quantiles_outside_0_to_1(population):
    with pytest.raises(pk.InputError, match=r"quantiles\[0\] is 95; it must be from 0 to 1"):
        population.bands([95])


class Deadly(Uniform):
    """A distribution that takes the worker with it."""

    def ppf(self, q):
        if len(q) > 1:
            os._exit(1)
        return super().ppf(q)


def test_an_executor_that_dies_is_named():
    spread = {"melatonin.tmax_h": Deadly(0.5, 1.0)}
    with ProcessPoolExecutor(1) as executor, pytest.raises(pk.RunError, match=r"ProcessPoolExecutor failed after 0 of"):
        pk.simulate_population(MECHANISM, subjects=10, spread=spread, step_min=60, executor=executor)


def test_sleepers_depend_on_name_and_seed_alone():
    quantity = pk.load_compounds()["melatonin"].parameters["article"].tmax
    spread = {"melatonin.tmax_h": Uniform(1, 2), "magnesium.tmax_h": Uniform(1, 2)}
    many, few = Sleepers(100, 0, spread), Sleepers(40, 0, spread)
    assert np.array_equal(many.number("melatonin", "tmax", quantity)[:40], few.number("melatonin", "tmax", quantity))
    assert not np.array_equal(many.number("melatonin", "tmax", quantity), many.number("magnesium", "tmax", quantity))


def test_a_dask_cluster_changes_nothing():
    distributed = pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    alone = pk.simulate_population(MECHANISM, subjects=200, step_min=15)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        executor = client.get_executor(pure=False)
        shared = pk.simulate_population(MECHANISM, subjects=200, step_min=15, executor=executor)
    assert all(np.array_equal(shared.quantiles[curve], found) for curve, found in alone.quantiles.items())


def test_a_slow_tablet_is_flip_flop_in_everyone_and_in_the_typical_person():
    """Its depot empties with ln 2/2.5 h = 0.28 /h; the slowest elimination of the box is ln 2/50 min = 0.83 /h."""
    tablet = pk.Schedule.parse("pr", "melatonin prolonged-release 2 mg 60 min before bed")
    for spread in ("stated", "windows-only"):
        population = pk.simulate_population(tablet, subjects=50, spread=spread, step_min=60)
        assert population.metrics().loc[("pr", "melatonin"), ("flip_flop", "share")] == 1.0
        assert population.subjects["melatonin.flip_flop"].all()
        assert pk.metrics(population.typical)["flip_flop"].all()


def test_a_sleeper_who_takes_two_forms_is_flip_flop_by_the_slower():
    """The usual tablet of the typical person peaks after 45 min and has 35 min, below 35 min/ln 2: no flip-flop."""
    both = [pk.Schedule.parse(form, f"melatonin {form} 2 mg at bedtime") for form in ("immediate", "prolonged-release")]
    population = pk.simulate_population(both, subjects=20, spread="windows-only", step_min=60)
    assert population.metrics()["flip_flop", "share"].to_list() == [0.0, 1.0]
    assert population.subjects["melatonin.flip_flop"].all()


def test_asking_sleepers_leaves_them_as_they_are():
    quantity = pk.load_compounds()["melatonin"].parameters["article"].tmax
    asked, other = (Sleepers(3, 0, {"melatonin.tmax_h": Uniform(1, 2)}) for _ in range(2))
    asked.number("melatonin", "tmax", quantity)
    asked.offset("melatonin", (-0.5, 0.5), 0)
    assert vars(asked) == vars(other)


def test_metrics_do_not_depend_on_what_they_are_computed_on(population):
    with ThreadPoolExecutor(2) as executor:
        assert population.metrics(executor=executor).equals(population.metrics())


def test_the_area_of_all_time_is_what_is_absorbed_over_clearance():
    """By hand, F·D/(V·ln 2/half-life), for each sleeper of 1 mg."""
    population = pk.simulate_population(MECHANISM, subjects=400, seed=5, step_min=60)
    people, found = population.subjects, population.metrics().loc[("mechanism", "melatonin"), "auc_inf"]
    absorbed_mg_l = people["melatonin.bioavailability"] / people["melatonin.volume_l"]
    areas = 1e6 * absorbed_mg_l * people["melatonin.half_life_h"] / np.log(2)
    expected = np.quantile(areas, [0.05, 0.25, 0.5, 0.75, 0.95])
    assert found.to_list() == pytest.approx(expected, rel=1e-12)


def test_sleepers_of_a_curve_are_made_once_where_they_are_few_and_are_not_sent_elsewhere(monkeypatch):
    monkeypatch.setattr("pksim.study.people.blocks._SLEEPERS_AT_ONCE", 50)
    for subjects, once in ((50, True), (51, False)):
        people = pk.simulate_population(pk.load_schedules()["mechanism"], subjects=subjects, step_min=60)
        for task in people._tasks.values():
            assert (task.regimen() is task.regimen()) == once
            sent = pickle.loads(pickle.dumps(task))
            assert sent._made == []
            np.testing.assert_array_equal(sent.regimen().system.ke_per_h, task.regimen().system.ke_per_h)
