"""What all floors hold numbers in."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Number: TypeAlias = Any
"""A float for one, or an array (N,) for N subjects."""
