"""Run tasks one after another or on any executor, with a progress bar for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from pksim.errors import InputError, RunError

Result = TypeVar("Result")
_SHOW_AFTER_S = 1.0


def run_all(
    function: Callable[..., Result],
    tasks: Sequence[tuple[Any, ...]],
    *,
    executor: Executor | None,
    progress: bool | None,
    what: str,
) -> list[Result]:
    """Run a function on every task.

    Parameters
    ----------
    function : callable
        At the top level of a module, so that other processes find it.
    tasks : sequence of tuple
        Its arguments.
    executor : concurrent.futures.Executor or None
        What to run on; None means here, one after another.
    progress : bool or None
        Whether to show a progress bar; None means when it takes over a second.
    what : str
        What is being done, for the bar.

    Returns
    -------
    list
        The results, in the order of the tasks.

    Raises
    ------
    pksim.errors.RunError
        When the executor dies.
    """
    with _bar(len(tasks), progress, what) as advance:
        if executor is None:
            results = []
            for task in tasks:
                results.append(function(*task))
                advance()
            return results
        futures = []
        try:
            futures = [executor.submit(function, *task) for task in tasks]
            for future in as_completed(futures):
                future.result()
                advance()
            return [future.result() for future in futures]
        except InputError:
            raise
        except Exception as error:
            for future in futures:
                future.cancel()
            done = sum(future.done() and not future.cancelled() and future.exception() is None for future in futures)
            msg = (
                f"the executor {type(executor).__name__} failed after {done} of {len(tasks)} tasks: "
                f"{type(error).__name__}: {error}. Nothing was kept; run again, with fewer workers if memory ran out."
            )
            raise RunError(msg) from error


@contextmanager
def _bar(count: int, wanted: bool | None, what: str) -> Iterator[Callable[[], None]]:
    """Give a function that counts, and draws the bar once there is reason to."""
    if wanted is False:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(transient=True, console=Console(stderr=True))
    started, shown = monotonic(), False
    line = bar.add_task(what, total=count)

    def advance() -> None:
        nonlocal shown
        bar.advance(line)
        if not shown and (wanted or monotonic() - started > _SHOW_AFTER_S):
            shown = True
            bar.start()

    try:
        yield advance
    finally:
        if shown:
            bar.stop()
