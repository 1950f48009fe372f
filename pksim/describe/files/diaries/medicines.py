"""Medicines in the words of an app, read as doses: which compound, and how much of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.formulation import Basis
from pksim.describe.files.diaries.medicine_names import MedicineNames, is_about, meant, plain
from pksim.describe.files.diaries.strengths import (
    COUNT,
    VOLUME,
    Strength,
    basis_in,
    pairs,
    plain_unit,
    read_strengths,
    strength_in,
)
from pksim.describe.files.exact_text import exact_amount
from pksim.describe.files.trackers.export import Intake, LoggedDose
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.units import MASS_MG, folded
from pksim.errors import InputError, did_you_mean

_MASSES = {folded(unit): factor for unit, factor in MASS_MG.items()}
_MOST_NAMED = 5


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
    reader = _Reader(pairs(names, "names"), read_strengths(strength), known)
    reader.check(listed)
    doses: list[LoggedDose] = []
    others: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    assumed: dict[str, None] = {}
    for intake in listed:
        try:
            what = reader.names.find(intake)
            if what is None:
                others[intake.medicine] += 1
                continue
            dose, said = reader.dose(intake, what)
        except InputError as error:
            wrong.setdefault(str(error), []).append(intake.record)
            continue
        if said:
            assumed[said] = None
        doses.append(
            LoggedDose(dose, intake.at, intake.status, intake.record, what="" if dose else reader.called(what))
        )
    if wrong:
        raise InputError("\n".join(f"{_of_all(records)}: {rule}" for rule, records in wrong.items()))
    return tuple(doses), (*assumed, *_left_out(others))


def named(dose: Dose) -> str:
    """Name what was taken: the compound, and of a salt its form."""
    return f"{dose.compound} {dose.formulation}" if dose.basis and dose.formulation else dose.compound


class _Reader:
    """Reads intakes by what was told and what is known."""

    def __init__(self, told: dict[str, str], strengths: dict[str, Strength], known: Mapping[str, Compound]) -> None:
        self.names = MedicineNames(told, known)
        self._told, self._strengths, self._known = told, strengths, known

    def check(self, intakes: list[Intake]) -> None:
        """Refuse what was told of medicines that are in none of the files."""
        called = {(each.medicine, each.nickname): each for each in intakes}
        said = dict.fromkeys(name for both in called for name in both if name)
        wrong = [("names", key) for key in self._told if not is_about(key, said)]
        if self._strengths:
            words = [word for intake in called.values() for words in self._words(intake) for word in words]
            wrong += [("strength", key) for key in self._strengths if not is_about(key, words)]
        if wrong:
            rules = [did_you_mean(key, said) if said else "no file has medicines by name." for _, key in wrong]
            told = zip(wrong, rules, strict=True)
            raise InputError(
                "\n".join(f"{kind}: there is no medicine {key!r} in the files; {rule}" for (kind, key), rule in told)
            )

    def called(self, what: Dose) -> str:
        """Name what a medicine is; of a salt, its form."""
        return named(replace(what, basis="elemental")) if self._known[what.compound].is_salt else what.compound

    def dose(self, intake: Intake, what: Dose) -> tuple[Dose | None, str]:
        """Say how much of it that was, and what was assumed; None where it was not taken and nobody knows."""
        if intake.status == "taken":
            return self._dose(intake, what)
        try:
            return self._dose(intake, what)[0], ""
        except InputError:
            return None, ""

    def _words(self, intake: Intake) -> list[list[str]]:
        """List by what a medicine may be called: its names and, of a salt, its form; then the compound alone."""
        try:
            what = self.names.find(intake)
        except InputError:
            what = None
        is_what = [] if what is None or self.called(what) == what.compound else [self.called(what)]
        names = [each for each in (intake.medicine, intake.nickname, *is_what) if each]
        return [names, [] if what is None else [what.compound]]

    def _dose(self, intake: Intake, what: Dose) -> tuple[Dose, str]:
        if intake.amount is None:
            shown = repr(intake.unit) if intake.unit not in ("", COUNT) else "missing"
            msg = f"{intake.medicine}: how much was taken is {shown}; write it in the file, such as 1 or 0.5 mg."
            raise InputError(msg)
        if intake.amount <= 0:
            msg = f"{intake.medicine}: how much was taken is {intake.amount:g}; it must be above 0."
            raise InputError(msg)
        unit = plain_unit(intake.unit)
        own = what.compound if what.formulation is None else f"{what.compound} {what.formulation}"
        own = "" if f" {own} " in f" {plain(intake.medicine)} " else own
        if unit in _MASSES:
            dose = self._of(intake, what, intake.amount * _MASSES[unit], None)
            return dose, f"{intake.medicine}: read as {own}." if own else ""
        strength = self._strength(intake, unit, is_salt=self._known[what.compound].is_salt)
        dose = self._of(intake, what, intake.amount * strength.mg, strength)
        one = "one" if unit == COUNT else f"one {unit}"
        amount = " ".join(filter(None, (exact_amount(float(f"{strength.mg:.12g}")), strength.basis)))
        return dose, f"{intake.medicine}: {own and f'read as {own}, '}{amount} in {one}, {_whence(intake, strength)}."

    def _strength(self, intake: Intake, unit: str, *, is_salt: bool) -> Strength:
        """Find how much is in one of a unit, or show how to say it."""
        told = (meant(self._strengths, words) for words in self._words(intake))
        found = next((each for each in told if each is not None), None)
        found = found or strength_in(intake.medicine) or strength_in(intake.nickname)
        if found is not None and found.fits(unit):
            return found
        raise InputError(_asked(intake.medicine, unit, found, is_salt=is_salt))

    def _of(self, intake: Intake, what: Dose, amount_mg: float, strength: Strength | None) -> Dose:
        """Make the dose; whether it is elemental or a salt must be said of those that are."""
        compound = self._known[what.compound]
        basis: Basis | None = None
        if compound.is_salt:
            basis = (strength and strength.basis) or what.basis or basis_in(intake.medicine)
        dose = replace(what, amount_mg=float(f"{amount_mg:.12g}"), basis=basis)
        try:
            compound.check(dose)
        except InputError as error:
            key, value = "names", f"{self.called(what)} elemental"
            if strength is not None:
                key, value = "strength", f"{exact_amount(strength.mg)} elemental"
            command = key.removesuffix("s")
            msg = (
                f'{intake.medicine}: {str(error).removesuffix(".")}, such as {key}={{"{intake.medicine}": "{value}"}} '
                f'(in the command --{command} "{intake.medicine}={value}").'
            )
            raise InputError(msg) from None
        return dose


def _asked(medicine: str, unit: str, found: Strength | None, *, is_salt: bool) -> str:
    """Say why it is not known how much that was, and how to say it."""
    logged = {COUNT: "a number of tablets", VOLUME: "a volume", "": "a number without a unit"}
    of = {COUNT: "one", VOLUME: "one mL"}.get(unit, f"one {unit}".strip())
    why = f"nobody says how much is in {of}"
    if found is not None and found.is_told:
        why = f"it was told how much is in one {'tablet' if found.per == COUNT else found.per}"
    example = "100 mg elemental" if is_salt else "1 mg"
    example += "/mL" if unit == VOLUME else ""
    return (
        f"{medicine}: {logged.get(unit, f'a number of {unit!r}')} is logged, and {why}; say it with "
        f'strength={{"{medicine}": "{example}"}} (in the command --strength "{medicine}={example}").'
    )


def _whence(intake: Intake, strength: Strength) -> str:
    if not strength.is_told:
        return "from its name"
    of_name = strength_in(intake.medicine)
    return "as was told" if of_name is None or of_name.mg == strength.mg else "as was told, not as its name says"


def _of_all(records: list[str]) -> str:
    more = len(records) - 1
    return records[0] if not more else f"{records[0]} (and {more} more)"


def _left_out(others: Counter[str]) -> list[str]:
    if not others:
        return []
    shown = ", ".join(list(others)[:_MOST_NAMED]) + (" and more" if len(others) > _MOST_NAMED else "")
    return [f"Intakes of other medicines, which are left out: {others.total()} ({shown})."]
