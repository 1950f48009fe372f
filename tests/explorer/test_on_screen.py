"""What a person sees and does on the page: plot and control in view, a cursor, handles, and focus that stays."""

import re

import numpy as np
import pytest
from screen import SIZES, painted, paths, state, swipe

import pksim as pk
from pksim.describe.words.rounding import number
from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page

NEEDED = (
    "Your doses",
    "Bedtime",
    "Amount of dose 1 of mechanism",
    "Time of dose 2 of mechanism",
    "half-life of melatonin",
    "time of peak of magnesium",
)
PLOT = ".pksim-plot svg"
ON_TOP = """(e) => {
    const box = e.getBoundingClientRect();
    return document.elementFromPoint(box.x + box.width / 2, box.y + 12) === e;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "explorer.html"
    path.write_text(explorer_page(explored()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_the_control_in_use_and_its_curve_are_both_in_view(visit, address, how):
    with visit(address, **how) as page:
        for label in NEEDED:
            control = page.get_by_label(label, exact=True)
            control.focus()
            painted(page)
            page.wait_for_timeout(50)
            tall = how["viewport"]["height"]
            box, plot = control.bounding_box(), page.locator(PLOT).bounding_box()
            assert box["y"] >= 0, label
            assert box["y"] + min(box["height"], 40) <= tall, label
            assert plot["y"] >= -1, label
            assert plot["y"] + plot["height"] <= tall + 1, label
            assert control.evaluate(ON_TOP), f"{label} is covered"


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_nothing_is_wider_than_the_screen_and_the_plot_is_big_enough(visit, address, how):
    with visit(address, **how) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= how["viewport"]["width"]
        plot, tall = page.locator(PLOT).bounding_box(), how["viewport"]["height"]
        beside = page.get_by_label("Your doses").bounding_box()["x"] > plot["x"] + plot["width"] - 1
        assert beside == (how["viewport"]["width"] >= 900)
        assert plot["height"] >= (0.6 if beside else 0.25) * tall
        assert plot["height"] <= (0.95 if beside else 0.5) * tall


def cursor_says(page):
    return page.get_by_role("slider", name="Time", exact=True).get_attribute("aria-valuetext")


def expected_at(minutes):
    """Compute what each curve has at a time, by Python's solver."""
    simulation = pk.simulate(pk.load_schedules())
    return {
        key: float(regimen.model.concentration(minutes / 60, regimen.inputs)) * regimen.compound.display_factor
        for key, regimen in simulation.regimens.items()
    }


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_the_cursor_reads_the_curves_under_the_mouse(visit, address, how):
    with visit(address, **how) as page:
        box = page.locator(PLOT).bounding_box()
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.25 * box["height"])
        painted(page)
        assert page.locator(f"{PLOT} .cursor").count() >= 1
        said = cursor_says(page)
        name, levels = re.search(r"; ([^:]+): (.*)$", said).groups()
        minutes = int(page.get_by_role("slider", name="Time", exact=True).get_attribute("aria-valuenow"))
        assert pk.Night().clock(minutes / 60) in said
        for each in levels.split(", "):
            compound, value, _ = each.split(" ")
            low, high = (expected_at(minutes + off)[name, compound] for off in (-1, 1))
            assert min(low, high) * 0.99 <= float(value.replace(",", "")) <= max(low, high) * 1.01
        strong = page.eval_on_selector_all(
            "path.curve", "all => all.filter((e) => !e.hasAttribute('opacity')).map((e) => e.dataset.schedule)"
        )
        assert name in strong
        drawn = page.locator(PLOT).text_content()
        assert sum(schedule in drawn for schedule in pk.load_schedules()) >= 5
        page.mouse.move(2, 2)
        painted(page)
        assert page.locator(f"{PLOT} .cursor").count() == 0


