"""How results are shown: which function of an upper floor stands behind each method that draws or writes one.

Results know how they look, yet nothing here imports what draws them: a name is looked up when its method is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pkgutil import resolve_name
from types import MappingProxyType
from typing import Any

SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "Samples.plot": "pksim.show.figures.samples:plot_samples",
        "Samples._repr_html_": "pksim.show.tables.html:samples_html",
        "Compound.save": "pksim.show.pages.files:write_compound",
        "Diary.plot": "pksim.show.figures.diary:plot_diary",
        "BodyClock.plot": "pksim.show.figures.clock:plot_clock",
        "PhaseResponse.plot": "pksim.show.figures.clock:plot_response",
        "Diary.save": "pksim.show.pages.files:write_diary",
        "Study.save": "pksim.show.pages.files:write_study",
        "Simulation.plot": "pksim.show.figures.curves:plot_curves",
        "Simulation.plot_residuals": "pksim.show.figures.measured:plot_residuals",
        "Simulation.plot_nights": "pksim.show.figures.nights:plot_nights",
        "Simulation.plot_occupancy": "pksim.show.figures.occupancy:plot_occupancy",
        "Simulation.plot_doses": "pksim.show.figures.doses:plot_doses",
        "Simulation._repr_html_": "pksim.show.tables.html:simulation_html",
        "Population.plot": "pksim.show.figures.bands:plot_bands",
        "Population._repr_html_": "pksim.show.tables.html:population_html",
        "Comparison.plot": "pksim.show.figures.published:plot_published",
        "Sensitivity.plot": "pksim.show.figures.sensitivity:plot_sensitivity",
        "Regret.plot": "pksim.show.figures.regret:plot_regret",
        "Fit.plot": "pksim.show.figures.fit:plot_fit",
        "TimingResult.plot": "pksim.show.figures.timing:plot_timing",
        "TimingResult._repr_html_": "pksim.show.tables.html:timing_html",
    }
)


def shown(method: str) -> Callable[..., Any]:
    """Find the function that shows a result, by the method that calls it, such as ``"Simulation.plot"``."""
    found: Callable[..., Any] = resolve_name(SHOWN[method])
    return found
