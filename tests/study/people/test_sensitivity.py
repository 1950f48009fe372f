"""Sobol indices where they are known by hand: a sum of independent uniform numbers."""

import pytest
from scipy import stats

import pksim as pk
from pksim.describe.words.rounding import percent

DREAM_TEAM = pk.load_schedules()["dream-team"]


def indices(result, metric):
    rows = result.table[result.table["metric"] == metric].set_index("quantity")
    return rows["first"].to_dict(), rows["total"].to_dict()


def test_time_of_the_peak_is_a_sum_so_variances_add():
    # peak = dose time, uniform over half an hour, + tmax, uniform over a quarter: variances as 4 to 1
    spread = {"melatonin.tmax_h": stats.uniform(0.5, 0.25), "melatonin.window": stats.uniform(0, 1)}
    for found in indices(pk.sensitivity(DREAM_TEAM, spread=spread), "peak_time_h"):
        assert found == pytest.approx({"melatonin.tmax_h": 0.2, "melatonin.window": 0.8}, abs=0.01)


def test_quantities_are_drawn_over_the_whole_of_their_distributions_and_no_more():
    # Half of the variance of what is not uniform would be lost, or made up, at the ends.
    tmax = stats.beta(2, 5, 0.5, 0.5)
    spread = {"melatonin.tmax_h": tmax, "melatonin.window": stats.uniform(0, 1)}
    share = tmax.var() / (tmax.var() + 0.5**2 / 12)
    for found in indices(pk.sensitivity(DREAM_TEAM, spread=spread, samples=4096), "peak_time_h"):
        assert found == pytest.approx({"melatonin.tmax_h": share, "melatonin.window": 1 - share}, abs=0.01)


def test_the_level_at_bedtime_is_that_of_bedtime():
    at_bedtime = pk.Schedule.parse("at bedtime", "melatonin 1 mg at bedtime")
    result = pk.sensitivity(at_bedtime, spread={"melatonin.bioavailability": stats.uniform(0.1, 0.2)}, samples=16)
    for found in indices(result, "at_bedtime"):
        assert found == {"melatonin.bioavailability": 0.0}


def test_the_hours_above_a_level_are_those_of_the_half_life_where_nothing_else_differs():
    result = pk.sensitivity(DREAM_TEAM, spread={"melatonin.half_life_h": stats.uniform(0.5, 0.25)}, samples=64)
    for found in indices(result, "hours_above"):
        assert found == pytest.approx({"melatonin.half_life_h": 1.0}, abs=0.05)


def test_level_and_bioavailability_are_in_proportion():
    result = pk.sensitivity(DREAM_TEAM, spread={"melatonin.bioavailability": stats.uniform(0.1, 0.2)})
    for found in indices(result, "at_bedtime"):
        assert found == pytest.approx({"melatonin.bioavailability": 1.0}, abs=0.01)
    for found in indices(result, "peak_time_h"):
        assert found == {"melatonin.bioavailability": 0.0}


def test_a_level_may_be_low():
    assert pk.sensitivity(DREAM_TEAM, level=0.25, samples=4).level == 0.25


def test_stated_ranges_name_every_quantity_that_differs():
    result = pk.sensitivity(DREAM_TEAM, samples=256)
    quantities = ["melatonin.bioavailability", "melatonin.half_life_h", "melatonin.tmax_h", "melatonin.window"]
    assert list(dict.fromkeys(result.table["quantity"])) == quantities
    # by default above half the typical peak: 0.15 * 2 mg / 70 L * exp(-ke * tmax) / 2
    assert result.level == pytest.approx(1757.86 / 2, rel=1e-5)
    assert result.unit == "pg/mL"
    first, total = indices(result, "peak_time_h")
    assert first["melatonin.bioavailability"] == pytest.approx(0, abs=0.01)
    assert all(total[name] >= first[name] - 0.05 for name in quantities)


def test_same_seed_same_indices():
    tables = [pk.sensitivity(DREAM_TEAM, samples=64, seed=5).table for _ in range(2)]
    assert tables[0].equals(tables[1])


def test_bars_show_the_table():
    result = pk.sensitivity(DREAM_TEAM, samples=64)
    figure = result.plot()
    for axes in figure.axes:
        rows = result.table[result.table["metric"] == axes.get_label()]
        alone, in_all = axes.containers
        assert [bar.get_width() for bar in alone] == pytest.approx(rows["first"].to_list())
        assert [bar.get_width() for bar in in_all] == pytest.approx(rows["total"].to_list())
    assert "What drives the level at bedtime most is the fraction absorbed of melatonin" in figure.alt_text
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == ["fraction absorbed", "half-life", "tmax", "time taken"]
    level = result.table.query("metric == 'at_bedtime' and quantity == 'melatonin.bioavailability'")["first"].item()
    title = figure.axes[1].get_title(loc="left").replace("\n", " ")
    alone = percent(level).replace(" ", "\N{NO-BREAK SPACE}")
    assert title == f"level at bedtime: fraction absorbed alone explains {alone}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"compound": "melatonine"}, "did you mean 'melatonin'"),
        ({"samples": 1000}, "samples is 1000; it must be a power of two"),
        ({"level": 0}, "level is 0; it must be above 0"),
        ({"spread": "windows"}, "did you mean 'windows-only'"),
        ({"spread": {"magnesium.tmax_h": stats.uniform(1, 2)}}, "nothing about melatonin differs"),
        ({"spread": {"melatonin.tmx_h": stats.uniform(1, 2)}}, "did you mean 'melatonin.tmax_h'"),
    ],
)
def test_wrong_input(change, message):
    with pytest.raises(pk.InputError, match=message):
        pk.sensitivity(DREAM_TEAM, **change)
