"""Which files an answer about the body clock is written as."""

from __future__ import annotations

from pathlib import Path

from pksim.show.figures.clock import plot_clock
from pksim.show.pages.all_or_none import write_files
from pksim.show.pages.contents import pictures, table
from pksim.study.clock.body_clock import BodyClock


def write_clock_answer(clock: BodyClock, folder: str | Path) -> list[Path]:
    """Write what doses do to the body clock as pictures and a table.

    Parameters
    ----------
    clock : BodyClock
        The answer.
    folder : str or Path
        Where to; made if it is not there.

    Returns
    -------
    list of Path
        ``clock.png``, ``clock.svg`` and ``clock.csv``.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    return write_files({**pictures(plot_clock(clock), "clock"), "clock.csv": table(clock.to_frame())}, folder)
