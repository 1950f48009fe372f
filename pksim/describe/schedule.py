"""A schedule: the doses that someone means to take around one bedtime."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pksim.describe.compound import Compound
from pksim.describe.dose import Dose
from pksim.describe.dose_text import read_dose
from pksim.describe.library import with_own
from pksim.describe.quantities import write_duration
from pksim.errors import InputError, did_you_mean


@dataclass(frozen=True)
class Schedule:
    """Named doses. Nothing is ever changed in place: every method gives a new schedule.

    Parameters
    ----------
    name : str
        What it is called in plots and tables.
    doses : tuple of Dose
        At least one.
    source : tuple of str, optional
        Keys of the references that it comes from.
    note : str, optional
        What a reader should know about it.

    Raises
    ------
    pksim.errors.InputError
        When it has no name or no doses.
    """

    name: str
    doses: tuple[Dose, ...]
    source: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            msg = f"Schedule: the name is {self.name!r}; it must be text."
            raise InputError(msg)
        if not self.doses:
            msg = f"Schedule {self.name!r} has no doses; give at least one, such as 'melatonin 1 mg 60 min before bed'."
            raise InputError(msg)
        object.__setattr__(self, "doses", tuple(self.doses))
        for dose in self.doses:
            if not isinstance(dose, Dose):
                msg = f"Schedule {self.name!r} holds {dose!r}; each must be a Dose; Schedule.parse reads text."
                raise InputError(msg)

    @classmethod
    def parse(cls, name: str, text: str, *, compounds: Iterable[Compound] | Mapping[str, Compound] = ()) -> Schedule:
        """Read a schedule as people write it.

        Parameters
        ----------
        name : str
            What to call it.
        text : str
            Doses with a semicolon between them, such as
            ``"melatonin 0.3 mg 90 min before bed; magnesium glycinate 300 mg elemental 2 h before bed"``.
        compounds : iterable of Compound or mapping of str to Compound, optional
            Compounds of one's own, added to the library's.

        Returns
        -------
        Schedule

        Raises
        ------
        pksim.errors.InputError
            With everything in the text that cannot be read.
        """
        if not isinstance(text, str):
            msg = f"schedule {name!r}: the doses are {text!r}; they must be text, such as 'melatonin 1 mg at bedtime'."
            raise InputError(msg)
        known = with_own(compounds)
        doses, mistakes = [], []
        for part in filter(None, (part.strip() for part in text.split(";"))):
            try:
                doses.append(read_dose(part, known))
            except InputError as error:
                mistakes.append(f"schedule {name!r}, {error}")
        if mistakes:
            raise InputError("\n".join(mistakes))
        return cls(name, tuple(doses))

    @property
    def compounds(self) -> tuple[str, ...]:
        """Names of the compounds taken, in the order of the doses."""
        return tuple(dict.fromkeys(dose.compound for dose in self.doses))

    def shift(self, hours: float, *, compound: str | None = None, name: str | None = None) -> Schedule:
        """Take doses later; earlier if negative.

        Parameters
        ----------
        hours : float
            By how much [h].
        compound : str, optional
            Only the doses of this compound.
        name : str, optional
            What to call the new schedule; by default its name says what changed.

        Returns
        -------
        Schedule
        """
        if not isinstance(hours, (int, float)) or not math.isfinite(hours):
            msg = f"Schedule {self.name!r}: shift by {hours!r} h; it must be a finite number of hours."
            raise InputError(msg)
        chosen = self._choose(compound)
        direction = "later" if hours > 0 else "earlier"
        return self._changed(
            tuple(dose.shift(hours) if dose in chosen else dose for dose in self.doses),
            name or f"{self.name} ({f'{compound} ' if compound else ''}{write_duration(hours)} {direction})",
        )

    def scale(self, factor: float, *, compound: str | None = None, name: str | None = None) -> Schedule:
        """Take so many times as much.

        Parameters
        ----------
        factor : float
            Above 0.
        compound : str, optional
            Only of this compound.
        name : str, optional
            What to call the new schedule; by default its name says what changed.

        Returns
        -------
        Schedule
        """
        if not isinstance(factor, (int, float)) or not (math.isfinite(factor) and factor > 0):
            msg = f"Schedule {self.name!r}: scale by {factor!r}; the factor must be a finite number above 0."
            raise InputError(msg)
        chosen = self._choose(compound)
        return self._changed(
            tuple(dose.scale(factor) if dose in chosen else dose for dose in self.doses),
            name or f"{self.name} ({f'{compound} ' if compound else ''}× {factor:g})",
        )

    def renamed(self, name: str) -> Schedule:
        """Call it something else."""
        return self._changed(self.doses, name)

    def __add__(self, other: Schedule) -> Schedule:
        """Take the doses of both."""
        if not isinstance(other, Schedule):
            return NotImplemented
        source = tuple(dict.fromkeys(self.source + other.source))
        return Schedule(f"{self.name} + {other.name}", self.doses + other.doses, source)

    def __str__(self) -> str:
        return f"{self.name}: " + "; ".join(map(str, self.doses))

    def _changed(self, doses: tuple[Dose, ...], name: str) -> Schedule:
        return Schedule(name, doses, self.source, self.note)

    def _choose(self, compound: str | None) -> tuple[Dose, ...]:
        if compound is not None and compound not in self.compounds:
            msg = f"Schedule {self.name!r} has no dose of {compound!r}; {did_you_mean(str(compound), self.compounds)}"
            raise InputError(msg)
        return tuple(dose for dose in self.doses if compound in (None, dose.compound))
