"""What is drawn of the body clock, held against what was computed."""

import numpy as np
import pytest

import pksim as pk

TOKYO = pk.Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00")
NEW_YORK = pk.Trip("Europe/Berlin", "America/New_York", "2026-04-10 13:00", "2026-04-10 15:30")


def marked(axes, start):
    return [line for line in axes.lines if str(line.get_gid()).startswith(start)]


def bars(axes, gid):
    """Each bar's row, and where it begins and ends [h after noon]."""
    found = [patch for patch in axes.patches if patch.get_gid() == gid]
    return sorted((int(each.get_y()), each.get_x(), each.get_x() + each.get_width()) for each in found)


@pytest.mark.parametrize("dose", ["3 mg", "0.5 mg"])
def test_a_curve_is_drawn_with_its_band_and_what_the_study_states(dose):
    curve = pk.phase_response(dose)
    figure = curve.plot()
    (axes,) = figure.axes
    (line,) = marked(axes, "curve")
    np.testing.assert_allclose(line.get_ydata(), curve(line.get_xdata()))
    (band,) = (each for each in axes.collections if each.get_gid() == "eight in ten")
    edges = band.get_paths()[0].vertices
    at = edges[np.isclose(edges[:, 0], -5)][:, 1]
    assert (at.min(), at.max()) == pytest.approx(curve.range(-5))
    stated = [float(each.get_xdata()[0]) for each in marked(axes, "stated")]
    assert stated == pytest.approx([curve.stated_h("advance")[0], curve.stated_h("delay")[0]])
    assert f"{curve.subjects} people" in figure.alt_text


def test_doses_stand_where_their_clocks_are_and_point_where_they_move():
    clock = pk.body_clock(TOKYO)
    (axes,) = clock.plot().axes
    marks, table = marked(axes, "dose"), clock.to_frame()
    assert len(marks) == len(table)
    for mark, row in zip(marks, table.to_dict("records"), strict=True):
        hour, minute = map(int, row["dose"][-5:].split(":"))
        assert mark.get_xdata()[0] == pytest.approx((hour + minute / 60 - 12) % 24)
        way = "earlier" if row["low"] > 0 else "later" if row["high"] < 0 else "cannot be told"
        assert mark.get_gid() == f"dose {way}"
    assert {mark.get_gid() for mark in marks} == {"dose earlier", "dose cannot be told"}


def test_sleep_flight_and_onset_lie_on_the_clock_at_home():
    """23:00 at home is eleven hours after noon; in Tokyo it is 16:00 at home."""
    (axes,) = pk.body_clock(TOKYO).plot().axes
    assert [tuple(each[1:]) for each in bars(axes, "sleep")] == [(11, 19)] * 3 + [(4, 12)] * 7
    assert bars(axes, "flight") == [(3, 1, 13)]
    row, begin, end = bars(axes, "onset")[0]
    assert (row, (begin + end) / 2) == (0, pytest.approx(9))
    (band, *_) = bars(axes, "onset of eight in ten")
    assert (band[2] - band[1]) / 2 == pytest.approx(1.2816, abs=0.01)
    assert axes.get_yticklabels()[0].get_text() == "Tue 07 Apr"
    assert axes.child_axes[0].get_xlabel() == "clock in Asia/Tokyo"


@pytest.mark.parametrize(
    ("trip", "order"), [(TOKYO, ["light to avoid", "light to seek"]), (NEW_YORK, ["light to seek", "light to avoid"])]
)
def test_light_to_seek_comes_after_the_lowest_temperature_eastward_and_before_it_westward(trip, order):
    clock = pk.body_clock(trip)
    (axes,) = clock.plot().axes
    sleeps = bars(axes, "sleep")
    for name in order:
        assert bars(axes, name)
        for row, begin, end in bars(axes, name):
            assert not any(at == row and begin < wake - 1e-9 and bed + 1e-9 < end for at, bed, wake in sleeps)
    # On the first day the onset is at 21:00, nine hours after noon, and the temperature lowest at 04:00.
    for name, (begin, end) in zip(order, ((13, 16), (16, 19)), strict=True):
        for row, first, last in bars(axes, name):
            if row == 0:
                assert begin - 1e-9 <= first < last <= end + 1e-9


def test_limits_stand_on_the_picture():
    small = " ".join(" ".join(text.get_text().split()) for text in pk.body_clock(TOKYO).plot().texts)
    for limit in (
        "light and melatonin do not add up",
        "no promise",
        "do not drive",
        "not medical advice",
        "nobody knows",
    ):
        assert limit in small


def test_a_plain_night_has_neither_light_nor_a_second_clock():
    clock = pk.body_clock(pk.Schedule.parse("mine", "melatonin 3 mg at 08:00"), pk.Night("23:00", "07:00"))
    (axes,) = clock.plot().axes
    assert not bars(axes, "light to seek")
    assert not axes.child_axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["the day before", "night 1", "night 2", "night 3"]
    assert [mark.get_gid() for mark in marked(axes, "dose")] == ["dose later"] * 3
