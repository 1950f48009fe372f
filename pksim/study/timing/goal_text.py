"""Read a goal as people write it: ``peak within 15 min of bedtime``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.files.study import Study
from pksim.describe.schedule.night import Night
from pksim.describe.words.units import NUMBER, TIME_H, concentration_factor, read_clock, read_number, read_unit
from pksim.errors import InputError, did_you_mean
from pksim.study.timing.clock_goal import shift_by
from pksim.study.timing.goals import Goal, above, all_of, check_goal, level_at, on_waking_below, peak_at

_EXAMPLES = (
    "peak at bedtime",
    "peak within 30 min of 23:30",
    "90 % of peak at bedtime",
    "above 50 pg/mL from 22:30 to 02:00",
    "above 50 pg/mL for 80 % from 22:30 to 02:00",
    "below 10 pg/mL on waking",
    "clock 1 h earlier in 3 nights",
)
_WHEN = r"\S+(?: [ap]\.?m\.?)?"
_UNIT = r"(?P<unit>[^\s\d]\S*)"


def _form(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_PEAK = _form(rf"peak at (?P<time>{_WHEN})")
_PEAK_WITHIN = _form(rf"peak within (?P<off>{NUMBER})\s*{_UNIT} of (?P<time>{_WHEN})")
_LEVEL = _form(rf"(?:at least )?(?P<share>{NUMBER})\s*% of (?:the )?peak at (?P<time>{_WHEN})")
_ABOVE = _form(
    rf"above (?P<level>{NUMBER})\s*{_UNIT}(?: for (?P<share>{NUMBER})\s*%)? "
    rf"from (?P<first>{_WHEN}) to (?P<last>{_WHEN})"
)
_CLOCK = _form(rf"clock (?P<hours>{NUMBER})\s*{_UNIT} (?P<way>earlier|later) in (?P<nights>\d+) nights?")
_BELOW = _form(rf"below (?P<level>{NUMBER})\s*{_UNIT} on waking")


def goal_of(goal: Goal | str, study: Study, move: str) -> Goal:
    """Read a goal, unless it is one already.

    Parameters
    ----------
    goal : Goal or str
        One made by `peak_at` and its like; or one or more of ``peak at bedtime``, ``peak within 30 min of 23:30``,
        ``90 % of peak at bedtime``, ``above 50 pg/mL [for 80 %] from 22:30 to 02:00``, ``below 10 pg/mL on waking`` and
        ``clock 1 h earlier in 3 nights``, joined by ``and``; each may start with a compound and a colon. A time is
        ``bedtime``, ``waking`` or HH:MM.
    study : Study
        In which night, and with which compounds.
    move : str
        The compound that is moved, of which a goal speaks unless it names another.

    Returns
    -------
    Goal

    Raises
    ------
    pksim.errors.InputError
        When it is no goal.
    """
    if not isinstance(goal, str):
        return check_goal(goal)
    parts = [part.strip() for part in re.split(r"\band\b", " ".join(goal.split()))]
    if not all(parts):
        msg = f"the goal is {goal!r}; write one such as {', '.join(repr(each) for each in _EXAMPLES)}."
        raise InputError(msg)
    goals = [_read(part, study.night, with_own(study.compounds), move) for part in parts]
    return goals[0] if len(goals) == 1 else all_of(*goals)


def _read(text: str, night: Night, compounds: Mapping[str, Compound], move: str) -> Goal:
    name, colon, rest = text.rpartition(": ")
    compound = name.strip() if colon or text.startswith(":") else None
    about = move if compound is None else compound
    if about not in compounds:
        msg = f"goal {text!r}: the compound {about!r} is not known; {did_you_mean(about, compounds)}"
        raise InputError(msg)
    thing = compounds[about]
    try:
        return _goal(rest, night, thing, compound)
    except InputError as error:
        msg = f"goal {text!r}: {error}"
        raise InputError(msg) from None


def _goal(text: str, night: Night, thing: Compound, compound: str | None) -> Goal:
    if found := _PEAK.fullmatch(text):
        return peak_at(_time(found["time"], night), compound=compound)
    if found := _PEAK_WITHIN.fullmatch(text):
        off = read_number(found["off"], "the time") * read_unit(found["unit"], TIME_H, "the time")
        return peak_at(_time(found["time"], night), off, compound=compound)
    if found := _LEVEL.fullmatch(text):
        return level_at(_time(found["time"], night), _share(found["share"]), compound=compound)
    if found := _ABOVE.fullmatch(text):
        share = _share(found["share"]) if found["share"] else 1.0
        first, last = (_time(found[key], night) for key in ("first", "last"))
        return above(_level(found, thing), first, last, share, compound=compound)
    if found := _BELOW.fullmatch(text):
        return on_waking_below(_level(found, thing), compound=compound)
    if found := _CLOCK.fullmatch(text):
        hours = read_number(found["hours"], "the shift") * read_unit(found["unit"], TIME_H, "the shift")
        return shift_by(hours if found["way"].lower() == "earlier" else -hours, int(found["nights"]))
    msg = f"this is no goal that is known; {did_you_mean(text, _EXAMPLES)}"
    raise InputError(msg)


def _time(text: str, night: Night) -> float:
    if text.lower() in ("bedtime", "waking"):
        return 0.0 if text.lower() == "bedtime" else night.wake_h
    return night.time_h(read_clock(text, "the time"))


def _share(percent: str) -> float:
    return read_number(percent, "the percentage") / 100


def _level(found: re.Match[str], thing: Compound) -> float:
    """Read a level in any unit of concentration, and give it in the compound's display unit."""
    in_mg_l = read_number(found["level"], "the level") / concentration_factor(found["unit"], thing.molar_mass.value)
    return in_mg_l * thing.display_factor
