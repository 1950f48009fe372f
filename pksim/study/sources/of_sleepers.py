"""The numbers that many sleepers were drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.quantity import Quantity
from pksim.describe.compound.spread import Spread
from pksim.study.curves.regimen import Regimen
from pksim.study.people.sleepers import UNITS, Sleepers, own_of
from pksim.study.sources.numbers_used import DRAWN, NumberUsed, from_quantity, given

_STEMS = {f"{name}{unit}": name for name, unit in UNITS.items()}


def numbers_of_sleepers(
    sleepers: Sleepers, regimens: Mapping[str, Regimen], chosen: Endogenous | None = None
) -> Iterator[NumberUsed]:
    """List what many sleepers were drawn from."""
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
