"""Numbers as a person reads them, row by row, for the terminal, the notebook and the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from pksim.describe.schedule.night import Night
from pksim.describe.words.rounding import in_unit, number, percent, signed
from pksim.describe.words.units import write_duration
from pksim.show.words.claims import share_cell
from pksim.show.words.nights import taken_in_words
from pksim.study.curves.metrics import metric_rows
from pksim.study.curves.nightly import nightly_metrics

if TYPE_CHECKING:
    from pksim.study.claims.check import Judged
    from pksim.study.curves.simulate import Simulation
    from pksim.study.people.population import Population
    from pksim.study.timing.best_timing import Candidate, TimingResult

COLUMNS = ("schedule", "compound", "dose", "taken", "peak", "peaks at", "at bedtime", "on waking", "above half")


FLIP_FLOP = "* flip-flop: some of it is absorbed more slowly than it is eliminated"


TOTAL_COLUMNS = ("total peak", "times own")


def columns_of(simulation: Simulation) -> tuple[str, ...]:
    """Name the columns of `summary_rows`."""
    return (*COLUMNS, *TOTAL_COLUMNS) if simulation.endogenous is not None else COLUMNS


def summary_rows(simulation: Simulation, *, night: int | None = None) -> list[tuple[str, ...]]:
    """List the curves, one row each, under `COLUMNS`, with the body's own also under `TOTAL_COLUMNS`.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    night : int, optional
        Of several nights, the one to describe; by default the first in which some of the compound is taken.

    Returns
    -------
    list of tuple of str
        Concentrations to three significant digits, times to the minute and from bedtime.
    """
    rows: list[tuple[str, ...]] = []
    for (schedule, compound), row in metric_rows(simulation, night=night).items():
        taken = taken_in_words(simulation.regimens[schedule, compound], simulation.night)
        rows.append(
            (
                schedule,
                compound + ("*" if row["flip_flop"] else ""),
                "; ".join(what for what, _ in taken),
                "; ".join(when for _, when in taken),
                *_peak_cells(row, simulation.night),
                *_total_cells(row),
            )
        )
    return rows


def _peak_cells(row: Mapping[Any, Any], night: Night) -> tuple[str, ...]:
    """Say how high and when the peak is, of several nights in which, and what is left of it; nothing is no peak."""
    if not row["cmax"]:
        return ("nothing", *[""] * 4)
    which = night.name(row["night"]) if "night" in row else signed(row["peak_time_h"])
    return (
        f"{number(row['cmax'])} {row['unit']}",
        f"{row['peak_clock'] or 'only falls'} ({which})",
        percent(row["at_bedtime_fraction"]),
        percent(row["at_wake_fraction"]),
        write_duration(row["hours_above_half_peak"]),
    )


def _total_cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    if "cmax_total" not in row:
        return ()
    ratio = row["cmax_total_ratio"]
    return f"{number(row['cmax_total'])} {row['unit']}", number(ratio) if np.isfinite(ratio) else "none own"


POPULATION_COLUMNS = ("schedule", "compound", "peak", "peaks at", "at bedtime", "on waking", "above half", "flip-flop")
POPULATION_TOTALS = ("total peak", "total on waking")


def population_columns(population: Population) -> tuple[str, ...]:
    """Name the columns of `population_rows`."""
    own = population.typical.endogenous is not None
    return (*POPULATION_COLUMNS, *POPULATION_TOTALS) if own else POPULATION_COLUMNS


def population_rows(population: Population, *, night: int | None = None) -> list[tuple[str, ...]]:
    """List the middle sleeper's numbers and, in brackets, those between which nine of ten lie.

    Parameters
    ----------
    population : Population
        The sleepers.
    night : int, optional
        Of several nights, the one to describe; by default the first in which some of the compound is taken.

    Returns
    -------
    list of tuple of str
        One row per schedule and compound, under `population_columns`.
    """
    from pksim.show.words.people import in_which
    from pksim.study.people.population import metrics_of_people

    rows: list[tuple[str, ...]] = []
    for (schedule, compound), row in metrics_of_people(population, night=night).items():
        which, bed_h = in_which(population, row)

        def span(metric: str, write: Callable[[float], str], start: float = 0.0, row: dict[Any, Any] = row) -> str:
            low, middle, high = (write(row[metric, name] - start) for name in ("q05", "q50", "q95"))
            return f"{middle} ({low} to {high})"

        if not row["cmax", "q95"]:
            rows.append((schedule, compound + which, "nothing", *[""] * (len(population_columns(population)) - 3)))
            continue
        totals = ("cmax_total", "at_wake_total")
        with_own = tuple(f"{span(name, number)} {row['unit', '']}" for name in totals if (name, "q50") in row)
        rows.append(
            (
                schedule,
                compound + which,
                f"{span('cmax', number)} {row['unit', '']}",
                "only falls" if np.isnan(row["peak_time_h", "q50"]) else span("peak_time_h", signed, bed_h),
                span("at_bedtime_fraction", percent),
                span("at_wake_fraction", percent),
                span("hours_above_half_peak", write_duration),
                percent(row["flip_flop", "share"]) if row["flip_flop", "share"] else "none",
                *(with_own or [""] * (len(population_columns(population)) - len(POPULATION_COLUMNS))),
            )
        )
    return rows


_AROUND = 6
NEXT_TO_NOTHING = 1e-4
NIGHT_COLUMNS = ("schedule", "compound", "night", "taken", "peak", "peaks at", "at bedtime", "on waking")


def night_rows(simulation: Simulation) -> list[tuple[str, ...]]:
    """List several nights, one row each, under `NIGHT_COLUMNS`."""
    night = simulation.night
    table = nightly_metrics(simulation)
    return [
        (
            schedule,
            compound,
            night.name(number_of_night).removeprefix("night "),
            f"{row['dose_mg']:.4g} mg" if row["dose_mg"] else "nothing",
            *_levels(row),
        )
        for (schedule, compound, number_of_night), row in zip(table.index, table.to_dict("records"), strict=True)
    ]


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


CLAIM_COLUMNS = ("claim", "what is said", "in the model", "in nine of ten sleepers", "verdict", "share")


def claim_rows(judged: Iterable[Judged]) -> list[tuple[str, ...]]:
    """List claims, one row each, under `CLAIM_COLUMNS`.

    Parameters
    ----------
    judged : iterable of mapping
        What `pksim.study.claims.check.judge_claims` gives.

    Returns
    -------
    list of tuple of str
        Numbers are rounded as everywhere.
    """
    rows: list[tuple[str, ...]] = []
    for row in judged:
        typical, low, high = (
            in_unit(row[f"model_{which}"], row["unit"]) if row["unit"] else "" for which in ("typical", "low", "high")
        )
        span = f"{low} to {high}" if low != high else ""
        rows.append((row["claim"], row["says"], typical, span, row["verdict"], share_cell(row["share"])))
    return rows


def timing_rows(result: TimingResult) -> list[tuple[str, ...]]:
    """List the best time, then how good each half hour is, under `timing_columns`."""
    every = [each for each in result.candidates if each.clock.endswith((":00", ":30"))]
    return [_best_row(result), *(_timing_row(each.clock, each) for each in every)]


def rows_about_the_best(result: TimingResult) -> list[tuple[str, ...]]:
    """List the best time, then the candidates around it, under `timing_columns`."""
    middle = int(np.searchsorted(result.times_h, result.best.dose_time_h))
    around = result.candidates[max(middle - _AROUND, 0) : middle + _AROUND]
    return [_best_row(result), *(_timing_row(each.clock, each) for each in around)]


def timing_title(result: TimingResult) -> str:
    """Say what `timing_rows` are about: what is moved, and the goal with its tolerance."""
    return f"{result.schedule.name}: when to take {result.move}; the goal is: {result.goal_in_words}"


def _best_row(result: TimingResult) -> tuple[str, ...]:
    return _timing_row(f"{result.best.clock} (best)", result.best)


def timing_columns(result: TimingResult) -> tuple[str, ...]:
    """Name the columns of `timing_rows`."""
    return (
        ("taken at", "score", f"of {result.subjects:,} sleepers reach it") if result.subjects else ("taken at", "score")
    )


def _timing_row(time: str, tried: Candidate) -> tuple[str, ...]:
    shown = (time, f"{number(tried.score)}")
    return shown if tried.share is None else (*shown, percent(tried.share) if tried.share else "none")
