"""Virtual sleepers of the literature's numbers are people of that literature."""

import numpy as np
import pytest
from scipy import stats

import pksim as pk

SCHEDULES = pk.load_schedules()
LONGEST_MIN = 66


def sleepers(schedule="mechanism", subjects=20_000, **how):
    return pk.simulate_population(SCHEDULES[schedule], subjects=subjects, step_min=60, parameters="literature", **how)


@pytest.fixture(scope="module")
def people():
    return sleepers().subjects


def seen_half_life_min(people):
    model = pk.OneCompartment.from_tmax(people["melatonin.tmax_h"], people["melatonin.half_life_h"], 90.0)
    return 60 * np.log(2) / np.minimum(model.ka_per_h, model.ke_per_h)


def redrawn(make, is_right):
    """Draw everyone again who is not right, until all are."""
    drawn = make(slice(None))
    while (wrong := ~is_right(drawn)).any():
        drawn[wrong] = make(wrong)
    return drawn


def brute_force(count, rng):
    """Draw half-lives and times of peak [min] that fit, by throwing away what does not."""

    def lognormal(median, gsd):
        law = stats.lognorm(np.log(gsd), scale=median)
        return lambda who: law.rvs(len(np.arange(count)[who]), random_state=rng)

    half_life = redrawn(lognormal(45, 1.3), lambda t: (t >= 28) & (t <= LONGEST_MIN))

    def is_seen(tmax):
        ka = pk.OneCompartment.from_tmax(tmax / 60, half_life / 60, 1.0).ka_per_h
        return (tmax >= 15) & (60 * np.log(2) / ka <= LONGEST_MIN)

    return half_life, redrawn(lognormal(50, 1.5), is_seen)


def test_no_sleeper_shows_a_half_life_that_was_never_published(people):
    seen = seen_half_life_min(people)
    assert seen.min() >= 28 * (1 - 1e-9)
    assert seen.max() <= LONGEST_MIN * (1 + 1e-9)
    assert seen.max() > LONGEST_MIN - 1
    assert people["melatonin.tmax_h"].min() >= 0.25
    assert 1.5 < people["melatonin.tmax_h"].max() < LONGEST_MIN / 60 / np.log(2)


def test_half_lives_and_times_of_peak_equal_brute_force(people):
    half_life, tmax = brute_force(20_000, np.random.default_rng(5))
    for name, found in (("half_life", half_life), ("tmax", tmax)):
        assert stats.ks_2samp(60 * people[f"melatonin.{name}_h"], found).pvalue > 1e-3
    # Long half-lives go with late peaks, for they leave more room.
    together = people[["melatonin.half_life_h", "melatonin.tmax_h"]].corr("spearman").iloc[0, 1]
    assert together == pytest.approx(stats.spearmanr(half_life, tmax).statistic, abs=0.03)
    assert people["melatonin.flip_flop"].mean() == pytest.approx(np.mean(tmax > half_life / np.log(2)), abs=0.015)
    assert 60 * people["melatonin.tmax_h"].median() == pytest.approx(46.3, abs=0.5)


def test_magnesium_differs_as_the_facts_say(people):
    laws = {
        "magnesium.half_life_h": stats.lognorm(np.log(1.3), scale=8),
        "magnesium.volume_l": stats.lognorm(np.log(1.3), scale=49),
        "magnesium.tmax_h": stats.triang(1 / 3, loc=1, scale=3),
    }
    for name, law in laws.items():
        assert stats.kstest(people[name], law.cdf).pvalue > 1e-3, name


@pytest.mark.parametrize("parameters", ["article", "literature"])
@pytest.mark.parametrize("schedule", ["mechanism", "duo", "sleep-quality", "extended-release"])
def test_the_typical_line_lies_in_its_band(schedule, parameters):
    population = pk.simulate_population(
        SCHEDULES[schedule], subjects=4000, step_min=10, parameters=parameters, spread="kinetics-only"
    )
    for curve, bands in population.quantiles.items():
        line = population.typical.concentrations[curve]
        assert (bands[:, 0] <= line * (1 + 1e-9)).all(), curve
        assert (line <= bands[:, 4] * (1 + 1e-9)).all(), curve


def test_a_prolonged_tablet_may_show_its_own_release():
    slow = sleepers("extended-release", 500)
    late = slow.individuals(("extended-release", "melatonin"), 500)[-3:]
    seen = 2 * np.log(2) / np.log(late[0] / late[2])
    assert seen == pytest.approx(np.full(500, 2.5), rel=0.1)
    assert seen_half_life_min(slow.subjects).max() <= LONGEST_MIN * (1 + 1e-9)


def test_little_is_left_of_it_on_waking():
    """At most what both processes leave at a half-life of 66 min, nine hours after the dose: x·exp(1 − x)."""
    population = sleepers(subjects=4000)
    people = population.subjects
    model = pk.OneCompartment.from_tmax(
        *(people[f"melatonin.{name}"] for name in ("tmax_h", "half_life_h", "volume_l", "bioavailability"))
    )
    left = population.individuals(("mechanism", "melatonin"), 4000)[-1] / (1e6 * model.cmax_mg_l(1.0))
    x = np.log(2) / LONGEST_MIN * 60 * 9
    assert 0.02 < left.max() <= x * np.exp(1 - x)


def test_an_index_sees_that_one_quantity_bounds_the_other():
    """Brute force: variance of the conditional means, over slices of each quantity's quantiles."""
    table = pk.sensitivity(SCHEDULES["mechanism"], parameters="literature", samples=2048, spread="kinetics-only").table
    found = table[table["metric"] == "peak_time_h"].set_index("quantity")["first"]
    people = sleepers(subjects=200_000, spread="kinetics-only").subjects
    by_half_life = people.groupby((people["melatonin.half_life_h"].rank() - 1) // 4000)
    share = by_half_life["melatonin.tmax_h"].mean().var() / people["melatonin.tmax_h"].var()
    assert found["melatonin.half_life_h"] == pytest.approx(share, abs=0.02)
    assert found["melatonin.tmax_h"] > 0.8


def test_an_earliest_peak_that_leaves_no_room_is_refused():
    melatonin = pk.load_compounds()["melatonin"]
    kinetics = melatonin.parameters["literature"]
    late = kinetics.model_copy(update={"tmax": kinetics.tmax.model_copy(update={"low": 1.05, "value": 1.2})})
    mine = melatonin.model_copy(update={"parameters": {"literature": late}})
    with pytest.raises(
        pk.InputError, match=r"a peak after 1\.05 h already means a half-life beyond 1\.1 h; start lower"
    ):
        pk.simulate_population(SCHEDULES["mechanism"], subjects=500, parameters="literature", compounds=[mine])
