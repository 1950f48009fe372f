"""Samples on the command line: a table of one's own, an event table, a study that names either, or what is shipped."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pksim.errors import InputError

if TYPE_CHECKING:
    from pksim.describe.files.study import Study

SamplesFile = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A tidy table of samples; with --events a table of events; a study that names either; or 'theoph' or "
        "'indometh', which come with pksim.",
    ),
]
Time = Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of times. [default: Time]")]
Conc = Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of concentrations. [default: conc]")]
OfSubject = Annotated[
    str | None,
    typer.Option("--subject", metavar="COLUMN", help="The column of subjects; '' for one. [default: Subject]"),
]
TheDose = Annotated[
    str | None,
    typer.Option("--dose", metavar="COLUMN or AMOUNT", help="The column of doses, or what each took. [default: Dose]"),
]
DosesFile = Annotated[
    Path | None, typer.Option("--doses", metavar="FILE", help="A table of doses, where they do not stand in FILE.")
]
ConcUnit = Annotated[str | None, typer.Option(metavar="UNIT", help="Of concentrations, such as ng/mL. [default: mg/L]")]
DoseUnit = Annotated[str | None, typer.Option(metavar="UNIT", help="Of doses, such as mg/kg. [default: mg]")]
TimeUnit = Annotated[str | None, typer.Option(metavar="h|min", help="Of times. [default: h]")]
OfCompound = Annotated[str | None, typer.Option("--compound", metavar="NAME", help="Of what the samples are.")]
Limit = Annotated[
    str | None, typer.Option(metavar="COLUMN or LEVEL", help="The limit of quantification; what is less is below it.")
]
Route = Annotated[str | None, typer.Option(metavar="oral|iv", help="How doses were taken. [default: oral]")]
Matrix = Annotated[str | None, typer.Option(metavar="plasma|saliva", help="In what was measured. [default: plasma]")]
Start = Annotated[str | None, typer.Option(metavar="HH:MM", help="What the clock shows at time zero of the samples.")]
AtDose = Annotated[
    str | None,
    typer.Option(metavar="before|after", help="On which side of a dose a sample stands that was drawn at its time."),
]
Events = Annotated[bool, typer.Option("--events", help="The file is a table of events, as NONMEM takes it.")]
Decimal = Annotated[str | None, typer.Option(metavar=".|,", help="The decimal sign of a tidy table. [default: .]")]
Ignore = Annotated[str | None, typer.Option(metavar="C|@", help="How comments of an event table begin. [default: C]")]
DateOrder = Annotated[
    str | None, typer.Option(metavar="day-month-year|…", help="How a DATE of an event table is written.")
]
_KEYWORD = re.compile(r"(?P<verb>[Ss]ay) (?P<keyword>[a-z_]+)=(?:\.\.\.|(?P<value>'[^']*'|None))")
_SHIPPED = ("theoph", "indometh")


def study_with_samples(file: str, *, events: bool = False, **said: Any) -> Study:
    """Read samples by what the command line says, or the study that names them; None is what it does not say."""
    from pksim.describe.files.study import Study
    from pksim.describe.files.study_file import load_study
    from pksim.describe.samples.events import read_events
    from pksim.describe.samples.files import load_samples, read_samples

    told: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    for either in ("dose", "limit"):
        if either in told:
            told[either] = _number_or_name(told[either])
    if file.endswith(".toml"):
        _leave_out(told, (), f"{file}: a study says what its samples are")
        study = load_study(file)
        if study.samples is None:
            msg = f"{file}: the study has no samples; name their file in a table [samples]."
            raise InputError(msg)
        return study
    if file in _SHIPPED and not Path(file).exists():
        _leave_out(told, ("dose",), "the samples that come with pksim say all but a dose")
        return Study(samples=load_samples(file, **told))
    missing = [f"--{name.replace('_', '-')}" for name in ("conc_unit", "dose_unit") if name not in told]
    if events:
        if missing:
            msg = f"{file}: it does not say its units; add {' and '.join(missing)}, such as --dose-unit mg."
            raise InputError(msg)
        known = ("compound", "conc_unit", "dose_unit", "ignore", "date_order")
        _leave_out(told, known, "an event table says all but its compound and its units")
        return Study(samples=read_events(file, amount_unit=told.pop("dose_unit"), **told).samples)
    _leave_out(told, set(told) - {"ignore", "date_order"}, "it is for event tables, which take --events, too")
    if told.get("subject") == "":
        told["subject"] = None
    try:
        samples = read_samples(file, **told)
    except InputError as error:
        events_too = "\nIf it is a table of events, as NONMEM takes it, add --events." if "'AMT'" in str(error) else ""
        raise InputError(_KEYWORD.sub(_as_option, str(error)) + events_too) from None
    if missing:
        units = f"concentrations are taken to be in {samples.conc_unit} and doses in {samples.dose_unit}"
        note = f"The file does not say its units: {units}; say {' and '.join(missing)} if they are not."
        samples = replace(samples, notes=(note, *samples.notes))
    return Study(samples=samples)


def _as_option(said: re.Match[str]) -> str:
    """Write what Python would be told as the command is told it."""
    value = {None: "...", "None": "''"}.get(said["value"], said["value"])
    return f"{said['verb']} --{said['keyword'].replace('_', '-')} {value}"


def _leave_out(told: dict[str, Any], known: Any, why: str) -> None:
    """Refuse options that mean nothing for a kind of file."""
    if wrong := [f"--{name.replace('_', '-')}: {why}; leave it out." for name in told if name not in known]:
        raise InputError("\n".join(wrong))


def _number_or_name(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
