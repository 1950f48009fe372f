import inspect
import json
import re
import subprocess
import sys
import tomllib
from doctest import SKIP, DocTestParser
from importlib.resources import files

import pytest
from places import ROOT

import pksim

PUBLIC = {
    *("Night", "Compound", "Dose", "Schedule", "Study", "Simulation", "OneCompartment", "Input", "InputError"),
    *("load_compound", "load_compounds", "load_references", "load_schedules", "load_study", "simulate", "metrics"),
}


@pytest.fixture
def modules_after(tmp_path):
    """Name the modules that a fresh interpreter has loaded after some code."""

    def names(code):
        code = f"import sys, json; {code}; print(json.dumps(list(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
        return {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}

    return names


def test_import_loads_nothing_heavy(modules_after):
    loaded = modules_after("import pksim")
    assert "pksim" in loaded
    assert not loaded & {"numpy", "scipy", "pandas", "matplotlib", "pydantic", "rich", "typer"}


def test_the_command_says_what_it_can_do_without_the_scientific_libraries(modules_after):
    assert not modules_after("import pksim.cli.app") & {"numpy", "scipy", "pandas", "matplotlib"}


def test_curves_need_neither_pandas_nor_scipy_nor_matplotlib(modules_after):
    loaded = modules_after("import pksim; pksim.simulate(pksim.load_schedules())")
    assert "numpy" in loaded
    assert not loaded & {"pandas", "scipy", "matplotlib"}


def test_the_public_names_are_those_of_the_design():
    assert set(pksim.__all__) >= PUBLIC
    assert set(dir(pksim)) >= PUBLIC


@pytest.mark.parametrize("name", sorted(pksim.__all__))
def test_every_public_name_is_documented(name):
    thing = getattr(pksim, name)
    assert inspect.getdoc(thing)
    if inspect.isclass(thing):
        own = [member for member, value in vars(thing).items() if callable(value) and not member.startswith("_")]
        assert all(inspect.getdoc(getattr(thing, member)) for member in own)


def test_the_overview_names_every_public_name_once():
    assert sorted(re.findall(r"`(\w+)`", pksim.__doc__)) == sorted(pksim.__all__)


def public_things():
    """Name every public thing, and the methods that a public class adds to those of its bases."""
    for name in sorted(pksim.__all__):
        thing = getattr(pksim, name)
        yield name, thing
        if inspect.isclass(thing):
            inherited = {member for base in thing.__mro__[1:] for member in vars(base)}
            for member in sorted(vars(thing).keys() - inherited):
                method = inspect.getattr_static(thing, member)
                if not member.startswith("_") and inspect.isroutine(getattr(method, "__func__", method)):
                    yield f"{name}.{member}", method


@pytest.mark.parametrize(("name", "thing"), tuple(public_things()))
def test_every_public_name_and_method_shows_an_example_that_runs(name, thing):
    examples = DocTestParser().get_examples(inspect.getdoc(thing) or "")
    assert examples
    assert not any(example.options.get(SKIP) for example in examples)


def test_an_input_error_is_a_value_error():
    assert issubclass(pksim.InputError, ValueError)


def test_the_types_and_the_library_ship_with_the_package():
    package = files("pksim")
    assert (package / "py.typed").is_file()
    assert (package / "__init__.pyi").is_file()
    shipped = {each.name for each in (package / "describe" / "library").iterdir() if each.name.endswith(".toml")}
    assert shipped >= {"melatonin.toml", "magnesium.toml", "references.toml", "schedules.toml"}


def test_the_citation_is_of_the_latest_version():
    cited = dict(
        re.findall(r"^ *(?:- )?([\w-]+): (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [{"name": cited["name"]}] == project["authors"]
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
    assert re.findall(r"^## \[(\d.*)\] - (.*)$", changes, re.MULTILINE)[0] == (cited["version"], cited["date-released"])


def test_the_story_of_the_design_runs():
    schedules = pksim.load_schedules()
    mine = pksim.Schedule.parse(
        "mine", "melatonin 0.3 mg 90 min before bed; magnesium glycinate 300 mg elemental 2 h before bed"
    )
    both = pksim.simulate([mine, schedules["duo"]], pksim.Night(bedtime="23:00", wake="07:00"))
    assert len(both.plot().axes) == 2
    assert len(pksim.metrics(both)) == 4
    model = pksim.OneCompartment(ka_per_h=1.2, ke_per_h=0.1, volume_l=50.0, bioavailability=1.0)
    doses = [pksim.Input(amount_mg=100, time_h=0.0), pksim.Input(amount_mg=50, time_h=12.0)]
    assert model.concentration([1.0, 24.0], doses).shape == (2,)


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cells = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    names = {}
    for cell in cells:
        exec(cell.replace("2000", "40"), names)
    assert len(cells) >= 3
    assert pksim.load_study("mine.toml").schedules.keys() == {"mine", "dream-team"}


def functions(thing):
    """Give a public function, or the public ones of a public class or module that are written here."""
    if inspect.isfunction(thing):
        return [thing]
    inside = [each for name, each in inspect.getmembers(thing, inspect.isroutine) if not name.startswith("_")]
    return [each for each in inside if inspect.isfunction(each) and each.__module__.startswith("pksim.")]


@pytest.mark.parametrize("name", sorted(pksim.__all__))
def test_no_public_function_has_more_than_eight_parameters(name):
    for each in functions(getattr(pksim, name)):
        asked = [parameter for parameter in inspect.signature(each).parameters if parameter != "self"]
        assert len(asked) <= 8, f"{each.__qualname__}: {asked}"


def test_there_are_not_more_public_names_than_59():
    assert len(pksim.__all__) <= 59
