"""What a person at a terminal sees while a command takes long, and what is left when it is broken off."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from places import listed

from pksim.cli import stopping
from pksim.study.people.progress import bar_of_command, note_written

pty = pytest.importorskip("pty", reason="there are no such terminals here")

LONG = ("spread", "--subjects", "300000")
SHOWN = re.compile(r"Sleepers .* \d+ %, \d+ (s|min|h) left")
STOPPED = b"Stopped; nothing was written.\n"


def hear():
    """Hear of Ctrl-C, which what runs in the background of a shell ignores."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def hearing():
    before = signal.getsignal(signal.SIGINT)
    hear()
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def started(folder, *words, stderr):
    command = subprocess.Popen(
        [sys.executable, "-m", "pksim", *words],
        cwd=folder,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=hear,
    )
    try:
        yield command
    finally:
        with suppress(ProcessLookupError):
            os.killpg(command.pid, signal.SIGKILL)
        command.communicate()


def read(terminal):
    """Read what there is, and nothing once nobody can write any more."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.mark.parametrize("workers", [(), ("--workers", "2")], ids=["alone", "workers"])
def test_a_long_run_shows_how_far_it_is_and_leaves_one_line_when_it_is_broken_off(tmp_path, workers):
    terminal, its = pty.openpty()
    with started(tmp_path, *LONG, *workers, stderr=its) as command:
        os.close(its)
        seen = b""
        while not SHOWN.search(seen.decode(errors="replace")):
            more = read(terminal)
            assert more, seen
            seen += more
        os.killpg(command.pid, signal.SIGINT)
        while more := read(terminal):
            seen += more
        assert command.wait() == 130
        assert command.stdout.read() == b""
    os.close(terminal)
    # Up one line and wiped out, the cursor shown again, and then nothing but the line.
    assert seen.endswith(b"\x1b[?25h\r\x1b[1A\x1b[2K" + STOPPED.replace(b"\n", b"\r\n"))
    assert b"Traceback" not in seen
    assert listed(tmp_path) == []


def test_a_run_to_the_end_leaves_nothing_of_its_bar(tmp_path):
    terminal, its = pty.openpty()
    with started(tmp_path, "spread", "--subjects", "20000", "--schedule", "duo", stderr=its) as command:
        os.close(its)
        seen = b""
        while more := read(terminal):
            seen += more
        out = command.stdout.read()
        assert command.wait() == 0
    os.close(terminal)
    assert not seen or seen.endswith(b"\x1b[?25h\r\x1b[1A\x1b[2K")
    assert b"Written to" in out
    assert "━".encode() not in out


@pytest.mark.parametrize("after_s", [0.3, 1.0, 1.6])
def test_a_command_that_is_broken_off_anywhere_says_one_line_to_a_file(tmp_path, after_s):
    with started(tmp_path, *LONG, stderr=subprocess.PIPE) as command:
        time.sleep(after_s)
        os.killpg(command.pid, signal.SIGINT)
        assert command.stderr.read() == STOPPED
        assert command.wait() in (130, -signal.SIGINT)  # a shell says 130 of both
    assert listed(tmp_path) == []


DEAF = """
import sys, time
from pksim.cli.stopping import stoppable
from pksim.study.people.progress import bar_of_command
{prepare}
with bar_of_command(0.0) as bar, stoppable(bar):
    print("here", flush=True)
    {body}
"""


@pytest.mark.parametrize(
    ("prepare", "body"),
    [
        # Sorting hears of nothing until it is done, seconds later; a dropped object's last words are ignored.
        ("import numpy as np; x = np.random.default_rng(0).random(60_000_000)", "x.sort()"),
        (
            "class Late:\n    def __del__(self):\n        time.sleep(60)",
            "late = Late(); del late; time.sleep(60)",
        ),
    ],
    ids=["in one call", "where it is ignored"],
)
def test_what_cannot_hear_of_it_is_ended(tmp_path, prepare, body):
    script = DEAF.format(prepare=prepare, body=body)
    command = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hear
    )
    with command:
        assert command.stdout.readline() == b"here\n"
        command.send_signal(signal.SIGINT)
        said = command.stderr.read()
        assert command.wait() == 130
    assert said.endswith(STOPPED)


def stop():
    signal.raise_signal(signal.SIGINT)


def end_of(command):
    """Run a command here, and give its exit code."""
    with pytest.raises(SystemExit) as ended, bar_of_command(0.0) as bar, stopping.stoppable(bar):
        command()
    return ended.value.code


def test_what_was_written_is_not_denied(capsys):
    def command():
        note_written()
        stop()

    assert end_of(command) == 130
    assert capsys.readouterr().err == "Stopped; files had been written before, and are whole.\n"


def test_an_error_on_the_way_out_is_not_told(capsys):
    """Modules that are being imported say that they cannot be."""

    def command():
        try:
            stop()
        except KeyboardInterrupt:
            raise ImportError from None

    assert end_of(command) == 130
    assert capsys.readouterr().err == STOPPED.decode()


def test_a_thread_that_breaks_on_the_way_out_is_not_told(capsys):
    """Such as that of a pool, whose workers are gone."""
    before = threading.excepthook

    def command():
        try:
            stop()
        finally:
            broken = threading.Thread(target=fail, args=(ValueError,))
            broken.start()
            broken.join()

    assert end_of(command) == 130
    assert threading.excepthook is before
    assert capsys.readouterr().err == STOPPED.decode()


def test_a_command_that_ends_nevertheless_has_ended(capsys):
    def command():
        with suppress(KeyboardInterrupt):
            stop()
        raise SystemExit(0)

    assert end_of(command) == 0
    assert capsys.readouterr().err == ""


def test_tidying_up_is_not_broken_off_and_then_all_is_as_before(capsys):
    before, tidied = signal.getsignal(signal.SIGINT), []

    def command():
        try:
            stop()
        finally:
            stop()
            tidied.append(True)

    assert end_of(command) == 130
    assert tidied == [True]
    assert signal.getsignal(signal.SIGINT) is before
    assert signal.set_wakeup_fd(-1) == -1
    assert capsys.readouterr().err == STOPPED.decode()


def fail(error):
    raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_without_ctrl_c_stays_itself(error):
    with pytest.raises(error), bar_of_command(0.0) as bar, stopping.stoppable(bar):
        fail(error)
