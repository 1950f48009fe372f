"""How far what was measured lies from the curves, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pksim.describe.words.rounding import number
from pksim.study.curves.compared import measured_compound
from pksim.study.curves.simulate import Simulation

if TYPE_CHECKING:
    import pandas as pd

    from pksim.describe.samples.samples import Samples
    from pksim.study.people.population import Population


def describe_measured(simulation: Simulation, samples: Samples) -> str:
    """Say how the measured concentrations compare with the curve of each schedule."""
    compound = measured_compound(samples, simulation.compounds)
    table = simulation.residuals(samples)
    sentences = [_compared(str(name), rows) for name, rows in table.groupby("schedule", sort=False)]
    return f"Measured {compound} in {samples.matrix}, {_counted(samples)}: {'; '.join(sentences)}."


def samples_in_words(samples: Samples) -> str:
    """Say what was measured, and how high it gets in the subjects."""
    of = samples.compound or "a concentration"
    tops = [each for each in samples if np.isfinite(each.conc).any()]
    if not tops:
        return f"Measured {of} in {samples.matrix}, {_counted(samples)}."
    highest = [float(np.nanmax(each.conc)) for each in tops]
    times = [float(each.times_h[np.nanargmax(each.conc)]) for each in tops]
    levels, hours = (
        number(min(some)) if min(some) == max(some) else f"{number(min(some))} to {number(max(some))}"
        for some in (highest, times)
    )
    return (
        f"Measured {of} in {samples.matrix}, {_counted(samples)}: at its highest {levels} {samples.conc_unit}, at "
        f"{hours} h."
    )


def describe_within(population: Population, samples: Samples) -> str:
    """Say how many of the measured concentrations lie in the band of each schedule."""
    compound, simulation = measured_compound(samples, population.typical.compounds), population.typical
    parts = []
    for name, rows in simulation.residuals(samples).groupby("schedule", sort=False):
        low, *_, high = population.quantiles[str(name), compound].T
        seen = rows[rows["time_h"].between(*simulation.times_h[[0, -1]]) & rows["measured"].notna()]
        bottom, top = (np.interp(seen["time_h"], simulation.times_h, edge) for edge in (low, high))
        within = seen["below_limit"] & (bottom <= seen["measured"]) | seen["measured"].between(bottom, top)
        parts.append(f"{within.sum()} of {len(seen)} lie where nine of ten sleepers are with {name}")
    return f"Measured {compound} in {samples.matrix}, {_counted(samples)}: {'; '.join(parts)}."


def _compared(schedule: str, rows: pd.DataFrame) -> str:
    seen = rows[~rows["below_limit"] & (rows["predicted"] > 0)]
    if seen.empty:
        return f"no sample shows anything while the curve of {schedule} is above 0"
    ratio = seen["measured"] / seen["predicted"]
    middle = f"in the middle {number(ratio.median())} times the curve of {schedule}"
    return f"{middle}, from {number(ratio.min())} to {number(ratio.max())} times"


def notes_on_measured(simulation: Simulation, samples: Samples) -> str:
    """Say in the small print what the points are, and which of them are not seen."""
    compound = measured_compound(samples, simulation.compounds)
    signs = "; a sign for each subject" if len(samples) > 1 else ""
    said = [f"Points: {compound} measured in {samples.matrix}, {_counted(samples)}{signs}."]
    if any(each.below_limit.any() for each in samples):
        said.append("Triangles that hang from a line are below that limit.")
    times = simulation.residuals(samples).drop_duplicates(["subject", "time_h"])["time_h"]
    if outside := int((~times.between(*simulation.times_h[[0, -1]])).sum()):
        said.append(f"Drawn outside the hours shown: {outside}.")
    if unknown := sum(int(np.isnan(each.conc).sum()) for each in samples):
        said.append(f"Below a limit that is not known, and not drawn: {unknown}.")
    if zeros := sum(int((each.conc == 0).sum()) for each in samples):
        said.append(f"Concentrations of 0, left out where the axis is logarithmic: {zeros}.")
    if simulation.compounds[compound].endogenous and compound not in simulation.own:
        said.append("They hold what the body has by itself, too; the curves do not (endogenous=True adds it).")
    return " ".join(said)


def _counted(samples: Samples) -> str:
    count = sum(len(each.conc) for each in samples)
    return f"{count} sample{'s' * (count != 1)} of {len(samples)} subject{'s' * (len(samples) != 1)}"
