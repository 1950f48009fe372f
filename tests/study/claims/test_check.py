"""Every claim's numbers against an independent computation, and every verdict against the rule it follows from."""

import re
import tomllib
from importlib.resources import files

import mpmath as mp
import numpy as np
import pandas as pd
import pytest
from scipy.stats import uniform

import pksim as pk
from pksim.describe.compound.compound import load_compound
from pksim.errors import InputError
from pksim.study.claims.asked import ModelQuestion

LIBRARY = files("pksim.describe") / "library"
SHIPPED = {each["key"]: each for each in tomllib.loads((LIBRARY / "claims.toml").read_text("utf-8"))["claim"]}
COLUMNS = [
    *("claim", "source", "says", "model_typical", "model_low", "model_high", "unit", "verdict", "share", "why"),
]
NUMBERS = ["model_typical", "model_low", "model_high"]
SETS = ["article", "literature"]
SUBJECTS = 3000

# Facts, sections 1 and 3: typical kinetics.
KINETICS = {
    ("melatonin", "article"): {"tmax": 45 / 60, "half_life": 35 / 60, "volume": 70, "absorbed": 0.15},
    ("melatonin", "literature"): {"tmax": 50 / 60, "half_life": 45 / 60, "volume": 90, "absorbed": 0.15},
    ("magnesium", "article"): {"tmax": 1.75, "half_life": 15, "volume": 49},
    ("magnesium", "literature"): {"tmax": 2, "half_life": 8, "volume": 49},
}
PG_PER_ML = 1e6
KD = {"MT1": 10**-9.89 * 232.28 * 1e9, "MT2": 10**-9.56 * 232.28 * 1e9}
"""[pg/mL]: mol/L times g/mol is g/L, and 1 g/L is 1e9 pg/mL."""
GLYCINATE = (24.305 + 4 * 12.011 + 8 * 1.008 + 2 * 14.007 + 4 * 15.999) / 24.305
"""Mg(C2H4NO2)2 out of the standard atomic weights, over the element."""
WAKE = 8.0
DOSES = {  # compound, amount [mg, of the element], hours before bedtime: earliest and latest
    **dict.fromkeys(("1", "2a", "4a", "13", "18"), ("melatonin", 1, (1, 1))),
    **dict.fromkeys(("2b", "4b", "15a"), ("magnesium", 300, (1.5, 1.5))),
    "15b": ("magnesium", 200, (1.5, 1.5)),
    "3": ("magnesium", 300, (1.5, 1.0)),
    "5a": ("melatonin", 2, (1, 0.5)),
    "5b": ("magnesium", 300, (1, 0.5)),
    "6a": ("magnesium", 500 / 172.42 * 24.305, (1, 0.5)),
    "6b": ("melatonin", 10, (0.5, 20 / 60)),
    "7": ("melatonin", 0.5, (2, 1)),
    **dict.fromkeys(("9a", "9b"), ("melatonin", 0.3, (1, 1))),
    **dict.fromkeys(("9c", "9d"), ("melatonin", 3, (1, 1))),
    "10": ("melatonin", 1, (1, 1)),
    "11": ("melatonin", 2, (2, 1)),
    **dict.fromkeys(("16a", "16b"), ("melatonin", 2, (1, 0.5))),
}
AMOUNTS = {"9a": (0.3, 1), "9b": (0.3, 1), "9c": (0.3, 3), "9d": (0.3, 3), "10": (0.3, 5)} | {
    **dict.fromkeys(("16a", "16b"), (0.3, 10)),
}


def own_melatonin(time_h, peak_h, height):
    """Facts, section 4, without skew: 2 pg/mL by day, 11 h wide."""
    x, c = np.cos(2 * np.pi * (time_h - peak_h) / 24), np.cos(np.pi * 11 / 24)
    return 2 + height / (2 * (1 - c)) * (x - c + abs(x - c))


def fraction(elemental_mg):
    """Facts, section 3."""
    return 1.656 / (1.375 + elemental_mg / 24.305) + 0.07


class People:
    """Bateman curves of many people after one dose at time 0, by plain closed forms and halving."""

    def __init__(self, tmax, half_life):
        self.tmax, self.half_life = np.broadcast_arrays(np.asarray(tmax, float), np.asarray(half_life, float))
        self.ke = np.log(2) / self.half_life
        # ln(ka/ke) = w solves w/(e^w - 1) = ke·tmax, which falls in w.
        low, high = np.full(self.ke.shape, -60.0), np.full(self.ke.shape, 60.0)
        for _ in range(70):
            w = (low + high) / 2
            over = np.where(w == 0, 1.0, w / np.where(w == 0, 1.0, np.expm1(w))) > self.ke * self.tmax
            low, high = np.where(over, w, low), np.where(over, high, w)
        self.ka = self.ke * np.exp(low)

    def level(self, s):
        """Level over F·D/V, of what is absorbed as usual."""
        return self.after(self.ka, s)

    def after(self, ka, s):
        s = np.maximum(s, 0.0)
        return ka / (ka - self.ke) * -np.expm1(-(ka - self.ke) * s) * np.exp(-self.ke * s)

    @property
    def top(self):
        return np.exp(-self.ke * self.tmax)

    def falls_to(self, level, curve=None, top=None):
        """Hours after the dose at which the curve last falls through a level."""
        curve = self.level if curve is None else curve
        low = np.broadcast_to(self.tmax if top is None else top, self.ke.shape).copy()
        high = low + 1.0
        while (curve(high) > level).any():
            high = np.where(curve(high) > level, 2 * high, high)
        return self._halved(lambda s: curve(s) > level, low, high)

    def rises_to(self, level):
        return self._halved(lambda s: self.level(s) < level, np.zeros(self.ke.shape), self.tmax.copy())

    @staticmethod
    def _halved(before, low, high):
        for _ in range(60):
            middle = (low + high) / 2
            low, high = np.where(before(middle), middle, low), np.where(before(middle), high, middle)
        return low


