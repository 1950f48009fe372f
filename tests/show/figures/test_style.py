from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from pksim import Night, Schedule, load_schedules
from pksim.describe.schedule.real_nights import RealNights
from pksim.show.figures.style import draw_night, line_style, styles_of


@pytest.mark.parametrize(
    ("nights", "step_h"),
    [(1, 1), (2, 24), (7, 24), (14, 24), (20, 48), (60, 168), (180, 336), (300, 672), (900, 3 * 672)],
)
def test_ticks_stand_as_close_as_their_labels_allow(nights, step_h):
    night = Night(nights=nights)
    figure = Figure(figsize=(8.5, 2.0), dpi=100)
    axes = figure.add_axes((0.1, 0.2, 0.8, 0.6))
    draw_night(axes, night, (-4.0, night.end_h))
    assert set(np.diff(axes.get_xticks())) == {step_h}
    room_in, span_h = 8.5 * 0.8, night.end_h + 4.0
    assert span_h / step_h <= room_in / 0.48


@pytest.mark.parametrize(
    ("first", "count"), [(date(2026, 3, 27), 4), (date(2026, 12, 20), 30), (date(2026, 1, 1), 365)]
)
def test_nights_that_have_been_have_dates_where_they_begin(first, count):
    zone = ZoneInfo("Europe/Berlin")
    beds = [datetime(first.year, first.month, first.day, 23, tzinfo=zone) + timedelta(days=i) for i in range(count)]
    instants = tuple(bed.astimezone(UTC) for bed in beds)
    nights = RealNights(
        nights=count,
        dates=tuple(bed.date() for bed in beds),
        bedtimes=instants,
        wakes=tuple(each + timedelta(hours=8) for each in instants),
        tz=zone.key,
    )
    figure = Figure(figsize=(8.5, 2.0), dpi=100)
    axes = figure.add_axes((0.1, 0.2, 0.8, 0.6))
    draw_night(axes, nights, (-4.0, nights.end_h))
    begins = [(instants[0] + timedelta(hours=hours)).astimezone(zone) for hours in axes.get_xticks()]
    assert {(each.hour, each.minute) for each in begins} == {(0, 0)}
    labels = [label.get_text().split("\n") for label in axes.get_xticklabels()]
    assert [label[0] for label in labels] == [f"{each.day} {each:%b}" for each in begins]
    years = [label[1] for label in labels if len(label) > 1]
    assert years == [str(year) for year in dict.fromkeys(each.year for each in begins)]
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(one.x1 < other.x0 for one, other in pairwise(boxes))


def test_sixty_four_lines_can_be_told_apart():
    looks = {(style["color"], style["linestyle"]) for style in map(line_style, range(64))}
    assert len(looks) == 64


def test_beside_published_schedules_ones_own_are_in_colour_and_the_strongest():
    known = load_schedules()
    own = {name: Schedule.parse(name, "melatonin 1 mg 60 min before bed") for name in ("mine", "duo")}
    own["same-time"] = known["same-time"].scale(5, name="same-time")
    nightly = known["dream-team"].nightly(2, name="dream-team")
    styles = styles_of({"mechanism": known["mechanism"], **own, "dream-team": nightly})
    grey = {name for name, style in styles.items() if len(set(to_rgb(style["color"]))) == 1}
    assert grey == {"mechanism", "dream-team"}
    assert styles["mechanism"]["linestyle"] != styles["dream-team"]["linestyle"]
    assert styles["mine"]["color"] != styles["duo"]["color"]
    widths = {name: style["linewidth"] for name, style in styles.items()}
    assert max(widths[name] for name in grey) < min(widths[name] for name in own)


@pytest.mark.parametrize("of", ["published", "own"])
def test_alone_either_has_its_colours(of):
    schedules = {
        "published": load_schedules(),
        "own": {name: Schedule.parse(name, "melatonin 1 mg at bedtime") for name in "abc"},
    }[of]
    assert styles_of(schedules) == {name: line_style(i) for i, name in enumerate(schedules)}
