"""How sleepers differ, in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.spread import Spread
from pksim.describe.words.rounding import from_bedtime, number, percent
from pksim.describe.words.units import write_duration
from pksim.show.words.curves import whose_clock
from pksim.study.curves.one_night import one_night
from pksim.study.curves.regimen import Regimen
from pksim.study.people.population import Population, drawn_columns, metrics_of_people
from pksim.study.people.sleepers import UNITS, Sleepers, own_of
from pksim.study.sources.numbers_used import DRAWN

ALIKE = "They are all alike."
_WRITTEN: dict[str, tuple[str, Callable[[float], str]]] = {
    "tmax": ("tmax", write_duration),
    "half_life": ("half-life", write_duration),
    "volume": ("volume", lambda litres: f"{number(litres)} L"),
    "bioavailability": ("fraction absorbed", percent),
}


def describe_population(population: Population, *, night: int | None = None) -> str:
    """Describe how sleepers differ, a paragraph per schedule.

    Parameters
    ----------
    population : Population
        The sleepers.
    night : int, optional
        Of several nights, the one to describe; by default the first in which some of the compound is taken.

    Returns
    -------
    str
        Between which values the middle nine tenths of the sleepers lie, and how many have flip-flop kinetics.
    """
    simulation = population.typical
    paragraphs: dict[str, list[str]] = {}
    for (schedule, compound), row in metrics_of_people(population, night=night).items():
        unit, (which, bed_h) = row["unit", ""], in_which(population, row)
        sentences = paragraphs.setdefault(schedule, [])
        if not row["cmax", "q95"]:
            sentences.append(f"No {compound} is taken by then{which}.")
            continue
        levels = [number(row["cmax", name]) for name in ("q05", "q50", "q95")]
        if np.isnan(row["peak_time_h", "q50"]):
            sentences.append(
                f"{compound.capitalize()}{which} only falls: at first {levels[1]} {unit} are left in the middle "
                f"sleeper, and between {levels[0]} and {levels[2]} {unit} in nine of ten."
            )
            continue
        peaks = [from_bedtime(row["peak_time_h", name] - bed_h) for name in ("q05", "q50", "q95")]
        left = [percent(row["at_wake_fraction", name]) for name in ("q05", "q95")]
        sentences.append(
            f"{compound.capitalize()}{which} peaks {peaks[1]} in the middle sleeper, and between {peaks[0]} and "
            f"{peaks[2]} in nine of ten; the peak is {levels[1]} {unit}, and between {levels[0]} and {levels[2]} "
            f"{unit} in nine of ten. On waking, between {left[0]} and {left[1]} of the peak is left."
        )
        if ("cmax_total", "q50") in row:
            highest, on_waking = (_of_nine(row, name, unit) for name in ("cmax_total", "at_wake_total"))
            sentences.append(f"With the body's own the highest is {highest}; on waking it is {on_waking}.")
            sentences += whose_clock(simulation.compounds[compound], simulation.night, simulation.endogenous)
        if (share := row["flip_flop", "share"]) > 0:
            sentences.append(
                f"In {percent(share)} of the sleepers the dose is absorbed more slowly than it is eliminated "
                "(flip-flop): the end of their curves shows absorption, and the stated half-life cannot be read off it."
            )
    return "\n\n".join(f"{schedule}: {' '.join(sentences)}" for schedule, sentences in paragraphs.items())


def _of_nine(row: Mapping[Any, Any], metric: str, unit: str) -> str:
    low, middle, high = (number(row[metric, name]) for name in ("q05", "q50", "q95"))
    return f"{middle} {unit} in the middle sleeper, and between {low} and {high} {unit} in nine of ten"


def how_drawn(population: Population) -> str:
    """Say what differs between the sleepers, and by which law each quantity was drawn."""
    regimens = {name: each for (_, name), each in population.typical.regimens.items()}
    return laws_told(population.sleepers, regimens, population.typical.endogenous)


def laws_told(
    sleepers: Sleepers, regimens: Mapping[str, Regimen], chosen: Endogenous | None, *, tried: str | None = None
) -> str:
    """Say it of sleepers who take these compounds, one of which is maybe taken exactly at a time that is tried."""
    spread = sleepers.spread
    if not isinstance(spread, (Spread, Mapping)):
        return spread.in_words
    if not isinstance(spread, Spread):
        return f"Drawn from distributions that were given, of {', '.join(spread)}."
    sentences = [spread.note]
    if tried is not None and "window" in spread.vary:
        sentences.append(f"That of {tried} is taken exactly at the time tried.")
    for compound, regimen in regimens.items():
        laws = [
            f"{DRAWN[name]} {quantity.between_people}"
            for name in spread.vary
            if (quantity := getattr(regimen.kinetics, name, None)) is not None and quantity.between_people
        ]
        of_own = own_of(regimen.compound, chosen) if "own" in spread.vary else {}
        laws += [f"{DRAWN[name]} {each.between_people}" for name, each in of_own.items() if each.between_people]
        sentences += [f"{compound.capitalize()}: {'; '.join(laws)}."] if laws else []
    return " ".join(dict.fromkeys(sentences))


def what_differs(population: Population) -> str:
    """Say between which values the quantities of nine sleepers of ten lie, and whether the times of doses differ."""
    drawn, sleepers, found = drawn_columns(population), population.sleepers, []
    for compound in population.typical.compounds:
        for quantity, (label, write) in _WRITTEN.items():
            values = drawn.get(f"{compound}.{quantity}{UNITS[quantity]}", 0.0)
            low, high = np.quantile(values, (0.05, 0.95))
            found += [f"{compound} {label} of {write(low)} to {write(high)}"] if low < high else []
        of_own = f"{compound}.own_amplitude"
        low, high = np.quantile(drawn.get(of_own, 0.0), (0.05, 0.95))
        unit = population.typical.compounds[compound].display_unit
        found += [f"peak of one's own {compound} of {number(low)} to {number(high)} {unit}"] if low < high else []
    parts = [f"nine of ten have a {', '.join(found)}"] if found else []
    differing = [sleepers.differing(regimen) for regimen in population.typical.regimens.values()]
    if any(differs for names in differing for name, differs in names.items() if name.partition(".window")[1]):
        parts.append("doses are taken anywhere in their windows")
    return f"Of these, {'; '.join(parts)}." if parts else ALIKE


def in_which(population: Population, row: Mapping[Any, Any]) -> tuple[str, float]:
    """Name the night that a row of metrics describes, in brackets, and give its bedtime; of one alone nothing and 0."""
    night = population.typical.night
    if ("night", "") not in row:
        return "", 0.0
    chosen = row["night", ""]
    return f" ({night.name(chosen)})", night.sleeps_h[night.numbers.index(chosen)][0]


def describe_bands(population: Population, *, night: int | None = None) -> str:
    """Describe the bands of a population at bedtime and on waking of a night, for people who cannot see them."""
    simulation = population.typical
    with_own = ", with the body's own" if simulation.own else ""
    sentences = [f"Bands of concentrations{with_own} over {population.sleepers.count:,} virtual sleepers."]
    for (schedule, compound), quantiles in population.quantiles.items():
        one = one_night(simulation.regimens[schedule, compound], night)
        ends = ((one.bed_h, "at bedtime"), (one.wake_h, "on waking"))
        rows = [(int(np.argmin(np.abs(simulation.times_h - time))), when) for time, when in ends]
        which = f" ({simulation.night.name(one.number)})" if simulation.night.nights > 1 else ""
        unit = simulation.compounds[compound].display_unit
        levels = [
            f"{when} {number(quantiles[row, 2])} {unit} in the middle sleeper, between {number(quantiles[row, 0])} and "
            f"{number(quantiles[row, 4])} in nine of ten"
            for row, when in rows
        ]
        sentences.append(f"{schedule}, {compound}{which}: {'; '.join(levels)}.")
    return "\n".join(sentences)
