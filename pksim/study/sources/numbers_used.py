"""The numbers of a compound, a schedule and a night that go into a result, each with whose it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Formulation, Part, Salt
from pksim.describe.compound.kind import Kind
from pksim.describe.compound.own_levels import Endogenous, EndogenousLevel, Status
from pksim.describe.compound.parameter_set import ParameterSet
from pksim.describe.compound.quantity import Quantity
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.habitual import BEFORE_WAKING_H, NIGHTS_BEFORE
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.units import read_clock
from pksim.kinetics.own_level import BodysOwn
from pksim.study.curves.own_level import follows_bedtime

Whose: TypeAlias = Kind | Literal["given"]
_NONE = math.nan
QUANTITIES: Mapping[str, str] = MappingProxyType(
    {"tmax": "time of peak", "half_life": "half-life", "volume": "volume", "bioavailability": "fraction absorbed"}
)
"""What the quantities of a parameter set are called, of which a curve is made."""
_OWN: Mapping[str, str] = MappingProxyType(
    {f"own_{name}": f"the body's own: {name}" for name in ("baseline", "amplitude", "width")}
)
DRAWN: Mapping[str, str] = MappingProxyType(
    {
        **QUANTITIES,
        "volume_f": "volume over fraction absorbed",
        **_OWN,
        "own_peak": "the body's own: how much later it peaks",
    }
)
"""What quantities are called that may differ between sleepers."""


class NumberUsed(NamedTuple):
    """A number that goes into a result; columns of `pksim.references`, with keys as source."""

    of: str
    quantity: str
    value: float
    low: float
    high: float
    unit: str
    kind: Whose
    source: tuple[str, ...] = ()
    note: str = ""


def given(of: str, quantity: str, value: float, unit: str, note: str = "") -> NumberUsed:
    """Make the row of a number that the user gave."""
    return NumberUsed(of, quantity, float(value), _NONE, _NONE, unit, "given", (), note)


def from_quantity(of: str, name: str, quantity: Quantity) -> NumberUsed:
    """Make the row of a quantity of the library or of a file."""
    low, high = (_NONE if end is None else end for end in (quantity.low, quantity.high))
    unit = quantity.unit or "1"
    return NumberUsed(of, name, quantity.value, low, high, unit, quantity.kind, quantity.source, quantity.note)


def numbers_of_kinetics(compound: Compound, kinetics: ParameterSet, doses: Iterable[Dose]) -> list[NumberUsed]:
    """List what the curve of a compound was computed from, but for its doses.

    Parameters
    ----------
    compound : Compound
        Of what.
    kinetics : ParameterSet
        The set used.
    doses : iterable of Dose
        What is taken, which says what forms are used.

    Returns
    -------
    list of NumberUsed
        The parameter set, the forms, and the molar mass where amounts of substance matter.
    """
    doses = list(doses)
    rows = [
        from_quantity(compound.name, name, quantity)
        for key, name in QUANTITIES.items()
        if (quantity := getattr(kinetics, key)) is not None
    ]
    if (falling := kinetics.saturable_bioavailability) is not None:
        whose = (falling.kind, falling.source, falling.note)
        rows += [
            NumberUsed(compound.name, name, value, _NONE, _NONE, unit, *whose)
            for name, value, unit in (
                ("saturable capacity", falling.capacity_mmol, "mmol"),
                ("half-saturating dose", falling.half_mmol, "mmol"),
                ("fraction that does not saturate", falling.linear, "1"),
            )
        ]
    for name in dict.fromkeys(compound.find_formulation(dose.formulation or "") or compound.usual for dose in doses):
        rows += _of_form(compound, name)
    salts = [name for name, form in compound.formulations.items() if _taken_as_salt(compound, form, doses)]
    for name in salts:
        rows += _of_salt(compound, name)
    if salts or falling is not None or compound.display_unit.partition("/")[0].endswith("mol"):
        rows.append(from_quantity(compound.name, "molar mass", compound.molar_mass))
    return rows


def _of_form(compound: Compound, name: str) -> Iterator[NumberUsed]:
    form = compound.formulations[name]
    for number, part in enumerate(form.parts, start=1):
        for what, quantity in _of_part(part):
            yield from_quantity(compound.name, f"{name}, part {number}: {what}", quantity)
    if form.relative_bioavailability is not None:
        yield from_quantity(compound.name, f"{name}: relative fraction absorbed", form.relative_bioavailability)


def _of_part(part: Part) -> Iterator[tuple[str, Quantity]]:
    yield "share of the dose", part.fraction
    if part.release_half_life is not None:
        yield "release half-life", part.release_half_life
    if part.release_duration is not None:
        yield "release duration", part.release_duration


def _taken_as_salt(compound: Compound, form: Formulation, doses: Iterable[Dose]) -> bool:
    return form.salt is not None and any(dose.basis == "salt" and compound.form(dose) is form for dose in doses)


def _of_salt(compound: Compound, name: str) -> Iterator[NumberUsed]:
    salt: Salt | None = compound.formulations[name].salt
    assert salt is not None
    mass = from_quantity(compound.name, f"{name}: molar mass of the salt", salt.molar_mass)
    yield mass._replace(note=mass.note or salt.formula)
    yield mass._replace(
        quantity=f"{name}: atoms in the salt",
        value=float(salt.atoms),
        low=_NONE,
        high=_NONE,
        unit="1",
        note=salt.formula,
    )


def numbers_of_status(compound: str, status: Status, *, own: BodysOwn | None) -> list[NumberUsed]:
    """List what a level is judged by in figures and words."""
    rows = [from_quantity(compound, "noise within a person, SD", status.noise_sd)]
    if own is not None and own.is_constant:
        rows += [from_quantity(compound, f"{said} below", edge) for said, edge in status.edges.items()]
    return rows


def numbers_of_own(
    compound: Compound, preset: EndogenousLevel, chosen: Endogenous, own: BodysOwn, night: Night
) -> list[NumberUsed]:
    """List what the body's own level was computed from.

    Parameters
    ----------
    compound : Compound
        Of what.
    preset : EndogenousLevel
        The level chosen.
    chosen : Endogenous
        What else was chosen.
    own : BodysOwn
        The level as it was used.
    night : Night
        In which night, or nights.

    Returns
    -------
    list of NumberUsed
        The preset's, with what the user gave in its place.
    """
    name = compound.name
    rows = [from_quantity(name, "the body's own: baseline", preset.baseline)]
    if preset.amplitude is None or preset.width is None or preset.peak is None:
        return rows
    if chosen.amplitude is None:
        rows.append(from_quantity(name, "the body's own: amplitude", preset.amplitude))
    else:
        rows.append(given(name, "the body's own: amplitude", chosen.amplitude, compound.display_unit))
    rows.append(from_quantity(name, "the body's own: width", preset.width))
    whose = (preset.kind, preset.source)
    peak_note = f"{preset.peak}. {preset.note}".rstrip()
    peak = float(own.peaks_h[0])
    rows.append(NumberUsed(name, "the body's own: time of peak", peak, _NONE, _NONE, "h", *whose, peak_note))
    if follows_bedtime(preset):
        rows += _habitual_bedtimes(name, night)
    if preset.skew:
        rows.append(NumberUsed(name, "the body's own: skew", preset.skew, _NONE, _NONE, "1", *whose, preset.note))
    if chosen.light is not None and preset.half_suppressing_light is not None:
        rows += [
            from_quantity(name, "the body's own: half-suppressing light", preset.half_suppressing_light),
            given(name, "the body's own: light", chosen.light.lux, "lx"),
            given(name, "the body's own: light from", _hours(chosen.light.start), "h", _MIDNIGHT),
            given(name, "the body's own: light to", _hours(chosen.light.end), "h", _MIDNIGHT),
        ]
    return rows


def _habitual_bedtimes(compound: str, night: Night) -> list[NumberUsed]:
    """List the habitual bedtime, that of each night where it follows the wakings of a diary."""
    what = "the body's own: habitual bedtime"
    if isinstance(night, RealNights) and night.habitual_bedtime is None:
        note = f"{_MIDNIGHT} Median waking time of up to {NIGHTS_BEFORE} nights before, minus {BEFORE_WAKING_H:g} h."
        return [
            given(compound, f"{what}, {night.name(number)}", _hours(clock), "h", note)._replace(kind="assumed")
            for number, clock in zip(night.numbers, night.habitual_bedtimes, strict=True)
        ]
    row = given(compound, what, _hours(night.usual_bedtime), "h", _MIDNIGHT)
    return [row if night.habitual_bedtime is not None else row._replace(kind="assumed")]


_MIDNIGHT = "Hours since midnight."


def _hours(clock: str) -> float:
    return read_clock(clock, "the clock time")


def numbers_of_doses(
    schedule: Schedule, night: Night, *, only: Iterable[str] | None = None, timeless: str | None = None
) -> list[NumberUsed]:
    """List amounts and times of the doses of a schedule.

    Parameters
    ----------
    schedule : Schedule
        The doses; where it has no source, they are the user's.
    night : Night
        In which night.
    only : iterable of str, optional
        Compounds whose doses matter; by default all.
    timeless : str, optional
        A compound whose times do not matter.

    Returns
    -------
    list of NumberUsed
        Two rows a dose, numbered as in the schedule; times are hours from the (first) bedtime.
    """
    rows = []
    wanted = None if only is None else set(only)
    for number, dose in enumerate(schedule.doses, start=1):
        if wanted is not None and dose.compound not in wanted:
            continue
        what = " ".join(filter(None, (dose.compound, dose.formulation, dose.basis)))
        night_note = "" if dose.night is None else f", {night.name(dose.night)}"
        note = f"{what}{night_note}: {dose.note}" if dose.note else what + night_note
        kinds: tuple[Whose, Whose] = (dose.amount_kind, dose.time_kind) if schedule.source else ("given", "given")
        low, high = dose.range_mg or (_NONE, _NONE)
        source = schedule.source
        rows.append(
            NumberUsed(schedule.name, f"dose {number}: amount", dose.amount_mg, low, high, "mg", kinds[0], source, note)
        )
        if dose.compound != timeless:
            time = dose.time_from_bedtime_h(night)
            ends = (_NONE, _NONE) if dose.window_h is None else (time + dose.window_h[0], time + dose.window_h[1])
            rows.append(NumberUsed(schedule.name, f"dose {number}: time", time, *ends, "h", kinds[1], source, note))
    return rows


def numbers_of_night(night: Night) -> list[NumberUsed]:
    """List bedtime, waking time [h since midnight] and the window; what is as by default is assumed."""
    rows = []
    if isinstance(night, RealNights):
        for number, (bed, wake) in zip(night.numbers, night.sleeps_h, strict=True):
            rows += [
                given("night", f"{night.name(number)}: {what}", _hours(night.clock(time)), "h", _MIDNIGHT)
                for what, time in (("bedtime", bed), ("wake", wake))
            ]
    else:
        rows = [
            _or_by_default(f"{what}", _hours(clock), _hours(usual), "h", _MIDNIGHT)
            for what, clock, usual in (("bedtime", night.bedtime, Night.bedtime), ("wake", night.wake, Night.wake))
        ]
        rows.append(_or_by_default("nights", night.nights, Night.nights, "1", ""))
    rows.append(_or_by_default("window before bedtime", night.before_h, Night.before_h, "h", ""))
    rows.append(_or_by_default("window after waking", night.after_wake_h, Night.after_wake_h, "h", ""))
    return rows


def _or_by_default(name: str, value: float, usual: float, unit: str, note: str) -> NumberUsed:
    row = given("night", name, value, unit, note)
    return row if value != usual else row._replace(kind="assumed", note=f"{note} As by default.".strip())
