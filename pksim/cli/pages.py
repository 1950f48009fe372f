"""Pages to hand on: the explorer, and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pksim.cli.chosen import chosen_study
from pksim.cli.options import Bedtime, Doses, EndogenousToo, Names, Nights, Parameters, Seed, StudyFile, Subjects, Wake


def page(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    output: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write.")] = Path("explorer.html"),
) -> None:
    """Write the explorer as one page: sliders for every schedule, for any browser, without network."""
    from pksim.explorer.data import explored
    from pksim.explorer.page import explorer_page
    from pksim.show.pages.all_or_none import write_files

    chosen = chosen_study(study, bedtime, wake, schedule, dose, parameters)
    what = explored(
        chosen.schedules,
        chosen.night,
        parameters=chosen.parameters,
        endogenous=chosen.endogenous or endogenous,
        compounds=chosen.compounds,
    )
    (written,) = write_files({output.name: explorer_page(what).encode()}, output.parent)
    typer.echo(f"Written to {written}. Open it in a browser, or hand it to a class: it is all in the file.")


def report(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    nights: Nights = None,
    subjects: Subjects = None,
    seed: Seed = None,
    output: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write.")] = Path("report.html"),
) -> None:
    """Write a report as one page: curves, bands, when to take what, claims, words, and whose numbers they are."""
    from dataclasses import replace

    from pksim.show.pages.all_or_none import write_files
    from pksim.show.pages.report import report_page

    chosen = chosen_study(study, bedtime, wake, schedule, dose, parameters, nights)
    chosen = replace(
        chosen,
        endogenous=chosen.endogenous or endogenous,
        subjects=chosen.subjects if subjects is None else subjects,
        seed=chosen.seed if seed is None else seed,
    )
    (written,) = write_files({output.name: report_page(chosen).encode()}, output.parent)
    typer.echo(f"Written to {written}. Open it in a browser, print it, or send it: it is all in the file.")
