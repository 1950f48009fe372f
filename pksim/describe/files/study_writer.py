"""A comparison as a study file in which every number is written out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.compound.quantity import Quantity
from pksim.describe.files.exact_text import exact_dose, exact_duration, exact_nights, exact_number
from pksim.describe.files.study import Study
from pksim.describe.files.study_file import read_study
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.schedule.schedule import Schedule
from pksim.describe.schedule.trip import Trip
from pksim.describe.words.records import Record
from pksim.errors import InputError

_HEADER = """\
# Every number of a comparison. Change one, with it its kind, source and note, and run pksim compare with this file.
# Left as it is, this file gives the same metrics.csv and curves.csv, whatever becomes of the numbers in pksim.
# Times are in h or min, amounts in mg, volumes in L, concentrations in the compound's display_unit; a bare number is a
# fraction, but for the amounts [mmol] of a fraction absorbed that saturates. "kind" says where a number comes from, and
# "source" from whom; sources.csv has their titles. A model for teaching, not medical advice.

"""


def study_toml(study: Study, *, asks: bool = False) -> str:
    """Write a study as a file with every number in it.

    Parameters
    ----------
    study : Study
        Schedules in one night or several alike, with every compound that they take.
    asks : bool, optional
        Whether what it asks of sleepers and of timing is in the file, too.

    Returns
    -------
    str
        The file. It refers to no other, and not to the library: compounds are written whole, with all their parameter
        sets and formulations, and doses with all that is known about them. Reading it gives the same numbers, to the
        last bit; the command compares them minute by minute, whatever the step of these curves.

    Raises
    ------
    pksim.errors.InputError
        When no study file can say it: a diary, where each night has its own bedtime; a dose in a night beyond the last;
        a name that cannot be read back from the text of a dose; a goal or a spread made in Python.
    """
    import tomli_w

    if isinstance(study.night, RealNights):
        msg = "a diary cannot be written as a study file, which has one bedtime for all nights."
        raise InputError(msg)
    for name in ("goal", "spread"):
        if asks and not isinstance(getattr(study, name), str):
            msg = f"a {name} made in Python cannot be written as a study file; give it in words."
            raise InputError(msg)
    text = _HEADER + tomli_w.dumps(_study(study, asks=asks))
    try:
        read = read_study(tomllib.loads(text), Path("study.toml"))
    except InputError as error:
        msg = f"this cannot be written as a study file: {error}"
        raise InputError(msg) from None
    if (lost := _difference(read, study if asks else replace(study, trip=None))) is not None:
        msg = f"this cannot be written as a study file: {lost} would not be read as it is."
        raise InputError(msg)
    return text


def compound_toml(compound: Compound) -> str:
    """Write a compound as a file with every number in it, which `pksim.load_compound` reads."""
    import tomli_w

    return tomli_w.dumps(_table(compound))


def _study(study: Study, *, asks: bool) -> dict[str, Any]:
    night, endogenous = study.night, study.endogenous
    tables: dict[str, Any] = {
        "bedtime": night.bedtime,
        "wake": night.wake,
        "before": exact_duration(night.before_h),
        "after_wake": exact_duration(night.after_wake_h),
        "nights": int(night.nights),
        **({} if night.habitual_bedtime is None else {"habitual_bedtime": night.habitual_bedtime}),
        "parameters": study.parameters,
        "solver": study.solver,
    }
    if asks:
        tables |= {key: getattr(study, key) for key in ("subjects", "seed", "spread", "move", "goal")}
        tables |= {} if study.between is None else {"between": list(study.between)}
    if asks and study.samples is not None:
        from pksim.describe.files.samples_table import samples_table

        tables["samples"] = samples_table(study.samples)
    if asks and study.trip is not None:
        tables["trip"] = _trip(study.trip)
    if isinstance(endogenous, Endogenous):
        tables["endogenous"] = _endogenous(endogenous)
    tables["schedule"] = [_schedule(each, night) for each in study.schedules.values()]
    tables["compound"] = [_table(each) for each in study.compounds.values()]
    return tables


def _trip(trip: Trip) -> dict[str, Any]:
    places = {"home": trip.home_tz, "away": trip.away_tz, "depart": trip.depart, "arrive": trip.arrive}
    return {**places, "nights_before": trip.nights_before, "nights_after": trip.nights_after}


def _endogenous(chosen: Endogenous) -> dict[str, Any]:
    table: dict[str, Any] = {"preset": chosen.preset}
    if chosen.habitual_bedtime is not None:
        table["habitual_bedtime"] = chosen.habitual_bedtime
    if chosen.amplitude is not None:
        table["amplitude"] = float(chosen.amplitude)
    if chosen.light is not None:
        table["light"] = {"start": chosen.light.start, "end": chosen.light.end, "lux": float(chosen.light.lux)}
    return table


def _schedule(schedule: Schedule, night: Night) -> dict[str, Any]:
    table: dict[str, Any] = {"name": schedule.name}
    if schedule.source:
        table["source"] = list(schedule.source)
    if schedule.note:
        table["note"] = schedule.note
    table["doses"] = [_dose(dose, nights, night) for dose, nights in _grouped(schedule.doses, night)]
    return table


def _grouped(doses: Iterable[Dose], night: Night) -> list[tuple[Dose, list[int]]]:
    """Join doses that follow on one another in each compound and differ in their night alone."""
    groups: list[tuple[Dose, list[int]]] = []
    last: dict[str, tuple[Dose, list[int]]] = {}
    for dose in doses:
        alone = replace(dose, night=None)
        nights = [] if dose.night is None and night.nights == 1 else [dose.night or 1]
        before = last.get(dose.compound)
        if before is not None and before[0] == alone and before[1] and nights and before[1][-1] < nights[0]:
            before[1].extend(nights)
        else:
            last[dose.compound] = (alone, nights)
            groups.append(last[dose.compound])
    return groups


def _dose(dose: Dose, nights: list[int], night: Night) -> dict[str, Any]:
    table: dict[str, Any] = dict(exact_dose(dose, night))
    if nights:
        table["nights"] = exact_nights(nights)
    for name in ("amount_kind", "time_kind", "form_kind", "note"):
        if (value := getattr(dose, name)) != Dose.__dataclass_fields__[name].default:
            table[name] = value
    return table


def _table(record: Record) -> dict[str, Any]:
    """Write a record with all that it holds."""
    return {name: _plain(value) for name, value in record if value is not None and value not in ("", (), {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity):
        return _quantity(value)
    if isinstance(value, Record):
        return _table(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value


def _quantity(quantity: Quantity) -> dict[str, Any]:
    table = _table(quantity)
    unit = table.pop("unit", "")
    for name in ("value", "low", "high"):
        if name in table and unit == "h":
            table[name] = exact_duration(table[name])
        elif name in table and unit:
            table[name] = f"{exact_number(table[name])} {unit}"
    return table


def _difference(read: Study, study: Study) -> str | None:
    """Name what a study file would not say as the study has it."""
    whole = ("night", "parameters", "solver", "endogenous")
    if any(getattr(read, name) != getattr(study, name) for name in whole):
        return "the night, the parameter set, the solver or the body's own"
    if read.trip != study.trip:
        return "the trip, whose habitual night is not that of the study,"
    if list(read.schedules) != list(study.schedules):
        return "the name of a schedule"
    for name, schedule in study.schedules.items():
        if _resolved(read.schedules[name], study) != _resolved(schedule, study):
            return f"schedule {name!r}"
    for name, compound in study.compounds.items():
        if _ordered(read.compounds[name]) != _ordered(compound):
            return f"compound {name!r}"
    return None


def _resolved(schedule: Schedule, study: Study) -> tuple[Any, ...]:
    """Give what of a schedule counts, its doses by compound and with their times from the first bedtime."""
    doses: dict[str, list[tuple[Any, ...]]] = {}
    for dose in schedule.doses:
        compound = study.compounds.get(dose.compound)
        form = None if compound is None else compound.find_formulation(dose.formulation or "")
        timeless = replace(dose, time_h=0.0, clock_h=None, delay_h=0.0, night=None, formulation=form)
        time = dose.time_from_bedtime_h(study.night)
        doses.setdefault(dose.compound, []).append((timeless, time, dose.night or 1))
    return schedule.source, schedule.note, list(doses.items())


def _ordered(compound: Compound) -> tuple[Any, ...]:
    named = (compound.parameters, compound.formulations, compound.endogenous, compound.receptors)
    return compound, *(list(each) for each in named)
