"""What a diary holds, and what was assumed of it, in plain sentences."""

from __future__ import annotations

from collections import Counter
from textwrap import shorten

import numpy as np

from pksim.describe.files.diaries.diary import Diary
from pksim.describe.schedule.real_nights import Log, RealNights
from pksim.describe.words.rounding import number
from pksim.describe.words.units import write_duration
from pksim.kinetics.arrays import Array
from pksim.study.curves.simulate import Simulation

HOW_TO_ADD_DOSES = (
    "There is no dose in it, so there are no curves. Read the file of an app that logs doses together with it (pksim "
    "diary SLEEP DOSES), or say what was taken every night: --dose 'melatonin 1 mg 60 min before bed'."
)
HOW_TO_ADD_NIGHTS = (
    "There is no night in it, so there are no curves. Read the export of a tracker together with it (pksim diary DOSES "
    "SLEEP), or a CSV file of nights."
)
_MOST_NOTES, _LONGEST_NOTE, _LONGEST_LOG = 10, 160, 26


def describe_diary(diary: Diary, simulation: Simulation | None = None) -> str:
    """Describe nights, doses and curves of a diary.

    Parameters
    ----------
    diary : Diary
        The nights, and what was taken.
    simulation : Simulation, optional
        Its curves.

    Returns
    -------
    str
        How many nights from when to when, how long and from when in the middle, how many doses of what, and how high
        the curves get.
    """
    nights = diary.nights
    sentences = [HOW_TO_ADD_NIGHTS] if nights is None else _of_nights(nights)
    sentences += _of_doses(diary)
    if nights is not None and diary.schedule is None:
        sentences.append(HOW_TO_ADD_DOSES)
    if simulation is not None and nights is not None:
        sentences += _of_curves(simulation, nights)
    return " ".join(sentences)


def _of_nights(nights: RealNights) -> list[str]:
    sleeps = np.array(nights.sleeps_h)
    lengths = np.sort(sleeps[:, 1] - sleeps[:, 0])
    told = [f"{span_in_words(nights)}.", _spread("In bed", lengths)]
    if nights.clocks_change:
        told.append("Clocks change in these nights.")
    return told


def _spread(what: str, lengths_h: Array) -> str:
    middle, low, high = (write_duration(each) for each in (np.median(lengths_h), lengths_h[0], lengths_h[-1]))
    return f"{what} {middle}" + (f" in the middle, from {low} to {high}." if len(lengths_h) > 1 else ".")


def span_in_words(nights: RealNights) -> str:
    """Say how many nights there are, from when to when."""
    first, last = nights.dates[0], nights.dates[-1]
    if len(nights.dates) == 1:
        return f"One night, {first:%a %d %b %Y}"
    year = "" if first.year == last.year else " %Y"
    return f"{len(nights.dates)} nights, {first.strftime(f'%a %d %b{year}')} to {last:%a %d %b %Y}"


def _of_doses(diary: Diary) -> list[str]:
    whats: dict[str, Counter[str]] = {}
    for each in diary.doses:
        whats.setdefault(each.status, Counter())[each.what if each.dose is None else each.dose.what] += 1
    return [
        f"{status.capitalize()}: {', '.join(f'{what}{_times(count)}' for what, count in of.items())}."
        for status, of in whats.items()
    ]


def _times(count: int) -> str:
    return "" if count == 1 else f" ({count} times)"


def _of_curves(simulation: Simulation, nights: RealNights) -> list[str]:
    found = []
    for (_, name), regimen in simulation.regimens.items():
        when, height = regimen.peak
        unit, local = regimen.compound.display_unit, nights.timestamps([when])[0]
        level = number(float(height) * regimen.compound.display_factor)
        found.append(f"{name.capitalize()} is highest on {local:%a %d %b %Y at %H:%M}, {level} {unit} from doses.")
    return found


def not_taken_in_brief(diary: Diary) -> str:
    """Say what became of the doses that were not taken, such as ``not taken: 2 skipped, 1 unanswered``."""
    missed = Counter(each.status for each in diary.doses if each.status != "taken")
    return "not taken: " + ", ".join(f"{count} {status}" for status, count in missed.items())


def logged_in_brief(log: Log) -> str:
    """Say how often one woke and how one felt, as it was logged; nothing where it was not."""
    woke = [] if log.awakenings is None else [f"woke {log.awakenings} ×"]
    said = ", ".join([*woke, *filter(None, [log.feeling])])
    return shorten(said, _LONGEST_LOG, placeholder=" …")


def read_and_assumed(diary: Diary, *, lost: int = 0) -> list[str]:
    """Say in short what was read and assumed, for the picture.

    Parameters
    ----------
    diary : Diary
        The nights, and what was taken.
    lost : int, optional
        How many doses the picture has no place for.

    Returns
    -------
    list of str
        Whose the clock times are, and the first of many notes.
    """
    whose_clock_first = sorted(diary.notes, key=lambda each: not each.startswith("Clock times"))
    told = [shorten(each, _LONGEST_NOTE, placeholder=" …") for each in whose_clock_first[:_MOST_NOTES]]
    if (more := len(diary.notes) - len(told)) > 0:
        told.append(f"And {more} more note{'' if more == 1 else 's'}, in diary.html and Diary.notes.")
    said = [" ".join(told)]
    if diary.nights is not None and diary.nights.clocks_change:
        said.append("Where clocks change, an hour is drawn twice or left out.")
    if lost:
        said.append(f"{lost} dose{' lies' if lost == 1 else 's lie'} on days that are not drawn.")
    return said
