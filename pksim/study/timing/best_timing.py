"""When should I take it? Try the times of a window, for the typical person and for many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from pksim.arguments import check_keywords, real_number
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.files.study import Asked, OfTiming, study_of
from pksim.describe.schedule.by_name import with_dose_of
from pksim.describe.schedule.night import LEAST_STEP_MIN, Night
from pksim.describe.schedule.schedule import Schedule
from pksim.door import shown
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.kinetics.brent import brent
from pksim.study.curves.one_night import one_night
from pksim.study.curves.regimen import Regimen, regimens
from pksim.study.people.progress import Progress, bar_of
from pksim.study.people.sleepers import Sleepers, sleepers_of
from pksim.study.timing.goal_text import goal_of
from pksim.study.timing.goals import Goal, Telling, told
from pksim.study.timing.judge import Judge, judge_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_EARLIEST_H, _LATEST_H, _STEP_MIN = -4.0, 0.5, 5.0
NEAR_BEST = 0.05
"""Times whose score or share is within this of the best are about as good."""
ROUNDS = 3
"""How often at most sleepers are asked: about the candidates, about times beside the best one, and about the best."""


@dataclass(frozen=True)
class Candidate:
    """A time at which to take the dose.

    Attributes
    ----------
    dose_time_h : float
        When [h from bedtime].
    clock : str
        The same as HH:MM.
    score : float
        How well the typical person reaches the goal, from 0 to 1.
    met : bool
        Whether the typical person meets it.
    share : float or None
        Share of the sleepers who meet it; None without sleepers.
    """

    dose_time_h: float
    clock: str
    score: float
    met: bool
    share: float | None


@dataclass(frozen=True, eq=False)
class TimingResult:
    """How good each time of a window is.

    Attributes
    ----------
    schedule : Schedule
        The schedule, as it was before anything was moved.
    night : Night
        The night.
    move : str
        The compound whose doses are moved.
    goal : Goal
        What is wanted.
    subjects : int
        How many sleepers; 0 for the typical person alone.
    candidates : tuple of Candidate
        The times that were tried, in their order.
    best : Candidate
        The best time, refined between the candidates.
    windows : tuple of (float, float)
        Dose times [h from bedtime] whose share (or score, without sleepers) is within 0.05 of the best.
    parameters : str
        The parameter set.
    regimens : mapping of str to Regimen
        What the typical person takes, by compound, with the moved compound at bedtime.
    sleepers : Sleepers or None
        Who the sleepers are.
    of_night : int
        Number of the night whose peak and levels were judged.
    endogenous : Endogenous or None
        Which of the body's own levels are added; None for none.

    Examples
    --------
    >>> import pksim as pk
    >>> found = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.peak_at(0))
    >>> found.goal_in_words, found.best.clock
    ('peak within 15 min of bedtime', '22:15')
    """

    schedule: Schedule
    night: Night
    move: str
    goal: Goal
    subjects: int
    candidates: tuple[Candidate, ...] = field(repr=False)
    best: Candidate
    windows: tuple[tuple[float, float], ...]
    parameters: str = "article"
    regimens: Mapping[str, Regimen] = field(repr=False, default_factory=dict)
    sleepers: Sleepers | None = None
    of_night: int = 1
    endogenous: Endogenous | None = None

    @cached_property
    def table(self) -> pd.DataFrame:
        """``dose_time_h``, ``clock``, ``score``, ``met`` and, with sleepers, ``share``: a row per candidate.

        Examples
        --------
        >>> import pksim as pk
        >>> found = pk.best_timing(pk.load_schedules()["mechanism"], between=("22:10", "22:20"))
        >>> found.table[["dose_time_h", "clock", "met"]]
           dose_time_h  clock   met
        0    -0.833333  22:10  True
        1    -0.750000  22:15  True
        2    -0.666667  22:20  True
        """
        import pandas as pd

        return pd.DataFrame(candidate_columns(self))

    @property
    def times_h(self) -> Array:
        """When the candidates are [h from bedtime]."""
        return np.array([each.dose_time_h for each in self.candidates])

    @property
    def judged(self) -> Array:
        """What the candidates are compared by: their shares, or their scores without sleepers."""
        return np.array([getattr(each, self.judged_by) for each in self.candidates])

    @property
    def compounds(self) -> dict[str, Compound]:
        """The compounds taken, by name."""
        return {name: regimen.compound for name, regimen in self.regimens.items()}

    @property
    def goal_in_words(self) -> str:
        """The goal with its tolerance, such as ``"peak within 15 min of bedtime"``, and of which night."""
        units = {name: compound.display_unit for name, compound in self.compounds.items()}
        spelled = told(self.goal, Telling(self.night, self.move, units))
        return spelled if self.night.nights == 1 else f"{spelled}, in {self.night.name(self.of_night)}"

    @property
    def score_in_words(self) -> str:
        """What the score of the goal means."""
        return str(getattr(self.goal, "score", "what the goal gives, from 0 to 1"))

    @property
    def judged_by(self) -> str:
        """Column by which times are compared."""
        return "share" if self.subjects else "score"

    def plot(self, *, ax: Axes | None = None, figsize: tuple[float, float] | None = None) -> Figure:
        """Draw how good each time is; see `pksim.show.figures.timing.plot_timing`.

        Examples
        --------
        >>> import pksim as pk
        >>> figure = pk.best_timing(pk.load_schedules()["mechanism"], goal=pk.peak_at(0)).plot()
        >>> figure.savefig("timing.png")
        >>> print(figure.alt_text)
        Goal: peak within 15 min of bedtime. The best time for melatonin is 22:15, 45 min before bedtime. ...
        """
        figure: Figure = shown("TimingResult.plot")(self, ax=ax, figsize=figsize)
        return figure

    def _repr_html_(self) -> str:
        page: str = shown("TimingResult._repr_html_")(self)
        return page


def candidate_columns(result: TimingResult) -> dict[str, list[Any]]:
    """Give the columns of `TimingResult.table`, without pandas, which takes long to import."""
    names = [each.name for each in fields(Candidate) if each.name != "share" or result.subjects]
    return {name: [getattr(each, name) for each in result.candidates] for name in names}


def best_timing(
    schedule: Asked,
    night: Night | None = None,
    *,
    step_min: float | None = None,
    of_night: int | None = None,
    executor: Executor | None = None,
    progress: Progress = None,
    **asked: Unpack[OfTiming],
) -> TimingResult:
    """Find when to take a compound so that a goal is reached.

    Parameters
    ----------
    schedule, night
        As the ``schedules`` of `pksim.simulate`. Of several the first that has the compound is asked about. All its
        doses of that compound are taken at the candidate time, exactly.
    step_min : float, optional
        Step between candidates [min]; by default 5, or all of a shorter window.
    of_night : int, optional
        Of several nights, the one that is judged; by default the first in which some of the compound is taken.
    executor, progress
        As for `pksim.simulate_population`.
    **asked
        What a `Study` holds, by its name, in place of what is given.

    Returns
    -------
    TimingResult

    Other Parameters
    ----------------
    move : str
        The compound whose doses are moved; by default melatonin.
    goal : Goal or str
        What is wanted, such as ``peak_at(0)`` or ``"peak within 30 min of 23:30"``, ``"90 % of peak at bedtime"``,
        ``"above 50 pg/mL for 80 % from 22:30 to 02:00"``, ``"below 10 pg/mL on waking"``, or several joined by ``and``;
        by default ``"peak at bedtime"``. In a text a compound and a colon may stand before each.
    between : tuple of str
        First and last candidate, HH:MM; by default from 4 h before bedtime to 30 min after, or to waking.
    subjects : int
        How many sleepers to ask besides the typical person; by default none, or those of the study.
    seed, spread, nights, endogenous, parameters, compounds
        As for `pksim.simulate_population`.

    Raises
    ------
    pksim.errors.InputError
        When the window is empty, the text is no goal, there is no such night, or the schedule lacks a compound that is
        moved or that the goal speaks of.

    Notes
    -----
    The kinetics are linear and do not depend on the time of day, so a compound's curve only shifts with its doses:
    every person is solved once, and asked for each candidate. With the body's own a goal speaks of the sum; that does
    not move with the doses, so its peak and crossings are found anew for each candidate and person.

    Examples
    --------
    With the articles' kinetics melatonin peaks 45 minutes after it is taken, so for a peak at bedtime:

    >>> import pksim as pk
    >>> mine = pk.Schedule.parse("mine", "melatonin 0.3 mg 2 h before bed")
    >>> pk.best_timing(mine, pk.Night("22:30"), goal="peak at bedtime").best.clock
    '21:45'
    """
    check_keywords(asked, OfTiming, best_timing)
    study = study_of(schedule, night, asked, otherwise={"subjects": 0})
    night, move = study.night, study.move
    plan = with_dose_of(move, study.schedules, " to move")[0]
    goal = goal_of(study.goal, study, move)
    first, last = _window(night, study.between)
    widest = round(60 * (last - first), 9)
    step = min(_STEP_MIN, widest)
    if step_min is not None:
        step = real_number(step_min, "step_min", least=LEAST_STEP_MIN, most=widest, unit="min, the window")
    at_zero = replace(
        plan,
        doses=tuple(
            replace(dose, time_h=0.0, clock_h=None, window_h=None) if dose.compound == move else dose
            for dose in plan.doses
        ),
    )
    known = with_own(study.compounds)
    body = study.endogenous or None
    typical = judge_of(at_zero, night, study.parameters, known, None, goal, move, of_night, endogenous=body)
    people = sleepers_of(study) if study.subjects else None
    count = int(np.floor(widest / step + 1e-9)) + 1
    times: Array = first + step / 60 * np.arange(count, dtype=np.float64)
    if last - times[-1] > 1e-9:
        times = np.append(times, last)
    with bar_of(progress, parts=ROUNDS) as bar:
        many = None
        if people is not None:
            whom = at_zero, night, study.parameters, known, people
            many = judge_of(*whom, goal, move, of_night, endogenous=body, executor=executor, progress=bar)
        result = _result(plan, night, move, goal, study.subjects, times, typical, many)
    taken = regimens(at_zero, night, parameters=study.parameters, compounds=known)
    judged = one_night(taken[move], of_night).number
    result = replace(result, parameters=study.parameters, regimens=taken, sleepers=people)
    return replace(result, of_night=judged, endogenous=body)


def _result(
    schedule: Schedule,
    night: Night,
    move: str,
    goal: Goal,
    subjects: int,
    times: Array,
    typical: Judge,
    many: Judge | None,
) -> TimingResult:
    score, met = typical(times)
    shares = None if many is None else many(times)[1]
    told = [None] * len(times) if shares is None else shares.tolist()
    each_time = zip(times.tolist(), score.tolist(), (met > 0).tolist(), told, strict=True)
    candidates = tuple(Candidate(time, night.clock(time), *found) for time, *found in each_time)
    if many is None or shares is None or not shares.any():
        best_time = _refine_score(times, score, typical)
    else:
        best_time = _refine_share(times, shares, many)

    def judge(time: float) -> tuple[float, bool, float | None]:
        at = np.array([time])
        its_score, its_met = (float(each[0]) for each in typical(at))
        return its_score, its_met > 0, None if many is None else float(many(at)[1][0])

    best = Candidate(best_time, night.clock(best_time), *judge(best_time))
    judged, top = (score, best.score) if shares is None or best.share is None else (shares, best.share)
    level = max(float(judged.max()), top) - NEAR_BEST
    edge = (lambda time: judge(time)[0] - level) if many is None else None
    place = int(np.searchsorted(times, best_time))
    tried, found = np.insert(times, place, best_time), np.insert(judged, place, top)
    windows = _windows(tried, found, level, edge) if top > 0 else ()
    return TimingResult(schedule, night, move, goal, subjects, candidates, best, windows)


def _refine_score(times: Array, score: Array, typical: Judge) -> float:
    """Look between the candidates beside the best one; of a plateau, take the middle."""
    i, middle = _best_candidate(times, score)
    if i is None:
        return middle
    from scipy.optimize import minimize_scalar  # slow to import, and only a plan asks for it

    low, high = float(times[max(i - 1, 0)]), float(times[min(i + 1, len(times) - 1)])

    def loss(time: float) -> float:
        return -float(typical(np.array([time]))[0][0])

    found = minimize_scalar(loss, method="bounded", bounds=(low, high), options={"xatol": 1e-10})
    return float(found.x) if -found.fun >= score[i] else middle


def _refine_share(times: Array, shares: Array, many: Judge) -> float:
    """Do the same for the share of sleepers, which moves in steps: try some times between."""
    i, middle = _best_candidate(times, shares)
    if i is None:
        return middle
    fine = np.linspace(times[max(i - 1, 0)], times[min(i + 1, len(times) - 1)], 41)
    found = many(fine)[1]
    return float(fine[found >= found.max() - 1e-12].mean()) if found.max() > shares[i] else middle


def _best_candidate(times: Array, judged: Array) -> tuple[int | None, float]:
    """Give the place of the best candidate and its time; of equally good neighbours, only their middle."""
    top = np.flatnonzero(judged >= judged.max() - 1e-12)
    longest = max(np.split(top, np.flatnonzero(np.diff(top) > 1) + 1), key=len)
    alone = len(longest) == 1 and len(times) > 1
    return int(longest[0]) if alone else None, float(times[longest].mean())


def _windows(
    times: Array, judged: Array, level: float, edge: Callable[[float], float] | None
) -> tuple[tuple[float, float], ...]:
    """Join candidates that are good enough to intervals; their ends lie between a good and a poor candidate."""
    good = judged >= level
    if not good.any():
        return ()

    def between(inside: int, outside: int) -> float:
        if not 0 <= outside < len(times):
            return float(times[inside])
        if edge is not None:
            return brent(edge, times[inside], times[outside], xtol=1e-9)
        share = (judged[inside] - level) / (judged[inside] - judged[outside])
        return float(times[inside] + share * (times[outside] - times[inside]))

    runs = np.split(np.flatnonzero(good), np.flatnonzero(np.diff(np.flatnonzero(good)) > 1) + 1)
    return tuple((between(run[0], run[0] - 1), between(run[-1], run[-1] + 1)) for run in runs)


def _window(night: Night, between: tuple[str, str] | None) -> tuple[float, float]:
    if between is None:
        return _EARLIEST_H, min(_LATEST_H, night.wake_h)
    first, last = (night.time_h(clock) for clock in between)
    if first >= last:
        msg = (
            f"between is {between[0]} to {between[1]}, which in this night is {first:+g} to {last:+g} h from bedtime; "
            f"it must end after it starts and not after waking at {night.wake}."
        )
        raise InputError(msg)
    return first, last
