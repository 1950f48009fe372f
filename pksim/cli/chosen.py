"""What the command line asks for: a study, with what it says in place of what the file says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pksim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from pksim.describe.files.study import Study
    from pksim.describe.schedule.schedule import Schedule


def chosen_study(
    file: Path | None,
    bedtime: str | None,
    wake: str | None,
    names: list[str] | None,
    doses: list[str] | None,
    **said: Any,
) -> Study:
    """Read the study, with what the command line says in place of what the file says; None is what it does not say."""
    from dataclasses import replace

    from pksim.describe.compound.own_levels import Endogenous
    from pksim.describe.files.schedule_file import every_night
    from pksim.describe.schedule.by_name import by_name

    nights, endogenous = said.pop("nights", None), said.pop("endogenous", False)
    habitual = said.pop("habitual_bedtime", None)
    study = _read(file, nights)
    night = replace(study.night, **_told(bedtime=bedtime, wake=wake, nights=nights, habitual_bedtime=habitual))
    schedules = by_name([every_night(each, night.nights) for each in _selected(study, names or [], doses or [])])
    own = study.endogenous or endogenous
    if habitual is not None and isinstance(own, Endogenous):
        own = replace(own, habitual_bedtime=None)
    return replace(study, night=night, schedules=schedules, endogenous=own, **_told(**said))


def _read(file: Path | None, nights: int | None) -> Study:
    if file is None:
        from pksim.describe.files.study import Study

        return Study()

    from pksim.describe.files.study_file import load_study

    return load_study(file, nights=nights)


def _told(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _selected(study: Study, names: list[str], doses: list[str]) -> list[Schedule]:
    """Give the schedules named and written on the command line, or else those of the study."""
    from pksim.describe.files.schedule_file import load_schedules
    from pksim.describe.schedule.schedule import Schedule

    known = {**load_schedules(), **study.schedules}
    selected = []
    for name in names:
        if name not in known:
            msg = f"--schedule: there is no schedule {name!r}; {did_you_mean(name, known)}"
            raise InputError(msg)
        selected.append(known[name])
    for text in doses:
        match = re.fullmatch(r"\s*([^:;]*[^:;\s])\s*:(?!\d)\s*(.*)", text, re.DOTALL)
        if match is None:
            msg = f"--dose {text!r}: begin with a name and a colon, such as 'mine: melatonin 0.3 mg 90 min before bed'."
            raise InputError(msg)
        selected.append(Schedule.parse(match[1], match[2], compounds=study.compounds))
    return selected or list(study.schedules.values())
