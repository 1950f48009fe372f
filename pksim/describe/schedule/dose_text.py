"""Read a dose as people write it: ``melatonin 0.3 mg 60 min before bed``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Basis
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.units import MASS_MG, NUMBER, PLAIN, TIME_H, folded, read_number, read_unit
from pksim.describe.words.when import read_when
from pksim.errors import InputError, did_you_mean

AMOUNT = re.compile(rf"(?<!\S)(?P<amount>{NUMBER})\s*(?P<unit>[a-z\u00b5\u03bc\u039c]\S*)", PLAIN)
NOT_AMOUNTS = re.compile(rf"{'|'.join(TIME_H)}|h\d\d|[ap]\.?m\.?", PLAIN)
NIGHT = re.compile(r"(?P<rest>.*?)\s+on\s+night\s+(?P<night>\S+)", PLAIN)
BASES: tuple[Basis, ...] = ("elemental", "salt")
JOINING = ("and", "&", "+", "plus")
_MASSES = {folded(each) for each in MASS_MG}
_MORE_THAN_ONE = "it holds more than one dose; separate doses with ;"


def split_doses(text: str) -> list[str]:
    """Split a text at its semicolons into the texts of single doses."""
    return [each for each in map(str.strip, text.split(";")) if each]


def read_dose(text: str, compounds: Mapping[str, Compound]) -> Dose:
    """Read one dose.

    Parameters
    ----------
    text : str
        Compound and amount with its unit, in either order, the formulation and ``elemental`` or ``salt`` if they
        matter, then the time, and ``on night 3`` where it is taken in that night alone.
    compounds : mapping of str to Compound
        What is known, by name.

    Returns
    -------
    Dose
        A range of times becomes its midpoint and a window.

    Raises
    ------
    pksim.errors.InputError
        When any part is missing or unknown, or there is more than one dose.
    """
    try:
        return _read(" ".join(re.sub(r",(?!\S)", " ", text).split()), compounds)
    except InputError as error:
        msg = f"dose {text!r}: {error}"
        raise InputError(msg) from None


def _read(text: str, compounds: Mapping[str, Compound]) -> Dose:
    text, night = _night(text)
    compound, before, after = _compound(text, compounds)
    amount, rest = _amount(f"{before} {after}".strip())
    if compound is None:
        raise InputError(_unknown(rest, compounds))
    if any(word in JOINING for word in rest.lower().split()):
        raise InputError(_MORE_THAN_ONE)
    when = read_when(rest)
    words = [word for word in when.words.split() if word != "of"]
    bases = [word for word in words if word in BASES]
    formulation = compound.find_formulation(" ".join(word for word in words if word not in BASES))
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
        basis=next((basis for basis in BASES if basis in bases), None),
    )
    compound.check(dose)
    return dose


def _night(text: str) -> tuple[str, int | None]:
    """Split off the night in which alone the dose is taken."""
    found = NIGHT.fullmatch(text)
    if found is None:
        return text, None
    if not re.fullmatch(r"[0-9]{1,9}", found["night"]):
        msg = f"the night is {found['night']!r}; it must be a whole number, as in 'on night 3'."
        raise InputError(msg)
    return found["rest"], int(found["night"])


def _compound(text: str, compounds: Mapping[str, Compound]) -> tuple[Compound | None, str, str]:
    """Find the known compound with the longest name, which may hold digits, and what stands before and after it."""
    words = text.split()
    spoken = text.lower().split()
    for name in sorted(compounds, key=len, reverse=True):
        wanted = name.lower().split()
        for i in range(len(words) - len(wanted) + 1):
            if spoken[i : i + len(wanted)] == wanted:
                return compounds[name], " ".join(words[:i]), " ".join(words[i + len(wanted) :])
    return None, text, ""


def _amount(text: str) -> tuple[float, str]:
    """Read the amount [mg], and give what stands about it."""
    found = [each for each in AMOUNT.finditer(text) if not NOT_AMOUNTS.fullmatch(each["unit"])]
    masses = [each for each in found if folded(each["unit"]) in _MASSES]
    if len(masses) > 1:
        raise InputError(_MORE_THAN_ONE)
    if not found:
        msg = "no amount with a unit found; write it like 'melatonin 0.3 mg 60 min before bed'."
        raise InputError(msg)
    one = (masses or found)[0]
    amount = read_number(one["amount"], "the amount") * read_unit(one["unit"], MASS_MG, "the amount")
    return amount, f"{text[: one.start()].strip()} {text[one.end() :].strip()}".strip()


def _unknown(rest: str, compounds: Mapping[str, Compound]) -> str:
    """Say that no known compound is named, and which word may have been meant for one."""
    try:
        said = read_when(rest).words
    except InputError:
        said = rest
    words = said.removeprefix("of ")
    if not words:
        return f"it does not say of what; start with one of {', '.join(repr(name) for name in compounds)}."
    return f"the compound {words!r} is not known; {did_you_mean(words, compounds)}"