def prolonged_until_a_tenth(people):
    slow = np.log(2) / 2.5

    def curve(s):
        return 0.25 * people.level(s) + 0.75 * people.after(slow, s)

    grid = np.linspace(0, 12, 2401)
    levels = curve(grid.reshape(-1, *[1] * people.ke.ndim))
    at = levels.argmax(axis=0)
    before, after = grid[np.maximum(at - 1, 0)], grid[at + 1]
    for _ in range(70):
        one, other = before + (after - before) / 3, after - (after - before) / 3
        higher = curve(one) > curve(other)
        before, after = np.where(higher, before, one), np.where(higher, other, after)
    return people.falls_to(0.1 * curve(before), curve, before)


def hours_above(people, level):
    reached = people.top > level
    safe = np.where(reached, level, people.top / 2)
    return np.where(reached, people.falls_to(safe) - people.rises_to(safe), 0.0)


def nights_to_ninety_percent(people, lead, wake=WAKE):
    """The level on waking is a sum over the nights so far; the plateau is that of 400 nights."""
    each = np.array([people.level(wake + lead + 24 * k) for k in range(400)])
    levels = np.cumsum(each, axis=0)
    return 1 + np.argmax(levels >= 0.9 * levels[-1], axis=0)


class Reference:
    """Each claim's number as a function of who takes which amount, and how long before bedtime."""

    def __init__(self, parameters, wake=WAKE):
        self.parameters, self.wake = parameters, wake

    def number(self, key, mg, lead, tmax, half_life, volume, absorbed=None):
        people = People(tmax, half_life)
        magnesium = DOSES[key][0] == "magnesium"
        per_level = mg * fraction(mg) / volume / 24.305 if magnesium else mg * absorbed / volume * PG_PER_ML
        if key == "1":
            return people.falls_to(0.1 * people.top)
        if key in ("2a", "2b"):
            return 100 * people.level(self.wake + lead) / people.top
        if key == "3":
            return 60 * (people.tmax - lead)
        if key in ("4a", "4b"):
            return 100 * people.level(lead) / people.top
        if key in ("5a", "5b", "6a", "6b", "7"):
            return per_level * people.level(lead)
        if key in ("9a", "9b", "9c", "9d"):
            level = per_level * people.top
            return 100 * level / (level + KD["MT1" if key in ("9a", "9c") else "MT2"])
        if key == "10":
            return per_level * people.top / own_melatonin(-1 + people.tmax, -2, 50)
        if key == "11":
            return prolonged_until_a_tenth(people)
        if key == "13":
            return hours_above(people, 50 / per_level)
        if key in ("15a", "15b"):
            return nights_to_ninety_percent(people, lead, self.wake)
        if key == "16a":
            return per_level * people.level(self.wake + lead)
        if key == "16b":
            return per_level * people.level(self.wake + lead) + own_melatonin(self.wake, 3, 50)
        if key == "18":
            return per_level * np.where(people.tmax < 40 / 60, people.top, people.level(40 / 60))
        raise KeyError(key)

    def typical(self, key):
        compound, mg, (early, late) = DOSES[key]
        kinetics = {name: np.array(value) for name, value in KINETICS[compound, self.parameters].items()}
        return float(self.number(key, mg, (early + late) / 2, **kinetics))

    def of_sleepers(self, key, population):
        """Give every sleeper's number at each end of the range of amounts."""
        compound, mg, (early, late) = DOSES[key]
        drawn = population.subjects
        who = {"tmax": "tmax_h", "half_life": "half_life_h", "volume": "volume_l"}
        if compound == "melatonin":
            who["absorbed"] = "bioavailability"
        who = {name: drawn[f"{compound}.{column}"].to_numpy() for name, column in who.items()}
        later = population.sleepers.offset(compound, (0.0, early - late), 0)
        lead = early - later
        return np.array([self.number(key, amount, lead, **who) for amount in AMOUNTS.get(key, (mg,))])


@pytest.fixture(scope="module")
def tables():
    """Each parameter set's table, by claim."""
    return {name: pk.check_claims(parameters=name, subjects=SUBJECTS).set_index("claim") for name in SETS}


@pytest.fixture(scope="module")
def populations():
    """The sleepers that ``pksim spread`` asks."""
    both = pk.load_schedules()["same-time"]
    return {
        name: pk.simulate_population(both, subjects=SUBJECTS, seed=0, parameters=name, step_min=240, progress=False)
        for name in SETS
    }


def known(key, table):
    return table.loc[key, NUMBERS].to_numpy(dtype=float)


@pytest.mark.parametrize("parameters", SETS)
def test_columns_and_rows(tables, parameters):
    table = tables[parameters].reset_index()
    assert list(table) == COLUMNS
    assert list(table["claim"]) == list(SHIPPED)
    assert all(table[name].dtype == np.float64 for name in (*NUMBERS, "share"))
    assert table.index.equals(pd.RangeIndex(len(SHIPPED)))


