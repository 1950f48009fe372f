"""Propagators over several elapsed times at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pksim.kinetics.arrays import Array
from pksim.kinetics.propagators import decay, held_back, passed_on, transfer
from pksim.kinetics.system import INTO_BLOOD, System


@dataclass(frozen=True, eq=False)
class Propagators:
    """What each of some elapsed times does to the state, as (elapsed, n) arrays, one per depot where it says so.

    The gut is kept as what it hands to the blood in the first common step of the grid, which saves a product a
    step. A release in progress adds, per unit of its rate, ``filled_gut`` and ``filled_blood``.
    """

    blood: Array
    gut: list[Array]
    handed: list[Array]
    filled_gut: dict[int, Array]
    filled_blood: dict[int, Array]

    @classmethod
    def of(cls, system: System, elapsed_h: Array, first_step: Array) -> Propagators:
        """Make the table for times elapsed (elapsed,) [h], with the gut handing over ``first_step`` (depots, n) [1]."""
        s, ke = elapsed_h[:, np.newaxis], system.ke_per_h
        filled_gut, filled_blood = {}, {}
        for d in np.unique(system.depot[system.duration_h.any(axis=1)]):
            if d == INTO_BLOOD:
                filled_blood[d] = s * held_back(s, ke)
            else:
                filled_gut[d] = s * held_back(s, system.ka_per_h[d]) * first_step[d]
                filled_blood[d] = s * passed_on(s, system.ka_per_h[d], ke)
        return cls(
            blood=decay(s, ke),
            gut=[decay(s, ka) for ka in system.ka_per_h],
            handed=[transfer(s, ka, ke) / unit for ka, unit in zip(system.ka_per_h, first_step, strict=True)],
            filled_gut=filled_gut,
            filled_blood=filled_blood,
        )

    def part(self, first: int, last: int) -> Propagators:
        """Take the elapsed times from first up to, not including, last."""
        return Propagators(
            self.blood[first:last],
            [each[first:last] for each in self.gut],
            [each[first:last] for each in self.handed],
            {d: each[first:last] for d, each in self.filled_gut.items()},
            {d: each[first:last] for d, each in self.filled_blood.items()},
        )
