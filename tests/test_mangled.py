"""Inputs with something wrong in them: read as they are, or refused in one clear message; never half or for ever."""

from functools import partial
from importlib.resources import files

import numpy as np
import pytest
from mangle import clear, in_time, mangled
from places import CONFIGS

import pksim as pk

FEW, MANY = 110, 600
"""Seeds per input: in every run, and when asked for."""

LIBRARY = files("pksim.describe") / "library"
SHIPPED = pk.load_compounds()
SIMULATION = pk.simulate(pk.Schedule.parse("mine", "melatonin 1 mg at 22:00"), step_min=30)
STUDIES = ("mine", "night-shift", "tablets", "two-weeks", "coffee")
DOSES = (
    "melatonin 0.3 mg 90 min before bed; magnesium glycinate 300 mg elemental 2 h before bed",
    "melatonin prolonged-release 2 mg at 22:30",
    "magnesium oxide 500 mg salt 30-60 min before bed",
)
GOALS = (
    "peak at bedtime",
    "peak within 30 min of 23:30 and below 10 pg/mL on waking",
    "magnesium: 90 % of peak at bedtime",
    "above 50 pg/mL for 80 % from 22:30 to 02:00",
)


def solved(study):
    """Solve what was read, on a coarse grid; every number must be one."""
    simulation = pk.simulate(
        study.schedules,
        study.night,
        parameters=study.parameters,
        compounds=study.compounds,
        endogenous=study.endogenous,
        step_min=30,
    )
    assert all(np.isfinite(levels).all() and (levels >= 0).all() for levels in simulation.concentrations.values())
    described = pk.metrics(simulation).select_dtypes("number")
    assert np.isfinite(described.to_numpy(float)).all()


def study(text, folder):
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    (folder / "caffeine.toml").write_bytes((CONFIGS / "caffeine.toml").read_bytes())
    solved(pk.load_study(path))


def compound(text, folder):
    path = folder / "compound.toml"
    path.write_text(text, encoding="utf-8")
    read = pk.load_compound(path)
    dose = pk.Dose(read.name, 100.0, time_h=-1.0, basis="elemental" if read.is_salt else None)
    pk.simulate(pk.Schedule("one", (dose,)), compounds=[read], parameters=next(iter(read.parameters)), step_min=30)


def claims(text, folder):
    path = folder / "claims.toml"
    path.write_text(text, encoding="utf-8")
    pk.load_claims(path)


def diary(text, folder):
    path = folder / "diary.csv"
    path.write_text(text, encoding="utf-8", newline="")
    kept = pk.load_diary(path, tz="Europe/Berlin")
    levels = pk.simulate(kept, step_min=30).concentrations.values()
    assert all(np.isfinite(each).all() for each in levels)


def measured(samples):
    """Look at what was read, and hold it against a curve; every number must be one."""
    kept = samples.at("22:00")
    frame = kept.to_frame()
    assert np.isfinite(frame["time_h"]).all()
    assert (frame["conc"].isna() <= frame["below_limit"]).all()
    assert len(SIMULATION.residuals(kept)) == len(frame)
    assert SIMULATION.plot(samples=kept).alt_text
    assert kept._repr_html_()


def tidy(text, folder):
    path = folder / "blood.csv"
    path.write_text(text, encoding="utf-8", newline="")
    columns = {"time": "minutes", "conc": "melatonin", "subject": None, "dose": 1, "time_unit": "min"}
    measured(pk.read_samples(path, compound="melatonin", conc_unit="pg/mL", **columns))


def events(text, folder):
    path = folder / "events.csv"
    path.write_text(text, encoding="utf-8", newline="")
    read = pk.read_events(path, compound="melatonin", amount_unit="mg", conc_unit="pg/mL")
    assert np.isfinite(read.doses[["time_h", "amount_mg"]].to_numpy()).all()
    measured(read.samples)


def without_a_model(text, folder):
    """Describe what was read after a single dose; what the last line cannot tell is not a number, all else is one."""
    path = folder / "theoph.csv"
    path.write_text(text, encoding="utf-8", newline="")
    table = pk.nca(pk.read_samples(path, dose_unit="mg/kg"), above=2, until_h=12)
    numbers = table.select_dtypes("number")
    lineless = table["points"] == 0
    assert np.isfinite(numbers[~lineless].to_numpy(float)).all()
    assert np.isfinite(numbers[["cmax", "tmax_h", "auc_last", "clast", "hours_above"]].to_numpy(float)).all()
    assert (table.loc[lineless, "notes"].str.startswith("no lambda_z")).all()
    pk.nca_summary(table)


