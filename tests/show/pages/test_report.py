"""The report holds what was computed, and nothing that leaves the page."""

import base64
import math
import re
from dataclasses import replace
from functools import cache
from html import unescape

import pandas as pd
import pytest

import pksim as pk
from pksim.describe.files.study import Study
from pksim.show.pages.cited import Citations
from pksim.show.pages.report import report_page
from pksim.show.tables.rows import population_rows, summary_rows
from pksim.show.words.claims import verdict_in_words
from pksim.show.words.curves import describe
from pksim.show.words.people import describe_population
from pksim.show.words.timing import describe_timing

FEW = {name: pk.load_schedules()[name] for name in ("mechanism", "duo")}
STUDY = Study(schedules=FEW, subjects=50, seed=3, parameters="literature")


def text_of(page):
    """Give what is written on the page, one space between words."""
    without_style = re.sub(r"<style.*?</style>|<desc.*?</desc>|<title.*?</title>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_style)).split())


def cells(page, key):
    """Give the rows of a table."""
    table = page.split(f'aria-labelledby="{key}" tabindex')[1].split("</table>")[0]
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", table, flags=re.DOTALL)
    return [tuple(unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)) for row in rows]


def report_in_words(study):
    """Make a page for tests that look at no picture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "pksim.show.figures.sheet.NightFigure.save", lambda figure, target, kind: target.write(b"<svg></svg>")
        )
        return report_page(study)


@pytest.fixture(scope="module")
def page():
    return report_page(STUDY)


@pytest.fixture(scope="module")
def claims():
    return pk.check_claims(parameters="literature", seed=3, subjects=50)


@pytest.fixture(scope="module")
def simulation():
    return pk.simulate(FEW, parameters="literature")


@pytest.fixture(scope="module")
def population():
    return pk.simulate_population(FEW, parameters="literature", subjects=50, seed=3)


def test_it_asks_for_nothing_and_runs_nothing(page):
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=\"(?!data:|#)", page)
    assert not re.findall(r"url\((?!#)", page)
    assert "default-src 'none'" in page


def test_the_metrics_are_those_of_the_schedules(page, simulation):
    assert cells(page, "summary-table") == summary_rows(simulation)


def test_the_words_are_those_of_the_curves_and_of_the_bands(page, simulation, population):
    said = text_of(page)
    for name in FEW:
        assert " ".join(describe(simulation, name).removeprefix(f"{name}: ").split()) in said
    for words in describe_population(population).split("\n\n"):
        assert words.split(": ", 1)[1] in said


def test_the_bands_are_those_of_the_sleepers(page, population):
    assert cells(page, "bands-table") == population_rows(population)


@pytest.mark.parametrize("compound", ["melatonin", "magnesium"])
def test_every_compound_has_its_timing(page, compound):
    assert describe_timing(timing_of(compound)) in text_of(page)


def test_every_claim_is_there_with_its_verdict_its_share_and_why(page, claims):
    """Asked of the study's own sleepers, as the bands are."""
    said = text_of(page)
    for row in claims.to_dict("records"):
        verdict = verdict_in_words(row)
        place = row["source"].split("; ")[-1].split(", ")[-1]
        start = said.index(f"{row['claim']} {row['says']} {verdict[0].upper()}{verdict[1:]} {row['why']} ")
        assert re.match(
            rf"[^\[]*(\[\d+\] )+{re.escape(place)}",
            said[start + len(row["claim"]) + len(row["says"]) :][len(verdict) + len(row["why"]) :],
        )
    assert "told in our own words, except in quotation marks" in said


def test_how_many_claims_fare_how(page, claims):
    verdicts = claims["verdict"]
    counts = verdicts.where(~verdicts.str.startswith("holds in "), "holds in some").value_counts()
    told = re.search(r"Of (\d+) rows, (.*?)\.", text_of(page))
    assert int(told[1]) == len(verdicts)
    assert {kind: int(n) for kind, n in (each.split(": ") for each in told[2].split(", "))} == counts.to_dict()
    for look in counts.index:
        assert page.count(f'class="verdict {look.replace(" ", "-")}"') == counts[look]
        assert re.search(rf"\.{look.replace(' ', '-')}\b.* {{", page)


