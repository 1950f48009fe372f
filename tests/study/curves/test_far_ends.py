"""Parameters at the far ends of what is taken give finite numbers, or one message."""

import itertools

import numpy as np
import pytest

import pksim as pk

FILE = """
name = "x"
display_unit = "{unit}"
molar_mass = "{mass}"

[parameters.article]
tmax = "45 min"
half_life = "{half_life}"
volume = "{volume}"
bioavailability = 1.0
"""
ENDS = list(itertools.product(("1e-90 h", "1e89 h"), ("1e-149 L", "1e90 L"), ("0.01 g/mol", "1e12 g/mol"), (1e-9, 1e9)))


@pytest.fixture
def compound(tmp_path):
    def made(half_life="5 h", volume="40 L", mass="200 g/mol", unit="pmol/L"):
        (tmp_path / "x.toml").write_text(FILE.format(half_life=half_life, volume=volume, mass=mass, unit=unit))
        return pk.load_compound(tmp_path / "x.toml")

    return made


@pytest.mark.parametrize(("half_life", "volume", "mass", "mg"), ENDS)
def test_no_number_leaves_what_a_computer_holds(compound, half_life, volume, mass, mg):
    own = compound(half_life, volume, mass)
    mine = pk.Schedule("mine", [pk.Dose("x", mg, time_h=-1)])
    if half_life == "1e-90 h":  # nothing is absorbed so fast that it would be seen
        with pytest.raises(pk.InputError, match="no absorption rate constant"):
            pk.simulate(mine, compounds=[own])
        return
    (row,) = pk.metrics(pk.simulate(mine, compounds=[own])).select_dtypes("number").to_dict("records")
    assert np.isfinite(list(row.values())).all()
    per_mg_l = 1e9 / float(mass.split()[0])
    expected = mg / float(volume.split()[0]) * 1e89 / np.log(2) * per_mg_l
    assert row["auc_inf"] == pytest.approx(expected, rel=1e-12)
    many = pk.metrics(pk.simulate_population(mine, compounds=[own], subjects=3)).select_dtypes("number")
    assert np.isfinite(many.to_numpy()).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"half_life": "1e91 h"}, "half_life_h is 1e\\+91 h"),
        ({"volume": "1e-151 L"}, "volume_l is 1e-151 L"),
        ({"mass": "1e-300 g/mol"}, "the molar mass is 1e-300; it must be from 0.01 to 1e\\+12 g/mol"),
    ],
)
def test_what_lies_beyond_is_refused_by_name(compound, wrong, message):
    with pytest.raises(pk.InputError, match=message):
        take_one(lambda: compound(**wrong))


def take_one(made):
    pk.simulate(pk.Schedule("mine", [pk.Dose("x", 1.0, time_h=-1)]), compounds=[made()])
