"""Who the sleepers are."""

import numpy as np
import pytest

from pksim.describe.compound.spread import find_spread
from pksim.study.people.sleepers import Sleepers


def test_a_dose_is_taken_anywhere_in_its_window_from_end_to_end():
    offsets = np.asarray(Sleepers(20_000, 0, find_spread("windows-only")).offset("melatonin", (-1.0, 1.0), 0))
    assert -1.0 <= offsets.min() < -0.999
    assert 0.999 < offsets.max() <= 1.0
    assert offsets.mean() == pytest.approx(0.0, abs=4 * 2 / np.sqrt(12 * 20_000))
