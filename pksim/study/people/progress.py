"""A progress bar for what takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rich.progress import Progress as Drawn

_SHOW_AFTER_S = 1.0
_TO_DRAW_S = 0.15
"""How long it takes from the wish to draw a bar until it is there."""


class Bar:
    """One bar on standard error, for a terminal alone, that computations fill one after another; see `bar_of`.

    Parameters
    ----------
    parts : int
        How many computations fill it, an equal part each; 0 when none of them has said yet.
    after_s : float or None
        When it is drawn, unless it is closed by then; None for never. What draws it is imported only then.
    """

    def __init__(self, parts: int, after_s: float | None) -> None:
        self._parts, self._begun, self._share = parts, 0, 0.0
        self._what, self._since = "working", monotonic()
        self._lock, self._closed = Lock(), False
        self.has_written = False
        self._drawn: Drawn | None = None
        self._late = Timer(after_s or 0.0, self._show)  # by itself, for the first step of many sleepers takes long
        self._late.daemon = True
        if after_s is not None:
            self._late.start() if after_s > 0 else self._show()

    @contextmanager
    def part(self, count: int, what: str) -> Iterator[Callable[[int], None]]:
        """Fill the next part in so many steps, with the function that counts them."""
        if not self._begun:
            self._since = monotonic()
        before, done = min(self._begun, self._parts - 1), 0
        self._begun += 1
        self._fill(before / self._parts, what)

        def advance(steps: int) -> None:
            nonlocal done
            done += steps
            self._fill((before + done / count) / self._parts, what)

        yield advance

    @contextmanager
    def expecting(self, parts: int) -> Iterator[None]:
        """Take in so many parts, unless whoever asked before took in as many as there will be."""
        if self._parts:
            yield
            return
        self._parts = parts
        yield
        self._parts, self._begun = 0, 0
        self._fill(1.0, "drawing and writing")  # how long that takes nobody knows

    def left_s(self) -> float | None:
        """Reckon how long it will take still [s] from how long it took so far; None while nobody can know."""
        return (monotonic() - self._since) * (1 / self._share - 1) if 0 < self._share < 1 else None

    def _fill(self, share: float, what: str) -> None:
        self._share, self._what = share, what
        if self._drawn is not None:
            self._update(self._drawn)

    def _update(self, drawn: Drawn) -> None:
        drawn.tasks[0].total = 1.0 if 0 < self._share < 1 else None
        drawn.update(drawn.task_ids[0], description=self._what.capitalize(), completed=self._share)

    def _show(self) -> None:
        from rich.console import Console

        console = Console(stderr=True)
        if not (console.is_terminal or console.is_jupyter):
            return
        from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
        from rich.text import Text

        bar = self

        class Left(ProgressColumn):
            """How long it will take still."""

            def render(self, task: Task) -> Text:
                left = bar.left_s()
                return Text("" if left is None else f"{100 * task.completed:.0f} %, {in_words(left)} left")

        columns = (TextColumn("{task.description}"), BarColumn(), Left(), TimeElapsedColumn())
        # What is printed meanwhile stays where it goes, maybe into a file.
        drawn = Progress(*columns, transient=True, console=console, redirect_stdout=False, redirect_stderr=False)
        drawn.add_task("", total=None)
        with self._lock:
            if self._closed:
                return
            self._update(drawn)
            drawn.start()
            self._drawn = drawn

    def close(self) -> None:
        """Take it away."""
        self._late.cancel()
        with self._lock:
            self._closed = True
            if self._drawn is not None:
                self._drawn.stop()


def in_words(seconds: float) -> str:
    """Write a time roughly, as one would say it: ``"40 s"``, ``"3 min"``, ``"2 h"``."""
    whole = max(1, round(seconds))
    if whole < 120:
        return f"{whole} s"
    return f"{round(whole / 60)} min" if whole < 7200 else f"{round(whole / 3600)} h"


Progress: TypeAlias = bool | Bar | None
"""The bar of a command, or whether to show one of its own; None means when it takes over a second."""
_OF_COMMAND: ContextVar[Bar | None] = ContextVar("the bar of the command that runs", default=None)


@contextmanager
def bar_of_command(age_s: float) -> Iterator[Bar]:
    """Give one bar to all that a command computes, and to what it does before and after.

    Parameters
    ----------
    age_s : float
        How long the command runs already.
    """
    bar = Bar(0, max(_SHOW_AFTER_S - _TO_DRAW_S - age_s, 0.01))
    token = _OF_COMMAND.set(bar)
    try:
        yield bar
    finally:
        _OF_COMMAND.reset(token)
        bar.close()


def note_written() -> None:
    """Note that there are files now, for whoever breaks the command off."""
    if (bar := _OF_COMMAND.get()) is not None:
        bar.has_written = True


def take_away() -> None:
    """Take away the bar of the command, before it answers."""
    if (bar := _OF_COMMAND.get()) is not None:
        bar.close()


@contextmanager
def bar_of(progress: Progress = None, *, parts: int = 1) -> Iterator[Bar]:
    """Give the bar that is there already, or else one of its own.

    Parameters
    ----------
    progress : bool, Bar or None, optional
        A bar; or whether to show one, by default that of the command, or else one once it takes over a second.
    parts : int, optional
        How many computations will fill a bar that has none yet, an equal part each.
    """
    if isinstance(progress, Bar):
        yield progress
        return
    if progress is not None:
        from pksim.arguments import yes_or_no

        progress = yes_or_no(progress, "progress")
    if progress is None and (command := _OF_COMMAND.get()) is not None:
        with command.expecting(parts):
            yield command
        return
    bar = Bar(parts, {None: _SHOW_AFTER_S, True: 0.0, False: None}[progress])
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
