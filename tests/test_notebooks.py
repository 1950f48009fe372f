"""Notebooks are small and carry no outputs; CI runs them."""

import json
import re

import pytest
from places import NOTEBOOKS

NOTEBOOKS = sorted((NOTEBOOKS).glob("*.ipynb"))


def test_there_are_notebooks():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{i:02d}" for i in range(len(NOTEBOOKS))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_small_and_stripped(path):
    assert path.stat().st_size < 20_000
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert cells
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)


def test_the_first_one_leads_to_all_others_in_order():
    cells = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert re.findall(r"\]\((.*?\.ipynb)\)", text) == [path.name for path in NOTEBOOKS[1:]]
