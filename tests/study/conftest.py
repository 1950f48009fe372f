import pytest

from pksim import load_compound

CAFFEINE = """
name = "caffeine"
display_unit = "mg/L"
molar_mass = "194.19 g/mol"

[parameters.usual]
tmax = "{tmax}"
half_life = "{half_life}"
volume = "45.5 L"
bioavailability = 1.0
"""


@pytest.fixture
def caffeine_with(tmp_path):
    """Read caffeine of facts.md, section 5, from a file, with other numbers if wanted."""

    def load(tmax="45 min", half_life="5 h"):
        path = tmp_path / "caffeine.toml"
        path.write_text(CAFFEINE.format(tmax=tmax, half_life=half_life), encoding="utf-8")
        return load_compound(path)

    return load


@pytest.fixture
def caffeine(caffeine_with):
    return caffeine_with()
