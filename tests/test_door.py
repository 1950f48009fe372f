import inspect
from importlib import import_module

import pytest

from pksim.door import SHOWN, shown

RESULTS = {
    "BodyClock": "pksim.study.clock.body_clock",
    "PhaseResponse": "pksim.study.clock.response",
    "Compound": "pksim.describe.compound.compound",
    "Diary": "pksim.describe.files.diaries.diary",
    "Fit": "pksim.study.fits.result",
    "Samples": "pksim.describe.samples.samples",
    "Study": "pksim.describe.files.study",
    "Comparison": "pksim.study.measured.comparison",
    "Regret": "pksim.study.timing.regret",
    "Simulation": "pksim.study.curves.simulate",
    "Population": "pksim.study.people.population",
    "Sensitivity": "pksim.study.people.sensitivity",
    "TimingResult": "pksim.study.timing.best_timing",
}
OF_PAGES = {"width_in", "night"}
"""What pages set, and nobody else."""


def parameters(function):
    _, *rest = inspect.signature(function).parameters.values()
    return {each.name: (each.kind, each.default) for each in rest if each.name not in OF_PAGES}


@pytest.mark.parametrize("method", SHOWN)
def test_each_method_takes_what_the_function_behind_it_takes(method):
    result, name = method.split(".")
    of_result = getattr(getattr(import_module(RESULTS[result]), result), name)
    assert parameters(of_result) == parameters(shown(method))


def test_every_plot_of_a_result_is_in_the_table():
    plots = {
        f"{result}.{name}"
        for result, module in RESULTS.items()
        for name in vars(getattr(import_module(module), result))
        if name.startswith("plot")
    }
    assert plots == {method for method in SHOWN if ".plot" in method}
