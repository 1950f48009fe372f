"""A table of published numbers beside the model's, which draws itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pksim.door import shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Comparison(pd.DataFrame):
    """What `pksim.compare_with_published` gives; rows chosen from it are one, too."""

    @property
    def _constructor(self) -> type[Comparison]:
        return Comparison

    def plot(self) -> Figure:  # type: ignore[override]
        """Draw published numbers against the model's; see `pksim.show.figures.published.plot_published`.

        Examples
        --------
        >>> import pksim as pk
        >>> table = pk.compare_with_published(subjects=100)
        >>> print(table[table["quantity"] == "cmax"].plot().alt_text)
        Published Cmax of melatonin after an immediate-release dose spans 355–4,670 pg/mL per mg; ...
        """
        figure: Figure = shown("Comparison.plot")(self)
        return figure
