"""What a level that the body keeps is drawn with: the sum, the body's own, noise, the line of deficiency."""

import numpy as np
import pytest
from places import CONFIGS

import pksim as pk
from pksim.show.figures.style import line_style

NOISE = 1.96 * 0.034
BASELINE, EDGES = 0.85, [0.75, 0.85]
MAGNESIUM = {"x": "magnesium 300 mg elemental at 21:00"}
SCHEDULES = pk.load_schedules()
TWO = [SCHEDULES["mechanism"], SCHEDULES["duo"]]


@pytest.fixture(scope="module")
def alone():
    """What the doses of two schedules add."""
    return pk.simulate(TWO, step_min=10)


@pytest.fixture(scope="module")
def whole():
    """The same with the body's own."""
    return pk.simulate(TWO, step_min=10, endogenous=True)


@pytest.fixture(scope="module")
def figure(whole):
    return whole.plot()


def made(texts, night=None, **options):
    schedules = [pk.Schedule.parse(name, text) for name, text in texts.items()]
    return pk.simulate(schedules, night, step_min=10, **options)


def own_melatonin(times, peak=3.0):
    """Baseline cosine of 2 pg/mL and 50 above it, for 11 hours of the day."""
    floor = np.cos(np.pi * 11 / 24)
    above = np.cos(2 * np.pi * (times - peak) / 24) - floor
    return 2 + 50 * np.maximum(above, 0) / (1 - floor)


def panels(figure):
    return {axes.get_label(): axes for axes in figure.axes}


def curves(axes):
    return {
        line.get_label(): line for line in axes.lines if not line.get_label().startswith("_") and not line.get_gid()
    }


def noise(axes):
    """Lower and upper edge of each hatched band."""
    bands = [patch for patch in axes.patches if patch.get_gid() == "noise"]
    return [(float(band.get_y()), float(band.get_y() + band.get_height())) for band in bands]


def levels(axes, gid):
    """Height of each horizontal line that is called so."""
    lines = [line for line in axes.lines if line.get_gid() == gid]
    assert all(len(set(line.get_ydata())) == 1 for line in lines)
    return [float(line.get_ydata()[0]) for line in lines]


def shapes(axes):
    """Foot and top of each filled shape of the body's own, at the times drawn."""
    found = []
    for shape in axes.collections:
        if shape.get_gid() == "endogenous":
            corners = shape.get_paths()[0].vertices
            times = np.unique(corners[:, 0])
            edges = [corners[corners[:, 0] == time, 1] for time in times]
            found.append((times, np.array([each.min() for each in edges]), np.array([each.max() for each in edges])))
    return found


def written(axes):
    return [text.get_text() for text in axes.texts]


def own_of(name, times):
    return own_melatonin(times) if name == "melatonin" else np.full_like(times, BASELINE)


def test_with_the_bodys_own_the_lines_are_the_totals(figure, alone):
    assert [*panels(figure)] == ["melatonin", "magnesium"]
    for compound, axes in panels(figure).items():
        own = own_of(compound, alone.times_h)
        assert list(curves(axes)) == ["mechanism", "duo"]
        for name, line in curves(axes).items():
            x, y = line.get_data()
            np.testing.assert_array_equal(x, alone.times_h)
            np.testing.assert_allclose(y, alone.concentrations[name, compound] + own, rtol=1e-12)


@pytest.mark.parametrize("log", [False, True])
def test_the_bodys_own_melatonin_is_a_filled_shape_from_the_foot_of_the_panel(whole, log):
    axes = panels(whole.plot(log=log))["melatonin"]
    ((times, foot, top),) = shapes(axes)
    assert set(times) <= set(whole.times_h)
    every = np.column_stack([whole.times_h, own_melatonin(whole.times_h)])
    (along, up), (at, drawn) = (axes.transData.transform(each).T for each in (every, np.column_stack([times, top])))
    np.testing.assert_allclose(np.interp(along, at, drawn), up, atol=0.1)  # of a pixel
    np.testing.assert_allclose(foot, axes.get_ylim()[0], rtol=1e-12)
    np.testing.assert_allclose(top, own_melatonin(times), rtol=1e-12)
    assert axes.get_ylim()[0] < 2
    assert "the body's own" in written(axes) or not log


@pytest.mark.parametrize(("preset", "peak"), [("mechanism-article", -2), ("sleep-quality-article", -2)])
def test_the_shape_is_that_of_the_preset(preset, peak):
    simulation = made({"x": "melatonin 1 mg at bedtime"}, endogenous=preset)
    ((times, _, top),) = shapes(simulation.plot(log=True).axes[0])
    np.testing.assert_allclose(top, own_melatonin(times, peak), rtol=1e-12)


