"""A claim's number: in the typical person, in sleepers who differ, and at the corners of what is stated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from pksim.kinetics.arrays import Array, Number
from pksim.study.claims.asked import ModelQuestion, Setting
from pksim.study.claims.box import at_corners
from pksim.study.curves.person import Person
from pksim.study.people.blocks import QUANTILES
from pksim.study.people.sleepers import Sleepers

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Numbers:
    """The answers to a claim's question.

    Attributes
    ----------
    typical, low, high : float
        In the typical person, and between which nine of ten sleepers lie, over the whole range of the dose's amount.
    at_ends : dict of float to float
        The typical person's at either end of that range, by amount [mg]; empty without one.
    corners : tuple of float
        The lowest and the highest at the corners of the stated ranges.
    lowest, highest : array (sleepers,)
        Each sleeper's own over the range of amounts.
    """

    typical: float
    low: float
    high: float
    at_ends: dict[float, float]
    corners: tuple[float, float]
    lowest: Array = field(repr=False)
    highest: Array = field(repr=False)

    @property
    def differ(self) -> bool:
        """Whether sleepers differ in it by more than rounding."""
        return any(np.ptp(each) > _ROUNDING * np.abs(each).max() for each in (self.lowest, self.highest))


def numbers_for(question: ModelQuestion, setting: Setting, sleepers: Sleepers) -> Numbers:
    """Answer a question for the typical person, for sleepers, and at the corners of the stated ranges."""

    def ask(person: Person, amount_mg: float | None = None) -> Number:
        return question.answer(replace(setting, person=person, amount_mg=amount_mg))

    amounts = question.amounts_mg(setting.compounds)
    each_amount = amounts or (None,)
    everyone = np.array([np.broadcast_to(ask(sleepers, amount), sleepers.count) for amount in each_amount])
    lowest, highest = everyone.min(axis=0), everyone.max(axis=0)
    if question.is_count:
        share = float(everyone.mean())
        return Numbers(share, share, share, {}, (share, share), lowest, highest)
    corners = [at_corners(partial(ask, amount_mg=amount)) for amount in each_amount]
    return Numbers(
        _one(ask(setting.person)),
        float(np.quantile(lowest, QUANTILES[0])),
        float(np.quantile(highest, QUANTILES[-1])),
        {amount: _one(ask(setting.person, amount)) for amount in amounts},
        (min(low for low, _ in corners), max(high for _, high in corners)),
        lowest,
        highest,
    )


def _one(number: Number) -> float:
    return float(np.asarray(number).ravel()[0])
