"""Lessons, against the formulas of a textbook written down again; nothing of pksim in the expected numbers."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from mpmath import exp, findroot, log, mp, mpf
from places import NOTEBOOKS
from scipy import stats
from superposition import absorbed

import pksim as pk
from pksim import InputError, lessons
from pksim.lessons import _EXERCISES as EXERCISES

NAMES = lessons.names()
IN_WORDS = ("direction-1",)
IN_NUMBERS = tuple(name for name in NAMES if name not in IN_WORDS)
STUDENTS = [None, "Ada", "Grace", 17]
MANY = 120
AT_ONCE = "decay from the dose, as if it were absorbed at once"
SALTS = {"glycinate": (172.42, 1), "citrate": (451.11, 3), "threonate": (294.50, 1), "taurate": (272.57, 1)}
MELATONIN_HALF_LIFE = 35 / 60
CLOCKS = {f"{h:02d}:{m:02d}": 60 * h + m for h in range(24) for m in range(60)}


@pytest.fixture(autouse=True)
def thirty_digits():
    with mp.workdps(30):
        yield


def ka_from(tmax, ke):
    """Solve ln(ka/ke)/(ka - ke) = tmax, on the side of ke on which the solution lies."""
    tmax, ke = mpf(tmax), mpf(ke)
    top = ke * tmax < 1
    if top:  # above the minimum of ka·tmax − ln ka
        return findroot(lambda x: log(x / ke) - (x - ke) * tmax, (1.0001 / tmax, 400 / tmax), solver="anderson")
    w = findroot(lambda w: w - (exp(w) - 1) * ke * tmax, (-ke * tmax - 1, mpf("-1e-3")), solver="anderson")
    return ke * exp(w)


def bateman(t, dose, ka, ke, volume, share=1):
    t = mpf(t)
    return dose * share * ka / (volume * (ka - ke)) * (exp(-ke * t) - exp(-ka * t)) if t > 0 else mpf(0)


def melatonin(t, dose, *, share=0.15, half_life=MELATONIN_HALF_LIFE):
    """In pg/mL, a time after the dose [h]; facts.md, section 1."""
    ke = log(2) / half_life
    return 10**6 * bateman(t, mpf(dose), ka_from(mpf(3) / 4, ke), ke, 70, share)


def at_once(t, dose, *, half_life=MELATONIN_HALF_LIFE):
    """In pg/mL, had all of it been in the blood from the start."""
    return mpf(10) ** 6 * dose * mpf("0.15") / 70 * mpf(2) ** (-t / half_life)


def own_melatonin(t, amplitude):
    x, c = np.cos(2 * np.pi * (t - 3) / 24), np.cos(np.pi * 11 / 24)
    return 2 + amplitude / (2 * (1 - c)) * (x - c + abs(x - c))


def units(n):
    lead = mpf(n.lead_min) / 60
    right = melatonin(lead, n.dose_mg)
    whole = melatonin(lead, n.dose_mg, share=1)
    return right, {
        "ng/mL instead of pg/mL": right / 1000,
        "mg/L instead of pg/mL": right / 10**6,
        "bioavailability forgotten": whole,
        "the peak instead of the level at bedtime": melatonin(mpf(3) / 4, n.dose_mg),
        AT_ONCE: at_once(lead, n.dose_mg),
    }


def tmax(n):
    ke, hours = log(2) / n.half_life_h, mpf(n.tmax_min) / 60
    right = ka_from(hours, ke)
    return right, {
        "ka taken as ln 2/tmax": log(2) / hours,
        "ka taken as 1/tmax": 1 / hours,
        "minutes entered as hours": ka_from(n.tmax_min, ke),
        "ke instead of ka": ke,
        "ke taken as 1/half-life": ka_from(hours, 1 / mpf(n.half_life_h)),
        "ka per minute": right / 60,
    }


def superposition(n):
    ke, ka = log(2) / n.half_life_h, mpf(n.ka_per_h)
    first, second = mpf(n.first_mg) / n.volume_l, mpf(n.second_mg) / n.volume_l
    top = log(ka / ke) / (ka - ke)

    def one(t, height):
        return bateman(t, height, ka, ke, 1)

    later = one(n.time_h - n.gap_h, second)
    return one(n.time_h, first) + later, {
        "both doses taken at the first one's time": one(n.time_h, first + second),
        "the last dose replaces the first": later,
        "peaks added": one(top, first) + one(top, second),
        "the second dose forgotten": one(n.time_h, first),
        AT_ONCE: first * exp(-ke * n.time_h) + second * exp(-ke * (n.time_h - n.gap_h)),
    }


def flip_flop(n):
    right = log(2) * n.volume_l / n.clearance_l_per_h
    return right, {
        "half-life read off a flip-flop curve": n.seen_half_life_h,
        "ln 2 forgotten": mpf(n.volume_l) / n.clearance_l_per_h,
        "CL/V taken for the half-life": mpf(n.clearance_l_per_h) / n.volume_l,
        "ln 2 times ke instead of ln 2 over ke": log(2) * n.clearance_l_per_h / n.volume_l,
        "minutes for hours": 60 * right,
    }


def uncertainty(n):
    low, high = n.short_min, n.long_min

    def level(minutes):
        return melatonin(n.hours, n.dose_mg, half_life=mpf(minutes) / 60)

    middle = mpf(low + high) / 2
    levels = [level(low), level(middle), level(high)]
    harmonic = 3 / (1 / mpf(low) + 1 / middle + 1 / mpf(high))
    return sum(levels) / 3, {
        "the typical sleeper taken for the average": levels[1],
        "half-life from the average rate constant": level(harmonic),
        "the middle of the extremes": (levels[0] + levels[2]) / 2,
        "the sum instead of the average": sum(levels),
        "bioavailability forgotten": sum(levels) / 3 / mpf("0.15"),
        AT_ONCE: sum(at_once(n.hours, n.dose_mg, half_life=mpf(m) / 60) for m in (low, middle, high)) / 3,
    }


def timing(n):
    return n.tmax_min - n.shift_min, {
        "tmax counted from bedtime": n.tmax_min,
        "shifted to the wrong side": n.tmax_min + n.shift_min,
        "half-life taken for tmax": n.half_life_min - n.shift_min,
        "hours for minutes": mpf(n.tmax_min - n.shift_min) / 60,
    }


def half_life(n):
    hours, level = 23 - n.hour, mpf(n.level_mg_l)
    right = level * mpf(2) ** (-mpf(hours) / n.half_life_h)
    return right, {
        "a straight line instead of halves": level * max(0, 1 - mpf(hours) / n.half_life_h / 2),
        "ke taken as 1/half-life": level * exp(-mpf(hours) / n.half_life_h),
        "whole half-lives only": level / 2 ** (hours // n.half_life_h),
        "a half-life begun counted as a whole one": level / 2 ** -(-hours // n.half_life_h),
        "what is gone instead of what is left": level - right,
    }


def salt(n):
    molar_mass, atoms = SALTS[n.salt]
    elemental = n.amount_mg * atoms * 24.305 / molar_mass
    return elemental * absorbed(elemental), {
        "weight of the salt taken for magnesium": n.amount_mg * absorbed(n.amount_mg),
        "proportion applied to a fraction that saturates": elemental * absorbed(n.known_mg),
        "the stated share of the salt's weight": n.amount_mg * absorbed(n.known_mg),
        "mmol instead of mg": elemental * absorbed(elemental) / 24.305,
        "bioavailability forgotten": elemental,
    }


def body(n):
    since = n.after_h + mpf(n.lead_min) / 60
    right, own = melatonin(since, n.dose_mg), own_melatonin(n.after_h, n.amplitude_pg_ml)
    return right, {
        "the total taken for what the dose adds": right + own,
        "the body's own taken for what the dose adds": own,
        "time counted from bedtime, not from the dose": melatonin(n.after_h, n.dose_mg),
        AT_ONCE: at_once(since, n.dose_mg),
        "bioavailability forgotten": right / mpf("0.15"),
        "ng/mL instead of pg/mL": right / 1000,
    }


def accumulation(n):
    """Sum a geometric series for each of the two exponentials, and find where its slope is 0."""
    ke = log(2) / n.half_life_h
    ka = ka_from(n.tmax_h, ke)
    share = mpf(n.bioavailability)

    def highest(nights):
        grown = [(1 - exp(-k * 24 * nights)) / (1 - exp(-k * 24)) for k in (ke, ka)]
        top = log(ka * grown[1] / (ke * grown[0])) / (ka - ke)
        return share * height * (grown[0] * exp(-ke * top) - grown[1] * exp(-ka * top))

    height = mpf(n.dose_mg) / n.volume_l * ka / (ka - ke)
    first = bateman(n.tmax_h, n.dose_mg, ka, ke, n.volume_l, n.bioavailability)
    left = mpf(2) ** (-mpf(24) / n.half_life_h)
    return highest(n.nights), {
        "nights times dose, as if nothing were eliminated": n.nights * first,
        "every night starts from nothing": first,
        "half left each night, whatever the half-life": first * (2 - mpf(2) ** (1 - n.nights)),
        "the average of the plateau instead of a peak": share * n.dose_mg / (ke * n.volume_l * 24),
        "one night too few": highest(n.nights - 1),
        AT_ONCE: share * n.dose_mg / n.volume_l * (1 - left**n.nights) / (1 - left),
        "bioavailability forgotten": highest(n.nights) / share,
        "the plateau instead of this night": highest(mp.inf),
    }


def extrapolation(n):
    hours, levels = [n.early_h, n.middle_h, n.last_h], [n.early_mg_l, n.middle_mg_l, n.last_mg_l]
    middle, logs = mpf(sum(hours)) / 3, [log(mpf(level)) for level in levels]
    slope = -sum((t - middle) * y for t, y in zip(hours, logs, strict=True)) / sum((t - middle) ** 2 for t in hours)
    seen, last = mpf(n.auc_mg_h_l), mpf(n.last_mg_l)
    height = (mpf(n.middle_mg_l) - last) / (n.last_h - n.middle_h)

    def share(beyond):
        return 100 * beyond / (seen + beyond)

    right = share(last / slope)
    return right, {
        "share of the area seen instead of the whole": 100 * last / slope / seen,
        "half-life taken for 1/λz": share(last * log(2) / slope),
        "slope of common logarithms taken for λz": share(last / (slope * log(exp(1), 10))),
        "a straight line down to zero": share(last * (last / height) / 2),
        "what was seen instead of what lies beyond": 100 - right,
        "a fraction instead of per cent": right / 100,
    }


def mirror(n):
    fast, slow, clearance = mpf(n.fast_per_h), mpf(n.slow_per_h), mpf(n.dose_mg) / n.auc_mg_h_l
    ka, ke = {"just as fast": (fast, slow), "faster": (slow, fast)}[n.end]
    volume = clearance / ke
    peak = bateman(log(ka / ke) / (ka - ke), n.dose_mg, ka, ke, volume)
    far = 400  # all of the faster one is over
    start = bateman(far, n.dose_mg, ka, ke, volume) * exp(slow * far)
    return volume, {
        "the mirror: ka taken for ke": clearance / ka,
        "volume from the peak": n.dose_mg / peak,
        "volume from the last line drawn back to the dose": n.dose_mg / start,
        "clearance instead of volume": clearance,
        "half-life taken for 1/ke": clearance * log(2) / ke,
        "CL times ke instead of CL over ke": clearance * ke,
    }


def curve(mg):
    """Give a published curve, a new person's scatter about it [h], and how many times its dose that is."""
    small = mg <= 1
    mean, *waves = (-0.086, 0.792, -0.386, -0.202, -0.806) if small else (0.194, 0.850, -0.846, -0.543, -0.052)
    people, sd = (34, 0.89) if small else (27, 0.75)

    def shift(hours):
        turn = 2 * np.pi * hours / 24
        return mean + np.dot(waves, [np.cos(turn), np.sin(turn), np.cos(2 * turn), np.sin(2 * turn)])

    return shift, sd * np.sqrt(1 + 5 / people), mg / (0.5 if small else 3)