EFFECTS = {"3", "9c", "9d", "14", "15a", "15b", "16a", "16b"}


@pytest.mark.parametrize("parameters", SETS)
def test_what_is_judged_what_is_not_and_what_is_outside(tables, parameters):
    """Facts, section 6: effects are outside, and what only says when to take what is not judged."""
    table = tables[parameters]
    verdicts = table["verdict"]
    assert {int(re.match(r"\d+", key)[0]) for key in table.index} == set(range(1, 35))
    assert set(verdicts[verdicts == "outside the model"].index) == EFFECTS | {str(n) for n in range(20, 34)}
    assert set(verdicts[verdicts == "nothing to judge"].index) == {"4a", "4b", "5a", "5b", "6a", "6b", "7"}
    judged = table[~verdicts.isin(["outside the model", "nothing to judge"])]
    assert judged["share"].between(0, 1).all()
    assert table.drop(judged.index)["share"].isna().all()


@pytest.mark.parametrize("parameters", SETS)
def test_numbers_are_there_as_context_too(tables, parameters):
    table = tables[parameters]
    bare = table.loc[[str(n) for n in range(20, 34)]]
    assert bare[NUMBERS].isna().to_numpy().all()
    assert (bare["unit"] == "").all()
    assert list(bare["why"]) == [SHIPPED[key]["note"] for key in bare.index]
    told = table.drop(bare.index)
    assert np.isfinite(told[NUMBERS].to_numpy()).all()
    slack = 1e-12 * told["model_typical"].abs()
    assert (told["model_low"] <= told["model_typical"] + slack).all()
    assert (told["model_typical"] <= told["model_high"] + slack).all()
    assert (told["unit"] != "").all()


def test_sources_and_words_are_those_of_the_file(tables):
    titles = tomllib.loads((LIBRARY / "references.toml").read_text("utf-8"))
    for key, row in tables["article"].iterrows():
        claim = SHIPPED[key]
        assert row["source"] == "; ".join(titles[each]["title"] for each in claim["source"]) + f", on {claim['part']}"
        assert row["says"] == claim["about"]


def test_every_article_is_a_source():
    articles = {
        "interactions-review",
        "sleep-quality-article",
        "dream-team-article",
        "duo-article",
        "mechanism-article",
    }
    assert articles <= {source for claim in SHIPPED.values() for source in claim["source"]}


# The typical person.


@pytest.mark.parametrize("parameters", SETS)
@pytest.mark.parametrize("key", DOSES)
def test_typical_value(tables, parameters, key):
    want = Reference(parameters).typical(key)
    assert tables[parameters].loc[key, "model_typical"] == pytest.approx(want, rel=1e-8, abs=1e-8)


def bateman(parameters, compound):
    tmax, half_life = (mp.mpf(KINETICS[compound, parameters][name]) for name in ("tmax", "half_life"))
    ke = mp.log(2) / half_life
    ka = mp.findroot(lambda ka: mp.log(ka / ke) / (ka - ke) - tmax, (mp.mpf("1.05") * ke, 30 * ke), solver="anderson")
    return lambda s: ka / (ka - ke) * (mp.exp(-ke * s) - mp.exp(-ka * s)), tmax


@pytest.mark.parametrize("parameters", SETS)
def test_typical_values_at_fifty_digits(tables, parameters):
    table = tables[parameters]["model_typical"]
    with mp.workdps(50):
        melatonin, tmax = bateman(parameters, "melatonin")
        magnesium, late = bateman(parameters, "magnesium")
        top = melatonin(tmax)
        until = mp.findroot(lambda s: melatonin(s) - top / 10, (tmax * 1.5, tmax * 12), solver="anderson")
        per_mg = mp.mpf("0.15") * 10**6 / KINETICS["melatonin", parameters]["volume"]
        begin, end = (
            mp.findroot(lambda s: per_mg * melatonin(s) - 50, between, solver="anderson")
            for between in ((mp.mpf("1e-9"), tmax), (tmax, 12 * tmax))
        )
        occupied = {
            key: 100 / (1 + mp.mpf(10) ** -mp.mpf(pkd) * mp.mpf("232.28") * 10**9 / (per_mg * mp.mpf(mg) * top))
            for key, pkd, mg in (("9a", "9.89", "0.3"), ("9b", "9.56", "0.3"), ("9c", "9.89", "3"), ("9d", "9.56", "3"))
        }
        want = {
            "1": until,
            "2a": 100 * melatonin(9) / top,
            "2b": 100 * magnesium(mp.mpf("9.5")) / magnesium(late),
            "13": end - begin,
            "4b": 100 * magnesium(mp.mpf("1.5")) / magnesium(late),
            "5a": per_mg * 2 * melatonin(mp.mpf("0.75")),
            "16a": per_mg * 2 * melatonin(mp.mpf("8.75")),
            "18": per_mg * melatonin(mp.mpf(40) / 60),
            **occupied,
        }
    for key, value in want.items():
        assert table[key] == pytest.approx(float(value), rel=1e-9, abs=0)


def test_occupancies_are_those_of_the_facts(tables):
    said = tables["article"].loc[["9a", "9b", "9c", "9d"], "model_typical"]
    np.testing.assert_allclose(said, [90, 80, 99, 98], atol=0.5)


