"""The command ``pksim``."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pksim.errors import InputError, RunError, did_you_mean

if TYPE_CHECKING:
    from rich.table import Table

    from pksim.describe.files.study_file import Study
    from pksim.describe.schedule.schedule import Schedule
    from pksim.study.curves.simulate import Simulation

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="What will be in the blood, when, relative to the moment the light goes out.",
)

_NARROWEST = 118


def main() -> None:
    """Run the command; wrong input is one message on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except (InputError, RunError) as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"[bold red]Error:[/] {escape(str(error))}")
        raise SystemExit(2) from None


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"pksim {version('pksim')}")
        except PackageNotFoundError:
            typer.echo("pksim, not installed: run from its source")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


StudyFile = Annotated[
    Path | None, typer.Argument(metavar="[STUDY.toml]", help="A study file; without one, the published schedules.")
]
Bedtime = Annotated[str | None, typer.Option(help="Intended bedtime, HH:MM. [default: 23:00]")]
Wake = Annotated[str | None, typer.Option(help="Intended waking time, HH:MM. [default: 07:00]")]
Names = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Take only this schedule; may be repeated.")]
Doses = Annotated[
    list[str] | None,
    typer.Option(
        metavar="'NAME: DOSES'",
        help="Take doses of your own, such as 'mine: melatonin 0.3 mg 90 min before bed; ...'; may be repeated.",
    ),
]
Parameters = Annotated[
    str | None, typer.Option(metavar="article|literature", help="Whose kinetics. [default: article]")
]
Subjects = Annotated[
    int | None, typer.Option(help="How many virtual sleepers; with 'when', 0 is the typical person. [default: 1000]")
]
Seed = Annotated[int | None, typer.Option(help="The same seed gives the same sleepers. [default: 0]")]
EndogenousToo = Annotated[
    bool, typer.Option("--endogenous", help="Add what the body has by itself; presets and light are for study files.")
]
Nights = Annotated[
    int | None,
    typer.Option(help="Take the schedules in so many nights in a row. [default: 1]"),
]
OwnCompounds = Annotated[
    list[Path] | None, typer.Option(metavar="FILE.toml", help="A compound of your own; may be repeated.")
]
Output = Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write.")]
_OUTPUT = Path("pksim-results")


@app.command()
def compare(
    study: StudyFile = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    endogenous: EndogenousToo = False,
    nights: Nights = None,
    solver: Annotated[
        str | None,
        typer.Option(metavar="exact|ode", help="Closed solution, or SciPy's solve_ivp. [default: exact]"),
    ] = None,
    output: Output = _OUTPUT,
) -> None:
    """Solve schedules over a night and draw them against bedtime.

    Prints a table and a paragraph per schedule; writes curves.png, curves.svg, doses.png, curves.csv and metrics.csv,
    and of several nights nights.png and nights.csv. With them go sources.csv, every number used and whose it is, and
    study.toml, a study file with all of these numbers: change one and compare it again.
    """
    from pksim.show.pages.files import write_simulation
    from pksim.show.tables.terminal import summary_table
    from pksim.show.words.curves import describe_all
    from pksim.study.curves.simulate import simulate

    chosen = _chosen(study, bedtime, wake, schedule, dose, parameters, nights)
    simulation = simulate(
        chosen.schedules,
        chosen.night,
        endogenous=chosen.endogenous or endogenous,
        parameters=chosen.parameters,
        solver=chosen.solver if solver is None else solver,  # type: ignore[arg-type]
        compounds=chosen.compounds,
    )
    files = write_simulation(simulation, output, study=chosen, keep=study)
    _report(summary_table(simulation), describe_all(simulation), files, output)
    _say_if_no_study(simulation, files, study)


@app.command()
def diary(
    file: Annotated[Path, typer.Argument(metavar="DIARY.csv", help="One dose a line: night, bedtime, wake, dose.")],
    tz: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE", help="Time zone, such as Europe/Berlin, in which clocks change in spring and autumn."
        ),
    ] = None,
    compound: OwnCompounds = None,
    parameters: Annotated[str, typer.Option(metavar="article|literature", help="Whose kinetics.")] = "article",
    endogenous: EndogenousToo = False,
    output: Output = _OUTPUT,
) -> None:
    """Draw the curves of real nights from a diary.

    Prints a table and a paragraph; writes the same files as compare does for several nights, but for study.toml.
    """
    from pksim.describe.compound.compound import load_compound
    from pksim.describe.files.diary import load_diary
    from pksim.show.pages.files import write_simulation
    from pksim.show.tables.terminal import nights_table
    from pksim.show.words.curves import describe_all
    from pksim.study.curves.simulate import simulate

    own = [load_compound(path) for path in compound or []]
    kept = load_diary(file, tz=tz, compounds=own)
    simulation = simulate(kept, parameters=parameters, endogenous=endogenous, compounds=own)
    files = write_simulation(simulation, output)
    _report(nights_table(simulation), describe_all(simulation), files, output)
    _say_if_no_study(simulation, files)


