"""What a reader should know before the numbers of a fit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pksim.study.fits.curve import CL, HEIGHT, KA, KE, MIRROR, PHASE, RATIO
from pksim.study.fits.fitted import Fitted
from pksim.study.fits.problem import TMAX, VOLUME, quantities
from pksim.study.fits.runs import runs_of, too_few
from pksim.study.fits.shape import slower_phase, together

_RARE, _FAR = 0.02, 2.6
_RARER, _RAREST = 0.01, 1e-3
_MOST_NAMED = 12
_HARDLY = 0.9
_KNOWN_BEFORE = {
    TMAX: "tmax",
    KE: "half-life",
    VOLUME: "V/F",
    RATIO: "the ratio of saliva to plasma",
    HEIGHT: "the height of one's own peak",
    PHASE: "the time of one's own peak",
}


def notes_on(fit: Fitted) -> list[str]:
    """Say what a fit cannot tell, and where the model does not fit."""
    notes = [
        _mirror(fit),
        _boundless(fit),
        *_without_end(fit),
        _alike(fit),
        *_runs(fit),
        *_slower(fit),
        _censored(fit),
        _hardly_told(fit),
        _unreached(fit),
    ]
    return [note for note in notes if note]


def _mirror(fit: Fitted) -> str:
    if not fit.has_mirror or fit.absorption is not None:
        return ""
    here, there = (np.exp(quantities(each)[0]) for each in (fit.parameters, fit.parameters[:, MIRROR]))
    unit = fit.per_kg
    volumes = [
        f"{here[i, VOLUME]:.3g} or {there[i, VOLUME]:.3g} L{unit}{_of(fit, name)}"
        for i, name in enumerate(fit.subjects)
        if not fit.sure.boundless[i]
    ]
    if not volumes:
        return ""
    same = f", {here[0, CL]:.3g} L/h{unit}," if len(fit.subjects) == 1 else ""
    return (
        "The data cannot tell whether absorption or elimination is the faster one. With ka and ke swapped the curve "
        f"and CL/F{same} stay the same, but V/F is {'; '.join(volumes[:_MOST_NAMED])}{_more(len(volumes))}. The first, "
        "with absorption faster, is shown; say absorption='faster' or 'slower' if it is known."
    )


def _boundless(fit: Fitted) -> str:
    which = [name for name, is_so in zip(fit.subjects, fit.sure.boundless, strict=True) if is_so]
    if not which:
        return ""
    return (
        f"ka is unbounded{_whose(fit, which)}: any faster absorption fits as well, so that the samples look like those "
        "after an intravenous dose. Was it one, or is there no sample before the peak?"
    )


def _without_end(fit: Fitted) -> list[str]:
    ends, told = fit.sure.ends, []
    for place, name, side, why in (
        (KA, "ka", 1, "no faster absorption can be ruled out, for too few samples lie before the peak"),
        (KA, "ka", 0, "no slower absorption can be ruled out"),
        (KE, "ke", 0, "no slower elimination can be ruled out, for the samples end too soon"),
        (KE, "ke", 1, "no faster elimination can be ruled out"),
        (CL, "CL/F", 0, "no smaller one can be ruled out, for the samples end too soon"),
        (CL, "CL/F", 1, "no larger one can be ruled out"),
    ):
        which = [fit.subjects[i] for i in np.flatnonzero(np.isinf(ends[:, place, side]) & ~fit.sure.boundless)]
        if which:
            told.append(f"The interval of {name} has no {('lower', 'upper')[side]} end{_whose(fit, which)}: {why}.")
    return told


def _alike(fit: Fitted) -> str:
    """Name the fits in whose intervals ka and ke meet."""
    which = [fit.subjects[i] for i in np.flatnonzero(fit.sure.alike & ~fit.sure.boundless)]
    if not which:
        return ""
    return (
        f"ka and ke may be equal{_whose(fit, which)}: which of them is the faster one is open, "
        "and their intervals end where they meet."
    )


def _runs(fit: Fitted) -> list[str]:
    left = fit.residuals().sort_values("time_h", kind="stable")
    each = {name: runs_of(left.loc[left["subject"] == name, "residual"].dropna().to_numpy()) for name in fit.subjects}
    told = [
        f"{name} ({one.many} runs of {one.above + one.below}, chance {100 * one.chance:.2g} %)"
        for name, one in each.items()
        if one.chance < _RARE
    ]
    notes = []
    if told:
        notes.append(
            f"Residuals come in runs, several above the curve and then several below it, in {_named(told)}: one "
            "compartment with first-order absorption does not have the shape of these samples; estimates and intervals "
            "are those of a wrong model."
        )
    if len(each) > 1 and (far := too_few(list(each.values()))) > _FAR:
        notes.append(
            f"Over all subjects the signs of the residuals change more seldom than by chance ({far:.1f} standard "
            "deviations): one compartment with first-order absorption misses a part of the shape."
        )
    return notes


def _slower(fit: Fitted) -> list[str]:
    chances = slower_phase(fit.problem, fit.parameters)
    told = [
        f"{name} (chance {100 * chance:.1g} %)"
        for name, chance in zip(fit.subjects, chances, strict=True)
        if chance < _RARER
    ]
    if not told and (len(chances) == 1 or together(chances) > _RAREST):
        return []
    where = f"in {_named(told)}" if told else "over all subjects together"
    told_so = (
        f"The last samples lie above the curve {where}, as after a second, slower phase: one compartment is wrong "
        "here. Its half-life lies between those of both phases, and describes neither."
    )
    return [told_so]


def _hardly_told(fit: Fitted) -> str:
    """Name what the samples say next to nothing of, where something was known before."""
    prior = fit.problem.prior
    if prior is None:
        return ""
    with np.errstate(divide="ignore"):
        kept = fit.sure.errors[0] * np.sqrt(prior.precision[0])
    named = [what for place, what in _KNOWN_BEFORE.items() if kept[place] > _HARDLY]
    return (
        f"The samples say next to nothing of {', '.join(named)}: the answer is what was known before." if named else ""
    )


def _censored(fit: Fitted) -> str:
    count = int((fit.problem.censored > 0).sum())
    what = "1 sample enters" if count == 1 else f"{count} samples enter"
    return f"Below the limit of quantification: {what} by the probability of lying there (M3)." if count else ""


def _unreached(fit: Fitted) -> str:
    """Name samples that no dose can explain."""
    problem = fit.problem
    if problem.own is not None:
        return ""
    level, _ = problem.model(fit.parameters)
    unexplained = (level == 0) & (problem.weight > 0) & (problem.measured > 0) & (problem.censored == 0)
    if problem.in_logs or not unexplained.any():
        return ""
    unit = fit.unit_mg_l
    told = [
        f"{problem.measured[i, j] / unit:.3g} at {problem.times_h[i, j]:.3g} h{_of(fit, fit.subjects[i])}"
        for i, j in np.argwhere(unexplained)[:_MOST_NAMED]
    ]
    more = _more(int(unexplained.sum()))
    return (
        f"Measured where no dose can have reached the blood: {', '.join(told)}{more} {fit.samples.conc_unit}. The "
        "model is 0 there, so that these can only be residuals."
    )


def _of(fit: Fitted, name: str) -> str:
    return "" if len(fit.subjects) == 1 else f" ({name})"


def _whose(fit: Fitted, names: list[str]) -> str:
    return "" if len(fit.subjects) == 1 else f" ({_named(names)})"


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:_MOST_NAMED]) + _more(len(listed))


def _more(count: int) -> str:
    return f" and {count - _MOST_NAMED} more" if count > _MOST_NAMED else ""
