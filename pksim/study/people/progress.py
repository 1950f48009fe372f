"""A progress bar for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from time import monotonic
from typing import TypeAlias

from pksim.arguments import yes_or_no

_SHOW_AFTER_S = 1.0


class Bar:
    """One bar on standard error, for a terminal alone, that computations fill one after another; see `bar_of`."""

    def __init__(self, parts: int, wanted: bool | None) -> None:
        from rich.console import Console
        from rich.progress import Progress, TimeElapsedColumn

        console = Console(stderr=True)
        columns = (*Progress.get_default_columns(), TimeElapsedColumn())
        self._bar = Progress(*columns, transient=True, console=console)
        self._line = self._bar.add_task("")
        self._parts, self._begun = parts, 0
        self._lock, self._shown, self._closed = Lock(), False, False
        self._late = Timer(_SHOW_AFTER_S, self._show)  # by itself, for the first step of many sleepers takes long
        self._late.daemon = True
        if not (console.is_terminal or console.is_jupyter) or wanted is False:
            return
        self._show() if wanted else self._late.start()

    @contextmanager
    def part(self, count: int, what: str) -> Iterator[Callable[[int], None]]:
        """Fill the next part in so many steps, with the function that counts them."""
        before, self._begun = self._begun * count, self._begun + 1
        self._bar.update(self._line, description=what, total=self._parts * count, completed=before)
        yield self._advance

    def _advance(self, steps: int) -> None:
        self._bar.advance(self._line, steps)

    def _show(self) -> None:
        with self._lock:
            if not self._closed:
                self._shown = True
                self._bar.start()

    def close(self) -> None:
        """Take it away."""
        self._late.cancel()
        with self._lock:
            self._closed = True
            if self._shown:
                self._bar.stop()


Progress: TypeAlias = bool | Bar | None
"""The bar of a command, or whether to show one of its own; None means when it takes over a second."""


@contextmanager
def bar_of(progress: Progress = None, *, parts: int = 1) -> Iterator[Bar]:
    """Give the bar that is there already, or else one of its own.

    Parameters
    ----------
    progress : bool, Bar or None, optional
        A bar; or whether to show one, by default once it takes over a second.
    parts : int, optional
        How many computations will fill a bar of its own, an equal part each.
    """
    if isinstance(progress, Bar):
        yield progress
        return
    bar = Bar(parts, progress if progress is None else yes_or_no(progress, "progress"))
    try:
        yield bar
    finally:
        bar.close()


@contextmanager
def bytes_read(what: str) -> Iterator[Callable[[int], None]]:
    """Tell on standard error, for a terminal alone, how much has been read, once that takes over a second.

    Parameters
    ----------
    what : str
        What is being done.

    Yields
    ------
    callable
        To be told, every now and then, how many bytes have been read.
    """
    from rich.console import Console

    console, started = Console(stderr=True), monotonic()
    status = console.status(what)
    shows = False

    def watch(count: int) -> None:
        nonlocal shows
        if not shows and console.is_terminal and monotonic() - started > _SHOW_AFTER_S:
            shows = True
            status.start()
        if shows:
            status.update(f"{what}: {count / 1e6:,.0f} MB")

    try:
        yield watch
    finally:
        status.stop()
