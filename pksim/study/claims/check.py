"""Hold what articles say against the model: each claim's number, over the stated ranges and over virtual sleepers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pksim.describe.compound.compound import Compound, check_parameter_set
from pksim.describe.compound.library import with_own
from pksim.describe.schedule.night import Night, night_of
from pksim.study.claims.asked import AboutDose, ModelQuestion, Setting
from pksim.study.claims.box import Box, Extremes, extremes
from pksim.study.claims.claim import Claim, Claims, load_claims
from pksim.study.claims.verdict import OUTSIDE, Sharing, to_step, verdict_of, why
from pksim.study.curves.person import Person
from pksim.study.people.sleepers import sleepers_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("claim", "source", "says", "model_typical", "model_low", "model_high", "unit", "verdict", "why")
_ROUNDING = 1e-12


def check_claims(
    parameters: str = "article",
    seed: int = 0,
    *,
    subjects: int = 10_000,
    night: Night | None = None,
    claims: Claims | str | Path | None = None,
    compounds: Iterable[Compound] | Mapping[str, Compound] = (),
) -> pd.DataFrame:
    """Hold what articles say against the model.

    Parameters
    ----------
    parameters : {"article", "literature"}, optional
        Whose kinetics.
    seed : int, optional
        The same seed gives the same virtual sleepers.
    subjects : int, optional
        How many sleepers are asked.
    night : Night, optional
        In which night; by default from 23:00 to 07:00.
    claims : Claims, str or Path, optional
        Claims of one's own, or the file they are in; by default those of the library.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, added to the library's.

    Returns
    -------
    pandas.DataFrame
        One row per number that a claim is about:

        ``claim``
            Number of the claim, with a letter for each side of one that has several.
        ``source``, ``says``
            Who says what.
        ``model_typical``, ``model_low``, ``model_high``
            The number in the typical person, and the extremes over the stated ranges of kinetics, dose times and
            amounts; NaN for what is outside the model.
        ``unit``
            Unit of the numbers; times on the night's axis are minutes from bedtime.
        ``verdict``
            ``holds`` when the whole range is as the article says, ``contradicted`` when none of it is, otherwise
            ``holds partly``; ``outside the model`` for what a model of concentrations cannot answer.
        ``why``
            The same in a sentence, with the share of sleepers in whom it is so, and what is assumed.

    Raises
    ------
    pksim.errors.InputError
        When a parameter set is unknown, or with every mistake of a claims file.
    """
    import pandas as pd

    known = with_own(compounds)
    check_parameter_set(parameters, known)
    setting = Setting(night_of(night), parameters, known)
    read = claims if isinstance(claims, Claims) else load_claims(claims, compounds=compounds)
    sleepers = sleepers_of(subjects, seed, "stated")
    rows = [_row(claim, read, setting, sleepers, subjects) for claim in read.claim]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(claim: Claim, claims: Claims, setting: Setting, sleepers: Person, subjects: int) -> tuple[object, ...]:
    told = (claim.key, claims.titles(claim), claim.says)
    if claim.question is None or claim.rule is None:
        return (*told, np.nan, np.nan, np.nan, "", OUTSIDE, claim.note)
    scale = claim.question.scale(setting.compounds)
    numbers = _numbers(claim.question, setting)
    region, step = claim.rule.region(scale), claim.rule.step(scale)
    of_sleepers = np.atleast_1d(claim.question.answer(setting, sleepers))
    sharing = None
    if np.ptp(of_sleepers) > _ROUNDING * np.abs(of_sleepers).max():
        rounded = to_step(of_sleepers, step)
        sharing = Sharing(float(np.mean(region.holds(rounded, rounded))), subjects)
    verdict = verdict_of(claim.rule, scale, numbers)
    told_why = why(claim, setting.compounds, numbers, sharing, flip_flop=_reaches_flip_flop(claim.question, setting))
    return (*told, *numbers, scale.unit, verdict, told_why)


def _reaches_flip_flop(question: ModelQuestion, setting: Setting) -> bool:
    """Say whether a question is about what is left late, and some in the box absorb more slowly than they eliminate."""
    if not isinstance(question, AboutDose) or not question.is_about_what_is_left:
        return False
    dose = question.taken(setting.compounds)
    latest, fastest = ({f"{dose.compound}.{name}": np.array(end)} for name, end in (("tmax", 1.0), ("half_life", 0.0)))
    return bool(setting.regimen(dose, Box({**latest, **fastest})).is_flip_flop)


def _numbers(question: ModelQuestion, setting: Setting) -> Extremes:
    """Answer a question for the typical person, and over the box of kinetics, dose times and amounts."""
    found = extremes(partial(question.answer, setting))
    for amount in question.amounts_mg(setting.compounds):
        end = extremes(partial(question.answer, setting, amount_mg=amount))
        found = Extremes(found.typical, min(found.low, end.low), max(found.high, end.high))
    return found
