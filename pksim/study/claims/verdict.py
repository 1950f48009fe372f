"""Whether a claim holds, and the sentence that says why: both follow from the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from pksim.describe.words.rounding import in_unit, percent
from pksim.study.claims.asked import ModelQuestion, Scale, Setting
from pksim.study.claims.claim import Claim, Rule
from pksim.study.claims.numbers import Numbers
from pksim.study.claims.rule import Limit
from pksim.study.claims.shares import HARDLY_ANY, NEARLY_ALL, share_told
from pksim.study.people.sampling import sampling_range

HOLDS, FAILS, NOTHING, OUTSIDE = "holds", "does not hold", "nothing to judge", "outside the model"


def share_of_sleepers(rule: Rule, scale: Scale, numbers: Numbers) -> float:
    """Give the share of sleepers in whom a number lies where its rule says, over the whole range of amounts."""
    step = rule.step(scale)
    borne_out = rule.region(scale).holds(to_step(numbers.lowest, step), to_step(numbers.highest, step))
    return float(np.mean(borne_out))


def verdict_of(claim: Claim, share: float) -> str:
    """Judge a claim by the share of sleepers who bear it out.

    Parameters
    ----------
    claim : Claim
        The claim.
    share : float
        From 0 to 1; of no matter for a claim without a rule.

    Returns
    -------
    str
        It holds in at least 95 %, does not hold in at most 5 %, and between them the share is the verdict.
    """
    if claim.kind == "outside":
        return OUTSIDE
    if claim.rule is None:
        return NOTHING
    if share >= NEARLY_ALL:
        return HOLDS
    return FAILS if share <= HARDLY_ANY else f"holds in {share_told(share)}"


def to_step(value: Limit, step: float) -> Any:
    """Round to a multiple of a step; not at all for a step of 0."""
    return step * np.round(value / step) if step else value


def why(claim: Claim, setting: Setting, numbers: Numbers, share: float, flip_flop: float) -> str:
    """Say in sentences what the model gives and what that is held against.

    Parameters
    ----------
    claim : Claim
        A claim with a question.
    setting : Setting
        What it was asked of.
    numbers : Numbers
        The answers.
    share : float
        Which share of the sleepers bears it out.
    flip_flop : float
        In which share of them absorption is the slower process, if the number depends on it.

    Returns
    -------
    str
        Numbers are rounded as everywhere. The claim's note comes last; of a claim that is outside the model, first.
    """
    assert claim.question is not None
    scale = claim.question.scale(setting.compounds)
    first = _number(claim.question, setting, numbers, scale) + _judgement(claim, numbers, share)
    sentences = [f"{first[0].upper()}{first[1:]}."]
    if claim.rule is not None and _corners_matter(claim.rule, scale, numbers):
        low, high = _ends(*numbers.corners, scale.unit)
        sentences.append(f"With every quantity at an end of its stated range it goes from {low} to {high}.")
    if flip_flop:
        sentences.append(
            f"In {share_told(flip_flop)} of these sleepers absorption is slower than elimination (flip-flop), "
            "which the tail then shows."
        )
    if claim.kind == "outside":
        return " ".join([claim.note, f"For context: {first}.", *sentences[1:]])
    return " ".join(filter(None, [*sentences, claim.note]))


def _number(question: ModelQuestion, setting: Setting, numbers: Numbers, scale: Scale) -> str:
    """Tell the number, and how it differs."""
    told = f"{question.phrase(setting.compounds)} is {in_unit(numbers.typical, scale.unit)}"
    varies = numbers.differ and not question.is_count
    if varies:
        told += " in the typical person"
    if numbers.at_ends:
        ends = " and ".join(f"{in_unit(value, scale.unit)} with {mg:g} mg" for mg, value in numbers.at_ends.items())
        told += f" ({ends})"
    if varies:
        low, high = _ends(numbers.low, numbers.high, scale.unit)
        told += f", and between {low} and {high} in nine of ten sleepers" + " over these amounts" * bool(
            numbers.at_ends
        )
    return told


def _ends(low: float, high: float, unit: str) -> list[str]:
    return [in_unit(each, unit).removeprefix("at ") for each in (low, high)]


def _judgement(claim: Claim, numbers: Numbers, share: float) -> str:
    """Tell what the number is held against, and in whom that is so."""
    if claim.rule is None:
        return "" if claim.kind == "outside" else "; the article states no level, so there is nothing to judge"
    rule = claim.rule.holds + (f" (judged in steps of {claim.rule.rounded_to})" if claim.rule.rounded_to else "")
    told = f"; the article says {rule}" if claim.rule.kind == "stated" else f"; {rule} is assumed to be meant"
    if not numbers.differ:
        return f"{told}, which is {'so' if share else 'not so'}"
    count = len(numbers.lowest)
    low, high = sampling_range(share, count)
    of_all = f"{percent(low)} to {percent(high)}"
    if share in (0.0, 1.0):
        of_all = f"at least {100 * low:.4g} %" if share else f"at most {100 * high:.2g} %"
    return (
        f"{told}, which is so in {share_told(share)} of {count:,} virtual sleepers (of all such sleepers {of_all}, "
        "at 95 % confidence)"
    )


def _corners_matter(rule: Rule, scale: Scale, numbers: Numbers) -> bool:
    """Say whether the corners of the stated ranges are judged otherwise than what lies between nine of ten sleepers."""
    region, step = rule.region(scale), rule.step(scale)
    inner, outer = ([to_step(each, step) for each in ends] for ends in ((numbers.low, numbers.high), numbers.corners))
    return any(judge(*inner) != judge(*outer) for judge in (region.holds, region.meets))