@pytest.mark.parametrize("parameters", SETS)
def test_salt_from_the_molar_masses(tables, parameters):
    numbers = known("8", tables[parameters])
    np.testing.assert_allclose(numbers, np.array([300, 200, 400]) * GLYCINATE, rtol=5e-5)
    np.testing.assert_allclose(numbers[1:], [1419, 2838], atol=0.5)
    assert tables[parameters].loc["8", ["verdict", "share"]].tolist() == ["holds", 1.0]


@pytest.mark.parametrize("parameters", SETS)
def test_saturable_absorption(tables, parameters):
    want = 100 * (500 * fraction(500) / (400 * fraction(400)) - 1)
    np.testing.assert_allclose(known("14", tables[parameters]), want, rtol=1e-12)
    for key in ("19a", "19b"):
        np.testing.assert_allclose(known(key, tables[parameters]), 100 * 0.2 * fraction(300), rtol=1e-12)


@pytest.mark.parametrize("parameters", SETS)
def test_the_bodys_own(tables, parameters):
    np.testing.assert_allclose(known("17a", tables[parameters]), 180, atol=1e-6)
    np.testing.assert_allclose(known("17b", tables[parameters]), own_melatonin(WAKE, 3, 50), rtol=1e-12)
    assert tables[parameters].loc[["17a", "17b"], "verdict"].tolist() == ["does not hold", "holds"]


def test_the_articles_on_oxide_contradict_each_other(tables):
    rows = tables["article"].loc[["19a", "19b"]]
    assert rows["verdict"].tolist() == ["holds", "does not hold"]
    assert "Claim 19b (" in rows.loc["19a", "why"]
    assert "Claim 19a (" in rows.loc["19b", "why"]
    others = tables["article"].drop(["19a", "19b"])["why"]
    assert not others.str.contains("says the opposite").any()


# Sleepers: those of a population, whose numbers are computed by hand.


@pytest.mark.parametrize("parameters", SETS)
@pytest.mark.parametrize("key", DOSES)
def test_range_and_share_over_the_sleepers_of_a_population(tables, populations, parameters, key):
    each = Reference(parameters).of_sleepers(key, populations[parameters])
    row = tables[parameters].loc[key]
    low, high = np.quantile(each.min(axis=0), 0.05), np.quantile(each.max(axis=0), 0.95)
    assert row["model_low"] == pytest.approx(low, rel=1e-7, abs=1e-7)
    assert row["model_high"] == pytest.approx(high, rel=1e-7, abs=1e-7)
    if "rule" in SHIPPED[key]:
        first, last = region_of(SHIPPED[key]["rule"]["holds"])
        assert row["share"] == np.mean((each.min(axis=0) >= first) & (each.max(axis=0) <= last))


@pytest.mark.parametrize("parameters", SETS)
def test_flip_flop_share(tables, populations, parameters):
    """Absorption is the slower one where the time of the peak is later than the half-life over ln 2."""
    drawn = populations[parameters].subjects
    want = np.mean(drawn["melatonin.tmax_h"] > drawn["melatonin.half_life_h"] / np.log(2))
    np.testing.assert_allclose(known("12", tables[parameters]), 100 * want, rtol=1e-12)
    assert tables[parameters].loc["12", "share"] == pytest.approx(1 - want, abs=1e-12)
    if parameters == "article":
        assert 100 * want == pytest.approx(37.3, abs=4 * 100 * np.sqrt(0.373 * 0.627 / SUBJECTS))


def test_they_are_the_sleepers_of_spread(tables, populations):
    """Facts of the same dose: what ``pksim spread`` says of it, to the last digit but rounding."""
    taken = pk.Schedule.parse("x", "melatonin 1 mg 60 min before bed")
    told = pk.simulate_population(taken, subjects=SUBJECTS, progress=False).metrics().loc[("x", "melatonin")]
    want = [100 * told["at_wake_fraction", name] for name in ("q05", "q95")]
    np.testing.assert_allclose(known("2a", tables["article"])[1:], want, rtol=1e-9)


# Verdicts.


def region_of(text):
    """Read a rule with code of the test's own, in hours, minutes from bedtime, nights, %, mg, pg/mL or times."""
    per = {"h": 60 if "bedtime" in text else 1, "days": 1, "weeks": 7}
    low, high, unit = re.fullmatch(r"\D*?([\d.]+)(?: to ([\d.]+))? (\S+)(?: (?:of|before) bedtime)?", text).groups()
    ends = [float(end) * per.get(unit, 1) for end in (low, high or low)]
    if text.startswith("at most"):
        return -np.inf, ends[1]
    if text.startswith("at least"):
        return ends[0], np.inf
    if text.startswith("within"):
        return -ends[1], ends[1]
    return (-ends[1], -ends[0]) if text.endswith("before bedtime") else (ends[0], ends[1])


def check_verdicts(table):
    for key, row in table.iterrows():
        if "rule" in SHIPPED[key]:
            want = "holds" if row["share"] >= 0.95 else "does not hold" if row["share"] <= 0.05 else "holds in "
            assert row["verdict"].startswith(want), key
            assert (row["verdict"] == want) == (want != "holds in ")


@pytest.mark.parametrize("parameters", SETS)
def test_every_verdict_follows_from_its_share(tables, parameters):
    check_verdicts(tables[parameters])