def test_the_shape_stays_at_the_habitual_bedtime():
    shifted = pk.Endogenous(habitual_bedtime="05:00")
    simulation = made({"x": "melatonin 1 mg at bedtime"}, endogenous=shifted)
    ((times, _, top),) = shapes(simulation.plot(log=True).axes[0])
    np.testing.assert_allclose(top, own_melatonin(times, peak=9), rtol=1e-12)


def test_a_constant_level_is_a_line_and_no_shape(figure):
    axes = panels(figure)["magnesium"]
    assert shapes(axes) == []
    assert levels(axes, "endogenous") == [BASELINE]


def test_melatonin_that_never_peaks_is_a_line_without_noise_or_deficiency():
    (axes,) = made({"x": "melatonin 1 mg at 22:00"}, endogenous=pk.Endogenous(amplitude=0)).plot().axes
    assert (shapes(axes), levels(axes, "endogenous"), levels(axes, "deficiency")) == ([], [2], [])
    assert noise(axes) == []


def test_what_the_doses_add_can_still_be_drawn_alone(whole, alone):
    for compound, axes in panels(whole.plot(y="concentration")).items():
        assert (shapes(axes), levels(axes, "endogenous"), levels(axes, "deficiency")) == ([], [], [])
        for name, line in curves(axes).items():
            drawn = np.isfinite(line.get_ydata())
            expected = alone.concentrations[name, compound]
            np.testing.assert_array_equal(line.get_ydata()[drawn], expected[drawn])
            assert drawn[expected > 0].all()


def test_titles_say_whether_it_is_the_sum(whole, figure):
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["melatonin in plasma, doses and the body's own", "magnesium in serum"]
    titles = [axes.get_title(loc="left") for axes in whole.plot(y="concentration").axes]
    assert titles == ["melatonin in plasma, what the doses add", "magnesium in serum, rise above baseline"]


def test_a_total_without_the_bodys_own_is_refused(alone):
    with pytest.raises(
        pk.InputError, match=r"y is 'total', but the body's own was not simulated; use .*endogenous=Tru"
    ):
        alone.plot(y="total")


@pytest.mark.parametrize("y", [None, "total"])
def test_a_compound_that_the_body_does_not_make_is_drawn_as_its_doses(y):
    caffeine = pk.load_compound(CONFIGS / "caffeine.toml")
    text = "caffeine 100 mg at 15:00; magnesium 300 mg elemental at 21:00"
    simulation = pk.simulate(
        pk.Schedule.parse("x", text, compounds=[caffeine]), compounds=[caffeine], endogenous=True, step_min=10
    )
    axes = panels(simulation.plot(y=y))
    (line,) = curves(axes["caffeine"]).values()
    np.testing.assert_array_equal(line.get_ydata(), simulation.concentrations["x", "caffeine"])
    assert (shapes(axes["caffeine"]), noise(axes["caffeine"])) == ([], [])
    assert levels(axes["magnesium"], "endogenous") == [BASELINE]


OPTIONS = {
    "rise": (False, {}),
    "rise, asked for": (True, {"y": "concentration"}),
    "total": (True, {}),
    "total, asked for": (True, {"y": "total"}),
    "log rise": (False, {"log": True}),
    "log total": (True, {"log": True}),
    "share": (False, {"y": "share of peak"}),
    "log share": (True, {"y": "share of peak", "log": True}),
}
TWICE = "the band of a share of the peak is in mg/L per display unit, 24-fold too low"


@pytest.fixture(scope="module")
def one_dose():
    """One dose of magnesium, without and with the body's own."""
    return {own: made(MAGNESIUM, endogenous=own) for own in (False, True)}


@pytest.mark.parametrize("case", OPTIONS)
def test_the_band_that_holds_95_percent_of_readings_is_in_every_figure_of_magnesium(case, one_dose):
    own, options = OPTIONS[case]
    (axes,) = one_dose[own].plot(**options).axes
    ((bottom, top),) = noise(axes)
    low, high = axes.get_ylim()
    assert low <= bottom < top < high
    if "total" in case:
        assert (bottom, top) == pytest.approx((BASELINE - NOISE, BASELINE + NOISE), rel=1e-12)
    else:
        peak = pk.metrics(one_dose[own])["cmax"].iloc[0] if "share" in case else 1.0
        assert (bottom, top) == (low, pytest.approx(NOISE / peak, rel=1e-12))


@pytest.mark.parametrize("case", ["rise", "total", "share"])
def test_there_is_no_band_where_it_is_not_wanted(case, one_dose):
    own, options = OPTIONS[case]
    (axes,) = one_dose[own].plot(**options, noise=False).axes
    assert noise(axes) == []
    assert not any("noise" in text for text in written(axes))


