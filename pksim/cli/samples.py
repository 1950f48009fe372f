"""What the command line says of a file of samples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pksim.errors import InputError

if TYPE_CHECKING:
    from pksim.describe.samples.samples import Samples

_SHIPPED = ("theoph", "indometh")

SamplesFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.csv",
        help="A table with a row per sample, an event table (--events), or theoph, which is shipped.",
    ),
]
Events = Annotated[bool, typer.Option("--events", help="The file is an event table, as NONMEM takes it.")]
TimeColumn = Annotated[str | None, typer.Option("--time", metavar="COLUMN", help="Of times. [default: Time]")]
ConcColumn = Annotated[str | None, typer.Option("--conc", metavar="COLUMN", help="Of concentrations. [default: conc]")]
SubjectColumn = Annotated[
    str | None, typer.Option("--subject", metavar="COLUMN", help="Of subjects; '' for a single one. [default: Subject]")
]
DoseColumn = Annotated[
    str | None, typer.Option("--dose", metavar="COLUMN|AMOUNT", help="Of doses, or what each had. [default: Dose]")
]
DosesFile = Annotated[
    Path | None, typer.Option("--doses", metavar="FILE.csv", help="A table of doses, where they do not stand in FILE.")
]
ConcUnit = Annotated[str | None, typer.Option(metavar="UNIT", help="Of concentrations, such as ng/mL.")]
DoseUnit = Annotated[str | None, typer.Option(metavar="UNIT", help="Of doses, such as mg or mg/kg.")]
TimeUnit = Annotated[str | None, typer.Option(metavar="h|min", help="Of times. [default: h]")]
OfCompound = Annotated[str | None, typer.Option("--compound", metavar="NAME", help="Of what.")]
Route = Annotated[str | None, typer.Option(metavar="oral|iv", help="How the doses were taken. [default: oral]")]
Limit = Annotated[
    str | None, typer.Option(metavar="COLUMN|LEVEL", help="Limit of quantification; what is less is below it.")
]
Ignore = Annotated[str | None, typer.Option(metavar="C|@", help="Of event tables: how comments begin. [default: C]")]
DateOrder = Annotated[
    str | None, typer.Option(metavar="day-month-year|…", help="Of event tables: how a DATE is written.")
]


def read_samples_of(file: Path, *, events: bool, **said: Any) -> Samples:
    """Read a file of samples with what the command line says of it; None is what it does not say."""
    from pksim.describe.samples.events import read_events
    from pksim.describe.samples.files import load_samples, read_samples

    told = {name: value for name, value in said.items() if value is not None}
    if str(file) in _SHIPPED and not file.exists():
        return load_samples(str(file), dose=_number(told.get("dose")))
    if missing := [name for name in ("conc_unit", "dose_unit") if name not in told]:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in missing)
        msg = f"{file.name} does not say its units; add {options}, such as --conc-unit ng/mL --dose-unit mg."
        raise InputError(msg)
    if events:
        told["amount_unit"] = told.pop("dose_unit")
        known = ("compound", "amount_unit", "conc_unit", "ignore", "date_order")
        _refuse([name for name in told if name not in known], "is for tidy tables; leave it out of an event table")
        return read_events(file, **told).samples
    _refuse([name for name in ("ignore", "date_order") if name in told], "is for event tables; add --events")
    if told.get("subject") == "":
        told["subject"] = None
    for name in ("dose", "limit"):
        if (number := _number(told.get(name))) is not None:
            told[name] = number
    return read_samples(file, **told)


def _refuse(names: list[str], why: str) -> None:
    if names:
        msg = "\n".join(f"--{name.replace('_', '-')} {why}." for name in names)
        raise InputError(msg)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
