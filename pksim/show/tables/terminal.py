"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING

from rich.markup import escape as plain
from rich.table import Table

from pksim.show.tables.diary import shortened
from pksim.show.tables.laid_out import LINE, lay_out
from pksim.show.tables.rows import (
    CLAIM_COLUMNS,
    FLIP_FLOP,
    NIGHT_COLUMNS,
    claim_rows,
    columns_of,
    night_rows,
    population_columns,
    population_rows,
    summary_rows,
    timing_columns,
    timing_rows,
    timing_title,
)
from pksim.show.words.claims import IN_OUR_OWN_WORDS
from pksim.show.words.sets import sets_in_brief

if TYPE_CHECKING:
    from pksim.study.claims.check import Judged
    from pksim.study.curves.simulate import Simulation
    from pksim.study.people.population import Population
    from pksim.study.timing.best_timing import TimingResult


def population_table(population: Population, *, night: int | None = None) -> Table:
    """Lay the numbers of a population out for the terminal, of several nights those of one."""
    from pksim.show.words.people import how_drawn

    nights = population.typical.night
    title = (
        f"{population.sleepers.count:,} virtual sleepers, bedtime {nights.bedtime}, wake {nights.wake}: "
        "the middle one (nine of ten lie between)"
    )
    table = _grouped(title, population_columns(population), population_rows(population, night=night))
    table.caption = plain(fill(how_drawn(population), LINE))
    return table


def summary_table(simulation: Simulation, *, night: int | None = None) -> Table:
    """Lay the curves out for the terminal, of several nights one."""
    nights = simulation.night
    sets = sets_in_brief(simulation.parameters, simulation.compounds.values())
    title = f"Bedtime {nights.bedtime}, wake {nights.wake}, {sets}; times from bedtime"
    table = _grouped(title, columns_of(simulation), summary_rows(simulation, night=night))
    if any(regimen.is_flip_flop for regimen in simulation.regimens.values()):
        table.caption = FLIP_FLOP
    return table


def nights_table(simulation: Simulation) -> Table:
    """Lay out several nights for the terminal, a row each; of many those in the middle are left out."""
    rows = [
        row for _, of_one in groupby(night_rows(simulation), key=lambda row: row[:2]) for row in shortened(list(of_one))
    ]
    return lay_out("What the doses add, night by night", NIGHT_COLUMNS, rows)


def claims_table(judged: Iterable[Judged], parameters: str) -> Table:
    """Lay claims out for the terminal."""
    title = f"What is said, and what the model gives; parameter set {parameters}"
    laid_out = lay_out(title, CLAIM_COLUMNS, claim_rows(judged))
    laid_out.caption = f"share: of the sleepers in whom it is so. {IN_OUR_OWN_WORDS}"
    return laid_out


def timing_table(result: TimingResult) -> Table:
    """Lay out the best time, and how good each half hour is."""
    from pksim.show.words.timing import how_asked_differ

    table = lay_out(timing_title(result), timing_columns(result), timing_rows(result))
    table.caption = plain("\n".join(filter(None, [f"score: {result.score_in_words}", how_asked_differ(result)])))
    return table


def _grouped(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Lay rows out with the schedule, their first cell, on a line of its own."""
    listed: list[Sequence[str]] = []
    for schedule, of_one in groupby(rows, key=lambda row: row[0]):
        listed += [(schedule, *[""] * (len(columns) - 2)), *((f"  {row[1]}", *row[2:]) for row in of_one)]
    table = lay_out(title, ("schedule\n  compound", *columns[2:]), listed)
    table.columns[0].min_width = max((len(row[0]) for row in listed if row[0].startswith("  ")), default=0)
    return table
