"""Whether the words about one compartment come when they should, and only then."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import pksim as pk
from pksim.study.fits.shape import slower_phase, together

TIMES = np.array([0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 18.0, 24.0])
INDOMETH = pk.load_samples("indometh", dose=25)


def simulated(subjects, slow_share, seed=0):
    """Give an oral dose into one compartment and, of a share of it, into a second, ten times slower one."""
    rng, tables = np.random.default_rng(seed), []
    for subject in range(subjects):
        level = sum(
            share * 10 * (np.exp(-ke * TIMES) - np.exp(-2.0 * TIMES))
            for share, ke in ((1 - slow_share, 0.4), (slow_share, 0.04))
        )
        conc = level * np.exp(0.1 * rng.standard_normal(TIMES.size))
        tables.append(pd.DataFrame({"Subject": subject, "Time": TIMES, "conc": conc}))
    return pk.Samples.from_frame(pd.concat(tables), dose=100.0)


def test_the_chance_is_uniform_where_nothing_is_missing():
    fit = pk.fit(simulated(800, 0.0), error="log", intervals=False)
    chances = slower_phase(fit.problem, fit.parameters)
    for level in (0.01, 0.05, 0.2):
        assert (chances < level).mean() == pytest.approx(level, abs=4 * np.sqrt(level / 800))
    assert together(chances) > 0.01


def test_a_second_phase_is_seen():
    fit = pk.fit(simulated(50, 0.1), error="log", intervals=False)
    chances = slower_phase(fit.problem, fit.parameters)
    assert (chances < 0.01).mean() > 0.9
    assert any("second, slower phase" in note for note in fit.notes)


@pytest.mark.parametrize("error", ["constant", "1/y", "proportional", "log"])
def test_indometacin_has_a_second_phase_and_theophylline_none(error):
    notes = pk.fit(INDOMETH, error=error, intervals=False).notes
    assert any("one compartment is wrong" in note for note in notes)
    theoph = pk.load_samples("theoph")
    assert not any("one compartment" in note for note in pk.fit(theoph, error="log", intervals=False).notes)


def test_residuals_in_runs_are_told():
    times = np.arange(1.0, 25.0)
    wave = 10 * np.exp(-0.1 * times) * (1 + 0.2 * np.sin(times / 3))
    samples = pk.Samples.from_frame(pd.DataFrame({"Time": times, "conc": wave}), subject=None, dose=100.0)
    (told,) = [note for note in pk.fit(samples, error="log", intervals=False).notes if "runs" in note]
    assert "does not have the shape" in told


def test_an_injection_taken_for_an_oral_dose_has_ka_unbounded():
    subjects = {
        name: replace(one, doses=tuple(replace(dose, route="oral") for dose in one.doses))
        for name, one in INDOMETH.subjects.items()
    }
    fit = pk.fit(replace(INDOMETH, subjects=subjects))
    table, injected = fit.to_frame(), pk.fit(INDOMETH).to_frame()
    assert np.isinf(table.query("parameter == 'ka_per_h'")["estimate"]).all()
    assert (table.query("parameter == 'tmax_h'")["estimate"] == 0).all()
    assert table.query("parameter == 'ka_per_h'")["low"].between(0.1, 20).all()
    for name in ("ke_per_h", "clearance_f", "volume_f"):
        oral, iv = (each.loc[each["parameter"] == name, "estimate"].to_numpy() for each in (table, injected))
        assert oral == pytest.approx(iv, rel=1e-4)
    assert any("ka is unbounded" in note for note in fit.notes)
    assert any("one compartment is wrong" in note for note in fit.notes)
    with pytest.raises(pk.InputError, match="ka is unbounded"):
        fit.compound("mine")


def test_samples_that_end_too_soon_leave_elimination_open():
    early = np.array([0.1, 0.2, 0.3, 0.5, 0.7, 1.0])
    conc = 10 * (1 - np.exp(-2.0 * early)) * (1 + 0.02 * np.cos(9 * early))
    fit = pk.fit(pk.Samples.from_frame(pd.DataFrame({"Time": early, "conc": conc}), subject=None, dose=100.0))
    assert fit.to_frame().set_index("parameter").loc["ke_per_h", "low"] == 0
    assert any("samples end too soon" in note for note in fit.notes)
