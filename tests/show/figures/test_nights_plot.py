"""Several nights: one long curve, and a strip for each night."""

import datetime as dt

import numpy as np
import pytest
from places import CONFIGS

import pksim as pk
from pksim.show.figures.style import line_style
from pksim.show.words.curves import describe_all

NOISE, BASELINE, EDGES = 1.96 * 0.034, 0.85, [0.75, 0.85]
TEXT = "melatonin 1 mg 60 min before bed; magnesium 300 mg elemental at 21:00"
PLAN = pk.Schedule.parse("plan", TEXT)


@pytest.fixture(scope="module")
def nights():
    """Four nights as planned, and with the second forgotten and the third 90 minutes late."""
    missed = PLAN.nightly(4, skip=2, late={3: 1.5}, name="missed")
    return pk.simulate([PLAN.nightly(4), missed], nights=4, step_min=20)


@pytest.fixture(scope="module")
def figure(nights):
    return nights.plot_nights()


@pytest.fixture(scope="module")
def diary():
    """The week in which clocks go back, with the body's own."""
    return pk.simulate(pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin"), step_min=20, endogenous=True)


@pytest.fixture(scope="module")
def drawn_diary(diary):
    return diary.plot_nights()


def long(figure, compound):
    return next(axes for axes in figure.axes if axes.get_label() == compound)


def strips(figure, compound):
    """The strips of a compound, by number of the night."""
    named = {axes.get_label(): axes for axes in figure.axes if axes.get_label().startswith(f"{compound}, night ")}
    return {int(label.removeprefix(f"{compound}, night ")): axes for label, axes in named.items()}


def curves(axes):
    """What is drawn over time."""
    return [line for line in axes.lines if len(line.get_xdata()) > 2]


def marks(axes):
    """Times of the doses, by colour of the schedule."""
    found = {}
    for line in axes.lines:
        if line.get_gid() == "dose":
            found.setdefault(line.get_markerfacecolor(), []).extend(float(time) for time in line.get_xdata())
    return found


def noise(axes):
    bands = [patch for patch in axes.patches if patch.get_gid() == "noise"]
    return [(float(band.get_y()), float(band.get_y() + band.get_height())) for band in bands]


def sleep(axes):
    return [(patch.get_x(), patch.get_width()) for patch in axes.patches if patch.get_gid() != "noise"]


def written(axes):
    return [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("compound", ["melatonin", "magnesium"])
def test_the_long_panel_has_the_whole_curve_of_every_schedule(figure, nights, compound):
    axes = long(figure, compound)
    lines = curves(axes)
    assert [line.get_label() for line in lines] == list(nights.schedules)
    for i, line in enumerate(lines):
        expected = nights.concentrations[line.get_label(), compound]
        drawn = np.isfinite(line.get_ydata())
        np.testing.assert_array_equal(line.get_xdata(), nights.times_h)
        np.testing.assert_array_equal(line.get_ydata()[drawn], expected[drawn])
        assert drawn[expected > 0].all()
        assert line.get_color() == line_style(i)["color"]
    assert axes.get_xlim() == (-4, 80)
    assert sleep(axes) == [(24 * night, 8) for night in range(4)]


@pytest.mark.parametrize("compound", ["melatonin", "magnesium"])
def test_a_strip_is_that_nights_slice_of_the_curve_from_its_own_bedtime(figure, nights, compound):
    shown = strips(figure, compound)
    assert list(shown) == [1, 2, 3, 4]
    for number, axes in shown.items():
        bed = 24 * (number - 1)
        inside = (nights.times_h > bed - 4.001) & (nights.times_h < bed + 20.001)
        assert inside.sum() == (73 if number < 4 else 37)
        lines = curves(axes)
        assert len(lines) == len(nights.schedules)
        for i, (name, line) in enumerate(zip(nights.schedules, lines, strict=True)):
            np.testing.assert_allclose(line.get_xdata(), nights.times_h[inside] - bed, atol=1e-12)
            np.testing.assert_array_equal(line.get_ydata(), nights.concentrations[name, compound][inside])
            assert line.get_color() == line_style(i)["color"]
        assert axes.get_xlim() == (-4, 20)
        assert sleep(axes) == [(0, 8)]
        assert any(list(line.get_xdata()) == [0, 0] for line in axes.lines)
        assert axes.get_ylim() == long(figure, compound).get_ylim()


def test_doses_are_marked_in_their_night_at_their_offset_from_bedtime(figure):
    plan, missed = (line_style(i)["color"] for i in (0, 1))
    for compound, usual in (("melatonin", -1), ("magnesium", -2)):
        shown = {number: marks(axes) for number, axes in strips(figure, compound).items()}
        assert [shown[number][plan] for number in shown] == [[pytest.approx(usual)]] * 4
        late = [pytest.approx(usual), None, pytest.approx(usual + 1.5), pytest.approx(usual)]
        assert [shown[number].get(missed) or None for number in shown] == [None if at is None else [at] for at in late]


def test_no_dose_is_written_only_where_nobody_takes_any(figure):
    for compound in ("melatonin", "magnesium"):
        assert not any("no dose" in written(axes) for axes in strips(figure, compound).values())
    alone = pk.simulate(PLAN.nightly(3, skip=2), nights=3, step_min=30).plot_nights()
    for compound in ("melatonin", "magnesium"):
        assert ["no dose" in written(axes) for axes in strips(alone, compound).values()] == [False, True, False]


def test_no_dose_is_told_by_compound(drawn_diary):
    without = {
        compound: [number for number, axes in strips(drawn_diary, compound).items() if "no dose" in written(axes)]
        for compound in ("melatonin", "magnesium")
    }
    assert without == {"melatonin": [3, 4], "magnesium": [4]}


def test_strips_are_under_one_another_and_columns_beside_each_other(figure):
    for compound in ("melatonin", "magnesium"):
        column = [long(figure, compound), *strips(figure, compound).values()]
        heights = [axes.get_position().y0 for axes in column]
        assert heights == sorted(heights, reverse=True)
        assert len({(axes.get_position().x0, round(axes.get_position().x1, 9)) for axes in column}) == 1
    assert long(figure, "melatonin").get_position().x1 < long(figure, "magnesium").get_position().x0


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, [1]),
        (14, [*range(1, 15)]),
        (15, [*range(1, 8), *range(9, 16)]),
        (30, [*range(1, 8), *range(24, 31)]),
    ],
)
def test_of_more_than_fourteen_nights_the_first_and_last_seven_have_strips(count, shown):
    schedule = pk.Schedule.parse("x", "melatonin 1 mg at 22:00").nightly(count)
    figure = pk.simulate(schedule, nights=count, step_min=120).plot_nights()
    assert list(strips(figure, "melatonin")) == shown
    for number, axes in strips(figure, "melatonin").items():
        assert str(number) in written(axes)
        assert list(marks(axes).values()) == [[pytest.approx(-1)]]