def test_all_verdicts_occur(tables):
    """So that none of the branches above is idle."""
    verdicts = set(tables["article"]["verdict"])
    assert {"holds", "does not hold", "nothing to judge", "outside the model"} < verdicts
    assert any(verdict.startswith("holds in ") for verdict in verdicts)


def changed(tmp_path, name, *pairs):
    """Read a compound of the library with some of its numbers changed."""
    text = (LIBRARY / f"{name}.toml").read_text("utf-8")
    for old, new in pairs:
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return load_compound(path)


MELATONIN_TMAX = 'value = "45 min"\nlow = "30 min"\nhigh = "60 min"'
MELATONIN_HALF_LIFE = 'value = "35 min"\nlow = "20 min"\nhigh = "50 min"'
MAGNESIUM_HALF_LIFE = 'value = "15 h"\nlow = "12 h"\nhigh = "18 h"'
FLIPS = {
    "melatonin that is absorbed and eliminated sooner": (
        "melatonin",
        [
            (MELATONIN_TMAX, 'value = "15 min"\nlow = "10 min"\nhigh = "20 min"'),
            (MELATONIN_HALF_LIFE, 'value = "25 min"\nlow = "20 min"\nhigh = "30 min"'),
        ],
        {"1": "holds", "12": "holds", "18": "holds"},
    ),
    "melatonin that stays": (
        "melatonin",
        [(MELATONIN_HALF_LIFE, 'value = "8 h"\nlow = "7 h"\nhigh = "9 h"')],
        {"1": "does not hold", "2a": "does not hold", "13": "does not hold", "12": "holds"},
    ),
    "melatonin of which all is absorbed": (
        "melatonin",
        [
            ("value = 0.15\nlow = 0.09\nhigh = 0.33", "value = 0.99\nlow = 0.98\nhigh = 1.0"),
            ("gsd = 2.5", "gsd = 1.01"),
        ],
        {"9a": "holds", "9b": "holds"},
    ),
    "melatonin of which hardly any is absorbed": (
        "melatonin",
        [("value = 0.15\nlow = 0.09\nhigh = 0.33", "value = 1e-6\nlow = 1e-7\nhigh = 2e-6")],
        {"9a": "does not hold", "10": "holds", "13": "holds", "18": "does not hold"},
    ),
    "a receptor that binds more, a body that peaks sooner and higher, and a slower tablet": (
        "melatonin",
        [
            ("pkd = 9.56", "pkd = 12.0"),
            ('peak = "3 h after bed"', 'peak = "2 h before bed"'),
            ('peak = "at 21:00"', 'peak = "at 22:30"\namplitude = "1e9 pg/mL"'),
            ('value = "2.5 h"', 'value = "8 h"'),
        ],
        {"9b": "holds", "17a": "holds", "10": "holds", "11": "does not hold"},
    ),
    "a body that makes more and goes on after waking": (
        "melatonin",
        [('peak = "3 h after bed"', 'peak = "6 h after bed"')],
        {"17a": "does not hold", "17b": "does not hold"},
    ),
    "magnesium that is gone": (
        "magnesium",
        [(MAGNESIUM_HALF_LIFE, 'value = "2 h"\nlow = "1.9 h"\nhigh = "2.1 h"')],
        {"2b": "does not hold"},
    ),
    "magnesium in a heavier salt, and an oxide that is absorbed like it": (
        "magnesium",
        [('"172.42 g/mol"', '"400 g/mol"'), ("value = 0.2, low = 0.2", "value = 0.97, low = 0.2")],
        {"8": "does not hold", "19a": "does not hold", "19b": "does not hold"},
    ),
}
ABOUT = {
    key: "magnesium" if "magnesium" in str(each.get("question", "")) else "melatonin" for key, each in SHIPPED.items()
}


@pytest.mark.parametrize("case", FLIPS)
def test_a_changed_parameter_changes_the_verdict(tables, tmp_path, case):
    name, pairs, verdicts = FLIPS[case]
    table = pk.check_claims(subjects=50, compounds=[changed(tmp_path, name, *pairs)]).set_index("claim")
    before = tables["article"]
    check_verdicts(table)
    assert table.loc[list(verdicts), "verdict"].to_dict() == verdicts
    assert any(before.loc[key, "verdict"] != verdict for key, verdict in verdicts.items())
    others = [key for key in SHIPPED if ABOUT[key] != name and key != "12"]
    np.testing.assert_allclose(table.loc[others, "model_typical"], before.loc[others, "model_typical"], rtol=1e-12)


OF_LEVELS = {"5a", "6b", "7", "9a", "9b", "9c", "9d", "10", "13", "16a", "16b", "18"}


@pytest.mark.parametrize(
    ("pair", "touched"),
    [
        (("pkd = 9.56", "pkd = 9.0"), {"9b", "9d"}),
        (('peak = "at 21:00"', 'peak = "at 23:00"'), {"10"}),
        (('value = "2.5 h"', 'value = "2 h"'), {"11"}),
        (('value = "70 L"', 'value = "50 L"'), OF_LEVELS),
        (("value = 0.15\n", "value = 0.12\n"), OF_LEVELS),
    ],
)
def test_a_parameter_touches_the_claims_that_it_is_in(tables, tmp_path, pair, touched):
    compound = changed(tmp_path, "melatonin", pair)
    table = pk.check_claims(subjects=SUBJECTS, compounds=[compound]).set_index("claim")
    differ = {
        key
        for key in SHIPPED
        if not np.allclose(known(key, table), known(key, tables["article"]), rtol=1e-9, atol=0, equal_nan=True)
    }
    assert differ == touched


