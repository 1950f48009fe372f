"""From the sleeps that files hold to nights: one main sleep an evening, and what is left out is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from pksim.describe.files.trackers.export import Sleep
from pksim.describe.schedule.night import MOST_NIGHTS
from pksim.describe.words.units import write_duration
from pksim.errors import InputError

_NOON, _DAY, _HOUR = 12, timedelta(days=1), timedelta(hours=1)
_SHORT, _GLITCH, _LONGEST, _ANOTHER_NIGHT = 3 * _HOUR, _HOUR, 24 * _HOUR, 18 * _HOUR
_RARELY = 16 * _HOUR
_BY_DAY = range(6, 20)
_MOST_NAMED = 5

Local = Callable[[Sleep], datetime]
"""Gives the clock, where somebody was, at which they went to bed."""


@dataclass(frozen=True)
class MainSleeps:
    """The main sleep of each evening, in their order, and what was left out, a sentence for each kind."""

    of_evening: dict[date, Sleep]
    notes: tuple[str, ...]


def main_sleeps(sleeps: Iterable[tuple[str, Sleep]], local: Local) -> MainSleeps:
    """Find the main sleep of each evening.

    Parameters
    ----------
    sleeps : iterable of (str, Sleep)
        Sleeps, each with the file that holds it.
    local : callable
        Gives the local clock at which somebody went to bed.

    Returns
    -------
    MainSleeps
        The main sleep is the longest of its evening, one that the tracker itself calls so before others. A bedtime
        before noon is on the day after its evening. Sleeps under 3 h by day, or under 1 h at any time, are naps, unless
        the tracker says otherwise.

    Raises
    ------
    InputError
        When somebody wakes before going to bed, or sleeps for over a day; with every such record.
    """
    named = list(sleeps)
    if wrong := [f"{file}, {sleep.record}: {why}" for file, sleep in named if (why := _impossible(sleep, local))]:
        raise InputError("\n".join(wrong))
    once = {(sleep.bed, sleep.wake): sleep for _, sleep in reversed(named)}
    longest, beside = _apart(sorted(once.values(), key=lambda sleep: sleep.bed))
    naps = [sleep for sleep in longest if _is_nap(sleep, local)]
    of_evening, second = _by_evening([sleep for sleep in longest if sleep not in naps], local)
    _check_span(of_evening, ", ".join(dict.fromkeys(file for file, _ in named)))
    twice = len(named) - len(once)
    long = [sleep for sleep in of_evening.values() if sleep.wake - sleep.bed > _RARELY]
    said = {
        f"{_counted(twice, 'record')} there twice and left out": twice,
        f"{_counted(len(beside), 'sleep')} left out, since another device or file has a longer one at that time: "
        f"{_listed(beside, local)}": len(beside),
        f"{_counted(len(naps), 'nap')} left out: {_listed(naps, local)}": len(naps),
        f"{_counted(len(second), 'second sleep', 'of a night')} left out: {_listed(second, local)}": len(second),
        f"{_counted(len(long), 'night')} over 16 h; look whether bed and wake are right: {_listed(long, local)}": len(
            long
        ),
        _without_data(list(of_evening)): _gaps(list(of_evening)),
    }
    return MainSleeps(of_evening, tuple(f"{text}." for text, count in said.items() if count))


def evening_of(local: datetime) -> date:
    """Give the date of the evening to which a bedtime belongs: before noon, the day before."""
    return local.date() if local.hour >= _NOON else local.date() - _DAY


def _impossible(sleep: Sleep, local: Local) -> str:
    began = f"{local(sleep):%Y-%m-%d %H:%M}"
    if sleep.wake <= sleep.bed:
        return f"the sleep from {began} ends before it begins; mend or delete the record."
    if sleep.wake - sleep.bed > _LONGEST:
        return f"the sleep from {began} lasts {_long(sleep)}; over 24 h is no sleep: mend or delete the record."
    return ""


def _long(sleep: Sleep) -> str:
    return write_duration((sleep.wake - sleep.bed) / _HOUR)


def _is_nap(sleep: Sleep, local: Local) -> bool:
    if sleep.is_main is not None or sleep.night is not None:
        return sleep.is_main is False
    lasts = sleep.wake - sleep.bed
    return lasts < _GLITCH or (lasts < _SHORT and local(sleep).hour in _BY_DAY)


def _mainly(sleep: Sleep) -> tuple[bool, bool, timedelta]:
    """Say how much a sleep is the main one, to be compared."""
    return sleep.is_main is True, sleep.is_main is not False, sleep.wake - sleep.bed


def _apart(sleeps: list[Sleep]) -> tuple[list[Sleep], list[Sleep]]:
    """Part sleeps, in time's order, into those that count and those at the same time as one of them."""
    kept: list[Sleep] = []
    beside: list[Sleep] = []
    for sleep in sleeps:
        if kept and sleep.bed < kept[-1].wake:
            less, more = sorted((kept.pop(), sleep), key=_mainly)
            kept.append(more)
            beside.append(less)
        else:
            kept.append(sleep)
    return kept, beside


def _by_evening(sleeps: list[Sleep], local: Local) -> tuple[dict[date, Sleep], list[Sleep]]:
    """Part sleeps, in time's order, into the main one of each evening and second ones."""
    of_evening: dict[date, Sleep] = {}
    second: list[Sleep] = []
    for sleep in sleeps:
        evening = sleep.night or evening_of(local(sleep))
        other = of_evening.get(evening)
        if other is not None and sleep.night is None and sleep.bed - other.bed >= _ANOTHER_NIGHT:
            # Over the date line, or by day about noon, two nights begin on one date.
            evening, other = evening + _DAY, None
        if other is None:
            of_evening[evening] = sleep
        else:
            less, of_evening[evening] = sorted((other, sleep), key=_mainly)
            second.append(less)
    return dict(sorted(of_evening.items())), second


def _check_span(evenings: Iterable[date], files: str) -> None:
    known = list(evenings)
    if known and (known[-1] - known[0]).days >= MOST_NIGHTS:
        msg = (
            f"{files}: the nights go from {known[0]} to {known[-1]}; {MOST_NIGHTS} nights are the most: say since "
            "when, with since (in the command --since)."
        )
        raise InputError(msg)


def _gaps(evenings: list[date]) -> int:
    return sum((after - before).days - 1 for before, after in pairwise(evenings))


def _without_data(evenings: list[date]) -> str:
    spans = [(before + _DAY, after - _DAY) for before, after in pairwise(evenings) if (after - before).days > 1]
    texts = [f"{first}" if first == last else f"{first} to {last}" for first, last in spans]
    count = _gaps(evenings)
    return f"{count} {'night has' if count == 1 else 'nights have'} no record: {_some(texts)}"


def _listed(sleeps: list[Sleep], local: Local) -> str:
    return _some([f"{local(sleep):%Y-%m-%d %H:%M}, {_long(sleep)}" for sleep in sleeps])


def _some(texts: list[str]) -> str:
    more = [f"and {len(texts) - _MOST_NAMED} more"] if len(texts) > _MOST_NAMED else []
    return "; ".join([*texts[:_MOST_NAMED], *more])


def _counted(count: int, what: str, of: str = "") -> str:
    return " ".join(filter(None, (str(count), what if count == 1 else f"{what}s", of, "is" if count == 1 else "are")))
