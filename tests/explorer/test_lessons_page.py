"""Lessons on the page in Chromium: opened by link, asked and checked as `pksim.lessons` does, without Python."""

import re
from urllib.parse import quote

import numpy as np
import pytest
from screen import painted, paths, state

from pksim import lessons
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page
from pksim.lessons import _EXERCISES as EXERCISES
from pksim.teach.presets import PRESETS

BY_NAME = {each.name: each for each in PRESETS}
SIZES = [(1280, 800), (1024, 768), (390, 844), (320, 640), (640, 400)]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "explorer.html"
    path.write_text(explorer_page(explored(), lesson="half-life"), encoding="utf-8")
    return path.as_uri()


def link(address, name, student=""):
    return f"{address}#lesson={quote(name)}" + (f"&student={quote(student)}" if student else "")


def opened(page, title):
    """Wait until a lesson is there."""
    page.locator(".pksim-panel h2", has_text=title).wait_for()
    painted(page)


def question(page):
    return page.locator(".pksim-question").inner_text()


def answer(page, text):
    page.get_by_label("Your answer", exact=True).fill(text)
    page.get_by_role("button", name="Check", exact=True).click()
    return page.get_by_role("status").filter(has_text=re.compile("Right|Not yet|it must be")).inner_text()


def focused(page):
    return page.evaluate("document.activeElement.textContent || document.activeElement.labels[0].textContent")


@pytest.mark.parametrize("name", BY_NAME)
def test_a_lesson_asks_checks_and_names_the_thought_behind_a_wrong_answer(visit, address, name):
    preset, exercise = BY_NAME[name], BY_NAME[name].exercise
    with visit(link(address, name, "Ada")) as page:
        opened(page, preset.title)
        assert preset.text in page.locator(".pksim-panel").inner_text()
        assert question(page) == lessons.ask(exercise.name, "Ada").text
        assert page.locator(".pksim-panel form").inner_text().split("\n")[1:] == [exercise.unit, "Check"]
        _, (right, *wrong) = exercise.question("Ada")
        for misconception, number in zip(exercise.misconceptions, wrong, strict=True):
            verdict = lessons.check(exercise.name, f"{number:.14f}", "Ada")
            assert verdict.misconception == misconception.name
            assert answer(page, f"{number:.14f}") == f"{verdict.headline} {verdict.explanation}"
            assert focused(page) == "Check"
        page.get_by_label("Your answer", exact=True).fill(f"{right:.4g}".replace(".", ","))
        assert page.locator(".pksim-verdict").inner_text() == ""
        page.keyboard.press("Enter")
        page.locator('.pksim-verdict[data-right="true"]').wait_for()
        assert page.locator(".pksim-verdict").inner_text() == str(lessons.check(exercise.name, f"{right:.4g}", "Ada"))
        assert focused(page) == "Your answer"


def test_every_student_has_numbers_of_their_own(visit, address):
    with visit(link(address, "half-life")) as page:
        opened(page, "Half-life")
        assert question(page) == lessons.ask("half-life-1").text
        name = page.get_by_label("Your name", exact=True)
        for student in ("Grace", "zoë", "李娜", " 17 ", "<b>&amp;", "Ada"):
            name.fill(student)
            painted(page)
            assert question(page) == lessons.ask("half-life-1", student).text
            assert focused(page) == "Your name"
        page.reload()
        opened(page, "Half-life")
        assert name.input_value() == "Ada"
        assert question(page) == lessons.ask("half-life-1", "Ada").text
        name.fill("  ")
        painted(page)
        assert question(page) == lessons.ask("half-life-1").text


def test_what_is_no_number_is_refused_in_words(visit, address):
    with visit(link(address, "flip-flop")) as page:
        opened(page, "Flip-flop")
        says = "the answer to flip-flop-1 is 'two', a text; it must be a number in h: write it in digits, such as"
        assert answer(page, "two").strip() == f"{says} 12 or 3.4."


def test_one_walks_through_all_lessons_and_out_of_them(visit, address):
    with visit(link(address, PRESETS[0].name, "Ada")) as page:
        opened(page, PRESETS[0].title)
        for preset in (*PRESETS[1:], PRESETS[0]):
            page.get_by_role("link", name=f"Next lesson: {preset.title}", exact=True).press("Enter")
            opened(page, preset.title)
            assert focused(page).startswith("Next lesson: ")
            assert question(page) == lessons.ask(preset.exercise.name, "Ada").text
            assert page.get_by_label("Your answer", exact=True).input_value() == ""
            assert len(paths(page)) == sum(
                len(set(re.findall("melatonin|magnesium", each))) for each in preset.doses.values()
            )
        page.go_back()
        opened(page, PRESETS[-1].title)
        page.get_by_role("link", name="The whole explorer", exact=True).click()
        page.get_by_label("Bedtime", exact=True).wait_for()
        assert page.locator(".pksim-panel").inner_text() == ""
        assert not page.evaluate("document.querySelector('.pksim').classList.contains('pksim-lesson')")


