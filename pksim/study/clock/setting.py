"""What is asked of the body clock, as days: which melatonin is taken when, from which onset, towards which bedtime."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pksim.arguments import instance, quoted, whole
from pksim.describe.files.diaries.diary import Diary
from pksim.describe.files.study import Study
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.habitual import near
from pksim.describe.schedule.night import DAY_H, Night, night_of
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.schedule.trip import Trip
from pksim.describe.words.units import MASS_MG, read_clock, read_quantity
from pksim.errors import InputError
from pksim.study.clock.curves import curve_of
from pksim.study.clock.plan import planned
from pksim.study.clock.rules import clock_rules
from pksim.study.clock.walk import Day, walk

_MELATONIN = "melatonin"
_FAR_H = 9.0
_MOST_NIGHTS = 60
_FEW = 400

Placed = tuple[int, float, Dose]
"""The place of a night, when its dose is taken [h from the first bedtime], and the dose."""


@dataclass(frozen=True)
class ClockSetting:
    """What a walk needs; see `pksim.study.clock.body_clock.BodyClock`."""

    nights: Night
    trip: Trip | None
    start_h: float
    sd_h: float
    target_h: float | None
    doses: tuple[Placed, ...]
    days: tuple[Day, ...]
    notes: tuple[str, ...]
    is_diary: bool = False


def setting_of(
    schedule: Schedule | Study | Trip | Diary | str | None,
    night: Night | Trip | Diary | None,
    nights: int,
    dlmo: str | None,
) -> ClockSetting:
    """Read what `pksim.body_clock` is given."""
    if isinstance(schedule, Study):
        night = schedule.night if night is None else night
        schedule = schedule.trip or the_one_with_melatonin(schedule.schedules)
        night = None if isinstance(schedule, Trip) else night
    if isinstance(schedule, (Trip, Diary)):
        if night is not None:
            msg = f"a {type(schedule).__name__.lower()} has nights of its own; leave night out."
            raise InputError(msg)
        schedule, night = None, schedule
    if isinstance(night, Diary):
        return _of_diary(schedule, night, dlmo)
    if isinstance(night, Trip):
        return _of_trip(schedule, night, dlmo)
    schedule = _a_schedule(schedule)
    many = replace(night_of(night), nights=whole(nights, "nights", 1, _MOST_NIGHTS))
    start, sd, said = _onset(many, dlmo)
    doses = one_a_night(_taken(schedule.nightly(many.nights), many), many)
    days = _days(doses, many, targets=[None] * many.nights, drifts=[True] * many.nights)
    return ClockSetting(many, None, start, sd, None, doses, days, said)


def _a_schedule(given: object) -> Schedule:
    return instance(given, Schedule, "schedule", "Schedule.parse('mine', 'melatonin 3 mg at 18:00')")


def the_one_with_melatonin(schedules: Mapping[str, Schedule]) -> Schedule:
    """Give the one schedule that takes melatonin."""
    taking = {name: each for name, each in schedules.items() if _MELATONIN in each.compounds}
    if len(taking) != 1:
        found = ", ".join(repr(name) for name in taking) or "none"
        msg = (
            f"one schedule with melatonin is asked about; here is {found}: say which, in the command with --schedule, "
            "or with --dose."
        )
        raise InputError(msg)
    return next(iter(taking.values()))


def _of_diary(schedule: object, diary: Diary, dlmo: str | None) -> ClockSetting:
    if schedule is None or diary.nights is None:
        nights, chosen = diary.to_simulate()
    else:
        nights, chosen = diary.nights, _a_schedule(schedule).nightly(diary.nights.numbers)
    if nights.has_shifts and dlmo is None and nights.habitual_bedtime is None:
        msg = (
            "the nights of the diary are of more than one regime, such as shift weeks or a flight, and nobody can tell "
            "the body clock from them; give the onset of your melatonin, if it was measured, with dlmo='21:00'."
        )
        raise InputError(msg)
    start, sd, said = _onset(nights, dlmo)
    doses = one_a_night(_taken(chosen, nights), nights)
    beds = [bed for bed, _ in nights.sleeps_h]
    targets: list[float | None] = [bed - clock_rules().onset_before_bed.value for bed in beds]
    days = _days(doses, nights, targets, [True] * len(beds))
    stops = (
        f"The clock follows the bedtimes: it stops {clock_rules().onset_before_bed.value:g} h before each (assumed)."
    )
    return ClockSetting(nights, None, start, sd, None, doses, days, (*said, stops), is_diary=True)


def _of_trip(schedule: object, trip: Trip, dlmo: str | None) -> ClockSetting:
    nights = trip.nights
    start, sd, said = _onset(nights, dlmo)
    away = [bed for (bed, _), is_away in zip(nights.sleeps_h, trip.is_away, strict=True) if is_away]
    target = near(away[0] - clock_rules().onset_before_bed.value, start)
    count = len(nights.sleeps_h)
    if isinstance(schedule, Schedule):
        doses = one_a_night(_taken(schedule.nightly(count), replace(trip.habitual_night, nights=count), nights), nights)
    else:
        doses = planned(
            nights, start, target, Dose(_MELATONIN, 3.0 if schedule is None else _amount(schedule), time_h=0.0)
        )
        doses = _worth_taking(doses, trip, nights, start, sd, target)
    days = _days(doses, nights, [target] * count, list(trip.is_away))
    missing = count - len(doses)
    idle = "On days without a dose the clock has arrived, or no waking hour would move it farther than it drifts."
    notes = [
        *said,
        *([idle] if missing and not isinstance(schedule, Schedule) else []),
        f"The clock stops {clock_rules().onset_before_bed.value:g} h before the bedtime away (assumed).",
    ]
    ceiling = (
        f"Light alone was seen to move clocks by {clock_rules().ceiling.value:g} h a day at most, without melatonin."
    )
    notes.append(ceiling)
    if abs(target - start) > _FAR_H:
        notes.append(f"Past {_FAR_H:g} h the clock may go round either way; this takes the shorter one.")
    return ClockSetting(nights, trip, start, sd, target, doses, days, tuple(notes))


def _worth_taking(
    doses: tuple[Placed, ...], trip: Trip, nights: Night, start: float, sd: float, target: float
) -> tuple[Placed, ...]:
    """Leave out the last doses of a plan, where people get farther without them: a dose stands in place of drift."""
    count, way = len(nights.sleeps_h), 1.0 if target < start else -1.0

    def reached(taken: int) -> float:
        days = list(_days(doses[:taken], nights, [target] * count, list(trip.is_away)))
        steps = walk(days, start, onset_sd_h=sd, count=_FEW)
        return way * float(sum(step.shift_h.mean() for step in steps))

    return doses[: max(range(len(doses) + 1), key=lambda taken: (round(reached(taken), 3), -taken))]


def _amount(text: object) -> float:
    if not isinstance(text, str):
        msg = f"schedule is {quoted(text)}; for a trip it is a Schedule, or a dose alone, such as '3 mg'."
        raise InputError(msg)
    return read_quantity(text, MASS_MG, "the dose")


def _onset(nights: Night, dlmo: str | None) -> tuple[float, float, tuple[str, ...]]:
    """Say when the clock of the one in the middle starts [h], how far people are from that, and what was assumed."""
    usual = nights.habitual_times_h[0] - clock_rules().onset_before_bed.value
    if dlmo is not None:
        start = near(nights.time_h(round(read_clock(dlmo, "dlmo"), 9)), usual)
        return start, 0.0, (f"Starting from a measured onset, {dlmo}.",)
    before, off = clock_rules().onset_before_bed.value, clock_rules().onset_sd.value
    said = (
        f"The onset of one's own melatonin is taken to be {before:g} h before the habitual bedtime, give or take "
        f"{off:g} h; in shift work, with irregular sleep or a delayed clock it can be farther off."
    )
    return usual, off, (said,)


def _taken(schedule: Schedule, nights: Night, axis: Night | None = None) -> list[Placed]:
    """Place the doses of melatonin; those of a plain night on the axis of other nights, at the same hours from bed."""
    known = {number: place for place, number in enumerate(nights.numbers)}
    found = []
    for dose in schedule.doses:
        place = known.get(dose.night or 1)
        if dose.compound == _MELATONIN and place is not None:
            from_bed = dose.time_from_bedtime_h(nights) - nights.sleeps_h[place][0]
            found.append((place, (axis or nights).sleeps_h[place][0] + from_bed, dose))
    if not found:
        msg = f"Schedule {schedule.name!r} has no melatonin in these nights; only melatonin moves the clock here."
        raise InputError(msg)
    return found


def one_a_night(doses: Iterable[Placed], nights: Night) -> tuple[Placed, ...]:
    """Refuse doses of which the published curves do not speak."""
    placed = sorted(doses, key=lambda each: each[1])
    for _, _, dose in placed:
        curve_of(dose)
    number, count = Counter(place for place, _, _ in placed).most_common(1)[0]
    if count > 1:
        msg = (
            f"{nights.name(nights.numbers[number])} has {count} doses of melatonin; the published curves are of one a "
            "day: leave the others out."
        )
        raise InputError(msg)
    return tuple(placed)


def _days(doses: tuple[Placed, ...], nights: Night, targets: list[float | None], drifts: list[bool]) -> tuple[Day, ...]:
    of_place = {place: (time, dose) for place, time, dose in doses}
    days = []
    for place, (bed, _) in enumerate(nights.sleeps_h):
        time, dose = of_place.get(place, (None, None))
        curve = None if dose is None else curve_of(dose)
        days.append(Day(round(bed / DAY_H), time, curve, targets[place], drifts[place]))
    return tuple(days)
