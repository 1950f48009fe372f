"""Studies with samples: what was measured is on every picture that shows its compound."""

import re
from dataclasses import replace

import pytest
from places import CONFIGS

import pksim as pk
from pksim.show.pages.files import write_population
from pksim.show.pages.report import report_page


@pytest.fixture(scope="module")
def study():
    return replace(pk.load_study(CONFIGS / "measured.toml"), subjects=20)


def test_bands_are_written_with_samples(study, tmp_path):
    write_population(pk.simulate_population(study, step_min=30), tmp_path, samples=study.samples)
    assert "of 9 lie where nine of ten sleepers are with mine" in (tmp_path / "bands.svg").read_text(encoding="utf-8")


def test_a_report_shows_samples_over_curves_and_bands(study):
    shown = re.findall(r"<svg.*?</svg>", report_page(study), flags=re.DOTALL)
    assert sum("Measured melatonin in plasma" in each for each in shown) == 2
