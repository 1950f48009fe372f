"""What was measured, drawn by itself."""

import numpy as np
import pandas as pd
import pytest

import pksim as pk

THEOPH = pk.load_samples("theoph")


def lines(axes, gid):
    return [line for line in axes.lines if line.get_gid() == gid]


def names(axes):
    return {text.get_text() for text in axes.texts if text.get_gid() == "label"}


def table(subjects, conc=(3.0, "<0.5", 0.0)):
    rows = [(name, time, level, 4.0) for name in subjects for time, level in zip((-1.0, 1.0, 2.0), conc, strict=True)]
    return pk.Samples.from_frame(pd.DataFrame(rows, columns=["Subject", "Time", "conc", "Dose"]), at_dose="before")


def test_each_subject_has_a_line_with_its_samples_and_its_name():
    (axes,) = THEOPH.plot().axes
    for line, one in zip(lines(axes, "joined"), THEOPH, strict=True):
        assert line.get_label() == one.name
        np.testing.assert_array_equal(line.get_xdata(), one.times_h)
        np.testing.assert_array_equal(line.get_ydata(), one.conc)
    assert names(axes) == set(THEOPH.subjects)
    assert (axes.get_ylabel(), axes.get_xlim()) == ("mg/L", (0.0, 24.65))
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylim()[1] > 11.4


def test_on_a_logarithmic_axis_zeros_do_not_show():
    axes = THEOPH.plot(log=True).axes[0]
    drawn = np.concatenate([line.get_ydata() for line in lines(axes, "measured")])
    levels = THEOPH.to_frame()["conc"]
    assert sorted(drawn) == sorted(levels[levels > 0])
    joined = np.concatenate([line.get_ydata() for line in lines(axes, "joined")])
    assert np.isnan(joined).sum() == (levels == 0).sum() > 0
    low, high = axes.get_ylim()
    assert (axes.get_yscale(), low < 0.15, high > 11.4) == ("log", True, True)


def test_what_is_below_the_limit_hangs_from_it_and_doses_are_marked():
    axes = table("ab", conc=(0.2, 3.0, "<0.5")).plot().axes[0]
    assert [line.get_ydata().tolist() for line in lines(axes, "below limit")] == [[0.5], [0.5]]
    (dose,) = lines(axes, "dose")
    assert dose.get_xdata() == [0]
    assert axes.get_xlim() == (-1, 2)


def test_many_subjects_have_no_names():
    axes = table([f"s{n}" for n in range(30)], conc=(0.0, 1.0, 2.0)).plot().axes[0]
    assert names(axes) == set()
    assert len(lines(axes, "joined")) == 30


@pytest.mark.parametrize("log", [True, False])
def test_what_has_nothing_to_show_is_drawn_empty(tmp_path, log):
    (tmp_path / "case.csv").write_text("ID,TIME,AMT,DV\n1,0,5,.\n", encoding="utf-8")
    read = pk.read_events(tmp_path / "case.csv", compound="x", amount_unit="mg", conc_unit="mg/L")
    figure = read.samples.plot(log=log)
    figure.draw_without_rendering()
    assert figure.alt_text == "Measured x in plasma, 0 samples of 1 subject."


def test_the_words_and_the_small_print_say_what_it_is():
    figure = pk.load_samples("indometh", dose=25).plot()
    assert "66 samples of 6 subjects: at its highest 1.50 to 2.72 mg/L, at 0.250 h" in figure.alt_text
    assert "Kwan 1976" in figure.texts[0].get_text()


def test_nothing_written_covers_anything(extents, covering):
    assert covering(extents(THEOPH.plot())) == []


def test_log_is_yes_or_no():
    with pytest.raises(pk.InputError, match="log is 'x'"):
        THEOPH.plot(log="x")
