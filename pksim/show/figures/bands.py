"""Bands over many sleepers: where the middle half and the middle nine tenths of the curves lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from pksim.arguments import whole, yes_or_no
from pksim.describe.compound.spread import Spread
from pksim.kinetics.arrays import Array
from pksim.show.figures.labels import label_ends
from pksim.show.figures.levels import scale_levels
from pksim.show.figures.measured import draw_measured
from pksim.show.figures.panels import draw_panels, draw_title, from_first_dose, mark_doses, measure, totals
from pksim.show.figures.sheet import PANEL_IN, WIDTH_IN, InFile, NightFigure, Sheet
from pksim.show.figures.small_print import notes
from pksim.show.figures.status import draw_noise, draw_own
from pksim.show.figures.style import (
    NORMAL,
    SMALL,
    add_line,
    add_shape,
    draw_clock,
    draw_night,
    name_of_hours,
    styles_of,
)
from pksim.show.words.levels import LOG_FROM_RATIO
from pksim.show.words.measured import describe_within, notes_on_measured
from pksim.show.words.people import ALIKE, describe_bands, how_drawn, what_differs
from pksim.study.people.blocks import Curve
from pksim.study.people.population import Population

if TYPE_CHECKING:
    from pksim.describe.samples.samples import Samples

_TOGETHER = 3
"""Up to so many schedules share a panel; more get a panel each."""
_SMALL_PANEL_IN, _SMALL_GAP_IN, _NUMBERS_IN, _TOP_IN = 1.25, 0.25, 0.6, 0.95
_LETTER_IN = 0.085
"""How wide a letter of a title is."""


def plot_bands(
    population: Population,
    *,
    individuals: int = 0,
    noise: bool = True,
    samples: Samples | None = None,
    night: int | None = None,
    width_in: float = WIDTH_IN,
) -> NightFigure:
    """Draw bands over the sleepers with the typical person's line.

    Parameters
    ----------
    population : Population
        The sleepers.
    individuals : int, optional
        How many sleepers to draw as thin lines besides.
    noise : bool, optional
        Whether to shade the noise of one person's readings, where it is known.
    samples : Samples, optional
        What was measured, drawn over the bands of its compound; it must say what the clock shows at time zero.
    night : int, optional
        Of several nights, the one that its words describe; by default the first in which some of the compound is taken.
    width_in : float, optional
        How wide the figure is [inches].

    Returns
    -------
    NightFigure
        Dark bands hold the middle half of the sleepers at each time, light ones the middle nine tenths. With more than
        three schedules each has a row of its own, on common axes.
    """
    simulation, individuals = population.typical, whole(individuals, "individuals", 0)
    noise = yes_or_no(noise, "noise")
    draw, words, small = _draw_apart, describe_bands(population, night=night), _notes(population)
    if samples is not None:
        words = f"{words}\n\n{describe_within(population, samples)}"
        small.insert(0, notes_on_measured(simulation, samples))
    if len(simulation.schedules) <= _TOGETHER:
        draw = _draw_together
    return draw(population, individuals, words, small, samples=samples, noise=noise, width_in=width_in)


def _draw_together(
    population: Population,
    individuals: int,
    words: str,
    small: list[str],
    *,
    samples: Samples | None,
    noise: bool,
    width_in: float,
) -> NightFigure:
    simulation = population.typical
    styles = styles_of(simulation.schedules)
    sheet = Sheet(
        words,
        small,
        panels_in=[PANEL_IN] * len(simulation.compounds),
        names=list(styles),
        width_in=width_in,
    )
    for compound, axes in draw_panels(sheet, simulation, _titles(population, sheet)):
        curves = [curve for curve in population.quantiles if curve[1] == compound]
        scale = _Scale(population, compound)
        scale.apply(axes, noise=noise, small=False)
        axes.set_ylabel(scale.unit, fontsize=SMALL)
        for curve in curves:
            _draw_band(axes, population, curve, individuals)
        draw_measured(axes, simulation, compound, samples)
        mark_doses(axes, simulation, compound)
        label_ends(axes, [(curve[0], float(simulation.total(*curve)[-1]), styles[curve[0]]) for curve in curves])
    return sheet.figure


def _draw_apart(
    population: Population,
    individuals: int,
    words: str,
    small: list[str],
    *,
    samples: Samples | None,
    noise: bool,
    width_in: float,
) -> NightFigure:
    simulation = population.typical
    names, compounds = list(simulation.schedules), list(simulation.compounds)
    sheet = Sheet(
        words,
        small,
        panels_in=[_SMALL_PANEL_IN] * len(names),
        gaps_in=_SMALL_GAP_IN,
        columns=len(compounds),
        width_in=width_in,
        top_in=_TOP_IN,
        beside_in=_NUMBERS_IN,
        left_in=_NUMBERS_IN,
        right_in=0.25,
    )
    titles = _titles(population, sheet)
    for column, compound in enumerate(compounds):
        rows = [row for row, name in enumerate(names) if (name, compound) in population.quantiles]
        scale = _Scale(population, compound)
        for row in rows:
            axes = sheet.panel(row, column, label=f"{names[row]}, {compound}")
            draw_night(axes, simulation.night, simulation.times_h)
            scale.apply(axes, noise=noise, small=True)
            _draw_band(axes, population, (names[row], compound), individuals)
            draw_measured(axes, simulation, compound, samples)
            mark_doses(axes, simulation, compound, only=[names[row]])
            if row == rows[0]:
                draw_clock(axes, simulation.night, named=len(compounds) == 1)
                draw_title(axes, f"{titles[compound]}\n{scale.unit}", pad=22)
            how: dict[str, Any] = {"transform": axes.transAxes, "ha": "right", "va": "top", "fontsize": SMALL + 0.5}
            axes.text(0.99, 0.93, names[row], **how)
            if row != rows[-1]:
                axes.xaxis.set_major_locator(NullLocator())  # the lowest panel's hold for all above it
        axes.set_xlabel(name_of_hours(simulation.night), fontsize=NORMAL)
    return sheet.figure


def _titles(population: Population, sheet: Sheet) -> dict[str, str]:
    """Say what each panel shows, in two lines where there is little room."""
    simulation = population.typical
    said = {name: measure(simulation, name, total=True) for name in simulation.compounds}
    return {
        name: each.replace(", ", ",\n", 1) if _LETTER_IN * len(each) > sheet.wide_in else each
        for name, each in said.items()
    }


@dataclass(frozen=True, eq=False)
class _Scale:
    """What all panels of a compound have in common: an axis on which all of its schedules fit."""

    population: Population
    compound: str

    @cached_property
    def own(self) -> Array | None:
        """The body's own, if it is in the levels."""
        simulation = self.population.typical
        return simulation.endogenous_level(self.compound) if self.compound in simulation.own else None

    @cached_property
    def typical(self) -> list[Array]:
        """Curves of the typical person."""
        return list(totals(self.population.typical, self.compound).values())

    @cached_property
    def tops(self) -> list[float]:
        """How high each schedule's bands and curve get."""
        bands = [quantiles for (_, of), quantiles in self.population.quantiles.items() if of == self.compound]
        return [max(float(band.max()), float(curve.max())) for band, curve in zip(bands, self.typical, strict=True)]

    @cached_property
    def use_log(self) -> bool:
        """Whether the axis is logarithmic."""
        regimens = self.population.typical.regimens
        peaks: list[float] = [each.peak[1] for (_, of), each in regimens.items() if of == self.compound]
        if self.own is not None:
            peaks = [*(float(curve.max()) for curve in self.typical), float(self.own.max())]
        return max(peaks) > LOG_FROM_RATIO * min(peaks)

    @property
    def unit(self) -> str:
        """What levels are counted in, and how."""
        return f"{self.population.typical.compounds[self.compound].display_unit}{', logarithmic' * self.use_log}"

    def apply(self, axes: Axes, *, noise: bool, small: bool) -> None:
        """Scale a panel, and draw in it what the body keeps."""
        simulation = self.population.typical
        scale_levels(axes, self.typical, self.tops, use_log=self.use_log, floor=self.own, few=small)
        if self.own is not None:
            draw_own(axes, simulation, self.compound, noise=noise, named=not small)
        elif noise:
            draw_noise(axes, simulation.compounds[self.compound], named=not small)


