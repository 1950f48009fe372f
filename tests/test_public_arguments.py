"""Every argument of every public name, given what it is not: refused in one clear message, or a good result."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from mangle import clear, in_time
from places import CONFIGS

import pksim as pk
from pksim import lessons

SCHEDULES = pk.load_schedules()
ONE = SCHEDULES["mechanism"]
NIGHT = pk.Night()
COMPOUND = pk.load_compound(CONFIGS / "caffeine.toml")
LIBRARY = pk.load_compounds()
INPUT = pk.Input(amount_mg=100, time_h=0)
MODEL = pk.OneCompartment(ka_per_h=1.2, ke_per_h=0.1, volume_l=50.0)
DIARY = pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin")
STUDY = pk.load_study(CONFIGS / "mine.toml")
SIMULATION = pk.simulate(ONE, endogenous=True, step_min=60)
TWO_NIGHTS = pk.simulate(ONE.nightly(2), nights=2, step_min=60)
PEOPLE = pk.simulate_population(ONE, subjects=3, step_min=60)
GOAL = pk.peak_at(0)
REGRET = pk.regret(ONE, goal=GOAL)
TUBES = pd.DataFrame({"h": [0.5, 1.0], "level": [300.0, "<90"], "who": ["a", "a"], "mg": [1.0, 1.0]})
SAID = {
    "time": "h", "conc": "level", "subject": "who", "dose": "mg", "conc_unit": "pg/mL", "dose_unit": "mg",
    "compound": "melatonin", "doses": None, "below": None, "limit": None, "route": "oral", "matrix": "plasma",
    "at_dose": "before", "start": "22:00", "time_unit": "h", "decimal": ".",
}  # fmt: skip
OF_BLOOD = {"time": "minutes", "conc": "melatonin", "subject": None, "dose": 1, "time_unit": "min"}
SAMPLES = pk.Samples.from_frame(TUBES, **SAID)
EXERCISE = lessons.names()[0]
TIMING = pk.best_timing(ONE, goal=GOAL, step_min=60)

THEOPH = pk.load_samples("theoph")
FIT = pk.fit(THEOPH)["7"]

ODD = {
    "None": None, "True": True, "False": False, "NumPy's True": np.True_, "0": 0, "-1": -1, "3": 3, "2.5": 2.5,
    "nan": float("nan"), "inf": float("inf"), "1e308": 1e308, "5e-324": 5e-324, "1e16": 1e16, "10**400": 10**400,
    "10**5000": 10**5000, "1j": 1j, "Decimal": Decimal("1.5"), "Decimal NaN": Decimal("sNaN"),
    "Fraction": Fraction(3, 2), "int64": np.int64(2), "float32": np.float32(1.5),
    "timedelta64": np.timedelta64(45, "m"), "datetime64": np.datetime64("2026-01-01"),
    "Timedelta": pd.Timedelta("45min"), "Timestamp": pd.Timestamp("2026-01-01"), "NA": pd.NA, "text": "x",
    "no text": "", "a clock": "23:00", "half a pair": "\ud800", "nul": "\0", "long text": "x" * 5000,
    "bytes": b"melatonin", "object": object(), "type": pk.Night, "function": len, "list": [], "list of None": [None],
    "list of text": ["a", "b"], "ragged": [[1], [1, 2]], "tuple": (1.0, 2.0), "three": (1, 2, 3), "dict": {},
    "dict of text": {"a": "b"}, "dict of numbers": {1: 2.5}, "set": {1}, "path": Path("no-such-file"),
    "folder": Path(), "array": np.array([1.0, 2.0]), "no array": np.array([]), "array of text": np.array(["a"]),
    "matrix": np.zeros((2, 2)), "masked": np.ma.array([1.0, 2.0], mask=[0, 1]),
    "Series": pd.Series([1.0, 2.0], index=[7, "x"]),
    "Series of durations": pd.Series(pd.to_timedelta([45], unit="min")), "DataFrame": pd.DataFrame({"a": [1.0]}),
    "Study": STUDY, "Simulation": SIMULATION, "Schedule": ONE, "Night": NIGHT, "Compound": COMPOUND,
    "Dose": ONE.doses[0], "Input": INPUT, "model": MODEL, "goal": GOAL,
}  # fmt: skip


def asks():
    """Give every public call with arguments that are right: what is called, and with what."""
    many = {"night": NIGHT, "parameters": "article", "compounds": ()}
    sleepers = {"subjects": 3, "seed": 0, "spread": "stated"}
    yield pk.Dose, {
        "compound": "melatonin", "amount_mg": 1, "time_h": -1, "clock_h": None, "delay_h": 0, "night": 1,
        "formulation": None, "basis": None, "window_h": None, "range_mg": None, "amount_kind": "stated",
        "time_kind": "stated", "form_kind": "stated", "note": "",
    }  # fmt: skip
    yield ONE.doses[0].shift, {"hours": 1}
    yield ONE.doses[0].scale, {"factor": 2}
    yield ONE.doses[0].time_from_bedtime_h, {"night": NIGHT}
    yield pk.Endogenous, {"preset": "literature", "habitual_bedtime": "22:00", "amplitude": 1, "light": None}
    yield pk.Light, {"start": "21:00", "end": "22:00", "lux": 100}
    yield pk.Input, {
        "amount_mg": 1, "time_h": 0, "duration_h": 1, "lag_h": 0, "route": "oral", "ka_per_h": None,
        "bioavailability": None,
    }  # fmt: skip
    yield pk.Night, {
        "bedtime": "23:00", "wake": "07:00", "before_h": 4, "after_wake_h": 0, "nights": 1, "habitual_bedtime": "22:00"
    }  # fmt: skip
    for night in (NIGHT, DIARY.nights):
        yield night.time_h, {"clock": "22:00"}
        yield night.clock, {"time_h": 1}
        yield night.clocks, {"times_h": [0, 1]}
        yield night.name, {"number": 1}
        yield night.occurrences_h, {"clock": "22:00", "from_h": 0, "to_h": 48}
    yield DIARY.nights.timestamps, {"times_h": [0, 1]}
    yield NIGHT.grid_h, {"step_min": 60}
    yield pk.Schedule, {"name": "a", "doses": ONE.doses, "source": (), "note": ""}
    yield pk.Schedule.parse, {"name": "a", "text": "melatonin 1 mg at bedtime", "compounds": ()}
    yield ONE.shift, {"hours": 1, "compound": "melatonin", "name": None}
    yield ONE.scale, {"factor": 2, "compound": "melatonin", "name": None}
    yield ONE.nightly, {"nights": 3, "skip": (), "late": None, "name": None}
    yield ONE.renamed, {"name": "b"}
    yield pk.OneCompartment, {"ka_per_h": 1, "ke_per_h": 0.1, "volume_l": 50, "bioavailability": 1}
    yield pk.OneCompartment.from_tmax, {"tmax_h": 1, "half_life_h": 5, "volume_l": 50, "bioavailability": 1}
    yield MODEL.cmax_mg_l, {"amount_mg": 1}
    yield MODEL.concentration, {"times_h": [0, 1], "inputs": INPUT, "solver": "exact", "out": None, "rtol": 1e-9}
    yield pk.load_compound, {"path": CONFIGS / "caffeine.toml"}
    yield (
        pk.load_diary,
        {"path": CONFIGS / "diary.csv", "tz": "Europe/Berlin", "habitual_bedtime": None, "compounds": ()},
    )
    yield pk.load_study, {"path": CONFIGS / "mine.toml"}
    yield pk.load_claims, {"path": None, "compounds": ()}
    yield pk.simulate, {"schedules": ONE, "nights": 1, "endogenous": False, "step_min": 60, "solver": "exact", **many}
    yield SIMULATION.study, {"asked": None}
    yield SIMULATION.endogenous_level, {"compound": "melatonin"}
    yield SIMULATION.total, {"schedule": "mechanism", "compound": "melatonin"}
    yield SIMULATION.plot, {"y": "concentration", "log": None, "noise": True, "beside": None, "samples": None}
    yield TWO_NIGHTS.plot_nights, {"noise": True}
    yield SIMULATION.plot_occupancy, {"compound": "melatonin"}
    yield pk.simulate_population, {
        "schedules": ONE, "nights": 1, "step_min": 60, "executor": None, "progress": None, **many, **sleepers
    }  # fmt: skip
    yield PEOPLE.bands, {"quantiles": (0.5,), "executor": None}
    yield PEOPLE.individuals, {"curve": ("mechanism", "melatonin"), "count": 2}
    yield PEOPLE.metrics, {"executor": None, "progress": None}
    yield PEOPLE.plot, {"individuals": 0, "noise": True, "samples": None}
    yield pk.metrics, {"simulation": SIMULATION}
    yield pk.nightly_metrics, {"simulation": TWO_NIGHTS}
    yield pk.accumulation, {"simulation": TWO_NIGHTS}
    yield pk.occupancy, {"levels": 10, "compound": "melatonin", "compounds": ()}
    yield pk.references, {"result": TIMING}
    yield pk.check_claims, {"study": None, "seed": 0, "subjects": 2, "claims": None, **many}
    yield pk.peak_at, {"time_h": 0, "within_h": 0.25, "compound": None}
    yield pk.level_at, {"time_h": 0, "at_least": 0.9, "compound": None}
    yield pk.above, {"level": 1, "from_h": 0, "to_h": 1, "share": 1, "compound": None}
    yield pk.on_waking_below, {"level": 1, "compound": None}
    yield pk.best_timing, {
        "schedule": ONE, "move": "melatonin", "goal": GOAL, "between": ("19:00", "23:30"), "step_min": 60,
        **many, **sleepers,
    }  # fmt: skip
    yield pk.regret, {"schedules": ONE, "move": "melatonin", "goal": GOAL, "off_min": 30, **many, **sleepers}
    yield pk.sensitivity, {
        "schedule": ONE, "compound": "melatonin", "level": None, "samples": 2, "seed": 0, "spread": "stated", **many
    }  # fmt: skip
    yield pk.Samples.from_frame, {"df": TUBES, **SAID}
    yield pk.read_samples, {"path": CONFIGS / "blood.csv", **SAID, **OF_BLOOD}
    yield pk.read_events, {
        "path": CONFIGS / "events.csv", "compound": "melatonin", "amount_unit": "mg", "conc_unit": "pg/mL",
        "ignore": "C", "date_order": None, "columns": None,
    }  # fmt: skip
    yield DIARY.plot, {"simulation": None}
    yield pk.write_calendar, {
        "schedule": ONE, "path": "doses.ics", "tz": "UTC", "night": NIGHT, "nights": 2, "first": "2026-01-09",
        "alarm": True,
    }  # fmt: skip
    yield pk.write_events, {
        "result": SIMULATION, "path": "case.csv", "compound": "melatonin", "times_h": [0, 1]
    }  # fmt: skip
    yield pk.load_samples, {"name": "theoph", "dose": None}
    yield SAMPLES.plot, {"log": True}
    yield SAMPLES.at, {"start": "22:00"}
    yield SAMPLES.conc_in_mg_l, {"compounds": ()}
    yield SAMPLES.require, {"least": 1}
    yield SIMULATION.residuals, {"samples": SAMPLES}
    yield SIMULATION.plot_residuals, {"samples": SAMPLES, "y": "ratio"}
    yield pk.fit, {
        "samples": THEOPH, "each": True, "absorption": "faster", "intervals": False, "error": "constant", "lag": False,
        "prior": None, "night": None, "matrix": None, "compounds": (),
    }  # fmt: skip
    yield FIT.curve, {"subject": "7", "times_h": [0, 1]}
    yield FIT.profile, {"subject": "7", "parameter": "ke_per_h", "values": [0.1]}
    yield FIT.compound, {"name": "mine", "weight_kg": 70, "molar_mass": "180.16 g/mol"}
    yield pk.explore, {"schedules": ONE, "night": NIGHT, "parameters": "article", "endogenous": False, "compounds": ()}
    yield lessons.check, {"name": "half-lives-1", "answer": 1}
    yield REGRET.plot, {"column": "lost"}
    yield lessons.ask, {"name": EXERCISE, "student": 1}
    yield lessons.check, {"name": EXERCISE, "answer": 1, "student": 1}


ASKS = {getattr(ask, "__qualname__", repr(ask)): (ask, right) for ask, right in asks()}


def numbers_of(result):
    """Give the numbers that a result shows."""
    if isinstance(result, pk.Simulation):
        return np.concatenate([*result.concentrations.values(), result.times_h])
    if isinstance(result, pk.Population):
        return np.concatenate([each.ravel() for each in result.quantiles.values()])
    if isinstance(result, pk.OneCompartment):
        result = np.concatenate([np.ravel(result.tmax_h), np.ravel(result.cmax_mg_l(1.0))])
    if isinstance(result, pk.TimingResult):
        result = result.table
    if isinstance(result, pd.DataFrame):
        result = result.select_dtypes("number").to_numpy(float)
    if isinstance(result, (float, list, np.ndarray)) and np.asarray(result).dtype.kind == "f":
        return np.ravel(result)
    return np.empty(0)


def holes(result):
    return not np.isfinite(numbers_of(result)).all()


@pytest.mark.parametrize("name", ASKS)
def test_it_is_refused_in_words_or_good(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask, right = ASKS[name]
    may_have_holes = holes(ask(**right))
    found = []
    for argument in right:
        for odd, value in ODD.items():
            try:
                with in_time():
                    result = ask(**right | {argument: value})
            except (pk.InputError, pk.RunError) as error:
                clear(error)
            except Exception as error:  # noqa: BLE001 - the test lists them all
                found.append(f"{argument}={odd}: {type(error).__name__}: {str(error)[:100]}")
            else:
                if holes(result) and not may_have_holes:
                    found.append(f"{argument}={odd}: a number is missing or infinite")
        plt.close("all")
    assert not found, "\n".join(found)
