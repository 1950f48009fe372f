"""Rules by which a number is judged, as people write them: ``at most 3 h``, ``from 2 to 4 weeks``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from pksim.describe.words.units import NUMBER, read_number, read_unit
from pksim.errors import InputError
from pksim.kinetics.arrays import Array

Limit: TypeAlias = float | Array

_ONE = re.compile(
    rf"(?P<side>at most|at least|within)\s+(?P<high>{NUMBER})\s*(?P<unit>[^\s\d]\S*?)(?P<bed>\s+of bedtime)?"
)
_TWO = re.compile(
    rf"from\s+(?P<low>{NUMBER})\s+to\s+(?P<high>{NUMBER})\s*(?P<unit>[^\s\d]\S*?)(?P<bed>\s+(?:before|after) bedtime)?"
)
_EXAMPLES = (
    "'at most 3 h', 'at least 90 %', 'from 2 to 4 weeks', 'within 15 min of bedtime' or 'from 1 to 2 h before bedtime'"
)
_CLOSE = 1e-9


class Region(NamedTuple):
    """Where a number must lie: from ``low`` to ``high``, ends included."""

    low: float
    high: float

    def holds(self, low: Limit, high: Limit) -> Any:
        """Say whether all of a range, or of each of many, lies in it; rounding is forgiven."""
        return _at_most(self.low, low) & _at_most(high, self.high)

    def meets(self, low: Limit, high: Limit) -> Any:
        """Say whether any of a range lies in it, rounding forgiven."""
        return _at_most(self.low, high) & _at_most(low, self.high)


def _at_most(one: Limit, other: Limit) -> Any:
    return one <= other + _CLOSE * np.maximum(1.0, np.abs(other))


def check_rule(text: str) -> None:
    """Refuse text that is no rule, whatever it is a rule about."""
    _matched(text)


def read_rule(text: str, units: Mapping[str, float], *, from_bedtime: bool = False) -> Region:
    """Read a rule.

    Parameters
    ----------
    text : str
        ``at most``, ``at least`` or ``from ... to`` with a number and a unit; of a time on the night's axis ``within 15
        min of bedtime`` or ``from 1 to 2 h before bedtime``.
    units : mapping of str to float
        The units that the number may have, and how many of its own each is.
    from_bedtime : bool, optional
        Whether the number is a time from bedtime.

    Returns
    -------
    Region
        In the number's own unit.

    Raises
    ------
    pksim.errors.InputError
        When the text is no such rule, or its unit is not one of them.
    """
    match = _matched(text)
    unit = read_unit(match["unit"], dict(units), f"the rule {text!r}")
    high = read_number(match["high"], "the rule") * unit
    bed = (match["bed"] or "").strip()
    if bool(bed) != from_bedtime:
        needs = (
            "needs to say 'before bedtime', 'after bedtime' or 'of bedtime'" if from_bedtime else "is not about bedtime"
        )
        msg = f"the rule is {text!r}, and the number {needs}."
        raise InputError(msg)
    if match.re is _ONE:
        sides = {
            "at most": Region(-float("inf"), high),
            "at least": Region(high, float("inf")),
            "within": Region(-high, high),
        }
        return sides[match["side"]]
    low = read_number(match["low"], "the rule") * unit
    if low > high:
        msg = f"the rule is {text!r}; it must go from the smaller number to the larger one."
        raise InputError(msg)
    return Region(-high, -low) if bed.startswith("before") else Region(low, high)


def _matched(text: str) -> re.Match[str]:
    tidy = " ".join(text.split())
    match = _ONE.fullmatch(tidy) or _TWO.fullmatch(tidy)
    if match is None or (match.re is _ONE and (match["side"] == "within") != bool(match["bed"])):
        msg = f"the rule is {text!r}, which cannot be evaluated; write it like {_EXAMPLES}."
        raise InputError(msg)
    return match
