"""A number with its unit, its range and its source."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pksim.arguments import real_number
from pksim.describe.compound.kind import Kind
from pksim.describe.words.records import Record
from pksim.describe.words.rounding import percent
from pksim.describe.words.units import (
    CONCENTRATIONS,
    LIGHT_LX,
    TIME_H,
    VOLUME_L,
    read_number,
    read_quantity,
    write_duration,
)
from pksim.errors import InputError


class Shape(Record):
    """How a quantity is distributed over people.

    Attributes
    ----------
    shape : {"uniform", "triangular", "lognormal", "normal"}
        Uniform over the range, triangular over it with its mode at the value, or lognormal about the value; or, for
        how much later something is than in others, normal about 0 with the value as its standard deviation.
    gsd : float or None
        Geometric standard deviation of a lognormal one, above 1.
    beyond : {"cut", "cut-visible", "cap"} or None
        What becomes of a lognormal one beyond a limit: it ends at the range (``cut``); it ends at the low end and,
        depending on each one's half-life, where absorption gets so slow that the half-life seen at the end of the
        curve leaves the range of half-lives (``cut-visible``, for a time of peak); or what is above 1 counts as 1
        (``cap``, for fractions).
    kind, source, note
        As for `Quantity`.
    """

    shape: Literal["uniform", "triangular", "lognormal", "normal"]
    gsd: float | None = Field(default=None, gt=1, allow_inf_nan=False)
    beyond: Literal["cut", "cut-visible", "cap"] | None = None
    kind: Kind = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""


class Quantity(Record):
    """A number with its unit, its range and its source.

    Attributes
    ----------
    value : float
        The number, above 0, in the canonical unit.
    low, high : float or None
        Range that the source gives.
    unit : str
        The canonical unit.
    people : Shape or None
        How it differs between people; None means that it is taken to be the same.
    kind : {"stated", "computed", "assumed", "unverified"}
        Where it comes from.
    source : tuple of str
        Keys of the references.
    note : str
        What a reader should know about it.
    """

    value: float = Field(gt=0, allow_inf_nan=False)
    low: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    high: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    unit: str = ""
    people: Shape | None = None
    kind: Kind = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """The range that the source gives, or the value twice."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    def told(self, value: float) -> str:
        """Write such a number with its unit, a time as people say it."""
        return write_duration(value) if self.unit == "h" else f"{value:g} {self.unit}".strip()

    @property
    def between_people(self) -> str:
        """How it differs between people, in words; empty where it is taken to be the same."""
        shape, (low, high) = self.people, map(self.told, self.ends)
        if shape is None:
            return ""
        if shape.shape == "normal":
            return f"normal, standard deviation {self.told(self.value)}"
        if shape.gsd is None:
            most_often = f", most often {self.told(self.value)}" if shape.shape == "triangular" else ""
            return f"{shape.shape} from {low} to {high}{most_often}"
        text = f"lognormal about {self.told(self.value)}, geometric SD {shape.gsd:g}"
        if shape.beyond == "cut":
            return f"{text}, cut at {low} and {high}"
        if shape.beyond == "cut-visible":
            return f"{text}, cut at {low} and where the half-life seen leaves its range"
        capped = ", where what is above 1 counts as 1" * (shape.beyond == "cap")
        if self.low == self.high:
            return text + capped
        shares = map(NormalDist(math.log(self.value), math.log(shape.gsd)).cdf, map(math.log, self.ends))
        return f"{text}{capped} ({percent(1 + next(shares) - next(shares))} lie outside the stated {low} to {high})"

    @model_validator(mode="after")
    def _ordered(self) -> Quantity:
        low, high = self.ends
        if not low <= self.value <= high:
            msg = f"the value {self.value:g} is not between low, {low:g}, and high, {high:g} [{self.unit or 1}]."
            raise InputError(msg)
        if self.unit == "" and high > 1:
            msg = f"{high:g} is more than 1; a fraction is above 0 and at most 1."
            raise InputError(msg)
        return self

    @model_validator(mode="after")
    def _distributed(self) -> Quantity:
        if self.people is None:
            return self
        is_lognormal = self.people.shape == "lognormal"
        needs_range = self.people.shape in ("uniform", "triangular") or self.people.beyond in ("cut", "cut-visible")
        if needs_range and (self.low is None or self.high is None):
            msg = "people: it needs low and high, the range over which people differ."
            raise InputError(msg)
        if is_lognormal != (self.people.gsd is not None):
            msg = f"people: a lognormal shape needs gsd, a {self.people.shape} one has none."
            raise InputError(msg)
        return self


def _reader(unit: str, read: Callable[[str], float]) -> BeforeValidator:
    """Let a quantity be written as text with a unit, alone or as value, low and high of a table."""

    def number(value: Any) -> Any:
        return read(value) if isinstance(value, str) else value

    def whole(data: Any) -> Any:
        if isinstance(data, Quantity):
            return data
        table = data if isinstance(data, dict) else {"value": data}
        bare = [table[key] for key in ("value", "low", "high") if isinstance(table.get(key), (int, float))]
        if unit and bare:
            msg = f"a number needs its unit here; write it as text, such as '{bare[0]} {unit}'."
            raise InputError(msg)
        return {**table, "unit": unit} | {key: number(table[key]) for key in ("value", "low", "high") if key in table}

    return BeforeValidator(whole)


def _grams_per_mol(text: str) -> float:
    read = read_quantity(text, {"g/mol": 1.0}, "the molar mass")
    return real_number(read, "the molar mass", least=0.01, most=1e12, unit="g/mol")


def _level(data: Any) -> Any:
    """Keep the unit in which a concentration is written."""
    if isinstance(data, Quantity):
        return data
    table = data if isinstance(data, dict) else {"value": data}
    texts = {key: table[key] for key in ("value", "low", "high") if key in table}
    units = {text.strip().rpartition(" ")[2] if isinstance(text, str) else "" for text in texts.values()}
    unit = next(iter(units)) if len(units) == 1 else ""
    if not unit:
        msg = (
            f"the concentration is {', '.join(map(str, texts.values()))}; write each with its unit, such as '10 pg/mL'."
        )
        raise InputError(msg)
    known = dict.fromkeys(CONCENTRATIONS, 1.0)
    read = {key: read_quantity(text, known, "the concentration") for key, text in texts.items()}
    return {**table, **read, "unit": unit}


Level = Annotated[Quantity, BeforeValidator(_level)]
Lux = Annotated[Quantity, _reader("lx", lambda text: read_quantity(text, LIGHT_LX, "the light"))]
Time = Annotated[Quantity, _reader("h", lambda text: read_quantity(text, TIME_H, "the time"))]
Volume = Annotated[Quantity, _reader("L", lambda text: read_quantity(text, VOLUME_L, "the volume"))]
MolarMass = Annotated[Quantity, _reader("g/mol", _grams_per_mol)]
Fraction = Annotated[Quantity, _reader("", lambda text: read_number(text, "the fraction"))]
