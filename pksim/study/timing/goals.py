"""What one wants of a curve, as small named values: each gives a score from 0 to 1, and whether it is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pksim.arguments import instance, real_number
from pksim.describe.files.study import no_goal
from pksim.describe.schedule.night import Night
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Array
from pksim.study.curves.response import Response

Judgement: TypeAlias = tuple[Array, NDArray[np.bool_]]
"""Score and met, each (shifts, people)."""


class Goal(Protocol):
    """Something wanted of a curve."""

    def judge(self, responses: Mapping[str, Response], moved: str, shifts_h: Array) -> Judgement:
        """Say how well it is reached when the moved compound is taken so much later.

        Parameters
        ----------
        responses : mapping of str to Response
            The curves, by compound.
        moved : str
            The compound that is moved, of which a goal speaks unless it names another.
        shifts_h : array (shifts,)
            How much later [h].

        Returns
        -------
        score : array (shifts, people)
            From 0 to 1, the best.
        met : array of bool (shifts, people)
        """


@dataclass(frozen=True)
class Telling:
    """What a goal is told with: the night, the compound that is moved, and the unit of each compound."""

    night: Night
    moved: str
    units: Mapping[str, str]

    def about(self, compound: str | None) -> str:
        """Name the compound that a goal speaks of, unless it is the one that is moved."""
        return f"{compound}: " if compound not in (None, self.moved) else ""

    def level(self, level: float, compound: str | None) -> str:
        """Write a level in the unit of the compound that a goal speaks of."""
        return f"{level:.6g} {self.units[self.moved if compound is None else compound]}"

    def time(self, time_h: float) -> str:
        """Write a time on the night's axis: bedtime, waking, or what the clock shows."""
        named = {0.0: "bedtime", self.night.wake_h: "waking"}
        return named.get(time_h, self.night.clock(time_h))


def _curve(
    compound: str | None, responses: Mapping[str, Response], moved: str, shifts_h: Array
) -> tuple[Response, Array]:
    """Give the curve that a goal speaks of, and how much later it comes."""
    name = moved if compound is None else compound
    if name not in responses:
        msg = f"the goal speaks of {name!r}, of which nothing is taken; {did_you_mean(name, responses)}"
        raise InputError(msg)
    return responses[name], shifts_h if name == moved else np.zeros_like(shifts_h)


@dataclass(frozen=True)
class PeakAt:
    """The curve peaks at a time; see `peak_at`."""

    time_h: float
    within_h: float
    compound: str | None = None

    score: ClassVar[str] = "1 when the peak is just then, 1/2 when it is off by as much as the goal allows"

    def told(self, telling: Telling) -> str:
        """Spell it out, with its tolerance, as text that is read as the same goal."""
        within = f"{60 * self.within_h:.6g} min"
        return f"{telling.about(self.compound)}peak within {within} of {telling.time(self.time_h)}"

    def judge(self, responses: Mapping[str, Response], moved: str, shifts_h: Array) -> Judgement:
        """Compare the time of the peak."""
        response, later = _curve(self.compound, responses, moved, shifts_h)
        off = np.abs(response.peak_time_h + later[:, np.newaxis] - self.time_h)
        return 1.0 / (1.0 + off / self.within_h), off <= self.within_h


@dataclass(frozen=True)
class LevelAt:
    """Enough of the peak is there at a time; see `level_at`."""

    time_h: float
    at_least: float
    compound: str | None = None

    score: ClassVar[str] = "the share of the peak that is there then"

    def told(self, telling: Telling) -> str:
        """Spell it out, with its tolerance, as text that is read as the same goal."""
        share = f"at least {100 * self.at_least:.6g} % of peak"
        return f"{telling.about(self.compound)}{share} at {telling.time(self.time_h)}"

    def judge(self, responses: Mapping[str, Response], moved: str, shifts_h: Array) -> Judgement:
        """Compare the level at the time with the peak."""
        response, later = _curve(self.compound, responses, moved, shifts_h)
        share = np.minimum(response.level(self.time_h - later) / response.peak_level, 1.0)
        return share, share >= self.at_least


