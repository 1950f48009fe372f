"""The model as its own judge: what it predicts beside what studies have published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np

from pksim.arguments import check_keywords, quoted
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.files.published import Measurement, Published, load_published
from pksim.describe.files.study import OfPeople, Study, study_of
from pksim.errors import InputError
from pksim.study.curves.person import TypicalPerson
from pksim.study.curves.regimen import Regimen
from pksim.study.measured.predicted import has_the_set, how_far_off, in_its_unit, predicted, taking
from pksim.study.people.progress import bar_of
from pksim.study.people.sleepers import Sleepers, sleepers_of

if TYPE_CHECKING:
    from pksim.study.measured.comparison import Comparison

_SLEEPERS, _ROUNDING = 10_000, 1e-9
_USUALLY = {"spread": "kinetics-only", "subjects": _SLEEPERS}
COLUMNS = (
    *("study", "quantity", "published", "predicted", "q05", "q95", "ratio", "inside"),
    *("unit", "dose", "route", "n", "is_mean", "like_with_like", "kind", "source"),
)


def compare_with_published(
    study: Study | None = None, *, published: Published | str | Path | None = None, **asked: Unpack[OfPeople]
) -> Comparison:
    """Hold the model against published tables.

    Parameters
    ----------
    study : Study, optional
        Whose kinetics and sleepers; its schedules are not asked about.
    published : Published, str or Path, optional
        Tables of one's own, or the file they are in; by default those of the library.
    **asked
        What a `Study` holds, by its name, in place of what is given.

    Returns
    -------
    Comparison
        A DataFrame whose ``plot()`` draws it, with one row per published number:

        - ``study``, ``quantity``: Whose, and which: ``cmax``, ``tmax``, ``half_life`` (the one seen at the end of the
          curve) or ``auc``.
        - ``published``, ``predicted``: The number, and the typical person's; with ``"between-studies"``, whose heights
          hang on no parameter set, the sleepers' median.
        - ``q05``, ``q95``: Between which nine of ten sleepers have it; what a spread leaves alone is the same in all.
        - ``ratio``: Predicted over published [1].
        - ``inside``: Whether the published number lies between those two.
        - ``unit``: The compound's display unit for ``cmax``, the same times hours for ``auc``, and minutes.
        - ``dose``, ``route``, ``n``: What was taken, how, and by how many people; NaN where that is not known.
        - ``is_mean``, ``like_with_like``: Whether the published number is a mean over people, and what to compare it
          with then: the mean over the sleepers, which for a height is far above the typical; else their median.
        - ``kind``, ``source``: How sure the published number is, and keys of the references.

        Compounds that do not have the parameter set are left out. ``attrs`` names them, ``left_out``, and holds
        ``parameters``, ``spread``, ``subjects`` and ``far_off``, what `how_far_off` gives.

    Other Parameters
    ----------------
    parameters : {"article", "literature", "modern-capsules"}
        Whose kinetics.
    spread : str or mapping of str to distribution
        What differs between the sleepers; by default ``"kinetics-only"``. With ``"between-studies"`` heights differ as
        those of studies do.
    subjects : int
        How many sleepers; by default 10,000, or those of the study.
    seed, compounds
        As for `pksim.simulate_population`.

    Raises
    ------
    pksim.errors.InputError
        When something given is wrong, or with every mistake of a file.

    Examples
    --------
    The article's kinetics give half of what a modern capsule was found to give, or less:

    >>> import pksim as pk
    >>> table = pk.compare_with_published(subjects=200)
    >>> heights = table[(table["quantity"] == "cmax") & (table["dose"] == "melatonin 5 mg")]
    >>> heights[["study", "published", "predicted", "ratio"]].round(2).to_string(index=False, header=False)
    'Thanawala 2024    22786.0     4394.65   0.19'
    """
    from pksim.study.measured.comparison import Comparison

    if not isinstance(study, Study | None):
        rule = "it must be a Study, or say it by keyword: compare_with_published(parameters='article')."
        msg = f"study is {quoted(study)}; {rule}"
        raise InputError(msg)
    check_keywords(asked, OfPeople, compare_with_published)
    whole = study_of(study or Study(), None, {**_USUALLY, **asked} if study is None else asked)
    known = with_own(whole.compounds)
    tables = published if isinstance(published, Published) else load_published(published, compounds=whole.compounds)
    asked_about, left_out = _with_the_set(tables, known, whole.parameters)
    sleepers = sleepers_of(whole)
    each_typical = [taking(each, whole.parameters, known, TypicalPerson()) for each in asked_about]
    sleepers.check_names(each_typical)
    rows: list[tuple[object, ...]] = []
    with bar_of() as bar, bar.part(len(asked_about), "studies") as advance:
        for measured, typical in zip(asked_about, each_typical, strict=True):
            rows.extend(_rows(measured, typical, taking(measured, whole.parameters, known, sleepers), sleepers))
            advance(1)
    frame = Comparison(rows, columns=list(COLUMNS))
    spread = whole.spread if isinstance(whole.spread, str) else "given"
    frame.attrs = {
        "parameters": whole.parameters,
        "spread": spread,
        "subjects": sleepers.count,
        "left_out": left_out,
        "far_off": how_far_off(tables, known, whole.parameters),
    }
    return frame


def _with_the_set(
    tables: Published, compounds: Mapping[str, Compound], parameters: str
) -> tuple[list[Measurement], list[str]]:
    """Choose the rows of compounds that have a parameter set, and say of which compounds the others are."""
    of_each = [(each, compounds[each.taken(compounds).compound]) for each in tables.measurement]
    lacking = {compound.name: compound for _, compound in of_each if not has_the_set(compound, parameters)}
    asked_about = [each for each, compound in of_each if compound.name not in lacking]
    if not asked_about:
        next(iter(lacking.values())).parameter_set(parameters)
    return asked_about, list(lacking)


def _rows(measured: Measurement, typical: Regimen, many: Regimen, sleepers: Sleepers) -> Iterator[tuple[object, ...]]:
    # V/F that is drawn directly has nothing to do with that of the parameter set.
    of_its_own = "volume_f" in getattr(sleepers.spread, "vary", ())
    for name, quantity in measured.found.items():
        found, of_typical = in_its_unit(name, quantity, typical.compound), float(predicted(name, measured, typical))
        drawn = np.broadcast_to(predicted(name, measured, many), (sleepers.count,))
        low, high = map(float, np.quantile(drawn, [0.05, 0.95]))
        if high - low <= _ROUNDING * high:
            low = high = of_typical
        elif of_its_own:
            of_typical = float(np.median(drawn))
        is_mean = name in measured.means
        yield (
            *(measured.study, name, found.value, of_typical, low, high),
            *(of_typical / found.value, low <= found.value <= high, found.unit),
            *(measured.dose, measured.route, np.nan if measured.n is None else measured.n, is_mean),
            *(float(np.mean(drawn) if is_mean else np.median(drawn)), found.kind),
            "; ".join(found.source or measured.source),
        )
