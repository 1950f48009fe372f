"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
    str | None, typer.Option(metavar="article|literature|modern-capsules", help="Whose kinetics. [default: article]")
]
OneSet = Annotated[str, typer.Option(metavar="article|literature|modern-capsules", help="Whose kinetics.")]
Subjects = Annotated[
    int | None, typer.Option(help="How many virtual sleepers; with 'when', 0 is the typical person. [default: 1000]")
]
Seed = Annotated[int | None, typer.Option(help="The same seed gives the same sleepers. [default: 0]")]
Workers = Annotated[
    str | None,
    typer.Option(metavar="N", help="Compute in so many processes; the results are the same to the last bit."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="tcp://HOST:PORT", help="Compute on a Dask cluster; needs pip install 'pksim[cluster]'."),
]
EndogenousToo = Annotated[
    bool, typer.Option("--endogenous", help="Add what the body has by itself; presets and light are for study files.")
]
HabitualBedtime = Annotated[
    str | None,
    typer.Option(
        metavar="HH:MM",
        help="The bedtime that the body clock is used to; the body's own does not follow another one tonight. "
        "[default: the bedtime; of a diary, night by night, the median waking of up to 7 nights before, minus 8 h]",
    ),
]
Nights = Annotated[
    int | None,
    typer.Option(help="Take the schedules in so many nights in a row. [default: 1]"),
]
OfNight = Annotated[
    int | None,
    typer.Option(
        help="Of several nights, the one that tables and words describe. "
        "[default: the first in which some of the compound is taken]"
    ),
]
OwnCompounds = Annotated[
    list[Path] | None, typer.Option(metavar="FILE.toml", help="A compound of your own; may be repeated.")
]
Output = Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write.")]
OUTPUT = Path("pksim-results")
