"""One compound: what its kinetics are, in which forms it is taken, and where every number comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pksim.describe.dose import Dose, Kind
from pksim.describe.quantities import TIME_H, VOLUME_L, concentration_factor, read_number, read_quantity
from pksim.describe.records import Record, read_record, read_toml
from pksim.errors import InputError, did_you_mean


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
    kind: Kind = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Quantity:
        low, high = (self.value if end is None else end for end in (self.low, self.high))
        if not low <= self.value <= high:
            msg = f"the value {self.value:g} is not between low, {low:g}, and high, {high:g} [{self.unit or 1}]."
            raise InputError(msg)
        if self.unit == "" and high > 1:
            msg = f"{high:g} is more than 1; a fraction is above 0 and at most 1."
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
        if unit and any(isinstance(table.get(key), (int, float)) for key in ("value", "low", "high")):
            msg = f"a number needs its unit here; write it as text, such as '{table.get('value')} {unit}'."
            raise InputError(msg)
        return {**table, "unit": unit} | {key: number(table[key]) for key in ("value", "low", "high") if key in table}

    return BeforeValidator(whole)


def _grams_per_mol(text: str) -> float:
    return read_quantity(text, {"g/mol": 1.0}, "the molar mass")


Time = Annotated[Quantity, _reader("h", lambda text: read_quantity(text, TIME_H, "the time"))]
Volume = Annotated[Quantity, _reader("L", lambda text: read_quantity(text, VOLUME_L, "the volume"))]
MolarMass = Annotated[Quantity, _reader("g/mol", _grams_per_mol)]
Fraction = Annotated[Quantity, _reader("", lambda text: read_number(text, "the fraction"))]


class SaturableFraction(Record):
    """A fraction absorbed that falls as the dose grows: F(d) = capacity/(half + d) + linear, d in mmol.

    Attributes
    ----------
    capacity_mmol : float
        Most that the saturable path absorbs [mmol].
    half_mmol : float
        Dose at which it absorbs half of that [mmol].
    linear : float
        Fraction that the path which does not saturate absorbs [1].
    kind, source, note
        As for `Quantity`.
    """

    capacity_mmol: float = Field(gt=0, allow_inf_nan=False)
    half_mmol: float = Field(gt=0, allow_inf_nan=False)
    linear: float = Field(ge=0, lt=1, allow_inf_nan=False)
    kind: Kind = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    def at(self, dose_mmol: float) -> float:
        """Fraction absorbed of a dose [mmol]; at most 1, beyond which the formula does not reach."""
        return min(self.capacity_mmol / (self.half_mmol + dose_mmol) + self.linear, 1.0)


class ParameterSet(Record):
    """The kinetics of a compound as one kind of source gives them.

    Attributes
    ----------
    tmax : Quantity
        Time of the peak after a dose of the usual form [h].
    half_life : Quantity
        Elimination half-life [h].
    volume : Quantity
        Volume of distribution [L].
    bioavailability : Quantity or None
        Fraction of a dose that reaches the blood, where it is the same for every dose.
    saturable_bioavailability : SaturableFraction or None
        The same, where it falls with the dose. Exactly one of the two is given.
    """

    tmax: Time
    half_life: Time
    volume: Volume
    bioavailability: Fraction | None = None
    saturable_bioavailability: SaturableFraction | None = None

    @model_validator(mode="after")
    def _one_bioavailability(self) -> ParameterSet:
        if (self.bioavailability is None) == (self.saturable_bioavailability is None):
            msg = "give exactly one of bioavailability and saturable_bioavailability."
            raise InputError(msg)
        return self

    def fraction_absorbed(self, dose_mmol: float) -> float:
        """Fraction of a dose [mmol] that reaches the blood."""
        if self.saturable_bioavailability is not None:
            return self.saturable_bioavailability.at(dose_mmol)
        assert self.bioavailability is not None
        return self.bioavailability.value


class Part(Record):
    """A part of a tablet.

    Attributes
    ----------
    fraction : Quantity
        Its share of the dose.
    release_half_life : Quantity or None
        Half-life with which it leaves its depot [h]; None means absorbed as usual.
    """

    fraction: Fraction
    release_half_life: Time | None = None


class Salt(Record):
    """What a salt is made of.

    Attributes
    ----------
    formula : str
        Chemical formula.
    molar_mass : Quantity
        Of the salt [g/mol].
    atoms : int
        Atoms of the element in it.
    """

    formula: str
    molar_mass: MolarMass
    atoms: int = Field(default=1, gt=0)


class Formulation(Record):
    """One form in which a compound is taken.

    Attributes
    ----------
    words : tuple of str
        Other names for it in a dose text.
    parts : tuple of Part
        What the tablet is made of; none means all absorbed as usual.
    salt : Salt or None
        For compounds taken as a salt.
    kind, source, note
        As for `Quantity`.
    """

    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    salt: Salt | None = None
    kind: Kind = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    @field_validator("parts")
    @classmethod
    def _whole(cls, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        total = sum(part.fraction.value for part in parts)
        if parts and abs(total - 1) > 1e-9:
            msg = f"the fractions of the parts add up to {total:g}; they must add up to 1."
            raise InputError(msg)
        return parts


class Compound(Record):
    """A compound with linear kinetics in one compartment.

    Attributes
    ----------
    name : str
        As it is written in a dose.
    measure : str
        What its concentration is, for the axis of a plot, such as ``"melatonin in plasma"``.
    display_unit : str
        Unit in which concentrations are shown.
    molar_mass : Quantity
        Of the compound, or of the element that is measured [g/mol].
    parameters : mapping of str to ParameterSet
        Named sets of kinetics. In a file, ``like = "article"`` takes what is not given from another set.
    formulations : mapping of str to Formulation
        Forms in which it is taken; the first one is the usual one.
    """

    name: str = Field(min_length=1)
    measure: str = ""
    display_unit: str
    molar_mass: MolarMass
    parameters: Mapping[str, ParameterSet] = Field(min_length=1)
    formulations: Mapping[str, Formulation] = Field(default_factory=lambda: {"usual": Formulation()})

    @field_validator("parameters", mode="before")
    @classmethod
    def _complete(cls, sets: Any) -> Any:
        """Take what a set does not give from the one that it says it is ``like``."""
        if not isinstance(sets, dict):
            return sets
        whole = {}
        for name, given in sets.items():
            own = dict(given) if isinstance(given, dict) else given
            like = own.pop("like", None) if isinstance(own, dict) else None
            if like is not None and not isinstance(sets.get(like), dict):
                msg = f"{name} is like {like!r}, which is not there; {did_you_mean(str(like), sets)}"
                raise InputError(msg)
            whole[name] = own if like is None else {**sets[like], **own}
        return whole

    @field_validator("formulations")
    @classmethod
    def _some(cls, formulations: Mapping[str, Formulation]) -> Mapping[str, Formulation]:
        if not formulations:
            msg = "there must be at least one formulation, or the table must be left out."
            raise InputError(msg)
        return formulations

    @field_validator("display_unit")
    @classmethod
    def _known(cls, unit: str) -> str:
        concentration_factor(unit, 1.0)
        return unit

    @property
    def usual(self) -> str:
        """Name of the usual formulation."""
        return next(iter(self.formulations))

    @property
    def is_salt(self) -> bool:
        """Whether an amount must say that it is elemental or of the salt."""
        return any(form.salt is not None for form in self.formulations.values())

    @property
    def display_factor(self) -> float:
        """How many of the display unit are in 1 mg/L."""
        return concentration_factor(self.display_unit, self.molar_mass.value)

    def parameter_set(self, name: str) -> ParameterSet:
        """Give a named set of kinetics, or say which there are."""
        if name not in self.parameters:
            msg = f"{self.name} has no parameter set {name!r}; {did_you_mean(str(name), self.parameters)}"
            raise InputError(msg)
        return self.parameters[name]

    def find_formulation(self, words: str) -> str | None:
        """Find the formulation that some words mean; None for no words.

        Parameters
        ----------
        words : str
            Such as ``"prolonged-release"``.

        Returns
        -------
        str or None
            Its name.

        Raises
        ------
        pksim.errors.InputError
            When no formulation is called that.
        """
        if not words:
            return None
        names = {name: name for name in self.formulations}
        names |= {word: name for name, form in self.formulations.items() for word in form.words}
        for word, name in names.items():
            if words.lower() == word.lower():
                return name
        msg = f"{self.name} has no formulation {words!r}; {did_you_mean(words, names)}"
        raise InputError(msg)

    def check(self, dose: Dose) -> None:
        """Refuse a dose that does not say what this compound needs, or says what it does not have."""
        if dose.formulation is not None and dose.formulation not in self.formulations:
            self.find_formulation(dose.formulation)
        if not self.is_salt:
            if dose.basis is not None:
                msg = f"{self.name} is not taken as a salt here; leave {dose.basis!r} out."
                raise InputError(msg)
            return
        if dose.basis is None:
            msg = (
                f"{dose.amount_mg:g} mg of {self.name} could be elemental {self.name} or the whole salt, which differ "
                "several-fold; add 'elemental' or 'salt'."
            )
            raise InputError(msg)
        if dose.basis == "salt" and dose.formulation is None:
            msg = f"which salt of {self.name}? Name it, such as '{self.name} {self.usual}'."
            raise InputError(msg)

    def active_mg(self, dose: Dose) -> float:
        """Say how much of the compound, or of the element, is in a dose [mg]."""
        salt = self.formulations[dose.formulation or self.usual].salt
        if dose.basis != "salt" or salt is None:
            return dose.amount_mg
        return dose.amount_mg * salt.atoms * self.molar_mass.value / salt.molar_mass.value


def load_compound(path: str | Path) -> Compound:
    """Read a compound of one's own from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Compound
        The compound.

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file.
    """
    return read_record(Compound, read_toml(path), Path(path).name)
