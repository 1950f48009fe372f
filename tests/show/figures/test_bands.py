import numpy as np
import pytest

import pksim as pk

SCHEDULES = pk.load_schedules()


@pytest.fixture(scope="module")
def few():
    return pk.simulate_population([SCHEDULES["mechanism"], SCHEDULES["duo"]], subjects=80, seed=1, step_min=10)


@pytest.fixture(scope="module")
def all_of_them():
    return pk.simulate_population(SCHEDULES, subjects=60, step_min=15)


@pytest.fixture(scope="module")
def small_multiples(all_of_them):
    return all_of_them.plot(individuals=2)


def bands(axes, gid):
    """Lower and upper edge of each band, as drawn at the grid times."""
    found = []
    for band in axes.collections:
        if band.get_gid() == gid:
            corners = band.get_paths()[0].vertices
            times = np.unique(corners[:, 0])
            edges = [[corners[corners[:, 0] == time, 1] for time in times]]
            found.append((times, *(np.array([end(each) for each in edges[0]]) for end in (np.min, np.max))))
    return found


def check_bands(axes, population, curves):
    floor = axes.get_ylim()[0]
    for gid, low, high in (("middle nine tenths", 0, 4), ("middle half", 1, 3)):
        drawn = bands(axes, gid)
        assert len(drawn) == len(curves)
        for curve, (times, bottom, top) in zip(curves, drawn, strict=True):
            quantiles = np.maximum(population.quantiles[curve], floor)
            every = population.typical.times_h
            assert set(times) <= set(every)
            assert (times[0], times[-1]) == (every[0], every[-1])
            for edge, expected in ((bottom, quantiles[:, low]), (top, quantiles[:, high])):
                drawn_at, expected_at = (
                    axes.transData.transform(np.column_stack([at, levels]))
                    for at, levels in ((times, edge), (every, expected))
                )
                reached = np.interp(expected_at[:, 0], *drawn_at.T)
                np.testing.assert_allclose(reached, expected_at[:, 1], atol=0.1)  # of a pixel


def typical_lines(axes):
    return {line.get_label(): line for line in axes.lines if line.get_label() in SCHEDULES}


def thin_lines(axes):
    return [line for line in axes.lines if line.get_linewidth() == 0.5]


def test_up_to_three_schedules_share_a_panel_with_bands_that_are_the_quantiles(few):
    axes = few.plot().axes
    assert [each.get_label() for each in axes] == ["melatonin", "magnesium"]
    for each in axes:
        curves = [(name, each.get_label()) for name in ("mechanism", "duo")]
        check_bands(each, few, curves)
        assert list(typical_lines(each)) == ["mechanism", "duo"]


def test_the_lines_are_the_typical_person(few):
    for axes in few.plot().axes:
        for name, line in typical_lines(axes).items():
            expected = few.typical.concentrations[name, axes.get_label()]
            drawn = np.isfinite(line.get_ydata())
            np.testing.assert_array_equal(line.get_ydata()[drawn], expected[drawn])
            assert drawn[expected > 0].all()


@pytest.mark.parametrize(("wanted", "drawn"), [(0, 0), (7, 7), (500, 80)])
def test_individuals_are_the_first_sleepers(few, wanted, drawn):
    for axes in few.plot(individuals=wanted).axes:
        lines = thin_lines(axes)
        assert len(lines) == 2 * drawn
        if drawn:
            curves = few.individuals(("mechanism", axes.get_label()), drawn)
            np.testing.assert_array_equal([line.get_ydata() for line in lines[:drawn]], curves.T)


def test_more_than_three_schedules_are_small_multiples_on_common_axes(all_of_them, small_multiples):
    axes = small_multiples.axes
    assert sorted(each.get_label() for each in axes) == sorted(", ".join(curve) for curve in all_of_them.quantiles)
    for each in axes:
        curve = tuple(each.get_label().split(", "))
        check_bands(each, all_of_them, [curve])
        assert list(typical_lines(each)) == [curve[0]]
        assert len(thin_lines(each)) == 2
        assert curve[0] in {text.get_text() for text in each.texts}
    for compound in ("melatonin", "magnesium"):
        of_one = [each for each in axes if each.get_label().endswith(compound)]
        assert len({(each.get_xlim(), each.get_ylim(), each.get_yscale()) for each in of_one}) == 1
        rows = {each.get_label().split(", ")[0]: each.get_position().y0 for each in of_one}
        assert list(rows) == sorted(rows, key=rows.get, reverse=True)


def test_a_schedule_is_in_one_row_in_both_columns(small_multiples):
    heights = {}
    for axes in small_multiples.axes:
        heights.setdefault(axes.get_label().split(", ")[0], set()).add(round(axes.get_position().y0, 9))
    assert {len(each) for each in heights.values()} == {1}


@pytest.mark.parametrize("count", [3, 4])
def test_small_multiples_begin_with_the_fourth(count):
    chosen = [pk.Schedule.parse(f"s{i}", f"melatonin {i + 1} mg at 22:00") for i in range(count)]
    figure = pk.simulate_population(chosen, subjects=5, step_min=60).plot()
    assert len(figure.axes) == (1 if count == 3 else 4)