def test_one_dose_lies_within_the_band_and_several_nights_beyond(alone):
    axes = panels(alone.plot())["magnesium"]
    ((_, top),) = noise(axes)
    assert all(np.nanmax(line.get_ydata()) < top for line in curves(axes).values())
    weeks = pk.simulate(SCHEDULES["mechanism"].nightly(10), nights=10, step_min=30)
    axes = panels(weeks.plot())["magnesium"]
    (line,) = curves(axes).values()
    assert np.nanmax(line.get_ydata()) > noise(axes)[0][1] == pytest.approx(NOISE)


def test_melatonin_has_no_band(published, figure):
    for each in (published.plot(y="share of peak"), figure):
        assert noise(panels(each)["melatonin"]) == []


@pytest.mark.parametrize("names", [("mechanism", "duo"), ("mechanism", "duo", "dream-team", "sleep-quality")])
def test_the_band_is_in_the_panels_of_a_population_together_and_apart(names):
    population = pk.simulate_population([SCHEDULES[name] for name in names], subjects=20, step_min=20)
    panels_of_magnesium = [axes for axes in population.plot().axes if axes.get_label().endswith("magnesium")]
    assert len(panels_of_magnesium) == (1 if len(names) <= 3 else len(names))
    for axes in panels_of_magnesium:
        assert noise(axes) == [pytest.approx((0, NOISE), rel=1e-12)]
        assert axes.get_ylim()[1] > NOISE
    assert not any(noise(axes) for axes in population.plot(noise=False).axes)
    assert not any(noise(axes) for axes in population.plot().axes if axes.get_label().endswith("melatonin"))


@pytest.mark.parametrize("with_noise", [True, False])
def test_a_total_of_magnesium_shows_the_line_of_deficiency(whole, with_noise):
    axes = panels(whole.plot(noise=with_noise))
    assert levels(axes["magnesium"], "deficiency") == EDGES
    assert levels(axes["melatonin"], "deficiency") == []
    low, high = axes["magnesium"].get_ylim()
    assert 0.5 < low < EDGES[0] < EDGES[1] < high < 1.1
    said = {text.get_text(): text for text in axes["magnesium"].texts}
    whole.plot().draw_without_rendering()
    for level, words in zip(EDGES, ("likely deficient below 0.75", "possibly deficient below 0.85"), strict=True):
        # what it says holds under the line, where it stands
        box = axes["magnesium"].transData.inverted().transform_bbox(said[words].get_window_extent())
        assert level - 0.04 < box.y0 < box.y1 < level


def test_a_rise_has_no_line_of_deficiency(alone):
    assert levels(panels(alone.plot())["magnesium"], "deficiency") == []


@pytest.mark.parametrize("mg", [30, 5000])
@pytest.mark.parametrize("log", [None, True])
def test_small_and_huge_doses_stay_within_the_panel(mg, log):
    for how in ({}, {"endogenous": True}):
        (axes,) = made({"x": f"magnesium {mg} mg elemental at 21:00"}, **how).plot(log=log).axes
        (line,) = curves(axes).values()
        low, high = axes.get_ylim()
        assert low < np.nanmax(line.get_ydata()) < high
        assert noise(axes)[0][1] < high


def test_the_small_print_says_whose_the_bodys_own_and_the_noise_are(figure, alone, printed, cited):
    text = printed(figure)
    assert cited(text, "The body's own melatonin (grey shape)") == ["Van Someren & Nagtegaal 2007", "Burgess 2003"]
    assert cited(text, "The body's own magnesium (constant)")[0] == "Costello & Nielsen 2017"
    noise_of = f"Noise of magnesium within a person (hatched, for one reading): ±{NOISE:.3f} mmol/L, assumed from"
    assert cited(text, noise_of) == ["Ionised magnesium in 13 people, six samples a day"]
    text = printed(alone.plot())
    assert "body's own" not in text
    assert "hatched, for one reading" in text


LITERATURE = {"parameters": "literature", "step_min": 20}


@pytest.fixture(scope="module")
def literature():
    return pk.simulate(TWO, **LITERATURE)


def test_beside_draws_the_other_parameter_set_as_thin_lines_in_the_same_style(alone, literature):
    for compound, axes in panels(alone.plot(beside=literature)).items():
        lines = curves(axes)
        assert list(lines) == ["mechanism", "duo", "mechanism, literature", "duo, literature"]
        for i, name in enumerate(("mechanism", "duo")):
            thick, thin = lines[name], lines[f"{name}, literature"]
            x, y = thin.get_data()
            np.testing.assert_array_equal(x, literature.times_h)
            drawn = np.isfinite(y)
            np.testing.assert_array_equal(y[drawn], literature.concentrations[name, compound][drawn])
            assert drawn[literature.concentrations[name, compound] > 0].all()
            np.testing.assert_array_equal(thick.get_xdata(), alone.times_h)
            assert thin.get_linewidth() < thick.get_linewidth()
            assert thin.get_color() == thick.get_color() == line_style(i)["color"]
            assert thin.get_linestyle() == thick.get_linestyle()
        labels = {text.get_text() for text in axes.texts if text.get_gid() == "label"}
        assert labels == set(lines)


