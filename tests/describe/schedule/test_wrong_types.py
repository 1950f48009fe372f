"""What is of the wrong kind is refused in words, wherever it is given."""

import pytest

import pksim as pk

DUO = pk.load_schedules()["duo"]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: pk.Schedule.parse("a", 5), "the text of the doses is 5; it must be text"),
        (lambda: pk.Schedule("a", "xy"), "doses is 'xy'; it must be several, each such as Dose"),
        (lambda: pk.Dose(None, 1, time_h=0), "compound is None"),
        (
            lambda: pk.Dose("melatonin", 1, time_h=0, window_h=(1, -1)),
            r"window_h is \(1, -1\); .* the smaller one first",
        ),
        (
            lambda: pk.Dose("melatonin", 1, time_h=0, window_h=(0, 73)),
            r"window_h\[1\] is 73; it must be from -72 to 72 h",
        ),
        (
            lambda: pk.Dose("melatonin", 1, time_h=0, range_mg=(0, 1)),
            r"range_mg\[0\] is 0; it must be from 1e-09 to 1e",
        ),
        (lambda: pk.Night().occurrences_h("22:00", 0, 1e12), r"to_h is 1000000000000.0; it must be from -1000000 to"),
        (lambda: pk.Night().clocks([0, 1e7]), r"times_h is .*10000000.0.*; it must be from -1000000 to 1000000 h"),
        (lambda: pk.Night().name(True), "the number of a night is True; it must be a whole number from 1 to 3660"),
        (lambda: pk.Dose("melatonin", 1e308, time_h=0), r"amount_mg is 1e\+308; it must be from 1e-09 to 1e\+09 mg"),
        (lambda: pk.Schedule.parse("a", "melatonin 1e-310 mg at bedtime"), "it must be from 1e-09"),
        (lambda: pk.Schedule.parse("a", "melatonin 1 mg at 23:00-22:00"), "23 hours; write the earlier one first"),
        (
            lambda: pk.Schedule.parse("a", "melatonin 1,000 mg at bedtime"),
            "1000 or 1.000; write thousands without a sign",
        ),
        (lambda: DUO.shift("1"), "shift hours is '1'"),
        (lambda: DUO.scale(None), "scale factor is None"),
        (lambda: pk.simulate(DUO, compounds=5), "compounds is 5; it must be several"),
        (lambda: pk.simulate(DUO, parameters=["article"]), "there is no parameter set"),
        (lambda: pk.load_study(5), "the file is 5; it must be a path"),
        (lambda: pk.load_study("a\0b"), "this is no path"),
    ],
)
def test_refused_in_words(ask, message):
    with pytest.raises(pk.InputError, match=message):
        ask()


def test_other_name_of_a_formulation_is_as_good_in_a_dose_as_in_text():
    dose = pk.Dose("magnesium", 300, time_h=-1, formulation="bisglycinate", basis="elemental")
    text = pk.Schedule.parse("b", "magnesium glycinate 300 mg elemental 60 min before bed")
    cmax = pk.metrics(pk.simulate([pk.Schedule("a", (dose,)), text]))["cmax"].to_list()
    assert cmax[0] == cmax[1]


@pytest.mark.parametrize("hours", [1, 24, -30])
def test_a_clock_dose_moves_by_the_hours_asked_even_past_waking(hours):
    night, dose = pk.Night(), pk.Schedule.parse("a", "melatonin 1 mg at 06:30").doses[0]
    assert dose.shift(hours).time_from_bedtime_h(night) == pytest.approx(7.5 + hours)


@pytest.mark.parametrize(
    "text", ["Melatonin 1 mg At 22:30", "melatonin 1 mg 30 min Before Bed", "melatonin 1 mg AT BEDTIME"]
)
def test_capitals_do_not_matter(text):
    assert pk.Schedule.parse("a", text) == pk.Schedule.parse("a", text.lower())


def test_dollar_signs_in_names_are_only_dollar_signs():
    schedules = [pk.Schedule.parse(rf"$\foo{i}$", "melatonin 1 mg at bedtime") for i in range(4)]
    simulation = pk.simulate(schedules)
    for figure in (simulation.plot(), simulation.plot_doses(), pk.simulate_population(schedules, subjects=3).plot()):
        figure.canvas.draw()