@pytest.mark.parametrize("parameters", SETS)
def test_what_is_the_same_for_everyone_is_so_in_all_or_none(tables, parameters):
    for key in ("8", "17a", "17b", "19a", "19b"):
        assert "sleepers" not in tables[parameters].loc[key, "why"]
        assert tables[parameters].loc[key, "share"] in (0, 1)


def test_the_same_seed_gives_the_same_table_and_the_articles_set_and_seed_0_are_the_default(tables):
    pd.testing.assert_frame_equal(pk.check_claims(subjects=SUBJECTS).set_index("claim"), tables["article"])


def test_another_seed_gives_other_sleepers_and_the_same_typical_person(tables):
    other = pk.check_claims(parameters="article", seed=7, subjects=SUBJECTS).set_index("claim")
    pd.testing.assert_series_equal(
        other["model_typical"].drop("12"), tables["article"]["model_typical"].drop("12"), check_exact=True
    )
    assert not other["model_high"].equals(tables["article"]["model_high"])
    np.testing.assert_allclose(other["share"], tables["article"]["share"], atol=0.05)


def test_as_many_sleepers_as_asked_for():
    table = pk.check_claims(subjects=7).set_index("claim")
    share = table.loc["12", "share"]
    assert share * 7 == pytest.approx(round(share * 7), abs=1e-9)
    assert "of 7 virtual sleepers" in table.loc["1", "why"]


def test_one_sleeper(tables):
    table = pk.check_claims(subjects=1).set_index("claim")
    typical = table["model_typical"].drop("12")
    pd.testing.assert_series_equal(typical, tables["article"]["model_typical"].drop("12"))
    assert (table.loc[["1", "2a", "11"], "model_low"] == table.loc[["1", "2a", "11"], "model_high"]).all()


def test_sleepers_of_another_spread(tables):
    """Everyone has the typical kinetics, and only windows differ: that of the dose at 60–120 min."""
    table = pk.check_claims(subjects=SUBJECTS, spread="windows-only").set_index("claim")
    assert table.loc["1", "model_low"] == table.loc["1", "model_high"]
    assert table.loc["7", "model_low"] < table.loc["7", "model_high"]
    late = pk.check_claims(subjects=50, spread={"melatonin.window": uniform(0.999, 0.001)}).set_index("claim").loc["7"]
    assert late["model_low"] == pytest.approx(late["model_high"], rel=1e-3)
    assert late["model_low"] > 1.1 * late["model_typical"]
    pd.testing.assert_series_equal(
        pk.check_claims(subjects=SUBJECTS, spread="stated").set_index("claim")["share"], tables["article"]["share"]
    )


# What can be chosen.

MINE = """
[reference.own]
kind = "paper"
title = "Own 2020"

[[claim]]
key = "x"
kind = "kinetic"
about = "Coffee"
quotation = "is gone by bedtime"
source = ["own"]
question = { asks = "level_on_waking", dose = "caffeine 100 mg at 15:00" }
rule = { holds = "at most 0.5 mg/L", kind = "stated" }
"""


def test_claims_and_compounds_of_ones_own(tmp_path, caffeine):
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    table = pk.check_claims(claims=path, compounds=[caffeine], subjects=20)
    ke, tmax = np.log(2) / 5, 0.75
    people = People(tmax, 5.0)
    want = 100 / 45.5 * people.level(8 + 8.0)
    assert ke == pytest.approx(float(people.ke))
    assert table[NUMBERS].to_numpy().ravel() == pytest.approx([float(want)] * 3, rel=1e-10)
    assert table.loc[0, ["claim", "source", "says", "unit", "verdict", "share"]].tolist() == [
        "x",
        "Own 2020",
        "Coffee “is gone by bedtime”",
        "mg/L",
        "holds" if want <= 0.5 else "does not hold",
        float(want <= 0.5),
    ]
    assert "the article says at most 0.5 mg/L" in table.loc[0, "why"]
    for each in (str(path), pk.load_claims(path, compounds=[caffeine])):
        again = pk.check_claims(claims=each, compounds={"caffeine": caffeine}, subjects=20)
        pd.testing.assert_frame_equal(again, table)


def test_the_only_parameter_set_of_a_compound_of_ones_own_is_used_in_every_question(tmp_path, caffeine):
    """Caffeine peaks after 45 min and has a half-life of 5 h: in nobody is absorption the slower one."""
    path = tmp_path / "mine.toml"
    question = 'question = { asks = "flip_flop_share", compound = "caffeine" }'
    text = re.sub(r"question = .*", question, MINE).replace("at most 0.5 mg/L", "at most 5 %")
    path.write_text(text, encoding="utf-8")
    table = pk.check_claims(claims=path, compounds=[caffeine], subjects=10)
    assert table.loc[0, [*NUMBERS, "verdict"]].tolist() == [0, 0, 0, "holds"]


def test_a_gain_is_asked_of_the_larger_dose(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[claim]]\nkey = "x"\nkind = "kinetic"\nabout = "Less"\nsource = ["duo-article"]\n'
        'question = { asks = "more_absorbed", dose = "magnesium oxide 300 mg elemental at bedtime", than = "400 mg" }\n'
        'rule = { holds = "at most 5 %" }\n',
        encoding="utf-8",
    )
    with pytest.raises(pk.InputError, match=r"than: it is '400 mg'; it must be less than the dose"):
        pk.check_claims(claims=path, subjects=10)


