"""How a number is distributed over people, each distribution by its quantiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from pksim.describe.compound.quantity import Quantity
from pksim.kinetics.arrays import Array, Number
from pksim.kinetics.normal import normal_quantile


class Distribution(Protocol):
    """Anything with a quantile function, such as a frozen distribution of `scipy.stats`."""

    def ppf(self, q: Array, /) -> Array:
        """Give the value below which a share q of people lies."""


class Joint(Protocol):
    """Anything that draws the quantities of a compound together, such as a `Fit` of samples."""

    @property
    def in_words(self) -> str:
        """Say how they are drawn."""

    def draw(self, name: str, quantity: Quantity, shares: Callable[[str], Array], /) -> Array | None:
        """Draw one of them, given the shares of people below each sleeper in all; None for what it does not know."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What was drawn together with other quantities, whatever the share of its own."""

    values: Array

    def ppf(self, _: Array) -> Array:
        """Give the values."""
        return self.values


@dataclass(frozen=True)
class Uniform:
    """Uniform between two values."""

    low: float
    high: float

    def ppf(self, q: Array) -> Array:
        """Give the value below which a share q of people lies."""
        return self.low + q * (self.high - self.low)


@dataclass(frozen=True)
class Triangular:
    """Between two values, most often at a third, and linearly rarer away from it."""

    low: float
    mode: float
    high: float

    def ppf(self, q: Array) -> Array:
        """Give the value below which a share q of people lies."""
        width, rising = self.high - self.low, self.mode - self.low
        below = self.low + np.sqrt(q * width * rising)
        above = self.high - np.sqrt((1.0 - q) * width * (width - rising))
        found: Array = np.where(q * width < rising, below, above)
        return found


@dataclass(frozen=True)
class Normal:
    """Normal about 0."""

    sd: float

    def ppf(self, q: Array) -> Array:
        """Give the value below which a share q of people lies."""
        return self.sd * normal_quantile(q)


@dataclass(frozen=True, eq=False)
class LogNormal:
    """Lognormal about a median; cut at limits, or capped at them.

    Parameters
    ----------
    median, gsd : float
        Median and geometric standard deviation.
    low : float, optional
        Lower limit.
    high : float or array (N,), optional
        Upper limit, the same for everyone or each one's own.
    cap : bool, optional
        What lies beyond a limit counts as the limit; otherwise the distribution ends there.
    """

    median: float
    gsd: float
    low: float = 0.0
    high: Number = np.inf
    cap: bool = False

    def ppf(self, q: Array) -> Array:
        """Give the value below which a share q of people lies."""
        sigma = np.log(self.gsd)
        if not self.cap and (self.low > 0.0 or np.any(np.isfinite(self.high))):
            from scipy.special import ndtr  # slow to import, and few distributions are cut

            first = ndtr(np.log(self.low / self.median) / sigma) if self.low > 0.0 else 0.0
            q = first + q * (ndtr(np.log(self.high / self.median) / sigma) - first)
        drawn: Array = self.median * np.exp(sigma * normal_quantile(q))
        return np.clip(drawn, self.low, self.high)


def people(quantity: Quantity, most: Number | None = None) -> Distribution | None:
    """Say how a quantity of the library differs between people.

    Parameters
    ----------
    quantity : Quantity
        The quantity.
    most : float or array (N,), optional
        The most that everyone's other quantities leave.

    Returns
    -------
    Distribution or None
        None where it is taken to be the same for all.
    """
    shape, low, high = quantity.people, quantity.low, quantity.high
    if shape is None:
        return None
    if shape.gsd is not None:
        if shape.beyond == "cap":
            return LogNormal(quantity.value, shape.gsd, high=1.0, cap=True)
        if shape.beyond is None:
            return LogNormal(quantity.value, shape.gsd)
        return LogNormal(quantity.value, shape.gsd, low or 0.0, high if most is None else most)
    if shape.shape == "normal":
        return Normal(quantity.value)
    assert low is not None
    assert high is not None
    return Uniform(low, high) if shape.shape == "uniform" else Triangular(low, quantity.value, high)
