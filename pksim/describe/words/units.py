"""Read amounts, durations, volumes and clock times from text, and convert concentrations to display units."""

from __future__ import annotations

import math
import re
from difflib import get_close_matches

from pksim.arguments import instance, quoted
from pksim.errors import InputError, did_you_mean

MASS_MG: dict[str, float] = {"mg": 1.0, "g": 1e3, "µg": 1e-3, "ug": 1e-3, "mcg": 1e-3}
TIME_H: dict[str, float] = {
    "min": 1 / 60,
    "minute": 1 / 60,
    "minutes": 1 / 60,
    "h": 1.0,
    "hr": 1.0,
    "hour": 1.0,
    "hours": 1.0,
}
LIGHT_LX: dict[str, float] = {"lx": 1.0, "lux": 1.0}
VOLUME_L: dict[str, float] = {"L": 1.0, "l": 1.0, "mL": 1e-3}
_MASS_CONCENTRATION_MG_L: dict[str, float] = {
    "mg/L": 1.0,
    "mg/dL": 10.0,
    "µg/mL": 1.0,
    "µg/L": 1e-3,
    "ng/mL": 1e-3,
    "ng/L": 1e-6,
    "pg/mL": 1e-6,
}
_MOLAR_CONCENTRATION_MOL_L: dict[str, float] = {
    "mol/L": 1.0,
    "mmol/L": 1e-3,
    "µmol/L": 1e-6,
    "nmol/L": 1e-9,
    "pmol/L": 1e-12,
}

CONCENTRATIONS = (*_MASS_CONCENTRATION_MG_L, *_MOLAR_CONCENTRATION_MOL_L)
NUMBER = r"[+-]?(?:\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?|nan|inf(?:inity)?)"
CLOCK = r"(?:[0-9]{1,2}(?:[:.h][0-9]{2}(?::00)?(?:\s*[ap]\.?m\.?)?|h|\s*[ap]\.?m\.?)|midnight|noon)"
CLOCK_PARTS = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?::00)?|h)?(?:\s*([ap])\.?m\.?)?")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
NAMED_H = {"midnight": 0.0, "noon": 12.0}
PLAIN = re.ASCII | re.IGNORECASE
"""How what people type is matched: by rules that Python and a script understand alike."""
_MINUTES_A_DAY = 24 * 60


def read_number(text: str, name: str) -> float:
    """Read a finite number of 0 or more, with a decimal point or comma.

    Parameters
    ----------
    text : str
        Such as ``"0.3"``. ``"1,000"`` could be either and is refused.
    name : str
        What it is, for the message.

    Returns
    -------
    float

    Raises
    ------
    InputError
        When it is not such a number.
    """
    if THOUSANDS.fullmatch(text):
        whole, point = text.replace(",", ""), text.replace(",", ".", 1)
        msg = f"{name} is {text!r}, which could be {whole} or {point}; write thousands without a sign between them."
        raise InputError(msg)
    try:
        value = float(text.replace(",", ".", 1))
    except ValueError:
        msg = f"{name} is {text!r}; it must be a number."
        raise InputError(msg) from None
    if not math.isfinite(value) or value < 0:
        msg = f"{name} is {text!r}; it must be a finite number and not negative."
        raise InputError(msg)
    return value


def folded(unit: str) -> str:
    """Write a unit without capitals, and with the usual one of the two Unicode signs for micro."""
    return unit.lower().replace("\u03bc", "\u00b5")


def read_unit(unit: str, known: dict[str, float], name: str) -> float:
    """Look a unit up in a closed list.

    Parameters
    ----------
    unit : str
        Such as ``"mg"``; capitals do not matter, and both Unicode signs for micro will do.
    known : mapping
        Unit to factor.
    name : str
        What it is the unit of, for the message.

    Returns
    -------
    float
        The factor to the canonical unit.

    Raises
    ------
    InputError
        When the unit is not in the list.
    """
    if unit in known:
        return known[unit]
    said = folded(unit)
    if (factor := {folded(each): factor for each, factor in known.items()}.get(said)) is not None:
        return factor
    # A plural or a long word may be a slip; what is short and only looks like a unit is another one.
    meant = [each for each in known if folded(each) == said.rstrip("s.")]
    meant = meant or get_close_matches(said, [each for each in known if len(each) > 3], n=1, cutoff=0.75)
    rule = f"did you mean {meant[0]!r}? Known are" if meant else "it must be one of"
    msg = f"{name} has the unit {unit!r}, which is not known here; {rule} {', '.join(map(repr, known))}."
    raise InputError(msg)


