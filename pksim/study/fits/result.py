"""What a fit found: estimates, how sure they are, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pksim.arguments import one_of
from pksim.describe.compound.compound import Compound
from pksim.describe.compound.quantity import Quantity
from pksim.door import shown
from pksim.errors import InputError
from pksim.kinetics.arrays import Array
from pksim.kinetics.checks import numbers, positive
from pksim.study.fits.compound import compound_of, drawn, words_of
from pksim.study.fits.curve import CL, HEIGHT, KA, KE, LAG, MIRROR, PARAMETERS, PHASE, RATIO
from pksim.study.fits.fitted import Fitted
from pksim.study.fits.minimum import minimise
from pksim.study.fits.notes import notes_on
from pksim.study.fits.problem import TMAX, VOLUME, loss, quantities
from pksim.study.fits.profiles import held
from pksim.study.fits.samples import POOLED, asked_at
from pksim.study.fits.sureness import critical, how_sure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

REPORTED: dict[str, int] = {
    "ka_per_h": KA,
    "ke_per_h": KE,
    "clearance_f": CL,
    "volume_f": VOLUME,
    "tmax_h": TMAX,
    "half_life_h": KE,
    "lag_h": LAG,
    "saliva_ratio": RATIO,
    "own_peak": HEIGHT,
    "own_peak_time_h": PHASE,
}
"""Which quantity each parameter of a table is."""
_BEYOND_MEASURE = 20.0
"""Where a band would be wider than by a factor of e^20, it is drawn so wide."""


class Fit(Fitted):
    """The one-compartment model, fitted to samples; what is in it stands with `Fitted`.

    Examples
    --------
    >>> import pksim as pk
    >>> fit = pk.fit(pk.load_samples("theoph"), intervals=False)
    >>> print(fit["7"].notes[0])
    The data cannot tell whether absorption or elimination is the faster one. ...
    """

    def __getitem__(self, subject: str) -> Fit:
        """Give the fit of one subject alone."""
        i = np.array([self.subjects.index(one_of(subject, "subject", self.subjects))])
        return replace(
            self,
            subjects=(subject,),
            problem=self.problem.take(i),
            parameters=self.parameters[i],
            sure=self.sure.take(i),
        )

    @property
    def notes(self) -> list[str]:
        """What a reader should know before the numbers, each in a sentence or two."""
        return [*self.told, *notes_on(self)]

    @property
    def mirror(self) -> Fit:
        """The other solution, in which ka and ke are swapped: the same curves and CL/F, and another V/F.

        Examples
        --------
        >>> import pksim as pk
        >>> fit = pk.fit(pk.load_samples("theoph"), intervals=False)["7"]
        >>> [float(each.to_frame().set_index("parameter").loc["volume_f", "estimate"]) for each in (fit, fit.mirror)]
        [0.505, 0.0759]
        """
        if not self.has_mirror:
            msg = "this fit has no mirror: the samples, or what was known before, tell absorption from elimination."
            raise InputError(msg)
        swapped, other = self.parameters[:, MIRROR], "faster" if self.absorption == "slower" else "slower"
        swapped, sure = how_sure(self.problem, swapped, intervals=self.sure.asked)
        return replace(self, parameters=swapped, sure=sure, absorption=other)  # type: ignore[arg-type]

    def to_frame(self) -> pd.DataFrame:
        """Make a table with a row for each parameter of each subject.

        Returns
        -------
        pandas.DataFrame
            ``subject``, ``parameter``, ``estimate``, ``se_log`` (standard error of the natural logarithm; of
            ``own_peak_time_h`` of itself), and ``low`` and ``high``, the 95 % interval; an end that is not there is 0
            or infinite. Volumes are in L, clearances in L/h, per kg of body weight where doses are; what the body has
            by itself in the unit of the samples.

        Examples
        --------
        >>> import pksim as pk
        >>> pooled = pk.fit(pk.load_samples("theoph"), each=False, absorption="faster").to_frame()
        >>> pooled[["parameter", "estimate", "se_log"]].head(3)
             parameter  estimate  se_log
        0     ka_per_h     1.491  0.1175
        1     ke_per_h    0.0801  0.1104
        2  clearance_f    0.0388  0.0744
        """
        import pandas as pd

        values, errors = quantities(self.parameters)[0], self.sure.errors
        rows = []
        for i, subject in enumerate(self.subjects):
            for name, place in REPORTED.items():
                if self._has(place):
                    logs = [values[i, place], *self.sure.ends[i, place]]
                    estimate, low, high = self._natural(name, np.array(logs), boundless=bool(self.sure.boundless[i]))
                    rows.append((subject, name, estimate, float(errors[i, place]), low, high))
        return pd.DataFrame(rows, columns=["subject", "parameter", "estimate", "se_log", "low", "high"])

    def _has(self, place: int) -> bool:
        needs = {TMAX: KA, VOLUME: CL}.get(place, place)
        return needs in self.problem.free

    def _natural(self, name: str, logs: Array, *, boundless: bool) -> tuple[float, float, float]:
        """Give a value and its ends as people name them."""
        if name == "own_peak_time_h":
            value, low, high = logs
        elif name == "half_life_h":
            value, high, low = np.exp(np.log(np.log(2.0)) - logs)
        else:
            value, low, high = np.exp(logs) / (self.unit_mg_l if name == "own_peak" else 1.0)
        if boundless and name in ("ka_per_h", "tmax_h"):
            value = np.inf if name == "ka_per_h" else 0.0
        return float(value), float(low), float(high)

    def curve(self, subject: str, times_h: ArrayLike) -> tuple[Array, Array, Array]:
        """Compute the fitted curve of a subject, and a 95 % band about it.

        Parameters
        ----------
        subject : str
            Whose doses.
        times_h : array (times,)
            When, on the axis of the samples [h].

        Returns
        -------
        level, low, high : array (times,)
            In the unit of the samples. The band is that of the curve, not of samples; it is found from the
            covariance of the parameters, in logarithms.

        Examples
        --------
        >>> import pksim as pk
        >>> level, low, high = pk.fit(pk.load_samples("theoph")).curve("7", [12])
        >>> print(f"{low[0]:.2f} < {level[0]:.2f} < {high[0]:.2f} mg/L")
        2.90 < 3.38 < 3.94 mg/L
        """
        one_of(subject, "subject", [subject for subject in self.samples.subjects if self._row(subject) is not None])
        asked = asked_at(self.samples, subject, np.atleast_1d(numbers(times_h, "curve: times_h", "h")), self.problem)
        i = np.array([self._row(subject)])
        level, gradient = replace(asked, in_logs=False).model(self.parameters[i])
        with np.errstate(all="ignore"):
            by = np.where(level[..., None] > 0, gradient / level[..., None], 0.0)
        covariance = self.sure.covariance[i[0], :PARAMETERS, :PARAMETERS]
        wide = critical(self.problem)[i] * np.sqrt(np.einsum("tk,kl,tl->t", by[0], covariance, by[0]))
        level = level[0] / self.unit_mg_l
        factor = np.exp(np.minimum(wide, _BEYOND_MEASURE))
        return level, level / factor, level * factor

    def _row(self, subject: str) -> int | None:
        name = POOLED if self.subjects == (POOLED,) else subject
        return self.subjects.index(name) if name in self.subjects else None

    def profile(self, subject: str, parameter: str, values: ArrayLike) -> Array:
        """Say how much worse the best fit gets with a parameter held at a value.

        Parameters
        ----------
        subject : str
            Whose fit.
        parameter : str
            Which, such as ``"ka_per_h"``.
        values : array (n,)
            At which values.

        Returns
        -------
        array (n,)
            Minus twice the logarithm of the likelihood, above its least; not-a-number where it cannot be held.

        Examples
        --------
        >>> import pksim as pk
        >>> fit = pk.fit(pk.load_samples("theoph"))
        >>> fit.profile("7", "clearance_f", [0.0433, 0.0516, 0.0607]).round(1)
        array([5.6, 0. , 5.6])
        """
        one_of(parameter, "parameter", [name for name, place in REPORTED.items() if self._has(place)])
        alone, place = self[subject], REPORTED[parameter]
        asked = np.atleast_1d(positive(values, "profile: values", "the parameter's unit"))
        logs = np.log(np.log(2.0) / asked if parameter == "half_life_h" else asked)
        rows: NDArray[np.intp] = np.zeros(logs.size, dtype=np.intp)
        best = minimise(alone.problem, alone.parameters)[rows]
        problem = alone.problem.take(rows)
        found = held(problem, best, np.full(logs.size, place), logs, loss(problem, best).value)
        return np.where(np.abs(found.place - logs) < 1e-3, np.maximum(found.excess, 0.0), np.nan)

    def plot(self) -> Figure:
        """Draw curves, bands, samples, residuals and profiles; see `pksim.show.figures.fit.plot_fit`.

        Examples
        --------
        >>> import pksim as pk
        >>> pk.fit(pk.load_samples("theoph"))["7"].plot().savefig("fit.png")
        """
        figure: Figure = shown("Fit.plot")(self)
        return figure

    def compound(self, name: str, *, weight_kg: float | None = None, molar_mass: str | None = None) -> Compound:
        """Make a compound of what was found, for `simulate`, `best_timing` and study files.

        Parameters
        ----------
        name : str
            As it is to be written in a dose.
        weight_kg : float, optional
            Body weight [kg]; needed where doses are per kg.
        molar_mass : str, optional
            Such as ``"180.16 g/mol"``; that of the library where it knows the compound.

        Returns
        -------
        Compound
            Its volume is V/F, and all of a dose counts. Of several subjects it is the geometric mean. Quantities
            differ between people as far as they are uncertain here, each for itself; ``spread=fit`` draws them
            together.

        Raises
        ------
        pksim.errors.InputError
            When the weight is missing, or absorption is as fast as can be told.

        Examples
        --------
        >>> import pksim as pk
        >>> mine = pk.fit(pk.load_samples("theoph"))["7"].compound("mine", weight_kg=70)
        >>> round(mine.parameters["fit"].volume.value, 1)
        35.3
        """
        return compound_of(self, name, weight_kg=weight_kg, molar_mass=molar_mass)

    @property
    def in_words(self) -> str:
        """Say how `draw` draws sleepers."""
        return words_of(self)

    def draw(self, name: str, quantity: Quantity, shares: Callable[[str], Array]) -> Array | None:
        """Draw a quantity of a compound that was made of this fit, together with its others; ``spread=fit`` calls it.

        Parameters
        ----------
        name : str
            Which, such as ``"tmax"``.
        quantity : Quantity
            The typical one.
        shares : callable
            Gives for the name of a quantity the share of people that lies below each sleeper.

        Returns
        -------
        array (N,) or None
            None where the quantity does not come from this fit.

        Examples
        --------
        >>> import numpy as np
        >>> import pksim as pk
        >>> fit = pk.fit(pk.load_samples("theoph"))["7"]
        >>> half_life = fit.compound("theo", weight_kg=70).parameters["fit"].half_life
        >>> fit.draw("half_life", half_life, lambda name: np.array([0.5])).round(2)
        array([6.78])
        """
        return drawn(self, name, quantity, shares)