def test_doses_are_marked_in_the_panel_of_their_schedule(small_multiples):
    marks = {
        axes.get_label(): [float(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "dose"]
        for axes in small_multiples.axes
    }
    assert marks["mechanism, melatonin"] == pytest.approx([-1])
    assert marks["duo, melatonin"] == pytest.approx([-25 / 60], abs=1e-4)
    assert marks["mechanism, magnesium"] == pytest.approx([-1.5])


def test_the_bands_fit_in_the_panels(few, small_multiples):
    for axes in (*few.plot().axes, *small_multiples.axes):
        tops = [top.max() for _, _, top in bands(axes, "middle nine tenths")]
        assert max(tops) < axes.get_ylim()[1]


LONG = {f"a schedule with quite a long name, number {i}": f"melatonin {i + 1} mg at 22:00" for i in range(3)}


@pytest.mark.parametrize("which", ["together", "apart", "long"])
def test_labels_stay_in_the_figure_and_apart(which, few, small_multiples, extents, covering, outside):
    if which == "long":
        schedules = [pk.Schedule.parse(name, text) for name, text in LONG.items()]
        figure = pk.simulate_population(schedules, pk.Night("09:00", "17:30"), subjects=20, step_min=30).plot()
    else:
        figure = few.plot(individuals=3) if which == "together" else small_multiples
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_the_small_print_says_who_they_are(few):
    printed = " ".join(text.get_text() for text in few.plot().texts).replace("\n", " ")
    assert "80 virtual sleepers, seed 1: dark bands hold the middle half of them at each time" in printed
    assert "not medical advice" in printed


def test_the_alternative_text_tells_the_bands_at_bedtime_and_on_waking(few):
    text = few.plot().alt_text
    assert text.startswith("Bands of concentrations over 80 virtual sleepers.")
    assert all(f"{name}, {compound}: at bedtime" in text for name, compound in few.quantiles)
    low, _, middle, _, high = few.quantiles["duo", "melatonin"][24]
    (line,) = (line for line in text.splitlines() if line.startswith("duo, melatonin"))
    told = line.replace(",", "")
    for level in (low, middle, high):
        digits = 2 - int(np.floor(np.log10(level)))
        assert f"{round(level, digits):.{max(digits, 0)}f}" in told


class Either:
    """Half of the people have one value, half the other."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def ppf(self, q):
        return np.where(q < 0.5, self.low, self.high)


WINDOWS = "doses are taken anywhere in their windows"
NINE = "Of these, nine of ten have a "


@pytest.mark.parametrize(
    ("spread", "said"),
    [
        ({"melatonin.tmax_h": Either(0.5, 1.0)}, f"{NINE}melatonin tmax of 30 min to 1 h."),
        (
            {"melatonin.bioavailability": Either(0.1, 0.5), "magnesium.volume_l": Either(40, 60)},
            f"{NINE}melatonin fraction absorbed of 10 % to 50 %, magnesium volume of 40.0 L to 60.0 L.",
        ),
        ({"melatonin.window": Either(0.0, 1.0)}, "Of these, doses are taken anywhere in their windows."),
        (
            {"melatonin.window": Either(0.0, 1.0), "melatonin.half_life_h": Either(0.4, 0.8)},
            f"{NINE}melatonin half-life of 24 min to 48 min; {WINDOWS}.",
        ),
        ({"melatonin.tmax_h": Either(0.5, 0.5)}, "They are all alike."),
    ],
)
def test_the_small_print_says_what_the_spread_draws(spread, said, printed):
    plan = SCHEDULES["dream-team"]
    assert said in printed(pk.simulate_population(plan, subjects=40, spread=spread, step_min=60).plot())


@pytest.mark.parametrize("spread", ["stated", "kinetics-only", "windows-only"])
def test_windows_and_kinetics_are_named_where_they_are_drawn(spread, printed):
    text = printed(pk.simulate_population(SCHEDULES["dream-team"], subjects=40, spread=spread, step_min=60).plot())
    assert (WINDOWS in text) == (spread != "kinetics-only")
    for quantity in ("melatonin tmax of", "half-life of", "volume of", "melatonin fraction absorbed of"):
        assert (quantity in text) == (spread != "windows-only")


def test_small_multiples_have_their_unit_above_them_and_levels_and_hours_where_they_are_needed(small_multiples):
    small_multiples.canvas.draw()
    for compound, unit in (("melatonin", "pg/mL, logarithmic"), ("magnesium", "mmol/L")):
        column = [each for each in small_multiples.axes if each.get_label().endswith(f", {compound}")]
        column.sort(key=lambda each: -each.get_position().y0)
        assert column[0].get_title(loc="left").split("\n")[-1] == unit
        assert not any(each.get_title(loc="left") for each in column[1:])
        assert [len(each.get_xticks()) > 0 for each in column] == [*[False] * (len(column) - 1), True]
        for each in column:
            low, high = each.get_ylim()
            assert 3 <= sum(low <= level <= high for level in each.get_yticks()) <= 5
            (beside,) = [artist for artist in each.artists if artist.get_gid() == "left"]
            assert beside.between.size == 0


@pytest.mark.parametrize(
    ("spread", "is_drawn"), [("stated", False), ("windows-only", False), ({"melatonin.tmax_h": Either(0.4, 0.9)}, True)]
)
def test_where_laws_are_told_what_they_gave_stands_in_the_file_alone(spread, is_drawn, printed):
    people = pk.simulate_population(SCHEDULES["dream-team"], subjects=40, spread=spread, step_min=60)
    figure = people.plot()
    below = " ".join(text.get_text() for text in figure.texts).replace("\n", " ")
    assert "Of these, " in printed(figure)
    assert ("Of these, " in below) == is_drawn
    assert "40 virtual sleepers, seed 0" in below


def test_where_nothing_differs_after_all_it_is_drawn():
    people = pk.simulate_population(SCHEDULES["mechanism"], subjects=40, spread="between-studies", step_min=60)
    plain = pk.Schedule.parse("mine", "melatonin 1 mg 1 h before bed")
    alike = pk.simulate_population(plain, subjects=40, spread="windows-only", step_min=60)
    below = [" ".join(text.get_text() for text in each.plot().figure.texts) for each in (alike, people)]
    assert ["They are all alike." in each for each in below] == [True, False]
