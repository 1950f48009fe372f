"""Run tasks one after another or on any executor, with a progress bar for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from pksim.arguments import instance, yes_or_no
from pksim.errors import InputError, RunError

Result = TypeVar("Result")
_SHOW_AFTER_S = 1.0


def run_all(
    function: Callable[..., Iterable[Result]],
    tasks: Sequence[tuple[Any, ...]],
    *,
    count: int,
    executor: Executor | None,
    progress: bool | None,
    what: str,
) -> list[Result]:
    """Run a function on every task.

    Parameters
    ----------
    function : callable
        Gives the results of a task one after another; at the top level of a module, so that other processes find it.
    tasks : sequence of tuple
        Its arguments.
    count : int
        How many results all tasks give.
    executor : concurrent.futures.Executor or None
        What to run on; None means here, one after another.
    progress : bool or None
        Whether to show a progress bar; None means when it takes over a second.
    what : str
        What is being done, for the bar.

    Returns
    -------
    list
        The results of all tasks, in their order.

    Raises
    ------
    pksim.errors.RunError
        When the executor dies.
    """
    if executor is not None:
        instance(executor, Executor, "executor", "concurrent.futures.ThreadPoolExecutor()")
    with _bar(count, progress, what) as advance:
        if executor is None:
            results: list[Result] = []
            for task in tasks:
                for result in function(*task):
                    results.append(result)
                    advance(1)
            return results
        futures: list[Future[list[Result]]] = []
        try:
            futures = [executor.submit(_all_of, function, *task) for task in tasks]
            for future in as_completed(futures):
                advance(len(future.result()))
            return [result for future in futures for result in future.result()]
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


def _all_of(function: Callable[..., Iterable[Result]], *task: Any) -> list[Result]:
    return list(function(*task))


@contextmanager
def _bar(count: int, wanted: bool | None, what: str) -> Iterator[Callable[[int], None]]:
    """Give a function that counts, and draws the bar once there is reason to."""
    if wanted is not None and not yes_or_no(wanted, "progress"):
        yield lambda steps: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(transient=True, console=Console(stderr=True))
    started, shown = monotonic(), False
    line = bar.add_task(what, total=count)

    def advance(steps: int) -> None:
        nonlocal shown
        bar.advance(line, steps)
        if not shown and (wanted or monotonic() - started > _SHOW_AFTER_S):
            shown = True
            bar.start()

    try:
        yield advance
    finally:
        if shown:
            bar.stop()
