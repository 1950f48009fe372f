"""What of a study is possible and probably not meant, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pksim.describe.compound.compound import Compound
from pksim.describe.files.schedule_file import load_schedules
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.rounding import from_bedtime, number
from pksim.describe.words.units import write_duration
from pksim.study.curves.simulate import Simulation

if TYPE_CHECKING:
    from pksim.study.people.population import Population
    from pksim.study.timing.best_timing import TimingResult

_LONG_SLEEP_H, _LONG_BEFORE_H, _TIMES = 14.0, 12.0, 10.0


def describe_oddities(result: Simulation | Population | TimingResult) -> list[str]:
    """Name what was asked for and looks like a slip; nothing is changed or refused for it.

    Parameters
    ----------
    result : Simulation, Population or TimingResult
        What came of it.

    Returns
    -------
    list of str
        A sentence for a sleep of more than 14 h, for each dose at a clock time more than 12 h before bedtime, for each
        amount above ten times the most that a published schedule states, and for each dose outside the hours drawn.
    """
    if isinstance(result, Simulation):
        return _oddities(result.schedules.values(), result.night, result.compounds, drawn=True)

    from pksim.study.people.population import Population

    if isinstance(result, Population):
        return describe_oddities(result.typical)
    return _oddities([result.schedule], result.night, result.compounds, drawn=False)


def _oddities(
    schedules: Iterable[Schedule], night: Night, compounds: Mapping[str, Compound], *, drawn: bool
) -> list[str]:
    found = _about_sleep(night)
    for schedule in schedules:
        for dose in schedule.doses:
            told = f"{schedule.name}: {dose.what} {dose.when}"
            found += [f"{told} {each}" for each in _about_dose(dose, night, compounds)]
            if drawn and not _is_drawn(dose, night):
                found.append(f"{told} is outside the hours drawn; it counts all the same.")
    return list(dict.fromkeys(found))


def _about_sleep(night: Night) -> list[str]:
    longest = max(wake - bed for bed, wake in night.sleeps_h)
    if longest <= _LONG_SLEEP_H:
        return []
    span = f"from {night.bedtime} to {night.wake}" if night.nights == 1 else "in one of the nights"
    return [f"Sleep {span} lasts {write_duration(longest)}; is a clock time 12 hours off?"]


def _about_dose(dose: Dose, night: Night, compounds: Mapping[str, Compound]) -> list[str]:
    found, compound = [], compounds[dose.compound]
    bedtimes = {each: bed for each, (bed, _) in zip(night.numbers, night.sleeps_h, strict=True)}
    before = dose.time_from_bedtime_h(night) - bedtimes.get(dose.night or 1, 0.0)
    by_clock = dose.clock_h is not None or isinstance(night, RealNights)  # a diary keeps hours of what clocks showed
    if by_clock and before < -_LONG_BEFORE_H:
        found.append(f"is {from_bedtime(before)}; is the clock time 12 hours off?")
    active, highest = compound.active_mg(dose), _highest_stated_mg(compound)
    if active > _TIMES * highest > 0:
        found.append(f"is {number(active / highest)} times the most that a published schedule states.")
    return found


def _is_drawn(dose: Dose, night: Night) -> bool:
    return -night.before_h <= dose.time_from_bedtime_h(night) <= night.end_h


def _highest_stated_mg(compound: Compound) -> float:
    """Give the upper end of the ranges that the published schedules state for a compound [mg of what is active]."""

    def top(dose: Dose) -> float:
        return 0.0 if dose.range_mg is None else compound.active_mg(dose) * dose.range_mg[1] / dose.amount_mg

    doses = (dose for schedule in load_schedules().values() for dose in schedule.doses)
    return max((top(dose) for dose in doses if dose.compound == compound.name), default=0.0)
