"""The best parameters of fits, among the samples that they were fitted to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from pksim.describe.samples.samples import Samples
from pksim.kinetics.arrays import Array
from pksim.study.fits.curve import KA
from pksim.study.fits.problem import Problem
from pksim.study.fits.samples import Error
from pksim.study.fits.sureness import Sureness

if TYPE_CHECKING:
    import pandas as pd

Absorption: TypeAlias = Literal["faster", "slower"]


@dataclass(frozen=True, eq=False)
class Fitted:
    """The best parameters of fits.

    Attributes
    ----------
    samples : Samples
        What was fitted.
    subjects : tuple of str
        Whose fits they are; of samples that were thrown together ``("all",)``.
    problem : Problem
        The same as arrays.
    parameters : array (fits, 8)
        The best parameters, as `pksim.study.fits.curve` orders them.
    sure : Sureness
        Covariances and intervals.
    error, absorption, prior
        What was said; see `pksim.fit`.
    unit_mg_l : float
        How many mg/L the unit of the samples is.
    told : tuple of str
        What was left out, and what was known before.

    """

    samples: Samples
    subjects: tuple[str, ...]
    problem: Problem = field(repr=False)
    parameters: Array = field(repr=False)
    sure: Sureness = field(repr=False)
    error: Error = "constant"
    absorption: Absorption | None = None
    prior: str | None = None
    unit_mg_l: float = 1.0
    told: tuple[str, ...] = field(repr=False, default=())

    @property
    def per_kg(self) -> str:
        """What stands behind the unit of a volume: ``"/kg"`` where doses are per kg of body weight."""
        return "/kg" if self.samples.dose_unit.endswith("/kg") else ""

    @property
    def has_mirror(self) -> bool:
        """Whether ka and ke can be swapped without any change of the curves: no dose went into the blood."""
        return KA in self.problem.free and self.problem.prior is None and not self.problem.doses.iv.any()

    def residuals(self) -> pd.DataFrame:
        """Make a table of what is left between samples and curves.

        Returns
        -------
        pandas.DataFrame
            ``subject``, ``time_h``, ``conc`` and ``fitted`` in the unit of the samples, ``below_limit``, and
            ``residual``: the difference of both, of logarithms where these were fitted; not-a-number below the limit.

        Examples
        --------
        >>> import pksim as pk
        >>> left = pk.fit(pk.load_samples("theoph"), intervals=False).residuals()
        >>> print(f"{(left['residual'] ** 2).sum() / 96:.4f}")
        0.4903
        """
        import pandas as pd

        compared, problem, unit = self.problem.model(self.parameters)[0], self.problem, self.unit_mg_l
        measured, fitted = (np.exp(each) if problem.in_logs else each for each in (problem.measured, compared))
        below = problem.censored > 0
        residual = np.where(below, np.nan, problem.measured - compared) / (1.0 if problem.in_logs else unit)
        there = problem.weight > 0
        columns = {"time_h": problem.times_h, "conc": measured / unit, "fitted": fitted / unit}
        subjects = np.repeat(self.subjects, there.sum(axis=1))
        told = {name: each[there] for name, each in columns.items()}
        return pd.DataFrame({"subject": subjects, **told, "below_limit": below[there], "residual": residual[there]})