@dataclass(frozen=True)
class Above:
    """The curve is above a level during a window; see `above`."""

    level: float
    from_h: float
    to_h: float
    share: float
    compound: str | None = None

    score: ClassVar[str] = "the part of that time in which the level is above"

    def told(self, telling: Telling) -> str:
        """Spell it out, with its tolerance, as text that is read as the same goal."""
        level, share = telling.level(self.level, self.compound), f"{100 * self.share:.6g} %"
        first, last = telling.time(self.from_h), telling.time(self.to_h)
        return f"{telling.about(self.compound)}above {level} for {share} from {first} to {last}"

    def judge(self, responses: Mapping[str, Response], moved: str, shifts_h: Array) -> Judgement:
        """Measure the part of the window above the level."""
        response, later = _curve(self.compound, responses, moved, shifts_h)
        hours = response.hours_above(self.level, self.from_h - later, self.to_h - later)
        part = np.clip(hours / (self.to_h - self.from_h), 0.0, 1.0)
        return part, part >= self.share - 1e-9


@dataclass(frozen=True)
class OnWakingBelow:
    """Little is left on waking; see `on_waking_below`."""

    level: float
    compound: str | None = None

    score: ClassVar[str] = "the limit over what is left, 1 at most"

    def told(self, telling: Telling) -> str:
        """Spell it out, with its tolerance, as text that is read as the same goal."""
        return f"{telling.about(self.compound)}below {telling.level(self.level, self.compound)} on waking"

    def judge(self, responses: Mapping[str, Response], moved: str, shifts_h: Array) -> Judgement:
        """Compare the level on waking."""
        response, later = _curve(self.compound, responses, moved, shifts_h)
        left = response.level(response.wake_h - later)
        return self.level / np.maximum(left, self.level), left <= self.level


@dataclass(frozen=True)
class AllOf:
    """Several goals at once; see `all_of`."""

    goals: tuple[Goal, ...] = field(default_factory=tuple)

    score: ClassVar[str] = "the smallest score of its parts"

    def told(self, telling: Telling) -> str:
        """Spell it out, with its tolerance, as text that is read as the same goal."""
        return " and ".join(told(goal, telling) for goal in self.goals)

    def judge(self, responses: Mapping[str, Response], moved: str, shifts_h: Array) -> Judgement:
        """Take the smallest score."""
        verdicts = [goal.judge(responses, moved, shifts_h) for goal in self.goals]
        scores, met = (np.broadcast_arrays(*each) for each in zip(*verdicts, strict=True))
        return np.min(scores, axis=0), np.all(met, axis=0)


def peak_at(time_h: float = 0.0, within_h: float = 0.25, *, compound: str | None = None) -> PeakAt:
    """Want the peak at a time.

    Parameters
    ----------
    time_h : float, optional
        When [h from bedtime].
    within_h : float, optional
        How far off is still good [h]. The score is 1/(1 + |off|/within_h).
    compound : str, optional
        Of which compound; by default of the one that is moved.

    Returns
    -------
    PeakAt

    Raises
    ------
    pksim.errors.InputError
        When ``within_h`` is not above 0.

    Examples
    --------
    >>> import pksim as pk
    >>> found = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.peak_at(-0.5, within_h=0.5))
    >>> found.goal_in_words, found.best.clock
    ('peak within 30 min of 22:30', '21:45')
    """
    time, within = real_number(time_h, "peak_at: time_h"), real_number(within_h, "peak_at: within_h", above=0, unit="h")
    return PeakAt(time, within, _compound(compound))


