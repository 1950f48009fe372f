"""A comparison as a study file: the same numbers to the last bit, and one that people can change."""

import dataclasses
import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from places import CONFIGS

import pksim as pk
from pksim.describe.files.exact_text import exact_amount, exact_duration, exact_nights, exact_number
from pksim.describe.files.schedule_file import read_nights
from pksim.describe.files.study_writer import study_toml
from pksim.describe.words.units import MASS_MG, TIME_H, read_quantity
from pksim.show.pages.files import write_simulation

STUDIES = sorted(set(CONFIGS.glob("*.toml")) - {CONFIGS / "caffeine.toml"})
SCHEDULES = pk.load_schedules()


def run(study, **more):
    options = {
        "parameters": study.parameters,
        "compounds": study.compounds,
        "endogenous": study.endogenous,
        "solver": study.solver,
    }
    return pk.simulate(study.schedules, study.night, **{**options, **more})


def tables(simulation):
    return pk.metrics(simulation), simulation.to_frame()


def same(some, others):
    """Say whether tables are equal to the last bit."""
    return all(one.equals(other) for one, other in zip(some, others, strict=True))


def givens(simulation):
    """Give the numbers from which all others are computed, to the last bit."""
    systems = {curve: regimen.system for curve, regimen in simulation.regimens.items()}
    return simulation.night, {
        curve: {name: bits(part) for name, part in vars(each).items()} for curve, each in systems.items()
    }


def bits(part):
    return part if isinstance(part, tuple) else {str(name): np.asarray(each).tobytes() for name, each in parts(part)}


def parts(part):
    return vars(part).items() if dataclasses.is_dataclass(part) else [("", part)]


@pytest.fixture
def read(tmp_path):
    """Read the text of a study file in a folder where there is nothing else."""

    def load(text):
        path = tmp_path / "alone" / "study.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return pk.load_study(path)

    return load


@pytest.fixture
def again(read):
    """Simulate what the study file of a simulation says."""
    return lambda simulation, **more: run(read(study_toml(simulation.study())), **more)


@pytest.mark.parametrize("options", [{}, {"endogenous": True}, {"parameters": "literature"}], ids=str)
@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_study_gives_the_same_numbers_again(read, path, options):
    simulation = run(pk.load_study(path), **options)
    text = study_toml(simulation.study())
    other = run(read(text))
    assert same(tables(other), tables(simulation))
    assert pk.references(other).equals(pk.references(simulation))
    assert study_toml(other.study()) == text


@pytest.mark.parametrize("options", [{}, {"endogenous": True}, {"solver": "ode"}, {"nights": 3}], ids=str)
def test_the_default_comparison_gives_the_same_numbers_again(again, options):
    simulation = pk.simulate(SCHEDULES, **options)
    other = again(simulation)
    assert same(tables(other), tables(simulation))
    assert dict(other.schedules) == dict(simulation.schedules) or "nights" in options
    assert other.solver == options.get("solver", "exact")


def test_nothing_is_taken_from_the_library(read, monkeypatch):
    simulation = pk.simulate(SCHEDULES, endogenous=True)
    text, want = study_toml(simulation.study()), tables(simulation)
    for module in ("compound.library", "files.schedule_file", "files.study_file"):
        monkeypatch.setattr(f"pksim.describe.{module}.load_compounds", dict)
    study = read(text)
    assert list(study.compounds) == ["melatonin", "magnesium"]
    assert same(tables(run(study)), want)


def test_everything_about_night_and_body_is_kept(again):
    night = pk.Night("00:15", "08:10", before_h=5.3, after_wake_h=1 / 3, nights=2, habitual_bedtime="22:40")
    body = pk.Endogenous("sleep-quality-article", amplitude=71.3, light=pk.Light("7:05", "23:59", 123.4))
    simulation = pk.simulate(SCHEDULES["duo"].nightly(2), night, endogenous=body, parameters="literature")
    other = again(simulation)
    assert (other.night, other.endogenous, other.parameters) == (night, body, "literature")
    assert same(tables(other), tables(simulation))


