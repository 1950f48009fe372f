"""Which files are written of a diary, and its page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pksim.describe.files.diaries.diary import Diary
from pksim.show.figures.curves import plot_curves
from pksim.show.figures.diary import plot_diary
from pksim.show.pages.all_or_none import write_files
from pksim.show.pages.contents import picture, pictures, table
from pksim.show.pages.html import PHONE_IN, SVG, address, html_page
from pksim.show.tables.diary import evening_table
from pksim.show.tables.rows import NIGHT_COLUMNS, night_rows
from pksim.show.words.curves import describe
from pksim.show.words.diary import describe_diary
from pksim.study.curves.metrics import metrics
from pksim.study.curves.nightly import nightly_metrics
from pksim.study.curves.simulate import Simulation
from pksim.study.sources.references import references

_TITLE = "What was in the blood, night by night?"
_FOOTER = (
    "A model for teaching, not medical advice: one compartment, linear elimination, no effect on sleep. What was "
    "logged beside the nights is shown as it was logged, and nothing is inferred from it."
)


def write_real_nights(diary: Diary, simulation: Simulation | None, folder: str | Path) -> list[Path]:
    """Write a diary and its curves as a picture, a page and tables.

    Parameters
    ----------
    diary : Diary
        The nights, and what was taken.
    simulation : Simulation or None
        Its curves; None where there are no nights, or nothing was taken.
    folder : str or Path
        Where to; made if it is not there.

    Returns
    -------
    list of Path
        With nights ``diary.png``, ``diary.svg`` and ``sleep.csv``; with doses ``doses.csv``; with curves
        ``curves.csv``, ``nights.csv`` (every compound night by night), ``metrics.csv`` and ``sources.csv``; and
        ``diary.html``, which has the picture, nights, doses and notes. Of a single night also ``curves.png`` and
        ``curves.svg``, against its bedtime.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    contents: dict[str, bytes] = {}
    if diary.nights is not None:
        contents |= {**pictures(plot_diary(diary, simulation), "diary"), "sleep.csv": table(diary.to_frame())}
    if diary.doses:
        contents["doses.csv"] = table(diary.doses_frame())
    if simulation is not None:
        contents |= pictures(plot_curves(simulation), "curves") if simulation.night.nights == 1 else {}
        contents |= {
            "curves.csv": table(simulation.to_frame()),
            "nights.csv": table(nightly_metrics(simulation).reset_index()),
            "metrics.csv": table(metrics(simulation).reset_index()),
            "sources.csv": table(references(simulation)),
        }
    contents["diary.html"] = diary_page(diary, simulation, wide=contents.get("diary.svg")).encode()
    return write_files(contents, folder)


def diary_page(diary: Diary, simulation: Simulation | None = None, *, wide: bytes | None = None) -> str:
    """Make a page of a diary that works from a disk, without network, as wide as a desk or a phone.

    Parameters
    ----------
    diary : Diary
        The nights, and what was taken.
    simulation : Simulation, optional
        Its curves.
    wide : bytes, optional
        The picture for desks and paper, where it has been drawn as SVG.

    Returns
    -------
    str
        HTML.
    """
    nights = diary.nights
    columns, rows = evening_table(diary)
    parts: dict[str, Any] = {
        "curves": None if nights is None else _picture(diary, simulation, wide),
        "words": "" if simulation is None else _words(simulation),
        "notes": diary.notes,
        "evenings": {"columns": columns, "rows": rows},
        "levels": None if simulation is None else _levels(simulation),
    }
    headings = {
        "curves": "Night after night",
        "notes": "What was read and assumed",
        "evenings": "Nights and doses",
        "levels": "What the doses add",
    }
    return html_page(
        "diary.html.j2",
        title=_TITLE,
        lead=describe_diary(diary, simulation),
        headings={key: text for key, text in headings.items() if parts[key] is not None},
        footer=_FOOTER,
        **parts,
    )


def _words(simulation: Simulation) -> str:
    (name,) = simulation.schedules
    return describe(simulation, name).removeprefix(f"{name}: ")


def _levels(simulation: Simulation) -> dict[str, Any]:
    """List what the doses add, without the schedule's name, which a diary has but one of."""
    return {"columns": NIGHT_COLUMNS[1:], "rows": [row[1:] for row in night_rows(simulation)]}


def _picture(diary: Diary, simulation: Simulation | None, wide: bytes | None) -> dict[str, str]:
    """Draw a picture for desks and paper, and one for phones."""
    for_desks = picture(plot_diary(diary, simulation), "svg") if wide is None else wide
    for_phones = picture(plot_diary(diary, simulation, width_in=PHONE_IN), "svg")
    return {"label": "The nights", "wide": address(for_desks, SVG), "narrow": address(for_phones, SVG)}
