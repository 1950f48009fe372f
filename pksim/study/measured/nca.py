"""Non-compartmental analysis: what samples after a dose show without any model of the body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast

import numpy as np

from pksim.arguments import ascending, check_keywords, instance, one_of, real_number, whole, yes_or_no
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.samples.samples import Samples
from pksim.describe.samples.subject import Subject
from pksim.describe.words.units import area_unit
from pksim.errors import InputError
from pksim.study.measured.one_dose import FLIP_FLOP, OneDose, Rules
from pksim.study.measured.profile import RULES, AucRule, Profile

if TYPE_CHECKING:
    import pandas as pd

_LEAST_SAMPLES = 3
_OF_SALIVA = "measured in saliva: clearance and volume are not those of plasma"
Window = tuple[float, float]


class OnNca(TypedDict, total=False):
    """Further keywords of `nca`."""

    least_points: int
    with_cmax: bool
    tolerance: float
    terminal_h: Window | Mapping[str, Window]
    noise: float
    above: float
    until_h: float
    compounds: Iterable[Compound] | Mapping[str, Compound]


def nca(samples: Samples, *, auc: str = "linear up, log down", **how: Unpack[OnNca]) -> pd.DataFrame:
    """Describe the samples after a single dose, subject by subject, without a model.

    Parameters
    ----------
    samples : Samples
        What was measured, with one dose a subject.
    auc : {"linear up, log down", "linear"}, optional
        What joins two samples under which the area is taken: a straight line, or where it falls one of the logarithm.
    **how
        Rules that differ from the usual ones.

    Returns
    -------
    pandas.DataFrame
        One row per subject (the index), with

        - ``cmax``, ``tmax_h``: The highest concentration, and when it was first drawn [h after the dose].
        - ``auc_last``: Area under the curve from the dose to the last concentration that could be measured [unit·h].
        - ``lambda_z_per_h``, ``points``, ``from_h``, ``adj_r2``, ``half_life_h``: How fast the straight line through
          the last logarithms falls [1/h], how many points it goes through, from when on [h after the dose], its
          adjusted r², and the half-life that it shows [h]; NaN, and 0 points, where there is no such line.
        - ``auc_inf``, ``extrapolated_share``: Area to the end of all time, with the last concentration measured over
          lambda_z added, and the share of that [1].
        - ``clearance_f``, ``volume_f``: Clearance, and volume by lambda_z, each over the fraction absorbed; with doses
          in mg [L/h, L], per kg of body weight [L/h/kg, L/kg].
        - ``clast``, ``tlast_h``: The last concentration that could be measured, and when.
        - ``mrt_h``: Mean residence time [h], of an oral dose with the time of absorption.
        - ``hours_above``: With ``above``, how long it was above that, to the last sample [h].
        - ``auc_until``, ``ended_h``: With ``until_h``, the area to the last sample by then, and when that was.
        - ``notes``: What a reader should know, in words; empty where there is nothing.

        Concentrations are in the samples' unit; ``attrs["units"]`` names the unit of every column.

    Other Parameters
    ----------------
    least_points : int
        The line goes through at least so many points, by default 3, ...
    with_cmax : bool
        ... all of them after the highest, or with it; an infusion must be over.
    tolerance : float
        Of lines that reach back to different points, the longest is taken whose adjusted r² is within this of the
        best; by default 1e-4.
    terminal_h : (float, float) or mapping of str to (float, float)
        From when to when all points are taken instead, for all subjects or for those named [h after the dose].
    noise : float
        Coefficient of variation of one measurement, by default 0.1 (an assumption): three points that do not fall by
        more than two readings differ by chance are within noise.
    above : float
        A concentration to say how long it was exceeded.
    until_h : float
        End of a window [h after the dose]. A sample after it does not count, so that the area may end long before.
    compounds : iterable of Compound or mapping of str to Compound
        Compounds of one's own, whose molar mass amounts of substance need.

    Raises
    ------
    pksim.errors.InputError
        With every subject that has no dose or several, fewer than three samples after it, or only such below the limit.

    Notes
    -----
    The rules are those of the R package PKNCA. A value below the limit is 0 before the first that could be measured,
    and not used after it; a concentration of 0 counts as below. A sample before the dose is not used, one at its time
    as it is. Without one, an oral dose starts from 0, and an intravenous one from the line of logarithms through its
    first two samples, which does not count as Cmax. The half-life of an oral dose may be that of absorption: its note
    says so unless the compound is known to have such a half-life.

    References
    ----------
    J. Gabrielsson and D. Weiner, "Non-compartmental analysis", Methods Mol. Biol. 929, 377 (2012); W. Denney,
    S. Duvvuri and C. Buckeridge, "Simple, automatic noncompartmental analysis: the PKNCA R package", J. Pharmacokinet.
    Pharmacodyn. 42, S65 (2015).

    Examples
    --------
    >>> import pksim as pk
    >>> table = pk.nca(pk.load_samples("theoph"))
    >>> [float(table.loc["1", name]) for name in ("auc_last", "half_life_h", "extrapolated_share")]
    [147.235, 14.304, 0.315]
    >>> table.loc["1", "notes"].split("; ")[0]
    '31 % of the area is extrapolated, more than 20 %'
    """
    import pandas as pd

    check_keywords(how, OnNca, nca)
    found = one_dose_each(samples, auc=auc, **how)
    compounds = with_own(how.get("compounds", ()))
    factor = samples.dose_in_mg() / samples.conc_in_mg_l(compounds)
    seen = _half_lives_known(samples.compound, compounds)
    rows = [_row(each, samples[name].doses[0].amount * factor, seen) for name, each in found.items()]
    if samples.matrix == "saliva":
        rows = [{**row, "notes": "; ".join(filter(None, (row["notes"], _OF_SALIVA)))} for row in rows]
    table = pd.DataFrame(rows, index=pd.Index(list(found), name="subject"))
    table.attrs = {"units": _units(samples), "auc": auc, "compound": samples.compound}
    return table


def one_dose_each(samples: Samples, *, auc: str = "linear up, log down", **how: Unpack[OnNca]) -> dict[str, OneDose]:
    """Make the profile of each subject, by name; arguments and errors are those of `nca`."""
    instance(samples, Samples, "samples", "load_samples('theoph')")
    rules = _rules(auc, how)
    if lacks := [text for each in samples if (text := _lacks(each)) is not None]:
        raise InputError("\n".join(lacks))
    windows = _windows(how.get("terminal_h"), samples)
    return {each.name: _one_dose(each, rules, windows.get(each.name)) for each in samples}


def _rules(auc: str, how: OnNca) -> Rules:
    above, until_h = how.get("above"), how.get("until_h")
    return Rules(
        auc=cast("AucRule", one_of(auc, "auc", RULES)),
        least_points=whole(how.get("least_points", Rules.least_points), "least_points", 3),
        with_cmax=yes_or_no(how.get("with_cmax", Rules.with_cmax), "with_cmax"),
        tolerance=real_number(how.get("tolerance", Rules.tolerance), "tolerance", above=0, below=1),
        noise=real_number(how.get("noise", Rules.noise), "noise", least=0, below=1),
        above=None if above is None else real_number(above, "above", above=0),
        until_h=None if until_h is None else real_number(until_h, "until_h", above=0, unit="h"),
    )


def _lacks(subject: Subject) -> str | None:
    """Say why NCA can tell nothing of a subject; None where it can."""
    if (lack := subject.lacks()) is not None:
        return lack
    name = f"subject {subject.name!r}"
    if len(subject.doses) > 1 or subject.doses[0].steady_state_every_h is not None:
        many = "a steady state" if len(subject.doses) == 1 else f"{len(subject.doses)} doses"
        return f"{name} has {many}; NCA here is of one dose alone, to which those before would add. Fit it instead."
    count = int((subject.after_dose > 0).sum())
    if count < _LEAST_SAMPLES:
        return f"{name} has {count} samples after the dose; NCA takes {_LEAST_SAMPLES} or more."
    return None


def _windows(given: object, samples: Samples) -> dict[str, Window]:
    """Read from when to when the last line is to be drawn [h after the dose], by subject."""
    by_name = given if isinstance(given, Mapping) else {} if given is None else dict.fromkeys(samples.subjects, given)
    return {
        one_of(name, "terminal_h", samples.subjects): ascending(span, f"terminal_h of {name}", "(8, 24)", least=0)
        for name, span in by_name.items()
    }


def _one_dose(subject: Subject, rules: Rules, window: Window | None) -> OneDose:
    dose = subject.doses[0]
    times, is_bolus = subject.times_h - dose.time_h, dose.route == "iv" and not dose.duration_h
    # What was drawn just before a bolus says nothing of it.
    nothing = subject.below_limit | ((subject.after_dose == 0) & is_bolus)
    profile = Profile.of(times, subject.conc, nothing, rule=rules.auc, bolus=is_bolus)
    return OneDose(profile, rules, dose.route == "oral", dose.duration_h, window)


def _row(found: OneDose, dose: float, seen: Window | None) -> dict[str, Any]:
    """Make the row of a subject; the dose is in the samples' unit of concentration times litres."""
    line, clearance = found.terminal, dose / found.auc_inf
    row = {
        "cmax": found.cmax,
        "tmax_h": found.tmax_h,
        "auc_last": found.auc_last,
        "lambda_z_per_h": found.lambda_z_per_h,
        "points": 0 if line is None else line.points,
        "from_h": np.nan if line is None else line.from_h,
        "adj_r2": np.nan if line is None else line.adj_r2,
        "half_life_h": np.nan if line is None else line.half_life_h,
        "auc_inf": found.auc_inf,
        "extrapolated_share": found.extrapolated_share,
        "clearance_f": clearance,
        "volume_f": clearance / found.lambda_z_per_h,
        "clast": found.clast,
        "tlast_h": found.tlast_h,
        "mrt_h": found.mrt_h,
    }
    if found.rules.above is not None:
        row["hours_above"] = found.profile.hours_above(found.rules.above)
    if found.rules.until_h is not None:
        row["auc_until"], row["ended_h"] = found.auc_until(found.rules.until_h)
    is_known = line is not None and seen is not None and seen[0] <= line.half_life_h <= seen[1]
    may_flip = found.is_oral and line is not None and not is_known
    return {**row, "notes": "; ".join([*found.notes(), *([FLIP_FLOP] if may_flip else [])])}


def _half_lives_known(name: str | None, compounds: Mapping[str, Compound]) -> Window | None:
    """Give the range of half-lives of a compound over its parameter sets [h]; None for one that is not known."""
    if name is None or name not in compounds:
        return None
    ends = [each.half_life.ends for each in compounds[name].parameters.values()]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _units(samples: Samples) -> dict[str, str]:
    """Name the unit of each column that has one."""
    per_kg = "/kg" if samples.dose_unit.endswith("/kg") else ""
    conc, area = samples.conc_unit, area_unit(samples.conc_unit)
    return {
        **dict.fromkeys(("cmax", "clast"), conc),
        **dict.fromkeys(("auc_last", "auc_inf", "auc_until"), area),
        **dict.fromkeys(("tmax_h", "from_h", "half_life_h", "tlast_h", "mrt_h", "hours_above", "ended_h"), "h"),
        "lambda_z_per_h": "1/h",
        "clearance_f": f"L/h{per_kg}",
        "volume_f": f"L{per_kg}",
    }
