"""The small print of a figure: which numbers were used, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable

from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import load_references
from pksim.describe.compound.own_levels import Endogenous
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.words.rounding import from_bedtime, percent
from pksim.describe.words.units import write_duration
from pksim.kinetics.own_level import BodysOwn
from pksim.show.figures.sheet import InFile
from pksim.show.words.sets import sets_used
from pksim.study.curves.own_level import clock_followed, preset_of
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation
from pksim.study.sources.numbers_used import numbers_of_kinetics, numbers_of_own

_MOST_NAMED = 4


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
        """Every source once, as a sentence as long as all the rest; none when nothing was cited."""
        listed = "; ".join(f"[{number}]\N{NO-BREAK SPACE}{title}" for title, number in self._numbers.items())
        which = "[1] stands" if len(self._numbers) == 1 else f"[1] to [{len(self._numbers)}] stand"
        short = f"{which} in this picture's file, as its source; in Python print(figure.small_print)."
        return [InFile(f"Sources: {listed}.", short)] if listed else []


def notes(
    simulation: Simulation,
    beside: Simulation | None = None,
    *,
    only: str | None = None,
    noise: bool = True,
) -> list[str]:
    """Say which numbers were used, and whose they are; of all compounds, or of a single one and its receptors."""
    cited = Cited()
    used = sets_used(simulation.parameters, simulation.compounds.values())
    sentences = [f"{used} Triangles mark doses. A model for teaching, not medical advice."]
    sentences += _of_simulation(simulation, cited, only)
    if beside is not None:
        sentences.append(
            " ".join([f"Thin lines: parameter set {beside.parameters}.", *_of_simulation(beside, cited, only)])
        )
    sentences += _notes_on_status(simulation, cited, only, noise=noise)
    if only is not None:
        bound = simulation.compounds[only].receptors
        each = (f"{name} with pKd {receptor.pkd:g} {cited(receptor.source)}" for name, receptor in bound.items())
        sentences.append(f"Receptors of {only}: {', '.join(each)}.")
    sentences += _outside(simulation, only)
    sources = tuple(key for schedule in simulation.schedules.values() for key in schedule.source)
    if sources:
        sentences.append(f"Schedules {cited(sources)}.")
    return [*sentences, *cited.titles]


def _outside(simulation: Simulation, only: str | None) -> list[str]:
    """Name the doses that are taken before or after what is drawn, the first of many."""
    night, first, last = simulation.night, simulation.times_h[0], simulation.times_h[-1]
    found = [
        f"{name}, {dose.what}, {from_bedtime(time)}"
        for (name, of), regimen in simulation.regimens.items()
        for dose in regimen.doses
        if only in (None, of) and not first <= (time := dose.time_from_bedtime_h(night)) <= last
    ]
    more = [f"and {len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    return [f"Taken outside the hours drawn: {'; '.join(found[:_MOST_NAMED] + more)}."] if found else []


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


def note_on_own(
    compound: Compound, chosen: Endogenous, own: BodysOwn, night: Night, cited: Cited, *, drawn: str = ""
) -> str:
    """Say for whom the body's own level is drawn, and whose its numbers are."""
    preset = preset_of(compound, chosen)
    assert preset is not None
    used = numbers_of_own(compound, preset, chosen, own, night)
    habitual = clock_followed(preset, night)
    used_to = "" if habitual is None else f", for a habitual bedtime of {habitual}"
    keys = [*preset.source, *(key for each in used for key in each.source)]
    return f"The body's own {compound.name}{drawn}{used_to} {cited(keys)}."


def _notes_on_status(simulation: Simulation, cited: Cited, only: str | None, *, noise: bool) -> list[str]:
    """Say whose the body's own level is, and the noise that a rise is held against."""
    found = []
    for name, compound in simulation.compounds.items():
        if only not in (None, name):
            continue
        if simulation.endogenous is not None and name in simulation.own:
            own = simulation.own[name]
            drawn = "" if only is not None else " (constant)" if own.is_constant else " (grey shape)"
            found.append(note_on_own(compound, simulation.endogenous, own, simulation.night, cited, drawn=drawn))
        if noise and compound.status is not None and only is None:
            sd, half = compound.status.noise_sd, f"±{compound.status.noise:.2g} {compound.display_unit}"
            which = "within a person (hatched, for one reading)"
            found.append(f"Noise of {name} {which}: {half}, {sd.kind} from {cited(sd.source)}.")
    return found
