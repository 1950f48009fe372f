"""Files are all written or none, whatever breaks off the writing."""

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from pksim import InputError
from pksim.show.pages import all_or_none
from pksim.show.pages.all_or_none import write_files

CONTENTS = {"a.txt": b"one", "b.txt": b"two", "c.txt": b"three"}
OLD = {"a.txt": b"old", "c.txt": b"older", "mine.txt": b"keep"}
NEW = OLD | CONTENTS
needs_sigkill = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and locks of folders")


@pytest.fixture
def folder(tmp_path):
    """A folder with some older results and a file of the user's."""
    return filled(tmp_path / "results")


def filled(folder):
    folder.mkdir()
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


def listed(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def held(folder):
    """Everything in a folder, hidden files included."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def failing(method, at):
    """Make the call with a number fail, of one of the things that writing does to a path."""
    real, calls = getattr(Path, method), []

    def called(path, *args, **kwargs):
        calls.append(path)
        if len(calls) == at:
            raise OSError(28, "No space left on device")
        return real(path, *args, **kwargs)

    return called


STEPS = [*(("write_bytes", at) for at in (1, 2, 3)), ("write_text", 1), *(("replace", at) for at in range(1, 6))]


@pytest.mark.parametrize(("method", "at"), [*STEPS, ("unlink", 1)])
def test_whatever_fails_nothing_has_changed(monkeypatch, folder, method, at):
    monkeypatch.setattr(Path, method, failing(method, at))
    with pytest.raises(InputError, match=r"cannot be written: No space left on device\. Choose another with"):
        write_files(CONTENTS, folder)
    monkeypatch.undo()
    assert held(folder) == OLD
    assert listed(folder) == sorted(OLD)


@pytest.mark.parametrize("at", range(1, 6))
def test_what_cannot_even_be_undone_the_next_run_undoes(monkeypatch, folder, at):
    real, calls = Path.replace, []

    def stuck(path, to):
        calls.append(path)
        if len(calls) >= at:
            raise OSError(5, "Input/output error")
        return real(path, to)

    monkeypatch.setattr(Path, "replace", stuck)
    with pytest.raises(InputError, match="Input/output error"):
        write_files(CONTENTS, folder)
    monkeypatch.undo()
    write_files({}, folder)
    assert held(folder) == OLD
    assert listed(folder) == sorted(OLD)


def removed_in_unlucky_order(folder, ignore_errors):
    """Remove a folder so that what says what was moved goes last; the system knows no order."""
    for each in sorted(folder.rglob("*"), reverse=True):
        if each.is_dir():
            each.rmdir()
        else:
            each.unlink()
    folder.rmdir()


def write_until(line, act, contents, folder):
    """Write, and act when a line of the module, or of what removes its folder, is reached; say whether it was."""
    reached = 0

    def trace(frame, event, argument):
        nonlocal reached
        if frame.f_code.co_filename not in (all_or_none.__file__, removed_in_unlucky_order.__code__.co_filename):
            return None
        if event == "line":
            reached += 1
            if reached == line:
                act()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        write_files(contents, folder)
    finally:
        sys.settrace(before)
    return reached >= line


def press_ctrl_c():
    raise KeyboardInterrupt


def test_ctrl_c_at_any_line_leaves_all_old_or_all_new(tmp_path):
    found, line, broken_off = set(), 0, True
    while broken_off:
        line += 1
        folder = filled(tmp_path / str(line))
        try:
            broken_off = write_until(line, press_ctrl_c, CONTENTS, folder)
        except KeyboardInterrupt:
            seen = {name: content for name, content in held(folder).items() if name[0] != "."}
            assert seen in (OLD, NEW), line
            write_files({}, folder)
            assert held(folder) == seen, line
            assert listed(folder) == sorted(seen), line
            found.add(len(seen))
    assert found == {len(OLD), len(NEW)}
    assert line > 50


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def is_killed(line, contents, folder):
    """Let a process of its own be killed when it reaches a line; say whether it did."""
    process = multiprocessing.get_context("fork").Process(target=write_until, args=(line, kill, contents, folder))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


@needs_sigkill
def test_what_a_process_killed_at_any_line_left_the_next_one_undoes(tmp_path):
    found, line, killed = set(), 0, True
    while killed:
        line += 3
        folder = filled(tmp_path / str(line))
        killed = is_killed(line, CONTENTS, folder)
        write_files({"d.txt": b"later"}, folder)
        now = held(folder)
        assert now in (OLD | {"d.txt": b"later"}, NEW | {"d.txt": b"later"}), line
        assert listed(folder) == sorted(now), line
        found.add(len(now))
    assert found == {len(OLD) + 1, len(NEW) + 1}
    assert line > 50


@needs_sigkill
@pytest.mark.parametrize("moves", [1, 2, 3, 4])
def test_a_process_killed_while_it_undoes_loses_nothing(monkeypatch, tmp_path, moves):
    left = filled(tmp_path / "left")

    def break_off(staging):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(all_or_none, "_undo", break_off)
    monkeypatch.setattr(Path, "replace", failing("replace", moves + 1))
    with pytest.raises(InputError):
        write_files(CONTENTS, left)
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "rmtree", removed_in_unlucky_order)
    line, killed = 0, True
    while killed:
        line += 4
        folder = shutil.copytree(left, tmp_path / str(line))
        killed = is_killed(line, {}, folder)
        write_files({}, folder)
        assert held(folder) == OLD, line
        assert listed(folder) == sorted(OLD), line
    assert line > 20


@needs_sigkill
def test_one_waits_until_another_has_written(monkeypatch, folder):
    first_is_inside, second_is_done = threading.Event(), threading.Event()
    real = Path.write_text

    def slow(path, *args, **kwargs):
        first_is_inside.set()
        assert not second_is_done.wait(0.2)
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", slow)
    first = threading.Thread(target=write_files, args=(CONTENTS, folder))
    first.start()
    first_is_inside.wait()
    monkeypatch.setattr(Path, "write_text", real)
    write_files({"a.txt": b"last"}, folder)
    second_is_done.set()
    first.join()
    assert held(folder) == NEW | {"a.txt": b"last"}
    assert listed(folder) == sorted(NEW)


def test_what_may_still_be_written_is_left_alone_where_nothing_can_be_locked(monkeypatch, folder):
    monkeypatch.setattr(all_or_none, "_locks", lambda folder: False)
    young, old = folder / ".pksim-writing-young", folder / ".pksim-writing-old"
    for each in (young, old):
        each.mkdir()
    os.utime(old, (0, 0))
    write_files(CONTENTS, folder)
    assert listed(folder) == sorted({*NEW, young.name})


def test_what_is_not_of_these_is_left_alone(folder):
    mine = folder / ".pksim-writing-a-novel"
    mine.mkdir()
    (mine / "chapter").write_text("keep")
    (folder / ".pksim-writing-letter").write_text("keep")
    write_files(CONTENTS, folder)
    assert listed(folder) == sorted({*NEW, mine.name, ".pksim-writing-letter"})
    assert (mine / "chapter").read_text() == "keep"


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
    longest = "a" * 250 + ".html"
    write_files({longest: b"page"}, tmp_path)
    assert listed(tmp_path) == [longest]


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


def test_a_file_that_was_there_keeps_who_may_read_it(folder):
    (folder / "a.txt").chmod(0o600)
    write_files(CONTENTS, folder)
    assert (folder / "a.txt").stat().st_mode & 0o777 == 0o600
    assert (folder / "a.txt").read_bytes() == b"one"


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
