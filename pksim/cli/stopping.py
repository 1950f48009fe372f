"""How a command ends that is broken off with Ctrl-C: at once, with one line, and nothing half-written."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread, current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from pksim.study.people.progress import Bar

STOPPED, EXIT_CODE = "Stopped; nothing was written.", 130
_TOO_LATE = "Stopped; files had been written before, and are whole."
_DEAF_S = 0.7
"""So long one call of NumPy may go on without hearing of it."""
_TIDYING_S = 3.0
"""So long what was begun to be written may take to be undone."""


@contextmanager
def stoppable(bar: Bar) -> Iterator[None]:
    """Let Ctrl-C end what is run inside with one line on standard error and exit code 130.

    Python hears of it only between two of its own steps, and ten million numbers are sorted in one. So a thread waits
    for it, too, and ends the process when nothing else does.

    Parameters
    ----------
    bar : Bar
        What else is on the terminal, and has to go first.
    """
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    heard, over = Event(), Event()

    def hear(_number: int, _frame: FrameType | None) -> NoReturn:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # tidying up is not broken off again
        heard.set()
        threading.excepthook = lambda _: None  # a pool's thread finds its workers gone, and would tell at length
        raise KeyboardInterrupt

    say, told_by_threads = _once(bar), threading.excepthook
    before = signal.signal(signal.SIGINT, hear)
    try:
        with _waiting(lambda: _end(heard, over, say)):
            yield
    except BaseException as error:
        if not heard.is_set() or _is_done(error):
            raise
        say()
        raise SystemExit(EXIT_CODE) from None
    finally:
        over.set()
        threading.excepthook = told_by_threads
        signal.signal(signal.SIGINT, before)


@contextmanager
def _waiting(end: Callable[[], None]) -> Iterator[None]:
    """Call a function from a thread once the process is told to stop."""
    if sys.platform == "win32":
        yield
        return
    told, tell = os.pipe()
    os.set_blocking(tell, False)

    def wait() -> None:
        while number := os.read(told, 1):
            if number[0] == signal.SIGINT:
                end()
        os.close(told)

    before = signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    Thread(target=wait, daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(tell)


def _end(heard: Event, over: Event, say: Callable[[], None]) -> None:
    """End the process, unless it ends by itself: workers go with it."""
    if over.wait(_DEAF_S) or (heard.is_set() and over.wait(_TIDYING_S)):
        return
    say()
    os._exit(EXIT_CODE)


def _is_done(error: BaseException) -> bool:
    """Say whether a command came to its end although it was told to stop."""
    return isinstance(error, SystemExit) and not error.code


def _once(bar: Bar) -> Callable[[], None]:
    """Give what says the one line, once, whoever is first."""
    first = Lock()

    def say() -> None:
        if first.acquire(blocking=False):
            bar.close()
            with suppress(OSError):
                sys.stderr.write(f"{_TOO_LATE if bar.has_written else STOPPED}\n")
                sys.stderr.flush()

    return say
