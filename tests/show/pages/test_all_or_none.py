"""Files are all written or none, whatever breaks off the writing."""

import multiprocessing
import os
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from pksim import InputError
from pksim.show.pages.all_or_none import write_files

CONTENTS = {"a.txt": b"one", "b.txt": b"two", "c.txt": b"three"}
OLD = {"a.txt": b"old", "c.txt": b"older", "mine.txt": b"keep"}
NEW = OLD | CONTENTS


@pytest.fixture
def folder(tmp_path):
    """A folder with some older results and a file of the user's."""
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def listed(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def held(folder):
    """Everything in a folder, hidden files included."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def broken_off(method, at, error):
    """Make the call with a number fail, of one of the things that writing does to a path."""
    real, calls = getattr(Path, method), []

    def called(path, *args, **kwargs):
        calls.append(path)
        if len(calls) == at:
            raise error
        return real(path, *args, **kwargs)

    return called


STEPS = [
    *(("write_bytes", at) for at in (1, 2, 3)),
    ("write_text", 1),
    *(("replace", at) for at in range(1, 6)),
    ("unlink", 1),
]


@pytest.mark.parametrize(("method", "at"), STEPS)
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["fault", "Ctrl-C"]
)
def test_whatever_breaks_off_nothing_has_changed(monkeypatch, folder, method, at, error):
    monkeypatch.setattr(Path, method, broken_off(method, at, error))
    with pytest.raises((InputError, KeyboardInterrupt)) as caught:
        write_files(CONTENTS, folder)
    monkeypatch.undo()
    assert held(folder) == OLD
    assert listed(folder) == sorted(OLD)
    if isinstance(error, OSError):
        assert "cannot be written: No space left on device. Choose another with --output." in str(caught.value)


def killed(folder, method, at):
    def kill(path, *args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    real, calls = getattr(Path, method), []

    def called(path, *args, **kwargs):
        calls.append(path)
        return (kill if len(calls) == at else real)(path, *args, **kwargs)

    setattr(Path, method, called)
    write_files(CONTENTS, folder)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize(("method", "at"), STEPS)
def test_what_a_killed_process_left_is_undone_by_the_next(folder, method, at):
    process = multiprocessing.get_context("fork").Process(target=killed, args=(folder, method, at))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    write_files({"b.txt": b"later"}, folder)
    assert held(folder) == OLD | {"b.txt": b"later"}
    assert listed(folder) == sorted({*OLD, "b.txt"})


@pytest.mark.skipif(os.name == "nt", reason="asks processes")
def test_what_a_running_process_writes_is_left_alone(folder):
    (folder / f".pksim-{os.getppid()}-abc").mkdir()
    (folder / ".pksim-notes").mkdir()
    write_files(CONTENTS, folder)
    assert listed(folder) == sorted({*NEW, f".pksim-{os.getppid()}-abc", ".pksim-notes"})


def test_the_mask_of_the_process_is_never_touched(monkeypatch, tmp_path):
    def umask(_):
        pytest.fail("the mask holds for all threads")

    monkeypatch.setattr(os, "umask", umask)
    threads = [threading.Thread(target=write_files, args=(CONTENTS, tmp_path / str(i))) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(held(tmp_path / str(i)) == CONTENTS for i in range(4))


def test_a_name_that_is_too_long_is_what_is_named(tmp_path):
    with pytest.raises(InputError, match=r"the output file '.*a\.html' cannot be written: File name too long"):
        write_files({"a" * 256 + ".html": b"page"}, tmp_path)
    assert listed(tmp_path) == []


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
    def mkdtemp(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        write_files(CONTENTS, tmp_path)
    assert listed(tmp_path) == []
