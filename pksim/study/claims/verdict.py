"""Whether a claim holds, and the sentence that says why: both follow from the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from pksim.describe.compound.compound import Compound
from pksim.describe.words.rounding import in_unit, percent
from pksim.study.claims.asked import Scale
from pksim.study.claims.box import Extremes
from pksim.study.claims.claim import Claim, Rule
from pksim.study.claims.rule import Limit

_CORNER = "Somewhere in these ranges absorption is slower than elimination (flip-flop), which the tail then shows."
HOLDS, PARTLY, CONTRADICTED, OUTSIDE = "holds", "holds partly", "contradicted", "outside the model"


class Sharing(NamedTuple):
    """Which share of how many sleepers bears a claim out."""

    share: float
    subjects: int


def verdict_of(rule: Rule, scale: Scale, numbers: Extremes) -> str:
    """Judge a claim.

    Parameters
    ----------
    rule : Rule
        Where the number must lie.
    scale : Scale
        How the number is told.
    numbers : Extremes
        The number, and its range.

    Returns
    -------
    {"holds", "holds partly", "contradicted"}
        It holds when the whole range lies where the rule says, and is contradicted when none of it does, nor lies where
        the rule says that it is so in part.
    """
    step = rule.step(scale)
    low, high = (to_step(each, step) for each in numbers[1:])
    if rule.region(scale).holds(low, high):
        return HOLDS
    return PARTLY if rule.wider(scale).meets(low, high) else CONTRADICTED


def to_step(value: Limit, step: float) -> Any:
    """Round to a multiple of a step; not at all for a step of 0."""
    return step * np.round(value / step) if step else value


def why(
    claim: Claim, compounds: Mapping[str, Compound], numbers: Extremes, sharing: Sharing | None, *, flip_flop: bool
) -> str:
    """Say in a sentence what the model gives and what that is held against.

    Parameters
    ----------
    claim : Claim
        A claim that is not outside the model.
    compounds : mapping of str to Compound
        What is known, by name.
    numbers : Extremes
        Its number, and the range.
    sharing : Sharing or None
        Which share of the sleepers bears it out; None for a number that is the same for everyone.
    flip_flop : bool
        Whether absorption is the slower process somewhere in the stated ranges, and the number depends on it.

    Returns
    -------
    str
        Numbers are rounded as everywhere. The claim's note follows.
    """
    assert claim.question is not None
    assert claim.rule is not None
    scale = claim.question.scale(compounds)
    corner = _CORNER if flip_flop else ""
    typical, low, high = (in_unit(each, scale.unit) for each in numbers)
    phrase = claim.question.phrase(compounds)
    sentence = f"{phrase[0].upper()}{phrase[1:]} is {typical}"
    if low != high:
        ends = [end.removeprefix("at ") for end in (low, high)]
        whose = ", and" if claim.kind == "arithmetic" else " in the typical person and"
        sentence += f"{whose} between {ends[0]} and {ends[1]} over the stated ranges"
    rule = claim.rule.holds + (f" (judged in steps of {claim.rule.rounded_to})" if claim.rule.rounded_to else "")
    sentence += f"; the article says {rule}" if claim.rule.kind == "stated" else f"; {rule} is assumed to be meant"
    if claim.rule.partly is not None:
        sentence += f", and {claim.rule.partly} to be so in part"
    if sharing is not None:
        sentence += f", which is so in {_of_sleepers(sharing)}"
    return " ".join(filter(None, (f"{sentence}.", corner, claim.note)))


def _of_sleepers(sharing: Sharing) -> str:
    if 0.0 < sharing.share < 1.0 and percent(sharing.share) == "100 %":
        return f"nearly all of {sharing.subjects:,} virtual sleepers"
    if sharing.share in (0.0, 1.0):
        return f"{'all' if sharing.share else 'none'} of {sharing.subjects:,} virtual sleepers"
    return f"{percent(sharing.share)} of {sharing.subjects:,} virtual sleepers"