def test_every_curve_s_value_stands_at_the_cursor(visit, address):
    with visit(address) as page:
        page.get_by_role("slider", name="Time", exact=True).focus()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        painted(page)
        texts = page.eval_on_selector_all(f"{PLOT} text", "all => all.map((each) => each.textContent)")
        assert "23:30, 30 min after bedtime" in texts
        units = {"melatonin": "pg/mL", "magnesium": "mmol/L"}
        for (schedule, compound), level in expected_at(30).items():
            near = {number(level * (1 + off)) for off in (-2e-4, 0, 2e-4)}  # drawn between points of 3 min
            assert any(
                re.fullmatch(rf"{re.escape(schedule)}\s+{re.escape(each)} {units[compound]}", text)
                for each in near
                for text in texts
            )


def test_the_cursor_goes_by_keys_and_from_curve_to_curve(visit, address):
    with visit(address) as page:
        cursor = page.get_by_role("slider", name="Time", exact=True)
        cursor.focus()
        painted(page)
        assert cursor_says(page).startswith("23:00, at bedtime; mechanism: melatonin ")
        for key, clock in [
            ("ArrowRight", "23:05"),
            ("PageUp", "00:05"),
            ("Shift+ArrowLeft", "00:04"),
            ("Home", "19:00"),
            ("End", "07:00"),
        ]:
            cursor.press(key)
            painted(page)
            assert cursor_says(page).startswith(clock), key
        cursor.press("ArrowDown")
        painted(page)
        assert "; dream-team: " in cursor_says(page)
        cursor.press("Escape")
        painted(page)
        assert page.locator(f"{PLOT} .cursor").count() == 0


