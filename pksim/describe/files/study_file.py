"""Read a study from a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator, model_validator

from pksim.arguments import whole
from pksim.describe.compound.compound import Compound, check_parameter_set, load_compound
from pksim.describe.compound.library import load_compounds, with_own
from pksim.describe.compound.own_levels import Endogenous, Light
from pksim.describe.compound.spread import find_spread
from pksim.describe.files.schedule_file import ScheduleTable, every_night, load_schedules
from pksim.describe.files.study import Study
from pksim.describe.schedule.night import MOST_NIGHTS, Night
from pksim.describe.schedule.trip import Trip
from pksim.describe.words.records import Record, mistakes, read_toml
from pksim.describe.words.units import TIME_H, read_clock, read_quantity
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.solvers import Solver

if TYPE_CHECKING:
    from pksim.describe.samples.samples import Samples


def _clock(value: Any) -> Any:
    text = value.strftime("%H:%M") if isinstance(value, time) else value
    read_clock(text, "the clock time")
    return text


def _duration(value: Any) -> float:
    if not isinstance(value, str):
        msg = f"it is {value!r}; write it as text with its unit, such as '4 h'."
        raise InputError(msg)
    return read_quantity(value, TIME_H, "the duration")


Clock = Annotated[str, BeforeValidator(_clock)]
Duration = Annotated[float, BeforeValidator(_duration)]


class _Light(Record):
    start: Clock
    end: Clock
    lux: float

    @model_validator(mode="after")
    def _good(self) -> _Light:
        self.light()
        return self

    def light(self) -> Light:
        """Make the light."""
        return Light(self.start, self.end, self.lux)


class _Endogenous(Record):
    preset: str = Endogenous.preset
    habitual_bedtime: Clock | None = None
    amplitude: float | None = None
    light: _Light | None = None

    @field_validator("preset")
    @classmethod
    def _a_preset(cls, name: str, info: ValidationInfo) -> str:
        known = dict.fromkeys(name for each in (info.context or load_compounds()).values() for name in each.endogenous)
        if name not in known:
            msg = f"there is no preset {name!r}; {did_you_mean(name, known)}"
            raise InputError(msg)
        return name

    @model_validator(mode="after")
    def _good(self) -> _Endogenous:
        self.endogenous()
        return self

    def endogenous(self) -> Endogenous:
        """Make the choice."""
        light = None if self.light is None else self.light.light()
        return Endogenous(self.preset, self.habitual_bedtime, self.amplitude, light)


class _Trip(Record):
    home: str
    away: str
    depart: str
    arrive: str
    nights_before: int = Trip.nights_before
    nights_after: int = Trip.nights_after

    def trip(self, night: Night) -> Trip:
        """Make the trip of somebody who keeps to a night."""
        usual = Night(night.bedtime, night.wake, habitual_bedtime=night.habitual_bedtime)
        return Trip(self.home, self.away, self.depart, self.arrive, usual, self.nights_before, self.nights_after)


def _as_table(given: Any) -> Any:
    """Let the body's own be asked for by yes or no, by a preset, or by a table."""
    if isinstance(given, bool):
        return {} if given else None
    return {"preset": given} if isinstance(given, str) else given


