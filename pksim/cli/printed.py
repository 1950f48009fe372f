"""What the commands print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.text import Text

from pksim.errors import InputError, visible
from pksim.study.people.progress import take_away

if TYPE_CHECKING:
    from rich.table import Table

    from pksim.describe.files.diaries.diary import Diary
    from pksim.study.curves.simulate import Simulation
    from pksim.study.people.population import Population
    from pksim.study.timing.best_timing import TimingResult

_NARROWEST = 118


def print_answer(
    table: Table,
    words: str,
    files: list[Path],
    output: Path,
    *,
    of: Simulation | Population | TimingResult | None = None,
) -> None:
    """Print a table, the same in words, what looks like a slip in what was asked, and what was written."""
    from pksim.show.words.oddities import describe_oddities

    console = terminal()
    console.print(table)
    for paragraph in [words] if of is None else [words, *describe_oddities(of)]:
        console.print("\n" + paragraph, highlight=False, markup=False)
    console.print(f"\nWritten to {output}: " + ", ".join(file.name for file in files), highlight=False, markup=False)


def print_diary(diary: Diary, simulation: Simulation | None, files: list[Path], output: Path) -> None:
    """Print how a diary was read, its evenings, what its doses add, and what was written."""
    from pksim.show.tables.diary import evening_table, shortened
    from pksim.show.tables.laid_out import lay_out
    from pksim.show.tables.terminal import nights_table
    from pksim.show.words.curves import describe_all
    from pksim.show.words.diary import describe_diary
    from pksim.show.words.oddities import describe_oddities

    console = terminal()
    console.print(f"{describe_diary(diary)}\n", highlight=False, markup=False)
    for note in diary.notes:
        console.print(f"- {note}", highlight=False, markup=False)
    columns, rows = evening_table(diary)
    console.print(lay_out("Nights and doses, on the local clock", columns, shortened(rows)))
    if simulation is not None:
        console.print(nights_table(simulation))
        for paragraph in [describe_all(simulation), *describe_oddities(simulation)]:
            console.print("\n" + paragraph, highlight=False, markup=False)
    console.print(f"\nWritten to {output}: " + ", ".join(file.name for file in files), highlight=False, markup=False)


def say_if_no_study(simulation: Simulation, files: list[Path], kept: Path | None = None) -> None:
    """Say why there is no study file among what was written."""
    from pksim.describe.files.study_writer import study_toml
    from pksim.show.pages.files import STUDY

    if STUDY in (file.name for file in files):
        return
    try:
        study_toml(simulation.study())
    except InputError as error:
        typer.echo(f"Without study.toml: {error}")
    else:
        typer.echo(f"{kept} is left as you wrote it.")


def terminal() -> Console:
    """Give the terminal, or a page wide enough for tables where output goes elsewhere."""
    take_away()
    console = _Terminal()
    return console if console.is_terminal else _Terminal(width=max(console.width, _NARROWEST))


class _Terminal(Console):
    """A terminal that no text commands: what would, or would not be seen, is written as an escape."""

    def render_str(self, text: str, **how: Any) -> Text:
        return super().render_str(visible(text), **how)