@app.command()
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
    output: Output = _OUTPUT,
) -> None:
    """Let many virtual sleepers take the schedules, and draw bands.

    Kinetics differ over the stated ranges, and dose times over their windows. Prints a table and a paragraph per
    schedule; writes bands.png, bands.svg, bands.csv, bands-metrics.csv and sleepers.csv.
    """
    from pksim.show.pages.files import write_population
    from pksim.show.tables.terminal import population_table
    from pksim.show.words.people import describe_population
    from pksim.study.people.population import simulate_population

    chosen = _chosen(study, bedtime, wake, schedule, dose, parameters)
    population = simulate_population(
        chosen.schedules,
        chosen.night,
        subjects=chosen.subjects if subjects is None else subjects,
        seed=chosen.seed if seed is None else seed,
        spread=chosen.spread if vary is None else vary,
        parameters=chosen.parameters,
        compounds=chosen.compounds,
    )
    files = write_population(population, output)
    _report(population_table(population), describe_population(population), files, output)


@app.command()
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
        str | None, typer.Option(metavar="HH:MM-HH:MM", help="Which times to try. [default: 19:00-23:30]")
    ] = None,
    subjects: Subjects = None,
    seed: Seed = None,
    bedtime: Bedtime = None,
    wake: Wake = None,
    schedule: Names = None,
    dose: Doses = None,
    parameters: Parameters = None,
    output: Output = _OUTPUT,
) -> None:
    """Find when to take a compound so that a goal is reached, and how sure that is.

    Asks the first schedule that has the compound, or the one named. Prints an answer in words and a table; writes
    timing.png, timing.svg and timing.csv.
    """
    from pksim.describe.compound.library import with_own
    from pksim.show.pages.files import write_timing
    from pksim.show.tables.terminal import timing_table
    from pksim.show.words.timing import describe_timing
    from pksim.study.timing.best_timing import best_timing
    from pksim.study.timing.goal_text import read_goal

    chosen = _chosen(study, bedtime, wake, schedule, dose, parameters)
    move, wanted = chosen.move if move is None else move, chosen.goal if goal is None else goal
    plans = [each for each in chosen.schedules.values() if move in each.compounds]
    if not plans:
        taken = dict.fromkeys(name for each in chosen.schedules.values() for name in each.compounds)
        msg = f"--move: no schedule has a dose of {move!r}; {did_you_mean(move, taken)}"
        raise InputError(msg)
    result = best_timing(
        plans[0],
        chosen.night,
        move=move,
        goal=read_goal(wanted, chosen.night, with_own(chosen.compounds), move=move),
        between=chosen.between if between is None else tuple(map(str.strip, between.split("-"))),  # type: ignore[arg-type]
        subjects=chosen.subjects if subjects is None else subjects,
        seed=chosen.seed if seed is None else seed,
        spread=chosen.spread,
        parameters=chosen.parameters,
        compounds=chosen.compounds,
    )
    files = write_timing(result, output)
    _report(timing_table(result), describe_timing(result), files, output)


def _chosen(
    file: Path | None,
    bedtime: str | None,
    wake: str | None,
    names: list[str] | None,
    doses: list[str] | None,
    parameters: str | None,
    nights: int | None = None,
) -> Study:
    """Read the study, with what the command line says in place of what the file says."""
    from dataclasses import replace

    from pksim.describe.files.study_file import Study, every_night, load_study
    from pksim.describe.schedule.by_name import by_name

    study = load_study(file, nights=nights) if file is not None else Study()
    count = study.night.nights if nights is None else nights
    return replace(
        study,
        night=replace(
            study.night,
            nights=count,
            bedtime=study.night.bedtime if bedtime is None else bedtime,
            wake=study.night.wake if wake is None else wake,
        ),
        schedules=by_name([every_night(each, count) for each in _selected(study, names or [], doses or [])]),
        parameters=study.parameters if parameters is None else parameters,
    )


