"""A schedule: the doses that someone means to take around one bedtime."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import NoneType

from pksim.arguments import instance, is_several, quoted, real_number, several, whole
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.dose_text import read_dose, split_doses
from pksim.describe.schedule.night import MOST_NIGHTS
from pksim.describe.words.units import write_duration
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

    Examples
    --------
    >>> import pksim as pk
    >>> doses = pk.Dose("melatonin", 0.3, time_h=-1.5), pk.Dose("melatonin", 0.1, time_h=3)
    >>> print(pk.Schedule("two", doses))
    two: melatonin 0.3 mg 90 min before bed; melatonin 0.1 mg 3 h after bed
    """

    name: str
    doses: tuple[Dose, ...]
    source: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not instance(self.name, str, "Schedule: the name", "'mine'").strip():
            msg = f"Schedule: the name is {self.name!r}; it must be text, such as 'mine'."
            raise InputError(msg)
        example = "Dose('melatonin', 1, time_h=-1); Schedule.parse reads text"
        object.__setattr__(self, "doses", several(self.doses, Dose, f"Schedule {self.name!r}: doses", example))
        object.__setattr__(self, "source", several(self.source, str, f"Schedule {self.name!r}: source", "'mechanism'"))
        instance(self.note, str, f"Schedule {self.name!r}: note", "'taken with food'")
        if not self.doses:
            msg = f"Schedule {self.name!r} has no doses; give at least one, such as 'melatonin 1 mg 60 min before bed'."
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

        Examples
        --------
        >>> import pksim as pk
        >>> mine = pk.Schedule.parse("mine", "melatonin 300 µg 1.5 h before bed; magnesium glycinate 2 g salt at 21:00")
        >>> print(mine)
        mine: melatonin 0.3 mg 90 min before bed; magnesium glycinate 2000 mg salt at 21:00
        """
        instance(text, str, f"schedule {quoted(name)}: the text of the doses", "'melatonin 1 mg at bedtime'")
        known = with_own(compounds)
        doses, mistakes = [], []
        for part in split_doses(text):
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

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.load_schedules()["same-time"].shift(-0.5, compound="melatonin", name="earlier"))
        earlier: melatonin 1 mg 90 min before bed; magnesium glycinate 300 mg elemental 60 min before bed
        """
        hours = real_number(hours, f"Schedule {self.name!r}: shift hours")
        chosen = self._choose(compound)
        direction = "later" if hours > 0 else "earlier"
        return self._changed(
            tuple(dose.shift(hours) if dose in chosen else dose for dose in self.doses),
            name,
            f"{f'{compound} ' if compound else ''}{write_duration(hours)} {direction}",
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

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.load_schedules()["same-time"].scale(3, compound="melatonin", name="more"))
        more: melatonin 3 mg 60 min before bed; magnesium glycinate 300 mg elemental 60 min before bed
        """
        factor = real_number(factor, f"Schedule {self.name!r}: scale factor", above=0)
        chosen = self._choose(compound)
        return self._changed(
            tuple(dose.scale(factor) if dose in chosen else dose for dose in self.doses),
            name,
            f"{f'{compound} ' if compound else ''}× {factor:g}",
        )

    def nightly(
        self,
        nights: int | Iterable[int],
        *,
        skip: Iterable[int] = (),
        late: Mapping[int, float] | None = None,
        name: str | None = None,
    ) -> Schedule:
        """Repeat the doses night after night; those that name their night stay in it.

        Parameters
        ----------
        nights : int or iterable of int
            How many nights from the first, or in which, counted from 1: ``range(4, 15)`` is nights 4 to 14, so that
            ``low.nightly(3) + high.nightly(range(4, 15))`` starts low.
        skip : iterable of int, optional
            Nights in which nothing is taken.
        late : mapping of int to float, optional
            How much later everything is taken in some nights [h].
        name : str, optional
            What to call the new schedule; by default its name says in which nights.

        Returns
        -------
        Schedule

        Raises
        ------
        pksim.errors.InputError
            When there is no such night, or no dose is left.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.Schedule.parse("mine", "melatonin 1 mg at 22:00").nightly(3, skip=[2], late={3: 1.5}))
        mine (3 nights, without 2): melatonin 1 mg at 22:00 on night 1; melatonin 1 mg at 23:30 on night 3
        """
        wanted = _nights(nights, f"Schedule {self.name!r}: nights")
        missed = _nights(_listed(skip), f"Schedule {self.name!r}: skip")
        if not isinstance(late, (Mapping, NoneType)):
            msg = f"Schedule {self.name!r}: late is {quoted(late)}; it must be hours by night, such as {{5: 1.5}}."
            raise InputError(msg)
        delays = dict(late or {})
        for what, each in (("skips", missed), ("is late in", tuple(delays))):
            if wrong := [night for night in each if night not in wanted]:
                msg = (
                    f"Schedule {self.name!r} {what} night {wrong[0]!r}, which is not among its nights, {_span(wanted)}."
                )
                raise InputError(msg)
        taken = [night for night in wanted if night not in missed]
        doses = [dose for dose in self.doses if dose.night is not None]
        for night in taken:
            shifted = self.doses if night not in delays else self.shift(delays[night]).doses
            doses += [replace(dose, night=night) for dose in shifted if dose.night is None]
        if not doses:
            msg = f"Schedule {self.name!r}: every night is skipped; at least one must have its doses."
            raise InputError(msg)
        without = f", without {', '.join(map(str, missed))}" if missed else ""
        return self._changed(tuple(doses), name, f"{_span(wanted)}{without}")

    def renamed(self, name: str) -> Schedule:
        """Call it something else.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_schedules()["duo"].renamed("before bed").name
        'before bed'
        """
        return self._changed(self.doses, name)

    def __add__(self, other: Schedule) -> Schedule:
        """Take the doses of both."""
        if not isinstance(other, Schedule):
            return NotImplemented
        source = tuple(dict.fromkeys(self.source + other.source))
        return Schedule(f"{self.name} + {other.name}", self.doses + other.doses, source)

    def __str__(self) -> str:
        return f"{self.name}: " + "; ".join(map(str, self.doses))

    def _changed(self, doses: tuple[Dose, ...], name: str | None, how: str = "") -> Schedule:
        return Schedule(f"{self.name} ({how})" if name is None else name, doses, self.source, self.note)

    def _choose(self, compound: str | None) -> tuple[Dose, ...]:
        if compound is None:
            return self.doses
        if instance(compound, str, "compound", "'melatonin'") not in self.compounds:
            msg = f"Schedule {self.name!r} has no dose of {compound!r}; {did_you_mean(compound, self.compounds)}"
            raise InputError(msg)
        return tuple(dose for dose in self.doses if dose.compound == compound)


def _nights(nights: int | Iterable[int], name: str) -> tuple[int, ...]:
    """List nights given by their number or one by one."""
    listed = _listed(nights)
    if listed is nights:
        return tuple(sorted({whole(night, name, 1, MOST_NIGHTS) for night in listed}))
    return tuple(range(1, whole(nights, name, 1, MOST_NIGHTS) + 1))


def _listed(nights: int | Iterable[int]) -> Iterable[int]:
    """Put a single number, which an array of no dimensions is, too, in a list; a list is given as it is."""
    return nights if is_several(nights) else [nights]  # type: ignore[list-item]


def _span(nights: tuple[int, ...]) -> str:
    """Name nights: ``14 nights`` from the first, ``nights 4-14``, ``nights 1, 3, 5``."""
    if not nights:
        return "no nights"
    if nights == tuple(range(nights[0], nights[-1] + 1)):
        return f"{len(nights)} nights" if nights[0] == 1 else f"nights {nights[0]}-{nights[-1]}"
    return f"nights {', '.join(map(str, nights))}"
