"""What several nights in a row show, in plain sentences."""

from __future__ import annotations

from pksim.describe.schedule.night import Night
from pksim.describe.schedule.real_nights import RealNights
from pksim.describe.words.rounding import number, percent, signed
from pksim.show.words.levels import level, the_night
from pksim.study.curves.nightly import MOST_NIGHTS_TO_PLATEAU, PLATEAU_SHARE, describe_nights, plateau_of
from pksim.study.curves.one_night import offsets, one_night
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import Simulation

_MOST_NAMED = 7
_AS_HIGH = 1e-6
"""Peaks that differ by less, relatively, are the same in words."""
_NO_MORE = 1.005
"""Ratio of peaks that rounds to 1.00."""


def over_nights(regimen: Regimen, simulation: Simulation, chosen: int | None = None) -> list[str]:
    """Describe a curve of several nights in sentences, the one chosen and the highest."""
    night, factor = simulation.night, regimen.compound.display_factor
    rows = dict(zip(night.numbers, describe_nights(regimen, night), strict=True))
    first, highest = one_night(regimen).number, max(row["peak"] for row in rows.values())
    best = next(each for each, row in rows.items() if row["peak"] >= highest * (1.0 - _AS_HIGH))
    told = first if chosen is None else one_night(regimen, chosen).number
    if rows[told]["peak"] >= highest * (1.0 - _AS_HIGH):
        best = told
    peaks = [level(regimen, rows[each]["peak"] / factor) for each in (told, best)]
    taken = "; ".join(what for what, _ in taken_in_words(regimen, night))
    who = f"{regimen.compound.name.capitalize()} ({taken})"
    if not highest:
        return [f"{who}: none of it is taken in the nights that are looked at."]
    which = the_night(told, night)
    if not rows[told]["peak"]:
        sentences = [f"{who}: none of it is taken by {which}."]
    elif rows[told]["peak_clock"]:
        sentences = [f"{who}: {which} peaks at {rows[told]['peak_clock']} at {peaks[0]}."]
    else:
        sentences = [f"{who}: {which} has no peak, only what is left of the nights before, {peaks[0]} at first."]
    if best != told:
        sentences.append(f"The highest peak is {peaks[1]}, that of {the_night(best, night)}.")
    left = sorted(row["at_wake"] / rows[best]["peak"] for each, row in rows.items() if each >= first)
    ends = " to ".join(dict.fromkeys(percent(share) for share in (left[0], left[-1])))
    sentences.append(f"On waking {ends} of {'that' if best != told else 'its peak'} is left.")
    if missed := [night.name(each) for each, row in rows.items() if not row["dose_mg"]]:
        which = f"the night{'s' if len(missed) > 1 else ''} of " if isinstance(night, RealNights) else ""
        named = f"{which}{', '.join(missed)}" if len(missed) <= _MOST_NAMED else f"{len(missed)} of {len(rows)} nights"
        sentences.append(f"No {regimen.compound.name} is taken in {named}.")
    if not isinstance(night, RealNights):
        plateau = plateau_of(regimen, night)
        if plateau.nights is None:
            away = f"Repeated for ever, these doses reach a plateau after more than {MOST_NIGHTS_TO_PLATEAU} nights."
            return [*sentences, away]
        ratio, reached = plateau.peak / plateau.first_peak, plateau.nights_to(PLATEAU_SHARE)
        growth = (
            f"Repeated for ever, the last night's doses reach a plateau with peaks of {level(regimen, plateau.peak)}, "
            f"{number(ratio)} times the first; {percent(PLATEAU_SHARE)} of it is reached in night {reached}."
        )
        sentences.append("Nothing builds up from night to night." if ratio < _NO_MORE else growth)
    return sentences


def taken_in_words(regimen: Regimen, night: Night) -> list[tuple[str, str]]:
    """Say what is taken and when, doses that repeat night after night once.

    Parameters
    ----------
    regimen : Regimen
        Whose doses.
    night : Night
        The night or nights.

    Returns
    -------
    list of (str, str)
        What, such as ``"300 mg elemental, 13 times"``, and how long before or after bedtime.
    """
    placed = offsets(regimen.doses, night)
    whats = [dose.what.removeprefix(regimen.compound.name).strip() for dose in regimen.doses]
    if night.nights == 1:
        return [(what, signed(offset)) for what, (_, offset) in zip(whats, placed, strict=True)]
    times: dict[str, list[float]] = {}
    for what, (_, offset) in zip(whats, placed, strict=True):
        times.setdefault(what, []).append(offset)
    return [
        (
            what if len(its) == 1 else f"{what}, {len(its)} times",
            " to ".join(dict.fromkeys(signed(end) for end in (min(its), max(its)))),
        )
        for what, its in times.items()
    ]
