"""Three lines on each schedule: what it is, when it peaks and what is left on waking, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pksim.describe.schedule.night import Night
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.rounding import from_bedtime, percent, signed
from pksim.show.words.nights import taken_in_words
from pksim.study.curves.metrics import metric_rows
from pksim.study.curves.simulate import Simulation
from pksim.study.people.population import Population

Lines = tuple[str, str, str]


def at_a_glance(simulation: Simulation, population: Population | None) -> list[tuple[str, Lines]]:
    """Say the most important of every schedule in three lines.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    population : Population or None
        Sleepers who take the same, from whom one sees how sure it is; of several nights the first.

    Returns
    -------
    list of tuple
        The name of each schedule, and its lines.
    """
    rows, sure = metric_rows(simulation), _among(population)
    found = []
    for name, schedule in simulation.schedules.items():
        mine = {compound: row for (of, compound), row in rows.items() if of == name}
        what = "; ".join(_taken(simulation, schedule))
        peaks = "; ".join(_peak(compound, row, simulation.night) for compound, row in mine.items())
        how_sure = "; ".join(sure[name, each] for each in mine if (name, each) in sure)
        how_sure = f"nine of ten sleepers: {how_sure}" if how_sure else "one typical person; people differ several-fold"
        assumed = _assumed(schedule)
        lines = (_sentence(what), _sentence(peaks), " ".join(filter(None, (_sentence(how_sure), assumed))))
        found.append((name, lines))
    return found


def _taken(simulation: Simulation, schedule: Schedule) -> list[str]:
    if simulation.night.nights == 1:
        return [str(dose) for dose in schedule.doses]
    return [
        f"{compound} {what}, {when} from bedtime"
        for (name, compound), regimen in simulation.regimens.items()
        if name == schedule.name
        for what, when in taken_in_words(regimen, simulation.night)
    ]


def _peak(compound: str, row: Mapping[str, Any], night: Night) -> str:
    if not row["cmax"]:
        return f"nothing of {compound} in this night"
    bedtime, where = 0.0, ""
    if "night" in row:
        bedtime, where = night.sleeps_h[night.numbers.index(row["night"])][0], f" in {night.name(row['night'])}"
    when, left = from_bedtime(row["peak_time_h"] - bedtime), percent(row["at_wake_fraction"])
    return f"{compound} peaks {when}{where} ({left} left on waking)"


def _among(population: Population | None) -> dict[tuple[str, str], str]:
    """Say between which times and shares nine of ten sleepers lie."""
    if population is None:
        return {}
    table = population.metrics()
    found = {}
    for (schedule, compound), row in zip(table.index, table.to_dict("records"), strict=True):
        if not row["cmax", "q95"]:
            continue
        early, late = (signed(row["peak_time_h", name]) for name in ("q05", "q95"))
        least, most = (percent(row["at_wake_fraction", name]) for name in ("q05", "q95"))
        found[schedule, compound] = f"{compound} {early} to {late} ({least} to {most} left)"
    return found


def _assumed(schedule: Schedule) -> str:
    """Say what of the doses was assumed, for no source states it."""
    of_each: dict[str, list[str]] = {}
    for dose in schedule.doses:
        of_each.setdefault(dose.compound, []).extend(
            what for what in ("amount", "time", "form") if getattr(dose, f"{what}_kind") == "assumed"
        )
    alike: dict[str, list[str]] = {}
    for compound, whats in of_each.items():
        if whats:
            alike.setdefault(" and ".join(dict.fromkeys(whats)), []).append(compound)
    parts = [f"{what} of {' and '.join(compounds)}" for what, compounds in alike.items()]
    return f"Assumed: {'; '.join(parts)}." if parts else ""


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
