"""Room for numbers."""

import pytest

from pksim.kinetics.arrays import on_lines


@pytest.mark.parametrize("shape", [(1, 1), (3, 8), (5, 13), (2, 10_001)])
def test_every_row_starts_a_cache_line_and_can_be_written(shape):
    room = on_lines(*shape)
    room.fill(2.0)
    assert room.shape == shape
    assert room.sum() == 2.0 * shape[0] * shape[1]
    assert all(row.ctypes.data % 64 == 0 for row in room)
