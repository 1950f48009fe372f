"""What was done can be undone, survives a reload, and can be kept as files that say whose numbers they are."""

import base64
import json
import re

import pytest
from playwright.sync_api import expect
from screen import painted, paths, state

import pksim as pk
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page

USUAL = explored().data["state"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "explorer.html"
    path.write_text(explorer_page(explored()), encoding="utf-8")
    return path.as_uri()


def amount(page):
    return state(page)["schedules"][0]["doses"][0]["amount_mg"]


def downloaded(page, name):
    with page.expect_download() as started:
        page.get_by_role("button", name=name).click()
    return started.value.path().read_bytes()


def test_undo_and_redo_by_keys_and_buttons(visit, address):
    with visit(address) as page:
        slider = page.get_by_label("Time of dose 1 of mechanism", exact=True)
        for _ in range(5):
            slider.press("ArrowRight")
        page.get_by_label("Amount of dose 1 of mechanism").fill("2")
        changed = state(page)
        slider.focus()
        page.keyboard.press("Control+z")
        assert amount(page) == 1
        page.keyboard.press("Control+z")
        assert state(page) == USUAL, "five steps of one slider are one"
        page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Control+y")
        assert state(page) == changed
        page.get_by_role("button", name="Undo", exact=True).click()
        page.get_by_role("button", name="Undo", exact=True).click()
        assert state(page) == USUAL
        assert page.get_by_role("button", name="Undo", exact=True).get_attribute("aria-disabled") == "true"
        page.get_by_role("button", name="Redo", exact=True).click()
        assert state(page) != USUAL


def test_what_was_on_the_screen_is_there_after_a_reload(visit, address):
    with visit(address) as page:
        page.get_by_label("Amount of dose 1 of mechanism").fill("2,5")
        page.wait_for_timeout(600)
        page.reload()
        assert amount(page) == 2.5
        page.get_by_text("As you left it here.").wait_for()
        page.get_by_role("button", name="Start over").click()
        page.wait_for_timeout(600)
        page.reload()
        assert state(page) == USUAL


@pytest.mark.parametrize(
    ("kept", "said"),
    [("{", None), ('"x"', "must be a table"), ('{"bedtime": "99:99"}', "bedtime must be a clock time")],
)
def test_what_is_kept_wrongly_is_said_and_left_out(visit, address, kept, said):
    with visit(address) as page:
        page.get_by_label("Amount of dose 1 of mechanism").fill("2")
        page.wait_for_timeout(600)
        page.evaluate("(text) => localStorage.setItem(localStorage.key(0), text)", kept)
        page.reload()
        assert len(paths(page)) == 15
        assert amount(page) == 1
        if said:
            assert said in page.get_by_role("alert").first.inner_text()


def test_what_is_done_after_a_link_was_opened_is_not_lost_to_it(visit, address):
    with visit(address) as page:
        link = page.evaluate("explorer.link()")
    with visit(f"{address}#{link}") as page:
        page.evaluate("explorer.ready")
        page.get_by_label("Amount of dose 1 of mechanism").fill("4")
        page.wait_for_timeout(600)
        page.reload()
        page.evaluate("explorer.ready")
        assert amount(page) == 4


def test_a_link_of_a_file_says_that_it_is_one(visit, address):
    with visit(address) as page:
        page.get_by_role("button", name="Copy link").click()
        page.get_by_text("opens on this device alone").wait_for()


def test_the_study_file_is_what_was_on_the_screen(visit, address, tmp_path):
    with visit(address) as page:
        field = page.get_by_label("Your doses")
        field.fill("melatonin 0,3 mg 90 min before bed; magnesium citrate 1 g salt at 21:45")
        field.press("Enter")
        page.get_by_label("Nights", exact=True).fill("3")
        page.get_by_text("taken every night (mine)").click()
        page.get_by_label("Night 2 of mine").select_option("missed")
        page.get_by_label("Night 3 of mine").select_option("1 h late")
        page.get_by_label("the body's own", exact=True).check()
        shown = state(page)
        (tmp_path / "mine.toml").write_bytes(downloaded(page, "Save as study file"))
    study = pk.load_study(tmp_path / "mine.toml")
    seen, expected = pk.simulate(study), explored().simulation(shown)
    assert list(seen.concentrations) == list(expected.concentrations)
    for curve, level in expected.concentrations.items():
        assert seen.concentrations[curve] == pytest.approx(level, rel=1e-12)


def test_numbers_set_by_hand_are_named_in_every_file(visit, address):
    with visit(address) as page:
        page.get_by_label("half-life of melatonin").press("Home")
        page.wait_for_timeout(700)
        hours = state(page)["kinetics"]["melatonin"]["half_life_h"]
        svg, csv = downloaded(page, "Save as SVG").decode(), downloaded(page, "Save as CSV").decode()
        study = downloaded(page, "Save as study file").decode()
        said = f"half-life of melatonin {round(60 * hours)} min in place of 35 min"
        for text in (svg, csv, study):
            assert said in text
            assert "A model, not a measurement" in text
        for text in (svg, csv):
            assert "Parameter set of melatonin: article, magnesium: article." in text
            assert "Melatonin vs Magnesium Glycinate Mechanism" in text
        page.get_by_text("these are not in it: half-life of melatonin").wait_for()


def test_the_picture_goes_to_the_clipboard(visit, address):
    with visit(address, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.get_by_role("button", name="Copy picture").click()
        page.get_by_text("The picture is copied.").wait_for()
        read = """async () => {
            const [item] = await navigator.clipboard.read();
            const bytes = new Uint8Array(await (await item.getType("image/png")).arrayBuffer());
            return btoa(String.fromCharCode(...bytes.slice(0, 24)));
        }"""
        head = base64.b64decode(page.evaluate(read))
        assert head.startswith(b"\x89PNG")
        assert int.from_bytes(head[16:20]) == 1800


@pytest.mark.parametrize(
    ("typed", "read"), [("0,3", 0.3), ("0.3", 0.3), (" 2 ", 2.0), ("1,733", None), ("0,3,1", None)]
)
def test_a_typed_number_is_never_another(visit, address, typed, read):
    with visit(address) as page:
        field = page.get_by_label("Amount of dose 1 of mechanism")
        field.click()
        field.press("Control+a")
        page.keyboard.type(typed)
        assert field.input_value() == typed
        if read is None:
            assert field.get_attribute("aria-invalid") == "true"
            assert page.locator(f"[id='{field.get_attribute('aria-describedby')}']").inner_text()
        else:
            assert (field.get_attribute("aria-invalid"), amount(page)) == ("false", read)


def ask(page, kind, compound="melatonin"):
    page.get_by_label("Goal", exact=True).select_option(kind)
    page.get_by_label("Of Goal").select_option(compound)
    painted(page)


def strip(page):
    cells = page.eval_on_selector_all(
        ".strip rect", "all => all.map((e) => [Number(e.dataset.time), Number(e.dataset.share)])"
    )
    assert cells
    return dict(cells)


@pytest.mark.parametrize(
    ("kind", "goal"),
    [
        ("peak", pk.peak_at(0)),
        ("level", pk.level_at(0, 0.9)),
        ("waking", None),
        ("above", None),
    ],
)
def test_the_strip_shows_what_best_timing_finds(visit, address, kind, goal):
    with visit(address) as page:
        ask(page, kind)
        shown, asked = strip(page), state(page)["goal"]
        if goal is None:
            level = asked["level"]
            goal = (
                pk.on_waking_below(level)
                if kind == "waking"
                else pk.above(level, asked["from_h"], asked["to_h"], asked["share"])
            )
        found = pk.best_timing(pk.load_schedules()["mechanism"], goal=goal, subjects=4000)
        table = found.table.set_index("dose_time_h")["share"]
        assert list(shown) == pytest.approx(list(table.index))
        assert list(shown.values()) == pytest.approx(list(table), abs=0.045)
        if found.best.share:
            best = page.evaluate("explorer.screen.timing().best.time_h")
            assert f"at {pk.Night().clock(best)}" in page.locator(".pksim-answer").inner_text()
            assert table.iloc[abs(table.index - best).argmin()] >= table.max() - 0.05
            assert page.locator(".window").count() >= 1


def test_one_press_moves_the_dose_there(visit, address):
    with visit(address) as page:
        ask(page, "peak")
        page.get_by_role("button", name="Take it at 22:15").click()
        assert state(page)["schedules"][0]["doses"][0]["time_h"] == pytest.approx(-0.75)
        cell = page.locator(".strip rect[data-time='-2']")
        box = cell.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert state(page)["schedules"][0]["doses"][0]["time_h"] == pytest.approx(-2)
        assert state(page)["schedules"][0]["doses"][1]["time_h"] == pytest.approx(-1.5)


def test_when_it_is_gone_is_when_a_tenth_is_left(visit, address):
    regimen = pk.simulate(pk.load_schedules()["mechanism"]).regimens["mechanism", "melatonin"]
    with visit(address) as page:
        said = page.locator(".pksim-gone").inner_text()
    hours, minutes = re.search(
        r"melatonin stays under a tenth of its peak from \d\d:\d\d on, (\d+) h (\d+) min after", said
    ).groups()
    at = int(hours) + int(minutes) / 60
    shares = regimen.model.concentration([at - 1 / 60, at + 1 / 60], regimen.inputs) / regimen.peak[1]
    assert shares[0] > 0.1 > shares[1]


def test_the_state_of_everything_fits_into_a_link(visit, address):
    with visit(address) as page:
        ask(page, "above", "magnesium")
        page.get_by_label("Nights", exact=True).fill("14")
        link = page.evaluate("explorer.link()")
        shown = state(page)
    assert explored().opened(link).data["state"] == json.loads(json.dumps(shown))
    assert len(link) < 1000


def test_the_best_time_lies_in_its_own_window(visit, address):
    with visit(address) as page:
        page.get_by_label("the body's own", exact=True).check()
        ask(page, "above")
        found = page.evaluate("(({ best, windows }) => [best.time_h, windows])(explorer.screen.timing())")
        assert any(low <= found[0] <= high for low, high in found[1])


def test_a_span_that_ends_before_it_begins_is_refused(visit, address):
    with visit(address) as page:
        ask(page, "above")
        asked = state(page)["goal"]
        page.get_by_label("From Goal").fill("05:00")
        page.get_by_text("From must come before To.").wait_for()
        assert state(page)["goal"] == asked


def test_doses_on_lines_of_their_own_are_read(visit, address):
    with visit(address) as page:
        field = page.get_by_label("Your doses")
        field.fill("melatonin 2 mg at 22:30\nmagnesium 300 mg elemental at 21:30")
        field.press("Enter")
        assert len(state(page)["schedules"][-1]["doses"]) == 2
        field.fill("banana")
        field.press("Enter")
        page.get_by_role("button", name="Start over").click()
        expect(field).to_have_value("")
        expect(field).to_have_attribute("aria-invalid", "false")
