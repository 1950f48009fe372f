"""What the body has of a compound of one's own, and its receptors, read from a file."""

import numpy as np
import pytest

from pksim import Endogenous, InputError, Schedule, load_compound, metrics, occupancy, simulate

OWN = """
[endogenous.usual]
baseline = "0.5 mg/L"
amplitude = "4 mg/L"
width = "6 h"
peak = "at 03:00"
skew = 0.3
half_suppressing_light = "50 lux"

[endogenous.early]
like = "usual"
peak = "2 h before bed"
amplitude = "1 mg/L"

[status]
deficient_below = "0.2 mg/L"
possibly_deficient_below = "0.3 mg/L"
noise_sd = "0.1 mg/L"

[receptors.A1]
pkd = 5.0
"""


@pytest.fixture
def caffeine(tmp_path, caffeine_text):
    """Read caffeine with a level of the body's own, some of its text replaced."""

    def load(*replaced):
        text = caffeine_text + OWN
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "caffeine.toml"
        path.write_text(text, encoding="utf-8")
        return load_compound(path)

    return load


def cosine(t, amplitude, peak, skew=0.3):
    angle = 2 * np.pi * (t - peak) / 24
    x, c = np.cos(angle + skew * np.cos(angle)), np.cos(np.pi * 6 / 24)
    return 0.5 + amplitude / (2 * (1 - c)) * (x - c + np.abs(x - c))


@pytest.mark.parametrize(("preset", "amplitude", "peak"), [("usual", 4, 4), ("early", 1, -2)])
def test_a_compound_of_ones_own_may_have_a_level_of_its_own(caffeine, preset, amplitude, peak):
    own = caffeine()
    schedule = Schedule.parse("x", "caffeine 1 mg 1 h before bed", compounds=[own])
    simulation = simulate(schedule, compounds=[own], endogenous=preset, step_min=10)
    want = cosine(simulation.times_h, amplitude, peak)
    np.testing.assert_allclose(simulation.endogenous_level("caffeine"), want, rtol=1e-11)
    (row,) = metrics(simulation).to_dict("records")
    assert row["at_bedtime_total"] == pytest.approx(row["at_bedtime"] + cosine(0.0, amplitude, peak), rel=1e-12)


def test_a_preset_that_a_compound_does_not_have_is_its_first(caffeine):
    own = caffeine()
    schedule = Schedule.parse("x", "caffeine 1 mg 1 h before bed", compounds=[own])
    simulation = simulate(schedule, compounds=[own], endogenous=Endogenous("literature"), step_min=10)
    np.testing.assert_allclose(simulation.endogenous_level("caffeine"), cosine(simulation.times_h, 4, 4), rtol=1e-11)


def test_status_and_receptors_are_read(caffeine):
    own = caffeine()
    assert own.status.noise == pytest.approx(0.196)
    assert own.status.noise_of_difference == pytest.approx(0.196 * 2**0.5)
    assert {said: edge.value for said, edge in own.status.edges.items()} == {
        "likely deficient": 0.2,
        "possibly deficient": 0.3,
    }
    one = caffeine(('possibly_deficient_below = "0.3 mg/L"\n', ""))
    assert list(one.status.edges) == ["likely deficient"]
    table = occupancy([194.19e3 * 1e-5, 0.0], compound="caffeine", compounds=[own])
    assert table["A1"].tolist() == [pytest.approx(0.5, rel=1e-12), 0]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('baseline = "0.5 mg/L"', "", "baseline"),
        ('baseline = "0.5 mg/L"', 'baseline = "-0.5 mg/L"', "negative"),
        ('baseline = "0.5 mg/L"', 'baseline = "0.5 h"', "baseline"),
        ('baseline = "0.5 mg/L"', 'baseline = "0.5 ng/mL"', "is in ng/mL; it must be in the display unit, mg/L"),
        ('amplitude = "4 mg/L"', 'amplitude = "4 ng/mL"', "is in ng/mL; it must be in the display unit, mg/L"),
        ('noise_sd = "0.1 mg/L"', 'noise_sd = "0.1 mmol/L"', "status.noise_sd is in mmol/L; it must be in the display"),
        ('"0.3 mg/L"', '"0.3 mmol/L"', "status.possibly_deficient_below is in mmol/L; it must be in the display"),
        ('"0.3 mg/L"', '"0.2 mg/L"', "possibly_deficient_below is 0.2; it must be above deficient_below, 0.2"),
        ('width = "6 h"', "", "a level with a peak needs amplitude, width and peak"),
        ('width = "6 h"', 'width = "24 h"', "width is 24 h; it must be below 24 h"),
        ('peak = "at 03:00"', 'peak = "lunch"', "no time found"),
        ('peak = "at 03:00"', 'peak = "circadin at 03:00"', "it must be a time alone, such as '3 h after bed'"),
        ("skew = 0.3", "skew = 1.0", "skew"),
        ("skew = 0.3", "skew = nan", "skew"),
        ('half_suppressing_light = "50 lux"', 'half_suppressing_light = "50 mg"', "must be one of 'lx', 'lux'"),
        ('like = "usual"', 'like = "usul"', "early is like 'usul', which is not there; did you mean 'usual'"),
        ("pkd = 5.0", "pkd = 0", "pkd"),
        ("pkd = 5.0", "pkd = 20", "pkd"),
        ("pkd = 5.0", 'kd = "10 nM"', "is not a key here"),
    ],
)
def test_a_mistake_is_refused_with_its_rule(caffeine, old, new, rule):
    with pytest.raises(InputError) as caught:
        caffeine((old, new))
    assert rule in str(caught.value)
