"""Medicines in the words of an app, read as doses: which compound, and how much of it is in a tablet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from pksim.arguments import is_several, quoted
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import read_shipped
from pksim.describe.files.exact_text import exact_amount
from pksim.describe.files.trackers.export import Intake, LoggedDose
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import BASES, read_dose
from pksim.describe.words.units import MASS_MG, NUMBER, folded, read_number, read_unit
from pksim.errors import InputError, did_you_mean

_MASS = r"mg|g|µg|μg|ug|mcg"
_IN_NAME = re.compile(
    rf"(?<![\d.,])(?P<amount>\d+(?:[.,]\d+)?)\s*(?P<unit>{_MASS})\b(?P<per>\s*/\s*\S+(?:\s*ml)?)?", re.IGNORECASE
)
_PER = r"(?:\s*(?:/|per|in)\s*(?:1\s*|a\s+)?(?P<per>\w+))?"
_BASIS = rf"(?:\s+(?P<basis>{'|'.join(BASES)}))?"
_STRENGTH = re.compile(rf"(?P<amount>{NUMBER})\s*(?P<unit>{_MASS}){_PER}{_BASIS}", re.IGNORECASE)
_MASSES = {folded(each) for each in MASS_MG}
_PIECES = frozenset(
    [
        "count",
        "tablet",
        "tablets",
        "pill",
        "pills",
        "capsule",
        "capsules",
        "piece",
        "pieces",
        "tablette",
        "tabletten",
        "kapsel",
        "kapseln",
        "stück",
    ]
)
_VOLUME = frozenset(("ml", "milliliter", "millilitre"))
_MOST_NAMED = 5


class _Strength(NamedTuple):
    """How much is in one: of what basis, if said, and in one of what."""

    mg: float
    basis: str
    per: str
    told: bool


def logged_doses(
    intakes: Iterable[Intake],
    *,
    names: Mapping[str, str] | Iterable[str] | None = None,
    strength: Mapping[str, str] | Iterable[str] | None = None,
    known: Mapping[str, Compound],
) -> tuple[tuple[LoggedDose, ...], tuple[str, ...]]:
    """Read intakes as doses of compounds.

    Parameters
    ----------
    intakes : iterable of Intake
        Medicines as apps logged them; ``record`` names the file, too.
    names : mapping of str to str or iterable of str, optional
        What medicines are, such as ``{"Magnesiumglycinat": "magnesium glycinate"}`` or
        ``["Magnesiumglycinat=magnesium glycinate"]``; before the names that are known.
    strength : mapping of str to str or iterable of str, optional
        How much is in a tablet or a mL, such as ``{"Melatonin": "3 mg"}``; before what the name says.
    known : mapping of str to Compound
        Compounds, by name.

    Returns
    -------
    tuple of LoggedDose, tuple of str
        The doses, and what was assumed or left out. Other medicines are counted, not errors.

    Raises
    ------
    pksim.errors.InputError
        When something that was taken does not say how much it is, or what was told is about nothing in the files.
    """
    listed = list(intakes)
    reader = _Reader(_pairs(names, "names"), _strengths(strength), known)
    reader.check(listed)
    doses: list[LoggedDose] = []
    others: Counter[str] = Counter()
    wrong: dict[str, str] = {}
    assumed: dict[str, None] = {}
    for intake in listed:
        try:
            words = reader.words(intake)
            if words is None:
                others[intake.medicine] += 1
                continue
            dose, said = reader.dose(intake, words)
        except InputError as error:
            wrong.setdefault(str(error), f"{intake.record}: {error}")
            continue
        if said and intake.status == "taken":
            assumed[said] = None
        doses.append(LoggedDose(dose, intake.at, intake.status, intake.record, what="" if dose else words))
    if wrong:
        raise InputError("\n".join(wrong.values()))
    notes = list(assumed)
    if others:
        shown = ", ".join(list(others)[:_MOST_NAMED]) + (" and more" if len(others) > _MOST_NAMED else "")
        notes.append(f"Intakes of other medicines, which are left out: {others.total()} ({shown}).")
    return tuple(doses), tuple(notes)


def named(dose: Dose) -> str:
    """Name what was taken: the compound, and of a salt its form."""
    return f"{dose.compound} {dose.formulation}" if dose.basis and dose.formulation else dose.compound


class _Reader:
    """Reads intakes by what was told and what is known."""

    def __init__(self, names: dict[str, str], strengths: dict[str, _Strength], known: Mapping[str, Compound]) -> None:
        self._told, self._strengths, self._known = names, strengths, known
        # Names of compounds of one's own are as good as those of the library.
        self._names = {
            **{name.casefold(): name for name in known},
            **_library(),
            **{_plain(k): v for k, v in names.items()},
        }

    def check(self, intakes: list[Intake]) -> None:
        """Refuse what was told about medicines that are in none of the files."""
        said = dict.fromkeys(each for intake in intakes for each in (intake.medicine, intake.nickname) if each)
        for kind, told in (("names", self._told), ("strength", self._strengths)):
            for key in told:
                if not any(_plain(key) in (_plain(each), self._of(each)) or _holds(each, key) for each in said):
                    rule = did_you_mean(key, said) if said else "no file has medicines by name."
                    msg = f"{kind}: there is no medicine {key!r} in the files; {rule}"
                    raise InputError(msg)

    def words(self, intake: Intake) -> str | None:
        """Say what a medicine is in the words of a dose; None for another one."""
        for called in filter(None, (intake.medicine, intake.nickname)):
            if (found := self._of(called)) is not None:
                return found
        return None

    def _of(self, called: str) -> str | None:
        if _plain(called) in self._names:
            return self._names[_plain(called)]
        held = [name for name in sorted(self._names, key=len, reverse=True) if _holds(called, name)]
        if not held:
            return None
        compounds = {self._names[name].split()[0] for name in held}
        if len(compounds) > 1:
            msg = (
                f"{called!r} holds more than one compound, {' and '.join(sorted(compounds))}; say which is meant, with "
                f'names={{"{called}": "{min(compounds)}"}} (in the command --name "{called}={min(compounds)}").'
            )
            raise InputError(msg)
        return self._names[held[0]]

    def dose(self, intake: Intake, words: str) -> tuple[Dose | None, str]:
        """Say how much of it that was, and what was assumed; None where it was not taken and nobody knows."""
        unit = folded(intake.unit)
        if intake.amount is None:
            return self._unknown(intake, words, "there is no amount")
        if intake.amount <= 0 and intake.status == "taken":
            msg = f"the amount of {intake.medicine} is {intake.amount:g}; it must be above 0."
            raise InputError(msg)
        if unit in _MASSES:
            return self._read(intake, words, intake.amount * read_unit(intake.unit, MASS_MG, "the amount"), ""), ""
        strength = self._strength(intake, words)
        is_volume = unit in _VOLUME
        if not is_volume and unit not in _PIECES:
            return self._unknown(intake, words, f"the unit {intake.unit!r} is not known; it must be count, mL or mg")
        if strength is None or (not strength.told and is_volume != (strength.per in _VOLUME)):
            many = f"{intake.amount:g} mL" if is_volume else f"{intake.amount:g} of them"
            return self._unknown(intake, words, f"{many}, and nobody says how much is in one")
        dose = self._read(intake, words, intake.amount * strength.mg, strength.basis)
        whence = "as was told" if strength.told else "from its name"
        one = "one mL" if is_volume else "one"
        what = " ".join(filter(None, (exact_amount(strength.mg), strength.basis)))
        return dose, f"{intake.medicine}: {what} in {one}, {whence}."

    def _unknown(self, intake: Intake, words: str, why: str) -> tuple[None, str]:
        if intake.status != "taken":
            return None, ""
        basis = " elemental" if self._known[words.split()[0]].is_salt else ""
        example = f"{'100' if basis else '1'} mg{basis}"
        msg = (
            f'{intake.medicine}: {why}; say it with strength={{"{intake.medicine}": "{example}"}} (in the command '
            f'--strength "{intake.medicine}={example}").'
        )
        raise InputError(msg)

    def _strength(self, intake: Intake, words: str) -> _Strength | None:
        for called in (intake.medicine, intake.nickname, words, words.split()[0]):
            if (told := self._strengths.get(_plain(called))) is not None:
                return told
        found = list(_IN_NAME.finditer(intake.medicine)) or list(_IN_NAME.finditer(intake.nickname))
        if len(found) != 1:
            return None
        per = (found[0]["per"] or "").strip(" /").casefold()
        if per and per not in _VOLUME:
            return None
        basis = next((each for each in BASES if each in intake.medicine.casefold()), "")
        mg = read_number(found[0]["amount"], "the strength") * read_unit(found[0]["unit"], MASS_MG, "the strength")
        return _Strength(mg, basis, per, told=False)

    def _read(self, intake: Intake, words: str, amount_mg: float, basis: str) -> Dose:
        text = " ".join(filter(None, (words, exact_amount(float(f"{amount_mg:.12g}")), basis, "at bedtime")))
        try:
            return read_dose(text, self._known)
        except InputError as error:
            rule = str(error).partition(": ")[2]
            msg = f'{intake.medicine}: {rule} (in the command --strength "{intake.medicine}=100 mg elemental").'
            raise InputError(msg if "elemental" in rule else f"{intake.medicine}: {rule}") from None


def _pairs(told: Mapping[str, str] | Iterable[str] | None, kind: str) -> dict[str, str]:
    """Read what was told about medicines, as a mapping or as texts with an equals sign."""
    if told is None:
        return {}
    if isinstance(told, Mapping):
        pairs = dict(told)
    else:
        pairs = {}
        for each in told if is_several(told) else [told]:
            key, equals, value = each.rpartition("=") if isinstance(each, str) else ("", "", "")
            if not equals:
                msg = f"{kind} is {quoted(each)}; write NAME=..., such as {_EXAMPLES[kind]!r}."
                raise InputError(msg)
            pairs[key.strip()] = value.strip()
    if wrong := [each for pair in pairs.items() for each in pair if not isinstance(each, str) or not each.strip()]:
        msg = f"{kind}: {quoted(wrong[0])} must be text that is not empty, such as in {_EXAMPLES[kind]!r}."
        raise InputError(msg)
    return pairs


_EXAMPLES = {"names": "Magnesiumglycinat=magnesium glycinate", "strength": "Melatonin=3 mg"}


def _strengths(told: Mapping[str, str] | Iterable[str] | None) -> dict[str, _Strength]:
    found = {}
    for key, text in _pairs(told, "strength").items():
        read = _STRENGTH.fullmatch(text.strip())
        mg = (
            0.0
            if read is None
            else read_number(read["amount"], f"the strength of {key}") * read_unit(read["unit"], MASS_MG, "it")
        )
        if read is None or mg <= 0:
            msg = f"the strength of {key} is {text!r}; it must be an amount, such as '3 mg' or '100 mg elemental'."
            raise InputError(msg)
        found[_plain(key)] = _Strength(mg, (read["basis"] or "").lower(), (read["per"] or "").casefold(), told=True)
    return found


def _plain(name: str) -> str:
    """Write a name without capitals, strengths and what is no letter."""
    return " ".join(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _IN_NAME.sub(" ", name).casefold()))


def _holds(called: str, name: str) -> bool:
    """Say whether the words of a name stand in what a medicine is called."""
    return f" {_plain(name)} " in f" {_plain(called)} "


@cache
def _library() -> dict[str, str]:
    names: dict[str, str] = read_shipped("medicines")["names"]
    return names
