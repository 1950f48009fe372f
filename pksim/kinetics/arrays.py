"""What all floors hold numbers in."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Number: TypeAlias = Any
"""A float for one, or an array (N,) for N subjects."""
LINE = 8
"""Numbers in a cache line of 64 bytes."""


def on_lines(rows: int, columns: int) -> Array:
    """Make room for numbers (rows, columns) in which each row starts a cache line.

    Where rows start anywhere, every load of eight numbers at once takes two lines, which costs a quarter more.
    """
    width = -(-columns // LINE) * LINE
    room = np.empty(rows * width + LINE - 1)
    start = -room.ctypes.data // room.itemsize % LINE
    return room[start : start + rows * width].reshape(rows, width)[:, :columns]