def hours_between(early, late):
    """From 12 h before to 12 h after: which day it is does not matter to a curve that comes round."""
    return ((CLOCKS[late] - CLOCKS[early] + 720) % 1440 - 720) / 60


def jet_lag(n):
    """Walk by hand: a third of the curve a dose, at an hour that lies later on it the earlier the clock is."""
    shift, _, times = curve(n.dose_mg)
    since_onset, since_bed = hours_between(n.dlmo, n.taken), hours_between(n.bedtime, n.taken)

    def walk(hours, share):
        moved = []
        while sum(moved) < n.wanted_h:
            moved.append(share * shift(hours + sum(moved)))
        return len(moved)

    best = max(shift(hours) for hours in np.arange(-9, 0, 0.01))
    first = shift(since_onset)
    return walk(since_onset, 1 / 3), {
        "the curve of three doses taken for that of one": np.ceil(n.wanted_h / first),
        "the curve stays where it is": np.ceil(3 * n.wanted_h / first),
        "more milligrams move further": walk(since_onset, times / 3),
        "the largest advance taken for any hour": np.ceil(3 * n.wanted_h / best),
        "hours counted from bedtime, not from the onset": walk(since_bed, 1 / 3),
    }


TEXTBOOK = {
    "units-1": units,
    "tmax-1": tmax,
    "superposition-1": superposition,
    "flip-flop-1": flip_flop,
    "uncertainty-1": uncertainty,
    "timing-1": timing,
    "half-life-1": half_life,
    "body-1": body,
    "salt-1": salt,
    "accumulation-1": accumulation,
    "extrapolation-1": extrapolation,
    "mirror-1": mirror,
    "jet-lag-1": jet_lag,
}


