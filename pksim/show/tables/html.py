"""Tables for the notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from pksim.describe.samples.samples import Samples
from pksim.describe.samples.subject import Subject
from pksim.describe.words.rounding import number
from pksim.show.tables.rows import (
    FLIP_FLOP,
    columns_of,
    population_columns,
    population_rows,
    rows_about_the_best,
    summary_rows,
    timing_columns,
)
from pksim.show.words.curves import describe_all
from pksim.show.words.oddities import describe_oddities
from pksim.show.words.people import how_drawn
from pksim.show.words.sets import sets_in_brief
from pksim.show.words.timing import describe_timing, how_asked_differ
from pksim.study.curves.simulate import Simulation
from pksim.study.people.population import Population
from pksim.study.timing.best_timing import TimingResult


def timing_html(result: TimingResult) -> str:
    """Make the page that a notebook shows for a timing."""
    rows = html_table(timing_columns(result), rows_about_the_best(result))
    words = _paragraphs(filter(None, [describe_timing(result), how_asked_differ(result)]))
    return f"<div>{words}{rows}{_paragraphs(describe_oddities(result))}</div>"


_CELL = "text-align:left;white-space:nowrap"


def simulation_html(simulation: Simulation) -> str:
    """Make the page that a notebook shows for a simulation."""
    night = simulation.night
    sets = sets_in_brief(simulation.parameters, simulation.compounds.values())
    total = "; totals are with the body's own" if simulation.endogenous is not None else ""
    words = _paragraphs(describe_all(simulation).split("\n\n"))
    odd = _paragraphs(describe_oddities(simulation))
    return (
        f"<div><p><b>Bedtime {night.bedtime}, wake {night.wake}; {escape(sets)}.</b> "
        f"Concentrations are what the doses add{total}. {escape(FLIP_FLOP)}.</p>"
        f"{html_table(columns_of(simulation), summary_rows(simulation))}{odd}"
        f"<details><summary>In words</summary>{words}</details></div>"
    )


def population_html(population: Population) -> str:
    """Make the page that a notebook shows for a population."""
    head = f"{population.sleepers.count:,} virtual sleepers: the middle one (nine of ten lie between)"
    table = html_table(population_columns(population), population_rows(population))
    odd = _paragraphs(describe_oddities(population))
    return f"<div><p><b>{head}.</b> {escape(how_drawn(population))}</p>{table}{odd}</div>"


def samples_html(samples: Samples) -> str:
    """Make the page that a notebook shows for samples."""
    rows = [
        [
            each.name,
            f"{len(each.conc)}",
            f"{each.below_limit.sum()}",
            _highest(each),
            _doses(each, samples),
        ]
        for each in samples
    ]
    columns = ["subject", "samples", "below the limit", f"highest [{samples.conc_unit}]", "doses"]
    head = f"{samples!r}".removeprefix("Samples(").removesuffix(")")
    notes = _paragraphs(samples.notes)
    return f"<div><p><b>{escape(head)}, {escape(samples.matrix)}</b></p>{html_table(columns, rows)}{notes}</div>"


def _highest(subject: Subject) -> str:
    """Say which concentration is the highest, or that none is known."""
    known = subject.conc[np.isfinite(subject.conc)]
    return number(float(known.max())) if known.size else "–"


def _doses(subject: Subject, samples: Samples) -> str:
    """Say what a subject took: its first dose, and how many more there are."""
    first, more = subject.doses[0], len(subject.doses) - 1
    said = f"{number(first.amount)} {samples.dose_unit} at {first.time_h:g} h"
    return f"{said} and {more} more" if more else said


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in texts)


def html_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay rows out as HTML."""
    head = "".join(f"<th style='{_CELL}'>{escape(each)}</th>" for each in columns)
    body = "".join(
        "<tr>" + "".join(f"<td style='{_CELL}'>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