def test_the_night_owns_the_body_clock_however_it_was_given(again):
    of_body = pk.simulate(SCHEDULES["duo"], endogenous=pk.Endogenous(habitual_bedtime="1:30"))
    of_night = pk.simulate(SCHEDULES["duo"], pk.Night(habitual_bedtime="01:30"), endogenous=True)
    assert of_body.night == of_night.night == again(of_body).night
    assert same(tables(of_body), tables(of_night))
    assert same(tables(of_body), tables(again(of_body)))


def test_a_compound_is_written_whole(again):
    simulation = pk.simulate(SCHEDULES)
    other = again(simulation)
    for name, compound in pk.load_compounds().items():
        assert other.compounds[name] == compound
        for part in ("parameters", "formulations", "endogenous", "receptors"):
            assert list(getattr(other.compounds[name], part)) == list(getattr(compound, part))


def test_numbers_are_written_as_people_write_them():
    text = study_toml(pk.simulate([SCHEDULES["mechanism"], SCHEDULES["duo"]]).study())
    study = tomllib.loads(text)
    melatonin, magnesium = study["compound"]
    assert (study["before"], study["after_wake"]) == ("4 h", "0 min")
    assert melatonin["parameters"]["article"]["tmax"]["value"] == "45 min"
    assert melatonin["parameters"]["article"]["volume"]["value"] == "70 L"
    assert melatonin["parameters"]["article"]["bioavailability"]["value"] == 0.15
    assert melatonin["formulations"]["prolonged"]["parts"][1]["release_half_life"]["value"] == "2.5 h"
    assert magnesium["parameters"]["article"]["half_life"]["high"] == "18 h"
    assert magnesium["status"]["noise_sd"]["value"] == "0.034 mmol/L"
    mechanism, duo = (each["doses"] for each in study["schedule"])
    assert mechanism[0]["text"] == "melatonin 1 mg 60 min before bed"
    assert (mechanism[1]["window"], mechanism[1]["range"]) == ("60-90 min before bed", "200-400 mg")
    assert duo[1]["text"] == "magnesium glycinate 500 mg salt 30-60 min before bed"
    assert (duo[1]["form_kind"], duo[1]["time_kind"]) == ("assumed", "computed")
    assert "amount_kind" not in duo[1]
    assert text.startswith("# Every number of a comparison.")


def test_doses_that_differ_in_their_night_alone_share_a_table():
    study = pk.load_study(CONFIGS / "two-weeks.toml")
    planned, missed = tomllib.loads(study_toml(run(study).study()))["schedule"]
    assert [dose["nights"] for dose in planned["doses"]] == ["1-3", "4-14", "1-14"]
    assert [(dose["text"][10:], dose["nights"]) for dose in missed["doses"][:4]] == [
        ("0.5 mg 60 min before bed", "1-3"),
        ("1 mg 60 min before bed", "4-5, 7-8"),
        ("1 mg 15 min after bed", "9"),
        ("1 mg 60 min before bed", "10-14"),
    ]


def test_a_table_each_where_joining_would_change_the_order(again):
    plan = pk.Schedule.parse("twice", "melatonin 1 mg at 21:00; melatonin 0.5 mg at bedtime").nightly(3)
    simulation = pk.simulate(plan, nights=3)
    assert len(tomllib.loads(study_toml(simulation.study()))["schedule"][0]["doses"]) == 6
    other = again(simulation)
    assert other.schedules[plan.name].doses == plan.doses
    assert same(tables(other), tables(simulation))