def drawn(name):
    """Give the numbers of many students."""
    return [numbers for numbers, _ in asked_of_many(name)]


@cache
def asked_of_many(name):
    """Give the same with the answers to them."""
    return [EXERCISES[name].question(student) for student in range(MANY)]


@cache
def by_hand(name, student):
    right, wrong = TEXTBOOK[name](SimpleNamespace(**lessons.ask(name, student).numbers))
    return float(right), {each: float(number) for each, number in wrong.items()}


def tolerance(name, number):
    """Two per cent, or a minute for a time that is not short itself."""
    minute = {"min": 1, "h": 1 / 60}.get(EXERCISES[name].unit, 0)
    return max(0.02 * abs(number), min(minute, abs(number) / 10))


def test_there_are_fourteen_and_every_one_has_its_textbook_answer():
    assert len(NAMES) == 14
    assert set(IN_NUMBERS) == set(TEXTBOOK)


@pytest.mark.parametrize("student", STUDENTS)
@pytest.mark.parametrize("name", IN_NUMBERS)
def test_the_textbook_answer_is_right_and_every_misconception_is_named(name, student):
    right, wrong = by_hand(name, student)
    exercise = EXERCISES[name]
    np.testing.assert_allclose(exercise.answers(exercise.numbers(student)), [right, *wrong.values()], rtol=1e-9)
    verdict = lessons.check(name, right, student)
    assert (verdict.right, verdict.misconception) == (True, None)
    assert 4 <= len(wrong) <= 8
    for misconception, number in wrong.items():
        verdict = lessons.check(name, number, student)
        assert (verdict.right, verdict.misconception) == (False, misconception)
        known = next(each for each in exercise.misconceptions if each.name == misconception)
        assert verdict.explanation == f"{known.slip} {known.think}"
        assert all(each.count(". ") == 0 and each.endswith(".") for each in (known.slip, known.think))


