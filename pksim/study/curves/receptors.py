"""How much of a receptor is occupied: illustrative, for what happens at a receptor is not what happens to sleep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from pksim.arguments import instance
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.errors import InputError, did_you_mean
from pksim.kinetics.arrays import Array
from pksim.kinetics.checks import not_negative
from pksim.study.curves.simulate import Simulation

if TYPE_CHECKING:
    import pandas as pd


def occupancy(
    levels: Simulation | ArrayLike,
    *,
    compound: str = "melatonin",
    compounds: Iterable[Compound] | Mapping[str, Compound] = (),
) -> pd.DataFrame:
    r"""Say which share of each receptor of a compound is occupied.

    Parameters
    ----------
    levels : Simulation or array (levels,) or float
        Curves, or concentrations in the compound's display unit. Of a simulation with the body's own level, the total;
        of one without, what the doses add.
    compound : str, optional
        Which compound. Melatonin has the receptors MT1 and MT2; magnesium has none, for the literature knows no
        relation of its concentration to sleep.
    compounds : iterable of Compound or mapping of str to Compound, optional
        Compounds of one's own, added to the library's.

    Returns
    -------
    pandas.DataFrame
        One row per schedule and time (``schedule``, ``time_h``, ``clock``) or per concentration; ``concentration``, the
        total that was used, ``unit``, and one column a receptor, from 0 to 1.

    Raises
    ------
    pksim.errors.InputError
        When the compound has no receptors here, or none of it is taken.

    Notes
    -----
    :math:`C/(K_d + C)` with the total concentration in plasma. It is illustrative: binding to proteins, the
    concentration at the receptor, and what occupancy does to sleep are not modelled.

    Examples
    --------
    At the dissociation constant half of a receptor is occupied, 30 pg/mL for MT1 and 64 pg/mL for MT2:

    >>> import pksim as pk
    >>> pk.occupancy([30, 64])
       concentration   unit   MT1   MT2
    0           30.0  pg/mL  0.50  0.32
    1           64.0  pg/mL  0.68  0.50
    """
    import pandas as pd

    if isinstance(levels, Simulation):
        kds = receptors_of(levels.compounds, compound)
        frame = levels.to_frame()
        frame = frame[frame["compound"] == compound].drop(columns="compound").reset_index(drop=True)
        if "total" in frame:
            frame = frame.drop(columns=["concentration", "endogenous"]).rename(columns={"total": "concentration"})
    else:
        known = with_own(compounds)
        kds = receptors_of(known, compound)
        given = np.atleast_1d(not_negative(levels, "occupancy: levels", known[compound].display_unit))
        frame = pd.DataFrame({"concentration": given, "unit": known[compound].display_unit})
    return frame.assign(**{name: share(frame["concentration"].to_numpy(), kd) for name, kd in kds.items()})


def share(level: Array, kd: float) -> Array:
    """Share of a receptor that is occupied at a concentration, both in one unit."""
    return level / (kd + level)


def receptors_of(compounds: Mapping[str, Compound], compound: str) -> dict[str, float]:
    """Give the dissociation constant of each receptor, in the compound's display unit."""
    if instance(compound, str, "compound", "'melatonin'") not in compounds:
        msg = f"occupancy: there is no {compound!r} here; {did_you_mean(compound, compounds)}"
        raise InputError(msg)
    found = compounds[compound]
    if not found.receptors:
        msg = f"occupancy: no receptor of {compound} is known here, and no relation of its concentration to an effect."
        raise InputError(msg)
    per_mol_l = 1e3 * found.molar_mass.value * found.display_factor
    return {name: receptor.kd_mol_l * per_mol_l for name, receptor in found.receptors.items()}
