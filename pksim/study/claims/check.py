"""Hold what articles say against the model: each claim's number, in the typical person and over virtual sleepers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, Unpack

import numpy as np

from pksim.arguments import check_keywords, quoted
from pksim.describe.compound.library import with_own
from pksim.describe.files.study import OfPeople, Study, study_of
from pksim.describe.schedule.night import Night
from pksim.errors import InputError
from pksim.study.claims.asked import AboutDose, ModelQuestion, Setting
from pksim.study.claims.claim import Claim, Claims, load_claims
from pksim.study.claims.numbers import numbers_for
from pksim.study.claims.verdict import share_of_sleepers, verdict_of, why
from pksim.study.people.parallel import run_all
from pksim.study.people.progress import Progress
from pksim.study.people.sleepers import Sleepers, sleepers_of

if TYPE_CHECKING:
    import pandas as pd

Judged: TypeAlias = Mapping[str, Any]
"""One number of a claim, and how it fares, under the names of `COLUMNS`."""
_SLEEPERS = 10_000
COLUMNS = ("claim", "source", "says", "model_typical", "model_low", "model_high", "unit", "verdict", "share", "why")


def check_claims(
    study: Study | None = None,
    night: Night | None = None,
    *,
    claims: Claims | str | Path | None = None,
    executor: Executor | None = None,
    progress: Progress = None,
    **asked: Unpack[OfPeople],
) -> pd.DataFrame:
    """Hold what articles say against the model.

    Parameters
    ----------
    study : Study, optional
        Whose kinetics, night and sleepers; its schedules are not asked about, as every claim speaks of doses of its
        own.
    night : Night, optional
        In which night; by default from 23:00 to 07:00.
    claims : Claims, str or Path, optional
        Claims of one's own, or the file they are in; by default those of the library.
    executor, progress
        As for `pksim.simulate_population`.
    **asked
        What a `Study` holds, by its name, in place of what is given.

    Returns
    -------
    pandas.DataFrame
        One row per number that a claim is about:

        - ``claim``: Number of the claim, with a letter for each side of one that has several.
        - ``source``, ``says``: Who says what; in words of our own, but what stands in quotation marks.
        - ``model_typical``, ``model_low``, ``model_high``: The number in the typical person, and the 5 and 95 %
          quantiles of the sleepers, over the whole range where the claim gives one of amounts; NaN for what has no
          number.
        - ``unit``: Unit of the numbers; times on the night's axis are minutes from bedtime.
        - ``verdict``: ``holds`` when it is so in at least 95 % of the sleepers, ``does not hold`` when in at most 5 %,
          and between them the share itself, such as ``holds in 56 %``; ``nothing to judge`` for what only says when to
          take what, and ``outside the model`` for what a model of concentrations cannot answer: numbers beside it are
          context.
        - ``share``: The share of sleepers in whom it is so, from 0 to 1; NaN for what is not judged.
        - ``why``: The same in sentences, with what is assumed; the corners of the stated ranges where they would be
          judged otherwise; and which other claim says the opposite.

    Other Parameters
    ----------------
    parameters : {"article", "literature", "modern-capsules"}
        Whose kinetics.
    subjects : int
        How many sleepers are asked; by default 10,000, or those of the study.
    seed, spread, compounds
        As for `pksim.simulate_population`, whose sleepers they are.

    Raises
    ------
    pksim.errors.InputError
        When a parameter set or a spread is unknown, or with every mistake of a claims file.

    Examples
    --------
    >>> import pksim as pk
    >>> claims = pk.check_claims(parameters="article", subjects=500).set_index("claim")
    >>> claims.loc["1", "verdict"], claims.loc["2a", "verdict"]
    ('holds in 11 %', 'holds')
    """
    import pandas as pd

    judged = judge_claims(study, night, claims=claims, executor=executor, progress=progress, **asked)
    return pd.DataFrame(judged, columns=list(COLUMNS))


def judge_claims(
    study: Study | None = None,
    night: Night | None = None,
    *,
    claims: Claims | str | Path | None = None,
    executor: Executor | None = None,
    progress: Progress = None,
    **asked: Unpack[OfPeople],
) -> list[Judged]:
    """Give the rows of `check_claims` by name, without pandas, which takes long to import."""
    if not isinstance(study, Study | None):
        msg = f"study is {quoted(study)}; it must be a Study, or say it by keyword: check_claims(parameters='article')."
        raise InputError(msg)
    check_keywords(asked, OfPeople, check_claims)
    of_its_own = study is None or not study.subjects
    whole = study_of(study or Study(), night, {"subjects": _SLEEPERS, **asked} if of_its_own else asked)
    setting = Setting(whole.night, whole.parameters, with_own(whole.compounds))
    read = claims if isinstance(claims, Claims) else load_claims(claims, compounds=whole.compounds)
    sleepers = sleepers_of(whole)
    about_doses = [claim.question for claim in read.claim if isinstance(claim.question, AboutDose)]
    sleepers.check_names(each.regimen(setting) for each in about_doses)
    tasks = [(claim, read, setting, sleepers) for claim in read.claim]
    rows = run_all(_row, tasks, count=len(tasks), executor=executor, progress=progress, what="claims")
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _row(claim: Claim, claims: Claims, setting: Setting, sleepers: Sleepers) -> Iterator[tuple[object, ...]]:
    told = (claim.key, claims.titles(claim), claim.says)
    if claim.question is None:
        yield (*told, np.nan, np.nan, np.nan, "", verdict_of(claim, np.nan), np.nan, claim.note)
        return
    scale = claim.question.scale(setting.compounds)
    numbers = numbers_for(claim.question, setting, sleepers)
    share = np.nan if claim.rule is None else share_of_sleepers(claim.rule, scale, numbers)
    flip_flop = _flip_flop(claim.question, replace(setting, person=sleepers))
    because = " ".join([why(claim, setting, numbers, share, flip_flop), *_opposites(claim, claims, setting)])
    yield (*told, numbers.typical, numbers.low, numbers.high, scale.unit, verdict_of(claim, share), share, because)


def _flip_flop(question: ModelQuestion, setting: Setting) -> float:
    """Give the share of sleepers who absorb more slowly than they eliminate, for a question about what is left late."""
    if not isinstance(question, AboutDose) or not question.is_about_what_is_left:
        return 0.0
    return float(np.mean(question.regimen(setting).is_flip_flop))


def _opposites(claim: Claim, claims: Claims, setting: Setting) -> list[str]:
    """Name the claims about the same number that cannot hold beside this one."""
    if claim.question is None or claim.rule is None:
        return []
    scale = claim.question.scale(setting.compounds)
    region = claim.rule.region(scale)
    return [
        f"Claim {other.key} ({claims.titles(other)}) says the opposite of the same number."
        for other in claims.claim
        if other.rule is not None and other.question == claim.question and not region.meets(*other.rule.region(scale))
    ]
