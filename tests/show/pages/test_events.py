"""Event tables of what was simulated, read back, and solved again from their own columns."""

import numpy as np
import pandas as pd
import pytest

import pksim as pk

SCHEDULES = pk.load_schedules()
UNITS = {"melatonin": "pg/mL", "magnesium": "mmol/L"}


def read_back(path, compound):
    return pk.read_events(path, compound=compound, amount_unit="mg", conc_unit=UNITS[compound])


def solved_again(path, solver="exact"):
    """Solve each subject from the columns of the table alone; give concentrations [mg/L] and DV."""
    for _, rows in pd.read_csv(path, na_values=".").groupby("ID"):
        doses, drawn = rows[rows["EVID"] == 1], rows[rows["EVID"] == 0]
        first = rows.iloc[0]
        model = pk.OneCompartment(first["KA0"], first["KE0"], first["V0"])
        inputs = [
            pk.Input(amount_mg=each.AMT, time_h=each.TIME, bioavailability=each.F0) for each in doses.itertuples()
        ]
        yield model.concentration(drawn["TIME"].to_numpy(), inputs, solver=solver), drawn["DV"].to_numpy()


@pytest.mark.parametrize("compound", ["melatonin", "magnesium"])
def test_schedules_come_back_as_they_were_simulated(compound, tmp_path):
    whole = [each for name, each in SCHEDULES.items() if name != "extended-release"]
    sim = pk.simulate(whole, step_min=7)
    events = read_back(pk.write_events(sim, tmp_path / "case.csv", compound=compound), compound)
    curves = [curve for curve in sim.regimens if curve[1] == compound]
    assert list(events.samples.subjects) == [str(n + 1) for n in range(len(curves))]
    for subject, curve in zip(events.samples, curves, strict=True):
        assert np.array_equal(subject.times_h, sim.times_h)
        assert np.array_equal(subject.conc, sim.concentrations[curve])
        regimen = sim.regimens[curve]
        taken = sorted((each.time_h, each.amount_mg) for each in regimen.inputs)
        assert [(each.time_h, each.amount) for each in subject.doses] == taken
    assert sum(len(each.doses) for each in events.samples) == len(events.doses)


@pytest.mark.parametrize("solver", ["exact", "ode"])
def test_the_table_alone_gives_its_concentrations(solver, tmp_path):
    less = pk.Schedule.parse("less", "magnesium 300 mg elemental at 20:00; magnesium 50 mg elemental at 23:30")
    sim = pk.simulate([*SCHEDULES.values(), less], step_min=60)
    path = pk.write_events(sim, tmp_path / "case.csv", compound="magnesium")
    molar_mass = pk.load_compounds()["magnesium"].molar_mass.value
    for computed, written in solved_again(path, solver):
        assert computed / molar_mass == pytest.approx(written, rel=1e-6, abs=1e-9)


def test_sleepers_have_numbers_and_times_of_their_own(tmp_path):
    people = pk.simulate_population([SCHEDULES["duo"], SCHEDULES["mechanism"]], subjects=5, seed=3, step_min=60)
    path = pk.write_events(people, tmp_path / "people.csv", compound="melatonin")
    read = read_back(path, "melatonin")
    assert len(read.samples) == 10
    assert read.samples["1"].times_h.tolist() == list(range(-4, 9))
    for k, name in enumerate(["duo", "mechanism"]):
        curves = people.individuals((name, "melatonin"), 5)
        for i in range(5):
            assert read.samples[str(1 + 5 * k + i)].conc == pytest.approx(curves[:, i], rel=1e-12)
    for computed, written in solved_again(path):
        assert computed * 1e6 == pytest.approx(written, rel=1e-9, abs=1e-9)
    table = pd.read_csv(path)
    assert np.array_equal(table.groupby("ID")["KA0"].first().to_numpy()[:5] > 0, [True] * 5)
    assert table.groupby("ID")["KA0"].nunique().eq(1).all()
    assert table["KA0"].nunique() == 5


def test_concentrations_are_given_when_they_are_asked_for(tmp_path):
    sim = pk.simulate(SCHEDULES["duo"])
    path = pk.write_events(sim, tmp_path / "case.csv", compound="melatonin", times_h=[5, -1, 0.5])
    assert read_back(path, "melatonin").samples["1"].times_h.tolist() == [-1, 0.5, 5]


def test_a_dose_comes_before_the_sample_of_its_time(tmp_path):
    sim = pk.simulate(pk.Schedule.parse("mine", "melatonin 1 mg at bedtime"))
    path = pk.write_events(sim, tmp_path / "case.csv", times_h=[0, 1])
    assert read_back(path, "melatonin").samples["1"].after_dose.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("result", "said", "rule"),
    [
        (pk.simulate(SCHEDULES["mechanism"]), {}, "compound is None"),
        (pk.simulate(SCHEDULES["mechanism"]), {"compound": "caffeine"}, "compound is 'caffeine'"),
        (SCHEDULES, {}, "it must be a Simulation or a Population"),
        (
            pk.simulate(pk.Schedule.parse("slow", "melatonin extended-4mg 4 mg at bedtime")),
            {},
            "schedule 'slow', dose 'melatonin extended-4mg 4 mg at bedtime': an event table cannot say",
        ),
        (
            pk.simulate(SCHEDULES["duo"]),
            {"compound": "melatonin", "times_h": np.linspace(0, 8, 2_000_000)},
            "are the most",
        ),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_written(result, said, rule, tmp_path):
    with pytest.raises(pk.InputError, match=rule):
        pk.write_events(result, tmp_path / "case.csv", **said)
    assert list(tmp_path.iterdir()) == []
