"""The page in Chromium, from a disk and without network."""

import base64
import csv
import gzip
import json
import re

import pytest
from screen import painted, paths, state

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page

TMAX = "time of peak of melatonin"
NAUGHTY = '</script><img src=x onerror="window.hurt=1"><b>bold'


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "explorer.html"
    path.write_text(explorer_page(explored()), encoding="utf-8")
    return path.as_uri()


def words(page):
    return page.locator(".pksim-words").inner_text()


def link(address, what):
    text = what if isinstance(what, str) else json.dumps(what)
    return f"{address}#s={base64.urlsafe_b64encode(text.encode()).decode()}"


def test_the_page_is_one_small_file_that_asks_for_nothing():
    text = explorer_page(explored())
    assert len(text.encode()) <= 110 * 1024
    assert len(gzip.compress(text.encode())) <= 40 * 1024
    assert not re.search(r"<[a-z]+\b[^>]*\b(?:src|href)=", text)
    assert "default-src 'none'" in text


def test_it_opens_offline_with_every_published_schedule_drawn(visit, address):
    with visit(address) as page:
        assert len(paths(page)) == len(pk.simulate(pk.load_schedules()).regimens)
        assert page.locator(".pksim-words li").count() == len(pk.load_schedules())
        assert "mechanism: Melatonin peaks 15 min before bedtime at 879 pg/mL; 0.026 % left on waking" in words(page)


def test_a_dragged_slider_changes_picture_and_words(visit, address):
    with visit(address) as page:
        before, said = paths(page), words(page)
        slider = page.get_by_label(TMAX)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        share = slider.evaluate("(s) => (s.value - s.min) / (s.max - s.min)")
        page.mouse.move(box["x"] + 8 + share * (box["width"] - 16), middle)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=5)
        page.mouse.up()
        painted(page)
        assert state(page)["kinetics"]["melatonin"]["tmax_h"] > 1.2
        assert [new != old for new, old in zip(paths(page), before, strict=True)].count(True) == 8
        assert words(page) != said
        assert "Flip-flop" in page.locator(".pksim-warning").first.inner_text()


@pytest.mark.parametrize(
    ("key", "minutes"),
    [
        ("ArrowLeft", -65),
        ("ArrowDown", -65),
        ("ArrowRight", -55),
        ("ArrowUp", -55),
        ("PageDown", -110),
        ("PageUp", -10),
        ("Home", -360),
        ("End", 360),
    ],
)
def test_the_keyboard_moves_a_dose(visit, address, key, minutes):
    with visit(address) as page:
        slider = page.get_by_label("Time of dose 1 of mechanism", exact=True)
        slider.focus()
        page.keyboard.press(key)
        painted(page)
        assert state(page)["schedules"][0]["doses"][0]["time_h"] == pytest.approx(minutes / 60)
        assert page.get_by_label("Minutes before bed of dose 1 of mechanism").input_value() == str(-minutes)


def test_everything_can_be_reached_with_the_tab_key(visit, address):
    with visit(address) as page:
        wanted = page.eval_on_selector_all(
            ".pksim input, .pksim select, .pksim button, .pksim summary",
            "all => all.filter((each) => each.checkVisibility()).length",
        )
        seen = set()
        for _ in range(4 * wanted):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("[...document.querySelectorAll('.pksim *')].indexOf(document.activeElement)"))
        assert len(seen - {-1}) >= wanted


@pytest.mark.parametrize(("typed", "reason"), [("-3", "must be from"), ("", "must be from"), ("1e99", "must be from")])
def test_an_amount_out_of_its_limits_is_refused_with_a_reason(visit, address, typed, reason):
    with visit(address) as page:
        before = state(page)
        amount = page.get_by_label("Amount of dose 1 of mechanism")
        amount.fill(typed)
        assert amount.get_attribute("aria-invalid") == "true"
        assert reason in page.locator(".pksim-reason:not(:empty)").inner_text()
        assert state(page) == before
        amount.fill("3")
        assert state(page)["schedules"][0]["doses"][0]["amount_mg"] == 3
        assert page.locator(".pksim-reason:not(:empty)").count() == 0


def test_schedules_and_doses_come_and_go(visit, address):
    with visit(address) as page:
        count = len(state(page)["schedules"])
        page.get_by_role("button", name="Duplicate mechanism").click()
        painted(page)
        assert [each["name"] for each in state(page)["schedules"]][-1] == "mechanism 2"
        page.get_by_role("button", name="Add a dose to mechanism 2").click()
        assert len(state(page)["schedules"][-1]["doses"]) == 3
        page.get_by_role("button", name="Remove dose 1 of mechanism 2").click()
        page.get_by_role("button", name="Remove mechanism 2").click()
        assert len(state(page)["schedules"]) == count
        drawn = len(paths(page))
        page.get_by_label("Show duo").uncheck()
        painted(page)
        assert len(paths(page)) == drawn - 2
        page.get_by_role("button", name="Start over").click()
        painted(page)
        assert (len(paths(page)), state(page)) == (drawn, explored().data["state"])


