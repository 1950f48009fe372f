"""How a quantity differs between people, and which quantities are let differ."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from pydantic import Field

from pksim.describe.compound.library import read_shipped
from pksim.describe.words.records import Record, read_record
from pksim.errors import InputError, did_you_mean

Varied: TypeAlias = Literal["tmax", "half_life", "volume", "bioavailability", "volume_f", "window", "own"]


class Spread(Record):
    """Which quantities of a person differ from the typical ones.

    Attributes
    ----------
    vary : tuple of str
        Names of quantities of a parameter set, ``"window"`` for the times of doses, and ``"own"`` for the level that
        the body has by itself.
    note : str
        What it is for.
    """

    vary: tuple[Varied, ...] = Field(min_length=1)
    note: str = ""


@cache
def load_spreads() -> Mapping[str, Spread]:
    """Give the spreads of the library, by name."""
    tables = read_shipped("spreads")
    return MappingProxyType({name: read_record(Spread, table, "spreads.toml") for name, table in tables.items()})


def find_spread(name: str) -> Spread:
    """Give the spread of a name, or say which there are."""
    spreads = load_spreads()
    if name not in spreads:
        msg = f"there is no spread {name!r}; {did_you_mean(str(name), spreads)}"
        raise InputError(msg)
    return spreads[name]
