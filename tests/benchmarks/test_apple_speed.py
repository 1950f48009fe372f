"""What an export of Apple Health costs to read, against a bare loop of iterparse over it. No time is ever asserted.

Outside the default run; start it from the checkout with

    PKSIM_EXPORT_MB=1000 python -m pytest tests/benchmarks/test_apple_speed.py -o addopts=

where the size of the made-up export, 20 MB if nothing is said, is free to choose.
"""

import os
import random
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest

from pksim.describe.files.trackers import apple
from pksim.describe.files.trackers.export import Hints
from pksim.describe.files.trackers.opening import sources

SIZE = 1e6 * float(os.environ.get("PKSIM_EXPORT_MB", "20"))
DEVICE = (
    "&lt;&lt;HKDevice: 0x283b5e1c0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2&gt;"
)
READ = """
import re, sys
from pathlib import Path
from pksim.describe.files.trackers import apple
from pksim.describe.files.trackers.export import Hints
from pksim.describe.files.trackers.opening import sources
apple.FORMAT.read(sources(sys.argv[1])[0], Hints())
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def record(kind, start, end, value, unit=None, metadata=None):
    entry = f'>\n  <MetadataEntry key="{metadata[0]}" value="{metadata[1]}"/>\n </Record>\n' if metadata else "/>\n"
    return (
        f' <Record type="HK{kind}" sourceName="Kims Apple\u00a0Watch" sourceVersion="9.1" device="{DEVICE}"'
        f'{f" unit={chr(34)}{unit}{chr(34)}" if unit else ""} creationDate="{end:%Y-%m-%d %H:%M:%S} +0200" '
        f'startDate="{start:%Y-%m-%d %H:%M:%S} +0200" endDate="{end:%Y-%m-%d %H:%M:%S} +0200" value="{value}"{entry}'
    )


def day(rng, date):
    """Make up what a watch writes in a day: energy, pulse and steps by the hundred, and a night in stages."""
    moment = date.replace(hour=8)
    for _ in range(700):
        start, moment = moment, moment + timedelta(seconds=rng.randint(20, 100))
        kind = rng.random()
        if kind < 0.5:
            yield record("QuantityTypeIdentifierActiveEnergyBurned", start, moment, f"{rng.random():.3f}", "kcal")
        elif kind < 0.8:
            context = ("HKMetadataKeyHeartRateMotionContext", rng.randint(0, 2))
            yield record("QuantityTypeIdentifierHeartRate", moment, moment, rng.randint(50, 120), "count/min", context)
        else:
            yield record("QuantityTypeIdentifierStepCount", start, moment, rng.randint(1, 300), "count")
    moment = date.replace(hour=23)
    for _ in range(25):
        start, moment = moment, moment + timedelta(seconds=30 * rng.randint(5, 60))
        value = "HKCategoryValueSleepAnalysis" + rng.choice(["AsleepCore", "AsleepDeep", "AsleepREM", "Awake"])
        yield record("CategoryTypeIdentifierSleepAnalysis", start, moment, value, None, ("HKTimeZone", "Europe/Berlin"))


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    path = tmp_path_factory.mktemp("health") / "export.xml"
    rng, date, written = random.Random(0), datetime(2010, 1, 1), 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="de_DE">\n')
        while written < SIZE:
            written += file.write("".join(day(rng, date)))
            date += timedelta(days=1)
        file.write("</HealthData>\n")
    yield path
    path.unlink()


def bare(path):
    for _, element in ET.iterparse(path):
        element.clear()


def cpu_seconds(*functions, repeats=3):
    """CPU time of each, the least of several; they take turns, so that a slow moment of the machine hits them all."""
    spent = [float("inf")] * len(functions)
    for _ in range(repeats):
        for i, function in enumerate(functions):
            started = time.process_time()
            function()
            spent[i] = min(spent[i], time.process_time() - started)
    return spent


def test_an_export_against_bare_iterparse(export, benchmark, note):
    def whole():
        return apple.FORMAT.read(sources(export)[0], Hints())

    assert len(benchmark.pedantic(whole, rounds=1).sleeps) > 1
    size = f"Apple Health, {export.stat().st_size / 1e6:.0f} MB: "
    mine, yardstick = cpu_seconds(whole, lambda: bare(export))
    note(f"{size}read into sleeps / bare iterparse", mine / yardstick)
    if sys.platform == "linux":  # what getrusage says there is at least what this process has, which started it
        peak = subprocess.run([sys.executable, "-c", READ, export], capture_output=True, text=True, check=True).stdout
        note(f"{size}most memory of a process that reads it", int(peak) / 1e3, "MB")