class _StudyFile(Record):
    bedtime: Clock = Night.bedtime
    wake: Clock = Night.wake
    before: Duration = Night.before_h
    after_wake: Duration = Night.after_wake_h
    habitual_bedtime: Clock | None = None
    parameters: str = Study.parameters
    schedules: tuple[str, ...] | None = None
    schedule: tuple[ScheduleTable, ...] = ()
    compounds: tuple[str, ...] = ()
    compound: tuple[dict[str, Any], ...] = ()
    subjects: int = Field(default=Study.subjects, ge=0)
    seed: int = Field(default=Study.seed, ge=0)
    spread: str = str(Study.spread)
    move: str = Study.move
    goal: str = Study.goal
    between: tuple[Clock, Clock] | None = None
    nights: int = 1
    endogenous: Annotated[_Endogenous | None, BeforeValidator(_as_table)] = None
    solver: Solver = Study.solver
    samples: dict[str, Any] | None = None
    trip: _Trip | None = None

    @field_validator("nights")
    @classmethod
    def _some_nights(cls, nights: int) -> int:
        return whole(nights, "nights", 1, MOST_NIGHTS)

    @field_validator("spread")
    @classmethod
    def _a_spread(cls, name: str) -> str:
        find_spread(name)
        return name

    @field_validator("move")
    @classmethod
    def _a_compound(cls, name: str, info: ValidationInfo) -> str:
        known = info.context or load_compounds()
        if name not in known:
            msg = f"there is no compound {name!r}; {did_you_mean(name, known)}"
            raise InputError(msg)
        return name

    @field_validator("schedules")
    @classmethod
    def _published(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        known = load_schedules()
        unknown = [
            f"there is no schedule {name!r}; {did_you_mean(name, known)}" for name in names or () if name not in known
        ]
        if unknown:
            raise InputError(" ".join(unknown))
        return names

    @field_validator("parameters")
    @classmethod
    def _a_set(cls, name: str, info: ValidationInfo) -> str:
        check_parameter_set(name, info.context or load_compounds())
        return name


def load_study(path: str | Path, *, nights: int | None = None) -> Study:
    """Read a study file.

    Parameters
    ----------
    path : str or Path
        A TOML file with any of ``bedtime``, ``wake``, ``before`` and ``after_wake`` (how far the window reaches, such
        as "4 h"), ``habitual_bedtime`` (that of the body clock), ``parameters``, ``schedules`` (names of published
        ones), ``[[schedule]]`` (``name`` and ``doses``), ``compounds`` (files beside it), ``[[compound]]``,
        ``subjects``, ``seed``, ``spread``, ``move``, ``goal``, ``between``, ``nights`` (schedules are then taken every
        night, but for their ``skip``), ``endogenous`` (true, a preset, or a table), ``solver``, ``[samples]`` (a
        ``file`` or ``events`` beside it, with the keywords of `pksim.read_samples` or `pksim.read_events`) and
        ``[trip]`` (``home``, ``away``, ``depart``, ``arrive``, ``nights_before``, ``nights_after``; see `pksim.Trip`).
        A file that names no schedule compares the published ones.
    nights : int, optional
        How many nights, whatever the file says.

    Returns
    -------
    Study

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file.

    Examples
    --------
    >>> import pksim as pk
    >>> path = pk.Study(pk.Night("22:30", "06:30"), parameters="literature").save("mine.toml")
    >>> study = pk.load_study(path)
    >>> study.night.bedtime, study.parameters, len(study.schedules)
    ('22:30', 'literature', 8)
    """
    tables = read_toml(path) | ({} if nights is None else {"nights": nights})
    return read_study(tables, Path(path))


def read_study(tables: dict[str, Any], file: Path) -> Study:
    """Read the tables of a study file; compounds in files of their own are looked for beside it."""
    wrong: list[str] = []
    own, samples = _own_compounds(tables, file, wrong), _own_samples(tables, file, wrong)
    known = with_own(own)
    study = None
    try:
        read = _StudyFile.model_validate(tables, context=known)
        study = _study(read, own, known, samples)
    except ValidationError as error:
        wrong += [f"{file.name}: {line}" for line in mistakes(error)]
    except InputError as error:
        wrong += [f"{file.name}: {line}" for line in str(error).splitlines()]
    if wrong or study is None:
        raise InputError("\n".join(wrong))
    return study


def _own_samples(tables: dict[str, Any], file: Path, wrong: list[str]) -> Samples | None:
    """Read what was measured; its mistakes go on the list."""
    if not isinstance(table := tables.get("samples"), dict):
        return None

    from pksim.describe.files.samples_table import read_samples_table

    try:
        return read_samples_table(table, file.parent)
    except InputError as error:
        wrong += [f"{file.name}: {line}" for line in str(error).splitlines()]
        return None


def _own_compounds(tables: dict[str, Any], file: Path, wrong: list[str]) -> dict[str, Compound]:
    """Read what compounds can be read; the mistakes in the others go on the list."""
    own: dict[str, Compound] = {}
    listed, inline = (value if isinstance(value := tables.get(key), list) else [] for key in ("compounds", "compound"))
    for name in listed:
        try:
            _add(load_compound(file.parent / str(name)), own)
        except InputError as error:
            wrong += str(error).splitlines()
    for i, table in enumerate(inline):
        try:
            _add(Compound.model_validate(table), own)
        except ValidationError as error:
            wrong += [f"{file.name}: compound[{i + 1}].{line}" for line in mistakes(error)]
        except InputError as error:
            wrong.append(f"{file.name}: compound[{i + 1}]: {error}")
    return own


def _add(compound: Compound, own: dict[str, Compound]) -> None:
    with_own([*own.values(), compound])
    own[compound.name] = compound


def _study(
    read: _StudyFile, own: Mapping[str, Compound], known: Mapping[str, Compound], samples: Samples | None
) -> Study:
    published = list(load_schedules().values())
    if read.schedules is not None:
        published = [load_schedules()[name] for name in read.schedules]
    elif read.schedule:
        published = []
    chosen = [every_night(schedule, read.nights) for schedule in published]
    chosen += [table.schedule(known, read.nights) for table in read.schedule]
    own_level = None if read.endogenous is None else read.endogenous.endogenous()
    night = Night(read.bedtime, read.wake, read.before, read.after_wake, read.nights, read.habitual_bedtime)
    return Study(
        night=night,
        schedules=chosen,
        parameters=read.parameters,
        compounds=own,
        subjects=read.subjects,
        seed=read.seed,
        spread=read.spread,
        move=read.move,
        goal=read.goal,
        between=read.between,
        endogenous=own_level or False,
        solver=read.solver,
        samples=samples,
        trip=None if read.trip is None else read.trip.trip(night),
    )