def test_a_lesson_shows_only_the_controls_that_it_moves(visit, address):
    with visit(link(address, "half-life")) as page:
        opened(page, "Half-life")
        assert page.locator(".pksim-controls input").count() == 2
        page.get_by_label("half-life of melatonin", exact=True).press("End")
        painted(page)
        assert state(page)["kinetics"]["melatonin"]["half_life_h"] > 1.5
    with visit(link(address, "salt")) as page:
        opened(page, "Elemental or salt")
        assert page.locator(".pksim-controls :is(input, textarea, select)").count() == 2


@pytest.mark.parametrize("name", BY_NAME)
def test_python_reads_what_is_on_the_screen(visit, address, name):
    what = explored()
    with visit(link(address, name)) as page:
        opened(page, BY_NAME[name].title)
        found = what.read(state(page))
        assert {each["name"] for each in found["schedules"]} == set(BY_NAME[name].doses)
        curves = what.simulation(found).to_frame()
        assert set(curves["schedule"]) == set(BY_NAME[name].doses)
        if name == "flip-flop":
            absorbed, eliminated = (
                each["concentration"].to_numpy() for _, each in curves.groupby("schedule", sort=True)
            )
            np.testing.assert_allclose(absorbed / absorbed.max(), eliminated / eliminated.max(), rtol=1e-6, atol=1e-9)


def test_a_page_can_open_in_a_lesson_and_leaves_what_is_kept_alone(visit, tmp_path):
    path = tmp_path / "lesson.html"
    path.write_text(explorer_page(explored(), lesson="tmax"), encoding="utf-8")
    with visit(path.as_uri()) as page:
        opened(page, BY_NAME["tmax"].title)
        page.get_by_label("half-life of melatonin", exact=True).press("End")
        page.wait_for_timeout(500)
        assert page.evaluate("localStorage.length") == 0
        assert page.evaluate("location.hash") == ""


@pytest.mark.parametrize("name", ["flipflop", "", "<img src=x onerror=window.hurt=1>", "__proto__", "%00"])
def test_an_unknown_lesson_is_refused_and_the_page_is_there(visit, address, name):
    with visit(link(address, name)) as page:
        page.locator(".pksim-message:not([hidden])").wait_for()
        says = page.locator(".pksim-message").inner_text()
        assert "there is no lesson" in says
        assert "Known are" in says if name == "flipflop" else "half-life" in says
        assert page.evaluate("window.hurt") is None
        assert len(paths(page)) > 8


@pytest.mark.parametrize("size", SIZES)
def test_a_lesson_fits_and_its_type_is_large(visit, address, size):
    width, height = size
    with visit(link(address, "flip-flop", "Ada"), viewport={"width": width, "height": height}) as page:
        opened(page, "Flip-flop")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        sizes = page.eval_on_selector_all(
            ".pksim-panel p", "all => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
        )
        assert min(sizes) >= 18
        small = page.eval_on_selector_all(
            ".pksim-panel :is(input, button, a)",
            "all => all.map((each) => each.getBoundingClientRect()).map((each) => Math.min(each.width, each.height))",
        )
        assert min(small) >= 24


def test_right_answers_of_all_lessons_are_those_of_the_lessons():
    assert all(EXERCISES[each.exercise.name] is each.exercise for each in PRESETS)


def test_a_page_without_lessons_says_how_to_get_one_that_has_them(visit, tmp_path):
    path = tmp_path / "plain.html"
    path.write_text(explorer_page(explored()), encoding="utf-8")
    with visit(f"{path.as_uri()}#lesson=tmax") as page:
        page.locator(".pksim-message:not([hidden])").wait_for()
        assert (
            "this page has no lessons; pksim page --lesson NAME writes one"
            in page.locator(".pksim-message").inner_text()
        )
        assert len(paths(page)) > 8


def test_the_picture_is_told_as_it_is_drawn(visit, tmp_path):
    path = tmp_path / "class.html"
    path.write_text(explorer_page(explored(), lesson="flip-flop"), encoding="utf-8")
    with visit(path.as_uri()) as page:
        page.evaluate("explorer.ready")
        page.wait_for_timeout(900)
        told = page.locator(".pksim-plot svg").evaluate(
            "(e) => document.getElementById(e.getAttribute('aria-labelledby')).textContent"
        )
        assert "slowly absorbed" in told
        assert "mechanism" not in told
