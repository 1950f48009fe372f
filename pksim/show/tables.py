"""Numbers as a person reads them: tables for the terminal and the notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.markup import escape as plain
from rich.table import Table

from pksim.describe.night import Night
from pksim.describe.quantities import write_duration
from pksim.describe.rounding import in_unit, number, percent, signed
from pksim.show.rounding import nearest_night
from pksim.show.words import describe_all
from pksim.show.words_of_nights import taken_in_words
from pksim.study.metrics import metrics
from pksim.study.nights import nightly_metrics
from pksim.study.population import Population
from pksim.study.simulate import Simulation
from pksim.study.timing import TimingResult

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("schedule", "compound", "dose", "taken", "peak", "peaks at", "at bedtime", "on waking", "above half")


_CELL = "text-align:left;white-space:nowrap"
FLIP_FLOP = "* flip-flop: some of it is absorbed more slowly than it is eliminated"


TOTAL_COLUMNS = ("total peak", "times own")


def columns_of(simulation: Simulation) -> tuple[str, ...]:
    """Name the columns of `summary_rows`."""
    return (*COLUMNS, *TOTAL_COLUMNS) if simulation.endogenous is not None else COLUMNS


def summary_rows(simulation: Simulation) -> list[tuple[str, ...]]:
    """List the curves, one row each, under `COLUMNS`, with the body's own also under `TOTAL_COLUMNS`.

    Parameters
    ----------
    simulation : Simulation
        The curves.

    Returns
    -------
    list of tuple of str
        Concentrations to three significant digits, times to the minute and from bedtime.
    """
    night = simulation.night
    rows: list[tuple[str, ...]] = []
    for (schedule, compound), row in zip(simulation.regimens, metrics(simulation).to_dict("records"), strict=True):
        taken = taken_in_words(simulation.regimens[schedule, compound], night)
        rows.append(
            (
                schedule,
                compound + ("*" if row["flip_flop"] else ""),
                "; ".join(what for what, _ in taken),
                "; ".join(when for _, when in taken),
                f"{number(row['cmax'])} {row['unit']}",
                f"{row['peak_clock']} ({_which_time(row['peak_time_h'], night)})",
                percent(row["at_bedtime_fraction"]),
                percent(row["at_wake_fraction"]),
                write_duration(row["hours_above_half_peak"]),
                *_total_cells(row),
            )
        )
    return rows


def _which_time(time_h: float, night: Night) -> str:
    """Say how far from bedtime a time is; of several nights, which night's bedtime is nearest."""
    if night.nights == 1:
        return signed(time_h)
    return nearest_night(time_h, night)


def _total_cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    if "cmax_total" not in row:
        return ()
    ratio = row["cmax_total_ratio"]
    return f"{number(row['cmax_total'])} {row['unit']}", number(ratio) if np.isfinite(ratio) else "none own"


def simulation_html(simulation: Simulation) -> str:
    """Make the page that a notebook shows for a simulation."""
    night = simulation.night
    total = "; totals are with the body's own" if simulation.endogenous is not None else ""
    words = "".join(f"<p>{escape(each)}</p>" for each in describe_all(simulation).split("\n\n"))
    return (
        f"<div><p><b>Bedtime {night.bedtime}, wake {night.wake}; parameter set {escape(simulation.parameters)}.</b> "
        f"Concentrations are what the doses add{total}. {escape(FLIP_FLOP)}.</p>"
        f"{_html_table(columns_of(simulation), summary_rows(simulation))}"
        f"<details><summary>In words</summary>{words}</details></div>"
    )


POPULATION_COLUMNS = ("schedule", "compound", "peak", "peaks at", "at bedtime", "on waking", "above half", "flip-flop")


def population_rows(population: Population) -> list[tuple[str, ...]]:
    """List the middle sleeper's numbers and, in brackets, those between which nine of ten lie.

    Parameters
    ----------
    population : Population
        The sleepers.

    Returns
    -------
    list of tuple of str
        One row per schedule and compound, under `POPULATION_COLUMNS`.
    """
    table = population.metrics()
    rows: list[tuple[str, ...]] = []
    for (schedule, compound), row in zip(table.index, table.to_dict("records"), strict=True):

        def span(metric: str, write: Callable[[float], str], row: dict[Any, Any] = row) -> str:
            low, middle, high = (write(row[metric, name]) for name in ("q05", "q50", "q95"))
            return f"{middle} ({low} to {high})"

        rows.append(
            (
                schedule,
                compound,
                f"{span('cmax', number)} {row['unit', '']}",
                span("peak_time_h", signed),
                span("at_bedtime_fraction", percent),
                span("at_wake_fraction", percent),
                span("hours_above_half_peak", write_duration),
                percent(row["flip_flop", "share"]) if row["flip_flop", "share"] else "none",
            )
        )
    return rows