def test_a_clock_time_that_was_shifted_keeps_its_exact_time(again):
    plan = pk.Schedule.parse("late", "melatonin 1 mg at 22:00").shift(1 / 7, name="late")
    slightly = pk.Schedule.parse("later", "melatonin 1 mg at 22:00").shift(0.001, name="later")
    (later,) = again(pk.simulate(slightly)).schedules["later"].doses
    assert later.time_h == slightly.doses[0].time_from_bedtime_h(pk.Night())
    (dose,) = again(pk.simulate(plan)).schedules["late"].doses
    assert (dose.time_h, dose.clock_h) == (plan.doses[0].time_from_bedtime_h(pk.Night()), None)


@pytest.mark.parametrize(
    ("dose", "text", "window"),
    [
        ({"clock_h": 22.0, "window_h": (-0.25, 0.5)}, "at 22:00", "15 min earlier to 30 min later"),
        ({"clock_h": 22.0, "window_h": (-0.5, 0.5)}, "at 21:30-22:30", None),
        ({"time_h": -1.5, "window_h": (0.0, 0.5)}, "90 min before bed", "60-90 min before bed"),
        ({"time_h": -1.5, "window_h": (0.0, 1 / 7)}, "90 min before bed", f"0 min later to {1 / 7} h later"),
        ({"time_h": 0.0, "window_h": (-0.1, 0.25)}, "at bedtime", "6 min earlier to 15 min later"),
        ({"time_h": 0.0, "window_h": (1.0, 2.0)}, "at bedtime", "60 min later to 2 h later"),
        ({"time_h": -1.2345678}, "1.2345678 h before bed", None),
        ({"time_h": 3.0}, "3 h after bed", None),
    ],
)
def test_a_time_is_written_as_people_write_it_where_that_is_exact(dose, text, window):
    schedule = pk.Schedule("x", (pk.Dose("melatonin", 1.0, **dose),))
    (table,) = tomllib.loads(study_toml(pk.simulate(schedule).study()))["schedule"][0]["doses"]
    assert (table["text"], table.get("window")) == (f"melatonin 1 mg {text}", window)


def test_doses_of_no_night_are_taken_in_the_first_of_several(again):
    simulation = pk.simulate(SCHEDULES["duo"], nights=3)
    other = again(simulation)
    assert [dose.night for dose in other.schedules["duo"].doses] == [1, 1]
    assert same(tables(other), tables(simulation))


