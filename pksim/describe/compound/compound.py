"""One compound: what its kinetics are, in which forms it is taken, and where every number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from pksim.arguments import quoted
from pksim.describe.compound.formulation import Amount, Formulation
from pksim.describe.compound.own_levels import EndogenousLevel, Receptor, Status
from pksim.describe.compound.parameter_set import ParameterSet
from pksim.describe.compound.quantity import MolarMass
from pksim.describe.words.records import Record, read_record, read_toml
from pksim.describe.words.units import concentration_factor
from pksim.door import shown
from pksim.errors import InputError, did_you_mean


class Compound(Record):
    """A compound with linear kinetics in one compartment.

    Attributes
    ----------
    name : str
        As it is written in a dose.
    measure : str
        What its concentration is, for the axis of a plot, such as ``"melatonin in plasma"``.
    display_unit : str
        Unit in which concentrations are shown.
    molar_mass : Quantity
        Of the compound, or of the element that is measured [g/mol].
    parameters : mapping of str to ParameterSet
        Named sets of kinetics. In a file, ``like = "article"`` takes what is not given from another set.
    formulations : mapping of str to Formulation
        Forms in which it is taken; the first one is the usual one.
    endogenous : mapping of str to EndogenousLevel
        What the body has of it by itself, as named presets; none for what only doses bring.
    status : Status or None
        How to judge the level that the body keeps.
    receptors : mapping of str to Receptor
        What it binds to.

    Notes
    -----
    The kinetics must be linear: twice the dose, twice the curve (but for a fraction absorbed that falls with the
    dose), and in one compartment. Alcohol must not be described here: it is eliminated at a nearly constant rate, and
    any curve would be wrong. The same holds for whatever saturates, or changes, its own elimination.

    Examples
    --------
    >>> import pksim as pk
    >>> magnesium = pk.load_compounds()["magnesium"]
    >>> magnesium.parameters["article"].half_life.value, magnesium.parameters["literature"].half_life.value
    (15.0, 8.0)
    >>> list(magnesium.formulations)
    ['glycinate', 'citrate', 'oxide', 'threonate', 'taurate']
    """

    name: str = Field(min_length=1)
    measure: str = ""
    display_unit: str
    molar_mass: MolarMass
    parameters: Mapping[str, ParameterSet] = Field(min_length=1)
    formulations: Mapping[str, Formulation] = Field(default_factory=lambda: {"usual": Formulation()})
    endogenous: Mapping[str, EndogenousLevel] = Field(default_factory=dict)
    status: Status | None = None
    receptors: Mapping[str, Receptor] = Field(default_factory=dict)

    @field_validator("parameters", "endogenous", mode="before")
    @classmethod
    def _complete(cls, sets: Any) -> Any:
        """Take what a set does not give from the one that it says it is ``like``."""
        if not isinstance(sets, dict):
            return sets
        whole = {}
        for name, given in sets.items():
            own = dict(given) if isinstance(given, dict) else given
            like = own.pop("like", None) if isinstance(own, dict) else None
            if like is not None and not (isinstance(like, str) and isinstance(sets.get(like), dict)):
                msg = f"{name} is like {quoted(like)}, which is not there; {did_you_mean(quoted(like), sets)}"
                raise InputError(msg)
            whole[name] = own if like is None else {**sets[like], **own}
        return whole

    @field_validator("formulations")
    @classmethod
    def _some(cls, formulations: Mapping[str, Formulation]) -> Mapping[str, Formulation]:
        if not formulations:
            msg = "there must be at least one formulation, or the table must be left out."
            raise InputError(msg)
        return formulations

    @field_validator("display_unit")
    @classmethod
    def _known(cls, unit: str) -> str:
        concentration_factor(unit, 1.0)
        return unit

    @model_validator(mode="after")
    def _one_unit(self) -> Compound:
        levels = {
            f"endogenous.{name}.{part}": getattr(level, part)
            for name, level in self.endogenous.items()
            for part in ("baseline", "amplitude")
        }
        levels |= {} if self.status is None else {f"status.{name}": each for name, each in self.status}
        for name, level in levels.items():
            if level is not None and level.unit != self.display_unit:
                msg = f"{name} is in {level.unit}; it must be in the display unit, {self.display_unit}."
                raise InputError(msg)
        return self

    def save(self, path: str | Path) -> Path:
        """Write the compound as a file, which `load_compound` reads and a study can name.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_compounds()["melatonin"].save("melatonin.toml").name
        'melatonin.toml'
        """
        written: Path = shown("Compound.save")(self, path)
        return written

    @property
    def usual(self) -> str:
        """Name of the usual formulation."""
        return next(iter(self.formulations))

    @property
    def is_salt(self) -> bool:
        """Whether an amount must say that it is elemental or of the salt."""
        return any(form.salt is not None for form in self.formulations.values())

    @property
    def display_factor(self) -> float:
        """How many of the display unit are in 1 mg/L."""
        return concentration_factor(self.display_unit, self.molar_mass.value)

    def elemental_fraction(self, form: Formulation) -> float | None:
        """Say how much of a salt is the element; None for a form that is none.

        Examples
        --------
        >>> import pksim as pk
        >>> magnesium = pk.load_compounds()["magnesium"]
        >>> [magnesium.elemental_fraction(magnesium.formulations[name]) for name in ("glycinate", "oxide")]
        [0.141, 0.603]
        """
        element, salt = self._masses(form)
        return None if form.salt is None else element / salt

    def _masses(self, form: Formulation) -> tuple[float, float]:
        """Give the masses of the element and of the salt [g/mol], both the same for a form that is none."""
        if form.salt is None:
            return 1.0, 1.0
        return form.salt.atoms * self.molar_mass.value, form.salt.molar_mass.value

    def salt_mg(self, dose: Amount) -> float:
        """Say how much of the salt holds what is in a dose [mg]; the dose itself where there is no salt.

        Examples
        --------
        >>> import pksim as pk
        >>> dose = pk.Dose("magnesium", 200, time_h=-1, formulation="glycinate", basis="elemental")
        >>> round(pk.load_compounds()["magnesium"].salt_mg(dose))
        1419
        """
        element, salt = self._masses(self.form(dose))
        return dose.amount_mg * salt / element if dose.basis == "elemental" else dose.amount_mg

    def parameter_set(self, name: str) -> ParameterSet:
        """Give a named set of kinetics, or say which there are.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_compounds()["melatonin"].parameter_set("literature").tmax.value * 60
        50.0
        """
        if name not in self.parameters:
            msg = f"{self.name} has no parameter set {name!r}; {did_you_mean(str(name), self.parameters)}"
            raise InputError(msg)
        return self.parameters[name]

    def kinetics(self, parameters: str) -> ParameterSet:
        """Give a named set of kinetics; of a compound with a single one, that.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_compound("configs/caffeine.toml").kinetics("article").half_life.value
        5.0
        """
        return self.parameter_set(self.set_used(parameters))

    def set_used(self, parameters: str) -> str:
        """Name the set that is taken when one is asked for: of a compound with a single one, that.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_compound("configs/caffeine.toml").set_used("article")
        'literature'
        """
        return parameters if len(self.parameters) > 1 else next(iter(self.parameters))

    def find_formulation(self, words: str) -> str | None:
        """Find the formulation that some words mean; None for no words.

        Parameters
        ----------
        words : str
            Such as ``"prolonged-release"``.

        Returns
        -------
        str or None
            Its name.

        Raises
        ------
        pksim.errors.InputError
            When no formulation is called that.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_compounds()["melatonin"].find_formulation("controlled-release")
        'controlled-flat'
        """
        if not words:
            return None
        names = {name: name for name in self.formulations}
        names |= {word: name for name, form in self.formulations.items() for word in form.words}
        for word, name in names.items():
            if words.lower() == word.lower():
                return name
        msg = f"{self.name} has no formulation {words!r}; {did_you_mean(words, names)}"
        raise InputError(msg)

    def form(self, dose: Amount) -> Formulation:
        """Give the formulation that a dose is taken in.

        Examples
        --------
        >>> import pksim as pk
        >>> dose = pk.Dose("magnesium", 400, time_h=-1, formulation="oxide", basis="salt")
        >>> pk.load_compounds()["magnesium"].form(dose).salt.formula
        'MgO'
        """
        return self.formulations[self.find_formulation(dose.formulation or "") or self.usual]

    def check(self, dose: Amount) -> None:
        """Refuse a dose that does not say what this compound needs, or says what it does not have.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_compounds()["magnesium"].check(pk.Dose("magnesium", 500, time_h=-1, formulation="glycinate"))
        Traceback (most recent call last):
        pksim.errors.InputError: 500 mg of magnesium could be elemental, 500 mg of magnesium, or the whole salt, with
        70.5 mg of it in glycinate. ...
        """
        form = self.form(dose)
        if not self.is_salt:
            if dose.basis is not None:
                msg = f"{self.name} is not taken as a salt here; leave {dose.basis!r} out."
                raise InputError(msg)
            return
        if dose.basis is None:
            element_mg = dose.amount_mg * (self.elemental_fraction(form) or 1.0)
            amount, form_name = f"{dose.amount_mg:g} mg", dose.formulation or self.usual
            msg = (
                f"{amount} of {self.name} could be elemental, {amount} of {self.name}, or the whole salt, with "
                f"{element_mg:.3g} mg of it in {form_name}. A label means elemental where it says "
                f"'of which {self.name}' or gives a share of the daily value, and the salt where it weighs the salt by "
                "its name; add 'elemental' or 'salt'."
            )
            raise InputError(msg)
        if dose.basis == "salt" and dose.formulation is None:
            msg = f"which salt of {self.name}? Name it, such as '{self.name} {self.usual}'."
            raise InputError(msg)

    def active_mg(self, dose: Amount) -> float:
        """Say how much of the compound, or of the element, is in a dose [mg].

        Examples
        --------
        >>> import pksim as pk
        >>> dose = pk.Dose("magnesium", 500, time_h=-1, formulation="glycinate", basis="salt")
        >>> round(pk.load_compounds()["magnesium"].active_mg(dose))
        70
        """
        element, salt = self._masses(self.form(dose))
        return dose.amount_mg * element / salt if dose.basis == "salt" else dose.amount_mg


def check_parameter_set(name: object, compounds: Mapping[str, Compound]) -> None:
    """Refuse a parameter set that no compound has."""
    sets = {each: None for compound in compounds.values() for each in compound.parameters}
    if not isinstance(name, str) or name not in sets:
        msg = f"there is no parameter set {quoted(name)}; {did_you_mean(quoted(name), sets)}"
        raise InputError(msg)


def load_compound(path: str | Path) -> Compound:
    """Read a compound of one's own from a TOML file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Compound
        The compound.

    Raises
    ------
    pksim.errors.InputError
        With every mistake of the file.

    Examples
    --------
    >>> import pksim as pk
    >>> caffeine = pk.load_compound("configs/caffeine.toml")
    >>> coffee = pk.Schedule.parse("coffee", "caffeine 100 mg at 16:00", compounds=[caffeine])
    >>> pk.metrics(pk.simulate(coffee, compounds=[caffeine]))[["cmax", "unit", "half_life_h"]]
                       cmax  unit  half_life_h
    schedule compound
    coffee   caffeine  1.98  mg/L          5.0
    """
    return read_record(Compound, read_toml(path), Path(path).name)
