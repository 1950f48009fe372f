"""Read a dose as people write it: ``melatonin 0.3 mg 60 min before bed``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Basis
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.units import MASS_MG, NUMBER, read_number, read_unit
from pksim.describe.words.when import read_when
from pksim.errors import InputError, did_you_mean

_DOSE = re.compile(rf"(?P<what>.*?)\s*(?<!\S)(?P<amount>{NUMBER})\s*(?P<unit>[^\s\d]\S*)\s*(?P<rest>.*)", re.IGNORECASE)
_NIGHT = re.compile(r"(?P<rest>.*?)\s+on\s+night\s+(?P<night>\S+)", re.IGNORECASE)
_BASES: tuple[Basis, ...] = ("elemental", "salt")


def read_dose(text: str, compounds: Mapping[str, Compound]) -> Dose:
    """Read one dose.

    Parameters
    ----------
    text : str
        Compound, amount, unit, then the formulation and ``elemental`` or ``salt`` if they matter, then the time, and
        ``on night 3`` where it is taken in that night alone.
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
    rest, night = _night(match["rest"])
    when = read_when(rest.lower())
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
        night=night,
        formulation=formulation,
        basis=next((basis for basis in _BASES if basis in bases), None),
    )
    compound.check(dose)
    return dose


def _night(rest: str) -> tuple[str, int | None]:
    """Split off the night in which alone the dose is taken."""
    found = _NIGHT.fullmatch(rest)
    if found is None:
        return rest, None
    if not re.fullmatch(r"[0-9]{1,9}", found["night"]):
        msg = f"the night is {found['night']!r}; it must be a whole number, as in 'on night 3'."
        raise InputError(msg)
    return found["rest"], int(found["night"])


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
