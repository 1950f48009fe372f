"""What a curve shows, in plain sentences that a screen reader reads well."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.rounding import from_bedtime, number, percent
from pksim.describe.words.units import write_duration
from pksim.show.words.levels import level, the_night
from pksim.show.words.nights import over_nights
from pksim.study.curves.metrics import total_metrics
from pksim.study.curves.one_night import OneNight, above_half_peak_in, one_night, peak_in
from pksim.study.curves.own_level import clock_followed, preset_of
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation

_TIMES_FROM = 2.0
CLOSE_S = 30 * 60
_ABOUT_AS_LARGE = 0.1
"""How far from the noise a rise still counts as about as large: the noise is known to one or two digits."""
_ON_THE_EDGE = 0.01
_OF_WAKINGS = "For each night it is their median, minus 8 hours; for the first, which has none before it, its own."
_SHIFTS = (
    "Waking times here are of more than one regime, such as shift weeks: the clock goes over to the next one once most "
    "of those nights belong to it, and is never put between two. A habitual bedtime of your own would say more."
)
_NOT_FOLLOWED = "Clocks change in these nights; the body's own follows within days, but is drawn as if it did not."


def describe_all(simulation: Simulation, *, night: int | None = None) -> str:
    """Describe every schedule, a paragraph each."""
    return "\n\n".join(describe(simulation, name, night=night) for name in simulation.schedules)


def describe(simulation: Simulation, schedule: str, *, night: int | None = None) -> str:
    """Describe one schedule of a simulation.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    schedule : str
        Name of the schedule.
    night : int, optional
        Of several nights, the one to describe beside the highest; by default the first in which some of the compound
        is taken.

    Returns
    -------
    str
        When each compound peaks relative to bedtime, what is left at bedtime and on waking, from when to when it
        stays above half its peak, what is assumed, and with flip-flop kinetics what one would see.
    """
    sentences = [
        sentence
        for (name, _), regimen in simulation.regimens.items()
        if name == schedule
        for sentence in _describe(regimen, simulation, night)
    ]
    note = simulation.schedules[schedule].note
    return f"{schedule}: " + " ".join([*sentences, *([note] if note else [])])


def _describe(regimen: Regimen, simulation: Simulation, night: int | None) -> list[str]:
    one = one_night(regimen, night)
    if simulation.night.nights == 1:
        sentences = _over_one_night(regimen, simulation, one)
    else:
        sentences = over_nights(regimen, simulation, night)
    if regimen.is_flip_flop:
        sentences.append(
            f"Some of it is absorbed more slowly than it is eliminated (flip-flop): the end of the curve falls with a "
            f"half-life of {write_duration(regimen.terminal_half_life_h)}, that of absorption, not with the "
            f"elimination half-life of {write_duration(float(regimen.model.half_life_h))}."
        )
    sentences += _absorbed_apart(regimen, simulation.night)
    sentences += _with_the_bodys_own(regimen, simulation, one)
    for dose in regimen.doses:
        assumed = [what for what in ("amount", "time", "form") if getattr(dose, f"{what}_kind") == "assumed"]
        sentences += [f"Assumed: {' and '.join(assumed)}."] if assumed else []
        sentences += [dose.note] if dose.note else []
    return list(dict.fromkeys(sentences))


def _absorbed_apart(regimen: Regimen, night: Night) -> list[str]:
    """Say that doses shortly after one another are absorbed as if each were alone, where that makes a difference."""
    times = sorted({dose.moment(night)[0] for dose in regimen.doses})
    close = any(later - earlier < CLOSE_S for earlier, later in pairwise(times))
    if regimen.kinetics.saturable_bioavailability is None or not close:
        return []
    told = "Doses less than 30 min apart are absorbed here as if each were taken alone; in the body they compete, as "
    return [f"{told}doses at one instant do, and less of them is absorbed."]


def _over_one_night(regimen: Regimen, simulation: Simulation, one: OneNight) -> list[str]:
    night, compound = simulation.night, regimen.compound
    (peak_time, peak), spans = peak_in(one, regimen), above_half_peak_in(one, regimen)
    taken = " and ".join(f"{dose.what.removeprefix(compound.name).strip()} {dose.when}" for dose in regimen.doses)
    if not peak:
        return [f"{compound.name.capitalize()} ({taken}): none of it is taken in the night that is looked at."]
    at_bedtime, at_wake = regimen.concentration(np.array([0.0, night.wake_h])) / peak
    when = " and ".join(f"from {_moment(simulation, begin)} to {_moment(simulation, end)}" for begin, end in spans)
    total = sum(end - begin for begin, end in spans)
    peaks = (
        f"{compound.name.capitalize()} ({taken}) peaks at {night.clock(peak_time)}, {from_bedtime(peak_time)}, at "
        f"{level(regimen, peak)}; {percent(at_bedtime)} of the peak is there at bedtime, {percent(at_wake)} on waking "
        f"at {night.wake}."
    )
    return [peaks, f"It stays above half its peak {when}, {write_duration(total)} in all."]


def _with_the_bodys_own(regimen: Regimen, simulation: Simulation, one: OneNight) -> list[str]:
    """Hold a night of a curve against what the body has without any dose."""
    compound, sentences, factor = regimen.compound, [], regimen.compound.display_factor
    where = "" if simulation.night.nights == 1 else f" in {the_night(one.number, simulation.night)}"
    if compound.name in simulation.own:
        own, row = simulation.own[compound.name], total_metrics(simulation, regimen, one)
        sentences += whose_clock(compound, simulation.night, simulation.endogenous)
        highest, ratio = level(regimen, row["cmax_total"] / factor), row["cmax_total_ratio"]
        if own.is_constant:
            more = f"{percent(ratio - 1)} more" if ratio < _TIMES_FROM else f"{number(ratio)} times as much"
            before = level(regimen, own.baseline)
            sentences.append(f"With the {before} that are there without doses it comes to {highest}{where}, {more}.")
            sentences += _deficient(compound, own.baseline * factor)
        else:
            sentences.append(
                f"With the body's own it peaks at {row['peak_total_clock']}{where} at {highest}, {number(ratio)} times "
                f"the highest of the body's own; on waking it is {level(regimen, row['at_wake_total'] / factor)}."
            )
    if compound.status is not None and (rise := peak_in(one, regimen)[1] * factor):
        noise = compound.status.noise_of_difference
        beyond = rise / noise - 1
        verb = "is about as large as" if abs(beyond) <= _ABOUT_AS_LARGE else "lies within" if beyond < 0 else "exceeds"
        sentences.append(
            f"The rise{where} {verb} the ±{noise:.2g} {compound.display_unit} by which two readings of one person "
            f"differ without any dose ({compound.status.noise_sd.kind})."
        )
    return sentences


def _deficient(compound: Compound, level: float) -> list[str]:
    """Say below which levels a deficiency is likely or possible, and where the level without doses lies."""
    if compound.status is None:
        return []
    edges, unit = compound.status.edges, compound.display_unit
    below = ", ".join(
        f"{'below' if i else 'Below'} {edge.value:g} {unit} {'' if i else 'it is '}{said}"
        for i, (said, edge) in enumerate(edges.items())
    )
    values = [edge.value for edge in edges.values()]
    edge = next((each for each in values if level <= each * (1 + _ON_THE_EDGE)), values[-1])
    on = abs(level - edge) <= edge * _ON_THE_EDGE
    place = "on the edge at" if on else "below" if level < edge else "above"
    return [f"{below}; without doses it is {place} {edge:g} {unit}."]


def whose_clock(compound: Compound, night: Night, chosen: Endogenous | None) -> list[str]:
    """Say for whom the body's own is drawn; one stays on one's clock when one goes to bed at another time."""
    preset = None if chosen is None else preset_of(compound, chosen)
    if preset is None or preset.peak is None:
        return []
    given = night.habitual_bedtime is not None
    change = [_NOT_FOLLOWED] if isinstance(night, RealNights) and night.clocks_change else []
    if (habitual := clock_followed(preset, night)) is None:
        return [f"The body's own is drawn with its peak {preset.peak}, whatever the habitual bedtime.", *change]
    drawn = f"The body's own is drawn for a habitual bedtime of {habitual}"
    if given:
        return [f"{drawn}.", *change]
    if isinstance(night, RealNights):
        return [f"{drawn}. {_OF_WAKINGS}", *([_SHIFTS] if night.has_shifts else [])]
    whose = "tonight's" if night.nights == 1 else "that of these nights"
    return [f"{drawn}, assumed to be {whose}."]


def _moment(simulation: Simulation, time_h: float) -> str:
    """Give a clock time, with the day where it is not within a day of bedtime."""
    clock = simulation.night.clock(time_h)
    return clock if -12 <= time_h < 12 else f"{clock} ({from_bedtime(time_h)})"