def _draw_band(axes: Axes, population: Population, curve: Curve, individuals: int) -> None:
    simulation, times = population.typical, population.typical.times_h
    style = styles_of(simulation.schedules)[curve[0]]
    floor = axes.get_ylim()[0]
    low, quarter, _, three_quarters, high = np.maximum(population.quantiles[curve].T, floor)
    how = {"color": style["color"], "linewidth": 0}
    add_shape(axes, times, low, high, **how, alpha=0.16, zorder=1.6, gid="middle nine tenths")
    add_shape(axes, times, quarter, three_quarters, **how, alpha=0.28, zorder=1.7, gid="middle half")
    if individuals:
        axes.plot(times, population.individuals(curve, individuals), color=style["color"], linewidth=0.5, alpha=0.6)
    add_line(axes, times, from_first_dose(simulation.total(*curve)), label=curve[0], zorder=2.5, **style)


def _notes(population: Population) -> list[str]:
    first = (
        f"{population.sleepers.count:,} virtual sleepers, seed {population.sleepers.seed}: dark bands hold the middle "
        "half of them at each time, light ones the middle nine tenths; lines are the typical person."
    )
    differing = what_differs(population)
    # By the laws that are told one knows nearly as much.
    known = isinstance(population.sleepers.spread, Spread) and differing != ALIKE
    told = InFile(differing) if known else differing
    return [first, how_drawn(population), told, *notes(population.typical)]