NAMES = [
    'say "no"',
    "two\nlines\ttab",
    "Größe 30 µg – ½ 睡眠",
    "back\\slash # no comment",
    "'''",
    "[a] = 1",
    "\x00\x7f",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_and_note_survives(again, name):
    dose = pk.Dose("melatonin", 1.0, time_h=-1.0, note=name)
    schedule = pk.Schedule(f"x{name}", (dose,), (name, "duo-article"), name)
    melatonin = pk.load_compounds()["melatonin"]
    kinetics = melatonin.parameters["article"]
    noted = kinetics.tmax.model_copy(update={"note": name, "source": (name,)})
    parameters = {name: kinetics.model_copy(update={"tmax": noted}), "article": kinetics}
    own = melatonin.model_copy(update={"parameters": parameters, "measure": name})
    simulation = pk.simulate(schedule, compounds=[own], parameters=name)
    other = again(simulation)
    assert dict(other.schedules) == {f"x{name}": schedule}
    assert other.compounds["melatonin"] == own
    assert other.parameters == name


def test_a_compound_of_ones_own_may_have_any_name(again, caffeine_toml, tmp_path):
    (tmp_path / "own.toml").write_text(caffeine_toml.replace('"caffeine"', "'Café \"noir\"'"), encoding="utf-8")
    own = pk.load_compound(tmp_path / "own.toml")
    simulation = pk.simulate(pk.Schedule("cup", (pk.Dose(own.name, 80.0, clock_h=15.5),)), compounds=[own])
    other = again(simulation)
    assert list(other.compounds) == ['Café "noir"']
    assert same(tables(other), tables(simulation))


@pytest.fixture
def caffeine_toml():
    return (CONFIGS / "caffeine.toml").read_text(encoding="utf-8")


CHANGES = {
    "half-life": ('[compound.parameters.article.half_life]\nvalue = "35 min"', '"35 min"', '"40 min"'),
    "volume": ('[compound.parameters.article.volume]\nvalue = "70 L"', '"70 L"', '"90 L"'),
    "amount": ('text = "melatonin 1 mg 60 min before bed"', "1 mg", "2 mg"),
    "time": ('text = "melatonin 1 mg 60 min before bed"', "60 min", "50 min"),
    "form": ('text = "melatonin 1 mg 60 min before bed"', "1 mg", "1 mg prolonged-release"),
    "set": ('parameters = "article"', "article", "literature"),
    "bedtime": ('bedtime = "23:00"', "23:00", "23:30"),
    "baseline": ('baseline]\nvalue = "0.85 mmol/L"', "0.85", "0.9"),
}


def melatonin_with(**numbers):
    melatonin = pk.load_compounds()["melatonin"]
    kinetics = melatonin.parameters["article"]
    changed = {name: getattr(kinetics, name).model_copy(update={"value": value}) for name, value in numbers.items()}
    sets = {**melatonin.parameters, "article": kinetics.model_copy(update=changed)}
    return [melatonin.model_copy(update={"parameters": sets})]


def wanted(change):
    """What one would get without the file."""
    schedule, options = SCHEDULES["mechanism"], {}
    first, *rest = schedule.doses
    doses = {"amount": {"amount_mg": 2.0}, "time": {"time_h": -50 / 60}, "form": {"formulation": "prolonged"}}
    if change in doses:
        first = dataclasses.replace(first, **doses[change])
    if change in ("half-life", "volume"):
        number = {"half-life": {"half_life": 40 / 60}, "volume": {"volume": 90.0}}[change]
        options["compounds"] = melatonin_with(**number)
    if change == "baseline":
        magnesium = pk.load_compounds()["magnesium"]
        level = magnesium.endogenous["literature"]
        level = level.model_copy(update={"baseline": level.baseline.model_copy(update={"value": 0.9})})
        options["compounds"] = [magnesium.model_copy(update={"endogenous": {"literature": level}})]
    options |= {"set": {"parameters": "literature"}, "bedtime": {"night": pk.Night("23:30")}}.get(change, {})
    return pk.simulate(dataclasses.replace(schedule, doses=(first, *rest)), endogenous=True, **options)


@pytest.mark.parametrize("change", CHANGES)
def test_a_number_may_be_changed(read, change):
    where, old, new = CHANGES[change]
    simulation = pk.simulate(SCHEDULES["mechanism"], endogenous=True)
    text = study_toml(simulation.study())
    assert text.count(where) == 1
    other = run(read(text.replace(where, where.replace(old, new))))
    assert not same(tables(other), tables(simulation))
    pd.testing.assert_frame_equal(pk.metrics(other), pk.metrics(wanted(change)), rtol=1e-12)


def test_a_diary_is_no_study_file(tmp_path):
    simulation = pk.simulate(pk.load_diary(CONFIGS / "diary.csv", tz="Europe/Berlin"), step_min=30)
    with pytest.raises(pk.InputError, match="a diary cannot be written as a study file, which has one bedtime"):
        study_toml(simulation.study())


def test_what_a_study_file_cannot_say_is_refused():
    beyond = pk.Schedule.parse("x", "melatonin 1 mg at bedtime on night 3")
    with pytest.raises(pk.InputError, match=r"cannot be written as a study file: .*'x' names night 3; the study has 1"):
        study_toml(pk.simulate(beyond).study())
    odd = pk.Schedule("x", (pk.Dose("melatonin", 1.0, time_h=0.0, range_mg=(2.0, 2.0)),))
    with pytest.raises(pk.InputError, match="must go from a smaller to a larger amount"):
        study_toml(pk.simulate(odd).study())


def test_a_compound_that_would_be_read_as_another_is_refused():
    # Texts of doses do not tell upper from lower case, so this would be read as the library's.
    twin = pk.load_compounds()["melatonin"].model_copy(update={"name": "Melatonin"})
    taken = pk.Schedule("x", (pk.Dose("Melatonin", 1.0, time_h=0.0),))
    with pytest.raises(pk.InputError, match="as a study file: schedule 'x' would not be read as it is"):
        study_toml(pk.simulate(taken, compounds=[twin]).study())


def test_what_cannot_be_said_is_left_out_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("pksim.show.figures.sheet.NightFigure.save", lambda figure, target, kind: target.write(b"x"))
    beyond = pk.Schedule.parse("x", "melatonin 1 mg at bedtime on night 3")
    names = [path.name for path in write_simulation(pk.simulate(beyond), tmp_path)]
    assert "sources.csv" in names
    assert "study.toml" not in names


@given(st.floats(0, 1e4))
@example(35 / 60)
@example(1e-9)
@example(0.1 + 0.2)
def test_a_duration_reads_back_exactly(hours):
    assert read_quantity(exact_duration(hours), TIME_H, "it") == hours


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        *((0, "0 min"), (35 / 60, "35 min"), (0.75, "45 min"), (1, "60 min"), (1.75, "105 min")),
        *((2, "2 h"), (2.5, "2.5 h"), (14.1, "14.1 h"), (200 / 60, "200 min"), (0.5 / 60, "0.5 min")),
    ],
)
def test_a_duration_is_short(hours, text):
    assert exact_duration(hours) == text


