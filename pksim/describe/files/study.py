"""A study: all that a comparison is made of, as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, TypedDict, get_args

from pksim.arguments import instance, one_of, quoted, whole
from pksim.describe.compound.compound import Compound, check_parameter_set
from pksim.describe.compound.library import own_compounds, with_own
from pksim.describe.compound.own_levels import Endogenous, chosen_endogenous
from pksim.describe.compound.spread import find_spread
from pksim.describe.files.schedule_file import load_schedules
from pksim.describe.schedule.by_name import Schedules, by_name, listed
from pksim.describe.schedule.night import MOST_NIGHTS, Night, habitual_night, night_of
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.schedule.trip import Trip
from pksim.describe.words.units import read_clock
from pksim.door import shown
from pksim.errors import InputError
from pksim.kinetics.solvers import Solver

if TYPE_CHECKING:
    from pksim.describe.samples.samples import Samples

MOST_SLEEPERS = 10_000_000
LARGEST_SEED = 10**18
"""A study file holds it in 64 bits."""


@dataclass(frozen=True)
class Study:
    """What to compare, in which night, with whose kinetics, over whom, and when to take what.

    Whatever takes schedules takes a study in their place. What of it a function uses can also be said by a keyword of
    the same name, which then counts instead; the rest of the study it leaves alone.

    Parameters
    ----------
    night : Night, optional
        In which night; by default from 23:00 to 07:00.
    schedules : Schedule, iterable of Schedule or mapping of str to Schedule, optional
        Which schedules; by default the published ones. Kept as a dict by name.
    parameters : {"article", "literature", "modern-capsules"}, optional
        Which parameter set of the compounds.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, added to the library's. Kept as a dict by name.
    subjects, seed : int, optional
        How many virtual sleepers, 0 for the typical person alone, and from which seed.
    spread : str, mapping of str to distribution, or Fit, optional
        What differs between them; see `simulate_population`.
    move : str, optional
        The compound whose doses are moved to find the best time.
    goal : str or Goal, optional
        What is wanted, in words or made by `peak_at` and its like; see `best_timing`.
    between : tuple of str, optional
        Between which clock times to look; by default the hours about bedtime.
    endogenous : bool, str or Endogenous, optional
        Whether to add what the body has by itself; see `simulate`. Kept as an `Endogenous`, or False; a habitual
        bedtime in it is also that of the night.
    solver : {"exact", "ode"}, optional
        How to solve it.
    trip : Trip, optional
        A flight, for which ``pksim clock`` plans; in Python say ``body_clock(study.trip)``.
    samples : Samples, optional
        What was measured, which commands draw over the curves; in Python say ``plot(samples=study.samples)``.

    Raises
    ------
    pksim.errors.InputError
        When the name of a parameter set, a spread or a preset is unknown, two schedules or compounds share one, or a
        number is wrong. Whether ``move`` is taken and the words of ``goal`` are one shows when they are asked for.

    See Also
    --------
    load_study : Read a study from a file.

    Examples
    --------
    >>> import pksim as pk
    >>> mine = pk.Schedule.parse("mine", "melatonin 0.3 mg 90 min before bed")
    >>> study = pk.Study(pk.Night("22:30", "06:30"), [mine], subjects=200)
    >>> pk.simulate(study).night.bedtime
    '22:30'
    >>> len(pk.simulate_population(study).subjects)
    200
    """

    night: Night = field(default_factory=Night)
    schedules: Mapping[str, Schedule] = field(default_factory=load_schedules)
    parameters: str = "article"
    compounds: Mapping[str, Compound] = field(default_factory=dict)
    subjects: int = 1000
    seed: int = 0
    spread: Any = "stated"
    move: str = "melatonin"
    goal: Any = "peak at bedtime"
    between: tuple[str, str] | None = None
    endogenous: Endogenous | Literal[False] = False
    solver: Solver = "exact"
    samples: Samples | None = None
    trip: Trip | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            night: Night | None = None,
            schedules: Schedules = ...,
            parameters: str = ...,
            compounds: Iterable[Compound] | Mapping[str, Compound] = ...,
            subjects: int = ...,
            seed: int = ...,
            spread: Any = ...,
            move: str = ...,
            goal: Any = ...,
            between: tuple[str, str] | None = None,
            endogenous: Endogenous | str | bool = ...,
            solver: Solver = ...,
            samples: Samples | None = None,
            trip: Trip | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        own = own_compounds(self.compounds)
        known = with_own(own)
        check_parameter_set(self.parameters, known)
        if isinstance(self.spread, str):
            find_spread(self.spread)
        elif isinstance(self.spread, Mapping):
            _check_distributions(self.spread)
        elif not callable(getattr(self.spread, "draw", None)):
            rule = "it must be the name of a spread, distributions by quantity, or a fit."
            msg = f"spread is {quoted(self.spread)}; {rule}"
            raise InputError(msg)
        instance(self.move, str, "move", "'melatonin'")
        if not isinstance(self.goal, str) and not callable(getattr(self.goal, "judge", None)):
            raise no_goal(self.goal)
        one_of(self.solver, "solver", get_args(Solver))
        if self.samples is not None:
            from pksim.describe.samples.samples import Samples  # few studies have some

            instance(self.samples, Samples, "samples", "read_samples('mine.csv')")
        if self.trip is not None:
            instance(
                self.trip, Trip, "trip", "Trip('Europe/Berlin', 'Asia/Tokyo', '2026-03-27 13:00', '2026-03-28 09:00')"
            )
        body = chosen_endogenous(self.endogenous, (each.endogenous for each in known.values()))
        kept = {
            "night": habitual_night(night_of(self.night), body),
            "schedules": by_name(listed(self.schedules)),
            "compounds": own,
            "subjects": whole(self.subjects, "subjects", 0, MOST_SLEEPERS),
            "seed": whole(self.seed, "seed", 0, LARGEST_SEED),
            "between": None if self.between is None else _two_clocks(self.between),
            "endogenous": body or False,
        }
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    def save(self, path: str | Path) -> Path:
        """Write the study as a file with every number in it; see `pksim.show.pages.files.write_study`.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.Study(subjects=200).save("mine.toml").name
        'mine.toml'
        """
        written: Path = shown("Study.save")(self, path)
        return written


class WithNights(Protocol):
    """What brings nights of its own, as a `Diary` does."""

    def to_simulate(self) -> tuple[RealNights, Schedule]:
        """Give its nights, and its doses as a schedule."""


Asked: TypeAlias = Study | Schedules | WithNights
"""What schedules may be given as."""


class OfKinetics(TypedDict, total=False):
    """Keywords that say whose kinetics."""

    parameters: str
    compounds: Iterable[Compound] | Mapping[str, Compound]


class OfPeople(OfKinetics, total=False):
    """Keywords that say who the sleepers are."""

    subjects: int
    seed: int
    spread: Any


class OfSleepers(OfPeople, total=False):
    """Keywords that also say in how many nights they take what, and what the body adds."""

    nights: int
    endogenous: Endogenous | str | bool


class OfGoal(OfSleepers, total=False):
    """Keywords that also say what is wanted of which dose."""

    move: str
    goal: Any


class OfTiming(OfGoal, total=False):
    """Keywords that also say between which times to look."""

    between: tuple[str, str] | None


def study_of(
    asked: Asked,
    night: Night | None = None,
    said: Mapping[str, Any] = MappingProxyType({}),
    *,
    otherwise: Mapping[str, Any] = MappingProxyType({}),
) -> Study:
    """Unpack what a function was given: a study, or schedules; the one place that does.

    Parameters
    ----------
    asked : Study, Schedule, iterable or mapping of Schedule, or Diary
        What was given as schedules. A diary brings its own nights.
    night : Night, optional
        What was given as the night.
    said : mapping of str
        What was said by keyword; None counts as not said.
    otherwise : mapping of str
        What holds for schedules alone, where it is not as in a study.

    Returns
    -------
    Study
        With what was said in place of what the study says.
    """
    told = {name: value for name, value in said.items() if value is not None}
    nights = told.pop("nights", None)
    if not isinstance(asked, Study | type) and hasattr(asked, "to_simulate"):
        if night is not None or nights is not None:
            msg = "a diary has nights of its own; leave night and nights out."
            raise InputError(msg)
        return Study(*asked.to_simulate(), **{**otherwise, **told})
    if isinstance(asked, Study):
        held = {each.name: getattr(asked, each.name) for each in fields(asked)}
    else:
        held = {"night": None, "schedules": asked, **otherwise}
    if night is not None and "endogenous" in held and "endogenous" not in told:
        held["endogenous"] = _on_any_clock(held["endogenous"])
    if night is None and isinstance(told.get("endogenous"), Endogenous) and told["endogenous"].habitual_bedtime:
        held["night"] = replace(night_of(held["night"]), habitual_bedtime=None)
    night = night_of(held["night"] if night is None else night)
    if nights is not None:
        night = replace(night, nights=whole(nights, "nights", 1, MOST_NIGHTS))
    return Study(**{**held, "night": night, **told})


def _check_distributions(spread: Mapping[str, Any]) -> None:
    for name, distribution in spread.items():
        if not callable(getattr(distribution, "ppf", None)):
            msg = (
                f"the spread of {name} is {quoted(distribution)}; it must be a distribution with a method ppf, such as "
                "scipy.stats.uniform(0.5, 0.5)."
            )
            raise InputError(msg)


def no_goal(goal: object) -> InputError:
    """Say that something is no goal."""
    rule = "it must be one such as peak_at(0), or text such as 'peak at bedtime'."
    return InputError(f"the goal is {quoted(goal)}; {rule}")


def _on_any_clock(own: Endogenous | Literal[False]) -> Endogenous | Literal[False]:
    """Leave the habitual bedtime out, which is that of the night."""
    return replace(own, habitual_bedtime=None) if own else own


def _two_clocks(between: object) -> tuple[str, str]:
    pair = tuple(between) if isinstance(between, (tuple, list)) else ()
    if len(pair) != 2 or not all(isinstance(clock, str) for clock in pair):
        msg = f"between is {quoted(between)}; it must be two clock times, such as ('19:00', '23:30')."
        raise InputError(msg)
    for clock in pair:
        read_clock(clock, "between")
    return pair
