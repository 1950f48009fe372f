"""What the explorer knows and shows, as plain data: made from the library, and read back into schedules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Formulation, Part
from pksim.describe.compound.library import load_references, with_own
from pksim.describe.compound.own_levels import Endogenous, EndogenousLevel, Status
from pksim.describe.compound.parameter_set import ParameterSet
from pksim.describe.compound.quantity import Quantity
from pksim.describe.files.schedule_file import is_published, load_schedules
from pksim.describe.files.study import Study, study_of
from pksim.describe.schedule.by_name import Schedules
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.words.when import read_when
from pksim.errors import InputError
from pksim.explorer.grammar import grammar
from pksim.explorer.link import read_link
from pksim.explorer.state import LIMITS, State, read_state, rules
from pksim.show.words.curves import CLOSE_S
from pksim.show.words.levels import LOG_FROM_RATIO
from pksim.study.curves.simulate import Simulation, simulate
from pksim.study.timing.goal_text import goal_of
from pksim.study.timing.goals import Above, LevelAt, OnWakingBelow, PeakAt

_DIFFERING = ("tmax", "half_life", "volume", "bioavailability")
"""What differs between people in its stated range, by its name in a parameter set."""
_DIGITS = 12
"""After the point, of hours."""
_NOTE = "A model for teaching, not medical advice. Shaded: the stated ranges of time of peak and half-life."


@dataclass(frozen=True)
class Explored:
    """What an explorer starts from.

    Attributes
    ----------
    compounds : mapping of str to Compound
        All that are known.
    data : dict
        What the script knows: compounds with their parameter sets, formulations and levels, and the first state.
    """

    compounds: Mapping[str, Compound]
    data: dict[str, Any]

    def schedules(self, state: State) -> dict[str, Schedule]:
        """Give the schedules of a state, hidden ones too."""
        state = self.read(state)
        made = [_schedule(each, state["nights"]) for each in state["schedules"] if each["doses"]]
        return {each.name: each for each in made if each is not None}

    def night(self, state: State) -> Night:
        """Give the night of a state."""
        return Night(
            **{
                key: self.read(state)[key]
                for key in ("bedtime", "wake", "habitual_bedtime", "before_h", "after_wake_h", "nights")
            }
        )

    def simulation(self, state: State) -> Simulation:
        """Solve what a state shows, with the kinetics of its sliders."""
        state = self.read(state)
        hidden = {each["name"] for each in state["schedules"] if each["hidden"]}
        return simulate(
            [schedule for name, schedule in self.schedules(state).items() if name not in hidden],
            self.night(state),
            parameters=state["parameters"],
            endogenous=state["preset"] if state["endogenous"] else False,
            compounds=[_with_kinetics(each, state) for each in self.compounds.values()],
        )

    def opened(self, link: str) -> Explored:
        """Give the same, which starts from what a link shows."""
        return replace(self, data={**self.data, "state": self.read(read_link(link))})

    def read(self, state: object) -> State:
        """Read a state, or refuse it with every mistake in it."""
        return read_state(state, self.data["rules"])


def explored(schedules: Study | Schedules | None = None, night: Night | None = None, **said: Any) -> Explored:
    """Gather what an explorer starts from.

    Parameters
    ----------
    schedules, night, **said
        As for `pksim.explore`.

    Returns
    -------
    Explored

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong, or more than the explorer can show.
    """
    study = study_of(Study() if schedules is None else schedules, night, said)
    simulate(study, endogenous=False, step_min=60)
    known, chosen, night, body = with_own(study.compounds), study.schedules, study.night, study.endogenous or None
    _, most = LIMITS["nights"]
    if night.nights > most or isinstance(night, RealNights):
        msg = f"the explorer shows up to {most} nights that are alike, not those of a diary or a trip."
        raise InputError(msg)
    if body is not None and (body.light or body.amplitude is not None):
        msg = "the explorer shows a preset of the body's own, without light."
        raise InputError(msg)
    state: State = {
        "bedtime": night.bedtime,
        "wake": night.wake,
        "habitual_bedtime": night.habitual_bedtime,
        "before_h": night.before_h,
        "after_wake_h": night.after_wake_h,
        "nights": night.nights,
        "parameters": study.parameters,
        "endogenous": body is not None,
        "preset": Endogenous.preset if body is None else body.preset,
        "scale": "automatic",
        "kinetics": {name: _kinetics(compound, study.parameters) for name, compound in known.items()},
        "goal": _goal(study) if isinstance(schedules, Study) else None,
        "schedules": [_written(schedule, night, known) for schedule in chosen.values()],
    }
    doses = [dose for each in (*chosen.values(), *load_schedules().values()) for dose in each.doses]
    data = {
        "compounds": {name: _about(compound, doses) for name, compound in known.items()},
        "sources": _sources(known),
        "note": _NOTE,
        "limits": dict(LIMITS),
        "rules": rules(known),
        "grammar": grammar(),
        "log_from_ratio": LOG_FROM_RATIO,
        "close_s": CLOSE_S,
        "state": state,
        "published": _published(chosen),
    }
    found = Explored(known, data)
    found.read(state)
    return found


def _written(schedule: Schedule, night: Night, compounds: Mapping[str, Compound]) -> dict[str, Any]:
    """Write a schedule as the script reads it: doses as in most nights, and in which nights they differ."""
    nights: dict[int, list[dict[str, Any]]] = {number: [] for number in night.numbers}
    for dose in schedule.doses:
        number = dose.night or 1
        if number not in nights:
            msg = (
                f"schedule {schedule.name!r}, dose {str(dose)!r}: there is no night {number} among the {night.nights}."
            )
            raise InputError(msg)
        nights[number].append(_written_dose(replace(dose, night=None), night, compounds))
    taken = {number: sorted(doses, key=_order) for number, doses in nights.items() if doses}
    late = min((_late(taken, usual) for usual in taken), key=_mistakes)
    usual = next(number for number, hours in late.items() if hours == 0)
    if None in late.values():
        odd = next(number for number, hours in late.items() if hours is None)
        msg = (
            f"schedule {schedule.name!r}: in night {odd} it is not what is taken in night {usual}, nor all of that so "
            "many hours later; the explorer shows nights that are alike, missed or late."
        )
        raise InputError(msg)
    return {
        "name": schedule.name,
        "hidden": False,
        "doses": nights[usual],
        "missed": [number for number in nights if number not in taken],
        "late": [{"night": number, "hours": hours} for number, hours in late.items() if hours],
    }


def _written_dose(dose: Dose, night: Night, compounds: Mapping[str, Compound]) -> dict[str, Any]:
    compound = compounds[dose.compound]
    return {
        "compound": dose.compound,
        "formulation": compound.find_formulation(dose.formulation or "") or compound.usual,
        "basis": dose.basis,
        "amount_mg": dose.amount_mg,
        "time_h": dose.time_from_bedtime_h(night),
    }


def _order(dose: Mapping[str, Any]) -> tuple[Any, ...]:
    return dose["time_h"], *(str(dose[key]) for key in ("compound", "formulation", "basis", "amount_mg"))


def _late(nights: Mapping[int, list[dict[str, Any]]], usual: int) -> dict[int, float | None]:
    """Say of each night how much later than in the usual one its doses are taken [h]; None where more differs."""
    found: dict[int, float | None] = {}
    for number, doses in nights.items():
        hours = round(doses[0]["time_h"] - nights[usual][0]["time_h"], _DIGITS)
        moved = [{**dose, "time_h": dose["time_h"] + hours} for dose in nights[usual]]
        found[number] = hours if [_rounded(each) for each in doses] == [_rounded(each) for each in moved] else None
    return found


def _mistakes(late: Mapping[int, float | None]) -> tuple[int, int]:
    """Say in how many nights more differs than the hour, and in how many that does."""
    return list(late.values()).count(None), sum(hours != 0 for hours in late.values())


def _rounded(dose: Mapping[str, Any]) -> dict[str, Any]:
    return {**dose, "time_h": round(dose["time_h"], _DIGITS - 1)}


def _schedule(written: Mapping[str, Any], nights: int) -> Schedule | None:
    """Read a schedule of the screen; None where nothing of it is taken. Nights that are not looked at do not count."""
    every = Schedule(written["name"], tuple(_dose(dose) for dose in written["doses"]))
    missed = [night for night in written["missed"] if night <= nights]
    late = {each["night"]: each["hours"] for each in written["late"] if each["night"] <= nights}
    if len(set(missed)) == nights:
        return None
    if nights == 1:
        return every.shift(late[1], name=every.name) if late else every
    return every.nightly(nights, skip=missed, late=late, name=every.name)


def _published(schedules: Mapping[str, Schedule]) -> list[str]:
    """Name those that are as they were published, so that the script can tell one's own from them."""
    return [name for name in load_schedules() if name in schedules and is_published(schedules[name])]


