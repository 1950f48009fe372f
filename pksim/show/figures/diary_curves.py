"""The curves of a diary as they are drawn into rows: thin enough to draw fast, with every peak exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pksim.describe.words.rounding import number
from pksim.kinetics.arrays import Array
from pksim.show.figures.day_rows import Clock, thinned
from pksim.show.figures.panels import measure
from pksim.study.curves.simulate import Simulation

_LEAST_SHARE = 0.005
"""What is lower, of the highest, lies on the row's foot and is not drawn."""


@dataclass(frozen=True)
class Strip:
    """A curve as a share of what a row's height stands for.

    Attributes
    ----------
    compound : str
        Of what.
    label : str
        What it is, and what a row's height is.
    clock_h, share : array (times,)
        What the local clock shows [h], and how high the curve is; NaN for what is not drawn.
    own : array (times,) or None
        What the body has by itself, in the same way; None where it has none that comes and goes.
    """

    compound: str
    label: str
    clock_h: Array
    share: Array
    own: Array | None


def strips(simulation: Simulation, clock: Clock, *, least_h: float) -> list[Strip]:
    """Give the curve of each compound.

    Parameters
    ----------
    simulation : Simulation
        The curves.
    clock : Clock
        The local clock.
    least_h : float
        What can be told apart in the picture [h].

    Returns
    -------
    list of Strip
        With the body's own where it comes and goes, else what the doses add. Between the lowest and the highest point
        of every stretch that can be told apart there are the doses and the peaks, each at its very time.
    """
    return [_strip(simulation, name, clock, least_h) for name in simulation.compounds]


def _strip(simulation: Simulation, compound: str, clock: Clock, least_h: float) -> Strip:
    regimen = next(regimen for (_, of), regimen in simulation.regimens.items() if of == compound)
    thing, pieces = regimen.compound, regimen.pieces
    turns = [(pieces.start_h + edge, pieces.concentration(edge, pieces.all)) for edge in pieces.edges[:-1]]
    times = np.concatenate([simulation.times_h, *(when for when, _ in turns)])
    added = np.concatenate(
        [
            next(curve for (_, of), curve in simulation.concentrations.items() if of == compound),
            *(level * thing.display_factor for _, level in turns),
        ]
    )
    kept = (times >= simulation.times_h[0]) & (times <= simulation.times_h[-1])
    order = np.argsort(times[kept], kind="stable")
    times, added = times[kept][order], added[kept][order]
    own = simulation.own.get(compound)
    varies = own is not None and not own.is_constant
    body = own.concentration(times) * thing.display_factor if own is not None and varies else np.zeros_like(times)
    total = added + body
    shown = thinned(times, total, least_h=least_h)
    top = float(total.max()) or 1.0
    share = total[shown] / top
    what = measure(simulation, compound, total=varies)
    return Strip(
        compound,
        f"{what}, up to {number(top)} {thing.display_unit}",
        clock.shows_at(times[shown]),
        np.where(share < _LEAST_SHARE, np.nan, share),
        body[shown] / top if varies else None,
    )