def test_strips_of_a_diary_have_dates_and_nights_of_their_own_length(drawn_diary):
    shown = strips(drawn_diary, "melatonin")
    days = [dt.date(2026, 10, 19) + dt.timedelta(days=i) for i in range(7)]
    assert [axes.texts[-1].get_text() for axes in shown.values()] == [f"{day:%a %d %b}" for day in days]
    # Clocks go back in the sixth night: 00:15 to 08:00 are 8 h 45 min.
    lengths = [width for axes in shown.values() for _, width in sleep(axes)]
    assert lengths == pytest.approx([7.75, 7 + 1 / 3, 7 + 2 / 3, 7.5, 7 + 7 / 12, 8.75, 8])


def test_doses_of_a_diary_are_marked_from_their_own_bedtime(drawn_diary):
    drawn = [
        [time for times in marks(axes).values() for time in times] for axes in strips(drawn_diary, "magnesium").values()
    ]
    expected = [-1.5, -100 / 60, -1.5, None, -0.5, -1.75, -1.5]
    assert drawn == [[] if each is None else [pytest.approx(each)] for each in expected]


def test_a_diarys_strips_are_slices_from_each_bedtime(drawn_diary, diary):
    # Bedtimes in local time, from 22:45 on the first evening; the seventh is after clocks went back.
    beds = [0, 24 + 25 / 60, 48 + 5 / 60, 72.25, 96 + 115 / 60, 121.5, 144.75]
    total = diary.total("diary", "melatonin")
    for bed, axes in zip(beds, strips(drawn_diary, "melatonin").values(), strict=True):
        inside = (diary.times_h > bed - 4.001) & (diary.times_h < bed + 20.001)
        (line,) = curves(axes)
        np.testing.assert_allclose(line.get_xdata(), diary.times_h[inside] - bed, atol=1e-9)
        np.testing.assert_array_equal(line.get_ydata(), total[inside])


def test_the_band_of_noise_is_in_the_long_panel_and_in_every_strip_of_magnesium(figure, nights):
    panels = [long(figure, "magnesium"), *strips(figure, "magnesium").values()]
    assert [noise(axes) for axes in panels] == [[pytest.approx((0, NOISE))]] * 5
    assert all(axes.get_ylim()[1] > NOISE for axes in panels)
    assert not any(noise(axes) for axes in (long(figure, "melatonin"), *strips(figure, "melatonin").values()))
    assert not any(noise(axes) for axes in nights.plot_nights(noise=False).axes)


