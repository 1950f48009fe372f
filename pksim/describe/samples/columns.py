"""What the columns of a tidy table are called, and what does not stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict, get_args

from pksim.arguments import instance, one_of, real_number
from pksim.describe.words.units import TIME_H, concentration_unit, dose_factor, read_unit
from pksim.kinetics.inputs import Route


class MoreOnSamples(TypedDict, total=False):
    """Further keywords that say what a tidy table does not say by itself."""

    doses: Any
    below: str | None
    limit: str | float | None
    route: Route
    matrix: str
    at_dose: str | None
    start: str | float | None
    time_unit: str
    decimal: str


class OnSamples(MoreOnSamples, total=False):
    """All keywords that say what a tidy table does not say by itself."""

    time: str
    conc: str
    subject: str | None
    dose: str | float
    conc_unit: str
    dose_unit: str
    compound: str | None


@dataclass(frozen=True)
class Columns:
    """The keywords of `pksim.Samples.from_frame` that are about the columns of a table, checked."""

    time: str
    conc: str
    subject: str | None
    dose: str | float | None
    conc_unit: str
    dose_unit: str
    time_unit: str = "h"
    below: str | None = None
    limit: str | float | None = None
    route: Route = "oral"
    at_dose: str | None = None
    decimal: str = "."

    def __post_init__(self) -> None:
        for name in ("time", "conc", "subject", "below"):
            if (given := getattr(self, name)) is not None or name in ("time", "conc"):
                instance(given, str, name, "'Time', the name of a column")
        for name in ("dose", "limit"):
            if (given := getattr(self, name)) is not None and not isinstance(given, str):
                object.__setattr__(self, name, real_number(given, name, above=0))
        object.__setattr__(self, "conc_unit", concentration_unit(self.conc_unit))
        dose_factor(self.dose_unit)
        read_unit(instance(self.time_unit, str, "time_unit", "'h'"), TIME_H, "the time")
        one_of(self.route, "route", get_args(Route))
        one_of(self.decimal, "decimal", (".", ","))
        if self.at_dose is not None:
            one_of(self.at_dose, "at_dose", ("before", "after"))

    @property
    def hours(self) -> float:
        """How many hours are in one of the unit of time."""
        return read_unit(self.time_unit, TIME_H, "the time")

    def of_samples(self, *, with_dose: bool) -> dict[str, object]:
        """Give the columns that the table of samples must have, by keyword."""
        named = {name: getattr(self, name) for name in ("time", "conc", "subject", "below")}
        named |= {"limit": self.limit} if isinstance(self.limit, str) else {}
        return named | ({"dose": self.dose} if with_dose else {})
