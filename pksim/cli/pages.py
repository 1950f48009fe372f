"""Pages to hand on: the explorer, and a report."""

from __future__ import annotations

from collections.abc import Mapping
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
from pksim.errors import InputError
from pksim.study.people.progress import take_away


def page(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    habitual_bedtime: HabitualBedtime = None,
    state: Annotated[
        str | None, typer.Option(metavar="LINK", help="Open it with what a link of the explorer shows.")
    ] = None,
    lesson: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Open it in a lesson, for a projector or a class: half-life, tmax, flip-flop and others.",
        ),
    ] = None,
    output: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write.")] = Path("explorer.html"),
) -> None:
    """Write the explorer as one page: sliders for every schedule, for any browser, without network."""
    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    said: dict[str, object] = {"a study": study, "--schedule": schedule, "--dose": dose, "--parameters": parameters}
    said |= {"--bedtime": bedtime, "--wake": wake, "--habitual-bedtime": habitual_bedtime, "--endogenous": endogenous}
    chosen = None
    if lesson is not None:
        from pksim.explorer.lesson_data import known_lesson

        known_lesson(lesson)
        _check_alone("--lesson", {**said, "--state": state})
    elif state is not None:
        _check_alone("--state", said)
    else:
        chosen = chosen_study(study, bedtime, wake, schedule, dose, parameters=parameters, **own)

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.explorer.data import explored
    from pksim.explorer.page import explorer_page
    from pksim.show.words.oddities import describe_oddities

    if lesson is not None:
        _hand_out(explorer_page(explored(), lesson=lesson), output, "or hand it to a class")
        typer.echo(f"It opens in the lesson {lesson}; with #lesson={lesson}&student=Ada after its address, for Ada.")
        return
    what = explored(chosen) if state is None else explored().opened(state)
    _hand_out(explorer_page(what), output, "or hand it to a class")
    for odd in describe_oddities(what.simulation(what.data["state"])):
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
    from pksim.study.people.workers import hired

    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    said = {"nights": nights, "parameters": parameters, "subjects": subjects, "seed": seed}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, **own, **said)

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.pages.report import report_page

    with hired(workers, scheduler) as executor:
        page = report_page(chosen, executor=executor)
    _hand_out(page, output, "print it, or send it")


def _check_alone(option: str, said: Mapping[str, object]) -> None:
    """Refuse what an option that brings its own night and schedules would leave without effect."""
    if given := [name for name, value in said.items() if value]:
        msg = f"{option} brings its own night and schedules, so {given[0]} changes nothing; leave one of the two out."
        raise InputError(msg)


def _hand_out(page: str, file: Path, what_for: str) -> None:
    """Write a page, and say what it is good for."""
    from pksim.show.pages.all_or_none import write_files

    (written,) = write_files({file.name: page.encode()}, file.parent)
    take_away()
    typer.echo(f"Written to {written}. Open it in a browser, {what_for}: it is all in the file.")
