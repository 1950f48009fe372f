"""Verdicts at the edges of their limits, and shares that are told apart from what is near them."""

import math

import numpy as np
import pytest

from pksim import load_claims
from pksim.study.claims.asked import Scale
from pksim.study.claims.claim import Rule
from pksim.study.claims.numbers import Numbers
from pksim.study.claims.shares import share_told
from pksim.study.claims.verdict import share_of_sleepers, verdict_of

BY_KEY = {claim.key: claim for claim in load_claims().claim}
HOURS = Scale("h", {"h": 1.0})


@pytest.mark.parametrize(
    ("share", "verdict"),
    [
        (1.0, "holds"),
        (0.95, "holds"),
        (math.nextafter(0.95, 0), "holds in 95.00 %"),
        (0.9499, "holds in 94.99 %"),
        (0.56, "holds in 56 %"),
        (0.0501, "holds in 5.01 %"),
        (math.nextafter(0.05, 1), "holds in 5.00 %"),
        (0.05, "does not hold"),
        (0.0, "does not hold"),
    ],
)
def test_the_share_is_the_verdict_between_a_twentieth_and_all_but_a_twentieth(share, verdict):
    assert verdict_of(BY_KEY["1"], share) == verdict


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_is_not_judged_has_no_verdict_of_its_own(share):
    assert verdict_of(BY_KEY["5a"], share) == "nothing to judge"
    assert verdict_of(BY_KEY["3"], share) == "outside the model"
    assert verdict_of(BY_KEY["20"], share) == "outside the model"


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (1.0, "all"),
        (0.9999, "nearly all"),
        (0.9996, "nearly all"),
        (0.9994, "99.9 %"),
        (0.9954, "99.5 %"),
        (0.99, "99 %"),
        (0.955, "96 %"),
        (0.9549, "95.49 %"),
        (0.9451, "94.51 %"),
        (0.9449, "94 %"),
        (0.0549, "5.49 %"),
        (0.056, "5.6 %"),
        (0.0451, "4.51 %"),
        (0.0449, "4.5 %"),
        (0.0001, "0.01 %"),
        (0.00009, "hardly any"),
        (0.0, "none"),
    ],
)
def test_only_all_are_all_and_only_none_are_none(share, told):
    assert share_told(share) == told


def numbers(lowest, highest):
    return Numbers(0.0, 0.0, 0.0, {}, (0.0, 0.0), np.array(lowest), np.array(highest))


def test_a_sleeper_bears_a_claim_out_over_the_whole_range_of_amounts():
    of = numbers([1.0, 1.0, 3.0, 4.0], [2.0, 5.0, 3.0, 6.0])
    assert share_of_sleepers(Rule(holds="at most 3 h"), HOURS, of) == 0.5
    assert share_of_sleepers(Rule(holds="at least 2 h"), HOURS, of) == 0.5
    assert share_of_sleepers(Rule(holds="from 1 to 5 h"), HOURS, of) == 0.75


def test_a_rounded_number_is_judged_as_rounded():
    of = numbers([2.6], [3.4])
    assert share_of_sleepers(Rule(holds="from 3 to 3 h"), HOURS, of) == 0
    assert share_of_sleepers(Rule(holds="from 3 to 3 h", rounded_to="1 h"), HOURS, of) == 1


def test_sleepers_differ_by_more_than_rounding():
    assert not numbers([3.0, 3.0 + 1e-13], [3.0, 3.0]).differ
    assert numbers([3.0, 3.0 + 1e-10], [4.0, 4.0]).differ
    assert numbers([3.0, 3.0], [4.0, 4.1]).differ
