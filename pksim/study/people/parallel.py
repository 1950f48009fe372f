"""Run tasks one after another or on any executor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, as_completed
from typing import Any, TypeVar

from pksim.arguments import instance
from pksim.errors import InputError, RunError
from pksim.study.people.progress import Progress, bar_of

Result = TypeVar("Result")


def run_all(
    function: Callable[..., Iterable[Result]],
    tasks: Sequence[tuple[Any, ...]],
    *,
    count: int,
    executor: Executor | None,
    progress: Progress,
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
    progress : bool, Bar or None
        The bar of which it fills a part; or whether to show one, None for when it takes over a second.
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
    with bar_of(progress) as bar, bar.part(count, what) as advance:
        if executor is not None:
            return _run_on(executor, function, tasks, advance)
        results: list[Result] = []
        for task in tasks:
            for result in function(*task):
                results.append(result)
                advance(1)
        return results


def _run_on(
    executor: Executor,
    function: Callable[..., Iterable[Result]],
    tasks: Sequence[tuple[Any, ...]],
    advance: Callable[[int], None],
) -> list[Result]:
    futures: list[Future[list[Result]]] = []
    try:
        futures.extend(executor.submit(_all_of, function, *task) for task in tasks)
        for future in as_completed(futures):
            advance(len(future.result()))
        return [result for future in futures for result in future.result()]
    except InputError:
        raise
    except Exception as error:
        done = sum(future.done() and not future.cancelled() and future.exception() is None for future in futures)
        msg = (
            f"the executor {type(executor).__name__} failed after {done} of {len(tasks)} tasks: "
            f"{type(error).__name__}: {error}. Nothing was kept; run again, with fewer workers if memory ran out."
        )
        raise RunError(msg) from error
    finally:
        for future in futures:
            future.cancel()


def _all_of(function: Callable[..., Iterable[Result]], *task: Any) -> list[Result]:
    return list(function(*task))