def population_html(population: Population) -> str:
    """Make the page that a notebook shows for a population."""
    head = f"{population.sleepers.count:,} virtual sleepers: the middle one (nine of ten lie between)"
    return f"<div><p><b>{head}.</b></p>{_html_table(POPULATION_COLUMNS, population_rows(population))}</div>"


def population_table(population: Population) -> Table:
    """Lay the numbers of a population out for the terminal."""
    night = population.typical.night
    title = (
        f"{population.sleepers.count:,} virtual sleepers, bedtime {night.bedtime}, wake {night.wake}: "
        "the middle one (nine of ten lie between)"
    )
    return _grouped(title, POPULATION_COLUMNS, population_rows(population))


def summary_table(simulation: Simulation) -> Table:
    """Lay the curves out for the terminal."""
    night = simulation.night
    title = f"Bedtime {night.bedtime}, wake {night.wake}, parameter set {simulation.parameters}; times from bedtime"
    table = _grouped(title, columns_of(simulation), summary_rows(simulation))
    if any(regimen.is_flip_flop for regimen in simulation.regimens.values()):
        table.caption = FLIP_FLOP
    return table


NEXT_TO_NOTHING = 1e-4
NIGHT_COLUMNS = ("schedule", "compound", "night", "taken", "peak", "peaks at", "at bedtime", "on waking")


def nights_table(simulation: Simulation) -> Table:
    """Lay out several nights for the terminal, a row each."""
    night = simulation.night
    table = nightly_metrics(simulation)
    rows = [
        (
            schedule,
            compound,
            night.name(number_of_night).removeprefix("night "),
            f"{row['dose_mg']:.4g} mg" if row["dose_mg"] else "nothing",
            *_levels(row),
        )
        for (schedule, compound, number_of_night), row in zip(table.index, table.to_dict("records"), strict=True)
    ]
    return lay_out("What the doses add, night by night", NIGHT_COLUMNS, rows)


def _levels(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Write the levels of a night, but those that are next to nothing."""
    if row["share_of_plateau"] < NEXT_TO_NOTHING:
        return ("next to nothing", "", "", "")
    return (
        f"{number(row['peak'])} {row['unit']}",
        row["peak_clock"],
        number(row["at_bedtime"]),
        number(row["at_wake"]),
    )


CLAIM_COLUMNS = ("claim", "what is said", "in the model", "over the stated ranges", "verdict")


def claim_rows(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """List claims, one row each, under `CLAIM_COLUMNS`.

    Parameters
    ----------
    table : pandas.DataFrame
        What `pksim.check_claims` gives.

    Returns
    -------
    list of tuple of str
        Numbers are rounded as everywhere.
    """
    rows: list[tuple[str, ...]] = []
    for row in table.to_dict("records"):
        typical, low, high = (
            in_unit(row[f"model_{which}"], row["unit"]) if row["unit"] else "" for which in ("typical", "low", "high")
        )
        span = f"{low} to {high}" if low != high else ""
        rows.append((row["claim"], row["says"], typical, span, row["verdict"]))
    return rows


def claims_table(table: pd.DataFrame, parameters: str) -> Table:
    """Lay claims out for the terminal."""
    title = f"What is said, and what the model gives; parameter set {parameters}"
    return lay_out(title, CLAIM_COLUMNS, claim_rows(table))


def timing_table(result: TimingResult, goal: str) -> Table:
    """Lay out how good each half hour is, and the best time."""
    title = f"{result.schedule.name}, {goal}: {result.move} taken at"
    every = result.table[result.table["clock"].str.endswith((":00", ":30"))]
    rows = [_timing_row(str(each.clock), each) for each in every.itertuples()]
    rows.append(_timing_row(f"{result.best.clock} (best)", result.best))
    columns = ("time", "score", "sleepers who reach it") if result.subjects else ("time", "score")
    return lay_out(title, columns, rows)


def _timing_row(time: str, row: Any) -> tuple[str, ...]:
    share = getattr(row, "share", None)
    shown = (time, f"{number(row.score)}")
    return shown if share is None else (*shown, percent(share) if share else "none")


def _grouped(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Lay rows out with the schedule, their first cell, on a line of its own."""
    listed: list[Sequence[str]] = []
    for schedule, of_one in groupby(rows, key=lambda row: row[0]):
        listed += [(schedule, *[""] * (len(columns) - 2)), *((f"  {row[1]}", *row[2:]) for row in of_one)]
    table = lay_out(title, ("schedule\n  compound", *columns[2:]), listed)
    table.columns[0].min_width = max((len(row[0]) for row in listed if row[0].startswith("  ")), default=0)
    return table


def _html_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th style='{_CELL}'>{escape(each)}</th>" for each in columns)
    body = "".join(
        "<tr>" + "".join(f"<td style='{_CELL}'>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def lay_out(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table for the terminal."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(plain, row))
    return table
