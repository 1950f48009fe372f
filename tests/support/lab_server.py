"""A JupyterLab of one's own, with one notebook open."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager


@contextmanager
def running_lab(folder, cells):
    """Start JupyterLab in a folder with a notebook of some code cells, and give the notebook's address."""
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    listed = [{**code, "id": f"cell-{i}", "source": source} for i, source in enumerate(cells)]
    notebook = {"cells": listed, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebook.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    settings = ["--IdentityProvider.token=", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}"]
    address = f"http://127.0.0.1:{port}"
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen([*command, *settings], stdout=log, stderr=log)
        try:
            _wait(f"{address}/api", folder / "log.txt")
            yield f"{address}/lab/tree/notebook.ipynb"
        finally:
            server.terminate()
            server.wait(20)


def _wait(address, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise RuntimeError(log.read_text())


def open_notebook(page, address):
    """Open the notebook and wait for its kernel."""
    page.goto(address, wait_until="domcontentloaded")
    page.locator(".jp-CodeCell .cm-content").first.wait_for(timeout=90_000)
    page.get_by_text("| Idle").first.wait_for(timeout=90_000)


def run_cell(page, number):
    """Run one of its cells, counted from 0."""
    page.locator(".jp-CodeCell").nth(number).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
