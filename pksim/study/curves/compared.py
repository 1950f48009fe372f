"""What was measured, on the axis of a night and beside what its curves give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pksim.arguments import instance, one_of
from pksim.describe.compound.compound import Compound
from pksim.describe.schedule.night import Night
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Array
from pksim.kinetics.own_level import BodysOwn
from pksim.study.curves.regimen import Regimen

if TYPE_CHECKING:
    import pandas as pd

    from pksim.describe.samples.samples import Samples


class Points(NamedTuple):
    """The samples of one subject on the axis of a night.

    Attributes
    ----------
    subject : str
        Whose.
    times_h : array (n,)
        When they were drawn [h from bedtime].
    levels : array (n,)
        Concentrations in the compound's display unit, or the limits that they are below.
    below_limit : bool array (n,)
        Which of them.
    """

    subject: str
    times_h: Array
    levels: Array
    below_limit: NDArray[np.bool_]


def measured_compound(samples: Samples, compounds: Mapping[str, Compound]) -> str:
    """Say of which of some compounds the samples are."""
    from pksim.describe.samples.samples import Samples  # a night without them does without

    instance(samples, Samples, "samples", "read_samples('mine.csv')")
    if samples.compound is None and len(compounds) == 1:
        return next(iter(compounds))
    if samples.compound is not None and samples.compound not in compounds:
        of = repr(samples.compound)
        known = did_you_mean(samples.compound, compounds)
        msg = f"the compound of the samples is {of}; {known} Or call that of a fit so: fit.compound({of})."
        raise InputError(msg)
    return one_of(samples.compound, "the compound of the samples", compounds)


def points_of(samples: Samples, night: Night, compounds: Mapping[str, Compound]) -> list[Points]:
    """Put samples on the axis of a night.

    Parameters
    ----------
    samples : Samples
        What was measured.
    night : Night
        In which night.
    compounds : mapping of str to Compound
        What is taken in it.

    Returns
    -------
    list of Points
        One a subject.

    Raises
    ------
    InputError
        When the samples are of another compound, of saliva, or do not say what the clock shows at their time zero.
    """
    compound = compounds[measured_compound(samples, compounds)]
    if samples.matrix == "saliva":
        msg = "the samples are of saliva, and curves are of plasma; fit them, which weighs how unsure their ratio is."
        raise InputError(msg)
    if samples.start is None:
        msg = "the samples do not say what the clock shows at their time zero; say it, such as samples.at('22:00')."
        raise InputError(msg)
    zero = night.time_h(samples.start) if isinstance(samples.start, str) else float(samples.start)
    factor = samples.conc_in_mg_l(compounds) * compound.display_factor
    return [Points(each.name, each.times_h + zero, each.conc * factor, each.below_limit) for each in samples]


def residual_table(
    samples: Samples, night: Night, regimens: Mapping[tuple[str, str], Regimen], own: Mapping[str, BodysOwn]
) -> pd.DataFrame:
    """Hold samples against the curves of every schedule; see `pksim.Simulation.residuals`."""
    import pandas as pd

    compounds = {name: regimen.compound for (_, name), regimen in regimens.items()}
    points, compound = points_of(samples, night, compounds), measured_compound(samples, compounds)
    factor, tables = compounds[compound].display_factor, []
    for schedule in [schedule for schedule, name in regimens if name == compound]:
        for each in points:
            curve = regimens[schedule, compound].concentration(each.times_h)
            predicted = factor * (curve + own[compound].concentration(each.times_h) if compound in own else curve)
            columns = {
                "schedule": schedule,
                "subject": each.subject,
                "time_h": each.times_h,
                "measured": each.levels,
                "predicted": predicted,
                "residual": each.levels - predicted,
                "below_limit": each.below_limit,
                "unit": compounds[compound].display_unit,
            }
            tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)
