"""How long a person waits for the command, as ratios of CPU time.

Each is held against bare Matplotlib, against `pksim compare`, and against another checkout.

The other one, such as an older build in a worktree of its own, is named by ``PKSIM_BASELINE=/path/to/checkout``. Each
command takes turns with what it is held against. Compile both first: ``python -m compileall -q pksim``.
"""

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from pksim import load_samples

BARE = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
hours = np.linspace(-4, 8, 721)
figure, panels = plt.subplots(2, 1, figsize=(8.5, 8.5))
for panel in panels:
    for i in range(8):
        panel.plot(hours, np.exp(-((hours - i / 4) ** 2)), label=f"line {i}")
    panel.legend()
figure.savefig("bare.png", dpi=200)
figure.savefig("bare.svg")
"""
COMMANDS = [
    "compare",
    "compare --schedule mechanism",
    "spread",
    "report",
    "when",
    "claims",
    "diary diary.csv --tz Europe/Berlin",
    "page",
    "compounds",
    "schedules",
    "compare --schedule nope",
    "compare none.toml",
    "--help",
    "clock --schedule mechanism",
    "validate",
    "fit one.csv --absorption faster",
    "fit theoph --absorption faster --weight 70",
    "nca theoph",
]
PAIRS = int(os.environ.get("PKSIM_PAIRS", "9"))


def cpu_s(folder, checkout, *words):
    """Run Python, and give what it and its children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "PYTHONPATH": str(checkout)}
    subprocess.run([sys.executable, *words], cwd=folder, env=env, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def one_subject():
    """Write the first of Theoph as a file, whose picture is comparable to that of `pksim compare`."""
    samples = load_samples("theoph")["1"]
    doses = [f"{70 * samples.doses[0].amount:g}", *[""] * (len(samples.times_h) - 1)]
    rows = zip(samples.times_h, doses, samples.conc, strict=True)
    return "\n".join(["Subject,Time,Dose,conc", *(f"1,{time},{dose},{conc}" for time, dose, conc in rows)])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command(tmp_path, capsys, command):
    ours = ("-m", "pksim", *command.split())
    (tmp_path / "diary.csv").write_bytes((ROOT / "configs" / "diary.csv").read_bytes())
    (tmp_path / "one.csv").write_text(one_subject())
    held = {"bare Matplotlib": (ROOT, "-c", BARE), "compare": (ROOT, "-m", "pksim", "compare")}
    if other := os.environ.get("PKSIM_BASELINE"):
        held[other] = (Path(other).resolve(), *ours)
    cpu_s(tmp_path, ROOT, *ours)  # once, so that all is compiled and in the cache
    for name, (checkout, *theirs) in held.items():
        cpu_s(tmp_path, checkout, *theirs)
        pairs = [(cpu_s(tmp_path, ROOT, *ours), cpu_s(tmp_path, checkout, *theirs)) for _ in range(PAIRS)]
        ratio = statistics.median(one / two for one, two in pairs)
        with capsys.disabled():
            one = statistics.median(one for one, _ in pairs)
            sys.stdout.write(f"\n{command:35} {one:6.2f} s, {ratio:5.2f} x {name}")
