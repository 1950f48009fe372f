"""Whose the numbers are that went into a result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pksim.arguments import quoted
from pksim.describe.compound.library import load_references
from pksim.describe.files.study import Study
from pksim.errors import InputError
from pksim.study.curves.simulate import Simulation, simulate
from pksim.study.sources.numbers_used import NumberUsed
from pksim.study.sources.of_simulation import first_of, numbers_of_simulation

if TYPE_CHECKING:
    import pandas as pd

    from pksim.study.people.population import Population
    from pksim.study.timing.best_timing import TimingResult


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
    rows = _rows(simulate(result) if isinstance(result, Study) else result)
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in NumberUsed._fields}
    return {
        **{name: columns[name] for name in ("of", "quantity")},
        **{name: [float(each) for each in columns[name]] for name in ("value", "low", "high")},
        **{name: columns[name] for name in ("unit", "kind")},
        "source": [_titles(row.source) if row.kind != "given" else "given by the user" for row in rows],
        "doi": [_found_at(row.source) for row in rows],
        "note": columns["note"],
    }


def _rows(result: Simulation | Population | TimingResult) -> list[NumberUsed]:
    if isinstance(result, Simulation):
        return list(numbers_of_simulation(result))

    # Only now, for a comparison of schedules does without sleepers and goals.
    from pksim.study.people.population import Population
    from pksim.study.sources.of_sleepers import numbers_of_sleepers
    from pksim.study.sources.of_timing import numbers_of_timing
    from pksim.study.timing.best_timing import TimingResult

    if isinstance(result, Population):
        typical = result.typical
        drawn = numbers_of_sleepers(result.sleepers, first_of(typical), typical.endogenous)
        return [*numbers_of_simulation(typical), *drawn]
    if isinstance(result, TimingResult):
        return list(numbers_of_timing(result))
    rule = "it must be a Study, or what simulate, simulate_population or best_timing gives."
    msg = f"result is {quoted(result)}; {rule}"
    raise InputError(msg)


def _titles(keys: Iterable[str]) -> str:
    known = load_references()
    return "; ".join(known[key].title if key in known else key for key in keys)


def _found_at(keys: Iterable[str]) -> str:
    known = [load_references()[key] for key in keys if key in load_references()]
    places = [each.doi or (f"PMID {each.pmid}" if each.pmid else "") for each in known]
    return "; ".join(filter(None, places))