def test_claims_are_asked_of_the_studys_spread():
    page = text_of(report_in_words(replace(STUDY, spread="windows-only")))
    row = (
        pk.check_claims(parameters="literature", seed=3, subjects=50, spread="windows-only").set_index("claim").loc["1"]
    )
    assert row["why"] in page


@cache
def timing_of(compound):
    asked = {"move": compound, "goal": "peak at bedtime", "subjects": 50, "seed": 3, "parameters": "literature"}
    return pk.best_timing(FEW["mechanism"], **asked)


def test_every_number_has_its_row(page, simulation, population):
    results = (simulation, population, timing_of("melatonin"), timing_of("magnesium"))
    table = pd.concat([pk.references(each) for each in results]).drop_duplicates()
    rows = cells(page, "numbers-table")
    assert [row[0] for row in rows] == list(table["of"])
    for row, (_, number) in zip(rows, table.iterrows(), strict=True):
        if math.isnan(number["value"]):
            assert row[2] == ""
        elif number["unit"] == "h":
            assert hours(row[2]) == pytest.approx(number["value"], abs=0.5 / 60 + 1e-9)
        else:
            shown, unit = re.fullmatch(r"(−?[\d,.]+)(?: (.*))?", row[2]).groups()
            assert float(shown.replace("−", "-").replace(",", "")) == pytest.approx(number["value"], rel=0.5e-2)
            assert (unit or "1") == number["unit"]
        assert bool(row[3]) == (not math.isnan(number["low"]))
        assert row[4] == number["kind"]


def hours(words):
    """Read a duration, such as "−1 h 30 min"."""
    sign = -1 if words.startswith("−") else 1
    parts = re.fullmatch(r"−?(?:(\d+) h)? ?(?:(\d+) min)?", words)
    return sign * (int(parts[1] or 0) + int(parts[2] or 0) / 60)


def cited(page):
    """Give what the page's sources are, by number."""
    return {int(number): unescape(text) for number, text in re.findall(r'<li value="(\d+)">(.*?)</li>', page)}


def test_every_source_is_told_once_and_every_number_leads_to_the_right_one(page, simulation, population):
    results = (simulation, population, timing_of("melatonin"), timing_of("magnesium"))
    table = pd.concat([pk.references(each) for each in results]).drop_duplicates()
    sources = cited(page)
    assert list(sources) == list(range(1, len(sources) + 1))
    assert len(set(sources.values())) == len(sources)
    for row, (_, number) in zip(cells(page, "numbers-table"), table.iterrows(), strict=True):
        titles = [] if number["kind"] == "given" else list(filter(None, number["source"].split("; ")))
        shown = [sources[int(each)] for each in re.findall(r"\[(\d+)\]", row[5])]
        assert len(shown) == len(titles)
        assert all(one.startswith(title) for one, title in zip(shown, titles, strict=True))
    fine = next(text for text in sources.values() if text.startswith("Fine 1991"))
    assert fine.endswith("10.1172/JCI115317")
    assert {int(each) for each in re.findall(r"\[(\d+)\]", text_of(page))} == set(sources)


