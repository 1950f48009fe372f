"""How much it costs to hold what articles say against the model, as ratios in one run.

Outside the default run; start it from the checkout with

    python -m pytest tests/benchmarks -o addopts=
"""

import time

import pytest

import pksim as pk

MECHANISM = pk.load_schedules()["mechanism"]
SUBJECTS = 10_000


def cpu(function, repeats=3):
    """Least CPU seconds of some runs, after one to warm up."""
    function()
    spent = []
    for _ in range(repeats):
        started = time.process_time()
        function()
        spent.append(time.process_time() - started)
    return min(spent)


@pytest.mark.parametrize("parameters", ["article", "literature"])
def test_all_claims_and_ten_thousand_sleepers(parameters, benchmark, note):
    whole = benchmark(lambda: pk.check_claims(parameters=parameters, subjects=SUBJECTS))
    assert (whole["verdict"] != "outside the model").sum() > 17
    night = cpu(
        lambda: pk.simulate_population(MECHANISM, parameters=parameters, subjects=SUBJECTS, step_min=5, progress=False)
    )
    claims = cpu(lambda: pk.check_claims(parameters=parameters, subjects=SUBJECTS))
    note(f"{parameters}: all claims, 10,000 sleepers / one 5-minute night of as many", claims / night)
    alone = cpu(lambda: pk.check_claims(parameters=parameters, subjects=1))
    note(f"{parameters}: all claims, 10,000 sleepers / the same with one sleeper", claims / alone)
