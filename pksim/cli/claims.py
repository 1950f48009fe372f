"""What articles say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pksim.cli.options import OUTPUT, OneSet, Output, OwnCompounds
from pksim.cli.printed import print_answer


def claims(
    file: Annotated[
        Path | None, typer.Argument(metavar="[CLAIMS.toml]", help="Claims of your own; by default those of articles.")
    ] = None,
    parameters: OneSet = "article",
    subjects: Annotated[int, typer.Option(help="How many virtual sleepers.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same sleepers.")] = 0,
    compound: OwnCompounds = None,
    output: Output = OUTPUT,
) -> None:
    """Hold what articles say against the model: its number, the range of it, and whether the claim holds.

    Prints a table and a paragraph per claim; writes claims.csv.
    """
    from pksim.describe.compound.compound import load_compound
    from pksim.show.pages.files import write_claims
    from pksim.show.tables.terminal import claims_table
    from pksim.show.words.claims import describe_claims
    from pksim.study.claims.check import judge_claims

    own = [load_compound(path) for path in compound or []]
    judged = judge_claims(parameters=parameters, seed=seed, subjects=subjects, claims=file, compounds=own)
    files = write_claims(judged, output)
    print_answer(claims_table(judged, parameters), describe_claims(judged), files, output)
