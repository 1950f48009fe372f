import numpy as np
import pytest

from pksim import InputError, Night, Schedule, simulate
from pksim.show.figures.style import line_style


@pytest.fixture(scope="module")
def figure(published):
    return published.plot()


def curves(axes):
    """The lines of the curves, by schedule."""
    return {
        line.get_label(): line for line in axes.lines if not line.get_label().startswith("_") and not line.get_gid()
    }


def doses(axes):
    return [line for line in axes.lines if line.get_gid() == "dose"]


def sleep(axes):
    return [(patch.get_x(), patch.get_width()) for patch in axes.patches if patch.get_gid() != "noise"]


def test_there_is_one_panel_for_each_compound(figure):
    assert [axes.get_label() for axes in figure.axes] == ["melatonin", "magnesium"]
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["melatonin in plasma, what the doses add", "magnesium in serum, rise above baseline"]


def test_the_lines_are_the_concentrations(figure, published):
    for axes in figure.axes:
        expected = {name: c for (name, of), c in published.concentrations.items() if of == axes.get_label()}
        lines = curves(axes)
        assert list(lines) == list(expected)
        for name, line in lines.items():
            x, y = line.get_data()
            np.testing.assert_array_equal(x, published.times_h)
            drawn = np.isfinite(y)
            np.testing.assert_array_equal(y[drawn], expected[name][drawn])
            assert drawn[expected[name] > 0].all()


def test_a_panel_shows_only_schedules_that_take_its_compound(figure):
    melatonin, magnesium = (curves(axes) for axes in figure.axes)
    assert set(melatonin) - set(magnesium) == {"extended-release"}


@pytest.mark.parametrize("night", [Night(), Night("09:00", "17:30", before_h=3, after_wake_h=1)])
def test_bedtime_is_a_strong_line_at_0_and_sleep_is_shaded(solve, night):
    figure = solve({"x": "melatonin 1 mg at bedtime; magnesium 300 mg elemental at bedtime"}, night).plot()
    for axes in figure.axes:
        (bedtime,) = (line for line in axes.lines if list(line.get_xdata()) == [0, 0])
        assert bedtime.get_linewidth() > max(line.get_linewidth() for line in curves(axes).values())
        assert sleep(axes) == [(0, night.wake_h)]
        assert axes.get_xlim() == (-night.before_h, night.end_h)


def test_clock_times_are_above_and_hours_from_bedtime_below(figure, rulers):
    first, last = figure.axes
    assert last.get_xlabel() == "hours from bedtime"
    hours = rulers(last)["bottom"]
    assert (hours[-4], hours[0], hours[8]) == ("−4", "0", "+8")
    assert rulers(first)["bottom"] == {}
    clock = rulers(first)["top"]
    assert (clock[-4], clock[0], clock[8]) == ("19:00", "23:00", "07:00")
    assert "top" not in rulers(last)
    written = {text.get_text() for text in first.texts}
    assert {"bedtime 23:00", "wake 07:00", "asleep"} <= written


def test_every_dose_is_marked_at_its_time(solve):
    figure = solve(
        a="melatonin 1 mg at 22:00; melatonin 2 mg 1 h after bed", b="melatonin 1 mg 90 min before bed"
    ).plot()
    (axes,) = figure.axes
    marks = sorted((float(mark.get_xdata()[0]), mark.get_markerfacecolor()) for mark in doses(axes))
    one, two = (line_style(i)["color"] for i in (0, 1))
    assert [time for time, _ in marks] == pytest.approx([-1.5, -1, 1])
    assert [colour for _, colour in marks] == [two, one, one]
    assert {mark.get_marker() for mark in doses(axes)} == {"^"}


def test_doses_at_one_time_are_marked_above_one_another(published, figure):
    marks = [(round(float(m.get_xdata()[0]), 6), float(m.get_ydata()[0])) for m in doses(figure.axes[0])]
    assert len(set(marks)) == len(marks) == 8
    assert sum(time == -1 for time, _ in marks) == 4


def test_a_dose_beyond_the_window_is_marked_at_its_edge(solve):
    figure = solve(x="melatonin 1 mg at 12:00; melatonin 1 mg 9 h after bed; melatonin 1 mg at bedtime").plot()
    marks = {mark.get_marker(): float(mark.get_xdata()[0]) for mark in doses(figure.axes[0])}
    assert marks == {"<": -4, "^": 0, ">": 8}


@pytest.mark.parametrize(("mg", "log"), [(1, False), (4.99, False), (5.01, True), (30, True)])
def test_the_axis_is_logarithmic_where_peaks_differ_more_than_fivefold_and_says_so(solve, mg, log):
    one = "magnesium 300 mg elemental at 22:00; melatonin 1 mg at 22:00"
    figure = solve(a=one, b=f"magnesium 300 mg elemental at 23:00; melatonin {mg} mg at 22:00").plot()
    melatonin, magnesium = figure.axes[1], figure.axes[0]
    assert melatonin.get_yscale() == ("log" if log else "linear")
    assert ("logarithmic" in melatonin.get_ylabel()) == log
    assert (magnesium.get_yscale(), magnesium.get_ylabel()) == ("linear", "mmol/L")
    assert melatonin.get_ylabel().startswith("pg/mL")


@pytest.mark.parametrize("log", [False, True])
def test_the_scale_can_be_chosen(published, log):
    for axes in published.plot(log=log).axes:
        assert axes.get_yscale() == ("log" if log else "linear")
        assert ("logarithmic" in axes.get_ylabel()) == log


