"""Every claim's numbers against an independent computation, and every verdict against the rule it follows from."""

import re
import tomllib
from importlib.resources import files
from itertools import product

import mpmath as mp
import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import norm

import pksim as pk
from pksim.describe.compound.compound import load_compound
from pksim.errors import InputError
from pksim.study.claims.asked import ModelQuestion

LIBRARY = files("pksim.describe") / "library"
SHIPPED = {each["key"]: each for each in tomllib.loads((LIBRARY / "claims.toml").read_text("utf-8"))["claim"]}
COLUMNS = ["claim", "source", "says", "model_typical", "model_low", "model_high", "unit", "verdict", "why"]
NUMBERS = ["model_typical", "model_low", "model_high"]
SETS = ["article", "literature"]
SUBJECTS = 3000

# Facts, sections 1, 3 and 4: (low, typical, high).
KINETICS = {
    ("melatonin", "article"): {
        "tmax": (30 / 60, 45 / 60, 60 / 60),
        "half_life": (20 / 60, 35 / 60, 50 / 60),
        "volume": 70,
    },
    ("melatonin", "literature"): {
        "tmax": (15 / 60, 50 / 60, 210 / 60),
        "half_life": (28 / 60, 45 / 60, 126 / 60),
        "volume": 90,
    },
    ("magnesium", "article"): {"tmax": (1.5, 1.75, 2), "half_life": (12, 15, 18), "volume": 49},
    ("magnesium", "literature"): {"tmax": (1, 2, 4), "half_life": (4.8, 8, 14.1), "volume": 49},
}
ABSORBED = (0.09, 0.15, 0.33)
OWN_HEIGHT = (10, 50, 200)
PG_PER_ML = 1e6
KD = {"MT1": 10**-9.89 * 232.28 * 1e9, "MT2": 10**-9.56 * 232.28 * 1e9}
"""[pg/mL]: mol/L times g/mol is g/L, and 1 g/L is 1e9 pg/mL."""
WAKE = 8.0
LEADS = {  # hours before bedtime: earliest, typical, latest
    "3": (1.5, 1.25, 1.0),
    "4a": (1, 1, 1),
    "4b": (1.5, 1.5, 1.5),
    "5a": (1, 0.75, 0.5),
    "5b": (1, 0.75, 0.5),
    "6a": (1, 0.75, 0.5),
    "6b": (0.5, 25 / 60, 20 / 60),
    "7": (2, 1.5, 1),
}
COMPOUND = {"3": "magnesium", "4a": "melatonin", "4b": "magnesium", "5a": "melatonin", "5b": "magnesium"} | {
    "6a": "magnesium",
    "6b": "melatonin",
    "7": "melatonin",
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


def peak_times(key, lead, tmax):
    return 60 * (tmax - lead)


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
    """Each claim's number as a function of tmax, half-life, fraction absorbed, lead, amount and own height."""

    def __init__(self, parameters, wake=WAKE):
        self.parameters, self.wake = parameters, wake

    def kinetics(self, compound):
        return KINETICS[compound, self.parameters]

    def melatonin(self, mg, absorbed):
        return mg * absorbed * PG_PER_ML / self.kinetics("melatonin")["volume"]

    def axes(self, key):
        """Which ranges the number of a claim depends on."""
        kinetics = self.kinetics("magnesium" if key in ("2b", "15a", "15b") else COMPOUND.get(key, "melatonin"))
        both = {"tmax": kinetics["tmax"], "half_life": kinetics["half_life"]}
        absorbed = {"absorbed": ABSORBED}
        if key in LEADS:
            return {"tmax": kinetics["tmax"], "lead": LEADS[key]}
        return {
            "9a": both | absorbed,
            "9b": both | absorbed,
            "9c": both | absorbed,
            "9d": both | absorbed,
            "10": both | absorbed | {"height": OWN_HEIGHT, "amount": (0.3, 1, 5)},
            "13": both | absorbed,
            "16a": both | absorbed | {"lead": LEADS["5a"]},
            "16b": both | absorbed | {"lead": LEADS["5a"]},
        }.get(key, both)

    def number(self, key, tmax, half_life=None, absorbed=None, lead=None, amount=None, height=None):
        if key in LEADS:
            return 60 * (tmax - lead)
        people = People(tmax, half_life)
        if key == "1":
            return people.falls_to(0.1 * people.top)
        if key in ("2a", "2b"):
            return 100 * people.level(self.wake + {"2a": 1.0, "2b": 1.5}[key]) / people.top
        if key in ("9a", "9b", "9c", "9d"):
            level = self.melatonin(0.3 if key in ("9a", "9c") else 3, absorbed) * people.top
            return 100 * level / (level + KD["MT1" if key in ("9a", "9b") else "MT2"])
        if key == "10":
            own = own_melatonin(-1 + people.tmax, -2, height)
            return self.melatonin(amount, absorbed) * people.top / own
        if key == "11":
            return prolonged_until_a_tenth(people)
        if key == "13":
            return hours_above(people, 50 / self.melatonin(1, absorbed))
        if key in ("15a", "15b"):
            return nights_to_ninety_percent(people, 1.5, self.wake)
        if key in ("16a", "16b"):
            return self.melatonin(0.3 if key == "16a" else 10, absorbed) * people.level(self.wake + lead)
        raise KeyError(key)

    def typical(self, key):
        return float(self.number(key, **{name: np.array(ends[1]) for name, ends in self.axes(key).items()}))

    def lattice(self, key, levels):
        """Lowest and highest on an even lattice of the box, and around the two on one ten times as fine."""
        axes = self.axes(key)
        coarse = {name: np.linspace(*sorted((ends[0], ends[2])), levels) for name, ends in axes.items()}
        found = []
        for choose in (np.argmin, np.argmax):
            lines = coarse
            for _ in range(4):
                grid = dict(zip(lines, (each.ravel() for each in np.meshgrid(*lines.values())), strict=True))
                values = self.number(key, **grid)
                best = {name: grid[name][choose(values)] for name in grid}
                lines = {name: self._around(best[name], lines[name], coarse[name]) for name in lines}
            found.append(values[choose(values)])
        return found

    @staticmethod
    def _around(middle, line, whole):
        step = (line.max() - line.min()) / (len(line) - 1)
        return np.linspace(max(middle - step, whole[0]), min(middle + step, whole[-1]), len(line))


KINETIC = [key for key in SHIPPED if SHIPPED[key]["kind"] == "kinetic" and key not in ("12", "14", "17")]
FEW_LEVELS = {"10": 7, "13": 15, "16a": 11, "16b": 11, "11": 9, "15a": 9, "15b": 9}


@pytest.fixture(scope="module")
def tables():
    """Each parameter set's table, by claim."""
    return {name: pk.check_claims(name, 0, subjects=SUBJECTS).set_index("claim") for name in SETS}


def known(key, table):
    return table.loc[key, NUMBERS].to_numpy(dtype=float)


@pytest.mark.parametrize("parameters", SETS)
def test_columns_and_rows(tables, parameters):
    table = tables[parameters].reset_index()
    assert list(table) == COLUMNS
    assert list(table["claim"]) == list(SHIPPED)
    assert all(table[name].dtype == np.float64 for name in NUMBERS)
    assert table.index.equals(pd.RangeIndex(len(SHIPPED)))


@pytest.mark.parametrize("parameters", SETS)
def test_all_seventeen_are_computed_and_the_rest_is_outside(tables, parameters):
    table = tables[parameters]
    outside = table[table["verdict"] == "outside the model"]
    computed = table.drop(outside.index)
    assert {int(re.match(r"\d+", key)[0]) for key in computed.index} == set(range(1, 18))
    assert np.isfinite(computed[NUMBERS].to_numpy()).all()
    assert (computed["model_low"] <= computed["model_typical"]).all()
    assert (computed["model_typical"] <= computed["model_high"]).all()
    assert (computed["unit"] != "").all()
    assert set(outside.index) == {str(number) for number in range(18, 27)}
    assert outside[NUMBERS].isna().to_numpy().all()
    assert (outside["unit"] == "").all()
    assert list(outside["why"]) == [SHIPPED[key]["note"] for key in outside.index]


def test_sources_and_words_are_those_of_the_file(tables):
    own = tomllib.loads((LIBRARY / "claims.toml").read_text("utf-8"))["reference"]
    titles = tomllib.loads((LIBRARY / "references.toml").read_text("utf-8")) | own
    for key, row in tables["article"].iterrows():
        assert row["source"] == "; ".join(titles[each]["title"] for each in SHIPPED[key]["source"])
        assert row["says"].startswith(SHIPPED[key]["about"])
        assert SHIPPED[key].get("quotation", "") in row["says"]


# The typical person.


@pytest.mark.parametrize("parameters", SETS)
@pytest.mark.parametrize("key", KINETIC)
def test_typical_value(tables, parameters, key):
    want = Reference(parameters).typical(key)
    assert tables[parameters].loc[key, "model_typical"] == pytest.approx(want, rel=1e-8, abs=1e-8)


def bateman(parameters, compound):
    tmax, half_life = (mp.mpf(KINETICS[compound, parameters][name][1]) for name in ("tmax", "half_life"))
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
            for key, pkd, mg in (("9a", "9.89", "0.3"), ("9b", "9.89", "3"), ("9c", "9.56", "0.3"), ("9d", "9.56", "3"))
        }
        want = {
            "1": until,
            "2a": 100 * melatonin(9) / top,
            "2b": 100 * magnesium(mp.mpf("9.5")) / magnesium(late),
            "13": end - begin,
            "16a": per_mg * mp.mpf("0.3") * melatonin(mp.mpf("8.75")),
            "16b": per_mg * 10 * melatonin(mp.mpf("8.75")),
            **occupied,
        }
    for key, value in want.items():
        assert table[key] == pytest.approx(float(value), rel=1e-9, abs=0)


