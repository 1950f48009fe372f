"""What a diary of a year costs beside one of a month, in CPU time of the same run. No time is ever asserted.

Outside the default run; start it from the checkout with

    python -m pytest tests/benchmarks -o addopts=
"""

import io
import time

import numpy as np
import pytest
from nights_csv import nights_csv

import pksim as pk

BOTH = ("melatonin 1 mg at 22:00", "magnesium glycinate 300 mg elemental at 21:00")


def seconds(function):
    started = time.process_time()
    function()
    return time.process_time() - started


def drawn(kept):
    kept.plot().save(io.BytesIO(), "png")


def read_and_drawn(path):
    drawn(pk.load_diary(path, tz="Europe/Berlin"))


@pytest.mark.parametrize("doses", [BOTH[:1], BOTH], ids=["melatonin", "both"])
def test_a_year_of_nights(benchmark, note, tmp_path, doses):
    year = nights_csv(tmp_path / "year.csv", 365, doses=doses)
    month = pk.load_diary(nights_csv(tmp_path / "month.csv", 30, doses=doses), tz="Europe/Berlin")
    benchmark.pedantic(read_and_drawn, (year,), rounds=3, warmup_rounds=1)
    pairs = [(seconds(lambda: read_and_drawn(year)), seconds(lambda: drawn(month))) for _ in range(9)]
    what = f"{len(doses)} compound{'s' * (len(doses) > 1)}: "
    note(f"{what}365 nights read, simulated and drawn", float(np.median([each for each, _ in pairs])), "s")
    note(f"{what}30 nights drawn", float(np.median([each for _, each in pairs])), "s")
    limits = [all_of_it / (3 * picture + 0.5) for all_of_it, picture in pairs]
    note(f"{what}365 nights / (3 x 30 nights' drawing + 0.5 s)", float(np.median(limits)))
