"""What the panels of all plots of a night have in common: scale, doses at the foot, small print."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from pksim.describe.compound.library import load_references
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.rounding import percent
from pksim.describe.words.units import write_duration
from pksim.kinetics.arrays import Array
from pksim.show.figures.style import WIDTH_IN, dose_mark
from pksim.study.curves.own_level import preset_of
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation
from pksim.study.sources.numbers_used import numbers_of_kinetics, numbers_of_own

LEFT_IN, TOP_IN, BETWEEN_IN, PANEL_IN, AXIS_IN = 0.75, 0.8, 0.7, 2.5, 0.6
SMALL_LINE_IN = 0.125
HEADROOM = 1.12
_MARK_IN = 0.11
_LOG_DECADES = 4.0


def measure(simulation: Simulation, compound: str, *, total: bool) -> str:
    """Say what a panel shows: what the doses add, or the sum with the body's own."""
    thing = simulation.compounds[compound]
    if total and simulation.endogenous is not None and (preset := preset_of(thing, simulation.endogenous)) is not None:
        return preset.measure or f"{compound}, doses and the body's own"
    return thing.measure or compound


def scale_levels(
    axes: Axes, curves: Iterable[Array], peaks: Iterable[float], *, use_log: bool, floor: Array | None = None
) -> None:
    """Fit the vertical axis to curves and the height of their peaks, linear or logarithmic.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel.
    curves : iterable of array
        What is drawn.
    peaks : iterable of float
        How high each gets.
    use_log : bool
        Whether the axis is logarithmic.
    floor : array, optional
        What lies below all curves, and is to be seen.
    """
    peaks = [peak or 1.0 for peak in peaks]
    axes.set_ylim(0.0, max(peaks) * HEADROOM)
    if use_log:
        lowest_end = min(float(curve[-1]) for curve in curves)
        axes.set_yscale("log")
        bottom = max(lowest_end / 1.5, min(peaks) / 10**_LOG_DECADES)
        axes.set_ylim(bottom if floor is None else float(floor.min()) / 1.5, max(peaks) * 1.6)
        axes.yaxis.set_major_locator(LogLocator(numticks=8))
        axes.yaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda level, _: f"{level:,g}"))
    axes.grid(axis="y", color="#D0D0D0", linewidth=0.5, zorder=0.5)


def from_first_dose(curve: Array) -> Array:
    """Leave out the stretch of zeros before the first dose, but for its last one."""
    drawn = curve.copy()
    taken = np.flatnonzero(curve)
    drawn[: max(taken[0] - 1, 0) if taken.size else len(curve)] = np.nan
    return drawn


def mark_doses(axes: Axes, simulation: Simulation, compound: str, panel_in: float, only: Iterable[str] = ()) -> None:
    """Put a triangle at the foot of the panel for each dose, those of one time above one another.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel.
    simulation : Simulation
        Whose doses.
    compound : str
        Of what.
    panel_in : float
        Height of the panel [inches].
    only : iterable of str, optional
        Names of the schedules; by default all.
    """
    first, last = axes.get_xlim()
    numbers = {name: i for i, name in enumerate(simulation.schedules)}
    marks = sorted(
        (float(np.clip(dose.time_from_bedtime_h(simulation.night), first - 1e-3, last + 1e-3)), numbers[name])
        for (name, of), regimen in simulation.regimens.items()
        for dose in regimen.doses
        if of == compound and (not only or name in only)
    )
    for time, here in groupby(marks, key=lambda mark: round(mark[0], 4)):
        for level, (_, which) in enumerate(here):
            axes.plot(
                np.clip(time, first, last),
                (0.06 + level * _MARK_IN) / panel_in,
                **dose_mark(which, "<" if time < first else ">" if time > last else "^"),
                transform=axes.get_xaxis_transform(),
            )


