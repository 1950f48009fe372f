"""Measured points as they are drawn: over curves, over bands, and minus a curve."""

import numpy as np
import pandas as pd
import pytest

import pksim as pk

HOURS = [-0.5, 0.5, 1.5, 3.0, 12.0]
LEVELS = [3.0, 600.0, 800.0, "<90", 20.0]
SAID = {"conc_unit": "ng/L", "compound": "melatonin"}


def samples(levels=tuple(LEVELS), start="22:00", **said):
    """Two subjects, of whom the second has twice as much."""
    frame = pd.DataFrame({"Time": HOURS * 2, "conc": [*levels, *_twice(levels)], "Dose": 1})
    return pk.Samples.from_frame(frame.assign(Subject=np.repeat(["a", "b"], len(HOURS))), start=start, **(SAID | said))


def _twice(levels):
    return [f"<{2 * float(level[1:])}" if isinstance(level, str) else 2 * level for level in levels]


@pytest.fixture(scope="module")
def sim():
    return pk.simulate(pk.Schedule.parse("mine", "melatonin 1 mg at 22:00; magnesium 300 mg elemental at 22:00"))


def points(axes, gid):
    return [line.get_data() for line in axes.lines if line.get_gid() == gid]


def test_points_stand_where_they_were_measured_in_the_display_unit(sim):
    melatonin, magnesium = sim.plot(samples=samples()).axes
    first, second = points(melatonin, "measured")
    # ng/L are pg/mL; 22:00 is an hour before bedtime.
    assert first[0] == pytest.approx([-1.5, -0.5, 0.5])  # 10:00 is not shown
    assert first[1] == pytest.approx([3, 600, 800])
    assert second[1] == pytest.approx([6, 1200, 1600])
    assert points(magnesium, "measured") == []


def test_what_is_below_the_limit_hangs_from_it(sim):
    below = points(sim.plot(samples=samples()).axes[0], "below limit")
    assert [(float(x[0]), float(y[0])) for x, y in below] == [(2.0, 90), (2.0, 180)]


def test_hours_from_bedtime_say_where_time_zero_is_as_a_clock_does(sim):
    by_clock, by_hours = (points(sim.plot(samples=samples(start=start)).axes[0], "measured") for start in ("22:00", -1))
    np.testing.assert_array_equal(by_clock, by_hours)


@pytest.mark.parametrize("log", [True, False])
def test_the_axis_reaches_all_points_within_the_hours_shown(sim, log):
    axes = sim.plot(samples=samples(levels=[0.02, 600, 9000, "<90", 1e6]), log=log).axes[0]
    low, high = axes.get_ylim()
    assert low < 0.02
    assert 18_000 < high < 1e6


def test_each_subject_has_a_sign_of_its_own(sim):
    lines = [line for line in sim.plot(samples=samples()).axes[0].lines if line.get_gid() == "measured"]
    assert len({line.get_marker() for line in lines}) == 2


def test_the_words_say_how_far_off_the_curve_is(sim):
    figure = sim.plot(samples=samples())
    curve = sim.regimens["mine", "melatonin"].concentration([-0.5, 0.5, 11.0]) * 1e6
    ratios = np.concatenate([np.array([600, 800, 20]) / curve, np.array([1200, 1600, 40]) / curve])
    assert f"in the middle {np.median(ratios):.3g} times the curve of mine" in figure.alt_text
    small = " ".join(figure.texts[0].get_text().split())
    assert "10 samples of 2 subjects" in small
    assert "Drawn outside the hours shown: 2." in small
    assert "hang from a line" in small
    assert "what the body has by itself" in small


def test_bands_take_points_too_on_every_panel_of_the_compound(sim):
    people = pk.simulate_population(pk.load_schedules(), subjects=50, step_min=15)
    figure = people.plot(samples=samples())
    for axes in figure.axes:
        assert len(points(axes, "measured")) == (2 if axes.get_label().endswith("melatonin") else 0)
    assert "of 8 lie where nine of ten sleepers are with duo" in figure.alt_text


