"""Fit the one-compartment model to samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal, TypedDict, Unpack, get_args

import numpy as np

from pksim.arguments import check_keywords, instance, one_of, yes_or_no
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import own_compounds
from pksim.describe.samples.samples import Samples
from pksim.describe.schedule.night import Night, night_of
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.study.fits.curve import KA, KE, MIRROR
from pksim.study.fits.fitted import Absorption
from pksim.study.fits.minimum import minimise
from pksim.study.fits.prior import Prior, prior_of
from pksim.study.fits.problem import Problem, loss
from pksim.study.fits.result import Fit
from pksim.study.fits.samples import Error, line_up
from pksim.study.fits.starts import starts, within_sight
from pksim.study.fits.sureness import after_prior, how_sure


class OfFits(TypedDict, total=False):
    """Keywords that say what else is fitted, and what was known before."""

    lag: bool
    prior: str | None
    night: Night | None
    matrix: str | None
    compounds: Iterable[Compound] | Mapping[str, Compound]


def fit(
    samples: Samples,
    *,
    each: bool = True,
    absorption: Absorption | None = None,
    intervals: bool = True,
    error: Error | None = None,
    **more: Unpack[OfFits],
) -> Fit:
    r"""Fit the one-compartment model to samples.

    Parameters
    ----------
    samples : Samples
        What was measured, and what was dosed.
    each : bool, optional
        Whether each subject is fitted alone; otherwise all samples are thrown together.
    absorption : {"faster", "slower"}, optional
        Whether absorption is faster than elimination, or slower (flip-flop). After oral doses the data cannot tell:
        both solutions fit alike, with the same CL/F and another V/F. Without a word the faster one is given, and
        ``notes`` say what the other one is; ``Fit.mirror`` gives it.
    intervals : bool, optional
        Whether to find 95 % intervals.
    error : {"constant", "1/y", "proportional", "log"}, optional
        How large errors are: the same for all samples, growing with the square root of the concentration, or with the
        concentration itself (weights 1/y and 1/y²), or the same for logarithms. By default ``"constant"``, and with a
        prior ``"log"``.
    **more
        What else is fitted, and what was known before.

    Returns
    -------
    Fit

    Other Parameters
    ----------------
    lag : bool
        Whether absorption begins late.
    prior : str
        The parameter set of the samples' compound, such as ``"literature"``, that is taken for what was known before.
        Then one sample is enough, the body's own level is part of the curve, and estimates and intervals are those of a
        posterior distribution. What is measured in saliva needs it.
    night : Night
        With a prior: whose bedtime the body's own level follows.
    matrix : {"plasma", "serum", "blood", "saliva"}
        In what it was measured, where the samples do not say so.
    compounds : iterable of Compound or mapping of str to Compound
        Compounds of one's own, as for `pksim.simulate`.

    Raises
    ------
    pksim.errors.InputError
        When there are too few samples, none after a dose, only such below the limit, or something given is wrong.

    Notes
    -----
    All parameters are fitted as logarithms, from several starts that are chosen on the scale of the data. Without a
    prior the estimates are those of least squares; intervals are profile likelihood intervals, whose ends are where the
    sum of squares has risen by the factor :math:`1 + F_{0.95}(1, n - p)/(n - p)`. A sample below the limit of
    quantification adds the probability of being there (M3). With a prior, estimates are means of logarithms over the
    posterior, and intervals its quantiles: the normal distribution about its mode (Laplace), put right by importance
    sampling.

    References
    ----------
    D. M. Bates, D. G. Watts, "Nonlinear Regression Analysis and Its Applications" (1988), ch. 6.

    S. L. Beal, "Ways to fit a PK model with some data below the quantification limit", J. Pharmacokinet. Pharmacodyn.
    28, 481 (2001).

    Examples
    --------
    >>> import pksim as pk
    >>> theoph = pk.fit(pk.load_samples("theoph"), absorption="faster")
    >>> theoph.to_frame().query("subject == '7'").set_index("parameter")[["estimate", "low", "high"]].round(3)
                 estimate    low   high
    parameter
    ka_per_h        0.680  0.493  0.894
    ke_per_h        0.102  0.076  0.143
    clearance_f     0.052  0.043  0.061
    volume_f        0.505  0.413  0.585
    tmax_h          3.280  2.894  3.692
    half_life_h     6.779  4.843  9.134
    """
    samples = instance(samples, Samples, "samples", "load_samples('theoph')")
    check_keywords(more, OfFits, fit)
    flags = {"each": each, "intervals": intervals, "lag": more.get("lag", False)}
    each, intervals, lag = (yes_or_no(value, name) for name, value in flags.items())
    if absorption is not None:
        one_of(absorption, "absorption", get_args(Absorption))
    if (matrix := more.get("matrix")) is not None:
        samples = replace(samples, matrix=matrix)
    if more.get("prior") is not None:
        instance(more["prior"], str, "prior", "'literature'")
    own, prior, night = own_compounds(more.get("compounds", ())), more.get("prior"), night_of(more.get("night"))
    known = None if prior is None else prior_of(prior, samples, night, own)
    chosen = _error(error, samples, with_prior=known is not None)
    lined = line_up(
        samples,
        chosen,
        each=each,
        lag=lag,
        own=None if known is None else known.own,
        with_prior=known is not None,
        compounds=own,
    )
    problem = lined.problem if known is None else _with(known, lined.problem)
    best = _best(problem, known, absorption)
    if known is None:
        best, sure = how_sure(problem, best, intervals=intervals)
    else:
        faster = None if absorption is None else absorption == "faster"
        best, sure = after_prior(problem, best, faster=faster, intervals=intervals)
    told = (*lined.notes, *(known.notes if known else ()))
    unit = samples.conc_in_mg_l(own)
    return Fit(samples, tuple(lined.names), problem, best, sure, chosen, absorption, prior, unit, told)


def _error(error: Error | None, samples: Samples, *, with_prior: bool) -> Error:
    if not with_prior and samples.matrix == "saliva":
        msg = (
            "in saliva is only part of what is in plasma, and how much is uncertain, so that V/F would be several-fold "
            "wrong; say prior='literature', which knows the ratio and its uncertainty."
        )
        raise InputError(msg)
    chosen: Error = ("log" if with_prior else "constant") if error is None else error
    options = ("proportional", "log") if with_prior else get_args(Error)
    one_of(chosen, "error" if not with_prior else "error (with a prior)", options)
    return chosen


def _with(prior: Prior, problem: Problem) -> Problem:
    free = np.unique([*problem.free, *prior.free])
    return replace(problem, free=free, prior=prior.soft(len(problem.times_h)))


def _best(problem: Problem, prior: Prior | None, absorption: Literal["faster", "slower"] | None) -> Array:
    """Find the best parameters of each fit, (fits, 8), from several starts."""
    fits = len(problem.times_h)
    can_tell = prior is not None or bool(problem.doses.iv.any())
    if prior is None:
        many, tried = starts(problem, absorption_is_faster=not can_tell)
    else:
        first = prior.starts()
        many, tried = problem.take(np.repeat(np.arange(fits), len(first))), np.tile(first, (fits, 1))
    found = minimise(many, tried)
    value = loss(many, found).value
    if can_tell and absorption is not None:
        faster = found[:, KA] >= found[:, KE]
        wrong = faster != (absorption == "faster")
        value = np.where(wrong & (KA in problem.free), np.inf, value)
    found = within_sight(many, found)
    by_fit = value.reshape(fits, -1)
    best: Array = found.reshape(fits, -1, found.shape[1])[np.arange(fits), by_fit.argmin(axis=1)]
    if not can_tell:
        swapped = (best[:, KA] >= best[:, KE]) == (absorption == "slower")
        best[swapped] = best[swapped][:, MIRROR]
    return best