def read_quantity(text: str, known: dict[str, float], name: str) -> float:
    """Read a number with its unit, such as ``"35 min"`` or ``"300 µg"``.

    Parameters
    ----------
    text : str
        The text.
    known : mapping
        `MASS_MG`, `TIME_H` or `VOLUME_L`.
    name : str
        What it is, for the message.

    Returns
    -------
    float
        In the canonical unit: mg, h or L.

    Raises
    ------
    InputError
        When the text is not a number with a known unit.
    """
    match = re.fullmatch(rf"({NUMBER})\s*([^\s\d.]\S*)", text.strip())
    if match is None:
        msg = f"{name} is {text!r}; it must be a number with a unit, one of {', '.join(known)}."
        raise InputError(msg)
    return read_number(match[1], name) * read_unit(match[2], known, name)


def read_clock(text: str, name: str) -> float:
    """Read a clock time.

    Parameters
    ----------
    text : str
        HH:MM on a 24-hour clock, or as people write it: ``22.30``, ``22h30``, ``11 pm``, ``11:30 pm``, ``midnight``.
    name : str
        What it is, for the message.

    Returns
    -------
    float
        Hours since midnight, from 0 up to, not including, 24.

    Raises
    ------
    InputError
        When it is no clock time.
    """
    tidy = text.strip().lower() if isinstance(text, str) else ""
    if tidy in NAMED_H:
        return NAMED_H[tidy]
    match = CLOCK_PARTS.fullmatch(tidy) if not tidy.isdecimal() else None
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if match and match[3]:
        hour = hour % 12 + 12 * (match[3] == "p") if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        msg = f"{name} is {quoted(text)}; a clock time is HH:MM from 00:00 to 23:59, such as '22:30'."
        raise InputError(msg)
    return (60 * hour + minute) / 60


def write_clock(hours: float) -> str:
    """Write hours since midnight, of any day, as HH:MM to the nearest minute."""
    minutes = round(hours * 60) % _MINUTES_A_DAY
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def write_duration(hours: float) -> str:
    """Write a duration as people say it: ``45 min``, ``2 h``, ``7 h 30 min``; to the minute."""
    whole, minutes = divmod(round(abs(hours) * 60), 60)
    if not whole:
        return f"{minutes} min"
    return f"{whole} h {minutes} min" if minutes else f"{whole} h"


def concentration_unit(unit: str) -> str:
    """Give the usual name of a unit of concentration, however its capitals and its micro are written.

    Parameters
    ----------
    unit : str
        Such as ``"ug/ml"``.

    Returns
    -------
    str
        Such as ``"µg/mL"``.

    Raises
    ------
    InputError
        When it is not in the list.
    """
    known = {folded(each): each for each in CONCENTRATIONS}
    said = folded(instance(unit, str, "the unit of a concentration", "'mg/L'")).replace("mcg", "µg").replace("ug", "µg")
    if said not in known:
        msg = f"the concentration has the unit {unit!r}, which is not known here; {did_you_mean(unit, CONCENTRATIONS)}"
        raise InputError(msg)
    return known[said]


def dose_factor(unit: str) -> float:
    """Say how many mg are in one of a unit of dose, or how many mg/kg in one per kg of body weight.

    Parameters
    ----------
    unit : str
        Such as ``"mg"`` or ``"mg/kg"``.

    Returns
    -------
    float
        The factor.

    Raises
    ------
    InputError
        When it is not in the list.
    """
    return read_unit(instance(unit, str, "the unit of a dose", "'mg'").removesuffix("/kg"), MASS_MG, "the dose")


def concentration_factor(unit: str, molar_mass_g_per_mol: float) -> float:
    """Say how many of a display unit are in 1 mg/L.

    Parameters
    ----------
    unit : str
        Such as ``"pg/mL"`` or ``"mmol/L"``.
    molar_mass_g_per_mol : float
        Molar mass [g/mol], which amounts of substance need.

    Returns
    -------
    float
        The factor.

    Raises
    ------
    InputError
        When the unit is unknown.
    """
    molar_mg_l = {name: 1e3 * molar_mass_g_per_mol * mol for name, mol in _MOLAR_CONCENTRATION_MOL_L.items()}
    known, tidy = _MASS_CONCENTRATION_MG_L | molar_mg_l, unit.replace("μ", "µ")
    if tidy not in known:
        msg = f"the concentration has the unit {unit!r}, which is not known here; {did_you_mean(tidy, known)}"
        raise InputError(msg)
    return 1.0 / known[tidy]


def area_unit(unit: str) -> str:
    """Name the unit of an area under a curve whose concentrations have a unit, such as ``pg·h/mL``."""
    amount, _, volume = unit.partition("/")
    return f"{amount}·h/{volume}"