def test_the_share_within_a_band_is_counted_by_its_edges(sim):
    people = pk.simulate_population(sim.study(pk.Study(subjects=200)), step_min=1)
    low, high = people.quantiles["mine", "melatonin"][:, [0, -1]].T
    at = {hour: int(np.argmin(np.abs(people.typical.times_h - hour))) for hour in (-0.5, 0.5, 2.0)}
    levels = [1.0, 0.9 * low[at[-0.5]], 0.5 * (low[at[0.5]] + high[at[0.5]]), f"<{2 * high[at[2.0]]:.9f}", 1.0]
    frame = pd.DataFrame({"Time": HOURS, "conc": levels, "Dose": 1, "Subject": 1})
    figure = people.plot(samples=pk.Samples.from_frame(frame, start="22:00", **SAID))
    # Within: the third, and the fourth, of which the band reaches below its limit.
    assert "2 of 4 lie where nine of ten" in figure.alt_text
    assert len(points(figure.axes[0], "measured")) == 1


def test_residuals_are_measured_minus_curve(sim):
    table = sim.residuals(samples())
    curve = sim.regimens["mine", "melatonin"].concentration(table["time_h"].to_numpy()) * 1e6
    assert list(table) == [
        "schedule", "subject", "time_h", "measured", "predicted", "residual", "below_limit", "unit"
    ]  # fmt: skip
    np.testing.assert_allclose(table["predicted"], curve)
    np.testing.assert_allclose(table["residual"], table["measured"] - curve)
    assert table["below_limit"].sum() == 2


def test_residuals_are_drawn_a_panel_for_each_schedule_alike_in_scale(sim):
    two = pk.simulate([pk.Schedule.parse("mine", "melatonin 1 mg at 22:00"), pk.load_schedules()["duo"]])
    figure, table = two.plot_residuals(samples()), two.residuals(samples())
    assert [axes.get_label() for axes in figure.axes] == ["mine", "duo"]
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    for axes in figure.axes:
        rows = table[(table["schedule"] == axes.get_label()) & ~table["below_limit"]]
        drawn = np.concatenate([y for _, y in points(axes, "measured")])
        np.testing.assert_allclose(drawn, rows.loc[rows["time_h"] <= 8, "residual"])
        assert abs(drawn).max() < axes.get_ylim()[1]


def test_ratios_are_measured_over_curve_where_neither_is_0(sim):
    (axes,) = sim.plot_residuals(samples(levels=[3.0, 600.0, 0.0, "<90", 20.0]), y="ratio").axes
    curve = float(sim.regimens["mine", "melatonin"].concentration([-0.5])[0]) * 1e6
    assert [y.tolist() for _, y in points(axes, "measured")] == [
        [pytest.approx(600 / curve)], [pytest.approx(1200 / curve)]
    ]  # fmt: skip
    low, high = axes.get_ylim()
    assert (axes.get_yscale(), low * high) == ("log", pytest.approx(1))
    assert "measured over curve" in axes.get_title(loc="left")


def test_what_is_no_way_to_show_residuals_is_refused(sim):
    with pytest.raises(pk.InputError, match="y is 'log'; it must be one of 'difference', 'ratio'"):
        sim.plot_residuals(samples(), y="log")


def test_residuals_are_of_the_sum_where_the_bodys_own_was_simulated(sim):
    both = pk.simulate(sim.study(), endogenous=True)
    table = both.residuals(samples())
    inside = table["time_h"] <= both.times_h[-1]
    expected = np.interp(table["time_h"], both.times_h, both.total("mine", "melatonin"))
    np.testing.assert_allclose(table["predicted"][inside], expected[inside], rtol=1e-6)


def test_nothing_written_covers_anything(sim, extents, covering):
    for figure in (sim.plot(samples=samples()), sim.plot_residuals(samples())):
        boxes = extents(figure)
        assert covering(boxes) == []
        assert all(box.x1 <= figure.bbox.x1 for box in boxes.values())


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (samples(start=None), "say it, such as samples.at"),
        (samples(compound="theophylline"), "the compound of the samples is 'theophylline'"),
        (samples(compound=None), "the compound of the samples is None"),
        (samples(matrix="saliva"), "curves are of plasma"),
        (pk.Night(), "samples is a Night"),
    ],
)
def test_samples_that_do_not_belong_to_the_curves_are_refused(sim, given, rule):
    for draw in (lambda: sim.plot(samples=given), lambda: sim.plot_residuals(given), lambda: sim.residuals(given)):
        with pytest.raises(pk.InputError, match=rule):
            draw()


def test_samples_are_not_drawn_as_shares_of_a_peak(sim):
    with pytest.raises(pk.InputError, match="cannot be drawn as a share"):
        sim.plot(samples=samples(), y="share of peak")
