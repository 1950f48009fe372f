"""The command itself: usage, version, exit codes, and ``python -m pksim``."""

import os
import subprocess
import sys
from pathlib import Path

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


def python_m_pksim(folder, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
    return subprocess.run(
        [sys.executable, "-m", "pksim", *words],
        cwd=folder,
        stdout=stdout,
        stderr=stderr,
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


@pytest.mark.skipif(os.name != "posix", reason="closes a stream as a POSIX shell does")
@pytest.mark.parametrize(("words", "code"), [("schedules", 0), ("--version", 0), ("compare --schedule dou", 2)])
def test_closed_streams_change_no_exit_code(tmp_path, words, code):
    done = subprocess.run(f'exec "{sys.executable}" -m pksim {words} >&- 2>&-', shell=True, cwd=tmp_path, check=False)
    assert (done.returncode, listed(tmp_path)) == (code, [])


@pytest.fixture
def full():
    """Give a device on which nothing can be written."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("w", encoding="utf-8") as device:
        yield device


@pytest.mark.parametrize("words", [("schedules",), ("--version",), ("--help",)])
def test_output_that_cannot_be_written_is_one_message(tmp_path, full, words):
    done = python_m_pksim(tmp_path, *words, stdout=full)
    assert done.returncode == 2
    assert done.stderr == "Error: standard output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("words", [("compare", "--schedule", "dou"), ("--nonsense",)])
def test_a_message_that_cannot_be_written_leaves_the_exit_code(tmp_path, full, words):
    done = python_m_pksim(tmp_path, *words, stderr=full)
    assert (done.returncode, done.stdout) == (2, "")


def test_output_that_nobody_reads_is_no_error(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as closed:
        done = python_m_pksim(tmp_path, "compounds", stdout=closed)
    assert (done.returncode, done.stderr) == (1, "")


def test_too_little_memory_is_one_message(run, monkeypatch):
    def too_much():
        raise MemoryError

    monkeypatch.setattr("pksim.show.tables.catalogue.schedule_table", too_much)
    code, out, err = run("schedules")
    assert (code, out) == (2, "")
    assert err == "Error: there is not enough memory for this; ask for fewer sleepers, nights or schedules.\n"


def test_a_name_that_cannot_be_written_is_refused(run, tmp_path):
    code, out, err = run("compare", "--dose", "a\udcff: melatonin 1 mg at bedtime")
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert len(err.splitlines()) == 1
    assert "\\udcff" in err
    assert listed(tmp_path) == []
