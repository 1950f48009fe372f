"""What the body adds by itself in a night, for the compounds of which it has any."""

from __future__ import annotations

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous, EndogenousLevel
from pksim.describe.schedule.habitual import NIGHTS_BEFORE, near
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.units import read_clock, write_clock
from pksim.describe.words.when import read_when
from pksim.kinetics.own_level import BodysOwn, Suppression
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


def bodys_own(regimen: Regimen, chosen: Endogenous | None, night: Night) -> BodysOwn | None:
    """Make the body's own curve [mg/L] of a compound; None when there is none."""
    if chosen is None:
        return None
    return own_level(regimen.compound, chosen, night, float(regimen.system.ke_per_h[0]))


def own_level(compound: Compound, chosen: Endogenous, night: Night, ke_per_h: float = 1.0) -> BodysOwn | None:
    """Make the body's own curve [mg/L]; the elimination rate constant matters for what light does."""
    preset = preset_of(compound, chosen)
    if preset is None:
        return None
    per_mg_l = compound.display_factor
    baseline = preset.baseline.value / per_mg_l
    if preset.amplitude is None or preset.width is None or preset.peak is None:
        return BodysOwn(baseline)
    amplitude = preset.amplitude.value if chosen.amplitude is None else chosen.amplitude
    return BodysOwn(
        baseline,
        amplitude / per_mg_l,
        preset.width.value,
        _peak_time_h(preset.peak, night),
        preset.skew,
        _suppressions(preset, chosen, night, ke_per_h),
        ke_per_h,
    )


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
