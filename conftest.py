"""The examples of docstrings, in a folder of their own that has the studies of this one in it."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder_of_examples(request, tmp_path_factory, monkeypatch):
    """Let examples write files, and read those of `configs`."""
    if isinstance(request.node, pytest.DoctestItem):
        folder = tmp_path_factory.mktemp("example")
        shutil.copytree(Path(__file__).with_name("configs"), folder / "configs")
        monkeypatch.chdir(folder)
