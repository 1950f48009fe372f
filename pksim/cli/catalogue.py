"""What is known without being told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pksim.cli.printed import terminal


def compounds(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE.toml]...", help="Compounds of your own, to be read and shown.")
    ] = None,
) -> None:
    """List the compounds and formulations that are known, each number with its source."""
    from pksim.describe.compound.compound import load_compound
    from pksim.describe.compound.library import load_compounds
    from pksim.show.tables.catalogue import compound_table, reference_table

    shown = [load_compound(path) for path in files] if files else load_compounds().values()
    console = terminal()
    for compound in shown:
        console.print(compound_table(compound))
    console.print(reference_table())


def schedules() -> None:
    """List the published schedules, with their sources."""
    from pksim.show.tables.catalogue import schedule_table

    terminal().print(schedule_table())
