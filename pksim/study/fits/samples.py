"""Samples as arrays that can be fitted, with every reason why they cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pksim.describe.compound.compound import Compound
from pksim.describe.samples.samples import Samples
from pksim.describe.samples.subject import Subject, Taken
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.study.fits.curve import CL, KA, KE, LAG, SIGMA, Doses, OwnLevel
from pksim.study.fits.problem import Problem

Error: TypeAlias = Literal["constant", "1/y", "proportional", "log"]
POOLED = "all"


class Rows(NamedTuple):
    """The samples of one fit: a row for each, and the doses behind each."""

    times_h: Array
    measured: Array
    below: NDArray[np.bool_]
    doses: list[list[tuple[float, Taken]]]


class Lined(NamedTuple):
    """Samples lined up for fitting, whose they are, and what was left out in words."""

    names: list[str]
    problem: Problem
    notes: list[str]


def line_up(
    samples: Samples,
    error: Error,
    *,
    each: bool = True,
    lag: bool = False,
    own: OwnLevel | None = None,
    with_prior: bool = False,
    compounds: Mapping[str, Compound] | tuple[Compound, ...] = (),
) -> Lined:
    """Line samples up for fitting.

    Parameters
    ----------
    samples : Samples
        What was measured.
    error : {"constant", "1/y", "proportional", "log"}
        How large errors are.
    each : bool, optional
        Whether each subject is fitted alone; otherwise all are thrown together.
    lag : bool, optional
        Whether absorption begins late.
    own : OwnLevel, optional
        What the body has by itself.
    with_prior : bool, optional
        Whether anything was known before, so that any number of samples will do.
    compounds : mapping of str to Compound, optional
        Compounds of one's own, for their molar mass.

    Returns
    -------
    Lined

    Raises
    ------
    pksim.errors.InputError
        With a line for each subject that cannot be fitted.
    """
    injected = {one.name: all(dose.route == "iv" for dose in one.doses) for one in samples}
    if each and len(set(injected.values())) > 1:
        told = ", ".join(repr(name) for name, is_so in injected.items() if is_so)
        msg = f"only some subjects had intravenous doses alone ({told}): fit them apart, or all together (each=False)."
        raise InputError(msg)
    free = [*([] if all(injected.values()) else [KA]), KE, CL, *([LAG] if lag else [])]
    relative = error != "constant"
    if refused := [text for one in samples if (text := _refusal(one, error)) is not None]:
        raise InputError("\n".join(refused))
    to_mg_l, to_mg = samples.conc_in_mg_l(compounds), samples.dose_in_mg()
    rows, left_out = {}, 0
    for one in samples:
        rows[one.name] = _rows(one, to_mg_l, to_mg, doses_only=own is None, relative=relative)
        left_out += len(one.conc) - len(rows[one.name].measured)
    if not each:
        rows = {POOLED: _joined(list(rows.values()))}
    if not with_prior:
        _require_enough(rows, len(free))
    if with_prior or any(one.below.any() for one in rows.values()):
        free.append(SIGMA)
    problem = _problem(list(rows.values()), np.array(free), error, lag=lag, own=own)
    notes = []
    if left_out:
        what = "1 sample is" if left_out == 1 else f"{left_out} samples are"
        notes.append(
            f"{what} left out: no dose can have reached the blood, so that nothing is said of the curve there."
        )
    return Lined(list(rows), problem, notes)


def _refusal(subject: Subject, error: Error) -> str | None:
    lacks = subject.lacks()
    if lacks is not None:
        return lacks
    if not (subject.conc[(subject.after_dose > 0) & ~subject.below_limit] > 0).any():
        return f"subject {subject.name!r}: all samples after a dose are 0; say which limit they are below: limit=."
    if np.isnan(subject.conc).any():
        return f"subject {subject.name!r}: a sample is below the limit, and nobody says which; give limit=."
    if any(dose.route == "oral" and dose.duration_h > 0 for dose in subject.doses):
        return f"subject {subject.name!r}: an oral dose lasts; only what is infused may."
    if error != "constant" and ((subject.conc == 0) & (subject.after_dose > 0)).any():
        return (
            f"subject {subject.name!r}: a concentration after a dose is 0, which has no place in the error model "
            f"{error!r}; say which limit it is below (limit=), or take error='constant'."
        )
    return None


def _rows(subject: Subject, to_mg_l: float, to_mg: float, *, doses_only: bool, relative: bool) -> Rows:
    """List the samples with the doses behind them; without those that say nothing where only doses are modelled."""
    behind = _behind(subject, to_mg)
    reached = np.array([any(dose.route == "iv" or since > 0 for since, dose in each) for each in behind])
    kept = reached | ~(relative | subject.below_limit) if doses_only else subject.conc > 0
    listed = [each for each, keep in zip(behind, kept, strict=True) if keep]
    return Rows(subject.times_h[kept], subject.conc[kept] * to_mg_l, subject.below_limit[kept], listed)


def _behind(subject: Subject, to_mg: float) -> list[list[tuple[float, Taken]]]:
    """List for each sample the doses before it [mg], and how long before [h]."""
    behind: list[list[tuple[float, Taken]]] = [[] for _ in subject.times_h]
    drawn = subject.drawn_h
    for within, doses in subject.spans():
        in_mg = [replace(dose, amount=dose.amount * to_mg) for dose in doses]
        for i in np.flatnonzero(within):
            behind[i] = [(float(drawn[i] - dose.time_h), dose) for dose in in_mg if dose.time_h <= drawn[i]]
    return behind


def _joined(rows: list[Rows]) -> Rows:
    times, measured, below = (np.concatenate([one[i] for one in rows]) for i in range(3))
    return Rows(times, measured, below.astype(bool), [each for one in rows for each in one.doses])


def _require_enough(rows: Mapping[str, Rows], fitted: int) -> None:
    few = []
    for name, one in rows.items():
        reached = np.array([any(since > 0 for since, _ in each) for each in one.doses], dtype=bool)
        measured = int((~one.below & reached).sum())
        if measured <= fitted:
            few.append(
                f"subject {name!r}: {measured} samples after a dose that are not below the limit cannot tell {fitted} "
                f"parameters; it takes {fitted + 1}, or what is known before: prior='literature'."
            )
    if few:
        raise InputError("\n".join(few))


def _problem(rows: list[Rows], free: NDArray[np.intp], error: Error, *, lag: bool, own: OwnLevel | None) -> Problem:
    samples = max(len(one.measured) for one in rows)
    doses = max((len(each) for one in rows for each in one.doses), default=1) or 1
    times, measured, weight, censored = (np.zeros((len(rows), samples)) for _ in range(4))
    measured += 1.0
    since, amount, duration = (np.zeros((len(rows), samples, doses)) for _ in range(3))
    iv = np.zeros(since.shape, dtype=bool)
    for i, one in enumerate(rows):
        count = len(one.measured)
        times[i, :count], measured[i, :count], censored[i, :count] = one.times_h, one.measured, one.below
        weight[i, :count] = {"1/y": 1.0, "proportional": 2.0}.get(error, 0.0)
        weight[i, :count] = one.measured ** -weight[i, :count]
        for j, each in enumerate(one.doses):
            for k, (hours, dose) in enumerate(each):
                since[i, j, k], amount[i, j, k], duration[i, j, k] = hours, dose.amount, dose.duration_h
                iv[i, j, k] = dose.route == "iv"
    in_logs = error == "log"
    taken = Doses(since, amount, duration, iv)
    compared = np.log(measured) if in_logs else measured
    return Problem(times, compared, weight, censored, taken, free, in_logs=in_logs, with_lag=lag, own=own)


def asked_at(samples: Samples, subject: str, times_h: Array, like: Problem) -> Problem:
    """Line the doses of a subject up behind times at which its curve is asked for, as for a fit of the same kind."""
    one = samples[subject]
    taken = [dose.time_h for dose in one.doses]
    there = np.ones_like(times_h)
    asked = replace(
        one,
        times_h=times_h,
        conc=there,
        below_limit=np.zeros(times_h.shape, dtype=bool),
        after_dose=np.searchsorted(taken, times_h, "right"),
    )
    behind = _behind(asked, samples.dose_in_mg())
    row = Rows(times_h, there, asked.below_limit, behind)
    return _problem([row], like.free, "constant", lag=like.with_lag, own=like.own)