def test_occupancies_are_those_of_the_facts(tables):
    said = tables["article"].loc[["9a", "9c", "9b", "9d"], "model_typical"]
    np.testing.assert_allclose(said, [90, 80, 99, 98], atol=0.5)


@pytest.mark.parametrize("parameters", SETS)
def test_salt_from_the_molar_masses(tables, parameters):
    """Mg(C2H4NO2)2 out of the standard atomic weights."""
    mass = 24.305 + 4 * 12.011 + 8 * 1.008 + 2 * 14.007 + 4 * 15.999
    numbers = known("8", tables[parameters])
    np.testing.assert_allclose(numbers, np.array([300, 200, 400]) * mass / 24.305, rtol=5e-5)
    np.testing.assert_allclose(numbers[1:], [1419, 2838], atol=0.5)
    assert tables[parameters].loc["8", "verdict"] == "holds"


@pytest.mark.parametrize("parameters", SETS)
def test_saturable_absorption(tables, parameters):
    want = 100 * (500 * fraction(500) / (400 * fraction(400)) - 1)
    np.testing.assert_allclose(known("14", tables[parameters]), want, rtol=1e-12)


@pytest.mark.parametrize("parameters", SETS)
def test_the_bodys_own_peak_is_three_hours_after_bedtime(tables, parameters):
    np.testing.assert_allclose(known("17", tables[parameters]), 180, atol=1e-6)


