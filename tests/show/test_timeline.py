import pytest

from pksim import Night, load_schedules


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
