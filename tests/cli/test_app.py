"""The command itself: usage, version, exit codes, and ``python -m pksim``."""

import subprocess
import sys

import pytest
from places import listed


@pytest.mark.parametrize(
    "words",
    [("compare", "--nonsense"), ("compare", "a.toml", "b.toml"), ("comare",), (), ("spread", "--subjects", "many")],
)
def test_wrong_usage_is_exit_code_2_without_a_traceback(run, tmp_path, words):
    code, out, err = run(*words)
    assert (code, "Traceback" in out + err) == (2, False)
    assert listed(tmp_path) == []


def test_version_is_that_of_the_installed_package(run, tmp_path, monkeypatch):
    about = tmp_path / "site" / "pksim-9.8.7.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pksim\nVersion: 9.8.7\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert run("--version") == (0, "pksim 9.8.7\n", "")


def python_m_pksim(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "pksim", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_python_m_pksim_does_the_same(tmp_path):
    done = python_m_pksim(tmp_path, "compare", "--schedule", "extended-release", "--output", "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Bedtime 23:00" in done.stdout
    assert {"curves.png", "metrics.csv", "study.toml"} <= set(listed(tmp_path / "out"))


def test_python_m_pksim_refuses_wrong_input_without_a_traceback(tmp_path):
    done = python_m_pksim(tmp_path, "compare", "--schedule", "dou")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: --schedule: there is no schedule 'dou'; did you mean 'duo'?")
    assert len(done.stderr.splitlines()) == 1
    assert listed(tmp_path) == []
