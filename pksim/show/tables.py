"""Numbers as a person reads them: tables for the terminal and the notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.markup import escape as plain
from rich.table import Table

from pksim.describe.compound import Compound
from pksim.describe.library import load_references
from pksim.describe.quantities import write_duration
from pksim.describe.quantity import Quantity
from pksim.describe.schedule_file import load_schedules
from pksim.show.words import describe_all, number, percent
from pksim.study.metrics import metrics
from pksim.study.population import Population
from pksim.study.simulate import Simulation
from pksim.study.timing import TimingResult

COLUMNS = ("schedule", "compound", "dose", "taken", "peak", "peaks at", "at bedtime", "on waking", "above half")


_CELL = "text-align:left;white-space:nowrap"
FLIP_FLOP = "* flip-flop: some of it is absorbed more slowly than it is eliminated"


def summary_rows(simulation: Simulation) -> list[tuple[str, ...]]:
    """List the curves, one row each, under `COLUMNS`.

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
        doses = simulation.regimens[schedule, compound].doses
        rows.append(
            (
                schedule,
                compound + ("*" if row["flip_flop"] else ""),
                "; ".join(dose.what.removeprefix(compound).strip() for dose in doses),
                "; ".join(_signed(dose.time_from_bedtime_h(night)) for dose in doses),
                f"{number(row['cmax'])} {row['unit']}",
                f"{row['peak_clock']} ({_signed(row['peak_time_h'])})",
                percent(row["at_bedtime_fraction"]),
                percent(row["at_wake_fraction"]),
                write_duration(row["hours_above_half_peak"]),
            )
        )
    return rows


def _signed(time_h: float) -> str:
    minutes = round(time_h * 60)
    return "0 min" if minutes == 0 else ("−" if minutes < 0 else "+") + write_duration(time_h)


def simulation_html(simulation: Simulation) -> str:
    """Make the page that a notebook shows for a simulation."""
    night = simulation.night
    words = "".join(f"<p>{escape(each)}</p>" for each in describe_all(simulation).split("\n\n"))
    return (
        f"<div><p><b>Bedtime {night.bedtime}, wake {night.wake}; parameter set {escape(simulation.parameters)}.</b> "
        f"Concentrations are what the doses add. {escape(FLIP_FLOP)}.</p>"
        f"{_html_table(COLUMNS, summary_rows(simulation))}"
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
                span("peak_time_h", _signed),
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
    table = _grouped(title, COLUMNS, summary_rows(simulation))
    if any(regimen.is_flip_flop for regimen in simulation.regimens.values()):
        table.caption = FLIP_FLOP
    return table


def timing_table(result: TimingResult, goal: str) -> Table:
    """Lay out how good each half hour is, and the best time."""
    title = f"{result.schedule.name}, {goal}: {result.move} taken at"
    every = result.table[result.table["clock"].str.endswith((":00", ":30"))]
    rows = [_timing_row(str(each.clock), each) for each in every.itertuples()]
    rows.append(_timing_row(f"{result.best.clock} (best)", result.best))
    columns = ("time", "score", "sleepers who reach it") if result.subjects else ("time", "score")
    return _table(title, columns, rows)


def _timing_row(time: str, row: Any) -> tuple[str, ...]:
    share = getattr(row, "share", None)
    shown = (time, f"{row.score:.2f}")
    return shown if share is None else (*shown, percent(share) if share else "none")


def compound_table(compound: Compound) -> Table:
    """Lay out what is known of a compound, and whose it is."""
    rows = [("molar mass", "", *_number(compound.molar_mass))]
    for name, kinetics in compound.parameters.items():
        for what, quantity in (
            ("time of peak", kinetics.tmax),
            ("half-life", kinetics.half_life),
            ("volume", kinetics.volume),
            ("fraction absorbed", kinetics.bioavailability),
        ):
            if quantity is not None:
                rows.append((what, name, *_number(quantity)))
        if (falling := kinetics.saturable_bioavailability) is not None:
            formula = f"{falling.capacity_mmol:g}/({falling.half_mmol:g} + d) + {falling.linear:g}, d in mmol"
            rows.append(("fraction absorbed", name, formula, falling.kind, ", ".join(falling.source), falling.note))
    for i, (name, form) in enumerate(compound.formulations.items()):
        usual = " (usual)" if i == 0 else ""
        rows.append(("form", name + usual, _composition(compound, name), form.kind, ", ".join(form.source), form.note))
    title = f"{compound.name}: {compound.measure}, in {compound.display_unit}"
    return _table(title, ("quantity", "set or form", "value", "is", "source", "note"), rows)


def reference_table() -> Table:
    """Lay out the references."""
    rows = [(key, reference.kind, str(reference)) for key, reference in load_references().items()]
    return _table("References", ("source", "kind", "title"), rows)


def schedule_table() -> Table:
    """Lay out the published schedules."""
    references = load_references()
    rows = []
    for schedule in load_schedules().values():
        for i, dose in enumerate(schedule.doses):
            kinds = f"amount {dose.amount_kind}, time {dose.time_kind}, form {dose.form_kind}"
            titles = "; ".join(references[key].title for key in schedule.source)
            rows.append((schedule.name if i == 0 else "", str(dose), kinds, dose.note, titles if i == 0 else ""))
    return _table("Published schedules", ("schedule", "dose", "is", "note", "source"), rows)


def _number(quantity: Quantity) -> tuple[str, str, str, str]:
    def write(value: float) -> str:
        return write_duration(value) if quantity.unit == "h" else f"{value:g} {quantity.unit}".strip()

    text = write(quantity.value)
    if quantity.low is not None and quantity.high is not None:
        text += f" ({write(quantity.low)} to {write(quantity.high)})"
    return text, quantity.kind, ", ".join(quantity.source), quantity.note


def _composition(compound: Compound, name: str) -> str:
    form = compound.formulations[name]
    if form.salt is not None:
        share = form.salt.atoms * compound.molar_mass.value / form.salt.molar_mass.value
        return f"{form.salt.formula}, {share:.2%} elemental"
    return " + ".join(
        f"{part.fraction.value:.0%} "
        + ("as usual" if part.release_half_life is None else f"over {write_duration(part.release_half_life.value)}")
        for part in form.parts
    )


def _grouped(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Lay rows out with the schedule, their first cell, on a line of its own."""
    listed: list[Sequence[str]] = []
    for schedule, of_one in groupby(rows, key=lambda row: row[0]):
        listed += [(schedule, *[""] * (len(columns) - 2)), *((f"  {row[1]}", *row[2:]) for row in of_one)]
    return _table(title, ("schedule\n  compound", *columns[2:]), listed)


def _html_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th style='{_CELL}'>{escape(each)}</th>" for each in columns)
    body = "".join(
        "<tr>" + "".join(f"<td style='{_CELL}'>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
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
