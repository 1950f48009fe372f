"""Published tables: what studies measured after a dose, each number with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import Reference, load_compounds, load_references, read_shipped, with_own
from pksim.describe.compound.quantity import Level, Quantity, Time
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import read_dose
from pksim.describe.words.records import Record, read_record, read_toml
from pksim.describe.words.units import CONCENTRATIONS, area_unit, concentration_factor, read_quantity
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.inputs import Route

Measured: TypeAlias = Literal["cmax", "tmax", "half_life", "auc"]
MEASURED: tuple[Measured, ...] = ("cmax", "tmax", "half_life", "auc")
_AREAS = {written: unit for unit in CONCENTRATIONS for written in (area_unit(unit), area_unit(unit).replace("·", "*"))}


def _area(data: Any) -> Any:
    """Read an area under the curve, which keeps the unit of its concentrations."""
    table = data if isinstance(data, dict) else {"value": data}
    unit = str(table.get("value", "")).strip().rpartition(" ")[2]
    if unit not in _AREAS:
        msg = f"the area is {table.get('value')!r}; write it with its unit, such as '4692 pg·h/mL'."
        raise InputError(msg)
    value = read_quantity(str(table["value"]), dict.fromkeys(_AREAS, 1.0), "the area")
    return {**table, "value": value, "unit": _AREAS[unit]}


Area = Annotated[Quantity, BeforeValidator(_area)]


class Measurement(Record):
    """What a study measured in some people after a single dose.

    Attributes
    ----------
    study : str
        Author and year, and which people where there are several groups.
    dose : str
        What they took, as in a schedule but without a time, such as ``"melatonin extended-release 4 mg"``.
    route : {"oral", "iv"}
        How they took it.
    n : int or None
        How many they were.
    cmax : Quantity or None
        Highest concentration.
    tmax, half_life : Quantity or None
        When that was, and the half-life seen at the end [h].
    auc : Quantity or None
        Area under the curve, in its unit of concentration times hours.
    auc_until : Quantity or None
        Until when that is, where it is not for ever [h].
    means : tuple of str
        Which of them are means over the people, and not medians or of one curve.
    source, note
        As for a `Quantity`.
    """

    study: str = Field(min_length=1)
    dose: str = Field(min_length=1)
    route: Route = "oral"
    n: int | None = Field(default=None, gt=0)
    cmax: Level | None = None
    tmax: Time | None = None
    half_life: Time | None = None
    auc: Area | None = None
    auc_until: Time | None = None
    means: tuple[Measured, ...] = ()
    source: tuple[str, ...] = ()
    note: str = ""

    @field_validator("dose")
    @classmethod
    def _known(cls, text: str, info: ValidationInfo) -> str:
        read_dose(f"{text} at bedtime", info.context or load_compounds())
        return text

    @model_validator(mode="after")
    def _some(self, info: ValidationInfo) -> Measurement:
        if not self.found:
            msg = f"nothing was measured; give at least one of {', '.join(MEASURED)}."
            raise InputError(msg)
        if self.auc_until is not None and self.auc is None:
            msg = "auc_until: there is no auc that it could be about."
            raise InputError(msg)
        compounds: Mapping[str, Compound] = info.context or load_compounds()
        compound = compounds[self.taken(compounds).compound]
        for quantity in filter(None, (self.cmax, self.auc)):
            concentration_factor(quantity.unit, compound.molar_mass.value)
        return self

    @property
    def found(self) -> dict[Measured, Quantity]:
        """What was measured, by name."""
        return {name: quantity for name in MEASURED if (quantity := getattr(self, name)) is not None}

    def taken(self, compounds: Mapping[str, Compound]) -> Dose:
        """Give the dose, taken at bedtime."""
        return read_dose(f"{self.dose} at bedtime", compounds)


class Published(Record):
    """Published tables of a file, and the references that it adds.

    Attributes
    ----------
    measurement : tuple of Measurement
        A row for each dose and group of people.
    cmax_per_mg : mapping of str to Quantity
        By compound, how high the curve of 1 mg of its usual form peaks, in the middle of studies and from the lowest to
        the highest of them.
    reference : mapping of str to Reference
        References beyond the library's, by key.
    """

    measurement: tuple[Measurement, ...]
    cmax_per_mg: Mapping[str, Level] = Field(default_factory=dict)
    reference: dict[str, Reference] = Field(default_factory=dict)

    @field_validator("measurement")
    @classmethod
    def _at_least_one(cls, rows: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
        if not rows:
            msg = "there are no measurements; give at least one."
            raise InputError(msg)
        return rows

    @field_validator("cmax_per_mg")
    @classmethod
    def _of_known(cls, levels: Mapping[str, Level], info: ValidationInfo) -> Mapping[str, Level]:
        for name in levels:
            read_dose(f"{name} 1 mg at bedtime", info.context or load_compounds())
        return levels

    @model_validator(mode="after")
    def _sourced(self) -> Published:
        known = {**load_references(), **self.reference}
        wrong = [
            f"measurement[{i}].source: there is no reference {key!r}; {did_you_mean(key, known)}"
            for i, each in enumerate(self.measurement, start=1)
            for key in (*each.source, *(key for quantity in each.found.values() for key in quantity.source))
            if key not in known
        ]
        if wrong:
            raise InputError("\n".join(wrong))
        return self


def load_published(
    path: str | Path | None = None, *, compounds: Iterable[Compound] | Mapping[str, Compound] = ()
) -> Published:
    """Read published tables.

    Parameters
    ----------
    path : str or Path, optional
        A TOML file; by default those of the library.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, which doses may name.

    Returns
    -------
    Published

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file.
    """
    if path is None:
        return _shipped()
    return read_record(Published, read_toml(path), Path(path).name, context=with_own(compounds))


@cache
def _shipped() -> Published:
    return read_record(Published, read_shipped("measurements"), "measurements.toml", context=load_compounds())
