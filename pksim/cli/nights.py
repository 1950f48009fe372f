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
from pksim.cli.printed import print_answer, print_diary, say_if_no_study


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
    from pksim.study.curves.simulate import simulate

    own = {"endogenous": endogenous, "habitual_bedtime": habitual_bedtime}
    said = {"nights": nights, "parameters": parameters, "solver": solver}
    chosen = chosen_study(study, bedtime, wake, schedule, dose, **own, **said)
    simulation = simulate(chosen)

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.pages.files import write_simulation
    from pksim.show.tables.terminal import summary_table
    from pksim.show.words.curves import describe_all
    from pksim.show.words.measured import describe_measured

    files = write_simulation(simulation, output, study=chosen, keep=study, night=night)
    table, words = summary_table(simulation, night=night), describe_all(simulation, night=night)
    if chosen.samples is not None:
        words = f"{words}\n\n{describe_measured(simulation, chosen.samples)}"
    print_answer(table, words, files, output, of=simulation)
    say_if_no_study(simulation, files, study)


def diary(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="What trackers and apps exported, or a CSV file of your own; several make one diary.",
        ),
    ],
    tz: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE", help="Time zone, such as Europe/Berlin, in which clocks change in spring and autumn."
        ),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="What the files are. [default: recognised]")
    ] = None,
    strength: Annotated[
        list[str] | None,
        typer.Option(metavar="'NAME=AMOUNT'", help="What a tablet holds, such as 'Melatonin=3 mg'; may be repeated."),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="'NAME=WORDS'", help="What a medicine is, such as 'Mg forte=magnesium citrate'; may be repeated."
        ),
    ] = None,
    dose: Annotated[
        str | None,
        typer.Option(metavar="DOSES", help="Taken every night, such as 'melatonin 1 mg 60 min before bed'."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="The first evening to be read.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last evening to be read.")] = None,
    compound: OwnCompounds = None,
    parameters: OneSet = "article",
    endogenous: EndogenousToo = False,
    habitual_bedtime: HabitualBedtime = None,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write it as a CSV file, too, which reads back the same.")
    ] = None,
    output: Output = OUTPUT,
) -> None:
    """Draw real nights, from what a tracker recorded and what was taken.

    Prints how the files were read, the nights with their doses, and what the doses add; writes diary.png, diary.svg and
    the page diary.html, and as tables sleep.csv, doses.csv, curves.csv, nights.csv, metrics.csv and sources.csv.
    """
    from pksim.describe.compound.compound import load_compound
    from pksim.describe.files.diaries.load import load_diary
    from pksim.study.people.progress import bytes_read

    own = [load_compound(path) for path in compound or []]
    with bytes_read("Reading") as watch:
        kept = load_diary(
            files,
            tz,
            kind,
            strength,
            names=name,
            doses=dose,
            since=since,
            until=until,
            habitual_bedtime=habitual_bedtime,
            compounds=own,
            watch=watch,
        )

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.figures.diary import step_for
    from pksim.show.pages.diary import write_real_nights
    from pksim.study.curves.simulate import simulate

    simulation, step = None, 1.0
    if kept.nights is not None and kept.schedule is not None:
        step = step_for(kept.nights, len(kept.schedule.compounds))
        simulation = simulate(kept, parameters=parameters, endogenous=endogenous, compounds=own, step_min=step)
    saved = None if save is None else kept.save(save)
    written = write_real_nights(kept, simulation, output)
    print_diary(kept, simulation, written, output)
    if simulation is not None and step > 1:
        typer.echo(f"So many nights are long: curves.csv has a point every {step:g} min, nights.csv exact peaks.")
    if saved is not None:
        typer.echo(f"Saved as {saved}, which pksim diary reads.")