def test_flip_flop_share_of_the_article(tables):
    """Tmax above half-life/ln 2, both spread evenly: an integral over the half-life."""
    low, high = 20, 50
    share, _ = quad(lambda h: np.clip(60 - max(30, h / np.log(2)), 0, 30) / 30, low, high, points=[30 * np.log(2)])
    want = 100 * share / (high - low)
    assert want == pytest.approx(37.3, abs=0.05)
    np.testing.assert_allclose(known("12", tables["article"]), want, atol=0.1)


def test_flip_flop_share_of_the_literature(tables):
    """Both lognormal, cut at their ranges."""

    def cut(median, gsd, low, high):
        z = [np.log(end / median) / np.log(gsd) for end in (low, high)]
        below = norm.cdf(z)
        return lambda x: np.clip((norm.cdf(np.log(x / median) / np.log(gsd)) - below[0]) / np.diff(below)[0], 0, 1)

    tmax, half_life = cut(50, 1.9, 15, 210), cut(45, 1.46, 28, 126)
    edges = np.linspace(28, 126, 20_001)
    weights, middle = np.diff(half_life(edges)), (edges[1:] + edges[:-1]) / 2
    want = 100 * np.sum(weights * (1 - tmax(middle / np.log(2))))
    np.testing.assert_allclose(known("12", tables["literature"]), want, atol=0.1)


# The box.


