import os
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from pksim import InputError, metrics
from pksim.show.pages.files import write_files, write_simulation

NAMES = ["curves.csv", "curves.png", "curves.svg", "doses.png", "metrics.csv", "sources.csv", "study.toml"]
CONTENTS = {"a.txt": b"one", "b.txt": b"two", "c.txt": b"three"}


def listed(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def test_all_results_are_written_into_a_new_folder(solve, tmp_path):
    simulation = solve(mine="melatonin 1 mg 60 min before bed; magnesium 300 mg elemental at 21:00")
    folder = tmp_path / "deep" / "results"
    files = write_simulation(simulation, folder)
    assert listed(folder) == sorted(file.name for file in files) == NAMES
    with Image.open(folder / "curves.png") as image:
        image.verify()
    assert (folder / "curves.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
    curves = pd.read_csv(folder / "curves.csv")
    assert list(curves) == ["schedule", "compound", "time_h", "clock", "concentration", "unit"]
    pd.testing.assert_frame_equal(curves, simulation.to_frame(), check_dtype=False, rtol=1e-14)
    table = pd.read_csv(folder / "metrics.csv", index_col=["schedule", "compound"])
    pd.testing.assert_frame_equal(table, metrics(simulation), check_dtype=False, rtol=1e-14)


def test_older_files_are_replaced_and_others_left(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "mine.txt").write_text("keep")
    write_files(CONTENTS, tmp_path)
    assert listed(tmp_path) == ["a.txt", "b.txt", "c.txt", "mine.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"one"
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_files_can_be_read_by_those_whom_the_mask_allows(tmp_path):
    before = os.umask(0o027)
    try:
        (first, *_) = write_files(CONTENTS, tmp_path)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert first.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_failure_in_the_middle_leaves_nothing_new(monkeypatch, tmp_path, failing):
    (tmp_path / "a.txt").write_text("old")
    real, calls = os.fdopen, []

    def fdopen(*args, **kwargs):
        calls.append(args)
        if len(calls) == failing:
            os.close(args[0])
            raise OSError(28, "No space left on device")
        return real(*args, **kwargs)

    monkeypatch.setattr(os, "fdopen", fdopen)
    with pytest.raises(InputError, match=r"cannot be written: No space left on device\. Choose another with --output"):
        write_files(CONTENTS, tmp_path)
    assert listed(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_that_is_a_file_is_refused_and_left(tmp_path, below):
    file = tmp_path / "taken"
    file.write_text("keep")
    with pytest.raises(InputError, match=r"the output folder '.*taken.*' cannot be written") as caught:
        write_files(CONTENTS, file / below)
    assert str(file) in str(caught.value)
    assert file.read_text() == "keep"
    assert listed(tmp_path) == ["taken"]


def test_a_folder_without_the_right_to_write_is_refused(monkeypatch, tmp_path):
    def mkstemp(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        write_files(CONTENTS, tmp_path)
    assert listed(tmp_path) == []


def test_nothing_is_written_when_a_picture_cannot_be_drawn(solve, tmp_path, monkeypatch):
    from pksim.show.figures.style import NightFigure

    def save(self, target, kind):
        if kind == "svg":
            raise MemoryError
        target.write(b"x")

    monkeypatch.setattr(NightFigure, "save", save)
    with pytest.raises(MemoryError):
        write_simulation(solve(mine="melatonin 1 mg at bedtime"), tmp_path / "out")
    assert listed(tmp_path) == []