def test_where_every_schedule_is_hidden_it_says_how_to_see_one(visit, address):
    with visit(address) as page:
        boxes = page.get_by_label(re.compile("^Show "))
        assert boxes.count() == len(pk.load_schedules())
        for i in range(boxes.count()):
            boxes.nth(i).uncheck()
        painted(page)
        assert page.locator(".pksim-legend").inner_text() == "No schedule is shown: tick Show beside one."
        page.get_by_label("Show duo").check()
        painted(page)
        assert "No schedule" not in page.locator(".pksim-legend").inner_text()


def test_the_body_s_own_and_the_axis_can_be_chosen(visit, address):
    with visit(address) as page:
        assert page.locator("path.own").count() == 0
        page.get_by_label("the body's own", exact=True).check()
        painted(page)
        assert page.locator("path.own").count() == 1
        page.get_by_label("Vertical axis").select_option("share of peak")
        painted(page)
        assert page.locator("svg", has_text="100 %").count() >= 1
        page.get_by_label("Parameter set").select_option("literature")
        assert state(page)["kinetics"]["magnesium"] == {"tmax_h": 2, "half_life_h": 8}


def test_the_body_s_own_stays_on_its_habitual_clock(visit, address):
    with visit(address) as page:
        page.get_by_label("the body's own", exact=True).check()
        painted(page)
        shape = page.locator("path.own").get_attribute("d")
        page.get_by_label("Bedtime", exact=True).fill("05:00")
        page.get_by_label("Wake", exact=True).fill("13:00")
        painted(page)
        assert page.locator("path.own").get_attribute("d") == shape
        # Words follow the picture at most ten times a second; there is to be just one such sentence.
        page.get_by_text("for a habitual bedtime of 05:00, assumed to be tonight's.").wait_for()
        page.get_by_label("Habitual bedtime").fill("23:00")
        page.get_by_text("for a habitual bedtime of 23:00.").wait_for()
        assert page.locator("path.own").get_attribute("d") != shape
        assert state(page)["habitual_bedtime"] == "23:00"
        page.get_by_label("Habitual bedtime").fill("")
        painted(page)
        assert page.locator("path.own").get_attribute("d") == shape
        assert state(page)["habitual_bedtime"] is None


def test_flip_flop_of_a_tablet_names_the_schedules_that_have_it(visit, address):
    with visit(address) as page:
        assert page.locator(".pksim-warning").first.inner_text().startswith("Flip-flop in extended-release: ")
        page.get_by_label("Show extended-release").uncheck()
        painted(page)
        assert not page.locator(".pksim-warning").first.is_visible()


def test_doses_outside_the_window_point_to_where_they_are(visit, tmp_path):
    path = tmp_path / "far.html"
    words = "melatonin 1 mg 10 h before bed; melatonin 1 mg at bedtime; melatonin 1 mg 9 h after bed"
    path.write_text(explorer_page(explored(pk.Schedule.parse("far", words))), encoding="utf-8")
    with visit(path.as_uri()) as page:
        marks = page.eval_on_selector_all("polygon.dose", "all => all.map((each) => each.getAttribute('points'))")
    early, inside, late = ([[float(n) for n in at.split(",")] for at in points.split()] for points in marks)
    assert early[0][0] < min(x for x, _ in early[1:])
    assert inside[0][1] < min(y for _, y in inside[1:])
    assert late[0][0] > max(x for x, _ in late[1:])


def test_a_link_brings_back_what_was_on_the_screen(visit, address):
    first = explored().data["state"]
    first["bedtime"], first["schedules"] = "22:15", first["schedules"][:2]
    first["schedules"][0]["name"] = "süß & 10 µg"
    with visit(link(address, first)) as page:
        assert state(page) == first
        page.get_by_role("button", name="Copy link").click()
        page.wait_for_function("location.hash")
        again = page.evaluate("location.href")
    with visit(again) as page:
        assert state(page) == first


def hostile(change):
    what = explored().data["state"]
    change(what)
    return what


