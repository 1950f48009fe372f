"""NCA of one dose of one person, on plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pksim.describe.words.rounding import percent
from pksim.study.measured.profile import AucRule, Mask, Profile
from pksim.study.measured.terminal import Terminal, last_line

MOST_EXTRAPOLATED, LEAST_R2, MOST_BEFORE = 0.2, 0.9, 0.05
_OF_TWO_READINGS = 1.96 * np.sqrt(2.0)
FLIP_FLOP = "flip-flop: this half-life may be absorption's"


@dataclass(frozen=True)
class Rules:
    """How NCA is done; each as the keyword of `pksim.nca` that has its name."""

    auc: AucRule = "linear up, log down"
    least_points: int = 3
    with_cmax: bool = False
    tolerance: float = 1e-4
    noise: float = 0.1
    above: float | None = None
    until_h: float | None = None


@dataclass(frozen=True, eq=False)
class OneDose:
    """What the samples after one dose show, in the units of the samples.

    Attributes
    ----------
    profile : Profile
        The points that count, with at least one that could be measured.
    rules : Rules
        How it is done.
    is_oral : bool
        Whether the dose had to be absorbed.
    duration_h : float
        How long an infusion took; 0 for none.
    terminal_h : (float, float) or None
        From when to when the last line is drawn, given by hand [h after the dose].
    """

    profile: Profile
    rules: Rules
    is_oral: bool = True
    duration_h: float = 0.0
    terminal_h: tuple[float, float] | None = None

    @property
    def cmax(self) -> float:
        """The highest concentration that was sampled."""
        return float(self.profile.conc[self.profile.highest])

    @property
    def tmax_h(self) -> float:
        """When that was, the first time [h after the dose]."""
        return float(self.profile.times_h[self.profile.highest])

    @property
    def clast(self) -> float:
        """The last concentration that could be measured."""
        return float(self.profile.conc[-1])

    @property
    def tlast_h(self) -> float:
        """When that was [h after the dose]."""
        return float(self.profile.times_h[-1])

    @property
    def auc_last(self) -> float:
        """Area under the curve from the dose to the last concentration that could be measured."""
        return float(np.sum(self.profile.areas))

    @cached_property
    def terminal(self) -> Terminal | None:
        """The line through the last points; None where there is none that falls."""
        times, conc = self.profile.times_h[self._may_be_last], self.profile.conc[self._may_be_last]
        if self.terminal_h is None:
            return last_line(times, conc, least=self.rules.least_points, tolerance=self.rules.tolerance)
        if len(times) < 2 or times[0] == times[-1]:
            return None
        line = Terminal.through(times, conc)
        return line if line.rate_per_h > 0.0 else None

    @property
    def _may_be_last(self) -> Mask:
        """Which points the last line may go through: after the highest, or those in the times given by hand."""
        times, sampled = self.profile.times_h, np.ones(len(self.profile.times_h), dtype=bool)
        sampled[0] = not self.profile.begins_unseen
        sampled &= self.profile.conc > 0.0
        if self.terminal_h is not None:
            return sampled & (times >= self.terminal_h[0]) & (times <= self.terminal_h[1])
        late = times >= self.tmax_h if self.rules.with_cmax else times > self.tmax_h
        return sampled & late & (times >= self.duration_h)

    @property
    def lambda_z_per_h(self) -> float:
        """How fast the last line falls [1/h]; NaN without one, as is all that needs it."""
        return np.nan if self.terminal is None else self.terminal.rate_per_h

    @property
    def auc_inf(self) -> float:
        """Area under the curve to the end of all time, with what was measured last."""
        return self.auc_last + self.clast / self.lambda_z_per_h

    @property
    def extrapolated_share(self) -> float:
        """Share of that area which lies after the last concentration that could be measured [1]."""
        return self.clast / self.lambda_z_per_h / self.auc_inf

    @property
    def mrt_h(self) -> float:
        """Mean residence time, of an oral dose with the time of absorption [h]."""
        beyond = self.clast * (self.tlast_h + 1.0 / self.lambda_z_per_h) / self.lambda_z_per_h
        return (self.profile.moment + beyond) / self.auc_inf - self.duration_h / 2.0

    def auc_until(self, until_h: float) -> tuple[float, float]:
        """Give the area to the last point by a time [h after the dose], and when that point is."""
        last = int(np.searchsorted(self.profile.times_h, until_h, side="right")) - 1
        return float(np.sum(self.profile.areas[:last])), float(self.profile.times_h[last])

    def notes(self) -> list[str]:
        """Say in words what a reader of these numbers should know."""
        return [*self._on_the_line(), *self._on_the_areas()]

    def _on_the_line(self) -> list[str]:
        line = self.terminal
        if line is None:
            count = int(np.sum(self._may_be_last))
            where = "in the times given" if self.terminal_h else "after Cmax"
            least = 2 if self.terminal_h else self.rules.least_points
            falls = f"the {count} points {where} do not fall"
            few = f"{count} point{'' if count == 1 else 's'} {where}, and {least} are needed"
            return [f"no lambda_z: {few if count < least else falls}"]
        fall = line.rate_per_h * (line.to_h - line.from_h)
        if line.points <= 3 and (line.may_be_level or fall < _OF_TWO_READINGS * self.rules.noise):
            return [f"lambda_z has {line.points} points within noise: they fall by {percent(-np.expm1(-fall))} in all"]
        if line.adj_r2 < LEAST_R2:
            return [f"the last points do not lie on a line: adjusted r² is below {LEAST_R2:g}"]
        return []

    def _on_the_areas(self) -> list[str]:
        found = []
        if self.extrapolated_share > MOST_EXTRAPOLATED:
            share, most = percent(self.extrapolated_share), percent(MOST_EXTRAPOLATED)
            found.append(f"{share} of the area is extrapolated, more than {most}")
        first = float(self.profile.conc[0]) / self.cmax
        if self.is_oral and first > MOST_BEFORE:
            found.append(f"{percent(first)} of Cmax was there at the dose already, more than {percent(MOST_BEFORE)}")
        if self.profile.begins_unseen and not self.is_oral and not self.duration_h:
            found.append("the concentration at the dose is extrapolated, as nothing was sampled there")
        if self.rules.until_h is not None:
            ended = self.auc_until(self.rules.until_h)[1]
            if ended < self.rules.until_h:
                found.append(f"the area to {self.rules.until_h:g} h ends at {ended:g} h, with the last sample by then")
        return found