def test_every_peak_is_within_the_panel(figure):
    for axes in figure.axes:
        low, high = axes.get_ylim()
        peaks = [np.nanmax(line.get_ydata()) for line in curves(axes).values()]
        assert all(low < peak < high for peak in peaks)


def test_a_share_of_the_peak_is_at_most_1(published):
    for axes in published.plot(y="share of peak").axes:
        assert (axes.get_ylabel(), axes.get_yscale()) == ("share of peak", "linear")
        for name, line in curves(axes).items():
            curve = published.concentrations[name, axes.get_label()]
            assert np.nanmax(line.get_ydata()) <= 1 + 1e-12
            drawn = line.get_ydata()
            seen = np.isfinite(drawn) & (curve > 0)
            np.testing.assert_allclose(
                np.ptp(drawn[seen] / curve[seen]), 0, atol=1e-9 * (drawn[seen] / curve[seen]).max()
            )


def test_the_share_is_of_the_whole_curves_peak_not_of_the_windows(solve):
    figure = solve(x="melatonin 1 mg 8 h before bed").plot(y="share of peak")
    (line,) = curves(figure.axes[0]).values()
    assert np.nanmax(line.get_ydata()) < 0.1


def test_what_cannot_be_drawn_is_refused(published):
    with pytest.raises(InputError, match="y is 'shares of peak'; did you mean 'share of peak'"):
        published.plot(y="shares of peak")


def test_a_schedule_looks_the_same_in_every_panel_and_unlike_the_others(figure):
    melatonin, magnesium = (curves(axes) for axes in figure.axes)
    for name, line in magnesium.items():
        assert (line.get_color(), line._dash_pattern) == (melatonin[name].get_color(), melatonin[name]._dash_pattern)
    # In grey only the dashes are left; among eight schedules no two have the same.
    assert len({str(line._dash_pattern) for line in melatonin.values()}) == len(melatonin) == 8
    assert len({line.get_color() for line in melatonin.values()}) == 8


def test_sixteen_schedules_have_sixteen_styles():
    assert len({(style["color"], str(style["linestyle"])) for style in map(line_style, range(16))}) == 16


def test_the_small_print_names_set_sources_and_what_it_is_not(figure):
    printed = figure.small_print.replace("\n", " ")
    for said in ("Parameter set: article", "not medical advice", "Melatonin vs Magnesium Glycinate Mechanism"):
        assert said in printed
    assert "half-life 35 min" in printed
    assert "half-life 15 h" in printed


@pytest.mark.parametrize("text", ["melatonin 1 mg 10 h after bed", "melatonin 1 mg 70 h before bed"])
@pytest.mark.parametrize("log", [None, False, True])
def test_a_curve_that_is_nowhere_in_the_window_can_be_drawn(solve, text, log):
    (axes,) = solve(x=text).plot(log=log).axes
    assert len(curves(axes)) == 1
    axes.figure.draw_without_rendering()


@pytest.fixture(scope="module")
def weeks():
    """Fourteen nights of melatonin and magnesium."""
    schedule = Schedule.parse("plan", "melatonin 1 mg 60 min before bed; magnesium 300 mg elemental at 21:00")
    return simulate(schedule.nightly(14), nights=14, step_min=30)


def test_several_nights_are_one_curve_with_every_sleep_shaded_and_numbered(weeks):
    figure = weeks.plot()
    for axes in figure.axes:
        (line,) = curves(axes).values()
        drawn = np.isfinite(line.get_ydata())
        expected = weeks.concentrations["plan (14 nights)", axes.get_label()]
        np.testing.assert_array_equal(line.get_ydata()[drawn], expected[drawn])
        assert sleep(axes) == [(24 * night, 8) for night in range(14)]
        assert axes.get_xlim() == (-4, 13 * 24 + 8)
    first = {text.get_text() for text in figure.axes[0].texts}
    assert {"night 1", "14"} <= first
    assert "bedtime 23:00" not in first


def test_doses_of_several_nights_are_marked_each_in_its_night(weeks):
    for axes, offset in zip(weeks.plot().axes, (-1, -2), strict=True):
        marks = [float(mark.get_xdata()[0]) for mark in doses(axes)]
        assert marks == pytest.approx([24 * night + offset for night in range(14)])


def test_no_label_of_several_nights_covers_another(weeks, extents, covering, outside):
    figure = weeks.plot()
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_between_the_powers_of_ten_each_multiple_is_marked(published):
    axes = published.plot().axes[0]
    low, high = axes.get_ylim()
    (marks,) = [each for each in axes.artists if each.get_gid() == "left"]
    expected = [n * 10.0**k for k in range(-3, 6) for n in range(2, 10) if low <= n * 10.0**k <= high]
    assert marks.between.tolist() == pytest.approx(expected)
    (linear,) = [each for each in published.plot(log=False).axes[0].artists if each.get_gid() == "left"]
    assert linear.between.size == 0


def test_hours_stand_at_the_lowest_panel_alone(published, extents):
    figure = published.plot()
    written = [text.get_text() for text in extents(figure)]
    assert [written.count(hour) for hour in ("−3", "+7")] == [1, 1]
    upper, lower = figure.axes
    assert len(upper.get_xticks()) == 0
    assert len(lower.get_xticks()) > 5
