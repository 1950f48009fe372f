"""Read a dose as people write it: ``melatonin 0.3 mg 60 min before bed``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pksim.describe.compound import Compound
from pksim.describe.dose import Basis, Dose
from pksim.describe.quantities import MASS_MG, NUMBER, TIME_H, read_clock, read_number, read_unit
from pksim.errors import InputError, did_you_mean

_DOSE = re.compile(rf"(?P<what>.*?)\s*(?<!\S)(?P<amount>{NUMBER})\s*(?P<unit>[^\s\d]\S*)\s*(?P<rest>.*)", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<words>.*?)\s*(?<!\S)at\s+(?P<first>\d[\d:]*)(?:\s*[-–]\s*(?P<last>\d[\d:]*))?")
_BEDTIME = re.compile(r"(?P<words>.*?)\s*(?<!\S)at\s+(?P<anchor>[^\W\d]\S*)")
_OFFSET = re.compile(
    rf"(?P<words>.*?)\s*(?<!\S)(?P<first>{NUMBER})(?:\s*(?:-|–|to)\s*(?P<last>{NUMBER}))?\s*(?P<unit>[^\s\d]+)\s+"
    r"(?P<side>\S+)\s+(?P<anchor>\S+)",
    re.IGNORECASE,
)
_TIMES = "'60 min before bed', '30-60 min before bed', 'at bedtime', '1 h after bed' or 'at 22:30'"
_BASES: tuple[Basis, ...] = ("elemental", "salt")


class When(NamedTuple):
    """A time read from text, and the words before it."""

    words: str
    time_h: float | None
    clock_h: float | None
    window_h: tuple[float, float] | None


def read_dose(text: str, compounds: Mapping[str, Compound]) -> Dose:
    """Read one dose.

    Parameters
    ----------
    text : str
        Compound, amount, unit, then the formulation and ``elemental`` or ``salt`` if they matter, then the time.
    compounds : mapping of str to Compound
        What is known, by name.

    Returns
    -------
    Dose
        A range of times becomes its midpoint and a window.

    Raises
    ------
    pksim.errors.InputError
        When any part is missing or unknown.
    """
    match = _DOSE.fullmatch(" ".join(text.split()))
    if match is None:
        msg = f"dose {text!r}: no amount with a unit found; write it like 'melatonin 0.3 mg 60 min before bed'."
        raise InputError(msg)
    try:
        return _read(match, compounds)
    except InputError as error:
        msg = f"dose {text!r}: {error}"
        raise InputError(msg) from None


def _read(match: re.Match[str], compounds: Mapping[str, Compound]) -> Dose:
    compound, form_words = _compound(match["what"], compounds)
    amount = read_number(match["amount"], "the amount") * read_unit(match["unit"], MASS_MG, "the amount")
    when = read_when(match["rest"].lower())
    words = f"{form_words} {when.words}".split()
    bases = [word for word in words if word in _BASES]
    formulation = compound.find_formulation(" ".join(word for word in words if word not in _BASES))
    if len(bases) > 1:
        msg = "an amount is either elemental or of the salt, not both."
        raise InputError(msg)
    dose = Dose(
        compound.name,
        amount,
        time_h=when.time_h,
        clock_h=when.clock_h,
        window_h=when.window_h,
        formulation=formulation,
        basis=next((basis for basis in _BASES if basis in bases), None),
    )
    compound.check(dose)
    return dose


def _compound(what: str, compounds: Mapping[str, Compound]) -> tuple[Compound, str]:
    """Split what is taken into a known compound and the words about its form."""
    words = what.lower().split()
    for name in sorted(compounds, key=len, reverse=True):
        own = name.lower().split()
        if words[: len(own)] == own:
            return compounds[name], " ".join(words[len(own) :])
    if not words:
        msg = f"it does not say of what; start with one of {', '.join(repr(name) for name in compounds)}."
    else:
        msg = f"the compound {what!r} is not known; {did_you_mean(what, compounds)}"
    raise InputError(msg)


def read_when(rest: str) -> When:
    """Read the time at the end of a dose, such as ``30-60 min before bed``; a range is its midpoint and a window."""
    if found := _CLOCK.fullmatch(rest):
        first = read_clock(found["first"], "the time")
        last = read_clock(found["last"], "the time") if found["last"] else first
        half = ((last - first) % 24) / 2
        if half > 6:
            span = f"from {found['first']} to {found['last']}, {2 * half:g} hours"
            msg = f"the time goes {span}; write the earlier one first."
            raise InputError(msg)
        return When(found["words"], None, (first + half) % 24, (-half, half) if half else None)
    if found := _BEDTIME.fullmatch(rest):
        _check_anchor(found["anchor"])
        return When(found["words"], 0.0, None, None)
    if found := _OFFSET.fullmatch(rest):
        _check_anchor(found["anchor"])
        if found["side"] not in ("before", "after"):
            msg = f"the time says {found['side']!r}; {did_you_mean(found['side'], ('before', 'after'))}"
            raise InputError(msg)
        unit = read_unit(found["unit"], TIME_H, "the time")
        near, far = sorted(read_number(found[key] or found["first"], "the time") * unit for key in ("first", "last"))
        sign = -1.0 if found["side"] == "before" else 1.0
        half = (far - near) / 2
        return When(found["words"], sign * (near + far) / 2, None, (-half, half) if half else None)
    msg = f"no time found in {rest!r}; end with {_TIMES}." if rest else f"it has no time; end with {_TIMES}."
    raise InputError(msg)


def _check_anchor(anchor: str) -> None:
    if anchor not in ("bed", "bedtime"):
        msg = f"the time counts from {anchor!r}; {did_you_mean(anchor, ('bed', 'bedtime'))}"
        raise InputError(msg)
