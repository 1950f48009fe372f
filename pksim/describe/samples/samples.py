"""Samples: concentrations that were measured, with when and what was dosed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from pksim.arguments import check_keywords, instance, one_of, quoted, real_number, whole
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.library import with_own
from pksim.describe.samples.cells import table_of
from pksim.describe.samples.columns import Columns, MoreOnSamples
from pksim.describe.samples.subject import Subject
from pksim.describe.samples.tidy import subjects_of
from pksim.describe.words.units import concentration_factor, concentration_unit, dose_factor, read_clock
from pksim.door import shown
from pksim.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_MOLAR = ("mol", "mmol", "µmol", "nmol", "pmol")
MATRICES = ("plasma", "serum", "blood", "saliva")


@dataclass(frozen=True, eq=False)
class Samples:
    """Concentrations that were measured in some subjects, with what they had taken.

    Attributes
    ----------
    subjects : mapping of str to Subject
        By name, in the order of the file; ``samples["1"]`` and iteration give them, too.
    conc_unit, dose_unit : str
        Units of concentrations and of doses. With doses per kg of body weight, volumes come out in L/kg.
    compound : str or None
        Of what.
    matrix : str
        In what it was measured: plasma, serum, blood or saliva.
    notes : tuple of str
        What was left out or taken for granted when they were read.
    start : str or float or None
        What the clock shows at time zero, HH:MM, or how many hours from bedtime that is.

    Examples
    --------
    >>> import pksim as pk
    >>> samples = pk.load_samples("theoph")
    >>> samples
    Samples(12 subjects, 132 samples of theophylline in mg/L)
    >>> samples.to_frame().head(2)
      subject  time_h  conc  below_limit
    0       1    0.00  0.74        False
    1       1    0.25  2.84        False
    """

    subjects: Mapping[str, Subject]
    conc_unit: str
    dose_unit: str
    compound: str | None = None
    matrix: str = "plasma"
    notes: tuple[str, ...] = ()
    start: str | float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "conc_unit", concentration_unit(self.conc_unit))
        dose_factor(self.dose_unit)
        if self.compound is not None:
            instance(self.compound, str, "compound", "'melatonin'")
        one_of(self.matrix, "matrix", MATRICES)
        if isinstance(self.start, str):
            read_clock(self.start, "start")
        elif self.start is not None:
            real_number(self.start, "start", least=-1e6, most=1e6, unit="h from bedtime")

    @classmethod
    def from_frame(
        cls,
        df: pd.DataFrame | str | Path,
        time: str = "Time",
        conc: str = "conc",
        subject: str | None = "Subject",
        dose: str | float = "Dose",
        conc_unit: str = "mg/L",
        dose_unit: str = "mg",
        compound: str | None = None,
        **more: Unpack[MoreOnSamples],
    ) -> Samples:
        """Read a tidy table, a row for each sample.

        Parameters
        ----------
        df : pandas.DataFrame or path
            The table, or its file. What is below the limit is written as ``<0.5``, ``BLQ`` or the like, or
            flagged in a column.
        time, conc : str
            The columns of times and concentrations.
        subject : str or None
            The column of subjects; None when all are of one.
        dose : str or float
            The column of doses, or the dose of each subject. What stands in every row of a subject alike was taken at
            time 0; what stands in one row, or in rows without a concentration, at the time of the row.
        conc_unit, dose_unit : str
            Their units, such as "ng/mL" and "mg/kg".
        compound : str, optional
            Of what.
        **more
            What else does not stand in the table.

        Returns
        -------
        Samples

        Other Parameters
        ----------------
        doses : pandas.DataFrame or path
            A table of doses with the same names of columns, where they do not stand among the samples.
        below : str
            A column that flags what is below the limit, by 1 or 0, yes or no; the concentration beside is the limit.
        limit : str or float
            The limit of quantification, or a column of limits; what is less is below it.
        route : {"oral", "iv"}
            How the doses were taken.
        matrix : {"plasma", "serum", "blood", "saliva"}
            In what it was measured.
        at_dose : {"before", "after"}
            On which side of a dose a sample stands that was drawn at its very time; before it unless said otherwise,
            and asked for after an intravenous dose.
        start : str or float
            What the clock shows at time zero, HH:MM, or how many hours from bedtime that is.
        time_unit : {"h", "min"}
            Unit of the times.
        decimal : {".", ","}
            What stands before decimals.

        Raises
        ------
        pksim.errors.InputError
            With every mistake of the table, each with its row and column.

        Examples
        --------
        >>> import pandas as pd
        >>> import pksim as pk
        >>> tubes = pd.DataFrame({"hour": [1, 2, 4], "level": [310, "480", "<20"]})
        >>> mine = pk.Samples.from_frame(
        ...     tubes, "hour", "level", subject=None, dose=0.3, conc_unit="pg/mL", compound="melatonin", start="22:00"
        ... )
        >>> mine.to_frame()
          subject  time_h   conc  below_limit
        0       1     1.0  310.0        False
        1       1     2.0  480.0        False
        2       1     4.0   20.0         True
        """
        check_keywords(more, MoreOnSamples, Samples.from_frame)
        columns = Columns(time, conc, subject, dose, conc_unit, dose_unit, **_of_columns(more))
        doses = None if more.get("doses") is None else table_of(more["doses"], "the table of doses")
        subjects, notes = subjects_of(table_of(df, "the table"), doses, columns)
        matrix, start = more.get("matrix", cls.matrix), more.get("start")
        return cls(subjects, columns.conc_unit, dose_unit, compound, matrix, tuple(notes), start)

    def at(self, start: str | float) -> Samples:
        """Say what the clock shows at time zero, HH:MM, or how many hours from bedtime that is.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_samples("theoph").at("08:00").start
        '08:00'
        """
        return replace(self, start=start)

    def conc_in_mg_l(self, compounds: Mapping[str, Compound] | tuple[Compound, ...] = ()) -> float:
        """Say by how much to multiply concentrations to have them in mg/L.

        Parameters
        ----------
        compounds : iterable of Compound or mapping of str to Compound, optional
            Compounds of one's own, whose molar mass amounts of substance need.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_samples("theoph").conc_in_mg_l()
        1.0
        """
        if not self.conc_unit.startswith(_MOLAR):
            return 1.0 / concentration_factor(self.conc_unit, 1.0)
        known = with_own(compounds)
        if self.compound not in known:
            msg = f"concentrations are in {self.conc_unit}: the molar mass of {quoted(self.compound)} is not known."
            raise InputError(msg)
        return 1.0 / concentration_factor(self.conc_unit, known[self.compound].molar_mass.value)

    def dose_in_mg(self) -> float:
        """Say by how much to multiply doses to have them in mg; those per kg of body weight stay per kg.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_samples("theoph").dose_in_mg()
        1.0
        """
        return dose_factor(self.dose_unit)

    def require(self, least: int) -> None:
        """Raise InputError unless each subject has so many samples after a dose that are not below the limit.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_samples("theoph").require(10)
        """
        fewest = whole(least, "least", 1, 10**6)
        if lacks := [text for each in self if (text := each.lacks(fewest)) is not None]:
            raise InputError("\n".join(lacks))

    def to_frame(self) -> pd.DataFrame:
        """Make a tidy table of the samples: ``subject``, ``time_h``, ``conc`` and ``below_limit``.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.load_samples("theoph").to_frame().groupby("subject")["conc"].max().nlargest(2)
        subject
        5    11.4
        1    10.5
        Name: conc, dtype: float64
        """
        import pandas as pd

        each = list(self)
        joined = {
            name: np.concatenate([getattr(one, field) for one in each])
            for name, field in (("time_h", "times_h"), ("conc", "conc"), ("below_limit", "below_limit"))
        }
        return pd.DataFrame(
            {"subject": np.repeat([one.name for one in each], [len(one.conc) for one in each]), **joined}
        )

    def plot(self, *, log: bool = False, ax: Any = None, figsize: tuple[float, float] | None = None) -> Any:
        """Draw what was measured against time, a Matplotlib figure; see `pksim.show.figures.samples.plot_samples`.

        Examples
        --------
        >>> import pksim as pk
        >>> print(pk.load_samples("theoph").plot().alt_text)
        Measured theophylline in serum, 132 samples of 12 subjects: at its highest 6.44 to 11.4 mg/L, at ... 3.55 h.
        """
        return shown("Samples.plot")(self, log=log, ax=ax, figsize=figsize)

    def __iter__(self) -> Iterator[Subject]:
        return iter(self.subjects.values())

    def __len__(self) -> int:
        return len(self.subjects)

    def __getitem__(self, name: str) -> Subject:
        return self.subjects[one_of(name, "subject", self.subjects)]

    def __repr__(self) -> str:
        count, several = sum(len(each.conc) for each in self), "" if len(self) == 1 else "s"
        of = "" if self.compound is None else f" of {self.compound}"
        return f"Samples({len(self)} subject{several}, {count} samples{of} in {self.conc_unit})"

    def _repr_html_(self) -> str:
        page: str = shown("Samples._repr_html_")(self)
        return page


def _of_columns(more: MoreOnSamples) -> dict[str, Any]:
    """Leave out what is not about the columns of a table."""
    return {name: said for name, said in more.items() if name not in ("doses", "matrix", "start")}
