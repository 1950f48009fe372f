"""Several processes on this machine.

It imports no arithmetic, so that a new process can be told how to compute before it does.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Thread

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Give so many processes on this machine as an executor; they end with it, whatever happens."""
    others = set(active_children())
    pool = ProcessPoolExecutor(count, _Spawn())
    try:
        yield pool
    except BaseException:
        for each in set(active_children()) - others:
            each.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


class _Worker(SpawnProcess):
    """A process for one thread of arithmetic, which goes when the one that started it does."""

    def start(self) -> None:
        if sys.platform == "win32":
            super().start()
            return
        # A terminal sends Ctrl-C to all processes, and whoever started this one ends it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def run(self) -> None:
        os.environ.update(_ONE_THREAD)
        Thread(target=_leave_with_parent, daemon=True).start()
        super().run()


class _Spawn(SpawnContext):
    Process = _Worker


def _leave_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
