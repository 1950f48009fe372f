"""The commands ``compounds`` and ``schedules``."""

import re

import pytest
from places import CONFIGS

LISTS = {
    "compounds": ("melatonin", "magnesium", "35 min", "15 h", "mechanism-article", "10.1007/s00228-015-1873-4"),
    "schedules": ("mechanism", "care-home-trial", "extended-release", "The Dream Team"),
}


@pytest.mark.parametrize("command", LISTS)
def test_what_the_library_knows_is_listed_with_sources(run, command):
    code, out, err = run(command)
    assert (code, err) == (0, "")
    assert all(said in out for said in LISTS[command])


def test_a_compound_of_ones_own_is_listed_alone_with_its_sources(run):
    code, out, err = run("compounds", str(CONFIGS / "caffeine.toml"))
    assert (code, err) == (0, "")
    told = re.sub(r"\s+", " ", out)
    assert "caffeine: caffeine in plasma, what the doses add, in mg/L" in told
    for said in ("45 min (30 min to 1 h 7 min)", "2 h 42 min to 9 h 54 min", "45.5 L", "194.19 g/mol"):
        assert said.replace(" ", "") in told.replace(" ", "")
    assert "melatonin: melatonin in plasma" not in told


def test_the_librarys_compounds_are_listed_with_forms_presets_receptors_and_status(run):
    code, out, err = run("compounds")
    assert (code, err) == (0, "")
    for said in ("circadin", "threonate", "taurate", "sleep-quality-article", "pKd 9.89", "0.034 mmol/L", "deficient"):
        assert said in out


def test_a_compound_that_is_not_there_is_refused(run, tmp_path):
    code, out, err = run("compounds", "missing.toml")
    assert (code, out) == (2, "")
    assert err.startswith("Error: missing.toml: there is no such file")