def _goal(study: Study) -> dict[str, Any] | None:
    """Write a study's goal as the script reads it; None where none was asked for, or it is not of a kind shown."""
    if (study.goal, study.move) == (Study.goal, Study.move):
        return None
    goal = goal_of(study.goal, study, study.move)
    about = study.move if getattr(goal, "compound", None) is None else goal.compound  # type: ignore[attr-defined]
    match goal:
        case PeakAt(time_h, within_h):
            return {"kind": "peak", "compound": about, "time_h": time_h, "within_h": within_h}
        case LevelAt(time_h, at_least):
            return {"kind": "level", "compound": about, "time_h": time_h, "share": at_least}
        case OnWakingBelow(level):
            return {"kind": "waking", "compound": about, "level": level}
        case Above(level, from_h, to_h, share):
            return {"kind": "above", "compound": about, "level": level, "from_h": from_h, "to_h": to_h, "share": share}
    return None


def _dose(written: Mapping[str, Any]) -> Dose:
    return Dose(**{key: written[key] for key in ("compound", "amount_mg", "time_h", "formulation", "basis")})


def _set_of(compound: Compound, parameters: str) -> tuple[str, ParameterSet]:
    """Give a compound's parameter set of that name; its first one where it has no such set."""
    name = parameters if parameters in compound.parameters else next(iter(compound.parameters))
    return name, compound.parameters[name]


