"""Pages to hand on: the explorer, and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pksim.cli.chosen import chosen_study
from pksim.cli.options import (
    Bedtime,
    Doses,
    EndogenousToo,
    HabitualBedtime,
    Names,
    Nights,
    Parameters,
    Scheduler,
    Seed,
    StudyFile,
    Subjects,
    Wake,
    Workers,
)


def page(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    habitual_bedtime: HabitualBedtime = None,
    output: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write.")] = Path("explorer.html"),
) -> None:
    """Write the explorer as one page: sliders for every schedule, for any browser, without network."""
    from pksim.explorer.data import explored
    from pksim.explorer.page import explorer_page
    from pksim.show.words.oddities import describe_oddities
    from pksim.study.curves.simulate import simulate

    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, parameters=parameters, **own)
    _hand_out(explorer_page(explored(chosen)), output, "or hand it to a class")
    for odd in describe_oddities(simulate(chosen)):
        typer.echo(odd)


def report(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    habitual_bedtime: HabitualBedtime = None,
    nights: Nights = None,
    subjects: Subjects = None,
    seed: Seed = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    output: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write.")] = Path("report.html"),
) -> None:
    """Write a report as one page: curves, bands, when to take what, claims, words, and whose numbers they are."""
    from pksim.show.pages.report import report_page
    from pksim.study.people.workers import hired

    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    said = {"nights": nights, "parameters": parameters, "subjects": subjects, "seed": seed}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, **own, **said)
    with hired(workers, scheduler) as executor:
        page = report_page(chosen, executor=executor)
    _hand_out(page, output, "print it, or send it")


def _hand_out(page: str, file: Path, what_for: str) -> None:
    """Write a page, and say what it is good for."""
    from pksim.show.pages.all_or_none import write_files

    (written,) = write_files({file.name: page.encode()}, file.parent)
    typer.echo(f"Written to {written}. Open it in a browser, {what_for}: it is all in the file.")