@pytest.mark.parametrize("name", IN_NUMBERS)
def test_two_per_cent_are_allowed_or_a_minute(name):
    right, _ = by_hand(name, None)
    for side in (-1, 1):
        assert lessons.check(name, right + side * 0.99 * tolerance(name, right)).right
        assert not lessons.check(name, right + side * 1.01 * tolerance(name, right)).right


def test_a_minute_is_allowed_where_two_per_cent_are_less():
    assert by_hand("timing-1", None)[0] == 40
    assert lessons.check("timing-1", 41).right
    assert lessons.check("timing-1", 39).right
    assert not lessons.check("timing-1", 41.1).right


def by_digits(number):
    """Round to two and to three digits, as people do, halves up or to even: two numbers, or three or four."""
    exact = Decimal(f"{number:.12g}")
    places = [Decimal(1).scaleb(exact.adjusted() - digits + 1) for digits in (2, 3)]
    return {float(exact.quantize(place, way)) for place in places for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


@pytest.mark.parametrize("name", IN_NUMBERS)
def test_answers_of_two_or_three_digits_mean_what_they_are_rounded_from(name):
    exercise = EXERCISES[name]
    for _, answers in [exercise.question(), *asked_of_many(name)]:
        for place, answer in enumerate(answers):
            for written in by_digits(answer):
                meant = [exercise.means(written, each) for each in answers]
                assert meant == [each == place for each in range(len(answers))]


@pytest.mark.parametrize("student", STUDENTS)
@pytest.mark.parametrize("name", IN_NUMBERS)
def test_rounded_answers_are_checked_as_the_exact_ones(name, student):
    right, wrong = by_hand(name, student)
    for written in by_digits(right):
        assert lessons.check(name, written, student).right
    for misconception, number in wrong.items():
        assert {lessons.check(name, each, student).misconception for each in by_digits(number)} == {misconception}


def test_one_digit_is_too_few_and_four_digits_must_be_within_two_per_cent():
    assert lessons.check("flip-flop-1", 1.7).right
    one = lessons.check("flip-flop-1", 2)
    assert (one.right, one.misconception) == (False, None)
    assert str(one) == "Not yet: 2 h. It is the right answer rounded to one digit: give at least two."
    right, _ = by_hand("accumulation-1", None)
    assert f"{right:.3g}" == "1.9"
    assert not lessons.check("accumulation-1", 1.945).right


def test_the_first_peak_times_the_sum_of_shares_is_a_good_answer():
    """By hand one takes 0.5^(24 h/half-life) of the peak for what is left of it, which is off by less than 2 %."""
    plain = None, EXERCISES["accumulation-1"].plain
    for student, numbers in [plain, *list(enumerate(drawn("accumulation-1")))[:40]]:
        n = SimpleNamespace(**numbers)
        peak = bateman(
            n.tmax_h, n.dose_mg, ka_from(n.tmax_h, log(2) / n.half_life_h), log(2) / n.half_life_h, n.volume_l
        )
        shares = sum(mpf(2) ** (-mpf(24) * night / n.half_life_h) for night in range(n.nights))
        assert lessons.check("accumulation-1", float(peak * n.bioavailability * shares), student).right


def test_a_line_through_two_samples_or_from_the_line_itself_is_a_good_answer():
    for student, numbers in [
        (None, EXERCISES["extrapolation-1"].plain),
        *list(enumerate(drawn("extrapolation-1")))[:40],
    ]:
        n = SimpleNamespace(**numbers)
        hours, levels = [n.early_h, n.middle_h, n.last_h], [n.early_mg_l, n.middle_mg_l, n.last_mg_l]
        slope, start = np.polyfit(hours, np.log(levels), 1)
        predicted = np.exp(start + slope * n.last_h) / -slope
        two = [
            n.last_mg_l * (n.last_h - t) / np.log(c / n.last_mg_l) for t, c in zip(hours[:2], levels[:2], strict=True)
        ]
        for beyond in (predicted, *two):
            answer = 100 * beyond / (n.auc_mg_h_l + beyond)
            assert lessons.check("extrapolation-1", answer, student).right


def test_samples_to_extrapolate_from_can_be_those_of_one_dose():
    """The area that is left for the hours before them lies above the first one's level, and not far above it."""
    for numbers in [EXERCISES["extrapolation-1"].plain, *drawn("extrapolation-1")]:
        n = SimpleNamespace(**numbers)
        joined = [(n.early_h, n.early_mg_l), (n.middle_h, n.middle_mg_l), (n.last_h, n.last_mg_l)]
        late = sum((t2 - t1) * (a - b) / np.log(a / b) for (t1, a), (t2, b) in pairwise(joined))
        assert n.early_mg_l < (n.auc_mg_h_l - late) / n.early_h < 2 * n.early_mg_l


def test_both_solutions_of_the_mirror_are_one_curve_and_each_is_right_for_some():
    ends = set()
    for student, numbers in [(None, EXERCISES["mirror-1"].plain), *list(enumerate(drawn("mirror-1")))[:40]]:
        n = SimpleNamespace(**numbers)
        right, wrong = by_hand("mirror-1", student)
        ka, ke = (n.fast_per_h, n.slow_per_h) if n.end == "just as fast" else (n.slow_per_h, n.fast_per_h)
        for t in (0.5, 2, 9, 30):
            here = bateman(t, n.dose_mg, mpf(ka), mpf(ke), right)
            there = bateman(t, n.dose_mg, mpf(ke), mpf(ka), wrong["the mirror: ka taken for ke"])
            assert abs(here / there - 1) < 1e-12
        assert (
            f"a peak of {n.dose_mg / wrong['volume from the peak']:.3g} mg/L" in lessons.ask("mirror-1", student).text
        )
        ends.add(n.end)
    assert ends == {"just as fast", "faster"}


def direction(n):
    """Say which way nine people in ten move, and each wrong way to say it, the one that is named first at the front."""
    shift, sd, times = curve(n.dose_mg)

    def way(share_earlier):
        return "earlier" if share_earlier >= 0.9 else "later" if share_earlier <= 0.1 else "cannot be told"

    def told(shift_h):
        return way(stats.norm.cdf(shift_h / sd))

    h, from_bed = hours_between(n.dlmo, n.taken), hours_between(n.bedtime, n.taken)
    right = told(shift(h))
    return right, [
        ("half an hour before bed helps jet lag", "earlier" if -1 <= from_bed <= 0 else None),
        ("more milligrams move further", told(times * shift(h))),
        ("hours counted from bedtime, not from the onset", told(shift(from_bed))),
        ("the average taken for everybody", "earlier" if shift(h) > 0 else "later"),
        ("earlier is always better", "earlier"),
        ("melatonin taken for light", "later" if right == "earlier" else None),
        ("people differ, so nothing can be told", "cannot be told"),
    ]


def test_a_direction_is_right_or_somebodys_thought_or_gets_a_hint():
    met = set()
    for student in [None, *range(MANY)]:
        right, thoughts = direction(SimpleNamespace(**lessons.ask("direction-1", student).numbers))
        for word in ("earlier", "later", "cannot be told"):
            verdict = lessons.check("direction-1", word, student)
            known = None if word == right else next((name for name, each in thoughts if each == word), None)
            assert (verdict.right, verdict.answer, verdict.misconception) == (word == right, word, known)
            met.add(known or (word == right and word))
            if word != right and known is None:
                assert str(verdict) == f"Not yet: {word}. First, {EXERCISES['direction-1'].look_first}"
    assert met == {"earlier", "later", "cannot be told", False} | {name for name, _ in thoughts}


@pytest.mark.parametrize(
    ("mg", "hours_before_bed", "share"),
    [(3, 7, 97), (3, 5, 95), (3, 3, 82), (3, 0, 60), (3, -8, 9), (0.5, 7, 82), (0.5, 5, 93), (0.5, 0, 38)],
)
def test_the_direction_is_that_of_the_shares_that_are_known(mg, hours_before_bed, share):
    """Shares of people who move earlier, with an onset two hours before bed, give or take one."""
    taken = f"{(23 - hours_before_bed) % 24:02d}:00"
    n = {"dose_mg": mg, "taken": taken, "dlmo": "21:00", "bedtime": "23:00"}
    place = 0 if share >= 90 else 1 if share <= 10 else 2
    assert EXERCISES["direction-1"].answers(n)[0] == 1 + place


def test_a_verdict_in_words_reads_well():
    right = lessons.check("direction-1", " Cannot be  TOLD ")
    assert right
    assert str(right).startswith("Right: cannot be told. Hours from the onset")
    wrong = lessons.check("direction-1", "earlier")
    assert str(wrong).startswith("Not yet: earlier, half an hour before bed helps jet lag. You let a dose")
    assert "<b>Not yet: earlier, half an hour" in wrong._repr_html_()
    for _, slip, think in ((each.name, each.slip, each.think) for each in EXERCISES["direction-1"].misconceptions):
        assert all(each.count(". ") == 0 and each.endswith(".") for each in (slip, think))


@pytest.mark.parametrize("answer", ["up", "", 1, -0.5, None, ["earlier"]])
def test_what_is_none_of_the_words_is_refused(answer):
    with pytest.raises(InputError, match=r"the answer to direction-1 is .*'?earlier'?, '?later'?, '?cannot be told'?"):
        lessons.check("direction-1", answer)


def test_people_on_average_need_as_many_doses_as_the_curve():
    """Who counts doses with the walk of many people is right."""
    for student in [None, *range(8)]:
        n = SimpleNamespace(**lessons.ask("jet-lag-1", student).numbers)
        doses, night = (
            pk.Schedule.parse("asked", f"melatonin {n.dose_mg} mg at {n.taken}"),
            pk.Night(n.bedtime, "07:00"),
        )
        clock = pk.body_clock(doses, night, nights=25, dlmo=n.dlmo)
        moved = np.cumsum([step.shift_h.mean() for step in clock.steps])
        assert lessons.check("jet-lag-1", np.argmax(moved >= n.wanted_h) + 1, student).right


def told_apart(right, wrong, unit="mg"):
    exercise = EXERCISES["salt-1"]
    slip = replace(exercise.misconceptions[0], answer=lambda _: wrong)
    both = replace(exercise, right=lambda _: right, misconceptions=(slip,), unit=unit)
    return both.answers_apart(exercise.plain) is not None


@pytest.mark.parametrize(
    ("right", "wrong", "apart"),
    [
        (100.0, 96.05, True),  # 2 % of both together is 3.921
        (100.0, 96.1, False),
        (104.4, 99.7, False),  # rounded to two digits both are 100
        (104.4, 98.3, False),  # 100 is within 2 % of 98.3
        (104.4, 97.9, True),
        (105.0, 110.8, False),  # half way between 100 and 110
        (0.0, 1.0, False),
        (-1.0, 1.0, False),
        (1.0, float("inf"), False),
        (1.0, 0.0, True),
    ],
)
def test_two_answers_are_apart_when_none_can_mean_both(right, wrong, apart):
    assert told_apart(right, wrong) is apart
    if right > 0 and wrong > 0:
        assert told_apart(wrong, right) is apart or not np.isfinite(wrong)


def test_where_two_tolerances_touch_an_answer_can_mean_both():
    assert not told_apart(10.25, 12.25, unit="min")  # a minute each
    assert told_apart(10.25, 12.375, unit="min")


@pytest.mark.parametrize("name", IN_NUMBERS)
def test_no_answer_of_many_students_can_be_meant_by_two_ways_of_thinking(name):
    exercise = EXERCISES[name]
    for numbers, answers in [exercise.question(), *asked_of_many(name)]:
        assert answers[0] > 0
        for a, b in combinations(answers, 2):
            assert abs(a - b) > tolerance(name, a) + tolerance(name, b)
        assert set(numbers) == set(exercise.plain)
    for numbers in drawn(name):
        assert all(numbers[key] in exercise.choices[key] for key in numbers)
        assert numbers != exercise.plain


def test_the_average_sleeper_has_more_than_the_typical_one_as_the_text_says():
    exercise = EXERCISES["uncertainty-1"]
    for _, (average, typical, *_) in [exercise.question(), *asked_of_many("uncertainty-1")]:
        assert average > typical


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_round(name):
    exercise = EXERCISES[name]
    for key, values in exercise.choices.items():
        for value in (exercise.plain[key], *values):
            assert isinstance(value, str) or len(f"{value:.10g}".replace(".", "").strip("0")) <= 3


@pytest.mark.parametrize("name", NAMES)
def test_students_have_numbers_of_their_own(name):
    assert len(set(map(str, drawn(name)))) >= 50
    assert sum(a == b for a, b in pairwise(drawn(name))) <= 12


def test_two_students_share_few_questions():
    same = [lessons.ask(name, "Ada").numbers == lessons.ask(name, "Grace").numbers for name in NAMES]
    assert sum(same) <= 1


@pytest.mark.parametrize("alike", [("Ada", "ada", "  ADA "), (17, "17", 17.0, np.int64(17)), ("Zoë", "Zoe\u0308")])
def test_a_student_is_the_same_however_written(alike):
    for name in NAMES:
        assert len({str(lessons.ask(name, student).numbers) for student in alike}) == 1


def test_a_student_is_the_same_in_another_process():
    code = (
        "from pksim import lessons; print({name: dict(lessons.ask(name, 'Ada').numbers) for name in lessons.names()})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str({name: dict(lessons.ask(name, "Ada").numbers) for name in NAMES})


def test_the_answer_belongs_to_the_students_question():
    right, _ = by_hand("flip-flop-1", "Ada")
    assert lessons.check("flip-flop-1", right, "Ada").right
    assert not lessons.check("flip-flop-1", right).right


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("student", STUDENTS)
def test_a_question_shows_its_numbers_and_its_unit(name, student):
    question = lessons.ask(name, student)
    assert question.unit == EXERCISES[name].unit
    for shown in (str(question), question._repr_html_()):
        assert f"{name}" in shown
        assert question.unit in re.sub("<.*?>", "", shown)
        for key, value in question.numbers.items():
            if key != "shift_min":  # shown as a clock time
                number = 100 * value if key == "bioavailability" else value
                assert (number if isinstance(number, str) else f"{number:g}") in shown
    how = 'lessons.check("' + name + '", answer' + ("" if student is None else f", student={student!r}") + ")"
    assert str(question).endswith(how)
    assert "{" not in question.text


def test_the_clock_of_the_wanted_peak_is_the_shift_from_bedtime():
    for student in [None, *range(30)]:
        question = lessons.ask("timing-1", student)
        bedtime, wanted = (CLOCKS[clock] for clock in re.findall(r"\d\d:\d\d", question.text))
        assert (wanted - bedtime + 720) % 1440 - 720 == question.numbers["shift_min"]


def test_the_wanted_misconceptions_are_there():
    named = {each.name for exercise in EXERCISES.values() for each in exercise.misconceptions}
    assert named >= {
        "ka taken as ln 2/tmax",
        "bioavailability forgotten",
        "half-life read off a flip-flop curve",
        "weight of the salt taken for magnesium",
        "minutes entered as hours",
        "ng/mL instead of pg/mL",
        "mg/L instead of pg/mL",
        "tmax counted from bedtime",
        "proportion applied to a fraction that saturates",
        "nights times dose, as if nothing were eliminated",
        "the total taken for what the dose adds",
        "the mirror: ka taken for ke",
        "earlier is always better",
        "more milligrams move further",
        "half an hour before bed helps jet lag",
        "the curve of three doses taken for that of one",
        "slope of common logarithms taken for λz",
    }


def test_a_verdict_reads_well():
    right = lessons.check("flip-flop-1", 1.733)
    assert str(right).startswith("Right: 1.733 h.")
    assert right
    wrong = lessons.check("flip-flop-1", 6)
    assert str(wrong).startswith("Not yet: 6 h, half-life read off a flip-flop curve. You read")
    assert not wrong
    assert wrong._repr_html_().startswith("<p><b>Not yet: 6 h, half-life read off a flip-flop curve.</b> You read")
    own = lessons.check("body-1", by_hand("body-1", None)[1]["the body's own taken for what the dose adds"])
    assert "the body&#x27;s own" in own._repr_html_()
    average = by_hand("uncertainty-1", None)[1]["half-life from the average rate constant"]
    assert "No single sleeper&#x27;s curve" in lessons.check("uncertainty-1", average)._repr_html_()


@pytest.mark.parametrize(
    ("times", "says"),
    [
        (1.1, "too high. First,"),
        (0.9, "too low. First,"),
        (11, "too high, more than tenfold, so a unit may have slipped. First,"),
        (0.09, "too low, more than tenfold, so a unit may have slipped. First,"),
        (-1, "Only the sign is wrong. First,"),
        (-3, "too low. First,"),
        (0, "too low. First,"),
    ],
)
@pytest.mark.parametrize("name", IN_NUMBERS)
def test_an_answer_that_nothing_explains_gets_a_direction_and_a_hint(name, times, says):
    right, wrong = by_hand(name, None)
    answer = right * times
    if any(abs(answer - number) <= tolerance(name, number) for number in wrong.values()):
        answer *= 1.05  # a misconception happens to give this number
    verdict = lessons.check(name, answer)
    assert (verdict.right, verdict.misconception) == (False, None)
    assert says in str(verdict)
    assert verdict.explanation.endswith(EXERCISES[name].look_first)


@pytest.mark.parametrize(
    "answer",
    [
        *(1.733, np.float64(1.733), np.float32(1.733), np.array(1.733), Fraction(1733, 1000), pd.Series(1.733)[0]),
        *("1.733", " 1,73 ", "1,7h", "+1.7 h", np.str_("1.73"), np.float32(1.7)),
    ],
)
def test_any_single_number_is_an_answer(answer):
    verdict = lessons.check("flip-flop-1", answer)
    assert verdict.right
    assert type(verdict.answer) is float


@pytest.mark.parametrize(("text", "number"), [("3,7", 3.7), ("0,125", 0.125), ("−3.7 h", -3.7), ("12", 12)])
def test_a_decimal_comma_is_a_point(text, number):
    assert lessons.check("flip-flop-1", text).answer == number


@pytest.mark.parametrize(
    ("text", "number", "right"), [("1,733", 1.733, True), ("1,733 h", 1.733, True), ("6,000", 6, False)]
)
def test_a_comma_before_three_digits_is_what_gives_an_answer_that_is_known(text, number, right):
    verdict = lessons.check("flip-flop-1", text)  # ln 2·50/20 h is right, and 6 h is what is seen
    assert (verdict.answer, verdict.right) == (number, right)


def test_a_comma_that_gives_two_known_answers_is_asked_about():
    numbers = {"dose_mg": 2, "lead_min": 100}
    student = next(each for each in range(10_000) if lessons.ask("units-1", student=each).numbers == numbers)
    level = one_dose(numbers["dose_mg"], numbers["lead_min"] / 60)
    assert 1000 < level < 10_000
    with pytest.raises(InputError, match="whichever is meant"):  # in pg/mL it is right, and in ng/mL a slip
        lessons.check("units-1", f"{level:,.0f}", student=student)
    forgotten = f"{level / 0.15:,.0f}"
    assert lessons.check("units-1", forgotten, student=student).answer == float(forgotten.replace(",", ""))


def one_dose(mg, after_h):
    """Melatonin [pg/mL] with a half-life of 35 min and a peak after 45, by the textbook's sum."""
    ke = log(2) / MELATONIN_HALF_LIFE
    ka = findroot(lambda x: log(x / ke) / (x - ke) - 0.75, 1.5)
    return float(mg * 0.15 / 70 * ka / (ka - ke) * (exp(-ke * after_h) - exp(-ka * after_h)) * 10**6)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("35 min", "is '35 min', a text; it must be a number in h: write 35 if that is in h."),
        ("3,5 min", "a text; it must be a number in h: write 3.5 if that is in h."),
        ("2,345", "a text; it must be a number in h: write 2345 or 2.345, whichever is meant."),
        ("x", "is 'x', a text; it must be a number in h: write it in digits, such as 12 or 3.4."),
        (float("nan"), "is nan; it must be a finite number in h. Was something divided by zero?"),
        (np.inf, "is inf; it must be a finite number"),
        (10**400, "it must be a finite number"),
        (None, "is None; it must be a number in h."),
        (True, "is True; it must be a number in h."),
        (1j, "is 1j; it must be a number in h."),
        ([1.7], "is [1.7]; it must be a number in h."),
        (np.array(["a"])[0], "a text"),
        (np.array([1.7]), "is a ndarray of the shape (1,); it must be one number in h. Take one value out of it."),
        (pd.Series([1.7, 2]), "is a Series of the shape (2,); it must be one number in h. Take one value out of it."),
        (np.array(True), "it must be a number in h."),
    ],
)
def test_an_answer_that_is_no_number_is_refused(answer, says):
    with pytest.raises(InputError) as error:
        lessons.check("flip-flop-1", answer)
    assert str(error.value).startswith("the answer to flip-flop-1 is ")
    assert says in str(error.value)


