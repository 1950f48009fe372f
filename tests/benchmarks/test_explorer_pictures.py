"""What a picture of the explorer costs while a dose moves, beside another checkout's. No time is ever asserted.

Outside the default run; it needs Chromium. Start it from the checkout with

    PKSIM_BASELINE=../other-checkout python -m pytest tests/benchmarks/test_explorer_pictures.py -o addopts=
"""

import os
import subprocess
import sys

import pytest

from pksim.explorer.data import explored
from pksim.explorer.page import explorer_page

STEPS, ROUNDS = 120, 5
MOVE = """async (steps) => {
    const next = () => new Promise(requestAnimationFrame);
    const named = (text) => [...document.querySelectorAll("input[type=range]")].find(
        (e) => (e.getAttribute("aria-label") ?? e.labels[0].textContent) === text);
    named("Time of dose 1 of mechanism").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    const began = performance.now();
    for (let i = 0; i < steps; i++) {
        const slider = named("Time of dose 1 of mechanism");
        slider.value = String(-120 + 5 * (i % 24));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await next();
    }
    return (performance.now() - began) / 1000;
}"""


def measured(page):
    """Give main-thread milliseconds a picture, and pictures a second."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def task():
        return {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}[
            "TaskDuration"
        ]

    count = "Number(document.querySelector('.pksim').dataset.pictures)"
    busy, drawn = task(), page.evaluate(count)
    seconds = page.evaluate(MOVE, STEPS)
    drawn = page.evaluate(count) - drawn
    return 1000 * (task() - busy) / drawn, drawn / seconds


@pytest.fixture
def pages(tmp_path, visit):
    mine = tmp_path / "mine.html"
    mine.write_text(explorer_page(explored()), encoding="utf-8")
    made = {"now": mine}
    if other := os.environ.get("PKSIM_BASELINE"):
        made["baseline"] = tmp_path / "baseline.html"
        command = [sys.executable, "-m", "pksim", "page", "--output", str(made["baseline"])]
        subprocess.run(command, cwd=other, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": other})
    return made


def test_a_dose_that_moves(pages, visit, note, benchmark):
    found = {}
    for _ in range(ROUNDS):
        for name, path in pages.items():
            for strip in (False, True) if name == "now" else (False,):
                with visit(path.as_uri()) as page:
                    page.get_by_label("the body's own", exact=True).check()
                    if strip:
                        page.get_by_label("Goal", exact=True).select_option("peak")
                    page.evaluate(MOVE, 10)
                    found.setdefault(name + (", strip" if strip else ""), []).append(measured(page))
    for name, each in found.items():
        costs, rates = zip(*each, strict=True)
        note(f"{name}: main thread a picture", sorted(costs)[ROUNDS // 2], "ms")
        note(f"{name}: pictures a second", sorted(rates)[ROUNDS // 2])
    if "baseline" in found:
        note(
            "now / baseline",
            sorted(c for c, _ in found["now"])[ROUNDS // 2] / sorted(c for c, _ in found["baseline"])[ROUNDS // 2],
        )
    benchmark(lambda: None)
