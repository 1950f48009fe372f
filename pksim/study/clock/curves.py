"""The published curves that ship, and which of them a dose goes by."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from pksim.arguments import one_of
from pksim.describe.compound.kind import Kind
from pksim.describe.compound.library import load_compounds, read_shipped
from pksim.describe.compound.quantity import Time
from pksim.describe.schedule.dose import Dose
from pksim.describe.words.records import Record, read_record
from pksim.describe.words.units import MASS_MG, read_quantity
from pksim.errors import InputError
from pksim.study.clock.response import Extreme, PhaseResponse


class DoseRange(Record):
    """From which to which dose a curve is used."""

    least: str
    most: str


class CurveRecord(Record):
    """A curve as it ships; see ``phase_response.toml``."""

    dose: DoseRange
    subjects: int = Field(gt=0)
    mean: float
    cos1: float
    sin1: float
    cos2: float
    sin2: float
    scatter: Time
    largest_advance: Extreme
    largest_delay: Extreme
    right_direction: float = Field(gt=0, lt=1)
    kind: Kind = "computed"
    source: tuple[str, ...] = ()
    note: str = ""


@cache
def phase_responses() -> dict[str, PhaseResponse]:
    """Give the curves that ship, by dose."""
    shipped = read_shipped("phase_response")
    return {
        name: _curve(name, read_record(CurveRecord, given, "phase_response.toml")) for name, given in shipped.items()
    }


def _curve(name: str, record: CurveRecord) -> PhaseResponse:
    least, most = (read_quantity(text, MASS_MG, "dose") for text in (record.dose.least, record.dose.most))
    return PhaseResponse(
        name,
        record.scatter.value,
        record.subjects,
        least,
        most,
        record.source,
        record.scatter,
        {"advance": record.largest_advance, "delay": record.largest_delay},
        record.right_direction,
        record.mean,
        (complex(record.cos1, -record.sin1), complex(record.cos2, -record.sin2)),
    )


def phase_response(dose: str) -> PhaseResponse:
    """Give a published curve of how far melatonin moves the body clock.

    Parameters
    ----------
    dose : {"3 mg", "0.5 mg"}
        Which one.

    Returns
    -------
    PhaseResponse
        Called with hours from the onset of one's own melatonin it gives hours, of which positive ones are earlier.

    Raises
    ------
    pksim.errors.InputError
        When there is no such curve.

    Notes
    -----
    Both are data, not a model: the shift of three daily doses in dim light minus that of placebo, in healthy adults of
    18 to 42 years (Burgess 2008, 27 people; Burgess 2010, 34), digitised from figures and fitted by two harmonics. That
    each dose does a third of it is an assumption.

    Examples
    --------
    >>> import pksim as pk
    >>> time, shift = pk.phase_response("0.5 mg").extremes["advance"]
    >>> time, shift
    (-3.1, 1.55)
    """
    curves = phase_responses()
    return curves[one_of(dose, "dose", curves)]


def curve_of(dose: Dose) -> PhaseResponse:
    """Give the curve by which a dose moves the clock, or say why there is none."""
    usual = load_compounds()["melatonin"].usual
    if dose.formulation not in (None, usual):
        msg = (
            f"{dose.what}: the published curves are of tablets that release at once, and nobody measured how "
            f"{dose.formulation} ones move the clock; take {usual} melatonin."
        )
        raise InputError(msg)
    curves = phase_responses().values()
    found = [curve for curve in curves if curve.least_mg <= dose.amount_mg <= curve.most_mg]
    if not found:
        spans = " and ".join(f"{each.least_mg:g} to {each.most_mg:g} mg" for each in curves)
        msg = f"{dose.what}: the published curves speak of {spans}, and nobody measured others; take one of these."
        raise InputError(msg)
    return found[0]
