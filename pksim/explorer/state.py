"""What may be on the screen: rules as plain data, which Python and the script read alike."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any, TypeAlias

from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.night import Night
from pksim.errors import InputError, did_you_mean

State: TypeAlias = dict[str, Any]
StateRule: TypeAlias = dict[str, Any]
SCALES = ("automatic", "linear", "logarithmic", "share of peak")
LIMITS: Mapping[str, Any] = {
    "schedules": 12,
    "doses": 12,
    "name": 60,
    "text": 4_000,
    "amount_mg": [1e-6, 1e6],
    "time_h": [-48.0, 48.0],
    "tmax_h": [0.02, 48.0],
    "half_life_h": [0.02, 400.0],
    "before_h": [0.0, 24.0],
    "after_wake_h": [0.0, 24.0],
    "nights": [1, 14],
    "hours": [-12.0, 12.0],
    "level": [1e-6, 1e9],
    "share": [0.01, 1.0],
    "within_h": [1 / 60, 12.0],
    "link": 40_000,
}
"""How many, how long, and from where to where; the script is handed the same."""

_CLOCK = {"text": "(?:[01][0-9]|2[0-3]):[0-5][0-9]", "what": "a clock time, HH:MM"}
# Control characters, halves of a character, and what XML does not allow.
_UNSEEN = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_NAME = {
    "text": rf"(?=.*\S)[^{_UNSEEN}]{{1,{LIMITS['name']}}}",
    "what": f"a name of 1 to {LIMITS['name']} letters, without control characters",
}


def rules(compounds: Mapping[str, Compound]) -> StateRule:
    """Say what each part of a state must be: one of some, a number, a text, a list, or a table with keys of its own."""
    kinetics = {"keys": {key: _number(key) for key in ("tmax_h", "half_life_h")}}
    doses = {"by": "compound", "kinds": {name: _dose(compound) for name, compound in compounds.items()}}
    night = {**_number("nights"), "whole": True}
    late = {"keys": {"night": night, "hours": _number("hours")}}
    most = LIMITS["nights"][1]
    schedule = {
        "keys": {
            "name": _NAME,
            "hidden": _one_of([False, True], default=False),
            "doses": _list("doses", doses, 0),
            "missed": {"each": night, "length": [0, most], "default": []},
            "late": {"each": late, "length": [0, most], "apart": "night", "default": []},
        }
    }
    return {
        "keys": {
            "bedtime": _CLOCK,
            "wake": _CLOCK,
            "habitual_bedtime": {**_CLOCK, "default": None},
            "before_h": {**_number("before_h"), "default": Night.before_h},
            "after_wake_h": {**_number("after_wake_h"), "default": Night.after_wake_h},
            "nights": {**night, "default": Night.nights},
            "parameters": _one_of(_sets_of_all(compounds)),
            "endogenous": _one_of([False, True]),
            "preset": _one_of(name for compound in compounds.values() for name in compound.endogenous),
            "scale": _one_of(SCALES),
            "kinetics": {"keys": dict.fromkeys(compounds, kinetics)},
            "goal": {**_goal(compounds), "default": None},
            "schedules": {**_list("schedules", schedule, 1), "apart": "name"},
        },
        "apart": ["bedtime", "wake"],
    }


def _goal(compounds: Mapping[str, Compound]) -> StateRule:
    numbers = {
        "peak": ("time_h", "within_h"),
        "level": ("time_h", "share"),
        "waking": ("level",),
        "above": ("level", "from_h", "to_h", "share"),
    }
    limits = {"from_h": "time_h", "to_h": "time_h"}
    kinds = {
        kind: {
            "keys": {
                "kind": _one_of([kind]),
                "compound": _one_of(compounds),
                **{key: _number(limits.get(key, key)) for key in keys},
            },
            **({"rising": ["from_h", "to_h"]} if "from_h" in keys else {}),
        }
        for kind, keys in numbers.items()
    }
    return {"by": "kind", "kinds": kinds}


def _sets_of_all(compounds: Mapping[str, Compound]) -> list[str]:
    """Name the parameter sets that every compound with several has, as the screen shows all with one of them."""
    several = [compound.parameters for compound in compounds.values() if len(compound.parameters) > 1]
    names = dict.fromkeys(name for compound in compounds.values() for name in compound.parameters)
    return [name for name in names if all(name in sets for sets in several)]


def _number(key: str) -> StateRule:
    return {"number": LIMITS[key], "unit": key.rpartition("_")[2] if "_" in key else ""}


def _one_of(known: Iterable[str | bool | None], **more: Any) -> StateRule:
    return {"one_of": list(dict.fromkeys(known)), **more}


def _list(key: str, each: StateRule, least: int) -> StateRule:
    return {"each": each, "length": [least, LIMITS[key]]}


def _dose(compound: Compound) -> StateRule:
    return {
        "keys": {
            "compound": _one_of([compound.name]),
            "formulation": _one_of(compound.formulations),
            "basis": _one_of(["elemental", "salt"] if compound.is_salt else [None]),
            "amount_mg": _number("amount_mg"),
            "time_h": _number("time_h"),
        }
    }


def read_state(state: object, rule: StateRule) -> State:
    """Read what is on the screen.

    Parameters
    ----------
    state : dict
        As the script holds it.
    rule : dict
        What `rules` gives.

    Returns
    -------
    dict
        The same as plain data, with what was left out.

    Raises
    ------
    pksim.errors.InputError
        With every mistake in it.
    """
    reading = _Reading()
    read: State = reading.read(state, rule, "")
    if reading.wrong:
        raise InputError("\n".join(f"the state of the explorer: {line}" for line in reading.wrong))
    return read


class _Reading:
    """One reading of a state, a method for each kind of rule; it goes on after a mistake."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def read(self, value: Any, rule: StateRule, where: str) -> Any:
        if value is None and rule.get("default", ...) is None:
            return None
        kind = next(kind for kind in ("one_of", "number", "text", "each", "by", "keys") if kind in rule)
        return getattr(self, f"_{kind}")(value, rule, where)

    def _refuse(self, value: Any, must: str, where: str) -> Any:
        self.wrong.append(f"{where.removeprefix('.') or 'all of it'}: is {reprlib.repr(value)}; {must}")
        return value

    def _one_of(self, value: Any, rule: StateRule, where: str) -> Any:
        known = rule["one_of"]
        if any(type(value) is type(each) and value == each for each in known):
            return value
        words = all(isinstance(each, str) for each in (value, *known))
        return self._refuse(value, did_you_mean(value, known) if words else f"it must be one of {known}.", where)

    def _number(self, value: Any, rule: StateRule, where: str) -> Any:
        low, high = rule["number"]
        is_whole = rule.get("whole", False)
        if isinstance(value, Real) and not isinstance(value, bool) and low <= value <= high:
            number = float(value)
            if not is_whole:
                return number
            if number.is_integer():
                return int(number)
        what = "a whole number" if is_whole else "a number"
        return self._refuse(value, f"it must be {what} from {low:g} to {high:g} {rule['unit']}".rstrip() + ".", where)

    def _text(self, value: Any, rule: StateRule, where: str) -> Any:
        if isinstance(value, str) and re.fullmatch(rule["text"], value):
            return value
        return self._refuse(value, f"it must be {rule['what']}.", where)

    def _each(self, value: Any, rule: StateRule, where: str) -> Any:
        least, most = rule["length"]
        if not isinstance(value, (list, tuple)) or not least <= len(value) <= most:
            return self._refuse(value, f"it must be a list of {least} to {most}.", where)
        items = [self.read(item, rule["each"], f"{where}[{i}]") for i, item in enumerate(value, 1)]
        if "apart" in rule and not self.wrong:
            self._check_apart([item[rule["apart"]] for item in items], where)
        return items

    def _by(self, value: Any, rule: StateRule, where: str) -> Any:
        key, kinds = rule["by"], rule["kinds"]
        if not isinstance(value, dict):
            return self._refuse(value, f"it must be a table with {key!r}.", where)
        kind = self._one_of(value.get(key), {"one_of": list(kinds)}, f"{where}.{key}")
        return self.read(value, kinds[kind], where) if isinstance(kind, str) and kind in kinds else value

    def _keys(self, value: Any, rule: StateRule, where: str) -> Any:
        keys = rule["keys"]
        if not isinstance(value, dict):
            return self._refuse(value, f"it must be a table with {', '.join(map(repr, keys))}.", where)
        for key in [key for key in value if key not in keys]:
            self._refuse(value[key], f"there is no such key; {did_you_mean(str(key), keys)}", f"{where}.{key}")
        defaults = {key: each["default"] for key, each in keys.items() if "default" in each}
        given = {**defaults, **value}
        self.wrong += [f"{where}.{key}".removeprefix(".") + ": is missing." for key in keys if key not in given]
        read = {key: self.read(given[key], each, f"{where}.{key}") for key, each in keys.items() if key in given}
        if "apart" in rule and not self.wrong:
            self._check_apart([read[key] for key in rule["apart"]], " and ".join(rule["apart"]))
        rising = [] if self.wrong else [read[key] for key in rule.get("rising", ())]
        if rising != sorted(set(rising)):
            self.wrong.append(f"{where.removeprefix('.')}: {' must be below '.join(rule['rising'])}.")
        return read

    def _check_apart(self, values: Sequence[Any], where: str) -> None:
        for value in dict.fromkeys(value for value in values if values.count(value) > 1):
            self.wrong.append(f"{where.removeprefix('.')}: {value!r} is there twice; they must differ.")