def _report(table: Table, words: str, files: list[Path], output: Path) -> None:
    console = _console()
    console.print(table)
    console.print("\n" + words, highlight=False, markup=False)
    console.print(f"\nWritten to {output}: " + ", ".join(file.name for file in files), highlight=False, markup=False)


def _say_if_no_study(simulation: Simulation, files: list[Path], kept: Path | None = None) -> None:
    """Say why there is no study file among what was written."""
    from pksim.describe.files.study_writer import study_toml
    from pksim.show.pages.files import STUDY

    if STUDY in (file.name for file in files):
        return
    try:
        study_toml(simulation.study())
    except InputError as error:
        typer.echo(f"Without study.toml: {error}")
    else:
        typer.echo(f"{kept} is left as you wrote it.")


def _selected(study: Study, names: list[str], doses: list[str]) -> list[Schedule]:
    """Give the schedules named and written on the command line, or else those of the study."""
    from pksim.describe.files.schedule_file import load_schedules
    from pksim.describe.schedule.schedule import Schedule

    known = {**load_schedules(), **study.schedules}
    selected = []
    for name in names:
        if name not in known:
            msg = f"--schedule: there is no schedule {name!r}; {did_you_mean(name, known)}"
            raise InputError(msg)
        selected.append(known[name])
    for text in doses:
        match = re.fullmatch(r"\s*([^:;]*[^:;\s])\s*:(?!\d)\s*(.*)", text, re.DOTALL)
        if match is None:
            msg = f"--dose {text!r}: begin with a name and a colon, such as 'mine: melatonin 0.3 mg 90 min before bed'."
            raise InputError(msg)
        selected.append(Schedule.parse(match[1], match[2], compounds=study.compounds))
    return selected or list(study.schedules.values())


@app.command()
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

    chosen = _chosen(study, bedtime, wake, schedule, dose, parameters)
    what = explored(
        chosen.schedules,
        chosen.night,
        parameters=chosen.parameters,
        endogenous=chosen.endogenous or endogenous,
        compounds=chosen.compounds,
    )
    (written,) = write_files({output.name: explorer_page(what).encode()}, output.parent)
    typer.echo(f"Written to {written}. Open it in a browser, or hand it to a class: it is all in the file.")


@app.command()
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

    chosen = _chosen(study, bedtime, wake, schedule, dose, parameters, nights)
    chosen = replace(
        chosen,
        endogenous=chosen.endogenous or endogenous,
        subjects=chosen.subjects if subjects is None else subjects,
        seed=chosen.seed if seed is None else seed,
    )
    (written,) = write_files({output.name: report_page(chosen).encode()}, output.parent)
    typer.echo(f"Written to {written}. Open it in a browser, print it, or send it: it is all in the file.")


@app.command()
def claims(
    file: Annotated[
        Path | None, typer.Argument(metavar="[CLAIMS.toml]", help="Claims of your own; by default those of articles.")
    ] = None,
    parameters: Annotated[str, typer.Option(metavar="article|literature", help="Whose kinetics.")] = "article",
    subjects: Annotated[int, typer.Option(help="How many virtual sleepers.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same sleepers.")] = 0,
    compound: OwnCompounds = None,
    output: Output = _OUTPUT,
) -> None:
    """Hold what articles say against the model: its number, the range of it, and whether the claim holds.

    Prints a table and a paragraph per claim; writes claims.csv.
    """
    from pksim.describe.compound.compound import load_compound
    from pksim.show.pages.files import write_claims
    from pksim.show.tables.terminal import claims_table
    from pksim.show.words.claims import describe_claims
    from pksim.study.claims.check import check_claims

    own = [load_compound(path) for path in compound or []]
    table = check_claims(parameters, seed, subjects=subjects, claims=file, compounds=own)
    files = write_claims(table, output)
    _report(claims_table(table, parameters), describe_claims(table), files, output)


@app.command()
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
    console = _console()
    for compound in shown:
        console.print(compound_table(compound))
    console.print(reference_table())


@app.command()
def schedules() -> None:
    """List the published schedules, with their sources."""
    from pksim.show.tables.catalogue import schedule_table

    _console().print(schedule_table())


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=max(console.width, _NARROWEST))
