"""How much is in one tablet or mL of a medicine: from what somebody told, or from its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pksim.arguments import is_several, quoted
from pksim.describe.compound.formulation import Basis
from pksim.describe.words.units import MASS_MG, folded, read_number, read_unit
from pksim.errors import InputError

COUNT, VOLUME = "count", "mL"
_NUMBER = r"\d+(?:[.,]\d+)?"
_MASS = rf"(?<![\d.,])(?P<amount>{_NUMBER})\s*(?P<unit>mg|g|µg|μg|ug|mcg)(?![^\W\d_])"
_PER = rf"(?:\s*(?:/|\b(?:per|pro|je|in)\b)\s*(?P<many>{_NUMBER})?\s*(?:an?\s+)?(?P<per>[^\W\d_]+))?"
_IN_NAME = re.compile(_MASS + _PER, re.IGNORECASE)
_TOLD = re.compile(rf"{_MASS}(?:\s+(?P<basis>elemental|salt))?{_PER}(?:\s+(?P<basis2>elemental|salt))?", re.IGNORECASE)
_BASES: dict[str, Basis] = {
    "elemental": "elemental",
    "elementar": "elemental",
    "elementares": "elemental",
    "salt": "salt",
}
_PIECE = re.compile(
    "(?:count|tablet|tab|pill|capsule|cap|piece|softgel|lozenge)s?|gumm(?:y|ies)|(?:tablette|kapsel|pille)n?|dragees?|"
    "tbl|stück|stueck|stk"
)
_ML = re.compile("ml|millilit(?:er|re)s?")
_EXAMPLES = {"names": "Magnesiumglycinat=magnesium glycinate", "strength": "Melatonin=3 mg"}


@dataclass(frozen=True)
class Strength:
    """How much is in one.

    Attributes
    ----------
    mg : float
        How much [mg].
    basis : {"elemental", "salt"} or None
        Of what, where that is said.
    per : str
        In one of what, as `plain_unit` writes it; empty where that is not said.
    is_told : bool
        Whether somebody told it, or it stands in the name.
    """

    mg: float
    basis: Basis | None
    per: str
    is_told: bool

    def fits(self, unit: str) -> bool:
        """Say whether it is that of one of a unit; in a name without a word for it, it is that of a tablet."""
        return self.per == unit if self.per else self.is_told or unit == COUNT


def plain_unit(text: str) -> str:
    """Write a unit the same however an app calls it: ``"count"`` for tablets and capsules, ``"mL"``."""
    said = re.sub(r"\(\w*\)|\.$", "", folded(unicodedata.normalize("NFC", text)).strip())
    return COUNT if _PIECE.fullmatch(said) else VOLUME if _ML.fullmatch(said) else said


def without_strength(name: str) -> str:
    """Leave how much is in one out of a name."""
    return _IN_NAME.sub(" ", name)


def basis_in(name: str) -> Basis | None:
    """Say what a name says an amount is of, the element or the whole salt; None for neither or both."""
    found = {_BASES[word] for word in re.findall(r"\w+", name.lower()) if word in _BASES}
    return found.pop() if len(found) == 1 else None


def strength_in(name: str) -> Strength | None:
    """Read how much is in one from a name; None where it says nothing, or more than one thing."""
    found = list(_IN_NAME.finditer(name))
    if len(found) != 1:
        return None
    per = plain_unit(found[0]["per"] or "")
    # 3 mg/60 capsules is a package; 3 mg a day is no tablet.
    if per not in ("", COUNT, VOLUME) or (found[0]["many"] and per != VOLUME):
        return None
    try:
        mg = _mg(found[0], name)
    except InputError:  # 1,000 mg may be one or a thousand
        return None
    return Strength(mg, basis_in(name), per, is_told=False) if mg else None


def read_strengths(told: Mapping[str, str] | Iterable[str] | None) -> dict[str, Strength]:
    """Read what somebody told, such as ``{"Melatonin": "3 mg", "Magnesium drops": "10 mg/5 mL elemental"}``.

    Raises
    ------
    InputError
        With every strength that is none.
    """
    found, wrong = {}, []
    for key, text in pairs(told, "strength").items():
        read = _TOLD.fullmatch(text.strip())
        mg = 0.0 if read is None else _mg(read, key)
        if read is None or not mg:
            wrong.append(
                f"the strength of {key} is {quoted(text)}; it must be an amount above 0, such as '3 mg', "
                "'100 mg elemental' or '1 mg/mL'."
            )
            continue
        basis = _BASES.get((read["basis"] or read["basis2"] or "").lower())
        found[key] = Strength(mg, basis, plain_unit(read["per"] or ""), is_told=True)
    if wrong:
        raise InputError("\n".join(wrong))
    return found


def pairs(told: Mapping[str, str] | Iterable[str] | None, kind: str) -> dict[str, str]:
    """Read what was told of medicines, as a mapping, or as texts with an equals sign.

    Raises
    ------
    InputError
        When it is something else, empty, or says two things of one medicine.
    """
    if told is None:
        return {}
    listed = list(told.items()) if isinstance(told, Mapping) else [
        _pair(each, kind) for each in (told if is_several(told) else [told])
    ]  # fmt: skip
    found: dict[str, str] = {}
    once: dict[str, str] = {}
    for key, value in listed:
        for each in (key, value):
            if not isinstance(each, str) or not each.strip():
                msg = f"{kind}: {quoted(each)} must be text that is not empty, such as in {_EXAMPLES[kind]!r}."
                raise InputError(msg)
        if (first := once.setdefault(key.strip().casefold(), value.strip())) != value.strip():
            msg = f"{kind}: {key.strip()!r} is there twice, as {first!r} and {value.strip()!r}; give one."
            raise InputError(msg)
        found[key.strip()] = value.strip()
    return found


def _pair(text: object, kind: str) -> tuple[str, str]:
    key, equals, value = text.rpartition("=") if isinstance(text, str) else ("", "", "")
    if not equals:
        msg = f"{kind} is {quoted(text)}; write NAME=..., such as {_EXAMPLES[kind]!r}."
        raise InputError(msg)
    return key, value


def _mg(read: re.Match[str], name: str) -> float:
    what = f"the strength of {name}"
    many = read_number(read["many"], what) if read["many"] else 1.0
    return read_number(read["amount"], what) * read_unit(read["unit"], MASS_MG, what) / many if many else 0.0
