"""Pictures a second while a slider moves: the page, the widget in JupyterLab, and ipywidgets with Matplotlib.

Outside the default run; start it from the checkout with

    python -m pytest tests/benchmarks/test_explorer_speed.py -o addopts=
"""

import pytest
from lab_server import open_notebook, run_cell, running_lab

from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page

WIDGET = "import pksim as pk\npk.explore(endogenous=True)"
INTERACTIVE = """import ipywidgets
import matplotlib.pyplot as plt
import pksim as pk

def draw(hours):
    plt.figure(figsize=(7, 5))
    for (_, compound), level in pk.simulate(pk.load_schedules()).concentrations.items():
        plt.subplot(2, 1, 1 + (compound == "magnesium"))
        plt.plot(level * (1 + 0 * hours))
    plt.show()

ipywidgets.interactive(draw, hours=ipywidgets.FloatSlider(min=0, max=2, step=0.01, value=0.5))"""
DRAG = """async () => {
    const slider = document.querySelector('input[aria-label="time of peak of melatonin"]');
    const root = document.querySelector(".pksim");
    const [before, start] = [Number(root.dataset.pictures), performance.now()];
    for (let i = 0; performance.now() - start < 3000; i++) {
        slider.value = String(Number(slider.min) + (i % 60) * Number(slider.step));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
    }
    return (1000 * (Number(root.dataset.pictures) - before)) / (performance.now() - start);
}"""
COUNT = """() => {
    window.pictures = 0;
    new MutationObserver((all) => {
        const added = all.flatMap((each) => [...each.addedNodes]);
        window.pictures += added.filter((node) => node.querySelector?.("img")).length;
    }).observe(document.querySelector(".jp-Notebook"), { childList: true, subtree: true });
}"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


def test_the_page(page, tmp_path, benchmark, note):
    path = tmp_path / "explorer.html"
    path.write_text(explorer_page(explored(endogenous=True)), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector(".pksim path.curve")
    note("the page: ms until drawn", page.evaluate("performance.now()"))
    note("the page: pictures a second, 8 schedules", page.evaluate(DRAG))
    benchmark.pedantic(lambda: page.evaluate(DRAG), rounds=1)


def test_jupyterlab(page, tmp_path, benchmark, note):
    with running_lab(tmp_path, [WIDGET, INTERACTIVE]) as address:
        open_notebook(page, address)
        run_cell(page, 0)
        page.wait_for_selector(".pksim path.curve", timeout=90_000)
        note("JupyterLab, explorer: pictures a second, 8 schedules", page.evaluate(DRAG))
        benchmark.pedantic(lambda: page.evaluate(DRAG), rounds=1)
        run_cell(page, 1)
        page.locator(".widget-slider .noUi-handle").wait_for(timeout=90_000)
        page.wait_for_timeout(3000)
        page.evaluate(COUNT)
        page.locator(".widget-slider .noUi-handle").focus()
        start = page.evaluate("performance.now()")
        while page.evaluate("performance.now()") - start < 3000:
            page.keyboard.press("ArrowRight")
        seconds = (page.evaluate("performance.now()") - start) / 1000
        note("JupyterLab, ipywidgets with Matplotlib: pictures a second", page.evaluate("window.pictures") / seconds)
