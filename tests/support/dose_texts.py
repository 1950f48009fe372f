"""Doses as people write them, what they mean, and how what is wrong with them is said: the table of all readers."""

import json

import pytest
from places import ROOT

import pksim as pk

PLACE = ROOT / "tests" / "describe" / "schedule" / "dose_texts.json"
TABLE = json.loads(PLACE.read_text(encoding="utf-8"))
LIBRARY = pk.load_compounds()
OWN = {name: LIBRARY["melatonin"].model_copy(update={"name": name}) for name in TABLE["own_compounds"]}
KNOWN = {**LIBRARY, **OWN}
READ = [(text, TABLE["usual"] | group["means"]) for group in TABLE["read"] for text in group["texts"]]
REFUSED = [(text, group["message"]) for group in TABLE["refused"] for text in group["texts"]]
QUOTED = [tuple(pair) for pair in TABLE["quoted"]]
SEVERAL = TABLE["several"]


def write_own(folder):
    """Write the compounds that are not the library's as files, and give the line of a study that names them."""
    melatonin = (ROOT / "pksim" / "describe" / "library" / "melatonin.toml").read_text(encoding="utf-8")
    for i, name in enumerate(OWN):
        text = melatonin.replace('name = "melatonin"', f'name = "{name}"')
        (folder / f"own-{i}.toml").write_text(text, encoding="utf-8")
    return f"compounds = {json.dumps([f'own-{i}.toml' for i in range(len(OWN))])}"


def assert_means(dose, means):
    """Hold a dose against the table; what this does not tell must not be there."""
    for key in ("compound", "formulation", "basis", "night"):
        assert getattr(dose, key) == means.get(key), key
    for key in ("amount_mg", "time_h", "clock_h", "window_h"):
        want = means.get(key)
        assert getattr(dose, key) == (want if want is None else pytest.approx(want, rel=1e-14, abs=1e-14)), key
    assert (dose.delay_h, dose.range_mg) == (0.0, None)