def test_with_the_bodys_own_the_band_lies_about_the_baseline(drawn_diary, diary):
    panels = [long(drawn_diary, "magnesium"), *strips(drawn_diary, "magnesium").values()]
    assert [noise(axes) for axes in panels] == [[pytest.approx((BASELINE - NOISE, BASELINE + NOISE))]] * 8
    named = [(line.get_gid(), line.get_ydata()[0]) for line in panels[0].lines if line.get_gid()]
    assert named == [*(("deficiency", edge) for edge in EDGES), ("endogenous", BASELINE)]
    np.testing.assert_allclose(
        curves(panels[0])[0].get_ydata(), diary.concentrations["diary", "magnesium"] + BASELINE, rtol=1e-12
    )
    assert not any(noise(axes) for axes in diary.plot_nights(noise=False).axes)
    assert [shape.get_gid() for shape in long(drawn_diary, "melatonin").collections] == ["endogenous"]


def test_axes_say_what_they_are(figure, drawn_diary):
    for each, along in (
        (figure, "days from the first bedtime"),
        (drawn_diary, "date, at its midnight on the local clock"),
    ):
        assert long(each, "melatonin").get_xlabel() == along
        assert [long(each, name).get_ylabel() for name in ("melatonin", "magnesium")] == ["pg/mL", "mmol/L"]
        *others, last = strips(each, "melatonin").values()
        assert last.get_xlabel() == "hours from that night's bedtime, heights as above"
        assert not any(axes.get_xlabel() for axes in others)
    titles = [long(figure, name).get_title(loc="left").replace("\n", " ") for name in ("melatonin", "magnesium")]
    assert titles == ["melatonin in plasma, what the doses add", "magnesium in serum, rise above baseline"]
    assert long(drawn_diary, "magnesium").get_title(loc="left") == "magnesium in serum"


def test_there_is_a_legend_only_with_several_schedules(figure, nights, drawn_diary):
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == list(nights.schedules)
    looks = [(line.get_color(), line.get_linestyle()) for line in legend.get_lines()]
    assert looks == [(line.get_color(), line.get_linestyle()) for line in curves(long(figure, "melatonin"))]
    assert drawn_diary.legends == []


def test_the_alternative_text_is_what_the_words_say(figure, nights, drawn_diary, diary):
    assert figure.alt_text == describe_all(nights)
    assert drawn_diary.alt_text == describe_all(diary)
    assert "No melatonin is taken in the nights of Wed 21 Oct, Thu 22 Oct." in drawn_diary.alt_text


def test_a_schedule_without_a_compound_has_no_line_in_its_column(nights):
    other = pk.Schedule.parse("other", "melatonin 1 mg at 22:00").nightly(2)
    figure = pk.simulate([other, PLAN.nightly(2)], nights=2, step_min=30).plot_nights()
    (line,) = curves(long(figure, "magnesium"))
    assert (line.get_label(), line.get_color()) == ("plan (2 nights)", line_style(1)["color"])
    assert list(marks(strips(figure, "magnesium")[1])) == [line_style(1)["color"]]


@pytest.mark.parametrize("nights_of", [2, 16])
def test_no_label_covers_another_or_leaves_the_figure(nights_of, extents, covering, outside):
    simulation = pk.simulate(
        [PLAN.nightly(nights_of, name="a"), PLAN.nightly(nights_of, skip=2, name="b")],
        nights=nights_of,
        step_min=60,
        endogenous=nights_of == 16,
    )
    figure = simulation.plot_nights()
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_no_label_of_a_diary_covers_another_or_leaves_the_figure(drawn_diary, extents, covering, outside):
    boxes = extents(drawn_diary)
    assert covering(boxes) == []
    assert outside(boxes, drawn_diary) == []


def test_the_legend_of_eight_schedules_covers_nothing(extents, covering, outside):
    eight = [schedule.nightly(2) for schedule in pk.load_schedules().values()]
    figure = pk.simulate(eight, nights=2, step_min=60).plot_nights()
    boxes = extents(figure)
    assert (covering(boxes), outside(boxes, figure)) == ([], [])


def test_a_single_night_has_room_for_its_labels(extents, covering, outside):
    figure = pk.simulate(PLAN, step_min=60).plot_nights()
    boxes = extents(figure)
    assert (covering(boxes), outside(boxes, figure)) == ([], [])


def test_a_dose_before_the_strip_is_marked_at_its_edge():
    noon = pk.Schedule.parse("x", "melatonin 1 mg at 12:00").nightly(2)
    axes = strips(pk.simulate(noon, nights=2, step_min=60).plot_nights(), "melatonin")[2]
    low, high = axes.get_xlim()
    assert all(low <= time <= high for times in marks(axes).values() for time in times)


def test_a_curve_that_is_nowhere_in_the_window_can_be_drawn():
    simulation = pk.simulate(pk.Schedule.parse("x", "melatonin 1 mg 10 h after bed"), step_min=60)
    assert len(strips(simulation.plot_nights(), "melatonin")) == 1
