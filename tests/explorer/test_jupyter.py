"""The explorer in JupyterLab: sliders, keys, and what Python sees of them."""

import json

import pytest
from lab_server import open_notebook, run_cell, running_lab
from places import NOTEBOOKS

NOTEBOOK = NOTEBOOKS / "00_start_here.ipynb"
SLIDER = "Time of dose 1 of mechanism"
SEEN = "print('seen', explorer.schedules['mechanism'].doses[0].time_h, explorer.simulation().night.bedtime)"
SET = "explorer.night = pk.Night('21:00', '05:00')"


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    """The first code cell of the first notebook, run, and cells that say and set what Python sees."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    context = chromium.new_context(viewport={"width": 1500, "height": 1000})
    with running_lab(tmp_path_factory.mktemp("lab"), [first, SEEN, SET]) as address:
        page = context.new_page()
        open_notebook(page, address)
        run_cell(page, 0)
        page.wait_for_selector(".pksim path.curve", timeout=90_000)
        yield page
        context.close()


def seen(page):
    """Run the cell that says what Python sees."""
    cell = page.locator(".jp-CodeCell").nth(1)
    before = cell.locator(".jp-InputPrompt").inner_text()
    run_cell(page, 1)
    page.wait_for_function(
        """before => {
            const prompt = document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")[1].innerText;
            return prompt !== before && /\\d/.test(prompt);
        }""",
        arg=before,
        timeout=60_000,
    )
    cell.get_by_text("seen").first.wait_for(timeout=20_000)
    _, time_h, bedtime = cell.locator(".jp-OutputArea-output").last.inner_text().split()
    return float(time_h), bedtime


def picture(page):
    return page.eval_on_selector(".pksim path.curve", "each => each.getAttribute('d')")


def test_a_key_moves_the_dose_in_the_picture_the_words_and_python(page):
    before, said = picture(page), page.locator(".pksim-words").inner_text()
    page.get_by_label(SLIDER, exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(400)
    assert page.evaluate("document.activeElement.type") == "range"
    assert picture(page) != before
    assert page.locator(".pksim-words").inner_text() != said
    time_h, bedtime = seen(page)
    assert (time_h, bedtime) == (pytest.approx(-80 / 60), "23:00")


def test_a_dragged_slider_is_seen_by_python(page):
    slider = page.get_by_label(SLIDER, exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    page.wait_for_timeout(400)
    shown = float(page.get_by_label(SLIDER, exact=True).input_value()) / 60
    assert shown > 3
    assert seen(page)[0] == pytest.approx(shown)


@pytest.mark.parametrize("width", [900, 1280, 1900])
def test_the_plot_stays_in_view_while_a_control_is_used(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(300)
    slider = page.get_by_label("half-life of magnesium", exact=True)
    slider.focus()
    page.wait_for_timeout(300)
    control, plot = slider.bounding_box(), page.locator(".pksim-plot svg").bounding_box()
    for box in (control, plot):
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
    before = picture(page)
    page.get_by_label("half-life of melatonin", exact=True).press("ArrowRight")
    page.wait_for_timeout(200)
    assert picture(page) != before


def test_python_sets_what_is_on_the_screen(page):
    run_cell(page, 2)
    page.wait_for_function("document.querySelector('.pksim input[type=time]').value === '21:00'", timeout=60_000)
    assert page.locator(".pksim svg", has_text="bedtime 21:00").count() == 1
    assert seen(page)[1] == "21:00"
