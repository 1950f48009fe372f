"""What the explorer writes, and what Python does: one table of cases."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_the_table_is_what_python_writes_today():
    written = subprocess.run(
        [sys.executable, "-c", "import rounding_cases, sys; sys.stdout.buffer.write(rounding_cases.text().encode())"],
        cwd=HERE,
        capture_output=True,
        check=True,
    )
    assert written.stdout.decode() == (HERE / "rounding_cases.json").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js here; 'apt-get install nodejs' brings it")
def test_the_tests_of_the_script_pass():
    tested = subprocess.run(["node", "--test", HERE], capture_output=True, text=True, encoding="utf-8")
    assert tested.returncode == 0, tested.stdout
