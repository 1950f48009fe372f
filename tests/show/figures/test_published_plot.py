import numpy as np
import pytest

import pksim as pk
from pksim.show.figures.published import plot_published


@pytest.fixture(scope="module")
def table():
    return pk.compare_with_published(subjects=500)


@pytest.fixture(scope="module")
def figure(table):
    return plot_published(table)


def test_every_number_is_a_point_and_its_sleepers_a_line(table, figure):
    assert [axes.get_label() for axes in figure.axes] == [
        *("cmax pg/mL", "auc pg·h/mL", "tmax min", "half_life min", "auc mmol·h/L")
    ]
    for axes in figure.axes:
        quantity, unit = axes.get_label().split(" ", 1)
        rows = table[(table["quantity"] == quantity) & (table["unit"] == unit)].sort_values("published")
        points = [line.get_xydata()[0] for line in axes.lines if line.get_gid() == "typical"]
        assert np.array(points) == pytest.approx(rows[["published", "predicted"]].to_numpy())
        filled = [line.get_markerfacecolor() != "white" for line in axes.lines if line.get_gid() == "typical"]
        assert filled == rows["inside"].to_list()
        spans = [lines.get_segments()[0][:, 1] for lines in axes.collections if lines.get_gid() == "sleepers"]
        assert np.array(spans) == pytest.approx(rows[["q05", "q95"]].to_numpy())


def test_the_table_draws_itself_and_so_do_rows_of_it(table, figure):
    assert table.plot().alt_text == figure.alt_text
    (axes,) = table[table["quantity"] == "tmax"].plot().axes
    assert axes.get_label() == "tmax min"


def test_both_axes_are_logarithmic_and_alike(figure):
    for axes in figure.axes:
        assert axes.get_xscale() == axes.get_yscale() == "log"
        assert axes.get_xlim() == axes.get_ylim()
        (equal,) = [line for line in axes.lines if line.get_gid() == "equal"]
        assert np.array_equal(*equal.get_data())


def test_numbers_stand_for_studies_and_cover_nothing(figure, extents, covering):
    figure.draw_without_rendering()
    small = "\n".join(text.get_text() for text in figure.texts)
    assert "8\N{NO-BREAK SPACE}Andersen 2016 (melatonin 10 mg)" in small
    boxes = {text: box for text, box in extents(figure).items() if text.get_text().isdecimal()}
    labels = {text: box for text, box in boxes.items() if text.get_rotation() == 0}
    assert covering(labels) == []


def test_the_text_says_how_far_off_the_model_is(figure):
    assert "355–4,670 pg/mL per mg; the articles' kinetics give 879." in figure.alt_text