@pytest.mark.parametrize("call", [lessons.ask, lambda name: lessons.check(name, 1)])
def test_an_unknown_exercise_is_refused(call):
    with pytest.raises(InputError, match=r"there is no exercise 'flipflop'; did you mean 'flip-flop-1'\? Known are"):
        call("flipflop")
    with pytest.raises(InputError, match="there is no exercise 3"):
        call(3)


@pytest.mark.parametrize("student", ["", "  ", True, [], float("nan"), float("inf"), b"Ada"])
def test_a_student_is_a_name_or_a_number(student):
    with pytest.raises(InputError, match=r"student is .*; it must be a name or a number, such as 'Ada' or 17"):
        lessons.ask("tmax-1", student)


def test_a_student_cannot_write_into_the_page():
    html = lessons.ask("tmax-1", "<script>")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_list_of_lessons_names_all_of_them():
    for name in NAMES:
        assert name in str(NAMES)
        assert name in NAMES._repr_html_()


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_asks_and_checks(name):
    path = NOTEBOOKS / f"{EXERCISES[name].notebook}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    asking = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    hidden = ["".join(cell["source"]) for cell in cells if "answer" in cell["metadata"].get("tags", ())]
    assert any(f'lessons.ask("{name}")' in source for source in asking)
    assert any(f'lessons.check("{name}", ' in source and "assert verdict.right" in source for source in hidden)


def test_lessons_need_neither_pandas_nor_matplotlib():
    code = (
        "import sys, json, pksim; from pksim import lessons; "
        f"words = {IN_WORDS}; [lessons.check(name, 'later' if name in words else 1) for name in lessons.names()]; "
        "assert lessons is pksim.lessons; print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "matplotlib"} & set(json.loads(done.stdout))
