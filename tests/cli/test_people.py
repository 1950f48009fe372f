"""The command ``spread``."""

import signal
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from places import listed

import pksim as pk

BANDS = ["bands-metrics.csv", "bands.csv", "bands.png", "bands.svg", "sleepers.csv"]
STUDY = """
bedtime = "22:30"
wake = "06:30"

[[schedule]]
name = "mine"
doses = ["melatonin 0.3 mg 60 min before bed", "magnesium 100 mg elemental 30-60 min before bed"]
"""


def test_spread_writes_bands_and_sleepers_and_prints_what_they_show(run, tmp_path):
    words = ("--subjects", "60", "--seed", "4", "--schedule", "mechanism", "--output", "results")
    code, out, err = run("spread", *words)
    assert (code, err) == (0, "")
    assert listed(tmp_path) == ["results"]
    assert listed(tmp_path / "results") == BANDS
    assert "60 virtual sleepers, bedtime 23:00, wake 07:00" in out
    assert all(name in out for name in BANDS)
    bands = pd.read_csv(tmp_path / "results" / "bands.csv")
    expected = pk.simulate_population(pk.load_schedules()["mechanism"], subjects=60, seed=4)
    assert list(bands) == list(expected.to_frame())
    quantiles = np.concatenate(list(expected.quantiles.values()))
    np.testing.assert_allclose(bands[["q05", "q25", "q50", "q75", "q95"]], quantiles, rtol=1e-12)
    assert len(pd.read_csv(tmp_path / "results" / "sleepers.csv")) == 60
    metrics = pd.read_csv(tmp_path / "results" / "bands-metrics.csv").set_index(["schedule", "compound"])
    assert {"cmax.q05", "peak_time_h.q50", "flip_flop.share", "unit"} <= set(metrics)
    share = metrics.loc[("mechanism", "melatonin"), "flip_flop.share"]
    assert share == expected.subjects["melatonin.flip_flop"].mean()
    assert f"In {100 * share:.0f} % of the sleepers" in " ".join(out.split())


def test_spread_of_a_study_with_windows_alone(run, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    code, out, _ = run("spread", "study.toml", "--subjects", "9", "--vary", "windows-only")
    assert code == 0
    assert "bedtime 22:30, wake 06:30" in out
    bands = pd.read_csv(tmp_path / "pksim-results" / "bands.csv").groupby(["schedule", "compound"])
    certain, uncertain = (bands.get_group(("mine", compound)) for compound in ("melatonin", "magnesium"))
    assert (certain["q05"] == certain["q95"]).all()
    assert (uncertain["q05"] < uncertain["q95"]).any()


WRONG = {
    "no sleepers": (["spread", "--subjects", "0"], "subjects is 0; it must be a whole number from 1 to 10000000"),
    "negative sleepers": (["spread", "--subjects", "-3"], "subjects is -3"),
    "seed": (["spread", "--seed", "-1"], "seed is -1"),
    "spread": (["spread", "--vary", "statd"], "there is no spread 'statd'; did you mean 'stated'"),
    "schedule": (["spread", "--schedule", "dou"], "did you mean 'duo'"),
    "parameter set": (["spread", "--parameters", "litrature"], "did you mean 'literature'"),
    "range upside down": (["spread", "upside.toml"], "upside.toml: compound[1].parameters.p.half_life"),
    "folder": (["spread", "--subjects", "5", "--schedule", "duo", "--output", "upside.toml"], "cannot be written"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_message_exit_code_2_and_nothing_written(run, tmp_path, case):
    upside = (
        '[[compound]]\nname = "x"\ndisplay_unit = "mg/L"\nmolar_mass = "1 g/mol"\n[compound.parameters.p]\n'
        'tmax = "1 h"\nvolume = "1 L"\nbioavailability = 1.0\n'
        'half_life = { value = "3 h", low = "4 h", high = "2 h", people = { shape = "uniform" } }\n'
    )
    (tmp_path / "upside.toml").write_text(upside, encoding="utf-8")
    words, message = WRONG[case]
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert err.count("Error:") == 1
    assert message in err
    assert "Traceback" not in err
    assert listed(tmp_path) == ["upside.toml"]


def test_ctrl_c_ends_it_within_a_breath_and_leaves_nothing(tmp_path):
    """The first second of many sleepers, in which no step is done."""
    command = subprocess.Popen(
        [sys.executable, "-m", "pksim", "spread", "--subjects", "2000000", "--output", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with pytest.raises(subprocess.TimeoutExpired):
        command.wait(5.0)
    command.send_signal(signal.SIGINT)
    said = b"".join(command.communicate(timeout=60.0))
    assert (command.returncode, list(tmp_path.iterdir())) == (130, [])
    assert b"Traceback" not in said
