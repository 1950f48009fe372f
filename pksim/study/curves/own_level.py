"""What the body adds by itself in a night, for the compounds of which it has any."""

from __future__ import annotations

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous, EndogenousLevel
from pksim.describe.compound.quantity import Quantity
from pksim.describe.schedule.habitual import NIGHTS_BEFORE, near
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.units import read_clock, write_clock
from pksim.describe.words.when import read_when
from pksim.kinetics.arrays import Number
from pksim.kinetics.own_level import BodysOwn
from pksim.kinetics.suppression import Suppression
from pksim.study.curves.person import Person, TypicalPerson
from pksim.study.curves.regimen import Regimen

_FARTHEST_DOSE_H = 96.0
"""As far from the nights as a dose can be; there the body's own is asked for, too."""
_FORGOTTEN = 37.0
"""In units of the elimination rate constant's inverse: of what light did so long ago, 1e-16 is left."""


def preset_of(compound: Compound, chosen: Endogenous) -> EndogenousLevel | None:
    """Give the level that the body has of a compound; None when it has none."""
    if not compound.endogenous:
        return None
    return compound.endogenous.get(chosen.preset) or next(iter(compound.endogenous.values()))


def bodys_own(
    regimen: Regimen, chosen: Endogenous | None, night: Night, person: Person | None = None
) -> BodysOwn | None:
    """Make the body's own curve [mg/L] of a compound, of the typical person or of many; None when there is none."""
    if chosen is None:
        return None
    ke_per_h = regimen.system.ke_per_h if regimen.system.shape else float(regimen.system.ke_per_h[0])
    return own_level(regimen.compound, chosen, night, ke_per_h, person)


def own_level(
    compound: Compound, chosen: Endogenous, night: Night, ke_per_h: Number = 1.0, person: Person | None = None
) -> BodysOwn | None:
    """Make the body's own curve [mg/L]; the elimination rate constant matters for what light does."""
    preset, taker = preset_of(compound, chosen), TypicalPerson() if person is None else person
    if preset is None:
        return None
    of_taker = {name: taker.number(compound.name, name, each) for name, each in own_quantities(preset, chosen).items()}
    per_mg_l = compound.display_factor
    baseline = of_taker["own_baseline"] / per_mg_l
    if preset.amplitude is None or preset.width is None or preset.peak is None:
        return BodysOwn(baseline)
    amplitude = of_taker["own_amplitude"] if chosen.amplitude is None else chosen.amplitude
    suppressions = _suppressions(preset, chosen, night, float(np.min(ke_per_h)))
    return BodysOwn(
        baseline,
        amplitude / per_mg_l,
        of_taker["own_width"],
        _peak_time_h(preset.peak, night),
        preset.skew,
        suppressions,
        ke_per_h if suppressions else 1.0,
        later_h=of_taker["own_peak"] if taker.draws(compound.name, "own_peak") and "own_peak" in of_taker else 0.0,
    )


def own_quantities(preset: EndogenousLevel, chosen: Endogenous) -> dict[str, Quantity]:
    """List what may differ between people in the level that the body has by itself, but for what is given for all."""
    amplitude = preset.amplitude if chosen.amplitude is None else None
    each = {"baseline": preset.baseline, "amplitude": amplitude, "width": preset.width, "peak": preset.peak_sd}
    return {f"own_{name}": quantity for name, quantity in each.items() if quantity is not None}


def follows_bedtime(preset: EndogenousLevel) -> bool:
    """Say whether a level keeps to the habitual bedtime, and not to a time of the clock, or is constant."""
    return preset.peak is not None and read_when(preset.peak).time_h is not None


def clock_followed(preset: EndogenousLevel, night: Night) -> str | None:
    """Say for which habitual bedtime, HH:MM, or bedtimes a level is drawn; None when it does not depend on any."""
    if not follows_bedtime(preset):
        return None
    if not isinstance(night, RealNights) or night.habitual_bedtime is not None:
        return night.usual_bedtime
    hours = [read_clock(each, "the habitual bedtime") for each in night.habitual_bedtimes]
    around = [near(hour, hours[0]) for hour in hours]
    span = " to ".join(dict.fromkeys(write_clock(end) for end in (min(around), max(around))))
    return f"{span}, from the waking times of up to {NIGHTS_BEFORE} nights before"


def _peak_time_h(text: str, night: Night) -> float | tuple[float, ...]:
    when = read_when(text)
    if when.time_h is None:
        return night.time_h(when.clock_h or 0.0)
    peaks = tuple(when.time_h + time for time in night.habitual_times_h)
    return peaks[0] if len(peaks) == 1 else peaks


def _suppressions(
    preset: EndogenousLevel, chosen: Endogenous, night: Night, ke_per_h: float
) -> tuple[Suppression, ...]:
    """Repeat the light of an evening in every evening whose light can still be told, whatever is drawn."""
    if chosen.light is None or preset.half_suppressing_light is None:
        return ()
    share = chosen.light.lux / (chosen.light.lux + preset.half_suppressing_light.value)
    first, last = -_FARTHEST_DOSE_H - _FORGOTTEN / ke_per_h, night.end_h + _FARTHEST_DOSE_H
    starts = night.occurrences_h(chosen.light.start, first, last)
    return tuple(Suppression(start, start + chosen.light.duration_h, share) for start in starts)
