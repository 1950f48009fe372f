"""Shares of receptors occupied over the night."""

import re

import numpy as np
import pytest

import pksim as pk
from pksim.describe.words.rounding import number, percent
from pksim.show.figures.style import line_style

# 10^-pKd mol/L of 232.28 g/mol, in pg/mL.
KD = {name: 10**-pkd * 232.28 * 1e9 for name, pkd in (("MT1", 9.89), ("MT2", 9.56))}
TEXTS = {
    "small": "melatonin 0.3 mg 60 min before bed; magnesium 300 mg elemental at 21:00",
    "late": "melatonin 3 mg 1 h after bed",
    "mineral": "magnesium 300 mg elemental at 22:00",
}


def simulated(**options):
    schedules = [pk.Schedule.parse(name, text) for name, text in TEXTS.items()]
    return pk.simulate(schedules, step_min=10, **options)


@pytest.fixture(scope="module", params=[False, True], ids=["doses", "with the body's own"])
def simulation(request):
    return simulated(endogenous=request.param)


@pytest.fixture(scope="module")
def figure(simulation):
    return simulation.plot_occupancy()


def curves(axes):
    return {
        line.get_label(): line for line in axes.lines if not line.get_label().startswith("_") and not line.get_gid()
    }


def total(simulation, name):
    """Doses and, where asked for, the baseline cosine of 2 and 50 pg/mL for 11 hours, highest at +3 h."""
    level = simulation.concentrations[name, "melatonin"]
    if simulation.endogenous is None:
        return level
    floor = np.cos(np.pi * 11 / 24)
    above = np.cos(2 * np.pi * (simulation.times_h - 3) / 24) - floor
    return level + 2 + 50 * np.maximum(above, 0) / (1 - floor)


def test_kds_are_those_of_the_paper():
    assert (KD["MT1"], KD["MT2"]) == (pytest.approx(29.9, abs=0.05), pytest.approx(64.0, abs=0.05))


def test_each_receptor_has_a_panel_and_each_schedule_with_melatonin_a_line(figure):
    assert [axes.get_label() for axes in figure.axes] == ["MT1", "MT2"]
    assert all(list(curves(axes)) == ["small", "late"] for axes in figure.axes)


def test_a_line_is_the_occupied_share_at_the_total_concentration(figure, simulation):
    for axes in figure.axes:
        kd = KD[axes.get_label()]
        for name, line in curves(axes).items():
            level = total(simulation, name)
            np.testing.assert_array_equal(line.get_xdata(), simulation.times_h)
            np.testing.assert_allclose(line.get_ydata(), level / (level + kd), rtol=1e-12)


def test_the_axis_is_from_nothing_to_all_in_percent(figure):
    figure.draw_without_rendering()
    for axes in figure.axes:
        low, high = axes.get_ylim()
        assert low == 0
        assert 1 < high < 1.1
        assert [label.get_text() for label in axes.get_yticklabels()][:2] == ["0%", "20%"]
        assert axes.get_xlim() == (-4, 8)


def test_titles_say_what_is_half_occupied_at_which_level_and_that_it_illustrates(figure):
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [
        f"{receptor} occupied by melatonin, illustrative (half at {level} pg/mL)"
        for receptor, level in (("MT1", "29.9"), ("MT2", "64.0"))
    ]
    printed = figure.small_print.replace("\n", " ")
    assert "Occupancy is C/(Kd + C) of the concentration in plasma: illustrative, no effect follows." in printed


def test_doses_are_marked_and_styles_are_those_of_other_figures(figure, simulation):
    others = {line.get_label(): line for line in simulation.plot().axes[0].lines}
    for axes in figure.axes:
        marks = sorted(float(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "dose")
        assert marks == pytest.approx([-1, 1])
        for i, (name, line) in enumerate(curves(axes).items()):
            assert line.get_color() == others[name].get_color() == line_style(i)["color"]
            assert line.get_linestyle() == others[name].get_linestyle()
        assert any(list(line.get_xdata()) == [0, 0] for line in axes.lines)


def test_the_alternative_text_tells_the_highest_share_of_each(figure, simulation):
    assert figure.alt_text.startswith("Illustrative receptor occupancy. small: ")
    found = re.findall(
        r"(\w+): at its highest, ([\d,.]+) pg/mL, it occupies (\S+ %) of MT1 and (\S+ %) of MT2", figure.alt_text
    )
    assert [name for name, *_ in found] == ["small", "late"]
    for name, level, *shares in found:
        highest = total(simulation, name).max()
        assert level == number(highest)
        assert shares == [percent(highest / (highest + kd)) for kd in KD.values()]


def test_labels_stay_in_the_figure_and_apart(figure, extents, covering, outside):
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_a_compound_without_receptors_or_doses_is_refused(solve):
    only = solve(x="magnesium 300 mg elemental at 21:00")
    with pytest.raises(pk.InputError, match="there is no 'melatonin' here"):
        only.plot_occupancy()
    with pytest.raises(pk.InputError, match="no receptor of magnesium is known here"):
        only.plot_occupancy(compound="magnesium")
