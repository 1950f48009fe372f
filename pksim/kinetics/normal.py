"""Quantiles of the normal distribution without SciPy, whose special functions take longer to import than to answer."""

from __future__ import annotations

import numpy as np

from pksim.kinetics.arrays import Array

# Wichura's coefficients of numerators and denominators, from the highest power down: in the middle, where a share is at
# most 0.425 from a half; in the tails; and where less than e^-25 of all lies beyond.
_MIDDLE = (
    (2509.0809287301227, 5226.495278852546),
    (33430.57558358813, 28729.085735721943),
    (67265.7709270087, 39307.89580009271),
    (45921.95393154987, 21213.794301586597),
    (13731.69376550946, 5394.196021424751),
    (1971.5909503065513, 687.1870074920579),
    (133.14166789178438, 42.31333070160091),
    (3.3871328727963665, 1.0),
)
_TAIL = (
    (0.0007745450142783414, 1.0507500716444169e-09),
    (0.022723844989269184, 0.0005475938084995345),
    (0.2417807251774506, 0.015198666563616457),
    (1.2704582524523684, 0.14810397642748008),
    (3.6478483247632045, 0.6897673349851),
    (5.769497221460691, 1.6763848301838038),
    (4.630337846156546, 2.053191626637759),
    (1.4234371107496835, 1.0),
)
_FAR_TAIL = (
    (2.0103343992922881e-07, 2.0442631033899397e-15),
    (2.7115555687434876e-05, 1.421511758316446e-07),
    (0.0012426609473880784, 1.8463183175100548e-05),
    (0.026532189526576124, 0.0007868691311456133),
    (0.29656057182850487, 0.014875361290850615),
    (1.7848265399172913, 0.1369298809227358),
    (5.463784911164114, 0.599832206555888),
    (6.657904643501103, 1.0),
)
_HALF_WIDTH, _FAR, _AT_ONCE = 0.425, 5.0, 16384


def normal_quantile(share: Array) -> Array:
    """Give the value of the standard normal distribution below which a share of it lies.

    Parameters
    ----------
    share : array
        From 0 to 1.

    Returns
    -------
    array
        To some units of the last place; infinite at 0 and 1, NaN beyond.

    References
    ----------
    M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37, 477
    (1988).
    """
    given = np.asarray(share, dtype=np.float64)
    flat, found = given.ravel(), np.empty(given.size)
    for first in range(0, given.size, _AT_ONCE):  # what fits into a processor's cache
        part = slice(first, first + _AT_ONCE)
        found[part] = _quantile(flat[part])
    return found.reshape(given.shape)


def _quantile(share: Array) -> Array:
    from_half = share - 0.5
    found = from_half * _ratio(_MIDDLE, _HALF_WIDTH**2 - from_half * from_half)
    outside = np.abs(from_half) > _HALF_WIDTH
    beyond = np.minimum(share, 1.0 - share)[outside]
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = np.sqrt(-np.log(beyond))
        size = np.where(depth <= _FAR, _ratio(_TAIL, depth - 1.6), _ratio(_FAR_TAIL, depth - _FAR))
    size[beyond == 0.0] = np.inf
    found[outside] = np.copysign(size, from_half[outside])
    return found


def _ratio(powers: tuple[tuple[float, float], ...], x: Array) -> Array:
    numerator, denominator = (np.full_like(x, highest) for highest in powers[0])
    for over, under in powers[1:]:
        numerator *= x
        numerator += over
        denominator *= x
        denominator += under
    return numerator / denominator
