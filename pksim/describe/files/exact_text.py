"""Numbers and doses as people write them, always so that reading the text gives back the very same number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pksim.describe.schedule.dose import Dose
from pksim.describe.schedule.night import Night
from pksim.describe.words.units import MASS_MG, TIME_H, read_quantity
from pksim.describe.words.when import read_when
from pksim.errors import InputError

_SHORT = 5
_SPOKEN_IN_MINUTES_H = 2.0


def exact_number(value: float) -> str:
    """Write a number with as many digits as it needs, such as ``300`` or ``0.1``."""
    return repr(float(value)).removesuffix(".0")


def exact_duration(hours: float) -> str:
    """Write a duration [h] of 0 or more in minutes or hours, whichever is shorter, such as ``45 min`` or ``2.5 h``."""
    in_hours = f"{exact_number(hours)} h"
    texts = [f"{60 * hours:.{digits}g} min" for digits in (6, 12)]
    exact = [text for text in texts if read_quantity(text, TIME_H, "the duration") == hours]
    order = [*exact, in_hours] if hours < _SPOKEN_IN_MINUTES_H else [in_hours, *exact]
    short = [text for text in order if len(text.split()[0]) <= _SHORT]
    return short[0] if short else min(order, key=len)


def exact_amount(mg: float) -> str:
    """Write an amount [mg] in mg or µg, such as ``300 mg`` or ``50 µg``."""
    small = f"{mg * 1000:g} µg"
    is_exact = mg < 0.1 and read_quantity(small, MASS_MG, "the amount") == mg
    return small if is_exact else f"{exact_number(mg)} mg"


def exact_dose(dose: Dose, night: Night) -> dict[str, str]:
    """Write what is taken, how much and when, as the keys of a dose table.

    Parameters
    ----------
    dose : Dose
        The dose; its night is left out.
    night : Night
        In which night; a clock time that was shifted, or falls between two minutes, becomes hours from its bedtime.

    Returns
    -------
    dict of str to str
        ``text``, and ``window`` and ``range`` where they are not in it.
    """
    timed = _readable_time(dose, night)
    when, window = _exact_time(timed)
    what = filter(None, (dose.compound, dose.formulation, exact_amount(dose.amount_mg), dose.basis))
    table = {"text": " ".join([*what, when])}
    if window is not None:
        table["window"] = window
    if dose.range_mg is not None:
        table["range"] = "-".join(map(exact_number, dose.range_mg)) + " mg"
    return table


def exact_nights(nights: Iterable[int]) -> str:
    """Write nights in rising order, such as ``1-5, 7``."""
    spans: list[list[int]] = []
    for night in map(int, nights):
        if spans and night == spans[-1][-1] + 1:
            spans[-1][1:] = [night]
        else:
            spans.append([night])
    return ", ".join("-".join(map(str, span)) for span in spans)


def _readable_time(dose: Dose, night: Night) -> Dose:
    """Give a dose at a clock time that no text can give its time from bedtime instead."""
    if dose.clock_h is None:
        return dose
    clock = replace(dose, window_h=None).when
    if not dose.delay_h and read_when(clock).clock_h == dose.clock_h:
        return dose
    return replace(dose, time_h=replace(dose, night=None).time_from_bedtime_h(night), clock_h=None, delay_h=0.0)


def _exact_time(dose: Dose) -> tuple[str, str | None]:
    """Write when a dose is taken, and its window unless that is part of the time."""
    if _reads_as(dose, dose.when):
        return dose.when, None
    plain = replace(dose, window_h=None)
    time = dose.time_h or 0.0
    hours = f"{exact_duration(abs(time))} {'before' if time < 0 else 'after'} bed"
    when = plain.when if _reads_as(plain, plain.when) else hours
    if dose.window_h is None:
        return when, None
    around = [f"{exact_duration(abs(end))} {'earlier' if end < 0 else 'later'}" for end in dose.window_h]
    spoken = dose.when.partition("(or ")[2].rstrip(")")
    from_bedtime = f"{spoken} {'before' if time < 0 else 'after'} bed"
    return when, from_bedtime if spoken and _window(from_bedtime, time) == dose.window_h else " to ".join(around)


def _window(text: str, time_h: float) -> tuple[float, float] | None:
    """Read a window given as times from bedtime as a dose table does, which refuses one that does not hold the time."""
    when = read_when(text)
    if when.time_h is None or when.window_h is None:
        return None
    early, late = (when.time_h + end - time_h for end in when.window_h)
    return (early, late) if early <= 0 <= late else None


def _reads_as(dose: Dose, text: str) -> bool:
    try:
        when = read_when(text)
    except InputError:
        return False
    return not when.words and (when.time_h, when.clock_h, when.window_h) == (dose.time_h, dose.clock_h, dose.window_h)
