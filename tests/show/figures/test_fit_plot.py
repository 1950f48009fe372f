"""The picture of a fit, and its words."""

import numpy as np
import pandas as pd
import pytest

import pksim as pk
from pksim.show.figures.fit import plot_fit
from pksim.show.tables.fit import fit_table
from pksim.show.words.fit import describe_fit

THEOPH = pk.load_samples("theoph")
EACH = pk.fit(THEOPH, absorption="faster")
TUBES = pk.Samples.from_frame(
    pd.DataFrame({"hour": [-1, 0.5, 1.0, 2.5], "level": ["<2", 95, 130, 40]}),
    "hour", "level", subject=None, dose=0.5, conc_unit="pg/mL", compound="melatonin", matrix="saliva", start="22:00",
)  # fmt: skip


def parts(axes, name):
    return [each for each in axes.get_children() if each.get_gid() == name]


def labels(figure):
    return [axes.get_label() for axes in figure.axes]


def test_each_subject_has_a_panel_with_its_samples_its_curve_and_a_band():
    figure = plot_fit(EACH)
    assert labels(figure)[:12] == [f"curve {name}" for name in EACH.subjects]
    assert labels(figure)[12:] == ["residuals", "ka_per_h", "ke_per_h", "clearance_f", "volume_f"]
    panel = figure.axes[6]
    (points,) = parts(panel, "samples")
    assert points.get_xdata() == pytest.approx(THEOPH["7"].times_h)
    assert points.get_ydata() == pytest.approx(THEOPH["7"].conc)
    line = panel.lines[0]
    assert line.get_ydata() == pytest.approx(EACH.curve("7", line.get_xdata())[0])
    assert parts(panel, "band")


def test_intervals_are_drawn_and_one_without_an_end_has_an_arrow():
    axes = plot_fit(EACH).axes[13]
    (line,) = parts(axes, "interval")
    drawn = line.get_xdata().reshape(-1, 3)
    assert np.isnan(drawn[:, 2]).all()
    assert line.get_ydata().reshape(-1, 3)[:, 0].tolist() == list(range(12))
    table = EACH.to_frame().query("parameter == 'ka_per_h'")
    assert [ends[0] for ends in drawn] == pytest.approx(table["low"].to_list())
    assert [label.get_text() for label in axes.get_yticklabels()] == list(EACH.subjects)
    (arrow,) = parts(axes, "no end")
    assert arrow.get_ydata()[0] == 8


def test_one_subject_has_profiles_that_cross_the_line_where_its_interval_ends():
    fit = EACH["7"]
    figure = plot_fit(fit)
    axes = {axes.get_label(): axes for axes in figure.axes}
    assert [len(parts(axes[name], "profile")) for name in ("ka_per_h", "ke_per_h", "clearance_f")] == [1, 1, 1]
    (profile,) = parts(axes["ke_per_h"], "profile")
    line = next(each for each in axes["ke_per_h"].lines if each.get_linestyle() == "--")
    row = fit.to_frame().set_index("parameter").loc["ke_per_h"]
    height = np.interp([row["low"], row["high"]], profile.get_xdata(), profile.get_ydata())
    assert height == pytest.approx(line.get_ydata()[0], rel=0.02)
    assert np.nanmin(profile.get_ydata()) == pytest.approx(0, abs=0.05)


def test_all_thrown_together_are_on_one_panel():
    figure = plot_fit(pk.fit(THEOPH, each=False))
    panel = figure.axes[0]
    assert panel.get_title(loc="left") == "all subjects, each with its own dose"
    assert sum(len(each.get_xdata()) for each in parts(panel, "samples")) == 132


def test_what_is_below_the_limit_is_drawn_as_such_on_a_logarithmic_axis():
    figure = plot_fit(pk.fit(TUBES, prior="literature"))
    panel = figure.axes[0]
    (below,) = parts(panel, "below the limit")
    assert (below.get_xdata().tolist(), below.get_ydata().tolist()) == ([-1.0], [2.0])
    assert below.get_marker() == "v"
    assert panel.get_yscale() == "log"
    figure.canvas.draw()
    assert not any("$" in label.get_text() for label in panel.get_yticklabels())


def test_the_words_of_one_fit_name_each_parameter_with_its_interval():
    words = describe_fit(EACH["7"])
    assert "fitted to 11 samples of theophylline in serum of subject 7 (least squares)" in words
    assert "ka 0.680 (0.493 to 0.894) 1/h" in words
    assert "half-life 6 h 47 min (4 h 51 min to 9 h 8 min)" in words
    assert "V/F 0.505 (0.413 to 0.585) L/kg" in words
    assert "ka 8.87 (4.92 to no end) 1/h" in describe_fit(EACH["9"])


def test_the_words_of_many_give_geometric_means():
    words = describe_fit(EACH)
    values = EACH.to_frame().query("parameter == 'clearance_f'")["estimate"]
    assert f"CL/F {np.exp(np.log(values).mean()):.4f} ({values.min():.4f} to {values.max():.4f}) L/h/kg" in words
    assert all(note in words for note in EACH.notes)
    assert "12 subjects thrown together" in describe_fit(pk.fit(THEOPH, each=False))
    assert "posterior" in describe_fit(pk.fit(TUBES, prior="literature"))


def test_the_words_stand_with_the_picture():
    assert EACH["7"].plot().alt_text == describe_fit(EACH["7"])


def test_the_table_has_a_row_for_each_subject():
    table = fit_table(EACH)
    assert table.row_count == 12
    cells = {str(column.header): list(column.cells) for column in table.columns}
    assert cells["ka \\[1/h]" if "ka \\[1/h]" in cells else "ka [1/h]"][8] == "8.87 (4.92–∞)"
    without = fit_table(pk.fit(THEOPH, intervals=False))
    assert list(without.columns[1].cells)[6] == "0.680"


def test_after_injections_the_names_stand_beside_what_there_is():
    figure = plot_fit(pk.fit(pk.load_samples("indometh", dose=25)))
    axes = figure.axes[7]
    assert (axes.get_label(), len(figure.axes)) == ("ke_per_h", 10)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "2", "3", "4", "5", "6"]


def test_without_intervals_only_estimates_are_drawn():
    axes = plot_fit(pk.fit(THEOPH, intervals=False)).axes[13]
    assert not np.isfinite(parts(axes, "interval")[0].get_xdata()).any()
    assert parts(axes, "no end") == []
