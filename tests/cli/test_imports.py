"""What each command does without: imports are most of what a person waits for."""

import gc
import json
import os
import subprocess
import sys

import pytest
from places import ROOT

MEASURED = {"pksim.describe.samples.samples", "pksim.describe.files.diaries.diary"}
DRAWS, TABLES, SOLVERS = {"matplotlib"}, {"pandas"}, {"scipy"}

WITHOUT = {
    "--help": {"numpy"} | DRAWS | TABLES | SOLVERS,
    "compounds": {"concurrent.futures", "lazy_loader"} | DRAWS | TABLES | SOLVERS,
    "schedules": {"concurrent.futures"} | DRAWS | TABLES | SOLVERS,
    "compare": {"matplotlib.pyplot", "jinja2", *MEASURED} | TABLES | SOLVERS,
    "compare --endogenous": {"matplotlib.pyplot", "scipy.integrate", "scipy.stats"} | TABLES,
    "spread --subjects 200": {"matplotlib.pyplot", "jinja2", "asyncio"} | TABLES | SOLVERS,
    "when --subjects 200": {"matplotlib.pyplot", "jinja2"} | TABLES | SOLVERS,
    "when --subjects 0": {"matplotlib.pyplot", "scipy.integrate", "scipy.stats"} | TABLES,
    "claims --subjects 200": DRAWS | TABLES | SOLVERS,
    "validate": {"matplotlib.pyplot", "jinja2"} | SOLVERS,
    "nca theoph": {"matplotlib.pyplot", "scipy.optimize", "scipy.stats", "pksim.study.fits"},
    "page": {"scipy.integrate", "scipy.stats"} | DRAWS | TABLES,
}
REFUSED = [
    "compare --schedule nope",
    "compare none.toml",
    "spread --subjects -1",
    "when --goal nonsense",
    "clock --dose nonsense",
    "diary none.csv",
    "report --schedule nope",
    "page --schedule nope",
    "fit none.csv",
    "nca none.csv",
]
SAY = """
import atexit, json, sys
sys.argv = ["pksim", *sys.argv[1:]]
atexit.register(lambda: print("\\n" + json.dumps(sorted(sys.modules))))
from pksim.__main__ import enter
enter()
"""


def imported(tmp_path, words, first=""):
    """Run a command, and give its exit code and what was imported when it ended."""
    command, env = [sys.executable, "-c", first + SAY, *words.split()], {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    return run.returncode, set(json.loads(run.stdout.splitlines()[-1])), run.stderr


@pytest.mark.parametrize("words", WITHOUT)
def test_a_command_does_without(tmp_path, words):
    code, modules, said = imported(tmp_path, words)
    assert (code, modules & WITHOUT[words]) == (0, set()), said


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_refused_draws_nothing(tmp_path, words):
    code, modules, said = imported(tmp_path, words)
    assert (code, modules & (DRAWS | {"scipy.stats", "scipy.integrate"})) == (2, set()), said


def test_nothing_looks_through_all_that_is_installed(tmp_path):
    spied = "import importlib.metadata as m\nm.entry_points = lambda **_: sys.exit('looked')\n"
    code, _, said = imported(tmp_path, "schedules", f"import sys\n{spied}")
    assert (code, said) == (0, "")


def test_only_a_process_of_its_own_leaves_things_out(run):
    def kept():
        return (
            gc.get_threshold(),
            list(sys.meta_path),
            [name for name in os.environ if name.startswith(("OPEN", "PYD"))],
        )

    before = kept()
    assert run("schedules")[0] == 0
    assert kept() == before


@pytest.mark.parametrize("chosen", [None, "3"])
def test_such_a_process_makes_no_threads_unless_it_is_told_to(tmp_path, chosen):
    env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    env |= {"PYTHONPATH": str(ROOT)} | ({} if chosen is None else {"OPENBLAS_NUM_THREADS": chosen})
    code = "import os; from pksim.cli import short_lived as s; s.prepare(); print(os.environ['OPENBLAS_NUM_THREADS'])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == (chosen or "1")


DRAWN = """
import hashlib, io, sys
{first}
import pksim as pk
from matplotlib.lines import Line2D
line, drawn = Line2D([], []), io.BytesIO()
line.set(linewidth=3)
pk.simulate(pk.load_schedules()["mechanism"]).plot().save(drawn, "svg")
print("markersize" in (Line2D.set.__doc__ or ""), line.get_linewidth(), hashlib.sha256(drawn.getvalue()).hexdigest())
"""


def drawn(first):
    """Draw in a process of its own; give whether artists have their help, a width that was set, and the picture."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", DRAWN.format(first=first)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.split()


def test_without_their_help_artists_are_the_same():
    for_ever, short_lived = drawn(""), drawn("from pksim.cli import short_lived; short_lived.prepare()")
    assert (for_ever[0], short_lived[0]) == ("True", "False")
    assert short_lived[1:] == for_ever[1:] == ["3.0", for_ever[2]]
