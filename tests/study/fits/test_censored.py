"""Samples below the limit against the likelihood written out, and against what dropping or halving them does."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

import pksim as pk

TIMES = np.array([0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 18.0, 24.0])
LIMIT = 1.5
FINE = {"xatol": 1e-9, "fatol": 1e-11, "maxiter": 20_000, "maxfev": 20_000}
TRUE = np.log([1.3, 0.2, 3.0])


def bateman(logs, times=TIMES):
    ka, ke, cl = np.exp(logs)
    return 100 * ka * ke / cl * (np.exp(-ke * times) - np.exp(-ka * times)) / (ka - ke)


def measured(seed, sd=0.15):
    return bateman(TRUE) * np.exp(sd * np.random.default_rng(seed).standard_normal(TIMES.size))


def samples_of(conc, limit=LIMIT):
    told = [f"{each!r}" if each >= limit else f"<{limit}" for each in conc.tolist()]
    return pk.Samples.from_frame(pd.DataFrame({"Time": TIMES, "conc": told}), subject=None, dose=100.0)


def minus_log_likelihood(parameters, conc, *, logs):
    level, limit, value = bateman(parameters[:3]), LIMIT, conc
    if logs:
        level, limit, value = np.log(level), np.log(limit), np.log(conc)
    spread = np.exp(parameters[3])
    seen = conc >= LIMIT
    density = stats.norm.logpdf(value[seen], level[seen], spread).sum()
    return -density - stats.norm.logcdf(limit, level[~seen], spread).sum()


@pytest.mark.parametrize("logs", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_estimates_maximise_the_likelihood(logs, seed):
    conc = measured(seed)
    assert 2 <= (conc < LIMIT).sum() <= 4
    found = pk.fit(samples_of(conc), error="log" if logs else "constant")
    best = optimize.minimize(
        lambda each: minus_log_likelihood(each, conc, logs=logs),
        [*TRUE, np.log(0.2)],
        method="Nelder-Mead",
        options=FINE,
    )
    table = found.to_frame().set_index("parameter")
    estimates = np.log(table.loc[["ka_per_h", "ke_per_h", "clearance_f"], "estimate"].to_numpy())
    assert estimates == pytest.approx(best.x[:3], abs=1e-5)
    assert any("M3" in note for note in found.notes)


def test_an_interval_ends_where_the_likelihood_has_fallen_as_far_as_f_allows():
    conc = measured(1)
    table = pk.fit(samples_of(conc), error="log").to_frame().set_index("parameter")

    def least(end=None):
        def of(free):
            logs = free if end is None else [free[0], np.log(end), *free[1:]]
            return minus_log_likelihood(np.asarray(logs), conc, logs=True)

        start = [*TRUE, np.log(0.2)]
        return optimize.minimize(of, start if end is None else np.delete(start, 1), method="Nelder-Mead", options=FINE)

    count = (conc >= LIMIT).sum()
    allowed = count * np.log1p(stats.f(1, count - 3).ppf(0.95) / (count - 3))
    for side in ("low", "high"):
        risen = 2 * (least(table.loc["ke_per_h", side]).fun - least().fun)
        assert risen == pytest.approx(allowed, rel=1e-3)


def test_without_samples_below_the_limit_the_likelihood_gives_least_squares():
    conc = measured(4)
    table = pd.DataFrame({"Subject": "a", "Time": TIMES, "conc": conc.astype(str)})
    other = pd.DataFrame({"Subject": "b", "Time": TIMES, "conc": [*conc[:-1].astype(str), "<1.5"]})
    alone = pk.fit(pk.Samples.from_frame(table, dose=100.0)).to_frame()
    beside = pk.fit(pk.Samples.from_frame(pd.concat([table, other]), dose=100.0)).to_frame().query("subject == 'a'")
    columns = ["estimate", "se_log", "low", "high"]
    assert beside[columns].to_numpy() == pytest.approx(alone[columns].to_numpy(), rel=2e-4)


def test_censoring_is_nearer_to_the_truth_than_dropping_or_halving():
    off = {"censored": [], "dropped": [], "halved": []}
    for seed in range(60):
        conc = measured(seed)
        below = conc < LIMIT
        dropped = pd.DataFrame({"Time": TIMES[~below], "conc": conc[~below]})
        halved = pd.DataFrame({"Time": TIMES, "conc": np.where(below, LIMIT / 2, conc)})
        ways = {"censored": samples_of(conc)}
        ways |= {
            name: pk.Samples.from_frame(table, subject=None, dose=100.0)
            for name, table in (("dropped", dropped), ("halved", halved))
        }
        for name, samples in ways.items():
            found = pk.fit(samples, error="log", intervals=False).to_frame().set_index("parameter")
            off[name].append(np.log(found.loc["ke_per_h", "estimate"]) - TRUE[1])
    squares = {name: float(np.mean(np.square(each))) for name, each in off.items()}
    assert squares["censored"] < squares["dropped"]
    assert squares["censored"] < squares["halved"]