def published(text, folder):
    path = folder / "tables.toml"
    path.write_text(text, encoding="utf-8")
    table = pk.compare_with_published(published=path, subjects=20)
    assert np.isfinite(table[["published", "predicted", "q05", "q95", "ratio"]].to_numpy(float)).all()


def study_of_samples(text, folder):
    (folder / "blood.csv").write_bytes((CONFIGS / "blood.csv").read_bytes())
    study(text, folder)


def doses(text, folder):
    del folder
    solved(pk.Study(schedules={"mine": pk.Schedule.parse("mine", text)}))


def goal(text, folder):
    del folder
    pk.best_timing(pk.load_schedules()["mechanism"], goal=text, step_min=60)


def clock(text, folder):
    del folder
    night = pk.Night(bedtime=text)
    assert 0 < night.wake_h < 24


INPUTS = {
    **{f"study {name}": (study, (CONFIGS / f"{name}.toml").read_text(encoding="utf-8")) for name in STUDIES},
    "compound caffeine": (compound, (CONFIGS / "caffeine.toml").read_text(encoding="utf-8")),
    "compound melatonin": (compound, (LIBRARY / "melatonin.toml").read_text(encoding="utf-8")),
    "compound magnesium": (compound, (LIBRARY / "magnesium.toml").read_text(encoding="utf-8")),
    "claims": (claims, (LIBRARY / "claims.toml").read_text(encoding="utf-8")),
    "samples": (tidy, (CONFIGS / "blood.csv").read_text(encoding="utf-8")),
    "events": (events, (CONFIGS / "events.csv").read_text(encoding="utf-8")),
    "samples without a model": (without_a_model, (LIBRARY / "theoph.csv").read_text(encoding="utf-8")),
    "published tables": (published, (LIBRARY / "measurements.toml").read_text(encoding="utf-8")),
    "study of samples": (study_of_samples, (CONFIGS / "measured.toml").read_text(encoding="utf-8")),
    "diary": (diary, (CONFIGS / "diary.csv").read_text(encoding="utf-8")),
    **{f"doses {i}": (doses, text) for i, text in enumerate(DOSES)},
    **{f"goal {i}": (goal, text) for i, text in enumerate(GOALS)},
    "clock": (clock, "22:45"),
}


def read_or_refused(name, seed, folder):
    read, text = INPUTS[name]
    broken = mangled(text, f"{name} {seed}")
    with in_time():
        try:
            read(broken, folder)
        except (pk.InputError, pk.RunError) as error:
            clear(error)
        except Exception as error:
            error.add_note(f"{name}, seed {seed}: {broken[:2000]!r}")
            raise


@pytest.mark.parametrize("name", INPUTS)
def test_it_is_read_or_refused(name, tmp_path):
    for seed in range(FEW):
        read_or_refused(name, seed, tmp_path)


@pytest.mark.mangled
@pytest.mark.parametrize("name", INPUTS)
def test_many_are_read_or_refused(name, tmp_path):
    for seed in range(FEW, FEW + MANY):
        read_or_refused(name, seed, tmp_path)


@pytest.mark.parametrize("seed", range(4))
def test_the_command_leaves_what_was_there(seed, run, tmp_path, without_pictures):
    """Whatever is wrong with a study, the results of the one before stay whole."""
    (tmp_path / "study.toml").write_text((CONFIGS / "mine.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert run("compare", "study.toml")[0] == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "pksim-results").iterdir()}
    text = (CONFIGS / "mine.toml").read_text(encoding="utf-8")
    (tmp_path / "study.toml").write_text(mangled(text, f"command {seed}"), encoding="utf-8")
    code, _, error = run("compare", "study.toml")
    after = {path.name: path.read_bytes() for path in (tmp_path / "pksim-results").iterdir()}
    assert code in (0, 2)
    assert "Traceback" not in error
    if code:
        assert after == before
        clear(error.strip())
    else:
        assert after.keys() == before.keys()


def test_what_is_mangled_depends_on_the_seed_alone():
    text = DOSES[0]
    once, again = ([mangled(text, seed) for seed in range(50)] for _ in range(2))
    assert once == again
    assert len(set(once)) > 40
    assert partial(mangled, text)(1) != text
