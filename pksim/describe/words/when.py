"""Read when something happens in a night, as people write it: ``60 min before bed``, ``at 22:30``."""

from __future__ import annotations

import re
from typing import NamedTuple

from pksim.describe.words.units import CLOCK, NUMBER, PLAIN, TIME_H, read_clock, read_number, read_unit
from pksim.errors import InputError, did_you_mean

_LOOSE = r"(?:\d[\d:.h]*(?:\s*[ap]\.?m\.?)?|midnight|noon)"
CLOCK_TIME = re.compile(
    rf"(?P<words>.*?)\s*(?<!\S)(?:at\s+(?P<first>{_LOOSE})|(?P<bare>{CLOCK}))(?:\s*(?:-|–|to)\s*(?P<last>{_LOOSE}))?",
    PLAIN,
)
HALF_DAY = re.compile(r"[ap]\.?m\.?$", PLAIN)
BEDTIME = re.compile(r"(?P<words>.*?)\s*(?<!\S)at\s+(?P<anchor>[a-z]\S*)", PLAIN)
OFFSET = re.compile(
    rf"(?P<words>.*?)\s*(?<!\S)(?:(?P<hours>{NUMBER})\s*(?:h|hr|hours?)\s+)?(?P<first>{NUMBER})(?:\s*(?:-|–|to)\s*(?P<last>{NUMBER}))?\s*(?P<unit>[^\s\d]+)\s+"
    r"(?P<side>\S+)\s+(?P<anchor>\S+)",
    PLAIN,
)
ANCHORS, SIDES = ("bed", "bedtime"), ("before", "after")
_END = rf"({NUMBER})\s*([^\s\d]+)\s+(\S+)"
_AROUND = re.compile(rf"{_END}\s+to\s+{_END}", re.IGNORECASE)
TIMES = "'60 min before bed', '30-60 min before bed', 'at bedtime', '1 h after bed' or 'at 22:30'"


class When(NamedTuple):
    """A time read from text, and the words before it."""

    words: str
    time_h: float | None
    clock_h: float | None
    window_h: tuple[float, float] | None


def read_when(rest: str) -> When:
    """Read the time at the end of a dose, such as ``30-60 min before bed``; a range is its midpoint and a window."""
    rest = " ".join(rest.lower().split())
    if found := CLOCK_TIME.fullmatch(rest):
        texts = [found["first"] or found["bare"], found["last"] or found["first"] or found["bare"]]
        if texts[0].isdecimal() and (half_day := HALF_DAY.search(texts[1])):
            texts[0] += half_day[0]
        first, last = (read_clock(text, "the time") for text in texts)
        half = ((last - first) % 24) / 2
        if half > 6:
            msg = f"the time goes from {texts[0]} to {texts[1]}, {2 * half:g} hours; write the earlier one first."
            raise InputError(msg)
        return When(found["words"], None, (first + half) % 24, (-half, half) if half else None)
    if found := BEDTIME.fullmatch(rest):
        _check_anchor(found["anchor"])
        return When(found["words"], 0.0, None, None)
    if found := OFFSET.fullmatch(rest):
        _check_anchor(found["anchor"])
        if found["side"] not in SIDES:
            msg = f"the time says {found['side']!r}; {did_you_mean(found['side'], SIDES)}"
            raise InputError(msg)
        unit = read_unit(found["unit"], TIME_H, "the time")
        hours = read_number(found["hours"] or "0", "the time")
        ends = [read_number(found[key] or found["first"], "the time") * unit for key in ("first", "last")]
        near, far = sorted(hours + end for end in ends)
        sign = -1.0 if found["side"] == SIDES[0] else 1.0
        half = (far - near) / 2
        return When(found["words"], sign * (near + far) / 2, None, (-half, half) if half else None)
    msg = f"no time found in {rest!r}; end with {TIMES}." if rest else f"it has no time; end with {TIMES}."
    raise InputError(msg)


def _check_anchor(anchor: str) -> None:
    if anchor not in ANCHORS:
        msg = f"the time counts from {anchor!r}; {did_you_mean(anchor, ANCHORS)}"
        raise InputError(msg)


def read_around(text: str) -> tuple[float, float] | None:
    """Read a window around a time, such as ``15 min earlier to 30 min later``, as hours from it.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    tuple of float or None
        Its ends [h]; None for text of another form.

    Raises
    ------
    pksim.errors.InputError
        When a number, a unit or a side is wrong, or the window ends before it starts.
    """
    found = _AROUND.fullmatch(text.strip())
    if found is None:
        return None
    early, late = (_read_end(*found.groups()[i : i + 3]) for i in (0, 3))
    if early > late:
        msg = f"the window {text!r} ends before it starts; write the earlier end first."
        raise InputError(msg)
    return early, late


def _read_end(number: str, unit: str, side: str) -> float:
    signs = {"earlier": -1.0, "later": 1.0}
    if side.lower() not in signs:
        msg = f"the window says {side!r}; {did_you_mean(side, signs)}"
        raise InputError(msg)
    return signs[side.lower()] * read_number(number, "the window") * read_unit(unit, TIME_H, "the window")