def test_the_share_absorbed_of_a_salt_is_that_of_its_element(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[claim]]\nkey = "x"\nkind = "kinetic"\nabout = "Much"\nsource = ["duo-article"]\n'
        'question = { asks = "share_absorbed", dose = "magnesium glycinate 500 mg salt at bedtime" }\n'
        'rule = { holds = "at least 40 %" }\n',
        encoding="utf-8",
    )
    found = pk.check_claims(claims=path, subjects=10).loc[0, NUMBERS].to_numpy(dtype=float)
    np.testing.assert_allclose(found, 100 * fraction(500 / 172.42 * 24.305), rtol=1e-12)


def test_another_night(tables):
    """From 22:00 to 08:00: ten hours, and what is tied to the clock comes an hour later in it."""
    table = pk.check_claims(night=pk.Night("22:00", "08:00"), subjects=20).set_index("claim")
    reference = Reference("article", wake=10.0)
    for key in ("2a", "2b", "15a", "16a"):
        assert table.loc[key, "model_typical"] == pytest.approx(reference.typical(key), rel=1e-8)
    for key in ("1", "3", "4a", "8", "9a", "10", "11", "13", "14", "17a"):
        assert table.loc[key, "model_typical"] == pytest.approx(tables["article"].loc[key, "model_typical"], rel=1e-9)
    check_verdicts(table)


def test_a_night_in_which_the_bodys_own_peaks_elsewhere(tables):
    """The dose at 22:00 and the surge at 21:00 are tied to the clock, whenever one goes to bed."""
    table = pk.check_claims(night=pk.Night("01:30", "09:00"), subjects=SUBJECTS).set_index("claim")
    np.testing.assert_allclose(known("10", table), known("10", tables["article"]), rtol=1e-9)
    np.testing.assert_allclose(known("17a", table), 180, atol=1e-6)


@pytest.mark.parametrize("habitual", ["23:00", "17:00", "08:30", "13:00"])
def test_ones_own_peak_is_told_from_ones_natural_bedtime(habitual):
    """It stays on the clock that one is used to, whatever tonight's bedtime."""
    night = pk.Night("01:30", "09:00", habitual_bedtime=habitual)
    table = pk.check_claims(night=night, subjects=20).set_index("claim")
    np.testing.assert_allclose(known("17a", table), 180, atol=1e-6)
    later = (float(habitual[:2]) + float(habitual[3:]) / 60 - 1.5 + 12) % 24 - 12
    np.testing.assert_allclose(known("17b", table), own_melatonin(7.5, later + 3, 50), rtol=1e-9)


def test_all_of_a_verdicts_sources_move_with_the_sentence(tables):
    for table in tables.values():
        for key, row in table.iterrows():
            rule = SHIPPED[key].get("rule")
            if rule is not None:
                said = "the article says" if rule.get("kind") == "stated" else "is assumed to be meant"
                assert said in row["why"]
                assert rule["holds"] in row["why"]


