"""What is said of how virtual sleepers differ is how they were drawn."""

import re
from html import unescape

import numpy as np
import pytest
from scipy.stats import uniform

import pksim as pk
from pksim.show.figures.bands import plot_bands
from pksim.show.figures.timing import plot_timing
from pksim.show.pages.report import report_page
from pksim.show.tables.html import population_html, timing_html
from pksim.show.tables.terminal import population_table, timing_table
from pksim.show.words.people import how_drawn
from pksim.show.words.timing import how_asked_differ

SCHEDULES = pk.load_schedules()


def people(schedule="mechanism", subjects=20_000, **how):
    return pk.simulate_population(SCHEDULES[schedule], subjects=subjects, step_min=60, **how)


def told(text, compound):
    """Split what is said of a compound into its quantities."""
    (said,) = re.findall(rf"{compound}: (.*?)\.(?= [A-Z]|$)", text)
    return dict(
        re.match(r"(time of peak|half-life|volume|fraction absorbed) (.*)", each).groups() for each in said.split("; ")
    )


def numbers(text):
    """Read numbers, times in hours."""
    found = re.findall(r"(\d+(?:\.\d+)?)(?: (h|min|L|%))?(?: (\d+) min)?", text)
    per = {"min": 1 / 60, "%": 0.01}
    return [float(value) * per.get(unit, 1) + float(minutes or 0) / 60 for value, unit, minutes in found]


def test_each_law_is_the_one_of_those_drawn():
    population = people()
    drawn, text = population.subjects, how_drawn(population)
    melatonin = told(text, "Melatonin")
    for name, column in (("time of peak", "tmax_h"), ("half-life", "half_life_h")):
        low, high = numbers(melatonin[name])
        assert melatonin[name].startswith("uniform from ")
        values = drawn[f"melatonin.{column}"]
        assert (values.min(), values.max()) == pytest.approx((low, high), abs=0.002)
    median, gsd, _, outside, low, high = numbers(melatonin["fraction absorbed"].replace("counts as 1", ""))[:6]
    absorbed = drawn["melatonin.bioavailability"]
    assert absorbed.median() == pytest.approx(median, rel=0.03)
    assert np.log(absorbed[absorbed < median]).quantile(0.3173) == pytest.approx(np.log(median / gsd), abs=0.05)
    assert ((absorbed < low) | (absorbed > high)).mean() == pytest.approx(outside, abs=0.015)
    assert "volume" not in melatonin
    volume = told(text, "Magnesium")["volume"]
    median, _, outside, low, high = numbers(volume)
    litres = drawn["magnesium.volume_l"]
    assert litres.median() == pytest.approx(median, rel=0.01)
    assert ((litres < low) | (litres > high)).mean() == pytest.approx(outside, abs=0.015)


def test_nobody_says_that_all_is_over_the_stated_ranges(run):
    texts = [how_drawn(people(subjects=3)), run("spread", "--help")[1], pk.simulate_population.__doc__]
    texts += [pk.best_timing.__doc__, pk.sensitivity.__doc__]
    for text in texts:
        assert "stated ranges" not in " ".join(text.split())
    helped = " ".join(texts[1].split())
    for said in ("lognormal", "fraction absorbed", "volume", "outside"):
        assert said in helped


@pytest.mark.parametrize(
    ("spread", "windows", "kinetics"),
    [("stated", True, True), ("kinetics-only", False, True), ("windows-only", True, False)],
)
def test_each_spread_says_what_it_draws(spread, windows, kinetics):
    population = people("duo", 50, spread=spread)
    text = how_drawn(population)
    assert ("anywhere in its window" in text) is windows
    assert ("Melatonin: " in text) is kinetics
    fine = pk.simulate_population(SCHEDULES["duo"], subjects=50, step_min=0.5, spread=spread)
    starts = (fine.individuals(("duo", "melatonin"), 50) > 0).argmax(axis=0)
    assert (len(set(starts)) > 1) is windows
    assert (population.subjects["melatonin.tmax_h"].nunique() > 1) is kinetics


def test_a_spread_of_ones_own_is_named():
    population = people(subjects=5, spread={"melatonin.tmax_h": uniform(0.5, 0.5)})
    assert how_drawn(population) == "Drawn from distributions that were given, of melatonin.tmax_h."


def test_what_is_told_of_the_literature_is_what_was_drawn():
    population = people(parameters="literature")
    text = told(how_drawn(population), "Melatonin")
    assert text["time of peak"] == (
        "lognormal about 50 min, geometric SD 1.5, cut at 15 min and where the half-life seen leaves its range"
    )
    assert told(how_drawn(population), "Magnesium")["time of peak"] == "triangular from 1 h to 4 h, most often 2 h"


def test_tables_and_the_report_say_it():
    population = people(subjects=30)
    text = how_drawn(population)
    assert " ".join(population_table(population).caption.split()) == text
    assert text in population_html(population)


def test_the_report_says_it():
    page = report_page(pk.Study(pk.Night(), {"mechanism": SCHEDULES["mechanism"]}, subjects=20))
    assert how_drawn(people(subjects=20)) in unescape(page)


def timing(**asked):
    return pk.best_timing(pk.load_schedules()["duo"], **{"move": "magnesium", "goal": "peak at bedtime", **asked})


@pytest.mark.parametrize("parameters", ["article", "literature"])
def test_a_timing_says_by_which_law_its_sleepers_were_drawn(parameters, printed):
    result = timing(subjects=20, parameters=parameters)
    text = how_asked_differ(result)
    assert told(text, "Magnesium") == told(how_drawn(people("duo", 20, parameters=parameters)), "Magnesium")
    assert "Melatonin" not in text  # nothing about it was judged
    assert "That of magnesium is taken exactly at the time tried." in text
    assert text in " ".join(str(timing_table(result).caption).split())
    assert text in unescape(timing_html(result))
    assert text in printed(plot_timing(result))


def test_a_timing_of_the_typical_person_has_no_sleepers_to_tell_of():
    result = timing(subjects=0)
    assert how_asked_differ(result) == ""
    assert "People differ" not in timing_html(result) + str(timing_table(result).caption)


def test_bands_say_on_the_figure_by_which_law_they_were_drawn(printed):
    population = people(subjects=20)
    assert how_drawn(population) in printed(plot_bands(population))


def test_the_help_of_when_says_whom_it_asks(run):
    helped = " ".join(run("when", "--help")[1].split())
    assert "by no means all lie within what is stated" in helped
    assert "exactly at the time tried" in helped
