"""The kinetics of a compound, as one kind of source gives them."""

from __future__ import annotations

from pydantic import Field, model_validator

from pksim.describe.compound.kind import Kind
from pksim.describe.compound.quantity import Fraction, Quantity, Time, Volume
from pksim.describe.words.records import Record
from pksim.errors import InputError


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
    volume_f : Quantity or None
        Volume over fraction absorbed [L] as whole studies find it, however far that is from the two above: for sleepers
        who differ as studies do. The typical person has nothing to do with it.
    """

    tmax: Time
    half_life: Time
    volume: Volume
    bioavailability: Fraction | None = None
    saturable_bioavailability: SaturableFraction | None = None
    volume_f: Volume | None = None

    @model_validator(mode="after")
    def _one_bioavailability(self) -> ParameterSet:
        if (self.bioavailability is None) == (self.saturable_bioavailability is None):
            msg = "give exactly one of bioavailability and saturable_bioavailability."
            raise InputError(msg)
        if self.volume_f is not None and (self.bioavailability is None or self.volume_f.people is None):
            msg = "volume_f: it needs bioavailability beside it, and people, which says how it differs between studies."
            raise InputError(msg)
        return self

    @model_validator(mode="after")
    def _seen(self) -> ParameterSet:
        for name, quantity in self:
            if isinstance(quantity, Quantity) and quantity.people and quantity.people.beyond == "cut-visible":
                if name != "tmax":
                    msg = f"{name}: people: only a tmax can be 'cut-visible'; write 'cut' to end at the range."
                    raise InputError(msg)
                if self.half_life.high is None:
                    msg = "half_life: it needs high, where the tmax is 'cut-visible'."
                    raise InputError(msg)
        return self
