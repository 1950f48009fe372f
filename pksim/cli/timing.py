"""When to take what."""

from __future__ import annotations

from typing import Annotated

import typer

from pksim.cli.chosen import chosen_study
from pksim.cli.options import (
    OUTPUT,
    Bedtime,
    Doses,
    EndogenousToo,
    HabitualBedtime,
    Names,
    OfNight,
    Output,
    Parameters,
    Scheduler,
    Seed,
    StudyFile,
    Subjects,
    Wake,
    Workers,
)
from pksim.cli.printed import print_answer


def when(
    study: StudyFile = None,
    goal: Annotated[
        str | None,
        typer.Option(
            help="What is wanted: 'peak at bedtime', 'peak within 30 min of 23:30', '90 % of peak at bedtime', 'above "
            "50 pg/mL for 80 % from 22:30 to 02:00', 'below 10 pg/mL on waking', or several joined by 'and'. "
            "[default: peak at bedtime]"
        ),
    ] = None,
    move: Annotated[str | None, typer.Option(help="The compound whose doses are moved. [default: melatonin]")] = None,
    between: Annotated[
        str | None,
        typer.Option(
            metavar="HH:MM-HH:MM", help="Which times to try. [default: from 4 h before bedtime to 30 min after]"
        ),
    ] = None,
    subjects: Subjects = None,
    seed: Seed = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    night: OfNight = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    habitual_bedtime: HabitualBedtime = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    output: Output = OUTPUT,
) -> None:
    """Find when to take a compound so that a goal is reached, and how sure that is.

    Asks the first schedule that has the compound, or the one named, of the typical person and of many sleepers. These
    have kinetics of their own, drawn as those of "spread": by no means all lie within what is stated, and the table
    says by which law each quantity was drawn. They take what is moved exactly at the time tried, and anything else
    anywhere in its window. With --endogenous levels are of what doses and
    one's own body add up to. Prints an answer in words and a table; writes
    timing.png, timing.svg and timing.csv.
    """
    from pksim.study.people.workers import hired
    from pksim.study.timing.best_timing import best_timing

    said = {"goal": goal, "move": move, "subjects": subjects, "seed": seed, "parameters": parameters}
    window = None if between is None else tuple(map(str.strip, between.split("-")))
    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, between=window, **own, **said)
    with hired(workers, scheduler) as executor:
        result = best_timing(chosen, of_night=night, executor=executor)

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.pages.files import write_timing
    from pksim.show.tables.terminal import timing_table
    from pksim.show.words.timing import describe_timing

    files = write_timing(result, output)
    print_answer(timing_table(result), describe_timing(result), files, output, of=result)
