"""A few samples of an evening: the posterior against draws from what was known, weighed, and what it leads to."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

import pksim as pk
from pksim.describe.compound.library import read_shipped
from pksim.describe.words.records import read_record
from pksim.kinetics.own_level import BodysOwn
from pksim.study.fits.prior import Priors

NIGHT = pk.Night("23:00")
HOURS, LEVELS = np.array([0.5, 1.0, 2.5]), np.array([95.0, 130.0, 40.0])


def tubes(hours=HOURS, levels=LEVELS, **more):
    said = {"matrix": "saliva", "start": "22:00", "compound": "melatonin", "conc_unit": "pg/mL", **more}
    table = pd.DataFrame({"hour": hours, "level": levels})
    return pk.Samples.from_frame(table, "hour", "level", subject=None, dose=0.5, **said)


def bateman(hours, ka, ke, volume, dose=0.5):
    ka, ke, volume = (each[:, None] for each in (ka, ke, volume))
    rising = np.maximum(hours, 0.0)
    return dose / volume * ka / (ka - ke) * (np.exp(-ke * rising) - np.exp(-ka * rising))


def drawn_before(count, seed=0):
    """Draw from what is known before: the numbers of the literature's set and of facts about saliva and one's own."""
    normal = np.random.default_rng(seed).standard_normal((7, count))
    tmax = 50 / 60 * 1.5 ** normal[0]
    half_life = 0.75 * 1.3 ** normal[1]
    volume = 90 / 0.15 * np.exp(np.hypot(np.log(2.5), 0.0) * normal[2])
    ratio, sd = 0.3 * 1.25 ** normal[3], 0.2 * 1.5 ** normal[4]
    height = 50e-6 * np.exp(np.log(20) / (2 * 1.959964) * normal[5])
    return tmax, half_life, volume, ratio, sd, height, 1 + 3 + normal[6]


def weighed(hours, levels, limit=None, count=400_000):
    """Give draws of tmax, half-life, V/F and the ratio, each weighed by how likely it makes the samples."""
    tmax, half_life, volume, ratio, sd, height, peak = drawn_before(count)
    model = pk.OneCompartment.from_tmax(tmax, half_life, volume)
    dosed = bateman(np.asarray(hours), np.asarray(model.ka_per_h), np.asarray(model.ke_per_h), volume)
    turn = np.cos(2 * np.pi * (np.asarray(hours) - peak[:, None]) / 24)
    floor = np.cos(np.pi * 11 / 24)
    own = 2e-6 + height[:, None] * np.maximum(turn - floor, 0) / (1 - floor)
    level = np.log(ratio[:, None] * (dosed + own) * 1e6)
    off = (np.log(levels) - level) / sd[:, None]
    below = np.zeros(len(levels), bool) if limit is None else np.asarray(limit)
    log_weight = np.where(below, np.log(np.maximum(ndtr(off), 1e-300)), -(off**2) / 2 - np.log(sd)[:, None]).sum(axis=1)
    weight = np.exp(log_weight - log_weight.max())
    return {"tmax_h": tmax, "half_life_h": half_life, "volume_f": volume, "saliva_ratio": ratio}, weight / weight.sum()


def test_the_reference_has_the_body_s_own_as_pksim_has_it():
    turn, floor = np.cos(2 * np.pi * (HOURS - 4) / 24), np.cos(np.pi * 11 / 24)
    by_hand = 2e-6 + 50e-6 * np.maximum(turn - floor, 0) / (1 - floor)
    assert by_hand == pytest.approx(BodysOwn(2e-6, 50e-6, 11.0, 4.0).concentration(HOURS), rel=1e-12)


@pytest.mark.parametrize("below", [None, [True, False, False, False]])
def test_the_posterior_agrees_with_draws_from_what_was_known(below):
    hours, levels = (HOURS, LEVELS) if below is None else (np.array([-1.0, *HOURS]), np.array([2.0, *LEVELS]))
    told = levels if below is None else ["<2", *levels[1:]]
    found = pk.fit(tubes(hours, told), prior="literature", night=NIGHT).to_frame().set_index("parameter")
    draws, weight = weighed(hours, levels, below)
    assert 1 / (weight**2).sum() > 2000
    for name, values in draws.items():
        logs = np.log(values)
        mean = (weight * logs).sum()
        sd = np.sqrt((weight * (logs - mean) ** 2).sum())
        assert np.log(found.loc[name, "estimate"]) == pytest.approx(mean, abs=0.05 * sd)
        assert found.loc[name, "se_log"] == pytest.approx(sd, rel=0.05)
        inside = (found.loc[name, "low"] <= values) & (values <= found.loc[name, "high"])
        assert (weight * inside).sum() == pytest.approx(0.95, abs=0.01)


def test_nothing_measured_of_a_quantity_leaves_it_as_it_was_known():
    # Before the dose saliva says nothing of how the dose is absorbed.
    found = pk.fit(tubes([-1.0, 2.0], [3.0, 60.0]), prior="literature", night=NIGHT).to_frame().set_index("parameter")
    alone = pk.fit(tubes([2.0], [60.0]), prior="literature", night=NIGHT).to_frame().set_index("parameter")
    assert found.loc["own_peak", "se_log"] < alone.loc["own_peak", "se_log"]
    assert alone.loc["half_life_h", "se_log"] <= np.log(1.3) * 1.02


def test_what_the_samples_do_not_tell_is_said():
    notes = pk.fit(tubes(), prior="literature", night=NIGHT).notes
    (told,) = [note for note in notes if "next to nothing" in note]
    assert "half-life, the ratio of saliva to plasma, the time of one's own peak" in told
    assert "V/F" not in told


def test_saliva_read_as_plasma_would_be_threefold_wrong():
    saliva = pk.fit(tubes(), prior="literature", night=NIGHT).to_frame().set_index("parameter")
    plasma = pk.fit(tubes(matrix="plasma"), prior="literature", night=NIGHT).to_frame().set_index("parameter")
    assert "saliva_ratio" not in plasma.index
    assert 2.5 < plasma.loc["volume_f", "estimate"] / saliva.loc["volume_f", "estimate"] < 4
    with pytest.raises(pk.InputError, match="several-fold wrong; say prior='literature'"):
        pk.fit(tubes())


def test_one_s_own_is_not_read_as_dose():
    # What is measured where only one's own can be high says how high that is.
    late = pk.fit(tubes([0.5, 1.0, 6.0], [95, 130, 30]), prior="literature", night=NIGHT).to_frame()
    found = late.set_index("parameter")
    assert 30 / 0.45 < found.loc["own_peak", "estimate"] + 2 < 30 / 0.2
    assert found.loc["half_life_h", "estimate"] < 1.0


def test_saliva_can_be_said_with_the_fit():
    here = pk.fit(tubes(matrix="plasma"), prior="literature", night=NIGHT, matrix="saliva").to_frame()
    assert here.equals(pk.fit(tubes(), prior="literature", night=NIGHT).to_frame())
    with pytest.raises(pk.InputError, match="did you mean 'saliva'"):
        pk.fit(tubes(), matrix="salivas")


@pytest.mark.parametrize("start", ["22:00", -1.0])
def test_time_zero_can_be_a_clock_time_or_hours_from_bedtime(start):
    found = pk.fit(tubes(start=start), prior="literature", night=NIGHT).to_frame()
    known = pk.fit(tubes(), prior="literature", night=NIGHT).to_frame()
    assert found["estimate"].to_numpy() == pytest.approx(known["estimate"].to_numpy(), rel=1e-9)


@pytest.mark.parametrize(
    ("more", "asked", "said"),
    [
        ({"start": None}, {}, "start='22:00'"),
        ({"compound": "magnesium"}, {}, "depends on the dose"),
        ({"compound": None}, {}, "of which compound"),
        ({}, {"prior": "litrature"}, "did you mean 'literature'"),
        ({}, {"error": "constant"}, "with a prior"),
    ],
)
def test_what_a_prior_needs_is_asked_for(more, asked, said):
    with pytest.raises(pk.InputError, match=said):
        pk.fit(tubes(**more), night=NIGHT, **{"prior": "literature", **asked})


def test_a_best_time_follows_with_its_uncertainty():
    found = pk.fit(tubes(), prior="literature", night=NIGHT)
    mine = found.compound("mine")
    plan = pk.Schedule.parse("plan", "mine 0.5 mg 2 h before bed", compounds=[mine])
    timing = pk.best_timing(plan, NIGHT, compounds=[mine], move="mine", spread=found, subjects=500)
    tmax = found.to_frame().set_index("parameter").loc["tmax_h"]
    assert -timing.best.dose_time_h == pytest.approx(tmax["estimate"], abs=0.1)
    assert -tmax["high"] < timing.best.dose_time_h < -tmax["low"]
    assert 0.8 < timing.best.share < 1.0
    assert "drawn together" in pk.references(timing).query("of == 'sleepers'")["note"].iloc[-1]


def test_the_numbers_that_ship_are_those_of_the_facts_each_with_a_source_or_marked_as_assumed():
    shipped = read_record(Priors, read_shipped("priors"), "priors.toml")
    assert shipped.saliva["melatonin"].value == 0.3
    assert set(shipped.saliva["melatonin"].source) <= set(pk.load_references())
    for group in (shipped.saliva, shipped.peak_time, shipped.noise):
        assert all(each.source or each.kind == "assumed" for each in group.values())
