"""How people differ."""

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


def spread(
    study: StudyFile = None,
    subjects: Subjects = None,
    seed: Seed = None,
    vary: Annotated[
        str | None,
        typer.Option(
            metavar="stated|kinetics-only|windows-only|between-studies",
            help="What differs between the sleepers: kinetics and times of doses (stated), one of them, or the height "
            "alone, as far as published studies are apart. "
            "[default: stated]",
        ),
    ] = None,
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
    """Let many virtual sleepers take the schedules, and draw bands.

    Each takes every dose anywhere in its window, and has kinetics of their own. With the articles' numbers, times of
    peak and half-lives are uniform over what is stated; with those of the literature, lognormal or triangular about
    the typical ones. The fraction absorbed of melatonin and the volume of magnesium are lognormal, so that many lie
    outside what is stated. With --endogenous each has a level of one's own, too, and bands are of
    the sum. Prints a table, which says so of every quantity, and a paragraph per schedule; writes
    bands.png, bands.svg, bands.csv, bands-metrics.csv and sleepers.csv.
    """
    from pksim.study.people.population import metrics_of_people, simulate_population
    from pksim.study.people.progress import bar_of
    from pksim.study.people.workers import hired

    said = {"subjects": subjects, "seed": seed, "spread": vary, "parameters": parameters}
    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, **own, **said)
    with hired(workers, scheduler) as executor, bar_of(parts=2) as bar:
        population = simulate_population(chosen, executor=executor, progress=bar)
        metrics_of_people(population, night=night, executor=executor, progress=bar)

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.pages.files import write_population
    from pksim.show.tables.terminal import population_table
    from pksim.show.words.people import describe_population

    files = write_population(population, output, night=night, samples=chosen.samples)
    table, words = population_table(population, night=night), describe_population(population, night=night)
    print_answer(table, words, files, output, of=population)