def test_pictures_cite_by_the_numbers_of_the_page(page):
    sources = cited(page)
    said = [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", page) if text.startswith("Schedules [")]
    assert len(said) == 2  # below the curves and below the bands
    for text in said:
        titles = {sources[int(each)] for each in re.findall(r"\d+", text)}
        assert titles == {pk.load_references()[key].title for name in FEW for key in FEW[name].source}
    assert "print(figure" not in text_of(page)


def test_a_source_that_is_met_again_keeps_its_number():
    sources = Citations()
    assert sources.numbers_of("One; Two") == "[1] [2]"
    assert sources.numbers_of_claim("Two; Three, on timing") == "[2] [3] on timing"
    small_print = "Kinetics [1, 2].\nSources: [1]\N{NO-BREAK SPACE}Three; [2]\N{NO-BREAK SPACE}Four 2000, J 1:2."
    drawing = '<g id="[1]"><text x="1">Kinetics [1, 2], [9].</text></g>'
    assert sources.renumbered(drawing, small_print) == drawing.replace("Kinetics [1, 2]", "Kinetics [3, 4]")
    assert sources.listed() == [(1, "One"), (2, "Two"), (3, "Three"), (4, "Four 2000, J 1:2")]
    assert (sources.numbers_of(""), sources.numbers_of("given by the user")) == ("", "yours")


def test_nothing_that_is_read_has_a_name_of_the_code_or_more_digits_than_matter(page, several_nights):
    for each in (page, several_nights):
        said = re.sub(r"10\.\d{4,}/\S+", "", text_of(each))  # without addresses of articles
        assert re.findall(r"\b\w+_\w+\b|\b[a-z]{2,}[A-Z]\w*|\b[A-Z][a-z]+At\b", said) == []
        # At most three digits that count, but shares just below 100 %, and bounds of shares, which claims round down.
        said = re.sub(r"at least [\d.]+ %", "", said)
        numbers = re.findall(r"(?<![\w./:])\d[\d,]*\.\d+", said)
        assert [each for each in numbers if len(re.sub(r"[.,]", "", each).lstrip("0")) > 3 and float(each) < 99] == []


def test_it_opens_with_three_lines_on_each_schedule(page, simulation, population):
    parts = page.split('<section id="glance"')[1].split("</section>")[0].split("<h3>")[1:]
    table, drawn = pk.metrics(simulation), pk.metrics(population)
    assert [each.split("</h3>")[0] for each in parts] == list(FEW)
    for name, part in zip(FEW, parts, strict=True):
        what, peaks, sure = (unescape(line) for line in re.findall(r"<p>(.*?)</p>", part))
        assert what.lower() == "; ".join(map(str, FEW[name].doses)) + "."
        for compound in ("melatonin", "magnesium"):
            row, many = table.loc[name, compound], drawn.loc[(name, compound)]
            minutes = round(60 * row["peak_time_h"])
            side = "before" if minutes < 0 else "after"
            told = re.search(
                rf"{compound} peaks (.*?) {side} bedtime \(([\d.]+) % left on waking\)", peaks, re.IGNORECASE
            )
            assert hours(told[1]) == pytest.approx(abs(row["peak_time_h"]), abs=0.5 / 60 + 1e-9)
            assert float(told[2]) == pytest.approx(100 * row["at_wake_fraction"], rel=0.05)
            early, late = re.search(
                rf"{compound} (\S+ \w+(?: \d+ min)?) to (\S+ \w+(?: \d+ min)?) \(", sure, re.IGNORECASE
            ).groups()
            for words, quantile in ((early, "q05"), (late, "q95")):
                assert hours(words.lstrip("+")) == pytest.approx(many["peak_time_h", quantile], abs=0.5 / 60 + 1e-9)
    assert "Assumed: amount of melatonin." in parts[0]
    assert "Assumed: form of magnesium." in parts[1]


def test_without_sleepers_it_says_whom_the_three_lines_are_of(by_day, several_nights):
    assert "One typical person; people differ several-fold." in text_of(by_day)
    assert "One typical person" not in text_of(several_nights)
    lines = several_nights.split('<section id="glance"')[1].split("</section>")[0]
    assert len(re.findall(r"[Mm]elatonin peaks \d+ min (?:before|after) bedtime in night \d \(", lines)) == len(FEW)
    assert "3 times, −1 h from bedtime" in lines


def test_the_study_file_in_it_gives_the_same_numbers(page, simulation, tmp_path):
    address = re.search(r'download="study.toml" href="data:text/plain;charset=utf-8;base64,([^"]+)"', page)
    path = tmp_path / "study.toml"
    path.write_bytes(base64.b64decode(address[1]))
    study = pk.load_study(path)
    again = pk.simulate(study.schedules, study.night, parameters=study.parameters, compounds=study.compounds)
    pd.testing.assert_frame_equal(pk.metrics(again), pk.metrics(simulation), check_exact=True)
    assert (study.subjects, study.seed, study.parameters) == (50, 3, "literature")


def test_the_pictures_are_parts_of_the_page_with_names_of_their_own(page):
    drawings = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(drawings) == 4
    titles = [re.search(r"<title[^>]*>(.*?)</title>", each)[1] for each in drawings]
    assert len(set(titles)) == 4
    assert titles[0] == "Concentrations against bedtime"
    names = re.findall(r'(?<![\w:-])id="([^"]+)"', page)
    assert len(names) == len(set(names))
    meant = re.findall(r'(?:url\(#|href="#)([^)"]+)[)"]', page)
    meant += [each for both in re.findall(r'aria-labelledby="([^"]+)"', page) for each in both.split()]
    assert set(meant) <= set(names)
    assert all(each in "".join(drawings) for each in ("melatonin in plasma", "22:00", "hours from bedtime"))


def test_it_is_the_same_every_time(page):
    assert report_page(STUDY) == page


@pytest.fixture(scope="module")
def by_day():
    """A page of a night in the morning, without sleepers."""
    return report_in_words(replace(STUDY, night=pk.Night("08:00", "15:00"), subjects=0))


@pytest.fixture(scope="module")
def several_nights():
    """A page of three nights, with the body's own."""
    schedules = {name: schedule.nightly(3, name=name) for name, schedule in FEW.items()}
    return report_in_words(replace(STUDY, night=pk.Night(nights=3), schedules=schedules, subjects=10, endogenous=True))


def test_without_sleepers_there_are_no_bands(by_day):
    assert 'id="bands"' not in by_day
    assert "How people differ" not in by_day
    assert "virtual sleepers" in by_day  # of the claims


def test_a_bedtime_in_the_morning_looks_for_times_around_it(by_day):
    assert "The best time for melatonin is 07:10, 50 min before bedtime." in text_of(by_day)


def test_several_nights_have_a_picture_of_their_own(several_nights):
    assert 'id="nights"' in several_nights
    assert "in 3 nights" in text_of(several_nights)
    assert "How people differ, in the first night" in text_of(several_nights)
    first = pk.simulate_population(FEW, parameters="literature", subjects=10, seed=3, endogenous=True)
    assert cells(several_nights, "bands-table") == population_rows(first)


def test_the_bodys_own_is_among_the_numbers(several_nights):
    assert ("melatonin", "the body's own: amplitude") in [row[:2] for row in cells(several_nights, "numbers-table")]


def test_a_name_cannot_break_out_of_the_page():
    name = '</p><script>alert("x")</script>'
    schedules = {name: pk.Schedule.parse(name, "melatonin 1 mg at bedtime")}
    page = report_page(replace(STUDY, schedules=schedules, subjects=10))
    assert "<script" not in page
    assert name in text_of(page.replace("&lt;", "\x01").replace("&gt;", "\x02")).replace("\x01", "<").replace(
        "\x02", ">"
    )


OWN = """
[[schedule]]
name = "cup"
doses = ["coffein 100 mg 8 h before bed"]

[[compound]]
name = "coffein"
display_unit = "mg/L"
molar_mass = "194.19 g/mol"
parameters.mine = { tmax = "45 min", half_life = "5 h", volume = "45.5 L", bioavailability = 1.0 }
"""


def report_of(text, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("subjects = 10\n" + text, encoding="utf-8")
    return report_in_words(pk.load_study(path))


def test_nobody_is_told_when_to_take_what_the_study_does_not_move(tmp_path):
    page = report_of(OWN, tmp_path)
    assert 'id="timing"' not in page
    assert "When a goal is reached" not in page


def test_claims_are_left_out_where_the_parameter_set_knows_nothing_of_them(tmp_path):
    page = report_of('parameters = "mine"\n' + OWN, tmp_path)
    assert 'id="claims"' not in page
    assert "What articles say" not in page


def test_a_melatonin_of_ones_own_that_claims_cannot_be_asked_of_leaves_them_to_the_librarys(tmp_path):
    own = OWN.replace("coffein", "melatonin").replace("parameters.mine", "parameters.article")
    assert "and the library's compounds" in text_of(report_of(own, tmp_path))


def test_it_says_how_far_off_the_model_is():
    page = report_page(Study(schedules=FEW["duo"], subjects=0))
    assert "spans 355–4,670 pg/mL per mg; the articles' kinetics give 879." in text_of(page)