def level_at(time_h: float = 0.0, at_least: float = 0.9, *, compound: str | None = None) -> LevelAt:
    """Want a share of the curve's own peak at a time; the score is that share.

    Parameters
    ----------
    time_h : float, optional
        When [h from bedtime].
    at_least : float, optional
        From which share on it is met.
    compound : str, optional
        Of which compound; by default of the one that is moved.

    Returns
    -------
    LevelAt

    Raises
    ------
    pksim.errors.InputError
        When ``at_least`` is not above 0 and at most 1.

    Examples
    --------
    >>> import pksim as pk
    >>> found = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.level_at(0, at_least=0.8))
    >>> found.goal_in_words, found.best.clock
    ('at least 80 % of peak at bedtime', '22:15')
    """
    share = real_number(at_least, "level_at: at_least", above=0, most=1)
    return LevelAt(real_number(time_h, "level_at: time_h"), share, _compound(compound))


def above(level: float, from_h: float, to_h: float, share: float = 1.0, *, compound: str | None = None) -> Above:
    """Want a concentration above a level during a window; the score is the part of the window in which it is.

    Parameters
    ----------
    level : float
        The level, in the compound's display unit.
    from_h, to_h : float
        The window [h from bedtime].
    share : float, optional
        From which part of the window on it is met.
    compound : str, optional
        Of which compound; by default of the one that is moved.

    Returns
    -------
    Above

    Raises
    ------
    pksim.errors.InputError
        When the level or the share is not above 0, or the window does not end after it starts.

    Examples
    --------
    >>> import pksim as pk
    >>> found = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.above(10, from_h=0, to_h=4))
    >>> found.goal_in_words, found.best.met
    ('above 10 pg/mL for 100 % from bedtime to 03:00', True)
    """
    first, last = real_number(from_h, "above: from_h"), real_number(to_h, "above: to_h")
    if first >= last:
        msg = f"above: the window goes from {first:g} to {last:g} h; it must end after it starts."
        raise InputError(msg)
    part = real_number(share, "above: share", above=0, most=1)
    return Above(real_number(level, "above: level", above=0), first, last, part, _compound(compound))


def on_waking_below(level: float, *, compound: str | None = None) -> OnWakingBelow:
    """Want at most a level on waking; the score is min(1, level/what is left).

    Parameters
    ----------
    level : float
        The level, in the compound's display unit.
    compound : str, optional
        Of which compound; by default of the one that is moved.

    Returns
    -------
    OnWakingBelow

    Raises
    ------
    pksim.errors.InputError
        When the level is not above 0.

    Examples
    --------
    >>> import pksim as pk
    >>> found = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.on_waking_below(0.1))
    >>> found.goal_in_words, [found.night.clock(end) for end in found.windows[0]]
    ('below 0.1 pg/mL on waking', ['19:00', '21:21'])
    """
    return OnWakingBelow(real_number(level, "on_waking_below: level", above=0), _compound(compound))


def all_of(*goals: Goal) -> AllOf:
    """Want several things at once; the score is the smallest, and all must be met.

    Parameters
    ----------
    *goals : Goal
        At least one.

    Returns
    -------
    AllOf

    Raises
    ------
    pksim.errors.InputError
        When there is none, or something is no goal.

    Examples
    --------
    Two goals may be at odds, and then neither is given up for the other:

    >>> import pksim as pk
    >>> both = pk.all_of(pk.level_at(0), pk.on_waking_below(0.1))
    >>> found = pk.best_timing(pk.load_schedules()["mechanism"], goal=both)
    >>> found.best.clock, found.best.met
    ('21:33', False)
    """
    if not goals:
        msg = "all_of: there are no goals; give at least one, such as peak_at(0)."
        raise InputError(msg)
    for goal in goals:
        check_goal(goal)
    return AllOf(goals)


def check_goal(goal: Any) -> Goal:
    """Let a goal pass, and refuse what is none."""
    if not callable(getattr(goal, "judge", None)):
        raise no_goal(goal)
    found: Goal = goal
    return found


def told(goal: Goal, telling: Telling) -> str:
    """Spell a goal out; of one of the user's own that does not, give its type."""
    spelled = getattr(goal, "told", None)
    return spelled(telling) if callable(spelled) else f"a goal of your own ({type(goal).__name__})"


def _compound(name: str | None) -> str | None:
    return None if name is None else instance(name, str, "compound", "'melatonin'")
