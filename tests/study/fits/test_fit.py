"""Fits against R, SciPy and what was put in."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats
from theoph_fits import EACH, POOLED

import pksim as pk
from pksim.describe.samples.subject import Taken

THEOPH = pk.load_samples("theoph")
TABLE = THEOPH.to_frame()
DOSES = {name: subject.doses[0].amount for name, subject in THEOPH.subjects.items()}
TIMES = np.array([0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0])
TRUTH = {"ka_per_h": 1.5, "ke_per_h": 0.08, "clearance_f": 2.8}
LOGS = {"ke_per_h": 0, "ka_per_h": 2, "clearance_f": 4}


def bateman(times, ka, ke, cl, dose=320.0):
    return dose * ka * ke / cl * (np.exp(-ke * times) - np.exp(-ka * times)) / (ka - ke)


def samples_of(times, conc, dose=320.0, **more):
    return pk.Samples.from_frame(pd.DataFrame({"Time": times, "conc": conc}), subject=None, dose=dose, **more)


def noisy(seed, times=TIMES, sd=0.1):
    return bateman(times, **renamed()) * np.exp(sd * np.random.default_rng(seed).standard_normal(times.size))


def renamed():
    return {"ka": TRUTH["ka_per_h"], "ke": TRUTH["ke_per_h"], "cl": TRUTH["clearance_f"]}


def column(fit, name="estimate"):
    return fit.to_frame().set_index(["subject", "parameter"])[name]


@pytest.fixture(scope="module")
def each():
    return pk.fit(THEOPH, absorption="faster")


@pytest.mark.parametrize("subject", EACH)
def test_each_subject_as_r_fits_it(each, subject):
    estimate, error = column(each)[subject], column(each, "se_log")[subject]
    *known, volume_error, residual = EACH[subject]
    for name, place in LOGS.items():
        assert np.log(estimate[name]) == pytest.approx(known[place], abs=2e-5)
        assert error[name] == pytest.approx(known[place + 1], abs=0.5001e-4)
    assert estimate["volume_f"] * error["volume_f"] == pytest.approx(volume_error, abs=0.5001e-4)
    left = each.residuals().query("subject == @subject")["residual"]
    assert np.sqrt((left**2).sum() / 8) == pytest.approx(residual, abs=0.5001e-4)


def test_all_thrown_together_as_r_fits_them():
    pooled = pk.fit(THEOPH, each=False, absorption="faster")
    for name, place in LOGS.items():
        assert np.log(column(pooled)["all", name]) == pytest.approx(POOLED[place], abs=2e-5)
        # R stops 1e-5 beside the optimum, which moves the last digit of one of these.
        assert column(pooled, "se_log")["all", name] == pytest.approx(POOLED[place + 1], abs=1e-5)


@pytest.mark.parametrize("time_scale", [1e-2, 1.0, 1e2])
@pytest.mark.parametrize("conc_scale", [1e-2, 1e2])
def test_every_scale_ends_in_the_optimum(each, time_scale, conc_scale):
    scaled = TABLE.assign(time_h=TABLE["time_h"] * time_scale, conc=TABLE["conc"] * conc_scale)
    scaled["dose"] = scaled["subject"].map(DOSES)
    found = column(pk.fit(pk.Samples.from_frame(scaled, "time_h", "conc", "subject", "dose"), intervals=False))
    for subject in EACH:
        for name, power in (("ka_per_h", (-1, 0)), ("ke_per_h", (-1, 0)), ("clearance_f", (-1, -1))):
            expected = column(each)[subject, name] * time_scale ** power[0] * conc_scale ** power[1]
            assert found[subject, name] == pytest.approx(expected, rel=1e-5)


def test_the_interval_of_a_subject_ends_where_the_sum_of_squares_has_risen_by_the_factor_of_f(each):
    rows = TABLE.query("subject == '7'")
    times, conc = rows["time_h"].to_numpy(), rows["conc"].to_numpy()

    def least_squares(fixed, value):
        def off(free):
            logs = np.insert(free, fixed, np.log(value))
            return conc - bateman(times, *np.exp(logs), dose=DOSES["7"])

        start = np.delete(np.log(column(each)["7"][["ka_per_h", "ke_per_h", "clearance_f"]].to_numpy()), fixed)
        return 2 * optimize.least_squares(off, start, xtol=1e-14, ftol=1e-14, gtol=1e-14).cost

    least = 8 * EACH["7"][-1] ** 2
    allowed = 1 + stats.f(1, 8).ppf(0.95) / 8
    for fixed, name in enumerate(("ka_per_h", "ke_per_h", "clearance_f")):
        low, high = column(each, "low")["7", name], column(each, "high")["7", name]
        assert low < column(each)["7", name] < high
        for end in (low, high):
            assert least_squares(fixed, end) / least == pytest.approx(allowed, rel=1e-3)


def test_a_peak_that_can_be_as_early_as_one_likes_has_ka_without_an_end(each):
    assert np.isinf(column(each, "high")["9", "ka_per_h"])
    assert column(each, "low")["9", "tmax_h"] == 0
    (told,) = [note for note in each["9"].notes if "no upper end" in note]
    assert "ka" in told
    assert "before the peak" in told


def test_intervals_of_a_thousand_data_sets_hold_the_truth_as_often_as_they_say():
    tables = [pd.DataFrame({"Subject": seed, "Time": TIMES, "conc": noisy(seed)}) for seed in range(1000)]
    found = pk.fit(pk.Samples.from_frame(pd.concat(tables), dose=320.0), error="log", absorption="faster").to_frame()
    for name, truth in TRUTH.items():
        rows = found[found["parameter"] == name]
        assert 0.93 <= ((rows["low"] <= truth) & (truth <= rows["high"])).mean() <= 0.97


def test_the_data_cannot_tell_which_is_faster():
    found = pk.fit(THEOPH, intervals=False)["7"]
    assert "cannot tell" in found.notes[0]
    assert "0.505 or 0.0759 L/kg" in found.notes[0]
    here, there = column(found)["7"], column(found.mirror)["7"]
    assert there["ka_per_h"] == pytest.approx(here["ke_per_h"])
    assert there["clearance_f"] == pytest.approx(0.05159, abs=5e-6)
    assert there["volume_f"] == pytest.approx(0.0759, abs=5e-5)
    assert found.residuals()["residual"].to_numpy() == pytest.approx(found.mirror.residuals()["residual"].to_numpy())
    told = pk.fit(THEOPH, absorption="slower", intervals=False)["7"]
    assert column(told)["7", "volume_f"] == pytest.approx(0.0759, abs=5e-5)
    assert not any("cannot tell" in note for note in told.notes)


def test_doses_into_the_blood_tell_absorption_from_elimination():
    model = pk.OneCompartment(ka_per_h=0.2, ke_per_h=1.1, volume_l=20, bioavailability=1)
    inputs = [pk.Input(amount_mg=100, time_h=0, route="iv"), pk.Input(amount_mg=200, time_h=10)]
    times = np.array([0.3, 1, 2, 3, 10.5, 11, 12, 14, 18, 24, 30.0])
    table = pd.DataFrame({"Time": times, "conc": model.concentration(times, inputs)})
    samples = pk.Samples.from_frame(table, subject=None, dose=100.0)
    subject = samples["1"]
    both = replace(subject, doses=(Taken(0.0, 100.0, "iv"), Taken(10.0, 200.0)), after_dose=1 + (times > 10))
    found = pk.fit(replace(samples, subjects={"1": both}), intervals=False)
    assert column(found)["1", "ka_per_h"] == pytest.approx(0.2, rel=1e-5)
    assert column(found)["1", "volume_f"] == pytest.approx(20, rel=1e-5)
    with pytest.raises(pk.InputError, match="no mirror"):
        found.mirror  # noqa: B018


@pytest.mark.parametrize(
    ("error", "sigma"), [("1/y", np.sqrt), ("proportional", np.asarray), ("constant", np.ones_like)]
)
def test_weights_as_scipy_weighs(error, sigma):
    conc = noisy(3)
    known, covariance = optimize.curve_fit(
        lambda t, a, b, c: bateman(t, *np.exp([a, b, c])), TIMES, conc, np.log([1.5, 0.08, 2.8]), sigma(conc)
    )
    found = pk.fit(samples_of(TIMES, conc), error=error, intervals=False)
    for name, log, variance in zip(TRUTH, known, np.diag(covariance), strict=True):
        assert np.log(column(found)["1", name]) == pytest.approx(log, abs=1e-5)
        assert column(found, "se_log")["1", name] == pytest.approx(np.sqrt(variance), rel=1e-3)


def test_logarithms_as_scipy_fits_them():
    conc = noisy(4)
    known, covariance = optimize.curve_fit(
        lambda t, a, b, c: np.log(bateman(t, *np.exp([a, b, c]))), TIMES, np.log(conc), np.log([1.5, 0.08, 2.8])
    )
    found = pk.fit(samples_of(TIMES, conc), error="log", intervals=False)
    assert np.log(column(found)["1"][list(TRUTH)].to_numpy()) == pytest.approx(known, abs=1e-5)
    assert column(found, "se_log")["1"][list(TRUTH)].to_numpy() == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-3)


def test_a_lag_is_found():
    times = np.array([0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 24])
    late = np.where(times > 0.6, bateman(np.maximum(times - 0.6, 0.0), **renamed()), 0.0)
    noise = 0.02 * np.random.default_rng(1).standard_normal(times.size)
    found = pk.fit(samples_of(times, np.abs(late + noise)), lag=True)
    assert column(found, "low")["1", "lag_h"] < 0.6 < column(found, "high")["1", "lag_h"]
    assert column(found)["1", "ka_per_h"] == pytest.approx(1.5, rel=0.05)


def test_doses_in_another_unit_and_concentrations_in_another_give_the_same_litres():
    small = samples_of(TIMES, 1000 * noisy(5), dose=320_000.0, conc_unit="ng/mL", dose_unit="µg")
    found, known = pk.fit(small, intervals=False), pk.fit(samples_of(TIMES, noisy(5)), intervals=False)
    assert column(found).to_numpy() == pytest.approx(column(known).to_numpy(), rel=1e-6)


def test_a_curve_passes_through_its_fitted_values(each):
    fitted = each.residuals().query("subject == '3'")
    level, low, high = each.curve("3", fitted["time_h"])
    assert level == pytest.approx(fitted["fitted"].to_numpy(), rel=1e-9)
    assert np.all((low <= level) & (level <= high))


def test_the_band_of_a_curve_has_the_width_of_what_it_hangs_on(each):
    # Long after the dose only e^(-ke t)/V counts, and its error is nearly that of ke times t.
    late = np.array([400.0])
    level, _, high = each.curve("7", late)
    expected = stats.t(8).ppf(0.975) * column(each, "se_log")["7", "ke_per_h"] * column(each)["7", "ke_per_h"] * 400
    assert np.log(high / level) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("times", "conc", "more", "said"),
    [
        ([1, 2], [3, 2], {}, "2 samples .* it takes 4"),
        ([1, 2, 4], [3, 2, 1], {}, "3 samples .* cannot tell 3 parameters"),
        ([-3, -2, -1, 1, 2], [1, 1, 1, 3, 2], {}, "2 samples after a dose"),
        ([1, 2, 4, 8, 9], ["BLQ", 3, 2, 1, 1], {}, "nobody says which; give limit="),
        ([1, 2, 4, 8, 9], [0, 0, 0, 0, 0], {}, "all samples after a dose are 0"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_one_sentence(times, conc, more, said):
    with pytest.raises(pk.InputError, match=said):
        pk.fit(samples_of(times, conc, **more))


def test_all_subjects_that_cannot_be_fitted_are_named_at_once():
    table = pd.DataFrame({"Subject": ["a", "a", "b", "b"], "Time": [1, 2, 1, 2], "conc": [1.0, 2.0, 1.0, 2.0]})
    with pytest.raises(pk.InputError, match=r"(?s)'a'.*\n.*'b'"):
        pk.fit(pk.Samples.from_frame(table, dose=1.0))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"error": "lg"}, "did you mean 'log'"),
        ({"absorption": "fast"}, "did you mean 'faster'"),
        ({"each": 1}, "True or False"),
        ({"prior": "literature"}, "of which compound|there is no|theophylline"),
    ],
)
def test_what_is_said_wrongly_is_refused(wrong, said):
    with pytest.raises(pk.InputError, match=said):
        pk.fit(THEOPH, **wrong)


def test_zero_after_a_dose_has_no_logarithm():
    with pytest.raises(pk.InputError, match="limit="):
        pk.fit(samples_of(TIMES, [0, 1, 2, 3, 2, 1, 0.5, 0]), error="log")


def test_samples_that_no_dose_can_have_reached_are_residuals_of_least_squares_and_left_out_of_logarithms(each):
    (told,) = [note for note in each.notes if "no dose can have reached" in note]
    assert "0.74 at 0 h (1), 0.15 at 0 h (7), 0.24 at 0 h (10)" in told
    logs = pk.fit(THEOPH, error="log", intervals=False)
    assert "12 samples are left out" in logs.notes[0]
    assert (logs.residuals()["time_h"] > 0).all()


@pytest.mark.parametrize("absorption", ["faster", "slower"])
def test_intervals_end_where_ka_and_ke_meet_if_they_may(absorption):
    conc = bateman(TIMES, 0.3001, 0.3, 28.0) * (1 + 0.05 * np.sin(9 * TIMES))
    found = pk.fit(samples_of(TIMES, conc), absorption=absorption)
    assert any("ka and ke may be equal" in note for note in found.notes)
    fast, slow = np.meshgrid(np.geomspace(0.25, 0.6, 700), np.geomspace(0.14, 0.4, 700), indexing="ij")
    with np.errstate(all="ignore"):
        shape = bateman(TIMES[:, None, None], fast, slow, 1.0)
    scale = np.einsum("t,tij->ij", conc, shape) / np.einsum("tij,tij->ij", shape, shape)
    squares = ((conc[:, None, None] - scale * shape) ** 2).sum(axis=0)
    allowed = np.nanmin(squares) * (1 + stats.f(1, 5).ppf(0.95) / 5)
    region = (squares <= allowed) & (fast > slow)
    of_fast, of_slow = ("ka_per_h", "ke_per_h") if absorption == "faster" else ("ke_per_h", "ka_per_h")
    for name, values in ((of_fast, fast), (of_slow, slow)):
        assert column(found, "low")["1", name] == pytest.approx(values[region].min(), rel=5e-3)
        assert column(found, "high")["1", name] == pytest.approx(values[region].max(), rel=5e-3)
    # V/F hangs on the scale, too, which may be off as far as is left.
    room = np.sqrt(np.maximum(allowed - squares, 0) / np.einsum("tij,tij->ij", shape, shape))
    smallest, largest = (1 / (scale + side * room) / (slow if absorption == "faster" else fast) for side in (1, -1))
    assert column(found, "low")["1", "volume_f"] == pytest.approx(smallest[region].min(), rel=1e-2)
    assert column(found, "high")["1", "volume_f"] == pytest.approx(largest[region].max(), rel=1e-2)


def test_profiles_rise_to_what_is_allowed_at_the_ends_of_an_interval(each):
    allowed = 11 * np.log1p(stats.f(1, 8).ppf(0.95) / 8)
    for name in ("ka_per_h", "volume_f", "tmax_h", "half_life_h"):
        ends = [column(each, end)["12", name] for end in ("low", "high")]
        assert each.profile("12", name, ends) == pytest.approx(allowed, rel=2e-3)
        assert each.profile("12", name, [column(each)["12", name]]) == pytest.approx(0, abs=1e-4)


def test_injections_alone_are_not_fitted_beside_oral_doses():
    both = {name: replace(THEOPH[name], name=name) for name in ("1", "2")}
    both["2"] = replace(both["2"], doses=(replace(both["2"].doses[0], route="iv"),))
    mixed = replace(THEOPH, subjects=both)
    with pytest.raises(pk.InputError, match=r"intravenous doses alone \('2'\): fit them apart, or all together"):
        pk.fit(mixed)
    assert set(pk.fit(mixed, each=False, intervals=False).to_frame()["subject"]) == {"all"}


@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_sampled_a_fit_returns_with_the_estimate_in_its_interval(seed):
    rng = np.random.default_rng(seed)
    times = np.sort(rng.uniform(0.1, 30, rng.integers(5, 14))).round(3)
    ka, ke = np.exp(rng.normal(0, 1)), np.exp(rng.normal(-2, 0.8))
    conc = bateman(times, ka, ke, 3.0) * np.exp(0.2 * rng.standard_normal(times.size))
    limit = float(np.quantile(conc, rng.choice([0.0, 0.2])))
    told = [f"{each!r}" if each >= limit else f"<{limit!r}" for each in conc.tolist()]
    for error in ("constant", "1/y", "proportional", "log"):
        found = pk.fit(samples_of(times, told), error=error, absorption=str(rng.choice(["faster", "slower"])))
        table = found.to_frame()
        assert (table["low"] <= table["estimate"] * (1 + 1e-9)).all()
        assert (table["estimate"] <= table["high"] * (1 + 1e-9)).all()
        assert all(isinstance(note, str) for note in found.notes)
    found.plot().canvas.draw()
