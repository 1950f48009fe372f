"""Numbers as a person reads them: a table of curves for the terminal and the notebook."""

from __future__ import annotations

from html import escape

from pksim.describe.quantities import write_duration
from pksim.show.words import describe_all, from_bedtime, number, percent
from pksim.study.metrics import metrics
from pksim.study.simulate import Simulation

COLUMNS = ("schedule", "compound", "taken", "peak", "peaks at", "at bedtime", "on waking", "above half peak")


def summary_rows(simulation: Simulation) -> list[tuple[str, ...]]:
    """List the curves, one row each, under `COLUMNS`.

    Parameters
    ----------
    simulation : Simulation
        The curves.

    Returns
    -------
    list of tuple of str
        Concentrations to three significant digits, times to the minute.
    """
    rows: list[tuple[str, ...]] = []
    for (schedule, compound), row in zip(simulation.regimens, metrics(simulation).to_dict("records"), strict=True):
        doses = simulation.regimens[schedule, compound].doses
        rows.append(
            (
                schedule,
                compound + (" (flip-flop)" if row["flip_flop"] else ""),
                "; ".join(f"{dose.what.removeprefix(compound).strip()}, {dose.when}" for dose in doses),
                f"{number(row['cmax'])} {row['unit']}",
                f"{row['peak_clock']}, {from_bedtime(row['peak_time_h'])}",
                percent(row["at_bedtime_fraction"]),
                percent(row["at_wake_fraction"]),
                write_duration(row["hours_above_half_peak"]),
            )
        )
    return rows


def simulation_html(simulation: Simulation) -> str:
    """Make the page that a notebook shows for a simulation."""
    night = simulation.night
    head = "".join(f"<th style='text-align:left'>{escape(each)}</th>" for each in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in summary_rows(simulation)
    )
    words = "".join(f"<p>{escape(each)}</p>" for each in describe_all(simulation).split("\n\n"))
    return (
        f"<div><p><b>Bedtime {night.bedtime}, wake {night.wake}; parameter set {escape(simulation.parameters)}.</b> "
        "Concentrations are what the doses add.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<details><summary>In words</summary>{words}</details></div>"
    )
