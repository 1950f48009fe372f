"""Doses that are typed in words, on the page in Chromium."""

import pytest
from screen import painted, paths, state

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page
from pksim.explorer.state import LIMITS

WORDS = "Doses in words of mechanism"
WRONG_DOSES = {
    "melatonin 1 mg at dinner": (
        "dose 'melatonin 1 mg at dinner': the time counts from 'dinner'; it must be one of 'bed', 'bedtime'."
    ),
    "melatonin 1 mg 60 h before bed; melatonin 1 mg at bedtime on night 2": (
        "dose 'melatonin 1 mg 60 h before bed': time_h must be a number from -48 to 48 h.\n"
        "dose 'melatonin 1 mg at bedtime on night 2': the explorer takes "
        "doses every night; say in which nights they are missed or late instead."
    ),
    "": "Schedule 'mechanism' has no doses; give at least one, such as 'melatonin 1 mg 60 min before bed'.",
    "melatonin 1 mg at bedtime;" * 13: "A schedule can have up to 12 doses.",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("typing") / "explorer.html"
    path.write_text(explorer_page(explored()), encoding="utf-8")
    return path.as_uri()


def doses(page, index=0):
    return state(page)["schedules"][index]["doses"]


def type_doses(page, text, key="Enter"):
    field = page.get_by_label(WORDS)
    field.fill(text)
    field.press(key)
    painted(page)
    return field


def test_doses_can_be_typed_in_words(visit, address):
    with visit(address) as page:
        before = paths(page)
        text = "0,3 mg melatonin at 21:30; melatonin prolonged-release 2 mg 1 h after bed"
        field = type_doses(page, text)
        assert doses(page) == [
            {"compound": "melatonin", "formulation": "immediate", "basis": None, "amount_mg": 0.3, "time_h": -1.5},
            {"compound": "melatonin", "formulation": "prolonged", "basis": None, "amount_mg": 2, "time_h": 1},
        ]
        assert paths(page)[0] != before[0]
        assert field.input_value() == ("melatonin 0.3 mg 90 min before bed;\nmelatonin prolonged 2 mg 60 min after bed")
        assert field.get_attribute("aria-invalid") == "false"
        assert field.get_attribute("maxlength") == str(LIMITS["text"])
        assert page.get_by_label("Amount of dose 1 of mechanism").input_value() == "0.3"
        assert page.get_by_label("Form of dose 2 of mechanism").input_value() == "prolonged"
        assert page.get_by_label("Minutes before bed of dose 2 of mechanism").input_value() == "-60"
        assert page.get_by_label("Compound of dose 3 of mechanism").count() == 0


def test_the_words_follow_the_sliders(visit, address):
    with visit(address) as page:
        page.get_by_label("Time of dose 1 of mechanism", exact=True).press("ArrowRight")
        page.get_by_label("Amount of dose 2 of mechanism").fill("250")
        page.get_by_label("Basis of dose 2 of mechanism").select_option("salt")
        painted(page)
        assert page.get_by_label(WORDS).input_value() == (
            "melatonin 1 mg 55 min before bed;\nmagnesium glycinate 250 mg salt 90 min before bed"
        )


@pytest.mark.parametrize(("text", "message"), WRONG_DOSES.items())
def test_wrong_words_are_refused_beneath_the_field_and_change_nothing(visit, address, text, message):
    with visit(address) as page:
        before, drawn = state(page), paths(page)
        field = type_doses(page, text, "Tab")
        assert field.get_attribute("aria-invalid") == "true"
        reason = page.locator(f"[id='{field.get_attribute('aria-describedby')}']")
        assert (reason.inner_text(), reason.get_attribute("role")) == (message, "alert")
        assert reason.bounding_box()["y"] >= field.bounding_box()["y"] + field.bounding_box()["height"]
        assert (state(page), paths(page), field.input_value()) == (before, drawn, text)
        type_doses(page, "melatonin 1 mg at bedtime")
        assert (field.get_attribute("aria-invalid"), reason.inner_text()) == ("false", "")
        assert doses(page)[0]["time_h"] == 0


def test_a_slider_takes_wrong_words_back(visit, address):
    with visit(address) as page:
        field = type_doses(page, "melatonni")
        page.get_by_label("Time of dose 1 of mechanism", exact=True).press("Home")
        painted(page)
        assert field.input_value().startswith("melatonin 1 mg 6 h before bed;")
        assert field.get_attribute("aria-invalid") == "false"


def focused(page):
    return page.evaluate("document.activeElement.labels[0].textContent")


def test_who_types_doses_stays_where_they_are(visit, address):
    with visit(address) as page:
        field = type_doses(page, "melatonin 1 mg at bedtime; melatonin 1 mg 60 min before bed")
        assert focused(page) == WORDS
        page.keyboard.press("Shift+Enter")
        assert field.input_value().count("\n") == 2
        type_doses(page, "magnesium citrate 100 mg elemental at bedtime", "Tab")
        page.get_by_label("Compound of dose 2 of mechanism").wait_for(state="detached")
        assert focused(page) == "Compound of dose 1 of mechanism"
        page.get_by_label("Compound of dose 1 of mechanism").select_option("melatonin")
        assert focused(page) == "Compound of dose 1 of mechanism"


def test_typing_another_compound_brings_its_sliders(visit, tmp_path):
    mine = pk.Schedule.parse("mechanism", "melatonin 1 mg at bedtime")
    path = tmp_path / "mine.html"
    path.write_text(explorer_page(explored(mine)), encoding="utf-8")
    with visit(path.as_uri()) as page:
        assert page.get_by_label("half-life of magnesium").count() == 0
        type_doses(page, "magnesium 100 mg elemental at bedtime")
        assert page.get_by_label("half-life of magnesium").count() == 1
        assert page.get_by_label("half-life of melatonin").count() == 0


def test_what_is_typed_goes_into_the_link(visit, address):
    with visit(address) as page:
        type_doses(page, "melatonin 50 µg 20 min before bed")
        page.get_by_role("button", name="Copy link").click()
        page.wait_for_function("location.hash")
        again = page.evaluate("location.href")
    with visit(again) as page:
        page.evaluate("explorer.ready")
        assert page.get_by_label(WORDS).input_value() == "melatonin 50 µg 20 min before bed"


def test_typed_text_is_no_markup(visit, address):
    with visit(address) as page:
        type_doses(page, '<img src=x onerror="window.hurt=1"><b>bold')
        assert "<img src=x" in page.locator(".pksim-reason:not(:empty)").inner_text()
        assert page.evaluate("window.hurt") is None
        assert page.locator(".pksim img, .pksim-reason b").count() == 0


def test_a_click_that_ends_the_typing_is_not_lost(visit, address):
    with visit(address) as page:
        page.get_by_label(WORDS).fill("melatonin 2 mg at bedtime")
        page.get_by_role("button", name="Duplicate mechanism").click()
        assert doses(page, -1) == doses(page)
        assert doses(page)[0]["amount_mg"] == 2
