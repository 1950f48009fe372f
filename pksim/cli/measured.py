"""What was measured: fits, samples without a model, and the model beside what studies published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from pksim.cli.options import OUTPUT, Bedtime, OneSet, Output, OwnCompounds
from pksim.cli.printed import print_answer, terminal
from pksim.cli.samples import (
    AtDose,
    Conc,
    ConcUnit,
    DateOrder,
    Decimal,
    DosesFile,
    DoseUnit,
    Events,
    Ignore,
    Limit,
    Matrix,
    OfCompound,
    OfSubject,
    Route,
    SamplesFile,
    Start,
    TheDose,
    Time,
    TimeUnit,
    study_with_samples,
)
from pksim.errors import InputError


def describe_samples(
    file: SamplesFile,
    auc: Annotated[
        str, typer.Option(metavar="'linear up, log down'|linear", help="What joins two samples under the area.")
    ] = "linear up, log down",
    least_points: Annotated[int, typer.Option(help="The last line goes through at least so many points.")] = 3,
    above: Annotated[float | None, typer.Option(metavar="LEVEL", help="Say how long it was above this.")] = None,
    until: Annotated[
        float | None, typer.Option(metavar="HOURS", help="Also give the area to the last sample by then.")
    ] = None,
    events: Events = False,
    time: Time = None,
    conc: Conc = None,
    subject: OfSubject = None,
    dose: TheDose = None,
    doses: DosesFile = None,
    conc_unit: ConcUnit = None,
    dose_unit: DoseUnit = None,
    time_unit: TimeUnit = None,
    compound: OfCompound = None,
    route: Route = None,
    limit: Limit = None,
    at_dose: AtDose = None,
    ignore: Ignore = None,
    date_order: DateOrder = None,
    decimal: Decimal = None,
    output: Output = OUTPUT,
) -> None:
    """Describe samples after a single dose without a model (NCA): peak, areas, half-life, clearance.

    Prints a row per subject, what all have in common, and what one should know of it; writes nca.png, nca.svg, nca.csv
    and nca-summary.csv. "pksim nca theoph" does it with theophylline in twelve people.
    """
    from pksim.study.measured.nca import nca
    from pksim.study.measured.summary import nca_summary

    said = {"time": time, "conc": conc, "subject": subject, "dose": dose, "doses": doses, "time_unit": time_unit}
    said |= {"conc_unit": conc_unit, "dose_unit": dose_unit, "compound": compound, "route": route, "limit": limit}
    said |= {"at_dose": at_dose, "ignore": ignore, "date_order": date_order, "decimal": decimal}
    study = study_with_samples(file, events=events, **said)
    samples = study.samples
    assert samples is not None
    how: dict[str, Any] = {"auc": auc, "least_points": least_points, "compounds": study.compounds}
    how |= {name: value for name, value in (("above", above), ("until_h", until)) if value is not None}
    table = nca(samples, **how)

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.pages.measured import write_nca
    from pksim.show.tables.nca import nca_table
    from pksim.show.words.nca import describe_nca, describe_summary

    files = write_nca(samples, output, **how)
    words = [describe_summary(nca_summary(table)), describe_nca(table), *samples.notes]
    print_answer(nca_table(table), "\n\n".join(filter(None, words)), files, output)


def fit_samples(
    file: SamplesFile,
    events: Events = False,
    time: Time = None,
    conc: Conc = None,
    subject: OfSubject = None,
    dose: TheDose = None,
    doses: DosesFile = None,
    conc_unit: ConcUnit = None,
    dose_unit: DoseUnit = None,
    time_unit: TimeUnit = None,
    compound: OfCompound = None,
    route: Route = None,
    limit: Limit = None,
    at_dose: AtDose = None,
    matrix: Matrix = None,
    start: Start = None,
    ignore: Ignore = None,
    date_order: DateOrder = None,
    decimal: Decimal = None,
    together: Annotated[bool, typer.Option("--together", help="Throw all subjects together.")] = False,
    absorption: Annotated[
        str | None,
        typer.Option(metavar="faster|slower", help="Than elimination: after oral doses the data cannot tell."),
    ] = None,
    error: Annotated[
        str | None,
        typer.Option(
            metavar="constant|1/y|proportional|log", help="How large errors are. [default: constant; with --prior, log]"
        ),
    ] = None,
    lag: Annotated[bool, typer.Option("--lag", help="Let absorption begin late.")] = False,
    prior: Annotated[
        str | None,
        typer.Option(
            metavar="literature|article",
            help="Parameter set that was known before; few samples, and any in saliva, need one.",
        ),
    ] = None,
    bedtime: Bedtime = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="What to call the compound that is made of it.")] = "mine",
    weight: Annotated[
        float | None, typer.Option(metavar="KG", help="Body weight, for the compound, where doses are per kg.")
    ] = None,
    output: Output = OUTPUT,
) -> None:
    """Fit the one-compartment model to samples, with honest intervals.

    Fits each subject alone, or with --together all of them as one. Prints a table, and in words what the data cannot
    tell and where the model misses; writes fit.png, fit.svg, fit.csv, residuals.csv and the fit as a compound, which
    a study can name.
    """
    from pksim.study.fits.fit import fit

    said = {"time": time, "conc": conc, "subject": subject, "dose": dose, "doses": doses, "time_unit": time_unit}
    said |= {"conc_unit": conc_unit, "dose_unit": dose_unit, "compound": compound, "route": route, "limit": limit}
    said |= {
        "at_dose": at_dose,
        "matrix": matrix,
        "start": start,
        "ignore": ignore,
        "date_order": date_order,
        "decimal": decimal,
    }
    how: dict[str, Any] = {"absorption": absorption, "error": error, "prior": prior}
    study = study_with_samples(file, events=events, **said)
    assert study.samples is not None
    night = study.night if bedtime is None else replace(study.night, bedtime=bedtime)
    found = fit(study.samples, each=not together, lag=lag, night=night, compounds=study.compounds, **how)
    try:
        made, why = found.compound(name, weight_kg=weight), ""
    except InputError as refused:
        made, why = None, f"Without a compound file: {refused}"

    # Only now, so that what is refused is refused before what draws is imported.
    from pksim.show.pages.measured import write_fit
    from pksim.show.tables.fit import fit_table
    from pksim.show.words.fit import describe_fit

    files = write_fit(found, output, compound=made)
    words = "\n\n".join([describe_fit(found), *found.samples.notes])
    print_answer(fit_table(found), words, files, output)
    if why:
        terminal().print(why, highlight=False, markup=False)


def validate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[TABLES.toml]", help="Published tables; by default those of the library.")
    ] = None,
    parameters: OneSet = "article",
    spread: Annotated[
        str,
        typer.Option(
            metavar="kinetics-only|between-studies",
            help="What differs between the sleepers: kinetics, or the height as far as studies are apart.",
        ),
    ] = "kinetics-only",
    subjects: Annotated[int, typer.Option(help="How many virtual sleepers.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same sleepers.")] = 0,
    compound: OwnCompounds = None,
    output: Output = OUTPUT,
) -> None:
    """Hold the model against what studies published: how far off it is, and whether they lie within the sleepers.

    Prints a table and the same in words; writes published.png, published.svg and published.csv.
    """
    from pksim.describe.compound.compound import load_compound
    from pksim.show.pages.measured import write_published
    from pksim.show.tables.published import published_table
    from pksim.show.words.published import describe_published
    from pksim.study.measured.published import compare_with_published

    own = [load_compound(path) for path in compound or []]
    said: dict[str, Any] = {"parameters": parameters, "spread": spread, "subjects": subjects, "seed": seed}
    table = compare_with_published(published=file, compounds=own, **said)
    files = write_published(table, output)
    print_answer(published_table(table), describe_published(table), files, output)
