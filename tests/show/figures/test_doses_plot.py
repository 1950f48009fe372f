import pytest
from places import CONFIGS

from pksim import Night, Schedule, load_diary, load_schedules, simulate


@pytest.fixture(scope="module")
def figure(published):
    return published.plot_doses()


def marks(axes):
    return [(float(m.get_xdata()[0]), float(m.get_ydata()[0])) for m in axes.lines if m.get_gid() == "dose"]


def bars(axes):
    return [tuple(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 4]


def test_every_dose_is_marked_at_its_time_in_the_order_given(figure):
    (axes,) = figure.axes
    times = [dose.time_h for schedule in load_schedules().values() for dose in schedule.doses]
    assert [time for time, _ in marks(axes)] == pytest.approx(times)
    heights = [y for _, y in marks(axes)]
    assert heights == sorted(heights)
    assert len(set(heights)) == len(heights)


def test_a_bar_is_the_range_of_times_that_the_source_gives(figure):
    (axes,) = figure.axes
    spans = [
        (dose.time_h + early, dose.time_h + late)
        for schedule in load_schedules().values()
        for dose in schedule.doses
        for early, late in [dose.window_h or (0, 0)]
    ]
    assert bars(axes) == [pytest.approx(span) for span in spans]
    assert (-0.75 - 0.25, -0.75 + 0.25) in spans


def test_the_headline_says_from_when_to_when_each_compound_is_taken(figure, solve):
    (axes,) = figure.axes
    told = axes.get_title(loc="left").replace("\n", " ")
    assert told == "Melatonin 1 h 30 min to 25 min before bedtime; magnesium 1 h 30 min to 45 min before bedtime"
    assert f"Doses relative to bedtime. {told}." in figure.alt_text
    texts = {
        "a": "melatonin 1 mg 60 min before bed",
        "b": "melatonin 1 mg 30 min after bed; magnesium glycinate 300 mg salt at 22:00",
    }
    (axes,) = solve(texts).plot_doses().axes
    assert axes.get_title(loc="left").replace("\n", " ") == (
        "Melatonin 1 h before bedtime to 30 min after bedtime; magnesium 1 h before bedtime"
    )


def test_each_schedule_has_a_row_and_each_dose_says_what(figure):
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == list(load_schedules())
    written = [text.get_text() for text in axes.texts]
    whats = [dose.what for schedule in load_schedules().values() for dose in schedule.doses]
    assert [text for text in written if text in whats] == whats
    assert axes.get_xlabel() == "hours from bedtime"


def test_bedtime_is_a_line_at_0_and_doses_by_the_clock_fall_where_the_night_puts_them(solve):
    night = Night("09:00", "17:00")
    (axes,) = solve({"x": "melatonin 1 mg at 08:00; melatonin 1 mg at 12:30-13:30"}, night).plot_doses().axes
    assert any(list(line.get_xdata()) == [0, 0] for line in axes.lines)
    assert [time for time, _ in marks(axes)] == pytest.approx([-1, 4])
    assert bars(axes)[1] == pytest.approx((3.5, 4.5))
    first, last = axes.get_xlim()
    assert first < -1
    assert last > 4.5


TEXTS = {
    "mine": "melatonin 1 mg 60 min before bed",
    "a longer name, of two lines or so": "magnesium glycinate 300 mg elemental 2 h after bed; melatonin 1 mg at 06:00",
    "third": "magnesium 300 mg elemental at 12:00; melatonin prolonged-release 2 mg at bedtime",
}


def test_no_text_covers_another_or_leaves_the_figure(published, solve, extents, covering, outside):
    for figure in (published.plot_doses(), solve(TEXTS).plot_doses(), solve(mine=TEXTS["mine"]).plot_doses()):
        boxes = extents(figure)
        assert covering(boxes) == []
        assert outside(boxes, figure) == []


def test_the_same_compound_looks_the_same_in_every_row(figure):
    (axes,) = figure.axes
    looks = {}
    doses = [dose for schedule in load_schedules().values() for dose in schedule.doses]
    for dose, mark in zip(doses, [line for line in axes.lines if line.get_gid() == "dose"], strict=True):
        looks.setdefault(dose.compound, set()).add((mark.get_color(), mark.get_marker()))
    assert all(len(each) == 1 for each in looks.values())
    assert looks["melatonin"] != looks["magnesium"]


PLAN = Schedule.parse("plan", "melatonin 1 mg 60 min before bed; magnesium glycinate 300 mg elemental at 21:00")
DIARY = CONFIGS / "diary.csv"


@pytest.fixture(scope="module")
def weeks():
    """Ten nights as planned, and with the third missed and the fifth two hours late."""
    missed = PLAN.nightly(10, skip=3, late={5: 2}, name="missed")
    return simulate([PLAN.nightly(10), missed], nights=10, step_min=60)


def lanes(axes):
    """Times of the doses of each lane, from the top."""
    found = {}
    for time, y in marks(axes):
        found.setdefault(round(y, 9), []).append(time)
    return [found[y] for y in sorted(found)]


def shaded(axes):
    """Hours of sleep, without the grey of every other row."""
    return [
        (patch.get_x(), patch.get_width()) for patch in axes.patches if patch.get_x() >= 0 and patch.get_width() != 1
    ]


def test_over_several_nights_each_kind_of_dose_has_one_lane(weeks):
    (axes,) = weeks.plot_doses().axes
    nights = [24 * night for night in range(10)]
    kept = [bed + 2 * (night == 4) for night, bed in enumerate(nights) if night != 2]
    expected = [[bed + offset for bed in beds] for beds in (nights, kept) for offset in (-1, -2)]
    assert [sorted(lane) for lane in lanes(axes)] == [pytest.approx(lane) for lane in expected]
    written = [text.get_text() for text in axes.texts]
    whats = ["melatonin 1 mg", "magnesium glycinate 300 mg elemental"] * 2
    assert [text for text in written if text in whats] == whats


def test_every_night_of_several_is_shaded(weeks):
    (axes,) = weeks.plot_doses().axes
    assert shaded(axes) == [(24 * night, 8) for night in range(10)]
    assert any(list(line.get_xdata()) == [0, 0] for line in axes.lines)
    assert {"night 1", "10"} <= {text.get_text() for text in axes.texts}


def test_doses_of_another_amount_have_a_lane_of_their_own():
    low = Schedule.parse("low", "melatonin 0.5 mg at 22:00").nightly(3)
    high = Schedule.parse("high", "melatonin 1 mg at 22:00").nightly(range(4, 7))
    (axes,) = simulate(low + high, nights=6, step_min=60).plot_doses().axes
    assert lanes(axes) == [pytest.approx([-1, 23, 47]), pytest.approx([71, 95, 119])]


def test_a_diary_shows_when_things_were_taken():
    (axes,) = simulate(load_diary(DIARY, tz="Europe/Berlin"), step_min=60).plot_doses().axes
    melatonin, magnesium = lanes(axes)
    # Hours that passed since 22:45 on the first evening; clocks go back before the seventh.
    assert melatonin == pytest.approx([-1, 23.25, 96.75, 120.75, 143.75])
    assert magnesium == pytest.approx([-1.5, 22.75, 46 + 35 / 60, 97 + 25 / 60, 119.75, 143.25])


def test_no_text_of_several_nights_covers_another_or_leaves_the_figure(weeks, extents, covering, outside):
    figure = weeks.plot_doses()
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


@pytest.mark.parametrize("count", [2, 7])
def test_numbers_of_nights_stay_in_the_figure(count, extents, outside):
    figure = simulate(PLAN, nights=count, step_min=60).plot_doses()
    assert outside(extents(figure), figure) == []
