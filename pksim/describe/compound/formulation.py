"""The forms in which a compound is taken: tablets in parts, salts."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

from pydantic import Field, field_validator, model_validator

from pksim.describe.compound.kind import Kind
from pksim.describe.compound.quantity import Fraction, MolarMass, Time
from pksim.describe.words.records import Record
from pksim.errors import InputError

Basis: TypeAlias = Literal["elemental", "salt"]


class Amount(Protocol):
    """What a compound must know of a dose: how much of which form."""

    @property
    def amount_mg(self) -> float:
        """Amount on its basis [mg]."""

    @property
    def basis(self) -> Basis | None:
        """What the amount is an amount of, for salts."""

    @property
    def formulation(self) -> str | None:
        """Name of the formulation; None means the usual one."""


class Part(Record):
    """A part of a tablet.

    Attributes
    ----------
    fraction : Quantity
        Its share of the dose.
    release_half_life : Quantity or None
        Half-life with which it leaves a depot of its own [h], instead of the usual absorption.
    release_duration : Quantity or None
        How long it is released, at a constant rate, before the usual absorption [h]. At most one of the two is given;
        neither means absorbed as usual.
    """

    fraction: Fraction
    release_half_life: Time | None = None
    release_duration: Time | None = None

    @model_validator(mode="after")
    def _one_release(self) -> Part:
        if self.release_half_life is not None and self.release_duration is not None:
            msg = "give release_half_life or release_duration, not both."
            raise InputError(msg)
        return self


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
    relative_bioavailability : Quantity or None
        Fraction absorbed, relative to the parameter set's; None means the same.
    kind, source, note
        As for `Quantity`.
    """

    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    salt: Salt | None = None
    relative_bioavailability: Fraction | None = None
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
