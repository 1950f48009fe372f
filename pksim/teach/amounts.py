"""Exercises about how much: what a salt brings, and what people have on average."""

from __future__ import annotations

from statistics import fmean, harmonic_mean
from types import SimpleNamespace

from pksim.describe.schedule.schedule import Schedule
from pksim.study.curves.regimen import Regimen
from pksim.study.curves.simulate import simulate
from pksim.teach.exercise import Exercise, Misconception, percent_given
from pksim.teach.melatonin import typical_melatonin
from pksim.teach.slips import bioavailability_forgotten, decay_from_the_dose

_COARSE_MIN = 60.0
"""Nothing here is read off a drawn curve, so curves need not be fine."""


def _three(n: SimpleNamespace) -> list[float]:
    return [n.short_min, (n.short_min + n.long_min) / 2, n.long_min]


def _average(n: SimpleNamespace, half_lives_min: list[float]) -> float:
    """Average the levels of sleepers at the time asked [pg/mL]."""
    its = typical_melatonin()
    return fmean(its.level(n.dose_mg, n.hours, half_life_h=each / 60) for each in half_lives_min)


def _average_decayed(n: SimpleNamespace) -> float:
    its = typical_melatonin()
    return fmean(its.decayed(n.dose_mg, n.hours, half_life_h=each / 60) for each in _three(n))


UNCERTAINTY = Exercise(
    name="uncertainty-1",
    notebook="03_people_differ",
    unit="pg/mL",
    plain={"dose_mg": 1, "short_min": 40, "long_min": 80, "hours": 6},
    choices={
        "dose_mg": (0.5, 1, 1.5, 2, 3, 4, 5),
        "short_min": (32, 36, 40),
        "long_min": (76, 80, 90, 100, 110, 120),
        "hours": (4.5, 5, 5.5, 6, 6.5, 7),
    },
    text=(
        "Three sleepers take {dose_mg} mg of melatonin and differ only in their half-lives, which are "
        "{half_lives_min} min ({melatonin}). "
        "What is the average of their three levels {hours} h after the dose?"
    ),
    said={
        "half_lives_min": lambda n: ", ".join(f"{each:g}" for each in _three(n)),
        "melatonin": lambda _: typical_melatonin().words,
    },
    right=lambda n: _average(n, _three(n)),
    misconceptions=(
        Misconception(
            "the typical sleeper taken for the average",
            lambda n: _average(n, _three(n)[1:2]),
            "This is the level of the sleeper with the average half-life.",
            "Average the levels, not the half-lives: the slow one has more above the middle than the fast one lacks.",
        ),
        Misconception(
            "half-life from the average rate constant",
            lambda n: _average(n, [harmonic_mean(_three(n))]),
            "You averaged the rate constants and took the level that belongs to them.",
            "No single sleeper's curve is the average of the curves: compute three levels, and average those.",
        ),
        Misconception(
            "the middle of the extremes",
            lambda n: _average(n, [n.short_min, n.long_min]),
            "You averaged the fastest and the slowest sleeper and left the middle one out.",
            "Everyone counts once: two extremes say how far people differ, not what they have on average.",
        ),
        Misconception(
            "the sum instead of the average",
            lambda n: 3 * _average(n, _three(n)),
            "You added the three levels up.",
            "An average is the sum shared out again: divide by three.",
        ),
        bioavailability_forgotten(lambda n: _average(n, _three(n)) / typical_melatonin().bioavailability),
        decay_from_the_dose(_average_decayed),
    ),
    because="Levels are averaged, not half-lives, so the slow sleeper lifts the average above the typical one's level.",
    look_first="compute each sleeper's level alone, with ka from the time of the peak, and then average the three.",
)


def _magnesium(n: SimpleNamespace, *, basis: str = "salt", amount_mg: float | None = None) -> Regimen:
    amount = n.amount_mg if amount_mg is None else amount_mg
    schedule = Schedule.parse("asked", f"magnesium {n.salt} {amount} mg {basis} at 21:00")
    (regimen,) = simulate(schedule, step_min=_COARSE_MIN).regimens.values()
    return regimen


def _absorbed_mg(regimen: Regimen) -> float:
    return float(regimen.system.dose_mg_l.sum() * regimen.model.volume_l)


def _share_of_known_dose(n: SimpleNamespace) -> float:
    return _absorbed_mg(_magnesium(n, basis="elemental", amount_mg=n.known_mg)) / float(n.known_mg)


SALT = Exercise(
    name="salt-1",
    notebook="06_body_and_tablet",
    unit="mg",
    plain={"amount_mg": 1000, "salt": "glycinate", "known_mg": 300},
    choices={
        "amount_mg": (400, 500, 600, 750, 800, 900, 1000, 1200),
        "salt": ("glycinate", "citrate", "threonate", "taurate"),
        "known_mg": (250, 300, 350, 400),
    },
    text=(
        "A label says {amount_mg} mg of magnesium {salt}, the weight of the whole salt, and all of it is taken at "
        "once. Of {known_mg} mg of elemental magnesium {known_share} would reach the "
        "blood, and of a smaller dose a larger share. How much magnesium reaches the blood?"
    ),
    said={"known_share": lambda n: percent_given(_share_of_known_dose(n))},
    right=lambda n: _absorbed_mg(_magnesium(n)),
    misconceptions=(
        Misconception(
            "weight of the salt taken for magnesium",
            lambda n: _absorbed_mg(_magnesium(n, basis="elemental")),
            "You took the weight of the salt for elemental magnesium.",
            "Most of a salt is not magnesium: say 'salt' in the dose, and the element is found from the molar masses.",
        ),
        Misconception(
            "proportion applied to a fraction that saturates",
            lambda n: _magnesium(n).taken_mg * _share_of_known_dose(n),
            "You applied the fraction absorbed of the larger dose to this one.",
            "The fraction falls as the dose grows, so take it for this dose: half the dose gives more than half.",
        ),
        Misconception(
            "the stated share of the salt's weight",
            lambda n: n.amount_mg * _share_of_known_dose(n),
            "You took the share that was stated, of another dose, and of the weight of the whole salt.",
            "First find the magnesium in the salt, and then the fraction that is absorbed of that amount.",
        ),
        Misconception(
            "mmol instead of mg",
            lambda n: _absorbed_mg(_magnesium(n)) * _magnesium(n).compound.display_factor,
            "This is in mmol.",
            "The answer is asked in mg, and a mmol of magnesium weighs 24.305 mg.",
        ),
        Misconception(
            "bioavailability forgotten",
            lambda n: _magnesium(n).taken_mg,
            "This is the magnesium in the tablet, and you let all of it reach the blood.",
            "Only a fraction of it is absorbed: multiply by the fraction for this dose.",
        ),
    ),
    because="Most of the salt is not magnesium, but of a smaller dose a larger fraction is absorbed.",
    look_first="find the elemental magnesium in the salt, then the fraction absorbed of that amount.",
)

EXERCISES = (UNCERTAINTY, SALT)