@given(st.floats(1e-9, 1e9))
@example(0.0123456789)
def test_an_amount_reads_back_exactly(mg):
    assert read_quantity(exact_amount(mg), MASS_MG, "it") == mg


def test_an_amount_is_short():
    assert [exact_amount(mg) for mg in (300.0, 0.3, 0.05, 1.9)] == ["300 mg", "0.3 mg", "50 µg", "1.9 mg"]
    assert [exact_number(value) for value in (3, 0.1, 1e-7, np.float64(2.5))] == ["3", "0.1", "1e-07", "2.5"]


@given(st.sets(st.integers(1, 40), min_size=1))
def test_nights_read_back(nights):
    assert read_nights(exact_nights(sorted(nights))) == tuple(sorted(nights))


def test_nights_are_short():
    assert exact_nights([1, 2, 3, 5, 7, 8]) == "1-3, 5, 7-8"


KINDS = st.sampled_from(["stated", "computed", "assumed", "unverified"])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
FORMS = st.sampled_from(
    [
        ("melatonin", None, None),
        ("melatonin", "prolonged", None),
        ("melatonin", "prolonged-release", None),
        ("melatonin", "extended-4mg", None),
        ("magnesium", None, "elemental"),
        ("magnesium", "glycinate", "salt"),
        ("magnesium", "oxide", "elemental"),
        ("magnesium", "citrate", "salt"),
    ]
)
MINUTES = st.integers(0, 1439).map(lambda minutes: minutes / 60)
TIMES = st.one_of(
    st.floats(-70, 70).map(lambda hours: {"time_h": hours}),
    st.integers(-240, 240).map(lambda minutes: {"time_h": minutes / 60}),
    MINUTES.map(lambda hours: {"clock_h": hours}),
    st.floats(0, 23.999).map(lambda hours: {"clock_h": hours}),
    st.tuples(MINUTES, st.floats(-20, 20)).map(lambda each: {"clock_h": each[0], "delay_h": each[1]}),
)
PAIR = st.lists(st.floats(-3, 3), min_size=2, max_size=2).map(sorted).map(tuple)
HALF = st.integers(1, 90).map(lambda minutes: (-minutes / 60, minutes / 60))
RANGE = st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=2, unique=True).map(sorted).map(tuple)
AMOUNTS = st.one_of(st.floats(1e-3, 1e3), st.sampled_from([0.3, 1.0, 300.0, 1e-9, 1e9]))
NIGHTS = 3


