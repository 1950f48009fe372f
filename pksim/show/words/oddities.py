"""What of a study is possible and probably not meant, in plain sentences."""

from __future__ import annotations

from pksim.describe.files.schedule_file import load_schedules
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.rounding import from_bedtime, number
from pksim.describe.words.units import write_duration
from pksim.show.words.curves import describe_all
from pksim.study.curves.simulate import Simulation

_LONG_SLEEP_H, _LONG_BEFORE_H, _TIMES = 14.0, 12.0, 10.0


def describe_oddities(simulation: Simulation) -> list[str]:
    """Name what was asked for and looks like a slip; nothing is changed or refused for it.

    Parameters
    ----------
    simulation : Simulation
        The curves.

    Returns
    -------
    list of str
        A sentence for a sleep of more than 14 h, for each dose at a clock time more than 12 h before bedtime, for each
        amount above ten times the most that a published schedule states, and for each dose outside the hours drawn.
    """
    night, found = simulation.night, []
    if (longest := max(wake - bed for bed, wake in night.sleeps_h)) > _LONG_SLEEP_H:
        span = f"from {night.bedtime} to {night.wake}" if night.nights == 1 else "in one of the nights"
        found.append(f"Sleep {span} lasts {write_duration(longest)}; is a clock time 12 hours off?")
    bedtimes = {each: bed for each, (bed, _) in zip(night.numbers, night.sleeps_h, strict=True)}
    for (schedule, _), regimen in simulation.regimens.items():
        for dose in regimen.doses:
            told = f"{schedule}: {dose.what} {dose.when}"
            time, active = dose.time_from_bedtime_h(night), regimen.compound.active_mg(dose)
            before = time - bedtimes.get(dose.night or 1, 0.0)
            if dose.clock_h is not None and before < -_LONG_BEFORE_H:
                found.append(f"{told} is {from_bedtime(before)}; is the clock time 12 hours off?")
            if active > _TIMES * (highest := _highest_stated_mg(dose.compound, simulation)) > 0:
                found.append(f"{told} is {number(active / highest)} times the most that a published schedule states.")
            if not -night.before_h <= time <= night.end_h:
                found.append(f"{told} is outside the hours drawn; it counts all the same.")
    return list(dict.fromkeys(found))


def describe_with_oddities(simulation: Simulation) -> str:
    """Describe every schedule, a paragraph each, and after them what looks like a slip."""
    return "\n\n".join([describe_all(simulation), *describe_oddities(simulation)])


def _highest_stated_mg(compound: str, simulation: Simulation) -> float:
    """Give the upper end of the ranges that the published schedules state for a compound [mg of what is active]."""
    thing = simulation.compounds[compound]

    def top(dose: Dose) -> float:
        return 0.0 if dose.range_mg is None else thing.active_mg(dose) * dose.range_mg[1] / dose.amount_mg

    doses = (dose for schedule in load_schedules().values() for dose in schedule.doses)
    return max((top(dose) for dose in doses if dose.compound == compound), default=0.0)
