"""How people differ."""

from __future__ import annotations

from typing import Annotated

import typer

from pksim.cli.chosen import chosen_study
from pksim.cli.options import OUTPUT, Bedtime, Doses, Names, Output, Parameters, Seed, StudyFile, Subjects, Wake
from pksim.cli.printed import print_answer


def spread(
    study: StudyFile = None,
    subjects: Subjects = None,
    seed: Seed = None,
    vary: Annotated[
        str | None,
        typer.Option(
            metavar="stated|kinetics-only|windows-only", help="What differs between the sleepers. [default: stated]"
        ),
    ] = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    output: Output = OUTPUT,
) -> None:
    """Let many virtual sleepers take the schedules, and draw bands.

    Kinetics differ over the stated ranges, and dose times over their windows. Prints a table and a paragraph per
    schedule; writes bands.png, bands.svg, bands.csv, bands-metrics.csv and sleepers.csv.
    """
    from pksim.show.pages.files import write_population
    from pksim.show.tables.terminal import population_table
    from pksim.show.words.people import describe_population
    from pksim.study.people.population import simulate_population

    said = {"subjects": subjects, "seed": seed, "spread": vary, "parameters": parameters}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, **said)
    population = simulate_population(
        chosen.schedules,
        chosen.night,
        subjects=chosen.subjects,
        seed=chosen.seed,
        spread=chosen.spread,
        parameters=chosen.parameters,
        compounds=chosen.compounds,
    )
    files = write_population(population, output)
    print_answer(population_table(population), describe_population(population), files, output)
