import pytest

CAFFEINE = """
name = "caffeine"
measure = "caffeine in plasma"
display_unit = "mg/L"
molar_mass = "194.19 g/mol"

[parameters.usual]
tmax = "45 min"
half_life = { value = "5 h", low = "2.7 h", high = "9.9 h", kind = "stated", source = ["10.1007/BF00613933"] }
volume = "45.5 L"
bioavailability = 1.0
"""


@pytest.fixture
def caffeine_text():
    """A compound of one's own as a file."""
    return CAFFEINE


@pytest.fixture
def caffeine_file(tmp_path):
    path = tmp_path / "caffeine.toml"
    path.write_text(CAFFEINE, encoding="utf-8")
    return path
