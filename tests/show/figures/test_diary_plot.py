"""A diary as a calendar of nights: what is drawn in which row, asserted on what was drawn."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from nights_csv import nights_csv

import pksim as pk
from pksim.show.figures.diary import plot_diary
from pksim.show.figures.style import line_style
from pksim.show.words.diary import describe_diary

BOTH = ("melatonin 1 mg at 22:00", "magnesium glycinate 300 mg elemental at 21:00")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def diary(tmp_path):
    """Read a diary made night by night, in Berlin."""
    return lambda count, *how, **more: pk.load_diary(
        nights_csv(tmp_path / "diary.csv", count, *how, **more), tz="Europe/Berlin"
    )


@pytest.fixture
def written(tmp_path):
    """Read a diary from its lines."""

    def of(*lines, tz="Europe/Berlin", header="night,bedtime,wake,dose,status,onset,awakenings,feeling,note"):
        (tmp_path / "mine.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return pk.load_diary(tmp_path / "mine.csv", tz=tz)

    return of


def drawn(axes, gid):
    """What lines and collections of that name go through, without gaps."""
    lines = [line.get_xydata() for line in axes.lines if line.get_gid() == gid]
    shapes = [path.vertices for each in axes.collections if each.get_gid() == gid for path in each.get_paths()]
    points = np.concatenate(lines or shapes)
    return points[~np.isnan(points[:, 0])]


def told(axes, gid):
    return {round(text.get_position()[1] - 0.5): text.get_text() for text in axes.texts if text.get_gid() == gid}


def test_every_night_is_a_row_with_its_date_and_time_in_bed(diary):
    kept = diary(30)
    (axes,) = kept.plot().axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(30)]
    assert names == [f"{day:%a} {day.day} {day:%b}" + " 2026" * (i == 0) for i, day in enumerate(days)]
    (beds,) = (each for each in axes.collections if each.get_gid() == "in bed")
    boxes = [path.vertices for path in beds.get_paths()]
    local = [
        (bed.astimezone(BERLIN), wake.astimezone(BERLIN))
        for bed, wake in zip(kept.nights.bedtimes, kept.nights.wakes, strict=True)
    ]
    from_noon = [(bed.hour + bed.minute / 60 - 12, wake.hour + wake.minute / 60 + 12) for bed, wake in local]
    np.testing.assert_allclose([(box[:, 0].min(), box[:, 0].max()) for box in boxes], from_noon)
    assert [int(box[:, 1].min()) for box in boxes] == list(range(30))
    clocks = [label.get_text() for label in axes.get_xticklabels()]
    assert clocks[:9] == ["12:00", "15:00", "18:00", "21:00", "00:00", "03:00", "06:00", "09:00", "12:00"]


def test_a_curve_stands_in_its_row_with_doses_and_peaks_at_their_times(diary):
    kept = diary(7, doses=BOTH)
    simulation = pk.simulate(kept, step_min=7)
    (axes,) = kept.plot(simulation).axes
    # 1 mg peaks 45 min after 22:00 at F·D/V·e^(-ke·tmax), 70 % of which is the body's half-life of 35 min
    peaks = drawn(axes, "melatonin")
    for night in range(7):
        inside = peaks[np.floor(peaks[:, 1]) == night]
        top = inside[inside[:, 1].argmin()]
        np.testing.assert_allclose(top, [10.75, night + 0.06], atol=1e-6)
    assert f"up to {0.15e6 / 70 * 2 ** (-45 / 35):.0f} pg/mL" in legend(axes)[0]
    assert drawn(axes, "dose melatonin")[:, 0].tolist() == [10.0] * 7
    assert drawn(axes, "dose magnesium")[:, 0].tolist() == [9.0] * 7
    highest = simulation.concentrations["diary", "magnesium"].max()
    rise = drawn(axes, "magnesium")
    last = rise[np.floor(rise[:, 1]) == 6]
    assert (last[:, 1].min() - 6.06) / 0.89 < 1e-3 < highest


def legend(axes):
    (found,) = axes.figure.legends
    return [text.get_text() for text in found.get_texts()]


def test_doses_that_were_not_taken_are_hollow_and_told(written):
    kept = written(
        "2026-01-01,23:00,07:00,melatonin 1 mg at 22:00,taken,,,,",
        "2026-01-02,23:00,07:00,melatonin 1 mg at 22:00,skipped,,,,",
        "2026-01-03,23:00,07:00,melatonin 1 mg at 22:30,unanswered,,,,",
    )
    (axes,) = kept.plot().axes
    (taken,) = (line for line in axes.lines if line.get_gid() == "dose melatonin")
    (missed,) = (line for line in axes.lines if line.get_gid() == "missed melatonin")
    blue = to_rgba(line_style(0)["color"])
    assert (to_rgba(taken.get_markerfacecolor()), taken.get_xdata().tolist()) == (blue, [10.0])
    assert (missed.get_markerfacecolor(), to_rgba(missed.get_markeredgecolor())) == ("white", blue)
    assert missed.get_xdata().tolist() == [10.0, 10.5]
    assert np.floor(missed.get_ydata()).tolist() == [1, 2]
    assert "not taken: 1 skipped, 1 unanswered" in legend(axes)


def small_print(figure):
    return " ".join(text.get_text() for text in figure.texts).replace("\n", " ")


def test_what_was_logged_stands_beside_its_night_and_nothing_else(written):
    kept = written(
        "2026-01-01,23:00,07:00,melatonin 1 mg at 22:00,,23:25,3,tired,",
        "2026-01-02,23:00,07:00,,,,,,only a note",
        "2026-01-03,23:00,07:00,,,,0,,",
        "2026-01-04,23:00,07:00,,,,,a feeling that goes on for longer than there is room,",
    )
    (axes,) = kept.plot().axes
    assert told(axes, "log") == {0: "woke 3 ×, tired", 2: "woke 0 ×", 3: "a feeling that goes on …"}
    onset = drawn(axes, "asleep")
    np.testing.assert_allclose(onset[:, 0], 11 + 25 / 60)
    assert set(np.floor(onset[:, 1])) == {0}
    assert "fell asleep" in legend(axes)


def test_days_without_a_night_are_seen(diary):
    (axes,) = diary(30, without=(3, *range(10, 20))).plot().axes
    assert told(axes, "gap") == {3: "no night", 10: "10 days without a night"}
    months = diary(90, without=(3, *range(10, 20))).plot().axes
    dots = [each for each in months[0].collections if each.get_gid() == "gap"]
    rows = sorted({int(point[1]) for each in dots for path in each.get_paths() for point in path.vertices})
    assert rows == [3, *range(10, 20)]


def test_the_habitual_bedtime_of_each_night_is_a_line_in_its_row(written):
    wakes = ("07:00", "07:30", "07:45", "07:10")
    nights = [f"2026-01-0{day},23:10,{wake}," for day, wake in enumerate(wakes, start=1)]
    (axes,) = written(*nights, header="night,bedtime,wake,dose").plot().axes
    # 8 h before the middle waking of the nights before; before its own in the first night, the earlier of two
    lines = drawn(axes, "habitual").reshape(4, 2, 2)
    np.testing.assert_allclose(lines[:, :, 0], np.array([11, 11, 11, 11.5])[:, np.newaxis] * [1, 1])
    assert np.floor(lines[:, 0, 1]).tolist() == [0, 1, 2, 3]
    assert "habitual bedtime 23:00 to 23:30" in legend(axes)


def test_a_day_sleeper_has_the_whole_sleep_in_the_row_of_its_evening(written):
    kept = written(*[f"2026-01-0{day},08:30,15:30,melatonin 1 mg at 08:00,,,,," for day in (1, 2, 3)])
    (axes,) = kept.plot().axes
    assert axes.get_xlim() == (0, 28)
    (beds,) = (each for each in axes.collections if each.get_gid() == "in bed")
    spans = {(round(box.vertices[:, 0].min(), 6), round(box.vertices[:, 0].max(), 6)) for box in beds.get_paths()}
    assert spans == {(20.5, 27.5), (0.0, 3.5)}


def test_a_dose_before_the_noon_of_the_first_evening_has_a_row(written):
    kept = written("2026-01-02,23:00,07:00,magnesium glycinate 300 mg elemental at 08:30,,,,,")
    (axes,) = kept.plot().axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Thu 1 Jan 2026", "Fri 2 Jan"]
    assert drawn(axes, "dose magnesium").tolist()[0][0] == 20.5
    assert told(axes, "gap") == {}


def test_a_year_has_a_panel_a_month_and_few_artists(diary):
    figure = diary(365, doses=BOTH).plot()
    assert [axes.get_label() for axes in figure.axes] == [f"2026-{month:02d}" for month in range(1, 13)]
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert (titles[0], titles[-1]) == ("January 2026", "December 2026")
    assert all(len(axes.lines) + len(axes.collections) < 12 for axes in figure.axes)
    mondays = [label.get_text() for label in figure.axes[2].get_yticklabels()]
    assert mondays == ["Mon 2", "Mon 9", "Mon 16", "Mon 23", "Mon 30"]
    doses = [drawn(axes, "dose melatonin") for axes in figure.axes]
    assert [len(each) for each in doses] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert all((each[:, 0] == 10.0).all() for each in doses)  # 22:00 on the clock, summer and winter
    width, height = figure.get_size_inches()
    assert (width, height < 12) == (8.5, True)


def test_of_many_years_the_last_thirteen_months_are_drawn_and_that_is_said(diary):
    figure = diary(800, date(2024, 1, 1)).plot()
    assert [axes.get_label() for axes in figure.axes][::12] == ["2025-03", "2026-03"]
    assert "Drawn are the last 13 of 27 months; --since and --until choose others." in small_print(figure)
    assert "425 doses lie on days that are not drawn" in small_print(figure)


def test_nights_alone_are_drawn_and_doses_alone_are_not(written):
    kept = written("2026-01-01,23:00,07:00,,,,,,", "2026-01-02,23:10,07:00,,,,,,")
    (axes,) = kept.plot().axes
    assert legend(axes) == ["in bed", "bedtime", "habitual bedtime 23:00"]
    alone = pk.Diary(kept.schedule, None, (), "MedTimer", [])
    with pytest.raises(pk.InputError, match="doses and no nights to draw them against"):
        alone.plot()


def test_with_the_bodys_own_the_total_is_drawn_over_it(diary):
    kept = diary(3)
    (axes,) = kept.plot(pk.simulate(kept, endogenous=True)).axes
    shapes = [each for each in axes.collections if each.get_gid() == "endogenous"]
    assert len(shapes) == 1
    assert "doses and the body's own" in legend(axes)[0]
    assert "the body's own" in legend(axes)


@pytest.mark.parametrize(("count", "width_in"), [(1, 8.5), (30, 8.5), (30, 4.6), (90, 8.5), (90, 4.6), (365, 4.6)])
def test_no_text_covers_another_or_leaves_the_figure(diary, extents, covering, outside, count, width_in):
    logs = {i: ("", f"{i % 4}", ["rested", "tired"][i % 2], "") for i in range(count)}
    figure = plot_diary(diary(count, doses=BOTH, logs=logs), width_in=width_in)
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_what_was_assumed_and_its_words_are_on_the_picture(diary):
    kept = diary(3)
    figure = kept.plot()
    for note in kept.notes:
        assert note in small_print(figure)
    assert figure.alt_text == describe_diary(kept, pk.simulate(kept, step_min=1))
    many = pk.Diary(kept.schedule, kept.nights, kept.doses, kept.format, [*map(str, range(9)), "x" * 500, *kept.notes])
    said = small_print(many.plot())
    assert f"And {len(many.notes) - 10} more notes, in diary.html and Diary.notes." in said
    assert "Clock times are those of Europe/Berlin." in said


def test_the_curves_of_other_nights_are_refused(diary):
    kept = diary(3)
    for other in (pk.simulate(pk.load_schedules()["duo"]), pk.simulate(diary(4))):
        with pytest.raises(pk.InputError, match="of other nights than those of the diary"):
            kept.plot(other)
