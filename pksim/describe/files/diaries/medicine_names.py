"""Which compound a medicine is, by its name in an app: by what somebody told, and by the commonest names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, TypeVar

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import read_shipped
from pksim.describe.files.diaries.strengths import without_strength
from pksim.describe.files.trackers.export import Intake
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import JOINING, read_dose
from pksim.errors import InputError

AnyTold = TypeVar("AnyTold")
_JOINING = {*JOINING, "und", "with", "mit"}
_JOINED = re.compile(r"\b(magnesium|melatonin)(?=[^\W\d_])")


class MedicineNames:
    """What medicines are.

    Parameters
    ----------
    told : mapping of str to str
        What somebody said, in the words of a dose.
    known : mapping of str to Compound
        Compounds, by name; their names are medicines' names, too.

    Raises
    ------
    InputError
        With everything told that is not in the words of a dose.
    """

    def __init__(self, told: Mapping[str, str], known: Mapping[str, Compound]) -> None:
        self._known = known
        self._names = {**{plain(name): name for name in known}, **_shipped()["names"]}
        self._told: dict[str, Dose] = {}
        self._found: dict[tuple[str, str], Dose | None] = {}
        wrong = []
        for name, words in told.items():
            try:
                self._told[name] = self._dose(words)
            except InputError as error:
                rule = str(error).partition(": ")[2]
                wrong.append(f"names: {name!r} is {words!r}; {rule}")
        if wrong:
            raise InputError("\n".join(wrong))

    def find(self, intake: Intake) -> Dose | None:
        """Say what a medicine is, as a dose of 1 mg, with a basis only if it was told; None for one that is not known.

        Raises
        ------
        InputError
            When its name says that it is more than one thing, or of a form that is not known.
        """
        key = (intake.medicine, intake.nickname)
        if key not in self._found:  # thousands of intakes are of few medicines
            self._found[key] = self._find([each for each in key if each])
        return self._found[key]

    def _find(self, called: list[str]) -> Dose | None:
        if (told := meant(self._told, called)) is not None:
            return told
        return next((dose for each in called if (dose := self._named(each)) is not None), None)

    def _named(self, called: str) -> Dose | None:
        held = [name for name in self._names if _holds(called, name)]
        held = [name for name in held if not any(name != other and _holds(other, name) for other in held)]
        if not held:
            return None
        doses = [self._dose(self._names[name]) for name in held]
        compounds = sorted({dose.compound for dose in doses})
        words = plain(called).split()
        other = f" ({' and '.join(compounds)})" if len(compounds) > 1 else ""
        if other or "+" in called or "&" in called or _JOINING & set(words):
            msg = f"{called} is more than one thing{other}; {_say(called, compounds[0])}"
            raise InputError(msg)
        if forms := [word for word in words if word in _shipped()["forms"] and word not in " ".join(held).split()]:
            msg = (
                f"{called}: {forms[0]!r} says of which form it is, and that is not known; {_say(called, compounds[0])}"
            )
            raise InputError(msg)
        return doses[0]

    def _dose(self, words: str) -> Dose:
        """Read words as a dose of 1 mg; of a salt they need not say whether that is elemental."""
        try:
            return read_dose(f"{words} 1 mg at bedtime", self._known)
        except InputError as error:
            try:
                return replace(read_dose(f"{words} 1 mg elemental at bedtime", self._known), basis=None)
            except InputError:
                raise error from None


@lru_cache(maxsize=1000)
def plain(name: str) -> str:
    """Write a name without capitals, hyphens, numbers and how much is in one, and Magnesium apart from what follows."""
    text = without_strength(unicodedata.normalize("NFC", name)).casefold()
    return " ".join(word for word in re.findall(r"[^\W_]+", _JOINED.sub(r"\1 ", text)) if not word.isdecimal())


def meant(told: Mapping[str, AnyTold], called: Iterable[str]) -> AnyTold | None:
    """Find what was told of a medicine: of its very name, or its name without how much is in one, or part of it."""
    names = list(called)
    keys = sorted(told, key=len, reverse=True)
    for is_same in (_is_exactly, _is_plainly, _holds):
        for name in names:
            if (key := next((key for key in keys if is_same(name, key)), None)) is not None:
                return told[key]
    return None


def is_about(key: str, called: Iterable[str]) -> bool:
    """Say whether what was told of a name is about a medicine that is called so."""
    return meant({key: True}, called) is not None


def _is_exactly(called: str, key: str) -> bool:
    return called.strip().casefold() == key.strip().casefold()


def _is_plainly(called: str, key: str) -> bool:
    return plain(called) == plain(key) != ""


def _holds(called: str, key: str) -> bool:
    """Say whether the words of a name stand in what a medicine is called."""
    return f" {plain(key)} " in f" {plain(called)} " and plain(key) != ""


def _say(called: str, compound: str) -> str:
    return f'say which is meant, with names={{"{called}": "{compound}"}} (in the command --name "{called}={compound}").'


@cache
def _shipped() -> dict[str, Any]:
    return read_shipped("medicines")
