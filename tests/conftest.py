"""The command in a folder of its own, and a headless Chromium where there is one."""

import shutil
import sys
from contextlib import contextmanager

import pytest

from pksim.cli.app import main

CAFFEINE = """
name = "caffeine"
measure = "caffeine in plasma"
display_unit = "mg/L"
molar_mass = "194.19 g/mol"

[parameters.usual]
tmax = "45 min"
half_life = { value = "5 h", low = "2.7 h", high = "9.9 h", kind = "stated", source = ["10.1007/BF00613933"] }
volume = "45.5 L"
bioavailability = 1.0
"""
DESKTOP = {"width": 1400, "height": 900}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what needs a browser, so that it can be left out with ``-m "not browser"``."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("there is no Chromium here; 'apt-get install chromium' brings the browser tests to life")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in a folder of its own; give exit code, output and errors."""

    def command(*words):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(sys, "argv", ["pksim", *words])
        code = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code or 0
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def without_pictures(monkeypatch):
    """Save time where a test looks at something else."""
    monkeypatch.setattr(
        "pksim.show.figures.sheet.NightFigure.save", lambda figure, target, kind: target.write(b"<svg></svg>")
    )


@pytest.fixture
def visit(chromium):
    """Open pages whose console must stay free of errors."""
    contexts, wrong = [], []

    @contextmanager
    def opened(address, **how):
        context = chromium.new_context(**{"viewport": DESKTOP, "offline": True, "accept_downloads": True, **how})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        yield page
        assert wrong == []

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def caffeine_text():
    """A compound of one's own as a file."""
    return CAFFEINE


@pytest.fixture
def caffeine_file(tmp_path):
    path = tmp_path / "caffeine.toml"
    path.write_text(CAFFEINE, encoding="utf-8")
    return path