@st.composite
def doses(draw):
    compound, formulation, basis = draw(FORMS)
    return pk.Dose(
        compound,
        draw(AMOUNTS),
        **draw(TIMES),
        night=draw(st.none() | st.integers(1, NIGHTS)),
        formulation=formulation,
        basis=basis,
        window_h=draw(st.none() | PAIR | HALF | st.just((0.0, 0.25))),
        range_mg=draw(st.none() | RANGE),
        amount_kind=draw(KINDS),
        time_kind=draw(KINDS),
        form_kind=draw(KINDS),
        note=draw(TEXT),
    )


def of_compound(schedule, compound):
    return [dose for dose in schedule.doses if dose.compound == compound]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(doses(), min_size=1, max_size=6),
    TEXT,
    st.tuples(MINUTES, MINUTES),
    st.sampled_from([1, NIGHTS]),
)
def test_any_schedule_gives_the_same_doses_and_numbers_again(read, taken, name, clocks, nights):
    assume(clocks[0] != clocks[1])
    assume(nights > 1 or all(dose.night in (None, 1) for dose in taken))
    bedtime, wake = (f"{round(60 * hours) // 60:02d}:{round(60 * hours) % 60:02d}" for hours in clocks)
    schedule = pk.Schedule("x" + name, tuple(taken), note=name)
    simulation = pk.simulate(schedule, pk.Night(bedtime, wake, nights=nights), step_min=60)
    other = run(read(study_toml(simulation.study())), step_min=60)
    found = other.schedules[schedule.name]
    assert found.compounds == schedule.compounds
    for compound in schedule.compounds:
        for before, after in zip(of_compound(schedule, compound), of_compound(found, compound), strict=True):
            assert after.time_from_bedtime_h(other.night) == before.time_from_bedtime_h(simulation.night)
            if before.clock_h is not None and after.clock_h is None:
                assert before.delay_h or before.clock_h != round(before.clock_h * 60) / 60
                before = dataclasses.replace(before, clock_h=None, delay_h=0.0, time_h=after.time_h)
            form = "prolonged" if before.formulation == "prolonged-release" else before.formulation
            night = before.night or (1 if nights > 1 or any(dose.night for dose in taken) else None)
            assert after == dataclasses.replace(before, night=night, formulation=form)
    assert givens(other) == givens(simulation)
    assert other.to_frame().equals(simulation.to_frame())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.floats(0.2, 20),
    st.floats(0.2, 20),
    st.floats(1e-3, 1e4),
    st.floats(1e-6, 1),
    st.floats(1, 1e4),
    st.sampled_from(["pg/mL", "µmol/L", "mg/dL", "mmol/L"]),
)
def test_any_compound_gives_the_same_numbers_again(read, tmax, half_life, volume, share, mass, unit):
    quantity = pk.load_compounds()["melatonin"].molar_mass.model_validate
    own = pk.Compound(
        name="x",
        display_unit=unit,
        molar_mass=quantity({"value": mass, "unit": "g/mol"}),
        parameters={
            "only": {
                "tmax": quantity({"value": tmax, "unit": "h"}),
                "half_life": quantity({"value": half_life, "low": half_life, "unit": "h"}),
                "volume": quantity({"value": volume, "high": 2 * volume, "unit": "L"}),
                "bioavailability": share,
            }
        },
        endogenous={"mine": {"baseline": quantity({"value": share / 3, "unit": unit}), "note": "n"}},
    )
    schedule = pk.Schedule("x", (pk.Dose("x", mass / 7, clock_h=20.0),))
    simulation = pk.simulate(schedule, compounds=[own], endogenous="mine", step_min=60)
    other = run(read(study_toml(simulation.study())), step_min=60)
    assert other.compounds["x"] == own
    assert givens(other) == givens(simulation)
    assert other.to_frame().equals(simulation.to_frame())
