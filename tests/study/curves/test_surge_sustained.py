"""The release of the surge-sustained tablet is the one that fits what was measured best."""

import re

import numpy as np
import pytest
import surge_sustained
from scipy.optimize import brentq, minimize_scalar

import pksim as pk

FORM = pk.load_compounds()["melatonin"].formulations["surge-sustained"]
SHIPPED_MIN = 60 * FORM.parts[1].release_half_life.value


def textbook(release_h):
    """Height over area, time of the peak and half-life, on a fine grid of the textbook's two curves."""
    ke = np.log(2) * 60 / 35
    ka = brentq(lambda ka: np.log(ka / ke) / (ka - ke) - 0.75, ke * (1 + 1e-9), 60)
    slow, times = np.log(2) / release_h, np.linspace(1e-9, 4, 400_001)
    shares = {ka: 0.25, slow: 0.75}
    unit = sum(share * k / (k - ke) * (np.exp(-ke * times) - np.exp(-k * times)) for k, share in shares.items())
    highest = int(np.argmax(unit))
    return ke * unit[highest], 60 * times[highest], 60 * np.log(2) / min(ke, ka, slow)


def test_the_shipped_release_is_the_fit():
    assert pytest.approx(surge_sustained.fit(), abs=0.5) == SHIPPED_MIN
    assert FORM.parts[1].release_half_life.kind == FORM.kind == "computed"


def test_a_fit_of_the_textbooks_curves_agrees():
    def misfit(release_h):
        measured = (405 / 1055, 78, 108)
        return sum(np.log(is_ / was) ** 2 for is_, was in zip(textbook(release_h), measured, strict=True))

    best = minimize_scalar(misfit, bounds=(0.6, 3), method="bounded", options={"xatol": 1e-6})
    assert surge_sustained.fit() == pytest.approx(60 * best.x, abs=0.02)


def test_the_note_says_what_the_fit_misses():
    found = surge_sustained.told(SHIPPED_MIN)
    measured, given = re.search(r"of 0\.4 mg (.*?); this gives (.*?)\.", FORM.note).groups()
    assert re.findall(r"\d+", measured) == ["405", "78", "108"]
    assert [int(each) for each in re.findall(r"\d+", given)] == [
        round(found["cmax"]),
        round(found["tmax_min"]),
        round(found["half_life_min"]),
    ]


@pytest.mark.parametrize(
    ("name", "dose", "key"), [("prolonged", "0.4 mg", "this gives"), ("extended-4mg", "4 mg", "kinetics give")]
)
def test_notes_of_tablets_say_what_the_model_gives(name, dose, key):
    simulation = pk.simulate(pk.Schedule.parse("x", f"melatonin {name} {dose} at bedtime"))
    (row,) = pk.metrics(simulation).to_dict("records")
    note = pk.load_compounds()["melatonin"].formulations[name].note.replace(",", "")
    cmax, tmax, half_life = map(float, re.findall(r"[\d.]*\d", note.partition(key)[2])[:3])
    assert (cmax, tmax) == (round(row["cmax"]), round(60 * row["peak_time_h"]))
    assert half_life in (row["terminal_half_life_h"], 60 * row["terminal_half_life_h"])