@pytest.mark.parametrize("parameters", SETS)
@pytest.mark.parametrize("key", KINETIC)
def test_low_and_high_against_a_dense_lattice(tables, parameters, key):
    low, high = Reference(parameters).lattice(key, FEW_LEVELS.get(key, 31))
    _, told_low, told_high = known(key, tables[parameters])
    scale = max(abs(low), abs(high))
    assert told_low == pytest.approx(low, rel=2e-4, abs=1e-9 * scale)
    assert told_high == pytest.approx(high, rel=2e-4, abs=1e-9 * scale)


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


def verdict_by_hand(rule, low, high):
    if "rounded_to" in rule:
        step = float(rule["rounded_to"].split()[0])
        low, high = (step * round(each / step) for each in (low, high))
    near = 1e-9
    first, last = region_of(rule["holds"])
    if first - near <= low and high <= last + near:
        return "holds"
    first, last = region_of(rule.get("partly", rule["holds"]))
    return "contradicted" if high < first - near or low > last + near else "holds partly"


def check_verdicts(table):
    for key, row in table.iterrows():
        if SHIPPED[key]["kind"] != "outside":
            want = verdict_by_hand(SHIPPED[key]["rule"], row["model_low"], row["model_high"])
            assert (key, row["verdict"]) == (key, want)


@pytest.mark.parametrize("parameters", SETS)
def test_every_verdict_follows_from_the_rule(tables, parameters):
    check_verdicts(tables[parameters])


