"""Several schedules, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from pksim.arguments import several
from pksim.describe.schedule.schedule import Schedule
from pksim.errors import InputError, did_you_mean

Schedules: TypeAlias = Schedule | Iterable[Schedule] | Mapping[str, Schedule]


def by_name(schedules: list[Schedule]) -> dict[str, Schedule]:
    """Arrange schedules by name.

    Raises
    ------
    pksim.errors.InputError
        When there are none, or two have the same name.
    """
    if not schedules:
        msg = "there are no schedules to compare; give at least one."
        raise InputError(msg)
    named: dict[str, Schedule] = {}
    for each in schedules:
        if each.name in named:
            msg = f"two schedules are called {each.name!r}; give each a name of its own, for instance with .renamed()."
            raise InputError(msg)
        named[each.name] = each
    return named


def listed(schedules: Schedule | Iterable[Schedule] | Mapping[str, Schedule]) -> list[Schedule]:
    """List the schedules, however they are given."""
    if isinstance(schedules, Schedule):
        return [schedules]
    given = schedules.values() if isinstance(schedules, Mapping) else schedules
    return list(several(given, Schedule, "schedules", "load_schedules()['mechanism']"))


def with_dose_of(compound: str, schedules: Mapping[str, Schedule], what_for: str = "") -> list[Schedule]:
    """Give the schedules in which a compound is taken.

    Raises
    ------
    pksim.errors.InputError
        When there is none.
    """
    found = [each for each in schedules.values() if compound in each.compounds]
    if not found:
        taken = dict.fromkeys(name for each in schedules.values() for name in each.compounds)
        lacking = f"no schedule has a dose of {compound!r}"
        if len(schedules) == 1:
            lacking = f"schedule {next(iter(schedules))!r} has no dose of {compound!r}{what_for}"
        msg = f"{lacking}; {did_you_mean(compound, taken)}"
        raise InputError(msg)
    return found
