"""Whose the numbers are that went into a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pksim.arguments import quoted
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import load_references
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.quantity import Quantity
from pksim.describe.compound.spread import Spread
from pksim.describe.files.study import Study
from pksim.errors import InputError
from pksim.kinetics.own_level import BodysOwn
from pksim.study.curves.own_level import bodys_own, preset_of
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation, simulate
from pksim.study.people.population import Population
from pksim.study.people.sleepers import UNITS, Sleepers, own_of
from pksim.study.sources.numbers_used import (
    DRAWN,
    NumberUsed,
    from_quantity,
    given,
    numbers_of_doses,
    numbers_of_kinetics,
    numbers_of_night,
    numbers_of_own,
    numbers_of_status,
)
from pksim.study.timing.best_timing import TimingResult
from pksim.study.timing.goals import Above, AllOf, Goal, LevelAt, OnWakingBelow, PeakAt

if TYPE_CHECKING:
    import pandas as pd

_STEMS = {f"{name}{unit}": name for name, unit in UNITS.items()}


def references(result: Simulation | Population | TimingResult | Study) -> pd.DataFrame:
    """List every number that went into a result, and whose it is.

    Parameters
    ----------
    result : Simulation, Population, TimingResult or Study
        What was computed; a study is simulated.

    Returns
    -------
    pandas.DataFrame
        One row per number: ``of`` (a compound, a schedule, ``night``, ``sleepers`` or ``goal``), ``quantity``,
        ``value``, ``low``, ``high`` (the source's range; NaN for none), ``unit``, ``kind`` (``stated``, ``computed``,
        ``assumed``, ``unverified``, or ``given`` for what the user gave), ``source``, ``doi`` (or PMID) and ``note``.
        Only what was used is listed: the parameter set chosen, the forms taken, the preset of the body's own. A time
        counts from bedtime, unless its note says otherwise.

    Raises
    ------
    pksim.errors.InputError
        When it is no such result.

    Examples
    --------
    >>> import pksim as pk
    >>> numbers = pk.references(pk.simulate(pk.load_schedules()["mechanism"]))
    >>> tmax = numbers.query("of == 'melatonin' and quantity == 'time of peak'").iloc[0]
    >>> tmax["kind"], round(60 * tmax["low"]), round(60 * tmax["high"])
    ('computed', 30, 60)
    """
    import pandas as pd

    return pd.DataFrame(reference_columns(result))


def reference_columns(result: Simulation | Population | TimingResult | Study) -> dict[str, list[Any]]:
    """Give the columns of `references`, without pandas, which takes long to import."""
    if isinstance(result, Study):
        result = simulate(result)
    if isinstance(result, Population):
        rows = [
            *_of_simulation(result.typical),
            *_of_sleepers(result.sleepers, _first_of(result.typical), result.typical.endogenous),
        ]
    elif isinstance(result, TimingResult):
        rows = list(_of_timing(result))
    elif isinstance(result, Simulation):
        rows = list(_of_simulation(result))
    else:
        rule = "it must be a Study, or what simulate, simulate_population or best_timing gives."
        msg = f"result is {quoted(result)}; {rule}"
        raise InputError(msg)
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in NumberUsed._fields}
    return {
        **{name: columns[name] for name in ("of", "quantity")},
        **{name: [float(each) for each in columns[name]] for name in ("value", "low", "high")},
        **{name: columns[name] for name in ("unit", "kind")},
        "source": [_titles(row.source) if row.kind != "given" else "given by the user" for row in rows],
        "doi": [_found_at(row.source) for row in rows],
        "note": columns["note"],
    }


def compounds_judged(result: TimingResult) -> dict[str, Regimen]:
    """Give what is taken of the compounds that a goal speaks of; of all, when that cannot be said of the goal."""
    goals = list(_single(result.goal))
    if not all(isinstance(goal, _GOALS) for goal in goals):
        return dict(result.regimens)
    named = {getattr(goal, "compound", None) or result.move for goal in goals}
    return {name: regimen for name, regimen in result.regimens.items() if name in named}


def _of_simulation(simulation: Simulation) -> Iterator[NumberUsed]:
    yield from numbers_of_night(simulation.night)
    for schedule in simulation.schedules.values():
        yield from numbers_of_doses(schedule, simulation.night)
    for name, regimen in _first_of(simulation).items():
        compound, own = regimen.compound, simulation.own.get(name)
        doses = [dose for (_, of), each in simulation.regimens.items() if of == name for dose in each.doses]
        yield from numbers_of_kinetics(compound, regimen.kinetics, doses)
        yield from _of_own(compound, own, simulation)
        if compound.status is not None:
            yield from numbers_of_status(name, compound.status, own=own)


def _of_own(compound: Compound, own: BodysOwn | None, result: Simulation | TimingResult) -> Iterator[NumberUsed]:
    if own is not None and result.endogenous is not None:
        preset = preset_of(compound, result.endogenous)
        assert preset is not None
        yield from numbers_of_own(compound, preset, result.endogenous, own, result.night)


def _first_of(simulation: Simulation) -> dict[str, Regimen]:
    """Give one regimen of each compound; all have its kinetics."""
    first: dict[str, Regimen] = {}
    for (_, name), regimen in simulation.regimens.items():
        first.setdefault(name, regimen)
    return first


def _of_sleepers(
    sleepers: Sleepers, regimens: Mapping[str, Regimen], chosen: Endogenous | None = None
) -> Iterator[NumberUsed]:
    yield given("sleepers", "number", sleepers.count, "1")
    yield given("sleepers", "seed", sleepers.seed, "1")
    if isinstance(sleepers.spread, Spread):
        for name, regimen in regimens.items():
            own = own_of(regimen.compound, chosen) if "own" in sleepers.spread.vary else {}
            for varied in sleepers.spread.vary:
                if (quantity := getattr(regimen.kinetics, varied, None)) is not None:
                    yield from _between_people(name, varied, quantity)
            for own_name, quantity in own.items():
                yield from _between_people(name, own_name, quantity)
        return
    if not isinstance(sleepers.spread, Mapping):
        yield given("sleepers", "quantities drawn together", float("nan"), "1", sleepers.spread.in_words)
        return
    for full_name, distribution in sleepers.spread.items():
        compound, _, quantity = full_name.partition(".")
        if compound in regimens:
            low, middle, high = np.ravel(distribution.ppf(np.array([0.05, 0.5, 0.95]))).tolist()
            stem = _STEMS.get(quantity, quantity)
            name = DRAWN.get(stem, quantity.replace("_", " "))
            unit = getattr(getattr(regimens[compound].kinetics, stem, None), "unit", "") or "1"
            note = "Median, and 5 and 95 % of the distribution given."
            yield given(compound, f"{name} between people", middle, unit, note)._replace(low=low, high=high)


def _between_people(compound: str, name: str, quantity: Quantity) -> Iterator[NumberUsed]:
    """Say how a quantity differs between people, if it does."""
    if quantity.people is None:
        return
    if name == "volume_f":
        yield from_quantity(compound, DRAWN[name], quantity)
    shape, none, how = quantity.people, float("nan"), quantity.between_people
    row = from_quantity(compound, f"{DRAWN[name]} between people", quantity)
    row = (
        row._replace(value=none if shape.shape != "normal" else row.value)
        if shape.gsd is None
        else row._replace(value=shape.gsd, low=none, high=none, unit="1")
    )
    note = f"{how[0].upper()}{how[1:]}, a choice made here. {shape.note}".rstrip()
    yield row._replace(kind=shape.kind, source=shape.source, note=note)


def _of_timing(result: TimingResult) -> Iterator[NumberUsed]:
    yield from numbers_of_night(result.night)
    judged = compounds_judged(result)
    yield from numbers_of_doses(result.schedule, result.night, only=judged, timeless=result.move)
    for regimen in judged.values():
        yield from numbers_of_kinetics(regimen.compound, regimen.kinetics, regimen.doses)
        yield from _of_own(regimen.compound, bodys_own(regimen, result.endogenous, result.night), result)
    for time, which in zip(result.table["dose_time_h"].iloc[[0, -1]], ("first", "last"), strict=True):
        yield given("goal", f"{which} time tried", time, "h")
    goals = list(_single(result.goal))
    for number, goal in enumerate(goals, start=1):
        if isinstance(goal, _GOALS) and is_dataclass(goal):
            compound = result.compounds[goal.compound or result.move]
            for field in fields(goal):
                if isinstance(value := getattr(goal, field.name), (int, float)):
                    unit = {"level": compound.display_unit}.get(field.name, "h" if field.name.endswith("_h") else "1")
                    what = f"{type(goal).__name__}: {field.name.removesuffix('_h').replace('_', ' ')}"
                    yield given("goal", what if len(goals) == 1 else f"{number}, {what}", value, unit, compound.name)
    if result.sleepers is not None:
        yield from _of_sleepers(result.sleepers, judged, result.endogenous)


_GOALS = (PeakAt, LevelAt, Above, OnWakingBelow)


def _single(goal: Goal) -> Iterator[Goal]:
    """Take a goal apart into those that it consists of."""
    if isinstance(goal, AllOf):
        for each in goal.goals:
            yield from _single(each)
    else:
        yield goal


def _titles(keys: Iterable[str]) -> str:
    known = load_references()
    return "; ".join(known[key].title if key in known else key for key in keys)


def _found_at(keys: Iterable[str]) -> str:
    known = [load_references()[key] for key in keys if key in load_references()]
    places = [each.doi or (f"PMID {each.pmid}" if each.pmid else "") for each in known]
    return "; ".join(filter(None, places))
