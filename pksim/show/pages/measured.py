"""Which files are written of samples, of fits, and of what studies published.

What draws one of them is imported for it alone, as it takes long.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from pksim.describe.compound.compound import Compound
from pksim.describe.files.study_writer import compound_toml
from pksim.describe.samples.samples import Samples
from pksim.show.pages.all_or_none import write_files
from pksim.show.pages.contents import pictures, table

if TYPE_CHECKING:
    import pandas as pd

    from pksim.study.fits.result import Fit
    from pksim.study.measured.nca import OnNca


def write_nca(samples: Samples, folder: str | Path, *, auc: str, **how: Unpack[OnNca]) -> list[Path]:
    """Describe samples without a model, and write that as pictures and tables.

    Parameters
    ----------
    samples : Samples
        What was measured.
    folder : str or Path
        Where to; made if it is not there.
    auc, **how
        As for `pksim.nca`.

    Returns
    -------
    list of Path
        ``nca.png``, ``nca.svg``, ``nca.csv`` (a row per subject) and ``nca-summary.csv``.

    Raises
    ------
    pksim.errors.InputError
        As from `pksim.nca`, or when the folder cannot be written.
    """
    from pksim.show.figures.nca import plot_nca
    from pksim.study.measured.nca import nca
    from pksim.study.measured.summary import nca_summary

    found = nca(samples, auc=auc, **how)
    return write_files(
        {
            **pictures(plot_nca(samples, auc=auc, **how), "nca"),
            "nca.csv": table(found.reset_index()),
            "nca-summary.csv": table(nca_summary(found).reset_index()),
        },
        folder,
    )


def write_published(compared: pd.DataFrame, folder: str | Path) -> list[Path]:
    """Write what studies published beside what the model predicts.

    Parameters
    ----------
    compared : pandas.DataFrame
        What `pksim.compare_with_published` gives.
    folder : str or Path
        Where to; made if it is not there.

    Returns
    -------
    list of Path
        ``published.png``, ``published.svg`` and ``published.csv``.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    from pksim.show.figures.published import plot_published

    return write_files({**pictures(plot_published(compared), "published"), "published.csv": table(compared)}, folder)


def write_fit(fit: Fit, folder: str | Path, *, compound: Compound | None = None) -> list[Path]:
    """Write a fit as pictures and tables.

    Parameters
    ----------
    fit : Fit
        The fit.
    folder : str or Path
        Where to; made if it is not there.
    compound : Compound, optional
        What was made of it.

    Returns
    -------
    list of Path
        ``fit.png``, ``fit.svg``, ``fit.csv``, ``residuals.csv`` and the compound's file, called as it is.

    Raises
    ------
    pksim.errors.InputError
        When the folder cannot be written.
    """
    from pksim.show.figures.fit import plot_fit

    tables = {"fit.csv": table(fit.to_frame()), "residuals.csv": table(fit.residuals())}
    made = {} if compound is None else {f"{compound.name}.toml": compound_toml(compound).encode()}
    return write_files({**pictures(plot_fit(fit), "fit"), **tables, **made}, folder)