@pytest.mark.parametrize("log", [None, False])
def test_beside_has_room_for_whichever_is_higher(alone, literature, log):
    for figure in (alone.plot(beside=literature, log=log), literature.plot(beside=alone, log=log)):
        for axes in figure.axes:
            assert max(np.nanmax(line.get_ydata()) for line in curves(axes).values()) < axes.get_ylim()[1]


def test_beside_says_which_numbers(alone, literature):
    figure = alone.plot(beside=literature)
    printed = " ".join(text.get_text() for text in figure.texts).replace("-\n", "-").replace("\n", " ")
    assert "Thin lines: parameter set literature. Melatonin: tmax 50 min, half-life 45 min" in printed
    assert "Magnesium: tmax 2 h, half-life 8 h" in printed


@pytest.mark.parametrize("y", ["concentration", "total", "share of peak"])
def test_what_is_beside_is_drawn_in_the_same_measure(whole, y):
    beside = pk.simulate(TWO, endogenous=True, **LITERATURE)
    for compound, axes in panels(whole.plot(y=y, beside=beside)).items():
        for name in ("mechanism", "duo"):
            level = beside.concentrations[name, compound]
            if y == "total":
                level = level + own_of(compound, beside.times_h)
            elif y == "share of peak":
                level = level / pk.metrics(beside).loc[(name, compound), "cmax"]
            drawn = curves(axes)[f"{name}, literature"].get_ydata()
            seen = np.isfinite(drawn)
            assert seen[level > 0].all()
            np.testing.assert_allclose(drawn[seen], level[seen], rtol=1e-12)


OTHERS = {
    "fewer": lambda: pk.simulate(TWO[:1], **LITERATURE),
    "another order": lambda: pk.simulate(TWO[::-1], **LITERATURE),
    "another night": lambda: pk.simulate(TWO, pk.Night("22:00"), **LITERATURE),
    "more nights": lambda: pk.simulate(TWO, nights=2, **LITERATURE),
}


@pytest.mark.parametrize("other", OTHERS)
def test_beside_refuses_other_schedules_and_nights(alone, other):
    with pytest.raises(pk.InputError, match="beside must be a simulation of the same schedules in the same night"):
        alone.plot(beside=OTHERS[other]())


def test_beside_refuses_other_doses_under_the_same_name(alone):
    other = [pk.Schedule.parse(each.name, "melatonin 3 mg at bedtime") for each in TWO]
    with pytest.raises(pk.InputError, match="beside"):
        alone.plot(beside=pk.simulate(other, **LITERATURE))


def test_beside_refuses_doses_alone_where_totals_are_drawn(whole, literature):
    with pytest.raises(pk.InputError, match="beside"):
        whole.plot(beside=literature)


PLOTS = {
    "total": lambda whole, other: whole.plot(),
    "beside": lambda whole, other: whole.plot(y="concentration", beside=other),
    "beside, total": lambda whole, other: whole.plot(
        beside=pk.simulate(TWO, endogenous=True, parameters="literature", step_min=30)
    ),
    "by day": lambda whole, other: pk.simulate(TWO, pk.Night("09:00", "17:30"), endogenous=True, step_min=30).plot(),
    "no peak": lambda whole, other: pk.simulate(TWO, endogenous=pk.Endogenous(amplitude=0), step_min=30).plot(),
    "huge": lambda whole, other: made({"x": "magnesium 5000 mg elemental at 21:00"}, endogenous=True).plot(),
    "all": lambda whole, other: pk.simulate(SCHEDULES, endogenous=True, step_min=60).plot(),
}


@pytest.mark.parametrize("plot", PLOTS)
def test_no_label_covers_another_or_leaves_the_figure(plot, whole, literature, extents, covering, outside):
    figure = PLOTS[plot](whole, literature)
    boxes = extents(figure)
    assert covering(boxes) == []
    assert outside(boxes, figure) == []


def test_noise_is_hatched_and_has_no_tint_for_sleep_has_one(published):
    axes = published.plot().axes[1]
    (band,) = [patch for patch in axes.patches if patch.get_gid() == "noise"]
    assert band.get_hatch()
    assert band.get_facecolor()[3] == 0
    assert all(patch.get_hatch() is None for patch in axes.patches if patch is not band)
