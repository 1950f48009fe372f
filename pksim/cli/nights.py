"""Curves over planned and real nights."""

from __future__ import annotations

from pathlib import Path
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
    Nights,
    OfNight,
    OneSet,
    Output,
    OwnCompounds,
    Parameters,
    StudyFile,
    Wake,
)
from pksim.cli.printed import print_answer, say_if_no_study


def compare(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    habitual_bedtime: HabitualBedtime = None,
    nights: Nights = None,
    night: OfNight = None,
    solver: Annotated[
        str | None,
        typer.Option(metavar="exact|ode", help="Closed solution, or SciPy's solve_ivp. [default: exact]"),
    ] = None,
    output: Output = OUTPUT,
) -> None:
    """Solve schedules over a night and draw them against bedtime.

    Prints a table and a paragraph per schedule; writes curves.png, curves.svg, doses.png, curves.csv and metrics.csv,
    and of several nights nights.png and nights.csv. With them go sources.csv, every number used and whose it is, and
    study.toml, a study file with all of these numbers: change one and compare it again.
    """
    from pksim.show.pages.files import write_simulation
    from pksim.show.tables.terminal import summary_table
    from pksim.show.words.curves import describe_all
    from pksim.show.words.measured import describe_measured
    from pksim.study.curves.simulate import simulate

    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    said = {"nights": nights, "parameters": parameters, "solver": solver}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, **own, **said)
    simulation = simulate(chosen)
    files = write_simulation(simulation, output, study=chosen, keep=study, night=night)
    table, words = summary_table(simulation, night=night), describe_all(simulation, night=night)
    if chosen.samples is not None:
        words = f"{words}\n\n{describe_measured(simulation, chosen.samples)}"
    print_answer(table, words, files, output, of=simulation)
    say_if_no_study(simulation, files, study)


def diary(
    file: Annotated[Path, typer.Argument(metavar="DIARY.csv", help="One dose a line: night, bedtime, wake, dose.")],
    tz: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE", help="Time zone, such as Europe/Berlin, in which clocks change in spring and autumn."
        ),
    ] = None,
    compound: OwnCompounds = None,
    parameters: OneSet = "article",
    endogenous: EndogenousToo = False,
    habitual_bedtime: HabitualBedtime = None,
    output: Output = OUTPUT,
) -> None:
    """Draw the curves of real nights from a diary.

    Prints a table and a paragraph; writes the same files as compare does for several nights, but for study.toml.
    """
    from pksim.describe.compound.compound import load_compound
    from pksim.describe.files.diaries.load import load_diary
    from pksim.show.pages.files import write_simulation
    from pksim.show.tables.terminal import nights_table
    from pksim.show.words.curves import describe_all
    from pksim.study.curves.simulate import simulate

    own = [load_compound(path) for path in compound or []]
    kept = load_diary(file, tz=tz, habitual_bedtime=habitual_bedtime, compounds=own)
    simulation = simulate(kept, parameters=parameters, endogenous=endogenous, compounds=own)
    files = write_simulation(simulation, output)
    print_answer(nights_table(simulation), describe_all(simulation), files, output, of=simulation)
    say_if_no_study(simulation, files)