@pytest.mark.parametrize(
    "what",
    [
        "[]",
        "null",
        '{"__proto__": {"hurt": 1}}',
        hostile(lambda s: s["schedules"][0]["doses"][0].update(amount_mg=1e308)),
        hostile(lambda s: s["schedules"][0]["doses"][0].update(amount_mg=-1)),
        hostile(lambda s: s["schedules"][0]["doses"][0].update(time_h=1e9)),
        hostile(lambda s: s["schedules"][0]["doses"][0].update(compound="__proto__")),
        hostile(lambda s: s["schedules"][0]["doses"][0].update(formulation="constructor")),
        hostile(lambda s: s["schedules"][0].update(doses=s["schedules"][0]["doses"] * 50)),
        hostile(lambda s: s["schedules"][0].update(name="x" * 20_000)),
        hostile(lambda s: s["schedules"][0].update(name={"toString": "x"})),
        hostile(lambda s: s.update(schedules=s["schedules"] * 3)),
        hostile(lambda s: s.update(schedules=[])),
        hostile(lambda s: s.update(bedtime=NAUGHTY)),
        hostile(lambda s: s.update(kinetics={})),
        hostile(lambda s: s["kinetics"]["melatonin"].update(tmax_h=0)),
        hostile(lambda s: s.update(scale="javascript:alert(1)")),
    ],
    ids=lambda what: str(what)[:20] if isinstance(what, str) else "state",
)
def test_of_a_hostile_link_what_is_wrong_is_said_and_left_out(visit, address, what):
    with visit(link(address, what)) as page:
        page.get_by_text("Left out, since it cannot be shown here").wait_for()
        kept, usual = state(page), explored().data["state"]
        assert explored().read(kept) == kept
        assert {key for key in usual if kept[key] != usual[key]} <= {"schedules"}
        assert page.evaluate("[window.hurt, {}.hurt]") == [None, None]
        assert len(paths(page)) > 0


@pytest.mark.parametrize("text", ["s=%%%", "s=bm8ganNvbg", "s=eJzLyy", "s=" + "A" * 50_000])
def test_a_link_that_is_cut_or_no_link_is_said(visit, address, text):
    with visit(f"{address}#{text}") as page:
        page.get_by_text("The link cannot be shown: ").wait_for()
        assert state(page) == explored().data["state"]


def test_names_from_files_and_links_are_text(visit, tmp_path):
    mine = pk.Schedule.parse(NAUGHTY, "melatonin 1 mg at bedtime")
    path = tmp_path / "mine.html"
    path.write_text(explorer_page(explored(mine), title=NAUGHTY), encoding="utf-8")
    with visit(path.as_uri()) as page:
        assert page.evaluate("window.hurt") is None
        assert page.locator("img, b:has-text('bold') > b").count() == 0
        assert NAUGHTY in words(page)
        assert page.title() == NAUGHTY


@pytest.mark.parametrize("kind", ["SVG", "PNG", "CSV"])
def test_the_picture_and_the_numbers_can_be_saved(visit, address, kind):
    with visit(address) as page:
        with page.expect_download() as started:
            page.get_by_role("button", name=f"Save as {kind}").click()
        saved = started.value.path().read_bytes()
    if kind == "SVG":
        assert saved.startswith(b"<svg")
        assert saved.count(b'class="curve"') == 15
    elif kind == "PNG":
        assert saved.startswith(b"\x89PNG")
    else:
        rows = [row for row in saved.decode().splitlines() if not row.startswith("# ")]
        assert rows[0] == "schedule,compound,time_h,clock,concentration,total,unit"
        assert {row.split(",")[0] for row in rows[1:]} == set(pk.load_schedules())


def test_a_saved_name_is_no_formula_for_a_spreadsheet(visit, address):
    names = ['=HYPERLINK("https://example.org", "x")', "+1", "-1", "@x", "fine - 1", "a, b"]
    first = explored().data["state"]
    first["schedules"] = [{**first["schedules"][0], "name": name} for name in names]
    with visit(link(address, first)) as page:
        lines = page.evaluate("explorer.csv()").splitlines()
        rows = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
    assert list(dict.fromkeys(row["schedule"] for row in rows)) == [*(f"'{name}" for name in names[:4]), *names[4:]]
    assert {float(row["time_h"]) for row in rows} >= {-4.0, 0.0, 8.0}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_axe_finds_no_violation(visit, address, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with visit(address, color_scheme=scheme, viewport={"width": width, "height": 844}) as page:
        page.get_by_label("the body's own", exact=True).check()
        page.get_by_label("Doses in words of mechanism").fill("melatonin 1 mg at dinner")
        page.keyboard.press("Enter")
        found = axe.run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_nothing_is_wider_than_the_screen(visit, address, width):
    with visit(address, viewport={"width": width, "height": 844}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_whose_the_numbers_are_can_be_read(visit, address):
    with visit(address) as page:
        page.get_by_text("Whose numbers").click()
        for compound, titles in explored().data["sources"].items():
            for title in titles:
                assert page.get_by_role("listitem").filter(has_text=f"{compound}: ").filter(has_text=title).count() == 1
