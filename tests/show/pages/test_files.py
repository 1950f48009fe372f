from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from pksim import metrics
from pksim.show.pages.files import write_simulation

NAMES = ["curves.csv", "curves.png", "curves.svg", "doses.png", "metrics.csv", "sources.csv", "study.toml"]


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


def test_nothing_is_written_when_a_picture_cannot_be_drawn(solve, tmp_path, monkeypatch):
    from pksim.show.figures.sheet import NightFigure

    def save(self, target, kind):
        if kind == "svg":
            raise MemoryError
        target.write(b"x")

    monkeypatch.setattr(NightFigure, "save", save)
    with pytest.raises(MemoryError):
        write_simulation(solve(mine="melatonin 1 mg at bedtime"), tmp_path / "out")
    assert listed(tmp_path) == []
