"""Doses and samples of one subject in order, with additional doses where they fall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pksim.describe.samples.event_rules import DoseRecord, Event, Observation
from pksim.describe.samples.subject import Subject, Taken

if TYPE_CHECKING:
    import pandas as pd

_SAME_H = 1e-9


def subject_of(name: str, events: Iterable[tuple[float, Event | None]]) -> Subject:
    """Go through the records of a subject.

    Parameters
    ----------
    name : str
        What it is called.
    events : iterable of (float, Event)
        When each record is [h], and what it means. An additional dose comes before a record of the same time.

    Returns
    -------
    Subject
    """
    doses: list[Taken] = []
    later: list[Taken] = []
    drawn: list[tuple[float, float, bool, int]] = []
    for time, event in events:
        while later and later[0].time_h <= time + _SAME_H:
            due = later.pop(0)
            doses.append(replace(due, time_h=min(due.time_h, time)))
        if isinstance(event, Observation):
            drawn.append((time, event.level, event.below, len(doses)))
        elif isinstance(event, DoseRecord):
            every = event.every_h if event.steady else None
            doses.append(Taken(time, event.amount, event.route, event.duration_h, every))
            kept = [] if event.steady else later
            more = (time + event.every_h * (n + 1) for n in range(event.additional))
            added = [Taken(each, event.amount, event.route, event.duration_h) for each in more]
            later = sorted([*kept, *added], key=lambda dose: dose.time_h)
    times, levels, below, after = zip(*drawn, strict=True) if drawn else ((), (), (), ())
    return Subject(
        name=name,
        times_h=np.array(times, dtype=float),
        conc=np.array(levels, dtype=float),
        below_limit=np.array(below, dtype=bool),
        doses=(*doses, *later),
        after_dose=np.array(after, dtype=np.intp),
    )


def dose_table(subjects: Iterable[Subject], factor: float) -> pd.DataFrame:
    """List the doses that count at the end, those behind a steady state written out."""
    import pandas as pd

    rows = []
    for subject in subjects:
        for dose in subject.doses[last_steady(subject) :]:
            *earlier, last = dose.with_earlier()
            rows += [(subject.name, each, True) for each in earlier] + [(subject.name, last, False)]
    return pd.DataFrame(
        {
            "subject": [name for name, _, _ in rows],
            "time_h": [dose.time_h for _, dose, _ in rows],
            "amount_mg": [dose.amount * factor for _, dose, _ in rows],
            "route": [dose.route for _, dose, _ in rows],
            "duration_h": [dose.duration_h for _, dose, _ in rows],
            "steady_state": [steady for _, _, steady in rows],
        }
    )


def last_steady(subject: Subject) -> int:
    """Say which dose is the last that puts a steady state in the place of what was before; the first if none does."""
    return max((i for i, dose in enumerate(subject.doses) if dose.steady_state_every_h is not None), default=0)
