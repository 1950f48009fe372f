"""What one record of an event table means, by NONMEM's rules; what has no meaning for pksim is a mistake."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from pksim.describe.samples.cells import Mistakes, plain_number
from pksim.describe.samples.event_clock import clock_hours
from pksim.describe.samples.event_lines import Line
from pksim.kinetics.inputs import Route

_DOSE_ITEMS = ("AMT", "RATE", "II", "ADDL", "SS")
_MOST_ADDITIONAL = 10_000
_NO_EVENT = {
    3: "EVID 3 (reset) has no meaning here: nothing empties a body. Write what follows as another subject.",
    4: "EVID 4 (reset and dose) has no meaning here: nothing empties a body. Write what follows as another subject.",
}
_NO_RATE = {
    -1: "RATE -1 says that the rate is a parameter of a model, which is not in the file.",
    -2: "RATE -2 says that the duration is a parameter of a model, which is not in the file.",
}


class DoseRecord(NamedTuple):
    """A dose, how many more follow at which distance [h], and whether they went on for long before."""

    amount: float
    route: Route
    duration_h: float
    additional: int
    every_h: float
    steady: bool


class Observation(NamedTuple):
    """A concentration, or the limit that it is below."""

    level: float
    below: bool


class LeftOut(NamedTuple):
    """A record that is neither, and why."""

    why: str


Event: TypeAlias = DoseRecord | Observation | LeftOut


def read_event(line: Line, mistakes: Mistakes) -> Event | None:
    """Say what a record means, or note what is wrong with it and give None."""
    rules = _Rules(line, mistakes)
    event = rules.event()
    return None if rules.broken else event


class _Rules:
    def __init__(self, line: Line, mistakes: Mistakes) -> None:
        self._line, self._mistakes, self.broken = line, mistakes, False
        self._read: dict[str, float] = {}

    def _wrong(self, label: str, text: str) -> None:
        self.broken = True
        self._mistakes.add(text, self._line.where, label)

    def _item(self, label: str) -> float:
        """Read a number; what is not there is 0."""
        if label not in self._read:
            read = clock_hours if label == "II" else plain_number
            value = self._mistakes.read(read, self._line.cells.get(label) or "0", self._line.where, label)
            self.broken |= value is None
            self._read[label] = value or 0.0
        return self._read[label]

    def event(self) -> Event | None:
        """Take the record for what EVID says, or for a dose where it has no EVID and any dose item is not 0."""
        dosing = any(self._item(label) for label in _DOSE_ITEMS)
        evid = self._item("EVID") if "EVID" in self._line.cells else float(dosing)
        missing = self._missing(evid)
        if evid == 0:
            return self._observation(missing=missing)
        if evid == 1:
            return self._dose()
        if evid == 2:
            return LeftOut("EVID 2")
        self._wrong("EVID", _NO_EVENT.get(int(evid), f"EVID is {evid:g}; it must be 0, 1 or 2."))
        return None

    def _missing(self, evid: float) -> bool:
        """Say whether DV is no observation; 100 and 101 are 0 and 1 that estimation leaves out."""
        if "MDV" not in self._line.cells:
            return evid != 0
        mdv = self._item("MDV")
        if mdv not in (0, 1, 100, 101):
            self._wrong("MDV", f"MDV is {mdv:g}; it must be 0, 1, 100 or 101.")
        elif mdv in (0, 100) and evid in (1, 2):
            self._wrong("MDV", f"MDV is {mdv:g} where EVID is {evid:g}; only an observation, EVID 0, can have it.")
        return mdv in (1, 101)

    def _observation(self, *, missing: bool) -> Event:
        for label in _DOSE_ITEMS:
            if value := self._item(label):
                self._wrong(label, f"{label} is {value:g} in an observation, EVID 0; it must be 0.")
        if missing:
            return LeftOut(f"MDV {self._item('MDV'):g}, DV is no observation")
        if (where := self._item("CMT")) not in (0, 2):
            self._wrong("CMT", f"CMT {where:g} is observed; only the blood is measured, CMT 2.")
        if not self._line.cells["DV"]:
            self._wrong("DV", "DV is missing in an observation; NONMEM would read 0. Say MDV 1 where none was made.")
        if (level := self._item("DV")) < 0:
            self._wrong("DV", f"DV is {level:g}; a concentration must not be negative.")
        if (censored := self._item("CENS")) not in (0, 1):
            self._wrong("CENS", f"CENS is {censored:g}; it must be 1 where DV is a limit that a sample is below, or 0.")
        return Observation(level, censored == 1)

    def _dose(self) -> Event:
        amount, rate, where = self._item("AMT"), self._item("RATE"), self._item("CMT")
        if amount <= 0:
            constant = " A constant infusion, RATE without AMT, has no meaning here." if rate > 0 else ""
            self._wrong("AMT", f"AMT is {amount:g}; it must be above 0 in a dose.{constant}")
        if where not in (0, 1, 2):
            self._wrong("CMT", f"CMT is {where:g}; a dose goes into the depot, CMT 1, or the blood, CMT 2.")
        if rate < 0:
            self._wrong("RATE", _NO_RATE.get(int(rate), f"RATE is {rate:g}; it must not be negative."))
        elif rate > 0 and where != 2:
            self._wrong("RATE", f"RATE is {rate:g} into the depot; an infusion goes into the blood, CMT 2.")
        additional, every, steady = self._repeats()
        duration = amount / rate if rate > 0 else 0.0
        return DoseRecord(amount, "iv" if where == 2 else "oral", duration, additional, every, steady)

    def _repeats(self) -> tuple[int, float, bool]:
        """Read how many doses follow, at which distance, and whether it is a steady state."""
        more, every, steady = self._item("ADDL"), self._item("II"), self._item("SS")
        if not (0 <= more <= _MOST_ADDITIONAL and more == int(more)):
            self._wrong("ADDL", f"ADDL is {more:g}; it must be a whole number from 0 to {_MOST_ADDITIONAL}.")
        if steady not in (0, 1, 3):
            added = "SS 2 adds a steady state to what is there, which has no meaning here; " if steady == 2 else ""
            self._wrong("SS", f"{added}SS is {steady:g}; it must be 0 or 1.")
        if every < 0 or (every == 0 and steady):
            self._wrong("II", f"II is {every:g}; it must be above 0 in a steady state, and never negative.")
        elif not steady and (more > 0) != (every > 0):
            self._wrong(
                "II", f"II is {every:g} and ADDL {more:g}; without a steady state both are above 0, or neither."
            )
        return int(more), every, bool(steady)