class Cited:
    """Titles of sources, each with the number by which small print refers to it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, keys: Iterable[str]) -> str:
        """Give the numbers of sources in brackets, such as ``[1, 3]``; those that are new get the next ones."""
        known = load_references()
        titles = dict.fromkeys(known[key].title if key in known else key for key in keys)
        numbers = sorted([self._numbers.setdefault(title, len(self._numbers) + 1) for title in titles])
        return f"[{', '.join(map(str, numbers))}]" if numbers else "[source not given]"

    @property
    def titles(self) -> list[str]:
        """Every source once, as a sentence; none when nothing was cited."""
        listed = "; ".join(f"[{number}]\N{NO-BREAK SPACE}{title}" for title, number in self._numbers.items())
        return [f"Sources: {listed}."] if listed else []


def notes(
    simulation: Simulation,
    beside: Simulation | None = None,
    *,
    only: str | None = None,
    width_in: float = WIDTH_IN,
) -> list[str]:
    """Say which numbers were used, and whose they are; of all compounds, or of a single one and its receptors."""
    cited = Cited()
    sentences = [
        f"Parameter set: {simulation.parameters}. Triangles mark doses. A model for teaching, not medical advice."
    ]
    sentences += _of_simulation(simulation, cited, only)
    if beside is not None:
        sentences.append(
            " ".join([f"Thin lines: parameter set {beside.parameters}.", *_of_simulation(beside, cited, only)])
        )
    sentences += _notes_on_status(simulation, cited, only)
    if only is not None:
        bound = simulation.compounds[only].receptors
        each = (f"{name} with pKd {receptor.pkd:g} {cited(receptor.source)}" for name, receptor in bound.items())
        sentences.append(f"Receptors of {only}: {', '.join(each)}.")
    sources = tuple(key for schedule in simulation.schedules.values() for key in schedule.source)
    if sources:
        sentences.append(f"Schedules {cited(sources)}.")
    return wrapped([*sentences, *cited.titles], width_in)


def wrapped(sentences: Iterable[str], width_in: float = WIDTH_IN) -> list[str]:
    """Break sentences into the lines of the small print."""
    return [line for sentence in sentences for line in textwrap.wrap(sentence, int(width_in * 18))]


def notes_on_kinetics(regimen: Regimen, doses: Iterable[Dose], cited: Cited) -> str:
    """Say which kinetics a compound was given, and whose they and its formulations are."""
    kinetics, name = regimen.kinetics, regimen.compound.name
    share = kinetics.bioavailability
    absorbed = "that falls with the dose" if share is None else percent(share.value)
    used = numbers_of_kinetics(regimen.compound, kinetics, doses)
    return (
        f"{name.capitalize()}: tmax {write_duration(kinetics.tmax.value)}, half-life "
        f"{write_duration(kinetics.half_life.value)}, volume {kinetics.volume.value:g} L, fraction absorbed "
        f"{absorbed} {cited(key for each in used for key in each.source)}."
    )


def _of_simulation(simulation: Simulation, cited: Cited, only: str | None) -> list[str]:
    found = []
    for name in simulation.compounds:
        if only in (None, name):
            taken = [regimen for (_, of), regimen in simulation.regimens.items() if of == name]
            doses = [dose for regimen in taken for dose in regimen.doses]
            found.append(notes_on_kinetics(taken[0], doses, cited))
    return found


def _notes_on_status(simulation: Simulation, cited: Cited, only: str | None) -> list[str]:
    """Say whose the body's own level is, and the noise that a rise is held against."""
    found = []
    for name, compound in simulation.compounds.items():
        if only not in (None, name):
            continue
        if simulation.endogenous is not None and name in simulation.own:
            preset = preset_of(compound, simulation.endogenous)
            assert preset is not None
            own = simulation.own[name]
            drawn = "" if only is not None else " (constant)" if own.is_constant else " (grey shape)"
            used = numbers_of_own(compound, preset, simulation.endogenous, own)
            keys = [*preset.source, *(key for each in used for key in each.source)]
            found.append(f"The body's own {name}{drawn} {cited(keys)}.")
        if compound.status is not None and only is None:
            sd, half = compound.status.noise_sd, f"±{compound.status.noise:.2g} {compound.display_unit}"
            found.append(f"Noise of {name} within a person (grey band): {half}, {sd.kind} from {cited(sd.source)}.")
    return found
