"""What the body has of a compound by itself: the numbers of the library, and which of them one chooses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import Field, field_validator, model_validator

from pksim.arguments import instance, quoted, real_number
from pksim.describe.compound.kind import Kind
from pksim.describe.compound.quantity import Level, Lux, Quantity, Time
from pksim.describe.words.records import Record
from pksim.describe.words.units import read_clock, write_clock
from pksim.describe.words.when import read_when
from pksim.errors import InputError, did_you_mean


class EndogenousLevel(Record):
    """The level that the body keeps of a compound, constant or with a peak every night.

    Attributes
    ----------
    measure : str
        What the sum of it and the doses is, for the axis of a plot.
    baseline : Quantity
        Level by day, in the compound's display unit.
    amplitude : Quantity or None
        How much higher it is at its peak; None for a constant level.
    width : Quantity or None
        For how long it is above the baseline [h].
    peak : str or None
        When it peaks, such as ``"3 h after bed"`` of the habitual bedtime or ``"at 21:00"``.
    peak_sd : Quantity or None
        Standard deviation of that time between people [h].
    skew : float
        Skewness v of the peak, between -1 and 1.
    half_suppressing_light : Quantity or None
        Light that takes half of it away in the end [lx].
    kind, source, note
        As for `Quantity`.
    """

    measure: str = ""
    baseline: Level
    amplitude: Level | None = None
    width: Time | None = None
    peak: str | None = None
    peak_sd: Time | None = None
    skew: float = Field(default=0.0, gt=-1, lt=1, allow_inf_nan=False)
    half_suppressing_light: Lux | None = None
    kind: Kind = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    @field_validator("peak")
    @classmethod
    def _a_time(cls, text: str) -> str:
        if read_when(text).words:
            msg = f"peak is {text!r}; it must be a time alone, such as '3 h after bed' or 'at 21:00'."
            raise InputError(msg)
        return text

    @model_validator(mode="after")
    def _whole(self) -> EndogenousLevel:
        given = [name for name in ("amplitude", "width", "peak") if getattr(self, name) is not None]
        if given and len(given) < 3:
            msg = f"{' and '.join(given)} given; a level with a peak needs amplitude, width and peak."
            raise InputError(msg)
        if self.width is not None and self.width.value >= 24:
            msg = f"width is {self.width.value:g} h; it must be below 24 h."
            raise InputError(msg)
        return self


class Status(Record):
    """How to judge a level that the body keeps.

    Attributes
    ----------
    deficient_below : Quantity
        Below it, a deficiency is likely.
    possibly_deficient_below : Quantity or None
        Below it, a deficiency is possible.
    noise_sd : Quantity
        Standard deviation with which one person's level comes and goes without any dose.
    """

    deficient_below: Level
    possibly_deficient_below: Level | None = None
    noise_sd: Level

    @model_validator(mode="after")
    def _in_order(self) -> Status:
        likely, possibly = self.deficient_below.value, self.possibly_deficient_below
        if possibly is not None and possibly.value <= likely:
            msg = f"possibly_deficient_below is {possibly.value:g}; it must be above deficient_below, {likely:g}."
            raise InputError(msg)
        return self

    @property
    def edges(self) -> dict[str, Quantity]:
        """Levels below which something is said of a level, by what is said, the lowest first."""
        edges = {"likely deficient": self.deficient_below, "possibly deficient": self.possibly_deficient_below}
        return {said: edge for said, edge in edges.items() if edge is not None}

    @property
    def noise(self) -> float:
        """Half the width of the band that holds 95 % of readings without any dose."""
        return 1.96 * self.noise_sd.value

    @property
    def noise_of_difference(self) -> float:
        """The same of the difference of two readings, one before and one after: the reference change value."""
        return math.sqrt(2) * self.noise


class Receptor(Record):
    """A receptor that a compound binds to.

    Attributes
    ----------
    pkd : float
        Negative decadic logarithm of the dissociation constant in mol/L.
    kind, source, note
        As for `Quantity`.
    """

    pkd: float = Field(gt=0, lt=20, allow_inf_nan=False)
    kind: Kind = "assumed"
    source: tuple[str, ...] = ()
    note: str = ""

    @property
    def kd_mol_l(self) -> float:
        """Dissociation constant [mol/L]: the concentration at which half the receptors are occupied."""
        return float(10.0**-self.pkd)


@dataclass(frozen=True)
class Light:
    """Light in the evening, every evening.

    Parameters
    ----------
    start, end : str
        From when to when, HH:MM.
    lux : float
        How bright at the eye [lx], 0 or more.

    Raises
    ------
    pksim.errors.InputError
        When a clock time is not HH:MM, both are the same, or lux is negative.

    Examples
    --------
    >>> import pksim as pk
    >>> pk.Light("21:00", "23:30", lux=200).duration_h
    2.5
    """

    start: str
    end: str
    lux: float

    def __post_init__(self) -> None:
        if read_clock(self.start, "Light: start") == read_clock(self.end, "Light: end"):
            msg = f"Light: start and end are both {self.start}; it must last."
            raise InputError(msg)
        object.__setattr__(self, "lux", real_number(self.lux, "Light: lux", least=0))

    @property
    def duration_h(self) -> float:
        """How long it lasts [h]."""
        return (read_clock(self.end, "end") - read_clock(self.start, "start")) % 24


@dataclass(frozen=True)
class Endogenous:
    """Which of the body's own levels to add to what the doses add.

    Parameters
    ----------
    preset : str, optional
        ``"literature"``, or what an article states: ``"mechanism-article"`` (a peak at 21:00) or
        ``"sleep-quality-article"`` (a peak two hours before bedtime). A compound with a single one uses that.
    habitual_bedtime : str, optional
        As that of `Night`, where it is better kept.
    amplitude : float, optional
        Height of the nightly peak above the baseline, in the compound's display unit; by default the preset's. Between
        people it is from 10 to 200 pg/mL of melatonin.
    light : Light, optional
        Light in the evening that suppresses it.

    Raises
    ------
    pksim.errors.InputError
        When a clock time is not HH:MM or a number is negative.

    Examples
    --------
    The peak is the baseline, 2 pg/mL, and the amplitude:

    >>> import pksim as pk
    >>> strong = pk.simulate(pk.load_schedules()["duo"], endogenous=pk.Endogenous(amplitude=100))
    >>> float(strong.endogenous_level("melatonin").max())
    102.0
    """

    preset: str = "literature"
    habitual_bedtime: str | None = None
    amplitude: float | None = None
    light: Light | None = None

    def __post_init__(self) -> None:
        instance(self.preset, str, "Endogenous: preset", "'literature'")
        if self.habitual_bedtime is not None:
            habitual = read_clock(self.habitual_bedtime, "Endogenous: habitual_bedtime")
            object.__setattr__(self, "habitual_bedtime", write_clock(habitual))
        if self.amplitude is not None:
            object.__setattr__(self, "amplitude", real_number(self.amplitude, "Endogenous: amplitude", least=0))
        if self.light is not None:
            instance(self.light, Light, "Endogenous: light", "Light('21:00', '23:00', lux=200)")


def chosen_endogenous(
    endogenous: Endogenous | str | bool, levels: Iterable[Mapping[str, EndogenousLevel]]
) -> Endogenous | None:
    """Read what was given for the body's own: yes or no, a preset of one of the compounds' levels, or more."""
    if endogenous is False:
        return None
    chosen = Endogenous() if endogenous is True else endogenous
    if isinstance(chosen, str):
        chosen = Endogenous(chosen)
    if not isinstance(chosen, Endogenous):
        msg = f"endogenous is {quoted(endogenous)}; it must be True, False, the name of a preset, or an Endogenous."
        raise InputError(msg)
    presets = dict.fromkeys(name for of_one in levels for name in of_one)
    if chosen.preset not in presets:
        msg = f"endogenous: there is no preset {chosen.preset!r}; {did_you_mean(str(chosen.preset), presets)}"
        raise InputError(msg)
    return chosen
