"""What a share of so many sleepers is worth, against SciPy's interval."""

import pytest
from scipy.stats import binomtest

from pksim.study.people.sampling import sampling_range


@pytest.mark.parametrize("count", [1, 20, 1000])
@pytest.mark.parametrize("part", [0.0, 0.05, 0.5, 0.95, 1.0])
def test_it_is_wilsons_interval(count, part):
    found = round(part * count)
    want = binomtest(found, count).proportion_ci(0.95, "wilson")
    assert sampling_range(found / count, count) == pytest.approx((want.low, want.high), abs=1e-12)


def test_what_all_or_none_do_may_still_be_otherwise():
    assert sampling_range(1.0, 1000)[0] < 1 == sampling_range(1.0, 1000)[1]
    assert sampling_range(0.0, 1000)[0] == 0 < sampling_range(0.0, 1000)[1]