def _kinetics(compound: Compound, parameters: str) -> dict[str, float]:
    _, kinetics = _set_of(compound, parameters)
    return {"tmax_h": kinetics.tmax.value, "half_life_h": kinetics.half_life.value}


def _with_kinetics(compound: Compound, state: State) -> Compound:
    """Put the sliders' time of peak and half-life into a compound."""
    name, kinetics = _set_of(compound, state["parameters"])
    moved = {}
    for key in ("tmax", "half_life"):
        quantity, value = getattr(kinetics, key), state["kinetics"][compound.name][f"{key}_h"]
        if value != quantity.value:
            moved[key] = Quantity(value=value, unit=quantity.unit, kind="assumed", note="Set by hand.")
    changed = {**compound.parameters, name: kinetics.model_copy(update=moved)}
    return compound.model_copy(update={"parameters": changed}) if moved else compound


def _about(compound: Compound, doses: list[Dose]) -> dict[str, Any]:
    example = next((dose.amount_mg for dose in doses if dose.compound == compound.name), 1.0)
    status = compound.status
    return {
        "measure": compound.measure or compound.name,
        "unit": compound.display_unit,
        "factor": compound.display_factor,
        "molar_mass": compound.molar_mass.value,
        "is_salt": compound.is_salt,
        "usual": compound.usual,
        "example_mg": example,
        "step_mg": 10.0 ** (math.floor(math.log10(example)) - 1),
        "parameters": {name: _parameters(kinetics) for name, kinetics in compound.parameters.items()},
        "formulations": {name: _formulation(form, compound) for name, form in compound.formulations.items()},
        "endogenous": {name: _endogenous(level, compound) for name, level in compound.endogenous.items()},
        "status": None if status is None else {"noise": status.noise, "edges": _edges(status)},
    }


def _edges(status: Status) -> dict[str, float]:
    return {f"{said} below {edge.value:g}": edge.value for said, edge in status.edges.items()}


def _parameters(kinetics: ParameterSet) -> dict[str, Any]:
    saturable = kinetics.saturable_bioavailability
    return {
        "tmax_h": _stated(kinetics.tmax),
        "half_life_h": _stated(kinetics.half_life),
        "volume_l": kinetics.volume.value,
        "bioavailability": None if kinetics.bioavailability is None else kinetics.bioavailability.value,
        "saturable": None
        if saturable is None
        else saturable.model_dump(include={"capacity_mmol", "half_mmol", "linear"}),
        "people": _people({name: getattr(kinetics, name) for name in _DIFFERING}),
    }


def _people(quantities: Mapping[str, Quantity | None]) -> dict[str, Any]:
    """Say how what differs between people is distributed, by quantity."""
    return {
        name: {**_stated(quantity), **quantity.people.model_dump(include={"shape", "gsd", "beyond"}, exclude_none=True)}
        for name, quantity in quantities.items()
        if quantity is not None and quantity.people is not None
    }


def _stated(quantity: Quantity) -> dict[str, float | None]:
    return quantity.model_dump(include={"value", "low", "high"})


def _formulation(form: Formulation, compound: Compound) -> dict[str, Any]:
    relative = form.relative_bioavailability
    return {
        "words": list(form.words),
        "elemental": compound.elemental_fraction(form),
        "relative": 1.0 if relative is None else relative.value,
        "parts": [_part(part) for part in form.parts]
        or [{"fraction": 1.0, "release_half_life_h": None, "release_duration_h": None}],
    }


def _part(part: Part) -> dict[str, float | None]:
    return {
        "fraction": part.fraction.value,
        "release_half_life_h": None if part.release_half_life is None else part.release_half_life.value,
        "release_duration_h": None if part.release_duration is None else part.release_duration.value,
    }


def _endogenous(level: EndogenousLevel, compound: Compound) -> dict[str, Any]:
    when = None if level.peak is None else read_when(level.peak)
    return {
        "measure": level.measure or f"{compound.name}, doses and the body's own",
        "baseline": level.baseline.value,
        "amplitude": None if level.amplitude is None else level.amplitude.value,
        "peak": level.peak,
        "width_h": None if level.width is None else level.width.value,
        "peak_time_h": None if when is None else when.time_h,
        "peak_clock_h": None if when is None else when.clock_h,
        "skew": level.skew,
        "people": _people(
            {"baseline": level.baseline, "amplitude": level.amplitude, "width": level.width, "peak": level.peak_sd}
        ),
    }


def _sources(compounds: Mapping[str, Compound]) -> dict[str, list[str]]:
    """List per compound whose its times of peak and half-lives are."""
    references = load_references()
    found = {}
    for name, compound in compounds.items():
        keys = [
            key for kinetics in compound.parameters.values() for key in kinetics.tmax.source + kinetics.half_life.source
        ]
        found[name] = [str(references[key]) if key in references else key for key in dict.fromkeys(keys)]
    return found