@pytest.mark.parametrize("parameters", SETS)
def test_all_verdicts_occur(tables, parameters):
    """So that none of the branches above is idle."""
    assert set(tables[parameters]["verdict"]) == {"holds", "holds partly", "contradicted", "outside the model"}


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
        {"1": "holds", "12": "holds", "4a": "contradicted", "7": "contradicted"},
    ),
    "melatonin that stays": (
        "melatonin",
        [(MELATONIN_HALF_LIFE, 'value = "8 h"\nlow = "7 h"\nhigh = "9 h"')],
        {"1": "contradicted", "2a": "contradicted", "16b": "holds", "13": "contradicted", "12": "holds"},
    ),
    "melatonin of which all is absorbed": (
        "melatonin",
        [("value = 0.15\nlow = 0.09\nhigh = 0.33", "value = 0.99\nlow = 0.98\nhigh = 1.0")],
        {"9a": "holds", "9d": "holds"},
    ),
    "melatonin of which hardly any is absorbed": (
        "melatonin",
        [("value = 0.15\nlow = 0.09\nhigh = 0.33", "value = 1e-6\nlow = 1e-7\nhigh = 2e-6")],
        {"9b": "contradicted", "10": "holds", "13": "holds", "16b": "contradicted", "16a": "holds"},
    ),
    "a receptor that binds more, a body that peaks sooner and higher, and a slower tablet": (
        "melatonin",
        [
            ("pkd = 9.56", "pkd = 12.0"),
            ('peak = "3 h after bed"', 'peak = "2 h before bed"'),
            ('peak = "at 21:00"', 'peak = "at 22:30"\namplitude = "1e9 pg/mL"'),
            ('value = "2.5 h"', 'value = "8 h"'),
        ],
        {"9c": "holds", "9d": "holds", "17": "holds", "10": "holds", "11": "contradicted"},
    ),
    "magnesium that stays": (
        "magnesium",
        [(MAGNESIUM_HALF_LIFE, 'value = "60 h"\nlow = "50 h"\nhigh = "70 h"')],
        {"15a": "holds partly", "2b": "holds"},
    ),
    "magnesium that stays for weeks": (
        "magnesium",
        [(MAGNESIUM_HALF_LIFE, 'value = "120 h"\nlow = "110 h"\nhigh = "130 h"')],
        {"15a": "contradicted", "15b": "holds"},
    ),
    "magnesium that is gone": (
        "magnesium",
        [(MAGNESIUM_HALF_LIFE, 'value = "2 h"\nlow = "1.9 h"\nhigh = "2.1 h"')],
        {"2b": "contradicted"},
    ),
    "magnesium that peaks sooner, saturates, and is in a heavier salt": (
        "magnesium",
        [
            (
                'value = "105 min"\nlow = "90 min"\nhigh = "120 min"',
                'value = "45 min"\nlow = "44 min"\nhigh = "46 min"',
            ),
            ("half_mmol = 1.375\nlinear = 0.07", "half_mmol = 0.01\nlinear = 0.0"),
            ('"172.42 g/mol"', '"400 g/mol"'),
        ],
        {"5b": "holds partly", "6a": "holds partly", "4b": "contradicted", "14": "holds", "8": "contradicted"},
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
    others = [key for key in SHIPPED if ABOUT[key] != name]
    pd.testing.assert_frame_equal(table.loc[others, NUMBERS], before.loc[others, NUMBERS])
    assert table.loc[others, "verdict"].equals(before.loc[others, "verdict"])


@pytest.mark.parametrize(
    ("pair", "touched"),
    [
        (("pkd = 9.56", "pkd = 9.0"), {"9c", "9d"}),
        (('peak = "at 21:00"', 'peak = "at 23:00"'), {"10"}),
        (('value = "2.5 h"', 'value = "2 h"'), {"11"}),
        (('value = "70 L"', 'value = "50 L"'), {"9a", "9b", "9c", "9d", "10", "13", "16a", "16b"}),
        (("low = 0.09\n", "low = 0.05\n"), {"9a", "9b", "9c", "9d", "10", "13", "16a", "16b"}),
    ],
)
def test_a_parameter_touches_the_claims_that_it_is_in(tables, tmp_path, pair, touched):
    table = pk.check_claims(subjects=50, compounds=[changed(tmp_path, "melatonin", pair)]).set_index("claim")
    differ = {
        key
        for key in SHIPPED
        if not np.allclose(known(key, table), known(key, tables["article"]), rtol=1e-9, atol=0, equal_nan=True)
    }
    assert differ == touched


# Sleepers.


def draw(parameters, compound, count, rng):
    """Sleepers as facts.md, section 3, has them differ."""

    def lognormal(median, gsd, low, high):
        ends = norm.cdf(np.log(np.array([low, high]) / median) / np.log(gsd))
        return median * np.exp(np.log(gsd) * norm.ppf(rng.uniform(*ends, count)))

    kinetics = KINETICS[compound, parameters]
    (a, _, b), (c, _, d) = kinetics["tmax"], kinetics["half_life"]
    absorbed = np.minimum(0.15 * np.exp(np.log(2.5) * rng.standard_normal(count)), 1)
    if (compound, parameters) == ("melatonin", "literature"):
        return lognormal(50 / 60, 1.9, a, b), lognormal(45 / 60, 1.46, c, d), absorbed
    return rng.uniform(a, b, count), rng.uniform(c, d, count), absorbed


def said_share(why):
    found = re.search(r"which is so in (?:(all|none)|([\d.]+) %|(under) 0\.01 %) of ([\d,]+) virtual sleepers", why)
    share = {"all": 1.0, "none": 0.0}.get(found[1], 0.0) if found[2] is None else float(found[2]) / 100
    return share, int(found[4].replace(",", ""))


@pytest.mark.parametrize("parameters", SETS)
@pytest.mark.parametrize("key", KINETIC)
def test_share_of_sleepers_against_a_draw_of_ones_own(tables, parameters, key):
    count, rng = 10_000, np.random.default_rng(99)
    reference = Reference(parameters)
    axes = reference.axes(key)
    compound = "magnesium" if key in ("2b", "15a", "15b") else COMPOUND.get(key, "melatonin")
    tmax, half_life, absorbed = draw(parameters, compound, count, rng)
    if key in ("11", "15a", "15b"):
        tmax, half_life, absorbed = tmax[:2000], half_life[:2000], absorbed[:2000]
    drawn = {"tmax": tmax, "half_life": half_life, "absorbed": absorbed}
    given = {name: drawn[name] for name in drawn if name in axes}
    if "lead" in axes:
        given["lead"] = rng.uniform(*sorted((axes["lead"][0], axes["lead"][2])), len(tmax))
    if key == "10":
        given |= {"amount": 1.0, "height": 50.0}
    values = reference.number(key, **given)
    low, high = region_of(SHIPPED[key]["rule"]["holds"])
    want = np.mean((values >= low) & (values <= high))
    share, subjects = said_share(tables[parameters].loc[key, "why"])
    assert subjects == SUBJECTS
    spread = np.sqrt(max(want * (1 - want), 1e-4) * (1 / SUBJECTS + 1 / len(tmax)))
    assert share == pytest.approx(want, abs=4.5 * spread + 0.0051)


@pytest.mark.parametrize("parameters", SETS)
def test_what_is_the_same_for_everyone_has_no_share_of_sleepers(tables, parameters):
    for key in ("8", "12", "17"):
        assert "sleepers" not in tables[parameters].loc[key, "why"]


def test_a_number_that_saturates_alike_in_all_has_no_share(tables):
    """What 500 mg bring beyond 400 is the same for everyone: no sleeper differs."""
    assert tables["article"].loc["14", "model_low"] == tables["article"].loc["14", "model_high"]
    assert "sleepers" not in tables["article"].loc["14", "why"]


def test_the_same_seed_gives_the_same_table_and_the_articles_set_and_seed_0_are_the_default(tables):
    pd.testing.assert_frame_equal(pk.check_claims(subjects=SUBJECTS).set_index("claim"), tables["article"])


def test_another_seed_gives_other_sleepers_and_the_same_numbers(tables):
    other = pk.check_claims("article", 7, subjects=SUBJECTS).set_index("claim")
    pd.testing.assert_frame_equal(other.drop(columns="why"), tables["article"].drop(columns="why"))
    assert not other["why"].equals(tables["article"]["why"])
    shares = [[said_share(why)[0] for why in table["why"] if "sleepers" in why] for table in (other, tables["article"])]
    np.testing.assert_allclose(*shares, atol=0.05)


def test_as_many_sleepers_as_asked_for():
    table = pk.check_claims(subjects=7).set_index("claim")
    share, subjects = said_share(table.loc["4a", "why"])
    assert subjects == 7
    assert share * 7 == pytest.approx(round(share * 7), abs=0.05)


def test_one_sleeper(tables):
    table = pk.check_claims(subjects=1)
    pd.testing.assert_frame_equal(table[NUMBERS], tables["article"].reset_index()[NUMBERS])


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
    assert table.loc[0, ["claim", "source", "says", "unit", "verdict"]].tolist() == [
        "x",
        "Own 2020",
        "Coffee “is gone by bedtime”",
        "mg/L",
        "holds" if want <= 0.5 else "contradicted",
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


def test_another_night(tables):
    """From 22:00 to 08:00: ten hours, and what is tied to the clock comes an hour later in it."""
    table = pk.check_claims(night=pk.Night("22:00", "08:00"), subjects=20).set_index("claim")
    reference = Reference("article", wake=10.0)
    for key in ("2a", "2b", "15a", "16a", "16b"):
        assert table.loc[key, "model_typical"] == pytest.approx(reference.typical(key), rel=1e-8)
    for key in ("1", "3", "4a", "8", "9a", "10", "11", "12", "13", "14", "17"):
        np.testing.assert_allclose(known(key, table), known(key, tables["article"]), rtol=1e-9, atol=1e-6)
    check_verdicts(table)


def test_a_night_in_which_the_bodys_own_peaks_elsewhere(tables):
    """The dose at 22:00 and the surge at 21:00 are tied to the clock, whenever one goes to bed."""
    table = pk.check_claims(night=pk.Night("01:30", "09:00"), subjects=20).set_index("claim")
    np.testing.assert_allclose(known("10", table), known("10", tables["article"]), rtol=1e-9)
    np.testing.assert_allclose(known("17", table), 180, atol=1e-6)


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
    "parameters of another kind": ({"parameters": None}, "there is no parameter set None"),
    "negative seed": ({"seed": -1}, "seed is -1; it must be a whole number of 0 or more"),
    "seed": ({"seed": 1.5}, "seed is 1.5"),
    "yes as a seed": ({"seed": True}, "seed is True"),
    "no subjects": ({"subjects": 0}, "subjects is 0; it must be a whole number from 1 to 10000000"),
    "half a subject": ({"subjects": 2.5}, "subjects is 2.5"),
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


def test_corners_of_the_box_by_hand(tables):
    """Peak times: the earliest dose with the earliest peak, and the other way round."""
    for parameters, key in product(SETS, LEADS):
        lead, tmax = LEADS[key], KINETICS[COMPOUND[key], parameters]["tmax"]
        want = [60 * (tmax[1] - lead[1]), 60 * (tmax[0] - lead[0]), 60 * (tmax[2] - lead[2])]
        np.testing.assert_allclose(known(key, tables[parameters]), want, atol=1e-6)