def test_a_tap_reads_and_a_vertical_swipe_scrolls(visit, address):
    with visit(address, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        box = page.locator(PLOT).bounding_box()
        page.touchscreen.tap(box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"])
        painted(page)
        assert page.locator(f"{PLOT} .cursor").count() == 1
        before = state(page)
        swipe(page, (box["x"] + 100, box["y"] + 200), (box["x"] + 100, box["y"] + 20))
        assert page.evaluate("scrollY") > 50
        assert state(page) == before


@pytest.mark.parametrize("label", ["Time of dose 1 of mechanism", "half-life of magnesium"])
def test_a_thumb_that_scrolls_over_a_slider_changes_nothing(visit, address, label):
    with visit(address, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        slider = page.get_by_label(label, exact=True)
        slider.scroll_into_view_if_needed()
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(100)
        before, scrolled, box = state(page), page.evaluate("scrollY"), slider.bounding_box()
        at = box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2
        swipe(page, at, (at[0], at[1] - 150))
        assert state(page) == before
        assert page.evaluate("scrollY") > scrolled
        slider.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
        box = slider.bounding_box()
        assert slider.evaluate("(e) => Number(e.value)") == pytest.approx(
            slider.evaluate("(e) => Number(e.getAttribute('value') ?? e.value)")
        )
        swipe(page, (box["x"] + box["width"] / 2, box["y"] + 8), (box["x"] + 0.8 * box["width"], box["y"] + 8))
        assert state(page) != before


def handle(page, index=0):
    return page.locator(f".handle[data-dose='{index}']").first


def dose_h(page, index=0):
    return state(page)["schedules"][0]["doses"][index]["time_h"]


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_a_dose_is_dragged_with_the_mouse(visit, address, how):
    with visit(address, **how) as page:
        box, before = handle(page).bounding_box(), paths(page)
        assert min(box["width"], box["height"]) >= 23.9
        at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(*at)
        page.mouse.down()
        page.mouse.move(at[0] + 50, at[1], steps=4)
        page.mouse.up()
        painted(page)
        assert dose_h(page) > -0.9
        assert (60 * dose_h(page)) % 5 == pytest.approx(0, abs=1e-9)
        assert page.locator(".ghost").get_attribute("d") == before[0]
        page.get_by_text(re.compile("melatonin: peak .* later")).wait_for()


def test_a_dose_is_dragged_with_a_finger(visit, address):
    with visit(address, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        box = handle(page).bounding_box()
        at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        swipe(page, at, (at[0] + 60, at[1]))
        assert dose_h(page) > -0.9
        assert page.evaluate("scrollY") == 0


def test_a_dose_is_moved_by_keys_and_keeps_the_focus(visit, address):
    with visit(address) as page:
        each = handle(page)
        each.focus()
        for key, minutes in [("ArrowRight", -55), ("Shift+ArrowLeft", -56), ("PageDown", -116), ("Home", -240)]:
            page.keyboard.press(key)
            painted(page)
            assert 60 * dose_h(page) == pytest.approx(minutes), key
            assert page.evaluate("document.activeElement.classList.contains('handle')")
        assert each.get_attribute("aria-valuetext") == "19:00, 240 min before bed"
        page.get_by_text(re.compile("melatonin: peak .* earlier")).wait_for()


def test_the_difference_is_that_of_the_curves(visit, address):
    with visit(address) as page:
        amount = page.get_by_label("Amount of dose 1 of mechanism")
        amount.fill("2")
        page.get_by_text("melatonin: 2.00 times as high").wait_for()
        page.get_by_label("half-life of melatonin").press("End")
        page.get_by_text("2.00 times as high").wait_for(state="detached")


def test_one_s_own_is_drawn_strongest(visit, address):
    with visit(address) as page:
        field = page.get_by_label("Your doses")
        field.fill("melatonin 0,5 mg 1 h before bed")
        field.press("Enter")
        painted(page)
        looks = page.eval_on_selector_all(
            "path.curve",
            """all => all.map((e) => [
                e.dataset.schedule, Number(e.getAttribute("stroke-width")), Number(e.getAttribute("opacity") ?? 1),
            ])""",
        )
        (mine,) = [look for look in looks if look[0] == "mine"]
        others = [look for look in looks if look[0] != "mine"]
        assert all(mine[1] > wide and mine[2] > strong for _, wide, strong in others)


def test_more_than_eight_schedules_differ_in_colour_or_dashes(visit, tmp_path):
    schedules = [
        pk.Schedule.parse(f"number {i}", f"melatonin {1 + i / 10} mg {10 * i} min before bed") for i in range(12)
    ]
    path = tmp_path / "many.html"
    path.write_text(explorer_page(explored(schedules)), encoding="utf-8")
    with visit(path.as_uri()) as page:
        looks = page.eval_on_selector_all(
            "path.curve", "all => all.map((e) => e.getAttribute('stroke') + e.getAttribute('stroke-dasharray'))"
        )
        assert len(set(looks)) == 12


def test_on_a_linear_axis_names_stand_at_the_peaks(visit, address):
    with visit(address) as page:
        page.get_by_label("Vertical axis").select_option("linear")
        painted(page)
        found = page.evaluate(
            """() => [...document.querySelectorAll("g.panel")].map((panel) => {
                const top = (path) => { let best = { y: Infinity };
                    for (let i = 0; i <= 400; i++) {
                        const p = path.getPointAtLength(path.getTotalLength() * i / 400);
                        if (p.y < best.y) best = p;
                    }
                    return best; };
                const peak = top([...panel.querySelectorAll("path.curve")].find((e) => e.dataset.schedule === "duo"));
                const label = [...panel.querySelectorAll("text.label")].find((e) => e.textContent === "duo").getBBox();
                return [Math.abs(label.x - peak.x), Math.abs(label.y + label.height - peak.y)];
            })"""
        )
        for across, along in found:
            assert across < 80
            assert along < 60


def test_focus_never_leaves_for_the_start_of_the_page(visit, address):
    with visit(address) as page:
        for name in (
            "Duplicate mechanism",
            "Add a dose to mechanism 2",
            "Remove dose 1 of mechanism 2",
            "Undo",
            "Redo",
            "Start over",
            "Add a schedule",
        ):
            page.get_by_role("button", name=name, exact=True).click()
            painted(page)
            assert page.evaluate("document.querySelector('.pksim-controls').contains(document.activeElement)"), name
        for name in ("Undo", "Redo", "Start over"):
            button = page.get_by_role("button", name=name, exact=True)
            button.focus()
            page.keyboard.press("Enter")
            assert button.evaluate("(e) => e === document.activeElement")


def test_visible_labels_begin_the_accessible_names(visit, address):
    with visit(address) as page:
        page.get_by_label("the body's own", exact=True).check()
        page.get_by_label("Goal", exact=True).select_option("above")
        page.get_by_label("Nights", exact=True).fill("3")
        names = page.evaluate(
            """(all) => [...document.querySelectorAll(all)].map((each) => {
                const label = each.tagName === "BUTTON" ? each : each.labels[0];
                const seen = [...label.querySelectorAll(".pksim-label > span:not(.pksim-hidden)")];
                const shown = seen.map((e) => e.textContent).join("");
                return [each.getAttribute("aria-label"), label.textContent.trim(), shown];
            })""",
            ".pksim-controls :is(input, select, textarea, button)",
        )
        assert len(names) > 40
        for own, whole, seen in names:
            assert own is None
            assert whole.startswith(seen)
            assert whole
        assert len({whole for _, whole, _ in names}) == len(names)


def test_it_prints_on_one_page(visit, address):
    with visit(address) as page:
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


@pytest.mark.parametrize("how", [{"reduced_motion": "reduce"}, {"forced_colors": "active"}])
def test_other_ways_of_looking_work_alike(visit, address, how):
    with visit(address, **how) as page:
        assert len(paths(page)) == 15
        running = page.evaluate("document.getAnimations().length")
        assert running == 0


def test_many_nights_show_what_adds_up(visit, address):
    with visit(address) as page:
        page.get_by_label("Nights", exact=True).fill("7")
        page.get_by_text("taken every night (mechanism)").click()
        page.get_by_label("Night 3 of mechanism").select_option("missed")
        page.get_by_label("Night 5 of mechanism").select_option("2 h late")
        painted(page)
        mine = state(page)["schedules"][0]
        assert (mine["missed"], mine["late"]) == ([3], [{"night": 5, "hours": 2}])
        assert page.get_by_text("missed on night 3, late by 2 h on night 5").count() == 1
        simulation = explored().simulation(state(page))
        regimen = simulation.regimens["mechanism", "magnesium"]
        wakings = (
            regimen.model.concentration(24.0 * np.array([0, 6]) + 8, regimen.inputs) * regimen.compound.display_factor
        )
        first, last = (number(float(level)) for level in wakings)
        page.get_by_text(f"on waking {first} mmol/L the first time and {last} mmol/L after night 7").first.wait_for()
        assert page.locator("g.panel").first.locator("rect[fill='#e4e9f2']").count() == 7


def test_a_dose_stays_in_the_picture_and_its_schedule_in_use(visit, address):
    with visit(address) as page:
        box = handle(page).bounding_box()
        page.mouse.move(box["x"] + 12, box["y"] + 14)
        page.mouse.down()
        page.mouse.move(1390, box["y"] + 14, steps=5)
        page.mouse.up()
        painted(page)
        assert dose_h(page) == 8
        assert page.get_by_label("Doses in words of mechanism").count() == 1


def test_a_night_that_is_late_stays_to_be_seen(visit, address):
    with visit(address) as page:
        page.get_by_label("Nights", exact=True).fill("3")
        page.get_by_text("taken every night (mechanism)").click()
        page.get_by_label("Night 1 of mechanism").select_option("4 h late")
        page.get_by_label("Nights", exact=True).fill("1")
        assert page.get_by_text("late by 4 h on night 1").count() == 1
        assert page.get_by_label("Night 1 of mechanism").count() == 1
