"""Rules as people write them: read into the region that they mean, or refused with the right form."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pksim.describe.words.units import TIME_H
from pksim.errors import InputError
from pksim.study.claims.rule import Region, check_rule, read_rule

HOURS = TIME_H
MINUTES = {"min": 1, "h": 60}
DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
INF = math.inf

GOOD = [
    ("at most 3 h", HOURS, (-INF, 3)),
    ("at most 90 min", HOURS, (-INF, 1.5)),
    ("at least 90 %", {"%": 1}, (90, INF)),
    ("at least 90%", {"%": 1}, (90, INF)),
    ("at least 0 %", {"%": 1}, (0, INF)),
    ("at most 0.1 times", {"times": 1}, (-INF, 0.1)),
    ("at most 1e3 h", HOURS, (-INF, 1000)),
    ("from 2 to 4 weeks", DAYS, (14, 28)),
    ("from 4 to 7 days", DAYS, (4, 7)),
    ("from 3 to 3 h", HOURS, (3, 3)),
    ("  from   6 to\n8 h ", HOURS, (6, 8)),
    ("at most 10 pg/mL", {"pg/mL": 1}, (-INF, 10)),
]
FROM_BEDTIME = [
    ("within 15 min of bedtime", (-15, 15)),
    ("within 1 h of bedtime", (-60, 60)),
    ("from 90 to 150 min before bedtime", (-150, -90)),
    ("from 1 to 2 h before bedtime", (-120, -60)),
    ("from 1 to 2 h after bedtime", (60, 120)),
    ("from 0 to 30 min before bedtime", (-30, 0)),
]


@pytest.mark.parametrize(("text", "units", "ends"), GOOD)
def test_limits_in_the_numbers_own_unit(text, units, ends):
    check_rule(text)
    assert read_rule(text, units) == pytest.approx(ends)


@pytest.mark.parametrize(("text", "ends"), FROM_BEDTIME)
def test_limits_about_bedtime(text, ends):
    check_rule(text)
    assert read_rule(text, MINUTES, from_bedtime=True) == pytest.approx(ends)


NO_RULES = [
    "",
    "3 h",
    "about 3 h",
    "at most",
    "at most 3",
    "at most h",
    "at most three h",
    "less than 3 h",
    "at most 3 h 30 min",
    "at most 3 h or so",
    "from 2 h",
    "from 2-4 h",
    "from 2 h to 4 h",
    "2 to 4 h",
    "within 15 min",
    "within 15 min before bedtime",
    "at most 15 min of bedtime",
    "at least 15 min of bedtime",
    "from 1 to 2 h of bedtime",
    "At most 3 h",
    "at most 3 h\nat least 1 h",
]


@pytest.mark.parametrize("text", NO_RULES)
def test_what_is_no_rule(text):
    for read in (check_rule, lambda text: read_rule(text, HOURS), lambda text: read_rule(text, MINUTES)):
        with pytest.raises(InputError, match="cannot be evaluated; write it like 'at most 3 h'") as caught:
            read(text)
        assert repr(text) in str(caught.value)


WRONG = [
    ("at most 3 %", HOURS, False, "unit '%', which is not known here; it must be one of 'min'"),
    ("at most 3 hurs", HOURS, False, "did you mean 'hours'"),
    ("from 2 to 4 weeks", HOURS, False, "unit 'weeks'"),
    ("from 4 to 2 h", HOURS, False, "from the smaller number to the larger one"),
    ("from 150 to 90 min before bedtime", MINUTES, True, "from the smaller number to the larger one"),
    ("at most -3 h", HOURS, False, "not negative"),
    ("from -3 to 3 h", HOURS, False, "not negative"),
    ("at most 1,400 min", HOURS, False, "could be 1400 or 1.400; write thousands without a sign"),
    ("at most nan h", HOURS, False, "finite"),
    ("at least inf h", HOURS, False, "finite"),
    ("within 15 min of bedtime", HOURS, False, "is not about bedtime"),
    ("from 1 to 2 h before bedtime", HOURS, False, "is not about bedtime"),
    ("at most 3 h", MINUTES, True, "needs to say 'before bedtime'"),
    ("from 1 to 2 h", MINUTES, True, "needs to say 'before bedtime'"),
]


@pytest.mark.parametrize(("text", "units", "about_bedtime", "said"), WRONG)
def test_rules_that_do_not_fit_the_number(text, units, about_bedtime, said):
    with pytest.raises(InputError) as caught:
        read_rule(text, units, from_bedtime=about_bedtime)
    assert said in str(caught.value)


numbers = st.floats(0, 1e6)
ends = st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)).map(sorted)


@given(numbers, numbers)
def test_any_two_numbers(one, other):
    low, high = sorted((one, other))
    assert read_rule(f"from {low!r} to {high!r} h", HOURS) == (low, high)
    assert read_rule(f"from {low!r} to {high!r} h before bedtime", {"h": 1}, from_bedtime=True) == (-high, -low)
    assert read_rule(f"at least {low!r} h", HOURS) == (low, INF)


@given(ends, ends)
def test_holds_and_meets_are_inside_and_overlap(region, found):
    """Away from the ends, by more than is forgiven."""
    low, high = found
    here = Region(*region)
    gaps = [abs(a - b) for a in region for b in found]
    if min(gaps) < 1e-5:
        return
    assert bool(here.holds(low, high)) == (region[0] <= low and high <= region[1])
    assert bool(here.meets(low, high)) == (max(region[0], low) <= min(region[1], high))
    if here.holds(low, high):
        assert here.meets(low, high)


@given(ends)
def test_the_ends_are_included_and_rounding_is_forgiven(region):
    here = Region(*region)
    assert here.holds(*region)
    just = 5e-10
    assert here.holds(region[0] - just, region[1] + just)
    assert here.meets(region[1] + just, region[1] + 1)
    far = 1e-8 * max(1, *map(abs, region)) * 2
    assert not here.holds(region[0] - far, region[1])
    assert not here.holds(region[0], region[1] + far)
    assert not here.meets(region[1] + far, region[1] + 1)
    assert not here.meets(region[0] - 1, region[0] - far)


def test_rounding_is_forgiven_relatively_where_numbers_are_large():
    assert Region(1e9, 2e9).holds(1e9 - 0.5, 2e9 + 0.5)
    assert not Region(1e9, 2e9).holds(1e9, 2e9 + 10)


def test_one_side_is_open():
    assert Region(-INF, 3).holds(-1e300, 3)
    assert not Region(-INF, 3).holds(-1e300, 3.1)
    assert Region(-INF, 3).meets(2, 1e300)
    assert not Region(5, INF).meets(0, 4.9)
    assert Region(5, INF).holds(5, INF)


def test_many_at_once():
    values = np.array([1.0, 3.0, 3.0 + 1e-10, 3.1, 7.0])
    assert Region(2, 3).holds(values, values).tolist() == [False, True, True, False, False]
    assert Region(2, 3).meets(values, values + 1).tolist() == [True, True, True, False, False]