WRONG = {
    "parameters": ({"parameters": "litrature"}, "there is no parameter set 'litrature'; did you mean 'literature'"),
    "parameters of another kind": ({"parameters": 5}, "there is no parameter set 5"),
    "parameters without their keyword": ({"study": "article"}, "say it by keyword: check_claims(parameters='article')"),
    "negative seed": ({"seed": -1}, "seed is -1; it must be a whole number from 0 to 1e+18"),
    "seed": ({"seed": 1.5}, "seed is 1.5"),
    "yes as a seed": ({"seed": True}, "seed is True"),
    "no subjects": ({"subjects": 0}, "subjects is 0; it must be a whole number from 1 to 10000000"),
    "half a subject": ({"subjects": 2.5}, "subjects is 2.5"),
    "spread": ({"spread": "statde"}, "there is no spread 'statde'; did you mean 'stated'"),
    "spread of what no claim takes": ({"spread": {"caffeine.tmax_h": uniform()}}, "the spread names 'caffeine.tmax_h'"),
    "night": ({"night": "23:00"}, "night is '23:00'; it must be a Night, such as"),
    "claims": ({"claims": 3}, "the file is 3; it must be a path"),
    "missing file": ({"claims": "none.toml"}, "none.toml: there is no such file"),
    "compounds": ({"compounds": ["caffeine"]}, "compounds[0] is 'caffeine'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input(case):
    given, said = WRONG[case]
    with pytest.raises(InputError, match=re.escape(said)):
        pk.check_claims(**{"subjects": 10, **given})


def test_all_mistakes_of_a_file_at_once(tmp_path):
    path = tmp_path / "mine.toml"
    claim = MINE[MINE.index("[[claim]]") :]
    path.write_text(MINE + claim.replace("at most", "roughly"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        pk.check_claims(claims=path)
    lines = str(caught.value).splitlines()
    assert len(lines) >= 4
    assert all(line.startswith("mine.toml: ") for line in lines)
    for said in ("two claims have the key 'x'", "'caffeine' is not known", "cannot be evaluated"):
        assert said in str(caught.value)


def test_claims_that_speak_of_a_compound_that_is_not_given(caffeine, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    claims = pk.load_claims(path, compounds=[caffeine])
    with pytest.raises(InputError, match="caffeine"):
        pk.check_claims(claims=claims, subjects=10)


def test_a_question_without_an_answer_is_a_mistake_of_ours():
    class Unanswered(ModelQuestion):
        pass

    with pytest.raises(TypeError, match="abstract method"):
        Unanswered()


def test_a_claim_is_judged_alike_alone_and_beside_others(tmp_path):
    """Presets of different height: what was asked of sleepers for one claim is not the answer to another."""
    compound = changed(
        tmp_path, "melatonin", ('peak = "2 h before bed"', 'peak = "2 h before bed"\namplitude = "900 pg/mL"')
    )
    claim = """
        [[claim]]
        key = "{0}"
        kind = "kinetic"
        about = "Melatonin"
        source = ["duo-article"]
        question = {{ asks = "added_over_own", dose = "melatonin 1 mg at bedtime", preset = "{0}" }}
        rule = {{ holds = "at most 3 times" }}
        """
    texts = [claim.format(preset) for preset in ("literature", "sleep-quality-article")]
    found = []
    for i, text in enumerate([*texts, "".join(texts)]):
        path = tmp_path / f"{i}.toml"
        path.write_text(text, encoding="utf-8")
        found.append(pk.check_claims(claims=path, compounds=[compound], subjects=500))
    pd.testing.assert_frame_equal(found[2], pd.concat(found[:2], ignore_index=True))


WITHIN = """
[[claim]]
key = "{0}"
kind = "kinetic"
about = "Melatonin"
source = ["duo-article"]
question = {{ asks = "level_within", dose = "melatonin 1 mg {0} min before bed", within = "{1} min" }}
rule = {{ holds = "at least 50 pg/mL" }}
"""


def test_what_is_reached_after_the_dose_is_the_same_whenever_it_is_taken(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("".join(WITHIN.format(when, 40) for when in ("60-90", "75", "0")), encoding="utf-8")
    table = pk.check_claims(claims=path, subjects=100)
    np.testing.assert_allclose(table[[*NUMBERS, "share"]], table.loc[[0, 0, 0], [*NUMBERS, "share"]], rtol=1e-12)


def test_the_highest_level_is_the_peak_once_everyone_had_it(tmp_path):
    """After 60 min everyone of the article has peaked; the peak of 1 mg is F/V·e^(−ke·tmax)."""
    path = tmp_path / "mine.toml"
    path.write_text(WITHIN.format("60", 61), encoding="utf-8")
    found = pk.check_claims(claims=path, subjects=100).loc[0, "model_typical"]
    assert found == pytest.approx(0.15 / 70 * 1e6 * 2 ** (-45 / 35), rel=1e-12)


CORNERS = """
[[claim]]
key = "{0}"
kind = "kinetic"
about = "Melatonin"
source = ["duo-article"]
question = {{ asks = "time_until_share", dose = "melatonin 1 mg at bedtime", share = "10 %" }}
rule = {{ holds = "at most {0} min" }}
"""


def test_corners_are_named_where_they_would_be_judged_otherwise(tmp_path):
    tmax, half_life = np.meshgrid([0.5, 1.0], [20 / 60, 50 / 60])
    people = People(tmax, half_life)
    low, high = (round(60 * end(people.falls_to(0.1 * people.top))) for end in (np.min, np.max))
    at_95 = known("1", pk.check_claims(subjects=SUBJECTS).set_index("claim"))[2] * 60
    between, beyond = round((at_95 + high) / 2), high + 1
    path = tmp_path / "mine.toml"
    path.write_text(CORNERS.format(between) + CORNERS.format(beyond), encoding="utf-8")
    table = pk.check_claims(claims=path, subjects=SUBJECTS).set_index("claim")
    assert table["verdict"].tolist() == ["holds", "holds"]
    told = re.search(
        r"at an end of its stated range it goes from (\d) h (\d+) min to (\d) h (\d+) min\.", table["why"].iloc[0]
    )
    hours = [int(each) for each in told.groups()]
    assert [60 * hours[0] + hours[1], 60 * hours[2] + hours[3]] == [low, high]
    assert "at an end of its stated range" not in table["why"].iloc[1]


def test_corners_reach_over_how_much_the_body_makes(tables, tmp_path):
    """Facts, section 4: 10 to 200 pg/mL between people."""
    ends = [own_melatonin(WAKE, 3, height) for height in (10, 200)]
    assert f"it goes from {ends[0]:.3g} pg/mL to {ends[1]:.3g} pg/mL." in tables["article"].loc["17b", "why"]
    tmax, half_life, absorbed, height = np.meshgrid([0.5, 1.0], [20 / 60, 50 / 60], [0.09, 0.33], [10, 200])
    people = People(tmax, half_life)
    times = absorbed / 70 * PG_PER_ML * people.top / own_melatonin(-1 + people.tmax, -2, height)
    path = tmp_path / "mine.toml"
    question = 'asks = "added_over_own", dose = "melatonin 1 mg at 22:00", preset = "mechanism-article"'
    text = re.sub(r"question = .*", f"question = {{ {question} }}", CORNERS.replace("{{", "{").replace("}}", "}"))
    path.write_text(text.replace("at most {0} min", f"at most {0.999 * times.max():.6f} times"), encoding="utf-8")
    row = pk.check_claims(claims=path, subjects=SUBJECTS).loc[0]
    assert row["verdict"] == "holds"
    assert f"it goes from {times.min():.3g} times to {times.max():.0f} times." in row["why"]
